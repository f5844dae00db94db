//! Annotated copies (加注件): a certificate for one recipient and purpose, which expires.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::canon::{self, Value};
use crate::certificate::Certificate;
use crate::credential::{CONTEXTS, Proof, Secured};
use crate::sign::{PublicKey, SignError, Signer};

/// What stands on a copy (GB/T 36903, elements of the annotated copy).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Annotation {
    /// When it was made (加注件制作时间).
    #[serde(rename = "certificateCopyCreationTime")]
    pub made_at: DateTime<FixedOffset>,
    /// Who made it (加注件制作者).
    #[serde(rename = "certificateCopyCreator")]
    pub maker: String,
    /// For what (加注件制作事由).
    #[serde(rename = "certificateCopyCause")]
    pub purpose: String,
    /// Until when it is good (加注件有效期截止时间).
    #[serde(rename = "certificateCopyExpiringTime")]
    pub expires_at: DateTime<FixedOffset>,
    /// For whom.
    pub recipient: String,
}

impl Annotation {
    /// The text that is printed across the copy.
    pub fn watermark(&self) -> String {
        let until = self.expires_at.format("%Y-%m-%d %H:%M");
        format!("{} · {} · {until}", self.recipient, self.purpose)
    }
}

/// A certificate with its annotation, signed by the one who made the copy.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotatedCopy {
    secured: Secured,
    annotation: Annotation,
    certificate: Certificate,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Head {
    #[serde(rename = "@context")]
    context: Vec<String>,
    #[serde(rename = "type")]
    kinds: Vec<String>,
    annotation: Annotation,
}

impl AnnotatedCopy {
    /// Makes a copy of what a use has released.
    ///
    /// # Errors
    ///
    /// `certs.copy.time` for a copy that expires before it is made; `certs.signer.failed`.
    pub fn make(
        certificate: &Certificate,
        annotation: Annotation,
        signers: &[&dyn Signer],
    ) -> Result<Self, Problem> {
        let at = annotation.made_at;
        if annotation.expires_at <= at {
            return Err(Problem::new("certs.copy.time").found(annotation.expires_at));
        }
        let head = Head {
            context: CONTEXTS.map(String::from).to_vec(),
            kinds: vec!["AnnotatedCopy".into()],
            annotation,
        };
        let problem = |e: canon::CanonError| Problem::new(e.code());
        let head_text = canon::of(&head).map_err(problem)?;
        let mut document = canon::parse(head_text.as_bytes()).map_err(problem)?;
        let file = canon::parse(certificate.to_json().as_bytes()).map_err(problem)?;
        if let Value::Object(document) = &mut document {
            document.insert("certificate", file);
        }
        let secured = Secured::sign(document.to_canonical(), &head.context, signers, at)
            .map_err(|e| Problem::new(e.code()))?;
        Ok(Self {
            secured,
            annotation: head.annotation,
            certificate: certificate.clone(),
        })
    }

    /// Reads a copy; believing it is another matter, see [`crate::verify::Verifier::copy`].
    ///
    /// # Errors
    ///
    /// As [`Certificate::from_json`].
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        let form = || Problem::new("certs.file.form");
        let secured = Secured::from_json(json)?;
        let document = canon::parse(secured.unsecured().as_bytes());
        let Ok(Value::Object(mut document)) = document else {
            return Err(form());
        };
        let file = document.remove("certificate").ok_or_else(form)?;
        let certificate = Certificate::from_json(file.to_canonical().as_bytes())
            .map_err(|p| p.under("/certificate"))?;
        let head: Head = Value::Object(document).read("certs.file.form")?;
        Ok(Self {
            secured,
            annotation: head.annotation,
            certificate,
        })
    }

    /// The proofs over the copy, by whoever made it.
    pub fn proofs(&self) -> &[Proof] {
        self.secured.proofs()
    }

    /// Checks one of the proofs with a key; whether that key may be believed, and the rest of the copy, is
    /// the question of [`crate::verify::Verifier::copy`].
    pub(crate) fn verify(&self, proof: &Proof, key: &PublicKey) -> Result<(), SignError> {
        self.secured.verify(proof, key)
    }

    /// Whether the copy is good at an instant.
    ///
    /// # Errors
    ///
    /// `certs.copy.time`, with the end of its time.
    pub fn in_time(&self, now: DateTime<FixedOffset>) -> Result<(), Problem> {
        let annotation = &self.annotation;
        if annotation.made_at <= now && now < annotation.expires_at {
            return Ok(());
        }
        let until = annotation
            .expires_at
            .to_rfc3339_opts(SecondsFormat::Secs, true);
        Err(Problem::new("certs.copy.time").expected(until))
    }

    /// What stands on the copy.
    pub const fn annotation(&self) -> &Annotation {
        &self.annotation
    }

    /// The certificate inside.
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The file: canonical JSON.
    pub fn to_json(&self) -> String {
        self.secured.to_value().to_canonical()
    }
}
