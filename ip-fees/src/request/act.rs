//! The acts that cost fees, and the facts each may carry.

use alloc::vec::Vec;
use core::fmt;

use chrono::NaiveDate;
use ip_core::money::Money;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, de};

use super::fact::{Fact, FactSet};
use super::wire;
use super::{
    ChangeItem, Channel, CreditFor, MarkKind, Occasion, Office, PaidIn, PctFormat, Right, Stage,
};

/// Declares the acts: variant, code, facts beside the days.
macro_rules! acts {
    ($($name:ident = $code:literal [$($fact:ident),*];)+) => {
        /// Something done before the office that can cost a fee.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum ActKind {
            $(#[doc = concat!("`", $code, "`")] #[serde(rename = $code)] $name,)+
        }

        impl ActKind {
            /// Every act.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code in JSON.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The facts the act may carry, the days that pick the tariff among them.
            pub const fn facts(self) -> FactSet {
                match self { $(Self::$name => const { FactSet::days_and(&[$(Fact::$fact),*]) },)+ }
            }
        }
    };
}

acts! {
    PatentFile = "patent.file" [Right, Claims, Pages, Priorities];
    PatentExamine = "patent.examine" [Right];
    PatentReexamine = "patent.reexamine" [Right];
    PatentInvalidate = "patent.invalidate" [Right];
    PatentEvaluate = "patent.evaluate" [Right];
    PatentRegister = "patent.register" [Right, AnnuityYear];
    PatentAnnuity = "patent.annuity" [Right, FilingDate, Year, GrantYear, OpenLicence, Credits];
    PatentMaintain = "patent.maintain" [Right, Years];
    PatentSuspend = "patent.suspend" [Right];
    PatentRestore = "patent.restore" [Right];
    PatentExtend = "patent.extend" [Right, Months, Occasion];
    PatentChange = "patent.change" [Right, Items];
    PatentCopy = "patent.copy" [Right, Copies];
    PatentTermCompensation = "patent.term-compensation" [Right, Days, Years];
    PatentTermCompensationAnnuity = "patent.term-compensation-annuity" [Right, Days, Years];
    PatentCompulsoryLicence = "patent.compulsory-licence" [Right];
    PatentRoyaltyAdjudication = "patent.royalty-adjudication" [Right];
    PatentExaminationRefund = "patent.examination-refund" [Right, Paid];
    PctFile = "pct.file" [
        Pages, Format, Isa, NaturalPersonsOnly, PriorityDocuments, AdditionalInventions, Protest
    ];
    PctDemand = "pct.demand" [Isa, AdditionalInventions, NaturalPersonsOnly];
    PctCopy = "pct.copy" [Pages];
    PctFurnishLate = "pct.furnish-late" [];
    PctRestorePriority = "pct.restore-priority" [];
    PctCorrectPriority = "pct.correct-priority" [];
    PctPayLate = "pct.pay-late" [Unpaid];
    PctEnter = "pct.enter" [Right, Ro, Isa, Claims, Pages, Priorities, MonthsFromPriority];
    PctExamine = "pct.examine" [Ro, Isa];
    PctCorrectTranslation = "pct.correct-translation" [Stage];
    PctRestoreUnity = "pct.restore-unity" [Inventions];
    HaguePay = "hague.pay" [Part, Currency];
    TrademarkRegister = "trademark.register" [Channel, Mark, Classes];
    TrademarkRenew = "trademark.renew" [Channel, Classes, Late];
    TrademarkChange = "trademark.change" [Channel, Classes];
    TrademarkTransfer = "trademark.transfer" [Channel, Classes];
    TrademarkReview = "trademark.review" [Channel, Classes];
    TrademarkOppose = "trademark.oppose" [Channel, Classes];
    TrademarkCancel = "trademark.cancel" [Channel, Classes];
    TrademarkLicense = "trademark.license" [Channel, Classes];
    TrademarkReissue = "trademark.reissue" [Channel, Classes];
    TrademarkCertify = "trademark.certify" [Channel, Classes];
    TrademarkWithdraw = "trademark.withdraw" [Channel, Classes];
    TrademarkSurrender = "trademark.surrender" [Channel, Classes];
    TrademarkEndLicence = "trademark.end-licence" [Channel, Classes];
    MadridDesignateChina = "madrid.designate-china" [Mark, Classes];
    LayoutRegister = "layout.register" [Times];
    LayoutReexamine = "layout.reexamine" [Times];
    LayoutChange = "layout.change" [Times];
    LayoutExtend = "layout.extend" [Times];
    LayoutRestore = "layout.restore" [Times];
    LayoutLicense = "layout.license" [Times];
    LayoutAdjudicate = "layout.adjudicate" [Times];
    GiApply = "gi.apply" [];
}

/// Declares [`Act`]: every fact is optional, and none may be `null`.
macro_rules! act_fields {
    ($($(#[$meta:meta])* $field:ident: $type:ty,)+) => {
        /// One act with its facts; those left out mean the ordinary case.
        ///
        /// Which facts an act may carry is told by [`ActKind::facts`]; any other is a problem.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct Act {
            /// What is done.
            #[serde(rename = "act")]
            pub kind: ActKind,
            $($(#[$meta])*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,)+
        }

        impl Act {
            /// The act without facts.
            pub const fn new(kind: ActKind) -> Self {
                Self { kind, $($field: None,)+ }
            }
        }
    };
}

act_fields! {
    /// The day of the act; the day of the request otherwise.
    date: NaiveDate,
    /// The last day for paying.
    due_on: NaiveDate,
    /// The day of payment.
    paid_on: NaiveDate,
    /// The filing date.
    filed_on: NaiveDate,
    /// The day on which the office, or the person, received the document.
    received_on: NaiveDate,
    /// The day on which the registration was completed.
    registered_on: NaiveDate,
    /// The earliest priority date; the filing date where none is claimed.
    priority_on: NaiveDate,
    /// The kind of patent.
    right: Right,
    /// How many claims.
    claims: u32,
    /// How many pages of description with drawings, or sheets of an international application.
    pages: u32,
    /// How many earlier applications are claimed as priorities.
    priorities: u32,
    /// The patent year in which the patent is granted.
    annuity_year: u32,
    /// The day from which patent years are counted.
    filing_date: NaiveDate,
    /// The patent year paid for.
    year: u32,
    /// The patent year in which the patent was granted.
    grant_year: u32,
    /// Whether an open licence is carried out on the due date.
    open_licence: bool,
    /// Earlier payments for the same annuity.
    credits: Vec<Credit>,
    /// How many months.
    months: u32,
    /// First or further extension.
    occasion: Occasion,
    /// What is changed.
    items: Vec<ChangeItem>,
    /// How many copies.
    copies: u32,
    /// How many days of compensation.
    days: u32,
    /// How many years of compensation.
    years: u32,
    /// What was paid, in yuan.
    paid: Money,
    /// What was owed to the receiving office and not paid in time, in yuan.
    unpaid: Money,
    /// How the application is filed.
    format: PctFormat,
    /// Receiving office.
    ro: Office,
    /// International searching authority.
    isa: Office,
    /// Whether every applicant is a natural person of a listed state.
    natural_persons_only: bool,
    /// How many priority documents the office sends.
    priority_documents: u32,
    /// How many inventions beyond the first.
    additional_inventions: u32,
    /// Whether the additional fee is paid under protest.
    protest: bool,
    /// The month, counted from priority, in which the national phase is entered.
    months_from_priority: u32,
    /// The stage of the procedure.
    stage: Stage,
    /// How many inventions.
    inventions: u32,
    /// Which part of the individual designation fee.
    part: u32,
    /// The currency in which it is paid.
    currency: PaidIn,
    /// Paper or online.
    channel: Channel,
    /// The kind of mark.
    mark: MarkKind,
    /// The classes, counted or listed.
    classes: Classes,
    /// Whether the renewal is late.
    late: bool,
    /// How many times.
    times: u32,
}

impl<'de> Deserialize<'de> for Act {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Act", Fact::NAMES, ActVisitor)
    }
}

/// Reads an act fact by fact into its place: a derived reader would carry every fact that an act
/// can have through each of its steps.
struct ActVisitor;

impl<'de> Visitor<'de> for ActVisitor {
    type Value = Act;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an act with its facts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Act, A::Error> {
        let mut act = Act::new(ActKind::GiApply);
        let mut kind = None;
        while let Some(name) = map.next_key::<Name>()? {
            match name {
                Name::Fact(fact) => act.read(fact, &mut map)?,
                Name::Act if kind.is_some() => return Err(de::Error::duplicate_field("act")),
                Name::Act => kind = Some(map.next_value()?),
            }
        }
        act.kind = kind.ok_or_else(|| de::Error::missing_field("act"))?;
        Ok(act)
    }
}

/// The name of a field of an act.
enum Name {
    Act,
    Fact(Fact),
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a fact")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Name, E> {
        if name == "act" {
            return Ok(Name::Act);
        }
        Fact::named(name)
            .map(Name::Fact)
            .ok_or_else(|| E::unknown_field(name, Fact::NAMES))
    }
}

/// Classes of goods and services: how many, or which with how many items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Classes {
    /// A number of classes.
    Count(u32),
    /// Each class with its items.
    List(Vec<ClassItems>),
}

/// A class with the number of items in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassItems {
    /// Nice class, 1 to 45.
    pub class: u32,
    /// How many items; absent means no more than the class includes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<u32>,
}

impl<'de> Deserialize<'de> for Classes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Classes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of classes or a list of classes")
            }

            fn visit_u64<E: de::Error>(self, count: u64) -> Result<Classes, E> {
                u32::try_from(count)
                    .map(Classes::Count)
                    .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(count), &self))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Classes, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Classes::List)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// Money paid earlier for the same annuity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Credit {
    /// The day it was paid.
    #[serde(deserialize_with = "wire::day")]
    pub paid_on: NaiveDate,
    /// How much, in yuan.
    pub amount: Money,
    /// What for.
    #[serde(rename = "for", default)]
    pub purpose: CreditFor,
}
