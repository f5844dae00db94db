//! Judging a command: what happens, or what stands against it.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::allowed::admits;
use super::fire::{Step, clock_events};
use super::{Case, Command, CommandKind, Context, Event, Guard, Refusal, State, evolve};
use crate::regime::{ClockStart, Regime};

/// What happens on a command, after every clock that is due has fired; or the refusal, with which
/// nothing happens at all.
///
/// # Errors
///
/// The guard that stands against the command, and the article it rests on.
pub fn decide(
    case: &Case,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let mut events = clock_events(case, context);
    if events.is_empty() {
        return judge(case, command, context);
    }
    let advanced = events.iter().fold(case.clone(), evolve);
    events.extend(judge(&advanced, command, context)?);
    Ok(events)
}

/// A judgement under way: the case, the command's kind and the context.
pub(super) struct Bench<'a> {
    pub(super) case: &'a Case,
    command: CommandKind,
    pub(super) context: &'a Context<'a>,
}

impl Bench<'_> {
    pub(super) fn refuse(&self, guard: Guard) -> Refusal {
        let regime = self.context.entry.matter.regime;
        let version = self.context.regime(self.case).map(|r| r.version.as_str());
        let rules = self.context.rules;
        let mut basis = rules.basis(guard, self.command, regime, version);
        if basis.is_empty() && guard.is_of_extension() {
            // The law that sets the time sets by how much it may be extended.
            let limit = self.context.limit(self.case);
            basis.extend(limit.and_then(|limit| limit.basis.clone()));
        }
        Refusal {
            guard,
            command: self.command,
            state: self.case.state,
            basis,
            expected: None,
            found: None,
        }
    }

    pub(super) fn ensure(&self, holds: bool, guard: Guard) -> Result<(), Refusal> {
        if holds {
            Ok(())
        } else {
            Err(self.refuse(guard))
        }
    }

    pub(super) fn known(&self, materials: &BTreeSet<String>) -> Result<(), Refusal> {
        let known = |id: &String| self.context.entry.materials.iter().any(|m| m.id == *id);
        match materials.iter().find(|id| !known(id)) {
            Some(id) => Err(self.refuse(Guard::UnknownMaterial).found(id)),
            None => Ok(()),
        }
    }

    fn run(&self, command: &Command, regime: &Regime, step: &mut Step<'_>) -> Result<(), Refusal> {
        match command {
            Command::Submit { .. }
            | Command::Receive
            | Command::FindNotRequired { .. }
            | Command::RefuseAcceptance { .. }
            | Command::CorrectOnSpot { .. }
            | Command::NotifyCorrection { .. }
            | Command::Resubmit { .. }
            | Command::CheckRegister { .. } => self.intake(command, regime, step),
            Command::Accept
            | Command::AcceptWithTolerance { .. }
            | Command::ElectCommitment { .. }
            | Command::WithdrawCommitment
            | Command::FillMissing { .. } => self.acceptance(command, regime, step),
            Command::Assign { .. }
            | Command::VerifyFacts { .. }
            | Command::StartSpecial { .. }
            | Command::EndSpecial { .. }
            | Command::Extend { .. }
            | Command::RecordFeePaid { .. }
            | Command::Decide { .. } => self.review(command, regime, step),
            Command::NotifyInterested { .. }
            | Command::HearStatement { .. }
            | Command::TellHearing { .. }
            | Command::RequestHearing { .. }
            | Command::ScheduleHearing { .. } => self.hear(command, regime, step),
            Command::StartJoint { .. }
            | Command::StartPreliminary { .. }
            | Command::SendUp { .. }
            | Command::RecordStart { .. }
            | Command::Renew { .. } => self.branch(command, regime, step),
            Command::IssueResult { .. }
            | Command::Deliver { .. }
            | Command::Withdraw { .. }
            | Command::Terminate { .. }
            | Command::VerifyCommitment { .. }
            | Command::Revoke { .. }
            | Command::Cancel { .. }
            | Command::Forward { .. }
            | Command::Urge { .. }
            | Command::ExplainOverdue { .. } => self.closing(command, regime, step),
            Command::Tick => Ok(()),
        }
    }

    pub(super) fn start_clocks(&self, regime: &Regime, step: &mut Step<'_>) {
        let start = ClockStart::Acceptance;
        let clocks = self
            .context
            .clocks(self.case, regime, start, step.on, step.on);
        step.events.extend(clocks);
    }
}

fn judge(case: &Case, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let bench = Bench {
        case,
        command: command.kind(),
        context,
    };
    let on = context.day();
    if !admits(case.state, bench.command) {
        return Err(bench.refuse(Guard::WrongState));
    }
    if let Some(last) = case.last.filter(|last| on < *last) {
        return Err(bench.refuse(Guard::TimeGoesBack).expected(last).found(on));
    }
    let of_entry = case.matter.as_ref() == Some(&context.entry.matter.id)
        && case.version == context.entry.version;
    bench.ensure(case.state == State::Draft || of_entry, Guard::WrongEntry)?;
    let Some(regime) = context.regime(case) else {
        return Err(bench.refuse(Guard::RulesUnknown).found(on));
    };
    let mut step = Step::new(case, on);
    bench.run(command, regime, &mut step)?;
    Ok(step.events)
}
