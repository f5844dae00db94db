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

/// The bytes in base58btc.
///
/// ```
/// assert_eq!(ip_certs::encode::base58::encode(&[0, 0x61]), "12g");
/// ```
pub fn encode(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|&&b| b == 0).count();
    let mut digits: Vec<u8> = Vec::new();
    for &byte in &bytes[zeros..] {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
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
    let mut bytes: Vec<u8> = Vec::new();
    for c in text.bytes().skip(zeros) {
        let digit = ALPHABET.iter().position(|&a| a == c).ok_or(bad)?;
        let mut carry = digit as u32;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(carry as u8);
        }
    }
    Ok(core::iter::repeat_n(0, zeros)
        .chain(bytes.into_iter().rev())
        .collect())
}
