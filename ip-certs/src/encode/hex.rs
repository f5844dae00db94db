//! Hexadecimal: written in lower case, read in either.

use alloc::string::String;
use alloc::vec::Vec;

use super::BadEncoding;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// The bytes as lower-case hexadecimal digits.
///
/// ```
/// assert_eq!(ip_certs::encode::hex::encode(&[0x0a, 0xff]), "0aff");
/// ```
pub fn encode(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}

/// Reads pairs of hexadecimal digits.
///
/// # Errors
///
/// An odd number of digits, or another character.
pub fn decode(text: &str) -> Result<Vec<u8>, BadEncoding> {
    let bad = BadEncoding { encoding: "hex" };
    let nibble = |c: u8| match c {
        b'0'..=b'9' => Ok(c - b'0'),
        b'a'..=b'f' => Ok(c - b'a' + 10),
        b'A'..=b'F' => Ok(c - b'A' + 10),
        _ => Err(bad),
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return Err(bad);
    }
    pairs
        .iter()
        .map(|&[high, low]| Ok(nibble(high)? << 4 | nibble(low)?))
        .collect()
}
