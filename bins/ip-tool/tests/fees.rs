//! Section 4 of the contract: fees.

mod common;

use common::{Transcript, json};

/// The filing of the contract's example.
const FILING: &str = r#"{"date": "2025-03-10", "reduction": "85",
 "acts": [{"act": "patent.file", "right": "invention", "claims": 15, "pages": 40, "priorities": 1}]}"#;

#[test]
fn a_filing_is_quoted_line_by_line() {
    let mut t = Transcript::default();
    t.feed("quote --lang zh", FILING)
        .feed("quote --table --lang en", FILING)
        .feed("quote --table --lang zh", FILING);
    insta::assert_snapshot!(t.text());
}

#[test]
fn a_request_that_is_not_understood_costs_nothing() {
    let mut t = Transcript::default();
    t.feed("quote", FILING.replace("claims", "clams"))
        .feed("quote", FILING.replace("2025-03-10", "2025-02-30"))
        .feed("quote", FILING.replace("15", "-15").replace("40", "\"40\""))
        .feed(
            "quote",
            FILING.replace("invention", "invention\", \"right\": \"design"),
        )
        .feed("quote", FILING.replace("patent.file", "patent.fil"))
        .feed("quote", &FILING[..FILING.len() - 4]);
    insta::assert_snapshot!(t.text());
}

#[test]
fn the_language_changes_words_and_never_amounts() {
    let zh = json("quote --lang zh", FILING, 0);
    let en = json("quote --lang en", FILING, 0);
    assert_eq!(zh["total"], en["total"]);
    assert_eq!(zh["lines"][0]["title"], "申请费");
    assert_ne!(zh["lines"][0]["title"], en["lines"][0]["title"]);
}

/// A utility model of the facts' worked example.
const LIFE: &str = r#"{"right": "utility-model", "filingDate": "2022-02-28", "grantYear": 2,
 "reduction": "85", "paidThrough": 3, "today": "2025-03-10"}"#;

#[test]
fn the_life_of_a_patent_is_told_year_by_year() {
    let life = json("annuities --lang en", LIFE, 0);
    assert_eq!(life["total"], "1590.00");
    assert_eq!(life["years"].as_array().map(Vec::len), Some(9));
    let mut t = Transcript::default();
    t.feed("annuities --table --lang en", LIFE)
        .feed("annuities --table --lang zh", LIFE)
        .feed(
            "annuities --lang zh",
            LIFE.replace("\"grantYear\": 2", "\"grantYear\": 12"),
        )
        .feed("annuities --csv --lang en", LIFE);
    insta::assert_snapshot!(t.text());
}

#[test]
fn what_is_still_to_be_paid_is_a_calendar_file() {
    let output = common::run("annuities --ics --lang zh", LIFE.as_bytes());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(
        text.lines().all(|line| line.len() <= 75),
        "a line is folded after 75 bytes"
    );
    assert_eq!(
        text.matches("BEGIN:VEVENT").count(),
        text.matches("END:VEVENT").count()
    );
    // The annuity of year 5 is due on the anniversary of filing in 2026, a working Saturday.
    assert!(text.contains("DTSTART;VALUE=DATE:20260228"), "{text}");
}

#[test]
fn the_years_can_be_a_spreadsheet() {
    let desk = tempfile::tempdir().expect("a folder");
    let output = common::run_in(desk.path(), "annuities --xlsx life.xlsx", LIFE.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let file = std::fs::read(desk.path().join("life.xlsx")).expect("a file");
    assert!(file.starts_with(b"PK"), "a spreadsheet is an archive");
    let nowhere = common::run_in(
        desk.path(),
        "annuities --xlsx no/life.xlsx",
        LIFE.as_bytes(),
    );
    assert_eq!(nowhere.status.code(), Some(4));
}

#[test]
fn tariffs_are_shown_on_a_day_over_time_and_between_days() {
    let mut t = Transcript::default();
    t.run("tariff show --on 2026-11-20 --table --lang en trademark")
        .run("tariff history patent.filing --table --lang en")
        .run("tariff history patent.filin")
        .run("tariff diff 2018-07-31 2018-08-01 --table --lang zh");
    insta::assert_snapshot!(t.text());
}
