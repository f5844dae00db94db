//! Data Integrity proofs: `eddsa-jcs-2022`, and its counterpart with SM2 and SM3.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::canon::{self, Value};
use crate::digest::DigestAlgorithm;
use crate::encode::base58;
use crate::sign::{Algorithm, PublicKey, SignError, Signature, Signer};

/// How a proof is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cryptosuite {
    /// W3C Data Integrity EdDSA Cryptosuites 1.0: RFC 8785, SHA-256, Ed25519.
    #[serde(rename = "eddsa-jcs-2022")]
    EddsaJcs2022,
    /// The same with SM3 for the digests and SM2-with-SM3 for the signature.
    #[serde(rename = "sm2-sm3-jcs-2026")]
    Sm2Sm3Jcs2026,
}

impl Cryptosuite {
    /// The signature algorithm of the suite.
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::EddsaJcs2022 => Algorithm::Ed25519,
            Self::Sm2Sm3Jcs2026 => Algorithm::Sm2,
        }
    }

    /// The suite of an algorithm.
    pub const fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Ed25519 => Self::EddsaJcs2022,
            Algorithm::Sm2 => Self::Sm2Sm3Jcs2026,
        }
    }

    const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::EddsaJcs2022 => DigestAlgorithm::Sha256,
            Self::Sm2Sm3Jcs2026 => DigestAlgorithm::Sm3,
        }
    }
}

/// A proof over a document (W3C Data Integrity 1.0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    /// The document's own contexts, repeated here as the suite asks.
    #[serde(rename = "@context", default, skip_serializing_if = "Vec::is_empty")]
    context: Vec<String>,
    /// Always `DataIntegrityProof`.
    #[serde(rename = "type")]
    kind: ProofType,
    /// How it is computed.
    pub cryptosuite: Cryptosuite,
    /// The signing time as the signer states it (RFC 3339).
    pub created: String,
    /// The key, as verifiers know it.
    pub verification_method: String,
    /// Always `assertionMethod`.
    proof_purpose: Purpose,
    /// The signature: Multibase `z` and base58btc; left out of what is signed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub proof_value: String,
    /// The canonical form of everything but the value: what is signed with the document.
    #[serde(skip)]
    options: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum ProofType {
    DataIntegrityProof,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Purpose {
    AssertionMethod,
}

impl Proof {
    /// Signs the canonical bytes of a document that has no proof yet.
    pub(super) fn create(
        signer: &dyn Signer,
        at: DateTime<FixedOffset>,
        context: &[String],
        unsecured: &str,
    ) -> Result<Self, SignError> {
        let mut proof = Self {
            context: context.to_vec(),
            kind: ProofType::DataIntegrityProof,
            cryptosuite: Cryptosuite::of(signer.public_key().algorithm()),
            created: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            verification_method: signer.key_id().into(),
            proof_purpose: Purpose::AssertionMethod,
            proof_value: String::new(),
            options: String::new(),
        };
        proof.options = canon::of(&proof).map_err(|_| SignError::SignerFailed)?;
        let signature = signer.sign(&proof.message(unsecured))?;
        proof.proof_value = alloc::format!("z{}", base58::encode(signature.as_bytes()));
        Ok(proof)
    }

    /// Reads a proof.
    pub(super) fn read(json: &Value) -> Result<Self, Problem> {
        let mut proof: Self = json.read("certs.file.form")?;
        let value = core::mem::take(&mut proof.proof_value);
        proof.options = canon::of(&proof).map_err(|e| Problem::new(e.code()))?;
        proof.proof_value = value;
        Ok(proof)
    }

    /// The signing time, where `created` is one.
    pub fn created_at(&self) -> Option<DateTime<FixedOffset>> {
        DateTime::parse_from_rfc3339(&self.created).ok()
    }

    /// Checks the signature over the canonical bytes of the document without proofs.
    ///
    /// # Errors
    ///
    /// `certs.key.malformed` for a key of another algorithm, `certs.signature.malformed`,
    /// `certs.signature.mismatch`; also where the proof repeats other contexts than the document's.
    pub(super) fn verify(
        &self,
        key: &PublicKey,
        context: &[String],
        unsecured: &str,
    ) -> Result<(), SignError> {
        if key.algorithm() != self.cryptosuite.algorithm() {
            return Err(SignError::MalformedKey);
        }
        if self.context != context {
            return Err(SignError::Mismatch);
        }
        let bytes = self
            .proof_value
            .strip_prefix('z')
            .and_then(|text| base58::decode(text).ok())
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(SignError::MalformedSignature)?;
        key.verify(&self.message(unsecured), &Signature::from_raw(bytes))
    }

    /// Digest of the proof without its value, then digest of the document.
    fn message(&self, unsecured: &str) -> [u8; 64] {
        let digest = self.cryptosuite.digest();
        let mut message = [0; 64];
        message[..32].copy_from_slice(&digest.of(self.options.as_bytes()));
        message[32..].copy_from_slice(&digest.of(unsecured.as_bytes()));
        message
    }
}
