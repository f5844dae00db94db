//! Reasons, sources and last days of lines say what holds on the day, and nothing else.

#![allow(clippy::unwrap_used)]

use ip_core::law::{LawRef, Registry};
use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::quote::{LineView, QuoteView};
use ip_fees::request::Request;

fn quote(text: &str) -> QuoteView {
    let engine = Engine::builtin().unwrap();
    let request = Request::from_json(text.as_bytes()).unwrap();
    let json = engine.quote(&request).unwrap().to_json(Lang::En);
    serde_json::from_str(&json).unwrap()
}

fn line(text: &str, code: &str) -> LineView {
    let lines = quote(text).lines;
    lines.into_iter().find(|line| line.code == code).unwrap()
}

fn cites(line: &LineView, id: &str) -> bool {
    line.basis.iter().any(|law: &LawRef| law.id == id)
}

#[test]
fn what_costs_nothing_is_free_and_not_irreducible() {
    let text =
        r#"{"date": "2025-06-20", "acts": [{"act": "trademark.change", "channel": "online"}]}"#;
    assert_eq!(line(text, "trademark.change").why.code, "fees.why.free");
    let text = r#"{"date": "2018-07-31", "acts": [{"act": "patent.examination-refund", "paid": "375.00"}]}"#;
    let refund = line(text, "patent.examination-refund");
    assert_eq!(refund.why.code, "fees.why.no-refund");
    assert!(!cites(&refund, "caishui-2018-37"));
}

#[test]
fn a_fee_that_can_be_spared_is_not_called_irreducible() {
    let filing = line(
        r#"{"date": "2026-01-05", "acts": [{"act": "pct.file"}]}"#,
        "pct.international-filing",
    );
    assert_eq!(filing.why.code, "fees.why.not-natural-persons");
    let text = r#"{"date": "2025-03-10", "acts": [{"act": "pct.enter", "right": "invention", "ro": "US", "isa": "US", "claims": 12}]}"#;
    assert_eq!(line(text, "patent.claims").why.code, "fees.why.no-waiver");
}

#[test]
fn the_notice_on_designs_is_cited_for_designs_alone() {
    let annuity = |right: &str, year: u32| {
        let text = format!(
            r#"{{"date": "2035-03-10", "acts": [{{"act": "patent.annuity", "right": "{right}", "year": {year}, "filingDate": "2022-03-10", "grantYear": 1}}]}}"#
        );
        cites(&line(&text, "patent.annuity"), "fagaijiage-2022-465")
    };
    assert!(annuity("design", 11));
    assert!(!annuity("design", 10));
    assert!(!annuity("invention", 11));
}

#[test]
fn no_line_cites_an_instrument_before_or_after_its_days() {
    let registry = Registry::builtin().unwrap();
    let cases = [
        (
            "2005-03-10",
            r#"{"act": "patent.file", "right": "invention", "claims": 12, "priorities": 1}"#,
        ),
        (
            "2005-03-10",
            r#"{"act": "patent.annuity", "right": "invention", "year": 5, "filingDate": "2001-01-10", "grantYear": 3}"#,
        ),
        ("2010-03-10", r#"{"act": "gi.apply"}"#),
        (
            "2015-03-10",
            r#"{"act": "pct.examine", "ro": "CN", "isa": "CN"}"#,
        ),
        (
            "2015-03-10",
            r#"{"act": "patent.reexamine", "right": "invention", "receivedOn": "2015-03-01"}"#,
        ),
        ("2019-03-10", r#"{"act": "trademark.renew"}"#),
        (
            "2025-03-10",
            r#"{"act": "patent.file", "right": "invention", "claims": 12, "priorities": 1}"#,
        ),
        (
            "2025-03-10",
            r#"{"act": "patent.examine", "filedOn": "2024-03-10"}"#,
        ),
    ];
    for (day, act) in cases {
        let on = day.parse().unwrap();
        for line in quote(&format!(r#"{{"date": "{day}", "acts": [{act}]}}"#)).lines {
            for law in &line.basis {
                let known = registry.get(&law.id).unwrap();
                let in_force =
                    known.from.is_none_or(|from| from <= on) && known.to.is_none_or(|to| on <= to);
                assert!(in_force, "{act} on {day} cites {}", law.id);
            }
        }
    }
}

#[test]
fn the_last_day_that_a_request_or_a_notice_names_is_printed() {
    let text = r#"{"date": "2018-08-02", "acts": [{"act": "patent.change", "items": ["agency"], "dueOn": "2018-07-31"}]}"#;
    let change = line(text, "patent.change-agency");
    assert_eq!(change.amount.unwrap().to_string(), "50.00");
    assert_eq!(change.due.unwrap().nominal.to_string(), "2018-07-31");
    let text = r#"{"date": "2024-03-01", "acts": [{"act": "patent.term-compensation", "registeredOn": "2024-02-01"}]}"#;
    let due = line(text, "patent.term-compensation").due.unwrap();
    assert_eq!(due.effective.to_string(), "2024-10-26");
}

#[test]
fn who_is_excluded_is_excluded_in_every_order() {
    let poor = r#"{"kind": "individual"}"#;
    let rich = r#"{"kind": "enterprise", "taxableIncome": "2000000.00"}"#;
    for (applicants, reason) in [
        (
            format!("{poor}, {rich}"),
            "Applicant 2 is not eligible, so everyone pays in full",
        ),
        (
            format!("{rich}, {poor}"),
            "Applicant 1 is not eligible, so everyone pays in full",
        ),
        (poor.to_owned(), "The income of applicant 1 is missing"),
    ] {
        let text = format!(
            r#"{{"date": "2020-01-01", "applicants": [{applicants}], "acts": [{{"act": "patent.examine"}}]}}"#
        );
        assert_eq!(line(&text, "patent.examination").why.title, reason);
    }
    let text = format!(
        r#"{{"date": "2012-01-01", "applicants": [{poor}, {rich}, {rich}], "acts": [{{"act": "patent.examine"}}]}}"#
    );
    assert_eq!(
        line(&text, "patent.examination").why.code,
        "fees.why.several-entities"
    );
}
