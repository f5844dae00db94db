//! Review and decision (审查、决定).

use super::decide::Bench;
use super::fire::Step;
use super::{Command, Event, Guard, Reference, Refusal, Verdict};
use crate::document::DocumentKind;
use crate::limit::LimitUnit;
use crate::matter::Charged;
use crate::regime::Regime;

impl Bench<'_> {
    /// Assignment, special procedures, extension, payment, decision.
    pub(super) fn review(
        &self,
        command: &Command,
        regime: &Regime,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let (case, context, on) = (self.case, self.context, step.on);
        match command {
            Command::Assign { reviewer } => {
                let reviewer = reviewer.clone();
                step.events.push(Event::Assigned { on, reviewer });
            }
            Command::VerifyFacts { officers, record } => {
                self.ensure(officers.len() >= 2, Guard::TwoOfficers)?;
                step.events.push(Event::FactsVerified {
                    on,
                    officers: officers.clone(),
                    record: record.clone(),
                });
            }
            Command::StartSpecial {
                kind,
                notice,
                needs,
            } => {
                let Some(pause) = regime.pause(kind) else {
                    return Err(self.refuse(Guard::UnknownSpecial).found(kind));
                };
                let told = needs.is_some_and(|needs| needs.n > 0);
                self.ensure(told || pause.tells_time.is_none(), Guard::SpecialTime)?;
                step.events.push(Event::SpecialStarted {
                    on,
                    kind: kind.clone(),
                    notice: notice.clone(),
                    needs: *needs,
                });
                step.document(DocumentKind::SpecialProcedureNotice);
            }
            Command::EndSpecial { result } => {
                self.hearing_held(regime)?;
                let result = result.clone();
                step.events.push(Event::SpecialEnded { on, result });
            }
            Command::Extend {
                n,
                approver,
                reason,
            } => {
                let unit = self.extension(*n, approver)?;
                step.events.push(Event::Extended {
                    on,
                    n: *n,
                    unit,
                    approver: approver.clone(),
                    reason: reason.clone(),
                });
                step.document(DocumentKind::ExtensionNotice);
            }
            Command::RecordFeePaid { amount, receipt } => {
                let charged = context.entry.matter.fee.charged;
                self.ensure(charged != Charged::No, Guard::NoFee)?;
                let adds = case.paid.unwrap_or_default().checked_add(*amount).is_some();
                self.ensure(adds && amount.hundredths() >= 0, Guard::Amount)?;
                step.events.push(Event::FeePaid {
                    on,
                    amount: *amount,
                    receipt: receipt.clone(),
                });
            }
            Command::Decide { verdict, reasons } => {
                self.decision(regime, *verdict, reasons, step)?
            }
            _ => {}
        }
        Ok(())
    }

    fn extension(&self, n: u32, approver: &str) -> Result<LimitUnit, Refusal> {
        let Some((most, by)) = self.context.extension(self.case) else {
            return Err(self.refuse(Guard::NoExtension));
        };
        self.ensure(!self.case.extended, Guard::ExtensionUsed)?;
        self.in_time()?;
        if n == 0 || n > most.n {
            return Err(self
                .refuse(Guard::ExtensionTooLong)
                .expected(most.n)
                .found(n));
        }
        match by {
            Some(by) if by != approver => Err(self
                .refuse(Guard::ExtensionApprover)
                .expected(by)
                .found(approver)),
            _ => Ok(most.unit),
        }
    }

    fn decision(
        &self,
        regime: &Regime,
        verdict: Verdict,
        reasons: &Option<Reference>,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        self.ensure(self.case.upper.is_none(), Guard::UpperDecides)?;
        let heard = !self.case.statement_open(step.on);
        self.ensure(heard, Guard::InterestedOpen)?;
        let asked = !self.case.hearing_open(regime, self.context);
        self.ensure(asked, Guard::HearingOpen)?;
        if let Some(queue) = self.context.queue
            && verdict != Verdict::Refused
            && queue.left <= queue.before
        {
            let refusal = self.refuse(Guard::QuotaOrder).expected(queue.left);
            return Err(refusal.found(queue.before));
        }
        let waits = regime
            .tolerance
            .as_ref()
            .is_some_and(|t| !t.decide_before_filled);
        let open = self.case.tolerance.is_some() && waits;
        self.ensure(!open, Guard::MissingOpen)?;
        self.ensure(
            verdict == Verdict::Granted || reasons.is_some(),
            Guard::ReasonsMissing,
        )?;
        let due = self.context.entry.matter.fee.charged == Charged::Yes;
        let unpaid = due && self.case.paid.is_none() && verdict != Verdict::Refused;
        self.ensure(!unpaid, Guard::FeeUnpaid)?;
        step.events.push(Event::Decided {
            on: step.on,
            verdict,
            reasons: reasons.clone(),
        });
        step.document(match verdict {
            Verdict::Refused => DocumentKind::RefusalDecision,
            Verdict::PartlyGranted => DocumentKind::PartialDecision,
            Verdict::Granted => DocumentKind::GrantDecision,
        });
        if verdict == Verdict::Refused {
            step.events.push(Event::ReviewInvited { on: step.on });
            step.document(DocumentKind::ReviewInvitation);
        }
        Ok(())
    }
}
