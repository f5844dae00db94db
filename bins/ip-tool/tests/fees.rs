//! Section 4 of the contract: fees.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

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

/// Runs a command in a folder with these files; gives its status and its answer.
fn with_files(
    files: &[(&str, &str)],
    command: &str,
    input: &str,
) -> (Option<i32>, serde_json::Value) {
    let desk = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(desk.path().join(name), text).expect("a file");
    }
    let output = common::run_in(desk.path(), command, input.as_bytes());
    let answer = serde_json::from_slice(&output.stdout).expect("JSON");
    (output.status.code(), answer)
}

#[test]
fn a_policy_changes_what_is_in_doubt_and_nothing_else() {
    let annuity = r#"{"date": "2025-03-10", "acts": [{"act": "patent.term-compensation-annuity", "days": 365}]}"#;
    let policy = ("policy.json", r#"{"compensationYear": "longer"}"#);
    let (status, answer) = with_files(&[policy], "quote --policy policy.json --lang en", annuity);
    assert_eq!((status, &answer["total"]), (Some(0), &"0.00".into()));
    assert_eq!(json("quote --lang en", annuity, 0)["total"], "8000.00");
    let (_, answer) = with_files(&[policy], "quote --policy policy.json --lang en", FILING);
    assert_eq!(answer, json("quote --lang en", FILING, 0));

    // The due date of year 6 is a Saturday: the months of delay are counted from the Monday.
    let origin = ("policy.json", r#"{"lateBandOrigin": "rolled"}"#);
    let life = r#"{"right": "invention", "filingDate": "2020-03-08", "grantYear": 3, "today": "2026-02-11"}"#;
    let band = |life: &serde_json::Value| life["years"][3]["bands"][1]["to"].clone();
    let (_, moved) = with_files(&[origin], "annuities --policy policy.json", life);
    assert_ne!(band(&moved), band(&json("annuities", life, 0)));
    let rows = "id,right,filingDate,grantYear\nA,invention,2020-10-10,3\n";
    let command = "portfolio --policy policy.json --today 2026-02-11 --input rows.csv";
    let (status, _) = with_files(&[origin, ("rows.csv", rows)], command, "");
    assert_eq!(status, Some(0));
}

#[test]
fn a_policy_that_is_not_understood_is_refused_at_its_place() {
    for (text, code, pointer) in [
        (
            r#"{"waiverDay": "monday"}"#,
            "fees.request.unknown-value",
            "/waiverDay",
        ),
        (
            r#"{"waverDay": "entry"}"#,
            "fees.request.unknown-field",
            "/waverDay",
        ),
        (
            r#"{"openLicence": true}"#,
            "fees.request.wrong-type",
            "/openLicence",
        ),
    ] {
        let files = [("policy.json", text)];
        let (status, answer) = with_files(&files, "quote --policy policy.json", FILING);
        assert_eq!(status, Some(3), "{answer}");
        assert_eq!(answer["error"]["code"], code, "{answer}");
        assert_eq!(answer["error"]["pointer"], pointer, "{answer}");
    }
    let missing = common::run("quote --policy nowhere.json", FILING.as_bytes());
    assert_eq!(missing.status.code(), Some(4));
}

#[test]
fn a_tariff_of_ones_own_takes_the_place_of_the_shipped_one() {
    let tariff = r#"
id = "cn-hague"
title = { zh = "试", en = "Trial" }
currency = "CNY"
checkedOn = "2025-11-30"
[[item]]
code = "hague.part-1"
title = { zh = "试", en = "Trial" }
unit = { zh = "件", en = "application" }
basisDate = "act"
rate = [{ from = "2025-01-01", amount = "1.00", mark = "seen", law = [{ id = "caishui-2024-23" }] }]
"#;
    let request = r#"{"date": "2025-03-10", "acts": [{"act": "hague.pay", "part": 1}]}"#;
    let files = [("hague.toml", tariff)];
    let (status, answer) = with_files(&files, "quote --tariff hague.toml", request);
    assert_eq!((status, &answer["total"]), (Some(0), &"1.00".into()));
    let command = "tariff show --on 2025-03-10 --tariff hague.toml hague";
    let (_, shown) = with_files(&files, command, "");
    assert_eq!(shown[0]["price"]["amount"], "1.00");
    let broken = [("hague.toml", tariff.replace("mark", "merk"))];
    let broken = [(broken[0].0, broken[0].1.as_str())];
    let (status, answer) = with_files(&broken, "tariff lint --tariff hague.toml", "");
    assert_eq!(status, Some(3));
    assert_eq!(answer["error"]["code"], "fees.tariff.unreadable");
}

#[test]
fn what_would_change_a_quote_is_told_when_asked() {
    let quote = json("quote --what-if --lang en", FILING, 0);
    let all = quote["whatIf"].as_array().expect("a list");
    let facts: Vec<_> = all.iter().map(|one| one["fact"].as_str()).collect();
    let expected = ["reduction", "reduction", "claims", "pages"].map(Some);
    assert_eq!(facts, expected);
    assert_eq!(all[2]["to"], 10);
    assert_eq!(all[2]["saved"][0]["amount"], "750.00");
    assert_eq!(
        json("quote --lang en", FILING, 0)["whatIf"],
        serde_json::Value::Null
    );
    let mut t = Transcript::default();
    t.feed("quote --table --what-if --lang zh", FILING)
        .feed("quote --text --what-if --lang en", FILING)
        .feed("quote --text --lang zh", FILING);
    insta::assert_snapshot!(t.text());
}
