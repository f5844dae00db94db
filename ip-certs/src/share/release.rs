//! What a recorded use releases: an answer, or a certificate with some fields opened.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::ShareEvent;
use crate::certificate::{Certificate, FieldValue};

/// Whether every claimed value is the certificate's (核验): nothing else becomes known.
///
/// A claim about a field outside the recorded use is answered with no, whatever its value.
pub fn compare(
    certificate: &Certificate,
    used: &ShareEvent,
    claims: &BTreeMap<String, FieldValue>,
) -> bool {
    release(certificate, used).is_some_and(|copy| {
        let fields = &copy.record().fields;
        !claims.is_empty()
            && claims
                .iter()
                .all(|(name, value)| fields.get(name) == Some(value))
    })
}

/// The certificate with just the fields that a recorded use opens; `None` for another event or
/// another certificate.
pub fn release(certificate: &Certificate, used: &ShareEvent) -> Option<Certificate> {
    match used {
        ShareEvent::Used {
            certificate: id,
            fields,
            ..
        } if *id == certificate.record().identifier => {
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            Some(certificate.present(&fields))
        }
        _ => None,
    }
}
