//! Applies events to a case: total, without calendar and without a clock.

use chrono::NaiveDate;
use ip_core::clock;

use super::clock::{CaseClock, Verdict};
use super::event::{Change, Event};
use super::state::{Appeal, Case, Contact, Publication, Revisit, Stage, Submission, Supervision};
use super::{Finding, Measure};
use crate::policy::{ClockName, civil_day};
use alloc::vec::Vec;

/// The case after an event; an event without a case changes nothing.
#[must_use]
pub fn evolve(case: Option<Case>, event: &Event) -> Option<Case> {
    let Some(mut case) = case else {
        return open(event);
    };
    case.last_at = event.at;
    apply(&mut case, event);
    Some(case)
}

/// The case after all its events.
#[must_use]
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Case> {
    events.into_iter().fold(None, evolve)
}

fn open(event: &Event) -> Option<Case> {
    let Change::Registered {
        case,
        review,
        service,
        level,
        bad,
        name,
        assessed,
        profile,
    } = event.change.clone()
    else {
        return None;
    };
    Some(Case {
        id: case,
        review,
        service,
        level,
        bad,
        name,
        assessed,
        profile,
        opened_at: event.at,
        last_at: event.at,
        stage: Stage::Registered,
        category: None,
        unit: None,
        dispatched_at: None,
        return_to: None,
        returns: 0,
        contacts: Vec::new(),
        finding: None,
        measure: None,
        planned_on: None,
        extensions: 0,
        submission: None,
        rejections: 0,
        answer: None,
        revisits: Vec::new(),
        reopenings: 0,
        supplementary: None,
        appeal: None,
        outcome: None,
        supervision: Supervision::None,
        supervised: Supervision::None,
        publication: Publication::Unpublished,
        clocks: Vec::new(),
    })
}

fn apply(case: &mut Case, event: &Event) {
    match event.change.clone() {
        Change::Registered { .. } => {}
        Change::Classified { category } => {
            case.category = Some(category);
            case.stage = Stage::Screening;
        }
        Change::Dispatched { unit } => {
            if case.stage == Stage::ReturnRequested {
                case.returns += 1;
            }
            case.unit = Some(unit);
            case.return_to = None;
            case.dispatched_at.get_or_insert(event.at);
            case.stage = Stage::Dispatched;
        }
        Change::ReturnRequested { to, .. } => {
            case.return_to = Some(to);
            case.stage = Stage::ReturnRequested;
        }
        Change::ReturnRejected => {
            case.return_to = None;
            case.returns += 1;
            case.stage = Stage::Dispatched;
        }
        Change::SignedFor => case.stage = Stage::SignedFor,
        Change::Contacted { way, outcome } => case.contacts.push(Contact {
            at: event.at,
            way,
            outcome,
        }),
        Change::VerificationBegun => case.stage = Stage::Verifying,
        Change::Decided {
            finding,
            measure,
            planned_on,
            ..
        } => decided(case, finding, measure, planned_on),
        Change::Submitted { measures, proof } => {
            case.submission = Some(Submission {
                by: event.by.id.clone(),
                measures,
                proof,
                // What is handed in at once with the finding is the explanation.
                explains: case.stage == Stage::Verifying,
            });
            case.stage = Stage::Submitted;
        }
        Change::Rejected { .. } => {
            case.rejections += 1;
            case.stage = Stage::Rectifying;
        }
        Change::FedBack { answer, .. } => {
            case.answer = Some(answer);
            case.stage = Stage::FedBack;
        }
        Change::Revisited { way, outcome } => {
            case.revisits.push(Revisit {
                at: event.at,
                way,
                outcome,
                round: case.reopenings,
            });
            case.stage = Stage::Revisiting;
        }
        Change::Closed { outcome, .. } => {
            case.outcome = Some(outcome);
            case.stage = Stage::Closed;
            case.supervision = Supervision::None;
        }
        Change::Reopened { .. } => {
            case.reopenings += 1;
            case.outcome = None;
            case.stage = Stage::Rectifying;
        }
        Change::SupplementaryNoted { level } => case.supplementary = Some(level),
        Change::Appealed { ground, .. } => {
            case.appeal = Some(Appeal {
                by: event.by.id.clone(),
                ground,
                resume: case.stage,
                dismissed: false,
            });
            case.stage = Stage::Appealing;
        }
        Change::AppealDismissed { .. } => {
            if let Some(appeal) = &mut case.appeal {
                appeal.dismissed = true;
                case.stage = appeal.resume;
            }
        }
        Change::Invalidated { .. } => {
            case.stage = Stage::Invalidated;
            case.supervision = Supervision::None;
        }
        Change::Archived => case.stage = Stage::Archived,
        Change::Published { version, text } => {
            case.publication = Publication::Published { version, text };
        }
        Change::Withdrawn => {
            if let Publication::Published { version, .. } = case.publication {
                case.publication = Publication::Withdrawn { version };
            }
        }
        Change::Supervised { mark } => {
            case.supervision = mark;
            case.supervised = case.supervised.max(mark);
        }
        change => clocks(case, change, civil_day(event.at)),
    }
}

fn decided(case: &mut Case, finding: Finding, measure: Measure, planned_on: Option<NaiveDate>) {
    case.finding = Some(finding);
    case.measure = Some(measure);
    case.planned_on = planned_on;
    if matches!(measure, Measure::Immediate | Measure::TimeLimited) {
        case.stage = Stage::Rectifying;
    }
}

/// The newest clock of this name that has not stopped.
fn running(case: &mut Case, name: ClockName) -> Option<&mut CaseClock> {
    let open = |clock: &&mut CaseClock| clock.name == name && clock.ledger.stopped().is_none();
    case.clocks.iter_mut().rev().find(open)
}

/// Writes into a ledger. `decide` sends days in order, so that nothing is refused here; a record that
/// was tampered with leaves the ledger as it was.
fn write(clock: &mut CaseClock, entry: clock::Event) {
    let _ = clock.ledger.record(entry);
}

fn clocks(case: &mut Case, change: Change, today: NaiveDate) {
    match change {
        Change::ClockStarted {
            clock,
            length,
            on,
            until,
        } => {
            let started = CaseClock::of(clock, length, on);
            case.clocks.push(CaseClock { until, ..started });
        }
        Change::ClockSwitched { from, to, length } => {
            if let Some(old) = running(case, from) {
                let mut next = CaseClock::of(to, length, old.ledger.started());
                for entry in old.ledger.ledger() {
                    write(&mut next, entry.clone());
                }
                write(old, clock::Event::stopped(today));
                case.clocks.push(next);
            }
        }
        Change::ClockStopped { clock, on, verdict } => {
            if let Some(clock) = running(case, clock) {
                write(clock, clock::Event::stopped(on));
                clock.verdict = clock.verdict.or(verdict);
            }
        }
        Change::ClocksPaused { on, reason } => {
            for clock in case.clocks.iter_mut().filter(|clock| clock.is_running()) {
                let reason = reason.clone();
                let evidence = None;
                write(
                    clock,
                    clock::Event::Paused {
                        on,
                        reason,
                        evidence,
                    },
                );
            }
        }
        Change::ClocksResumed { on, reason } => {
            let stands = |clock: &&mut CaseClock| clock.paused_for() == Some(reason.as_str());
            for clock in case.clocks.iter_mut().filter(stands) {
                write(clock, clock::Event::resumed(on));
            }
        }
        Change::ClockExtended {
            clock, on, days, ..
        } => {
            case.extensions += 1;
            if let Some(clock) = running(case, clock) {
                write(clock, clock::Event::extended(on, days, "extended"));
            }
        }
        Change::ClockWarned { clock } => {
            if let Some(clock) = running(case, clock) {
                clock.warned = true;
            }
        }
        Change::ClockMissed { clock } => {
            if let Some(clock) = running(case, clock) {
                clock.verdict.get_or_insert(Verdict::Missed);
            }
        }
        _ => {}
    }
}
