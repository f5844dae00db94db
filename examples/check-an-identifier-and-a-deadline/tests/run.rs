//! The example says what its README promises.

use std::process::Command;

#[test]
fn the_check_digit_is_found_and_the_holiday_is_rolled_over() {
    let output = Command::new(env!("CARGO_BIN_EXE_check-an-identifier-and-a-deadline")).output();
    let output = output.expect("the example runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success());
    assert!(text.contains("Valid Some(\"201710601862.3\")"), "{text}");
    assert!(text.contains("expected 3, found 8"), "{text}");
    // 1 October begins the National Day holiday of 2026; 8 October is the first day of work.
    assert!(
        text.contains("answer by 2026-10-08 (by counting alone: 2026-10-01)"),
        "{text}"
    );
}
