//! Section 7 of the contract: reviews.

mod common;

use common::Transcript;

#[test]
fn figures_are_exact_and_undefined_is_null() {
    let mut t = Transcript::default();
    t.feed(
        "review metrics",
        r#"{"levels": [60, 20, 10, 6, 4], "defaults": [0, 0, 0, 0, 0], "services": 200,
            "profile": "national", "weights": "hundred", "rounding": {"mode": "half-up", "digits": 1}}"#,
    )
    .feed("review metrics", r#"{"levels": [0, 0, 0, 0, 0]}"#)
    .feed("review metrics", r#"{"levels": [1, 2, 3], "profile": "national"}"#)
    .feed("review metrics", r#"{"levels": [1, 0, 0, 0, -1]}"#)
    .feed("review metrics", r#"{"levels": [1, 0, 0, 0, 0], "profile": "nowhere"}"#);
    insta::assert_snapshot!(t.text());
}

#[test]
fn clocks_of_a_profile_have_days() {
    let mut t = Transcript::default();
    t.feed(
        "review clocks",
        r#"{"profile": "shanghai-1-5-15", "startedAt": "2025-09-26T16:40:00+08:00"}"#,
    )
    .feed(
        "review clocks",
        r#"{"profile": "national", "startedAt": "2025-09-26 16:40"}"#,
    );
    insta::assert_snapshot!(t.text());
}

#[test]
fn codes_mean_what_their_scheme_says() {
    let mut t = Transcript::default();
    t.feed(
        "review decode --jsonl",
        r#"{"scheme": "interface-2019", "field": "level", "raw": "1"}
{"scheme": "gbt-39046", "field": "level", "raw": "1"}
{"scheme": "terminal-zero-best", "field": "level", "raw": "0"}
{"scheme": "interface-2019", "field": "level", "raw": "9"}
{"scheme": "fujian", "field": "channel", "raw": "1"}
{"scheme": "zhejiang", "field": "case-kind", "raw": "1"}
{"scheme": "interface-2020", "field": "level", "raw": "1"}
{"scheme": "interface-2019", "field": "colour", "raw": "1"}"#,
    );
    insta::assert_snapshot!(t.text());
}

#[test]
fn few_reviews_get_an_interval_a_chance_and_a_shrunk_rate() {
    let mut t = Transcript::default();
    t.feed("review stats", r#"{"k": 48, "n": 50}"#)
        .feed(
            "review stats",
            r#"{"k": 48, "n": 50, "peer": "0.99", "prior": ["95", "5"]}"#,
        )
        .feed("review stats", r#"{"k": 51, "n": 50, "peer": "1.5"}"#);
    insta::assert_snapshot!(t.text());
}
