//! The closed loop: the walks a case can take, and the guards on the way.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Loop, answer, close, decide_immediate, not_closed, revisit, submit, verified};

use ip_eval::policy::{ClockName, Profile};
use ip_eval::rectify::{Colour, DueIndex, Outcome, Role, Stage, Supervision, Verdict};
use ip_eval::review::NameMode;
use serde_json::json;

#[test]
fn a_simple_case_is_put_right_answered_revisited_and_closed_in_time() {
    let mut case = verified("shanghai-1-5-15");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-09T17:00:00+08:00");
    answer(&mut case, "2026-03-10T09:00:00+08:00");
    assert_eq!(
        not_closed(&mut case, "2026-03-10T10:00:00+08:00"),
        "eval.case.revisit-missing"
    );
    revisit(&mut case, "2026-03-11T09:00:00+08:00", "satisfied");
    close(&mut case, "2026-03-11T10:00:00+08:00");
    let done = case.state();
    assert_eq!(
        (done.stage, done.outcome),
        (Stage::Closed, Some(Outcome::Satisfied))
    );
    assert_eq!(case.verdict(ClockName::Contact), Some(Verdict::Met));
    assert_eq!(
        case.verdict(ClockName::RectifySimple),
        Some(Verdict::Met),
        "the fifth working day counts to its end"
    );
    assert!(
        done.clocks
            .iter()
            .all(|clock| clock.ledger.stopped().is_some())
    );
    assert_eq!(done.supervision, Supervision::None);
}

#[test]
fn one_day_after_the_fifth_working_day_is_late_for_ever() {
    let mut case = verified("shanghai-1-5-15");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-10T00:00:01+08:00");
    assert_eq!(
        case.verdict(ClockName::RectifySimple),
        Some(Verdict::Missed)
    );
    case.ok(
        "2026-03-10T09:00:00+08:00",
        Role::Administration,
        json!({"do": "reject", "reason": "r1"}),
    );
    submit(&mut case, "2026-03-10T10:00:00+08:00");
    assert_eq!(
        case.verdict(ClockName::RectifySimple),
        Some(Verdict::Missed)
    );
}

#[test]
fn a_complex_case_is_counted_from_the_original_start_and_never_past_its_cap() {
    let mut case = verified("shanghai-1-5-15");
    let plan = |day: &str| {
        json!({"do": "decide", "finding": "partly-founded", "measure": "time-limited",
        "plannedOn": day, "reasons": "why"})
    };
    let now = "2026-03-04T09:00:00+08:00";
    // Fifteen working days from 2 March 2026 end on 23 March.
    assert_eq!(
        case.refused(now, Role::Unit, plan("2026-03-24")),
        "eval.case.planned-beyond"
    );
    assert_eq!(
        case.refused(now, Role::Unit, plan("2026-03-03")),
        "eval.case.planned-past"
    );
    case.ok(now, Role::Unit, plan("2026-03-23"));
    let profile = Profile::builtin("shanghai-1-5-15").unwrap();
    let clocks = case.state().read_clocks(
        "2026-03-20".parse().unwrap(),
        &profile,
        &case.world.calendar,
    );
    let complex = clocks
        .iter()
        .find(|c| c.name == ClockName::RectifyComplex)
        .unwrap();
    assert_eq!(complex.due_on, Some("2026-03-23".parse().unwrap()));
    assert_eq!(complex.colour, Colour::Soon);
    submit(&mut case, "2026-03-23T23:59:59+08:00");
    assert_eq!(case.verdict(ClockName::RectifyComplex), Some(Verdict::Met));
    assert_eq!(case.verdict(ClockName::RectifySimple), None);
}

#[test]
fn without_a_number_of_days_the_planned_day_is_the_limit() {
    let mut case = verified("national");
    case.ok(
        "2026-03-03T09:00:00+08:00",
        Role::Unit,
        json!({"do": "decide", "finding": "founded",
        "measure": "time-limited", "plannedOn": "2026-03-14", "reasons": "why"}),
    );
    let due = case
        .state()
        .clock(ClockName::RectifyComplex)
        .unwrap()
        .due(&case.world.calendar);
    assert_eq!(due.unwrap().date, "2026-03-14".parse().unwrap());
}

#[test]
fn paused_days_do_not_run_and_an_extension_moves_the_last_day_once() {
    let mut case = verified("shanghai-1-5-15");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    case.ok(
        "2026-03-04T09:00:00+08:00",
        Role::Administration,
        json!({"do": "pause", "reason": "awaiting-reviewer"}),
    );
    let early = json!({"do": "submit", "measures": "m1", "proof": ["photo-1"]});
    assert_eq!(
        case.refused("2026-03-05T09:00:00+08:00", Role::Unit, early),
        "eval.case.paused"
    );
    case.ok(
        "2026-03-06T09:00:00+08:00",
        Role::Administration,
        json!({"do": "resume"}),
    );
    let due = |case: &Loop| {
        case.state()
            .clock(ClockName::RectifySimple)
            .unwrap()
            .due(&case.world.calendar)
    };
    // 3 March, then 6, 9, 10, 11: two working days stood still.
    assert_eq!(due(&case).unwrap().date, "2026-03-11".parse().unwrap());
    let extend = |days: u32| json!({"do": "extend", "days": days, "reason": "r1"});
    assert_eq!(
        case.refused("2026-03-06T10:00:00+08:00", Role::Administration, extend(6)),
        "eval.case.days-none"
    );
    case.ok("2026-03-06T10:00:00+08:00", Role::Administration, extend(2));
    assert_eq!(due(&case).unwrap().date, "2026-03-13".parse().unwrap());
    assert_eq!(
        case.refused("2026-03-06T11:00:00+08:00", Role::Administration, extend(1)),
        "eval.case.extensions-over"
    );
}

#[test]
fn an_anonymous_case_is_verified_internally_and_never_revisited() {
    let case = Loop::register("national", NameMode::Anonymous, "2026-03-02T10:00:00+08:00");
    assert!(case.state().clock(ClockName::Contact).is_none());
    let mut case = case.signed_for(Role::Hotline);
    let call = json!({"do": "contact", "way": "phone", "outcome": "reached"});
    assert_eq!(
        case.refused("2026-03-02T12:00:00+08:00", Role::Unit, call),
        "eval.case.anonymous"
    );
    case.ok(
        "2026-03-02T12:00:00+08:00",
        Role::Unit,
        json!({"do": "verify-internally"}),
    );
    decide_immediate(&mut case, "2026-03-02T13:00:00+08:00");
    submit(&mut case, "2026-03-02T14:00:00+08:00");
    let sent = json!({"do": "approve", "message": "sent", "answer": "a1"});
    assert_eq!(
        case.refused("2026-03-02T15:00:00+08:00", Role::Administration, sent),
        "eval.case.message"
    );
    case.ok(
        "2026-03-02T15:00:00+08:00",
        Role::Administration,
        json!({"do": "approve", "message": "impossible", "answer": "a1"}),
    );
    close(&mut case, "2026-03-02T16:00:00+08:00");
    assert_eq!(case.state().outcome, Some(Outcome::Anonymous));
}

#[test]
fn unreachable_means_three_attempts_on_two_days() {
    let case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    let mut case = case.signed_for(Role::Administration);
    let call = || json!({"do": "contact", "way": "phone", "outcome": "no-answer"});
    for hour in [12, 13, 14] {
        case.ok(
            &format!("2026-03-02T{hour}:00:00+08:00"),
            Role::Unit,
            call(),
        );
    }
    let alone = || json!({"do": "verify-internally"});
    assert_eq!(
        case.refused("2026-03-02T15:00:00+08:00", Role::Unit, alone()),
        "eval.case.reachable"
    );
    case.ok("2026-03-03T09:00:00+08:00", Role::Unit, call());
    case.ok("2026-03-03T09:30:00+08:00", Role::Unit, alone());
    assert_eq!(case.state().stage, Stage::Verifying);
}

#[test]
fn a_dissatisfied_reviewer_has_it_taken_up_once_more_then_gets_an_explanation() {
    let mut case = verified("national");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-03T10:00:00+08:00");
    answer(&mut case, "2026-03-03T11:00:00+08:00");
    let reopen = || json!({"do": "reopen", "reason": "r1"});
    revisit(&mut case, "2026-03-04T09:00:00+08:00", "no-answer");
    assert_eq!(
        case.refused("2026-03-04T09:10:00+08:00", Role::Administration, reopen()),
        "eval.case.not-dissatisfied"
    );
    revisit(&mut case, "2026-03-04T10:00:00+08:00", "dissatisfied");
    case.ok("2026-03-04T11:00:00+08:00", Role::Administration, reopen());
    assert_eq!(case.state().stage, Stage::Rectifying);
    submit(&mut case, "2026-03-05T10:00:00+08:00");
    answer(&mut case, "2026-03-05T11:00:00+08:00");
    assert_eq!(
        not_closed(&mut case, "2026-03-05T12:00:00+08:00"),
        "eval.case.revisit-missing",
        "the revisit of the first round does not serve the second"
    );
    revisit(&mut case, "2026-03-06T10:00:00+08:00", "dissatisfied");
    assert_eq!(
        case.refused("2026-03-06T11:00:00+08:00", Role::Administration, reopen()),
        "eval.case.reopenings-over"
    );
    assert_eq!(
        not_closed(&mut case, "2026-03-06T11:00:00+08:00"),
        "eval.case.explanation-missing"
    );
    case.ok(
        "2026-03-06T11:00:00+08:00",
        Role::Administration,
        json!({"do": "close", "explanation": "e1"}),
    );
    assert_eq!(case.state().outcome, Some(Outcome::Unsatisfied));
}

#[test]
fn what_is_due_is_found_by_its_day_and_gone_when_done() {
    let mut case = verified("shanghai-1-5-15");
    let mut index = DueIndex::default();
    index.update(&case.state(), &case.world.calendar);
    let due = |index: &DueIndex, day: &str| -> Vec<(String, ClockName)> {
        index
            .until(day.parse().unwrap())
            .map(|(day, _, name)| (day.to_string(), name))
            .collect()
    };
    assert!(due(&index, "2026-03-08").is_empty());
    let expected = [("2026-03-09".to_owned(), ClockName::RectifySimple)];
    assert_eq!(due(&index, "2026-03-09"), expected);
    index.update(&case.state(), &case.world.calendar);
    assert_eq!(
        (due(&index, "2026-04-01"), index.len()),
        (expected.to_vec(), 1)
    );
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-03T10:00:00+08:00");
    index.update(&case.state(), &case.world.calendar);
    assert!(index.is_empty() && due(&index, "2026-04-01").is_empty());
}
