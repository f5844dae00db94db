//! Messages go out in working hours, few, and to nobody who has answered.
#![allow(clippy::panic, clippy::unwrap_used)]

mod common;

use chrono::{Datelike as _, Duration, FixedOffset, Timelike as _};
use common::{World, at, form, service};
use ip_eval::invite::{Ask, ask, plan};
use ip_eval::level::Level;
use ip_eval::policy::Policies;
use ip_eval::review::{Command, Comment, Kind, Reviews, check_comment, decide, evolve};
use ip_eval::tally::{Cube, Key, of_comment};
use proptest::prelude::*;
use serde_json::json;

fn opened(world: &World, time: &str) -> Reviews {
    let command = Command::Open {
        service: service("s1", time),
    };
    let events = decide(&Reviews::default(), command, &world.context(time)).unwrap();
    events.iter().fold(Reviews::default(), evolve)
}

#[test]
fn an_invitation_after_three_days_and_one_reminder() {
    let world = World::new("national");
    // Thursday 5 March 2026, half past twelve: three days on is a Sunday, so Monday at nine.
    let state = opened(&world, "2026-03-05T12:30:00+08:00");
    let planned = plan(&state, false, &world.profile, &world.calendar);
    let times: Vec<String> = planned.iter().map(|i| i.at.to_rfc3339()).collect();
    assert_eq!(
        times,
        ["2026-03-09T09:00:00+08:00", "2026-03-16T09:00:00+08:00"]
    );
    assert!(
        plan(&state, true, &world.profile, &world.calendar).is_empty(),
        "who does not want to be asked is not"
    );
    let t = "2026-03-05T13:00:00+08:00";
    let submit = Command::Submit {
        review: form("r1", Level::Satisfied, t),
        suspicions: Vec::new(),
    };
    let events = decide(&state, submit, &world.context(t)).unwrap();
    let state = events.iter().fold(state, evolve);
    assert!(
        plan(&state, false, &world.profile, &world.calendar).is_empty(),
        "who has reviewed is not"
    );
}

#[test]
fn nobody_is_reminded_of_a_window_that_is_over() {
    let world = World::new("guangdong-2019-default");
    let state = opened(&world, "2026-03-05T12:30:00+08:00");
    let planned = plan(&state, false, &world.profile, &world.calendar);
    assert_eq!(
        planned.len(),
        1,
        "the reminder would come after the seventh day"
    );
}

#[test]
fn what_was_missed_is_made_up_for_with_one_message_in_working_hours() {
    let world = World::new("national");
    let state = opened(&world, "2026-03-05T12:30:00+08:00");
    let ask = |sent: &[&str], now: &str| {
        let sent: Vec<_> = sent.iter().map(|time| at(time)).collect();
        ask(
            &state,
            &sent,
            false,
            at(now),
            &world.profile,
            &world.calendar,
        )
    };
    let later = |asked| match asked {
        Ask::Later(invitation) => (invitation.number, invitation.at.to_rfc3339()),
        other => panic!("{other:?}"),
    };
    let first = "2026-03-09T09:00:00+08:00";
    assert_eq!(
        later(ask(&[], "2026-03-09T08:59:59+08:00")),
        (1, first.into())
    );
    assert!(matches!(ask(&[], first), Ask::Now(one) if one.number == 1));
    // Nobody looked for two weeks, and then at night: one message in the morning, the reminder five working days on.
    assert_eq!(
        later(ask(&[], "2026-03-24T23:00:00+08:00")),
        (1, "2026-03-25T09:00:00+08:00".into())
    );
    let late = "2026-03-25T09:00:00+08:00";
    assert_eq!(
        later(ask(&[late], late)),
        (2, "2026-04-01T09:00:00+08:00".into())
    );
    assert_eq!(
        ask(&[first, late], "2026-05-06T10:00:00+08:00"),
        Ask::Never,
        "two and no more"
    );
}

#[test]
fn a_message_that_comes_after_the_window_is_not_sent() {
    let world = World::new("guangdong-2019-default");
    let state = opened(&world, "2026-03-05T12:30:00+08:00");
    let asked = |now| ask(&state, &[], false, at(now), &world.profile, &world.calendar);
    assert!(
        matches!(asked("2026-03-12T16:59:00+08:00"), Ask::Now(_)),
        "the seventh day"
    );
    assert_eq!(asked("2026-03-12T17:00:00+08:00"), Ask::Never);
}

#[test]
fn at_noon_a_message_waits_for_the_afternoon() {
    let world = World::new("national");
    let sent = |time: &str| {
        world
            .profile
            .invitation
            .hours
            .at_or_after(at(time), &world.calendar)
            .unwrap()
            .to_rfc3339()
    };
    assert_eq!(
        sent("2026-03-05T12:30:00+08:00"),
        "2026-03-05T14:00:00+08:00"
    );
    assert_eq!(
        sent("2026-03-05T11:59:59+08:00"),
        "2026-03-05T11:59:59+08:00"
    );
    assert_eq!(
        sent("2026-03-05T17:00:00+08:00"),
        "2026-03-06T09:00:00+08:00"
    );
    // A Sunday that is worked counts as a working day.
    assert_eq!(
        sent("2025-09-28T10:00:00+08:00"),
        "2025-09-28T10:00:00+08:00"
    );
    // Another zone is the same instant.
    assert_eq!(
        sent("2026-03-05T04:30:00+00:00"),
        "2026-03-05T14:00:00+08:00"
    );
}

#[test]
fn hours_out_of_order_are_refused_with_the_profile() {
    let file =
        include_str!("../data/policies.toml").replace("from = \"14:00:00\"", "from = \"11:00:00\"");
    assert_eq!(
        Policies::from_toml(&file).unwrap_err().code,
        "eval.policy.hours"
    );
}

fn comment(value: serde_json::Value) -> Comment {
    serde_json::from_value(value).unwrap()
}

#[test]
fn comments_and_checks_are_counted_apart_and_enter_no_rate() {
    let now = at("2026-03-06T10:00:00+08:00");
    let general = comment(
        json!({"id": "k1", "kind": "general-comment", "unit": "u1", "level": "dissatisfied",
        "channel": "suggestion-box", "at": "2026-03-05T10:00:00+08:00"}),
    );
    let check = comment(
        json!({"id": "k2", "kind": "supervisory", "unit": "u1", "point": "w1", "text": "t1", "channel": "third-party",
        "commission": "plan-2026-1", "at": "2026-03-05T11:00:00+08:00"}),
    );
    check_comment(&general, now).unwrap();
    check_comment(&check, now).unwrap();
    let cube: Cube<Key> = [&general, &check]
        .into_iter()
        .filter_map(|one| of_comment(one, None))
        .collect();
    let total = cube.total(|_| true);
    assert_eq!((total.comments, total.checks, total.remarks), (1, 1, 1));
    assert_eq!(
        (total.services, total.active, total.supplementary),
        Default::default()
    );
    assert_eq!(cube.total(|key| key.point.as_str() == "w1").checks, 1);

    let mut wrong = check;
    wrong.kind = Kind::Active;
    assert!(of_comment(&wrong, None).is_none());
    wrong.commission = None;
    wrong.text = None;
    let codes: Vec<String> = check_comment(&wrong, now)
        .unwrap_err()
        .0
        .into_iter()
        .map(|p| p.code.into_owned())
        .collect();
    assert_eq!(codes, ["eval.comment.kind", "eval.comment.empty"]);
    wrong.kind = Kind::Supervisory;
    wrong.at = at("2026-03-07T10:00:00+08:00");
    let codes: Vec<String> = check_comment(&wrong, now)
        .unwrap_err()
        .0
        .into_iter()
        .map(|p| p.code.into_owned())
        .collect();
    assert_eq!(
        codes,
        [
            "eval.comment.commission-missing",
            "eval.comment.empty",
            "eval.review.in-future"
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whenever a message falls due, it goes out later or at once, on a working day, within the hours, and never at noon.
    #[test]
    fn messages_go_out_in_working_hours(minutes in 0_i64..60 * 24 * 700, seconds in 0_i64..60) {
        let world = World::new("national");
        let due = at("2025-01-01T00:00:00+08:00") + Duration::minutes(minutes) + Duration::seconds(seconds);
        let sent = world.profile.invitation.hours.at_or_after(due, &world.calendar).unwrap();
        prop_assert!(sent >= due);
        let local = sent.with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap());
        prop_assert!(world.calendar.is_working_day(local.date_naive()), "{} {}", local, local.weekday());
        prop_assert!(matches!(local.hour(), 9..12 | 14..17), "{local}");
        prop_assert!(sent - due < Duration::days(12), "no holiday is that long");
    }
}
