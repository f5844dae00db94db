//! Detectors that look at one review: F3, F5, F6, F7, F11.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Detector, Observation, Suspicion, Thresholds};
use crate::codec::Channel;

pub(super) fn inspect(
    observations: &[Observation],
    thresholds: &Thresholds,
    found: &mut Vec<Suspicion>,
) {
    for seen in observations {
        let mut tell = |detector, observed: String, threshold: String| {
            found.push(Suspicion {
                detector,
                reviews: Vec::from([seen.review.clone()]),
                observed,
                threshold,
            });
        };
        let after = (seen.at - seen.served_at).num_seconds();
        if (0..thresholds.instant.seconds).contains(&after) {
            let threshold = format!("at least {} s", thresholds.instant.seconds);
            tell(
                Detector::F3,
                format!("{after} s after the service"),
                threshold,
            );
        }
        let channel = seen.channel.known().copied();
        if seen.on_site_only == Some(true) && channel == Some(Channel::Pc) {
            tell(
                Detector::F5,
                String::from("pc"),
                String::from("on site only"),
            );
        }
        if seen.reviewer.is_some() && seen.reviewer == seen.staff {
            tell(
                Detector::F6,
                String::from("reviewer served"),
                String::from("someone else"),
            );
        }
        let device = matches!(channel, Some(Channel::HallTablet | Channel::HallTerminal));
        if device && seen.hall_open == Some(false) {
            tell(
                Detector::F7,
                String::from("hall closed"),
                String::from("hall open"),
            );
        }
        if seen.at < seen.served_at || seen.known_at.is_some_and(|known| seen.at < known) {
            let known = seen.known_at.unwrap_or(seen.served_at).max(seen.served_at);
            tell(
                Detector::F11,
                format!("{}", seen.at),
                format!("from {known}"),
            );
        }
    }
}
