//! `ip-tool cert witness`: what a witness of a log does: look, compare with what it saw last, cosign.

use std::path::Path;

use ip_app::wire;
use ip_certs::encode::hex;
use ip_certs::log::{Checkpoint, Hash, LogError, LogPolicy, LogView};
use ip_certs::sign::Ed25519Signer;
use ip_core::problem::Problem;
use serde::Deserialize;

use super::{AREA, issue};
use crate::cli;
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::Output;

/// A proof of consistency as the log publishes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consistency {
    hashes: Vec<String>,
}

/// Prints the checkpoint with one cosignature more; a log that did not only grow gets none.
pub fn run(args: &cli::Witness, output: &Output) -> Result<Exit, Failure> {
    let policy = LogPolicy::from_json(&bytes(Some(&args.log_policy))?)?;
    // Other witnesses are no concern of this one.
    let policy = LogPolicy {
        witnesses: Vec::new(),
        quorum: 0,
        ..policy
    };
    let mut view = match &args.last {
        Some(path) => LogView::restore(checkpoint(Some(path))?),
        None => LogView::default(),
    };
    let proof = args.consistency.as_deref().map(consistency).transpose()?;
    let proof = proof.unwrap_or_default();
    let mut checkpoint = checkpoint(args.input.as_deref())?;
    let refused = |e: LogError| Problem::new(e.code()).found(e);
    view.advance(checkpoint.clone(), &proof, &policy)
        .map_err(refused)?;
    let signer = Ed25519Signer::new(args.name.as_str(), &issue::secret(&args.ed25519_key)?);
    let at = args.at.unwrap_or_else(clock::now);
    let cosigned = checkpoint.cosign(&args.name, &signer, at);
    cosigned.map_err(|e| Problem::new(e.code()))?;
    output.write(checkpoint.to_note().as_bytes())?;
    Ok(Exit::Done)
}

/// The hashes that lead from one size of a log to a larger one.
pub fn consistency(path: &Path) -> Result<Vec<Hash>, Failure> {
    let proof: Consistency = wire::read(AREA, &bytes(Some(path))?)?;
    let hash = |digits: &String| -> Option<Hash> { hex::decode(digits).ok()?.try_into().ok() };
    let hashes: Option<Vec<Hash>> = proof.hashes.iter().map(hash).collect();
    Ok(hashes.ok_or_else(|| Problem::new(LogError::Form.code()).at("/hashes"))?)
}

fn bytes(path: Option<&Path>) -> Result<Vec<u8>, Failure> {
    Input::open(path)?.whole(AREA)
}

fn checkpoint(path: Option<&Path>) -> Result<Checkpoint, Failure> {
    let form = |e: LogError| Problem::new(e.code()).found(e);
    let text = String::from_utf8(bytes(path)?).map_err(|_| form(LogError::Form))?;
    Ok(Checkpoint::from_note(&text).map_err(form)?)
}
