//! The closed loop: duties kept apart, appeals, returns, supervision, publication, refusals.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Loop, World, answer, decide_immediate, revisit, submit, verified};
use ip_eval::level::Level;
use ip_eval::policy::{ClockName, Length, LengthUnit};
use ip_eval::rectify::{
    Case, Change, CommandKind, Publication, Role, Stage, Supervision, Verdict, allowed, replay,
};
use ip_eval::review::NameMode;
use serde_json::json;

#[test]
fn nobody_judges_their_own_work() {
    let mut case = verified("national");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-03T10:00:00+08:00");
    let approve = json!({"do": "approve", "message": "sent", "answer": "a1"});
    let own = case.refused_as(
        "2026-03-03T11:00:00+08:00",
        "unit-1",
        Role::Administration,
        approve.clone(),
    );
    assert_eq!(own, "eval.case.own-work");
    let assessed = case.refused_as(
        "2026-03-03T11:00:00+08:00",
        "staff-7",
        Role::Administration,
        approve,
    );
    assert_eq!(assessed, "eval.case.own-work");
    let clerk = json!({"do": "approve", "message": "sent", "answer": "a1"});
    assert_eq!(
        case.refused("2026-03-03T11:00:00+08:00", Role::Unit, clerk),
        "eval.case.role"
    );
}

#[test]
fn an_upheld_appeal_needs_two_people_and_ends_the_case() {
    let mut case = verified("national");
    let now = "2026-03-03T09:00:00+08:00";
    let appeal = || json!({"do": "appeal", "ground": "wrong-object", "evidence": ["timeline-1"]});
    assert_eq!(
        case.refused_as(now, "staff-8", Role::Assessed, appeal()),
        "eval.case.not-assessed"
    );
    case.ok_as(now, "staff-7", Role::Assessed, appeal());
    let void = |second: &str| json!({"do": "void", "ground": "wrong-object", "evidence": ["timeline-1"], "second": second});
    assert_eq!(
        case.refused(now, Role::Administration, void("administration-1")),
        "eval.review.deciders-few"
    );
    assert_eq!(
        case.refused(now, Role::Administration, void("staff-7")),
        "eval.case.own-work"
    );
    case.ok(now, Role::Administration, void("administration-2"));
    assert_eq!(case.state().stage, Stage::Invalidated);
    assert!(
        case.events.iter().any(
            |e| matches!(&e.change, Change::Invalidated { deciders, .. } if deciders.len() == 2)
        )
    );
    assert_eq!(
        allowed(
            Some(&case.state()),
            &case.actor("administration-1", Role::Administration),
            &case.world.profile
        ),
        []
    );
}

#[test]
fn a_dismissed_appeal_goes_on_where_it_stood_and_cannot_be_repeated() {
    let mut case = verified("national");
    let now = "2026-03-03T09:00:00+08:00";
    let unfounded = json!({"do": "decide", "finding": "unfounded", "measure": "unfounded", "reasons": "why",
        "evidence": ["log-1"], "ground": "malicious"});
    case.ok(now, Role::Unit, unfounded.clone());
    assert_eq!(case.state().stage, Stage::Appealing);
    case.ok(
        now,
        Role::Administration,
        json!({"do": "dismiss", "reason": "r1"}),
    );
    assert_eq!(case.state().stage, Stage::Verifying);
    assert_eq!(
        case.refused(now, Role::Unit, unfounded),
        "eval.case.appeal-second"
    );
}

#[test]
fn who_appealed_in_vain_cannot_take_the_review_out_as_an_administrator() {
    let mut case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    let now = "2026-03-02T11:00:00+08:00";
    case.ok(
        now,
        Role::Administration,
        json!({"do": "classify", "category": "attitude"}),
    );
    let appeal = json!({"do": "appeal", "ground": "wrong-object", "evidence": ["log-1"]});
    case.ok_as(now, "staff-7", Role::Assessed, appeal);
    case.ok(
        now,
        Role::Administration,
        json!({"do": "dismiss", "reason": "r1"}),
    );
    let out =
        json!({"do": "mark-out-of-scope", "second": "administration-2", "evidence": ["log-1"]});
    let appellant = case.refused_as(now, "staff-7", Role::Administration, out.clone());
    assert_eq!(appellant, "eval.case.own-work");
    case.ok(now, Role::Administration, out);
}

#[test]
fn a_work_order_goes_back_once_where_the_place_lets_it() {
    let back = json!({"do": "return", "to": "office-2", "reason": "r1"});
    let mut case = Loop::register(
        "shanghai-1-5-15",
        NameMode::RealName,
        "2026-03-02T10:00:00+08:00",
    );
    case.ok(
        "2026-03-02T10:10:00+08:00",
        Role::Hotline,
        json!({"do": "dispatch", "unit": "office-1"}),
    );
    let now = "2026-03-02T11:00:00+08:00";
    assert_eq!(
        case.refused(now, Role::Unit, back.clone()),
        "eval.case.returns-over"
    );
    let mut case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    case.ok(
        "2026-03-02T10:10:00+08:00",
        Role::Hotline,
        json!({"do": "dispatch", "unit": "office-1"}),
    );
    case.ok(now, Role::Unit, back);
    case.ok(now, Role::Administration, json!({"do": "approve-return"}));
    assert_eq!(case.state().unit.unwrap().as_str(), "office-2");
    let sign = json!({"do": "sign-for"});
    assert_eq!(case.refused(now, Role::Unit, sign), "eval.case.other-unit");
}

#[test]
fn the_scheduler_reminds_then_cautions_and_closing_clears_the_mark_but_not_the_memory() {
    let mut case = verified("shanghai-1-5-15");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    let tick = || json!({"do": "tick"});
    case.ok("2026-03-04T09:00:00+08:00", Role::System, tick());
    assert_eq!(case.state().supervision, Supervision::None);
    case.ok("2026-03-06T09:00:00+08:00", Role::System, tick());
    assert_eq!(case.state().supervision, Supervision::Reminded);
    case.ok("2026-03-10T09:00:00+08:00", Role::System, tick());
    assert_eq!(case.state().supervision, Supervision::Yellow);
    assert!(
        case.ok("2026-03-10T09:01:00+08:00", Role::System, tick())
            .is_empty(),
        "the same day says nothing twice"
    );
    case.ok("2026-03-17T09:00:00+08:00", Role::System, tick());
    assert_eq!(case.state().supervision, Supervision::Red);
    submit(&mut case, "2026-03-17T10:00:00+08:00");
    answer(&mut case, "2026-03-17T11:00:00+08:00");
    revisit(&mut case, "2026-03-17T12:00:00+08:00", "satisfied");
    case.ok(
        "2026-03-17T13:00:00+08:00",
        Role::Administration,
        json!({"do": "close"}),
    );
    let state = case.state();
    assert_eq!(
        (state.supervision, state.supervised),
        (Supervision::None, Supervision::Red)
    );
    assert_eq!(
        state.clock(ClockName::RectifySimple).unwrap().verdict,
        Some(Verdict::Missed)
    );
}

#[test]
fn publication_has_versions_and_is_a_region_of_its_own() {
    let mut case = verified("national");
    let publish = |text: &str| json!({"do": "publish", "text": text});
    assert_eq!(
        case.refused(
            "2026-03-03T08:00:00+08:00",
            Role::Administration,
            publish("t1")
        ),
        "eval.case.stage"
    );
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-03T10:00:00+08:00");
    answer(&mut case, "2026-03-03T11:00:00+08:00");
    case.ok(
        "2026-03-03T12:00:00+08:00",
        Role::Administration,
        publish("t1"),
    );
    case.ok(
        "2026-03-03T12:10:00+08:00",
        Role::Administration,
        json!({"do": "withdraw"}),
    );
    assert_eq!(
        case.state().publication,
        Publication::Withdrawn { version: 1 }
    );
    case.ok(
        "2026-03-03T12:20:00+08:00",
        Role::Administration,
        publish("t2"),
    );
    assert!(matches!(
        case.state().publication,
        Publication::Published { version: 2, .. }
    ));
    assert_eq!(case.state().stage, Stage::FedBack);
}

#[test]
fn a_good_review_opens_no_case_and_a_case_opens_once() {
    let world = World::new("national");
    let good = Loop::try_register(
        world,
        Level::Satisfied,
        NameMode::RealName,
        "2026-03-02T10:00:00+08:00",
    );
    assert_eq!(good.err().unwrap(), "eval.case.not-bad");
    let mut case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    let again = json!({"do": "register", "case": "c2", "review": "r1", "service": "s1", "level": "dissatisfied", "name": "anonymous"});
    assert_eq!(
        case.refused("2026-03-02T11:00:00+08:00", Role::System, again),
        "eval.case.exists"
    );
}

#[test]
fn a_refusal_names_the_guard_what_was_expected_and_the_rule() {
    let mut case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    let refusal = case
        .try_do(
            "2026-03-02T11:00:00+08:00",
            "unit-1",
            Role::Unit,
            json!({"do": "sign-for"}),
        )
        .unwrap_err();
    assert_eq!(refusal.guard, "eval.case.stage");
    assert_eq!(refusal.problems[0].expected.as_deref(), Some("dispatched"));
    assert_eq!(refusal.problems[0].found.as_deref(), Some("registered"));
    assert_eq!(refusal.basis[0].id, "guobanfa-2019-51");
    let late = case.try_do(
        "2026-03-01T11:00:00+08:00",
        "administration-1",
        Role::Administration,
        json!({"do": "dispatch", "unit": "o"}),
    );
    assert_eq!(late.unwrap_err().guard, "eval.case.time-order");
}

#[test]
fn the_buttons_of_a_page_are_the_commands_that_are_not_refused() {
    let case = verified("national");
    let may = |id: &str, role| {
        allowed(
            Some(&case.state()),
            &case.actor(id, role),
            &case.world.profile,
        )
    };
    assert_eq!(
        may("unit-1", Role::Unit),
        [CommandKind::Decide, CommandKind::Appeal]
    );
    assert_eq!(may("staff-7", Role::Assessed), [CommandKind::Appeal]);
    assert_eq!(may("staff-8", Role::Assessed), []);
    assert_eq!(may("system", Role::System), [CommandKind::Tick]);
    assert_eq!(may("supervisor", Role::Supervisor), [CommandKind::Caution]);
}

#[test]
fn the_log_read_back_from_json_gives_the_same_case() {
    let mut case = verified("shanghai-1-5-15");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-09T17:00:00+08:00");
    let text = serde_json::to_string(&case.events).unwrap();
    let events: Vec<_> = serde_json::from_str(&text).unwrap();
    let again: Option<Case> = replay(&events);
    assert_eq!(again, Some(case.state()));
}

#[test]
fn whom_it_is_about_answers_for_nothing_but_an_appeal() {
    let mut case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    case.ok(
        "2026-03-02T10:10:00+08:00",
        Role::Administration,
        json!({"do": "dispatch", "unit": "office-1"}),
    );
    let own =
        |case: &mut Loop, now: &str, command| case.refused_as(now, "staff-7", Role::Unit, command);
    let sign = json!({"do": "sign-for"});
    assert_eq!(
        own(&mut case, "2026-03-02T11:00:00+08:00", sign.clone()),
        "eval.case.own-work"
    );
    case.ok("2026-03-02T11:00:00+08:00", Role::Unit, sign);
    let call = json!({"do": "contact", "way": "phone", "outcome": "reached"});
    assert_eq!(
        own(&mut case, "2026-03-02T12:00:00+08:00", call.clone()),
        "eval.case.own-work"
    );
    case.ok("2026-03-02T12:00:00+08:00", Role::Unit, call);
    let decide =
        json!({"do": "decide", "finding": "unverifiable", "measure": "explain", "reasons": "t"});
    assert_eq!(
        own(&mut case, "2026-03-02T13:00:00+08:00", decide),
        "eval.case.own-work"
    );
    let appeal = json!({"do": "appeal", "ground": "mistaken-level", "evidence": ["e"]});
    case.ok_as(
        "2026-03-02T14:00:00+08:00",
        "staff-7",
        Role::Assessed,
        appeal,
    );
}

#[test]
fn what_was_shown_is_taken_back_when_the_review_is_void() {
    let mut case = verified("national");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-03T10:00:00+08:00");
    answer(&mut case, "2026-03-03T11:00:00+08:00");
    case.ok(
        "2026-03-03T12:00:00+08:00",
        Role::Administration,
        json!({"do": "publish", "text": "t"}),
    );
    case.ok(
        "2026-03-03T13:00:00+08:00",
        Role::Unit,
        json!({"do": "appeal", "ground": "mistaken-level", "evidence": ["e"]}),
    );
    let mut other = Loop {
        world: World::new("national"),
        events: case.events.clone(),
    };
    other.ok(
        "2026-03-03T14:00:00+08:00",
        Role::Administration,
        json!({"do": "withdraw"}),
    );
    assert!(
        matches!(other.state().publication, Publication::Withdrawn { .. }),
        "while the appeal runs"
    );
    case.ok("2026-03-03T14:00:00+08:00", Role::Administration,
        json!({"do": "void", "ground": "mistaken-level", "evidence": ["e"], "second": "administration-2"}));
    assert!(matches!(
        case.state().publication,
        Publication::Withdrawn { .. }
    ));
}

#[test]
fn another_unit_has_its_own_time_for_the_contact_and_the_first_keeps_what_it_missed() {
    let back = |returned: &str| {
        let mut case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
        case.ok(
            "2026-03-02T10:10:00+08:00",
            Role::Administration,
            json!({"do": "dispatch", "unit": "office-1"}),
        );
        case.ok(
            returned,
            Role::Unit,
            json!({"do": "return", "to": "office-2", "reason": "r"}),
        );
        case.ok(
            returned,
            Role::Administration,
            json!({"do": "approve-return"}),
        );
        let state = case.state();
        let contacts: Vec<_> = state
            .clocks
            .iter()
            .filter(|clock| clock.name == ClockName::Contact)
            .collect();
        assert_eq!(contacts.len(), 2);
        let due = contacts[1]
            .due(&case.world.calendar)
            .unwrap()
            .date
            .to_string();
        (contacts[0].verdict, due)
    };
    assert_eq!(
        back("2026-03-03T09:00:00+08:00"),
        (None, "2026-03-04".to_owned())
    );
    assert_eq!(
        back("2026-03-05T09:00:00+08:00"),
        (Some(Verdict::Missed), "2026-03-06".to_owned())
    );
}

#[test]
fn a_work_order_is_returned_in_its_time() {
    let mut case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    case.world.profile.rectify.return_within = Some(Length {
        n: 1,
        unit: LengthUnit::WorkingDay,
        roll: None,
        unit_assumed: false,
    });
    case.ok(
        "2026-03-02T10:10:00+08:00",
        Role::Administration,
        json!({"do": "dispatch", "unit": "office-1"}),
    );
    let back = json!({"do": "return", "to": "office-2", "reason": "r"});
    assert_eq!(
        case.refused("2026-03-04T09:00:00+08:00", Role::Unit, back.clone()),
        "eval.case.return-late"
    );
    case.ok("2026-03-03T23:00:00+08:00", Role::Unit, back);
}
