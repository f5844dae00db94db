//! Rates and scores: exact, rounded as told, and undefined where nothing was divided.
#![allow(clippy::unwrap_used)]

use ip_eval::metric::{Cause, MetricsRequest, repeat_rate, ticked, wilson};
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

/// Facts, finding 9: the means that one province printed follow from no single rule.
#[test]
fn printed_means_need_their_rounding_and_weights_said_aloud() {
    let score = |levels: [u64; 5], mode: &str| {
        let m = answer(
            json!({"levels": levels, "weights": "ten", "rounding": {"mode": mode, "digits": 1}}),
        );
        m["scoreRounded"].as_str().unwrap().to_owned()
    };
    // January 2021: 9.97 was printed as 10, which only rounding gives; July 2023: 9.99 as 9.9, which only cutting gives.
    let (of_2021, of_2023) = ([985, 15, 0, 0, 0], [995, 5, 0, 0, 0]);
    assert_eq!(
        (
            score(of_2021, "half-up").as_str(),
            score(of_2021, "truncate").as_str()
        ),
        ("10.0", "9.9")
    );
    assert_eq!(
        (
            score(of_2023, "half-up").as_str(),
            score(of_2023, "truncate").as_str()
        ),
        ("10.0", "9.9")
    );
    // January 2020: 77.3 % stood at level three, so that these weights cannot reach the printed 7.8 whatever the rest gave.
    assert_eq!(score([227, 0, 773, 0, 0], "half-up"), "6.9");
    // The province counted silence as level three: apart from it, nothing is said about satisfaction.
    let m = answer(json!({"levels": [227, 0, 0, 0, 0], "defaults": [0, 0, 773, 0, 0]}));
    assert_eq!(m["activeShareOfReviews"], "0.227000000");
    // Shanghai, 2019: 99.58 % good and 0.34 % bad are no complements, because level three stands on neither side.
    let m = answer(json!({"levels": [9958, 0, 8, 34, 0], "profile": "shanghai-1-5-15"}));
    assert_eq!(
        (&m["goodRate"], &m["badPer10000"]),
        (&json!("0.995800000"), &json!("34.000000000"))
    );
    assert_eq!(m["neutralRate"], "0.000800000");
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

/// Facts, 4.1: Guangdong's three most frequent labels on 1 249 work orders of July 2023.
#[test]
fn labels_are_counted_by_review_and_a_cause_that_comes_back_is_told() {
    let orders: Vec<Vec<&str>> = (0..1249)
        .map(|i| {
            let ticked = [(429, "110"), (221, "108"), (171, "109")];
            ticked
                .iter()
                .filter(|(n, _)| i < *n)
                .map(|(_, code)| *code)
                .collect()
        })
        .collect();
    let found = ticked(orders.iter().map(Vec::as_slice));
    let shares: Vec<(&str, &str)> = found
        .iter()
        .map(|t| (t.label.as_str(), t.share.as_deref().unwrap()))
        .collect();
    assert_eq!(
        shares,
        [
            ("110", "0.343474780"),
            ("108", "0.176941553"),
            ("109", "0.136909528")
        ]
    );

    let cause = |matter: &str, label: &str, day: &str| Cause {
        matter: matter.parse().unwrap(),
        labels: vec![label.into()],
        at: chrono::DateTime::parse_from_rfc3339(&format!("2026-03-{day}T10:00:00+08:00")).unwrap(),
    };
    let closed = [cause("m1", "209", "05"), cause("m2", "214", "05")];
    let bad = [
        cause("m1", "209", "04"),
        cause("m1", "209", "06"),
        cause("m1", "214", "06"),
        cause("m2", "209", "06"),
    ];
    assert_eq!(repeat_rate(&bad, &closed).as_deref(), Some("0.250000000"));
    assert_eq!(repeat_rate(&[], &closed), None);
}
