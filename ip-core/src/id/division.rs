//! Administrative division code (行政区划代码, `GB/T 2260`): province, prefecture and county, two digits each.
//!
//! The shape alone is checked here; whether a division exists on a day is asked of [`crate::place`].

use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Draft, Flaw, Identifier, Kind, ascii, each, exactly, number, table};

/// How high a division stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DivisionLevel {
    /// Province, autonomous region, municipality (省级).
    Province,
    /// Prefecture-level city, prefecture, league (地级).
    Prefecture,
    /// County, district, county-level city, banner (县级).
    County,
}

/// A division code of a shape that `GB/T 2260` allows.
///
/// ```
/// use ip_core::id::{Division, DivisionLevel};
/// let futian: Division = "440304".parse()?;
/// assert_eq!(futian.level(), DivisionLevel::County);
/// assert_eq!(futian.parent().unwrap().to_string(), "440300");
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Division([u8; 6]);

impl Division {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }

    /// How high it stands.
    pub fn level(&self) -> DivisionLevel {
        match (&self.0[2..4], &self.0[4..]) {
            (b"00", _) => DivisionLevel::Province,
            (_, b"00") => DivisionLevel::Prefecture,
            _ => DivisionLevel::County,
        }
    }

    /// The division above it; none above a province.
    pub fn parent(&self) -> Option<Self> {
        let mut code = self.0;
        match self.level() {
            DivisionLevel::Province => return None,
            DivisionLevel::Prefecture => code[2..].fill(b'0'),
            DivisionLevel::County => code[4..].fill(b'0'),
        }
        Some(Self(code))
    }

    /// The province it belongs to, or itself.
    pub fn province(&self) -> Self {
        let mut code = self.0;
        code[2..].fill(b'0');
        Self(code)
    }

    /// Whether it is `other` or lies within it.
    pub fn is_within(&self, other: &Self) -> bool {
        let upto = match other.level() {
            DivisionLevel::Province => 2,
            DivisionLevel::Prefecture => 4,
            DivisionLevel::County => 6,
        };
        self.0[..upto] == other.0[..upto]
    }
}

impl FromStr for Division {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code: &[u8; 6] = exactly(s, "6")?;
        each(s, 1, "0-9", |b| b.is_ascii_digit())?;
        if !table::is_province([code[0], code[1]]) {
            return Err(Flaw::part(
                "province",
                "a code of GB/T 2260",
                ascii(&code[..2]),
            ));
        }
        let (prefecture, county) = (number(&code[2..4]), number(&code[4..]));
        if !matches!(prefecture, 0..=70 | 90) {
            let found = ascii(&code[2..4]);
            return Err(Flaw::part("prefecture", "00-70 or 90", found));
        }
        if prefecture == 0 && county != 0 {
            let found = county.to_string();
            return Err(Flaw::part("county", "00 where the prefecture is 00", found));
        }
        Ok(Self(*code))
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Identifier for Division {
    const KIND: Kind = Kind::Division;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["行政区划代码", ":"]);
    }

    /// Functional zones of the statistics bureau (`71` to `79`) are no divisions of the standard.
    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        let mut notes = Vec::new();
        if (71..=79).contains(&number(&self.0[4..])) {
            notes.push(Flaw::Unlisted {
                part: "county",
                found: ascii(&self.0[4..]).into(),
            });
        }
        notes
    }
}

super::through_text!(Division, "^\\d{6}$");
