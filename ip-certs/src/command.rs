//! The commands of the contract that need no storage: requests and answers as JSON types.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::encode::hex;
use crate::log::{MerkleLog, leaf_hash};
use crate::sign::{Algorithm, DEFAULT_SIGNER_ID, Ed25519Key, SignError, Signature, Sm2Key};
use crate::status::{Bits, StatusError};

/// `ip-tool crypto verify`: checks a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifyRequest {
    /// The algorithm.
    pub alg: Algorithm,
    /// The key: `04‖X‖Y` or `X‖Y` for SM2, 32 bytes for Ed25519; hexadecimal.
    pub public_key: String,
    /// The identifier that goes into `Z`, for SM2; `1234567812345678` where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer_id: Option<String>,
    /// The message, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The digest `e` in place of the message, for SM2; hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The signature: 64 bytes, or DER for SM2; hexadecimal.
    pub signature: String,
}

/// The answer to [`VerifyRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VerifyResponse {
    /// Whether the signature belongs to the key and the message.
    pub valid: bool,
    /// Why not: a stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Cow<'static, str>>,
}

impl VerifyRequest {
    /// Checks the signature; a malformed key or signature is an answer, not an error.
    ///
    /// # Errors
    ///
    /// `certs.encoding.malformed` for bad hexadecimal digits, `certs.request.form` without
    /// exactly one of message and digest.
    pub fn run(&self) -> Result<VerifyResponse, Problem> {
        let key = bytes("/publicKey", &self.public_key)?;
        let signature = bytes("/signature", &self.signature)?;
        let message = match (&self.message, &self.digest, self.alg) {
            (Some(message), None, _) => Input::Message(bytes("/message", message)?),
            (None, Some(digest), Algorithm::Sm2) => {
                let digest = bytes("/digest", digest)?.try_into();
                let problem = || Problem::new("certs.request.form").at("/digest");
                Input::Digest(digest.map_err(|_| problem().expected("32 bytes"))?)
            }
            _ => return Err(Problem::new("certs.request.form").at("/message")),
        };
        let outcome = self.verify(&key, &signature, &message);
        Ok(VerifyResponse {
            valid: outcome.is_ok(),
            code: outcome.err().map(|error| Cow::Borrowed(error.code())),
        })
    }

    fn verify(&self, key: &[u8], signature: &[u8], input: &Input) -> Result<(), SignError> {
        let signature = Signature::read(self.alg, signature)?;
        match self.alg {
            Algorithm::Sm2 => {
                let id = self.signer_id.as_deref().unwrap_or(DEFAULT_SIGNER_ID);
                let key = Sm2Key::new(id, key)?;
                match input {
                    Input::Message(message) => key.verify(message, &signature),
                    Input::Digest(e) => key.verify_digest(e, &signature),
                }
            }
            Algorithm::Ed25519 => {
                let key = Ed25519Key::new(key)?;
                match input {
                    Input::Message(message) => key.verify(message, &signature),
                    Input::Digest(_) => Err(SignError::Mismatch),
                }
            }
        }
    }
}

enum Input {
    Message(Vec<u8>),
    Digest([u8; 32]),
}

/// `ip-tool cert status-bit`: looks up a bit of an encoded status list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusBitRequest {
    /// The list: Multibase `u`, base64url, GZIP.
    pub encoded_list: String,
    /// The index.
    pub index: u64,
}

/// The answer to [`StatusBitRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatusBitResponse {
    /// 0 or 1.
    pub bit: u8,
    /// How many entries the list has.
    pub length: u32,
}

impl StatusBitRequest {
    /// Looks up the bit.
    ///
    /// # Errors
    ///
    /// A code of [`StatusError`]: its last part is the name in the W3C standard.
    pub fn run(&self) -> Result<StatusBitResponse, Problem> {
        let problem = |e: StatusError| Problem::new(e.code());
        let bits = Bits::decode(&self.encoded_list).map_err(problem)?;
        let out_of_range = |_| {
            Problem::new(StatusError::Range.code())
                .at("/index")
                .found(self.index)
        };
        let index = u32::try_from(self.index).map_err(|_| out_of_range(StatusError::Range))?;
        Ok(StatusBitResponse {
            bit: bits.get(index).map_err(out_of_range)?.into(),
            length: bits.length(),
        })
    }
}

/// `ip-tool cert merkle`: root and proof of a small log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MerkleRequest {
    /// The entries, hexadecimal.
    pub leaves: Vec<String>,
    /// Proves that this entry is in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inclusion: Option<u64>,
    /// The size of the log; all entries where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Proves that the log of the first size is a prefix of the log of the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consistency: Option<(u64, u64)>,
}

/// The answer to [`MerkleRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MerkleResponse {
    /// The root of the log at the size asked for, hexadecimal.
    pub root: String,
    /// The proof, hexadecimal; absent where none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Vec<String>>,
}

impl MerkleRequest {
    /// Computes root and proof.
    ///
    /// # Errors
    ///
    /// `certs.encoding.malformed`, `certs.log.range`, or `certs.request.form` for two proofs at
    /// once, and for a size beside other sizes.
    pub fn run(&self) -> Result<MerkleResponse, Problem> {
        let problem = |e: crate::log::LogError| Problem::new(e.code());
        let mut log = MerkleLog::default();
        for (i, leaf) in self.leaves.iter().enumerate() {
            log.append(leaf_hash(&bytes(&alloc::format!("/leaves/{i}"), leaf)?));
        }
        if let (Some(size), Some((_, new))) = (self.size, self.consistency)
            && size != new
        {
            let problem = Problem::new("certs.request.form").at("/size");
            return Err(problem.expected(new).found(size));
        }
        let size = self.size.unwrap_or(log.size());
        let (size, proof) = match (self.inclusion, self.consistency) {
            (None, None) => (size, None),
            (Some(index), None) => (size, Some(log.inclusion(index, size).map_err(problem)?)),
            (None, Some((old, new))) => (new, Some(log.consistency(old, new).map_err(problem)?)),
            (Some(_), Some(_)) => {
                return Err(Problem::new("certs.request.form").at("/consistency"));
            }
        };
        let root = log.root(size).map_err(problem)?;
        Ok(MerkleResponse {
            root: hex::encode(&root),
            proof: proof.map(|hashes| hashes.iter().map(|hash| hex::encode(hash)).collect()),
        })
    }
}

fn bytes(pointer: &str, text: &str) -> Result<Vec<u8>, Problem> {
    hex::decode(text).map_err(|e| Problem::new(e.code()).at(pointer).expected("hex"))
}
