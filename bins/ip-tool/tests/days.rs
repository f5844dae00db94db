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
