//! Random changes of everything that carries signatures: certificate, bundle, status list, copy, QR code.
//!
//! `IP_CERTS_MUTATIONS` sets how many changes are tried of each.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use ip_certs::certificate::{Certificate, StatusPurpose};
use ip_certs::encode::base45;
use ip_certs::face::{QR_PREFIX, QrPayload};
use ip_certs::share::{AnnotatedCopy, Annotation};
use ip_certs::sign::Signer;
use ip_certs::status::{Bits, MINIMUM_LENGTH, Places, SignedList, StatusBook, StatusList};
use ip_certs::trust::TrustList;
use ip_certs::verify::{Bundle, Policy, StatusSource, Verdict};
use serde_json::{Value, json};

use crate::common::*;
use crate::other;

/// How many changes of one carrier are tried where nobody says.
const BOUNDED: u32 = 600;

fn count() -> u32 {
    let count = std::env::var("IP_CERTS_MUTATIONS");
    count.ok().and_then(|n| n.parse().ok()).unwrap_or(BOUNDED)
}

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        let step = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = step.wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

fn prepared() -> TrustList {
    let mut trust = trust();
    trust.prepare();
    trust
}

/// Deletes, doubles, swaps or replaces a value at a random place, or several.
fn mutate(good: &Value, paths: &[String], chance: &mut Chance) -> Value {
    let mut file = good.clone();
    for _ in 0..=chance.below(2) {
        let target = &paths[chance.below(paths.len())];
        let donor = good.pointer(&paths[chance.below(paths.len())]).unwrap();
        // An earlier change may have taken the place away.
        let Some(place) = file.pointer_mut(target) else {
            continue;
        };
        change(place, donor.clone(), chance);
    }
    file
}

fn change(place: &mut Value, donor: Value, chance: &mut Chance) {
    match chance.below(7) {
        0 => *place = Value::Null,
        1 => *place = donor,
        2 => *place = json!([donor, place.take()]),
        3 => match place {
            Value::Object(members) => drop(members.insert("x".into(), donor)),
            Value::Array(items) => items.push(donor),
            Value::String(text) => text.push('0'),
            other => *other = donor,
        },
        4 => match place {
            Value::Array(items) if !items.is_empty() => {
                drop(items.remove(chance.below(items.len())))
            }
            Value::String(text) => drop(text.pop()),
            Value::Object(members) => {
                let name = members.keys().nth(chance.below(members.len())).cloned();
                name.and_then(|name| members.remove(&name));
            }
            _ => {}
        },
        5 => match place {
            Value::Array(items) => items.reverse(),
            Value::String(text) => *text = text.to_uppercase(),
            other => *other = json!({}),
        },
        // One character becomes its neighbour.
        _ => match place {
            Value::String(text) if !text.is_empty() => {
                let at = chance.below(text.chars().count());
                let next = |c: char| char::from_u32(u32::from(c) ^ 1).unwrap_or(c);
                let turned = text.chars().enumerate();
                *text = turned
                    .map(|(i, c)| if i == at { next(c) } else { c })
                    .collect();
            }
            Value::Array(items) => items.extend(items.clone()),
            other => *other = json!(1),
        },
    }
}

/// Whether a record says nothing that the genuine certificate does not say: closing a field is the holder's
/// right.
fn is_genuine(read: &Certificate, good: &Certificate) -> bool {
    let open: Vec<&str> = read.disclosed().collect();
    *read.record() == *good.present(&open).record()
}

/// Tries changes of a file; `accepted` answers whether one was taken for something else than it was.
fn none_is_accepted(name: &str, good: &str, accepted: impl Fn(&[u8]) -> bool) {
    let value: Value = serde_json::from_str(good).unwrap();
    assert!(!accepted(good.as_bytes()), "{name}: the untouched file");
    let paths = paths(&value);
    let mut chance = Chance(7);
    for n in 0..count() {
        let changed = mutate(&value, &paths, &mut chance).to_string();
        assert!(
            !accepted(changed.as_bytes()),
            "{name}, change {n}: {changed}"
        );
    }
}

#[test]
fn no_changed_byte_of_the_file_is_accepted() {
    let certificate = issue(record());
    let good = certificate.to_json().into_bytes();
    let (trust, kinds) = (prepared(), kinds());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    let mut chance = Chance(1);
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 1 << chance.below(8);
        let Ok(read) = Certificate::from_json(&changed) else {
            continue;
        };
        let verdict = verifier.certificate(&read).verdict;
        let around = String::from_utf8_lossy(&changed[at.saturating_sub(60)..=at]);
        assert!(
            verdict >= Verdict::Untrusted,
            "byte {at}, {around}: {verdict:?}"
        );
    }
}

#[test]
fn no_structured_mutation_of_the_file_is_accepted() {
    let certificate = issue(record());
    let (trust, kinds) = (prepared(), kinds());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    none_is_accepted("certificate", &certificate.to_json(), |json| {
        Certificate::from_json(json).is_ok_and(|read| {
            verifier.certificate(&read).verdict < Verdict::Untrusted
                && !is_genuine(&read, &certificate)
        })
    });
}

/// A published list in which the certificate is revoked.
fn revocations() -> SignedList {
    let (sm2, ed25519) = signers();
    let mut bits = Bits::new(MINIMUM_LENGTH).unwrap();
    bits.set(94567, true).unwrap();
    let places = Places::of(MINIMUM_LENGTH, [94567]).unwrap();
    let purpose = StatusPurpose::Revocation;
    let list = StatusList::restore(LIST, purpose, &bits.encode(), places, 4);
    let (from, until) = (
        instant("2026-11-21T06:00:00+08:00"),
        instant("2026-11-22T06:00:00+08:00"),
    );
    let signers: [&dyn Signer; 2] = [&sm2, &ed25519];
    list.unwrap()
        .publish(ISSUER, from, until, &signers)
        .unwrap()
}

/// Nothing that is done to the bundle of a revoked certificate makes it valid, or another certificate.
#[test]
fn no_structured_mutation_of_a_bundle_is_accepted() {
    let certificate = issue(record());
    let bundle = Bundle {
        certificate: certificate.clone(),
        proof: None,
        lists: vec![revocations()],
    };
    let (trust, kinds) = (prepared(), kinds());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    assert_eq!(verifier.bundle(&bundle).verdict, Verdict::Revoked);
    none_is_accepted("bundle", &bundle.to_json(), |json| {
        Bundle::from_json(json).is_ok_and(|read| {
            let verdict = verifier.bundle(&read).verdict;
            let genuine = is_genuine(&read.certificate, &certificate);
            verdict == Verdict::Valid || (verdict < Verdict::Untrusted && !genuine)
        })
    });
}

/// What is believed of a list is what was published; the order of its proofs says nothing.
#[test]
fn no_structured_mutation_of_a_status_list_is_accepted() {
    let (trust, list) = (prepared(), revocations());
    let stated = |list: &SignedList| {
        let mut json: Value = serde_json::from_str(&list.to_json()).unwrap();
        json.as_object_mut().unwrap().remove("proof");
        json
    };
    none_is_accepted("status list", &list.to_json(), |json| {
        SignedList::from_json(json).is_ok_and(|read| {
            let mut book = StatusBook::default();
            let accepted = book.accept(read.clone(), &trust, Policy::RequireBoth);
            accepted.is_ok() && stated(&read) != stated(&list)
        })
    });
}

#[test]
fn no_structured_mutation_of_a_copy_is_accepted() {
    const BANK: &str = "91110000802100433B";
    let (sm2, ed25519) = signers();
    let annotation = Annotation {
        made_at: instant(NOW),
        maker: "示例市政务服务平台".into(),
        purpose: "专利权质押登记".into(),
        expires_at: instant(NOW) + TimeDelta::days(1),
        recipient: BANK.into(),
    };
    let shown = issue(record()).present(&["inventors"]);
    let copy = AnnotatedCopy::make(&shown, annotation, &[&sm2, &ed25519]).unwrap();
    let (trust, kinds) = (prepared(), kinds());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    none_is_accepted("copy", &copy.to_json(), |json| {
        AnnotatedCopy::from_json(json).is_ok_and(|read| {
            verifier.copy(&read, Some(BANK)).verdict < Verdict::Untrusted
                && (read.annotation() != copy.annotation()
                    || read.certificate().record() != copy.certificate().record())
        })
    });
}

/// Characters of the text, and bytes of what it encodes, with pieces of another code among them.
#[test]
fn no_mutation_of_a_qr_code_is_accepted() {
    let (trust, kinds) = (prepared(), kinds());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    let text = issue(record()).qr_text().to_owned();
    let donor = other().qr_text().to_owned();
    let bytes = |text: &str| base45::decode(text.strip_prefix(QR_PREFIX).unwrap()).unwrap();
    let said = |payload: &QrPayload| {
        let mut said = payload.clone();
        said.signatures.clear();
        said
    };
    let good = said(&QrPayload::from_text(&text).unwrap());
    let accepted = |text: &str| {
        QrPayload::from_text(text).is_ok_and(|payload| {
            verifier.qr(&payload).verdict < Verdict::Untrusted && said(&payload) != good
        })
    };
    let mut chance = Chance(11);
    let mut tried = BTreeSet::new();
    for n in 0..count() {
        let changed = if n % 2 == 0 {
            let bytes = spliced(&bytes(&text), &bytes(&donor), &mut chance);
            format!("{QR_PREFIX}{}", base45::encode(&bytes))
        } else {
            let changed = spliced(text.as_bytes(), donor.as_bytes(), &mut chance);
            String::from_utf8_lossy(&changed).into_owned()
        };
        assert!(!accepted(&changed), "change {n}: {changed}");
        tried.insert(changed);
    }
    assert!(
        tried.len() * 10 > count() as usize * 8,
        "the changes differ"
    );
}

/// One to three cuts: a piece goes, comes twice, comes from elsewhere, or has a bit turned.
fn spliced(good: &[u8], donor: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=chance.below(3) {
        let from = chance.below(bytes.len());
        let to = (from + chance.below(40)).min(bytes.len());
        match chance.below(5) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let twice = bytes[from..to].to_vec();
                bytes.splice(to..to, twice);
            }
            2 => {
                let start = from.min(donor.len());
                let piece = donor[start..to.min(donor.len()).max(start)].to_vec();
                bytes.splice(from..to, piece);
            }
            3 => bytes[from..to].reverse(),
            _ => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte ^= 1 << chance.below(7);
                }
            }
        }
    }
    bytes
}

/// The pointers of all values of a document but the whole.
fn paths(value: &Value) -> Vec<String> {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(i, v)| (i.to_string(), v)).collect()
        }
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (name, member) in members {
        let step = ip_core::problem::pointer_step(&name);
        found.push(step.clone());
        found.extend(paths(member).iter().map(|path| format!("{step}{path}")));
    }
    found
}
