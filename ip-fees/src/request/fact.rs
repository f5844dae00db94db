//! The facts an act can carry: their names in JSON and what values they take.

use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::money::Money;
use serde::de::{self, MapAccess};

use super::act::{Act, Classes, Credit};
use super::wire;
use super::{ChangeItem, Channel, MarkKind, Occasion, Office, PaidIn, PctFormat, Right, Stage};

/// What values a fact takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// A day written `YYYY-MM-DD`.
    Day,
    /// A whole number within these bounds.
    Count(u32, u32),
    /// `true` or `false`.
    Flag,
    /// An amount written with at most two decimals, in a string.
    Money,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A two-letter office code.
    Office,
    /// A list of these words.
    Words(&'static [&'static str]),
    /// A number of classes or a list of classes with their items.
    Classes,
    /// A list of earlier payments.
    Credits,
}

/// Declares the facts: variant, name in JSON, shape, field of [`Act`].
macro_rules! facts {
    ($($name:ident = $json:literal, $shape:expr, $field:ident;)+) => {
        /// A fact of an act.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Fact {
            $(#[doc = concat!("`", $json, "`")] $name,)+
        }

        impl Fact {
            /// Every fact.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The names in JSON.
            pub(super) const NAMES: &'static [&'static str] = &[$($json,)+];

            /// The fact with this name in JSON.
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($json => Some(Self::$name),)+
                    _ => None,
                }
            }

            /// The name in JSON.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $json,)+ }
            }

            /// What values it takes.
            pub const fn shape(self) -> Shape {
                match self { $(Self::$name => $shape,)+ }
            }
        }

        impl Act {
            /// Reads a fact into its place; one that is there already is a duplicate.
            pub(super) fn read<'de, A: MapAccess<'de>>(
                &mut self,
                fact: Fact,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match fact {
                    $(Fact::$name => {
                        if self.$field.is_some() {
                            return Err(de::Error::duplicate_field($json));
                        }
                        self.$field = Some(Value::next(map)?);
                    })+
                }
                Ok(())
            }
        }

        impl FactSet {
            /// The facts that an act carries.
            pub(super) fn of(act: &Act) -> Self {
                let mut set = Self(0);
                $(if act.$field.is_some() { set = set.with(Fact::$name); })+
                set
            }
        }
    };
}

/// A value of a fact in JSON; none may be `null`.
trait Value: Sized {
    fn next<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error>;
}

impl Value for NaiveDate {
    fn next<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
        map.next_value::<wire::Day>().map(|day| day.0)
    }
}

/// Values that read themselves.
macro_rules! values {
    ($($type:ty),+) => {
        $(impl Value for $type {
            fn next<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Self, A::Error> {
                map.next_value()
            }
        })+
    };
}

values!(
    bool, u32, Money, Right, Channel, MarkKind, Occasion, Stage, PctFormat, PaidIn, Office, Classes
);
values!(Vec<ChangeItem>, Vec<Credit>);

const RIGHTS: &[&str] = &["invention", "utility-model", "design"];

facts! {
    Date = "date", Shape::Day, date;
    DueOn = "dueOn", Shape::Day, due_on;
    PaidOn = "paidOn", Shape::Day, paid_on;
    FiledOn = "filedOn", Shape::Day, filed_on;
    ReceivedOn = "receivedOn", Shape::Day, received_on;
    RegisteredOn = "registeredOn", Shape::Day, registered_on;
    PriorityOn = "priorityOn", Shape::Day, priority_on;
    Right = "right", Shape::Word(RIGHTS), right;
    Claims = "claims", Shape::Count(0, 10_000), claims;
    Pages = "pages", Shape::Count(0, 1_000_000), pages;
    Priorities = "priorities", Shape::Count(0, 1_000), priorities;
    AnnuityYear = "annuityYear", Shape::Count(1, 100), annuity_year;
    FilingDate = "filingDate", Shape::Day, filing_date;
    Year = "year", Shape::Count(1, 100), year;
    GrantYear = "grantYear", Shape::Count(1, 100), grant_year;
    OpenLicence = "openLicence", Shape::Flag, open_licence;
    Credits = "credits", Shape::Credits, credits;
    Months = "months", Shape::Count(1, 24), months;
    Occasion = "occasion", Shape::Word(&["first", "further"]), occasion;
    Items = "items", Shape::Words(&["party", "agency", "name-batch"]), items;
    Copies = "copies", Shape::Count(0, 100_000), copies;
    Days = "days", Shape::Count(0, 36_525), days;
    Years = "years", Shape::Count(0, 100), years;
    Paid = "paid", Shape::Money, paid;
    Unpaid = "unpaid", Shape::Money, unpaid;
    Format = "format", Shape::Word(&["paper", "pdf", "xml"]), format;
    Ro = "ro", Shape::Office, ro;
    Isa = "isa", Shape::Office, isa;
    NaturalPersonsOnly = "naturalPersonsOnly", Shape::Flag, natural_persons_only;
    PriorityDocuments = "priorityDocuments", Shape::Count(0, 1_000), priority_documents;
    AdditionalInventions = "additionalInventions", Shape::Count(0, 1_000), additional_inventions;
    Protest = "protest", Shape::Flag, protest;
    MonthsFromPriority = "monthsFromPriority", Shape::Count(0, 1_200), months_from_priority;
    Stage = "stage", Shape::Word(&["preliminary", "examination"]), stage;
    Inventions = "inventions", Shape::Count(0, 1_000), inventions;
    Part = "part", Shape::Count(1, 3), part;
    Currency = "currency", Shape::Word(&["CNY", "CHF"]), currency;
    Channel = "channel", Shape::Word(&["paper", "online"]), channel;
    Mark = "mark", Shape::Word(&["ordinary", "collective", "certification"]), mark;
    Classes = "classes", Shape::Classes, classes;
    Late = "late", Shape::Flag, late;
    Times = "times", Shape::Count(0, 10_000), times;
}

/// A set of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FactSet(u64);

impl FactSet {
    /// The facts that every act may carry: the days that pick the tariff.
    pub const DAYS: Self = Self(0b111_1111);

    /// The set of these facts and the days.
    pub const fn days_and(facts: &[Fact]) -> Self {
        let mut set = Self::DAYS;
        let mut at = 0;
        while at < facts.len() {
            set = set.with(facts[at]);
            at += 1;
        }
        set
    }

    /// The set with one fact more.
    #[must_use]
    pub const fn with(self, fact: Fact) -> Self {
        Self(self.0 | 1 << fact as u64)
    }

    /// Whether the fact is in the set.
    pub const fn contains(self, fact: Fact) -> bool {
        self.0 & 1 << fact as u64 != 0
    }

    /// The facts of this set that the other one lacks.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The facts of the set.
    pub fn iter(self) -> impl Iterator<Item = Fact> {
        Fact::ALL
            .iter()
            .copied()
            .filter(move |fact| self.contains(*fact))
    }

    /// The names of the facts of the set.
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Fact::name).collect()
    }
}
