//! F8: texts that are nearly the same, found by signatures from which no text can be read.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Detector, Observation, Suspicion, Thresholds};
use crate::decimal::Decimal;

const HASHES: usize = 32;
const BAND: usize = 2;

/// What a text looks like: the smallest of each of 32 hashes over its runs of three characters (MinHash).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Signature([u32; HASHES]);

/// The signature of a text; `None` for one of fewer than three characters besides spaces.
///
/// ```
/// use ip_eval::integrity::signature;
/// let a = signature("服务态度很好,办事效率很高").unwrap();
/// let b = signature("服务态度很好, 办事效率很高").unwrap();
/// assert_eq!(a, b, "spaces do not matter");
/// assert!(signature("好").is_none());
/// ```
pub fn signature(text: &str) -> Option<Signature> {
    let characters: Vec<u32> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(u32::from)
        .collect();
    let mut least = [u32::MAX; HASHES];
    let mut any = false;
    for run in characters.windows(3) {
        any = true;
        let mut word = 0xcbf2_9ce4_8422_2325_u64;
        for character in run {
            word = (word ^ u64::from(*character)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        for (i, slot) in least.iter_mut().enumerate() {
            // One mixer with 32 seeds: the finaliser of SplitMix64.
            let mut mixed = word.wrapping_add((i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *slot = (*slot).min((mixed >> 32) as u32);
        }
    }
    any.then_some(Signature(least))
}

impl Signature {
    /// The estimated share of runs that two texts have in common.
    pub fn alike(&self, other: &Self) -> Decimal {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count() as u64;
        Decimal::from_millionths(same * Decimal::SCALE / HASHES as u64)
    }
}

pub(super) fn inspect(
    observations: &[Observation],
    thresholds: &Thresholds,
    found: &mut Vec<Suspicion>,
) {
    let rule = &thresholds.copies;
    // Equal texts are looked at once, and nearly equal ones share at least one band.
    let mut texts: BTreeMap<&Signature, Vec<&Observation>> = BTreeMap::new();
    for seen in observations {
        if let Some(text) = &seen.text {
            texts.entry(text).or_default().push(seen);
        }
    }
    let mut bands: BTreeMap<(usize, &[u32]), Vec<&Signature>> = BTreeMap::new();
    for text in texts.keys() {
        for (band, rows) in text.0.chunks(BAND).enumerate() {
            bands.entry((band, rows)).or_default().push(text);
        }
    }
    for (text, own) in &texts {
        let mut near: Vec<&Signature> = text
            .0
            .chunks(BAND)
            .enumerate()
            .filter_map(|key| bands.get(&key))
            .flatten()
            .copied()
            .filter(|other| other.alike(text) >= rule.alike)
            .collect();
        near.sort();
        near.dedup();
        let copies: usize = near
            .iter()
            .filter_map(|other| texts.get(other))
            .map(Vec::len)
            .sum();
        if copies >= rule.least {
            found.push(Suspicion {
                detector: Detector::F8,
                reviews: own.iter().map(|seen| seen.review.clone()).collect(),
                observed: format!("{copies} copies"),
                threshold: format!("fewer than {}", rule.least),
            });
        }
    }
}
