//! What of a right is overdue or falls due.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{Datelike, Months, NaiveDate};
use ip_core::money::Money;
use ip_core::problem::{Problem, Problems};

use super::{DueFee, DueKind, Holding};
use crate::annuity::{AnnuityTable, Cell, Timing, Window, YearStatus};
use crate::engine::Engine;
use crate::fee::Fee;
use crate::quote::Due;
use crate::request::{Act, ActKind, Reduction, Request, Right};
use crate::tariff::Price;

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
/// assert_eq!(plan[0].year, Some(4));
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

    /// The last day looked at.
    pub const fn until(&self) -> NaiveDate {
        self.until
    }

    /// What of a right is overdue or falls due; nothing follows an annuity that was missed for good.
    ///
    /// # Errors
    ///
    /// Every problem of the right, such as `fees.request.year-beyond-term` or
    /// `fees.request.days-reversed`, with a pointer into it.
    pub fn plan(&self, holding: &Holding) -> Result<Vec<DueFee>, Problems> {
        let filed = holding.filing_date;
        let term = self
            .engine
            .tariffs()
            .term(holding.right, Some(filed))
            .map_or(0, |term| term.years);
        self.check(holding, term)?;
        match holding.grant_year {
            Some(granted) => Ok(self.annuities(holding, granted, term)),
            None => self.application(holding),
        }
    }

    fn check(&self, holding: &Holding, term: u32) -> Result<(), Problems> {
        let mut problems = Problems::default();
        let years = [
            ("/grantYear", holding.grant_year, 1),
            ("/paidThrough", holding.paid_through, 0),
        ];
        for (pointer, year, least) in years {
            if let Some(year) = year
                && !(least..=term).contains(&year)
            {
                problems.push(
                    Problem::new("fees.request.year-beyond-term")
                        .at(pointer)
                        .expected(format!("{least}..={term}"))
                        .found(year),
                );
            }
        }
        let mut no_later = |pointer: &'static str, day: NaiveDate, last: NaiveDate| {
            if day > last {
                problems.push(
                    Problem::new("fees.request.days-reversed")
                        .at(pointer)
                        .expected(format!("no later than {last}"))
                        .found(day),
                );
            }
        };
        no_later("/filingDate", holding.filing_date, self.today);
        if let Some(day) = holding.priority_date {
            no_later("/priorityDate", day, holding.filing_date);
        }
        if let Some(period) = holding.open_licence
            && let Some(last) = period.to
        {
            no_later("/openLicence/from", period.from, last);
        }
        problems.or(())
    }

    /// The annuities of a patent.
    fn annuities(&self, holding: &Holding, granted: u32, term: u32) -> Vec<DueFee> {
        let filed = holding.filing_date;
        let steps = self.engine.late_steps(filed);
        let months = u32::try_from(steps.len()).unwrap_or(0);
        let origin = self.engine.policy().late_band_origin;
        let calendar = self.engine.calendar();
        // Annuities that can surely no longer be paid late need not be looked at one by one.
        let first = match holding.paid_through {
            Some(paid) => paid,
            None => u32::try_from(self.today.year().saturating_sub(filed.year()))
                .unwrap_or(0)
                .saturating_sub(months / 12 + 2),
        };
        let first = first.max(granted);
        let mut plan = Vec::new();
        for year in first.saturating_add(1)..=term {
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
            plan.push(self.annuity(holding, (granted, year), &window, timing, steps));
            if timing == Timing::Lapsed {
                break;
            }
        }
        plan
    }

    fn annuity(
        &self,
        holding: &Holding,
        (granted, year): (u32, u32),
        window: &Window,
        timing: Timing,
        steps: &[u32],
    ) -> DueFee {
        let amount_of = |reduction| {
            self.table.amount(Cell {
                right: holding.right,
                year: u8::try_from(year).ok()?,
                grant_year: u8::try_from(granted).ok()?,
                reduction,
                due: window.nominal,
            })
        };
        let full = amount_of(Reduction::None);
        let amount = self.licensed(holding, window, full, amount_of(holding.reduction));
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
        DueFee {
            fee: DueKind::Annuity,
            year: Some(year),
            nominal: window.nominal,
            due: window.due.date,
            provisional: window.due.provisional,
            status,
            amount,
            extra,
            total: amount.zip(extra).and_then(|(a, b)| a.checked_add(b)),
        }
    }

    /// What is payable for an annuity: reduced, or cut for an open licence if that is better.
    fn licensed(
        &self,
        holding: &Holding,
        window: &Window,
        full: Option<Money>,
        reduced: Option<Money>,
    ) -> Option<Money> {
        let rule = &self.engine.tariffs().rules().open_licence;
        let years = self.engine.policy().open_licence;
        let licensed = holding.open_licence.is_some_and(|period| {
            let (ruled, _) = self.engine.by_notice_of_2024(window.nominal);
            period.cuts(window.nominal, years) && ruled >= rule.from
        });
        if !licensed {
            return reduced;
        }
        let cut = full?.percent(100_u32.checked_sub(rule.percent)?)?;
        Some(reduced?.min(cut))
    }

    /// What restoration costs today.
    fn restoration(&self) -> Option<Money> {
        let item = self.engine.tariffs().fee(Fee::PatentRestoration);
        match &item.rate_on(self.today)?.value.price {
            Price::Each(each) => each.first().copied().flatten(),
            _ => None,
        }
    }

    /// The fees of an application that can still be paid.
    fn application(&self, holding: &Holding) -> Result<Vec<DueFee>, Problems> {
        let mut plan = Vec::new();
        if !holding.filing_paid {
            let mut act = Act::new(ActKind::PatentFile);
            act.claims = holding.claims;
            act.pages = holding.pages;
            act.priorities = holding.priorities;
            plan.extend(self.once(holding, act, DueKind::Filing, holding.filing_date)?);
        }
        if holding.right == Right::Invention && !holding.examination_paid {
            let act = Act::new(ActKind::PatentExamine);
            let from = holding.priority_date.unwrap_or(holding.filing_date);
            plan.extend(self.once(holding, act, DueKind::Examination, from)?);
        }
        Ok(plan)
    }

    /// A fee paid once, if its last day lies between today and the end of the plan.
    fn once(
        &self,
        holding: &Holding,
        mut act: Act,
        fee: DueKind,
        from: NaiveDate,
    ) -> Result<Option<DueFee>, Problems> {
        let (item, charged_on) = match fee {
            DueKind::Filing => (Fee::PatentFiling, Some(from)),
            _ => (Fee::PatentExamination, None),
        };
        let Some(Due {
            nominal,
            effective,
            provisional,
            ..
        }) = self.engine.pay_by(item.code(), from)
        else {
            return Ok(None);
        };
        if effective < self.today || nominal > self.until {
            return Ok(None);
        }
        act.right = Some(holding.right);
        let request = Request::new(charged_on.unwrap_or(effective), alloc::vec![act])
            .with_reduction(holding.reduction);
        let amount = self.engine.quote(&request).map_err(in_holding)?;
        let amount = amount.total().map(|total| total.amount);
        Ok(Some(DueFee {
            fee,
            year: None,
            nominal,
            due: effective,
            provisional,
            status: YearStatus::Upcoming,
            amount,
            extra: Some(Money::ZERO),
            total: amount,
        }))
    }
}

/// The problems of the act of a holding, at the places where the holding says the same.
fn in_holding(problems: Problems) -> Problems {
    let moved = problems.0.into_iter().map(|problem| {
        let pointer = match problem.pointer.strip_prefix("/acts/0") {
            Some(rest) => String::from(rest),
            None => return problem,
        };
        problem.at(pointer)
    });
    Problems(moved.collect())
}
