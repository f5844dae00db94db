//! What time itself does to a case: silence accepts, a lapsed period withdraws.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::calendar::{Calendar, Due};

use super::{Case, Context, Event, Mode, Reference, RefusalGround, State, clock};
use crate::document::DocumentKind;
use crate::limit::Length;
use crate::regime::{ClockStart, CorrectionMiss, Regime, Silence};

/// What the clocks bring about by the day of the context. Nothing that leans on unpublished holidays
/// turns against the applicant; silence speaks for the applicant once no notice could move its last day
/// any further.
pub(crate) fn clock_events(case: &Case, context: &Context<'_>) -> Vec<Event> {
    let on = context.day();
    let mut step = Step::new(case, on);
    let Some(regime) = context.regime(case) else {
        return Vec::new();
    };
    if let Some(renewal) = &case.renewal
        && renewal.expires < on
        && case.state.is_pending()
        && case.state != State::AwaitingCorrection
    {
        step.events.push(Event::DeemedRenewed {
            on,
            effective: renewal.expires,
        });
        return step.events;
    }
    let over = |due: Option<Due>| due.is_some_and(|due| !due.provisional && due.date < on);
    match case.state {
        State::Received => {
            let due = check_due(case, regime, context.calendar);
            let rule = regime.check.as_ref();
            let deems = rule.is_some_and(|rule| rule.silence == Silence::DeemedAccepted);
            let margin = rule.and_then(|rule| rule.holiday_margin);
            let surely = due.zip(margin).is_some_and(|(due, margin)| {
                context.calendar.add_working_days(due.date, margin).date < on
            });
            if deems
                && (over(due) || surely)
                && let Some(effective) = case.check_from
            {
                step.accept(effective, Mode::Deemed);
                let start = ClockStart::Acceptance;
                let clocks = context.clocks(case, regime, start, effective, on);
                step.events.extend(clocks);
                step.document(DocumentKind::AcceptanceNotice);
            }
        }
        State::AwaitingCorrection => {
            let due = case
                .notice()
                .and_then(|n| clock::end(n.served, n.period, context.calendar));
            let entry = context.entry;
            let miss = regime
                .correction
                .miss(&entry.matter.id, entry.correction.as_ref());
            if over(due)
                && let Some(miss) = miss
            {
                step.lapse(miss);
            }
        }
        State::Accepted | State::UnderReview | State::InSpecialProcedure => {
            if let (Some(tolerance), Some(rule)) = (&case.tolerance, &regime.tolerance)
                && tolerance.due < on
            {
                step.lapse(rule.on_miss);
            }
        }
        _ => {}
    }
    step.events
}

/// The last day of the time to check; `None` where the rules set none.
pub(crate) fn check_due(case: &Case, regime: &Regime, calendar: &Calendar) -> Option<Due> {
    let rule = regime.check.as_ref()?;
    if !case.notices.is_empty() && !rule.runs_again {
        return None;
    }
    let (n, unit) = (rule.n, rule.unit);
    clock::end(case.check_from?, Length { n, unit }, calendar)
}

/// Events in the making.
pub(super) struct Step<'a> {
    case: &'a Case,
    pub(super) on: NaiveDate,
    pub(super) events: Vec<Event>,
    documents: usize,
}

impl<'a> Step<'a> {
    pub(super) fn new(case: &'a Case, on: NaiveDate) -> Self {
        Self {
            case,
            on,
            events: Vec::new(),
            documents: case.documents.len(),
        }
    }

    pub(super) fn document(&mut self, kind: DocumentKind) {
        self.documents += 1;
        let case = self.case.number.as_ref().map_or("", Reference::as_str);
        self.events.push(Event::DocumentIssued {
            on: self.on,
            kind,
            number: format!("{case}/{:02}", self.documents),
        });
    }

    pub(super) fn accept(&mut self, effective: NaiveDate, mode: Mode) {
        self.events.push(Event::Accepted {
            on: self.on,
            effective,
            mode,
            undertaking: None,
            missing: BTreeSet::new(),
            due: None,
        });
    }

    /// What follows when the applicant lets a period pass.
    fn lapse(&mut self, miss: CorrectionMiss) {
        let on = self.on;
        match miss {
            CorrectionMiss::DeemedWithdrawn => {
                self.events.push(Event::Withdrawn {
                    on,
                    deemed: true,
                    reason: None,
                });
                self.document(DocumentKind::WithdrawalNotice);
            }
            CorrectionMiss::DeemedNotFiled => {
                self.events.push(Event::DeemedNotFiled { on });
                self.document(DocumentKind::NotFiledNotice);
            }
            CorrectionMiss::RefuseAcceptance => {
                self.events.push(Event::AcceptanceRefused {
                    on,
                    ground: RefusalGround::NotCorrected,
                    reason: None,
                    competent: None,
                    warned: false,
                    barred: None,
                });
                self.document(DocumentKind::AcceptanceRefusal);
            }
        }
    }
}
