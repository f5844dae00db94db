//! Counts that add up in any order, roll up, and are published without giving anybody away.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Loop, World, form, service};
use ip_eval::codec::{Channel, Coded};
use ip_eval::level::{Level, PerLevel};
use ip_eval::metric::Yardstick;
use ip_eval::rectify::Role;
use ip_eval::review::{self, Command, Reviews, VoidGround};
use ip_eval::service::Node;
use ip_eval::tally::{
    Cell, Counter, Cube, Key, Ledger, Packed, Region, Row, figures, of_case, of_reviews,
};
use proptest::prelude::*;
use serde_json::json;

fn key(day: u32, point: &str, matter: &str, channel: Channel) -> Key {
    Key {
        day: format!("2026-03-{day:02}").parse().unwrap(),
        region: Some("310115".parse().unwrap()),
        unit: "office-1".parse().unwrap(),
        point: point.parse().unwrap(),
        matter: matter.parse().unwrap(),
        channel: Coded::Known(channel),
        node: Node::Complete,
    }
}

fn one(level: Level) -> Cell {
    let mut cell = Cell {
        services: 1,
        ..Cell::default()
    };
    cell.active[level] = 1;
    cell
}

/// A contribution, and whether it is withdrawn later.
fn contributions() -> impl Strategy<Value = Vec<(Key, Cell)>> {
    let level = prop::sample::select(Level::ALL.to_vec());
    let channel = prop::sample::select(Channel::ALL.to_vec());
    let one = (1_u32..28, 0..4, 0..3, channel, level, any::<bool>()).prop_map(
        |(day, p, m, channel, level, void)| {
            let cell = if void { -one(level) } else { one(level) };
            (key(day, &format!("p{p}"), &format!("m{m}"), channel), cell)
        },
    );
    prop::collection::vec(one, 0..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Invariant 11: one, three and sixty-four shards, in any order, with everything twice, give one hash.
    #[test]
    fn shards_in_any_order_with_duplicates_give_one_hash(all in contributions(), seed in any::<u64>()) {
        let whole: Cube<Key> = all.iter().cloned().collect();
        for shards in [1_usize, 3, 64] {
            let mut ledgers = vec![Ledger::default(); shards];
            let mut order: Vec<usize> = (0..all.len()).chain(0..all.len()).collect();
            let mut state = seed | 1;
            for i in (1..order.len()).rev() {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                order.swap(i, (state % (i as u64 + 1)) as usize);
            }
            for (turn, at) in order.into_iter().enumerate() {
                let id = format!("e{at}").parse().unwrap();
                ledgers[turn % shards].record(id, vec![all[at].clone()]).unwrap();
            }
            let mut merged = Ledger::default();
            for ledger in ledgers.iter().rev() {
                prop_assert!(merged.merge(ledger).is_empty());
            }
            prop_assert_eq!(merged.len(), all.len());
            prop_assert_eq!(merged.cube().canonical(), whole.canonical());
            prop_assert_eq!(merged.cube().hash(), whole.hash());
        }
    }

    /// Invariant 10: the leaves of every dimension add up to the whole.
    #[test]
    fn leaves_add_up_to_their_parents(all in contributions()) {
        let cube: Cube<Key> = all.into_iter().collect();
        let total = cube.total(|_| true);
        let sum = |parts: Vec<Cell>| parts.into_iter().fold(Cell::default(), |mut sum, cell| { sum += cell; sum });
        let by_point = cube.roll_up(|key| key.point.clone());
        prop_assert_eq!(sum(by_point.iter().map(|(_, cell)| *cell).collect()), total);
        let by_channel = cube.roll_up(|key| key.channel.clone());
        prop_assert_eq!(sum(by_channel.iter().map(|(_, cell)| *cell).collect()), total);
        let province = cube.roll_up(|key| key.region.as_ref().map(|region| region.within(2)));
        prop_assert_eq!(province.get(&Some("31".parse::<Region>().unwrap())), total);
    }

    #[test]
    fn merging_is_commutative_and_a_cell_and_its_opposite_are_nothing(a in contributions(), b in contributions()) {
        let (a, b): (Cube<Key>, Cube<Key>) = (a.into_iter().collect(), b.into_iter().collect());
        let (mut left, mut right) = (a.clone(), b.clone());
        left.merge(&b);
        right.merge(&a);
        prop_assert_eq!(&left, &right);
        for (key, cell) in a.iter() {
            left.add(key.clone(), -*cell);
        }
        prop_assert_eq!(left.hash(), b.hash());
    }
}

#[test]
fn the_same_id_with_another_content_is_refused_and_not_counted() {
    let mut ledger = Ledger::default();
    let at = |level| vec![(key(1, "p", "m", Channel::Pc), one(level))];
    let id = || "e1".parse().unwrap();
    assert!(ledger.record(id(), at(Level::Satisfied)).unwrap());
    assert!(!ledger.record(id(), at(Level::Satisfied)).unwrap());
    assert_eq!(
        ledger
            .record(id(), at(Level::Dissatisfied))
            .unwrap_err()
            .code,
        "eval.tally.conflict"
    );
    assert_eq!(ledger.cube().total(|_| true).services, 1);
}

#[test]
fn keys_that_differ_never_print_alike() {
    let a = key(1, "p", "m", Channel::Pc);
    let mut b = a.clone();
    b.channel = Coded::Other { other: "pc".into() };
    assert_ne!(a.to_string(), b.to_string());
}

#[test]
fn what_a_service_contributes_follows_its_reviews() {
    let world = World::new("national");
    let t = "2026-03-02T10:05:00+08:00";
    let mut state = Reviews::default();
    let mut step = |command: Command| {
        let events = review::decide(&state, command, &world.context(t)).unwrap();
        state = events.iter().fold(state.clone(), review::evolve);
        of_reviews(&state, None)
            .into_iter()
            .collect::<Cube<Key>>()
            .total(|_| true)
    };
    assert_eq!(
        step(Command::Open {
            service: service("s1", t)
        })
        .services,
        1
    );
    let submitted = step(Command::Submit {
        review: form("r1", Level::Dissatisfied, t),
        suspicions: vec!["F2".into()],
    });
    let n = |counts: PerLevel<i64>| counts.0.iter().sum::<i64>();
    assert_eq!(
        (submitted.active, n(submitted.held)),
        (PerLevel::default(), 1)
    );
    let released = step(Command::Release {
        review: "r1".parse().unwrap(),
        by: "a".parse().unwrap(),
    });
    assert_eq!(
        (released.active[Level::Dissatisfied], n(released.held)),
        (1, 0)
    );
    let voided = step(Command::Void {
        review: "r1".parse().unwrap(),
        ground: VoidGround::Malicious,
        deciders: vec!["a".parse().unwrap(), "b".parse().unwrap()],
        evidence: vec!["e".parse().unwrap()],
    });
    assert_eq!(
        (voided.active, n(voided.voided), voided.services),
        (PerLevel::default(), 1, 1)
    );
}

#[test]
fn the_figures_of_the_loop_count_the_reached_and_the_late() {
    let mut case = common::verified("shanghai-1-5-15");
    common::decide_immediate(&mut case, "2026-03-03T09:00:00+08:00");
    case.ok(
        "2026-03-10T09:00:00+08:00",
        Role::System,
        json!({"do": "tick"}),
    );
    let served = service("s1", "2026-03-02T09:00:00+08:00");
    let cell = |case: &Loop| of_case(&case.state(), &served, None).1;
    assert_eq!(
        (cell(&case).cases, cell(&case).missed, cell(&case).rectified),
        (1, 1, 0)
    );
    common::submit(&mut case, "2026-03-10T10:00:00+08:00");
    common::answer(&mut case, "2026-03-10T11:00:00+08:00");
    common::revisit(&mut case, "2026-03-10T12:00:00+08:00", "no-answer");
    assert_eq!(
        (
            cell(&case).missed,
            cell(&case).answered,
            cell(&case).revisited
        ),
        (1, 1, 0)
    );
    common::revisit(&mut case, "2026-03-10T13:00:00+08:00", "satisfied");
    let done = cell(&case);
    assert_eq!((done.revisited, done.satisfied, done.met), (1, 1, 0));
    let cube: Cube<Key> = [of_case(&case.state(), &served, None)]
        .into_iter()
        .collect();
    let yardstick = Yardstick::of(&case.world.profile).unwrap();
    let by_month = figures(&cube, &yardstick, 5, |key| Some(key.month())).unwrap();
    let figure = &by_month[&"2026-03-01".parse().unwrap()];
    assert_eq!(
        figure.rectification.on_time_rate.as_deref(),
        Some("0.000000000")
    );
    assert_eq!(
        figure.rectification.revisit_satisfaction.as_deref(),
        Some("1.000000000")
    );
    assert_eq!(figure.metrics.good_rate, None);
    assert!(figure.small);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn packed_rows_count_like_all_others(rows in prop::collection::vec((0_u16..3000, 0_u32..50, 0_u32..9, 0_usize..5, any::<bool>()), 0..3000)) {
        let first = chrono::NaiveDate::from_ymd_opt(2019, 1, 1).unwrap();
        let rows: Vec<Row> = rows
            .into_iter()
            .map(|(day, point, matter, level, withdrawn)| {
                let channel = Channel::ALL.get(level + 3).copied();
                let day = first + chrono::Duration::days(day.into());
                let key = Packed::new(day, point, matter, channel).unwrap();
                assert_eq!((key.day(), key.point(), key.matter(), key.channel()), (day, point, matter, channel));
                Row { key, level: Level::ALL[level], withdrawn }
            })
            .collect();
        let slow: Cube<Packed> = rows
            .iter()
            .map(|row| {
                let mut cell = Cell::default();
                cell.active[row.level] = if row.withdrawn { -1 } else { 1 };
                (row.key, cell)
            })
            .collect();
        let mut whole = Counter::default();
        whole.add(&rows);
        prop_assert_eq!(&whole.into_cube(), &slow);
        let mut shards = Cube::new();
        for part in rows.chunks(1 + rows.len() / 64).rev() {
            let mut counter = Counter::default();
            counter.add(part);
            shards.merge(&counter.into_cube());
        }
        prop_assert_eq!(shards.hash(), slow.hash());
    }
}

/// More cells than the first table holds, seen three times over, once of it withdrawn.
#[test]
fn many_cells_are_counted_as_exactly_as_few() {
    let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    let cells = 100_000_u32;
    let row = |i: u32, withdrawn| Row {
        key: Packed::new(
            first + chrono::Duration::days((i % 7).into()),
            i / 7,
            i % 5,
            Some(Channel::Pc),
        )
        .unwrap(),
        level: Level::ALL[(i % 5) as usize],
        withdrawn,
    };
    let mut counter = Counter::default();
    for withdrawn in [false, false, true] {
        // Each round in another order.
        let step = if withdrawn { 77_773_u64 } else { 33_331 };
        let place = |i: u32| (u64::from(i) * step % u64::from(cells)) as u32;
        let rows: Vec<Row> = (0..cells).map(|i| row(place(i), withdrawn)).collect();
        rows.chunks(999).for_each(|part| counter.add(part));
    }
    let mut found = counter.into_cells();
    found.sort_by_key(|(key, _)| *key);
    let mut expected: Vec<(Packed, Level)> = (0..cells)
        .map(|i| (row(i, false).key, row(i, false).level))
        .collect();
    expected.sort();
    assert_eq!(found.len(), expected.len());
    for ((key, counts), (wanted, level)) in found.into_iter().zip(expected) {
        assert_eq!(key, wanted);
        assert_eq!((counts[level], counts.0.iter().sum::<i64>()), (1, 1));
    }
}

#[test]
fn what_does_not_fit_is_not_packed() {
    let day = |year| chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    assert!(Packed::new(day(1999), 0, 0, None).is_none());
    assert!(Packed::new(day(2180), 0, 0, None).is_none());
    assert!(Packed::new(day(2026), 1 << 22, 0, None).is_none());
    assert!(
        Packed::new(
            day(2026),
            (1 << 22) - 1,
            (1 << 22) - 1,
            Some(Channel::ThirdParty)
        )
        .is_some()
    );
}
