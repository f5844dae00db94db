//! Hearing those whom the decision touches (听取意见、听证): statements, and the hearing on request, whose time is left
//! out of the decision's.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::decide::Bench;
use super::fire::Step;
use super::{Case, Command, Context, Event, Guard, Refusal, clock};
use crate::document::DocumentKind;
use crate::regime::{HearingRule, Regime};

/// A hearing (听证), from the day on which a party was told of the right to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hearing {
    /// The day on which the party was told.
    pub told: NaiveDate,
    /// The day on which it was asked for.
    #[serde(default)]
    pub requested: Option<NaiveDate>,
    /// The day for which it is set.
    #[serde(default)]
    pub day: Option<NaiveDate>,
    /// Whether it was held.
    #[serde(default)]
    pub held: bool,
}

impl Hearing {
    /// A hearing of which a party was told.
    pub(super) const fn told(on: NaiveDate) -> Self {
        Self {
            told: on,
            requested: None,
            day: None,
            held: false,
        }
    }

    /// Whether it may still be asked for on a day: nobody did, it is not set, and the time runs.
    fn is_open(&self, rule: &HearingRule, context: &Context<'_>) -> bool {
        let due = clock::end(self.told, rule.request, context.calendar);
        let runs = due.is_some_and(|due| context.day() <= due.date);
        self.requested.is_none() && self.day.is_none() && runs
    }
}

impl Case {
    /// Whether a hearing under the rule goes on.
    pub(super) fn is_in_hearing(&self, rule: &HearingRule) -> bool {
        self.special.as_ref() == Some(&rule.pause)
    }

    /// Whether a right to ask for a hearing runs.
    pub(super) fn hearing_open(&self, regime: &Regime, context: &Context<'_>) -> bool {
        match (&self.hearing, &regime.hearing) {
            (Some(hearing), Some(rule)) => hearing.is_open(rule, context),
            _ => false,
        }
    }

    /// Whether somebody whom the decision touches may still speak on a day.
    pub(super) fn statement_open(&self, on: NaiveDate) -> bool {
        self.interested.values().any(|until| on <= *until)
    }
}

impl Bench<'_> {
    /// Statements of interested persons, and the steps to a hearing.
    pub(super) fn hear(
        &self,
        command: &Command,
        regime: &Regime,
        step: &mut Step<'_>,
    ) -> Result<(), Refusal> {
        let (case, on) = (self.case, step.on);
        match command {
            Command::NotifyInterested { party, until } => {
                self.ensure(*until >= on, Guard::StatementDay)?;
                step.events.push(Event::InterestedNotified {
                    on,
                    party: party.clone(),
                    until: Some(*until),
                });
                step.document(DocumentKind::InterestedPartyNotice);
            }
            Command::HearStatement { party, record } => {
                let told = case.interested.contains_key(party);
                self.ensure(told, Guard::NotInterested)?;
                step.events.push(Event::StatementHeard {
                    on,
                    party: party.clone(),
                    record: record.clone(),
                });
            }
            Command::TellHearing { party } => {
                self.ensure(regime.hearing.is_some(), Guard::NoHearing)?;
                let asked = case.hearing.as_ref().is_some_and(|h| h.requested.is_some());
                self.ensure(!asked, Guard::HearingAsked)?;
                let party = party.clone();
                step.events.push(Event::HearingTold { on, party });
                step.document(DocumentKind::HearingRightNotice);
            }
            Command::RequestHearing { party, request } => {
                let rule = self.hearing_rule(regime)?;
                let Some(hearing) = &case.hearing else {
                    return Err(self.refuse(Guard::HearingNotTold));
                };
                self.ensure(hearing.requested.is_none(), Guard::HearingAsked)?;
                self.ensure(hearing.is_open(rule, self.context), Guard::HearingLate)?;
                step.events.push(Event::HearingRequested {
                    on,
                    party: party.clone(),
                    request: request.clone(),
                });
                step.events.push(Event::SpecialStarted {
                    on,
                    kind: rule.pause.clone(),
                    notice: request.clone(),
                    needs: Some(rule.hold),
                });
                step.document(DocumentKind::SpecialProcedureNotice);
            }
            Command::ScheduleHearing { day, notice } => {
                let rule = self.hearing_rule(regime)?;
                self.ensure(case.is_in_hearing(rule), Guard::HearingNotTold)?;
                let earliest = clock::end(on, rule.notice, self.context.calendar);
                if earliest.is_none_or(|earliest| *day < earliest.date) {
                    let mut refusal = self.refuse(Guard::HearingNotice).found(day);
                    if let Some(earliest) = earliest {
                        refusal = refusal.expected(earliest.date);
                    }
                    return Err(refusal);
                }
                step.events.push(Event::HearingScheduled {
                    on,
                    day: *day,
                    notice: notice.clone(),
                });
                step.document(DocumentKind::HearingNotice);
            }
            _ => {}
        }
        Ok(())
    }

    /// A hearing that was asked for or set ends no earlier than on its day.
    pub(super) fn hearing_held(&self, regime: &Regime) -> Result<(), Refusal> {
        let (Some(rule), Some(hearing)) = (&regime.hearing, &self.case.hearing) else {
            return Ok(());
        };
        let goes_on = self.case.is_in_hearing(rule) && !hearing.held;
        let awaited = goes_on && (hearing.requested.is_some() || hearing.day.is_some());
        let held = hearing.day.is_some_and(|day| day <= self.context.day());
        self.ensure(!awaited || held, Guard::HearingNotHeld)
    }

    fn hearing_rule<'r>(&self, regime: &'r Regime) -> Result<&'r HearingRule, Refusal> {
        let rule = regime.hearing.as_ref();
        rule.ok_or_else(|| self.refuse(Guard::NoHearing))
    }
}
