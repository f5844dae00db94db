//! The detectors speak of what they should, name it, and stay silent about ordinary people.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;

use chrono::Duration;
use common::at;
use ip_eval::codec::{Channel, Coded};
use ip_eval::integrity::{Detector, Observation, Peers, Thresholds, inspect, signature, to_hold};
use ip_eval::level::Level;
use proptest::prelude::*;

/// An ordinary review: some minutes after the service, from one's own phone.
fn ordinary(i: i64) -> Observation {
    let served = at("2026-03-05T09:00:00+08:00") + Duration::seconds(i * 397);
    Observation {
        review: format!("r{i}").parse().unwrap(),
        point: "window-1".parse().unwrap(),
        level: [
            Level::VerySatisfied,
            Level::Satisfied,
            Level::BasicallySatisfied,
        ][(i % 3) as usize],
        labels: vec![format!("label-{}", i % 5)],
        text: None,
        channel: Coded::Known(Channel::QrCode),
        at: served + Duration::seconds(100 + i * i % 977),
        served_at: served,
        known_at: None,
        source: Some(format!("phone-{i}")),
        shared_device: false,
        on_site_only: Some(true),
        hall_open: Some(true),
        reviewer: Some(format!("citizen-{i}").parse().unwrap()),
        staff: Some("staff-7".parse().unwrap()),
    }
}

fn peers() -> BTreeMap<ip_eval::id::PointRef, Peers> {
    let peers = Peers {
        constant_share: Some("0.4".parse().unwrap()),
        bad_rate: Some("0.02".parse().unwrap()),
        active_rise: Some("3".parse().unwrap()),
        services: Some(60),
    };
    BTreeMap::from([("window-1".parse().unwrap(), peers)])
}

fn spoke(observations: &[Observation]) -> Vec<Detector> {
    let suspicions = inspect(observations, &peers(), &Thresholds::builtin().unwrap());
    let mut detectors: Vec<Detector> = suspicions.iter().map(|s| s.detector).collect();
    detectors.dedup();
    detectors
}

#[test]
fn ordinary_people_are_left_alone() {
    let day: Vec<Observation> = (0..60).map(ordinary).collect();
    assert_eq!(spoke(&day), []);
}

/// A scheduled job that gave five stars, two labels, no text, from a server, for every service nobody had reviewed.
#[test]
fn a_job_that_posts_five_stars_for_everyone_is_seen_and_all_it_posted_is_held() {
    let posted = at("2026-03-05T23:00:00+08:00");
    let day: Vec<Observation> = (0..1000)
        .map(|i| Observation {
            level: Level::VerySatisfied,
            labels: vec!["510".into(), "517".into()],
            channel: Coded::Known(Channel::Pc),
            at: posted + Duration::milliseconds(i % 10),
            source: Some("server".into()),
            ..ordinary(i % 100)
        })
        .enumerate()
        .map(|(i, seen)| Observation {
            review: format!("job-{i:04}").parse().unwrap(),
            ..seen
        })
        .collect();
    let suspicions = inspect(&day, &peers(), &Thresholds::builtin().unwrap());
    let detectors = spoke(&day);
    for expected in [
        Detector::F1,
        Detector::F2,
        Detector::F4,
        Detector::F5,
        Detector::F9,
    ] {
        assert!(
            detectors.contains(&expected),
            "{expected:?} stayed silent: {detectors:?}"
        );
    }
    let held = to_hold(&suspicions);
    assert_eq!(held.len(), 1000);
    assert!(held.values().all(|codes| codes.contains(&"F1".to_owned())));
    let constant = suspicions
        .iter()
        .find(|s| s.detector == Detector::F1)
        .unwrap();
    assert_eq!(
        (constant.observed.as_str(), constant.threshold.as_str()),
        ("1000 of 1000 alike", "below 0.95")
    );
}

/// Facts, F4: hall tablets are exempt from the limit of a day, and capped by the services of the hall.
#[test]
fn a_shared_tablet_gives_as_many_reviews_as_there_were_services_and_no_more() {
    let tablet = |n: i64| -> Vec<Observation> {
        let shared = |i| Observation {
            channel: Coded::Known(Channel::HallTablet),
            source: Some("tablet".into()),
            shared_device: true,
            // Never two alike, and no rhythm, so that nothing else speaks.
            review: format!("t{i}").parse().unwrap(),
            ..ordinary(i)
        };
        (0..n).map(shared).collect()
    };
    assert_eq!(spoke(&tablet(60)), []);
    assert_eq!(spoke(&tablet(61)), [Detector::F4]);
    let unknown = BTreeMap::new();
    assert!(
        inspect(&tablet(61), &unknown, &Thresholds::builtin().unwrap()).is_empty(),
        "no count, no cap"
    );
}

#[test]
fn each_detector_of_one_review_speaks_alone() {
    let one = |change: &dyn Fn(&mut Observation)| {
        let mut seen = ordinary(1);
        change(&mut seen);
        spoke(&[seen])
    };
    assert_eq!(
        one(&|s| s.at = s.served_at + Duration::seconds(2)),
        [Detector::F3]
    );
    assert_eq!(one(&|s| s.at = s.served_at + Duration::seconds(3)), []);
    assert_eq!(
        one(&|s| s.channel = Coded::Known(Channel::Pc)),
        [Detector::F5]
    );
    assert_eq!(one(&|s| s.reviewer = s.staff.clone()), [Detector::F6]);
    let tablet = |s: &mut Observation| {
        s.channel = Coded::Known(Channel::HallTablet);
        s.hall_open = Some(false);
    };
    assert_eq!(one(&tablet), [Detector::F7]);
    assert_eq!(
        one(&|s| s.known_at = Some(s.at + Duration::seconds(1))),
        [Detector::F11]
    );
    assert_eq!(
        one(&|s| s.at = s.served_at - Duration::seconds(1)),
        [Detector::F11]
    );
}

#[test]
fn a_tablet_serves_many_and_a_phone_does_not() {
    let many = |shared| -> Vec<Observation> {
        (0..6)
            .map(|i| Observation {
                source: Some("device".into()),
                shared_device: shared,
                ..ordinary(i)
            })
            .collect()
    };
    assert_eq!(spoke(&many(true)), []);
    assert_eq!(spoke(&many(false)), [Detector::F4]);
}

#[test]
fn a_machine_has_a_rhythm() {
    let rhythm: Vec<Observation> = (0..20)
        .map(|i| Observation {
            at: at("2026-03-05T12:00:00+08:00") + Duration::seconds(i * 60),
            served_at: at("2026-03-05T08:00:00+08:00") + Duration::seconds(i * i),
            source: Some("kiosk".into()),
            shared_device: true,
            ..ordinary(i)
        })
        .collect();
    assert_eq!(spoke(&rhythm), [Detector::F2]);
    assert_eq!(spoke(&rhythm[..19]), []);
    let offset: Vec<Observation> = (0..20)
        .map(|i| Observation {
            at: ordinary(i).served_at + Duration::seconds(77),
            ..ordinary(i)
        })
        .collect();
    assert_eq!(spoke(&offset), [Detector::F3]);
}

#[test]
fn five_bad_ones_from_one_place_in_ten_minutes_are_looked_at() {
    let brigade = |gap| -> Vec<Observation> {
        (0..5)
            .map(|i| Observation {
                level: Level::VeryDissatisfied,
                at: at("2026-03-05T12:00:00+08:00") + Duration::seconds(i * gap),
                served_at: at("2026-03-05T08:00:00+08:00") + Duration::seconds(i * i),
                source: Some("net".into()),
                shared_device: true,
                ..ordinary(i)
            })
            .collect()
    };
    assert_eq!(spoke(&brigade(140)), [Detector::F10]);
    assert_eq!(spoke(&brigade(160)), []);
}

#[test]
fn the_same_text_five_times_is_told_even_with_a_word_changed() {
    let base = "窗口工作人员态度热情,耐心解答了我的每一个问题,办理速度非常快,材料一次就交齐了,下次还会再来";
    let copies = |n: i64| -> Vec<Observation> {
        (0..n)
            .map(|i| Observation {
                text: signature(&format!("{base}{}", ["", "!", "。"][(i % 3) as usize])),
                ..ordinary(i)
            })
            .collect()
    };
    assert_eq!(spoke(&copies(4)), []);
    assert_eq!(spoke(&copies(5)), [Detector::F8]);
    let different = signature("排队两个小时没有人理我,叫号机也坏了").unwrap();
    assert!(different.alike(&signature(base).unwrap()) < "0.2".parse().unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_arrival_does_not_matter(order in Just((0..40).collect::<Vec<i64>>()).prop_shuffle()) {
        let strange = |i: i64| Observation {
            source: Some(format!("s{}", i % 3)),
            level: if i % 2 == 0 { Level::Dissatisfied } else { Level::VerySatisfied },
            at: at("2026-03-05T12:00:00+08:00") + Duration::seconds(i % 7 * 30),
            ..ordinary(i)
        };
        let thresholds = Thresholds::builtin().unwrap();
        let sorted: Vec<Observation> = (0..40).map(strange).collect();
        let shuffled: Vec<Observation> = order.into_iter().map(strange).collect();
        prop_assert_eq!(inspect(&sorted, &peers(), &thresholds), inspect(&shuffled, &peers(), &thresholds));
    }
}
