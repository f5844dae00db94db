//! `ip-tool crypto`: digests, signatures and canonical JSON.

use std::path::Path;

use ip_app::wire;
use ip_certs::canon::canonicalise;
use ip_certs::command::{VerifyRequest, VerifyResponse};
use ip_certs::encode::hex;
use ip_core::problem::{Problem, Problems};
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
            let bytes = Input::open(input.as_deref())?.exactly(AREA)?;
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

/// Verifies signatures.
struct Verify;

impl Answer for Verify {
    type Request = VerifyRequest;
    type Response = VerifyResponse;

    fn area(&self) -> &'static str {
        AREA
    }

    fn read(&self, bytes: &[u8]) -> Result<VerifyRequest, Problems> {
        Ok(wire::read(AREA, bytes)?)
    }

    fn answer(&self, request: VerifyRequest) -> Result<VerifyResponse, Problems> {
        Ok(request.run()?)
    }

    fn is_negative(&self, response: &VerifyResponse) -> bool {
        !response.valid
    }

    fn table(&self, response: &VerifyResponse, words: Words) -> String {
        match &response.code {
            None => words
                .pick("签名有效。", "The signature is good.")
                .to_owned(),
            Some(code) => words.title(&Problem::new(code.clone())),
        }
    }
}
