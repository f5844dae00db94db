//! Many rights at once: the same figures as one by one, and errors that stay in their row.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use ip_fees::annuity::{LifeRequest, Period, YearStatus};
use ip_fees::engine::Engine;
use ip_fees::portfolio::{Holding, Planner, Totals};
use ip_fees::request::{Reduction, Right};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn holding(filed: &str) -> Holding {
    Holding {
        id: "A".into(),
        right: Right::Invention,
        filing_date: day(filed),
        grant_year: 3,
        reduction: Reduction::None,
        paid_through: None,
        open_licence: None,
    }
}

#[test]
fn what_can_still_be_paid_late_is_overdue_and_what_comes_is_summed_by_month() {
    let engine = Engine::builtin().unwrap();
    let planner = Planner::new(&engine, day("2024-06-05"), 24);
    let plan = planner.plan(&holding("2019-04-05")).unwrap();
    let found: Vec<(u32, YearStatus, String)> = plan
        .iter()
        .map(|due| (due.year, due.status, due.total.unwrap().to_string()))
        .collect();
    assert_eq!(
        found,
        [
            (6, YearStatus::Late, "1260.00".into()),
            (7, YearStatus::Upcoming, "2000.00".into()),
            (8, YearStatus::Upcoming, "2000.00".into()),
        ]
    );
    let mut totals = Totals::default();
    totals.add(&plan).unwrap();
    assert_eq!(totals.overdue.to_string(), "1260.00");
    assert_eq!(totals.by_month["2025-04"].to_string(), "2000.00");
    assert_eq!(totals.by_year[&2026].to_string(), "2000.00");
}

#[test]
fn a_year_known_to_be_unpaid_past_its_last_day_is_lapsed_and_nothing_follows() {
    let engine = Engine::builtin().unwrap();
    let planner = Planner::new(&engine, day("2024-06-05"), 24);
    let unpaid = Holding {
        paid_through: Some(4),
        ..holding("2019-04-05")
    };
    let plan = planner.plan(&unpaid).unwrap();
    assert_eq!(plan.len(), 1);
    assert_eq!(plan[0].status, YearStatus::Lapsed);
    assert_eq!(plan[0].total.unwrap().to_string(), "2500.00");
}

#[test]
fn a_row_that_is_wrong_is_told_with_its_place() {
    let engine = Engine::builtin().unwrap();
    let planner = Planner::new(&engine, day("2024-06-05"), 24);
    let wrong = planner.plan(&holding("2024-06-06")).unwrap_err();
    assert_eq!(
        (wrong.code.as_ref(), wrong.pointer.as_str()),
        ("fees.request.days-reversed", "/filingDate")
    );
    let late = Holding {
        grant_year: 21,
        ..holding("2019-04-05")
    };
    assert_eq!(
        planner.plan(&late).unwrap_err().code,
        "fees.request.year-beyond-term"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The portfolio says of an annuity what the life of the right says of it.
    #[test]
    fn a_portfolio_agrees_with_the_life_of_each_right(
        offset in 0_u64..4_000, right in 0_usize..3, reduction in 0_usize..3, grant_year in 1_u32..6,
        paid in proptest::option::of(1_u32..10), licence in proptest::option::of(0_u64..4_000),
    ) {
        let engine = Engine::builtin().unwrap();
        let today = day("2025-03-10");
        let licence = licence.map(|from| Period { from: day("2018-01-01") + chrono::Days::new(from), to: None });
        let holding = Holding {
            id: "A".into(),
            right: [Right::Invention, Right::UtilityModel, Right::Design][right],
            filing_date: day("2014-01-01") + chrono::Days::new(offset),
            grant_year,
            reduction: [Reduction::None, Reduction::Single, Reduction::Joint][reduction],
            paid_through: paid,
            open_licence: licence,
        };
        let life = engine.annuities(&LifeRequest {
            right: holding.right,
            filing_date: holding.filing_date,
            grant_year,
            reduction: Some(holding.reduction),
            applicants: None,
            open_licence: licence,
            paid_through: paid,
            today,
        }).unwrap();
        for due in Planner::new(&engine, today, 36).plan(&holding).unwrap() {
            let plan = life.years.iter().find(|plan| plan.year == due.year).unwrap();
            prop_assert_eq!(due.status, plan.status);
            prop_assert_eq!(due.annuity, Some(plan.line.amount));
            prop_assert_eq!(due.total, plan.pay_today);
        }
    }
}
