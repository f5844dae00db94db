//! The days on which clocks end: the kind of day, the make-up days, the roll, the unknown.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Loop, World};
use ip_core::calendar::Calendar;
use ip_eval::level::Level;
use ip_eval::policy::{ClockName, ClocksRequest, Policies, clocks};
use ip_eval::rectify::{Role, Verdict};
use ip_eval::review::NameMode;
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

/// The national profile with a contact in hours.
fn in_hours(length: &str) -> Policies {
    let text = include_str!("../data/policies.toml");
    let own = format!(
        "name = \"contact\"\nstarts = \"registered\"\nlength = {length}\nmark = \"believed\"\nbasis = [{{ id = \"guobanfa-2019-51\" }}, {{ id = \"shanghai-business-environment-2024\""
    );
    let days = own.replace(length, "{ n = 1, unit = \"working-day\" }");
    assert!(text.contains(&days), "the data changed");
    Policies::from_toml(&text.replacen(&days, &own, 1)).unwrap()
}

#[test]
fn hours_are_counted_on_the_wall_or_in_the_office_and_end_at_an_instant() {
    let calendar = Calendar::builtin().unwrap();
    let due = |unit: &str, n: u32, start: &str| {
        let profile = in_hours(&format!("{{ n = {n}, unit = \"{unit}\" }}"))
            .get("national")
            .unwrap();
        let start = chrono::DateTime::parse_from_rfc3339(start).unwrap();
        let contact = clocks(&profile, start, &calendar).remove(0);
        assert_eq!(
            contact.due_on.unwrap(),
            contact.due_at.unwrap().date_naive()
        );
        contact.due_at.unwrap().to_rfc3339()
    };
    let friday = "2026-03-06T16:00:00+08:00";
    assert_eq!(
        due("hour", 24, friday),
        "2026-03-07T16:00:00+08:00",
        "a Saturday is hours too"
    );
    // One hour on Friday; Monday has six: nine to twelve and two to five.
    assert_eq!(due("working-hour", 4, friday), "2026-03-09T12:00:00+08:00");
    assert_eq!(due("working-hour", 8, friday), "2026-03-10T10:00:00+08:00");
    // The eve of the National Day holiday of 2025, after work: the first hour is that of 9 October.
    assert_eq!(
        due("working-hour", 1, "2025-09-30T18:00:00+08:00"),
        "2025-10-09T10:00:00+08:00"
    );
}

#[test]
fn an_hour_limit_is_met_to_the_second_and_missed_in_the_next() {
    for (now, verdict, late) in [
        ("2026-03-03T10:00:00+08:00", Verdict::Met, false),
        ("2026-03-03T10:00:01+08:00", Verdict::Missed, true),
    ] {
        let mut world = World::new("national");
        world.profile = in_hours("{ n = 24, unit = \"hour\" }")
            .get("national")
            .unwrap();
        let start = "2026-03-02T10:00:00+08:00";
        let case =
            Loop::try_register(world, Level::Dissatisfied, NameMode::RealName, start).unwrap();
        let mut case = case.signed_for(Role::Hotline);
        case.ok(now, Role::System, json!({"do": "tick"}));
        let missed =
            case.state().clock(ClockName::Contact).unwrap().verdict == Some(Verdict::Missed);
        assert_eq!(missed, late, "{now}");
        case.ok(
            now,
            Role::Unit,
            json!({"do": "contact", "way": "phone", "outcome": "reached"}),
        );
        assert_eq!(case.verdict(ClockName::Contact), Some(verdict), "{now}");
    }
}

#[test]
fn hours_have_no_place_where_days_are_counted() {
    let text = include_str!("../data/policies.toml");
    for (days, hours) in [
        (
            "window = { n = 7, unit = \"natural-day\" }",
            "window = { n = 7, unit = \"hour\" }",
        ),
        (
            "length = { n = 5, unit = \"working-day\" }",
            "length = { n = 5, unit = \"working-hour\" }",
        ),
        (
            "againAfter = { n = 5, unit = \"working-day\" }",
            "againAfter = { n = 5, unit = \"hour\" }",
        ),
    ] {
        assert!(text.contains(days), "{days}");
        let refused = Policies::from_toml(&text.replacen(days, hours, 1)).unwrap_err();
        assert_eq!(refused.code, "eval.policy.hour-limit", "{hours}");
    }
}
