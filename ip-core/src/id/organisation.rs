//! Organisation code (组织机构代码, `GB 11714-1997`): eight characters, a hyphen, a check character.

use core::fmt;
use core::str::FromStr;

use super::check_char::gb_11714;
use super::{Draft, Flaw, Identifier, Kind, ascii, each, exactly};

/// An organisation code whose check character is right, written `D2143569-X`.
///
/// ```
/// use ip_core::id::OrganisationCode;
/// assert!("D2143569-X".parse::<OrganisationCode>().is_ok());
/// assert!("D2143569-0".parse::<OrganisationCode>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganisationCode([u8; 9]);

impl OrganisationCode {
    /// A code from its nine characters without the hyphen, as inside a unified social credit code.
    ///
    /// # Errors
    ///
    /// The flaw that makes it invalid.
    pub fn from_characters(nine: &str) -> Result<Self, Flaw> {
        let code: &[u8; 9] = exactly(nine, "9")?;
        let (body, found) = (&code[..8], char::from(code[8]));
        match gb_11714(body) {
            Some(right) if right == found => Ok(Self(*code)),
            right => {
                each(nine, 1, "0-9, A-Z", |b| {
                    b.is_ascii_digit() || b.is_ascii_uppercase()
                })?;
                Err(Flaw::CheckCharacter {
                    expected: right.unwrap_or('0'),
                    found,
                })
            }
        }
    }

    /// The nine characters without the hyphen.
    pub fn characters(&self) -> &str {
        ascii(&self.0)
    }
}

impl FromStr for OrganisationCode {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code: &[u8; 10] = exactly(s, "8, hyphen, 1")?;
        if code[8] != b'-' {
            return Err(Flaw::Form {
                expected: "NNNNNNNN-C",
            });
        }
        let mut nine = [0; 9];
        nine[..8].copy_from_slice(&code[..8]);
        nine[8] = code[9];
        match core::str::from_utf8(&nine) {
            Ok(nine) => Self::from_characters(nine),
            Err(_) => each(s, 1, "0-9, A-Z", |b| b.is_ascii()).and(Err(Flaw::Form {
                expected: "NNNNNNNN-C",
            })),
        }
    }
}

impl fmt::Display for OrganisationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", ascii(&self.0[..8]), char::from(self.0[8]))
    }
}

impl Identifier for OrganisationCode {
    const KIND: Kind = Kind::OrganisationCode;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["组织机构代码", ":"]);
        if draft.is_ascii_of(9) && !draft.text.contains('-') {
            draft.insert(8, '-');
        }
    }
}

super::through_text!(OrganisationCode, "^[0-9A-Z]{8}-[0-9X]$");
