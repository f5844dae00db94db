//! Acceptance in its modes (受理): normal, with papers to follow, on a commitment.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;

use super::decide::Bench;
use super::fire::Step;
use super::{CaseClock, Command, Event, Guard, Mode, Refusal};
use crate::document::DocumentKind;
use crate::material::Necessity;
use crate::regime::{ClockStart, Regime};

impl Bench<'_> {
    /// The three ways in, and the papers that follow.
    pub(super) fn acceptance(
        &self,
        command: &Command,
        regime: &Regime,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let (case, context, on) = (self.case, self.context, step.on);
        match command {
            Command::Accept => {
                let missing = context.missing(case);
                if !missing.is_empty() {
                    let list = missing.into_iter().collect::<Vec<_>>().join(", ");
                    return Err(self.refuse(Guard::MaterialsMissing).expected(list));
                }
                if !case.open_defects.is_empty() {
                    let open: Vec<&str> = case.open_defects.iter().map(String::as_str).collect();
                    let refusal = self.refuse(Guard::CorrectionsOpen);
                    return Err(refusal.expected(open.join(", ")));
                }
                step.accept(on, Mode::Normal);
                self.start_clocks(regime, step);
                step.document(DocumentKind::AcceptanceNotice);
            }
            Command::AcceptWithTolerance {
                missing,
                promise,
                due,
            } => {
                self.tolerance(regime, missing, *due)?;
                step.events.push(Event::Accepted {
                    on,
                    effective: on,
                    mode: Mode::Tolerance,
                    undertaking: Some(promise.clone()),
                    missing: missing.clone(),
                    due: Some(*due),
                });
                self.start_clocks(regime, step);
                step.document(DocumentKind::ToleranceNotice);
            }
            Command::ElectCommitment { commitment } => {
                let offered = context.entry.commitment.is_some() && regime.commitment.is_some();
                self.ensure(offered, Guard::NoCommitment)?;
                self.ensure(!context.excluded, Guard::CommitmentExcluded)?;
                let papers = context.entry.commitment.iter().flat_map(|c| &c.papers);
                let pledged: BTreeSet<String> = papers.cloned().collect();
                let absent = context.missing(case);
                if !absent.is_subset(&pledged) {
                    let list: Vec<_> = absent.difference(&pledged).cloned().collect();
                    return Err(self
                        .refuse(Guard::MaterialsMissing)
                        .expected(list.join(", ")));
                }
                step.events.push(Event::Accepted {
                    on,
                    effective: on,
                    mode: Mode::Commitment,
                    undertaking: Some(commitment.clone()),
                    missing: absent,
                    due: None,
                });
                self.start_clocks(regime, step);
                step.document(DocumentKind::CommitmentNotice);
            }
            Command::WithdrawCommitment => {
                let mode = case.mode == Some(Mode::Commitment);
                self.ensure(mode, Guard::NoCommitment)?;
                let anew = regime.decision.from == ClockStart::Acceptance;
                step.events.push(Event::CommitmentWithdrawn { on, anew });
            }
            Command::FillMissing { materials } => {
                self.known(materials)?;
                self.ensure(case.tolerance.is_some(), Guard::NotTolerable)?;
                let materials = materials.clone();
                step.events.push(Event::MissingFilled { on, materials });
            }
            _ => {}
        }
        Ok(())
    }

    fn tolerance(
        &self,
        regime: &Regime,
        missing: &BTreeSet<String>,
        due: NaiveDate,
    ) -> Result<(), Refusal> {
        self.ensure(regime.tolerance.is_some(), Guard::NotTolerable)?;
        let absent = self.context.missing(self.case);
        let tolerable = |id: &String| {
            self.context
                .entry
                .materials
                .iter()
                .any(|m| m.id == *id && m.necessity == Necessity::Tolerable)
        };
        if let Some(id) = missing.iter().find(|id| !tolerable(id)) {
            return Err(self.refuse(Guard::NotTolerable).found(id));
        }
        if absent.is_empty() || absent != *missing {
            let list = absent.into_iter().collect::<Vec<_>>().join(", ");
            return Err(self.refuse(Guard::MaterialsMissing).expected(list));
        }
        let today = self.context.day();
        self.ensure(due > today, Guard::ToleranceDue)?;
        // What follows must be in while the authority can still decide in time.
        match self.last_day(regime, today) {
            Some(last) if due > last => {
                Err(self.refuse(Guard::ToleranceDue).expected(last).found(due))
            }
            _ => Ok(()),
        }
    }

    /// The last day of the statutory time of a case that is accepted today.
    fn last_day(&self, regime: &Regime, today: NaiveDate) -> Option<NaiveDate> {
        let (context, case) = (self.context, self.case);
        let clock = match regime.decision.from {
            ClockStart::Receipt => case.statutory.clone(),
            ClockStart::Acceptance => {
                match context.clocks(case, regime, ClockStart::Acceptance, today, today) {
                    Some(Event::ClocksStarted { statutory, .. }) => {
                        statutory.map(|length| CaseClock::new(today, length))
                    }
                    _ => None,
                }
            }
        };
        Some(clock?.due(context.calendar)?.date)
    }
}
