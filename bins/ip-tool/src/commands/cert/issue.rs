//! `ip-tool cert issue`: signs records with keys from files.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use ip_app::wire;
use ip_certs::certificate::{Certificate, Issuance, Record};
use ip_certs::encode::hex;
use ip_certs::kind::Kinds;
use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
use ip_core::problem::{Problem, Problems};
use serde_json::value::RawValue;

use super::{AREA, kinds};
use crate::answer::Answer;
use crate::cli;
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Words};
use crate::serve::serve;

/// Signs what `args` name.
pub fn run(args: &cli::Issue, output: &Output) -> Result<Exit, Failure> {
    let key = |path: &Option<_>| path.as_deref().map(secret).transpose();
    let command = Issue {
        kinds: kinds(args.kinds.as_deref())?,
        sm2: key(&args.sm2_key)?.map(|key| (args.sm2_name.clone(), key)),
        ed25519: key(&args.ed25519_key)?.map(|key| (args.ed25519_name.clone(), key)),
        at: args.at.unwrap_or_else(clock::now),
    };
    serve(&command, &args.source, output)
}

/// A private key from its file.
pub(super) fn secret(path: &Path) -> Result<[u8; 32], Failure> {
    let bytes = Input::open(Some(path))?.whole(AREA)?;
    let malformed = || Problem::new("certs.key.malformed").arg("file", path.display());
    match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(key) => Ok(key),
        Err(_) => {
            let digits = std::str::from_utf8(&bytes).map_err(|_| malformed())?;
            let key = hex::decode(digits.trim()).map_err(|_| malformed())?;
            Ok(key.try_into().map_err(|_| malformed())?)
        }
    }
}

/// The issuer's keys with their names, and the signing time.
struct Issue {
    kinds: Kinds,
    sm2: Option<(String, [u8; 32])>,
    ed25519: Option<(String, [u8; 32])>,
    at: DateTime<FixedOffset>,
}

impl Answer for Issue {
    type Request = Record;
    type Response = Box<RawValue>;

    fn area(&self) -> &'static str {
        AREA
    }

    fn read(&self, bytes: &[u8]) -> Result<Record, Problems> {
        Ok(wire::read(AREA, bytes)?)
    }

    fn answer(&self, record: Record) -> Result<Box<RawValue>, Problems> {
        let failed = || Problem::new("certs.signer.failed");
        let method = |name: &str| format!("{}#{name}", record.issuer.id);
        let sm2 = match &self.sm2 {
            Some((name, key)) => {
                Some(Sm2Signer::new(method(name), key).map_err(|e| Problem::new(e.code()))?)
            }
            None => None,
        };
        let ed25519 = self
            .ed25519
            .as_ref()
            .map(|(name, key)| Ed25519Signer::new(method(name), key));
        let signers: Vec<&dyn Signer> = [
            sm2.as_ref().map(|s| s as &dyn Signer),
            ed25519.as_ref().map(|s| s as &dyn Signer),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut entropy = [0; 32];
        getrandom::fill(&mut entropy).map_err(|_| failed())?;
        let issuance = Issuance {
            kinds: &self.kinds,
            signers: &signers,
            at: self.at,
            entropy: &entropy,
        };
        let certificate = Certificate::issue(record, &issuance)?;
        Ok(RawValue::from_string(certificate.to_json()).map_err(|_| failed())?)
    }

    fn table(&self, certificate: &Box<RawValue>, _: Words) -> String {
        certificate.get().to_owned()
    }
}
