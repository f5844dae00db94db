//! The index: every point explained, nothing missing counted as nought, no tree that cannot be scored.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;

use ip_eval::decimal::Decimal;
use ip_eval::index::{Scheme, sample_subjects};
use proptest::prelude::*;

fn scheme(axes: &str) -> Result<Scheme, String> {
    let head =
        "id='s'\nsample=false\nmark='believed'\ntitle={zh='甲',en='a'}\nsource={zh='乙',en='b'}\n";
    Scheme::from_toml(&format!("{head}{axes}")).map_err(|problem| problem.code.into_owned())
}

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, Decimal> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.parse().unwrap()))
        .collect()
}

const TWO: &str = "
[[axes]]\nkey='a'\ntitle={zh='甲',en='a'}\nweight='3'\nscoring={type='target',target='0.5'}
[[axes]]\nkey='b'\ntitle={zh='乙',en='b'}\nweight='1'\nscoring={type='linear',zero='200',full='0'}
";

#[test]
fn every_point_is_explained() {
    let score = scheme(TWO)
        .unwrap()
        .score(&values(&[("a", "0.25"), ("b", "50")]));
    assert_eq!(score.total.as_deref(), Some("56.25"));
    let points: Vec<&str> = score
        .contributions
        .iter()
        .map(|c| c.points.as_deref().unwrap())
        .collect();
    assert_eq!(points, ["37.500000000", "18.750000000"]);
    assert_eq!(score.contributions[0].weight, "0.750000000");
    assert_eq!(score.judged, "1.000000000");
}

#[test]
fn what_is_missing_is_left_out_and_said() {
    let score = scheme(TWO)
        .unwrap()
        .score(&values(&[("a", "0.6"), ("unknown", "1")]));
    assert_eq!(score.total.as_deref(), Some("100.00"));
    assert_eq!(score.judged, "0.750000000");
    assert_eq!(score.contributions[1].points, None);
}

#[test]
fn a_tree_that_cannot_be_scored_is_refused() {
    assert_eq!(
        scheme(&TWO.replace("key='b'", "key='a'")).unwrap_err(),
        "eval.data.duplicate"
    );
    assert_eq!(
        scheme(&TWO.replace("weight='1'", "weight='0'")).unwrap_err(),
        "eval.data.incomplete"
    );
    assert_eq!(
        scheme(&TWO.replace("target='0.5'", "target='0'")).unwrap_err(),
        "eval.data.incomplete"
    );
    assert_eq!(
        scheme(&TWO.replace("scoring={type='target',target='0.5'}", "")).unwrap_err(),
        "eval.data.incomplete"
    );
}

#[test]
fn the_sample_says_that_it_is_one_and_has_nine_axes() {
    let sample = Scheme::sample().unwrap();
    assert!(sample.sample);
    assert_eq!(sample.axes.len(), 9);
    // The published state of November 2021 against the target of 2025.
    let score = sample.score(&values(&[
        ("prefecture-coverage", "0.33"),
        ("support-centres", "101"),
        ("university-centres", "80"),
        ("national-outlets", "88"),
    ]));
    assert_eq!(score.total.as_deref(), Some("57.64"));
}

#[test]
fn sample_values_stand_under_keys_of_the_sample_and_a_city_is_not_judged_by_the_countrys_targets() {
    let sample = Scheme::sample().unwrap();
    let subjects = sample_subjects().unwrap();
    assert_eq!(subjects.len(), 10, "the country and nine cities");
    for subject in &subjects {
        for key in subject.values.keys() {
            let node = sample.node(key).unwrap_or_else(|| panic!("{key}"));
            assert!(node.scoring.is_some(), "{key} is a group");
        }
        let score = sample.score(&subject.values);
        assert!(score.total.is_some() && score.judged.as_str() < "1");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_score_lies_between_nought_and_a_hundred(a in 0_u64..10_000_000, b in 0_u64..1_000_000_000) {
        let values = BTreeMap::from([
            ("a".to_owned(), Decimal::from_millionths(a)),
            ("b".to_owned(), Decimal::from_millionths(b)),
        ]);
        let score = scheme(TWO).unwrap().score(&values);
        let total: f64 = score.total.unwrap().parse().unwrap();
        prop_assert!((0.0..=100.0).contains(&total));
        let points: f64 = score.contributions.iter().map(|c| c.points.as_ref().unwrap().parse::<f64>().unwrap()).sum();
        prop_assert!((points - total).abs() < 0.006);
    }
}
