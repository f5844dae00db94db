//! The bitstring and its encoding.

use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};

use super::{StatusError, gzip};
use crate::encode::base64;

/// The shortest list: 16 KiB, so that one entry hides among many.
pub const MINIMUM_LENGTH: u32 = 131_072;

/// The longest list that is read or made: two mebibytes, sixteen million entries.
const MAX_BYTES: usize = 2 << 20;

/// Bits with index 0 in the left-most place.
///
/// ```
/// use ip_certs::status::{Bits, MINIMUM_LENGTH};
/// let mut bits = Bits::new(MINIMUM_LENGTH)?;
/// bits.set(94567, true)?;
/// let read = Bits::decode(&bits.encode())?;
/// assert_eq!(read.get(94567), Ok(true));
/// # Ok::<(), ip_certs::status::StatusError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bits(Vec<u8>);

impl Bits {
    /// A list of clear bits; the length is rounded up to whole bytes.
    ///
    /// # Errors
    ///
    /// [`StatusError::ListLength`] below [`MINIMUM_LENGTH`] or beyond sixteen million.
    pub fn new(length: u32) -> Result<Self, StatusError> {
        let bytes = usize::try_from(length.div_ceil(8)).map_err(|_| StatusError::ListLength)?;
        if length < MINIMUM_LENGTH || bytes > MAX_BYTES {
            return Err(StatusError::ListLength);
        }
        Ok(Self(vec![0; bytes]))
    }

    /// Reads an `encodedList`: Multibase `u`, base64url, GZIP.
    ///
    /// The input is never unpacked beyond two mebibytes, whatever it claims.
    ///
    /// # Errors
    ///
    /// [`StatusError::Verification`] for another encoding or a damaged one,
    /// [`StatusError::ListLength`] for a list too short or too long.
    pub fn decode(encoded: &str) -> Result<Self, StatusError> {
        let text = encoded.strip_prefix('u').ok_or(StatusError::Verification)?;
        if text.len() > MAX_BYTES * 2 {
            return Err(StatusError::ListLength);
        }
        let packed = base64::decode_url(text).map_err(|_| StatusError::Verification)?;
        let bytes = gzip::unpack(&packed, MAX_BYTES)?;
        if bytes.len() * 8 < MINIMUM_LENGTH as usize {
            return Err(StatusError::ListLength);
        }
        Ok(Self(bytes))
    }

    /// The `encodedList`.
    pub fn encode(&self) -> String {
        format!("u{}", base64::encode_url(&gzip::pack(&self.0)))
    }

    /// How many entries the list has.
    pub fn length(&self) -> u32 {
        // At most 2^24, by construction.
        (self.0.len() * 8) as u32
    }

    /// The bit of an entry.
    ///
    /// # Errors
    ///
    /// [`StatusError::Range`] beyond the list.
    pub fn get(&self, index: u32) -> Result<bool, StatusError> {
        let byte = self.0.get(index as usize / 8).ok_or(StatusError::Range)?;
        Ok(byte >> (7 - index % 8) & 1 == 1)
    }

    /// Sets or clears the bit of an entry.
    ///
    /// # Errors
    ///
    /// [`StatusError::Range`] beyond the list.
    pub fn set(&mut self, index: u32, value: bool) -> Result<(), StatusError> {
        let byte = self
            .0
            .get_mut(index as usize / 8)
            .ok_or(StatusError::Range)?;
        let mask = 0x80 >> (index % 8);
        if value {
            *byte |= mask;
        } else {
            *byte &= !mask;
        }
        Ok(())
    }

    /// The index of the clear bit before which `n` others are clear.
    pub(super) fn nth_clear(&self, n: u32) -> Option<u32> {
        let mut before = n;
        for (at, byte) in (0u32..).zip(&self.0) {
            let clear = byte.count_zeros();
            if before < clear {
                let mut bits = (0..8).filter(|bit| byte & (0x80 >> bit) == 0);
                return bits.nth(before as usize).map(|bit| at * 8 + bit);
            }
            before -= clear;
        }
        None
    }

    /// Whether every bit set here is set in `later` too.
    pub fn grows_into(&self, later: &Self) -> bool {
        self.0.len() <= later.0.len() && self.0.iter().zip(&later.0).all(|(a, b)| a & !b == 0)
    }
}
