//! Patent publication number (专利文献号, `ZC 0007-2012`) with its kind code (`ZC 0008-2012`).

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;

use super::{Draft, Flaw, Identifier, Kind, PatentRight, ascii};

/// A publication number such as `CN101234567B`.
///
/// ```
/// use ip_core::id::{PatentPublicationNumber, PatentRight};
/// let number: PatentPublicationNumber = "CN306123456S".parse()?;
/// assert_eq!(number.right(), PatentRight::Design);
/// assert!("CN101234567U".parse::<PatentPublicationNumber>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PatentPublicationNumber {
    /// Seven, eight or nine digits; the rest zero bytes.
    digits: [u8; 9],
    length: u8,
    kind: u8,
    kind_digit: Option<u8>,
}

const FORM: Flaw = Flaw::Form {
    expected: "CN, 7 or 9 digits, kind code",
};

impl PatentPublicationNumber {
    fn digits(&self) -> &[u8] {
        self.digits
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }

    /// The right published.
    pub const fn right(&self) -> PatentRight {
        match self.kind {
            b'U' | b'Y' => PatentRight::UtilityModel,
            b'S' | b'D' => PatentRight::Design,
            _ => PatentRight::Invention,
        }
    }

    /// The letter of the kind code.
    pub const fn kind_letter(&self) -> char {
        self.kind as char
    }

    /// Whether it is the number of the years 1985 to 1988, which was the application number.
    pub const fn is_of_first_years(&self) -> bool {
        self.length == 8
    }
}

impl FromStr for PatentPublicationNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let rest = s.strip_prefix("CN").ok_or(FORM)?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or(FORM)?;
        let (digits, code) = rest.split_at(end);
        let (kind, kind_digit) = match *code.as_bytes() {
            [kind] => (kind, None),
            [kind, digit] => (kind, Some(digit)),
            _ => return Err(FORM),
        };
        let fits = match kind {
            b'A' | b'B' | b'U' => matches!(kind_digit, None | Some(b'8' | b'9')),
            b'C' | b'Y' => matches!(kind_digit, None | Some(b'1'..=b'7')),
            b'S' => matches!(kind_digit, None | Some(b'1'..=b'9')),
            b'D' => kind_digit.is_none(),
            _ => false,
        };
        if !fits {
            return Err(Flaw::part("kind-code", "of ZC 0008", code));
        }
        if !matches!(digits.len(), 7..=9) {
            return Err(Flaw::Length {
                expected: "7 or 9 digits",
                found: digits.len(),
            });
        }
        let mut number = Self {
            digits: [0; 9],
            length: digits.len() as u8,
            kind,
            kind_digit,
        };
        number
            .digits
            .iter_mut()
            .zip(digits.bytes())
            .for_each(|(to, from)| *to = from);
        let right = match digits.len() {
            8 => {
                let year = digits.get(..2).unwrap_or_default();
                if !matches!(year, "85" | "86" | "87" | "88") {
                    return Err(Flaw::Length {
                        expected: "7 or 9 digits",
                        found: 8,
                    });
                }
                number.digits[2]
            }
            _ => number.digits[0],
        };
        let expected = match number.right() {
            PatentRight::Invention => b'1',
            PatentRight::UtilityModel => b'2',
            PatentRight::Design => b'3',
        };
        match right {
            right if right == expected => Ok(number),
            b'1'..=b'3' => Err(Flaw::part("kind-code", "of the same right", code)),
            other => Err(Flaw::part("right", "1, 2 or 3", char::from(other))),
        }
    }
}

impl fmt::Display for PatentPublicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CN{}{}", ascii(self.digits()), char::from(self.kind))?;
        match self.kind_digit {
            Some(digit) => write!(f, "{}", char::from(digit)),
            None => Ok(()),
        }
    }
}

impl Identifier for PatentPublicationNumber {
    const KIND: Kind = Kind::PatentPublication;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["申请公布号", "授权公告号", "公开号", "公告号", ":"]);
    }

    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        let mut notes = Vec::new();
        if self.is_of_first_years() {
            notes.push(Flaw::Legacy {
                now: "CN, 9 digits, kind code",
            });
        }
        notes
    }
}

super::through_text!(
    PatentPublicationNumber,
    "^CN(\\d{7}|\\d{8}|\\d{9})[ABCUYSD][1-9]?$"
);
