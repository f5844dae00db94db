//! Whether a certificate is genuine: the file, a trust list, and no network.

use std::error::Error;

use chrono::DateTime;
use ip_certs::certificate::Certificate;
use ip_certs::kind::Kinds;
use ip_certs::trust::TrustList;
use ip_certs::verify::{Policy, StatusSource, Verifier};

/// A certificate of a fictitious authority, as its holder hands it over.
const CERTIFICATE: &[u8] = include_bytes!("../data/certificate.json");

/// The authorities that this verifier believes.
const TRUST: &[u8] = include_bytes!("../data/trust.json");

fn main() -> Result<(), Box<dyn Error>> {
    let trust = TrustList::from_json(TRUST)?;
    let verifier = Verifier {
        trust: &trust,
        kinds: &Kinds::builtin()?,
        policy: Policy::RequireBoth,
        status: StatusSource::None,
        log: None,
        now: DateTime::parse_from_rfc3339("2026-11-21T12:00:00+08:00")?,
    };
    let report = verifier.certificate(&Certificate::from_json(CERTIFICATE)?);
    for check in &report.checks {
        println!("{:?}: {:?}", check.name, check.result);
    }
    println!("verdict: {:?}", report.verdict);
    Ok(())
}
