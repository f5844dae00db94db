//! Series of days against their own past: textbook examples, and what a small office must not be accused of.
#![allow(clippy::unwrap_used)]

use chrono::{Days, NaiveDate};
use ip_eval::decimal::Decimal;
use ip_eval::fairness::non_response;
use ip_eval::trend::{
    Count, NANO, Reading, Rules, cusum, ewma, p_prime, readings, same_weekday, watch,
};
use proptest::prelude::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn nano(value: f64) -> i128 {
    (value * NANO as f64).round() as i128
}

/// Readings of one standard deviation, as the textbooks have them.
fn of(values: &[f64], sigma: f64) -> Vec<Option<Reading>> {
    let sigma = nano(sigma);
    values
        .iter()
        .map(|value| {
            Some(Reading {
                value: nano(*value),
                sigma,
            })
        })
        .collect()
}

#[track_caller]
fn near(found: i128, printed: f64, digits: i32) {
    let error = (found as f64 / NANO as f64 - printed).abs();
    assert!(
        error <= 0.51 * 10_f64.powi(-digits),
        "{found} is not {printed}"
    );
}

/// NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4: λ 0.3, centre 50, s 2.0539.
#[test]
fn the_ewma_of_the_nist_handbook() {
    let data = [
        52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8,
        51.2, 52.6, 52.4, 53.6, 52.1,
    ];
    let printed = [
        50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52,
        50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99,
    ];
    let chart = ewma(&of(&data, 2.0539), 50 * NANO, decimal("0.3"), decimal("3"));
    for (found, printed) in chart.iter().zip(printed) {
        near(found.value, printed, 2);
        assert!(!found.signal);
    }
    // The handbook draws the limits on which these settle.
    near(chart[19].upper, 52.5884, 3);
    near(chart[19].lower, 47.4115, 3);
    assert!(chart[0].upper < chart[1].upper, "and they begin narrower");
}

/// D. C. Montgomery and G. C. Runger, Applied Statistics and Probability for Engineers, example 16-6: concentrations,
/// centre 99, σ 2, K = 1 and H = 10, that is half and five standard deviations.
#[test]
fn the_cusum_of_the_chemical_concentrations() {
    let data = [
        102.0, 94.8, 98.3, 98.4, 102.0, 98.5, 99.0, 97.7, 100.0, 98.1, 101.3, 98.7, 101.1, 98.4,
        97.0, 96.7, 100.3, 101.4, 97.2, 101.0,
    ];
    let chart = cusum(&of(&data, 2.0), 99 * NANO, decimal("0.5"), decimal("5"));
    let high = [
        2.0, 0.0, 0.0, 0.0, 2.0, 0.5, 0.0, 0.0, 0.0, 0.0, 1.3, 0.0, 1.1,
    ];
    let low = [
        0.0, 3.2, 2.9, 2.5, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0,
    ];
    for ((found, high), low) in chart.iter().zip(high).zip(low) {
        near(found.high * 2, high, 6);
        near(found.low * 2, low, 6);
    }
    assert!(
        chart.iter().all(|point| !point.signal),
        "the process is in control"
    );
    let shifted: Vec<f64> = data.iter().map(|value| value + 3.0).collect();
    assert!(
        cusum(&of(&shifted, 2.0), 99 * NANO, decimal("0.5"), decimal("5"))
            .iter()
            .any(|point| point.signal)
    );
}

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + Days::new(n)
}

fn count(at: u64, k: u64, n: u64) -> Count {
    Count { day: day(at), k, n }
}

/// Laney's formulas on eight months of about a hundred thousand reviews; the expected values come from decimal
/// arithmetic of fifty digits, independent of this code.
#[test]
fn p_prime_does_not_accuse_every_other_month_of_a_large_city() {
    let months = [
        (310, 98_000),
        (442, 104_000),
        (268, 99_500),
        (401, 101_200),
        (345, 97_400),
        (271, 102_300),
        (428, 103_100),
        (295, 100_500),
    ];
    let months: Vec<Count> = (0..)
        .zip(months)
        .map(|(at, (k, n))| count(at, k, n))
        .collect();
    let chart = p_prime(&months).unwrap();
    near(chart.centre, 0.0034243176, 8);
    near(chart.sigma_z, 5.4969056, 4);
    let first = chart.points[0].unwrap();
    near(first.rate, 0.0031632653, 8);
    near(first.upper, 0.0065016093, 7);
    near(first.lower, 0.0003470260, 7);
    assert!(chart.points.iter().flatten().all(|point| !point.signal));
    // Three plain standard deviations would accuse 4 of the eight.
    let (centre, plain) = readings(&months, (2760, 806000)).unwrap();
    let beyond = plain
        .iter()
        .flatten()
        .filter(|month| (month.value - centre).abs() > 3 * month.sigma);
    assert_eq!(beyond.count(), 4);
    assert!(p_prime(&months[..1]).is_none());
}

#[test]
fn a_jump_is_told_from_the_same_weekday_and_not_from_a_quiet_sunday() {
    let rules = Rules::builtin().unwrap();
    let mut days: Vec<Count> = (0..14)
        .map(|at| count(at, if at % 7 < 5 { 4 } else { 0 }, 200))
        .collect();
    assert!(same_weekday(&days, &rules).iter().all(|jump| !jump.signal));
    days[9].k = 25;
    let jumps = same_weekday(&days, &rules);
    assert_eq!(jumps.len(), 7);
    let told: Vec<NaiveDate> = jumps
        .iter()
        .filter(|jump| jump.signal)
        .map(|jump| jump.after.day)
        .collect();
    assert_eq!(told, [day(9)]);
    assert_eq!(jumps[2].before.day, day(2));
}

#[test]
fn those_who_did_not_answer_leave_a_band() {
    // Half of two hundred services reviewed, 96 of them well.
    let band = non_response(96, 100, 200).unwrap();
    assert_eq!(band.all_bad, "0.480000000");
    assert_eq!(band.like_the_others, "0.960000000");
    assert_eq!(band.all_good, "0.980000000");
    assert!(non_response(0, 0, 200).is_none());
    assert!(non_response(5, 4, 200).is_none() && non_response(4, 5, 4).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Any counts are watched without a panic; a day of nothing changes no mean and signals nothing.
    #[test]
    fn watching_is_total_and_days_of_nothing_are_silent(
        counts in prop::collection::vec((any::<u64>(), any::<u64>()), 0..40),
        baseline in (any::<u64>(), any::<u64>()),
    ) {
        let days: Vec<Count> = (0..).zip(&counts).map(|(at, (k, n))| count(at, *k, *n)).collect();
        let rules = Rules::builtin().unwrap();
        if let Some(watched) = watch(&days, baseline, &rules) {
            prop_assert_eq!(watched.len(), days.len());
            for (before, after) in watched.iter().zip(watched.iter().skip(1)) {
                if after.rate.is_none() {
                    prop_assert!(!after.signal && after.ewma == before.ewma);
                }
            }
        }
        let _ = p_prime(&days);
    }

    /// Nobody who keeps to the baseline is ever told.
    #[test]
    fn who_keeps_to_the_baseline_is_never_told(n in 1_u64..100_000, days in 1_u64..60) {
        let all: Vec<Count> = (0..days).map(|at| count(at, n, 4 * n)).collect();
        let watched = watch(&all, (1, 4), &Rules::builtin().unwrap()).unwrap();
        prop_assert!(watched.iter().all(|day| !day.signal));
    }
}
