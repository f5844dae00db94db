//! Places in status lists, and what the log of certificates says of the lists themselves.

use std::collections::BTreeSet;

use ip_certs::certificate::{Certificate, StatusPurpose};
use ip_certs::log::{
    Checkpoint, Growth, LogError, LogPolicy, LogProof, LogView, MerkleLog, NoteKey, NoteRole,
    leaf_hash,
};
use ip_certs::sign::{Ed25519Signer, Signer};
use ip_certs::status::{
    Bits, MINIMUM_LENGTH, Places, SignedList, StatusBook, StatusError, StatusList,
};
use ip_certs::verify::{
    Bundle, CheckName, CheckResult, Policy, Report, StatusSource, Verdict, Verifier,
};
use proptest::prelude::*;

use crate::common::*;

const ORIGIN: &str = "log.example.cn/certs";
const INDEX: u32 = 94567;

#[test]
fn places_do_not_tell_the_order_of_issue() {
    let mut places = Places::new(MINIMUM_LENGTH).unwrap();
    let mut entropy = [0u8; 32];
    let mut drawn = Vec::new();
    for n in 0..2000u16 {
        entropy[..2].copy_from_slice(&n.to_be_bytes());
        drawn.push(places.draw(&entropy).unwrap());
    }
    assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), drawn.len());
    // Of places in the order of issue every step would be upwards, and small; of random ones half are.
    let upwards = drawn.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert!((850..1150).contains(&upwards), "{upwards} of 1999");
    let near = |pair: &&[u32]| pair[0].abs_diff(pair[1]) < MINIMUM_LENGTH / 100;
    let near = drawn.windows(2).filter(near).count();
    assert!(near < 90, "{near} neighbours of 1999 are near");
    // Every sixteenth of the list has its share: the highest place says nothing of how many there are.
    for part in 0..16 {
        let inside = |index: &&u32| **index / (MINIMUM_LENGTH / 16) == part;
        let share = drawn.iter().filter(inside).count();
        assert!((70..190).contains(&share), "{share} in part {part}");
    }
    // The same bytes give the same place; one bit more, another.
    let fresh = || Places::new(MINIMUM_LENGTH).unwrap();
    let first = fresh().draw(&[7; 32]).unwrap();
    assert_eq!(fresh().draw(&[7; 32]).unwrap(), first);
    let mut other = [7; 32];
    other[31] ^= 1;
    assert_ne!(fresh().draw(&other).unwrap(), first);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// However full the list is, a free place is found, and none is given twice.
    #[test]
    fn every_free_place_can_be_drawn_once(
        free in prop::collection::btree_set(0..MINIMUM_LENGTH, 1..12),
        entropy in any::<[u8; 32]>(),
    ) {
        let taken = (0..MINIMUM_LENGTH).filter(|index| !free.contains(index));
        let mut places = Places::of(MINIMUM_LENGTH, taken).unwrap();
        let mut drawn = BTreeSet::new();
        for _ in 0..free.len() {
            let index = places.draw(&entropy).unwrap();
            prop_assert!(drawn.insert(index));
        }
        prop_assert_eq!(drawn, free);
        prop_assert_eq!(places.draw(&entropy), Err(StatusError::Range));
        prop_assert_eq!(places.taken(), MINIMUM_LENGTH);
    }
}

#[test]
fn only_places_that_are_taken_can_be_set() {
    let purpose = StatusPurpose::Revocation;
    let mut list = StatusList::new(LIST, purpose, MINIMUM_LENGTH).unwrap();
    let entry = list.allocate(&[7; 32]).unwrap();
    list.set(entry.index, true).unwrap();
    assert_eq!(list.set(entry.index ^ 1, true), Err(StatusError::Range));
    assert!(list.places().is_taken(entry.index) && list.places().taken() == 1);
    let twice = Places::of(MINIMUM_LENGTH, [5, 5]);
    assert_eq!(twice.unwrap_err(), StatusError::Range);
    let beyond = Places::of(MINIMUM_LENGTH, [MINIMUM_LENGTH]);
    assert_eq!(beyond.unwrap_err(), StatusError::Range);
    let longer = Places::new(2 * MINIMUM_LENGTH).unwrap();
    let restored = StatusList::restore(LIST, purpose, &list.bits().encode(), longer, 1);
    assert_eq!(restored.unwrap_err(), StatusError::Range);
}

/// A publication of the fixture's list: its number, whether the bit is set, until when it is good.
fn publication(sequence: u64, set: bool, until: &str) -> SignedList {
    let (sm2, ed25519) = signers();
    let mut bits = Bits::new(MINIMUM_LENGTH).unwrap();
    bits.set(INDEX, set).unwrap();
    let places = Places::of(MINIMUM_LENGTH, [INDEX]).unwrap();
    let purpose = StatusPurpose::Revocation;
    let list = StatusList::restore(LIST, purpose, &bits.encode(), places, sequence - 1);
    let from = instant("2026-11-21T06:00:00+08:00");
    let signers: [&dyn Signer; 2] = [&sm2, &ed25519];
    let published = list
        .unwrap()
        .publish(ISSUER, from, instant(until), &signers);
    published.unwrap()
}

const TOMORROW: &str = "2026-11-22T06:00:00+08:00";

fn keeper(n: u8) -> Ed25519Signer {
    Ed25519Signer::new("k", &[n; 32])
}

fn note_key(name: &str, n: u8, role: NoteRole) -> NoteKey {
    NoteKey {
        name: name.into(),
        key: keeper(n).public_key(),
        role,
    }
}

/// Believes one log, which must hold status lists too.
fn policy(quorum: usize) -> LogPolicy {
    LogPolicy {
        log: note_key(ORIGIN, 1, NoteRole::Log),
        witnesses: vec![note_key("w.example", 2, NoteRole::Witness)],
        quorum,
        status_lists: true,
    }
}

fn signed(log: &MerkleLog, size: u64, witnessed: bool) -> Checkpoint {
    let mut checkpoint = Checkpoint::new(ORIGIN, size, log.root(size).unwrap());
    checkpoint.sign(&keeper(1)).unwrap();
    if witnessed {
        let cosigned = checkpoint.cosign("w.example", &keeper(2), instant(NOW));
        cosigned.unwrap();
    }
    checkpoint
}

/// The places of two entries among others.
fn places(certificate: &Certificate, list: &SignedList, witnessed: bool) -> [LogProof; 2] {
    let mut log: MerkleLog = (0..3u8).map(|n| leaf_hash(&[n])).collect();
    log.append(leaf_hash(&certificate.log_entry()));
    log.append(leaf_hash(&list.log_entry()));
    [3, 4].map(|index| LogProof {
        index,
        hashes: log.inclusion(index, 5).unwrap(),
        checkpoint: signed(&log, 5, witnessed),
    })
}

fn verify(bundle: &Bundle, policy: &LogPolicy) -> Report {
    let (trust, kinds) = (trust(), kinds());
    let verifier = Verifier {
        log: Some(policy),
        ..verifier(&trust, &kinds, StatusSource::None)
    };
    // As a stranger hands it over.
    verifier.bundle(&Bundle::from_json(bundle.to_json().as_bytes()).unwrap())
}

/// A bundle with a list, and the outcome of the check whether the log holds it.
fn listed(list: SignedList, proof: Option<LogProof>, policy: &LogPolicy) -> (Verdict, CheckResult) {
    let certificate = issue(record());
    let [place, _] = places(&certificate, &list, policy.quorum > 0);
    let report = verify(
        &Bundle {
            certificate,
            proof: Some(place),
            lists: vec![list.with_proof(proof)],
        },
        policy,
    );
    (report.verdict, report.result(CheckName::StatusLog).unwrap())
}

#[test]
fn a_status_list_that_is_in_no_log_is_not_enough_where_the_log_must_hold_it() {
    let (pass, missing, fail) = (
        CheckResult::Pass,
        CheckResult::NotChecked,
        CheckResult::Fail,
    );
    let certificate = issue(record());
    let list = || publication(3, false, TOMORROW);
    let [own, place] = places(&certificate, &list(), true);
    for quorum in [0, 1] {
        let policy = policy(quorum);
        let logged = listed(list(), Some(place.clone()), &policy);
        assert_eq!(logged, (Verdict::Valid, pass));
        let unlogged = listed(list(), None, &policy);
        assert_eq!(unlogged, (Verdict::ValidButStatusUnknown, missing));
        // The place of something else: of the certificate, of the list under another number.
        let foreign = listed(list(), Some(own.clone()), &policy);
        assert_eq!(foreign, (Verdict::Untrusted, fail));
        let next = publication(4, false, TOMORROW);
        let next = listed(next, Some(place.clone()), &policy);
        assert_eq!(next, (Verdict::Untrusted, fail));
    }
    // Too few witnesses have seen it, or another log holds it.
    let [_, unseen] = places(&certificate, &list(), false);
    let unseen = listed(list(), Some(unseen), &policy(1));
    assert_eq!(unseen, (Verdict::Untrusted, fail));
    let mut other = place.clone();
    other.checkpoint = Checkpoint::new(ORIGIN, 5, other.checkpoint.root);
    other.checkpoint.sign(&keeper(9)).unwrap();
    let other = listed(list(), Some(other), &policy(0));
    assert_eq!(other, (Verdict::Untrusted, fail));
    // A revocation is believed whatever the log lacks.
    let revoked = listed(publication(3, true, TOMORROW), None, &policy(0));
    assert_eq!(revoked, (Verdict::Revoked, missing));
    // Where the policy does not ask for lists, only a proof that is there is looked at.
    let lenient = LogPolicy {
        status_lists: false,
        ..policy(0)
    };
    let bundle = |proof| Bundle {
        certificate: certificate.clone(),
        proof: Some(own.clone()),
        lists: vec![list().with_proof(proof)],
    };
    let report = verify(&bundle(None), &lenient);
    assert_eq!(report.result(CheckName::StatusLog), None);
    assert_eq!(report.verdict, Verdict::Valid);
    let report = verify(&bundle(Some(own.clone())), &lenient);
    assert_eq!(report.verdict, Verdict::Untrusted);
}

#[test]
fn a_list_signed_anew_under_its_number_is_the_same_entry() {
    let list = publication(3, false, TOMORROW);
    let again = publication(3, false, "2026-11-23T06:00:00+08:00");
    assert_ne!(list.to_json(), again.to_json());
    assert_eq!(list.log_entry(), again.log_entry());
    assert_ne!(
        list.log_entry(),
        publication(4, false, TOMORROW).log_entry()
    );
    assert_ne!(list.log_entry(), publication(3, true, TOMORROW).log_entry());
    // The book keeps the place of the one for the other.
    let [_, place] = places(&issue(record()), &list, false);
    let logged = || list.clone().with_proof(Some(place.clone()));
    for lists in [[logged(), again.clone()], [again, logged()]] {
        let mut book = StatusBook::default();
        for list in lists {
            book.accept(list, &trust(), Policy::RequireBoth).unwrap();
        }
        let known = book.list(ISSUER, LIST).unwrap();
        assert_eq!(known.proof(), Some(&place));
        assert_eq!(known.logged(&policy(0)), Ok(None));
    }
}

#[test]
fn the_entry_of_a_list_is_never_that_of_a_certificate() {
    let list = publication(3, false, TOMORROW).log_entry();
    let certificate = issue(record()).log_entry();
    assert_ne!(list.len(), certificate.len());
    assert!(list.starts_with(b"ip-certs/status\n"));
}

#[test]
fn proofs_of_lists_have_one_form() {
    let certificate = issue(record());
    let list = publication(3, false, TOMORROW);
    let [_, place] = places(&certificate, &list, true);
    let bundle = Bundle {
        certificate,
        proof: None,
        lists: vec![list.clone(), list.with_proof(Some(place))],
    };
    let text = bundle.to_json();
    assert_eq!(Bundle::from_json(text.as_bytes()).unwrap(), bundle);
    let code = |text: &str| Bundle::from_json(text.as_bytes()).unwrap_err().code;
    for (from, to) in [
        ("\"statusProofs\":[null,", "\"statusProofs\":["),
        ("\"statusProofs\":[null,", "\"statusProofs\":[0,"),
        ("\"statusProofs\":[null,", "\"statusProofs\":[null,null,"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_eq!(code(&changed), "certs.file.form");
    }
    let damaged = text.replacen(
        "[null,\"c2sp.org/tlog-proof@v1",
        "[null,\"c2sp.org/tlog-proof@v2",
        1,
    );
    assert_eq!(code(&damaged), "certs.log.form");
}

#[test]
fn a_checkpoint_that_contradicts_what_was_seen_is_found_out() {
    let honest: MerkleLog = (0..9u8).map(|n| leaf_hash(&[n])).collect();
    let other: MerkleLog = (9..20u8).map(|n| leaf_hash(&[n])).collect();
    let (plain, strict) = (policy(0), policy(1));
    let mut view = LogView::default();
    let proof = |old, new| honest.consistency(old, new).unwrap();
    assert_eq!(
        view.look(signed(&honest, 4, false), None, &plain),
        Ok(Growth::First)
    );
    assert_eq!(
        view.look(signed(&honest, 4, false), None, &plain),
        Ok(Growth::Same)
    );
    assert_eq!(
        view.look(signed(&other, 4, false), None, &plain),
        Err(LogError::SplitView)
    );
    // A larger one has to prove itself, and is not remembered until it does.
    assert_eq!(
        view.look(signed(&honest, 7, false), None, &plain),
        Ok(Growth::Unproved)
    );
    assert_eq!(view.last().unwrap().size, 4);
    let forked = view.look(signed(&other, 7, false), Some(&proof(4, 7)), &plain);
    assert_eq!(forked, Err(LogError::Proof));
    let proved = view.look(signed(&honest, 7, false), Some(&proof(4, 7)), &plain);
    assert_eq!(proved, Ok(Growth::Proved));
    // An older one is no rollback: the proof of an old certificate; but it must be contained.
    let older = view.look(signed(&honest, 2, false), Some(&proof(2, 7)), &plain);
    assert_eq!((older, view.last().unwrap().size), (Ok(Growth::Proved), 7));
    let older = view.look(signed(&other, 2, false), Some(&proof(2, 7)), &plain);
    assert_eq!(older, Err(LogError::Proof));
    // The empty log is the beginning of every log.
    let empty = view.look(signed(&honest, 0, false), None, &plain);
    assert_eq!(empty, Ok(Growth::Proved));
    // Witnesses sign nothing that does not contain what they signed before.
    assert_eq!(
        view.look(signed(&honest, 9, false), None, &strict),
        Err(LogError::Quorum)
    );
    assert_eq!(
        view.look(signed(&honest, 9, true), None, &strict),
        Ok(Growth::Witnessed)
    );
    assert_eq!(view.last().unwrap().size, 9);
    assert_eq!(
        view.look(signed(&other, 9, true), None, &strict),
        Err(LogError::SplitView)
    );
}
