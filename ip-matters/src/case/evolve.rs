//! Folding events into a case: total, without rules or calendar.

use super::{
    Case, CaseClock, CheckOutcome, CommitmentStatus, Event, Issued, Lapse, Mode, Notice, Served,
    State, Tolerance, Verdict,
};
use crate::document::DocumentKind;
use crate::limit::Length;

/// The case after one more event. An event that does not fit leaves the rest as it is.
#[must_use]
pub fn evolve(mut case: Case, event: &Event) -> Case {
    case.apply(event);
    case
}

/// The case that events make, from the first one on.
///
/// ```
/// use ip_matters::case::{Case, evolve, replay};
/// let events = [];
/// assert_eq!(replay(&events), Case::new());
/// ```
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Case {
    events.into_iter().fold(Case::new(), evolve)
}

impl Case {
    fn clocks(&mut self) -> impl Iterator<Item = &mut CaseClock> {
        self.statutory.iter_mut().chain(self.promised.iter_mut())
    }

    /// What lapsed in the state in which a clock ends the case.
    const fn lapsed(&self) -> Lapse {
        match self.state {
            State::AwaitingCorrection => Lapse::NotCorrected,
            _ => Lapse::NotFilled,
        }
    }

    fn close(&mut self, state: State, on: chrono::NaiveDate) {
        self.state = state;
        self.clocks().for_each(|clock| clock.stop(on));
    }

    fn apply(&mut self, event: &Event) {
        let on = event.on();
        self.last = Some(self.last.map_or(on, |last| last.max(on)));
        self.events = self.events.saturating_add(1);
        if !matches!(event, Event::DocumentIssued { .. }) {
            self.reason = event.reason().cloned();
        }
        match event {
            Event::Submitted {
                number,
                matter,
                version,
                regime,
                applicant,
                agent,
                situation,
                channel,
                materials,
                ..
            } => {
                self.state = State::Submitted;
                self.submitted = Some(on);
                self.number = Some(number.clone());
                self.matter = Some(matter.clone());
                self.version = *version;
                self.regime = Some(*regime);
                self.applicant = Some(applicant.clone());
                self.agent.clone_from(agent);
                self.situation.clone_from(situation);
                self.channel = Some(*channel);
                self.materials.clone_from(materials);
            }
            Event::Received { rules, .. } => {
                self.state = State::Received;
                self.rules = Some(rules.clone());
                self.received = Some(on);
                self.check_from = Some(on);
            }
            Event::ClocksStarted {
                from,
                statutory,
                promised,
                ..
            } => {
                self.statutory = statutory.map(|length| CaseClock::new(*from, length));
                self.promised = promised.map(|length| CaseClock::new(*from, length));
            }
            Event::FoundNotRequired { .. } => self.close(State::NotRequired, on),
            Event::AcceptanceRefused {
                ground, competent, ..
            } => {
                self.refusal = Some(*ground);
                self.competent.clone_from(competent);
                self.close(State::AcceptanceRefused, on);
            }
            Event::CorrectedOnSpot { materials, .. } => {
                self.materials.extend(materials.iter().cloned());
            }
            Event::CorrectionNotified {
                served,
                period,
                defects,
                pauses,
                ..
            } => {
                self.state = State::AwaitingCorrection;
                self.notices.push(Notice {
                    on,
                    served: *served,
                    period: *period,
                    defects: defects.clone(),
                });
                if *pauses {
                    self.clocks()
                        .for_each(|clock| clock.pause(on, "correction", "notice"));
                }
            }
            Event::Resubmitted { materials, .. } => {
                self.state = State::Received;
                self.check_from = Some(on);
                self.resubmitted.extend(materials.iter().cloned());
                self.materials.extend(materials.iter().cloned());
                self.clocks().for_each(|clock| clock.resume(on));
            }
            Event::RegisterChecked {
                material, outcome, ..
            } => {
                if *outcome == CheckOutcome::Match {
                    self.waived.insert(material.clone());
                }
            }
            Event::Accepted {
                effective,
                mode,
                missing,
                due,
                ..
            } => {
                self.state = State::Accepted;
                self.accepted = Some(*effective);
                self.mode = Some(*mode);
                self.tolerance = due.map(|due| Tolerance {
                    missing: missing.clone(),
                    due,
                });
                if *mode == Mode::Commitment {
                    self.commitment = Some(CommitmentStatus::Open);
                }
            }
            Event::MissingFilled { materials, .. } => {
                self.materials.extend(materials.iter().cloned());
                if let Some(tolerance) = &mut self.tolerance {
                    tolerance.missing.retain(|id| !materials.contains(id));
                    if tolerance.missing.is_empty() {
                        self.tolerance = None;
                    }
                }
            }
            Event::Assigned { reviewer, .. } => {
                self.state = State::UnderReview;
                self.reviewer = Some(reviewer.clone());
            }
            Event::SpecialStarted {
                kind,
                notice,
                needs,
                ..
            } => {
                self.state = State::InSpecialProcedure;
                self.special = Some(kind.clone());
                self.special_needs = *needs;
                self.clocks()
                    .for_each(|clock| clock.pause(on, kind, notice.as_str()));
            }
            Event::SpecialEnded { .. } => {
                self.state = State::UnderReview;
                self.special = None;
                self.clocks().for_each(|clock| clock.resume(on));
            }
            Event::Extended {
                n, unit, reason, ..
            } => {
                self.extended = true;
                self.extension = Some(Length { n: *n, unit: *unit });
                // An extension lengthens the statutory clock alone: the promise stays what it was.
                if let Some(clock) = &mut self.statutory {
                    clock.extend(on, *n, reason.as_str());
                }
            }
            Event::FeePaid { amount, .. } => {
                self.paid = Some(match self.paid {
                    None => *amount,
                    Some(before) => before.checked_add(*amount).unwrap_or(before),
                });
            }
            Event::Decided { verdict, .. } => {
                self.verdict = Some(*verdict);
                self.decided = Some(on);
                self.close(State::Decided, on);
            }
            Event::ResultIssued { result, .. } => {
                self.state = State::Completed;
                self.result = Some(result.clone());
            }
            Event::Delivered {
                channel, counts_on, ..
            } => {
                self.state = State::Delivered;
                self.delivered = Some((*counts_on, *channel));
                let told = self
                    .documents
                    .iter_mut()
                    .filter(|d| d.kind.is_delivered() && d.served.is_none());
                for document in told {
                    document.served = Some(Served {
                        on: *counts_on,
                        channel: Some(*channel),
                    });
                }
            }
            Event::Withdrawn { deemed, .. } => {
                self.lapse = deemed.then(|| self.lapsed());
                self.close(State::Withdrawn, on);
            }
            Event::DeemedNotFiled { .. } => {
                self.lapse = Some(self.lapsed());
                self.close(State::DeemedNotFiled, on);
            }
            Event::Terminated { .. } => self.close(State::Terminated, on),
            Event::CommitmentVerified { met, .. } => {
                self.commitment = Some(if *met {
                    CommitmentStatus::Met
                } else {
                    CommitmentStatus::ToRectify
                });
            }
            Event::Revoked { .. } => self.state = State::Revoked,
            Event::Cancelled { .. } => self.state = State::Cancelled,
            Event::Forwarded { .. } => self.close(State::Forwarded, on),
            Event::DocumentIssued { kind, number, .. } => {
                let notice = (*kind == DocumentKind::CorrectionNotice).then(|| self.notice());
                let served = notice.flatten().map(|notice| Served {
                    on: notice.served,
                    channel: None,
                });
                self.documents.push(Issued {
                    kind: *kind,
                    number: number.clone(),
                    on,
                    served,
                });
            }
            Event::FactsVerified { .. }
            | Event::InterestedNotified { .. }
            | Event::ReviewInvited { .. }
            | Event::Urged { .. } => {}
        }
    }

    /// Whether something was granted.
    pub const fn is_granted(&self) -> bool {
        matches!(
            self.verdict,
            Some(Verdict::Granted | Verdict::PartlyGranted)
        )
    }

    /// Whether a commitment was verified and not met.
    pub const fn is_breached(&self) -> bool {
        matches!(self.commitment, Some(CommitmentStatus::ToRectify))
    }

    /// Whether nothing can happen any more.
    pub const fn is_final(&self) -> bool {
        self.state.is_final() || (matches!(self.state, State::Delivered) && !self.is_granted())
    }
}
