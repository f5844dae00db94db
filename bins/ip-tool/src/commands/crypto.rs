//! `ip-tool crypto`: digests, signatures and canonical JSON.

use std::path::Path;

use ip_app::wire;
use ip_certs::canon::canonicalise;
use ip_certs::encode::hex;
use ip_certs::sign::{Algorithm, DEFAULT_SIGNER_ID, Ed25519Key, SignError, Signature, Sm2Key};
use ip_core::problem::{Problem, Problems};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sha2::digest::{Digest, Output as Hash};
use sm3::Sm3;

use crate::answer::Answer;
use crate::cli::{self, DigestAlgorithm};
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Words};
use crate::serve::serve;

/// Every code of this area begins with it.
const AREA: &str = "certs";

/// Runs a command of cryptography.
pub fn run(command: cli::Crypto, output: &Output) -> Result<Exit, Failure> {
    match command {
        cli::Crypto::Digest(args) => {
            let input = args.input.as_deref();
            let text = match args.alg {
                DigestAlgorithm::Sm3 => hex::encode(&digest::<Sm3>(input)?),
                DigestAlgorithm::Sha256 => hex::encode(&digest::<Sha256>(input)?),
            };
            output.write(format!("{text}\n").as_bytes())?;
            Ok(Exit::Done)
        }
        cli::Crypto::Verify(source) => serve(&Verify, &source, output),
        cli::Crypto::Canonicalise { input } => {
            let bytes = Input::open(input.as_deref())?.whole(AREA)?;
            let text = canonicalise(&bytes).map_err(|e| Problem::new(e.code()).found(e))?;
            output.write(text.as_bytes())?;
            Ok(Exit::Done)
        }
    }
}

/// The digest of everything in a file or on standard input, in bounded memory.
fn digest<D: Digest>(input: Option<&Path>) -> Result<Hash<D>, Failure> {
    let mut input = Input::open(input)?;
    let mut hasher = D::new();
    input.chunks(|chunk| hasher.update(chunk))?;
    Ok(hasher.finalize())
}

/// A signature with what it is said to cover.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// The algorithm.
    alg: Algorithm,
    /// The public key in hexadecimal: `04‖X‖Y` or `X‖Y` of SM2, 32 bytes of Ed25519.
    public_key: String,
    /// The signer's identifier of SM2; absent: `1234567812345678`.
    #[serde(default)]
    signer_id: Option<String>,
    /// The message in hexadecimal.
    #[serde(default)]
    message: Option<String>,
    /// For SM2 instead of the message: the digest `e` in hexadecimal.
    #[serde(default)]
    digest: Option<String>,
    /// The signature in hexadecimal: 64 bytes, or for SM2 also DER.
    signature: String,
}

/// Whether the signature is good.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Response {
    /// Whether it belongs to the key and the message.
    valid: bool,
    /// Why it is not valid: a stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
}

/// Verifies signatures.
struct Verify;

impl Answer for Verify {
    type Request = Request;
    type Response = Response;

    fn area(&self) -> &'static str {
        AREA
    }

    fn read(&self, bytes: &[u8]) -> Result<Request, Problems> {
        Ok(wire::read(AREA, bytes)?)
    }

    fn answer(&self, request: Request) -> Result<Response, Problems> {
        let verified = Parts::of(&request)?.verify();
        Ok(Response {
            valid: verified.is_ok(),
            code: verified.err().map(SignError::code),
        })
    }

    fn is_negative(&self, response: &Response) -> bool {
        !response.valid
    }

    fn table(&self, response: &Response, words: Words) -> String {
        match response.code {
            None => words.pick("签名有效", "The signature is good").to_owned(),
            Some(code) => words.title(&Problem::new(code)),
        }
    }
}

/// The bytes of a request.
struct Parts<'a> {
    alg: Algorithm,
    signer_id: &'a str,
    key: Vec<u8>,
    covered: Covered,
    signature: Vec<u8>,
}

/// What the signature is said to cover.
enum Covered {
    Message(Vec<u8>),
    Digest([u8; 32]),
}

impl<'a> Parts<'a> {
    /// The bytes; hexadecimal digits that are none are the caller's mistake, not a bad signature.
    fn of(request: &'a Request) -> Result<Self, Problems> {
        let bytes = |name: &str, text: &str| {
            hex::decode(text).map_err(|e| {
                Problem::new(e.code())
                    .at(format!("/{name}"))
                    .expected("hex")
            })
        };
        let covered = match (&request.message, &request.digest) {
            (Some(message), None) => Covered::Message(bytes("message", message)?),
            (None, Some(digest)) if request.alg == Algorithm::Sm2 => {
                let digest = bytes("digest", digest)?.try_into();
                Covered::Digest(digest.map_err(|_| {
                    Problem::new("certs.encoding.malformed")
                        .at("/digest")
                        .expected("64 hex digits")
                })?)
            }
            _ => return Err(Problem::new("certs.crypto.message-or-digest").into()),
        };
        Ok(Self {
            alg: request.alg,
            signer_id: request.signer_id.as_deref().unwrap_or(DEFAULT_SIGNER_ID),
            key: bytes("publicKey", &request.public_key)?,
            covered,
            signature: bytes("signature", &request.signature)?,
        })
    }

    fn verify(&self) -> Result<(), SignError> {
        let signature = Signature::read(self.alg, &self.signature)?;
        match (self.alg, &self.covered) {
            (Algorithm::Sm2, Covered::Message(message)) => {
                Sm2Key::new(self.signer_id, &self.key)?.verify(message, &signature)
            }
            (Algorithm::Sm2, Covered::Digest(e)) => {
                Sm2Key::new(self.signer_id, &self.key)?.verify_digest(e, &signature)
            }
            (Algorithm::Ed25519, Covered::Message(message)) => {
                Ed25519Key::new(&self.key)?.verify(message, &signature)
            }
            (Algorithm::Ed25519, Covered::Digest(_)) => Err(SignError::Mismatch),
        }
    }
}
