//! International registrations: designs (Hague, `DM/…`) and marks (Madrid, printed `G…` in China).

use core::fmt;
use core::str::FromStr;

use super::{Draft, Flaw, Identifier, Kind, each, number};

/// An international design registration such as `DM/081234`, with a letter after a partial transfer.
///
/// ```
/// use ip_core::id::HagueRegistrationNumber;
/// assert!("DM/216543A".parse::<HagueRegistrationNumber>().is_ok());
/// assert!("DM/81234".parse::<HagueRegistrationNumber>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HagueRegistrationNumber {
    number: u32,
    part: Option<u8>,
}

/// Digits and at most one capital after them.
fn digits_and_letter(text: &str, place: usize) -> Result<(&str, Option<u8>), Flaw> {
    let (digits, part) = match text.as_bytes().split_last() {
        Some((letter, _)) if letter.is_ascii_uppercase() => (
            text.get(..text.len() - 1).unwrap_or_default(),
            Some(*letter),
        ),
        _ => (text, None),
    };
    each(digits, place, "0-9", |b| b.is_ascii_digit())?;
    Ok((digits, part))
}

impl FromStr for HagueRegistrationNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        const FORM: Flaw = Flaw::Form {
            expected: "DM/NNNNNN",
        };
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let (digits, part) = digits_and_letter(s.strip_prefix("DM/").ok_or(FORM)?, 4)?;
        match (digits.len(), number(digits.as_bytes())) {
            (6, 0) => Err(Flaw::part("serial", "not zero", digits)),
            (6, number) => Ok(Self { number, part }),
            (found, _) => Err(Flaw::Length {
                expected: "6 digits",
                found,
            }),
        }
    }
}

impl fmt::Display for HagueRegistrationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DM/{:06}", self.number)?;
        match self.part {
            Some(part) => write!(f, "{}", char::from(part)),
            None => Ok(()),
        }
    }
}

impl Identifier for HagueRegistrationNumber {
    const KIND: Kind = Kind::HagueRegistration;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["国际注册号", ":"]);
        if let Some(rest) = draft.text.strip_prefix("DM") {
            let rest = rest.trim_start_matches(['-', '/']);
            draft.text = alloc::format!("DM/{rest}");
        }
    }
}

/// An international mark registration: six or seven digits, and a letter after a partial transfer.
///
/// ```
/// use ip_core::id::{Identifier, MadridRegistrationNumber};
/// let number = MadridRegistrationNumber::read("G1221382", None)?.value;
/// assert_eq!((number.to_string(), number.chinese()), ("1221382".into(), "G1221382".into()));
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MadridRegistrationNumber {
    number: u32,
    part: Option<u8>,
}

impl MadridRegistrationNumber {
    /// The form of Chinese records, with `G` before it.
    pub fn chinese(&self) -> alloc::string::String {
        alloc::format!("G{self}")
    }
}

impl FromStr for MadridRegistrationNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let (digits, part) = digits_and_letter(s, 1)?;
        let number = number(digits.as_bytes());
        match digits.len() {
            6 | 7 if digits.starts_with('0') => {
                Err(Flaw::part("number", "no leading zero", digits))
            }
            6 | 7 => Ok(Self { number, part }),
            found => Err(Flaw::Length {
                expected: "6 or 7 digits",
                found,
            }),
        }
    }
}

impl fmt::Display for MadridRegistrationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number)?;
        match self.part {
            Some(part) => write!(f, "{}", char::from(part)),
            None => Ok(()),
        }
    }
}

impl Identifier for MadridRegistrationNumber {
    const KIND: Kind = Kind::MadridRegistration;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["国际注册号", "第", ":"]);
        draft.strip_end(&["号"]);
        if let Some(rest) = draft.text.strip_prefix('G') {
            draft.text = rest.into();
        }
    }
}

super::through_text!(HagueRegistrationNumber, "^DM/\\d{6}[A-Z]?$");
super::through_text!(MadridRegistrationNumber, "^[1-9]\\d{5,6}[A-Z]?$");
