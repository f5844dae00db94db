//! The credential's `eddsa-jcs-2022` proof under an independent implementation from npm.
//!
//! It runs where `npm install` was run in `tests/interop`; elsewhere it says so and passes. With `CI=true` it must run.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use common::*;
use ip_certs::encode::base58;
use ip_certs::sign::Signer;

/// What the other implementation says of a credential.
fn verified(folder: &Path, credential: &str) -> bool {
    let key = [&[0xed, 1], signers().1.public_key().to_bytes().as_slice()].concat();
    let key = base58::encode(&key);
    let mut child = Command::new("node")
        .arg("verify.mjs")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = format!(r#"{{"credential": {credential}, "publicKeyMultibase": "z{key}"}}"#);
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child
        .wait_with_output()
        .unwrap()
        .stdout
        .starts_with(b"true")
}

#[test]
fn another_implementation_verifies_the_credential() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop");
    if !folder.join("node_modules").exists() {
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "npm install must have run here in CI"
        );
        println!("skipped: run `npm install` in ip-certs/tests/interop first");
        return;
    }
    let credential = issue(record()).credential_json();
    assert!(verified(&folder, &credential));
    assert!(!verified(
        &folder,
        &credential.replace("7654321", "7654320")
    ));
}
