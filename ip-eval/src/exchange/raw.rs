//! A record as it came: names with scalars, in order, borrowed from the text where they can be.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

/// A flat record; a value is a text, or a number or truth value as its text. `null` is no value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawRecord<'a>(pub Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl RawRecord<'_> {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        let of_name = |(field, _): &&(Cow<'_, str>, Cow<'_, str>)| field == name;
        self.0.iter().find(of_name).map(|(_, value)| value.as_ref())
    }
}

/// A text that is borrowed where the source allows it.
struct Name<'a>(Cow<'a, str>);
/// A scalar; none for `null`.
struct Value<'a>(Option<Cow<'a, str>>);

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(text.into())))
    }
}

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value(Some(Cow::Owned(text.into()))))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Value<'de>, E> {
        self.visit_str(if truth { "true" } else { "false" })
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value(None))
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for RawRecord<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = RawRecord<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts and numbers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawRecord<'de>, A::Error> {
                let mut fields = Vec::with_capacity(24);
                while let Some((Name(name), Value(value))) = map.next_entry()? {
                    if let Some(value) = value {
                        fields.push((name, value));
                    }
                }
                Ok(RawRecord(fields))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

impl Serialize for RawRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl FromIterator<(String, String)> for RawRecord<'static> {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        let owned = |(name, value)| (Cow::Owned(name), Cow::Owned(value));
        Self(fields.into_iter().map(owned).collect())
    }
}
