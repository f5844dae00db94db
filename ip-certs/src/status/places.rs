//! Which places of a status list are taken, and the drawing of the next one.

use alloc::vec::Vec;

use super::{Bits, StatusError};
use crate::digest::DigestAlgorithm;

/// The places of a status list that certificates have (已占用序号).
///
/// The next place is drawn from all free ones (W3C Bitstring Status List 1.0, section 5: indexes are
/// assigned at random): places in the order of issue would tell which certificates were issued one after
/// the other, and how many there are.
///
/// ```
/// use ip_certs::status::{MINIMUM_LENGTH, Places};
/// let mut places = Places::new(MINIMUM_LENGTH)?;
/// // 32 bytes that the caller drew and nobody else knows.
/// let index = places.draw(&[3; 32])?;
/// assert!(places.is_taken(index) && places.taken() == 1);
/// // Never the same place twice, even for the same bytes.
/// assert_ne!(places.draw(&[3; 32])?, index);
/// # Ok::<(), ip_certs::status::StatusError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    bits: Bits,
    taken: u32,
}

impl Places {
    /// A list of so many places, all of them free; the length is rounded up to whole bytes.
    ///
    /// # Errors
    ///
    /// As [`Bits::new`].
    pub fn new(length: u32) -> Result<Self, StatusError> {
        Ok(Self {
            bits: Bits::new(length)?,
            taken: 0,
        })
    }

    /// A list of which these places are taken, as they were stored.
    ///
    /// # Errors
    ///
    /// As [`Bits::new`]; [`StatusError::Range`] for a place beyond the list, and for one named twice.
    pub fn of(length: u32, taken: impl IntoIterator<Item = u32>) -> Result<Self, StatusError> {
        let mut places = Self::new(length)?;
        taken.into_iter().try_for_each(|index| places.take(index))?;
        Ok(places)
    }

    /// How many places there are.
    pub fn length(&self) -> u32 {
        self.bits.length()
    }

    /// How many are taken.
    pub const fn taken(&self) -> u32 {
        self.taken
    }

    /// Whether a place is taken; `false` beyond the list.
    pub fn is_taken(&self, index: u32) -> bool {
        self.bits.get(index).unwrap_or(false)
    }

    /// Takes a certain place.
    ///
    /// # Errors
    ///
    /// [`StatusError::Range`] beyond the list, and for a place that is taken: none is given twice.
    pub fn take(&mut self, index: u32) -> Result<(), StatusError> {
        if self.bits.get(index)? {
            return Err(StatusError::Range);
        }
        self.bits.set(index, true)?;
        self.taken += 1;
        Ok(())
    }

    /// Takes a free place, each of which is as likely as any other.
    ///
    /// `entropy` is 32 random bytes that nobody else knows; those from which a certificate's salts come will
    /// do, as neither tells anything of the other.
    ///
    /// # Errors
    ///
    /// [`StatusError::Range`] when no place is free.
    pub fn draw(&mut self, entropy: &[u8; 32]) -> Result<u32, StatusError> {
        let mut input = Vec::from(b"ip-certs status place ".as_slice());
        input.extend_from_slice(entropy);
        let [a, b, c, d, e, f, g, h, ..] = DigestAlgorithm::Sm3.of(&input);
        let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let free = u128::from(self.length().saturating_sub(self.taken));
        // The number in proportion to the free places; one of them is more likely than another by less than
        // one in 2^40.
        let rank = (u128::from(number) * free) >> 64;
        let rank = u32::try_from(rank).map_err(|_| StatusError::Range)?;
        let index = self.bits.nth_clear(rank).ok_or(StatusError::Range)?;
        self.take(index)?;
        Ok(index)
    }
}
