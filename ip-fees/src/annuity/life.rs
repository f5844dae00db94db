//! The annuities of a right for its whole life: due dates, months of delay, amounts, lapse.

use alloc::vec::Vec;

use chrono::{Months, NaiveDate};
use ip_core::calendar::Due;
use ip_core::money::Money;
use ip_core::problem::{Problem, Problems};
use serde::{Deserialize, Serialize};

use super::{Timing, Window};
use crate::engine::{Engine, OpenLicenceYears};
use crate::fee::Fee;
use crate::quote::{Line, Outcome};
use crate::request::{Act, ActKind, Applicant, Reduction, Request, Right, wire};
use crate::tariff::Price;

/// A question about all annuities of a right.
///
/// ```
/// use ip_fees::engine::Engine;
/// let request = serde_json::from_str(r#"{"right": "utility-model", "filingDate": "2022-02-28",
///     "grantYear": 2, "reduction": "85", "today": "2025-03-10"}"#).unwrap();
/// let engine = Engine::builtin()?;
/// let life = engine.annuities(&request)?;
/// assert_eq!(life.years.len(), 9);
/// assert_eq!(life.amount.map(|m| m.to_string()), Some("1590.00".into()));
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LifeRequest {
    /// The kind of patent.
    pub right: Right,
    /// The day from which patent years are counted; for a divisional that of the parent.
    #[serde(deserialize_with = "wire::day")]
    pub filing_date: NaiveDate,
    /// The patent year in which the patent was granted; earlier years owe nothing.
    pub grant_year: u32,
    /// The reduction granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduction: Option<Reduction>,
    /// The patentees, from whom the reduction is derived; instead of `reduction`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicants: Option<Vec<Applicant>>,
    /// The days on which an open licence is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_licence: Option<Period>,
    /// The last patent year already paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_through: Option<u32>,
    /// The day on which the question is asked.
    #[serde(deserialize_with = "wire::day")]
    pub today: NaiveDate,
}

/// Days, both ends included; without an end it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Period {
    /// First day.
    #[serde(deserialize_with = "wire::day")]
    pub from: NaiveDate,
    /// Last day.
    #[serde(
        default,
        deserialize_with = "wire::some_day",
        skip_serializing_if = "Option::is_none"
    )]
    pub to: Option<NaiveDate>,
}

impl Period {
    /// Whether an open licence on these days cuts the annuity of the patent year that begins on a day.
    pub(crate) fn cuts(&self, begins: NaiveDate, years: OpenLicenceYears) -> bool {
        match years {
            OpenLicenceYears::DueInside => self.contains(begins),
            OpenLicenceYears::AnyDay => {
                let next = begins.checked_add_months(Months::new(12));
                self.to.is_none_or(|to| begins <= to) && next.is_none_or(|next| self.from < next)
            }
        }
    }

    /// Whether the day lies inside.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Where an annuity stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum YearStatus {
    /// Said to be paid.
    Paid,
    /// Paid with the grant formalities.
    WithRegistration,
    /// The due date is still to come.
    Upcoming,
    /// Past the due date, in the month without late fee.
    Grace,
    /// With a late fee.
    Late,
    /// Past the last day: the right lapsed unless it was paid.
    Lapsed,
}

/// One month of delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Band {
    /// First day; absent for the first, which has no beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: NaiveDate,
    /// Late fee in percent of the full annuity.
    pub percent: u32,
    /// The late fee.
    pub late: Money,
    /// Annuity and late fee.
    pub total: Money,
}

/// One annuity.
#[derive(Debug, Clone)]
pub struct YearPlan<'t> {
    /// The patent year.
    pub year: u32,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The last day without delay; absent for the year of grant.
    pub due: Option<Window>,
    /// The annuity with its reasons.
    pub line: Line<'t>,
    /// The months of delay; none for the year of grant or when the amount is unknown.
    pub bands: Vec<Band>,
    /// What it costs after the last day: annuity, highest late fee and restoration.
    pub restoration: Option<Money>,
    /// Where it stands.
    pub status: YearStatus,
    /// What would have to be paid today.
    pub pay_today: Option<Money>,
}

/// All annuities of a right.
#[derive(Debug, Clone)]
pub struct Life<'t> {
    /// The last day of the term; never moved by holidays.
    pub term_end: NaiveDate,
    /// The annuities from the year of grant on.
    pub years: Vec<YearPlan<'t>>,
    /// The sum of the annuities in full; absent when one is unknown.
    pub full: Option<Money>,
    /// The sum of what is payable in time; absent when one is unknown.
    pub amount: Option<Money>,
    /// The next due date after today.
    pub next_due: Option<Due>,
    /// The day as of which the right lapsed, if an unpaid annuity is past its last day.
    pub lapsed_on: Option<NaiveDate>,
}

impl Engine {
    /// Every annuity of a right with its due date, its months of delay and its amounts.
    ///
    /// # Errors
    ///
    /// `fees.request.year-beyond-term`, `fees.request.days-reversed`, and the problems of
    /// [`Engine::quote`].
    pub fn annuities(&self, request: &LifeRequest) -> Result<Life<'_>, Problems> {
        let filed = request.filing_date;
        let term = self
            .tariffs()
            .term(request.right, Some(filed))
            .map_or(0, |term| term.years);
        if !(1..=term).contains(&request.grant_year) {
            return Err(Problem::new("fees.request.year-beyond-term")
                .at("/grantYear")
                .expected(alloc::format!("1..={term}"))
                .found(request.grant_year)
                .into());
        }
        let last = request.open_licence.and_then(|period| period.to);
        if last.is_some_and(|to| request.open_licence.is_some_and(|p| to < p.from)) {
            return Err(Problem::new("fees.request.days-reversed")
                .at("/openLicence/to")
                .into());
        }
        let years = (request.grant_year..=term)
            .map(|year| self.year_plan(request, year))
            .collect::<Result<Vec<_>, _>>()?;
        let sum = |pick: fn(&Line<'_>) -> Money| {
            let known = |plan: &YearPlan<'_>| plan.line.outcome != Outcome::Unknown;
            let all = years.iter().all(known);
            all.then(|| Money::sum(years.iter().map(|plan| pick(&plan.line))))
                .flatten()
        };
        Ok(Life {
            term_end: day_before(filed, term).ok_or_else(beyond_days)?,
            full: sum(|line| line.full),
            amount: sum(|line| line.amount),
            next_due: years
                .iter()
                .filter(|plan| plan.status == YearStatus::Upcoming)
                .find_map(|plan| plan.due.map(|window| window.due)),
            lapsed_on: years
                .iter()
                .find(|plan| plan.status == YearStatus::Lapsed)
                .and_then(|plan| plan.due.map(|window| window.nominal)),
            years,
        })
    }

    /// One annuity of the life of a right.
    fn year_plan(&self, request: &LifeRequest, year: u32) -> Result<YearPlan<'_>, Problems> {
        let filed = request.filing_date;
        let steps = self.late_steps(filed);
        let months = u32::try_from(steps.len()).unwrap_or(0);
        let origin = self.policy().late_band_origin;
        let window =
            Window::new(filed, year, months, origin, self.calendar()).ok_or_else(beyond_days)?;
        let with_registration = year == request.grant_year;
        let mut act = Act::new(ActKind::PatentAnnuity);
        act.right = Some(request.right);
        act.year = Some(year);
        act.filing_date = Some(filed);
        act.grant_year = Some(request.grant_year);
        act.due_on = Some(window.nominal);
        act.open_licence = request
            .open_licence
            .map(|period| period.cuts(window.nominal, self.policy().open_licence));
        let question = Request {
            date: window.nominal,
            reduction: request.reduction,
            applicants: request.applicants.clone(),
            acts: alloc::vec![act],
        };
        let quote = self.quote(&question)?;
        let line = *quote.lines.first().ok_or_else(beyond_days)?;
        let known = line.outcome != Outcome::Unknown;
        let bands = if with_registration || !known {
            Vec::new()
        } else {
            bands(&window, steps, &line)
        };
        let status = if request.paid_through.is_some_and(|paid| year <= paid) {
            YearStatus::Paid
        } else if with_registration {
            YearStatus::WithRegistration
        } else {
            status(&window, request.today)
        };
        let restoration = self
            .tariffs()
            .fee(Fee::PatentRestoration)
            .rate_on(window.last.date)
            .and_then(|span| match &span.value.price {
                Price::Each(each) => each.first().copied().flatten(),
                _ => None,
            });
        let restored = bands
            .last()
            .and_then(|band| band.total.checked_add(restoration?));
        let pay_today = match window.timing(request.today) {
            _ if matches!(status, YearStatus::Paid | YearStatus::WithRegistration) => None,
            Timing::Month(month) => bands.get(month).map(|band| band.total),
            Timing::Lapsed => restored,
        };
        Ok(YearPlan {
            year,
            from: window.nominal,
            to: day_before(filed, year).ok_or_else(beyond_days)?,
            due: (!with_registration).then_some(window),
            line,
            bands,
            restoration: restored,
            status,
            pay_today,
        })
    }

    /// The late fee of each month of delay in percent.
    pub(crate) fn late_steps(&self, day: NaiveDate) -> &[u32] {
        let item = self.tariffs().fee(Fee::PatentAnnuityLate);
        let latest = || item.rates.spans().last();
        match item
            .rate_on(day)
            .or_else(latest)
            .map(|span| &span.value.price)
        {
            Some(Price::Steps(steps)) => steps,
            _ => &[],
        }
    }
}

/// The months of delay with their dates and totals; each begins the day after the one before ends.
fn bands(window: &Window, steps: &[u32], line: &Line<'_>) -> Vec<Band> {
    let mut from = None;
    let mut bands = Vec::with_capacity(steps.len());
    for (month, percent) in (0..).zip(steps) {
        let Some(to) = window.month_end(month) else {
            break;
        };
        let late = line.full.percent(*percent).unwrap_or_default();
        let Some(total) = line.amount.checked_add(late) else {
            break;
        };
        bands.push(Band {
            from,
            to,
            percent: *percent,
            late,
            total,
        });
        from = to.succ_opt();
    }
    bands
}

fn status(window: &Window, today: NaiveDate) -> YearStatus {
    match window.timing(today) {
        _ if today <= window.due.date => YearStatus::Upcoming,
        Timing::Month(0) => YearStatus::Grace,
        Timing::Month(_) => YearStatus::Late,
        Timing::Lapsed => YearStatus::Lapsed,
    }
}

/// The day before an anniversary: the last day of a patent year.
fn day_before(filed: NaiveDate, years: u32) -> Option<NaiveDate> {
    filed
        .checked_add_months(Months::new(years.checked_mul(12)?))?
        .pred_opt()
}

/// A day beyond the calendar of days.
fn beyond_days() -> Problem {
    Problem::new("fees.request.invalid-value").at("/filingDate")
}
