//! Rates and scores: exact, rounded as told, and undefined where nothing was divided.
#![allow(clippy::unwrap_used)]

use ip_eval::metric::{MetricsRequest, wilson};
use proptest::prelude::*;
use serde_json::{Value, json};

fn answer(request: Value) -> Value {
    let request: MetricsRequest = serde_json::from_value(request).unwrap();
    serde_json::to_value(request.answer().unwrap()).unwrap()
}

fn refused(request: Value) -> String {
    let request: MetricsRequest = serde_json::from_value(request).unwrap();
    request.answer().unwrap_err().to_string()
}

#[test]
fn the_contract_is_kept_field_by_field() {
    let m = answer(
        json!({"levels": [80, 10, 5, 3, 2], "defaults": [0, 0, 100, 0, 0], "services": 400,
        "profile": "national", "weights": "ten", "rounding": {"mode": "half-up", "digits": 1}}),
    );
    assert_eq!(m["reviews"], 200);
    assert_eq!(m["good"], 195);
    assert_eq!(m["neutral"], 0);
    assert_eq!(m["bad"], 5);
    assert_eq!(m["goodRate"], "0.975000000");
    assert_eq!(m["neutralRate"], "0.000000000");
    assert_eq!(m["badRate"], "0.025000000");
    assert_eq!(m["badPer10000"], "250.000000000");
    assert_eq!(m["score"], "7.630000000");
    assert_eq!(m["scoreRounded"], "7.6");
    assert_eq!(m["activeRateOfServices"], "0.250000000");
    assert_eq!(m["notReviewedRate"], "0.750000000");
    assert_eq!(m["goodRateActive"], "0.950000000");
    assert_eq!(m["wilsonBad"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_divided_is_null_and_never_nought_or_one() {
    let m = answer(json!({"levels": [0, 0, 0, 0, 0], "services": 0}));
    for name in [
        "goodRate",
        "neutralRate",
        "badRate",
        "badPer10000",
        "score",
        "scoreRounded",
        "activeRateOfServices",
        "notReviewedRate",
        "goodRateActive",
        "wilsonGood",
        "wilsonBad",
    ] {
        assert!(m.get(name).is_some_and(Value::is_null), "{name}");
    }
    let m = answer(json!({"levels": [1, 0, 0, 0, 0]}));
    assert!(m["notReviewedRate"].is_null());
    assert_eq!(m["goodRate"], "1.000000000");
}

#[test]
fn more_reviews_than_services_is_an_error_of_the_denominator() {
    assert!(
        refused(json!({"levels": [5, 0, 0, 0, 0], "services": 4})).contains("services-too-few")
    );
    assert!(
        refused(json!({"levels": [u64::MAX, 1, 0, 0, 0]}))
            .contains("eval.metrics.too-large at /levels/0")
    );
    assert!(
        refused(json!({"levels": [1, 0, 0, 0, 0], "profile": "mars"}))
            .contains("eval.policy.unknown")
    );
}

#[test]
fn unknown_fields_and_impossible_values_are_not_read() {
    for bad in [
        json!({"levels": [1, 0, 0, 0]}),
        json!({"levels": [1, 0, 0, 0, -1]}),
        json!({"levels": [1, 0, 0, 0, 0], "defaultz": [0, 0, 0, 0, 0]}),
        json!({"levels": [1, 0, 0, 0, 0], "rounding": {"mode": "half-up", "digits": 10}}),
    ] {
        assert!(
            serde_json::from_value::<MetricsRequest>(bad.clone()).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn truncation_and_half_up_differ_where_they_should() {
    let score = |mode| {
        let m = answer(
            json!({"levels": [199, 1, 0, 0, 0], "rounding": {"mode": mode, "digits": 2}, "weights": "ten"}),
        );
        m["scoreRounded"].as_str().unwrap().to_owned()
    };
    assert_eq!(score("half-up"), "9.99");
    let thirds = |mode| {
        let m = answer(
            json!({"levels": [2, 0, 0, 0, 1], "rounding": {"mode": mode, "digits": 2}, "weights": "five"}),
        );
        m["scoreRounded"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (thirds("half-up"), thirds("truncate")),
        ("3.67".into(), "3.66".into())
    );
}

/// The textbook formula, in floats: near, where ours is exact.
fn textbook(k: u64, n: u64) -> (f64, f64) {
    let (z, k, n) = (1.96_f64, k as f64, n as f64);
    let p = k / n;
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let centre = p + z * z / (2.0 * n);
    let whole = 1.0 + z * z / n;
    ((centre - half) / whole, (centre + half) / whole)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn wilson_agrees_with_the_textbook(n in 1_u64..2_000_000_000, share in 0.0_f64..=1.0) {
        let k = (n as f64 * share) as u64;
        let ends = wilson(k.min(n), n).unwrap();
        let (low, high) = textbook(k.min(n), n);
        prop_assert!((ends.low().parse::<f64>().unwrap() - low).abs() < 2e-9, "{ends:?} {low}");
        prop_assert!((ends.high().parse::<f64>().unwrap() - high).abs() < 2e-9, "{ends:?} {high}");
    }

    #[test]
    fn wilson_never_panics_and_encloses_the_rate(k in any::<u64>(), n in any::<u64>()) {
        match wilson(k, n) {
            None => prop_assert!(n == 0 || k > n),
            Some(ends) => {
                let rate = k as f64 / n as f64;
                prop_assert!(ends.low().parse::<f64>().unwrap() <= rate + 1e-8);
                prop_assert!(ends.high().parse::<f64>().unwrap() >= rate - 1e-8);
            }
        }
    }

    #[test]
    fn the_three_sides_make_the_whole(levels in prop::array::uniform5(0_u64..1_000_000), profile in prop::sample::select(vec!["national", "shanghai-1-5-15"])) {
        let m = answer(json!({"levels": levels, "profile": profile}));
        let part = |name: &str| m[name].as_u64().unwrap();
        prop_assert_eq!(part("good") + part("neutral") + part("bad"), part("reviews"));
    }
}
