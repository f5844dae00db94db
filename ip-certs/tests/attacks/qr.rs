//! Attacks on the QR code.

use ip_certs::face::QrPayload;
use ip_certs::verify::{StatusSource, Verdict};
use serde_json::json;

use crate::common::*;
use crate::{other, tampered};

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
