//! What a reader of the data should know: gaps, missing references, amounts that do not divide.
//!
//! Overlaps and rows without an amount or a reference never get this far: the loader refuses them.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::dated::Span;
use ip_core::law::{Mark, Registry};
use ip_core::money::Money;
use serde::{Deserialize, Serialize};

use super::{Item, Price, Rate, ReductionClass, Tariffs};
use crate::reduction::Share;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The answers would be wrong.
    Error,
    /// Days without an answer, or an amount nobody has proved.
    Warning,
}

/// The rules of the lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// Days between two rates have none.
    Gap,
    /// The rates end and none follows.
    Ends,
    /// There is no rate at all.
    NoRate,
    /// A reference names an instrument that the register does not have.
    UnknownLaw,
    /// An amount is no whole number of hundredths after a reduction.
    NotDivisible,
    /// An annuity has no amount for a year of the term, or amounts fall from year to year.
    Years,
    /// A rate that is charged has the amount zero, or one that is not charged has another.
    StatusAmount,
    /// The rate was not seen in a source.
    Unverified,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// The code of the item.
    pub item: String,
    /// What was found, such as the days of a gap.
    pub found: String,
}

impl Tariffs {
    /// Everything worth a second look, errors first.
    ///
    /// ```
    /// use ip_core::law::Registry;
    /// use ip_fees::tariff::{Severity, Tariffs};
    /// let tariffs = Tariffs::builtin()?;
    /// let findings = tariffs.lint(&Registry::builtin()?);
    /// assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
    /// # Ok::<(), ip_core::problem::Problems>(())
    /// ```
    pub fn lint(&self, registry: &Registry) -> Vec<Finding> {
        let mut findings = Vec::new();
        for item in &self.items {
            let mut find = |rule, severity, found: String| {
                findings.push(Finding {
                    rule,
                    severity,
                    item: item.code.clone(),
                    found,
                });
            };
            lint_days(item, &mut find);
            for (mark, name) in [
                (item.unit_mark, "unit"),
                (item.basis_date_mark, "basisDate"),
            ] {
                if mark.is_unverified() {
                    find(Rule::Unverified, Severity::Warning, name.into());
                }
            }
            for span in item.rates.spans() {
                self.lint_rate(item, span, &mut find);
            }
            let of_item = item.law.iter().map(|cited| &cited.law);
            let of_rates = item.rates.spans().iter().flat_map(|s| s.value.sources());
            let of_limit = item
                .pay_by
                .iter()
                .flat_map(|limit| &limit.law)
                .map(|c| &c.law);
            for reference in of_item.chain(of_rates).chain(of_limit) {
                if registry.get(&reference.id).is_none() {
                    find(Rule::UnknownLaw, Severity::Error, reference.id.clone());
                }
            }
        }
        findings.sort_by_key(|finding| finding.severity);
        findings
    }

    fn lint_rate(
        &self,
        item: &Item,
        span: &Span<Rate>,
        find: &mut impl FnMut(Rule, Severity, String),
    ) {
        let rate = &span.value;
        let days = || {
            span.days
                .from
                .map_or_else(|| "from the beginning".to_string(), |from| from.to_string())
        };
        if rate.mark != Mark::Seen {
            find(Rule::Unverified, Severity::Warning, days());
        }
        for (mark, name, day) in [
            (rate.from_mark, "from", span.days.from),
            (rate.to_mark, "to", span.days.to),
        ] {
            if let (true, Some(day)) = (mark.is_unverified(), day) {
                find(
                    Rule::Unverified,
                    Severity::Warning,
                    alloc::format!("{name} {day}"),
                );
            }
        }
        let amounts: Vec<Money> = match &rate.price {
            Price::Each(each) => each.iter().copied().flatten().collect(),
            Price::Years(rights) => rights.iter().flatten().copied().collect(),
            _ => Vec::new(),
        };
        let charged = rate.status == super::Status::Charged;
        let zero = amounts.iter().all(|amount| *amount == Money::ZERO);
        let by_channel = matches!(item.columns, super::Columns::Channels);
        if !amounts.is_empty() && charged == zero && !by_channel {
            find(Rule::StatusAmount, Severity::Error, days());
        }
        if let Some(reducible) = &item.reducible {
            for amount in amounts {
                if !self.divides(amount, reducible.class) {
                    find(Rule::NotDivisible, Severity::Error, amount.to_string());
                }
            }
        }
        if let Price::Years(rights) = &rate.price {
            for years in rights {
                if years.is_empty() || years.windows(2).any(|pair| pair[1] < pair[0]) {
                    find(Rule::Years, Severity::Error, days());
                }
            }
        }
    }

    /// Whether an amount stays a whole number of hundredths under every reduction.
    fn divides(&self, amount: Money, class: ReductionClass) -> bool {
        self.rules.regimes().spans().iter().all(|span| {
            [Share::Single, Share::Joint].into_iter().all(|share| {
                100_u32
                    .checked_sub(span.value.percent(share, class))
                    .and_then(|left| amount.percent(left))
                    .is_some()
            })
        })
    }
}

fn lint_days(item: &Item, find: &mut impl FnMut(Rule, Severity, String)) {
    for (from, to) in item.rates.gaps() {
        find(Rule::Gap, Severity::Warning, alloc::format!("{from}..{to}"));
    }
    match item.rates.spans().last() {
        None => find(Rule::NoRate, Severity::Warning, String::new()),
        Some(last) => {
            if let Some(to) = last.days.to {
                find(Rule::Ends, Severity::Warning, to.to_string());
            }
        }
    }
}
