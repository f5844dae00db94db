//! Section 1 of the contract: input, batches, languages, refusals, exit status.

mod common;

use common::{Transcript, json, run};

#[test]
fn a_refusal_says_where_and_why_and_ends_with_three() {
    let mut t = Transcript::default();
    t.feed("workdays", r#"{"from": "2026-02-30", "n": 5}"#)
        .feed("workdays", r#"{"from": "2026-02-27", "m": 5}"#)
        .feed("workdays --lang zh", r#"{"from": "2026-02-27", "n": "5"}"#)
        .feed("workdays", r#"{"from": "2026-02-27", "n": 5, "n": 6}"#)
        .feed("workdays", r#"{"from": "2026-02-27", "n":"#)
        .feed("workdays", "")
        .feed("workdays", r#"{"from": "2026-02-27"}"#)
        .feed(
            "workdays --table",
            r#"{"from": "2026-02-27", "to": "2026-02-26"}"#,
        )
        .feed(
            "workdays --table --lang zh",
            r#"{"from": "2026-02-27", "to": "2026-02-26"}"#,
        );
    insta::assert_snapshot!(t.text());
}

#[test]
fn a_bad_line_does_not_stop_a_batch() {
    let mut t = Transcript::default();
    t.feed(
        "workdays --jsonl",
        concat!(
            "{\"from\": \"2026-02-27\", \"n\": 1}\n",
            "{\"from\": \"2026-02-27\", \"n\": -1}\n",
            "not json\n",
            "\n",
            "{\"from\": \"2026-02-27\", \"to\": \"2026-03-06\"}",
        ),
    );
    insta::assert_snapshot!(t.text());
}

#[test]
fn text_that_is_not_utf8_is_refused_with_the_byte() {
    let output = run("workdays", b"{\"from\": \"2026-02-27\xff\"}");
    assert_eq!(output.status.code(), Some(3));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["error"]["code"], "core.request.not-utf8");
    assert_eq!(answer["error"]["args"]["offset"], "20");
}

#[test]
fn the_language_follows_the_argument_then_the_locale() {
    let english = json("workdays", "{", 3);
    let chinese = json("--lang zh workdays", "{", 3);
    assert_eq!(
        english["error"]["title"],
        "The JSON text ends before it is complete."
    );
    assert_eq!(chinese["error"]["title"], "JSON 文本没有写完。");
}

#[test]
fn a_missing_file_ends_with_four_and_bad_arguments_with_two() {
    let mut t = Transcript::default();
    t.run("workdays --input nowhere/request.json")
        .run("workdays --table --input nowhere/request.json")
        .run("workdays --lang fr")
        .run("workday");
    insta::assert_snapshot!(t.text());
}

#[test]
fn a_line_beyond_the_limit_is_refused_and_the_next_one_answered() {
    let mut input = vec![b' '; (4 << 20) + 1];
    input.extend_from_slice(b"\n{\"from\": \"2026-02-27\", \"n\": 1}\n");
    let output = run("workdays --jsonl", &input);
    let lines: Vec<serde_json::Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["error"]["code"], "core.request.too-large");
    assert_eq!(lines[1]["date"], "2026-02-28");
}

#[test]
fn every_code_is_listed_with_its_meaning_in_both_languages() {
    let all = json("errors", "", 0);
    let all = all.as_array().expect("a list");
    assert!(all.len() > 50);
    for entry in all {
        for lang in ["zh", "en"] {
            let title = entry["title"][lang].as_str().unwrap_or_default();
            assert!(!title.is_empty() && title != entry["code"], "{entry}");
        }
    }
    let none = json("errors no-such-area", "", 1);
    assert_eq!(none, serde_json::json!([]));
    let mut t = Transcript::default();
    t.run("errors core.clock")
        .run("errors --table core.workdays");
    insta::assert_snapshot!(t.text());
}
