//! The certificate: one record, the credential that secures it, and what the holder may open.

mod check;
mod issue;
mod life;
mod read;
mod record;
mod shape;
mod state;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::canon::{Object, Value};
use crate::credential::{Disclosure, Proof, Secured};
use crate::digest::DigestPair;

pub use check::check;
pub use issue::Issuance;
pub use life::{Ending, LifeCommand, LifeEvent, LifeRefusal, Line, Version};
pub use record::{AsOf, FieldValue, Holder, HolderCode, Issuer, Record, StatusPurpose, StatusRef};
pub use state::{CodeProfile, Coded, Operation, State};

/// The name under which the holders' codes are disclosed.
pub(crate) const HOLDER_CODES: &str = "certificateHolderCode";

/// An electronic certificate (电子证照) as a file: a signed credential (with the text of its QR
/// code) and the fields its holder can open.
///
/// It comes from [`Certificate::issue`] or [`Certificate::from_json`], so that its parts agree;
/// whether anyone should believe it is the question of [`crate::verify`].
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    pub(crate) record: Record,
    pub(crate) secured: Secured,
    /// Of the credential without proofs and QR code, which the QR code and a log state.
    pub(crate) base_digests: DigestPair,
    pub(crate) disclosures: Vec<Disclosure>,
    /// Salted digests of every disclosable field, opened or not.
    pub(crate) digests: Vec<String>,
    pub(crate) qr: String,
}

impl Certificate {
    /// What the certificate says, as far as it is opened.
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// The proofs over the credential.
    pub fn proofs(&self) -> &[Proof] {
        self.secured.proofs()
    }

    /// How many fields stay hidden in this copy.
    pub fn hidden(&self) -> usize {
        self.digests.len().saturating_sub(self.disclosures.len())
    }

    /// The names of the fields that this copy opens and that its holder may close again.
    pub fn disclosed(&self) -> impl Iterator<Item = &str> {
        self.disclosures.iter().map(Disclosure::name)
    }

    /// Both digests of the credential without proofs and QR code; the QR code and a log state
    /// them.
    pub const fn digests(&self) -> DigestPair {
        self.base_digests
    }

    /// What a log of certificates holds of this one: SM3, then SHA-256 of [`Certificate::digests`].
    pub fn log_entry(&self) -> [u8; 64] {
        self.digests().to_bytes()
    }

    /// The text of the QR code, `IPC1:…`.
    pub fn qr_text(&self) -> &str {
        &self.qr
    }

    /// The file: canonical JSON.
    pub fn to_json(&self) -> String {
        let texts = self.disclosures.iter().map(ToString::to_string);
        let mut file = Object::default();
        file.insert("credential", self.secured.to_value());
        file.insert("disclosures", Value::List(texts.map(Value::Text).collect()));
        Value::Object(file).to_canonical()
    }

    /// The credential alone, with its proofs: a W3C Verifiable Credential 2.0.
    pub fn credential_json(&self) -> String {
        self.secured.to_value().to_canonical()
    }

    /// A copy that opens only these disclosable fields; the signatures stay good.
    #[must_use]
    pub fn present(&self, names: &[&str]) -> Self {
        let mut copy = self.clone();
        copy.disclosures.retain(|d| names.contains(&d.name()));
        for closed in &self.disclosures {
            if names.contains(&closed.name()) {
                continue;
            }
            if closed.name() == HOLDER_CODES {
                copy.record.holders.iter_mut().for_each(|h| h.code = None);
            } else {
                copy.record.fields.remove(closed.name());
            }
        }
        copy
    }
}
