//! Attacks on status lists and on the log.

use ip_certs::certificate::StatusPurpose;
use ip_certs::encode::base64;
use ip_certs::log::{
    Checkpoint, LogError, LogPolicy, LogProof, MerkleLog, NoteKey, NoteRole, leaf_hash,
    verify_consistency, verify_inclusion,
};
use ip_certs::sign::{Ed25519Signer, Signer};
use ip_certs::status::{
    Bits, MINIMUM_LENGTH, Places, SignedList, StatusBook, StatusError, StatusList,
};
use ip_certs::verify::{Policy, StatusSource, Verdict};
use proptest::prelude::*;

use crate::common::*;

const SOON: &str = "2026-11-22T12:00:00+08:00";

/// A list in which the fixture's certificate has its place.
fn list(purpose: StatusPurpose) -> StatusList {
    let bits = Bits::new(MINIMUM_LENGTH).unwrap().encode();
    let places = Places::of(MINIMUM_LENGTH, [94567]).unwrap();
    StatusList::restore(LIST, purpose, &bits, places, 0).unwrap()
}

fn publish(list: &mut StatusList, at: &str) -> SignedList {
    let (sm2, ed25519) = signers();
    list.publish(ISSUER, instant(at), instant(SOON), &[&sm2, &ed25519])
        .unwrap()
}

fn verdict(book: &StatusBook) -> Verdict {
    let (trust, kinds) = (trust(), kinds());
    verifier(&trust, &kinds, StatusSource::Lists(book))
        .certificate(&issue(record()))
        .verdict
}

#[test]
fn a_published_list_decides_offline() {
    let (mut book, mut list) = (StatusBook::default(), list(StatusPurpose::Revocation));
    assert_eq!(verdict(&book), Verdict::ValidButStatusUnknown);
    let first = publish(&mut list, "2026-11-21T10:00:00+08:00");
    let read = SignedList::from_json(first.to_json().as_bytes()).unwrap();
    book.accept(read, &trust(), Policy::RequireBoth).unwrap();
    assert_eq!(verdict(&book), Verdict::Valid);
    list.set(94567, true).unwrap();
    let second = publish(&mut list, "2026-11-21T11:00:00+08:00");
    book.accept(second, &trust(), Policy::RequireBoth).unwrap();
    assert_eq!(verdict(&book), Verdict::Revoked);
    assert_eq!(list.set(94567, false), Err(StatusError::Verification));
    // The older list, replayed, is refused and changes nothing.
    let refused = book
        .accept(first, &trust(), Policy::RequireBoth)
        .unwrap_err();
    assert_eq!(refused.code, "certs.status.rollback");
    assert_eq!(verdict(&book), Verdict::Revoked);
}

#[test]
fn lists_of_others_stale_or_tampered_are_not_believed() {
    let mut book = StatusBook::default();
    let good = publish(
        &mut list(StatusPurpose::Revocation),
        "2026-11-21T10:00:00+08:00",
    );
    let text = good.to_json();
    for (from, to) in [
        (
            "\"statusListSequence\":\"1\"",
            "\"statusListSequence\":\"9\"",
        ),
        ("2026-11-22T12", "2027-11-22T12"),
        ("\"revocation\"", "\"suspension\""),
        ("issuers/city", "issuers/evil"),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text);
        let read = SignedList::from_json(changed.as_bytes());
        let refused = read.and_then(|list| book.accept(list, &trust(), Policy::RequireBoth));
        assert!(refused.is_err(), "{from}");
    }
    // A list whose day is over tells nothing.
    book.accept(good, &trust(), Policy::RequireBoth).unwrap();
    let entries = record().status;
    let late = instant("2026-11-23T00:00:00+08:00");
    assert_eq!(
        book.look_up(&entries, ISSUER, late),
        Err(StatusError::Retrieval)
    );
    let other = book.look_up(
        &entries,
        "https://ip.example.cn/issuers/other",
        instant(NOW),
    );
    assert_eq!(other, Err(StatusError::Verification));
    let mut suspension = entries.clone();
    suspension[0].purpose = StatusPurpose::Suspension;
    assert_eq!(
        book.look_up(&suspension, ISSUER, instant(NOW)),
        Err(StatusError::Verification)
    );
    let mut beyond = entries;
    beyond[0].index = MINIMUM_LENGTH;
    assert_eq!(
        book.look_up(&beyond, ISSUER, instant(NOW)),
        Err(StatusError::Range)
    );
    assert_eq!(
        book.look_up(&[], ISSUER, instant(NOW)),
        Err(StatusError::Retrieval)
    );
}

#[test]
fn the_left_most_bit_is_the_first() {
    let mut bits = Bits::new(MINIMUM_LENGTH).unwrap();
    bits.set(0, true).unwrap();
    let reversed = (0..8).filter(|&i| bits.get(i).unwrap()).collect::<Vec<_>>();
    assert_eq!(reversed, [0]);
    assert!(Bits::new(MINIMUM_LENGTH - 1).is_err() && Bits::new(1 << 25).is_err());
}

/// GZIP with stored blocks, built by hand to lie about its content.
fn gzip(body: &[u8], check: [u8; 4], length: u32) -> String {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend(body);
    bytes.extend(check);
    bytes.extend(length.to_le_bytes());
    format!("u{}", base64::encode_url(&bytes))
}

#[test]
fn short_lists_bombs_and_damage_are_refused_in_bounded_memory() {
    // One stored block of 16 bytes: a list far too short. CRC-32 of 16 zero bytes.
    let mut stored = vec![1, 16, 0, 0xef, 0xff];
    stored.extend([0; 16]);
    let short = gzip(&stored, 0xecbb_4b55u32.to_le_bytes(), 16);
    assert_eq!(Bits::decode(&short), Err(StatusError::ListLength));
    // 1000 to 1 and more: two mebibytes of zeros and one byte behind.
    let mut bits = Bits::new(1 << 24).unwrap();
    bits.set(5, true).unwrap();
    let largest = bits.encode();
    assert!(largest.len() < 8000);
    assert_eq!(Bits::decode(&largest).unwrap(), bits);
    let mut bomb = Vec::new();
    for _ in 0..40 {
        bomb.extend([0, 0xff, 0xff, 0, 0]);
        bomb.extend([0; 0xffff]);
    }
    bomb.extend([1, 0, 0, 0xff, 0xff]);
    assert_eq!(
        Bits::decode(&gzip(&bomb, [0; 4], 0)),
        Err(StatusError::ListLength)
    );
    for bad in ["", "u", "uAAAA", "z1234", "H4sI", "u===="] {
        assert_eq!(Bits::decode(bad), Err(StatusError::Verification), "{bad}");
    }
    let good = Bits::new(MINIMUM_LENGTH).unwrap().encode();
    for at in 1..good.len() {
        let mut bytes = good.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        // Only the parts of the header that say nothing (time, system) may change.
        if let Ok(read) = Bits::decode(&changed) {
            assert!(at < 15 && read == Bits::decode(&good).unwrap(), "at {at}");
        }
    }
}

fn tree(size: u64) -> MerkleLog {
    (0..size).map(|i| leaf_hash(&i.to_be_bytes())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_proof_holds_and_no_other(size in 1..400u64, a in 0..400u64, b in 0..400u64, flip in 0..256usize) {
        let log = tree(size);
        let (index, old) = (a % size, b % size + 1);
        let root = log.root(size).unwrap();
        let leaf = leaf_hash(&index.to_be_bytes());
        let proof = log.inclusion(index, size).unwrap();
        verify_inclusion(index, size, &leaf, &proof, &root).unwrap();
        let bad = |index, size, proof: &[[u8; 32]]| {
            verify_inclusion(index, size, &leaf, proof, &root).is_err()
        };
        prop_assert!(bad(size, size, &proof));
        prop_assert!(bad((index + 1) % size, size, &proof) || size == 1);
        let mut longer = proof.clone();
        longer.push(root);
        prop_assert!(bad(index, size, &longer));
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert!(bad(index, size, shorter));
            let mut other = proof.clone();
            other[flip % proof.len()][flip / 8] ^= 1;
            prop_assert!(bad(index, size, &other));
        }
        let old_root = log.root(old).unwrap();
        let proof = log.consistency(old, size).unwrap();
        verify_consistency((old, &old_root), (size, &root), &proof).unwrap();
        prop_assert!(verify_consistency((old, &leaf), (size, &root), &proof).is_err() || old_root == leaf);
        prop_assert!(verify_consistency((size + 1, &root), (size, &root), &proof).is_err());
        prop_assert!(verify_consistency((0, &root), (size, &root), &proof).is_err());
    }
}

#[test]
fn a_leaf_is_never_taken_for_a_node() {
    let log = tree(2);
    let (left, right) = (
        leaf_hash(&0u64.to_be_bytes()),
        leaf_hash(&1u64.to_be_bytes()),
    );
    let forged = leaf_hash(&[left, right].concat());
    assert_ne!(log.root(2).unwrap(), forged);
}

/// A proof that the fixture's certificate is the fourth of seven entries, with two witnesses.
fn logged() -> (LogProof, LogPolicy, Vec<u8>) {
    let entry = issue(record()).log_entry().to_vec();
    let mut log = tree(3);
    log.append(leaf_hash(&entry));
    (0..3u64).for_each(|i| log.append(leaf_hash(&i.to_be_bytes())));
    let signer = |n: u8| Ed25519Signer::new("k", &[n; 32]);
    let key = |name: &str, n: u8, role| NoteKey {
        name: name.into(),
        key: signer(n).public_key(),
        role,
    };
    let mut checkpoint = Checkpoint::new("log.example.cn/certs", 7, log.root(7).unwrap());
    checkpoint.sign(&signer(1)).unwrap();
    checkpoint
        .cosign("w1.example", &signer(2), instant(NOW))
        .unwrap();
    checkpoint
        .cosign("w2.example", &signer(3), instant(NOW))
        .unwrap();
    let proof = LogProof {
        index: 3,
        hashes: log.inclusion(3, 7).unwrap(),
        checkpoint,
    };
    let policy = LogPolicy {
        log: key("log.example.cn/certs", 1, NoteRole::Log),
        witnesses: vec![
            key("w1.example", 2, NoteRole::Witness),
            key("w2.example", 3, NoteRole::Witness),
        ],
        quorum: 2,
        status_lists: false,
    };
    (proof, policy, entry)
}

#[test]
fn an_offline_proof_survives_its_text_and_verifies() {
    let (proof, policy, entry) = logged();
    let text = proof.to_text();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 3\n"));
    let read = LogProof::from_text(&text).unwrap();
    assert_eq!(read, proof);
    read.verify(&entry, &policy).unwrap();
    let with_extra = text.replacen("index", "extra YWJj\nindex", 1);
    assert_eq!(LogProof::from_text(&with_extra).unwrap(), proof);
}

#[test]
fn offline_proofs_of_others_are_refused() {
    let (proof, policy, entry) = logged();
    assert_eq!(proof.verify(b"other entry", &policy), Err(LogError::Proof));
    let mut moved = proof.clone();
    moved.index = 2;
    assert_eq!(moved.verify(&entry, &policy), Err(LogError::Proof));
    moved.index = 7;
    assert_eq!(moved.verify(&entry, &policy), Err(LogError::Range));
    let mut renamed = proof.clone();
    renamed.checkpoint.origin = "log.example.cn/other".into();
    assert_eq!(renamed.verify(&entry, &policy), Err(LogError::Origin));
    let mut grown = proof.clone();
    grown.checkpoint.size = 8;
    assert_eq!(grown.verify(&entry, &policy), Err(LogError::Signature));
    let mut stranger = policy.clone();
    stranger.log.key = stranger.witnesses[0].key.clone();
    assert_eq!(proof.verify(&entry, &stranger), Err(LogError::Signature));
    // One witness under two names, or listed twice, is one witness.
    let mut doubled = policy.clone();
    doubled.witnesses[1] = doubled.witnesses[0].clone();
    assert_eq!(proof.verify(&entry, &doubled), Err(LogError::Quorum));
    let mut more = policy;
    more.quorum = 3;
    assert_eq!(proof.verify(&entry, &more), Err(LogError::Quorum));
}

#[test]
fn proof_texts_have_one_spelling() {
    let text = logged().0.to_text();
    for (from, to) in [
        ("@v1", "@v2"),
        ("index 3", "index 03"),
        ("index 3", "index +3"),
        ("index 3", "index -3"),
        ("\n7\n", "\n07\n"),
        ("— w1", "- w1"),
        ("— w1.example ", "— w1.example  "),
        ("\n\n", "\n"),
        ("w2.example", "w2+example"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        assert!(LogProof::from_text(&changed).is_err(), "{from}");
    }
    assert!(LogProof::from_text(&format!("{text}\n")).is_err());
    assert!(LogProof::from_text(text.trim_end()).is_err());
    assert!(LogProof::from_text(&"A".repeat(100_000)).is_err());
}
