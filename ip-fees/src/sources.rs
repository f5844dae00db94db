//! References to law with their JSON, written once when the data are loaded.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Deref;

use ip_core::law::LawRef;
use serde::{Deserialize, Deserializer};

/// References to law. They are printed on every line of every quote, so their JSON is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sources {
    refs: Vec<LawRef>,
    json: String,
}

impl Sources {
    /// The references as JSON objects with commas between them, without the brackets of a list.
    pub(crate) fn json(&self) -> &str {
        &self.json
    }
}

impl From<Vec<LawRef>> for Sources {
    fn from(refs: Vec<LawRef>) -> Self {
        let objects: Vec<String> = refs.iter().map(law_json).collect();
        Self {
            json: objects.join(","),
            refs,
        }
    }
}

impl Deref for Sources {
    type Target = [LawRef];

    fn deref(&self) -> &[LawRef] {
        &self.refs
    }
}

impl<'a> IntoIterator for &'a Sources {
    type Item = &'a LawRef;
    type IntoIter = core::slice::Iter<'a, LawRef>;

    fn into_iter(self) -> Self::IntoIter {
        self.refs.iter()
    }
}

impl<'de> Deserialize<'de> for Sources {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

/// A reference as a JSON object.
pub(crate) fn law_json(reference: &LawRef) -> String {
    match &reference.article {
        Some(article) => alloc::format!(
            "{{\"id\":{},\"article\":{}}}",
            quoted(&reference.id),
            quoted(article)
        ),
        None => alloc::format!("{{\"id\":{}}}", quoted(&reference.id)),
    }
}

/// A text as a JSON string, quotation marks included.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
