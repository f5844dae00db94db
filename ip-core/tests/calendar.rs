//! The calendar against an independent table, its own notices over time, and its laws.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use ip_core::calendar::{Calendar, DayKind};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn calendar() -> Calendar {
    Calendar::builtin().expect("the shipped notices read")
}

fn is_weekday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

#[test]
fn every_day_equals_the_comparison_table() {
    let table: BTreeMap<NaiveDate, bool> = include_str!("data/cn_calendar.csv")
        .lines()
        .filter(|line| line.starts_with('2'))
        .map(|line| {
            let mut cells = line.split(',');
            let date = day(cells.next().unwrap());
            (date, cells.next() == Some("makeup_workday"))
        })
        .collect();
    assert_eq!(table.len(), 677);
    let calendar = calendar();
    let mut at = day("2006-12-30");
    while at <= day("2026-12-31") {
        let expected = table.get(&at).copied().unwrap_or_else(|| is_weekday(at));
        assert_eq!(calendar.is_working_day(at), expected, "{at}");
        assert_eq!(calendar.kind(at).is_working(), expected, "{at}");
        at = at + Days::new(1);
    }
}

#[test]
fn working_days_of_each_year() {
    let totals = [
        250, 250, 249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248,
    ];
    let calendar = calendar();
    for (year, total) in (2010..).zip(totals) {
        let count = calendar.working_days_of_year(year);
        assert_eq!((count.days, count.provisional), (total, false), "{year}");
    }
    assert!(calendar.working_days_of_year(2027).provisional);
    assert!(calendar.working_days_of_year(i32::MAX).provisional);
}

#[test]
fn coverage_ends_with_the_last_notice() {
    let calendar = calendar();
    assert_eq!(calendar.coverage(), day("2007-01-01")..=day("2026-12-31"));
    let cut = calendar.until(day("2025-12-31"));
    assert_eq!(cut.covered_until(), day("2025-12-31"));
    // Beyond the cut, a worked Saturday is an ordinary Saturday again, provisionally.
    let due = cut.roll(day("2026-02-28"));
    assert_eq!((due.date, due.provisional), (day("2026-03-02"), true));
    assert!(calendar.until(day("1999-01-01")).coverage().is_empty());
    assert_eq!(
        calendar.until(day("2099-01-01")).covered_until(),
        day("2026-12-31")
    );
}

#[test]
fn beyond_the_notices_the_days_that_the_law_fixes_are_off_and_the_answer_is_provisional() {
    let calendar = calendar();
    let due = calendar.roll(day("2027-01-01"));
    assert_eq!((due.date, due.provisional), (day("2027-01-04"), true));
    assert!(matches!(
        calendar.kind(day("2027-01-01")),
        DayKind::Rest { notice: None, holiday } if holiday.id == "new-year"
    ));
    assert!(!calendar.is_working_day(day("2028-01-01")), "a Saturday");
    assert!(calendar.is_working_day(day("2028-01-03")), "no table yet");
}

#[test]
fn an_earlier_computation_can_be_redone_under_the_notices_then_known() {
    let calendar = calendar();
    let works = |known: &str, at: &str| calendar.known_on(day(known)).is_working_day(day(at));
    // 2015: Victory Day was added in May.
    assert!(works("2015-05-12", "2015-09-03"));
    assert!(!works("2015-05-13", "2015-09-03"));
    // 2019: Labour Day grew in March.
    assert!(works("2019-03-21", "2019-05-02"));
    assert!(!works("2019-03-22", "2019-05-02"));
    assert!(!works("2019-03-21", "2019-04-28") && works("2019-03-22", "2019-04-28"));
    // 2020: 1 February was first a make-up day.
    assert!(works("2020-01-25", "2020-02-01"));
    assert!(!works("2020-01-26", "2020-02-01"));
    // Before the notice, the year is not covered.
    let known = calendar.known_on(day("2025-11-03"));
    assert_eq!(known.covered_until(), day("2025-12-31"));
    assert_eq!(
        calendar.known_on(day("2025-11-04")).covered_until(),
        day("2026-12-31")
    );
    assert!(calendar.known_on(day("2000-01-01")).coverage().is_empty());
}

#[test]
fn a_day_says_which_notice_makes_it_so() {
    let calendar = calendar();
    match calendar.kind(day("2026-02-28")) {
        DayKind::MakeUp { holiday, notice } => {
            assert_eq!(holiday.title.zh, "春节");
            assert_eq!(notice.number.as_deref(), Some("国办发明电〔2025〕7号"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(calendar.kind(day("2026-03-02")), DayKind::Working);
    assert_eq!(calendar.kind(day("2026-03-07")), DayKind::Weekend);
}

#[test]
fn damaged_data_is_refused_with_its_place() {
    let head =
        "[[holiday]]\nid='x'\ntitle={zh='甲',en='A'}\n[[notice]]\nyear=2026\nmark='seen'\nrest=[";
    let code = |rest: &str| {
        let problem = Calendar::from_toml(&format!("{head}{rest}]")).unwrap_err();
        (problem.code.into_owned(), problem.pointer)
    };
    let row = |from: &str, to: &str, make_up: &str| {
        format!("{{holiday='x',from='{from}',to='{to}',makeUp=[{make_up}]}}")
    };
    assert_eq!(code("{}").0, "core.calendar.unreadable");
    assert_eq!(
        code(&row("2026-01-02", "2026-01-01", "")),
        (
            "core.calendar.reversed".into(),
            "/notice/0/rest/0/to".into()
        )
    );
    assert_eq!(
        code(&row("2026-01-01", "+262142-01-01", "")).0,
        "core.calendar.unreadable"
    );
    assert_eq!(
        code(&row("2026-01-01", "2026-01-01", "'2026-01-05'")).0,
        "core.calendar.make-up-on-weekday"
    );
    assert_eq!(
        code(&row("2026-01-01", "2026-01-05", "'2026-01-04'")).0,
        "core.calendar.worked-and-off"
    );
    assert_eq!(
        code(&row("2026-01-01", "2026-01-05", "").replace("'x'", "'y'")).0,
        "core.calendar.unknown-holiday"
    );
    let gap =
        "[[notice]]\nyear=2020\nmark='seen'\nrest=[]\n[[notice]]\nyear=2022\nmark='seen'\nrest=[]";
    assert_eq!(
        Calendar::from_toml(gap).unwrap_err().code,
        "core.calendar.gap"
    );
}

#[test]
fn the_ends_of_time_do_not_panic() {
    let calendar = calendar();
    for at in [NaiveDate::MIN, NaiveDate::MAX] {
        calendar.roll(at);
        calendar.kind(at);
        assert!(calendar.add_working_days(at, 1).provisional);
    }
    let far = calendar.add_working_days(day("2026-01-01"), u32::MAX);
    assert_eq!((far.date, far.provisional), (NaiveDate::MAX, true));
    let all = calendar.count_working_days(NaiveDate::MIN, NaiveDate::MAX);
    assert!(all.provisional);
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..12_000u64).prop_map(|n| day("2005-01-01") + Days::new(n))
}

proptest! {
    #[test]
    fn adding_and_counting_are_inverse(from in any_day(), n in 1..600u32) {
        let calendar = calendar();
        let due = calendar.add_working_days(from, n);
        prop_assert!(calendar.is_working_day(due.date));
        let count = calendar.count_working_days(from, due.date);
        prop_assert_eq!((count.days, count.provisional), (n, due.provisional));
        prop_assert!(calendar.add_working_days(from, n + 1).date > due.date);
        let settled = day("2006-12-31") <= from && due.date <= calendar.covered_until();
        prop_assert_eq!(due.provisional, !settled);
    }

    #[test]
    fn counting_equals_looking_at_every_day(from in any_day(), length in 0..400u64) {
        let calendar = calendar();
        let until = from + Days::new(length);
        let slow = from
            .iter_days()
            .skip(1)
            .take_while(|d| *d <= until)
            .filter(|d| calendar.is_working_day(*d))
            .count();
        prop_assert_eq!(calendar.count_working_days(from, until).days as usize, slow);
    }

    #[test]
    fn rolling_lands_on_the_first_working_day(from in any_day()) {
        let calendar = calendar();
        let due = calendar.roll(from);
        prop_assert!(due.date >= from && calendar.is_working_day(due.date));
        prop_assert!(from.iter_days().take_while(|d| *d < due.date).all(|d| !calendar.is_working_day(d)));
    }
}

/// Two tables read from other projects, a line a year: weekdays off and weekend days worked.
#[test]
fn two_independent_tables_agree_day_by_day() {
    let tables = [
        ("chinesecalendar", include_str!("data/chinesecalendar.csv")),
        ("chinese-days", include_str!("data/chinese_days.csv")),
    ];
    let calendar = calendar();
    for (name, text) in tables {
        let mut years = 0;
        for line in text.lines().filter(|line| line.starts_with('2')) {
            let mut cells = line.split(',');
            let year = cells.next().unwrap();
            let days = |cell: Option<&str>| -> Vec<NaiveDate> {
                let cell = cell.unwrap().split(' ').filter(|d| !d.is_empty());
                cell.map(|d| day(&format!("{year}-{}-{}", &d[..2], &d[2..])))
                    .collect()
            };
            let (rest, work) = (days(cells.next()), days(cells.next()));
            let first = day(&format!("{year}-01-01"));
            for at in first.iter_days().take_while(|d| d.year() == first.year()) {
                let works = work.contains(&at) || is_weekday(at) && !rest.contains(&at);
                // No difference is known; a new one must be explained here.
                assert_eq!(calendar.is_working_day(at), works, "{name} {at}");
            }
            years += 1;
        }
        assert_eq!(years, 20, "{name}");
    }
}

/// The statutory days of every year are off, whatever the notice shifts.
#[test]
fn every_make_up_day_is_a_weekend_day_and_no_day_is_both() {
    let calendar = calendar();
    for notice in calendar.notices() {
        for rest in &notice.rest {
            assert!(rest.make_up.iter().all(|d| !is_weekday(*d)));
            assert!(rest.make_up.iter().all(|d| *d < rest.from || *d > rest.to));
        }
    }
    for year in 2007..=2026 {
        for (month, date) in [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)] {
            let at = NaiveDate::from_ymd_opt(year, month, date).unwrap();
            assert!(
                matches!(
                    calendar.kind(at),
                    DayKind::Rest {
                        notice: Some(_),
                        ..
                    }
                ),
                "{at}"
            );
        }
    }
}

/// The statutory days by the lunar calendar, whatever the notices say around them: three days of Spring
/// Festival from the eve to 2013, from the first day to 2024, and four from the eve since (Order 795).
#[test]
fn every_lunar_holiday_is_off() {
    let calendar = calendar();
    let mut years = 0;
    let table = include_str!("data/lunar_days.csv");
    for line in table.lines().filter(|line| line.starts_with('2')) {
        let (year, days) = line.split_once(',').unwrap();
        let days: Vec<NaiveDate> = days.split(',').map(day).collect();
        let spring = match year.parse::<i32>().unwrap() {
            ..=2013 => -1..=1,
            2014..=2024 => 0..=2,
            2025.. => -1..=2,
        };
        let mut statutory = days.clone();
        statutory.extend(spring.map(|n| days[0] + chrono::TimeDelta::days(n)));
        for at in statutory {
            let rests = matches!(
                calendar.kind(at),
                DayKind::Rest {
                    notice: Some(_),
                    ..
                }
            );
            assert!(rests, "{at}");
        }
        years += 1;
    }
    assert_eq!(years, 17);
}
