//! Credentials, status lists and canonical JSON under independent implementations from npm.
//!
//! It runs where `npm install` was run in `tests/interop`; elsewhere it says so and passes. With `CI=true` it must run.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::*;
use ip_certs::canon;
use ip_certs::encode::base58;
use ip_certs::sign::Signer;
use ip_certs::status::{Bits, MINIMUM_LENGTH};
use serde_json::{Value, json};

/// Where the other implementations are installed.
fn installed() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop");
    if folder.join("node_modules").exists() {
        return Some(folder);
    }
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "npm install must have run here in CI"
    );
    println!("skipped: run `npm install` in ip-certs/tests/interop first");
    None
}

/// What a script of the folder answers.
fn ask(folder: &Path, script: &str, input: &Value) -> String {
    let mut child = Command::new("node")
        .arg(script)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.to_string().as_bytes()).unwrap();
    drop(stdin);
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

/// What the other implementation says of a credential.
fn verified(folder: &Path, credential: &str) -> bool {
    let key = [&[0xed, 1], signers().1.public_key().to_bytes().as_slice()].concat();
    let key = base58::encode(&key);
    let credential: Value = serde_json::from_str(credential).unwrap();
    let input = json!({"credential": credential, "publicKeyMultibase": format!("z{key}")});
    ask(folder, "verify.mjs", &input).starts_with("true")
}

#[test]
fn another_implementation_verifies_the_credential() {
    let Some(folder) = installed() else {
        return;
    };
    let credential = issue(record()).credential_json();
    assert!(verified(&folder, &credential));
    assert!(!verified(
        &folder,
        &credential.replace("7654321", "7654320")
    ));
}

#[test]
fn another_implementation_reads_and_writes_the_same_status_lists() {
    let Some(folder) = installed() else {
        return;
    };
    let mut bits = Bits::new(MINIMUM_LENGTH).unwrap();
    let set: Vec<u32> = (0..MINIMUM_LENGTH)
        .step_by(977)
        .chain([MINIMUM_LENGTH - 1])
        .collect();
    for index in &set {
        bits.set(*index, true).unwrap();
    }
    // Every set bit, and its neighbours.
    let mut indexes: Vec<u32> = set.iter().flat_map(|i| [i.saturating_sub(1), *i]).collect();
    indexes.extend([1, 8, 9]);
    let input = json!({"encodedList": bits.encode(), "indexes": indexes});
    let theirs: Value = serde_json::from_str(&ask(&folder, "compare.mjs", &input)).unwrap();
    let ours: Vec<bool> = indexes.iter().map(|i| bits.get(*i).unwrap()).collect();
    assert_eq!(theirs, json!({"length": MINIMUM_LENGTH, "bits": ours}));
    let input = json!({"length": MINIMUM_LENGTH, "set": set});
    let theirs: Value = serde_json::from_str(&ask(&folder, "compare.mjs", &input)).unwrap();
    let read = Bits::decode(theirs["encodedList"].as_str().unwrap());
    assert_eq!(read.unwrap(), bits);
}

#[test]
fn another_implementation_writes_the_same_canonical_json() {
    let Some(folder) = installed() else {
        return;
    };
    let mut seed = 3u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        seed
    };
    let mut texts = vec![issue(record()).to_json()];
    for _ in 0..2000 {
        // Any bits are some number, but for the few that are none.
        let number = f64::from_bits(next());
        if number.is_finite() {
            texts.push(format!("[{number:e}]"));
        }
        let code = |n: u64| char::from_u32(u32::try_from(n % 0x11_0000).unwrap()).unwrap_or('中');
        let (a, b) = (
            code(next() >> 20).to_string(),
            code(next() >> 40).to_string(),
        );
        texts.push(json!({a: 1, b: [null, true]}).to_string());
    }
    let input = json!({"json": texts});
    let theirs: Value = serde_json::from_str(&ask(&folder, "compare.mjs", &input)).unwrap();
    let theirs = theirs["canonical"].as_array().unwrap();
    assert_eq!(theirs.len(), texts.len());
    for (text, theirs) in texts.iter().zip(theirs) {
        let ours = canon::canonicalise(text.as_bytes()).unwrap();
        assert_eq!(ours, theirs.as_str().unwrap(), "{text}");
    }
}
