//! Attacks on annotated copies: who signed them, for whom, until when, around which certificate.

use chrono::TimeDelta;
use ip_certs::share::{AnnotatedCopy, Annotation};
use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
use ip_certs::trust::TrustList;
use ip_certs::verify::{CheckName, CheckResult, Policy, Report, StatusSource, Verdict, Verifier};
use serde_json::{Value, json};

use crate::common::*;
use crate::other;

const BANK: &str = "91110000802100433B";
const GENUINE: Verdict = Verdict::ValidButStatusUnknown;

fn annotation() -> Annotation {
    Annotation {
        made_at: instant(NOW),
        maker: "示例市政务服务平台".into(),
        purpose: "专利权质押登记".into(),
        expires_at: instant(NOW) + TimeDelta::days(1),
        recipient: BANK.into(),
    }
}

fn made(signers: &[&dyn Signer]) -> AnnotatedCopy {
    let shown = issue(record()).present(&["inventors"]);
    AnnotatedCopy::make(&shown, annotation(), signers).unwrap()
}

/// A copy signed with both keys of the fixture.
fn good() -> AnnotatedCopy {
    let (sm2, ed25519) = signers();
    made(&[&sm2, &ed25519])
}

fn report(copy: &AnnotatedCopy, trust: &TrustList, policy: Policy) -> Report {
    let kinds = kinds();
    let verifier = Verifier {
        policy,
        ..verifier(trust, &kinds, StatusSource::None)
    };
    verifier.copy(copy, Some(BANK))
}

/// The verdict, and whether it is the copy that failed.
fn outcome(copy: &AnnotatedCopy, trust: &TrustList, policy: Policy) -> (Verdict, bool) {
    let report = report(copy, trust, policy);
    let failed = report.result(CheckName::Copy) == Some(CheckResult::Fail);
    (report.verdict, failed)
}

#[test]
fn one_bad_signature_of_two_is_not_overlooked() {
    let trust = trust();
    assert_eq!(outcome(&good(), &trust, Policy::Any), (GENUINE, false));
    for at in 0..2 {
        let mut file: Value = serde_json::from_str(&good().to_json()).unwrap();
        let (sm2, ed25519) = signers();
        // The signature of the same key on another copy.
        let mut later = annotation();
        later.expires_at += TimeDelta::days(1);
        let shown = issue(record()).present(&["inventors"]);
        let other = AnnotatedCopy::make(&shown, later, &[&sm2, &ed25519]).unwrap();
        let other: Value = serde_json::from_str(&other.to_json()).unwrap();
        file["proof"][at]["proofValue"] = other["proof"][at]["proofValue"].clone();
        let copy = AnnotatedCopy::from_json(file.to_string().as_bytes()).unwrap();
        for policy in [Policy::Any, Policy::RequireSm2, Policy::RequireBoth] {
            assert_eq!(outcome(&copy, &trust, policy), (Verdict::Forged, true));
        }
    }
}

#[test]
fn a_compromised_or_retired_key_makes_no_copies() {
    let change = |change: &dyn Fn(&mut TrustList)| {
        let mut trust = trust();
        change(&mut trust);
        // Both keys have signed the certificate too; what counts here is the check of the copy.
        let report = report(&good(), &trust, Policy::RequireBoth);
        (
            report.verdict,
            report.result(CheckName::Copy) == Some(CheckResult::Fail),
        )
    };
    let untrusted = (Verdict::Untrusted, true);
    for key in 0..2 {
        let compromised =
            |t: &mut TrustList| t.issuers[0].keys[key].compromised_from = Some(instant(NOW));
        assert_eq!(change(&compromised), untrusted);
        // Good for the certificate of March, over before the copy of November.
        let retired = |t: &mut TrustList| {
            t.issuers[0].keys[key].until = Some(instant("2026-06-01T00:00:00+08:00"));
        };
        assert_eq!(change(&retired), untrusted);
        let early = |t: &mut TrustList| t.issuers[0].keys[key].from = instant(NOW);
        assert!(!change(&early).1, "a key of today may make copies");
    }
}

#[test]
fn keys_that_overlap_both_make_copies() {
    let mut trust = trust();
    let next = Sm2Signer::new(format!("{ISSUER}#sm2-2"), &[31; 32]).unwrap();
    let mut key = trust.issuers[0].keys[0].clone();
    key.id = next.key_id().into();
    key.key = next.public_key();
    key.from = instant("2026-11-01T00:00:00+08:00");
    trust.issuers[0].keys[0].until = Some(instant("2026-12-01T00:00:00+08:00"));
    trust.issuers[0].keys.push(key);
    let (old, _) = signers();
    for signer in [&old, &next] {
        let outcome = outcome(&made(&[signer]), &trust, Policy::RequireSm2);
        assert_eq!(outcome, (GENUINE, false));
    }
}

#[test]
fn a_stranger_makes_no_copies_and_claims_no_key() {
    let trust = trust();
    let stranger = Ed25519Signer::new("https://evil.example#ed25519-1", &[40; 32]);
    let unknown = outcome(&made(&[&stranger]), &trust, Policy::Any);
    assert_eq!(unknown, (Verdict::Untrusted, true));
    let liar = Ed25519Signer::new(format!("{ISSUER}#ed25519-1"), &[40; 32]);
    let lied = outcome(&made(&[&liar]), &trust, Policy::Any);
    assert_eq!(lied, (Verdict::Forged, true));
}

#[test]
fn the_signing_time_of_a_copy_is_the_time_on_it() {
    let mut file: Value = serde_json::from_str(&good().to_json()).unwrap();
    for at in 0..2 {
        file["proof"][at]["created"] = json!("2026-11-21T12:00:01+08:00");
    }
    let copy = AnnotatedCopy::from_json(file.to_string().as_bytes()).unwrap();
    let moved = outcome(&copy, &trust(), Policy::RequireBoth);
    assert_eq!(moved, (Verdict::Forged, true));
}

#[test]
fn the_annotation_of_one_certificate_is_not_put_on_another() {
    let mut file: Value = serde_json::from_str(&good().to_json()).unwrap();
    file["certificate"] = serde_json::from_str(&other().to_json()).unwrap();
    let copy = AnnotatedCopy::from_json(file.to_string().as_bytes()).unwrap();
    let swapped = outcome(&copy, &trust(), Policy::RequireBoth);
    assert_eq!(swapped, (Verdict::Forged, true));
}

/// More is opened than the copy was made with: the openings are genuine, the copy is not.
#[test]
fn no_more_can_be_opened_inside_a_copy() {
    let whole: Value = serde_json::from_str(&issue(record()).to_json()).unwrap();
    let mut file: Value = serde_json::from_str(&good().to_json()).unwrap();
    file["certificate"]["disclosures"] = whole["disclosures"].clone();
    let copy = AnnotatedCopy::from_json(file.to_string().as_bytes()).unwrap();
    let opened = outcome(&copy, &trust(), Policy::RequireBoth);
    assert_eq!(opened, (Verdict::Forged, true));
}

#[test]
fn an_expired_copy_or_one_for_another_is_not_taken() {
    let (trust, kinds) = (trust(), kinds());
    let (copy, verifier) = (good(), verifier(&trust, &kinds, StatusSource::None));
    let late = Verifier {
        now: instant(NOW) + TimeDelta::days(1),
        ..verifier
    };
    assert_eq!(late.copy(&copy, Some(BANK)).verdict, Verdict::Expired);
    let other = verifier.copy(&copy, Some("other"));
    assert_eq!(other.verdict, Verdict::Untrusted);
    let unasked = verifier.copy(&copy, None);
    let recipient = unasked.result(CheckName::CopyRecipient);
    assert_eq!(recipient, Some(CheckResult::NotChecked));
}
