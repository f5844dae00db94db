//! What is published stays, can be recomputed, and hides who must not be seen.
#![allow(clippy::unwrap_used)]

mod common;

use common::at;
use ip_eval::codec::{Channel, Coded};
use ip_eval::decimal::Ratio;
use ip_eval::level::Level;
use ip_eval::policy::Profile;
use ip_eval::publish::{AsOf, Period, Snapshot, Terms, difference, suppress, suppress_list};
use ip_eval::service::Node;
use ip_eval::tally::{Cell, Cube, Key};
use proptest::prelude::*;
use serde::Deserialize;

fn cube(counts: &[(&str, i64, i64)]) -> Cube<Key> {
    let cell = |good: i64, bad: i64| {
        let mut cell = Cell {
            services: good + bad,
            ..Cell::default()
        };
        cell.active[Level::VerySatisfied] = good;
        cell.active[Level::Dissatisfied] = bad;
        cell
    };
    let key = |point: &str| Key {
        day: "2026-03-05".parse().unwrap(),
        region: None,
        unit: "office-1".parse().unwrap(),
        point: point.parse().unwrap(),
        matter: "m1".parse().unwrap(),
        channel: Coded::Known(Channel::QrCode),
        node: Node::Complete,
    };
    counts
        .iter()
        .map(|(point, good, bad)| (key(point), cell(*good, *bad)))
        .collect()
}

fn take(cube: &Cube<Key>, position: u64, previous: Option<&Snapshot>) -> Snapshot {
    let profile = Profile::builtin("national").unwrap();
    let terms = Terms {
        period: Period {
            from: "2026-03-01".parse().unwrap(),
            to: "2026-03-31".parse().unwrap(),
        },
        as_of: AsOf {
            position,
            at: at("2026-04-01T09:00:00+08:00"),
        },
        dimension: "point",
        profile: &profile,
        version: previous.map_or(1, |p| p.version + 1),
        previous: previous.map(|p| p.hash),
    };
    Snapshot::take(cube, &terms, |key| key.point.to_string()).unwrap()
}

#[test]
fn the_same_log_gives_the_same_bytes_and_one_more_review_gives_others() {
    let first = take(&cube(&[("a", 90, 10), ("b", 50, 0)]), 7, None);
    assert_eq!(first, take(&cube(&[("b", 50, 0), ("a", 90, 10)]), 7, None));
    assert!(first.is_intact());
    assert_ne!(
        first.hash,
        take(&cube(&[("a", 90, 11), ("b", 50, 0)]), 7, None).hash
    );
    assert!(first.canonical().contains("weights=10/8/6/4/2"));
    let mut forged = first;
    forged.rows[0].levels.as_mut().unwrap()[Level::Dissatisfied] = 0;
    assert!(!forged.is_intact());
}

#[test]
fn a_restatement_is_a_new_version_with_its_difference() {
    let first = take(&cube(&[("a", 90, 10), ("b", 50, 0)]), 7, None);
    let second = take(&cube(&[("a", 90, 9), ("b", 50, 0)]), 9, Some(&first));
    assert_eq!((second.version, second.previous), (2, Some(first.hash)));
    let changed = difference(&first, &second);
    assert_eq!(changed.len(), 2, "the group and the total");
    assert_eq!(changed[0].group, "a");
    assert_eq!(changed[0].before.unwrap()[Level::Dissatisfied], 10);
    assert_eq!(changed[1].after.unwrap()[Level::Dissatisfied], 9);
    assert!(difference(&first, &first).is_empty());
}

#[test]
fn a_group_of_few_is_hidden_and_cannot_be_found_by_subtraction() {
    let snapshot = take(&cube(&[("a", 90, 10), ("b", 2, 1), ("c", 20, 0)]), 7, None);
    let hidden: Vec<bool> = snapshot
        .rows
        .iter()
        .map(|row| row.figure.is_none())
        .collect();
    assert_eq!(hidden, [false, true, true]);
    assert!(snapshot.total.figure.is_some());
    let json = serde_json::to_string(&snapshot).unwrap();
    assert!(
        json.contains("\"group\":\"b\",\"levels\":null,\"figure\":null"),
        "{json}"
    );
    // All that is known of a place with few reviews is that it has few.
    assert!(take(&cube(&[("b", 2, 1)]), 7, None).total.figure.is_none());
}

#[derive(Deserialize)]
struct Published {
    source: String,
    part: u64,
    whole: u64,
    digits: u32,
    percent: String,
}

#[derive(Deserialize)]
struct File {
    rate: Vec<Published>,
}

#[test]
fn published_totals_can_be_recomputed() {
    let file: File = toml::from_str(include_str!("cases/published.toml")).unwrap();
    for case in file.rate {
        let percent = Ratio::new(case.part, case.whole)
            .unwrap()
            .to_percent(case.digits);
        assert_eq!(percent, case.percent, "{}", case.source);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_hidden_group_follows_from_the_total(counts in prop::collection::vec(0_u64..40, 0..12), k in 1_u64..8) {
        let hidden = suppress_list(&counts, k);
        for (n, hidden) in counts.iter().zip(&hidden) {
            prop_assert!(*hidden || *n == 0 || *n >= k);
        }
        let of_hidden: Vec<u64> = counts.iter().zip(&hidden).filter(|(_, h)| **h).map(|(n, _)| *n).collect();
        let all_hidden = of_hidden.len() == counts.len();
        prop_assert!(of_hidden.is_empty() || all_hidden || (of_hidden.len() >= 2 && of_hidden.iter().sum::<u64>() >= k));
    }

    #[test]
    fn no_hidden_cell_of_a_table_is_alone_in_its_line(
        table in prop::collection::vec(prop::collection::vec(0_u64..30, 4), 2..7),
    ) {
        let hidden = suppress(&table, 5);
        let rows = hidden.iter().map(|row| row.iter().filter(|h| **h).count());
        let columns = (0..4).map(|c| hidden.iter().filter(|row| row[c]).count());
        for number in rows.chain(columns) {
            prop_assert!(number != 1, "{table:?} {hidden:?}");
        }
    }

    /// Invariant 12: a snapshot follows from the log up to its position and the terms, and from nothing else: not from the
    /// order of the log, nor from what lies outside its days.
    #[test]
    fn a_snapshot_is_a_function_of_the_log_prefix(
        log in prop::collection::vec((prop::sample::select(vec!["a", "b", "c"]), 1_i64..40, 0_i64..9), 0..12),
        later in 0_usize..5,
        turn in any::<prop::sample::Index>(),
    ) {
        let first = take(&cube(&log), log.len() as u64, None);
        let mut turned = log.clone();
        turned.rotate_left(turn.index(log.len().max(1)) % log.len().max(1));
        prop_assert_eq!(&take(&cube(&turned), log.len() as u64, None), &first);
        let mut outside = cube(&log);
        for (key, cell) in cube(&log[..later.min(log.len())]).iter() {
            let key = Key { day: "2026-04-02".parse().unwrap(), ..key.clone() };
            outside.add(key, *cell);
        }
        prop_assert_eq!(take(&outside, log.len() as u64, None).hash, first.hash);
        prop_assert!(first.is_intact());
        let more = cube(&[log.as_slice(), &[("a", 7, 1)]].concat());
        prop_assert_ne!(take(&more, log.len() as u64 + 1, None).hash, first.hash);
    }
}
