//! A deadline with its trace: the trigger, both ends, and each step with its article.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::count::Sink;
use super::{
    Base, Channel, End, PeriodError, Regime, Request, Rules, Service, ServiceRule, Span, Unit,
};
use crate::calendar::Calendar;
use crate::law::{LawRef, Mark};
use crate::problem::{Problem, Problems};

/// How deep `laterOf` and `earlierOf` may nest.
const DEEPEST: usize = 8;

/// One step on the way to a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Key of the rule applied, such as `month-end` or `rolled`.
    pub rule: Cow<'static, str>,
    /// The day reached.
    pub date: NaiveDate,
    /// The article it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<LawRef>,
    /// How well the rule is proved; absent when seen in a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// What the calendar settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Covered {
    /// The last day that published notices settle.
    pub covered_until: NaiveDate,
}

/// The deadline from the other end of the limit before it, where the two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// Which end it is counted from.
    pub base: Base,
    /// The day it is counted from.
    pub trigger: NaiveDate,
    /// By length alone.
    pub nominal: NaiveDate,
    /// After rest days.
    pub effective: NaiveDate,
    /// Whether it leans on days that no published notice settles.
    pub provisional: bool,
}

/// The answer to a [`Request`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Deadline {
    /// The named limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// The day that started it.
    pub trigger: NaiveDate,
    /// The last day by length alone.
    pub nominal: NaiveDate,
    /// The last day after rest days.
    pub effective: NaiveDate,
    /// Whether it may still change: days no notice settles, a doubtful rule, or a new law on the way.
    pub provisional: bool,
    /// How it was found.
    pub steps: Vec<Step>,
    /// What the calendar settles.
    pub calendar: Covered,
    /// For a limit that follows another: the same from that one's other end, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Alternative>,
    /// How well a named limit is proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What a reader must know, as codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Problem>,
}

/// A deadline on its way: what it started from, where it ends, how.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) trigger: NaiveDate,
    pub(crate) end: End,
    pub(crate) steps: Vec<Step>,
}

impl Found {
    /// The answer on this calendar.
    pub(crate) fn on(self, calendar: &Calendar) -> Deadline {
        Deadline {
            limit: None,
            trigger: self.trigger,
            nominal: self.end.nominal,
            effective: self.end.effective,
            provisional: self.end.provisional,
            steps: self.steps,
            calendar: Covered {
                covered_until: calendar.covered_until(),
            },
            alternative: None,
            mark: None,
            notes: Vec::new(),
        }
    }
}

/// The later or the earlier of several, with a step that says so.
pub(crate) fn choose(all: Vec<Found>, later: bool) -> Option<Found> {
    let key = |found: &Found| (found.end.effective, found.end.nominal);
    let provisional = all.iter().any(|found| found.end.provisional);
    let mut best = match later {
        true => all.into_iter().max_by_key(key),
        false => all.into_iter().rev().min_by_key(key),
    }?;
    best.end.provisional |= provisional;
    best.steps.push(Step {
        rule: Cow::Borrowed(if later { "later-of" } else { "earlier-of" }),
        date: best.end.effective,
        basis: None,
        mark: None,
    });
    Some(best)
}

/// Collects the steps.
impl Sink for Vec<Step> {
    fn see(&mut self, rule: &'static str, date: NaiveDate, basis: Option<&LawRef>) {
        self.push(Step {
            rule: Cow::Borrowed(rule),
            date,
            basis: basis.cloned(),
            mark: None,
        });
    }
}

impl PeriodError {
    /// The error as a problem of a request.
    pub(crate) fn problem(&self) -> Problem {
        let problem = Problem::new(self.code());
        match self {
            Self::OutOfRange(length) => problem
                .at("/length")
                .expected("at most a century")
                .found(length),
            Self::Unit(length) => problem
                .at("/length/unit")
                .expected("day or working-day")
                .found(length),
            Self::PausesNeedWorkingDays => problem.at("/pauses"),
            Self::Pause { at, why } => problem
                .at(format!("/pauses/{at}"))
                .arg("reason", why.code()),
        }
    }
}

impl Rules {
    /// The deadline that a request asks for, with its trace; a named limit is asked of
    /// [`crate::limit::Limits::deadline`].
    ///
    /// # Errors
    ///
    /// Every problem of the request, each with its pointer.
    pub fn deadline(&self, request: &Request, calendar: &Calendar) -> Result<Deadline, Problems> {
        let own = request.own_calendar(calendar);
        let calendar = own.as_ref().unwrap_or(calendar);
        Ok(self.found(request, calendar, 0)?.on(calendar))
    }

    fn found(
        &self,
        request: &Request,
        calendar: &Calendar,
        depth: usize,
    ) -> Result<Found, Problems> {
        if request.limit.is_some() || !request.facts.is_empty() {
            return Err(Problem::new("core.deadline.limit-elsewhere")
                .at("/limit")
                .into());
        }
        if request.extension.is_some() {
            return Err(missing("/limit", "the limit to extend"));
        }
        // One calendar serves the whole of a request.
        let own = [
            ("/calendarUntil", request.calendar_until),
            ("/calendarKnownOn", request.calendar_known_on),
        ];
        if let Some((pointer, _)) = own.iter().find(|(_, day)| depth > 0 && day.is_some()) {
            return Err(Problem::new("core.deadline.conflict").at(*pointer).into());
        }
        let several = match (&request.later_of, &request.earlier_of) {
            (Some(later), None) => Some((later, true, "laterOf")),
            (None, Some(earlier)) => Some((earlier, false, "earlierOf")),
            (None, None) => None,
            (Some(_), Some(_)) => {
                return Err(Problem::new("core.deadline.conflict")
                    .at("/earlierOf")
                    .found("laterOf")
                    .into());
            }
        };
        let Some((parts, later, name)) = several else {
            return self.plain(request, calendar);
        };
        alone(request, name)?;
        if depth == DEEPEST {
            return Err(Problem::new("core.deadline.too-deep")
                .at(format!("/{name}"))
                .into());
        }
        let mut problems = Problems::default();
        let mut all = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            match self.found(part, calendar, depth + 1) {
                Ok(found) => all.push(found),
                Err(Problems(wrong)) => {
                    let under = format!("/{name}/{i}");
                    problems
                        .0
                        .extend(wrong.into_iter().map(|p| p.under(&under)));
                }
            }
        }
        let all = problems.or(all)?;
        choose(all, later).ok_or_else(|| missing(&format!("/{name}"), "at least one period"))
    }

    /// A single period.
    fn plain(&self, request: &Request, calendar: &Calendar) -> Result<Found, Problems> {
        let mut problems = Problems::default();
        let absent = |name: &str, expected: &str| {
            Problem::new("core.deadline.missing")
                .at(format!("/{name}"))
                .expected(expected)
        };
        if request.regime.is_none() {
            problems.push(absent("regime", "a regime"));
        }
        if request.length.is_none() {
            problems.push(absent("length", "n and unit"));
        }
        match (request.trigger, request.service) {
            (None, None) => problems.push(absent("trigger", "trigger or service")),
            (Some(_), Some(_)) => problems.push(
                Problem::new("core.deadline.conflict")
                    .at("/service")
                    .found("trigger"),
            ),
            _ => {}
        }
        if request.base.is_some() {
            problems.push(Problem::new("core.deadline.conflict").at("/base"));
        }
        problems.or(())?;
        let (Some(regime), Some(length)) = (request.regime, request.length) else {
            return Err(missing("/regime", "a regime"));
        };
        let mut steps = Vec::with_capacity(4);
        let trigger = match (request.trigger, &request.service) {
            (Some(trigger), _) => {
                steps.see("trigger", trigger, None);
                trigger
            }
            (None, Some(service)) => self
                .served(regime, service, &mut steps)
                .map_err(|p| p.under("/service"))?,
            (None, None) => return Err(missing("/trigger", "trigger or service")),
        };
        let span = Span::new(regime, length);
        let end = self
            .count(&span, trigger, &request.pauses, calendar, &mut steps)
            .map_err(|e| e.problem())?;
        Ok(Found {
            trigger,
            end,
            steps,
        })
    }

    /// The day on which a document counts as received.
    pub(crate) fn served(
        &self,
        regime: Regime,
        service: &Service,
        steps: &mut Vec<Step>,
    ) -> Result<NaiveDate, Problem> {
        if let (Some(dispatched), Some(received)) = (service.dispatched, service.received)
            && received < dispatched
        {
            return Err(Problem::new("core.deadline.received-before-dispatch")
                .at("/received")
                .expected(format!("{dispatched} or later"))
                .found(received));
        }
        let known = service.dispatched.or(service.received).ok_or_else(|| {
            Problem::new("core.deadline.missing")
                .at("/dispatched")
                .expected("the day of dispatch or of receipt")
        })?;
        let rule = self
            .get(regime)
            .and_then(|rules| rules.service_on(service.channel, known));
        let mut step = |rule: &'static str, date, basis: Option<&ServiceRule>| {
            steps.push(Step {
                rule: Cow::Borrowed(rule),
                date,
                basis: basis.map(|b| b.basis.clone()),
                mark: basis.map(|b| b.mark).filter(|m| m.is_unverified()),
            });
            date
        };
        match (rule, service.received, service.dispatched) {
            (Some(rule), Some(received), _) if rule.proof => {
                Ok(step("service-proved", received, Some(rule)))
            }
            (Some(rule), _, Some(dispatched)) => {
                step("dispatched", dispatched, None);
                let n = rule.after.n;
                let served = match rule.after.unit {
                    Unit::Month => dispatched.checked_add_months(Months::new(n)),
                    Unit::Year => dispatched.checked_add_months(Months::new(n.saturating_mul(12))),
                    _ => dispatched.checked_add_days(Days::new(u64::from(n))),
                };
                let served = served.ok_or_else(|| {
                    Problem::new("core.deadline.out-of-range")
                        .at("/dispatched")
                        .found(dispatched)
                })?;
                let name = match (service.channel, n) {
                    (Channel::PublicNotice, _) => "service-by-notice",
                    (_, 0) => "service-on-dispatch",
                    _ => "service-presumed",
                };
                Ok(step(name, served, Some(rule)))
            }
            // A law without rules of service here still starts from a proved receipt.
            (None, Some(received), _) => Ok(step("service-proved", received, None)),
            (Some(_), _, None) => Err(Problem::new("core.deadline.missing")
                .at("/dispatched")
                .expected("the day of dispatch")),
            (None, None, _) => Err(Problem::new("core.deadline.no-service-rule")
                .at("/channel")
                .expected("the proved day of receipt")),
        }
    }
}

/// `laterOf` and `earlierOf` stand without the fields of a single period.
fn alone(request: &Request, name: &str) -> Result<(), Problems> {
    let mut problems = Problems::default();
    let fields = [
        ("regime", request.regime.is_some()),
        ("trigger", request.trigger.is_some()),
        ("service", request.service.is_some()),
        ("length", request.length.is_some()),
        ("pauses", !request.pauses.is_empty()),
        ("base", request.base.is_some()),
    ];
    for (field, _) in fields.iter().filter(|(_, given)| *given) {
        problems.push(
            Problem::new("core.deadline.conflict")
                .at(format!("/{field}"))
                .found(name.to_string()),
        );
    }
    problems.or(())
}

fn missing(pointer: &str, expected: &str) -> Problems {
    Problem::new("core.deadline.missing")
        .at(pointer)
        .expected(expected)
        .into()
}
