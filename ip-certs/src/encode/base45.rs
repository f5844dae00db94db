//! Base45 (RFC 9285): bytes in the alphanumeric characters of a QR code.

use alloc::string::String;
use alloc::vec::Vec;

use super::BadEncoding;

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The value of each character, 255 where it is none of the alphabet.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut i = 0;
    while i < 45 {
        values[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    values
};

/// The bytes in base45.
///
/// ```
/// assert_eq!(ip_certs::encode::base45::encode(b"Hello!!"), "%69 VD92EX0");
/// ```
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for chunk in bytes.chunks(2) {
        let (mut value, digits) = match *chunk {
            [high, low] => (usize::from(high) << 8 | usize::from(low), 3),
            [byte] => (usize::from(byte), 2),
            _ => (0, 0),
        };
        for _ in 0..digits {
            text.push(char::from(ALPHABET[value % 45]));
            value /= 45;
        }
    }
    text
}

/// Reads base45.
///
/// # Errors
///
/// A character outside the alphabet, an impossible length, or a group beyond its range.
pub fn decode(text: &str) -> Result<Vec<u8>, BadEncoding> {
    let bad = BadEncoding { encoding: "base45" };
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for chunk in text.as_bytes().chunks(3) {
        let mut value = 0u32;
        for &c in chunk.iter().rev() {
            let digit = VALUES[usize::from(c)];
            if digit == 255 {
                return Err(bad);
            }
            value = value * 45 + u32::from(digit);
        }
        match chunk.len() {
            3 => bytes.extend(u16::try_from(value).map_err(|_| bad)?.to_be_bytes()),
            2 => bytes.push(u8::try_from(value).map_err(|_| bad)?),
            _ => return Err(bad),
        }
    }
    Ok(bytes)
}
