//! From filing to the last correction (申请、收件、补正).

use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;

use super::decide::Bench;
use super::fire::Step;
use super::{Command, Defect, DefectKind, Event, Guard, Refusal, RefusalGround, clock};
use crate::document::DocumentKind;
use crate::limit::Length;
use crate::matter::Channel;
use crate::regime::{ClockStart, Regime};

impl Bench<'_> {
    /// Filing, receipt, refusal at the door, corrections, checks of registers.
    pub(super) fn intake(
        &self,
        command: &Command,
        regime: &Regime,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let (case, context, on) = (self.case, self.context, step.on);
        match command {
            Command::Submit {
                number,
                matter,
                applicant,
                agent,
                situation,
                channel,
                materials,
                intake,
                lower,
            } => {
                let entry = context.entry;
                if let Some(barred) = context.barred.filter(|last| on <= *last) {
                    return Err(self.refuse(Guard::Barred).expected(barred));
                }
                self.ensure(*matter == entry.matter.id, Guard::WrongEntry)?;
                self.ensure(entry.is_open(on), Guard::EntryClosed)?;
                let known = |id: &String| entry.matter.situations.iter().any(|s| s.id == *id);
                let fits = match situation {
                    Some(id) => known(id),
                    None => entry.matter.situations.is_empty(),
                };
                self.ensure(fits, Guard::Situation)?;
                self.ensure(entry.channels.contains(channel), Guard::Channel)?;
                self.ensure(agent.is_none() || entry.matter.agent, Guard::Agent)?;
                self.known(materials)?;
                step.events.push(Event::Submitted {
                    on,
                    number: number.clone(),
                    matter: matter.clone(),
                    version: entry.version,
                    regime: entry.matter.regime,
                    applicant: applicant.clone(),
                    agent: agent.clone(),
                    situation: situation.clone(),
                    channel: *channel,
                    materials: materials.clone(),
                    intake: intake.clone(),
                    lower: lower.clone(),
                });
            }
            Command::Receive => {
                step.events.push(Event::Received {
                    on,
                    rules: regime.version.clone(),
                });
                let online = matches!(case.channel, Some(Channel::Online | Channel::Mobile));
                let entered = case
                    .submitted
                    .filter(|_| online && regime.decision.entry.is_some());
                let from = entered.unwrap_or(on);
                let clocks = context.clocks(case, regime, ClockStart::Receipt, from, on);
                step.events.extend(clocks);
                step.document(DocumentKind::Receipt);
            }
            Command::FindNotRequired { reason } => {
                let reason = reason.clone();
                step.events.push(Event::FoundNotRequired { on, reason });
                step.document(DocumentKind::NotRequiredNotice);
            }
            Command::RefuseAcceptance {
                ground,
                reason,
                competent,
            } => {
                let needs_organ = *ground == RefusalGround::OutOfCompetence;
                self.ensure(!needs_organ || competent.is_some(), Guard::CompetentOrgan)?;
                let needs_notice = *ground == RefusalGround::NotCorrected;
                self.ensure(
                    !needs_notice || !case.notices.is_empty(),
                    Guard::NothingNotified,
                )?;
                let lie = *ground == RefusalGround::FalseStatement;
                let rule = regime.false_statement.as_ref().filter(|_| lie);
                let bar = rule.filter(|rule| rule.matters.contains(&context.entry.matter.id));
                step.events.push(Event::AcceptanceRefused {
                    on,
                    ground: *ground,
                    reason: Some(reason.clone()),
                    competent: competent.clone(),
                    warned: rule.is_some(),
                    barred: bar.and_then(|rule| clock::add(on, rule.bar)),
                });
                step.document(DocumentKind::AcceptanceRefusal);
            }
            Command::CorrectOnSpot { materials } => {
                self.known(materials)?;
                let materials = materials.clone();
                step.events.push(Event::CorrectedOnSpot { on, materials });
            }
            Command::NotifyCorrection {
                defects,
                period,
                served,
            } => {
                let served = served.unwrap_or(on);
                let period = self.notice(regime, defects, *period, served)?;
                step.events.push(Event::CorrectionNotified {
                    on,
                    served,
                    period,
                    defects: defects.clone(),
                    pauses: regime.correction.pauses.is_some(),
                    second: regime.correction.one_time && !case.notices.is_empty(),
                });
                step.document(DocumentKind::CorrectionNotice);
            }
            Command::Resubmit { materials, fields } => {
                self.known(materials)?;
                let came = |target: &&String| {
                    materials.contains(*target)
                        || fields.contains(*target)
                        || case.waived.contains(*target)
                };
                // What brings nothing that was asked for does not let the time to check run again.
                if !case.open_defects.is_empty() && !case.open_defects.iter().any(|d| came(&d)) {
                    let asked: Vec<&str> = case.open_defects.iter().map(String::as_str).collect();
                    let refusal = self.refuse(Guard::NothingResubmitted);
                    return Err(refusal.expected(asked.join(", ")));
                }
                step.events.push(Event::Resubmitted {
                    on,
                    materials: materials.clone(),
                    fields: Some(fields.clone()),
                });
            }
            Command::CheckRegister {
                material,
                by,
                register,
                outcome,
                response,
                consent,
            } => {
                let listed = context.entry.materials.iter().any(|m| {
                    m.id == *material
                        && m.waivable_by
                            .iter()
                            .any(|w| w.by == *by && w.register == *register)
                });
                self.ensure(listed, Guard::NotWaivable)?;
                step.events.push(Event::RegisterChecked {
                    on,
                    material: material.clone(),
                    by: *by,
                    register: register.clone(),
                    outcome: *outcome,
                    response: response.clone(),
                    consent: consent.clone(),
                });
            }
            _ => {}
        }
        Ok(())
    }

    /// One notice lists everything; a later one may only speak of what the first one said, or of
    /// what the resubmission brought.
    fn notice(
        &self,
        regime: &Regime,
        defects: &[Defect],
        period: Option<Length>,
        served: NaiveDate,
    ) -> Result<Length, Refusal> {
        let rule = &regime.correction;
        self.ensure(!defects.is_empty(), Guard::EmptyNotice)?;
        self.ensure(served >= self.context.day(), Guard::ServedBefore)?;
        let sent =
            |d: &&Defect| d.kind == DefectKind::Missing && self.case.materials.contains(&d.target);
        if let Some(again) = defects
            .iter()
            .find(sent)
            .filter(|_| self.case.lower.is_some())
        {
            return Err(self.refuse(Guard::AskedAgain).found(&again.target));
        }
        let entry = self.context.entry;
        let asked = |target: &String| {
            let paper = entry.materials.iter().any(|m| m.id == *target);
            paper || entry.fields.iter().any(|f| f.id == *target)
        };
        if let Some(unknown) = defects.iter().find(|d| !asked(&d.target)) {
            return Err(self.refuse(Guard::UnknownMaterial).found(&unknown.target));
        }
        if rule.one_time && !self.case.notices.is_empty() {
            let told = |target: &String| {
                self.case.resubmitted.contains(target)
                    || self
                        .case
                        .notices
                        .iter()
                        .any(|n| n.defects.iter().any(|d| d.target == *target))
            };
            if let Some(new) = defects.iter().find(|d| !told(&d.target)) {
                return Err(self.refuse(Guard::SecondNotice).found(&new.target));
            }
        }
        let countable = |length: &Length| {
            length.n > 0 && clock::end(served, *length, self.context.calendar).is_some()
        };
        let against_law = rule.fixed.is_some() && period.is_some_and(|p| Some(p) != rule.fixed);
        rule.period(period, self.context.entry.correction.as_ref())
            .filter(countable)
            .filter(|_| !against_law)
            .ok_or_else(|| self.refuse(Guard::Period))
    }
}
