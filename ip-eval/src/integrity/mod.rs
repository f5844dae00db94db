//! Detectors of fabricated, forced and brigaded reviews (真实性研判): they hold and tell, a person decides.
//!
//! No detector refuses or deletes a review. What speaks is the code of the detector, the reviews it spoke of,
//! and the number that made it speak beside the threshold, so that whoever decides can check it.

mod crowd;
mod single;
mod text;

pub use text::{Signature, signature};

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::law::Mark;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::codec::{Channel, Coded};
use crate::decimal::Decimal;
use crate::id::{PersonRef, PointRef, ReviewId};
use crate::level::Level;

/// The detectors, under the codes that reports use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum Detector {
    /// Constant answers at a point.
    F1,
    /// A burst, or a machine's rhythm, from one source.
    F2,
    /// A review at the same instant as the service, or at a constant offset from it.
    F3,
    /// One device, address or account with many reviews; a shared one with more than there were services.
    F4,
    /// A channel the service does not have.
    F5,
    /// Staff reviewing themselves.
    F6,
    /// A hall device while the hall is closed.
    F7,
    /// The same text many times.
    F8,
    /// No bad review where there should be some.
    F9,
    /// Many bad reviews of one target from one place.
    F10,
    /// A review before its service was known.
    F11,
}

impl Detector {
    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::F1 => "F1",
            Self::F2 => "F2",
            Self::F3 => "F3",
            Self::F4 => "F4",
            Self::F5 => "F5",
            Self::F6 => "F6",
            Self::F7 => "F7",
            Self::F8 => "F8",
            Self::F9 => "F9",
            Self::F10 => "F10",
            Self::F11 => "F11",
        }
    }
}

/// What the detectors see of a review: no name, no text, a keyed source instead of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Observation {
    /// The review.
    pub review: ReviewId,
    /// The window, outlet or platform.
    pub point: PointRef,
    /// Its level.
    pub level: Level,
    /// Its labels.
    #[serde(default)]
    pub labels: Vec<String>,
    /// What its text looks like, if it has one.
    #[serde(default)]
    pub text: Option<Signature>,
    /// The channel.
    pub channel: Coded<Channel>,
    /// When it was given.
    pub at: DateTime<FixedOffset>,
    /// When the service was rendered.
    pub served_at: DateTime<FixedOffset>,
    /// When the service became known here.
    #[serde(default)]
    pub known_at: Option<DateTime<FixedOffset>>,
    /// The device, address or account, as a keyed hash.
    #[serde(default)]
    pub source: Option<String>,
    /// Whether that source is a device many people use, such as the hall's tablet.
    #[serde(default)]
    pub shared_device: bool,
    /// Whether the service can be had only on site; absent where unknown.
    #[serde(default)]
    pub on_site_only: Option<bool>,
    /// Whether the hall was open; absent where unknown.
    #[serde(default)]
    pub hall_open: Option<bool>,
    /// The reviewer under pseudonym.
    #[serde(default)]
    pub reviewer: Option<PersonRef>,
    /// Who served, under pseudonym.
    #[serde(default)]
    pub staff: Option<PersonRef>,
}

/// What the detectors of crowds need to know of a point's peers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Peers {
    /// The share of the most common answer among peers; absent where unknown, and then F1 stays silent.
    pub constant_share: Option<Decimal>,
    /// The bad rate among peers.
    pub bad_rate: Option<Decimal>,
    /// By which factor the point's active rate rose against its own past.
    pub active_rise: Option<Decimal>,
    /// How many services the point rendered that day; absent where unknown, and then its shared devices have no cap.
    pub services: Option<usize>,
}

/// A detector that spoke.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suspicion {
    /// Which.
    pub detector: Detector,
    /// The reviews it spoke of, in order.
    pub reviews: Vec<ReviewId>,
    /// What was seen.
    pub observed: String,
    /// From where on it speaks.
    pub threshold: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Constant {
    share: Decimal,
    least: usize,
    peers: Decimal,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Burst {
    per_minute: usize,
    regular: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Instant {
    seconds: i64,
    same_offset: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Shared {
    per_day: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Copies {
    alike: Decimal,
    least: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TooGood {
    chance: Decimal,
    rise: Decimal,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Brigade {
    least: usize,
    minutes: i64,
}

/// From where on each detector speaks (`data/detectors.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Thresholds {
    /// How well the numbers are proved.
    pub mark: Mark,
    constant: Constant,
    burst: Burst,
    instant: Instant,
    shared: Shared,
    copies: Copies,
    too_good: TooGood,
    brigade: Brigade,
}

impl Thresholds {
    /// The thresholds shipped with this crate.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(include_str!("../../data/detectors.toml"))
    }

    /// Reads thresholds of a place.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable`.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        crate::data::read(text)
    }
}

/// Looks at the reviews of a day with every detector; the answer does not depend on their order.
pub fn inspect(
    observations: &[Observation],
    peers: &BTreeMap<PointRef, Peers>,
    thresholds: &Thresholds,
) -> Vec<Suspicion> {
    let mut found = Vec::new();
    single::inspect(observations, thresholds, &mut found);
    crowd::inspect(observations, peers, thresholds, &mut found);
    text::inspect(observations, thresholds, &mut found);
    for suspicion in &mut found {
        suspicion.reviews.sort();
        suspicion.reviews.dedup();
    }
    found.sort();
    found
}

/// Which reviews are to be held, each with the codes of the detectors that spoke of it.
pub fn to_hold(suspicions: &[Suspicion]) -> BTreeMap<ReviewId, Vec<String>> {
    let mut held: BTreeMap<ReviewId, Vec<String>> = BTreeMap::new();
    for suspicion in suspicions {
        let code = suspicion.detector.code();
        for review in &suspicion.reviews {
            let codes = held.entry(review.clone()).or_default();
            if !codes.iter().any(|known| known == code) {
                codes.push(code.into());
            }
        }
    }
    held
}
