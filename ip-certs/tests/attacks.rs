//! Attacks on a certificate, by name: none may end in a verdict that calls it genuine.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use common::*;
use ip_certs::certificate::Certificate;
use ip_certs::encode::hex;
use ip_certs::face::QrPayload;
use ip_certs::id::CertificateId;
use ip_certs::sign::{Algorithm, Ed25519Key, PublicKey, Signature, Signer, Sm2Signer};
use ip_certs::trust::TrustList;
use ip_certs::verify::{CheckName, CheckResult, Policy, Report, StatusSource, Verdict, Verifier};
use serde_json::{Value, json};

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
        "2024105882199",
        1,
    )
    .unwrap();
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

#[test]
fn the_untouched_file_is_genuine() {
    assert_eq!(
        outcome(&file().to_string()),
        Ok(Verdict::ValidButStatusUnknown)
    );
}

#[test]
fn changed_content_is_forged_or_refused() {
    for (name, value) in [
        ("certificateNumber", json!("第7654320号")),
        ("certificateHolderName", json!(["他人有限公司"])),
        ("certificateIssuedDate", json!("2026-03-02")),
        ("standard", json!("2")),
        ("sourceDecision", json!("case-2")),
    ] {
        let outcome = tampered(|file| file["credential"]["credentialSubject"][name] = value);
        let caught = outcome.is_err() || outcome == Ok(Verdict::Forged);
        assert!(caught, "{name}: {outcome:?}");
    }
}

#[test]
fn a_value_said_twice_in_different_ways_is_refused() {
    let outcome = tampered(|file| {
        file["credential"]["validUntil"] = json!("2099-05-12T23:59:59+08:00");
    });
    assert_eq!(outcome, Err("certs.file.not-canonical".into()));
}

#[test]
fn unknown_members_are_refused_wherever_they_hide() {
    let code = || Err("certs.file.form".into());
    assert_eq!(tampered(|f| f["extra"] = json!(1)), code());
    assert_eq!(tampered(|f| f["credential"]["extra"] = json!(1)), code());
    assert_eq!(
        tampered(|f| f["credential"]["credentialSubject"]["x"] = json!(1)),
        code()
    );
    assert_eq!(
        tampered(|f| f["credential"]["proof"][0]["x"] = json!(1)),
        code()
    );
}

#[test]
fn json_that_two_readers_understand_differently_is_refused() {
    let good = file().to_string();
    let twice = good.replacen("{\"credential\":", "{\"disclosures\":[],\"credential\":", 1);
    assert_eq!(outcome(&twice), Err("certs.json.duplicate-name".into()));
    assert_eq!(
        outcome(&format!("{good} ")),
        Ok(Verdict::ValidButStatusUnknown)
    );
    assert_eq!(
        outcome(&format!("{good}0")),
        Err("certs.json.trailing-bytes".into())
    );
    assert_eq!(
        outcome(&format!("\u{feff}{good}")),
        Err("certs.json.syntax".into())
    );
}

#[test]
fn look_alike_characters_break_the_signature() {
    let wide = tampered(|file| {
        file["credential"]["credentialSubject"]["certificateNumber"] = json!("第７654321号");
    });
    assert_eq!(wide, Ok(Verdict::Forged));
}

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

fn verdict_at(now: &str, trust: &TrustList) -> Verdict {
    let kinds = kinds();
    let verifier = Verifier {
        now: instant(now),
        ..verifier(trust, &kinds, StatusSource::None)
    };
    verifier.certificate(&issue(record())).verdict
}

#[test]
fn a_signature_from_the_future_is_untrusted() {
    assert_eq!(
        verdict_at("2026-03-03T09:29:59+08:00", &trust()),
        Verdict::Untrusted
    );
}

#[test]
fn the_last_day_ends_at_midnight_in_beijing() {
    let genuine = Verdict::ValidButStatusUnknown;
    assert_eq!(verdict_at("2044-05-12T23:59:59+08:00", &trust()), genuine);
    assert_eq!(verdict_at("2044-05-12T15:59:59+00:00", &trust()), genuine);
    assert_eq!(
        verdict_at("2044-05-13T00:00:00+08:00", &trust()),
        Verdict::Expired
    );
    assert_eq!(
        verdict_at("2044-05-12T16:00:00+00:00", &trust()),
        Verdict::Expired
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
fn the_qr_code_of_another_certificate_does_not_fit() {
    let foreign = other().qr_text().to_owned();
    assert_eq!(
        tampered(|f| f["credential"]["qr"] = json!(foreign)),
        Ok(Verdict::Forged)
    );
}

#[test]
fn a_changed_qr_code_is_refused_or_forged() {
    let text = issue(record()).qr_text().to_owned();
    let (trust, kinds) = (trust(), kinds());
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        if let Ok(payload) = QrPayload::from_text(&changed) {
            let verdict = verifier.qr(&payload).verdict;
            assert!(verdict >= Verdict::Untrusted, "at {at}: {verdict:?}");
        }
    }
    for bad in [
        "",
        "IPC1:",
        "https://evil.example",
        "IPC2:ABC",
        &text.repeat(9),
        "IPC1:::::::",
    ] {
        assert!(QrPayload::from_text(bad).is_err());
    }
}

#[test]
fn disclosures_of_another_certificate_or_twice_are_refused() {
    let other: Value = serde_json::from_str(&other().to_json()).unwrap();
    let foreign = tampered(|file| file["disclosures"][0] = other["disclosures"][0].clone());
    assert_eq!(foreign, Err("certs.disclosure.foreign".into()));
    let twice = tampered(|file| {
        let first = file["disclosures"][0].clone();
        file["disclosures"].as_array_mut().unwrap().push(first);
    });
    assert_eq!(twice, Err("certs.disclosure.foreign".into()));
    let invented = tampered(|file| file["disclosures"][0] = json!("WyJhIiwiYiIsImMiXQ"));
    assert_eq!(invented, Err("certs.disclosure.malformed".into()));
}

#[test]
fn a_hidden_value_cannot_be_found_by_guessing() {
    use ip_certs::digest::DigestAlgorithm;
    use ip_certs::encode::base64;
    let shown = issue(record()).present(&[]).to_json();
    for guess in [
        "示例市样本区测试路1号",
        "\"示例市样本区测试路1号\"",
        "[\"address\",\"示例市样本区测试路1号\"]",
    ] {
        for algorithm in [DigestAlgorithm::Sm3, DigestAlgorithm::Sha256] {
            let digest = algorithm.of(guess.as_bytes());
            assert!(!shown.contains(&base64::encode_url(&digest)));
            assert!(!shown.contains(&hex::encode(&digest)));
        }
    }
    assert!(!shown.contains("样本区") && !shown.contains("李四"));
}

#[test]
fn a_copy_never_loses_identifier_type_issuer_validity_or_status() {
    let certificate = issue(record());
    let (whole, copy) = (certificate.record(), certificate.present(&[]));
    let copy = copy.record();
    assert_eq!(copy.identifier, whole.identifier);
    assert_eq!(copy.kind, whole.kind);
    assert_eq!(copy.issuer, whole.issuer);
    assert_eq!(
        (copy.valid_from, copy.valid_until),
        (whole.valid_from, whole.valid_until)
    );
    assert_eq!(copy.status, whole.status);
}

const ORDER: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
const ONE: &str = "0000000000000000000000000000000000000000000000000000000000000001";
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const ORDER_LESS_ONE: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122";
const ORDER_PLUS_ONE: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54124";
const MOST: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

#[test]
fn sm2_scalars_out_of_range_are_refused_by_both_implementations() {
    let signer = signers().0;
    let mut key = match signer.public_key() {
        PublicKey::Sm2(key) => key,
        PublicKey::Ed25519(_) => unreachable!(),
    };
    let good = signer.sign(b"m").unwrap();
    for prepared in [false, true] {
        if prepared {
            key.prepare();
        }
        key.verify(b"m", &good).unwrap();
        for r in [ZERO, ONE, ORDER_LESS_ONE, ORDER, ORDER_PLUS_ONE, MOST] {
            for s in [ZERO, ONE, ORDER_LESS_ONE, ORDER, ORDER_PLUS_ONE, MOST] {
                let raw: [u8; 64] = hex::decode(&format!("{r}{s}")).unwrap().try_into().unwrap();
                assert!(
                    key.verify(b"m", &Signature::from_raw(raw)).is_err(),
                    "{r} {s}"
                );
            }
        }
    }
}

#[test]
fn der_has_one_spelling() {
    let good = signers().0.sign(b"m").unwrap();
    let der = good.to_der();
    assert_eq!(Signature::read(Algorithm::Sm2, &der), Ok(good));
    let refused = |bytes: Vec<u8>| {
        assert!(
            Signature::read(Algorithm::Sm2, &bytes).is_err(),
            "{bytes:02x?}"
        );
    };
    refused([der.as_slice(), &[0]].concat());
    refused(der[..der.len() - 1].to_vec());
    refused([&[0x30, 0x81, der[1]], &der[2..]].concat());
    refused([&[0x30, 0x80], &der[2..], &[0, 0]].concat());
    refused([&[0x31, der[1]], &der[2..]].concat());
    refused(hex::decode("3006020100020100").unwrap());
    refused(hex::decode("300602018002017f").unwrap());
    refused(hex::decode("30080202007f02017f").unwrap());
    refused(hex::decode("3005020002017f").unwrap());
    refused(vec![]);
    let mut long = vec![0x30, 0x26, 2, 0x21, 1];
    long.extend([0; 32]);
    long.extend([2, 1, 1]);
    refused(long);
}

#[test]
fn keys_that_are_no_keys_are_refused() {
    let good = signers().0.public_key().to_bytes();
    let sm2 = |bytes: &[u8]| PublicKey::read(Algorithm::Sm2, bytes).is_ok();
    assert!(sm2(&good) && sm2(&good[1..]));
    let mut off = good.clone();
    off[64] ^= 1;
    assert!(!sm2(&off), "off the curve");
    assert!(
        !sm2(&[0]) && !sm2(&[0; 65]) && !sm2(&[4; 65]) && !sm2(&[0; 64]),
        "infinity"
    );
    assert!(
        !sm2(&[&[2], &good[1..33]].concat()),
        "compressed keys have two spellings"
    );
    assert!(!sm2(&[&[6], &good[1..]].concat()), "hybrid");
    assert!(
        !sm2(&good[..64]) && !sm2(&[good.as_slice(), &[0]].concat()),
        "length"
    );
    // The eight points of small order of Curve25519, for which any message has a signature.
    for small in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ] {
        assert!(
            Ed25519Key::new(&hex::decode(small).unwrap()).is_err(),
            "{small}"
        );
    }
    assert!(Sm2Signer::new("k", &[0; 32]).is_err());
    let secret = |text: &str| hex::decode(text).unwrap().try_into().unwrap();
    assert!(Sm2Signer::new("k", &secret(ORDER)).is_err());
    assert!(Sm2Signer::new("k", &secret(ORDER_LESS_ONE)).is_err());
}

#[test]
fn identifiers_have_one_spelling() {
    let good = record().identifier.to_string();
    let parse = |text: &str| text.parse::<CertificateId>().is_ok();
    assert!(parse(&good));
    assert!(!parse(&good.to_lowercase()));
    assert!(!parse(&format!("{good} ")) && !parse(&format!("{good}.")));
    assert!(!parse(&good.replace(".001.", ".000.")) && !parse(&good.replace(".001.", ".1000.")));
    assert!(!parse(&good.replace('0', "O")));
    let (body, check) = good.split_at(good.len() - 1);
    for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".chars() {
        assert_eq!(parse(&format!("{body}{other}")), check == other.to_string());
    }
}

#[test]
fn no_changed_byte_of_the_file_is_accepted() {
    let certificate = issue(record());
    let good = certificate.to_json().into_bytes();
    let mut trust = trust();
    trust.prepare();
    let kinds = kinds();
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    let mut seed = 1u32;
    for at in 0..good.len() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let mut changed = good.clone();
        changed[at] ^= 1 << (seed >> 29);
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

/// Values are deleted, doubled, swapped and replaced at random places of the file.
///
/// `IP_CERTS_MUTATIONS` sets how many are tried.
#[test]
fn no_structured_mutation_of_the_file_is_accepted() {
    let count = std::env::var("IP_CERTS_MUTATIONS");
    let count = count.ok().and_then(|n| n.parse().ok()).unwrap_or(1500u32);
    let certificate = issue(record());
    let good = file();
    let mut trust = trust();
    trust.prepare();
    let kinds = kinds();
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    let paths = paths(&good);
    let mut seed = 7u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..count {
        let mut file = good.clone();
        let (target, source) = (&paths[next(paths.len())], &paths[next(paths.len())]);
        let donor = good.pointer(source).unwrap().clone();
        let place = file.pointer_mut(target).unwrap();
        match next(6) {
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
                Value::Array(items) if !items.is_empty() => drop(items.remove(next(items.len()))),
                Value::String(text) => drop(text.pop()),
                Value::Object(members) => {
                    let name = members.keys().nth(next(members.len().max(1))).cloned();
                    name.and_then(|name| members.remove(&name));
                }
                _ => {}
            },
            _ => match place {
                Value::Array(items) => items.reverse(),
                Value::String(text) => *text = text.to_uppercase(),
                other => *other = json!({}),
            },
        }
        let Ok(read) = Certificate::from_json(file.to_string().as_bytes()) else {
            continue;
        };
        // Closing a field is the holder's right; the order of proofs and disclosures says nothing.
        let genuine = read.record() == certificate.record()
            || *read.record()
                == *certificate
                    .present(&read.disclosed().collect::<Vec<_>>())
                    .record();
        let verdict = verifier.certificate(&read).verdict;
        assert!(
            genuine || verdict >= Verdict::Untrusted,
            "{target}: {verdict:?}"
        );
    }
}

/// The pointers of all values of a document but the whole.
fn paths(value: &Value) -> Vec<String> {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
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
