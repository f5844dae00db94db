//! One-time codes: ten digits a person reads aloud, of which only a keyed hash is kept.

use alloc::format;
use alloc::string::String;

use ip_core::record::Hash;
use serde::{Deserialize, Serialize};

use crate::digest::DigestAlgorithm;

/// How many digits a code has.
pub const CODE_DIGITS: usize = 10;

/// A keyed hash of a code; without the key, ten digits are found by trying them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeHash(Hash);

impl CodeHash {
    /// The hash of a code of an authorisation, under a secret of the service.
    pub fn of(authorisation: &str, code: &str, pepper: &[u8; 32]) -> Self {
        // The secret goes in before and after, so that no hash can be extended.
        let keyed = |bytes: &[u8]| DigestAlgorithm::Sm3.of(&[pepper.as_slice(), bytes].concat());
        let length = (authorisation.len() as u64).to_be_bytes();
        let inner = keyed(&[&length, authorisation.as_bytes(), code.as_bytes()].concat());
        Self(keyed(&inner).into())
    }
}

/// A code from fresh random bytes, all codes as likely as makes no difference.
///
/// ```
/// let code = ip_certs::share::one_time_code(&[7; 16]);
/// assert_eq!(code.len(), ip_certs::share::CODE_DIGITS);
/// assert!(code.bytes().all(|c| c.is_ascii_digit()));
/// ```
pub fn one_time_code(entropy: &[u8; 16]) -> String {
    let number = u128::from_be_bytes(*entropy) % 10u128.pow(CODE_DIGITS as u32);
    format!("{number:0CODE_DIGITS$}")
}
