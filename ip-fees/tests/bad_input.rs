//! Nothing is computed from what is not understood: every problem has its code and its place.

#![allow(clippy::unwrap_used, clippy::panic)]

use ip_fees::engine::Engine;
use ip_fees::request::Request;

/// The codes and pointers of everything wrong with a request.
fn wrong(text: &str) -> Vec<(String, String)> {
    let engine = Engine::builtin().unwrap();
    let problems = match Request::from_json(text.as_bytes()) {
        Err(problems) => problems,
        Ok(request) => match engine.quote(&request) {
            Err(problems) => problems,
            Ok(quote) => panic!("{text} was answered: {quote:?}"),
        },
    };
    problems
        .0
        .into_iter()
        .map(|p| (p.code.into_owned(), p.pointer))
        .collect()
}

/// One act on 2025-03-10 with exactly one problem.
fn one(act: &str, reason: &str, pointer: &str) {
    let text = format!(r#"{{"date": "2025-03-10", "acts": [{act}]}}"#);
    let expected = vec![(format!("fees.request.{reason}"), pointer.to_owned())];
    assert_eq!(wrong(&text), expected, "{act}");
}

#[test]
fn a_misspelt_fact_is_named_where_it_stands() {
    one(
        r#"{"act": "patent.file", "right": "invention", "clams": 3}"#,
        "unknown-field",
        "/acts/0/clams",
    );
    one(
        r#"{"act": "patent.file", "right": "invention", "copies": 3}"#,
        "unknown-field",
        "/acts/0/copies",
    );
    one(r#"{"act": "patent.fly"}"#, "unknown-value", "/acts/0/act");
    one(r#"{"right": "invention"}"#, "missing-field", "/acts/0/act");
}

#[test]
fn numbers_that_make_no_sense_are_refused() {
    for bad in [
        "-1",
        "4294967296",
        "1e3",
        "1.5",
        "18446744073709551616",
        "10001",
    ] {
        let found = wrong(&format!(
            r#"{{"date": "2025-03-10", "acts": [{{"act": "patent.file", "right": "invention", "claims": {bad}}}]}}"#
        ));
        assert_eq!(found.len(), 1, "{bad}: {found:?}");
        assert_eq!(found[0].1, "/acts/0/claims", "{bad}");
    }
    one(
        r#"{"act": "patent.copy", "copies": "3"}"#,
        "wrong-type",
        "/acts/0/copies",
    );
    one(
        r#"{"act": "patent.copy", "copies": null}"#,
        "wrong-type",
        "/acts/0/copies",
    );
    one(
        r#"{"act": "patent.extend", "months": 0}"#,
        "invalid-value",
        "/acts/0/months",
    );
    one(
        r#"{"act": "pct.enter", "right": "invention", "monthsFromPriority": 33}"#,
        "invalid-value",
        "/acts/0/monthsFromPriority",
    );
}

#[test]
fn days_that_do_not_exist_are_refused() {
    for bad in [
        "2025-02-29",
        "2025-13-01",
        "2025-3-1",
        "20250301",
        "2025-03-1 ",
        "+025-03-01",
    ] {
        let text = format!(r#"{{"date": "{bad}", "acts": [{{"act": "gi.apply"}}]}}"#);
        assert_eq!(
            wrong(&text),
            [("fees.request.invalid-value".to_owned(), "/date".to_owned())],
            "{bad}"
        );
    }
}

#[test]
fn a_right_that_has_no_such_act_is_refused() {
    one(
        r#"{"act": "patent.examine", "right": "design"}"#,
        "not-applicable",
        "/acts/0/right",
    );
    one(
        r#"{"act": "patent.evaluate", "right": "invention"}"#,
        "not-applicable",
        "/acts/0/right",
    );
}

#[test]
fn patent_years_must_fit_the_right_and_the_grant() {
    one(
        r#"{"act": "patent.annuity", "right": "invention", "year": 21}"#,
        "year-beyond-term",
        "/acts/0/year",
    );
    one(
        r#"{"act": "patent.annuity", "right": "utility-model", "year": 11}"#,
        "year-beyond-term",
        "/acts/0/year",
    );
    one(
        r#"{"act": "patent.annuity", "right": "design", "year": 11, "filingDate": "2021-05-31"}"#,
        "year-beyond-term",
        "/acts/0/year",
    );
    one(
        r#"{"act": "patent.annuity", "right": "invention", "year": 3, "grantYear": 4}"#,
        "year-before-grant",
        "/acts/0/year",
    );
    one(
        r#"{"act": "patent.annuity", "right": "invention", "year": 3, "filingDate": "2025-03-11"}"#,
        "days-reversed",
        "/acts/0/filingDate",
    );
}

#[test]
fn classes_are_of_nice_and_stand_once() {
    one(
        r#"{"act": "trademark.register", "classes": [{"class": 46}]}"#,
        "invalid-value",
        "/acts/0/classes/0/class",
    );
    one(
        r#"{"act": "trademark.register", "classes": [{"class": 9}, {"class": 9}]}"#,
        "duplicate",
        "/acts/0/classes/1/class",
    );
    one(
        r#"{"act": "trademark.register", "classes": []}"#,
        "empty",
        "/acts/0/classes",
    );
    one(
        r#"{"act": "trademark.register", "classes": [{"class": 9, "itmes": 2}]}"#,
        "unknown-field",
        "/acts/0/classes/0/itmes",
    );
}

#[test]
fn every_problem_is_told_not_only_the_first() {
    let found = wrong(
        r#"{"dat": "2025-03-10", "reduction": "90", "acts": [{"act": "patent.file", "right": "car", "claims": -1}]}"#,
    );
    let places: Vec<&str> = found.iter().map(|(_, at)| at.as_str()).collect();
    for place in [
        "/dat",
        "/date",
        "/reduction",
        "/acts/0/right",
        "/acts/0/claims",
    ] {
        assert!(
            places.contains(&place),
            "{place} is missing from {places:?}"
        );
    }
}

#[test]
fn text_that_is_not_a_request_is_refused_whole() {
    for (text, reason) in [
        ("", "truncated"),
        ("{", "truncated"),
        ("[]", "wrong-type"),
        ("{]", "syntax"),
        (
            r#"{"date": "2025-03-10", "acts": [{"act": "gi.apply"}]} x"#,
            "trailing",
        ),
        (
            r#"{"date": "2025-03-10", "date": "2025-03-10", "acts": [{"act": "gi.apply"}]}"#,
            "duplicate-field",
        ),
        (r#"{"date": "2025-03-10", "acts": []}"#, "empty"),
    ] {
        assert_eq!(wrong(text)[0].0, format!("fees.request.{reason}"), "{text}");
    }
}

#[test]
fn an_income_below_nothing_and_two_ways_to_a_reduction_are_refused() {
    let text = r#"{"date": "2025-03-10", "reduction": "85",
        "applicants": [{"kind": "individual", "monthlyIncome": "-1.00"}], "acts": [{"act": "gi.apply"}]}"#;
    assert_eq!(
        wrong(text),
        [
            (
                "fees.request.reduction-and-applicants".to_owned(),
                "/applicants".to_owned()
            ),
            (
                "fees.request.invalid-value".to_owned(),
                "/applicants/0/monthlyIncome".to_owned()
            ),
        ]
    );
}
