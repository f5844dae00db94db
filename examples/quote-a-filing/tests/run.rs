//! The example says what its README promises.

use std::process::Command;

#[test]
fn the_filing_costs_1515_yuan() {
    let output = Command::new(env!("CARGO_BIN_EXE_quote-a-filing")).output();
    let output = output.expect("the example runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success());
    assert!(
        text.contains("135.00  Filing fee = 900.00 × 0.15"),
        "{text}"
    );
    assert!(text.ends_with(" 1515.00  in all\n"), "{text}");
}
