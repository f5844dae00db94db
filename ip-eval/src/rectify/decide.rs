//! Decides what a command does to a case.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::calendar::Calendar;
use ip_core::problem::Problem;

use super::actor::Actor;
use super::clock::CaseClock;
use super::command::{Command, ContactOutcome, Finding, Measure, Message, RevisitOutcome};
use super::event::{Change, Event};
use super::guard::{answered, contact_exhausted, revisit_exhausted, standing};
use super::state::{Case, Outcome, Publication};
use crate::id::{EvidenceRef, PersonRef, TextRef};
use crate::policy::{ClockName, Profile, StartEvent, civil_day};
use crate::refusal::Refusal;
use crate::review::{NameMode, VoidGround, enough_deciders};

/// What the rules of the day are.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The instant of the command.
    pub now: DateTime<FixedOffset>,
    /// The profile that the case keeps.
    pub profile: &'a Profile,
    /// Working days.
    pub calendar: &'a Calendar,
}

/// The key under which an appeal lets clocks stand still.
const APPEAL: &str = "appeal";

/// The clocks of putting right.
pub(crate) const RECTIFY: [ClockName; 3] = [
    ClockName::RectifySimple,
    ClockName::RectifyComplex,
    ClockName::Redo,
];

/// Answers a command with what happens, or with the guard that refuses it.
///
/// # Errors
///
/// A [`Refusal`]; one of `eval.case.*`, with the rule behind it.
pub fn decide(
    case: Option<&Case>,
    command: Command,
    by: &Actor,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    standing(case, command.kind(), by, context.profile)?;
    let changes = match (case, command) {
        (None, command) => register(command, context)?,
        (Some(case), command) => {
            if context.profile.id != case.profile {
                let problem = Problem::new("eval.case.other-profile").expected(&case.profile);
                return Err(problem.found(&context.profile.id).into());
            }
            if context.now < case.last_at {
                let problem = Problem::new("eval.case.time-order").expected(case.last_at);
                return Err(problem.found(context.now).into());
            }
            let decision = Decision {
                case,
                by,
                context,
                today: civil_day(context.now),
                changes: Vec::new(),
            };
            decision.take(command)?
        }
    };
    let event = |change| Event {
        at: context.now,
        by: by.clone(),
        change,
    };
    Ok(changes.into_iter().map(event).collect())
}

fn register(command: Command, context: &Context<'_>) -> Result<Vec<Change>, Refusal> {
    let Command::Register {
        case,
        review,
        service,
        level,
        name,
        assessed,
    } = command
    else {
        return Err(Problem::new("eval.case.unknown").into());
    };
    let profile = context.profile;
    if !profile.opens_case(level) {
        let problem = Problem::new("eval.case.not-bad").at("/level").found(level);
        return Err(Refusal::new(problem).resting_on(&profile.basis));
    }
    let mut changes = Vec::from([Change::Registered {
        case,
        review,
        service,
        level,
        bad: profile.levels.is_bad(level),
        name,
        assessed,
        profile: profile.id.clone(),
    }]);
    changes.extend(started(context, StartEvent::Registered, name));
    Ok(changes)
}

/// The clocks that an event starts now; a complex rectification takes over from the simple one later.
pub(super) fn started<'a>(
    context: &'a Context<'a>,
    starts: StartEvent,
    name: NameMode,
) -> impl Iterator<Item = Change> + 'a {
    let Context {
        now,
        profile,
        calendar,
    } = *context;
    let reachable = name == NameMode::RealName;
    let of_reviewer = |clock| matches!(clock, ClockName::Contact | ClockName::Revisit);
    profile
        .clocks
        .iter()
        .filter(move |rule| rule.starts == starts && rule.name != ClockName::RectifyComplex)
        .filter(move |rule| reachable || !of_reviewer(rule.name))
        .map(move |rule| Change::ClockStarted {
            clock: rule.name,
            length: rule.length,
            on: civil_day(now),
            until: rule
                .length
                .and_then(|length| length.until(now, &profile.invitation.hours, calendar)),
        })
}

/// A decision in the making.
pub(super) struct Decision<'a> {
    pub(super) case: &'a Case,
    pub(super) by: &'a Actor,
    pub(super) context: &'a Context<'a>,
    pub(super) today: NaiveDate,
    pub(super) changes: Vec<Change>,
}

pub(super) fn missing(code: &'static str, pointer: &str) -> Refusal {
    Problem::new(code).at(pointer).into()
}

impl Decision<'_> {
    pub(super) fn push(&mut self, change: Change) -> &mut Self {
        self.changes.push(change);
        self
    }

    fn take(mut self, command: Command) -> Result<Vec<Change>, Refusal> {
        match command {
            Command::Register { .. } => return Err(Problem::new("eval.case.exists").into()),
            Command::Classify { category } => {
                if category.trim().is_empty() {
                    return Err(missing("eval.case.category-missing", "/category"));
                }
                self.push(Change::Classified { category });
            }
            Command::MarkOutOfScope { second, evidence } => {
                self.invalidate(VoidGround::OutOfScope, evidence, second)?;
            }
            Command::Dispatch { unit } => {
                self.push(Change::Dispatched { unit })
                    .stop(&[ClockName::Dispatch])
                    .start(StartEvent::Dispatched);
            }
            Command::Return { to, reason } => {
                if Some(&to) == self.case.unit.as_ref() {
                    return Err(missing("eval.case.same-unit", "/to"));
                }
                self.returnable()?;
                self.push(Change::ReturnRequested { to, reason });
            }
            Command::ApproveReturn => {
                let unit = self
                    .case
                    .return_to
                    .clone()
                    .ok_or_else(|| missing("eval.case.same-unit", "/to"))?;
                self.push(Change::Dispatched { unit })
                    .restart(ClockName::Contact);
            }
            Command::RejectReturn => {
                self.push(Change::ReturnRejected);
            }
            Command::SignFor => {
                self.push(Change::SignedFor).stop(&[ClockName::SignFor]);
            }
            Command::Contact { way, outcome } => {
                self.push(Change::Contacted { way, outcome });
                if outcome == ContactOutcome::Reached {
                    self.stop(&[ClockName::Contact])
                        .push(Change::VerificationBegun);
                }
            }
            Command::VerifyInternally => {
                self.stop(&[ClockName::Contact])
                    .push(Change::VerificationBegun);
            }
            Command::Decide {
                finding,
                measure,
                planned_on,
                reasons,
                evidence,
                ground,
            } => self.found(finding, measure, planned_on, reasons, evidence, ground)?,
            Command::Extend { days, reason } => self.extend(days, reason)?,
            Command::Pause { reason } => {
                let reason = String::from(reason.name());
                let on = self.today;
                self.mark_late().push(Change::ClocksPaused { on, reason });
            }
            Command::Resume => {
                let standing = self.case.clocks.iter().find_map(CaseClock::paused_for);
                let reason = String::from(standing.unwrap_or_default());
                self.push(Change::ClocksResumed {
                    on: self.today,
                    reason,
                });
            }
            Command::Submit { measures, proof } => {
                if proof.is_empty() {
                    return Err(missing("eval.case.proof-missing", "/proof"));
                }
                self.push(Change::Submitted { measures, proof })
                    .stop(&RECTIFY)
                    .start(StartEvent::Submitted);
            }
            Command::Reject { reason } => {
                self.push(Change::Rejected { reason })
                    .stop_feedback()
                    .start(StartEvent::Reopened)
                    .start_redo();
            }
            Command::Approve { message, answer } => self.approve(message, answer)?,
            Command::Revisit { way, outcome } => {
                self.push(Change::Revisited { way, outcome });
                if outcome != RevisitOutcome::NoAnswer {
                    self.stop(&[ClockName::Revisit]);
                }
            }
            Command::Close { explanation } => self.close(explanation)?,
            Command::Reopen { reason } => {
                self.push(Change::Reopened { reason })
                    .start(StartEvent::Reopened)
                    .start_redo();
            }
            Command::NoteSupplementary { level } => {
                self.push(Change::SupplementaryNoted { level });
            }
            Command::Appeal { ground, evidence } => self.appeal(ground, evidence)?,
            Command::Void {
                ground,
                evidence,
                second,
            } => self.invalidate(ground, evidence, second)?,
            Command::Dismiss { reason } => {
                self.push(Change::AppealDismissed { reason })
                    .stop(&[ClockName::Adjudicate]);
                if self
                    .case
                    .clocks
                    .iter()
                    .any(|clock| clock.paused_for() == Some(APPEAL))
                {
                    let reason = String::from(APPEAL);
                    self.push(Change::ClocksResumed {
                        on: self.today,
                        reason,
                    });
                }
            }
            Command::Archive => {
                self.push(Change::Archived);
            }
            Command::Publish { text } => {
                let version = match self.case.publication {
                    Publication::Unpublished => 1,
                    Publication::Published { version, .. } | Publication::Withdrawn { version } => {
                        version.saturating_add(1)
                    }
                };
                self.push(Change::Published { version, text });
            }
            Command::Withdraw => {
                self.push(Change::Withdrawn);
            }
            Command::Caution { mark } => {
                if mark <= self.case.supervision {
                    return Err(missing("eval.case.mark-lower", "/mark"));
                }
                self.push(Change::Supervised { mark });
            }
            Command::Tick => self.tick(),
        }
        Ok(self.changes)
    }

    /// Whether the time for returning is still open, where the profile has one.
    fn returnable(&self) -> Result<(), Refusal> {
        let profile = self.context.profile;
        let (Some(within), Some(dispatched)) =
            (profile.rectify.return_within, self.case.dispatched_at)
        else {
            return Ok(());
        };
        let last = within.due(civil_day(dispatched), self.context.calendar);
        if self.today <= last.date {
            return Ok(());
        }
        let problem = Problem::new("eval.case.return-late").expected(last.date);
        Err(Refusal::new(problem.found(self.today)).resting_on(&profile.basis))
    }

    /// Finding and measure, and what each needs.
    fn found(
        &mut self,
        finding: Finding,
        measure: Measure,
        planned_on: Option<NaiveDate>,
        reasons: Option<TextRef>,
        evidence: Vec<EvidenceRef>,
        ground: Option<VoidGround>,
    ) -> Result<(), Refusal> {
        let founded = matches!(finding, Finding::Founded | Finding::PartlyFounded);
        let fits = match measure {
            Measure::Immediate | Measure::TimeLimited => founded,
            Measure::Explain => finding != Finding::Founded,
            Measure::Unfounded => finding == Finding::Unfounded,
        };
        if !fits {
            return Err(missing("eval.case.finding-measure", "/measure"));
        }
        if measure != Measure::Immediate && reasons.is_none() {
            return Err(missing("eval.case.reasons-missing", "/reasons"));
        }
        if measure == Measure::TimeLimited {
            self.switch(planned_on)?;
        }
        self.push(Change::Decided {
            finding,
            measure,
            planned_on,
            reasons: reasons.clone(),
            evidence: evidence.clone(),
        });
        match (measure, reasons, ground) {
            (Measure::Explain, Some(reasons), _) => {
                self.push(Change::Submitted {
                    measures: reasons,
                    proof: evidence,
                });
                self.stop(&RECTIFY).start(StartEvent::Submitted);
            }
            (Measure::Unfounded, _, None) => {
                return Err(missing("eval.case.ground-missing", "/ground"));
            }
            (Measure::Unfounded, _, Some(ground)) => {
                if self.case.appeal.is_some() {
                    return Err(missing("eval.case.appeal-second", "/measure"));
                }
                self.appeal(ground, evidence)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn approve(&mut self, message: Message, answer: TextRef) -> Result<(), Refusal> {
        let unreachable = self.case.name == NameMode::Anonymous
            || contact_exhausted(self.case, self.context.profile);
        let anonymous = self.case.name == NameMode::Anonymous;
        let possible = match message {
            Message::Sent => !anonymous,
            Message::Impossible => unreachable,
        };
        if !possible {
            return Err(missing("eval.case.message", "/message"));
        }
        self.push(Change::FedBack { message, answer });
        self.stop(&[ClockName::Feedback]).start(StartEvent::FedBack);
        Ok(())
    }

    fn close(&mut self, explanation: Option<TextRef>) -> Result<(), Refusal> {
        let outcome = match answered(self.case) {
            _ if self.case.name == NameMode::Anonymous => Outcome::Anonymous,
            Some(RevisitOutcome::Satisfied) => Outcome::Satisfied,
            Some(RevisitOutcome::Dissatisfied) => Outcome::Unsatisfied,
            _ if revisit_exhausted(self.case, self.context.profile) => Outcome::Unreachable,
            _ => return Err(missing("eval.case.revisit-missing", "")),
        };
        if outcome == Outcome::Unsatisfied && explanation.is_none() {
            return Err(missing("eval.case.explanation-missing", "/explanation"));
        }
        self.push(Change::Closed {
            outcome,
            explanation,
        });
        self.stop(&[ClockName::Revisit]).stop_rest();
        Ok(())
    }

    fn appeal(&mut self, ground: VoidGround, evidence: Vec<EvidenceRef>) -> Result<(), Refusal> {
        if evidence.is_empty() {
            return Err(missing("eval.case.evidence-missing", "/evidence"));
        }
        let rules = &self.context.profile.appeal;
        if let (Some(window), Some(dispatched)) = (rules.window, self.case.dispatched_at) {
            let last = window.due(civil_day(dispatched), self.context.calendar);
            if self.today > last.date {
                let problem = Problem::new("eval.case.appeal-late").expected(last.date);
                return Err(
                    Refusal::new(problem.found(self.today)).resting_on(&self.context.profile.basis)
                );
            }
        }
        self.push(Change::Appealed { ground, evidence });
        if rules.pauses_clocks {
            let reason = String::from(APPEAL);
            let on = self.today;
            self.mark_late().push(Change::ClocksPaused { on, reason });
        }
        self.start(StartEvent::Appealed);
        Ok(())
    }

    /// Takes the review out of the figures: proof, and two people of whom neither appealed nor is assessed.
    fn invalidate(
        &mut self,
        ground: VoidGround,
        evidence: Vec<EvidenceRef>,
        second: PersonRef,
    ) -> Result<(), Refusal> {
        if evidence.is_empty() {
            return Err(missing("eval.case.evidence-missing", "/evidence"));
        }
        let appealed = self
            .case
            .appeal
            .as_ref()
            .is_some_and(|appeal| appeal.by == second);
        if appealed || self.case.assessed.as_ref() == Some(&second) {
            return Err(missing("eval.case.own-work", "/second"));
        }
        let deciders = Vec::from([self.by.id.clone(), second]);
        enough_deciders(&deciders, self.context.profile)?;
        self.push(Change::Invalidated {
            review: self.case.review.clone(),
            ground,
            deciders,
            evidence,
        });
        if matches!(self.case.publication, Publication::Published { .. }) {
            self.push(Change::Withdrawn);
        }
        self.stop_rest();
        Ok(())
    }
}
