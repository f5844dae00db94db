//! A status list as its issuer keeps it, and as it is published: signed, with a sequence.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use chrono::{DateTime, FixedOffset, SecondsFormat};
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::{Bits, StatusError};
use crate::canon;
use crate::certificate::{StatusPurpose, StatusRef};
use crate::credential::Secured;
use crate::sign::Signer;

const CONTEXTS: [&str; 2] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
];

/// The longest list of an issuer: four million entries, which fit into a readable file however many
/// of them are set.
const MAXIMUM_LENGTH: u32 = 1 << 22;

/// A status list (状态列表) of an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    url: String,
    purpose: StatusPurpose,
    bits: Bits,
    next: u32,
    sequence: u64,
}

impl StatusList {
    /// An empty list under a URL.
    ///
    /// # Errors
    ///
    /// [`StatusError::ListLength`] for a length that is not allowed: an issuer's list has at most
    /// four million entries, and goes on in another list beyond them.
    pub fn new(
        url: impl Into<String>,
        purpose: StatusPurpose,
        length: u32,
    ) -> Result<Self, StatusError> {
        Ok(Self {
            url: url.into(),
            purpose,
            bits: publishable(Bits::new(length)?)?,
            next: 0,
            sequence: 0,
        })
    }

    /// A list as it was stored: its encoded bits, the next free index, the sequence.
    ///
    /// # Errors
    ///
    /// As [`Bits::decode`] and [`StatusList::new`]; [`StatusError::Range`] for a next index beyond the list.
    pub fn restore(
        url: impl Into<String>,
        purpose: StatusPurpose,
        encoded: &str,
        next: u32,
        sequence: u64,
    ) -> Result<Self, StatusError> {
        let bits = publishable(Bits::decode(encoded)?)?;
        if next > bits.length() {
            return Err(StatusError::Range);
        }
        Ok(Self {
            url: url.into(),
            purpose,
            bits,
            next,
            sequence,
        })
    }

    /// The bits.
    pub const fn bits(&self) -> &Bits {
        &self.bits
    }

    /// The next index that no certificate has.
    pub const fn next_index(&self) -> u32 {
        self.next
    }

    /// How often the list was published.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Gives a certificate its place; no place is ever given twice.
    ///
    /// # Errors
    ///
    /// [`StatusError::Range`] when the list is full.
    pub fn allocate(&mut self) -> Result<StatusRef, StatusError> {
        let index = self.next;
        if index >= self.bits.length() {
            return Err(StatusError::Range);
        }
        self.next += 1;
        Ok(StatusRef {
            list: self.url.clone(),
            purpose: self.purpose,
            index,
        })
    }

    /// Sets or clears an entry; a revocation is never taken back.
    ///
    /// # Errors
    ///
    /// [`StatusError::Range`] for an index not yet allocated, [`StatusError::Verification`] for
    /// clearing a revocation.
    pub fn set(&mut self, index: u32, value: bool) -> Result<(), StatusError> {
        if index >= self.next {
            return Err(StatusError::Range);
        }
        let revoked = self.purpose == StatusPurpose::Revocation && self.bits.get(index)?;
        if revoked && !value {
            return Err(StatusError::Verification);
        }
        self.bits.set(index, value)
    }

    /// Publishes the list with the next sequence number, good from `at` until `until`.
    ///
    /// # Errors
    ///
    /// `certs.signer.failed`; a code of [`canon::CanonError`] for a URL that makes the list longer
    /// than a reader takes. Neither spends a number.
    pub fn publish(
        &mut self,
        issuer: &str,
        at: DateTime<FixedOffset>,
        until: DateTime<FixedOffset>,
        signers: &[&dyn Signer],
    ) -> Result<SignedList, Problem> {
        let text = |at: DateTime<FixedOffset>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let document = Document {
            context: CONTEXTS.map(String::from).to_vec(),
            id: self.url.clone(),
            kinds: vec![
                "VerifiableCredential".into(),
                "BitstringStatusListCredential".into(),
            ],
            issuer: issuer.into(),
            valid_from: text(at),
            valid_until: text(until),
            status_list_sequence: self.sequence.saturating_add(1).to_string(),
            credential_subject: Subject {
                id: format!("{}#list", self.url),
                kind: "BitstringStatusList".into(),
                status_purpose: self.purpose,
                encoded_list: self.bits.encode(),
            },
        };
        let unreadable = |e: canon::CanonError| Problem::new(e.code());
        let text = canon::of(&document).map_err(unreadable)?;
        let secured = Secured::sign(text, &document.context, signers, at)
            .map_err(|e| Problem::new(e.code()))?;
        let list = SignedList::new(secured)?;
        // Whoever publishes must be able to read it back.
        canon::parse(list.to_json().as_bytes()).map_err(unreadable)?;
        self.sequence = self.sequence.saturating_add(1);
        Ok(list)
    }
}

/// Bits that fit into a file that can be read back.
fn publishable(bits: Bits) -> Result<Bits, StatusError> {
    if bits.length() > MAXIMUM_LENGTH {
        return Err(StatusError::ListLength);
    }
    Ok(bits)
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    #[serde(rename = "@context")]
    context: Vec<String>,
    id: String,
    #[serde(rename = "type")]
    kinds: Vec<String>,
    issuer: String,
    valid_from: String,
    valid_until: String,
    status_list_sequence: String,
    credential_subject: Subject,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Subject {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    status_purpose: StatusPurpose,
    encoded_list: String,
}

/// A published status list; reading one does not mean believing it, see [`super::StatusBook`].
#[derive(Debug, Clone, PartialEq)]
pub struct SignedList {
    pub(super) secured: Secured,
    pub(super) url: String,
    pub(super) issuer: String,
    pub(super) purpose: StatusPurpose,
    pub(super) bits: Bits,
    pub(super) sequence: u64,
    pub(super) from: DateTime<FixedOffset>,
    pub(super) until: DateTime<FixedOffset>,
}

impl SignedList {
    /// Reads a published list.
    ///
    /// # Errors
    ///
    /// A code of [`canon::CanonError`], `certs.file.form`, or a code of [`StatusError`].
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        Self::new(Secured::from_json(json)?)
    }

    fn new(secured: Secured) -> Result<Self, Problem> {
        let form = || Problem::new("certs.file.form");
        let document: Document =
            serde_json::from_str(secured.unsecured()).map_err(|e| form().found(e))?;
        if canon::of(&document).as_deref() != Ok(secured.unsecured()) {
            return Err(Problem::new("certs.file.not-canonical"));
        }
        let instant = |text: &str| DateTime::parse_from_rfc3339(text).map_err(|_| form());
        let encoded = &document.credential_subject.encoded_list;
        Ok(Self {
            bits: Bits::decode(encoded).map_err(|e| Problem::new(e.code()))?,
            from: instant(&document.valid_from)?,
            until: instant(&document.valid_until)?,
            sequence: document.status_list_sequence.parse().map_err(|_| form())?,
            purpose: document.credential_subject.status_purpose,
            url: document.id,
            issuer: document.issuer,
            secured,
        })
    }

    /// The URL of the list.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The URL of the issuer.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The sequence number.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The bits, believed or not.
    pub const fn bits(&self) -> &Bits {
        &self.bits
    }

    /// The published text.
    pub fn to_json(&self) -> String {
        self.secured.to_value().to_canonical()
    }
}
