//! A status list as its issuer keeps it, and as it is published: signed, with a sequence.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use chrono::{DateTime, FixedOffset, SecondsFormat};
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::{Bits, Places, StatusError};
use crate::canon::{self, Object, Value};
use crate::certificate::{StatusPurpose, StatusRef};
use crate::credential::{CONTEXTS, Secured};
use crate::digest::DigestPair;
use crate::log::{LogError, LogPolicy, LogProof};
use crate::sign::Signer;

/// The longest list of an issuer: four million entries, which fit into a readable file however many
/// of them are set.
const MAXIMUM_LENGTH: u32 = 1 << 22;

/// What the entry of a status list in a log begins with; the entry of a certificate is 64 bytes of digests.
const LOG_MARK: &[u8; 16] = b"ip-certs/status\n";

/// A status list (状态列表) of an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    url: String,
    purpose: StatusPurpose,
    bits: Bits,
    places: Places,
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
            places: Places::new(length)?,
            sequence: 0,
        })
    }

    /// A list as it was stored: its encoded bits, the places that certificates have, the sequence.
    ///
    /// # Errors
    ///
    /// As [`Bits::decode`] and [`StatusList::new`]; [`StatusError::Range`] for places of a list of another
    /// length.
    pub fn restore(
        url: impl Into<String>,
        purpose: StatusPurpose,
        encoded: &str,
        places: Places,
        sequence: u64,
    ) -> Result<Self, StatusError> {
        let bits = publishable(Bits::decode(encoded)?)?;
        if places.length() != bits.length() {
            return Err(StatusError::Range);
        }
        Ok(Self {
            url: url.into(),
            purpose,
            bits,
            places,
            sequence,
        })
    }

    /// The bits.
    pub const fn bits(&self) -> &Bits {
        &self.bits
    }

    /// The places that certificates have.
    pub const fn places(&self) -> &Places {
        &self.places
    }

    /// How often the list was published.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Gives a certificate a place that is drawn at random; no place is ever given twice.
    ///
    /// # Errors
    ///
    /// As [`Places::draw`]: [`StatusError::Range`] when the list is full.
    pub fn allocate(&mut self, entropy: &[u8; 32]) -> Result<StatusRef, StatusError> {
        let index = self.places.draw(entropy)?;
        Ok(StatusRef {
            list: self.url.clone(),
            purpose: self.purpose,
            index,
        })
    }

    /// Sets or clears an entry; what is set for good is never taken back.
    ///
    /// # Errors
    ///
    /// [`StatusError::Range`] for a place that no certificate has, [`StatusError::Verification`] for
    /// clearing what is set for good.
    pub fn set(&mut self, index: u32, value: bool) -> Result<(), StatusError> {
        if !self.places.is_taken(index) {
            return Err(StatusError::Range);
        }
        let for_good = self.purpose.is_for_good() && self.bits.get(index)?;
        if for_good && !value {
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
    pub(super) proof: Option<LogProof>,
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
        let value = canon::own(secured.unsecured().as_bytes());
        let value = value.map_err(|e| Problem::new(e.code()))?;
        let document: Document = value.read("certs.file.form")?;
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
            proof: None,
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

    /// What a log holds of this publication: a mark that no entry of a certificate begins with, then SM3
    /// and SHA-256 of all that the list states but the days for which it is signed. A list signed anew
    /// under the same number is therefore the same entry.
    pub fn log_entry(&self) -> [u8; 80] {
        let mut stated = match canon::own(self.secured.unsecured().as_bytes()) {
            Ok(Value::Object(stated)) => stated,
            // What was read as a list is an object.
            _ => Object::default(),
        };
        for day in ["validFrom", "validUntil"] {
            stated.remove(day);
        }
        let digests = DigestPair::of(Value::Object(stated).to_canonical().as_bytes());
        let mut entry = [0; 80];
        entry[..16].copy_from_slice(LOG_MARK);
        entry[16..].copy_from_slice(&digests.to_bytes());
        entry
    }

    /// The same list with its place in a log, which travels beside it and is not part of what is signed;
    /// without it for `None`.
    #[must_use]
    pub fn with_proof(self, proof: Option<LogProof>) -> Self {
        Self { proof, ..self }
    }

    /// Its place in a log, where it came with one, believed or not.
    pub const fn proof(&self) -> Option<&LogProof> {
        self.proof.as_ref()
    }

    /// Checks its place in a log: by when as many witnesses as the policy asks for had seen it there, `None`
    /// where the policy asks for none.
    ///
    /// # Errors
    ///
    /// `certs.log.no-proof` where it came with none, or a code of [`crate::log::LogError`].
    pub fn logged(&self, policy: &LogPolicy) -> Result<Option<DateTime<FixedOffset>>, Problem> {
        let proof = self.proof.as_ref();
        let proof = proof.ok_or_else(|| Problem::new("certs.log.no-proof"))?;
        let problem = |error: LogError| Problem::new(error.code()).found(error);
        let included = proof.includes(&self.log_entry(), &policy.log);
        included.map_err(problem)?;
        proof.witnessed(policy).map_err(problem)
    }

    /// The published text.
    pub fn to_json(&self) -> String {
        self.secured.to_value().to_canonical()
    }
}
