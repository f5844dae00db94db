//! Detectors that look at many reviews: F1, F2, F3 at a constant offset, F4, F9, F10.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Detector, Observation, Peers, Suspicion, Thresholds};
use crate::decimal::Decimal;
use crate::fairness::{Binomial, nine_digits};
use crate::id::PointRef;
use crate::level::Level;
use crate::policy::civil_day;

type Group<'a> = Vec<&'a Observation>;

fn group<'a, K: Ord>(
    observations: &'a [Observation],
    by: impl Fn(&'a Observation) -> Option<K>,
) -> BTreeMap<K, Group<'a>> {
    let mut groups: BTreeMap<K, Group<'a>> = BTreeMap::new();
    for seen in observations {
        if let Some(key) = by(seen) {
            groups.entry(key).or_default().push(seen);
        }
    }
    for group in groups.values_mut() {
        group.sort_by(|a, b| (a.at, &a.review).cmp(&(b.at, &b.review)));
    }
    groups
}

fn tell(
    detector: Detector,
    group: &[&Observation],
    observed: String,
    threshold: String,
) -> Suspicion {
    Suspicion {
        detector,
        reviews: group.iter().map(|seen| seen.review.clone()).collect(),
        observed,
        threshold,
    }
}

pub(super) fn inspect(
    observations: &[Observation],
    peers: &BTreeMap<PointRef, Peers>,
    thresholds: &Thresholds,
    found: &mut Vec<Suspicion>,
) {
    for ((point, _), group) in group(observations, |seen| Some((&seen.point, civil_day(seen.at)))) {
        let peers = peers.get(point).copied().unwrap_or_default();
        found.extend(constant(&group, peers, thresholds));
        found.extend(offset(&group, thresholds));
        found.extend(too_good(&group, peers, thresholds));
        found.extend(more_than_services(&group, peers));
    }
    for (_, group) in group(observations, |seen| seen.source.as_deref()) {
        found.extend(burst(&group, thresholds));
    }
    let own = |seen: &Observation| !seen.shared_device;
    for (_, group) in group(observations, |seen| {
        Some((
            seen.source.as_deref().filter(|_| own(seen))?,
            civil_day(seen.at),
        ))
    }) {
        let most = thresholds.shared.per_day;
        if group.len() > most {
            let observed = format!("{} in a day", group.len());
            found.push(tell(
                Detector::F4,
                &group,
                observed,
                format!("at most {most}"),
            ));
        }
    }
    let bad =
        |seen: &&Observation| matches!(seen.level, Level::Dissatisfied | Level::VeryDissatisfied);
    for (_, group) in group(observations, |seen| {
        Some((&seen.point, seen.source.as_deref().filter(|_| bad(&seen))?))
    }) {
        found.extend(brigade(&group, thresholds));
    }
    for (_, group) in group(observations, |seen| {
        Some((&seen.point, seen.reviewer.as_ref().filter(|_| bad(&seen))?))
    }) {
        found.extend(brigade(&group, thresholds));
    }
}

/// F1: nearly all reviews of a point's day have the same level, the same labels and no text.
fn constant(group: &[&Observation], peers: Peers, thresholds: &Thresholds) -> Option<Suspicion> {
    let rule = &thresholds.constant;
    let mut answers: BTreeMap<(Level, Vec<&String>), Group<'_>> = BTreeMap::new();
    for seen in group.iter().filter(|seen| seen.text.is_none()) {
        let mut labels: Vec<&String> = seen.labels.iter().collect();
        labels.sort();
        answers.entry((seen.level, labels)).or_default().push(seen);
    }
    let alike = answers.into_values().max_by_key(Vec::len)?;
    let share = Decimal::from_millionths(alike.len() as u64 * Decimal::SCALE / group.len() as u64);
    let unusual = peers.constant_share.is_some_and(|peers| peers < rule.peers);
    (group.len() >= rule.least && share >= rule.share && unusual).then(|| {
        let observed = format!("{} of {} alike", alike.len(), group.len());
        tell(
            Detector::F1,
            &alike,
            observed,
            format!("below {}", rule.share),
        )
    })
}

/// F3: many reviews at exactly the same distance from their services.
fn offset(group: &[&Observation], thresholds: &Thresholds) -> Vec<Suspicion> {
    let mut offsets: BTreeMap<i64, Group<'_>> = BTreeMap::new();
    for seen in group {
        offsets
            .entry((seen.at - seen.served_at).num_seconds())
            .or_default()
            .push(seen);
    }
    let most = thresholds.instant.same_offset;
    let regular = offsets.into_iter().filter(|(_, same)| same.len() >= most);
    let told = regular.map(|(offset, same)| {
        let observed = format!("{} at {offset} s", same.len());
        tell(Detector::F3, &same, observed, format!("fewer than {most}"))
    });
    told.collect()
}

/// F4 for devices that many people use: a hall's tablet may give as many reviews as there were services, and no more.
fn more_than_services(group: &[&Observation], peers: Peers) -> Option<Suspicion> {
    let most = peers.services?;
    let shared: Group<'_> = group
        .iter()
        .copied()
        .filter(|seen| seen.shared_device)
        .collect();
    (shared.len() > most).then(|| {
        let observed = format!("{} on shared devices", shared.len());
        tell(
            Detector::F4,
            &shared,
            observed,
            format!("at most {most} services"),
        )
    })
}

/// F9: no bad review although the peers' rate makes that nearly impossible, while the active rate jumped.
fn too_good(group: &[&Observation], peers: Peers, thresholds: &Thresholds) -> Option<Suspicion> {
    let rule = &thresholds.too_good;
    let (rate, rise) = (peers.bad_rate?, peers.active_rise?);
    let bad = group
        .iter()
        .any(|seen| matches!(seen.level, Level::Dissatisfied | Level::VeryDissatisfied));
    let chance = Binomial::new(group.len() as u64, rate).at_most(0);
    let limit = rule.chance.millionths() as f64 / Decimal::SCALE as f64;
    (!bad && rise >= rule.rise && chance < limit).then(|| {
        let observed = format!("chance {}", nine_digits(chance));
        tell(
            Detector::F9,
            group,
            observed,
            format!("at least {}", rule.chance),
        )
    })
}

/// F2: too many in a minute, or a run at equal distances.
fn burst(group: &[&Observation], thresholds: &Thresholds) -> Option<Suspicion> {
    let rule = &thresholds.burst;
    let most = most_within(group, 60);
    if most.len() > rule.per_minute {
        let observed = format!("{} in a minute", most.len());
        return Some(tell(
            Detector::F2,
            most,
            observed,
            format!("at most {}", rule.per_minute),
        ));
    }
    let gaps: Vec<i64> = group
        .windows(2)
        .map(|two| (two[1].at - two[0].at).num_milliseconds())
        .collect();
    let mut start = 0;
    let mut longest = (0, 0);
    for i in 0..gaps.len() {
        if gaps[i] != gaps[start] {
            start = i;
        }
        if i + 1 - start > longest.1 - longest.0 {
            longest = (start, i + 1);
        }
    }
    let run = &group[longest.0..group.len().min(longest.1 + 1)];
    (run.len() >= rule.regular).then(|| {
        let observed = format!("{} at equal distances", run.len());
        tell(
            Detector::F2,
            run,
            observed,
            format!("fewer than {}", rule.regular),
        )
    })
}

/// The most reviews within so many seconds; the group is in order of time.
fn most_within<'g, 'a>(group: &'g [&'a Observation], seconds: i64) -> &'g [&'a Observation] {
    let mut first = 0;
    let mut best = 0..0;
    for last in 0..group.len() {
        while (group[last].at - group[first].at).num_seconds() >= seconds {
            first += 1;
        }
        if last + 1 - first > best.len() {
            best = first..last + 1;
        }
    }
    &group[best]
}

/// F10: many bad reviews of one point from one place in a short time.
fn brigade(group: &[&Observation], thresholds: &Thresholds) -> Option<Suspicion> {
    let rule = &thresholds.brigade;
    let most = most_within(group, rule.minutes * 60);
    (most.len() >= rule.least).then(|| {
        let observed = format!("{} bad within {} min", most.len(), rule.minutes);
        tell(
            Detector::F10,
            most,
            observed,
            format!("fewer than {}", rule.least),
        )
    })
}
