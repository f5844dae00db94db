//! Games with proofs: stripped, doubled, moved, chained, by keys of others, over other digests.

use ip_certs::canon;
use ip_certs::digest::DigestAlgorithm;
use ip_certs::encode::base58;
use ip_certs::sign::{Ed25519Signer, PublicKey, Signer, Sm2Key, Sm2Signer};
use ip_certs::trust::TrustList;
use ip_certs::verify::{CheckName, CheckResult, Policy, Report, StatusSource, Verdict};
use serde_json::{Value, json};

use crate::common::*;
use crate::{file, other, outcome, outcome_under, tampered, verdict_at};

#[test]
fn a_stripped_proof_is_not_overlooked() {
    let mut file = file();
    file["credential"].as_object_mut().unwrap().remove("proof");
    assert_eq!(outcome(&file.to_string()), Ok(Verdict::Untrusted));
    let one = |keep: usize, policy| {
        let mut file = self::file();
        let proofs = file["credential"]["proof"].as_array().unwrap().clone();
        file["credential"]["proof"] = json!([proofs[keep]]);
        outcome_under(&file.to_string(), &trust(), policy)
            .unwrap()
            .verdict
    };
    // Which proof stands first is of no consequence; the first signer was SM2.
    assert_eq!(one(0, Policy::RequireBoth), Verdict::Untrusted);
    assert_eq!(one(1, Policy::RequireBoth), Verdict::Untrusted);
    assert_eq!(one(1, Policy::RequireSm2), Verdict::Untrusted);
    assert_eq!(one(0, Policy::RequireSm2), Verdict::ValidButStatusUnknown);
    assert_eq!(one(1, Policy::Any), Verdict::ValidButStatusUnknown);
}

#[test]
fn a_duplicated_proof_is_refused() {
    let outcome = tampered(|file| {
        let first = file["credential"]["proof"][0].clone();
        file["credential"]["proof"]
            .as_array_mut()
            .unwrap()
            .push(first);
    });
    assert_eq!(outcome, Err("certs.proof.duplicate".into()));
}

#[test]
fn a_proof_of_another_certificate_is_forged() {
    let other: Value = serde_json::from_str(&other().to_json()).unwrap();
    let outcome =
        tampered(|file| file["credential"]["proof"] = other["credential"]["proof"].clone());
    assert_eq!(outcome, Ok(Verdict::Forged));
}

#[test]
fn a_bad_signature_counts_even_where_the_policy_would_do_without() {
    let mut file = file();
    let value = file["credential"]["proof"][1]["proofValue"]
        .as_str()
        .unwrap();
    let swapped = value.replacen(&value[5..6], if &value[5..6] == "2" { "3" } else { "2" }, 1);
    file["credential"]["proof"][1]["proofValue"] = json!(swapped);
    let report = outcome_under(&file.to_string(), &trust(), Policy::RequireSm2).unwrap();
    assert_eq!(report.verdict, Verdict::Forged);
}

#[test]
fn options_of_a_proof_cannot_be_changed() {
    for (name, value) in [
        ("created", json!("2026-03-03T09:30:01+08:00")),
        ("proofPurpose", json!("authentication")),
        ("type", json!("Ed25519Signature2020")),
        ("@context", json!(["https://www.w3.org/ns/credentials/v2"])),
        ("cryptosuite", json!("eddsa-jcs-2022")),
        ("verificationMethod", json!("https://evil.example#sm2-1")),
    ] {
        let outcome = tampered(|file| file["credential"]["proof"][0][name] = value.clone());
        let caught = matches!(outcome, Err(_) | Ok(Verdict::Forged | Verdict::Untrusted));
        assert!(caught, "{name}: {outcome:?}");
    }
}

#[test]
fn a_signature_from_the_future_is_untrusted() {
    assert_eq!(
        verdict_at("2026-03-03T09:29:59+08:00", &trust()),
        Verdict::Untrusted
    );
}

fn with_trust(change: impl FnOnce(&mut TrustList)) -> Report {
    let mut trust = trust();
    change(&mut trust);
    outcome_under(&file().to_string(), &trust, Policy::RequireBoth).unwrap()
}

#[test]
fn keys_outside_their_window_compromised_or_unknown_are_untrusted() {
    let report = with_trust(|t| t.issuers[0].keys[0].until = Some(instant(ISSUED_AT)));
    assert_eq!(report.verdict, Verdict::Untrusted);
    let report = with_trust(|t| t.issuers[0].keys[1].from = instant(NOW));
    assert_eq!(report.verdict, Verdict::Untrusted);
    // A thief can write any date, so even an earlier claimed time proves nothing.
    let report = with_trust(|t| t.issuers[0].keys[0].compromised_from = Some(instant(NOW)));
    assert_eq!(report.verdict, Verdict::Untrusted);
    let report = with_trust(|t| drop(t.issuers[0].keys.remove(0)));
    assert_eq!(
        report.result(CheckName::Sm2Signature),
        Some(CheckResult::Fail)
    );
    assert_eq!(report.verdict, Verdict::Untrusted);
}

#[test]
fn an_issuer_may_not_sign_types_of_others_nor_be_impersonated() {
    let report = with_trust(|t| t.issuers[0].entitlements[0].type_codes.clear());
    assert_eq!(
        report.result(CheckName::Entitlement),
        Some(CheckResult::Fail)
    );
    assert_eq!(report.verdict, Verdict::Untrusted);
    let report = with_trust(|t| t.issuers[0].id = "https://ip.example.cn/issuers/other".into());
    assert_eq!(report.verdict, Verdict::Untrusted);
    let report = with_trust(|t| t.issuers.clear());
    assert_eq!(report.verdict, Verdict::Untrusted);
}

#[test]
fn a_key_of_another_algorithm_under_the_known_name_is_refused() {
    let report = with_trust(|t| {
        let ed25519 = t.issuers[0].keys[1].key.clone();
        t.issuers[0].keys[0].key = ed25519;
    });
    assert_eq!(report.verdict, Verdict::Forged);
}

#[test]
fn proofs_do_not_form_chains() {
    let form = || Err("certs.file.form".to_owned());
    for previous in [json!("urn:uuid:1"), json!(["urn:uuid:1", "urn:uuid:2"])] {
        let chained = tampered(|file| {
            let proofs = &mut file["credential"]["proof"];
            proofs[0]["id"] = json!("urn:uuid:1");
            proofs[0]["previousProof"] = previous.clone();
        });
        assert_eq!(chained, form());
    }
    let cycle = tampered(|file| {
        let proofs = &mut file["credential"]["proof"];
        proofs[0]["previousProof"] = json!("urn:uuid:2");
        proofs[1]["previousProof"] = json!("urn:uuid:1");
    });
    assert_eq!(cycle, form());
}

#[test]
fn a_value_moved_from_one_suite_to_the_other_is_forged() {
    let swapped = tampered(|file| {
        let proofs = &mut file["credential"]["proof"];
        let first = proofs[0]["proofValue"].take();
        let second = proofs[1]["proofValue"].take();
        proofs[0]["proofValue"] = second;
        proofs[1]["proofValue"] = first;
    });
    assert_eq!(swapped, Ok(Verdict::Forged));
    let renamed = tampered(|file| {
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
    let moved = tampered(|file| {
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

/// Signs the fixture's credential anew by the key of a proof, with digests of the caller's choice.
fn signed_over(at: usize, signer: &dyn Signer, digest: DigestAlgorithm) -> Result<Verdict, String> {
    let mut file = file();
    let mut credential = file["credential"].clone();
    credential.as_object_mut().unwrap().remove("proof");
    let mut options = file["credential"]["proof"][at].clone();
    options.as_object_mut().unwrap().remove("proofValue");
    let digest_of = |value: &Value| {
        let text = canon::canonicalise(value.to_string().as_bytes()).unwrap();
        digest.of(text.as_bytes())
    };
    let message = [digest_of(&options), digest_of(&credential)].concat();
    let signature = signer.sign(&message).unwrap();
    let value = format!("z{}", base58::encode(signature.as_bytes()));
    file["credential"]["proof"][at]["proofValue"] = json!(value);
    outcome(&file.to_string())
}

#[test]
fn a_suite_takes_no_other_digest_than_its_own() {
    let (sm2, ed25519) = signers();
    let genuine = Ok(Verdict::ValidButStatusUnknown);
    assert_eq!(signed_over(0, &sm2, DigestAlgorithm::Sm3), genuine);
    assert_eq!(signed_over(1, &ed25519, DigestAlgorithm::Sha256), genuine);
    let forged = Ok(Verdict::Forged);
    assert_eq!(signed_over(0, &sm2, DigestAlgorithm::Sha256), forged);
    assert_eq!(signed_over(1, &ed25519, DigestAlgorithm::Sm3), forged);
}

#[test]
fn another_signer_s_identifier_is_another_key() {
    let bytes = signers().0.public_key().to_bytes();
    for id in ["", "1234567812345679", "ALICE123@YAHOO.COM"] {
        let report = with_trust(|t| {
            t.issuers[0].keys[0].key = PublicKey::Sm2(Sm2Key::new(id, &bytes).unwrap());
        });
        assert_eq!(report.verdict, Verdict::Forged, "{id:?}");
    }
}
