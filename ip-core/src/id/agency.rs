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

/// Practising code of a patent attorney (专利代理师执业备案号): agency, five digits, a check digit.
///
/// The rule of the check digit was not found: it is kept and not checked.
///
/// ```
/// use ip_core::id::AttorneyCode;
/// let code: AttorneyCode = "1103812345.6".parse()?;
/// assert_eq!(code.agency().as_str(), "11038");
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttorneyCode {
    agency: AgencyCode,
    /// Digits 3 to 7 of the qualification, and the check.
    own: [u8; 6],
}

impl AttorneyCode {
    /// The agency.
    pub const fn agency(&self) -> AgencyCode {
        self.agency
    }

    /// The serial of the attorney's qualification: digits 3 to 7 of its number.
    pub fn qualification_serial(&self) -> &str {
        ascii(&self.own[..5])
    }
}

impl FromStr for AttorneyCode {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let text: &[u8; 12] = exactly(s, "10 digits, dot, 1 digit")?;
        if text[10] != b'.' {
            return Err(Flaw::Form {
                expected: "NNNNNNNNNN.N",
            });
        }
        each(s, 1, "0-9", |b| b.is_ascii_digit() || b == b'.')?;
        let mut own = [0; 6];
        own[..5].copy_from_slice(&text[5..10]);
        own[5] = text[11];
        if own.contains(&b'.') {
            return Err(Flaw::Form {
                expected: "NNNNNNNNNN.N",
            });
        }
        Ok(Self {
            agency: ascii(&text[..5]).parse()?,
            own,
        })
    }
}

impl fmt::Display for AttorneyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (own, check) = (ascii(&self.own[..5]), char::from(self.own[5]));
        write!(f, "{}{own}.{check}", self.agency)
    }
}

super::through_text!(AttorneyCode, "^\\d{10}\\.\\d$");

/// Number of a patent attorney's qualification (专利代理师资格证号): two digits of the province and a
/// national serial of five. Longer numbers of later certificates were not found in a source.
///
/// ```
/// use ip_core::id::{AttorneyCode, QualificationNumber};
/// let number: QualificationNumber = "1112345".parse()?;
/// let code: AttorneyCode = "1103812345.6".parse()?;
/// assert_eq!(number.serial(), code.qualification_serial());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QualificationNumber([u8; 7]);

impl QualificationNumber {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }

    /// The national serial.
    pub fn serial(&self) -> &str {
        ascii(&self.0[2..])
    }
}

impl FromStr for QualificationNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let digits: &[u8; 7] = exactly(s, "7")?;
        each(s, 1, "0-9", |b| b.is_ascii_digit())?;
        Ok(Self(*digits))
    }
}

impl fmt::Display for QualificationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

super::through_text!(QualificationNumber, "^\\d{7}$");
