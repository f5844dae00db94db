//! Folding events into a case: total, without rules or calendar.

use alloc::collections::BTreeSet;
use alloc::string::String;

use super::{
    Case, CaseClock, CheckOutcome, CommitmentStatus, Event, ForwardMode, Hearing, Issued, Lapse,
    Mode, Notice, Overdue, Renewal, Served, State, Tolerance, Verdict,
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
        let two = self.statutory.iter_mut().chain(self.promised.iter_mut());
        two.chain(self.preliminary.iter_mut())
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

    /// What was asked for came.
    fn answer(&mut self, targets: &BTreeSet<String>) {
        self.open_defects.retain(|target| !targets.contains(target));
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
                intake,
                lower,
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
                self.places.intake.clone_from(intake);
                self.lower.clone_from(lower);
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
                // The promise may run from another day than the statute: what does not start here stays.
                let start = |length: Length| CaseClock::new(*from, length);
                self.statutory = statutory.map(start).or_else(|| self.statutory.take());
                self.promised = promised.map(start).or_else(|| self.promised.take());
            }
            Event::FoundNotRequired { .. } => self.close(State::NotRequired, on),
            Event::AcceptanceRefused {
                ground,
                competent,
                barred,
                ..
            } => {
                self.refusal = Some(*ground);
                self.competent.clone_from(competent);
                self.barred = *barred;
                self.close(State::AcceptanceRefused, on);
            }
            Event::CorrectedOnSpot { materials, .. } => {
                self.answer(materials);
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
                self.open_defects = defects.iter().map(|d| d.target.clone()).collect();
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
            Event::Resubmitted {
                materials, fields, ..
            } => {
                self.state = State::Received;
                self.check_from = Some(on);
                self.answer(materials);
                match fields {
                    Some(fields) => {
                        self.answer(fields);
                        self.resubmitted.extend(fields.iter().cloned());
                    }
                    None => self.open_defects.clear(),
                }
                self.resubmitted.extend(materials.iter().cloned());
                self.materials.extend(materials.iter().cloned());
                self.clocks().for_each(|clock| clock.resume(on));
            }
            Event::RegisterChecked {
                material, outcome, ..
            } => {
                if *outcome == CheckOutcome::Match {
                    self.waived.insert(material.clone());
                    self.open_defects.remove(material);
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
                    self.pledged.clone_from(missing);
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
            Event::InterestedNotified { party, until, .. } => {
                if let Some(until) = until {
                    self.interested.insert(party.clone(), *until);
                }
            }
            Event::StatementHeard { party, .. } => {
                self.interested.remove(party);
            }
            Event::HearingTold { .. } => self.hearing = Some(Hearing::told(on)),
            Event::HearingRequested { .. } => {
                self.hearing
                    .get_or_insert_with(|| Hearing::told(on))
                    .requested = Some(on);
            }
            Event::HearingScheduled { day, .. } => {
                self.hearing.get_or_insert_with(|| Hearing::told(on)).day = Some(*day);
            }
            Event::JointStarted { organs, budget, .. } => {
                self.joint.clone_from(organs);
                if let (Some(clock), Some(budget)) = (&mut self.statutory, budget) {
                    clock.set_budget(on, *budget, "joint");
                }
            }
            Event::PreliminaryStarted { upper, budget, .. } => {
                self.state = State::UnderReview;
                self.upper = Some(upper.clone());
                let from = self.accepted.unwrap_or(on);
                self.preliminary = Some(CaseClock::new(from, *budget));
            }
            Event::SentUp { to, .. } => {
                self.places.decision = Some(to.clone());
                self.close(State::Forwarded, on);
            }
            Event::RenewalRecorded { of, expires, .. } => {
                self.renewal = Some(Renewal {
                    of: of.clone(),
                    on,
                    expires: *expires,
                });
            }
            Event::DeemedRenewed { effective, .. } => {
                self.verdict = Some(Verdict::Granted);
                self.decided = Some(*effective);
                self.close(State::Decided, *effective);
                // A clock that something was written to after the expiry stops today.
                self.close(State::Decided, on);
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
                let hearing = self.hearing.as_mut();
                if let Some(hearing) = hearing.filter(|h| h.day.is_some_and(|day| day <= on)) {
                    hearing.held = true;
                }
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
            Event::CommitmentVerified { met, performed, .. } => {
                self.commitment = Some(match (met, performed) {
                    (true, _) => CommitmentStatus::Met,
                    (false, true) => CommitmentStatus::ToRectify,
                    (false, false) => CommitmentStatus::NotPerformed,
                });
            }
            Event::Revoked { .. } => self.state = State::Revoked,
            Event::Cancelled { .. } => self.state = State::Cancelled,
            Event::Forwarded { to, mode, .. } => {
                self.places.forward(to, *mode);
                if *mode != ForwardMode::Joint {
                    self.close(State::Forwarded, on);
                }
            }
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
                    reason: self.reason.clone(),
                    served,
                });
            }
            Event::CommitmentWithdrawn { anew, .. } => {
                self.state = State::Received;
                // The time to check what is in begins with the ordinary way.
                self.check_from = Some(on);
                (self.accepted, self.mode, self.commitment) = (None, None, None);
                (self.reviewer, self.pledged) = (None, Default::default());
                if *anew {
                    (self.statutory, self.promised) = (None, None);
                }
            }
            Event::OverdueExplained { clock, reason, .. } => self.overdue.push(Overdue {
                on,
                clock: *clock,
                reason: reason.clone(),
            }),
            Event::FactsVerified { .. }
            | Event::StartRecorded { .. }
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

    /// Whether a commitment was verified and not kept.
    pub const fn is_breached(&self) -> bool {
        use CommitmentStatus as S;
        matches!(self.commitment, Some(S::ToRectify | S::NotPerformed))
    }

    /// Whether nothing can happen any more.
    pub const fn is_final(&self) -> bool {
        self.state.is_final() || (matches!(self.state, State::Delivered) && !self.is_granted())
    }
}
