//! Section 3 of the contract: working days and time limits.

mod common;

use common::Transcript;

#[test]
fn working_days_are_counted_forward_and_between() {
    let mut t = Transcript::default();
    t.feed("workdays", r#"{"from": "2026-02-27", "n": 5}"#)
        .feed("workdays", r#"{"from": "2026-02-27", "to": "2026-03-06"}"#)
        .feed("workdays", r#"{"from": "2026-12-28", "n": 5}"#)
        .feed(
            "workdays",
            r#"{"from": "2026-02-27", "n": 5, "calendarUntil": "2026-02-27"}"#,
        )
        .feed("workdays --table", r#"{"from": "2026-12-28", "n": 5}"#)
        .feed(
            "workdays --table --lang zh",
            r#"{"from": "2026-02-27", "to": "2026-03-06"}"#,
        );
    insta::assert_snapshot!(t.text());
}

#[test]
fn deadlines_carry_their_steps_and_articles() {
    let mut t = Transcript::default();
    t.feed(
        "deadline",
        r#"{"regime": "patent", "trigger": "2025-12-31", "length": {"n": 2, "unit": "month"}}"#,
    )
    .feed(
        "deadline --table --lang zh",
        r#"{"regime": "patent", "service": {"channel": "post", "dispatched": "2026-06-16"}, "length": {"n": 2, "unit": "month"}}"#,
    )
    .feed(
        "deadline",
        r#"{"limit": "patent.substantive-examination", "facts": {"filingDate": "1998-06-01"}}"#,
    )
    .feed("deadline", r#"{"limit": "patent.substantive-examinatio", "facts": {}}"#)
    .feed("deadline", r#"{"regime": "patent", "trigger": "2026-11-01", "length": {"n": 2, "unit": "month"}}"#);
    insta::assert_snapshot!(t.text());
}

#[test]
fn the_named_limits_are_listed_with_facts_lengths_and_articles() {
    let all = common::json("deadline --list", "", 0);
    let all = all.as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(all.len() >= 60);
    for limit in all {
        for field in [
            "limit",
            "facts",
            "length",
            "roll",
            "extension",
            "restoration",
            "basis",
        ] {
            assert!(!limit[field].is_null(), "{field} of {limit}");
        }
    }
}
