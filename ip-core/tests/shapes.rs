//! The shapes every crate shares: money, dated values, texts, problems, parties, records, codes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use chrono::{DateTime, Days as Ahead, NaiveDate};
use ip_core::dated::{Dated, DatedError, Days, Span};
use ip_core::money::{Money, MoneyError};
use ip_core::party::Sensitive;
use ip_core::problem::{Problem, Problems, pointer_step};
use ip_core::record::{Entry, Hash, Record};
use ip_core::text::{Lang, Text};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn money_is_read_strictly_and_written_with_two_decimals() {
    let read = |text: &str| text.parse::<Money>();
    for (text, written) in [
        ("0", "0.00"),
        ("1.5", "1.50"),
        ("-0.05", "-0.05"),
        ("1515.00", "1515.00"),
    ] {
        assert_eq!(read(text).unwrap().to_string(), written);
    }
    for text in [
        "", ".", "1.", ".5", "1.234", "1,5", "+1", "--1", "1e3", " 1", "１",
    ] {
        assert_eq!(read(text), Err(MoneyError::Syntax), "{text:?}");
    }
    assert_eq!(read("92233720368547758.08"), Err(MoneyError::Overflow));
    assert_eq!(
        serde_json::to_string(&Money::from_units(5)).unwrap(),
        "\"5.00\""
    );
    assert!(
        serde_json::from_str::<Money>("5.0").is_err(),
        "never a number"
    );
}

#[test]
fn money_never_wraps_and_never_rounds() {
    let most = Money::from_hundredths(i64::MAX);
    assert_eq!(most.checked_add(Money::from_hundredths(1)), None);
    assert_eq!(most.checked_mul(2), None);
    assert_eq!(
        Money::from_hundredths(i64::MIN).checked_sub(Money::from_hundredths(1)),
        None
    );
    assert_eq!(Money::sum([most, most]), None);
    let percent = |text: &str, n| text.parse::<Money>().unwrap().percent(n);
    assert_eq!(percent("900.00", 15), Some("135.00".parse().unwrap()));
    assert_eq!(percent("0.01", 15), None, "no whole number of hundredths");
}

#[test]
fn a_history_has_no_overlap_and_answers_nothing_in_a_gap() {
    let span = |from: &str, to: &str, value| Span {
        days: Days {
            from: Some(day(from)),
            to: Some(day(to)),
        },
        value,
    };
    let history = Dated::new(vec![
        span("2020-01-01", "2020-12-31", 2),
        span("2010-01-01", "2018-12-31", 1),
    ])
    .unwrap();
    assert_eq!(history.on(day("2018-12-31")), Some(&1));
    assert_eq!(history.on(day("2019-06-01")), None);
    assert_eq!(history.on(day("2021-01-01")), None);
    let gaps: Vec<_> = history.gaps().collect();
    assert_eq!(gaps, [(day("2019-01-01"), day("2019-12-31"))]);
    let overlap = Dated::new(vec![
        span("2020-01-01", "2020-12-31", 1),
        span("2020-12-31", "2021-01-01", 2),
    ]);
    assert_eq!(
        overlap,
        Err(DatedError::Overlap {
            day: day("2020-12-31")
        })
    );
    let reversed = Dated::new(vec![span("2020-01-02", "2020-01-01", 1)]).unwrap_err();
    assert_eq!(reversed.code(), "core.dated.reversed");
}

#[test]
fn languages_and_texts() {
    for (text, lang) in [
        ("zh", Lang::Zh),
        ("zh_CN.UTF-8", Lang::Zh),
        ("EN-gb", Lang::En),
    ] {
        assert_eq!(text.parse(), Ok(lang));
    }
    assert!("fr".parse::<Lang>().is_err() && "".parse::<Lang>().is_err());
    let title = Text::new("申请费", "");
    assert_eq!(
        title.in_lang(Lang::En),
        "申请费",
        "Chinese stands in for a missing English"
    );
    assert!(serde_json::from_str::<Text>(r#"{"zh":"甲","en":"A","fr":"A"}"#).is_err());
}

#[test]
fn a_problem_keeps_its_place_when_it_moves_outwards() {
    let problem = Problem::new("a.b.c")
        .at("/x")
        .under("/acts/0")
        .expected(1)
        .found(2)
        .arg("n", 3);
    assert_eq!(problem.pointer, "/acts/0/x");
    assert_eq!(
        problem.to_string(),
        "a.b.c at /acts/0/x, expected 1, found 2"
    );
    assert_eq!(pointer_step("a/b~c"), "/a~1b~0c");
    assert_eq!(Problems::default().or(7), Ok(7));
    assert!(Problems::from(problem).or(7).is_err());
}

#[test]
fn personal_data_prints_as_stars() {
    let phone = Sensitive::new("13800000000".to_string());
    assert_eq!(format!("{phone} {phone:?}"), "*** ***");
    assert_eq!(
        serde_json::to_string(&phone).unwrap(),
        "\"13800000000\"",
        "the vault stores it"
    );
}

fn record(position: u64, body: &str, previous: Hash) -> Record {
    let entry = Entry {
        stream: "case/1".into(),
        at: DateTime::parse_from_rfc3339("2026-11-21T09:00:00+08:00").unwrap(),
        actor: "officer-1".into(),
        kind: "case.accepted".into(),
        body: body.into(),
    };
    Record::seal(position, position, entry, previous)
}

#[test]
fn a_record_changed_dropped_or_moved_breaks_the_chain() {
    let first = record(1, "{}", Hash::ORIGIN);
    let second = record(2, "{\"a\":1}", first.hash);
    assert!(first.follows(&Hash::ORIGIN) && second.follows(&first.hash));
    assert!(!second.follows(&Hash::ORIGIN), "one was dropped");
    let mut changed = second.clone();
    changed.entry.body = "{\"a\":2}".into();
    assert!(!changed.follows(&first.hash));
    let mut moved = second.clone();
    moved.position = 3;
    assert!(!moved.follows(&first.hash));
    // A character that moves from one field to the next changes the hash too.
    let mut shifted = second.clone();
    shifted.entry.actor = "officer-1c".into();
    shifted.entry.kind = "ase.accepted".into();
    assert!(!shifted.follows(&first.hash));
    assert_eq!(second.hash.to_string().parse(), Ok(second.hash));
    assert!("AB".parse::<Hash>().is_err());
    assert!("A".repeat(64).parse::<Hash>().is_err(), "upper case");
}

#[test]
fn every_code_is_listed_once_and_has_three_parts() {
    let codes: BTreeSet<_> = ip_core::CODES.iter().collect();
    assert_eq!(codes.len(), ip_core::CODES.len());
    for code in codes {
        assert_eq!(code.split('.').count(), 3, "{code}");
        assert!(code.starts_with("core."), "{code}");
    }
}

proptest! {
    #[test]
    fn money_round_trips(hundredths in (-i64::MAX)..=i64::MAX) {
        let money = Money::from_hundredths(hundredths);
        prop_assert_eq!(money.to_string().parse(), Ok(money));
    }

    #[test]
    fn reading_money_never_panics(text in "\\PC{0,24}") {
        let _ = text.parse::<Money>();
        let _ = text.parse::<Hash>();
        let _ = text.parse::<Lang>();
    }

    #[test]
    fn a_history_answers_with_the_span_that_holds(cuts in prop::collection::btree_set(0..5_000u64, 1..8), at in 0..6_000u64) {
        let first = day("2010-01-01");
        let cuts: Vec<u64> = cuts.into_iter().collect();
        let spans = cuts.iter().enumerate().map(|(i, cut)| Span {
            days: Days {
                from: Some(first + Ahead::new(*cut)),
                to: cuts.get(i + 1).map(|next| first + Ahead::new(next - 1)),
            },
            value: i,
        });
        let history = Dated::new(spans.collect()).unwrap();
        let expected = cuts.iter().rposition(|cut| *cut <= at);
        prop_assert_eq!(history.on(first + Ahead::new(at)).copied(), expected);
        prop_assert_eq!(history.gaps().count(), 0);
    }
}
