//! Base64url without padding (RFC 4648 section 5); spare bits must be zero.

use alloc::string::String;
use alloc::vec::Vec;

use super::BadEncoding;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The value of each character, 255 where it is none of the alphabet.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut i = 0;
    while i < 64 {
        values[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    values
};

/// The bytes in base64url without padding.
///
/// ```
/// assert_eq!(ip_certs::encode::base64url::encode(&[0xfb, 0xff]), "-_8");
/// ```
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut word = [0; 4];
        word[1..=chunk.len()].copy_from_slice(chunk);
        let word = u32::from_be_bytes(word);
        for place in 0..=chunk.len() {
            let sextet = word >> (18 - 6 * place) & 63;
            text.push(char::from(ALPHABET[sextet as usize]));
        }
    }
    text
}

/// Reads base64url without padding.
///
/// # Errors
///
/// A character outside the alphabet (padding too), an impossible length, or spare bits that are
/// not zero.
pub fn decode(text: &str) -> Result<Vec<u8>, BadEncoding> {
    let bad = BadEncoding {
        encoding: "base64url",
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut word = 0u32;
        for (place, &c) in chunk.iter().enumerate() {
            let value = VALUES[usize::from(c)];
            if value == 255 {
                return Err(bad);
            }
            word |= u32::from(value) << (18 - 6 * place);
        }
        let word = word.to_be_bytes();
        let whole = chunk.len() - 1;
        if whole == 0 || word[whole + 1..].iter().any(|&spare| spare != 0) {
            return Err(bad);
        }
        bytes.extend_from_slice(&word[1..=whole]);
    }
    Ok(bytes)
}
