//! From a strict value to one of this crate's types; what does not fit is named by its place.
//!
//! An ordinary deserialiser takes an array for an object where the members happen to be in order. This one
//! does not, and its errors name JSON, not types of this crate.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use ip_core::problem::{Problem, pointer_step};
use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected,
    IntoDeserializer as _, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::{Object, Value, parse};

/// Reads JSON strictly into a type; `form` is the code of what does not fit.
///
/// # Errors
///
/// A code of [`super::CanonError`], or `form` with the place and what was expected there.
///
/// ```
/// use ip_certs::canon;
/// use ip_certs::command::StatusBitRequest;
/// let read = |json: &[u8]| canon::read::<StatusBitRequest>(json, "certs.request.form");
/// assert_eq!(read(br#"{"encodedList": "u", "index": 5}"#)?.index, 5);
/// let problem = read(br#"["u", 5]"#).unwrap_err();
/// assert_eq!(problem.expected.as_deref(), Some("an object"));
/// assert_eq!(read(br#"{"index": -1, "encodedList": "u"}"#).unwrap_err().pointer, "/index");
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
pub fn read<T: DeserializeOwned>(json: &[u8], form: &'static str) -> Result<T, Problem> {
    let value = parse(json).map_err(|e| Problem::new(e.code()).found(e))?;
    value.read(form)
}

impl Value {
    /// As [`read`], for a value that was read already.
    pub(crate) fn read<T: DeserializeOwned>(&self, form: &'static str) -> Result<T, Problem> {
        T::deserialize(Typed(self)).map_err(|misfit| {
            let mut problem = Problem::new(form).at(misfit.pointer);
            problem.expected = misfit.expected;
            problem.found = misfit.found;
            problem
        })
    }
}

/// What does not fit, and where.
#[derive(Debug, Default)]
struct Misfit {
    pointer: String,
    expected: Option<String>,
    found: Option<String>,
}

impl Misfit {
    fn expected(what: impl ToString) -> Self {
        Self {
            expected: Some(what.to_string()),
            ..Self::default()
        }
    }

    fn under(mut self, step: &str) -> Self {
        self.pointer.insert_str(0, &pointer_step(step));
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pointer, expected) = (&self.pointer, self.expected.as_deref());
        write!(
            f,
            "at {pointer:?}: expected {}",
            expected.unwrap_or("another value")
        )
    }
}

impl core::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self {
            found: Some(what.to_string()),
            ..Self::default()
        }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self {
            found: Some(found.to_string()),
            ..Self::expected(expected)
        }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Self {
        Self {
            found: Some(found.into()),
            ..Self::expected(expected.join(" | "))
        }
    }

    fn unknown_field(found: &str, _: &'static [&'static str]) -> Self {
        Self::expected("no such member").under(found)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::expected("a value").under(field)
    }
}

/// A value to be read into a type.
struct Typed<'de>(&'de Value);

impl<'de> Deserializer<'de> for Typed<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.get()) {
                (Some(whole), _) => visitor.visit_u64(whole),
                (None, value) => visitor.visit_f64(value),
            },
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => visitor.visit_seq(Items(items, 0)),
            Value::Object(object) => visitor.visit_map(Members(object, 0)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            value => visitor.visit_some(Typed(value)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Object(object) => visitor.visit_map(Members(object, 0)),
            _ => Err(Misfit::expected("an object")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Value::Text(name) => visitor.visit_enum(Name(name)),
            _ => Err(Misfit::expected("a name")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// The items of an array, from a place on.
struct Items<'de>(&'de [Value], usize);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        let Some(item) = self.0.get(self.1) else {
            return Ok(None);
        };
        let read = seed.deserialize(Typed(item));
        let read = read.map_err(|misfit| misfit.under(&format!("{}", self.1)))?;
        self.1 += 1;
        Ok(Some(read))
    }
}

/// The members of an object, from a place on.
struct Members<'de>(&'de Object, usize);

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Misfit> {
        match self.0.0.get(self.1) {
            None => Ok(None),
            Some((name, _)) => {
                let name: StrDeserializer<'_, Misfit> = name.as_str().into_deserializer();
                seed.deserialize(name).map(Some)
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let Some((name, value)) = self.0.0.get(self.1) else {
            return Err(Misfit::expected("a value"));
        };
        self.1 += 1;
        let read = seed.deserialize(Typed(value));
        read.map_err(|misfit| misfit.under(name))
    }
}

/// The name of a variant without content, which is all that this crate's enumerations have.
struct Name<'de>(&'de str);

impl<'de> EnumAccess<'de> for Name<'de> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Misfit> {
        let name: StrDeserializer<'_, Misfit> = self.0.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Name<'de> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Misfit> {
        Err(Misfit::expected("a name"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Misfit> {
        Err(Misfit::expected("a name"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Misfit> {
        Err(Misfit::expected("a name"))
    }
}
