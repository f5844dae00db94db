//! Requests are understood whole or refused at the right place.

#![expect(clippy::expect_used, reason = "a test may stop")]

use ip_app::wire::read;
use ip_core::money::Money;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only the reading is looked at")]
struct Request {
    date: chrono::NaiveDate,
    #[serde(default)]
    budget: Option<Money>,
    acts: Vec<Act>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
#[expect(dead_code, reason = "only the reading is looked at")]
enum Act {
    File { claims: u32, right: Right },
    Copy { copies: u32 },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Right {
    Invention,
    Design,
}

/// Reads the text and says `code pointer expected found suggestion` of the refusal.
fn refusal(text: impl AsRef<[u8]>) -> [String; 5] {
    let problem = read::<Request>("fees", text.as_ref()).expect_err("must be refused");
    let reason = problem.code.strip_prefix("fees.request.");
    [
        reason.map_or_else(|| problem.code.to_string(), str::to_owned),
        problem.pointer,
        problem.expected.unwrap_or_default(),
        problem.found.unwrap_or_default(),
        problem.args.get("suggestion").cloned().unwrap_or_default(),
    ]
}

/// A request with these acts.
fn acts(acts: &str) -> String {
    format!(r#"{{"date": "2026-11-20", "acts": [{acts}]}}"#)
}

#[test]
fn a_good_request_is_read() {
    let text = acts(r#"{"act": "file", "claims": 3, "right": "invention"}"#);
    let request: Request = read("fees", text.as_bytes()).expect("good");
    assert_eq!(request.acts.len(), 1);
}

#[test]
fn an_unknown_field_is_named_with_the_nearest_known_one() {
    let text = acts(r#"{"act": "file", "clams": 3, "right": "design"}"#);
    assert_eq!(
        refusal(text),
        [
            "unknown-field",
            "/acts/0/clams",
            "claims, right",
            "clams",
            "claims"
        ]
    );
    let [reason, pointer, ..] = refusal(r#"{"date": "2026-11-20", "acts": [], "a/b~c": 1}"#);
    assert_eq!([reason, pointer], ["unknown-field", "/a~1b~0c"]);
}

#[test]
fn a_missing_field_is_pointed_to_where_it_should_stand() {
    let [reason, pointer, expected, ..] = refusal(acts(r#"{"act": "file", "claims": 3}"#));
    assert_eq!(
        [reason, pointer, expected],
        ["missing-field", "/acts/0/right", "right"]
    );
    let [reason, pointer, ..] = refusal(r#"{"acts": []}"#);
    assert_eq!([reason, pointer], ["missing-field", "/date"]);
}

#[test]
fn a_wrong_type_is_found_even_inside_a_union() {
    let text =
        acts(r#"{"act": "copy", "copies": 1}, {"act": "file", "claims": "3", "right": "design"}"#);
    assert_eq!(
        refusal(text),
        ["wrong-type", "/acts/1/claims", "0…4294967295", "\"3\"", ""]
    );
    let [reason, pointer, _, found, _] = refusal(acts(r#"{"act": "copy", "copies": -3}"#));
    assert_eq!(
        [reason, pointer, found],
        ["invalid-value", "/acts/0/copies", "-3"]
    );
    let [reason, pointer, _, found, _] = refusal(r#"{"date": "2026-11-20", "acts": {}}"#);
    assert_eq!([reason, pointer, found], ["wrong-type", "/acts", "object"]);
}

#[test]
fn a_value_outside_its_list_is_named_with_the_nearest_one() {
    let [reason, pointer, _, found, suggestion] = refusal(acts(r#"{"act": "fil", "claims": 3}"#));
    assert_eq!(
        [reason, pointer, found],
        ["unknown-value", "/acts/0/act", "fil"]
    );
    assert_eq!(suggestion, "file");
}

#[test]
fn a_day_that_does_not_exist_and_a_float_for_money_are_refused() {
    let [reason, pointer, _, found, _] = refusal(r#"{"date": "2026-02-30", "acts": []}"#);
    assert_eq!(
        [reason, pointer, found],
        ["invalid-value", "/date", "2026-02-30"]
    );
    let [reason, pointer, _, found, _] =
        refusal(r#"{"date": "2026-02-03", "acts": [], "budget": 12.5}"#);
    assert_eq!([reason, pointer, found], ["wrong-type", "/budget", "12.5"]);
}

#[test]
fn a_field_given_twice_is_refused_at_any_depth() {
    let [reason, pointer, _, found, _] = refusal(acts(
        r#"{"act": "file", "claims": 3, "right": "design", "cl\u0061ims": 4}"#,
    ));
    assert_eq!(
        [reason, pointer, found],
        ["duplicate-field", "/acts/0/claims", "claims"]
    );
}

#[test]
fn text_that_is_not_one_json_value_is_refused() {
    assert_eq!(
        refusal("{\"date\": \"2026-11-20\", \"acts\": [")[0],
        "truncated"
    );
    assert_eq!(refusal("")[0], "truncated");
    assert_eq!(refusal("{\"date\" \"2026-11-20\"}")[0], "syntax");
    assert_eq!(refusal("{} {}")[0], "trailing");
    assert_eq!(refusal(b"{\"date\": \"\xff\"}")[0], "not-utf8");
    let deep = "[".repeat(100_000);
    assert_eq!(refusal(deep)[0], "syntax");
}
