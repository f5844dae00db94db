//! A quote as programs read it: the JSON of the contract field by field, with its schema.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Mark};
use ip_core::money::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::{Outcome, Total};
use crate::what_if::Alternative;

/// The JSON of a [`Quote`](super::Quote) in one language.
///
/// ```
/// use ip_core::text::Lang;
/// use ip_fees::quote::QuoteView;
/// use ip_fees::{engine::Engine, request::Request};
/// let engine = Engine::builtin()?;
/// let request = Request::from_json(
///     br#"{"date": "2025-03-10", "acts": [{"act": "patent.copy", "copies": 2}]}"#,
/// )?;
/// let text = engine.quote(&request)?.to_json(Lang::En);
/// let quote: QuoteView = serde_json::from_str(&text).unwrap();
/// assert_eq!(quote.lines[0].code, "patent.certified-copy");
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuoteView {
    /// Amount, free or unknown.
    pub outcome: Outcome,
    /// The currency of the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The total, when all lines are in one currency and none is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// The totals, when the lines are in several currencies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<Vec<Total>>,
    /// The lines.
    pub lines: Vec<LineView>,
    /// The notes.
    pub notes: Vec<NoteView>,
    /// What would change the sum, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_if: Option<Vec<Alternative>>,
}

/// The JSON of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LineView {
    /// Which act of the request it belongs to, counted from 0.
    pub act: usize,
    /// The stable code of the item.
    pub code: String,
    /// The name of the item.
    pub title: String,
    /// Amount, free or unknown.
    pub outcome: Outcome,
    /// The currency; absent with the amounts when they are unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// What is to be paid; negative for what is paid back or credited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The amount before any cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<Money>,
    /// The calculation in figures, such as `900.00 × 0.15`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// How many units.
    pub quantity: u32,
    /// The cut that was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduction: Option<ReductionView>,
    /// Why it is reduced, or not, or free, or unknown.
    pub why: WhyView,
    /// The fact that is missing, or the income, such as `applicants/0/monthlyIncome`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// The version of the tariff, such as `cn-patent@2018-08-01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tariff: Option<String>,
    /// The day that picked the rate.
    pub basis_day: NaiveDate,
    /// The law.
    pub basis: Vec<LawRef>,
    /// The last day for paying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DueView>,
    /// How well the amount is proved, where it was not seen in a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// `true` when the day lies after the data's last check.
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
    /// The last day of an amount published for a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_until: Option<NaiveDate>,
}

/// The JSON of a cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReductionView {
    /// The percentage of a reduction, or `open-licence`, `waiver`, `natural-persons`.
    pub kind: String,
    /// What is left, such as `0.15`.
    pub factor: String,
}

/// The JSON of a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WhyView {
    /// The stable code of the wording.
    pub code: String,
    /// The wording.
    pub title: String,
}

/// The JSON of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NoteView {
    /// The stable code of the wording.
    pub code: String,
    /// The wording.
    pub title: String,
    /// Which act of the request it belongs to, counted from 0.
    pub act: usize,
}

/// The JSON of a last day for paying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DueView {
    /// By counting alone.
    pub nominal: NaiveDate,
    /// Moved to a working day where needed.
    pub effective: NaiveDate,
    /// `true` when it leans on holidays that are not published yet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub provisional: bool,
    /// What follows when it is missed.
    pub if_missed: String,
    /// How well the length is proved, where it was not seen in a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// The law.
    pub basis: Vec<LawRef>,
}

/// Whether a flag is left out.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "asked for by serde")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
