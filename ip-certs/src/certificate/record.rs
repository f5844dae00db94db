//! What a certificate says: the metadata of GB/T 36903-2018 and the face data of its kind.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::de::{self, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::canon::{Object, Value};
use crate::id::CertificateId;

/// What a certificate says (证照信息), before anyone signs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// The identifier (证照标识, GB/T 36904).
    pub identifier: CertificateId,
    /// Key of the type standard in [`crate::kind::Kinds`].
    pub kind: String,
    /// Version of the type standard.
    pub standard: String,
    /// Name of the certificate (证照名称).
    pub name: String,
    /// The number printed on the face (证照编号).
    pub number: String,
    /// Who issues it (证照颁发机构).
    pub issuer: Issuer,
    /// Day of issue (证照颁发日期).
    pub issued: NaiveDate,
    /// Who holds it (持证主体), in order.
    pub holders: Vec<Holder>,
    /// First day of validity; the day of issue where absent (证照有效期起始日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day of validity, to 24:00 Beijing time; absent for long-term (证照有效期截止日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// The version it replaces (关联证照标识).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<CertificateId>,
    /// Administrative division (管辖属地, GB/T 2260).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// For an extract: which register, and when it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AsOf>,
    /// The decision or case it results from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The face data of the kind, by JSON name.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldValue>,
    /// Where its status stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<StatusRef>,
}

/// Who issues a certificate (证照颁发机构).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Issuer {
    /// A URL that verifiers know from their trust list.
    pub id: String,
    /// Name (证照颁发机构).
    pub name: String,
    /// Unified social credit code (证照颁发机构代码).
    pub code: String,
}

/// Who holds a certificate (持证主体).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Holder {
    /// Name (持证主体).
    pub name: String,
    /// Code (持证主体代码); disclosed only when the holder opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<HolderCode>,
}

/// A holder's code with its type (GB/T 36903-2018 Annex A).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HolderCode {
    /// Three digits, such as `001` for a unified social credit code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code.
    pub value: String,
}

/// A code is personal data: logs see its type only.
impl fmt::Debug for HolderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HolderCode")
            .field("type", &self.kind)
            .finish_non_exhaustive()
    }
}

/// When a register was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AsOf {
    /// The instant.
    pub at: DateTime<FixedOffset>,
    /// Sequence number of the register at that instant.
    pub register_sequence: u64,
    /// The certificate whose right the extract describes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<CertificateId>,
}

/// The value of a field.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FieldValue {
    /// A text, a date, a digest or a count.
    Text(String),
    /// Several texts.
    List(Vec<String>),
    /// Rows of named texts.
    Table(Vec<BTreeMap<String, String>>),
}

impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Shapes)
    }
}

/// Reads a field's value by what it begins with.
struct Shapes;

impl<'de> Visitor<'de> for Shapes {
    type Value = FieldValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list of texts, or rows of named texts")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<FieldValue, E> {
        Ok(FieldValue::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<FieldValue, A::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Item {
            Text(String),
            Row(BTreeMap<String, String>),
        }
        let (mut texts, mut rows) = (Vec::new(), Vec::new());
        while let Some(item) = items.next_element()? {
            match item {
                Item::Text(text) => texts.push(text),
                Item::Row(row) => rows.push(row),
            }
        }
        match (texts.is_empty(), rows.is_empty()) {
            (_, true) => Ok(FieldValue::List(texts)),
            (true, false) => Ok(FieldValue::Table(rows)),
            (false, false) => Err(de::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }
}

/// A field may hold an address or a fee: logs see how much there is, not what.
impl fmt::Debug for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::List(items) => write!(f, "List({} items)", items.len()),
            Self::Table(rows) => write!(f, "Table({} rows)", rows.len()),
        }
    }
}

impl FieldValue {
    /// The same value as JSON.
    pub(crate) fn to_value(&self) -> Value {
        let list = |items: &[String]| items.iter().cloned().map(Value::Text).collect();
        let row = |row: &BTreeMap<String, String>| {
            let mut object = Object::default();
            for (name, text) in row {
                object.insert(name, Value::Text(text.clone()));
            }
            Value::Object(object)
        };
        match self {
            Self::Text(text) => Value::Text(text.clone()),
            Self::List(items) => Value::List(list(items)),
            Self::Table(rows) => Value::List(rows.iter().map(row).collect()),
        }
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for FieldValue {
    fn from(items: Vec<String>) -> Self {
        Self::List(items)
    }
}

/// What a status list says about its entries (W3C Bitstring Status List 1.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StatusPurpose {
    /// Set for good.
    Revocation,
    /// Set for a while.
    Suspension,
    /// Set for good: a newer version has replaced the certificate, which was right as long as it stood.
    Supersession,
}

impl StatusPurpose {
    /// Whether a set bit is never taken back.
    pub const fn is_for_good(self) -> bool {
        !matches!(self, Self::Suspension)
    }
}

/// The place of a certificate in a status list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusRef {
    /// URL of the list.
    pub list: String,
    /// What a set bit means.
    pub purpose: StatusPurpose,
    /// Place in the list, from 0.
    pub index: u32,
}
