//! SM2 verification with and without an issuer's tables and by OpenSSL, certificates, status lists.
//!
//! The first lines compare the sides on the same kind of work in one run, taking turns, and print
//! medians and ratios; the rates of certificates follow.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark may fail loudly"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::process::Command;
use std::time::Instant;

use common::*;
use divan::{Bencher, black_box};
use ip_certs::certificate::{Certificate, Issuance};
use ip_certs::face::QrPayload;
use ip_certs::sign::{
    DEFAULT_SIGNER_ID, Ed25519Signer, PublicKey, SignError, Signature, Signer, Sm2Key, Sm2Signer,
};
use ip_certs::status::{Bits, MINIMUM_LENGTH};
use ip_certs::verify::StatusSource;

fn main() {
    ratio();
    signing();
    rates();
    divan::main();
}

/// How often something is done in a second: the median of rounds.
fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn rate(count: usize, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    count as f64 / start.elapsed().as_secs_f64()
}

/// Verifications a second of `openssl speed`, where OpenSSL is installed and knows SM2.
fn openssl() -> Option<f64> {
    let arguments = ["speed", "-seconds", "1", "sm2"];
    let output = Command::new("openssl").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().last()?.split_whitespace().last()?.parse().ok()
}

/// The sides take turns over signatures of the same kind.
fn ratio() {
    let (plain, fast, work) = (key(false), key(true), signatures());
    let verify = |key: &Sm2Key| {
        rate(10 * work.len(), || {
            for _ in 0..10 {
                for (message, signature) in &work {
                    key.verify(black_box(message), signature).unwrap();
                }
            }
        })
    };
    let mut rounds = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..9 {
        rounds.0.push(verify(&plain));
        rounds.1.push(verify(&fast));
        if round % 3 == 0 {
            rounds.2.extend(openssl());
        }
    }
    let (plain, fast) = (median(rounds.0), median(rounds.1));
    println!("sm2 verify, plain crate         {plain:>9.0}/s");
    println!(
        "sm2 verify, issuer tables       {fast:>9.0}/s, {:.2} x the plain crate",
        fast / plain
    );
    match rounds.2.is_empty() {
        true => println!("sm2 verify, openssl speed       not installed"),
        false => {
            let theirs = median(rounds.2);
            let ratio = fast / theirs;
            println!(
                "sm2 verify, openssl speed       {theirs:>9.0}/s, issuer tables {ratio:.2} x that"
            );
        }
    }
}

/// The plain crate and the prepared key sign the same messages in turns.
fn signing() {
    let (plain, prepared) = (signers().0, issuing().0);
    let sign = |signer: &Sm2Signer| {
        rate(200, || {
            for n in 0..200u8 {
                black_box(signer.sign(black_box(&[n; 64])).unwrap());
            }
        })
    };
    let mut rounds = (Vec::new(), Vec::new());
    for _ in 0..15 {
        rounds.0.push(sign(&plain));
        rounds.1.push(sign(&prepared));
    }
    let (plain, prepared) = (median(rounds.0), median(rounds.1));
    println!("sm2 sign, plain crate           {plain:>9.0}/s");
    println!(
        "sm2 sign, prepared key          {prepared:>9.0}/s, {:.2} x the plain crate",
        prepared / plain
    );
}

/// The keys of the fixture, ready to sign often.
fn issuing() -> (Sm2Signer, Ed25519Signer) {
    let (mut sm2, ed25519) = signers();
    sm2.prepare();
    (sm2, ed25519)
}

/// A signer that does no work: what remains is the certificate.
struct Idle<S>(S, Signature);

impl<S: Signer> Signer for Idle<S> {
    fn key_id(&self) -> &str {
        self.0.key_id()
    }

    fn public_key(&self) -> PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
        Ok(self.1)
    }
}

/// Certificates a second that these signers issue.
fn issued(signers: &[&dyn Signer]) -> f64 {
    let (kinds, record) = (kinds(), record());
    let issuance = Issuance {
        kinds: &kinds,
        signers,
        at: instant(ISSUED_AT),
        entropy: &[3; 32],
    };
    let rounds = (0..15).map(|_| {
        rate(200, || {
            for _ in 0..200 {
                black_box(Certificate::issue(record.clone(), &issuance).unwrap());
            }
        })
    });
    median(rounds.collect())
}

/// Rates on one core.
fn rates() {
    let (mut trust, kinds, certificate) = (trust(), kinds(), issue(record()));
    trust.prepare();
    let verifier = verifier(&trust, &kinds, StatusSource::None);
    let verified = (0..15).map(|_| {
        rate(500, || {
            for _ in 0..500 {
                black_box(verifier.certificate(black_box(&certificate)));
            }
        })
    });
    println!(
        "certificate, both signatures    {:>9.0}/s verified",
        median(verified.collect())
    );
    let (sm2, ed25519) = issuing();
    println!(
        "certificate, both signatures    {:>9.0}/s issued",
        issued(&[&sm2, &ed25519])
    );
    let idle = Signature::from_raw([1; 64]);
    let (sm2, ed25519) = (Idle(sm2, idle), Idle(ed25519, idle));
    println!(
        "certificate, nothing signed     {:>9.0}/s issued",
        issued(&[&sm2, &ed25519])
    );
    let file = certificate.to_json();
    let read = (0..15).map(|_| {
        rate(500, || {
            for _ in 0..500 {
                let certificate = Certificate::from_json(black_box(file.as_bytes())).unwrap();
                black_box(verifier.certificate(&certificate));
            }
        })
    });
    println!(
        "certificate, both signatures    {:>9.0}/s read and verified",
        median(read.collect())
    );
    let encoded = sparse(1 << 20).encode();
    let decoded = (0..31).map(|_| rate(1, || drop(black_box(Bits::decode(&encoded).unwrap()))));
    println!(
        "status list of 1048576 entries  {:>9.3} ms decoded",
        1000.0 / median(decoded.collect())
    );
}

/// A list in which every 97th bit is set.
fn sparse(length: u32) -> Bits {
    let mut bits = Bits::new(length).unwrap();
    for index in (0..length).step_by(97) {
        bits.set(index, true).unwrap();
    }
    bits
}

fn key(prepared: bool) -> Sm2Key {
    let bytes = signers().0.public_key().to_bytes();
    let mut key = Sm2Key::new(DEFAULT_SIGNER_ID, &bytes).unwrap();
    if prepared {
        key.prepare();
    }
    key
}

fn signatures() -> Vec<(Vec<u8>, Signature)> {
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

#[divan::bench(args = [false, true])]
fn sm2_sign(bencher: Bencher<'_, '_>, prepared: bool) {
    let signer = if prepared { issuing().0 } else { signers().0 };
    bencher.bench(|| signer.sign(black_box(&[7; 64])));
}

#[divan::bench]
fn ed25519_verify(bencher: Bencher<'_, '_>) {
    let signer = signers().1;
    let (key, signature) = (signer.public_key(), signer.sign(&[7; 64]).unwrap());
    bencher.bench(|| key.verify(black_box(&[7; 64]), &signature));
}

#[divan::bench]
fn read_qr(bencher: Bencher<'_, '_>) {
    let certificate = issue(record());
    bencher.bench(|| QrPayload::from_text(black_box(certificate.qr_text())));
}

#[divan::bench]
fn sm2_tables(bencher: Bencher<'_, '_>) {
    bencher.bench(|| key(true));
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
    bencher.bench(|| Certificate::from_json(black_box(json.as_bytes())));
}

#[divan::bench(args = [MINIMUM_LENGTH, 1 << 20])]
fn decode_status_list(bencher: Bencher<'_, '_>, length: u32) {
    let encoded = sparse(length).encode();
    bencher.bench(|| Bits::decode(black_box(&encoded)).unwrap());
}
