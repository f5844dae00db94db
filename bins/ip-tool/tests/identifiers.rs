//! Section 2 of the contract: identifiers.
mod common;

use common::{Transcript, json, run};

#[test]
fn a_code_is_valid_off_or_invalid_and_says_why() {
    let mut t = Transcript::default();
    t.feed(
        "id check",
        r#"{"kind": "uscc", "text": "91110000802100433B"}"#,
    )
    .feed(
        "id check",
        r#"{"kind": "uscc", "text": "9111 0000 8021 0043 3b"}"#,
    )
    .feed(
        "id check",
        r#"{"kind": "patent-application", "text": "201710601862.8"}"#,
    )
    .feed(
        "id check",
        r#"{"kind": "patent-application", "text": "ZL201710601862"}"#,
    )
    .feed(
        "id check",
        r#"{"kind": "uscc", "text": "91110000802100433O"}"#,
    )
    .feed("id check", r#"{"text": "D2143569-X"}"#)
    .feed("id check", r#"{"text": "so many words"}"#)
    .feed(
        "id check",
        r#"{"kind": "usc", "text": "91110000802100433B"}"#,
    );
    insta::assert_snapshot!(t.text());
}

#[test]
fn texts_can_be_arguments_and_tables_are_for_eyes() {
    let mut t = Transcript::default();
    t.run("id check --table 201710601862.8 --kind patent-application")
        .run("id check --table --lang zh 91110000802100433B 91110000802100434B")
        .run("id check --kind usc 91110000802100433B");
    insta::assert_snapshot!(t.text());
}

#[test]
fn every_kind_of_the_contract_is_known() {
    for kind in [
        "patent-application",
        "patent-publication",
        "pct-application",
        "wo-publication",
        "hague-registration",
        "madrid-registration",
        "trademark",
        "layout-design",
        "gi",
        "agency",
        "uscc",
        "organisation-code",
        "resident-id",
        "division",
        "certificate-id",
        "matter-basic-code",
        "matter-implementation-code",
        "handling-item-code",
        "nice-class",
        "locarno-class",
        "ipc",
        "vienna",
        "case-number",
    ] {
        let request = format!(r#"{{"kind": "{kind}", "text": "?"}}"#);
        let answer = json("id check", &request, 1);
        assert_eq!(answer["kind"], kind);
        assert_eq!(answer["verdict"], "invalid");
    }
}

#[test]
fn a_birth_after_the_day_of_the_question_is_impossible() {
    let born = r#"{"kind": "resident-id", "text": "11010519491231002X", "today": "TODAY"}"#;
    let before = json("id check", &born.replace("TODAY", "1949-12-30"), 1);
    assert_eq!(before["verdict"], "invalid");
    let after = json("id check", &born.replace("TODAY", "1949-12-31"), 0);
    assert_eq!(after["verdict"], "valid");
}

#[test]
fn a_batch_keeps_its_order() {
    let input: String = (0..5000)
        .map(|i| format!("{{\"kind\": \"nice-class\", \"text\": \"{}\"}}\n", i % 50))
        .collect();
    let output = run("id check --jsonl", input.as_bytes());
    assert_eq!(output.status.code(), Some(1), "class 46 is none");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 5000);
    for (i, line) in lines.iter().enumerate() {
        assert_eq!(line["text"], (i % 50).to_string());
        assert_eq!(line["verdict"] == "invalid", !(1..=45).contains(&(i % 50)));
    }
}
