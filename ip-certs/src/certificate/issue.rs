//! Issuing: from a record to a signed certificate.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::{Problem, Problems};

use super::{Certificate, Record, check};
use crate::canon::{self, Value};
use crate::credential::{Disclosure, Document, Secured};
use crate::digest::DigestPair;
use crate::face::QrPayload;
use crate::kind::Kinds;
use crate::sign::Signer;
use crate::verify::beijing_day;

/// The longest certificate in bytes, signed document and openings together; well within what a reader
/// takes, also inside a bundle or a copy.
const MAX_LENGTH: usize = 256 * 1024;

/// What issuing needs besides the record.
pub struct Issuance<'a> {
    /// The known type standards.
    pub kinds: &'a Kinds,
    /// Who signs: at most one signer per algorithm.
    pub signers: &'a [&'a dyn Signer],
    /// The signing time.
    pub at: DateTime<FixedOffset>,
    /// Fresh random bytes, from which the salts of hidden fields are derived; never used twice.
    pub entropy: &'a [u8; 32],
}

impl Certificate {
    /// Issues a certificate: checks the record, hides what is disclosable, signs.
    ///
    /// # Errors
    ///
    /// Every way in which the record departs from its standard; `certs.record.issued` for a day of issue
    /// after the signing time; `certs.issue.signers` without a
    /// signer or with two of one algorithm; `certs.issue.too-long` for more than a reader would take;
    /// a code of [`crate::canon::CanonError`]; `certs.signer.failed`; `certs.qr.too-long`.
    pub fn issue(record: Record, issuance: &Issuance<'_>) -> Result<Self, Problems> {
        let kind = issuance.kinds.get(&record.kind).ok_or_else(|| {
            Problem::new("certs.record.kind")
                .at("/kind")
                .found(&record.kind)
        })?;
        check(&record, kind, true)?;
        if issuance.kinds.misnamed(kind, &record.name).is_some() {
            let problem = Problem::new("certs.record.name").at("/name");
            return Err(problem.expected(&kind.name.zh).found(&record.name).into());
        }
        // Whoever signs today cannot know that it was issued tomorrow.
        let today = beijing_day(issuance.at);
        if today < record.issued {
            let problem = Problem::new("certs.record.issued").at("/issued");
            return Err(problem.expected(today).found(record.issued).into());
        }
        let mut algorithms: Vec<_> = issuance
            .signers
            .iter()
            .map(|signer| signer.public_key().algorithm())
            .collect();
        algorithms.sort_unstable();
        if algorithms.is_empty() || algorithms.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Problem::new("certs.issue.signers").into());
        }

        let disclosures = Disclosure::of_record(&record, kind, issuance.entropy);
        let openings: Vec<String> = disclosures.iter().map(Disclosure::to_string).collect();
        let mut digests: Vec<String> = openings.iter().map(|o| Disclosure::digest(o)).collect();
        digests.sort_unstable();
        let document = Document::of(&record, &disclosures, &digests);
        let mut value = canon::value_of(&document).map_err(|e| Problem::new(e.code()))?;
        let base = value.to_canonical();
        let length = openings
            .iter()
            .map(String::len)
            .fold(base.len(), usize::saturating_add);
        if length > MAX_LENGTH {
            let problem = Problem::new("certs.issue.too-long").expected(MAX_LENGTH);
            return Err(problem.found(length).into());
        }
        let base_digests = DigestPair::of(base.as_bytes());
        let qr = QrPayload::seal(&record, base_digests, issuance.at, issuance.signers)?;
        if let Value::Object(document) = &mut value {
            document.insert("qr", Value::Text(qr.clone()));
        }
        let unsecured = value.to_canonical();
        let secured = Secured::sign(unsecured, &document.context, issuance.signers, issuance.at)
            .map_err(|e| Problem::new(e.code()))?;
        Ok(Self {
            record,
            secured,
            base_digests,
            disclosures,
            digests,
            qr,
        })
    }
}
