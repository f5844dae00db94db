//! What a recorded use releases: an answer, or a certificate with some fields opened.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::{ShareEvent, ShareOperation};
use crate::certificate::{Certificate, FieldValue};
use crate::metadata;

/// Whether every claimed value is the certificate's (核验): nothing else becomes known.
///
/// A claim names a field of the face or an element of the metadata; of a list, one item is enough. A claim
/// about a field outside the recorded use is answered with no, whatever its value, and so are no
/// claims at all, and a use that was recorded for something else.
pub fn compare(
    certificate: &Certificate,
    used: &ShareEvent,
    claims: &BTreeMap<String, String>,
) -> bool {
    let open = opened(certificate, used, |operation| {
        operation == ShareOperation::Compare
    });
    open.is_some_and(|open| {
        !claims.is_empty()
            && claims
                .iter()
                .all(|(name, claim)| says(&open, name, claim.trim()))
    })
}

/// The certificate with just the fields that a recorded use opens; `None` for another event, another
/// certificate, or a use that was only allowed to compare.
pub fn release(certificate: &Certificate, used: &ShareEvent) -> Option<Certificate> {
    opened(certificate, used, |operation| {
        operation != ShareOperation::Compare
    })
}

fn opened(
    certificate: &Certificate,
    used: &ShareEvent,
    may: impl FnOnce(ShareOperation) -> bool,
) -> Option<Certificate> {
    match used {
        ShareEvent::Used {
            certificate: id,
            operation,
            fields,
            ..
        } if *id == certificate.record().identifier && may(*operation) => {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            Some(certificate.present(&fields))
        }
        _ => None,
    }
}

/// Whether an opened certificate says this of itself.
fn says(certificate: &Certificate, name: &str, claim: &str) -> bool {
    let record = certificate.record();
    let element = metadata::elements()
        .into_iter()
        .find(|element| element.json == name);
    let value = element.and_then(|element| element.value(record));
    match value.or_else(|| record.fields.get(name).cloned()) {
        Some(FieldValue::Text(text)) => text == claim,
        Some(FieldValue::List(items)) => items.iter().any(|item| item == claim),
        Some(FieldValue::Table(_)) | None => false,
    }
}
