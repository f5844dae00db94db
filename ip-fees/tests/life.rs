//! The annuities of a whole right: dates, months of delay, sums, lapse, and the batch table.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use ip_core::money::Money;
use ip_core::text::Lang;
use ip_fees::annuity::{
    AnnuityTable, Cell, LateBandOrigin, Life, LifeRequest, LifeView, YearStatus,
};
use ip_fees::engine::{Engine, Policy};
use ip_fees::request::{Act, ActKind, Reduction, Request, Right};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ask(right: Right, filed: &str, grant_year: u32, today: &str) -> LifeRequest {
    LifeRequest {
        right,
        filing_date: day(filed),
        grant_year,
        reduction: None,
        applicants: None,
        open_licence: None,
        paid_through: None,
        today: day(today),
    }
}

fn total(life: &Life<'_>) -> Option<String> {
    life.amount.map(|amount| amount.to_string())
}

#[test]
fn the_json_of_a_life_has_the_shape_of_its_schema() {
    let engine = Engine::builtin().unwrap();
    for (right, filed, grant_year) in [
        (Right::Invention, "2015-04-05", 3),
        (Right::Design, "1999-06-01", 1),
    ] {
        let life = engine
            .annuities(&ask(right, filed, grant_year, "2025-03-10"))
            .unwrap();
        let text = serde_json::to_string(&life.in_lang(engine.tariffs().labels(), Lang::En));
        let text = text.unwrap();
        let view: LifeView = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&view).unwrap(), text);
    }
}

#[test]
fn the_sums_of_the_schedule_come_out() {
    let engine = Engine::builtin().unwrap();
    for (right, sum, years) in [
        (Right::Invention, "82300.00", 20),
        (Right::UtilityModel, "11200.00", 10),
        (Right::Design, "26200.00", 15),
    ] {
        let life = engine
            .annuities(&ask(right, "2021-06-01", 1, "2025-03-10"))
            .unwrap();
        assert_eq!(total(&life).as_deref(), Some(sum));
        assert_eq!(life.years.len(), years);
    }
    let old = engine
        .annuities(&ask(Right::Design, "2021-05-31", 1, "2025-03-10"))
        .unwrap();
    assert_eq!(
        total(&old).as_deref(),
        Some("11200.00"),
        "ten years before June 2021"
    );
}

#[test]
fn the_six_months_of_delay_follow_each_other() {
    let engine = Engine::builtin().unwrap();
    let life = engine
        .annuities(&ask(Right::Invention, "2019-04-05", 3, "2024-06-05"))
        .unwrap();
    let plan = life.years.iter().find(|plan| plan.year == 6).unwrap();
    let bands: Vec<(String, u32, String)> = plan
        .bands
        .iter()
        .map(|band| (band.to.to_string(), band.percent, band.total.to_string()))
        .collect();
    let expected = [
        ("2024-05-05", 0, "1200.00"),
        ("2024-06-05", 5, "1260.00"),
        ("2024-07-05", 10, "1320.00"),
        ("2024-08-05", 15, "1380.00"),
        ("2024-09-05", 20, "1440.00"),
        ("2024-10-08", 25, "1500.00"),
    ];
    assert_eq!(
        bands,
        expected.map(|(to, percent, sum)| (to.into(), percent, sum.into()))
    );
    assert_eq!(plan.bands[1].from, Some(day("2024-05-06")));
    assert_eq!(plan.status, YearStatus::Late);
    assert_eq!(plan.pay_today, "1260.00".parse().ok());
    assert_eq!(plan.restoration, "2500.00".parse().ok());
    assert_eq!(
        plan.due.unwrap().due.date,
        day("2024-04-07"),
        "moved over Qingming"
    );
    assert_eq!(life.term_end, day("2039-04-04"));
    // Nothing was said to be paid, so it lapsed with the first annuity after grant.
    assert_eq!(life.lapsed_on, Some(day("2022-04-05")));
}

#[test]
fn years_said_to_be_paid_do_not_lapse() {
    let engine = Engine::builtin().unwrap();
    let request = LifeRequest {
        paid_through: Some(5),
        ..ask(Right::Invention, "2019-04-05", 3, "2024-04-01")
    };
    let life = engine.annuities(&request).unwrap();
    assert_eq!(life.lapsed_on, None);
    assert_eq!(life.next_due.unwrap().date, day("2024-04-07"));
    assert!(
        life.years
            .iter()
            .take(3)
            .all(|plan| plan.status == YearStatus::Paid)
    );
}

#[test]
fn a_due_date_on_a_holiday_moves_and_the_months_of_delay_do_as_the_policy_says() {
    let request = ask(Right::Invention, "2018-10-01", 2, "2024-10-01");
    let ends = |origin| {
        let policy = Policy {
            late_band_origin: origin,
            ..Policy::default()
        };
        let engine = Engine::builtin().unwrap().with_policy(policy);
        let life = engine.annuities(&request).unwrap();
        let plan = life.years.iter().find(|plan| plan.year == 7).unwrap();
        assert_eq!(plan.due.unwrap().due.date, day("2024-10-08"));
        (plan.bands[0].to, plan.bands[5].to)
    };
    assert_eq!(
        ends(LateBandOrigin::Nominal),
        (day("2024-11-01"), day("2025-04-01"))
    );
    assert_eq!(
        ends(LateBandOrigin::Rolled),
        (day("2024-11-08"), day("2025-04-08"))
    );
}

#[test]
fn a_grant_year_beyond_the_term_is_refused() {
    let engine = Engine::builtin().unwrap();
    for grant_year in [0, 11] {
        let request = ask(Right::UtilityModel, "2021-06-01", grant_year, "2025-03-10");
        let problems = engine.annuities(&request).unwrap_err();
        assert_eq!(problems.0[0].code, "fees.request.year-beyond-term");
        assert_eq!(problems.0[0].pointer, "/grantYear");
    }
}

#[test]
fn the_json_of_a_life_has_what_the_contract_names() {
    let engine = Engine::builtin().unwrap();
    let life = engine
        .annuities(&ask(Right::Invention, "2019-04-05", 3, "2024-06-05"))
        .unwrap();
    let json = serde_json::to_value(life.in_lang(engine.tariffs().labels(), Lang::En)).unwrap();
    let year = &json["years"][3];
    assert_eq!(year["year"], 6);
    assert_eq!(year["due"]["nominal"], "2024-04-05");
    assert_eq!(year["bands"].as_array().map(Vec::len), Some(6));
    assert_eq!(year["lapse"], "2024-04-05");
    assert_eq!(year["annuity"]["title"], "Annual fee");
    assert_eq!(json["total"], "80500.00");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Bands never overlap, never leave a gap, and cost more month by month.
    #[test]
    fn months_of_delay_cover_the_days_once(offset in 0_u64..7_000, year in 2_usize..20, rolled: bool) {
        let origin = if rolled { LateBandOrigin::Rolled } else { LateBandOrigin::Nominal };
        let engine = Engine::builtin().unwrap().with_policy(Policy { late_band_origin: origin, ..Policy::default() });
        let filed = day("2005-01-01") + chrono::Days::new(offset);
        let mut request = ask(Right::Invention, "2005-01-01", 1, "2025-03-10");
        request.filing_date = filed;
        let life = engine.annuities(&request).unwrap();
        let plan = &life.years[year - 1];
        prop_assert_eq!(plan.bands.len(), 6);
        for pair in plan.bands.windows(2) {
            prop_assert_eq!(pair[1].from, pair[0].to.succ_opt());
            prop_assert!(pair[0].to < pair[1].to);
            prop_assert!(pair[0].total < pair[1].total);
        }
    }

    /// A cell of the table is the annuity line of a quote on that due date.
    #[test]
    fn the_table_answers_as_the_quote_does(
        offset in 0_u64..11_000, right in 0_usize..3, reduction in 0_usize..3,
        grant_year in 1_u8..16, later in 0_u8..16,
    ) {
        let engine = Engine::builtin().unwrap();
        let table = AnnuityTable::new(engine.tariffs());
        let right = [Right::Invention, Right::UtilityModel, Right::Design][right];
        let reduction = [Reduction::None, Reduction::Single, Reduction::Joint][reduction];
        let due = day("2000-01-01") + chrono::Days::new(offset);
        let year = grant_year + later;
        let mut act = Act::new(ActKind::PatentAnnuity);
        act.right = Some(right);
        act.year = Some(year.into());
        act.grant_year = Some(grant_year.into());
        let request = Request::new(due, vec![act]).with_reduction(reduction);
        let amount = table.amount(Cell { right, year, grant_year, reduction, due });
        match engine.quote(&request) {
            Ok(quote) => prop_assert_eq!(amount, quote.total().map(|total| total.amount)),
            Err(_) => prop_assert_eq!(amount, None),
        }
    }
}

#[test]
fn no_amount_of_the_table_is_below_zero() {
    let table = AnnuityTable::new(Engine::builtin().unwrap().tariffs());
    let cell = Cell {
        right: Right::Design,
        year: 31,
        grant_year: 1,
        reduction: Reduction::None,
        due: day("2025-03-10"),
    };
    assert_eq!(table.amount(cell), None);
    assert!(table.amount(Cell { year: 15, ..cell }) > Some(Money::ZERO));
}
