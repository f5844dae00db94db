//! What is published stays, can be recomputed, and hides who must not be seen.
#![allow(clippy::unwrap_used)]

mod common;

use common::at;
use ip_core::record::Hash;
use ip_eval::codec::{Channel, Coded};
use ip_eval::decimal::Ratio;
use ip_eval::level::{Level, PerLevel};
use ip_eval::policy::Profile;
use ip_eval::publish::{
    AsOf, Linked, Period, Snapshot, Terms, difference, suppress, suppress_linked, suppress_list,
};
use ip_eval::service::Node;
use ip_eval::tally::{Cell, Cube, Key};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

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
    let terms = terms(&profile, position, previous);
    Snapshot::take(cube, &terms, |key| key.point.to_string()).unwrap()
}

fn terms<'a>(profile: &'a Profile, position: u64, previous: Option<&Snapshot>) -> Terms<'a> {
    Terms {
        period: Period {
            from: "2026-03-01".parse().unwrap(),
            to: "2026-03-31".parse().unwrap(),
        },
        as_of: AsOf {
            position,
            at: at("2026-04-01T09:00:00+08:00"),
        },
        dimension: "point",
        profile,
        version: previous.map_or(1, |p| p.version + 1),
        previous: previous.map(|p| p.hash),
    }
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

/// Changes every value of a tree of JSON in turn and hands over each result.
fn forgeries(value: &Value, give: &mut dyn FnMut(Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                forgeries(member, &mut |forged| {
                    let mut whole = members.clone();
                    whole.insert(name.clone(), forged);
                    give(Value::Object(whole));
                });
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                forgeries(item, &mut |forged| {
                    let mut whole = items.clone();
                    whole[i] = forged;
                    give(Value::Array(whole));
                });
            }
        }
        Value::Number(n) => give(json!(n.as_i64().unwrap() + 1)),
        Value::String(text) => give(json!(format!("{text}0"))),
        Value::Bool(yes) => give(json!(!yes)),
        Value::Null => give(json!(0)),
    }
}

#[test]
fn every_printed_value_is_hashed_as_anyone_can_write_it_again() {
    let profile = Profile::builtin("national").unwrap();
    let counts = cube(&[("a", 90, 10), ("b", 50, 0)]);
    let odd = |key: &Key| format!("{} \"odd\"\t\\\n", key.point);
    let snapshot = Snapshot::take(&counts, &terms(&profile, 7, None), odd).unwrap();
    let mut printed = serde_json::to_value(&snapshot).unwrap();
    let hash = printed.as_object_mut().unwrap().remove("hash").unwrap();
    // Objects of this library have their names in order, and whole numbers: RFC 8785 for these values.
    assert_eq!(
        serde_json::to_string(&printed).unwrap(),
        snapshot.canonical()
    );
    let digest = |value: &Value| Hash::of(serde_json::to_string(value).unwrap().as_bytes());
    assert_eq!(digest(&printed).to_string(), hash.as_str().unwrap());
    let mut number = 0;
    forgeries(&printed, &mut |forged| {
        number += 1;
        assert_ne!(digest(&forged), snapshot.hash);
    });
    assert!(number > 150, "{number}");
}

#[test]
fn with_default_reviews_the_printed_rates_follow_from_the_printed_counts() {
    let mut cell = Cell::default();
    cell.active[Level::VerySatisfied] = 1;
    cell.active[Level::VeryDissatisfied] = 1;
    cell.defaults[Level::BasicallySatisfied] = 9998;
    let mut counts = cube(&[("a", 10, 0)]);
    let (key, _) = counts.iter().next().map(|(k, c)| (k.clone(), *c)).unwrap();
    counts.add(key, cell);
    let row = &take(&counts, 1, None).rows[0];
    let (levels, defaults) = (row.levels.unwrap().0, row.defaults.unwrap().0);
    assert_eq!(defaults, [0, 0, 9998, 0, 0]);
    let good: i64 = levels[..3].iter().chain(&defaults[..3]).sum();
    let all: i64 = levels.iter().chain(&defaults).sum();
    let rate = Ratio::new(good.unsigned_abs(), all.unsigned_abs()).unwrap();
    let metrics = &row.figure.as_ref().unwrap().metrics;
    assert_eq!(metrics.good_rate, Some(rate.to_rate()));
    assert!(
        take(&counts, 1, None)
            .definitions
            .contains("over-A=goodRateActive")
    );
}

#[test]
fn a_group_with_nothing_but_a_held_review_or_a_case_is_hidden() {
    let mut counts = cube(&[("a", 90, 10), ("b", 50, 0)]);
    let (key, _) = counts.iter().next().map(|(k, c)| (k.clone(), *c)).unwrap();
    for (point, cell) in [
        (
            "held",
            Cell {
                held: PerLevel([0, 0, 0, 1, 0]),
                services: 9,
                ..Cell::default()
            },
        ),
        (
            "case",
            Cell {
                cases: 1,
                heard: 1,
                satisfied: 1,
                ..Cell::default()
            },
        ),
        (
            "none",
            Cell {
                services: 9,
                ..Cell::default()
            },
        ),
    ] {
        let point = point.parse().unwrap();
        counts.add(
            Key {
                point,
                ..key.clone()
            },
            cell,
        );
    }
    let snapshot = take(&counts, 1, None);
    let shown = |group: &str| {
        let row = snapshot.rows.iter().find(|row| row.group == group);
        row.unwrap().figure.is_some()
    };
    assert!(!shown("held") && !shown("case") && shown("none"));
    for row in snapshot.rows.iter().filter_map(|row| row.figure.as_ref()) {
        assert!(!row.small);
    }
}

#[test]
fn what_few_people_answered_in_a_revisit_is_withheld_also_from_subtraction() {
    let mut counts = cube(&[("a", 90, 10), ("b", 50, 9), ("c", 80, 0)]);
    let keys: Vec<Key> = counts.iter().map(|(key, _)| key.clone()).collect();
    for (key, heard) in keys.iter().zip([1, 8, 0]) {
        let cell = Cell {
            cases: 10,
            heard,
            satisfied: heard,
            revisited: heard,
            ..Cell::default()
        };
        counts.add(key.clone(), cell);
    }
    let snapshot = take(&counts, 1, None);
    let answers =
        |row: &ip_eval::publish::Row| row.figure.as_ref().unwrap().rectification.answers.is_some();
    assert_eq!(
        snapshot.rows.iter().map(answers).collect::<Vec<_>>(),
        [false, false, true]
    );
    assert!(answers(&snapshot.total));
    let rate = &snapshot.rows[0].figure.as_ref().unwrap().rectification;
    assert_eq!((rate.revisit_satisfaction.as_ref(), rate.cases), (None, 10));
}

#[test]
fn tables_beside_each_other_give_no_hidden_group_away() {
    let mut counts = Cube::new();
    for (matter, point, n) in [("A", "X", 3), ("C", "X", 50), ("B", "Y", 40)] {
        let (key, cell) = cube(&[(point, n, 0)])
            .iter()
            .next()
            .map(|(k, c)| (k.clone(), *c))
            .unwrap();
        let matter = matter.parse().unwrap();
        counts.add(Key { matter, ..key }, cell);
    }
    let profile = Profile::builtin("national").unwrap();
    let terms = terms(&profile, 1, None);
    let by_matter = |key: &Key| key.matter.to_string();
    let by_point = |key: &Key| key.point.to_string();
    let tables: [&dyn Fn(&Key) -> String; 2] = [&by_matter, &by_point];
    let hidden = |own| -> Vec<bool> {
        let snapshot = Snapshot::take_beside(&counts, &terms, &tables, own).unwrap();
        snapshot
            .rows
            .iter()
            .map(|row| row.figure.is_none())
            .collect()
    };
    assert_eq!(hidden(0), [true, true, false]);
    assert_eq!(
        hidden(1),
        [true, true],
        "Y alone would be B, and A the rest"
    );
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
        json.contains("\"group\":\"b\",\"levels\":null,\"defaults\":null,\"figure\":null"),
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

    /// No sum or difference of two published groups, or of one and the total, is a hidden group.
    #[test]
    fn no_hidden_group_follows_from_another_table(
        cells in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..3, 1_u64..30), 1..14),
    ) {
        let tables = [0, 1, 2].map(|which| {
            let mut table = Linked { counts: vec![0; 4], of_cell: Vec::new() };
            for (a, b, c, count) in &cells {
                let group = [*a, *b, *c][which];
                table.counts[group] += count;
                table.of_cell.push(group);
            }
            table
        });
        let hidden = suppress_linked(&tables, 5);
        let set = |t: usize, g: usize| -> Vec<i32> { tables[t].of_cell.iter().map(|of| i32::from(*of == g)).collect() };
        let groups = |want: bool| (0..3).flat_map(move |t| (0..4).map(move |g| (t, g, want)));
        let mut shown: Vec<Vec<i32>> = vec![vec![0; cells.len()], vec![1; cells.len()]];
        shown.extend(groups(false).filter(|(t, g, want)| hidden[*t][*g] == *want).map(|(t, g, _)| set(t, g)));
        for (t, g, _) in groups(true).filter(|(t, g, want)| hidden[*t][*g] == *want && tables[*t].counts[*g] > 0) {
            let secret = set(t, g);
            if tables[t].counts.iter().filter(|n| **n > 0).count() < 2 {
                continue;
            }
            for a in &shown {
                for b in &shown {
                    for c in &shown {
                        let sum: Vec<i32> = (0..cells.len()).map(|i| a[i] - b[i] - c[i]).collect();
                        prop_assert!(sum != secret, "{tables:?} {hidden:?}");
                    }
                }
            }
        }
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
