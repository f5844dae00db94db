//! The last days for paying: each from the named limit it rests on, with what follows when missed.

#![allow(clippy::unwrap_used)]

use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::quote::{LineView, QuoteView};
use ip_fees::request::Request;

fn lines(engine: &Engine, text: &str) -> Vec<LineView> {
    let request = Request::from_json(text.as_bytes()).unwrap();
    let json = engine.quote(&request).unwrap().to_json(Lang::En);
    serde_json::from_str::<QuoteView>(&json).unwrap().lines
}

/// An act, the fee looked at, its last day by counting and by the calendar, and what follows.
const DUE: &[(&str, &str, &str, &str, &str)] = &[
    // Two months from filing, or fifteen days from the notice of acceptance if that is later.
    (
        r#"{"act": "patent.file", "right": "invention"}"#,
        "patent.filing",
        "2025-05-10",
        "2025-05-12",
        "withdrawn",
    ),
    (
        r#"{"act": "patent.file", "right": "invention", "receivedOn": "2025-05-05"}"#,
        "patent.filing",
        "2025-05-20",
        "2025-05-20",
        "withdrawn",
    ),
    (
        r#"{"act": "patent.file", "right": "invention", "priorities": 1}"#,
        "patent.priority",
        "2025-05-10",
        "2025-05-12",
        "priority",
    ),
    // Three years from the earliest priority date, else from filing.
    (
        r#"{"act": "patent.examine", "filedOn": "2024-02-29"}"#,
        "patent.examination",
        "2027-02-28",
        "2027-03-01",
        "withdrawn",
    ),
    (
        r#"{"act": "patent.examine", "filedOn": "2024-02-29", "priorityOn": "2023-05-06"}"#,
        "patent.examination",
        "2026-05-06",
        "2026-05-06",
        "withdrawn",
    ),
    (
        r#"{"act": "patent.reexamine", "right": "design", "receivedOn": "2025-03-10"}"#,
        "patent.reexamination",
        "2025-06-10",
        "2025-06-10",
        "not filed",
    ),
    (
        r#"{"act": "patent.register", "right": "design", "annuityYear": 1, "receivedOn": "2025-03-10"}"#,
        "patent.annuity",
        "2025-05-10",
        "2025-05-12",
        "abandoned",
    ),
    (
        r#"{"act": "patent.restore", "receivedOn": "2025-03-10"}"#,
        "patent.restoration",
        "2025-05-10",
        "2025-05-12",
        "not filed",
    ),
    (
        r#"{"act": "patent.extend", "dueOn": "2025-05-10"}"#,
        "patent.extension-first",
        "2025-05-10",
        "2025-05-12",
        "not extended",
    ),
    (
        r#"{"act": "patent.change", "items": ["party"]}"#,
        "patent.change-party",
        "2025-04-10",
        "2025-04-10",
        "not filed",
    ),
    (
        r#"{"act": "patent.evaluate", "right": "design"}"#,
        "patent.evaluation",
        "2025-04-10",
        "2025-04-10",
        "not filed",
    ),
    (
        r#"{"act": "patent.invalidate", "right": "design"}"#,
        "patent.invalidation",
        "2025-04-10",
        "2025-04-10",
        "not filed",
    ),
    (
        r#"{"act": "patent.term-compensation", "registeredOn": "2025-02-10"}"#,
        "patent.term-compensation",
        "2025-05-10",
        "2025-05-12",
        "not compensated",
    ),
    // The lump sum is paid before the ordinary term ends, and that day never moves.
    (
        r#"{"act": "patent.term-compensation-annuity", "days": 400, "filedOn": "2005-05-11"}"#,
        "patent.term-compensation-annuity",
        "2025-05-10",
        "2025-05-10",
        "not compensated",
    ),
    // International phase: one month from receipt; for a demand twenty-two months from priority if later.
    (
        r#"{"act": "pct.file", "receivedOn": "2025-03-10"}"#,
        "pct.search",
        "2025-04-10",
        "2025-04-10",
        "late fee",
    ),
    (
        r#"{"act": "pct.demand", "receivedOn": "2025-03-10"}"#,
        "pct.preliminary-examination",
        "2025-04-10",
        "2025-04-10",
        "late fee",
    ),
    (
        r#"{"act": "pct.demand", "receivedOn": "2025-03-10", "priorityOn": "2023-09-12"}"#,
        "pct.preliminary-examination",
        "2025-07-12",
        "2025-07-14",
        "late fee",
    ),
    (
        r#"{"act": "pct.demand", "receivedOn": "2025-03-10", "priorityOn": "2023-03-12"}"#,
        "pct.preliminary-examination",
        "2025-04-10",
        "2025-04-10",
        "late fee",
    ),
    // Entry: thirty months from priority, thirty-two with the surcharge.
    (
        r#"{"act": "pct.enter", "right": "invention", "priorityOn": "2022-10-10"}"#,
        "patent.filing",
        "2025-04-10",
        "2025-04-10",
        "surcharge",
    ),
    (
        r#"{"act": "pct.enter", "right": "invention", "priorityOn": "2022-10-10", "monthsFromPriority": 31}"#,
        "pct.late-entry",
        "2025-06-10",
        "2025-06-10",
        "no effect",
    ),
    // Fifteen days from the notice to pay.
    (
        r#"{"act": "trademark.renew", "classes": 1, "receivedOn": "2025-03-10"}"#,
        "trademark.renewal",
        "2025-03-25",
        "2025-03-25",
        "not accepted",
    ),
    // Whether it moves on a rest day was not found, so it does not.
    (
        r#"{"act": "layout.register"}"#,
        "layout.registration",
        "2025-05-10",
        "2025-05-10",
        "withdrawn",
    ),
];

#[test]
fn every_fee_has_the_last_day_of_its_named_limit() {
    let engine = Engine::builtin().unwrap();
    for (act, fee, nominal, effective, missed) in DUE {
        let text = format!(r#"{{"date": "2025-03-10", "acts": [{act}]}}"#);
        let lines = lines(&engine, &text);
        let line = lines.iter().find(|line| line.code == *fee).unwrap();
        let due = line.due.as_ref().unwrap_or_else(|| panic!("{act}"));
        let found = (due.nominal.to_string(), due.effective.to_string());
        assert_eq!(found, ((*nominal).into(), (*effective).into()), "{act}");
        assert!(due.if_missed.contains(missed), "{act}: {}", due.if_missed);
        assert!(!due.basis.is_empty(), "{act}");
    }
}

#[test]
fn a_day_from_which_nothing_is_known_gives_no_last_day() {
    let engine = Engine::builtin().unwrap();
    for act in [
        r#"{"act": "patent.examine"}"#,
        r#"{"act": "patent.reexamine", "right": "design"}"#,
        r#"{"act": "pct.enter", "right": "invention"}"#,
        r#"{"act": "trademark.renew", "classes": 1}"#,
        r#"{"act": "trademark.renew", "classes": 1, "channel": "online", "receivedOn": "2025-03-10"}"#,
    ] {
        let text = format!(r#"{{"date": "2025-03-10", "acts": [{act}]}}"#);
        assert!(
            lines(&engine, &text).iter().all(|line| line.due.is_none()),
            "{act}"
        );
    }
    // The law of trademarks that follows is not loaded.
    let next = r#"{"date": "2027-01-04", "acts": [{"act": "trademark.renew", "classes": 1, "receivedOn": "2027-01-04"}]}"#;
    assert!(lines(&engine, next)[0].due.is_none());
}

#[test]
fn a_believed_limit_says_so() {
    let engine = Engine::builtin().unwrap();
    let text = r#"{"date": "2025-03-10", "acts": [{"act": "trademark.renew", "classes": 1, "receivedOn": "2025-03-10"}]}"#;
    let due = lines(&engine, text).remove(0).due.unwrap();
    assert_eq!(due.mark, Some(ip_core::law::Mark::Believed));
}

#[test]
fn whether_the_last_day_of_the_lump_sum_moves_is_in_doubt() {
    let engine = Engine::builtin().unwrap();
    let text = r#"{"date": "2025-03-10", "acts": [{"act": "patent.term-compensation-annuity", "days": 400, "filedOn": "2005-03-10"}]}"#;
    let due = lines(&engine, text).remove(0).due.unwrap();
    assert_eq!(due.effective.to_string(), "2025-03-09", "a Sunday");
    assert_eq!(due.mark, Some(ip_core::law::Mark::Doubtful));
}

#[test]
fn a_limit_alone_ends_as_it_does_in_a_quote() {
    let engine = Engine::builtin().unwrap();
    let due = |code: &str, from: &str| {
        let due = engine.pay_by(code, from.parse().unwrap()).unwrap();
        (due.nominal.to_string(), due.effective.to_string())
    };
    // Nobody has said that it moves.
    let saturday = ("2025-05-10".to_owned(), "2025-05-10".to_owned());
    assert_eq!(due("layout.registration", "2025-03-10"), saturday);
    // A term ends on the day before.
    assert_eq!(
        due("patent.term-compensation-annuity", "2005-05-11"),
        saturday
    );
}
