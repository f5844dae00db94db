//! What ends a case or follows its decision (办结、送达、撤回、撤销、转办).

use super::decide::Bench;
use super::fire::Step;
use super::{Command, Event, Guard, Mode, Refusal, State, clock};
use crate::document::DocumentKind;
use crate::regime::{Counts, Regime, RevocationGround};

impl Bench<'_> {
    /// Issue, service, withdrawal, verification, revocation, forwarding, supervision.
    pub(super) fn closing(
        &self,
        command: &Command,
        regime: &Regime,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let (case, on) = (self.case, step.on);
        match command {
            Command::IssueResult { result } => {
                self.ensure(case.is_granted(), Guard::NotGranted)?;
                let result = result.clone();
                step.events.push(Event::ResultIssued { on, result });
                step.document(DocumentKind::ResultDocument);
                step.events.push(Event::ReviewInvited { on });
                step.document(DocumentKind::ReviewInvitation);
            }
            Command::Deliver {
                channel,
                dispatched,
                received,
                evidence,
            } => {
                let ready = case.is_granted() == (case.state == State::Completed);
                self.ensure(ready, Guard::WrongState)?;
                let Some(rule) = regime.delivery(*channel) else {
                    return Err(self.refuse(Guard::DeliveryChannel));
                };
                let presumed = match (rule.counts, rule.presumed) {
                    (Counts::Presumed, Some(length)) => clock::add(*dispatched, length),
                    _ => None,
                };
                let provable = rule.counts != Counts::Presumed || rule.provable;
                let known = received.filter(|day| day >= dispatched && provable);
                let Some(counts_on) = known.or(presumed).filter(|_| *dispatched <= on) else {
                    return Err(self.refuse(Guard::DeliveryDay));
                };
                step.events.push(Event::Delivered {
                    on,
                    channel: *channel,
                    counts_on,
                    evidence: evidence.clone(),
                });
                step.document(DocumentKind::DeliveryReceipt);
            }
            Command::Withdraw { reason } => {
                step.events.push(Event::Withdrawn {
                    on,
                    deemed: false,
                    reason: reason.clone(),
                });
                step.document(DocumentKind::WithdrawalNotice);
            }
            Command::Terminate { reason } => {
                let reason = reason.clone();
                step.events.push(Event::Terminated { on, reason });
                step.document(DocumentKind::TerminationNotice);
            }
            Command::VerifyCommitment {
                met,
                performed,
                record,
            } => {
                let used = case.mode == Some(Mode::Commitment) && case.is_granted();
                self.ensure(used, Guard::NoCommitment)?;
                step.events.push(Event::CommitmentVerified {
                    on,
                    met: *met,
                    performed: *performed,
                    record: record.clone(),
                });
                if !met && *performed {
                    step.document(DocumentKind::RectificationOrder);
                }
            }
            Command::Revoke {
                ground,
                reason,
                public_harm,
            } => {
                self.ensure(case.is_granted(), Guard::NotGranted)?;
                let breach = *ground == RevocationGround::Commitment;
                // Before the result is made, only a commitment that was not kept takes the decision back.
                let made = case.state != State::Decided || case.is_breached();
                self.ensure(made, Guard::WrongState)?;
                let stands = match &regime.revocation {
                    _ if breach => case.is_breached(),
                    _ if case.state == State::Decided => false,
                    Some(rule) => rule.grounds.contains(ground),
                    // The law that the reason names, since the rules of this procedure name none.
                    None => *ground == RevocationGround::Other,
                };
                self.ensure(stands, Guard::RevocationGround)?;
                self.ensure(!public_harm, Guard::PublicHarm)?;
                let rule = regime.revocation.as_ref();
                step.events.push(Event::Revoked {
                    on,
                    ground: Some(*ground),
                    compensates: rule.is_some_and(|rule| rule.compensates.contains(ground)),
                    reason: reason.clone(),
                });
                step.document(DocumentKind::RevocationDecision);
            }
            Command::Cancel { reason } => {
                self.ensure(case.is_granted(), Guard::NotGranted)?;
                let reason = reason.clone();
                step.events.push(Event::Cancelled { on, reason });
                step.document(DocumentKind::CancellationDecision);
            }
            Command::Forward {
                to,
                mode,
                agreement,
            } => self.forward(to, *mode, agreement, step)?,
            Command::ExplainOverdue { reason } => {
                let Some(clock) = case.overdue_clock(self.context) else {
                    return Err(self.refuse(Guard::NotOverdue));
                };
                let reason = reason.clone();
                step.events
                    .push(Event::OverdueExplained { on, clock, reason });
            }
            Command::Urge { reason } => {
                self.ensure(case.is_pressing(self.context), Guard::NothingLate)?;
                let reason = reason.clone();
                step.events.push(Event::Urged { on, reason });
            }
            _ => {}
        }
        Ok(())
    }
}
