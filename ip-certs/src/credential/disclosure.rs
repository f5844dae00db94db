//! Salted disclosures: a hidden field is a digest in the signed document, its opening a text
//! that the holder may or may not show (after the manner of RFC 9901).

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use ip_core::problem::Problem;

use crate::canon::{self, Value};
use crate::certificate::{FieldValue, HOLDER_CODES, HolderCode, Record};
use crate::digest::DigestAlgorithm;
use crate::encode::base64;
use crate::kind::Kind;

/// The opening of one hidden field: salt, name, value.
#[derive(Clone, PartialEq)]
pub struct Disclosure {
    salt: [u8; 16],
    name: String,
    value: FieldValue,
}

impl Disclosure {
    /// One disclosure for every disclosable field that the record has, and one for the holders'
    /// codes.
    pub(crate) fn of_record(record: &Record, kind: &Kind, entropy: &[u8; 32]) -> Vec<Self> {
        let codes = holder_codes(record).map(|value| (HOLDER_CODES, value));
        let fields = kind
            .fields
            .iter()
            .filter(|field| field.disclosable)
            .filter_map(|field| Some((field.key.as_str(), record.fields.get(&field.key)?.clone())));
        codes
            .into_iter()
            .chain(fields)
            .map(|(name, value)| Self {
                salt: salt(entropy, name),
                name: name.into(),
                value,
            })
            .collect()
    }

    /// The field's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The field's value.
    pub(crate) const fn value(&self) -> &FieldValue {
        &self.value
    }

    /// The digest that stands in the signed document: SM3 of the text of a disclosure.
    pub(crate) fn digest(text: &str) -> String {
        base64::encode_url(&DigestAlgorithm::Sm3.of(text.as_bytes()))
    }

    /// Reads the JSON array of salt, name and value.
    pub(crate) fn read(json: &[u8]) -> Result<Self, Problem> {
        let bad = || Problem::new("certs.disclosure.malformed").at("/disclosures");
        let parsed = canon::parse(json).map_err(|_| bad())?;
        let Some([Value::Text(salt), Value::Text(name), value]) = parsed.as_list() else {
            return Err(bad());
        };
        let salt = base64::decode_url(salt).map_err(|_| bad())?;
        let disclosure = Self {
            salt: salt.try_into().map_err(|_| bad())?,
            name: name.clone(),
            value: value
                .read("certs.disclosure.malformed")
                .map_err(|_| bad())?,
        };
        if disclosure.to_json().as_bytes() == json {
            Ok(disclosure)
        } else {
            Err(bad())
        }
    }

    fn to_json(&self) -> String {
        let salt = Value::Text(base64::encode_url(&self.salt));
        let name = Value::Text(self.name.clone());
        Value::List(vec![salt, name, self.value.to_value()]).to_canonical()
    }
}

/// Neither the salt nor the value is for logs.
impl fmt::Debug for Disclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disclosure")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Disclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64::encode_url(self.to_json().as_bytes()))
    }
}

/// 128 bits that nobody can derive without the issuer's entropy.
fn salt(entropy: &[u8; 32], name: &str) -> [u8; 16] {
    let mut input = Vec::from(b"ip-certs disclosure salt ".as_slice());
    input.extend_from_slice(entropy);
    input.extend_from_slice(name.as_bytes());
    let mut salt = [0; 16];
    salt.copy_from_slice(&DigestAlgorithm::Sm3.of(&input)[..16]);
    salt
}

/// `type:value` for every holder in order, empty for one without a code; `None` where none has
/// one.
fn holder_codes(record: &Record) -> Option<FieldValue> {
    let any = record.holders.iter().any(|holder| holder.code.is_some());
    any.then(|| {
        let text = |code: &HolderCode| alloc::format!("{}:{}", code.kind, code.value);
        let codes = record.holders.iter();
        FieldValue::List(
            codes
                .map(|holder| holder.code.as_ref().map(text).unwrap_or_default())
                .collect(),
        )
    })
}

/// Gives the holders the codes that a disclosure opens.
pub(crate) fn open_holder_codes(record: &mut Record, value: &FieldValue) -> Result<(), Problem> {
    let bad = || Problem::new("certs.disclosure.malformed").at("/disclosures");
    let FieldValue::List(codes) = value else {
        return Err(bad());
    };
    if codes.len() != record.holders.len() {
        return Err(bad());
    }
    for (holder, code) in record.holders.iter_mut().zip(codes) {
        if code.is_empty() {
            continue;
        }
        let (kind, value) = code.split_once(':').ok_or_else(bad)?;
        holder.code = Some(HolderCode {
            kind: kind.into(),
            value: value.into(),
        });
    }
    Ok(())
}
