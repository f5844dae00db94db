//! Base64 (RFC 4648): the URL-safe alphabet without padding, and the standard one with it.

use alloc::string::String;
use alloc::vec::Vec;

use super::BadEncoding;

const URL: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
const STANDARD: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

const BAD: BadEncoding = BadEncoding { encoding: "base64" };

/// The characters by value, and the values by character (255 where it is none).
struct Alphabet {
    characters: &'static [u8; 64],
    values: [u8; 256],
}

impl Alphabet {
    const fn new(characters: &'static [u8; 64]) -> Self {
        let mut values = [255; 256];
        let mut i = 0;
        while i < 64 {
            values[characters[i] as usize] = i as u8;
            i += 1;
        }
        Self { characters, values }
    }

    fn encode(&self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let mut word = [0; 4];
            word[1..=chunk.len()].copy_from_slice(chunk);
            let word = u32::from_be_bytes(word);
            for place in 0..=chunk.len() {
                let sextet = word >> (18 - 6 * place) & 63;
                text.push(char::from(self.characters[sextet as usize]));
            }
        }
        text
    }

    fn decode(&self, text: &str) -> Result<Vec<u8>, BadEncoding> {
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
        for chunk in text.as_bytes().chunks(4) {
            let mut word = 0u32;
            for (place, &c) in chunk.iter().enumerate() {
                let value = self.values[usize::from(c)];
                if value == 255 {
                    return Err(BAD);
                }
                word |= u32::from(value) << (18 - 6 * place);
            }
            let word = word.to_be_bytes();
            let whole = chunk.len() - 1;
            if whole == 0 || word[whole + 1..].iter().any(|&spare| spare != 0) {
                return Err(BAD);
            }
            bytes.extend_from_slice(&word[1..=whole]);
        }
        Ok(bytes)
    }
}

/// The bytes in base64url without padding.
///
/// ```
/// assert_eq!(ip_certs::encode::base64::encode_url(&[0xfb, 0xff]), "-_8");
/// ```
pub fn encode_url(bytes: &[u8]) -> String {
    URL.encode(bytes)
}

/// Reads base64url without padding.
///
/// # Errors
///
/// A character outside the alphabet (padding too), an impossible length, or spare bits that are
/// not zero.
pub fn decode_url(text: &str) -> Result<Vec<u8>, BadEncoding> {
    URL.decode(text)
}

/// The bytes in standard base64 with padding.
///
/// ```
/// assert_eq!(ip_certs::encode::base64::encode(&[0xfb, 0xff]), "+/8=");
/// ```
pub fn encode(bytes: &[u8]) -> String {
    let mut text = STANDARD.encode(bytes);
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// Reads standard base64 with padding.
///
/// # Errors
///
/// As [`decode_url`], and padding that is missing or too long.
pub fn decode(text: &str) -> Result<Vec<u8>, BadEncoding> {
    let bare = text.trim_end_matches('=');
    if bare.len().next_multiple_of(4) == text.len() {
        STANDARD.decode(bare)
    } else {
        Err(BAD)
    }
}
