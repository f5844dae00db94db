//! SM2 against an independent implementation: OpenSSL verifies what is signed here, and the
//! reverse.
//!
//! Without OpenSSL 3 the test says so and passes; with `CI=true` its absence is a failure.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use ip_certs::encode::{base64, hex};
use ip_certs::sign::{Algorithm, PublicKey, Signature, Signer, Sm2Signer};

/// DER of a public key's header: id-ecPublicKey, curve 1.2.156.10197.1.301.
const SPKI: &str = "3059301306072a8648ce3d020106082a811ccf5501822d034200";

const OPTIONS: [&str; 5] = [
    "-rawin",
    "-digest",
    "sm3",
    "-pkeyopt",
    "distid:1234567812345678",
];

fn openssl(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new("openssl");
    command.current_dir(folder).args(arguments).output().ok()
}

#[test]
fn openssl_and_this_crate_verify_each_other() {
    let folder = std::env::temp_dir().join(format!("ip-certs-openssl-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let version = openssl(&folder, &["version"]).map(|output| output.stdout);
    if !version.is_some_and(|text| text.starts_with(b"OpenSSL 3")) {
        assert!(
            std::env::var("CI").is_err(),
            "OpenSSL 3 is missing: apt-get install openssl"
        );
        println!("skipped: OpenSSL 3 is missing (apt-get install openssl)");
        return;
    }
    fs::write(folder.join("m"), b"message").unwrap();

    // Signed here, verified there.
    let signer = Sm2Signer::new("k", &[7; 32]).unwrap();
    let spki = [hex::decode(SPKI).unwrap(), signer.public_key().to_bytes()].concat();
    let body = base64::encode(&spki);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    fs::write(folder.join("pub.pem"), pem).unwrap();
    fs::write(folder.join("s"), signer.sign(b"message").unwrap().to_der()).unwrap();
    let verify = [
        "pkeyutl", "-verify", "-in", "m", "-sigfile", "s", "-pubin", "-inkey", "pub.pem",
    ];
    let output = openssl(&folder, &[verify.as_slice(), &OPTIONS].concat()).unwrap();
    assert!(output.status.success(), "{output:?}");

    // Signed there, verified here, with tables and without.
    let generate = ["genpkey", "-algorithm", "SM2", "-out", "key.pem"];
    assert!(openssl(&folder, &generate).unwrap().status.success());
    let sign = [
        "pkeyutl", "-sign", "-in", "m", "-out", "t", "-inkey", "key.pem",
    ];
    let public = [
        "pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "key.der",
    ];
    assert!(openssl(&folder, &public).unwrap().status.success());
    let der = fs::read(folder.join("key.der")).unwrap();
    let mut key = PublicKey::read(Algorithm::Sm2, &der[der.len() - 65..]).unwrap();
    for prepared in [false, true] {
        if let PublicKey::Sm2(key) = &mut key
            && prepared
        {
            key.prepare();
        }
        for _ in 0..8 {
            let output = openssl(&folder, &[sign.as_slice(), &OPTIONS].concat()).unwrap();
            assert!(output.status.success(), "{output:?}");
            let signature = fs::read(folder.join("t")).unwrap();
            let signature = Signature::read(Algorithm::Sm2, &signature).unwrap();
            key.verify(b"message", &signature).unwrap();
            assert!(key.verify(b"massage", &signature).is_err());
        }
    }
    fs::remove_dir_all(folder).unwrap();
}
