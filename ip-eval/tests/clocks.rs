//! The days on which clocks end: the kind of day, the make-up days, the roll, the unknown.
#![allow(clippy::unwrap_used)]

use ip_core::calendar::Calendar;
use ip_eval::policy::ClocksRequest;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

/// A start, and the last day of each clock; an empty text where there is no number.
#[derive(Deserialize)]
struct Case {
    source: String,
    profile: String,
    started_at: String,
    due: Vec<(String, String, bool)>,
}

fn ask(profile: &str, started_at: &str) -> Value {
    let request = json!({"profile": profile, "startedAt": started_at});
    let request: ClocksRequest = serde_json::from_value(request).unwrap();
    serde_json::to_value(request.answer(&Calendar::builtin().unwrap()).unwrap()).unwrap()
}

#[test]
fn every_worked_example_ends_on_its_day() {
    let file: File = toml::from_str(include_str!("cases/clocks.toml")).unwrap();
    for case in file.case {
        let clocks = ask(&case.profile, &case.started_at);
        let found: Vec<(String, String, bool)> = clocks
            .as_array()
            .unwrap()
            .iter()
            .map(|c| {
                let name = c["name"].as_str().unwrap().to_owned();
                let due = c["dueOn"].as_str().unwrap_or_default().to_owned();
                (name, due, c["provisional"].as_bool().unwrap())
            })
            .collect();
        assert_eq!(
            found, case.due,
            "{} {} ({})",
            case.profile, case.started_at, case.source
        );
    }
}

#[test]
fn an_instant_counts_on_its_day_in_china() {
    let evening_in_london = ask("shanghai-1-5-15", "2025-09-25T18:00:00+00:00");
    assert_eq!(
        evening_in_london,
        ask("shanghai-1-5-15", "2025-09-26T02:00:00+08:00")
    );
}

#[test]
fn a_kind_of_day_that_is_only_assumed_is_said_to_be() {
    let clocks = ask("zhejiang-2019", "2026-03-02T09:00:00+08:00");
    assert_eq!(clocks[0]["length"]["unitAssumed"], true);
    assert_eq!(clocks[0]["mark"], "doubtful");
}
