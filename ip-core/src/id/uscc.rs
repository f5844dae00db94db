//! Unified social credit code (统一社会信用代码, `GB 32100-2015`): 18 characters, check mod 31.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;

use super::check_char::{gb_11714, gb_32100, gb_32100_value};
use super::{Draft, Flaw, Identifier, Kind, OrganisationCode, ascii, exactly, table};

/// A unified social credit code whose check character is right.
///
/// ```
/// use ip_core::id::Uscc;
/// let code: Uscc = "91110000802100433B".parse()?;
/// assert_eq!(code.division_prefix(), "110000");
/// assert_eq!(code.subject_code(), "802100433");
/// assert!("91110000802100433O".parse::<Uscc>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uscc([u8; 18]);

impl Uscc {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }

    /// Registering authority, such as `9` market regulation.
    pub const fn authority(&self) -> char {
        self.0[0] as char
    }

    /// Type of body under that authority.
    pub const fn body(&self) -> char {
        self.0[1] as char
    }

    /// The six digits of the division of registration, at the time of registration.
    pub fn division_prefix(&self) -> &str {
        self.as_str().get(2..8).unwrap_or_default()
    }

    /// The nine characters of the subject: an organisation code without its hyphen.
    pub fn subject_code(&self) -> &str {
        self.as_str().get(8..17).unwrap_or_default()
    }

    /// The organisation code inside, if its own check character is right.
    pub fn organisation_code(&self) -> Option<OrganisationCode> {
        OrganisationCode::from_characters(self.subject_code()).ok()
    }

    /// The first eight and the last two characters, for logs.
    pub fn masked(&self) -> String {
        format!("{}********{}", ascii(&self.0[..8]), ascii(&self.0[16..]))
    }
}

impl FromStr for Uscc {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code: &[u8; 18] = exactly(s, "18")?;
        let (body, check) = (&code[..17], char::from(code[17]));
        match gb_32100(body) {
            Some(right) if right == check && code[2..8].iter().all(u8::is_ascii_digit) => {
                Ok(Self(*code))
            }
            right => Err(why(s, right, check)),
        }
    }
}

/// Why a text of 18 bytes is no code.
#[cold]
fn why(text: &str, right: Option<char>, found: char) -> Flaw {
    let wrong = text.chars().enumerate().find(|(at, c)| {
        let fits = |b: u8| match at {
            2..8 => b.is_ascii_digit(),
            _ => gb_32100_value(b).is_some(),
        };
        !u8::try_from(*c).is_ok_and(fits)
    });
    match (wrong, right) {
        (Some((at, found)), _) => Flaw::Character {
            place: at + 1,
            expected: match at {
                2..8 => "0-9",
                _ => "0-9, A-Z except I, O, S, V, Z",
            },
            found,
        },
        (None, Some(expected)) => Flaw::CheckCharacter { expected, found },
        (None, None) => Flaw::Form {
            expected: "18 characters",
        },
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Identifier for Uscc {
    const KIND: Kind = Kind::Uscc;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["统一社会信用代码", "USCC", ":"]);
        draft.text.retain(|c| c != '-');
    }

    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        let mut notes = Vec::new();
        if !table::is_uscc_body([self.0[0], self.0[1]]) {
            notes.push(Flaw::Unlisted {
                part: "authority",
                found: ascii(&self.0[..2]).into(),
            });
        }
        let division = [self.0[2], self.0[3]];
        if !table::is_province(division) && &self.0[2..8] != b"100000" {
            notes.push(Flaw::Unlisted {
                part: "division",
                found: self.division_prefix().into(),
            });
        }
        let found = char::from(self.0[16]);
        if let Some(expected) = gb_11714(&self.0[8..16]).filter(|right| *right != found) {
            notes.push(Flaw::InnerCheck {
                part: "organisation-code",
                expected,
                found,
            });
        }
        notes
    }
}

super::through_text!(
    Uscc,
    "^[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$"
);
