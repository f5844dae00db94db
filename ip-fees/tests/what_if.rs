//! What the same acts would cost otherwise: each change against the request written out with it.

#![allow(clippy::unwrap_used)]

use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::request::{Channel, PctFormat, Reduction, Request};
use ip_fees::what_if::{Alternative, Change};

fn ask(text: &str) -> (Request, Vec<Alternative>) {
    let engine = Engine::builtin().unwrap();
    let request = Request::from_json(text.as_bytes()).unwrap();
    let all = engine.what_if(&request, Lang::En).unwrap();
    for one in &all {
        let changed = one.change.apply(&request).unwrap();
        let quote = engine.quote(&changed).unwrap();
        assert_eq!(one.totals, quote.totals().collect::<Vec<_>>());
        assert!(!one.title.contains('{'), "{}", one.title);
    }
    (request, all)
}

/// Each change with what it saves, or `unknown`.
fn saved(text: &str) -> Vec<(Change, String)> {
    let (_, all) = ask(text);
    let sum = |one: &Alternative| match one.saved.as_slice() {
        [] => "unknown".to_owned(),
        sums => {
            let each = sums.iter().map(|sum| sum.amount.to_string());
            each.collect::<Vec<_>>().join(" + ")
        }
    };
    all.iter().map(|one| (one.change, sum(one))).collect()
}

#[test]
fn a_filing_with_and_without_reduction_and_surcharges() {
    let found = saved(
        r#"{"date": "2025-03-10", "reduction": "85", "acts": [{"act": "patent.file",
            "right": "invention", "claims": 15, "pages": 40}]}"#,
    );
    let expected = [
        (Change::Reduction(Reduction::None), "-765.00"),
        (Change::Reduction(Reduction::Joint), "-135.00"),
        (Change::Claims(10), "750.00"),
        (Change::Pages(30), "500.00"),
    ];
    assert_eq!(
        found,
        expected.map(|(change, sum)| (change, sum.to_owned()))
    );
}

#[test]
fn an_annuity_with_an_open_licence_and_beyond_the_window() {
    let found = saved(
        r#"{"date": "2025-03-10", "acts": [{"act": "patent.annuity", "right": "invention",
            "filingDate": "2010-04-05", "year": 16, "grantYear": 3}]}"#,
    );
    assert_eq!(found, [(Change::OpenLicence(true), "1200.00".to_owned())]);
}

#[test]
fn a_mark_online_and_an_international_application_as_xml() {
    let found = saved(
        r#"{"date": "2025-03-10", "acts": [{"act": "trademark.register",
            "classes": [{"class": 9, "items": 12}, {"class": 35}]}]}"#,
    );
    assert_eq!(
        found,
        [(Change::Channel(Channel::Online), "66.00".to_owned())]
    );
    let found = saved(
        r#"{"date": "2024-05-06", "acts": [{"act": "pct.file", "pages": 32, "format": "pdf"}]}"#,
    );
    let expected = [
        (Change::Format(PctFormat::Xml), "800.00"),
        (Change::Format(PctFormat::Paper), "-1600.00"),
        (Change::Pages(30), "240.00"),
    ];
    assert_eq!(
        found,
        expected.map(|(change, sum)| (change, sum.to_owned()))
    );
}

#[test]
fn deleting_claims_on_entry_saves_nothing() {
    let found = saved(
        r#"{"date": "2025-03-10", "acts": [{"act": "pct.enter", "right": "utility-model",
            "ro": "US", "isa": "US", "claims": 20, "pages": 40}]}"#,
    );
    assert!(
        found
            .iter()
            .all(|(change, _)| matches!(change, Change::Reduction(_)))
    );
}

#[test]
fn currencies_are_not_mixed() {
    let (_, all) = ask(
        r#"{"date": "2025-03-10", "acts": [{"act": "madrid.designate-china", "classes": 2},
            {"act": "trademark.renew"}]}"#,
    );
    let [online] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(online.totals.len(), 2);
    assert_eq!(online.saved.len(), 1);
    assert_eq!(online.saved[0].amount.to_string(), "50.00");
}

#[test]
fn what_cannot_be_told_saves_nobody_knows_what() {
    let found = saved(
        r#"{"date": "2025-03-10", "acts": [{"act": "hague.pay", "part": 1, "currency": "CHF"}]}"#,
    );
    let unknown = |to| (Change::Reduction(to), "unknown".to_owned());
    assert_eq!(
        found,
        [unknown(Reduction::Single), unknown(Reduction::Joint)]
    );
}
