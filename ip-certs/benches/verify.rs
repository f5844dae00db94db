//! SM2 verification with and without an issuer's tables, certificates, and status lists.
//!
//! The first lines compare both SM2 sides on the same work in one run and print the ratio.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark may fail loudly"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::*;
use divan::{Bencher, black_box};
use ip_certs::sign::{DEFAULT_SIGNER_ID, Signer, Sm2Key};
use ip_certs::status::{Bits, MINIMUM_LENGTH};
use ip_certs::verify::StatusSource;

fn main() {
    ratio();
    divan::main();
}

/// Both keys over the same signatures, alternating, the best round of each.
fn ratio() {
    let (plain, fast, work) = (key(false), key(true), signatures());
    let time = |key: &Sm2Key| {
        let start = Instant::now();
        for (message, signature) in &work {
            key.verify(black_box(message), signature).unwrap();
        }
        start.elapsed()
    };
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..30 {
        best = (best.0.min(time(&plain)), best.1.min(time(&fast)));
    }
    let rate = |time: Duration| work.len() as f64 / time.as_secs_f64();
    println!(
        "sm2 verify: plain crate {:.0}/s, with issuer tables {:.0}/s, ratio {:.2}",
        rate(best.0),
        rate(best.1),
        rate(best.1) / rate(best.0)
    );
}

fn key(prepared: bool) -> Sm2Key {
    let bytes = signers().0.public_key().to_bytes();
    let mut key = Sm2Key::new(DEFAULT_SIGNER_ID, &bytes).unwrap();
    if prepared {
        key.prepare();
    }
    key
}

fn signatures() -> Vec<(Vec<u8>, ip_certs::sign::Signature)> {
    let signer = signers().0;
    (0..100u8)
        .map(|i| {
            let message = vec![i; 64];
            let signature = signer.sign(&message).unwrap();
            (message, signature)
        })
        .collect()
}

#[divan::bench(args = [false, true])]
fn sm2_verify(bencher: Bencher<'_, '_>, prepared: bool) {
    let (key, work) = (key(prepared), signatures());
    let mut turn = work.iter().cycle();
    bencher.bench_local(|| {
        let (message, signature) = turn.next().unwrap();
        key.verify(message, signature)
    });
}

#[divan::bench]
fn sm2_tables(bencher: Bencher<'_, '_>) {
    bencher.bench(|| key(true));
}

#[divan::bench]
fn issue_certificate(bencher: Bencher<'_, '_>) {
    let (record, kinds, (sm2, ed25519)) = (record(), kinds(), signers());
    let issuance = ip_certs::certificate::Issuance {
        kinds: &kinds,
        signers: &[&sm2, &ed25519],
        at: instant(ISSUED_AT),
        entropy: &[3; 32],
    };
    bencher.bench_local(|| {
        ip_certs::certificate::Certificate::issue(record.clone(), &issuance).unwrap()
    });
}

#[divan::bench(args = [false, true])]
fn verify_certificate_both(bencher: Bencher<'_, '_>, prepared: bool) {
    let (mut trust, kinds, certificate) = (trust(), kinds(), issue(record()));
    if prepared {
        trust.prepare();
    }
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    bencher.bench(|| verifier.certificate(black_box(&certificate)));
}

#[divan::bench]
fn read_certificate(bencher: Bencher<'_, '_>) {
    let json = issue(record()).to_json();
    bencher.bench(|| ip_certs::certificate::Certificate::from_json(black_box(json.as_bytes())));
}

#[divan::bench(args = [MINIMUM_LENGTH, 1 << 20])]
fn decode_status_list(bencher: Bencher<'_, '_>, length: u32) {
    let mut bits = Bits::new(length).unwrap();
    for index in (0..length).step_by(97) {
        bits.set(index, true).unwrap();
    }
    let encoded = bits.encode();
    bencher.bench(|| Bits::decode(black_box(&encoded)).unwrap());
}
