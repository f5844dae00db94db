//! Business registration number (工商注册号, `GS 15-2006`): the number before the social credit code.

use core::fmt;
use core::str::FromStr;

use super::check_char::MOD_11_10;
use super::{Flaw, ascii, each, exactly};

/// A registration number of 15 digits whose check digit is right (ISO 7064 MOD 11,10).
///
/// ```
/// use ip_core::id::BusinessRegistrationNumber;
/// assert!("440301103308619".parse::<BusinessRegistrationNumber>().is_ok());
/// assert!("110000450227502".parse::<BusinessRegistrationNumber>().is_err()); // should end with 5
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BusinessRegistrationNumber([u8; 15]);

impl BusinessRegistrationNumber {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }

    /// The six digits of the registering authority's division.
    pub fn division_prefix(&self) -> &str {
        ascii(&self.0[..6])
    }
}

impl FromStr for BusinessRegistrationNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let digits: &[u8; 15] = exactly(s, "15")?;
        each(s, 1, "0-9", |b| b.is_ascii_digit())?;
        let found = char::from(digits[14]);
        match MOD_11_10.compute(&digits[..14]) {
            Some(expected) if expected != found => Err(Flaw::CheckCharacter { expected, found }),
            _ => Ok(Self(*digits)),
        }
    }
}

impl fmt::Display for BusinessRegistrationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

super::through_text!(BusinessRegistrationNumber, "^\\d{15}$");
