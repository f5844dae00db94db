//! A case replayed from its commands: the worked clock as a request, documents, refusals.
#![allow(clippy::unwrap_used)]

mod world;

use ip_core::text::Lang;
use ip_matters::case::{ClockName, Guard, State};
use ip_matters::document::{DocumentKind, Templates};
use ip_matters::replay::Request;
use world::World;

const WORKED: &str = r#"{
  "matter": "cn.patent.agency-licence", "locality": "example-city",
  "commands": [
    {"at": "2025-03-03T09:00:00+08:00", "by": {"desk": "applicant"}, "do": "submit", "number": "case:1",
     "matter": "cn.patent.agency-licence", "applicant": "party:1", "channel": "online",
     "materials": ["agency-licence-application"]},
    {"at": "2025-03-03T09:30:00+08:00", "by": {"desk": "clerk", "account": "account:clerk"}, "do": "receive"},
    {"at": "2025-03-10T18:00:00+08:00", "do": "tick"},
    {"at": "2025-03-11T00:10:00+08:00", "do": "tick"},
    {"at": "2025-03-11T10:00:00+08:00", "do": "notify-correction", "defects": [{"target": "premises-proof", "kind": "missing"}]},
    {"at": "2025-03-11T10:00:00+08:00", "by": {"desk": "applicant"}, "do": "assign", "reviewer": "account:reviewer"},
    {"at": "2025-03-11T10:00:00+08:00", "do": "assign", "reviewer": "account:reviewer"},
    {"at": "2025-03-12T10:00:00+08:00", "do": "start-special", "kind": "expert-review", "notice": "doc:7",
     "needs": {"n": 5, "unit": "working-day"}},
    {"at": "2025-03-19T10:00:00+08:00", "do": "end-special", "result": "doc:8"},
    {"at": "2025-04-08T10:00:00+08:00", "do": "decide", "verdict": "granted"}
  ]}"#;

fn request(world: &mut World) -> Request {
    for entry in &mut world.pack.entries {
        entry.effective = None;
    }
    serde_json::from_str(WORKED).unwrap()
}

#[test]
fn the_worked_clock_replays_to_the_day() {
    let mut world = World::new();
    let request = request(&mut world);
    let templates = Templates::builtin().unwrap();
    let response = request
        .run(&world.pack, &world.rules, &templates, &world.calendar)
        .unwrap();
    let due = |step: usize, name: ClockName| {
        let clock = response.steps[step]
            .clocks
            .iter()
            .find(|c| c.name == name)
            .unwrap();
        clock.due.map(|due| due.date.to_string())
    };
    assert_eq!(due(1, ClockName::Check).as_deref(), Some("2025-03-10"));
    assert_eq!(response.steps[2].state, State::Received);
    assert_eq!(response.steps[3].state, State::Accepted);
    assert_eq!(due(3, ClockName::Statutory).as_deref(), Some("2025-03-31"));
    let late = response.steps[4].refusal.as_ref().unwrap();
    assert_eq!(
        (late.guard, late.basis[0].article.as_deref()),
        (Guard::WrongState, Some("32"))
    );
    assert_eq!(
        response.steps[5].refusal.as_ref().unwrap().guard,
        Guard::WrongDesk
    );
    // While it stands still, the last day is the one it would have if it ran again at once.
    assert_eq!(due(7, ClockName::Statutory).as_deref(), Some("2025-03-31"));
    let paused = &response.steps[7].clocks[0];
    assert!(paused.due.unwrap().provisional && paused.left.is_none());
    assert_eq!(paused.used, 6, "3 to 11 March");
    assert_eq!(due(8, ClockName::Statutory).as_deref(), Some("2025-04-08"));
    assert_eq!(response.case.state, State::Decided);
    let json = serde_json::to_value(&response).unwrap();
    assert_eq!(json["steps"][3]["events"][0]["type"], "accepted");
    assert_eq!(json["steps"][3]["events"][0]["effective"], "2025-03-03");
    assert_eq!(json["steps"][3]["clocks"][0]["budget"]["n"], 20);
}

#[test]
fn documents_read_in_both_languages_with_numbers_from_the_rules() {
    let mut world = World::new();
    let request = request(&mut world);
    let templates = Templates::builtin().unwrap();
    let response = request
        .run(&world.pack, &world.rules, &templates, &world.calendar)
        .unwrap();
    let accepted = &response.steps[3].documents[0];
    assert_eq!(accepted.kind, DocumentKind::AcceptanceNotice);
    assert_eq!(accepted.number, "case:1/02");
    let zh = accepted.text(Lang::Zh);
    assert!(zh.contains("自2025年3月3日起受理"), "{zh}");
    assert!(
        zh.contains("法定办结时限20个工作日，最后一天为2025年3月31日"),
        "{zh}"
    );
    assert!(
        zh.contains("承诺办结时限10个工作日，最后一天为2025年3月17日"),
        "{zh}"
    );
    let en = accepted.text(Lang::En);
    assert!(
        en.contains("Statutory time: 20 working days, until 31 March 2025."),
        "{en}"
    );
    let receipt = &response.steps[1].documents[0];
    assert!(
        receipt.text(Lang::Zh).contains("最迟于2025年3月10日"),
        "{}",
        receipt.text(Lang::Zh)
    );
    assert_ne!(accepted.hash(), receipt.hash());
}

#[test]
fn an_unknown_matter_locality_or_field_is_a_problem() {
    let mut world = World::new();
    let mut request = request(&mut world);
    let templates = Templates::builtin().unwrap();
    request.locality = Some("elsewhere".into());
    let problem = request
        .run(&world.pack, &world.rules, &templates, &world.calendar)
        .unwrap_err();
    assert_eq!(problem.code, "matters.replay.unknown-locality");
    assert_eq!(problem.pointer, "/locality");
    request.locality = None;
    request.matter = "cn.patent.foreign-agency-office".parse().unwrap();
    let problem = request
        .run(&world.pack, &world.rules, &templates, &world.calendar)
        .unwrap_err();
    assert_eq!(problem.code, "matters.replay.unknown-matter");
    for broken in [
        WORKED.replace("\"do\": \"receive\"", "\"do\": \"receeve\""),
        WORKED.replace(
            "\"verdict\": \"granted\"",
            "\"verdict\": \"granted\", \"colour\": 1",
        ),
        WORKED.replace("\"do\": \"receive\"", "\"do\": \"receive\", \"foo\": 1"),
        WORKED.replace("\"do\": \"tick\"", "\"do\": \"tick\", \"materials\": []"),
        WORKED.replace("party:1", "张三"),
        WORKED.replace("2025-04-08T10", "2025-02-30T10"),
    ] {
        assert!(
            serde_json::from_str::<Request>(&broken).is_err(),
            "{broken}"
        );
    }
}

#[test]
fn a_request_may_begin_with_the_receipt() {
    let world = World::new();
    let request: Request = serde_json::from_str(
        r#"{"matter": "cn.patent.agency-licence", "locality": "example-city", "commands": [
            {"at": "2025-03-03T09:00:00+08:00", "by": {"desk": "clerk"}, "do": "receive"},
            {"at": "2025-03-11T00:10:00+08:00", "do": "tick"}]}"#,
    )
    .unwrap();
    let templates = Templates::builtin().unwrap();
    let response = request
        .run(&world.pack, &world.rules, &templates, &world.calendar)
        .unwrap();
    let filing = response.filing.unwrap();
    assert_eq!((filing.state, filing.refusal), (State::Submitted, None));
    assert_eq!(response.steps.len(), 2, "one outcome for each command");
    assert_eq!(response.steps[0].state, State::Received);
    let due = response.steps[1].clocks[0].due.unwrap().date;
    assert_eq!(due.to_string(), "2025-03-31", "accepted as of the receipt");
}

#[test]
fn a_check_of_a_register_is_a_command_like_any_other() {
    let world = World::new();
    let request: Request = serde_json::from_str(
        r#"{"matter": "cn.patent.agency-licence", "commands": [
            {"at": "2025-03-03T09:00:00+08:00", "by": {"desk": "clerk"}, "do": "receive"},
            {"at": "2025-03-03T09:01:00+08:00", "by": {"desk": "system"}, "do": "check-register",
             "material": "partner-qualification-proof", "means": "data-check", "register": "attorney-register",
             "outcome": "match", "response": "reply:1", "consent": "consent:1"}]}"#,
    )
    .unwrap();
    let templates = Templates::builtin().unwrap();
    let response = request
        .run(&world.pack, &world.rules, &templates, &world.calendar)
        .unwrap();
    assert_eq!(response.steps[1].refusal, None);
    assert!(response.case.waived.contains("partner-qualification-proof"));
}
