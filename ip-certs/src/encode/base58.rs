//! Base58 with the Bitcoin alphabet, as Multibase `z` uses it for proofs and keys.
//!
//! The work grows with the square of the length, so the decoder takes at most
//! [`MAX_CHARACTERS`].

use alloc::string::String;
use alloc::vec::Vec;

use super::BadEncoding;

/// The longest text the decoder looks at.
pub const MAX_CHARACTERS: usize = 256;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Digits that are worked on together: 58^5 is the largest power below 2^32.
const GROUP: usize = 5;
const GROUP_SIZE: u64 = 58u64.pow(GROUP as u32);

/// The value of each character, 255 where it is none of the alphabet.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut i = 0;
    while i < 58 {
        values[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    values
};

/// The bytes in base58btc.
///
/// ```
/// assert_eq!(ip_certs::encode::base58::encode(&[0, 0x61]), "12g");
/// ```
pub fn encode(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|&&b| b == 0).count();
    // The number in base 58^5, its lowest group first.
    let mut groups: Vec<u32> = Vec::new();
    for word in bytes[zeros..].chunks(4) {
        let shift = 8 * word.len();
        let mut carry = word.iter().fold(0, |n, b| n << 8 | u64::from(*b));
        for group in &mut groups {
            carry += u64::from(*group) << shift;
            *group = (carry % GROUP_SIZE) as u32;
            carry /= GROUP_SIZE;
        }
        while carry > 0 {
            groups.push((carry % GROUP_SIZE) as u32);
            carry /= GROUP_SIZE;
        }
    }
    let mut digits: Vec<u8> = Vec::with_capacity(groups.len() * GROUP);
    for mut group in groups {
        for _ in 0..GROUP {
            digits.push((group % 58) as u8);
            group /= 58;
        }
    }
    let length = digits
        .iter()
        .rposition(|d| *d != 0)
        .map_or(0, |last| last + 1);
    digits.truncate(length);
    core::iter::repeat_n(0, zeros)
        .chain(digits.into_iter().rev())
        .map(|digit| char::from(ALPHABET[usize::from(digit)]))
        .collect()
}

/// Reads base58btc.
///
/// # Errors
///
/// A character outside the alphabet, or more than [`MAX_CHARACTERS`].
pub fn decode(text: &str) -> Result<Vec<u8>, BadEncoding> {
    let bad = BadEncoding { encoding: "base58" };
    if text.len() > MAX_CHARACTERS {
        return Err(bad);
    }
    let zeros = text.bytes().take_while(|&c| c == b'1').count();
    // The number in base 2^32, its lowest word first.
    let mut words: Vec<u32> = Vec::new();
    for group in text.as_bytes()[zeros..].chunks(GROUP) {
        let mut factor = 1;
        let mut carry = 0u64;
        for &c in group {
            let digit = VALUES[usize::from(c)];
            if digit == 255 {
                return Err(bad);
            }
            factor *= 58;
            carry = carry * 58 + u64::from(digit);
        }
        for word in &mut words {
            carry += u64::from(*word) * factor;
            *word = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            words.push(carry as u32);
        }
    }
    let bytes = words.iter().rev().flat_map(|word| word.to_be_bytes());
    Ok(core::iter::repeat_n(0, zeros)
        .chain(bytes.skip_while(|byte| *byte == 0))
        .collect())
}
