//! International publication number (WO): year, serial, and the kind code if written.

use core::fmt;
use core::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::{Draft, Flaw, Identifier, Kind, each, number, pct};

/// An international publication number such as `WO2023/123456A1`.
///
/// ```
/// use ip_core::id::WoPublicationNumber;
/// let number: WoPublicationNumber = "WO2023/123456A1".parse()?;
/// assert_eq!(number.year(), 2023);
/// assert!("WO2023/12345".parse::<WoPublicationNumber>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WoPublicationNumber {
    year: i32,
    /// Digits of year and serial as written: 4 and 6, or 2 and 5 or 6.
    written: (u8, u8),
    serial: u32,
    kind: Option<u8>,
}

const FORM: Flaw = Flaw::Form {
    expected: "WOYYYY/NNNNNN with A1, A2, A3, A8 or A9",
};

impl WoPublicationNumber {
    /// The year of publication.
    pub const fn year(&self) -> i32 {
        self.year
    }

    /// The running number in the year.
    pub const fn serial(&self) -> u32 {
        self.serial
    }
}

impl FromStr for WoPublicationNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let rest = s.strip_prefix("WO").ok_or(FORM)?;
        let (year, rest) = rest.split_once('/').ok_or(FORM)?;
        let (serial, kind) = match rest.split_once('A') {
            Some((serial, kind)) => (serial, Some(kind)),
            None => (rest, None),
        };
        each(year, 3, "0-9", |b| b.is_ascii_digit())?;
        each(serial, 4 + year.len(), "0-9", |b| b.is_ascii_digit())?;
        let kind = match kind.map(str::as_bytes) {
            None => None,
            Some(&[c @ (b'1' | b'2' | b'3' | b'8' | b'9')]) => Some(c),
            Some(_) => return Err(Flaw::part("kind-code", "A1, A2, A3, A8 or A9", rest)),
        };
        let written = (year.len(), serial.len());
        let value = match written {
            (4, 6) => i32::try_from(number(year.as_bytes())).unwrap_or_default(),
            (2, 5 | 6) => pct::old_year(year.as_bytes()),
            _ => return Err(FORM),
        };
        // Two digits served from 1978 to 2004, four since 2002 in part and wholly since 2004.
        let possible = match written {
            (4, _) => (2000..=2099).contains(&value),
            _ => (1978..=2004).contains(&value),
        };
        if !possible {
            return Err(Flaw::part("year", "1978 or later", year));
        }
        let serial = number(serial.as_bytes());
        if serial == 0 {
            return Err(Flaw::part("serial", "not zero", serial));
        }
        Ok(Self {
            year: value,
            written: (written.0 as u8, written.1 as u8),
            serial,
            kind,
        })
    }
}

impl fmt::Display for WoPublicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (years, serials) = (usize::from(self.written.0), usize::from(self.written.1));
        let year = if years == 2 {
            self.year % 100
        } else {
            self.year
        };
        write!(f, "WO{year:0years$}/{:0serials$}", self.serial)?;
        match self.kind {
            Some(kind) => write!(f, "A{}", char::from(kind)),
            None => Ok(()),
        }
    }
}

impl Identifier for WoPublicationNumber {
    const KIND: Kind = Kind::WoPublication;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["国际公布号", ":"]);
        let text = &draft.text;
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let kind = usize::from(text.contains('A'));
        if !text.contains('/') && text.is_ascii() && text.starts_with("WO") {
            match digits - kind.min(digits) {
                10 => draft.insert(6, '/'),
                7 | 8 => draft.insert(4, '/'),
                _ => {}
            }
        }
    }

    fn possible(&self, today: NaiveDate) -> Result<(), Flaw> {
        match self.year <= today.year() {
            true => Ok(()),
            false => Err(Flaw::part("year", "not in the future", self.year)),
        }
    }
}

super::through_text!(
    WoPublicationNumber,
    "^WO(\\d{4}/\\d{6}|\\d{2}/\\d{5,6})(A[12389])?$"
);
