//! Figures of the closed loop that nobody can flatter: by switching, pausing, handing in anything, or asking twice.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Loop, answer, decide_immediate, form, revisit, service, submit, verified};
use ip_eval::level::{Level, PerLevel};
use ip_eval::metric::Yardstick;
use ip_eval::policy::{ClockName, Profile};
use ip_eval::rectify::{Role, Stage, Supervision, Verdict};
use ip_eval::review::{self, Command, NameMode, Reviews, VoidGround};
use ip_eval::tally::{Cell, Cube, Figure, Key, of_case, of_reviews};
use serde_json::json;

const SHANGHAI: &str = "shanghai-1-5-15";

/// What a case counts, and the figure of it alone.
fn counted(case: &Loop) -> (Cell, Figure) {
    let served = service("s1", "2026-03-02T09:00:00+08:00");
    let cell = of_case(&case.state(), &served, None).1;
    let yardstick = Yardstick::of(&case.world.profile).unwrap();
    (cell, Figure::of(&cell, &yardstick, 5).unwrap())
}

fn tick(case: &mut Loop, now: &str) {
    case.ok(now, Role::System, json!({"do": "tick"}));
}

fn on_time(case: &Loop) -> Option<String> {
    counted(case).1.rectification.on_time_rate
}

#[test]
fn what_is_declared_complex_after_its_last_day_stays_missed() {
    let late = json!({"do": "decide", "finding": "founded", "measure": "time-limited", "plannedOn": "2026-03-20",
        "reasons": "why"});
    for ticked in [false, true] {
        let mut case = verified(SHANGHAI);
        if ticked {
            tick(&mut case, "2026-03-10T09:00:00+08:00");
        }
        case.ok("2026-03-18T09:00:00+08:00", Role::Unit, late.clone());
        submit(&mut case, "2026-03-19T09:00:00+08:00");
        assert_eq!(
            case.verdict(ClockName::RectifySimple),
            Some(Verdict::Missed)
        );
        assert_eq!(
            on_time(&case).as_deref(),
            Some("0.000000000"),
            "ticked {ticked}"
        );
        let simple = case
            .state()
            .clock(ClockName::RectifySimple)
            .unwrap()
            .clone();
        assert_eq!(simple.ledger.stopped(), Some("2026-03-18".parse().unwrap()));
    }
    // In time it is no miss.
    let mut case = verified(SHANGHAI);
    case.ok("2026-03-09T23:00:00+08:00", Role::Unit, late);
    submit(&mut case, "2026-03-19T09:00:00+08:00");
    assert_eq!(on_time(&case).as_deref(), Some("1.000000000"));
}

#[test]
fn a_pause_after_the_last_day_hides_no_miss() {
    let mut case = verified(SHANGHAI);
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    let pause = json!({"do": "pause", "reason": "awaiting-reviewer"});
    case.ok("2026-03-11T09:00:00+08:00", Role::Administration, pause);
    assert_eq!(
        case.verdict(ClockName::RectifySimple),
        Some(Verdict::Missed)
    );
    tick(&mut case, "2026-06-20T09:00:00+08:00");
    assert_eq!(case.state().supervision, Supervision::Yellow);
    let (cell, figure) = counted(&case);
    assert_eq!((cell.missed, cell.paused), (1, 1));
    assert_eq!(
        figure.rectification.on_time_rate.as_deref(),
        Some("0.000000000")
    );
}

#[test]
fn an_appeal_that_pauses_the_clocks_hides_no_miss_either() {
    let mut case = verified(SHANGHAI);
    case.world.profile.appeal.pauses_clocks = true;
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    let appeal = json!({"do": "appeal", "ground": "wrong-object", "evidence": ["e1"]});
    case.ok("2026-03-11T09:00:00+08:00", Role::Unit, appeal);
    assert_eq!(
        case.verdict(ClockName::RectifySimple),
        Some(Verdict::Missed)
    );
}

#[test]
fn what_was_sent_back_is_not_put_right_and_has_a_time_of_its_own() {
    let mut case = verified(SHANGHAI);
    decide_immediate(&mut case, "2026-03-02T16:00:00+08:00");
    submit(&mut case, "2026-03-02T17:00:00+08:00");
    assert_eq!(counted(&case).0.rectified, 0, "handed in is not approved");
    let reject = json!({"do": "reject", "reason": "r1"});
    case.ok("2026-03-03T09:00:00+08:00", Role::Administration, reject);
    // Five working days from 3 March, as the simple rectification had.
    let redo = case.state().clock(ClockName::Redo).unwrap().clone();
    let due = redo.due(&case.world.calendar).unwrap().date;
    assert_eq!(due, "2026-03-10".parse().unwrap());
    let (cell, figure) = counted(&case);
    assert_eq!((cell.rectified, cell.met, cell.missed), (0, 0, 0));
    assert_eq!(
        figure.rectification.rectified_rate.as_deref(),
        Some("0.000000000")
    );
    assert_eq!(
        figure.rectification.on_time_rate, None,
        "open, and not yet due"
    );
    tick(&mut case, "2026-03-11T09:00:00+08:00");
    assert_eq!(on_time(&case).as_deref(), Some("0.000000000"));
    assert_eq!(
        case.verdict(ClockName::RectifySimple),
        Some(Verdict::Met),
        "the first verdict stands"
    );
}

#[test]
fn put_right_counts_from_approval_until_it_is_taken_up_again() {
    let mut case = verified(SHANGHAI);
    decide_immediate(&mut case, "2026-03-02T16:00:00+08:00");
    submit(&mut case, "2026-03-02T17:00:00+08:00");
    answer(&mut case, "2026-03-03T09:00:00+08:00");
    assert_eq!(counted(&case).0.rectified, 1);
    revisit(&mut case, "2026-03-03T10:00:00+08:00", "dissatisfied");
    let reopen = json!({"do": "reopen", "reason": "r1"});
    case.ok("2026-03-03T11:00:00+08:00", Role::Administration, reopen);
    assert_eq!(counted(&case).0.rectified, 0);
}

#[test]
fn an_explanation_is_counted_apart() {
    let mut case = verified(SHANGHAI);
    let explain =
        json!({"do": "decide", "finding": "unverifiable", "measure": "explain", "reasons": "why"});
    case.ok("2026-03-02T16:00:00+08:00", Role::Unit, explain);
    answer(&mut case, "2026-03-03T09:00:00+08:00");
    let (cell, figure) = counted(&case);
    assert_eq!((cell.rectified, cell.explained, cell.met), (0, 1, 0));
    assert_eq!(
        figure.rectification.explained_rate.as_deref(),
        Some("1.000000000")
    );
    assert_eq!(figure.rectification.on_time_rate, None);
}

#[test]
fn a_revisit_is_answered_once_a_round_and_every_round_counts() {
    let mut case = verified(SHANGHAI);
    decide_immediate(&mut case, "2026-03-02T16:00:00+08:00");
    submit(&mut case, "2026-03-02T17:00:00+08:00");
    answer(&mut case, "2026-03-03T09:00:00+08:00");
    revisit(&mut case, "2026-03-03T10:00:00+08:00", "no-answer");
    revisit(&mut case, "2026-03-03T11:00:00+08:00", "dissatisfied");
    let again = json!({"do": "revisit", "way": "phone", "outcome": "satisfied"});
    let refused = case.refused("2026-03-03T11:01:00+08:00", Role::Hotline, again);
    assert_eq!(refused, "eval.case.revisit-answered");
    let reopen = json!({"do": "reopen", "reason": "r1"});
    case.ok("2026-03-03T12:00:00+08:00", Role::Administration, reopen);
    submit(&mut case, "2026-03-03T13:00:00+08:00");
    answer(&mut case, "2026-03-03T14:00:00+08:00");
    revisit(&mut case, "2026-03-03T15:00:00+08:00", "satisfied");
    let (cell, figure) = counted(&case);
    assert_eq!((cell.revisited, cell.heard, cell.satisfied), (1, 2, 1));
    let satisfaction = figure.rectification.revisit_satisfaction;
    assert_eq!(satisfaction.as_deref(), Some("0.500000000"));
}

#[test]
fn who_was_reached_is_not_unreachable() {
    let case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    let mut case = case.signed_for(Role::Administration);
    for (now, outcome) in [
        ("2026-03-02T12:00:00+08:00", "no-answer"),
        ("2026-03-03T12:00:00+08:00", "no-answer"),
        ("2026-03-03T13:00:00+08:00", "reached"),
    ] {
        let call = json!({"do": "contact", "way": "phone", "outcome": outcome});
        case.ok(now, Role::Unit, call);
    }
    decide_immediate(&mut case, "2026-03-03T14:00:00+08:00");
    submit(&mut case, "2026-03-03T15:00:00+08:00");
    let impossible = json!({"do": "approve", "message": "impossible", "answer": "a1"});
    let refused = case.refused(
        "2026-03-03T16:00:00+08:00",
        Role::Administration,
        impossible,
    );
    assert_eq!(refused, "eval.case.message");
}

#[test]
fn before_dispatch_there_is_no_unit_that_could_appeal() {
    let mut case = Loop::register("national", NameMode::RealName, "2026-03-02T10:00:00+08:00");
    let mut nobody = case.actor("unit-1", Role::Unit);
    nobody.unit = None;
    let appeal = json!({"do": "appeal", "ground": "wrong-object", "evidence": ["e1"]});
    let command = serde_json::from_value(appeal.clone()).unwrap();
    let context = ip_eval::rectify::Context {
        now: common::at("2026-03-02T11:00:00+08:00"),
        profile: &case.world.profile,
        calendar: &case.world.calendar,
    };
    let state = case.state();
    let refused = ip_eval::rectify::decide(Some(&state), command, &nobody, &context).unwrap_err();
    assert_eq!(refused.guard, "eval.case.other-unit");
    // The person it is about may.
    case.ok_as(
        "2026-03-02T11:00:00+08:00",
        "staff-7",
        Role::Assessed,
        appeal,
    );
}

#[test]
fn a_case_keeps_the_rules_it_was_opened_under() {
    let mut case = verified(SHANGHAI);
    case.world.profile = Profile::builtin("dezhou-5").unwrap();
    let decide = json!({"do": "decide", "finding": "founded", "measure": "immediate"});
    let refused = case.refused("2026-03-02T16:00:00+08:00", Role::Unit, decide);
    assert_eq!(refused, "eval.case.other-profile");
    assert_eq!(case.state().stage, Stage::Verifying);
}

#[test]
fn a_revisit_of_a_review_that_is_not_bad_enters_no_rate_of_bad_ones() {
    let world = common::World::new("shenyang-ip");
    let level = Level::BasicallySatisfied;
    let case = Loop::try_register(
        world,
        level,
        NameMode::RealName,
        "2026-03-02T10:00:00+08:00",
    );
    let (cell, _) = counted(&case.unwrap());
    let expected = Cell {
        followed: 1,
        ..Cell::default()
    };
    assert_eq!(cell, expected);
}

/// One service with a review of this level, then whatever is done with it.
fn reviewed(level: Level, more: &[Command]) -> Vec<(Key, Cell)> {
    let world = common::World::new("national");
    let served = "2026-02-27T10:00:00+08:00";
    let given = "2026-03-02T10:00:00+08:00";
    let open = Command::Open {
        service: service("s1", served),
    };
    let submit = Command::Submit {
        review: form("r1", level, given),
        suspicions: Vec::new(),
    };
    let mut state = Reviews::default();
    for command in [&open, &submit].into_iter().chain(more) {
        let context = world.context("2026-03-03T10:00:00+08:00");
        let events = review::decide(&state, command.clone(), &context).unwrap();
        state = events.iter().fold(state, review::evolve);
    }
    of_reviews(&state, None)
}

fn void() -> Command {
    Command::Void {
        review: "r1".parse().unwrap(),
        ground: VoidGround::Fabricated,
        deciders: vec!["a".parse().unwrap(), "b".parse().unwrap()],
        evidence: vec!["e".parse().unwrap()],
    }
}

#[test]
fn the_share_of_void_reviews_is_that_of_bad_ones() {
    let yardstick = Yardstick::of(&Profile::builtin("national").unwrap()).unwrap();
    let figure = |parts: &[Vec<(Key, Cell)>]| {
        let cube: Cube<Key> = parts.concat().into_iter().collect();
        Figure::of(&cube.total(|_| true), &yardstick, 5).unwrap()
    };
    let share = |figure: Figure| figure.rectification.void_share;
    let bad = reviewed(Level::Dissatisfied, &[]);
    let void_good = reviewed(Level::VerySatisfied, &[void()]);
    let void_bad = reviewed(Level::VeryDissatisfied, &[void()]);
    let fabricated = figure(&[bad.clone(), void_good.clone(), void_good]);
    assert_eq!(share(fabricated).as_deref(), Some("0.000000000"));
    assert_eq!(
        share(figure(&[bad, void_bad])).as_deref(),
        Some("0.500000000")
    );
    let hold = Command::Hold {
        review: "r1".parse().unwrap(),
        detectors: vec!["F8".into()],
    };
    let held = figure(&[
        reviewed(Level::Dissatisfied, std::slice::from_ref(&hold)),
        reviewed(Level::Satisfied, &[hold]),
    ]);
    assert_eq!((held.held, held.held_bad), (2, 1));
}

#[test]
fn rates_of_services_are_those_of_the_services_of_the_period() {
    let yardstick = Yardstick::of(&Profile::builtin("national").unwrap()).unwrap();
    // Served on the last Friday of February, reviewed in March; in March a service that nobody reviewed.
    let mut cube: Cube<Key> = reviewed(Level::Satisfied, &[]).into_iter().collect();
    let march = service("s2", "2026-03-05T10:00:00+08:00");
    let unreviewed = Reviews {
        service: Some(march),
        ..Reviews::default()
    };
    for (key, cell) in of_reviews(&unreviewed, None) {
        cube.add(key, cell);
    }
    let month = |from: &str| {
        let from = from.parse().unwrap();
        let cell = cube.total(|key| key.month() == from);
        Figure::of(&cell, &yardstick, 5).unwrap().metrics
    };
    let (february, march) = (month("2026-02-01"), month("2026-03-01"));
    assert_eq!((february.active, march.active), (0, 1));
    assert_eq!(
        february.active_rate_of_services.as_deref(),
        Some("1.000000000")
    );
    assert_eq!(
        march.active_rate_of_services.as_deref(),
        Some("0.000000000")
    );
    assert_eq!(march.not_reviewed_rate.as_deref(), Some("1.000000000"));
}

#[test]
fn an_interval_over_answers_is_not_narrowed_by_defaults() {
    let yardstick = Yardstick::of(&Profile::builtin("national").unwrap()).unwrap();
    let given = PerLevel([1, 0, 0, 0, 1]);
    let entered = PerLevel([0, 0, 9998, 0, 0]);
    let m = ip_eval::metric::metrics(&given, &entered, None, &yardstick).unwrap();
    assert_eq!(m.wilson_good_active, ip_eval::metric::wilson(1, 2));
    assert_eq!(m.wilson_bad_active, ip_eval::metric::wilson(1, 2));
    assert_eq!(m.bad_rate_active.as_deref(), Some("0.500000000"));
}

#[test]
fn more_reviews_than_services_give_no_review_rate() {
    let yardstick = Yardstick::of(&Profile::builtin("national").unwrap()).unwrap();
    let given = PerLevel([5, 0, 0, 0, 0]);
    let entered = PerLevel([0, 0, 10, 0, 0]);
    let m =
        |services| ip_eval::metric::metrics(&given, &entered, Some(services), &yardstick).unwrap();
    assert_eq!(m(12).review_rate, None);
    assert_eq!(m(15).review_rate.as_deref(), Some("1.000000000"));
    assert_eq!(
        m(12).active_rate_of_services.as_deref(),
        Some("0.416666667")
    );
}

#[test]
fn only_the_reviewer_adds_to_a_review_and_only_when_the_place_lets_it() {
    let refused = |profile: &str, reviewer: &str, closed: Option<&str>| {
        let world = common::World::new(profile);
        let context = world.context("2026-03-20T10:00:00+08:00");
        let given = "2026-03-02T10:00:00+08:00";
        let open = Command::Open {
            service: service("s1", given),
        };
        let first = Command::Submit {
            review: form("r1", Level::Dissatisfied, given),
            suspicions: Vec::new(),
        };
        let mut again = form("r2", Level::VerySatisfied, "2026-03-12T10:00:00+08:00");
        again.reviewer = Some(reviewer.parse().unwrap());
        let mut state = Reviews::default();
        for command in [open, first] {
            let events = review::decide(&state, command, &context).unwrap();
            state = events.iter().fold(state, review::evolve);
        }
        let add = Command::Supplement {
            review: again,
            closed_at: closed.map(common::at),
        };
        let done = review::decide(&state, add, &context);
        done.err().map(|refusal| refusal.guard)
    };
    let other = refused("national", "staff-7", None);
    assert_eq!(other.as_deref(), Some("eval.review.other-reviewer"));
    assert_eq!(refused("national", "citizen-1", None), None);
    let zhejiang = |closed| refused("zhejiang-2019", "citizen-1", closed);
    let open = Some("eval.review.rectification-open");
    assert_eq!(zhejiang(None).as_deref(), open);
    assert_eq!(zhejiang(Some("2026-03-13T10:00:00+08:00")).as_deref(), open);
    assert_eq!(zhejiang(Some("2026-03-11T10:00:00+08:00")), None);
}

#[test]
fn in_zhejiang_the_answer_is_due_with_the_rectification() {
    let mut case = verified("zhejiang-2019");
    decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    submit(&mut case, "2026-03-16T09:00:00+08:00");
    let reject = json!({"do": "reject", "reason": "r1"});
    case.ok("2026-03-16T10:00:00+08:00", Role::Administration, reject);
    assert_eq!(
        case.verdict(ClockName::Feedback),
        None,
        "the answer is still due"
    );
    submit(&mut case, "2026-03-16T11:00:00+08:00");
    answer(&mut case, "2026-03-18T10:00:00+08:00");
    assert_eq!(case.verdict(ClockName::Feedback), Some(Verdict::Missed));
}
