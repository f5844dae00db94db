//! Attacks on signatures and keys as numbers.

use ip_certs::encode::hex;
use ip_certs::sign::{Algorithm, Ed25519Key, PublicKey, Signature, Signer, Sm2Signer};

use crate::common::*;

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
