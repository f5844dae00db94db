//! Time limits: R06–R08, R19, R20, R22.

use alloc::format;
use alloc::string::ToString;
use core::cmp::Ordering;

use super::{Desk, Severity, says};
use crate::limit::{Length, LimitUnit};
use crate::matter::{Matter, RegimeId};

/// The fewest working days in which a visit to a place can be fitted.
const VISIT: Length = Length::working_days(5);

impl Desk<'_, '_> {
    pub(super) fn limits(&mut self) {
        let entry = self.entry;
        let show = |l: Length| l.to_string();
        if let (Some(promised), Some(statutory)) = (entry.promised, entry.statutory) {
            let (found, expected) = (Some(show(promised)), Some(show(statutory)));
            match promised.compare(statutory) {
                Some(Ordering::Greater) => self.find("R06", "promised", found, expected),
                None => self.weigh("R06", Severity::Warning, "promised", found, expected),
                _ => {}
            }
        }
        let regime = self.matter().map(|m| m.regime);
        let general = regime
            .and_then(|id| self.lint.rules.on(id, self.on))
            .and_then(|r| r.decision.default);
        let right = self
            .matter()
            .and_then(Matter::statutory)
            .map(|l| l.length())
            .or(general);
        if let (Some(found), Some(right)) = (entry.statutory, right)
            && found != right
        {
            self.find("R07", "statutory", Some(show(found)), Some(show(right)));
        }
        let licence = self.lint.rules.on(RegimeId::AdministrativeLicence, self.on);
        let most = licence.and_then(|r| r.decision.default);
        if let (true, Some(statutory), Some(most)) = (self.is_licence(), entry.statutory, most)
            && statutory.compare(most) != Some(Ordering::Less)
            && statutory != most
            && right != Some(statutory)
        {
            // With its one extension a licence takes no longer, unless a law says so.
            let more = licence.and_then(|r| r.extension.as_ref());
            let most = Length {
                n: most.n + more.map_or(0, |e| e.n),
                ..most
            };
            let longest = statutory.compare(most) == Some(Ordering::Greater);
            if entry.basis.is_empty() || longest {
                self.find("R08", "statutory", Some(show(statutory)), Some(show(most)));
            }
        }
        let spot = entry.promised.map(|p| p.n == 0);
        if spot.is_some_and(|spot| spot != entry.immediate) {
            self.find("R19", "immediate", Some(entry.immediate.to_string()), None);
        }

        let at_once = entry
            .steps
            .iter()
            .any(|s| s.id == "decide" && says(&self.lint.words.on_the_spot, &s.name));
        // Within a working day; hours are, months and years are not.
        let beyond = |p: Length| match p.unit {
            LimitUnit::Hour | LimitUnit::WorkingHour => false,
            LimitUnit::Day | LimitUnit::WorkingDay => p.n > 1,
            LimitUnit::Month | LimitUnit::Year => p.n > 0,
        };
        if at_once && entry.promised.is_some_and(beyond) {
            self.find("R19", "steps", entry.promised.map(show), None);
        }
        let sum = entry
            .steps
            .iter()
            .try_fold(0u32, |sum, step| match step.limit {
                None => Some(sum),
                Some(l) if l.unit == LimitUnit::WorkingDay => sum.checked_add(l.n),
                Some(_) => None,
            });
        let given = entry.steps.iter().any(|s| s.limit.is_some());
        if let (true, Some(sum), Some(promised)) = (given, sum, entry.promised)
            && promised.unit == LimitUnit::WorkingDay
            && sum != promised.n
        {
            let severity = if sum > promised.n {
                Severity::Error
            } else {
                Severity::Warning
            };
            let (found, expected) = (Some(sum.to_string()), Some(promised.n.to_string()));
            self.weigh("R20", severity, "steps", found, expected);
        }
        self.inspection();
    }

    /// A flow with an inspection needs days for it.
    fn inspection(&mut self) {
        let entry = self.entry;
        let visited = entry
            .steps
            .iter()
            .position(|s| s.id == "inspect" || says(&self.lint.words.on_site, &s.name));
        if let (Some(at), Some(promised)) = (visited, entry.promised)
            && promised.compare(VISIT) == Some(Ordering::Less)
        {
            let found = promised.to_string();
            let field = format!("steps/{at}");
            self.find("R22", &field, Some(found), Some(VISIT.n.to_string()));
        }
    }
}
