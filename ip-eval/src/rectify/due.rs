//! What is due when: finds late clocks among a million open cases without reading the others.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::calendar::Calendar;

use super::state::Case;
use crate::id::CaseId;
use crate::policy::ClockName;

/// The last days of running clocks, in order of days.
///
/// A view over cases, not a source: build it anew when a holiday notice is published.
#[derive(Debug, Clone, Default)]
pub struct DueIndex {
    by_day: BTreeMap<NaiveDate, BTreeSet<(CaseId, ClockName)>>,
    by_case: BTreeMap<CaseId, Vec<(NaiveDate, ClockName)>>,
}

impl DueIndex {
    /// Takes in a case as it stands now, in the place of what was known of it.
    pub fn update(&mut self, case: &Case, calendar: &Calendar) {
        self.remove(&case.id);
        let running = case.clocks.iter().filter(|clock| clock.is_running());
        let dues: Vec<(NaiveDate, ClockName)> = running
            .filter_map(|clock| Some((clock.due(calendar)?.date, clock.name)))
            .collect();
        for (day, name) in &dues {
            self.by_day
                .entry(*day)
                .or_default()
                .insert((case.id.clone(), *name));
        }
        if !dues.is_empty() {
            self.by_case.insert(case.id.clone(), dues);
        }
    }

    fn remove(&mut self, case: &CaseId) {
        for (day, name) in self.by_case.remove(case).unwrap_or_default() {
            if let Some(clocks) = self.by_day.get_mut(&day) {
                clocks.remove(&(case.clone(), name));
                if clocks.is_empty() {
                    self.by_day.remove(&day);
                }
            }
        }
    }

    /// Clocks whose last day is this one or an earlier one, the longest overdue first.
    pub fn until(&self, day: NaiveDate) -> impl Iterator<Item = (NaiveDate, &CaseId, ClockName)> {
        let days = self.by_day.range(..=day);
        days.flat_map(|(day, clocks)| clocks.iter().map(|(case, name)| (*day, case, *name)))
    }

    /// How many cases have a running clock.
    pub fn len(&self) -> usize {
        self.by_case.len()
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.by_case.is_empty()
    }
}
