//! Attacks on what a verifier has learnt: older, foreign and retired lists, old answers, logs of size 0.

use ip_certs::certificate::{Record, State, StatusPurpose, StatusRef};
use ip_certs::face::QrPayload;
use ip_certs::log::{
    Checkpoint, LogError, LogPolicy, LogView, MerkleLog, NoteKey, NoteRole, leaf_hash,
};
use ip_certs::sign::{Ed25519Signer, Signer};
use ip_certs::status::{
    Bits, MINIMUM_LENGTH, Places, SignedList, StatusBook, StatusError, StatusList,
};
use ip_certs::trust::TrustList;
use ip_certs::verify::{
    Bundle, CheckName, CheckResult, Policy, RegisterAnswer, RegisterEntry, Report, StatusSource,
    Verdict, Verifier,
};
use proptest::prelude::*;

use crate::common::*;

const INDEX: u32 = 94567;
const SUSPENSIONS: &str = "https://ip.example.cn/status/1/suspension";
const SUPERSESSIONS: &str = "https://ip.example.cn/status/1/supersession";

/// The fixture's certificate with a place in two lists.
fn in_two_lists() -> Record {
    let mut record = record();
    record.status.push(StatusRef {
        list: SUSPENSIONS.into(),
        purpose: StatusPurpose::Suspension,
        index: INDEX,
    });
    record
}

fn entries() -> Vec<StatusRef> {
    in_two_lists().status
}

/// A publication of one of the two lists: its number, whether the bit is set, from when to when.
fn publication(
    purpose: StatusPurpose,
    sequence: u64,
    set: bool,
    (from, until): (&str, &str),
) -> SignedList {
    let (sm2, ed25519) = signers();
    let mut bits = Bits::new(MINIMUM_LENGTH).unwrap();
    bits.set(INDEX, set).unwrap();
    let url = match purpose {
        StatusPurpose::Revocation => LIST,
        StatusPurpose::Suspension => SUSPENSIONS,
        StatusPurpose::Supersession => SUPERSESSIONS,
    };
    let encoded = bits.encode();
    let places = Places::of(MINIMUM_LENGTH, [INDEX]).unwrap();
    let list = StatusList::restore(url, purpose, &encoded, places, sequence - 1);
    let signers: [&dyn Signer; 2] = [&sm2, &ed25519];
    let (from, until) = (instant(from), instant(until));
    list.unwrap()
        .publish(ISSUER, from, until, &signers)
        .unwrap()
}

const TODAY: (&str, &str) = ("2026-11-21T06:00:00+08:00", "2026-11-22T06:00:00+08:00");
const YESTERDAY: (&str, &str) = ("2026-11-20T06:00:00+08:00", "2026-11-21T06:00:00+08:00");

fn revocations(set: bool) -> SignedList {
    publication(StatusPurpose::Revocation, 4, set, TODAY)
}

fn suspensions(set: bool) -> SignedList {
    publication(StatusPurpose::Suspension, 4, set, TODAY)
}

fn book(lists: impl IntoIterator<Item = SignedList>) -> StatusBook {
    let mut book = StatusBook::default();
    for list in lists {
        book.accept(list, &trust(), Policy::RequireBoth).unwrap();
    }
    book
}

fn report(book: &StatusBook, now: &str) -> Report {
    let (trust, kinds) = (trust(), kinds());
    let verifier = Verifier {
        now: instant(now),
        ..verifier(&trust, &kinds, StatusSource::Lists(book))
    };
    verifier.certificate(&issue(in_two_lists()))
}

fn verdict(book: &StatusBook, now: &str) -> Verdict {
    report(book, now).verdict
}

const LATER: &str = "2026-12-24T12:00:00+08:00";

#[test]
fn a_known_revocation_is_not_forgotten_where_another_list_is_missing_or_late() {
    let unknown = Verdict::ValidButStatusUnknown;
    let both = book([revocations(true), suspensions(false)]);
    assert_eq!(verdict(&both, NOW), Verdict::Revoked);
    let alone = book([revocations(true)]);
    assert_eq!(verdict(&alone, NOW), Verdict::Revoked);
    assert_eq!(verdict(&both, LATER), Verdict::Revoked);
    assert_eq!(verdict(&alone, LATER), Verdict::Revoked);
    // A clear bit says something only while every list is at hand and fresh.
    let clear = book([revocations(false), suspensions(false)]);
    assert_eq!(verdict(&clear, NOW), Verdict::Valid);
    assert_eq!(verdict(&clear, LATER), unknown);
    assert_eq!(verdict(&book([revocations(false)]), NOW), unknown);
    assert_eq!(verdict(&book([suspensions(false)]), NOW), unknown);
    // Before its list begins nobody can have known of the revocation.
    assert_eq!(verdict(&alone, "2026-11-21T05:59:59+08:00"), unknown);
    // The report says how old the knowledge is.
    let report = report(&both, LATER);
    let status = report.checks.iter().find(|c| c.name == CheckName::Status);
    assert_eq!(status.unwrap().at, Some(instant(TODAY.0)));
}

#[test]
fn suspended_by_a_list_is_suspended_and_only_while_the_list_is_fresh() {
    let both = book([revocations(false), suspensions(true)]);
    assert_eq!(verdict(&both, NOW), Verdict::Suspended);
    let view = both.look_up(&entries(), ISSUER, instant(NOW)).unwrap();
    assert!(view.suspended && !view.revoked);
    assert_eq!(verdict(&book([suspensions(true)]), NOW), Verdict::Suspended);
    assert_eq!(verdict(&both, LATER), Verdict::ValidButStatusUnknown);
    let worse = book([revocations(true), suspensions(true)]);
    assert_eq!(verdict(&worse, NOW), Verdict::Revoked);
}

/// The list of supersessions says of a version that was right that it has a successor.
#[test]
fn a_replaced_version_is_superseded_offline_and_stays_so() {
    let mut own = record();
    own.status = vec![StatusRef {
        list: SUPERSESSIONS.into(),
        purpose: StatusPurpose::Supersession,
        index: INDEX,
    }];
    let certificate = issue(own.clone());
    let published = |sequence, set| publication(StatusPurpose::Supersession, sequence, set, TODAY);
    let (trust, kinds) = (trust(), kinds());
    let verdict = |book: &StatusBook, now: &str| {
        let verifier = Verifier {
            now: instant(now),
            ..verifier(&trust, &kinds, StatusSource::Lists(book))
        };
        let qr = QrPayload::from_text(certificate.qr_text()).unwrap();
        let verdict = verifier.certificate(&certificate).verdict;
        assert_eq!(verifier.qr(&qr).verdict, verdict);
        verdict
    };
    assert_eq!(verdict(&book([published(1, false)]), NOW), Verdict::Valid);
    let mut replaced = book([published(2, true)]);
    assert_eq!(verdict(&replaced, NOW), Verdict::Superseded);
    assert_eq!(verdict(&replaced, LATER), Verdict::Superseded);
    let back = replaced.accept(published(3, false), &trust, Policy::RequireBoth);
    assert_eq!(back.unwrap_err().code, "certs.status.rollback");
}

#[test]
fn an_older_publication_of_the_same_number_does_not_replace_the_fresh_one() {
    let fresh = || publication(StatusPurpose::Suspension, 4, true, TODAY);
    let old = || publication(StatusPurpose::Suspension, 4, true, YESTERDAY);
    let clear = || revocations(false);
    for lists in [[clear(), fresh(), old()], [clear(), old(), fresh()]] {
        assert_eq!(verdict(&book(lists), NOW), Verdict::Suspended);
    }
    // A holder hands the old one over in a bundle.
    let (trust, kinds) = (trust(), kinds());
    let known = book([clear(), fresh()]);
    let bundle = Bundle {
        certificate: issue(in_two_lists()),
        proof: None,
        lists: vec![old()],
    };
    let verifier = verifier(&trust, &kinds, StatusSource::Lists(&known));
    assert_eq!(verifier.bundle(&bundle).verdict, Verdict::Suspended);
    // An older beginning with a later end does not win either.
    let long = (YESTERDAY.0, LATER);
    let long = publication(StatusPurpose::Suspension, 4, true, long);
    let book = book([clear(), fresh(), long]);
    assert_eq!(verdict(&book, NOW), Verdict::Suspended);
}

#[test]
fn one_number_with_other_bits_is_a_rollback() {
    let mut book = book([revocations(false)]);
    let refused = book.accept(revocations(true), &trust(), Policy::RequireBoth);
    assert_eq!(refused.unwrap_err().code, "certs.status.rollback");
}

/// The trust list with a second authority that has keys of its own.
fn two_issuers() -> (TrustList, Ed25519Signer) {
    let mut trust = trust();
    let mut other = trust.issuers[0].clone();
    other.id = "https://ip.example.cn/issuers/other".into();
    other.code = "11990100MB0000019L".into();
    let signer = Ed25519Signer::new(format!("{}#ed25519-1", other.id), &[21; 32]);
    other.keys.retain(|key| key.id.ends_with("ed25519-1"));
    other.keys[0].id = signer.key_id().into();
    other.keys[0].key = signer.public_key();
    trust.issuers.push(other);
    (trust, signer)
}

#[test]
fn another_trusted_issuer_cannot_occupy_the_address_of_a_list() {
    let (trust, thief) = two_issuers();
    let bits = Bits::new(MINIMUM_LENGTH).unwrap().encode();
    let places = Places::new(MINIMUM_LENGTH).unwrap();
    let mut list = StatusList::restore(LIST, StatusPurpose::Revocation, &bits, places, 99).unwrap();
    let (from, until) = (instant(TODAY.0), instant(TODAY.1));
    let squatter = list
        .publish(
            "https://ip.example.cn/issuers/other",
            from,
            until,
            &[&thief],
        )
        .unwrap();
    let mut book = StatusBook::default();
    book.accept(squatter.clone(), &trust, Policy::Any).unwrap();
    let now = instant(NOW);
    // What it says is nobody's status, and the owner of the address is heard.
    let entries = record().status;
    assert_eq!(
        book.look_up(&entries, ISSUER, now),
        Err(StatusError::Verification)
    );
    book.accept(revocations(true), &trust, Policy::Any).unwrap();
    assert!(book.look_up(&entries, ISSUER, now).unwrap().revoked);
    // Nor does it push the owner's list out afterwards, nor sign in the owner's name.
    book.accept(squatter, &trust, Policy::Any).unwrap();
    assert!(book.look_up(&entries, ISSUER, now).unwrap().revoked);
    let forged = list.publish(ISSUER, from, until, &[&thief]).unwrap();
    let refused = book.accept(forged, &trust, Policy::Any).unwrap_err();
    assert_eq!(refused.code, StatusError::Verification.code());
    assert_eq!(book.sequence(ISSUER, LIST), Some(4));
}

#[test]
fn retired_and_compromised_keys_sign_no_fresh_lists() {
    let with = |change: fn(&mut ip_certs::trust::TrustedKey)| {
        let mut trust = trust();
        trust.issuers[0].keys.iter_mut().for_each(change);
        trust
    };
    let accept = |trust: &TrustList| {
        let mut book = StatusBook::default();
        let outcome = book.accept(revocations(false), trust, Policy::RequireBoth);
        outcome.map(|()| book).map_err(|p| p.code.to_string())
    };
    let compromised = with(|key| key.compromised_from = Some(instant(LATER)));
    assert_eq!(
        accept(&compromised).unwrap_err(),
        "certs.trust.key-compromised"
    );
    let retired = with(|key| key.until = Some(instant("2026-11-21T06:00:00+08:00")));
    assert_eq!(accept(&retired).unwrap_err(), "certs.trust.key-window");
    // A list outlives none of its keys: the next one must sign anew.
    let ending = with(|key| key.until = Some(instant("2026-11-21T13:00:00+08:00")));
    let book = accept(&ending).unwrap();
    let entries = record().status;
    let at = |now| book.look_up(&entries, ISSUER, instant(now));
    assert!(at("2026-11-21T12:59:59+08:00").is_ok());
    assert_eq!(at("2026-11-21T13:00:01+08:00"), Err(StatusError::Retrieval));
}

#[test]
fn keys_whose_windows_overlap_are_both_believed() {
    let mut trust = trust();
    let next = Ed25519Signer::new(format!("{ISSUER}#ed25519-2"), &[22; 32]);
    let mut key = trust.issuers[0].keys[1].clone();
    key.id = next.key_id().into();
    key.key = next.public_key();
    key.from = instant("2026-02-01T00:00:00+08:00");
    trust.issuers[0].keys[1].until = Some(instant("2026-04-01T00:00:00+08:00"));
    trust.issuers[0].keys.push(key);
    let (kinds, (sm2, old)) = (kinds(), signers());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    for ed25519 in [&old, &next] {
        let certificate = issue_with(record(), &[&sm2, ed25519], &[3; 32]);
        let report = verifier.certificate(&certificate);
        assert_eq!(report.verdict, Verdict::ValidButStatusUnknown);
    }
}

#[test]
fn what_is_kept_of_a_book_brings_it_back() {
    let before = book([revocations(true), suspensions(false)]);
    let kept: Vec<String> = before.lists().map(SignedList::to_json).collect();
    let read = kept
        .iter()
        .map(|text| SignedList::from_json(text.as_bytes()).unwrap());
    let mut after = book(read);
    assert_eq!(verdict(&after, LATER), Verdict::Revoked);
    let older = publication(StatusPurpose::Revocation, 3, false, YESTERDAY);
    let refused = after.accept(older, &trust(), Policy::RequireBoth);
    assert_eq!(refused.unwrap_err().code, "certs.status.rollback");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever lists come along, in whatever order, a revocation once believed stays.
    #[test]
    fn no_order_of_lists_takes_a_revocation_back(
        numbers in prop::collection::vec((1..6u64, 0..3u8, any::<bool>()), 1..6),
    ) {
        let mut book = StatusBook::default();
        let mut revoked = false;
        for (number, day, set) in numbers {
            let window = (
                format!("2026-11-{}T06:00:00+08:00", 19 + day),
                format!("2026-11-{}T06:00:00+08:00", 20 + day),
            );
            let window = (window.0.as_str(), window.1.as_str());
            let list = publication(StatusPurpose::Revocation, number, set, window);
            let accepted = book.accept(list, &trust(), Policy::RequireBoth).is_ok();
            revoked |= accepted && set;
            let view = book.look_up(&record().status, ISSUER, instant(LATER));
            prop_assert_eq!(view.is_ok_and(|view| view.revoked), revoked);
        }
    }
}

#[test]
fn a_list_that_could_not_be_read_back_is_not_made_and_spends_no_number() {
    let many = StatusList::new(LIST, StatusPurpose::Revocation, 1 << 23);
    assert_eq!(many.unwrap_err(), StatusError::ListLength);
    // Random bits do not pack; the longest list of an issuer fits nevertheless.
    let mut list = StatusList::new(LIST, StatusPurpose::Suspension, 1 << 22).unwrap();
    let mut bits = Bits::new(1 << 22).unwrap();
    let mut seed = 1u64;
    for index in 0..bits.length() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        bits.set(index, seed >> 63 == 1).unwrap();
    }
    let url = "https://ip.example.cn/status/dense";
    let purpose = StatusPurpose::Suspension;
    let mut dense = StatusList::restore(
        url,
        purpose,
        &bits.encode(),
        Places::new(1 << 22).unwrap(),
        7,
    )
    .unwrap();
    let (sm2, _) = signers();
    let (from, until) = (instant(TODAY.0), instant(TODAY.1));
    let published = dense.publish(ISSUER, from, until, &[&sm2]).unwrap();
    let read = SignedList::from_json(published.to_json().as_bytes()).unwrap();
    assert_eq!((read.bits(), read.sequence()), (&bits, 8));
    list.publish(ISSUER, from, until, &[&sm2]).unwrap();
    let long = "x".repeat(1 << 20);
    let mut named = StatusList::new(long, purpose, MINIMUM_LENGTH).unwrap();
    let refused = named.publish(ISSUER, from, until, &[&sm2]).unwrap_err();
    assert_eq!(refused.code, "certs.json.too-long");
    assert_eq!(named.sequence(), 0);
}

/// The verdict by an answer of the register of another instant than now.
fn answered(state: State, as_of: &str) -> (Verdict, Option<String>) {
    let (trust, kinds) = (trust(), kinds());
    let entry = RegisterEntry {
        identifier: record().identifier,
        state,
        successor: None,
        as_of: instant(as_of),
    };
    let report =
        verifier(&trust, &kinds, StatusSource::Register(&entry)).certificate(&issue(record()));
    let status = report.checks.iter().find(|c| c.name == CheckName::Status);
    let code = status.unwrap().code.as_ref().map(ToString::to_string);
    (report.verdict, code)
}

#[test]
fn an_answer_of_the_register_from_another_time_is_no_answer_of_today() {
    let minutes = RegisterAnswer::builtin().unwrap().good_minutes;
    assert_eq!(minutes, 1440);
    let unknown = |code: &str| (Verdict::ValidButStatusUnknown, Some(code.to_owned()));
    let (old, future) = ("1999-01-01T00:00:00+08:00", "2999-01-01T00:00:00+08:00");
    assert_eq!(answered(State::Valid, NOW), (Verdict::Valid, None));
    let last = "2026-11-20T12:00:00+08:00";
    assert_eq!(answered(State::Valid, last), (Verdict::Valid, None));
    let late = "2026-11-20T11:59:59+08:00";
    assert_eq!(answered(State::Valid, late), unknown("certs.status.stale"));
    assert_eq!(answered(State::Valid, old), unknown("certs.status.stale"));
    assert_eq!(
        answered(State::Valid, future),
        unknown("certs.status.future")
    );
    assert_eq!(
        answered(State::Withheld, old),
        unknown("certs.status.stale")
    );
    // An end without a way back holds however long ago it was told, and 撤销 for all time.
    assert_eq!(answered(State::Cancelled, late).0, Verdict::Revoked);
    assert_eq!(
        answered(State::Cancelled, future),
        unknown("certs.status.future")
    );
    assert_eq!(
        answered(State::RevokedFromBeginning, future).0,
        Verdict::Revoked
    );
}

#[test]
fn what_was_asked_of_a_log_and_not_proved_is_never_valid() {
    let (trust, kinds) = (trust(), kinds());
    let lists = book([revocations(false)]);
    let without = verifier(&trust, &kinds, StatusSource::Lists(&lists));
    let log = Ed25519Signer::new("k", &[1; 32]);
    let policy = LogPolicy {
        log: NoteKey {
            name: "log.example.cn".into(),
            key: log.public_key(),
            role: NoteRole::Log,
        },
        witnesses: Vec::new(),
        quorum: 0,
        status_lists: false,
    };
    let with = Verifier {
        log: Some(&policy),
        ..without
    };
    let certificate = issue(record());
    let qr = QrPayload::from_text(certificate.qr_text()).unwrap();
    for (without, with) in [
        (
            without.certificate(&certificate),
            with.certificate(&certificate),
        ),
        (without.qr(&qr), with.qr(&qr)),
    ] {
        assert_eq!(without.verdict, Verdict::Valid);
        assert_eq!(with.verdict, Verdict::ValidButStatusUnknown);
        assert_eq!(with.result(CheckName::Log), Some(CheckResult::NotChecked));
    }
}

#[test]
fn every_log_grows_from_the_empty_one() {
    let signer = Ed25519Signer::new("k", &[1; 32]);
    let json = format!(
        r#"{{"origin": "log.example.cn", "key": {{"algorithm": "ed25519", "publicKey": "{}"}},
            "quorum": 0, "witnesses": []}}"#,
        signer.public_key().to_hex()
    );
    let policy = LogPolicy::from_json(json.as_bytes()).unwrap();
    let log: MerkleLog = (0..5u8).map(|n| leaf_hash(&[n])).collect();
    let checkpoint = |size, root| {
        let mut checkpoint = Checkpoint::new("log.example.cn", size, root);
        checkpoint.sign(&signer).unwrap();
        checkpoint
    };
    let honest = |size| checkpoint(size, log.root(size).unwrap());
    assert_eq!(log.consistency(0, 5), Ok(vec![]));
    assert_eq!(log.consistency(0, 0), Ok(vec![]));
    let mut view = LogView::default();
    view.advance(honest(0), &[], &policy).unwrap();
    let some = [leaf_hash(b"x")];
    assert_eq!(
        view.advance(honest(5), &some, &policy),
        Err(LogError::Proof)
    );
    view.advance(honest(5), &[], &policy).unwrap();
    assert_eq!(
        view.advance(honest(0), &[], &policy),
        Err(LogError::Rollback)
    );
    // An empty log with a root that is not of nothing is another log.
    let mut strange = LogView::restore(checkpoint(0, leaf_hash(b"x")));
    assert_eq!(
        strange.advance(honest(5), &[], &policy),
        Err(LogError::Proof)
    );
}
