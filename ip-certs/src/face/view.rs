//! The lines a person reads on a certificate.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::text::Text;
use serde::Serialize;

use crate::certificate::{FieldValue, Record};
use crate::kind::Kind;

/// The face of a certificate: labelled lines in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Face {
    /// Name of the certificate in both languages.
    pub name: Text,
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line of a face.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// JSON name of the element or field.
    pub key: String,
    /// What people read before the value.
    pub label: Text,
    /// The value; absent where the holder keeps it hidden.
    pub value: Option<FieldValue>,
}

impl Face {
    /// The face of a record: the common elements of GB/T 36903, then the fields of its kind.
    ///
    /// `hidden` says whether fields that are absent may be hidden rather than empty.
    pub fn of(record: &Record, kind: &Kind, hidden: bool) -> Self {
        let mut lines: Vec<Line> = crate::metadata::elements()
            .into_iter()
            .filter_map(|element| {
                Some(Line {
                    value: Some(element.value(record)?),
                    label: element.label,
                    key: element.json,
                })
            })
            .collect();
        for field in &kind.fields {
            let value = record.fields.get(&field.key).cloned();
            if value.is_some() || (hidden && field.disclosable) {
                lines.push(Line {
                    key: field.key.to_string(),
                    label: field.label.clone(),
                    value,
                });
            }
        }
        Self {
            name: kind.name.clone(),
            lines,
        }
    }
}
