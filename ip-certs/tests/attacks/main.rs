//! Attacks by name: none may end in a verdict that calls a forgery genuine.
//!
//! `cases/attacks.toml` names every attack of the model of threats and the tests that make it; the module
//! `table` checks that those tests exist.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod bundle;
#[path = "../common/mod.rs"]
mod common;
mod copies;
mod documents;
mod hidden;
mod lists;
mod memory;
mod mutations;
mod places;
mod proofs;
mod qr;
mod signatures;
mod table;

use common::*;
use ip_certs::certificate::Certificate;
use ip_certs::id::CertificateId;
use ip_certs::trust::TrustList;
use ip_certs::verify::{Policy, Report, StatusSource, Verdict, Verifier};
use serde_json::Value;

/// What becomes of a changed file: refused on reading, or a verdict.
fn outcome(file: &str) -> Result<Verdict, String> {
    outcome_under(file, &trust(), Policy::RequireBoth).map(|report| report.verdict)
}

fn outcome_under(file: &str, trust: &TrustList, policy: Policy) -> Result<Report, String> {
    let certificate =
        Certificate::from_json(file.as_bytes()).map_err(|problem| problem.code.to_string())?;
    let kinds = kinds();
    let verifier = Verifier {
        policy,
        ..verifier(trust, &kinds, StatusSource::None)
    };
    Ok(verifier.certificate(&certificate))
}

fn file() -> Value {
    serde_json::from_str(&issue(record()).to_json()).unwrap()
}

/// A second certificate of the same issuer.
fn other() -> Certificate {
    let mut record = record();
    record.identifier = CertificateId::new(
        record.identifier.kind(),
        record.identifier.issuer(),
        "2024105882204",
        1,
    )
    .unwrap();
    let number = "ZL202410588220.4".into();
    record.fields.insert("patentNo".into(), number);
    record.number = "第7654322号".into();
    let (sm2, ed25519) = signers();
    issue_with(record, &[&sm2, &ed25519], &[4; 32])
}

fn tampered(change: impl FnOnce(&mut Value)) -> Result<Verdict, String> {
    let mut file = file();
    let before = file.clone();
    change(&mut file);
    assert_ne!(file, before, "the attack must change something");
    outcome(&file.to_string())
}

/// The verdict on the untouched certificate at an instant.
fn verdict_at(now: &str, trust: &TrustList) -> Verdict {
    let kinds = kinds();
    let verifier = Verifier {
        now: instant(now),
        ..verifier(trust, &kinds, StatusSource::None)
    };
    verifier.certificate(&issue(record())).verdict
}
