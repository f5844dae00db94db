//! References to things that other parts keep: services, reviews, cases, people under pseudonym.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The text cannot be a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a reference: expected 1 to 64 visible characters without space")]
pub struct BadReference;

impl BadReference {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        "eval.reference.malformed"
    }
}

fn check(s: &str) -> Result<(), BadReference> {
    // Nearly all are plain ASCII, which need no decoding.
    if (1..=64).contains(&s.len()) && s.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let mut characters = 0;
    for c in s.chars() {
        characters += 1;
        if c.is_whitespace() || c.is_control() {
            return Err(BadReference);
        }
    }
    if (1..=64).contains(&characters) {
        Ok(())
    } else {
        Err(BadReference)
    }
}

macro_rules! references {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// A checked reference of 1 to 64 visible characters.
            ///
            /// # Errors
            ///
            /// Empty, longer, or with a space or control character in it.
            pub fn new(text: impl AsRef<str>) -> Result<Self, BadReference> {
                check(text.as_ref())?;
                Ok(Self(String::from(text.as_ref())))
            }

            /// The reference as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadReference;

            fn from_str(s: &str) -> Result<Self, BadReference> {
                Self::new(s)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                check(&text).map_err(de::Error::custom)?;
                Ok(Self(text))
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> alloc::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "minLength": 1, "maxLength": 64})
            }
        }
    )*};
}

references! {
    /// One service step that can be reviewed (服务).
    ServiceId,
    /// One review (评价).
    ReviewId,
    /// One bad-review case (差评工单).
    CaseId,
    /// One event; the same id twice is the same event twice.
    EventId,
    /// A case of the matter itself (办件编号), where the service belongs to one.
    CaseRef,
    /// A service matter or handling item, by its code.
    MatterRef,
    /// A window, outlet, hotline, kiosk or platform (服务点).
    PointRef,
    /// An office that handles matters (承办单位).
    UnitRef,
    /// A person under pseudonym: an account, a staff number, a keyed hash; never a name.
    PersonRef,
    /// Where the free text of a review lies in the vault.
    TextRef,
    /// A document that proves something: guide version, case timeline, photograph.
    EvidenceRef,
}
