//! Patent application number (专利申请号, `ZC 0006-2003`): year, type of right, serial, check digit.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::check_char::weights_2_to_9;
use super::{Draft, Flaw, Identifier, Kind, ascii, each, number};

/// The right applied for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PatentRight {
    /// 发明.
    Invention,
    /// 实用新型.
    UtilityModel,
    /// 外观设计.
    Design,
}

/// What is known of the check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    /// Present and right.
    Right,
    /// Left out.
    Absent,
    /// Present and different, in the years 1989 to 1992, for which the rule is not proved.
    Unproved,
}

/// A patent application number; the patent number is the same with `ZL` before it.
///
/// ```
/// use ip_core::id::{CheckState, PatentApplicationNumber, PatentRight};
/// let number: PatentApplicationNumber = "201710601862.3".parse()?;
/// assert_eq!(number.right(), PatentRight::Invention);
/// assert_eq!((number.year(), number.check_state()), (2017, CheckState::Right));
/// assert_eq!(number.patent_number(), "ZL201710601862.3");
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PatentApplicationNumber {
    /// Eight or twelve digits; the rest zero bytes.
    digits: [u8; 12],
    length: u8,
    check: Option<u8>,
}

const FORM: Flaw = Flaw::Form {
    expected: "YYYYTNNNNNNN.C or YYTNNNNN.C",
};

impl PatentApplicationNumber {
    fn digits(&self) -> &[u8] {
        self.digits
            .get(..usize::from(self.length))
            .unwrap_or_default()
    }

    /// How many digits the year has.
    const fn year_length(&self) -> usize {
        if self.length == 12 { 4 } else { 2 }
    }

    /// The year of filing.
    pub fn year(&self) -> i32 {
        let year = number(self.digits.get(..self.year_length()).unwrap_or_default());
        let century = match (self.length, year) {
            (12, _) => 0,
            (_, 0..=3) => 2000,
            _ => 1900,
        };
        i32::try_from(year + century).unwrap_or_default()
    }

    fn type_digit(&self) -> u8 {
        self.digits
            .get(self.year_length())
            .copied()
            .unwrap_or_default()
    }

    /// The right applied for.
    pub fn right(&self) -> PatentRight {
        match self.type_digit() {
            b'2' | b'9' => PatentRight::UtilityModel,
            b'3' => PatentRight::Design,
            _ => PatentRight::Invention,
        }
    }

    /// Whether the type says that it entered from an international application (types 8 and 9, since 1998).
    pub fn is_national_phase(&self) -> bool {
        matches!(self.type_digit(), b'8' | b'9')
    }

    /// The running number within year and type.
    pub fn serial(&self) -> u32 {
        number(
            self.digits()
                .get(self.year_length() + 1..)
                .unwrap_or_default(),
        )
    }

    /// The check digit that the number should have.
    pub fn check_digit(&self) -> char {
        weights_2_to_9(self.digits()).unwrap_or('0')
    }

    /// What is known of the check digit.
    pub fn check_state(&self) -> CheckState {
        match self.check {
            None => CheckState::Absent,
            Some(c) if char::from(c) == self.check_digit() => CheckState::Right,
            Some(_) => CheckState::Unproved,
        }
    }

    /// The patent number (专利号) once granted: `ZL` and the application number.
    pub fn patent_number(&self) -> String {
        format!("ZL{self}")
    }

    /// Letters and digits alone, as a serial of other codes.
    pub fn compact(&self) -> String {
        self.to_string().replace('.', "")
    }
}

impl FromStr for PatentApplicationNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let (digits, check) = match s.split_once('.') {
            Some((digits, check)) => (digits, Some(check)),
            None => (s, None),
        };
        let length = match digits.len() {
            0 if s.is_empty() => return Err(Flaw::Empty),
            8 => 8u8,
            12 => 12,
            _ => {
                each(digits, 1, "0-9", |b| b.is_ascii_digit())?;
                return Err(Flaw::Length {
                    expected: "12 or 8 before the check digit",
                    found: digits.chars().count(),
                });
            }
        };
        each(digits, 1, "0-9", |b| b.is_ascii_digit())?;
        let check = match check.map(str::as_bytes) {
            None => None,
            Some(&[c @ (b'0'..=b'9' | b'X')]) => Some(c),
            Some(_) => return Err(FORM),
        };
        let mut bytes = [0; 12];
        bytes
            .iter_mut()
            .zip(digits.bytes())
            .for_each(|(to, from)| *to = from);
        let number = Self {
            digits: bytes,
            length,
            check,
        };
        number.parts()?;
        Ok(number)
    }
}

impl PatentApplicationNumber {
    /// Year, type, serial and check digit.
    fn parts(&self) -> Result<(), Flaw> {
        let year = self.year();
        let written = || ascii(self.digits.get(..self.year_length()).unwrap_or_default());
        match self.length {
            12 if !(2003..=2099).contains(&year) => {
                return Err(Flaw::part("year", "2003 or later", written()));
            }
            8 if !(1985..=2003).contains(&year) => {
                return Err(Flaw::part("year", "85-99 or 00-03", written()));
            }
            _ => {}
        }
        if !matches!(self.type_digit(), b'1' | b'2' | b'3' | b'8' | b'9') {
            let found = char::from(self.type_digit());
            return Err(Flaw::part("type", "1, 2, 3, 8 or 9", found));
        }
        if self.serial() == 0 {
            return Err(Flaw::part("serial", "not zero", "0"));
        }
        let expected = self.check_digit();
        match self.check.map(char::from) {
            Some(found) if found != expected && !(1989..=1992).contains(&year) => {
                Err(Flaw::CheckCharacter { expected, found })
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for PatentApplicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ascii(self.digits()))?;
        match self.check {
            Some(c) => write!(f, ".{}", char::from(c)),
            None => Ok(()),
        }
    }
}

impl Identifier for PatentApplicationNumber {
    const KIND: Kind = Kind::PatentApplication;

    fn tidy(draft: &mut Draft) {
        draft.strip(&[
            "专利申请号",
            "国家申请号",
            "申请号",
            "专利号",
            "NO.",
            ":",
            "CN",
            "ZL",
        ]);
        // Nine characters are eight and a check digit, thirteen are twelve and one.
        if draft.is_ascii_of(9) || draft.is_ascii_of(13) {
            let at = draft.text.len() - 1;
            if !draft.text.contains('.') {
                draft.insert(at, '.');
            }
        }
    }

    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        let expected = self.check_digit();
        let mut notes = Vec::new();
        match (self.check_state(), self.check) {
            (CheckState::Absent, _) => notes.push(Flaw::NoCheckCharacter { expected }),
            (CheckState::Unproved, Some(c)) => notes.push(Flaw::UnprovedCheck {
                expected,
                found: char::from(c),
            }),
            _ => {}
        }
        notes
    }

    /// A number may be of next year at most.
    fn possible(&self, today: NaiveDate) -> Result<(), Flaw> {
        match self.year() <= today.year().saturating_add(1) {
            true => Ok(()),
            false => Err(Flaw::part("year", "not after next year", self.year())),
        }
    }
}

super::through_text!(
    PatentApplicationNumber,
    "^(\\d{2}|\\d{4})[12389](\\d{5}|\\d{7})(\\.[0-9X])?$"
);
