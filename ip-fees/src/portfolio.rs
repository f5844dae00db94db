//! Many rights at once: what falls due, what is overdue, sums by month and year.
//!
//! Rights are planned one by one, so a file of any length needs no more memory than its longest
//! line; a row that is wrong is a problem of its own and stops nothing.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{Datelike, Months, NaiveDate};
use ip_core::money::Money;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::annuity::{AnnuityTable, Cell, Period, Timing, Window, YearStatus};
use crate::engine::Engine;
use crate::fee::Fee;
use crate::request::{Reduction, Right, wire};
use crate::tariff::Price;

/// A right of a portfolio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Holding {
    /// How its owner calls it, such as the application number.
    pub id: String,
    /// The kind of patent.
    pub right: Right,
    /// The day from which patent years are counted.
    #[serde(deserialize_with = "wire::day")]
    pub filing_date: NaiveDate,
    /// The patent year of grant.
    pub grant_year: u32,
    /// The reduction granted.
    #[serde(default)]
    pub reduction: Reduction,
    /// The last patent year paid. Without it every annuity that can no longer be paid late is taken
    /// as paid, because the right is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_through: Option<u32>,
    /// The days on which an open licence is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_licence: Option<Period>,
}

/// An annuity that falls due, or did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DueAnnuity {
    /// The patent year.
    pub year: u32,
    /// The due date by counting alone.
    pub nominal: NaiveDate,
    /// The last day without delay.
    pub due: NaiveDate,
    /// Whether that day leans on holidays that are not published yet.
    pub provisional: bool,
    /// Where it stands today.
    pub status: YearStatus,
    /// The annuity; absent when it is unknown.
    pub annuity: Option<Money>,
    /// What comes on top today: the late fee, after lapse with restoration.
    pub extra: Option<Money>,
    /// Both; absent when one is unknown.
    pub total: Option<Money>,
}

/// Sums over many rights.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Rights counted.
    pub rights: u64,
    /// Annuities counted.
    pub annuities: u64,
    /// Annuities whose amount is unknown; they are in no sum.
    pub unknown: u64,
    /// What falls due by month of the due date, as `2025-03`.
    pub by_month: BTreeMap<String, Money>,
    /// What falls due by year of the due date.
    pub by_year: BTreeMap<i32, Money>,
    /// What is overdue, with late fees and restorations of today.
    pub overdue: Money,
}

impl Totals {
    /// Counts one right; `None` when a sum is beyond what an amount can hold.
    pub fn add(&mut self, plan: &[DueAnnuity]) -> Option<()> {
        self.rights += 1;
        for due in plan {
            self.annuities += 1;
            let Some(total) = due.total else {
                self.unknown += 1;
                continue;
            };
            if due.status != YearStatus::Upcoming {
                self.overdue = self.overdue.checked_add(total)?;
                continue;
            }
            let year = self.by_year.entry(due.due.year()).or_default();
            *year = year.checked_add(total)?;
            let key = alloc::format!("{:04}-{:02}", due.due.year(), due.due.month());
            let month = self.by_month.entry(key).or_default();
            *month = month.checked_add(total)?;
        }
        Some(())
    }
}

/// Plans rights from a day on, for some months.
///
/// ```
/// use chrono::NaiveDate;
/// use ip_fees::engine::Engine;
/// use ip_fees::portfolio::{Holding, Planner, Totals};
/// let engine = Engine::builtin()?;
/// let today = NaiveDate::from_ymd_opt(2025, 3, 10).unwrap();
/// let planner = Planner::new(&engine, today, 12);
/// let holding: Holding = serde_json::from_str(r#"{"id": "A", "right": "utility-model",
///     "filingDate": "2022-06-01", "grantYear": 1, "reduction": "85"}"#).unwrap();
/// let plan = planner.plan(&holding)?;
/// assert_eq!(plan[0].year, 4);
/// assert_eq!(plan[0].total.map(|m| m.to_string()), Some("135.00".into()));
/// let mut totals = Totals::default();
/// totals.add(&plan);
/// assert_eq!(totals.by_month["2025-06"].to_string(), "135.00");
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug)]
pub struct Planner<'e> {
    engine: &'e Engine,
    table: AnnuityTable,
    today: NaiveDate,
    until: NaiveDate,
}

impl<'e> Planner<'e> {
    /// A planner that looks so many months ahead.
    pub fn new(engine: &'e Engine, today: NaiveDate, months: u32) -> Self {
        Self {
            table: AnnuityTable::new(engine.tariffs()),
            engine,
            today,
            until: today
                .checked_add_months(Months::new(months))
                .unwrap_or(NaiveDate::MAX),
        }
    }

    /// What of a right is overdue or falls due; nothing follows an annuity that was missed for good.
    ///
    /// # Errors
    ///
    /// `fees.request.year-beyond-term` or `fees.request.days-reversed` with a pointer into the right.
    pub fn plan(&self, holding: &Holding) -> Result<Vec<DueAnnuity>, Problem> {
        let filed = holding.filing_date;
        let term = self
            .engine
            .tariffs()
            .term(holding.right, Some(filed))
            .map_or(0, |term| term.years);
        if !(1..=term).contains(&holding.grant_year) {
            return Err(Problem::new("fees.request.year-beyond-term")
                .at("/grantYear")
                .expected(alloc::format!("1..={term}"))
                .found(holding.grant_year));
        }
        if filed > self.today {
            return Err(Problem::new("fees.request.days-reversed")
                .at("/filingDate")
                .expected(alloc::format!("no later than {}", self.today))
                .found(filed));
        }
        let steps = self.engine.late_steps(filed);
        let months = u32::try_from(steps.len()).unwrap_or(0);
        let origin = self.engine.policy().late_band_origin;
        let first = holding.paid_through.unwrap_or(0).max(holding.grant_year);
        let mut plan = Vec::new();
        for year in first.saturating_add(1)..=term {
            let calendar = self.engine.calendar();
            let Some(window) = Window::new(filed, year, months, origin, calendar) else {
                break;
            };
            if window.nominal > self.until {
                break;
            }
            let timing = window.timing(self.today);
            if timing == Timing::Lapsed && holding.paid_through.is_none() {
                continue;
            }
            plan.push(self.due(holding, year, &window, timing, steps));
            if timing == Timing::Lapsed {
                break;
            }
        }
        Ok(plan)
    }

    fn due(
        &self,
        holding: &Holding,
        year: u32,
        window: &Window,
        timing: Timing,
        steps: &[u32],
    ) -> DueAnnuity {
        let full = self.annuity(holding, year, window, Reduction::None);
        let annuity = self.payable(holding, year, window, full);
        let (status, percent) = match timing {
            _ if self.today <= window.due.date => (YearStatus::Upcoming, Some(0)),
            Timing::Month(0) => (YearStatus::Grace, steps.first().copied()),
            Timing::Month(month) => (YearStatus::Late, steps.get(month).copied()),
            Timing::Lapsed => (YearStatus::Lapsed, steps.last().copied()),
        };
        let late = full
            .zip(percent)
            .and_then(|(full, percent)| full.percent(percent));
        let extra = match status {
            YearStatus::Lapsed => late
                .zip(self.restoration())
                .and_then(|(a, b)| a.checked_add(b)),
            _ => late,
        };
        DueAnnuity {
            year,
            nominal: window.nominal,
            due: window.due.date,
            provisional: window.due.provisional,
            status,
            annuity,
            extra,
            total: annuity.zip(extra).and_then(|(a, b)| a.checked_add(b)),
        }
    }

    /// What is payable for an annuity: reduced, or cut for an open licence if that is better.
    fn payable(
        &self,
        holding: &Holding,
        year: u32,
        window: &Window,
        full: Option<Money>,
    ) -> Option<Money> {
        let reduced = self.annuity(holding, year, window, holding.reduction)?;
        let rule = &self.engine.tariffs().rules().open_licence;
        let licensed = holding
            .open_licence
            .is_some_and(|period| period.contains(window.nominal) && window.nominal >= rule.from);
        if !licensed {
            return Some(reduced);
        }
        let cut = full?.percent(100_u32.checked_sub(rule.percent)?)?;
        Some(reduced.min(cut))
    }

    fn annuity(
        &self,
        holding: &Holding,
        year: u32,
        window: &Window,
        reduction: Reduction,
    ) -> Option<Money> {
        self.table.amount(Cell {
            right: holding.right,
            year: u8::try_from(year).ok()?,
            grant_year: u8::try_from(holding.grant_year).ok()?,
            reduction,
            due: window.nominal,
        })
    }

    /// What restoration costs today.
    fn restoration(&self) -> Option<Money> {
        let item = self.engine.tariffs().fee(Fee::PatentRestoration);
        match &item.rate_on(self.today)?.value.price {
            Price::Each(each) => each.first().copied().flatten(),
            _ => None,
        }
    }
}
