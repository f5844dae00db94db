//! JSON in its one canonical form (RFC 8785), for what is published: names in order, no space, whole numbers only.
//!
//! Everything that is printed is written, so that everything that is printed is hashed.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::ser::{self, Impossible, Serialize};

/// The text of a value; names are those of this crate, ASCII throughout.
///
/// # Errors
///
/// A number with a fraction, which nothing published has.
pub(super) fn canonical(value: &impl Serialize) -> Result<String, NoForm> {
    value.serialize(Writer)
}

/// The value has no canonical form here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoForm;

impl fmt::Display for NoForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no canonical form")
    }
}

impl core::error::Error for NoForm {}

impl ser::Error for NoForm {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Writer;

/// The elements of a list so far.
#[derive(Default)]
struct List(Vec<String>);

impl List {
    fn push(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), NoForm> {
        self.0.push(value.serialize(Writer)?);
        Ok(())
    }

    fn close(self) -> String {
        format!("[{}]", self.0.join(","))
    }
}

/// The members of an object so far, each with its name.
#[derive(Default)]
struct Object(Vec<(&'static str, String)>);

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

macro_rules! whole {
    ($($name:ident: $kind:ty),*) => {
        $(fn $name(self, n: $kind) -> Result<String, NoForm> { Ok(n.to_string()) })*
    };
}

impl ser::Serializer for Writer {
    type Ok = String;
    type Error = NoForm;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = Impossible<String, NoForm>;
    type SerializeTupleVariant = Impossible<String, NoForm>;
    type SerializeMap = Impossible<String, NoForm>;
    type SerializeStruct = Object;
    type SerializeStructVariant = Impossible<String, NoForm>;

    whole! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    }

    fn serialize_f32(self, _: f32) -> Result<String, NoForm> {
        Err(NoForm)
    }

    fn serialize_f64(self, _: f64) -> Result<String, NoForm> {
        Err(NoForm)
    }

    fn serialize_char(self, c: char) -> Result<String, NoForm> {
        Ok(quoted(c.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, text: &str) -> Result<String, NoForm> {
        Ok(quoted(text))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<String, NoForm> {
        Err(NoForm)
    }

    fn serialize_none(self) -> Result<String, NoForm> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<String, NoForm> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<String, NoForm> {
        Ok("null".to_string())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<String, NoForm> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<String, NoForm> {
        Ok(quoted(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<String, NoForm> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<String, NoForm> {
        Err(NoForm)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, NoForm> {
        Ok(List::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<List, NoForm> {
        Ok(List::default())
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, NoForm> {
        Err(NoForm)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NoForm> {
        Err(NoForm)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, NoForm> {
        Err(NoForm)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object, NoForm> {
        Ok(Object::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, NoForm> {
        Err(NoForm)
    }
}

impl ser::SerializeSeq for List {
    type Ok = String;
    type Error = NoForm;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoForm> {
        self.push(value)
    }

    fn end(self) -> Result<String, NoForm> {
        Ok(self.close())
    }
}

impl ser::SerializeTuple for List {
    type Ok = String;
    type Error = NoForm;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NoForm> {
        self.push(value)
    }

    fn end(self) -> Result<String, NoForm> {
        Ok(self.close())
    }
}

impl ser::SerializeStruct for Object {
    type Ok = String;
    type Error = NoForm;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), NoForm> {
        self.0.push((name, value.serialize(Writer)?));
        Ok(())
    }

    fn end(mut self) -> Result<String, NoForm> {
        self.0.sort_by_key(|(name, _)| *name);
        let members: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{}:{value}", quoted(name)))
            .collect();
        Ok(format!("{{{}}}", members.join(",")))
    }
}
