//! Section 6 of the contract: certificates and cryptography.
#![expect(clippy::expect_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::path::Path;

use common::{Transcript, json, run, run_in};

/// A fabricated record of a fabricated authority.
const RECORD: &str = include_str!("data/record.json");

/// The trust list of a verifier who believes that authority.
const TRUST: &str = include_str!("data/trust.json");

/// A folder with keys, a trust list and a certificate that was issued with them.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    let keep = |name: &str, text: &[u8]| fs::write(desk.path().join(name), text).expect("a file");
    keep("sm2.key", "07".repeat(32).as_bytes());
    keep("ed25519.key", &[9; 32]);
    keep("trust.json", TRUST.as_bytes());
    keep("record.json", RECORD.as_bytes());
    let issued = run_in(
        desk.path(),
        "cert issue --input record.json --sm2-key sm2.key --ed25519-key ed25519.key \
         --at 2026-03-03T09:30:00+08:00",
        b"",
    );
    assert_eq!(
        issued.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&issued.stdout)
    );
    keep("certificate.json", &issued.stdout);
    desk
}

/// Verdict and exit status of a verification at the desk.
fn verdict(desk: &Path, args: &str) -> (String, i32) {
    let output = run_in(desk, &format!("cert verify {args}"), b"");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let verdict = report["verdict"]
        .as_str()
        .or(report["error"]["code"].as_str());
    (
        verdict.unwrap_or_default().to_owned(),
        output.status.code().expect("a status"),
    )
}

#[test]
fn what_is_issued_verifies_and_what_was_not_asked_is_said() {
    let desk = desk();
    let at = "--trust trust.json --at 2026-11-21T12:00:00+08:00";
    let whole = verdict(desk.path(), &format!("--input certificate.json {at}"));
    assert_eq!(whole, ("valid-but-status-unknown".into(), 0));
    let late = "--input certificate.json --trust trust.json --at 2050-01-01T00:00:00+08:00";
    assert_eq!(verdict(desk.path(), late), ("expired".into(), 1));
    let nobody = "--input certificate.json --at 2026-11-21T12:00:00+08:00";
    assert_eq!(verdict(desk.path(), nobody), ("untrusted".into(), 1));

    fs::write(
        desk.path().join("register.json"),
        r#"{"identifier": "IDENTIFIER", "state": "valid", "asOf": "2026-11-21T11:59:00+08:00"}"#
            .replace("IDENTIFIER", identifier(desk.path()).as_str()),
    )
    .expect("a file");
    let asked = format!("--input certificate.json --register register.json {at}");
    assert_eq!(verdict(desk.path(), &asked), ("valid".into(), 0));
}

/// The identifier that `cert inspect` reads in the certificate.
fn identifier(desk: &Path) -> String {
    let seen = run_in(desk, "cert inspect --input certificate.json", b"");
    let seen: serde_json::Value = serde_json::from_slice(&seen.stdout).expect("JSON");
    seen["record"]["identifier"]
        .as_str()
        .expect("an identifier")
        .to_owned()
}

#[test]
fn a_changed_certificate_is_forged_and_a_cut_one_is_refused() {
    let desk = desk();
    let path = desk.path().join("certificate.json");
    let text = fs::read_to_string(&path).expect("the certificate");
    let args = "--input certificate.json --trust trust.json --at 2026-11-21T12:00:00+08:00";
    fs::write(&path, text.replace("第7654321号", "第7654322号")).expect("a file");
    assert_eq!(verdict(desk.path(), args), ("forged".into(), 1));
    fs::write(&path, &text[..text.len() - 2]).expect("a file");
    assert_eq!(verdict(desk.path(), args), ("certs.json.syntax".into(), 3));
}

#[test]
fn a_copy_with_closed_fields_and_the_qr_text_verify_too() {
    let desk = desk();
    let keep = |name: &str, args: &str| {
        let output = run_in(desk.path(), args, b"");
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        fs::write(desk.path().join(name), output.stdout).expect("a file");
    };
    keep("copy.json", "cert present --input certificate.json");
    keep("qr.txt", "cert export --format qr --input certificate.json");
    keep(
        "vc.json",
        "cert export --format credential --input certificate.json",
    );
    let at = "--trust trust.json --at 2026-11-21T12:00:00+08:00";
    for file in ["copy.json", "qr.txt"] {
        let (verdict, status) = verdict(desk.path(), &format!("--input {file} {at}"));
        assert_eq!(
            (verdict.as_str(), status),
            ("valid-but-status-unknown", 0),
            "{file}"
        );
    }
    let copy = fs::read_to_string(desk.path().join("copy.json")).expect("a file");
    let whole = fs::read_to_string(desk.path().join("certificate.json")).expect("a file");
    assert!(copy.len() < whole.len());
    let credential = fs::read(desk.path().join("vc.json")).expect("a file");
    let credential: serde_json::Value = serde_json::from_slice(&credential).expect("JSON");
    assert_eq!(credential["proof"].as_array().map(Vec::len), Some(2));
    let none = run_in(
        desk.path(),
        "cert present --open shoe-size --input certificate.json",
        b"",
    );
    assert_eq!(none.status.code(), Some(3));
}

#[test]
fn digests_are_those_of_the_standards() {
    let mut t = Transcript::default();
    t.feed("crypto digest --alg sm3", "abc")
        .feed("crypto digest --alg sha256", "abc");
    insta::assert_snapshot!(t.text());
}

#[test]
fn canonical_json_is_written_byte_for_byte_and_the_rest_refused() {
    let output = run(
        "crypto canonicalise",
        br#"{"b": [1.0, 2e1, "\u20ac"], "a": {"z": null, "y": true}} "#,
    );
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        r#"{"a":{"y":true,"z":null},"b":[1,20,"€"]}"#
    );
    for (text, code) in [
        (r#"{"a": 1, "a": 2}"#, "certs.json.duplicate-name"),
        ("9007199254740993", "certs.json.integer-too-large"),
        (r#""\ud800""#, "certs.json.lone-surrogate"),
        ("1 2", "certs.json.trailing-bytes"),
        ("\u{feff}1", "certs.json.syntax"),
    ] {
        let refusal = json("crypto canonicalise", text, 3);
        assert_eq!(refusal["error"]["code"], code);
    }
}

#[test]
fn signatures_are_good_or_not() {
    // RFC 8032, section 7.1, test 2.
    let good = r#"{"alg": "ed25519",
        "publicKey": "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "message": "72",
        "signature": "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"}"#;
    assert_eq!(
        json("crypto verify", good, 0),
        serde_json::json!({"valid": true})
    );
    let other = good.replace(r#""72""#, r#""73""#);
    let refused = json("crypto verify", &other, 1);
    assert_eq!(refused["valid"], false);
    let odd = json("crypto verify", &good.replace(r#""72""#, r#""7""#), 3);
    assert_eq!(odd["error"]["pointer"], "/message");
    let both = json(
        "crypto verify",
        &good.replace(r#""message""#, r#""digest": "00", "message""#),
        3,
    );
    assert_eq!(both["error"]["code"], "certs.request.form");
}

#[test]
fn a_small_log_has_a_root_and_proofs() {
    let mut t = Transcript::default();
    t.feed("cert merkle", r#"{"leaves": []}"#)
        .feed(
            "cert merkle",
            r#"{"leaves": ["", "00", "10"], "inclusion": 2, "size": 3}"#,
        )
        .feed(
            "cert merkle",
            r#"{"leaves": ["", "00", "10"], "consistency": [2, 3]}"#,
        )
        .feed(
            "cert merkle",
            r#"{"leaves": [""], "inclusion": 5, "size": 8}"#,
        );
    insta::assert_snapshot!(t.text());
}

#[test]
fn a_bit_of_a_status_list_is_read() {
    // The example of W3C Bitstring Status List 1.0: 131072 clear bits.
    let list = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
    let request = |index: u64| format!(r#"{{"encodedList": "{list}", "index": {index}}}"#);
    let answer = json("cert status-bit", &request(94567), 0);
    assert_eq!(answer, serde_json::json!({"bit": 0, "length": 131_072}));
    let beyond = json("cert status-bit", &request(131_072), 3);
    assert_eq!(beyond["error"]["code"], "certs.status.RANGE_ERROR");
    let damaged = json("cert status-bit", &request(0).replace("uH4", "zH4"), 3);
    assert_eq!(
        damaged["error"]["code"],
        "certs.status.STATUS_VERIFICATION_ERROR"
    );
}

#[test]
fn every_drawing_comes_from_one_certificate() {
    let desk = desk();
    let draw = |format: &str| {
        let args = format!("cert render --input certificate.json --format {format}");
        let output = run_in(desk.path(), &args, b"");
        assert_eq!(output.status.code(), Some(0), "{format}");
        output.stdout
    };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    assert!(text(draw("html")).contains("<dd>ZL202410588219.1</dd>"));
    assert!(text(draw("svg")).contains(">ZL202410588219.1</text>"));
    assert!(text(draw("qr")).starts_with("IPC1:"));
    assert!(text(draw("vc")).contains("ZL202410588219.1"));
    // An OFD file is verified like the certificate inside it.
    fs::write(desk.path().join("certificate.ofd"), draw("ofd")).expect("a file");
    let at = "--trust trust.json --at 2026-11-21T12:00:00+08:00";
    let whole = verdict(desk.path(), &format!("--input certificate.ofd {at}"));
    assert_eq!(whole, ("valid-but-status-unknown".into(), 0));
    // One byte more: the certificate inside is genuine, the file is not believed.
    let mut bytes = fs::read(desk.path().join("certificate.ofd")).expect("a file");
    bytes.push(b' ');
    fs::write(desk.path().join("changed.ofd"), bytes).expect("a file");
    let changed = verdict(desk.path(), &format!("--input changed.ofd {at}"));
    assert_eq!(changed, ("untrusted".into(), 1));
}

#[test]
fn the_codes_of_drawings_are_those_that_are_spoken() {
    let spoken = ip_app::speech::codes();
    let spoken: Vec<_> = spoken
        .iter()
        .filter(|code| code.starts_with("certs.face.") && *code != "certs.face.not-compared")
        .collect();
    assert_eq!(spoken, ip_face::CODES.iter().collect::<Vec<_>>());
}

#[test]
fn a_witness_cosigns_a_log_that_only_grew() {
    use ip_certs::log::{Checkpoint, MerkleLog, NoteKey, NoteRole, leaf_hash};
    use ip_certs::sign::{Ed25519Signer, Signer};
    let desk = desk();
    let keeper = Ed25519Signer::new("log", &[1; 32]);
    let log: MerkleLog = (0..5u8).map(|n| leaf_hash(&[n])).collect();
    let note = |log: &MerkleLog, size| {
        let root = log.root(size).expect("a root");
        let mut checkpoint = Checkpoint::new("log.example.cn/certs", size, root);
        checkpoint.sign(&keeper).expect("a signature");
        checkpoint.to_note()
    };
    let write = |name: &str, text: &str| {
        fs::write(desk.path().join(name), text).expect("a file");
    };
    let key = keeper.public_key().to_hex();
    write(
        "policy.json",
        &format!(
            r#"{{"origin": "log.example.cn/certs", "key": {{"algorithm": "ed25519", "publicKey": "{key}"}}}}"#
        ),
    );
    write("witness.key", &"02".repeat(32));
    write("three.txt", &note(&log, 3));
    write("five.txt", &note(&log, 5));
    let proof = |hashes: Vec<[u8; 32]>| {
        let hashes: Vec<String> = hashes
            .iter()
            .map(|h| ip_certs::encode::hex::encode(h))
            .collect();
        serde_json::json!({"hashes": hashes}).to_string()
    };
    write(
        "grown.json",
        &proof(log.consistency(3, 5).expect("a proof")),
    );
    let run = |rest: &str| {
        let args = format!(
            "cert witness --log-policy policy.json --name w.example --ed25519-key witness.key --at 2026-03-05T09:00:00+08:00 {rest}"
        );
        run_in(desk.path(), &args, b"")
    };
    let first = run("--input three.txt");
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    let cosigned = run("--input five.txt --last three.txt --consistency grown.json");
    assert_eq!(cosigned.status.code(), Some(0), "{cosigned:?}");
    let cosigned = String::from_utf8(cosigned.stdout).expect("text");
    let cosigned = Checkpoint::from_note(&cosigned).expect("a checkpoint");
    let witness = NoteKey {
        name: "w.example".to_owned(),
        key: Ed25519Signer::new("w", &[2; 32]).public_key(),
        role: NoteRole::Witness,
    };
    let known = [witness];
    let seen = cosigned.witnesses(&known).expect("good lines");
    assert_eq!(seen.len(), 1);
    // A log that shrank, or shows another past, gets nothing.
    let other: MerkleLog = (9..14u8).map(|n| leaf_hash(&[n])).collect();
    write("other.txt", &note(&other, 5));
    for rest in [
        "--input three.txt --last five.txt --consistency grown.json",
        "--input other.txt --last three.txt --consistency grown.json",
    ] {
        let refused = run(rest);
        assert_ne!(refused.status.code(), Some(0), "{rest}");
        assert!(!String::from_utf8_lossy(&refused.stdout).contains("w.example"));
    }
}

#[test]
fn without_a_font_a_pdf_is_a_clear_problem() {
    let desk = desk();
    let args = "cert render --input certificate.json --format pdf --font record.json";
    let output = run_in(desk.path(), args, b"");
    assert_ne!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("certs.face.font"), "{said}");
}

#[test]
fn a_bundle_without_the_log_that_is_asked_for_is_not_valid() {
    let desk = desk();
    let bundled = run_in(desk.path(), "cert bundle --input certificate.json", b"");
    assert_eq!(bundled.status.code(), Some(0));
    fs::write(desk.path().join("bundle.json"), bundled.stdout).expect("a file");
    let key = r#"{"algorithm": "ed25519", "publicKey": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"}"#;
    let policy = format!(r#"{{"origin": "log.example.cn/certs", "key": {key}}}"#);
    fs::write(desk.path().join("log.json"), policy).expect("a file");
    let at = "--trust trust.json --at 2026-11-21T12:00:00+08:00 --log-policy log.json";
    let args = format!("cert verify --input bundle.json {at}");
    let output = run_in(desk.path(), &args, b"");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["verdict"], "valid-but-status-unknown");
    let checks = report["checks"].as_array().expect("checks");
    let log = checks.iter().find(|check| check["name"] == "log");
    assert_eq!(log.expect("the log")["code"], "certs.log.no-proof");
}

/// A place in the one status list, and publications of it, signed with the keys of the desk: without and
/// with the bit.
fn publications() -> (u32, [String; 2]) {
    use ip_certs::certificate::StatusPurpose;
    use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
    use ip_certs::status::{MINIMUM_LENGTH, StatusList};
    let method = |name: &str| format!("https://ip.example.cn/issuers/city#{name}");
    let sm2 = Sm2Signer::new(method("sm2-1"), &[7; 32]).expect("a key");
    let ed25519 = Ed25519Signer::new(method("ed25519-1"), &[9; 32]);
    let signers: [&dyn Signer; 2] = [&sm2, &ed25519];
    let purpose = StatusPurpose::Revocation;
    let mut list =
        StatusList::new("https://ip.example.cn/status/1", purpose, MINIMUM_LENGTH).expect("a list");
    let entry = list.allocate(&[5; 32]).expect("a place");
    let from = "2026-11-21T06:00:00+08:00".parse().expect("an instant");
    let until = "2026-11-22T06:00:00+08:00".parse().expect("an instant");
    let issuer = "https://ip.example.cn/issuers/city";
    let publish = |list: &mut StatusList| {
        let published = list.publish(issuer, from, until, &signers);
        published.expect("a publication").to_json()
    };
    let clear = publish(&mut list);
    list.set(entry.index, true).expect("a place");
    (entry.index, [clear, publish(&mut list)])
}

/// The desk with a certificate whose status stands in the list.
fn desk_with_lists() -> tempfile::TempDir {
    let desk = desk();
    let keep = |name: &str, text: &[u8]| fs::write(desk.path().join(name), text).expect("a file");
    let (index, [clear, set]) = publications();
    let mut record: serde_json::Value = serde_json::from_str(RECORD).expect("JSON");
    record["status"] = serde_json::json!([
        {"list": "https://ip.example.cn/status/1", "purpose": "revocation", "index": index}
    ]);
    keep("listed.json", record.to_string().as_bytes());
    let issued = run_in(
        desk.path(),
        "cert issue --input listed.json --sm2-key sm2.key --ed25519-key ed25519.key \
         --at 2026-03-03T09:30:00+08:00",
        b"",
    );
    assert_eq!(issued.status.code(), Some(0));
    keep("certificate.json", &issued.stdout);
    keep("clear.json", clear.as_bytes());
    keep("set.json", set.as_bytes());
    desk
}

#[test]
fn a_revocation_once_seen_is_remembered_from_run_to_run() {
    let desk = desk_with_lists();
    let ask = |more: &str, at: &str| {
        let args = format!("--input certificate.json --trust trust.json {more} --at {at}");
        verdict(desk.path(), &args)
    };
    let (noon, later) = ("2026-11-21T12:00:00+08:00", "2026-12-24T12:00:00+08:00");
    let with_memory = "--memory seen.jsonl";
    let unknown = ("valid-but-status-unknown".to_owned(), 0);
    let revoked = ("revoked".to_owned(), 1);
    assert_eq!(ask(with_memory, noon), unknown);
    let first = format!("{with_memory} --status-list clear.json");
    assert_eq!(ask(&first, noon), ("valid".into(), 0));
    assert_eq!(ask(with_memory, noon), ("valid".into(), 0));
    assert_eq!(ask(with_memory, later), unknown);
    let second = format!("{with_memory} --status-list set.json");
    assert_eq!(ask(&second, noon), revoked);
    // The older list is refused after the newer one, and what it would hide is known for good.
    assert_eq!(ask(&first, noon), ("certs.status.rollback".into(), 3));
    assert_eq!(ask("--status-list clear.json", noon), ("valid".into(), 0));
    assert_eq!(ask(with_memory, noon), revoked);
    assert_eq!(ask(with_memory, later), revoked);
    let status = "cert status --input certificate.json --trust trust.json --memory seen.jsonl";
    let output = run_in(desk.path(), &format!("{status} --at {later}"), b"");
    assert_eq!(output.status.code(), Some(1));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["revoked"], true);
}

#[test]
fn lists_that_a_bundle_brings_along_are_remembered() {
    let desk = desk_with_lists();
    let args = "cert bundle --input certificate.json --status-list set.json";
    let bundled = run_in(desk.path(), args, b"");
    fs::write(desk.path().join("bundle.json"), bundled.stdout).expect("a file");
    let at = "--trust trust.json --at 2026-11-21T12:00:00+08:00 --memory seen.jsonl";
    let bundle = verdict(desk.path(), &format!("--input bundle.json {at}"));
    assert_eq!(bundle, ("revoked".into(), 1));
    let alone = verdict(desk.path(), &format!("--input certificate.json {at}"));
    assert_eq!(alone, ("revoked".into(), 1));
}

#[test]
fn a_log_that_was_asked_for_is_missed_in_a_file_and_in_a_qr_text_too() {
    let desk = desk_with_lists();
    let key = r#"{"algorithm": "ed25519", "publicKey": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"}"#;
    let policy = format!(r#"{{"origin": "log.example.cn/certs", "key": {key}}}"#);
    fs::write(desk.path().join("log.json"), policy).expect("a file");
    let qr = run_in(
        desk.path(),
        "cert export --input certificate.json --format qr",
        b"",
    );
    fs::write(desk.path().join("qr.txt"), qr.stdout).expect("a file");
    let at = "--trust trust.json --status-list clear.json --at 2026-11-21T12:00:00+08:00";
    for shown in ["certificate.json", "qr.txt"] {
        let without = verdict(desk.path(), &format!("--input {shown} {at}"));
        assert_eq!(without, ("valid".into(), 0), "{shown}");
        let with = format!("--input {shown} {at} --log-policy log.json");
        let with = verdict(desk.path(), &with);
        assert_eq!(with, ("valid-but-status-unknown".into(), 0), "{shown}");
    }
}

#[test]
fn a_log_that_shows_another_past_than_before_is_not_believed() {
    use ip_certs::certificate::Certificate;
    use ip_certs::log::{Checkpoint, LogProof, MerkleLog, leaf_hash};
    use ip_certs::sign::{Ed25519Signer, Signer};
    use ip_certs::status::SignedList;
    let desk = desk_with_lists();
    let write = |name: &str, text: &str| fs::write(desk.path().join(name), text).expect("a file");
    let read = |name: &str| fs::read(desk.path().join(name)).expect("a file");
    let keeper = Ed25519Signer::new("log", &[1; 32]);
    let key = keeper.public_key().to_hex();
    write(
        "log.json",
        &format!(
            r#"{{"origin": "log.example.cn", "key": {{"algorithm": "ed25519", "publicKey": "{key}"}}}}"#
        ),
    );
    let certificate = Certificate::from_json(&read("certificate.json")).expect("a certificate");
    let list = SignedList::from_json(&read("clear.json")).expect("a list");
    // Entry 0 is the certificate, entry 1 what the status list states, the rest differs between logs.
    let log = |rest: u8| {
        let mut log = MerkleLog::default();
        log.append(leaf_hash(&certificate.log_entry()));
        log.append(leaf_hash(&list.log_entry()));
        (0..4).for_each(|n| log.append(leaf_hash(&[rest, n])));
        log
    };
    let proof = |log: &MerkleLog, index, size| {
        let root = log.root(size).expect("a root");
        let mut checkpoint = Checkpoint::new("log.example.cn", size, root);
        checkpoint.sign(&keeper).expect("a signature");
        let hashes = log.inclusion(index, size).expect("a proof");
        let proof = LogProof {
            index,
            hashes,
            checkpoint,
        };
        proof.to_text()
    };
    let bundle = |name: &str, log: &MerkleLog, size| {
        write("place.txt", &proof(log, 0, size));
        write("list-place.txt", &proof(log, 1, size));
        let args = "cert bundle --input certificate.json --log-proof place.txt \
                    --status-list clear.json --status-proof list-place.txt";
        let bundled = run_in(desk.path(), args, b"");
        assert_eq!(bundled.status.code(), Some(0), "{bundled:?}");
        fs::write(desk.path().join(name), bundled.stdout).expect("a file");
    };
    let (honest, other) = (log(7), log(8));
    bundle("three.json", &honest, 3);
    bundle("five.json", &honest, 5);
    bundle("other-five.json", &other, 5);
    let at = "--trust trust.json --at 2026-11-21T12:00:00+08:00 --log-policy log.json";
    let ask = |file: &str, more: &str| verdict(desk.path(), &format!("--input {file} {at} {more}"));
    let (valid, unknown) = (
        ("valid".to_owned(), 0),
        ("valid-but-status-unknown".to_owned(), 0),
    );
    let untrusted = ("untrusted".to_owned(), 1);
    // Without a memory every bundle is good for itself.
    assert_eq!(ask("five.json", ""), valid);
    assert_eq!(ask("other-five.json", ""), valid);
    let memory = "--memory seen.jsonl";
    assert_eq!(ask("three.json", memory), valid);
    assert_eq!(ask("three.json", memory), valid);
    // A larger log has to prove that it only grew.
    assert_eq!(ask("five.json", memory), unknown);
    let hashes = honest.consistency(3, 5).expect("a proof");
    let hashes: Vec<String> = hashes
        .iter()
        .map(|h| ip_certs::encode::hex::encode(h))
        .collect();
    write(
        "grown.json",
        &serde_json::json!({ "hashes": hashes }).to_string(),
    );
    let proved = "--memory seen.jsonl --consistency grown.json";
    assert_eq!(ask("other-five.json", proved), untrusted);
    assert_eq!(ask("five.json", proved), valid);
    assert_eq!(ask("five.json", memory), valid);
    assert_eq!(ask("other-five.json", memory), untrusted);
    // A list is remembered with its place in the log; one that is in no log is missed.
    let shown = "--input certificate.json --status-list clear.json";
    assert_eq!(verdict(desk.path(), &format!("{shown} {at}")), unknown);
    let args = format!("cert verify {shown} {at} --memory seen.jsonl");
    let report = run_in(desk.path(), &args, b"").stdout;
    let report: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
    let checks = report["checks"].as_array().expect("checks");
    let of = |name: &str| checks.iter().find(|check| check["name"] == name);
    assert_eq!(of("status-log").expect("a check")["result"], "pass");
    assert_eq!(of("log").expect("a check")["result"], "not-checked");
    // A place of something else is refused before anyone looks further.
    let foreign =
        "cert bundle --input certificate.json --status-list set.json --status-proof list-place.txt";
    assert_eq!(run_in(desk.path(), foreign, b"").status.code(), Some(3));
}

#[test]
fn a_locality_brings_its_own_type_standards() {
    let desk = desk();
    let kinds = include_str!("../../../ip-certs/data/kinds-patents.toml");
    let kinds = kinds.replace("version = \"1\"", "version = \"2\"");
    fs::write(desk.path().join("kinds.toml"), kinds).expect("a file");
    let at = "--trust trust.json --at 2026-11-21T12:00:00+08:00 --kinds kinds.toml";
    let args = format!("cert verify --input certificate.json {at}");
    let output = run_in(desk.path(), &args, b"");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let checks = report["checks"].as_array().expect("checks");
    let kind = checks.iter().find(|check| check["name"] == "kind");
    assert_eq!(kind.expect("the kind")["code"], "certs.record.standard");
}
