//! JSON that can be signed: a strict reader and the canonical writer of RFC 8785.
//!
//! An ordinary JSON reader lets two documents with different meanings pass for the same signed
//! bytes: it takes the last of two equal names, rounds long integers, repairs surrogates. This
//! reader refuses each of them, so that what was signed has one meaning only.

mod number;
mod read;
mod typed;
mod write;

use alloc::string::String;
use alloc::vec::Vec;

pub use number::Number;
pub use read::{Limits, parse, parse_within};
pub use typed::read;

/// A JSON value that has exactly one canonical form.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(Number),
    /// A string of Unicode scalar values.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Object(Object),
}

impl Value {
    /// The canonical bytes (RFC 8785).
    ///
    /// ```
    /// use ip_certs::canon;
    /// let value = canon::parse(br#"{"b": 1E2, "a": "\u20ac"}"#)?;
    /// assert_eq!(value.to_canonical(), r#"{"a":"€","b":100}"#);
    /// # Ok::<(), canon::CanonError>(())
    /// ```
    pub fn to_canonical(&self) -> String {
        let mut out = String::with_capacity(256);
        write::value(self, &mut out);
        out
    }

    /// The object, where the value is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The text, where the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, where the value is an array.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// The members of an object, in the order of RFC 8785 (by UTF-16 code units), each name once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object(Vec<(String, Value)>);

impl Object {
    /// An object from members in any order; the first name that stands twice is the error.
    fn new(mut members: Vec<(String, Value)>) -> Result<Self, String> {
        members.sort_by(|a, b| utf16_order(&a.0, &b.0));
        match members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(twice) => Err(twice[0].0.clone()),
            None => Ok(Self(members)),
        }
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let at = self.find(name).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// Sets a member and returns the value it had.
    pub fn insert(&mut self, name: &str, value: Value) -> Option<Value> {
        match self.find(name) {
            Ok(at) => Some(core::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (name.into(), value));
                None
            }
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.find(name).ok()?;
        Some(self.0.remove(at).1)
    }

    /// The members in canonical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0
            .binary_search_by(|member| utf16_order(&member.0, name))
    }
}

/// RFC 8785 section 3.2.3: names are compared as arrays of UTF-16 code units.
fn utf16_order(a: &str, b: &str) -> core::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() {
        // Where each character is one unit and one byte, as nearly always.
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}

/// Reads JSON strictly and writes it canonically.
///
/// # Errors
///
/// What [`parse`] refuses.
pub fn canonicalise(json: &[u8]) -> Result<String, CanonError> {
    Ok(parse(json)?.to_canonical())
}

/// The canonical form of one of this crate's own values, of any length.
///
/// # Errors
///
/// What has no canonical form, such as a whole number beyond 2^53.
pub(crate) fn of(value: &impl serde::Serialize) -> Result<String, CanonError> {
    Ok(value_of(value)?.to_canonical())
}

/// One of this crate's own values, of any length.
///
/// # Errors
///
/// As [`of`].
pub(crate) fn value_of(value: &impl serde::Serialize) -> Result<Value, CanonError> {
    let json = serde_json::to_vec(value).map_err(|_| CanonError::Syntax { at: 0 })?;
    own(&json)
}

/// Reads what this crate has written itself, of any length.
///
/// # Errors
///
/// As [`parse`], but for the length.
pub(crate) fn own(json: &[u8]) -> Result<Value, CanonError> {
    let limits = Limits {
        bytes: usize::MAX,
        ..Limits::default()
    };
    parse_within(json, limits)
}

/// Why bytes are not JSON that can be signed; every variant names the byte where it shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CanonError {
    /// Longer than the limit.
    #[error("longer than {limit} bytes")]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("not UTF-8 at byte {at}")]
    NotUtf8 {
        /// Byte offset.
        at: usize,
    },
    /// Not JSON (RFC 8259); a byte order mark is not JSON either.
    #[error("not JSON at byte {at}")]
    Syntax {
        /// Byte offset.
        at: usize,
    },
    /// A name stands twice in one object.
    #[error("the name {name:?} stands twice in the object that ends at byte {at}")]
    DuplicateName {
        /// Byte offset of the end of the object.
        at: usize,
        /// The name.
        name: String,
    },
    /// An integer that a double cannot hold exactly (RFC 7493 section 2.2).
    #[error("an integer beyond 2^53 at byte {at}")]
    IntegerTooLarge {
        /// Byte offset.
        at: usize,
    },
    /// A number beyond the range of a double.
    #[error("a number beyond the range of a double at byte {at}")]
    NumberTooLarge {
        /// Byte offset.
        at: usize,
    },
    /// Half of a surrogate pair.
    #[error("a lone surrogate at byte {at}")]
    LoneSurrogate {
        /// Byte offset.
        at: usize,
    },
    /// Nested deeper than the limit.
    #[error("nested deeper than {limit} at byte {at}")]
    TooDeep {
        /// Byte offset.
        at: usize,
        /// The limit.
        limit: usize,
    },
    /// Something stands after the value.
    #[error("bytes after the value, from byte {at}")]
    TrailingBytes {
        /// Byte offset.
        at: usize,
    },
}

impl CanonError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "certs.json.too-long",
            Self::NotUtf8 { .. } => "certs.json.not-utf8",
            Self::Syntax { .. } => "certs.json.syntax",
            Self::DuplicateName { .. } => "certs.json.duplicate-name",
            Self::IntegerTooLarge { .. } => "certs.json.integer-too-large",
            Self::NumberTooLarge { .. } => "certs.json.number-too-large",
            Self::LoneSurrogate { .. } => "certs.json.lone-surrogate",
            Self::TooDeep { .. } => "certs.json.too-deep",
            Self::TrailingBytes { .. } => "certs.json.trailing-bytes",
        }
    }
}
