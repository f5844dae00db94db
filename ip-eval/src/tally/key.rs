//! What cells are told apart by.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::codec::{Channel, Coded};
use crate::id::{MatterRef, PointRef, UnitRef};
use crate::service::Node;

/// An administrative division by its digits (行政区划): 2, 4, 6, 9 or 12 of them.
///
/// ```
/// use ip_eval::tally::Region;
/// let street: Region = "310115001".parse()?;
/// assert_eq!(street.within(2).as_str(), "31");
/// # Ok::<(), ip_eval::tally::BadRegion>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(String);

/// The text is not a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a division: expected 2, 4, 6, 9 or 12 digits")]
pub struct BadRegion;

impl Region {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The division of so many digits that contains this one; itself when it has no more.
    #[must_use]
    pub fn within(&self, digits: usize) -> Self {
        Self(self.0.chars().take(digits).collect())
    }
}

impl FromStr for Region {
    type Err = BadRegion;

    fn from_str(s: &str) -> Result<Self, BadRegion> {
        let digits = s.bytes().all(|b| b.is_ascii_digit());
        if digits && matches!(s.len(), 2 | 4 | 6 | 9 | 12) {
            Ok(Self(s.into()))
        } else {
            Err(BadRegion)
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Region {
    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "Region".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": r"^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$"})
    }
}

/// One combination of dimensions on one day; a channel here is always a leaf, so that nothing is counted
/// under a channel and under the one above it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Key {
    /// The civil day: of the review, of the service, or of the opening of the case.
    pub day: NaiveDate,
    /// The division, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The office.
    pub unit: UnitRef,
    /// The window, outlet or platform.
    pub point: PointRef,
    /// The matter.
    pub matter: MatterRef,
    /// The channel.
    pub channel: Coded<Channel>,
    /// The point of the way.
    pub node: Node,
}

impl Key {
    /// The first day of the month.
    pub fn month(&self) -> NaiveDate {
        use chrono::Datelike as _;
        self.day.with_day(1).unwrap_or(self.day)
    }
}

impl fmt::Display for Key {
    /// Every dimension, each preceded by its length, so that no two keys print alike.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.region.as_ref().map(Region::as_str).unwrap_or_default();
        let channel = match &self.channel {
            Coded::Known(channel) => channel.name(),
            Coded::Other { other } => other,
        };
        let known = if self.channel.known().is_some() {
            '='
        } else {
            '?'
        };
        write!(f, "{} {}:{region}", self.day, region.len())?;
        for part in [
            self.unit.as_str(),
            self.point.as_str(),
            self.matter.as_str(),
        ] {
            write!(f, " {}:{part}", part.len())?;
        }
        write!(f, " {}{known}{channel} {:?}", channel.len(), self.node)
    }
}
