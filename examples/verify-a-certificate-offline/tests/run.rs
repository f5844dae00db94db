//! The example says what its README promises.

use std::process::Command;

#[test]
fn the_certificate_is_genuine_and_its_status_was_not_asked() {
    let output = Command::new(env!("CARGO_BIN_EXE_verify-a-certificate-offline")).output();
    let output = output.expect("the example runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success());
    for signature in ["Sm2Signature: Pass", "Ed25519Signature: Pass"] {
        assert!(text.contains(signature), "{text}");
    }
    assert!(text.ends_with("verdict: ValidButStatusUnknown\n"), "{text}");
}
