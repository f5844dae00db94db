//! Many rights at once: the same figures as one by one, and errors that stay in their row.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use ip_fees::annuity::{LifeRequest, Period, YearStatus};
use ip_fees::engine::Engine;
use ip_fees::portfolio::{DueKind, Holding, Planner, Totals, WhatIf};
use ip_fees::request::{Reduction, Right};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn holding(filed: &str) -> Holding {
    Holding {
        grant_year: Some(3),
        ..Holding::new("A".into(), Right::Invention, day(filed))
    }
}

#[test]
fn what_can_still_be_paid_late_is_overdue_and_what_comes_is_summed_by_month() {
    let engine = Engine::builtin().unwrap();
    let planner = Planner::new(&engine, day("2024-06-05"), 24);
    let plan = planner.plan(&holding("2019-04-05")).unwrap();
    let found: Vec<(u32, YearStatus, String)> = plan
        .iter()
        .map(|due| {
            (
                due.year.unwrap(),
                due.status,
                due.total.unwrap().to_string(),
            )
        })
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
    let wrong = |holding: &Holding| {
        let problems = planner.plan(holding).unwrap_err().0;
        let told = problems
            .into_iter()
            .map(|p| format!("{} {}", p.code, p.pointer));
        told.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        wrong(&holding("2024-06-06")),
        "fees.request.days-reversed /filingDate"
    );
    let late = Holding {
        grant_year: Some(21),
        paid_through: Some(99),
        ..holding("2019-04-05")
    };
    assert_eq!(
        wrong(&late),
        "fees.request.year-beyond-term /grantYear, fees.request.year-beyond-term /paidThrough"
    );
    let absurd = Holding {
        claims: Some(u32::MAX),
        ..Holding::new("A".into(), Right::Invention, day("2024-06-01"))
    };
    assert_eq!(wrong(&absurd), "fees.request.invalid-value /claims");
}

#[test]
fn an_application_owes_filing_in_two_months_and_examination_in_three_years() {
    let engine = Engine::builtin().unwrap();
    let filed = Holding {
        claims: Some(15),
        pages: Some(40),
        priorities: Some(1),
        reduction: Reduction::Single,
        priority_date: Some(day("2024-03-15")),
        ..Holding::new("A".into(), Right::Invention, day("2025-03-10"))
    };
    let planner = Planner::new(&engine, day("2025-03-20"), 36);
    let plan = planner.plan(&filed).unwrap();
    let told: Vec<(DueKind, String, String)> = plan
        .iter()
        .map(|due| (due.fee, due.due.to_string(), due.total.unwrap().to_string()))
        .collect();
    assert_eq!(
        told,
        [
            // The filing of the contract's example; its last day is a Saturday.
            (DueKind::Filing, "2025-05-12".into(), "1515.00".into()),
            (DueKind::Examination, "2027-03-15".into(), "375.00".into()),
        ]
    );
    let paid = Holding {
        filing_paid: true,
        examination_paid: true,
        ..filed.clone()
    };
    assert_eq!(planner.plan(&paid).unwrap(), []);
    let later = Planner::new(&engine, day("2025-05-13"), 1);
    assert_eq!(later.plan(&filed).unwrap(), []);
}

#[test]
fn what_if_changes_what_is_owed_and_nothing_else() {
    let engine = Engine::builtin().unwrap();
    let planner = Planner::new(&engine, day("2025-03-20"), 12);
    let sum = |holding: &Holding, what_if: WhatIf| {
        let mut holding = holding.clone();
        what_if.apply(&mut holding);
        let mut totals = Totals::default();
        totals.add(&planner.plan(&holding).unwrap()).unwrap();
        totals.sum().unwrap().to_string()
    };
    let none = WhatIf::default();
    let reduced = WhatIf {
        reduction: Some(Reduction::Joint),
        ..none
    };
    let open = WhatIf {
        open_licence: Some(Period {
            from: day("2025-01-01"),
            to: None,
        }),
        ..none
    };
    let fewer = WhatIf {
        drop_claims: Some(4),
        ..none
    };
    let patent = holding("2019-04-05");
    assert_eq!(sum(&patent, none), "2000.00");
    assert_eq!(sum(&patent, reduced), "600.00");
    assert_eq!(sum(&patent, open), "1700.00");
    assert_eq!(sum(&patent, fewer), "2000.00");
    let application = Holding {
        claims: Some(15),
        ..Holding::new("A".into(), Right::UtilityModel, day("2025-03-10"))
    };
    assert_eq!(sum(&application, none), "1250.00");
    assert_eq!(sum(&application, fewer), "650.00");
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
            grant_year: Some(grant_year),
            reduction: [Reduction::None, Reduction::Single, Reduction::Joint][reduction],
            paid_through: paid,
            open_licence: licence,
            ..Holding::new(
                "A".into(),
                [Right::Invention, Right::UtilityModel, Right::Design][right],
                day("2014-01-01") + chrono::Days::new(offset),
            )
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
            let plan = life.years.iter().find(|plan| Some(plan.year) == due.year).unwrap();
            prop_assert_eq!(due.status, plan.status);
            prop_assert_eq!(due.amount, Some(plan.line.amount));
            prop_assert_eq!(due.total, plan.pay_today);
        }
    }
}
