//! The published table of reduced amounts, row by row: what one applicant pays, and what several do.

#![allow(clippy::unwrap_used)]

use ip_fees::engine::Engine;
use ip_fees::request::{Reduction, Request};

/// An act, its full fee, and what is paid after 85 % and after 70 %.
const TABLE: &[(&str, &str, &str, &str)] = &[
    (
        r#"{"act": "patent.file", "right": "utility-model"}"#,
        "500.00",
        "75.00",
        "150.00",
    ),
    (
        r#"{"act": "patent.file", "right": "design"}"#,
        "500.00",
        "75.00",
        "150.00",
    ),
    (
        r#"{"act": "patent.examine"}"#,
        "2500.00",
        "375.00",
        "750.00",
    ),
    (
        r#"{"act": "patent.reexamine", "right": "invention"}"#,
        "1000.00",
        "150.00",
        "300.00",
    ),
    (
        r#"{"act": "patent.reexamine", "right": "utility-model"}"#,
        "300.00",
        "45.00",
        "90.00",
    ),
    (
        r#"{"act": "patent.reexamine", "right": "design"}"#,
        "300.00",
        "45.00",
        "90.00",
    ),
    (
        r#"{"act": "patent.annuity", "right": "design", "year": 2, "grantYear": 1}"#,
        "600.00",
        "90.00",
        "180.00",
    ),
    (
        r#"{"act": "patent.annuity", "right": "design", "year": 4, "grantYear": 1}"#,
        "900.00",
        "135.00",
        "270.00",
    ),
    (
        r#"{"act": "patent.annuity", "right": "invention", "year": 4, "grantYear": 3}"#,
        "1200.00",
        "180.00",
        "360.00",
    ),
    (
        r#"{"act": "patent.annuity", "right": "invention", "year": 7, "grantYear": 3}"#,
        "2000.00",
        "300.00",
        "600.00",
    ),
    (
        r#"{"act": "patent.annuity", "right": "invention", "year": 10, "grantYear": 3}"#,
        "4000.00",
        "600.00",
        "1200.00",
    ),
    (
        r#"{"act": "patent.annuity", "right": "invention", "year": 13, "grantYear": 5}"#,
        "6000.00",
        "900.00",
        "1800.00",
    ),
    (
        r#"{"act": "patent.annuity", "right": "invention", "year": 16, "grantYear": 8}"#,
        "8000.00",
        "1200.00",
        "2400.00",
    ),
    (
        r#"{"act": "patent.annuity", "right": "design", "year": 11, "grantYear": 3}"#,
        "3000.00",
        "450.00",
        "900.00",
    ),
    (
        r#"{"act": "hague.pay", "part": 1}"#,
        "4100.00",
        "615.00",
        "1230.00",
    ),
    (
        r#"{"act": "hague.pay", "part": 2}"#,
        "7600.00",
        "1140.00",
        "2280.00",
    ),
    // What is never reduced.
    (
        r#"{"act": "hague.pay", "part": 3}"#,
        "15000.00",
        "15000.00",
        "15000.00",
    ),
    (
        r#"{"act": "patent.evaluate", "right": "design"}"#,
        "2400.00",
        "2400.00",
        "2400.00",
    ),
    (
        r#"{"act": "patent.invalidate", "right": "invention"}"#,
        "3000.00",
        "3000.00",
        "3000.00",
    ),
    (
        r#"{"act": "patent.restore"}"#,
        "1000.00",
        "1000.00",
        "1000.00",
    ),
    (
        r#"{"act": "patent.term-compensation-annuity", "years": 1}"#,
        "8000.00",
        "8000.00",
        "8000.00",
    ),
];

#[test]
fn every_row_of_the_table_comes_out() {
    let engine = Engine::builtin().unwrap();
    for (act, full, single, joint) in TABLE {
        let text = format!(r#"{{"date": "2025-03-10", "acts": [{act}]}}"#);
        let request = Request::from_json(text.as_bytes()).unwrap();
        let pays = |reduction| {
            let request = request.clone().with_reduction(reduction);
            let quote = engine.quote(&request).unwrap();
            quote.total().unwrap().amount.to_string()
        };
        let found = [Reduction::None, Reduction::Single, Reduction::Joint].map(pays);
        assert_eq!(found, [*full, *single, *joint], "{act}");
    }
}

/// What the search report on utility models cost before the evaluation report took its place.
#[test]
fn a_report_asked_for_before_2010_is_the_search_report() {
    let engine = Engine::builtin().unwrap();
    let line = |day: &str| {
        let text = format!(
            r#"{{"date": "{day}", "acts": [{{"act": "patent.evaluate", "right": "utility-model"}}]}}"#
        );
        let request = Request::from_json(text.as_bytes()).unwrap();
        let quote = engine.quote(&request).unwrap();
        (
            quote.lines[0].code().to_owned(),
            quote.lines[0].amount.to_string(),
        )
    };
    assert_eq!(
        line("2010-01-31"),
        ("patent.search-report".into(), "2400.00".into())
    );
    assert_eq!(
        line("2010-02-01"),
        ("patent.evaluation".into(), "2400.00".into())
    );
}

#[test]
fn a_missing_income_is_named() {
    let engine = Engine::builtin().unwrap();
    let missing = |applicants: &str| {
        let text = format!(
            r#"{{"date": "2025-03-10", "applicants": [{applicants}], "acts": [{{"act": "patent.examine"}}]}}"#
        );
        let request = Request::from_json(text.as_bytes()).unwrap();
        let line = engine.quote(&request).unwrap().lines[0];
        line.missing.unwrap().to_string()
    };
    assert_eq!(
        missing(r#"{"kind": "individual"}"#),
        "applicants/0/monthlyIncome"
    );
    let second = r#"{"kind": "public-institution"}, {"kind": "enterprise"}"#;
    assert_eq!(missing(second), "applicants/1/taxableIncome");
}
