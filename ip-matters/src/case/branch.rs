//! Branches off the straight way (程序分支): several organs together, a lower organ's part, a limit that waits for its
//! day, a renewal.

use super::decide::Bench;
use super::fire::Step;
use super::{Command, Context, Event, Guard, Refusal, clock};
use crate::document::DocumentKind;
use crate::limit::{Length, Limit, RunsFrom};
use crate::regime::Regime;

impl Context<'_> {
    /// The limit of a case that waits for a day other than receipt and acceptance.
    pub(super) fn waiting_limit(&self, case: &super::Case) -> Option<(&Limit, RunsFrom)> {
        let limit = self.limit(case)?;
        let from = limit.from.filter(|_| case.statutory.is_none())?;
        Some((limit, from))
    }
}

impl Bench<'_> {
    /// Joint handling, the lower organ's review, the start of a limit, renewal.
    pub(super) fn branch(
        &self,
        command: &Command,
        regime: &Regime,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let (case, context, on) = (self.case, self.context, step.on);
        match command {
            Command::StartJoint { organs, record } => {
                let Some(rule) = regime.joint.as_ref().filter(|_| !organs.is_empty()) else {
                    return Err(self.refuse(Guard::NoJoint));
                };
                let open = case.joint.is_empty() && case.upper.is_none();
                self.ensure(open, Guard::NoJoint)?;
                self.ensure(!case.extended, Guard::ExtensionUsed)?;
                self.in_time()?;
                // A limit that the matter's own law sets is not lengthened by the general one.
                let budget = context.limit(case).is_none().then_some(rule.decide);
                step.events.push(Event::JointStarted {
                    on,
                    organs: organs.clone(),
                    budget,
                    record: record.clone(),
                });
            }
            Command::StartPreliminary { upper } => {
                let Some(rule) = regime.lower.as_ref().filter(|_| case.upper.is_none()) else {
                    return Err(self.refuse(Guard::NoLower));
                };
                let (n, unit) = (rule.n, rule.unit);
                step.events.push(Event::PreliminaryStarted {
                    on,
                    upper: upper.clone(),
                    budget: Length { n, unit },
                });
            }
            Command::SendUp { opinion, file } => {
                let Some(upper) = &case.upper else {
                    return Err(self.refuse(Guard::NoLower));
                };
                step.events.push(Event::SentUp {
                    on,
                    to: upper.clone(),
                    opinion: opinion.clone(),
                    file: file.clone(),
                });
                step.document(DocumentKind::TransferNote);
            }
            Command::RecordStart {
                what,
                day,
                evidence,
            } => {
                let waiting = context.waiting_limit(case);
                let Some((limit, _)) = waiting.filter(|(_, from)| from == what) else {
                    return Err(self.refuse(Guard::StartUnknown));
                };
                let known = *day <= on && case.received.is_none_or(|received| received <= *day);
                self.ensure(known, Guard::StartDay)?;
                step.events.push(Event::StartRecorded {
                    on,
                    what: *what,
                    day: *day,
                    evidence: evidence.clone(),
                });
                step.events.push(Event::ClocksStarted {
                    on,
                    from: *day,
                    statutory: Some(limit.length()),
                    promised: None,
                });
            }
            Command::Renew { of, expires } => {
                let Some(rule) = &regime.renewal else {
                    return Err(self.refuse(Guard::NoRenewal));
                };
                let asked = case.submitted.unwrap_or(on);
                let latest = clock::before(*expires, rule.before);
                if latest.is_none_or(|latest| latest < asked) {
                    let refusal = self.refuse(Guard::RenewalLate).found(asked);
                    return Err(match latest {
                        Some(latest) => refusal.expected(latest),
                        None => refusal,
                    });
                }
                step.events.push(Event::RenewalRecorded {
                    on,
                    of: of.clone(),
                    expires: *expires,
                });
            }
            _ => {}
        }
        Ok(())
    }

    /// The statutory time is not over.
    pub(super) fn in_time(&self) -> Result<(), Refusal> {
        let clock = self.case.statutory.as_ref();
        let due = clock.and_then(|clock| clock.due(self.context.calendar));
        let open = due.is_none_or(|due| self.context.day() <= due.date);
        self.ensure(open, Guard::ExtensionLate)
    }
}
