//! The clock: the worked example of a licence case, pauses, colours, and its laws.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::{Days, NaiveDate};
use ip_core::calendar::Calendar;
use ip_core::clock::{Clock, Event, Level, Run, Warning};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn due(clock: &Clock) -> NaiveDate {
    let calendar = Calendar::builtin().unwrap();
    clock.due(&calendar).expect("no open pause").date
}

/// Received on Monday 3 March 2025, nothing asked for in five working days, so accepted that day.
#[test]
fn the_worked_example_of_a_licence_case() {
    assert_eq!(due(&Clock::new(day("2025-03-03"), 5)), day("2025-03-10"));
    let mut clock = Clock::new(day("2025-03-03"), 20);
    assert_eq!(due(&clock), day("2025-03-31"));

    let mut extended = clock.clone();
    let extension = Event::extended(day("2025-03-28"), 10, "head-of-authority");
    extended.record(extension).unwrap();
    assert_eq!(due(&extended), day("2025-04-15"));

    let review = Event::paused(day("2025-03-12"), "expert-review", "notice");
    clock.record(review).unwrap();
    let calendar = Calendar::builtin().unwrap();
    assert_eq!(
        clock.due(&calendar),
        None,
        "no end is known while it stands"
    );
    clock.record(Event::resumed(day("2025-03-19"))).unwrap();
    assert_eq!(due(&clock), day("2025-04-08"));
}

#[test]
fn a_reading_counts_working_days_and_colours_them() {
    let calendar = Calendar::builtin().unwrap();
    let clock = Clock::new(day("2025-03-03"), 20);
    let read = |on: &str| {
        let reading = clock.read(day(on), &calendar);
        (reading.used, reading.left, reading.level)
    };
    assert_eq!(read("2025-03-03"), (0, 20, Level::Green));
    assert_eq!(read("2025-03-24"), (15, 5, Level::Green));
    assert_eq!(read("2025-03-25"), (16, 4, Level::Yellow));
    assert_eq!(read("2025-03-31"), (20, 0, Level::Yellow));
    assert_eq!(read("2025-04-01"), (21, 0, Level::Overdue));
    let never = Warning {
        days: 0,
        percent: 0,
    };
    let reading = clock.read_with(day("2025-03-28"), &calendar, never);
    assert_eq!((reading.left, reading.level), (1, Level::Green));
}

#[test]
fn a_stopped_clock_uses_no_more() {
    let calendar = Calendar::builtin().unwrap();
    let mut clock = Clock::new(day("2025-03-03"), 5);
    clock.record(Event::stopped(day("2025-03-06"))).unwrap();
    let reading = clock.read(day("2025-12-01"), &calendar);
    assert_eq!((reading.used, reading.run), (3, Run::Stopped));
    assert_eq!(reading.level, Level::Green);
}

#[test]
fn a_pause_stands_still_and_says_so() {
    let calendar = Calendar::builtin().unwrap();
    let mut clock = Clock::new(day("2025-03-03"), 5);
    let pause = Event::paused(day("2025-03-05"), "appraisal", "letter 3");
    clock.record(pause).unwrap();
    let reading = clock.read(day("2025-06-30"), &calendar);
    assert_eq!(
        (reading.used, reading.run, reading.due),
        (1, Run::Paused, None)
    );
    let pause = clock.pauses().next().unwrap();
    assert_eq!(
        (pause.reason, pause.evidence),
        ("appraisal", Some("letter 3"))
    );
}

#[test]
fn a_budget_of_nothing_is_due_at_once() {
    let calendar = Calendar::builtin().unwrap();
    let clock = Clock::new(day("2025-03-03"), 0);
    assert_eq!(due(&clock), day("2025-03-03"));
    assert_eq!(
        clock.read(day("2025-03-04"), &calendar).level,
        Level::Overdue
    );
}

#[test]
fn events_that_do_not_fit_are_refused() {
    let mut clock = Clock::new(day("2025-03-03"), 20);
    let mut code = |event: Event| clock.record(event).unwrap_err().code();
    assert_eq!(
        code(Event::resumed(day("2025-03-04"))),
        "core.clock.not-paused"
    );
    assert_eq!(
        code(Event::stopped(day("2025-03-02"))),
        "core.clock.out-of-order"
    );
    let huge = Event::extended(day("2025-03-04"), u32::MAX, "x");
    assert_eq!(code(huge), "core.clock.overflow");
    let pause = Event::paused(day("2025-03-05"), "hearing", "x");
    clock.record(pause.clone()).unwrap();
    assert_eq!(
        clock.record(pause).unwrap_err().code(),
        "core.clock.already-paused"
    );
    clock.record(Event::stopped(day("2025-03-06"))).unwrap();
    let late = Event::resumed(day("2025-03-07"));
    assert_eq!(clock.record(late).unwrap_err().code(), "core.clock.stopped");
}

#[test]
fn it_is_stored_as_budget_and_ledger_and_read_back_with_care() {
    let mut clock = Clock::new(day("2025-03-03"), 20);
    clock
        .record(Event::paused(day("2025-03-05"), "hearing", "n"))
        .unwrap();
    let json = serde_json::to_string(&clock).unwrap();
    assert_eq!(
        json,
        r#"{"started":"2025-03-03","budget":20,"ledger":[{"type":"paused","on":"2025-03-05","reason":"hearing","evidence":"n"}]}"#
    );
    assert_eq!(serde_json::from_str::<Clock>(&json).unwrap(), clock);
    let forged = json.replace(r#""type":"paused""#, r#""type":"resumed""#);
    assert!(serde_json::from_str::<Clock>(&forged).is_err());
}

proptest! {
    /// On the due day the whole budget is used, on the working day before one less.
    #[test]
    fn due_and_used_agree(
        start in 0..6_000u64,
        budget in 1..90u32,
        pauses in prop::collection::vec((0..40u64, 0..40u64), 0..4),
    ) {
        let calendar = Calendar::builtin().unwrap();
        let started = day("2008-01-01") + Days::new(start);
        let mut clock = Clock::new(started, budget);
        let mut at = started;
        for (run, stand) in pauses {
            let from = at + Days::new(run);
            at = from + Days::new(stand);
            clock.record(Event::paused(from, "x", "y")).unwrap();
            clock.record(Event::resumed(at)).unwrap();
        }
        let due = clock.due(&calendar).unwrap();
        prop_assert_eq!(clock.used(due.date, &calendar), budget);
        prop_assert_eq!(clock.used(due.date - Days::new(1), &calendar), budget - 1);
        prop_assert!(calendar.is_working_day(due.date));
    }
}
