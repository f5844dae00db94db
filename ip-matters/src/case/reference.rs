//! A reference to something kept elsewhere: a party, a document, a text, a reply.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An opaque reference, at most 100 characters of `A–Z a–z 0–9 . _ : / -`.
///
/// Events outlive erasure, so they hold no personal data: who applied, and what was written, is
/// kept elsewhere under such a reference. A name or a sentence does not fit in.
///
/// ```
/// use ip_matters::case::Reference;
/// assert!("party:7f3a".parse::<Reference>().is_ok());
/// assert!("张三".parse::<Reference>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(transparent))]
pub struct Reference(String);

/// The text is not a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a reference: expected 1 to 100 characters of A-Z a-z 0-9 . _ : / -")]
pub struct BadReference;

impl Reference {
    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = BadReference;

    fn from_str(s: &str) -> Result<Self, BadReference> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"._:/-".contains(&b);
        if (1..=100).contains(&s.len()) && s.bytes().all(fits) {
            Ok(Self(s.into()))
        } else {
            Err(BadReference)
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}
