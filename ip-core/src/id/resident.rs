//! Resident identity number (公民身份号码, `GB 11643-1999`): personal data, masked wherever it is printed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check_char::MOD_11_2;
use super::{Draft, Flaw, Identifier, Kind, ascii, each, exactly, number, table};

/// The sex that the sequence number encodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Even sequence numbers.
    Female,
    /// Odd sequence numbers.
    Male,
}

/// A resident identity number whose check character and date of birth are right.
///
/// `Debug` and `Display` show the first six and the last two characters alone, and there is no
/// `Serialize`; [`ResidentId::expose`] gives the number to the one who may see it.
///
/// ```
/// use ip_core::id::ResidentId;
/// let sample: ResidentId = "11010519491231002X".parse()?; // the standard's own sample
/// assert_eq!(sample.to_string(), "110105**********2X");
/// assert_eq!(sample.expose(), "11010519491231002X");
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResidentId([u8; 18]);

impl ResidentId {
    /// The whole number.
    pub fn expose(&self) -> &str {
        ascii(&self.0)
    }

    /// The day of birth.
    pub fn born(&self) -> NaiveDate {
        date(&self.0[6..14]).unwrap_or_default()
    }

    /// The sex.
    pub const fn sex(&self) -> Sex {
        match self.0[16] % 2 {
            0 => Sex::Female,
            _ => Sex::Male,
        }
    }

    /// Whether it is the number of a foreign permanent resident (since 2023, beginning with `9`).
    pub const fn is_foreign_permanent_resident(&self) -> bool {
        self.0[0] == b'9'
    }
}

/// Stands for a date of birth in flaws, which are logged.
const MASK: &str = "********";

/// Eight digits as a day, from 1800 on.
fn date(digits: &[u8]) -> Option<NaiveDate> {
    let (year, month, day) = (&digits[..4], &digits[4..6], &digits[6..8]);
    let year = i32::try_from(number(year)).ok().filter(|y| *y >= 1800)?;
    NaiveDate::from_ymd_opt(year, number(month), number(day))
}

impl FromStr for ResidentId {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code: &[u8; 18] = exactly(s, "18")?;
        each(s.get(..17).unwrap_or(s), 1, "0-9", |b| b.is_ascii_digit())?;
        each(s.get(17..).unwrap_or(s), 18, "0-9 or X", |b| {
            b.is_ascii_digit() || b == b'X'
        })?;
        // Cards of foreign permanent residents begin with 9; residence permits with 81, 82, 83.
        let region = [code[0], code[1]];
        let permit = matches!(&region, b"81" | b"82" | b"83") && &code[2..6] == b"0000";
        if code[0] != b'9' && !permit && !table::is_province(region) {
            return Err(Flaw::part(
                "division",
                "a province of GB/T 2260",
                ascii(&region),
            ));
        }
        if date(&code[6..14]).is_none() {
            return Err(Flaw::part("birth-date", "a real day, YYYYMMDD", MASK));
        }
        let found = char::from(code[17]);
        match MOD_11_2.compute(&code[..17]) {
            Some([expected, _]) if expected != found => {
                Err(Flaw::CheckCharacter { expected, found })
            }
            _ => Ok(Self(*code)),
        }
    }
}

impl fmt::Display for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}**********{}",
            ascii(&self.0[..6]),
            ascii(&self.0[16..])
        )
    }
}

impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Identifier for ResidentId {
    const KIND: Kind = Kind::ResidentId;

    /// Fifteen digits, not issued since 2000 and void since 2013, gain the century and the check.
    fn tidy(draft: &mut Draft) {
        draft.strip(&[
            "公民身份号码",
            "居民身份证号码",
            "身份证号码",
            "身份证号",
            ":",
        ]);
        if draft.is_ascii_of(15) && draft.text.bytes().all(|b| b.is_ascii_digit()) {
            draft.text.insert_str(6, "19");
            if let Some([check, _]) = MOD_11_2.compute(draft.text.as_bytes()) {
                draft.text.push(check);
            }
            draft.notes.push(Flaw::Legacy {
                now: "18 characters",
            });
        }
    }

    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        Vec::new()
    }

    fn possible(&self, today: NaiveDate) -> Result<(), Flaw> {
        match self.born() <= today {
            true => Ok(()),
            false => Err(Flaw::part("birth-date", "not in the future", MASK)),
        }
    }

    fn canonical(&self) -> String {
        self.expose().to_string()
    }
}

super::read_through_text!(ResidentId, "^\\d{17}[0-9X]$");
