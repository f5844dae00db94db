//! Which command fits which state (办理环节): the table of transitions, and what is open right now.

use alloc::vec::Vec;

use super::fire::clock_events;
use super::{Case, CommandKind, Context, Mode, State, evolve};
use crate::matter::Charged;

/// Whether a command fits a state at all; guards then look closer.
pub(crate) const fn admits(state: State, command: CommandKind) -> bool {
    use CommandKind as C;
    use State as S;
    match command {
        C::Submit => matches!(state, S::Draft),
        C::Receive => matches!(state, S::Submitted),
        C::FindNotRequired
        | C::RefuseAcceptance
        | C::CorrectOnSpot
        | C::Accept
        | C::AcceptWithTolerance
        | C::ElectCommitment => matches!(state, S::Received),
        C::NotifyCorrection => matches!(state, S::Received | S::AwaitingCorrection),
        C::Resubmit => matches!(state, S::AwaitingCorrection),
        C::CheckRegister => matches!(
            state,
            S::Submitted | S::Received | S::AwaitingCorrection | S::Accepted | S::UnderReview
        ),
        C::FillMissing => matches!(state, S::Accepted | S::UnderReview | S::InSpecialProcedure),
        C::Assign => matches!(state, S::Accepted | S::UnderReview),
        C::VerifyFacts
        | C::NotifyInterested
        | C::TellHearing
        | C::RequestHearing
        | C::StartSpecial
        | C::Extend
        | C::SendUp => matches!(state, S::UnderReview),
        C::HearStatement => matches!(state, S::UnderReview | S::InSpecialProcedure),
        C::ScheduleHearing => matches!(state, S::InSpecialProcedure),
        C::StartJoint => matches!(state, S::Accepted | S::UnderReview),
        C::StartPreliminary => matches!(state, S::Accepted),
        C::RecordStart => matches!(state, S::Received | S::Accepted | S::UnderReview),
        C::Renew => matches!(
            state,
            S::Submitted | S::Received | S::Accepted | S::UnderReview
        ),
        C::EndSpecial => matches!(state, S::InSpecialProcedure),
        C::RecordFeePaid => matches!(
            state,
            S::Received
                | S::AwaitingCorrection
                | S::Accepted
                | S::UnderReview
                | S::InSpecialProcedure
                | S::Decided
        ),
        C::Decide => matches!(state, S::Accepted | S::UnderReview),
        C::IssueResult => matches!(state, S::Decided),
        C::Deliver => matches!(state, S::Decided | S::Completed),
        C::Withdraw => state.is_pending(),
        C::Urge => state.is_pending() || matches!(state, S::Decided),
        C::Terminate => matches!(state, S::Accepted | S::UnderReview | S::InSpecialProcedure),
        C::VerifyCommitment => matches!(state, S::Decided | S::Completed | S::Delivered),
        C::Revoke => matches!(state, S::Decided | S::Completed | S::Delivered),
        C::Cancel => matches!(state, S::Completed | S::Delivered),
        C::WithdrawCommitment => matches!(state, S::Accepted | S::UnderReview),
        C::ExplainOverdue => {
            state.is_pending() || matches!(state, S::Decided | S::Completed | S::Delivered)
        }
        C::Forward => matches!(state, S::Received | S::Accepted),
        C::Tick => true,
    }
}

/// The commands that are open on the day of the context: the state admits them, and no guard that
/// needs no further fact stands against them. A clock that is due fires first.
pub fn allowed(case: &Case, context: &Context<'_>) -> Vec<CommandKind> {
    let case = clock_events(case, context)
        .iter()
        .fold(case.clone(), evolve);
    if case.is_final() {
        return Vec::new();
    }
    CommandKind::ALL
        .iter()
        .copied()
        .filter(|command| *command != CommandKind::Tick)
        .filter(|command| admits(case.state, *command) && open(&case, context, *command))
        .collect()
}

/// Whether no guard stands against the command whatever its facts are.
fn open(case: &Case, context: &Context<'_>, command: CommandKind) -> bool {
    use CommandKind as C;
    let regime = context.regime(case);
    match command {
        C::AcceptWithTolerance => {
            context.entry.tolerates() && regime.is_some_and(|r| r.tolerance.is_some())
        }
        C::ElectCommitment => {
            let offer = context.entry.commitment.as_ref();
            !context.excluded
                && offer.is_some_and(|offer| {
                    let absent = context.missing(case);
                    absent.iter().all(|id| offer.papers.contains(id))
                })
                && regime.is_some_and(|r| r.commitment.is_some())
        }
        C::Accept => context.missing(case).is_empty() && case.open_defects.is_empty(),
        C::HearStatement => !case.interested.is_empty(),
        C::TellHearing => {
            let asked = case.hearing.as_ref().is_some_and(|h| h.requested.is_some());
            !asked && regime.is_some_and(|r| r.hearing.is_some())
        }
        C::RequestHearing => regime.is_some_and(|r| case.hearing_open(r, context)),
        C::ScheduleHearing => {
            let rule = regime.and_then(|r| r.hearing.as_ref());
            rule.is_some_and(|rule| case.is_in_hearing(rule))
        }
        C::StartJoint => {
            let alone = case.joint.is_empty() && case.upper.is_none();
            alone && !case.extended && regime.is_some_and(|r| r.joint.is_some())
        }
        C::StartPreliminary => case.upper.is_none() && regime.is_some_and(|r| r.lower.is_some()),
        C::SendUp => case.upper.is_some(),
        C::Decide => {
            let heard = !case.statement_open(context.day());
            let asked = regime.is_none_or(|r| !case.hearing_open(r, context));
            case.upper.is_none() && heard && asked
        }
        C::RecordStart => context.waiting_limit(case).is_some(),
        C::Renew => regime.is_some_and(|r| r.renewal.is_some()),
        C::Forward => case.state == State::Received || context.entry.scope.is_some(),
        C::Urge => case.is_pressing(context),
        C::FillMissing => case.tolerance.is_some(),
        C::StartSpecial => regime.is_some_and(|r| !r.pauses.is_empty()),
        C::Extend => !case.extended && context.extension(case).is_some(),
        C::RecordFeePaid => context.entry.matter.fee.charged != Charged::No,
        C::IssueResult | C::Cancel => case.is_granted(),
        C::Revoke => case.is_granted() && (case.state != State::Decided || case.is_breached()),
        C::Deliver => case.is_granted() == (case.state == State::Completed),
        C::WithdrawCommitment => case.mode == Some(Mode::Commitment),
        C::ExplainOverdue => case.overdue_clock(context).is_some(),
        C::VerifyCommitment => case.mode == Some(Mode::Commitment) && case.is_granted(),
        _ => true,
    }
}
