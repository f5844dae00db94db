//! The offline bundle, and what a log proves about a certificate.

use ip_certs::certificate::{Certificate, StatusPurpose};
use ip_certs::log::{Checkpoint, LogError, LogPolicy, LogProof, LogView, MerkleLog, leaf_hash};
use ip_certs::sign::{Ed25519Signer, Signer};
use ip_certs::status::{Bits, MINIMUM_LENGTH, Places, SignedList, StatusBook, StatusList};
use ip_certs::verify::{Bundle, CheckName, CheckResult, Report, StatusSource, Verdict, Verifier};
use proptest::prelude::*;

use crate::common::*;

const ORIGIN: &str = "log.example.cn/certs";

fn note_signer(n: u8) -> Ed25519Signer {
    Ed25519Signer::new("k", &[n; 32])
}

/// Believes one log when two of two witnesses have seen it.
fn policy() -> LogPolicy {
    let key = |n| {
        format!(
            r#"{{"algorithm": "ed25519", "publicKey": "{}"}}"#,
            note_signer(n).public_key().to_hex()
        )
    };
    let json = format!(
        r#"{{"origin": "{ORIGIN}", "key": {}, "quorum": 2, "witnesses": [
            {{"name": "w1.example", "key": {}}}, {{"name": "w2.example", "key": {}}}]}}"#,
        key(1),
        key(2),
        key(3)
    );
    LogPolicy::from_json(json.as_bytes()).unwrap()
}

/// The certificate's place among others, seen by both witnesses at these times.
fn proof(certificate: &Certificate, seen: [&str; 2]) -> LogProof {
    let mut log = MerkleLog::default();
    (0..5u8).for_each(|n| log.append(leaf_hash(&[n])));
    log.append(leaf_hash(&certificate.log_entry()));
    log.append(leaf_hash(b"a later one"));
    let mut checkpoint = Checkpoint::new(ORIGIN, 7, log.root(7).unwrap());
    checkpoint.sign(&note_signer(1)).unwrap();
    checkpoint
        .cosign("w1.example", &note_signer(2), instant(seen[0]))
        .unwrap();
    checkpoint
        .cosign("w2.example", &note_signer(3), instant(seen[1]))
        .unwrap();
    let hashes = log.inclusion(5, 7).unwrap();
    LogProof {
        index: 5,
        hashes,
        checkpoint,
    }
}

const SEEN: [&str; 2] = ["2026-03-03T12:00:00+08:00", "2026-03-04T12:00:00+08:00"];

/// A list in which the fixture's certificate has its place.
fn list() -> StatusList {
    let bits = Bits::new(MINIMUM_LENGTH).unwrap().encode();
    let places = Places::of(MINIMUM_LENGTH, [94567]).unwrap();
    StatusList::restore(LIST, StatusPurpose::Revocation, &bits, places, 0).unwrap()
}

fn lists(revoked: bool) -> Vec<SignedList> {
    let mut list = list();
    if revoked {
        list.set(94567, true).unwrap();
    }
    let (sm2, ed25519) = signers();
    let signers: [&dyn Signer; 2] = [&sm2, &ed25519];
    let (from, until) = (
        instant("2026-11-21T06:00:00+08:00"),
        instant("2026-11-22T06:00:00+08:00"),
    );
    vec![list.publish(ISSUER, from, until, &signers).unwrap()]
}

fn bundle() -> Bundle {
    let certificate = issue(record());
    Bundle {
        proof: Some(proof(&certificate, SEEN)),
        lists: lists(false),
        certificate,
    }
}

/// The report of a verifier who asks for this log.
fn under(verifier: &Verifier<'_>, bundle: &Bundle, log: Option<&LogPolicy>) -> Report {
    Verifier { log, ..*verifier }.bundle(bundle)
}

#[test]
fn a_bundle_is_enough_without_a_network() {
    let read = Bundle::from_json(bundle().to_json().as_bytes()).unwrap();
    assert_eq!(read, bundle());
    let (trust, kinds) = (trust(), kinds());
    let report = under(
        &verifier(&trust, &kinds, StatusSource::None),
        &read,
        Some(&policy()),
    );
    assert_eq!(report.verdict, Verdict::Valid);
    let log = report
        .checks
        .iter()
        .find(|c| c.name == CheckName::Log)
        .unwrap();
    assert_eq!(
        (
            log.evidence["place"].as_str(),
            log.evidence["size"].as_str()
        ),
        ("5", "7")
    );
    // A quorum of two had seen it when the second had.
    let mut witnesses = report.checks.iter();
    let witnesses = witnesses.find(|c| c.name == CheckName::Witnesses).unwrap();
    assert_eq!(witnesses.at, Some(instant(SEEN[1])));
}

#[test]
fn witnesses_are_a_check_of_their_own() {
    let (trust, kinds) = (trust(), kinds());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    let seen = |bundle: &Bundle, policy: &LogPolicy| {
        let report = under(&verifier, bundle, Some(policy));
        let results = [CheckName::Log, CheckName::Witnesses].map(|name| report.result(name));
        (report.verdict, results)
    };
    let (pass, fail) = (Some(CheckResult::Pass), Some(CheckResult::Fail));
    assert_eq!(seen(&bundle(), &policy()), (Verdict::Valid, [pass, pass]));
    // Nobody asks for witnesses: there is nothing to check.
    let alone = LogPolicy {
        quorum: 0,
        ..policy()
    };
    assert_eq!(seen(&bundle(), &alone), (Verdict::Valid, [pass, None]));
    // One of two witnesses has not seen it.
    let mut one = bundle();
    let mut log = MerkleLog::default();
    log.append(leaf_hash(&one.certificate.log_entry()));
    let mut signed = Checkpoint::new(ORIGIN, 1, log.root(1).unwrap());
    signed.sign(&note_signer(1)).unwrap();
    signed
        .cosign("w1.example", &note_signer(2), instant(SEEN[0]))
        .unwrap();
    let mut bare = signed.clone();
    one.proof = Some(LogProof {
        index: 0,
        hashes: Vec::new(),
        checkpoint: signed.clone(),
    });
    assert_eq!(seen(&one, &policy()), (Verdict::Untrusted, [pass, fail]));
    // The second sends its cosignature, among lines of its own making, which are left out.
    let mut second = Checkpoint::new(ORIGIN, 1, log.root(1).unwrap());
    for (name, n) in [
        ("w2.example", 3),
        ("w2.example", 3),
        ("stranger.example", 4),
    ] {
        second
            .cosign(name, &note_signer(n), instant(SEEN[1]))
            .unwrap();
    }
    let known = policy().witnesses;
    assert_eq!(signed.take_cosignatures(&second, &known), Ok(1));
    assert_eq!(signed.take_cosignatures(&second, &known), Ok(0));
    assert!(!signed.to_note().contains("stranger"));
    one.proof.as_mut().unwrap().checkpoint = signed.clone();
    assert_eq!(seen(&one, &policy()), (Verdict::Valid, [pass, pass]));
    // Of another state, another log, or with a bad line, nothing is taken.
    let mut other = Checkpoint::new(ORIGIN, 1, [7; 32]);
    other
        .cosign("w2.example", &note_signer(3), instant(SEEN[1]))
        .unwrap();
    assert_eq!(
        bare.take_cosignatures(&other, &known),
        Err(LogError::SplitView)
    );
    let foreign = Checkpoint::new("log.example.cn/other", 1, log.root(1).unwrap());
    assert_eq!(
        bare.take_cosignatures(&foreign, &known),
        Err(LogError::Origin)
    );
    let moved = second.to_note().replace("w2.example", "w1.example");
    let moved = Checkpoint::from_note(&moved).unwrap();
    assert_eq!(
        bare.take_cosignatures(&moved, &known),
        Ok(0),
        "ids bind names"
    );
}

#[test]
fn a_log_that_was_not_checked_keeps_the_verdict_from_valid() {
    let (trust, kinds) = (trust(), kinds());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    let log = |bundle: &Bundle, policy: Option<&LogPolicy>| {
        let report = under(&verifier, bundle, policy);
        (report.verdict, report.result(CheckName::Log))
    };
    let without = Bundle {
        proof: None,
        ..bundle()
    };
    let unknown = Verdict::ValidButStatusUnknown;
    let not_checked = Some(CheckResult::NotChecked);
    assert_eq!(log(&without, Some(&policy())), (unknown, not_checked));
    // Nobody asks for a log: one that is shown nevertheless makes nothing worse.
    assert_eq!(log(&bundle(), None), (Verdict::Valid, None));
    // Nobody asks for a log, none is shown.
    assert_eq!(log(&without, None), (Verdict::Valid, None));
    // The place of another certificate.
    let mut other = record();
    other.number = "第1号".into();
    let foreign = Bundle {
        proof: Some(proof(&issue(other), SEEN)),
        ..bundle()
    };
    assert_eq!(
        log(&foreign, Some(&policy())),
        (Verdict::Untrusted, Some(CheckResult::Fail))
    );
}

#[test]
fn lists_of_a_bundle_are_believed_no_more_than_others() {
    let (trust, kinds) = (trust(), kinds());
    let revoked = Bundle {
        lists: lists(true),
        ..bundle()
    };
    let none = verifier(&trust, &kinds, StatusSource::None);
    assert_eq!(
        under(&none, &revoked, Some(&policy())).verdict,
        Verdict::Revoked
    );
    // Rolled back: the verifier has seen a newer list than the one that is shown.
    let mut newer = list();
    let (sm2, ed25519) = signers();
    let signers: [&dyn Signer; 2] = [&sm2, &ed25519];
    let mut book = StatusBook::default();
    for _ in 0..2 {
        newer.set(94567, true).unwrap();
        let (from, until) = (
            instant("2026-11-21T07:00:00+08:00"),
            instant("2026-11-22T07:00:00+08:00"),
        );
        let list = newer.publish(ISSUER, from, until, &signers).unwrap();
        book.accept(list, &trust, none.policy).unwrap();
    }
    let known = verifier(&trust, &kinds, StatusSource::Lists(&book));
    let report = under(&known, &bundle(), Some(&policy()));
    assert_eq!(report.verdict, Verdict::Revoked);
    let status = report
        .checks
        .iter()
        .find(|c| c.name == CheckName::Status)
        .unwrap();
    assert_eq!(status.evidence["refused"], "certs.status.rollback");
}

#[test]
fn what_was_logged_before_a_key_was_compromised_stays_good() {
    let kinds = kinds();
    let verdict = |compromised: &str, seen| {
        let mut trust = trust();
        for key in &mut trust.issuers[0].keys {
            key.compromised_from = Some(instant(compromised));
        }
        let mut bundle = bundle();
        bundle.proof = Some(proof(&bundle.certificate, seen));
        // Its lists were signed with the same keys and prove nothing now.
        let lists = std::mem::take(&mut bundle.lists);
        assert_eq!(lists.len(), 1);
        let verifier = verifier(&trust, &kinds, StatusSource::None);
        under(&verifier, &bundle, Some(&policy())).verdict
    };
    let genuine = Verdict::ValidButStatusUnknown;
    assert_eq!(verdict("2026-06-01T00:00:00+08:00", SEEN), genuine);
    // One of two witnesses came after the compromise: no quorum had seen it before.
    let late = [SEEN[0], "2026-06-02T00:00:00+08:00"];
    assert_eq!(
        verdict("2026-06-01T00:00:00+08:00", late),
        Verdict::Untrusted
    );
    assert_eq!(
        verdict("2026-03-04T12:00:00+08:00", SEEN),
        Verdict::Untrusted
    );
}

#[test]
fn bundles_and_policies_have_one_form() {
    let code = |json: &str| Bundle::from_json(json.as_bytes()).unwrap_err().code;
    let good = bundle().to_json();
    assert_eq!(code("[]"), "certs.file.form");
    assert_eq!(code("{}"), "certs.file.form");
    assert_eq!(
        code(&good.replacen('{', r#"{"more":1,"#, 1)),
        "certs.file.form"
    );
    assert_eq!(
        code(&good.replace("\"statusLists\"", "\"lists\"")),
        "certs.file.form"
    );
    assert_eq!(code(&good.replace("index 5", "index 05")), "certs.log.form");
    let policy = |json: &str| LogPolicy::from_json(json.as_bytes()).unwrap_err().code;
    assert_eq!(policy("{}"), "certs.log.form");
    let key = note_signer(1).public_key().to_hex();
    let key = format!(r#"{{"algorithm": "ed25519", "publicKey": "{key}"}}"#);
    // The log cannot be its own witness.
    let witness = format!(r#"[{{"name": "w.example", "key": {key}}}]"#);
    let own = format!(r#"{{"origin": "o", "key": {key}, "quorum": 1, "witnesses": {witness}}}"#);
    assert_eq!(policy(&own), "certs.log.form");
    let written = self::policy().to_json();
    assert_eq!(
        LogPolicy::from_json(written.as_bytes()).unwrap(),
        self::policy()
    );
    let many = format!(r#"{{"origin": "o", "key": {key}, "quorum": 1}}"#);
    assert_eq!(policy(&many), "certs.log.form");
}

/// A checkpoint of the first so many entries, believed by all.
fn checkpoint(log: &MerkleLog, size: u64) -> Checkpoint {
    let mut checkpoint = Checkpoint::new(ORIGIN, size, log.root(size).unwrap());
    checkpoint.sign(&note_signer(1)).unwrap();
    for (name, n) in [("w1.example", 2), ("w2.example", 3)] {
        checkpoint
            .cosign(name, &note_signer(n), instant(NOW))
            .unwrap();
    }
    checkpoint
}

#[test]
fn a_log_that_shrinks_or_forks_is_found_out() {
    let tree = |last: u8| {
        let mut log = MerkleLog::default();
        (0..8)
            .chain([last])
            .for_each(|n| log.append(leaf_hash(&[n])));
        log
    };
    let (log, fork) = (tree(8), tree(9));
    let mut view = LogView::default();
    view.advance(checkpoint(&log, 5), &[], &policy()).unwrap();
    let grown = log.consistency(5, 8).unwrap();
    view.advance(checkpoint(&log, 8), &grown, &policy())
        .unwrap();
    view.advance(checkpoint(&log, 8), &[], &policy()).unwrap();
    let mut refused = |checkpoint, proof: &[_]| view.advance(checkpoint, proof, &policy());
    assert_eq!(refused(checkpoint(&log, 7), &[]), Err(LogError::Rollback));
    // A larger log whose first eight entries are others.
    let mut other = MerkleLog::default();
    (20..29u8).for_each(|n| other.append(leaf_hash(&[n])));
    let proof = other.consistency(8, 9).unwrap();
    assert_eq!(refused(checkpoint(&other, 9), &proof), Err(LogError::Proof));
    assert_eq!(
        refused(checkpoint(&other, 8), &[]),
        Err(LogError::SplitView)
    );
    // Both branches contain the past; whoever has seen one does not take the other.
    let proof = log.consistency(8, 9).unwrap();
    assert_eq!(refused(checkpoint(&log, 9), &proof), Ok(()));
    assert_eq!(refused(checkpoint(&fork, 9), &[]), Err(LogError::SplitView));
    let mut unsigned = Checkpoint::new(ORIGIN, 9, log.root(9).unwrap());
    assert_eq!(refused(unsigned.clone(), &[]), Err(LogError::Signature));
    unsigned.sign(&note_signer(1)).unwrap();
    assert_eq!(refused(unsigned, &[]), Err(LogError::Quorum));
    assert_eq!(LogView::restore(view.last().unwrap().clone()), view);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_changed_byte_of_a_bundle_is_valid(at in 0..30_000usize, bit in 0..8u8) {
        let mut bytes = bundle().to_json().into_bytes();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        let (trust, kinds) = (trust(), kinds());
        if let Ok(read) = Bundle::from_json(&bytes) {
            let report = under(&verifier(&trust, &kinds, StatusSource::None), &read, Some(&policy()));
            prop_assert_ne!(report.verdict, Verdict::Valid);
        }
    }
}
