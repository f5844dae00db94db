//! A JSON document with its proofs, taken apart and put together.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;

use super::Proof;
use crate::canon::{self, Object, Value};
use crate::sign::{PublicKey, SignError, Signer};

/// More proofs than any document of ours has.
const MAX_PROOFS: usize = 8;

/// A document secured by Data Integrity proofs: its canonical bytes without proofs, and those.
///
/// ```
/// use ip_certs::credential::Secured;
/// let read = Secured::from_json(br#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "a": 1}"#)?;
/// assert!(read.proofs().is_empty());
/// # Ok::<(), ip_core::problem::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Secured {
    unsecured: String,
    context: Vec<String>,
    proofs: Vec<Proof>,
}

impl Secured {
    /// Signs the canonical bytes of a document with every signer.
    pub(crate) fn sign(
        unsecured: String,
        context: &[String],
        signers: &[&dyn Signer],
        at: DateTime<FixedOffset>,
    ) -> Result<Self, SignError> {
        let proofs = signers
            .iter()
            .map(|signer| Proof::create(*signer, at, context, &unsecured))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            unsecured,
            context: context.to_vec(),
            proofs,
        })
    }

    /// Reads a document with one proof, a set of proofs, or none.
    ///
    /// # Errors
    ///
    /// A code of [`canon::CanonError`], `certs.file.form`, `certs.proof.duplicate` for two
    /// proofs of one suite, `certs.proof.too-many`.
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        match canon::parse(json) {
            Ok(Value::Object(object)) => Self::from_object(object),
            Ok(_) => Err(Problem::new("certs.file.form")),
            Err(error) => Err(Problem::new(error.code()).found(error)),
        }
    }

    pub(crate) fn from_object(mut object: Object) -> Result<Self, Problem> {
        let form = |pointer: &str| Problem::new("certs.file.form").at(pointer);
        let found = object.remove("proof");
        let items = match &found {
            None => &[],
            Some(Value::List(items)) => items.as_slice(),
            Some(one) => core::slice::from_ref(one),
        };
        if items.len() > MAX_PROOFS {
            return Err(Problem::new("certs.proof.too-many").at("/proof"));
        }
        let mut proofs: Vec<Proof> = Vec::with_capacity(items.len());
        for item in items {
            let proof = Proof::read(item).map_err(|p| p.under("/proof"))?;
            if proofs.iter().any(|p| p.cryptosuite == proof.cryptosuite) {
                return Err(Problem::new("certs.proof.duplicate").at("/proof"));
            }
            proofs.push(proof);
        }
        let context = match object.get("@context") {
            None => Vec::new(),
            Some(value) => value
                .as_list()
                .and_then(|items| {
                    items
                        .iter()
                        .map(|i| i.as_text().map(String::from))
                        .collect()
                })
                .ok_or_else(|| form("/@context"))?,
        };
        Ok(Self {
            unsecured: Value::Object(object).to_canonical(),
            context,
            proofs,
        })
    }

    /// The canonical bytes that the proofs cover.
    pub fn unsecured(&self) -> &str {
        &self.unsecured
    }

    /// The proofs.
    pub fn proofs(&self) -> &[Proof] {
        &self.proofs
    }

    /// Checks one of the proofs with a key.
    ///
    /// # Errors
    ///
    /// `certs.key.malformed` for a key of another algorithm, `certs.signature.malformed`,
    /// `certs.signature.mismatch`.
    pub fn verify(&self, proof: &Proof, key: &PublicKey) -> Result<(), SignError> {
        proof.verify(key, &self.context, &self.unsecured)
    }

    /// The document with its proofs.
    pub(crate) fn to_value(&self) -> Value {
        let mut object = match canon::own(self.unsecured.as_bytes()) {
            Ok(Value::Object(object)) => object,
            _ => Object::default(),
        };
        let proofs = canon::of(&self.proofs).and_then(|text| canon::own(text.as_bytes()));
        object.insert("proof", proofs.unwrap_or(Value::List(Vec::new())));
        Value::Object(object)
    }
}
