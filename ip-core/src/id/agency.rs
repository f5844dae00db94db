//! Patent agency code (专利代理机构代码): five digits, no check character.

use core::fmt;
use core::str::FromStr;

use super::{Draft, Flaw, Identifier, Kind, ascii, each, exactly};

/// Patent agency code (专利代理机构代码): two digits of the province of registration and a serial.
///
/// The first two digits are not those of `GB/T 2260`: `72` exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgencyCode([u8; 5]);

impl AgencyCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

impl FromStr for AgencyCode {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code = exactly::<5>(s, "5")?;
        each(s, 1, "0-9", |b| b.is_ascii_digit())?;
        if code[0] == b'0' || &code[2..] == b"000" {
            return Err(Flaw::part("agency", "11001 or more", s));
        }
        Ok(Self(*code))
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Identifier for AgencyCode {
    const KIND: Kind = Kind::Agency;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["专利代理机构代码", "代理机构代码", "机构代码", ":"]);
    }
}

super::through_text!(AgencyCode, "^[1-9]\\d{4}$");
