//! One pass over JSON text that refuses what a lenient reader lets through: a field given twice.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use ip_core::problem::{Problem, pointer_step};
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::DeserializeSeed};
use serde_json::error::Category;

/// What is wrong with the text as JSON.
pub(super) enum Fault {
    /// A field of one object stands twice.
    Duplicate { pointer: String, field: String },
    /// Not JSON, with the place.
    Syntax(serde_json::Error),
    /// Something follows the value.
    Trailing(serde_json::Error),
}

impl Fault {
    /// The problem with the area's code.
    pub(super) fn into_problem(self, area: &str) -> Problem {
        let (reason, error) = match self {
            Self::Duplicate { pointer, field } => {
                return Problem::new(format!("{area}.request.duplicate-field"))
                    .at(pointer)
                    .found(field);
            }
            Self::Syntax(e) if e.classify() == Category::Eof => ("truncated", e),
            Self::Syntax(e) => ("syntax", e),
            Self::Trailing(e) => ("trailing", e),
        };
        Problem::new(format!("{area}.request.{reason}"))
            .arg("line", error.line())
            .arg("column", error.column())
    }
}

/// Checks that `text` is one JSON value whose objects name each field once.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    let duplicate = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_str(text);
    let walked = Walk {
        duplicate: &duplicate,
    }
    .deserialize(&mut reader);
    match (walked, duplicate.into_inner()) {
        (Err(_), Some((pointer, field))) => return Err(Fault::Duplicate { pointer, field }),
        (Err(error), None) => return Err(Fault::Syntax(error)),
        (Ok(()), _) => {}
    }
    reader.end().map_err(Fault::Trailing)
}

/// Where a field stands twice: the pointer, grown from the inside outwards, and its name.
type Duplicate = RefCell<Option<(String, String)>>;

/// Walks any value without building it.
#[derive(Clone, Copy)]
struct Walk<'a> {
    duplicate: &'a Duplicate,
}

impl Walk<'_> {
    /// Puts the step to the member before the pointer on the way out of a failed walk.
    fn step_out(self, step: impl FnOnce() -> String) {
        if let Some((pointer, _)) = self.duplicate.borrow_mut().as_mut() {
            pointer.insert_str(0, &step());
        }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        loop {
            match items.next_element_seed(self) {
                Ok(Some(())) => index += 1,
                Ok(None) => return Ok(()),
                Err(error) => {
                    self.step_out(|| format!("/{index}"));
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut names: Vec<Name<'de>> = Vec::new();
        while let Some(name) = members.next_key::<Name<'de>>()? {
            if let Err(error) = members.next_value_seed(self) {
                self.step_out(|| pointer_step(&name.0));
                return Err(error);
            }
            names.push(name);
        }
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            None => Ok(()),
            Some(pair) => {
                let field = pair[0].0.to_string();
                *self.duplicate.borrow_mut() = Some((pointer_step(&field), field));
                Err(A::Error::custom("a field stands twice"))
            }
        }
    }
}

/// A field's name, borrowed from the text unless it holds escapes.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
