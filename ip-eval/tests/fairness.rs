//! Chances, shrinkage and funnel limits, against values worked out elsewhere and against exact fractions.
#![allow(clippy::unwrap_used)]

use ip_eval::decimal::Decimal;
use ip_eval::fairness::{Binomial, Prior, StatsRequest, flag_together};
use proptest::prelude::*;
use serde_json::{Value, json};

fn answer(request: Value) -> Value {
    let request: StatsRequest = serde_json::from_value(request).unwrap();
    serde_json::to_value(request.answer().unwrap()).unwrap()
}

fn refused(request: Value) -> String {
    serde_json::from_value::<StatsRequest>(request)
        .unwrap()
        .answer()
        .unwrap_err()
        .to_string()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// The same chance in whole numbers: all sums over counts, each `C(n,i)·aⁱ·(b−a)ⁿ⁻ⁱ`, over `bⁿ`.
fn exact_at_most(k: u32, n: u32, a: u128, b: u128) -> f64 {
    let mut choose = 1_u128;
    let mut sum = 0_u128;
    for i in 0..=k {
        sum += choose * a.pow(i) * (b - a).pow(n - i);
        choose = choose * u128::from(n - i) / u128::from(i + 1);
    }
    sum as f64 / b.pow(n) as f64
}

#[test]
fn the_contract_is_kept() {
    let s = answer(json!({"k": 48, "n": 50}));
    assert_eq!(s["wilson"], json!(["0.865396621", "0.988961347"]));
    assert!(s.get("oneSided").is_none());
    let s = answer(json!({"k": 10, "n": 10, "peer": "0.9", "prior": [9, 1]}));
    assert_eq!(s["atLeast"], "0.348678440");
    assert_eq!(s["atMost"], "1.000000000");
    assert_eq!(s["oneSided"], s["atLeast"]);
    assert_eq!(s["shrunk"], "0.950000000");
    let s = answer(json!({"k": 1, "n": 10, "peer": 0.25}));
    assert_eq!(s["oneSided"], "0.244025230");
}

#[test]
fn nothing_divided_is_null() {
    let s = answer(json!({"k": 0, "n": 0, "prior": ["1.5", "0.5"]}));
    assert!(s["rate"].is_null() && s["wilson"].is_null());
    assert_eq!(s["shrunk"], "0.750000000");
}

#[test]
fn impossible_counts_are_refused_at_their_place() {
    assert!(refused(json!({"k": 2, "n": 1})).contains("eval.stats.more-than-all at /k"));
    assert!(
        refused(json!({"k": 1, "n": 1, "peer": 1.5})).contains("eval.stats.not-a-rate at /peer")
    );
    assert!(refused(json!({"k": 1, "n": 1, "prior": [0, 1]})).contains("eval.stats.empty-prior"));
    assert!(refused(json!({"k": 1, "n": 2_000_000_000_u64})).contains("eval.stats.too-large"));
}

#[test]
fn too_good_to_be_true_has_a_small_chance() {
    // No bad one among 10 000 where peers have 10 in 10 000: e^-10.
    let chances = Binomial::new(10_000, decimal("0.001"));
    assert!((chances.at_most(0) - 4.517e-5).abs() < 1e-8);
}

#[test]
fn a_rate_of_nought_or_one_leaves_no_chance_to_the_rest() {
    let never = Binomial::new(5, decimal("0"));
    assert_eq!((never.at_most(0), never.at_least(1)), (1.0, 0.0));
    let always = Binomial::new(5, decimal("1"));
    assert_eq!((always.at_most(4), always.at_least(5)), (0.0, 1.0));
}

#[test]
fn the_limits_of_a_funnel_leave_no_more_outside_than_told() {
    let chances = Binomial::new(400, decimal("0.9"));
    let (low, high) = chances.limits(decimal("0.05"));
    assert_eq!((low, high), (348, 371));
    assert!(chances.at_most(low - 1) <= 0.025 && chances.at_most(low) > 0.025);
    assert!(chances.at_least(high + 1) <= 0.025 && chances.at_least(high) > 0.025);
}

#[test]
fn peers_that_differ_teach_and_peers_that_agree_do_not() {
    let differ = Prior::of_peers(&[(90, 100), (50, 100), (70, 100), (99, 100)]).unwrap();
    let few = differ.shrink(1, 1).unwrap().to_rate();
    assert!(
        few.parse::<f64>().unwrap() < 0.9,
        "one good review does not make an office the best: {few}"
    );
    assert!(Prior::of_peers(&[(90, 100), (90, 100), (90, 100)]).is_none());
    assert!(Prior::of_peers(&[]).is_none());
}

#[test]
fn many_windows_looked_at_together_are_flagged_with_care() {
    let chances = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205];
    let flags = flag_together(&chances, decimal("0.05"));
    assert_eq!(flags.iter().filter(|flag| **flag).count(), 2);
    assert!(flag_together(&[], decimal("0.05")).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn chances_agree_with_whole_numbers(n in 1_u32..30, k in 0_u32..30, tenths in 1_u128..10) {
        let k = k.min(n);
        let chances = Binomial::new(n.into(), Decimal::from_millionths(tenths as u64 * 100_000));
        let exact = exact_at_most(k, n, tenths, 10);
        prop_assert!((chances.at_most(k.into()) - exact).abs() < 1e-12, "{exact}");
    }

    #[test]
    fn the_two_sides_share_one_count(n in 0_u64..100_000, k in 0_u64..100_000, rate in 0_u64..=1_000_000) {
        let k = k.min(n);
        let chances = Binomial::new(n, Decimal::from_millionths(rate));
        let sum = chances.at_most(k) + chances.at_least(k + 1);
        prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn shrinking_lies_between_the_office_and_its_peers(k in 0_u64..500, more in 0_u64..500, a in 1_u64..50, b in 1_u64..50) {
        let n = k + more;
        prop_assume!(n > 0);
        let unit = |x: u64| Decimal::from_millionths(x * Decimal::SCALE);
        let shrunk: f64 = Prior { a: unit(a), b: unit(b) }.shrink(k, n).unwrap().to_rate().parse().unwrap();
        let (own, peers) = (k as f64 / n as f64, a as f64 / (a + b) as f64);
        prop_assert!(own.min(peers) - 1e-9 <= shrunk && shrunk <= own.max(peers) + 1e-9);
    }
}
