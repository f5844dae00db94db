//! People in events: a keyed hash of the account, so that a log alone names nobody.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use ip_eval::id::PersonRef;
use sha2::Sha256;

use crate::error::AppError;

/// The secret behind pseudonyms; it stays in the data folder.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A secret from random bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl Secret {
    /// A secret of its own for another purpose: HMAC-SHA-256 of the purpose's name.
    pub(crate) fn derived(&self, purpose: &str) -> [u8; 32] {
        // HMAC takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return self.0;
        };
        mac.update(b"derived\0");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// The pseudonym of an account: 128 bits of HMAC-SHA-256, the same every time.
///
/// # Errors
///
/// None in practice: HMAC takes a key of any length, and 33 hexadecimal digits are a reference.
pub fn of(secret: &Secret, account: &str) -> Result<PersonRef, AppError> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.0).map_err(|_| AppError::Forbidden)?;
    mac.update(account.as_bytes());
    let mut text = String::from("p");
    for byte in mac.finalize().into_bytes().iter().take(16) {
        let _ = write!(text, "{byte:02x}");
    }
    PersonRef::new(text).map_err(|_| AppError::Forbidden)
}
