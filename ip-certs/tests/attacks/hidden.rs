//! Attacks on what the holder keeps hidden.

use ip_certs::encode::hex;
use serde_json::{Value, json};

use crate::common::*;
use crate::{other, tampered};

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
