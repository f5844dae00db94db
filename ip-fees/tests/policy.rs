//! Every reading of a doubtful rule is a switch that changes exactly the answers in doubt.

#![allow(clippy::unwrap_used)]

use ip_core::law::Mark;
use ip_core::text::Lang;
use ip_fees::annuity::{LifeRequest, Period};
use ip_fees::engine::{
    CompensationYear, Engine, LatePaymentFloor, NoticeOf2024, OpenLicenceYears, Policy,
    RefundCents, SuspensionDay, WaiverDay, WaiverOrReduction,
};
use ip_fees::portfolio::{Holding, Planner};
use ip_fees::quote::{LineView, QuoteView};
use ip_fees::request::{Request, Right};

/// The totals of a request under the default readings and under others.
fn totals(policy: Policy, text: &str) -> [String; 2] {
    [Policy::default(), policy].map(|policy| {
        let engine = Engine::builtin().unwrap().with_policy(policy);
        let request = Request::from_json(text.as_bytes()).unwrap();
        let quote = engine.quote(&request).unwrap();
        quote.total().unwrap().amount.to_string()
    })
}

#[test]
fn the_default_is_the_default() {
    assert_eq!(Policy::default(), Policy::DEFAULT);
    assert_eq!(Engine::builtin().unwrap().policy(), Policy::DEFAULT);
}

#[test]
fn what_was_due_before_the_change_of_2018_and_paid_after_it() {
    let policy = Policy {
        suspension_day: SuspensionDay::Payment,
        ..Policy::DEFAULT
    };
    let late = r#"{"date": "2018-08-01", "acts": [{"act": "patent.change", "items": ["agency"], "dueOn": "2018-07-31"}]}"#;
    assert_eq!(totals(policy, late), ["50.00", "0.00"]);
    let early = r#"{"date": "2018-07-31", "acts": [{"act": "patent.change", "items": ["agency"], "dueOn": "2018-08-31"}]}"#;
    assert_eq!(totals(policy, early), ["0.00", "0.00"]);
}

#[test]
fn what_an_entry_is_spared_when_payment_and_entry_lie_on_both_sides_of_the_change() {
    let policy = Policy {
        waiver_day: WaiverDay::Entry,
        ..Policy::DEFAULT
    };
    let text = r#"{"date": "2024-07-25", "acts": [{"act": "pct.examine", "ro": "US", "isa": "EP", "paidOn": "2024-07-26"}]}"#;
    assert_eq!(totals(policy, text), ["2500.00", "2000.00"]);
}

#[test]
fn a_year_of_compensation_has_365_or_366_days() {
    let policy = Policy {
        compensation_year: CompensationYear::Longer,
        ..Policy::DEFAULT
    };
    let days = |days: u32| {
        format!(
            r#"{{"date": "2025-03-10", "acts": [{{"act": "patent.term-compensation-annuity", "days": {days}}}]}}"#
        )
    };
    assert_eq!(totals(policy, &days(364)), ["0.00", "0.00"]);
    assert_eq!(totals(policy, &days(365)), ["8000.00", "0.00"]);
    assert_eq!(totals(policy, &days(366)), ["8000.00", "8000.00"]);
}

#[test]
fn the_least_late_payment_fee_now_that_nothing_is_collected_for_transmittal() {
    let policy = Policy {
        late_payment_floor: LatePaymentFloor::LastCharged,
        ..Policy::DEFAULT
    };
    let text = r#"{"date": "2024-06-03", "acts": [{"act": "pct.pay-late", "receivedOn": "2024-05-06", "unpaid": "200.00"}]}"#;
    assert_eq!(totals(policy, text), ["100.00", "500.00"]);
}

#[test]
fn an_open_licence_that_begins_inside_a_patent_year() {
    let policy = Policy {
        open_licence: OpenLicenceYears::AnyDay,
        ..Policy::DEFAULT
    };
    let licence = Period {
        from: "2025-09-01".parse().unwrap(),
        to: Some("2025-09-30".parse().unwrap()),
    };
    let today = "2025-03-10".parse().unwrap();
    let filing_date = "2019-04-05".parse().unwrap();
    let found = [Policy::DEFAULT, policy].map(|policy| {
        let engine = Engine::builtin().unwrap().with_policy(policy);
        let life = engine.annuities(&LifeRequest {
            right: Right::Invention,
            filing_date,
            grant_year: 3,
            reduction: None,
            applicants: None,
            open_licence: Some(licence),
            paid_through: None,
            today,
        });
        let year_7 = life.unwrap().years[4].line.amount;
        let mut holding = Holding::new("A".into(), Right::Invention, filing_date);
        holding.grant_year = Some(3);
        holding.open_licence = Some(licence);
        let plan = Planner::new(&engine, today, 6).plan(&holding).unwrap();
        assert_eq!(plan[0].amount, Some(year_7));
        year_7.to_string()
    });
    assert_eq!(found, ["2000.00", "1700.00"]);
}

/// The lines of a request under the default readings.
fn lines(text: &str) -> Vec<LineView> {
    let engine = Engine::builtin().unwrap();
    let request = Request::from_json(text.as_bytes()).unwrap();
    let json = engine.quote(&request).unwrap().to_json(Lang::En);
    serde_json::from_str::<QuoteView>(&json).unwrap().lines
}

#[test]
fn the_notice_of_2024_between_its_date_and_the_day_of_practice() {
    let policy = Policy {
        notice_of_2024: NoticeOf2024::Issue,
        ..Policy::DEFAULT
    };
    let licence = |day: &str| {
        format!(
            r#"{{"date": "{day}", "acts": [{{"act": "patent.annuity", "right": "invention", "year": 14, "grantYear": 2,
                "dueOn": "{day}", "openLicence": true}}]}}"#
        )
    };
    let hague = |day: &str| {
        format!(
            r#"{{"date": "{day}", "reduction": "85", "acts": [{{"act": "hague.pay", "part": 1}}]}}"#
        )
    };
    let entry = |day: &str| {
        format!(
            r#"{{"date": "{day}", "acts": [{{"act": "pct.examine", "ro": "CN", "isa": "EP"}}]}}"#
        )
    };
    for (day, doubtful) in [
        ("2024-07-14", false),
        ("2024-07-15", true),
        ("2024-07-25", true),
    ] {
        let issue =
            |old: &str, new: &str| [old.to_owned(), if doubtful { new } else { old }.to_owned()];
        assert_eq!(
            totals(policy, &licence(day)),
            issue("6000.00", "5100.00"),
            "{day}"
        );
        assert_eq!(
            totals(policy, &hague(day)),
            issue("4100.00", "615.00"),
            "{day}"
        );
        assert_eq!(
            totals(policy, &entry(day)),
            issue("2000.00", "2500.00"),
            "{day}"
        );
        let mark = doubtful.then_some(Mark::Doubtful);
        for text in [licence(day), hague(day), entry(day)] {
            assert_eq!(lines(&text)[0].mark, mark, "{text}");
        }
    }
    assert_eq!(
        totals(policy, &licence("2024-07-26")),
        ["5100.00", "5100.00"]
    );
    // What is waived before and after the notice is in no doubt.
    let both =
        r#"{"date": "2024-07-20", "acts": [{"act": "pct.examine", "ro": "CN", "isa": "CN"}]}"#;
    assert_eq!(lines(both)[0].mark, None);
}

#[test]
fn a_portfolio_reads_the_notice_of_2024_as_a_quote_does() {
    let policy = Policy {
        notice_of_2024: NoticeOf2024::Issue,
        ..Policy::DEFAULT
    };
    let found = [Policy::DEFAULT, policy].map(|policy| {
        let engine = Engine::builtin().unwrap().with_policy(policy);
        let mut holding = Holding::new("A".into(), Right::Invention, "2019-07-20".parse().unwrap());
        holding.grant_year = Some(3);
        holding.open_licence = Some(Period {
            from: "2024-07-01".parse().unwrap(),
            to: None,
        });
        let plan = Planner::new(&engine, "2024-07-01".parse().unwrap(), 2).plan(&holding);
        plan.unwrap()[0].amount.unwrap().to_string()
    });
    assert_eq!(found, ["1200.00", "1020.00"]);
}

#[test]
fn a_waiver_and_a_reduction_that_spares_more() {
    let policy = Policy {
        waiver_or_reduction: WaiverOrReduction::Waiver,
        ..Policy::DEFAULT
    };
    let examine = |isa: &str| {
        format!(
            r#"{{"date": "2023-03-10", "reduction": "85", "acts": [{{"act": "pct.examine", "ro": "CN", "isa": "{isa}"}}]}}"#
        )
    };
    assert_eq!(totals(policy, &examine("EP")), ["375.00", "2000.00"]);
    assert_eq!(lines(&examine("EP"))[0].mark, Some(Mark::Doubtful));
    // Nothing is left to spare, or nothing is waived: no doubt.
    assert_eq!(totals(policy, &examine("CN")), ["0.00", "0.00"]);
    assert_eq!(totals(policy, &examine("US")), ["375.00", "375.00"]);
    assert_eq!(lines(&examine("CN"))[0].mark, None);
    assert_eq!(lines(&examine("US"))[0].mark, None);
}

#[test]
fn half_of_a_reduced_examination_fee_to_the_cent_or_in_whole_yuan() {
    let policy = Policy {
        refund_cents: RefundCents::Kept,
        ..Policy::DEFAULT
    };
    let refund = |paid: &str| {
        format!(
            r#"{{"date": "2025-03-10", "acts": [{{"act": "patent.examination-refund", "paid": "{paid}"}}]}}"#
        )
    };
    assert_eq!(totals(policy, &refund("375.00")), ["-187.50", "-187.00"]);
    assert_eq!(totals(policy, &refund("2500.00")), ["-1250.00", "-1250.00"]);
    assert_eq!(lines(&refund("375.00"))[0].mark, Some(Mark::Doubtful));
    assert_eq!(lines(&refund("2500.00"))[0].mark, None);
}
