//! The answer: lines that explain themselves, their totals, and notes.

mod json;
mod spoken;
mod text;
mod view;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use chrono::NaiveDate;
use ip_core::dated::Span;
use ip_core::law::{LawRef, Mark};
use ip_core::money::{Currency, Money};
use ip_core::text::Lang;
use serde::{Deserialize, Serialize};

use crate::label::{Label, Labels};
use crate::request::Fact;
use crate::sources::Sources;
use crate::tariff::{Cited, IfMissed, Item, Rate};

pub(crate) use json::In;
pub use json::Localized;
pub use spoken::Spoken;
pub use view::{DueView, LineView, NoteView, QuoteView, ReductionView, WhyView};

/// The three answers, never mixed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// An amount.
    Amount,
    /// Nothing to pay, with the reason in law.
    Free,
    /// It cannot be calculated; the line says why.
    Unknown,
}

/// What kind of cut was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CutKind {
    /// 费减, by its percentage.
    Reduction,
    /// 开放许可.
    OpenLicence,
    /// Waiver of the national phase.
    Waiver,
    /// Natural persons of listed states under the PCT.
    NaturalPersons,
}

/// A cut applied to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut<'t> {
    /// What kind.
    pub kind: CutKind,
    /// Percentage taken off, at most 100.
    pub percent: u32,
    /// How well its rule is proved.
    pub mark: Mark,
    /// Its sources.
    pub law: &'t Sources,
}

impl Cut<'_> {
    /// What is left of an amount; `None` if that is no whole number of hundredths.
    pub const fn apply(&self, full: Money) -> Option<Money> {
        full.percent(100_u32.saturating_sub(self.percent))
    }
}

/// How the full amount of a line came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Formula {
    /// An amount for each unit.
    Each(Money),
    /// A percentage of another amount.
    Percent(Money, i32),
    /// An amount named in the request.
    Given,
}

/// A label with the numbers that belong in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// The wording.
    pub label: Label,
    /// The number at `{0}`.
    pub number: u32,
    /// Whether it rests on a reading of a rule that the sources do not settle.
    pub doubtful: bool,
}

impl Why {
    /// A reason without a number.
    pub const fn plain(label: Label) -> Self {
        Self::with(label, 0)
    }

    /// A reason with a number.
    pub const fn with(label: Label, number: u32) -> Self {
        Self {
            label,
            number,
            doubtful: false,
        }
    }

    /// The same reason, in doubt if the sources do not settle it.
    #[must_use]
    pub(crate) const fn doubted(self, doubtful: bool) -> Self {
        Self { doubtful, ..self }
    }
}

/// What a request leaves out and a line needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// A fact of the act.
    Fact(Fact),
    /// The income of an applicant, counted from 0.
    Income {
        /// Which applicant.
        applicant: u32,
        /// Which income of the two, as it is named in JSON.
        field: &'static str,
    },
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(fact) => f.write_str(fact.name()),
            Self::Income { applicant, field } => write!(f, "applicants/{applicant}/{field}"),
        }
    }
}

/// The last day for paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due<'t> {
    /// By counting alone.
    pub nominal: NaiveDate,
    /// Moved to a working day where needed.
    pub effective: NaiveDate,
    /// Whether it leans on holidays that are not published yet.
    pub provisional: bool,
    /// What follows when it is missed.
    pub if_missed: IfMissed,
    /// How well the length of the time limit is proved.
    pub mark: Mark,
    law: &'t [Cited],
}

impl<'t> Due<'t> {
    /// The last day of a time limit with its sources.
    pub(crate) const fn new(
        nominal: NaiveDate,
        due: ip_core::calendar::Due,
        if_missed: IfMissed,
        law: &'t [Cited],
    ) -> Self {
        Self {
            nominal,
            effective: due.date,
            provisional: due.provisional,
            if_missed,
            mark: Mark::Seen,
            law,
        }
    }

    /// The same last day, of a time limit that is proved so well.
    #[must_use]
    pub(crate) const fn marked(self, mark: Mark) -> Self {
        Self { mark, ..self }
    }

    /// The same time limit with a last day that the law names.
    #[must_use]
    pub(crate) const fn fixed(self, day: NaiveDate) -> Self {
        Self {
            nominal: day,
            effective: day,
            provisional: false,
            ..self
        }
    }

    /// Whether both are written alike.
    fn same_as(&self, other: &Due<'_>) -> bool {
        self.nominal == other.nominal
            && self.effective == other.effective
            && self.provisional == other.provisional
            && self.if_missed == other.if_missed
            && self.mark == other.mark
            && (core::ptr::eq(self.law, other.law) || self.law == other.law)
    }

    /// The sources of the time limit.
    pub fn basis(&self) -> impl Iterator<Item = &'t LawRef> + Clone + use<'t> {
        cited_on(self.law, self.nominal)
    }
}

/// The references that hold on a day.
fn cited_on(law: &[Cited], day: NaiveDate) -> impl Iterator<Item = &LawRef> + Clone {
    law.iter()
        .filter(move |cited| cited.days.contains(day))
        .map(|cited| &cited.law)
}

/// One line of a quote.
#[derive(Debug, Clone, Copy)]
pub struct Line<'t> {
    /// The item.
    pub item: &'t Item,
    /// The rate with its days; absent when none is known.
    pub rate: Option<&'t Span<Rate>>,
    /// The version of the tariff, such as `cn-patent@2018-08-01`; empty when no rate is known.
    pub tariff: &'t str,
    /// The currency of the amounts.
    pub currency: Currency,
    /// Which act of the request the line belongs to.
    pub act: usize,
    /// Amount, free or unknown.
    pub outcome: Outcome,
    /// What is to be paid; negative for what is paid back or credited; zero when unknown.
    pub amount: Money,
    /// The amount before any cut.
    pub full: Money,
    /// How many units.
    pub quantity: u32,
    /// How the full amount came about.
    pub formula: Formula,
    /// The sources of this step of the rate, beside those of the whole rate.
    pub step_law: Option<&'t Sources>,
    /// The cut that was applied.
    pub cut: Option<Cut<'t>>,
    /// Why it is reduced, or not, or free, or unknown.
    pub why: Why,
    /// What is missing.
    pub missing: Option<Missing>,
    /// The day that picked the rate.
    pub basis_day: NaiveDate,
    /// The last day for paying, where it can be told.
    pub due: Option<Due<'t>>,
    /// Whether the day lies after the data's last check.
    pub provisional: bool,
}

impl<'t> Line<'t> {
    /// The stable code of the item.
    pub fn code(&self) -> &'t str {
        &self.item.code
    }

    /// The name of the item.
    pub fn title(&self, lang: Lang) -> &'t str {
        self.item.title.in_lang(lang)
    }

    /// The sources, each once: of the amount, of its step, of the item, of the cut.
    pub fn basis(&self) -> impl Iterator<Item = &'t LawRef> + Clone + use<'t> {
        let all = self.every_source();
        let earlier = all.clone();
        all.enumerate()
            .filter(move |(at, law)| !earlier.clone().take(*at).any(|other| other == *law))
            .map(|(_, law)| law)
    }

    /// Whether the cut rests on a source that stands on the line already.
    fn repeats_a_source(&self) -> bool {
        let cut: &[LawRef] = self.cut.map_or(&[], |cut| cut.law);
        let without = Self { cut: None, ..*self };
        !cut.is_empty() && without.every_source().any(|law| cut.contains(law))
    }

    fn every_source(&self) -> impl Iterator<Item = &'t LawRef> + Clone + use<'t> {
        let rate: &[LawRef] = self.rate.map_or(&[], |span| &span.value.law);
        let step: &[LawRef] = self.step_law.map_or(&[], |law| law);
        let cut: &[LawRef] = self.cut.map_or(&[], |cut| cut.law);
        let of_item = cited_on(&self.item.law, self.basis_day);
        rate.iter().chain(step).chain(of_item).chain(cut)
    }

    /// How well the amount, the cut and the reading behind them are proved: the weakest of them.
    pub fn mark(&self) -> Option<Mark> {
        let rate = self.rate.map(|span| span.value.mark)?;
        if self.why.doubtful {
            return Some(Mark::Doubtful);
        }
        Some(self.cut.map_or(rate, |cut| rate.min(cut.mark)))
    }

    /// The calculation in figures, such as `900.00 × 0.15` or `150.00 × 5`.
    pub const fn figures(&self) -> Figures<'_, 't> {
        Figures(self)
    }
}

/// Prints the calculation of a line.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a, 't>(&'a Line<'t>);

impl fmt::Display for Figures<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.0;
        match line.formula {
            Formula::Each(unit) if line.quantity == 1 => write!(f, "{unit}")?,
            Formula::Each(unit) => write!(f, "{unit} × {}", line.quantity)?,
            Formula::Percent(base, percent) => write!(f, "{base} × {percent}%")?,
            Formula::Given => write!(f, "{}", line.full)?,
        }
        match line.cut {
            Some(cut) => {
                let left = 100_u32.saturating_sub(cut.percent);
                write!(f, " × {}.{:02}", left / 100, left % 100)
            }
            None => Ok(()),
        }
    }
}

/// Something worth knowing beside the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// The wording.
    pub label: Label,
    /// The day at `{day}`.
    pub day: Option<NaiveDate>,
    /// Which act of the request it belongs to.
    pub act: usize,
}

/// A sum in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Total {
    /// The currency.
    pub currency: Currency,
    /// The sum.
    pub amount: Money,
}

/// The answer to a request.
#[derive(Debug, Clone)]
pub struct Quote<'t> {
    /// Amount, free or unknown.
    pub outcome: Outcome,
    /// The lines, in the order of the acts.
    pub lines: Vec<Line<'t>>,
    /// The notes, in the order of the acts.
    pub notes: Vec<Note>,
    pub(crate) labels: &'t Labels,
    totals: [Option<Money>; 3],
}

/// The currencies in the order of [`Quote::totals`].
pub(crate) const CURRENCIES: [Currency; 3] = [Currency::Cny, Currency::Chf, Currency::Eur];

impl<'t> Quote<'t> {
    /// Adds up the lines; `None` if a sum is beyond what an amount can hold.
    pub(crate) fn new(lines: Vec<Line<'t>>, notes: Vec<Note>, labels: &'t Labels) -> Option<Self> {
        let mut totals: [Option<Money>; 3] = [None; 3];
        let mut outcome = Outcome::Free;
        for line in &lines {
            outcome = match (outcome, line.outcome) {
                (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
                (Outcome::Amount, _) | (_, Outcome::Amount) => Outcome::Amount,
                _ => Outcome::Free,
            };
            let total = totals.get_mut(line.currency as usize)?;
            *total = Some(total.unwrap_or_default().checked_add(line.amount)?);
        }
        Some(Self {
            outcome,
            lines,
            notes,
            labels,
            totals,
        })
    }

    /// The sums by currency; none when something is unknown.
    pub fn totals(&self) -> impl Iterator<Item = Total> {
        let known = self.outcome != Outcome::Unknown;
        CURRENCIES
            .into_iter()
            .zip(self.totals)
            .filter_map(move |(currency, amount)| {
                Some(Total {
                    currency,
                    amount: amount.filter(|_| known)?,
                })
            })
    }

    /// The sum of the known lines in one currency.
    pub(crate) fn sum_in(&self, currency: Currency) -> Money {
        let sum = self.totals.get(currency as usize).copied().flatten();
        sum.unwrap_or_default()
    }

    /// The sum, when everything is known and in one currency.
    pub fn total(&self) -> Option<Total> {
        let mut totals = self.totals();
        let first = totals.next()?;
        totals.next().is_none().then_some(first)
    }

    /// The wordings of reasons and notes.
    pub const fn labels(&self) -> &'t Labels {
        self.labels
    }

    /// Why a line is reduced, or not, or free, or unknown, in words.
    pub fn reason(&self, line: &Line<'_>, lang: Lang) -> String {
        let text = self.labels.get(line.why.label).in_lang(lang);
        text.replace("{0}", &line.why.number.to_string())
    }

    /// A note in words.
    pub fn remark(&self, note: &Note, lang: Lang) -> String {
        let text = self.labels.get(note.label).in_lang(lang);
        match note.day {
            Some(day) => text.replace("{day}", &day.to_string()),
            None => text.into(),
        }
    }

    /// The quote in words, for people: a line each, the sum, the notes.
    pub const fn spoken(&self, lang: Lang) -> Spoken<'_, 't> {
        Spoken::new(self, lang)
    }

    /// The quote as it is written in one language; serialises to the JSON of the contract.
    pub const fn in_lang(&self, lang: Lang) -> Localized<'_, 't> {
        Localized {
            quote: self,
            lang,
            what_if: None,
        }
    }
}

impl IfMissed {
    /// The wording of the consequence.
    pub const fn label(self) -> Label {
        match self {
            Self::ApplicationWithdrawn => Label::IfApplicationWithdrawn,
            Self::PriorityNotClaimed => Label::IfPriorityNotClaimed,
            Self::RequestNotFiled => Label::IfRequestNotFiled,
            Self::RightAbandoned => Label::IfRightAbandoned,
            Self::InvitationWithLateFee => Label::IfInvitationWithLateFee,
            Self::RightLapsed => Label::IfRightLapsed,
            Self::LateFee => Label::IfLateFee,
            Self::NotExtended => Label::IfNotExtended,
            Self::NoCompensation => Label::IfNoCompensation,
            Self::NotAccepted => Label::IfNotAccepted,
            Self::LateEntry => Label::IfLateEntry,
            Self::NoEntry => Label::IfNoEntry,
        }
    }
}
