//! The toolbox of check characters: samples of the standards, and what each system must find.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use ip_core::id::check_char::{
    GB_32100_ALPHABET, MOD_11_2, MOD_11_10, MOD_27_26, MOD_37_2, MOD_37_36, MOD_97_10, MOD_661_26,
    MOD_1271_36, Pure, gb_11714, gb_32100, gb_32100_value, weights_2_to_9,
};
use proptest::prelude::*;

#[test]
fn samples_of_standards_and_registers() {
    assert!(MOD_11_2.verify(b"07940"));
    assert!(MOD_11_2.verify(b"11010519491231002X"));
    // Business registration numbers (GS 15-2006): two real ones, and a sample that fails.
    assert_eq!(MOD_11_10.compute(b"44030110330861"), Some('9'));
    assert_eq!(MOD_11_10.compute(b"11010800000001"), Some('6'));
    assert_eq!(MOD_11_10.compute(b"11000045022750"), Some('5'));
    // An IBAN moves its country code and check digits to the end and must leave 1.
    assert!(MOD_97_10.verify(b"370400440532013000131489"));
    // Dots between parts change nothing.
    assert_eq!(MOD_37_36.compute(b"AB.12"), MOD_37_36.compute(b"AB12"));
    assert_eq!(gb_11714(b"D2143569"), Some('X'));
    assert_eq!(gb_11714(b"80210043"), Some('3'));
    assert_eq!(gb_32100(b"91350100M000100Y4"), Some('3'));
    assert_eq!(weights_2_to_9(b"94192386"), Some('X'));
    assert_eq!(weights_2_to_9(b"18555922"), Some('0'));
}

#[test]
fn a_character_outside_the_alphabet_has_no_check() {
    assert_eq!(MOD_11_2.compute(b"07A4"), None);
    assert_eq!(MOD_11_10.compute(b"A"), None);
    assert_eq!(MOD_27_26.compute(b"1"), None);
    assert_eq!(MOD_37_36.compute(b"a"), None);
    assert_eq!(gb_11714(b"d2143569"), None);
    assert_eq!(gb_32100(b"9135010OM000100Y4"), None);
    assert_eq!(weights_2_to_9(b"20171060186X"), None);
    assert_eq!(MOD_661_26.compute(b"A1"), None);
    assert!(!MOD_97_10.verify(b"1"));
    assert!(!MOD_37_36.verify(b"") && !MOD_37_36.verify(b"0.."));
    assert!(!MOD_11_2.verify(b""));
}

#[test]
fn the_alphabet_of_credit_codes_leaves_out_five_letters() {
    for c in b'A'..=b'Z' {
        let left_out = b"IOSVZ".contains(&c);
        assert_eq!(gb_32100_value(c).is_none(), left_out);
        assert_eq!(GB_32100_ALPHABET.contains(&c), !left_out);
    }
    assert_eq!(gb_32100_value(b'Y'), Some(30));
    assert_eq!(gb_32100_value(0xFF), None);
}

/// Appends the check characters.
fn protect(system: &Pure, body: &str) -> String {
    let [first, second] = system.compute(body.as_bytes()).unwrap();
    let mut text = format!("{body}{first}");
    if second != '\0' {
        text.push(second);
    }
    text
}

/// Every change of one character of the body, and every exchange of neighbours in it.
fn slips(text: &str, body: usize, alphabet: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for at in 0..body {
        for &c in alphabet {
            let mut changed = text.as_bytes().to_vec();
            changed[at] = c;
            all.push(changed);
        }
        if at + 1 < body {
            let mut swapped = text.as_bytes().to_vec();
            swapped.swap(at, at + 1);
            all.push(swapped);
        }
    }
    all.retain(|changed| changed != text.as_bytes());
    all
}

const DIGITS: &[u8] = b"0123456789";
const ALL: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

proptest! {
    /// The pure systems find every wrong character and every exchange of neighbours.
    #[test]
    fn pure_systems_find_every_slip(
        digits in "[0-9]{1,30}",
        letters in "[A-Z]{1,30}",
        text in "[0-9A-Z]{1,30}",
    ) {
        let systems = [
            (MOD_11_2, &digits, DIGITS),
            (MOD_97_10, &digits, DIGITS),
            (MOD_37_2, &text, ALL),
            (MOD_1271_36, &text, ALL),
            (MOD_661_26, &letters, &ALL[10..]),
        ];
        for (system, body, alphabet) in systems {
            let good = protect(&system, body);
            prop_assert!(system.verify(good.as_bytes()));
            for slip in slips(&good, body.len(), alphabet) {
                prop_assert!(!system.verify(&slip), "{system:?} {good}");
            }
        }
    }

    /// The hybrid systems find every wrong character.
    #[test]
    fn hybrid_systems_find_every_wrong_character(
        digits in "[0-9]{1,30}",
        letters in "[A-Z]{1,30}",
        text in "[0-9A-Z]{1,30}",
    ) {
        let systems = [
            (&MOD_11_10, &digits, DIGITS),
            (&MOD_27_26, &letters, &ALL[10..]),
            (&MOD_37_36, &text, ALL),
        ];
        for (system, body, alphabet) in systems {
            let good = system.compute(body.as_bytes()).unwrap();
            // Verification walks from both ends, so it is told the same of every check character.
            for check in 0..=u8::MAX {
                let text = [body.as_bytes(), &[check]].concat();
                prop_assert_eq!(system.verify(&text), char::from(check) == good);
            }
            for at in 0..body.len() {
                for &c in alphabet.iter().filter(|c| **c != body.as_bytes()[at]) {
                    let mut changed = body.as_bytes().to_vec();
                    changed[at] = c;
                    prop_assert_ne!(system.compute(&changed), Some(good));
                    changed.push(good as u8);
                    prop_assert!(!system.verify(&changed));
                }
            }
        }
    }
}
