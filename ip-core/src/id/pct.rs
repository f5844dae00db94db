//! International application number (PCT): receiving office, year, serial.

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::{Draft, Flaw, Identifier, Kind, ascii, each, number, table};

/// The first year whose numbers have four digits for the year and six for the serial.
const FOUR_DIGITS_SINCE: i32 = 2004;

/// An international application number such as `PCT/CN2023/012345`.
///
/// ```
/// use ip_core::id::{Identifier, PctApplicationNumber};
/// let number = PctApplicationNumber::read("pct-cn2023-012345", None)?.value;
/// assert_eq!(number.to_string(), "PCT/CN2023/012345");
/// assert_eq!((number.receiving_office(), number.year()), ("CN", 2023));
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PctApplicationNumber {
    office: [u8; 2],
    year: i32,
    two_digits: bool,
    serial: u32,
}

const FORM: Flaw = Flaw::Form {
    expected: "PCT/CCYYYY/NNNNNN",
};

impl PctApplicationNumber {
    /// The receiving office (ST.3).
    pub fn receiving_office(&self) -> &str {
        ascii(&self.office)
    }

    /// The year of filing.
    pub const fn year(&self) -> i32 {
        self.year
    }

    /// The running number of the office in the year.
    pub const fn serial(&self) -> u32 {
        self.serial
    }
}

/// The year that two digits of the old form write.
pub(super) fn old_year(digits: &[u8]) -> i32 {
    let year = i32::try_from(number(digits)).unwrap_or_default();
    if year < 50 { 2000 + year } else { 1900 + year }
}

impl FromStr for PctApplicationNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let rest = s.strip_prefix("PCT/").ok_or(FORM)?;
        let (head, serial) = rest.split_once('/').ok_or(FORM)?;
        let (office, year) = head.split_at_checked(2).ok_or(FORM)?;
        each(office, 5, "A-Z", |b| b.is_ascii_uppercase())?;
        each(year, 7, "0-9", |b| b.is_ascii_digit())?;
        each(serial, 8 + year.len(), "0-9", |b| b.is_ascii_digit())?;
        let two_digits = match (year.len(), serial.len()) {
            (4, 6) => false,
            (2, 5) => true,
            _ => return Err(FORM),
        };
        let (year, written) = match two_digits {
            true => (old_year(year.as_bytes()), year),
            false => (
                i32::try_from(number(year.as_bytes())).unwrap_or_default(),
                year,
            ),
        };
        if two_digits && year >= FOUR_DIGITS_SINCE {
            return Err(Flaw::part("year", "four digits since 2004", written));
        }
        if !(1978..=2099).contains(&year) {
            return Err(Flaw::part("year", "1978 or later", written));
        }
        let serial = number(serial.as_bytes());
        if serial == 0 {
            return Err(Flaw::part("serial", "not zero", serial));
        }
        let office = office.as_bytes().try_into().map_err(|_| FORM)?;
        Ok(Self {
            office,
            year,
            two_digits,
            serial,
        })
    }
}

impl fmt::Display for PctApplicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let office = self.receiving_office();
        match self.two_digits {
            true => write!(f, "PCT/{office}{:02}/{:05}", self.year % 100, self.serial),
            false => write!(f, "PCT/{office}{:04}/{:06}", self.year, self.serial),
        }
    }
}

impl Identifier for PctApplicationNumber {
    const KIND: Kind = Kind::PctApplication;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["国际申请号", ":"]);
        if !draft.text.starts_with("PCT") {
            return;
        }
        let compact: alloc::string::String = draft
            .text
            .chars()
            .filter(|c| !matches!(c, '/' | '-'))
            .collect();
        // PCT, two letters, and the digits of one of the two forms.
        let year = match compact.len() {
            15 => 4,
            12 => 2,
            _ => return,
        };
        let slashes = draft.text.matches(['/', '-']).count();
        if compact.is_ascii() && matches!(slashes, 0 | 2) {
            draft.text = compact;
            draft.insert(5 + year, '/');
            draft.insert(3, '/');
        }
    }

    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        let mut notes = Vec::new();
        if !table::is_office(self.office) {
            notes.push(Flaw::Unlisted {
                part: "receiving-office",
                found: self.receiving_office().into(),
            });
        }
        if !self.two_digits && self.year < FOUR_DIGITS_SINCE {
            notes.push(Flaw::Legacy {
                now: "PCT/CCYY/NNNNN before 2004",
            });
        }
        notes
    }

    fn possible(&self, today: NaiveDate) -> Result<(), Flaw> {
        match self.year <= today.year() {
            true => Ok(()),
            false => Err(Flaw::part("year", "not in the future", self.year)),
        }
    }
}

super::through_text!(
    PctApplicationNumber,
    "^PCT/[A-Z]{2}(\\d{4}/\\d{6}|\\d{2}/\\d{5})$"
);
