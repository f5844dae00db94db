//! The shape of a tariff file as lawyers write it.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::dated::Days;
use ip_core::law::{LawRef, Mark};
use ip_core::money::{Currency, Money};
use ip_core::text::Text;
use serde::Deserialize;

use crate::sources::{Sources, law_json};

use super::{BasisDate, Between, Cited, Columns, IfMissed, ReductionClass, Start, Status};
use crate::request::{ActKind, Channel};

/// One file: a schedule with its items.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TariffFile {
    pub id: String,
    pub title: Text,
    pub currency: Currency,
    pub checked_on: NaiveDate,
    #[serde(default)]
    pub term: Vec<TermRow>,
    /// Time limits for paying all that an act costs, in place of those of the items.
    #[serde(default)]
    pub due: Vec<ActDueRow>,
    #[serde(default)]
    pub item: Vec<ItemRow>,
}

/// The time limit for paying all that an act costs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ActDueRow {
    pub act: ActKind,
    pub limit: String,
    pub if_missed: IfMissed,
    pub law: Vec<CitedRow>,
}

/// How many patent years a right has, by filing date.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TermRow {
    pub right: VariantName,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub years: u32,
    pub mark: Mark,
    pub law: Vec<LawRef>,
}

/// A rule for acts done before a fee was introduced.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TransitionRow {
    pub before: NaiveDate,
    pub pay_by: NaiveDate,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ItemRow {
    pub code: String,
    pub title: Text,
    pub unit: Text,
    pub basis_date: BasisDate,
    pub reducible: Option<ReducibleRow>,
    #[serde(default)]
    pub included: u32,
    pub up_to: Option<u32>,
    pub days_per_year: Option<[u32; 2]>,
    #[serde(default = "seen")]
    pub unit_mark: Mark,
    #[serde(default = "seen")]
    pub basis_date_mark: Mark,
    pub between: Option<Between>,
    pub transition: Option<TransitionRow>,
    #[serde(default)]
    pub law: Vec<CitedRow>,
    pub due: Option<DueRow>,
    pub rate: Vec<RateRow>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ReducibleRow {
    pub class: ReductionClass,
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub law: Sources,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DueRow {
    /// A named limit of ip-core.
    pub limit: Option<String>,
    /// In place of it: another limit's end.
    pub by: Option<Start>,
    pub channel: Option<Channel>,
    /// In place of the mark of the named limit.
    pub mark: Option<Mark>,
    pub if_missed: IfMissed,
    #[serde(default)]
    pub law: Vec<CitedRow>,
}

/// A reference that holds on some days only, such as to an edition of the implementing rules.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CitedRow {
    pub id: String,
    pub article: Option<String>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl CitedRow {
    /// Whether it holds on some of these days.
    pub(super) fn holds_within(&self, days: Days) -> bool {
        let before = |end: Option<NaiveDate>, start: Option<NaiveDate>| {
            end.zip(start).is_some_and(|(end, start)| end < start)
        };
        !before(self.to, days.from) && !before(days.to, self.from)
    }
}

impl From<CitedRow> for Cited {
    fn from(row: CitedRow) -> Self {
        let law = LawRef {
            id: row.id,
            article: row.article,
        };
        Self {
            days: Days {
                from: row.from,
                to: row.to,
            },
            json: law_json(&law),
            law,
        }
    }
}

/// What an item costs on some days. Exactly one of the five ways to say an amount stands in a row.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RateRow {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub amount: Option<AmountRow>,
    pub bands: Option<BTreeMap<VariantName, Vec<BandRow>>>,
    pub steps: Option<Vec<u32>>,
    pub percent: Option<i32>,
    pub readings: Option<Vec<Money>>,
    #[serde(default)]
    pub status: Status,
    #[serde(default)]
    pub fixed_term: bool,
    pub mark: Mark,
    #[serde(default = "seen")]
    pub from_mark: Mark,
    #[serde(default = "seen")]
    pub to_mark: Mark,
    #[serde(default)]
    pub law: Sources,
}

/// The mark of what has none of its own beside that of its row.
const fn seen() -> Mark {
    Mark::Seen
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum AmountRow {
    All(Money),
    By(BTreeMap<VariantName, Money>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum VariantName {
    Invention,
    UtilityModel,
    Design,
    Paper,
    Online,
}

impl RateRow {
    /// What the columns of the amounts are.
    pub(super) fn columns(&self) -> Columns {
        let first = match (&self.amount, &self.bands) {
            (Some(AmountRow::By(columns)), _) => columns.keys().next(),
            (_, Some(bands)) => bands.keys().next(),
            _ => None,
        };
        match first {
            None => Columns::One,
            Some(VariantName::Paper | VariantName::Online) => Columns::Channels,
            Some(_) => Columns::Rights,
        }
    }
}

impl VariantName {
    /// The column of the compiled table; rights and channels never stand in the same item.
    pub(super) const fn column(self) -> usize {
        match self {
            Self::Invention | Self::Paper => 0,
            Self::UtilityModel | Self::Online => 1,
            Self::Design => 2,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BandRow {
    pub up_to: u32,
    pub amount: Money,
    #[serde(default)]
    pub law: Sources,
}
