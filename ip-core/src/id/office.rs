//! Countries and offices (WIPO ST.3), and the application number that carries them (ST.13).

use core::fmt;
use core::str::FromStr;

use super::{Flaw, ascii, each, exactly, number, table};
use crate::text::Lang;

/// A two-letter code of a country or office (`WIPO ST.3`): ISO 3166-1 alpha-2 and codes of organisations.
///
/// Its name stands in `data/id/st3.csv`, so that what government users write is data.
///
/// ```
/// use ip_core::{id::Office, text::Lang};
/// let office: Office = "EP".parse()?;
/// assert_eq!(office.name(Lang::En), "European Patent Office"); // no country
/// assert_eq!("HK".parse::<Office>()?.name(Lang::Zh), "中国香港");
/// assert!("QQ".parse::<Office>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Office([u8; 2]);

impl Office {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }

    /// The short name of the country or office.
    pub fn name(&self, lang: Lang) -> &str {
        table::office_names(self.as_str()).map_or(self.as_str(), |(zh, en)| match lang {
            Lang::Zh => zh,
            Lang::En => en,
        })
    }

    /// Every code of the table, in its order.
    pub fn all() -> impl Iterator<Item = Self> {
        table::offices().map(Self)
    }
}

impl FromStr for Office {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let letters: &[u8; 2] = exactly(s, "2")?;
        each(s, 1, "A-Z", |b| b.is_ascii_uppercase())?;
        match table::is_office(*letters) {
            true => Ok(Self(*letters)),
            false => Err(Flaw::part("office", "a code of ST.3", s)),
        }
    }
}

impl fmt::Display for Office {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// An application number of the exchange formats (`WIPO ST.13`): office if written, type of right,
/// year, serial.
///
/// The table of types was not read; any two digits pass.
///
/// ```
/// use ip_core::id::ExchangeNumber;
/// let number: ExchangeNumber = "CN102023000012345".parse()?;
/// assert_eq!((number.year(), number.serial()), (2023, 12_345));
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExchangeNumber {
    office: Option<Office>,
    digits: [u8; 15],
}

impl ExchangeNumber {
    /// The office, where written.
    pub const fn office(&self) -> Option<Office> {
        self.office
    }

    /// The two digits of the type of right.
    pub fn right_type(&self) -> &str {
        ascii(&self.digits[..2])
    }

    /// The year.
    pub fn year(&self) -> u32 {
        number(&self.digits[2..6])
    }

    /// The running number.
    pub fn serial(&self) -> u32 {
        number(&self.digits[6..])
    }
}

impl FromStr for ExchangeNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let (office, digits) = match s.len() {
            17 => {
                let (office, digits) = s.split_at_checked(2).unwrap_or((s, ""));
                (Some(office.parse()?), digits)
            }
            _ => (None, s),
        };
        let bytes: &[u8; 15] = exactly(digits, "15 digits after the office")?;
        each(digits, 1, "0-9", |b| b.is_ascii_digit())?;
        Ok(Self {
            office,
            digits: *bytes,
        })
    }
}

impl fmt::Display for ExchangeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(office) = self.office {
            write!(f, "{office}")?;
        }
        f.write_str(ascii(&self.digits))
    }
}

super::through_text!(Office, "^[A-Z]{2}$");
super::through_text!(ExchangeNumber, "^([A-Z]{2})?\\d{15}$");
