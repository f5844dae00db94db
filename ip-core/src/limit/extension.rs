//! Extension of designated periods (指定期限的延长): how much can be asked for, until when, from where it is counted.

use alloc::borrow::Cow;
use alloc::format;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Extension, Limit, Limits};
use crate::law::{LawRef, Mark};
use crate::period::{Base, ExtensionRequest, Length, Step, Unit};
use crate::problem::{Problem, Problems};

/// How limits of one kind are made longer on request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRule {
    /// The kind of limit.
    pub kind: Extension,
    /// The most months in all.
    pub months: u32,
    /// The articles.
    pub basis: alloc::vec::Vec<LawRef>,
    /// How well it is proved.
    pub mark: Mark,
}

impl ExtensionRule {
    /// The longest extension.
    pub const fn most(&self) -> Length {
        Length::new(self.months, Unit::Month)
    }

    /// The length asked for, if it can be had and was asked for in time.
    pub(super) fn granted(
        &self,
        asked: &ExtensionRequest,
        end: NaiveDate,
    ) -> Result<Length, Problems> {
        let mut problems = Problems::default();
        if !(1..=self.months).contains(&asked.months) {
            problems.push(
                Problem::new("core.limit.extension-length")
                    .at("/extension/months")
                    .expected(format!("1 to {}", self.months))
                    .found(asked.months),
            );
        }
        if let Some(requested) = asked.requested.filter(|day| *day > end) {
            problems.push(
                Problem::new("core.limit.extension-late")
                    .at("/extension/requested")
                    .expected(format!("{end} or earlier"))
                    .found(requested),
            );
        }
        problems.or(Length::new(asked.months, Unit::Month))
    }

    /// The step that says from which end the extension is counted.
    pub(super) fn step(&self, base: Base, date: NaiveDate) -> Step {
        Step {
            rule: Cow::Borrowed(match base {
                Base::Rolled => "extended-from-rolled",
                Base::Nominal => "extended-from-nominal",
            }),
            date,
            basis: self.basis.first().cloned(),
            mark: Some(self.mark).filter(|mark| mark.is_unverified()),
        }
    }
}

impl Limits {
    /// How a limit is made longer on request; none if it is not.
    pub fn extension_rule(&self, limit: &Limit) -> Option<&ExtensionRule> {
        self.extensions
            .iter()
            .find(|rule| rule.kind == limit.extension)
    }
}
