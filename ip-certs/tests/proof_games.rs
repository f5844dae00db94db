//! Games with proofs: chained, moved, between suites, by keys of others.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use common::*;
use ip_certs::certificate::Certificate;
use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
use ip_certs::verify::{CheckName, CheckResult, StatusSource, Verdict};
use serde_json::{Value, json};

/// What becomes of a changed file: refused on reading, or a verdict.
fn outcome(change: impl FnOnce(&mut Value)) -> Result<Verdict, String> {
    let mut file: Value = serde_json::from_str(&issue(record()).to_json()).unwrap();
    change(&mut file);
    let (trust, kinds) = (trust(), kinds());
    let read = Certificate::from_json(file.to_string().as_bytes());
    let read = read.map_err(|problem| problem.code.to_string())?;
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    Ok(verifier.certificate(&read).verdict)
}

#[test]
fn proofs_do_not_form_chains() {
    let form = || Err("certs.file.form".to_owned());
    for previous in [json!("urn:uuid:1"), json!(["urn:uuid:1", "urn:uuid:2"])] {
        let chained = outcome(|file| {
            let proofs = &mut file["credential"]["proof"];
            proofs[0]["id"] = json!("urn:uuid:1");
            proofs[0]["previousProof"] = previous.clone();
        });
        assert_eq!(chained, form());
    }
    let cycle = outcome(|file| {
        let proofs = &mut file["credential"]["proof"];
        proofs[0]["previousProof"] = json!("urn:uuid:2");
        proofs[1]["previousProof"] = json!("urn:uuid:1");
    });
    assert_eq!(cycle, form());
}

#[test]
fn a_value_moved_from_one_suite_to_the_other_is_forged() {
    let swapped = outcome(|file| {
        let proofs = &mut file["credential"]["proof"];
        let first = proofs[0]["proofValue"].take();
        let second = proofs[1]["proofValue"].take();
        proofs[0]["proofValue"] = second;
        proofs[1]["proofValue"] = first;
    });
    assert_eq!(swapped, Ok(Verdict::Forged));
    let renamed = outcome(|file| {
        let proofs = &mut file["credential"]["proof"];
        let first = proofs[0]["cryptosuite"].take();
        let second = proofs[1]["cryptosuite"].take();
        proofs[0]["cryptosuite"] = second;
        proofs[1]["cryptosuite"] = first;
    });
    assert_eq!(renamed, Ok(Verdict::Forged));
}

#[test]
fn a_proof_moved_out_of_the_credential_is_refused() {
    let moved = outcome(|file| {
        let proof = file["credential"]["proof"].take();
        file["credential"].as_object_mut().unwrap().remove("proof");
        file["credential"]["credentialSubject"]["proof"] = proof;
    });
    assert_eq!(moved, Err("certs.file.form".into()));
}

#[test]
fn a_key_of_another_trusted_issuer_signs_nothing_here() {
    let mut trust = trust();
    let mut other = trust.issuers[0].clone();
    other.id = "https://ip.example.cn/issuers/other".into();
    other.code = "11990100MB0000019L".into();
    let sm2 = Sm2Signer::new(format!("{}#sm2-1", other.id), &[21; 32]).unwrap();
    let ed25519 = Ed25519Signer::new(format!("{}#ed25519-1", other.id), &[22; 32]);
    for (key, signer) in other.keys.iter_mut().zip([&sm2 as &dyn Signer, &ed25519]) {
        key.id = signer.key_id().into();
        key.key = signer.public_key();
    }
    trust.issuers.push(other);
    let certificate = issue_with(record(), &[&sm2, &ed25519], &[3; 32]);
    let kinds = kinds();
    let report = verifier(&trust, &kinds, StatusSource::None).certificate(&certificate);
    assert_eq!(report.verdict, Verdict::Untrusted);
    for name in [CheckName::Sm2Signature, CheckName::Ed25519Signature] {
        assert_eq!(report.result(name), Some(CheckResult::Fail));
    }
}
