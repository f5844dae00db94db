//! Electronic certificate identifier (电子证照标识, `GB/T 36904-2018`): type, issuer, serial, version, check.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt;
use core::ops::Range;
use core::str::FromStr;

use chrono::NaiveDate;

use super::check_char::MOD_37_36;
use super::{Draft, Flaw, Identifier, Kind, Uscc, each};

/// The object identifier arcs that every certificate identifier begins with.
const ROOT: &str = "1.2.156.3005.2.";

/// The longest serial taken; the standard names no end, 32 is the longest seen.
const LONGEST_SERIAL: usize = 64;

/// A certificate identifier whose check character is right.
///
/// ```
/// use ip_core::id::CertificateId;
/// let id = CertificateId::new("11100000MB03271699001", "12100000400013590H", "2024105882198", 1)?;
/// assert_eq!(id.version(), 1);
/// assert_eq!(id.serial(), "2024105882198");
/// assert_eq!(id.to_string().parse::<CertificateId>()?, id);
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CertificateId {
    /// The whole identifier.
    text: String,
    /// Where the issuer ends.
    issuer_end: usize,
}

/// Characters of the type.
const KIND: usize = 21;

/// Characters of the issuer: a division, or a unified social credit code.
const ISSUERS: [usize; 2] = [6, 18];

/// Dots between the five parts after the root.
const DOTS: u8 = 4;

const TYPE: Range<usize> = ROOT.len()..ROOT.len() + KIND;

const FORM: Flaw = Flaw::Form {
    expected: "1.2.156.3005.2.TYPE.ISSUER.SERIAL.VERSION.CHECK",
};

impl CertificateId {
    /// An identifier from its parts, with its check character computed.
    ///
    /// # Errors
    ///
    /// A part of the wrong length or with other characters than digits and capitals.
    pub fn new(kind: &str, issuer: &str, serial: &str, version: u16) -> Result<Self, Flaw> {
        let body = format!("{kind}.{issuer}.{serial}.{version:03}");
        let check = MOD_37_36.compute(body.as_bytes()).unwrap_or('0');
        format!("{ROOT}{body}.{check}").parse()
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn part(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// Type of certificate (证照类型代码): 18 characters of the defining authority and three more.
    pub fn kind(&self) -> &str {
        self.part(TYPE)
    }

    /// Code of the issuing authority (证照颁发机构代码).
    pub fn issuer(&self) -> &str {
        self.part(TYPE.end + 1..self.issuer_end)
    }

    /// Serial (流水号).
    pub fn serial(&self) -> &str {
        let end = self.text.len().saturating_sub(".VVV.C".len());
        self.part(self.issuer_end + 1..end)
    }

    /// Version (版本号): 1 for the first issue, one more for each re-issue.
    pub fn version(&self) -> u16 {
        let end = self.text.len().saturating_sub(".C".len());
        self.part(end.saturating_sub(3)..end)
            .parse()
            .unwrap_or_default()
    }

    /// The check character (校验位), MOD 37,36 over all parts without dots and root.
    pub fn check_character(&self) -> char {
        self.text.chars().next_back().unwrap_or_default()
    }

    /// The identifier of the next issue of the same certificate; `None` after version 999.
    pub fn next_version(&self) -> Option<Self> {
        Self::new(
            self.kind(),
            self.issuer(),
            self.serial(),
            self.version().checked_add(1)?,
        )
        .ok()
    }
}

/// Where the issuer ends in a well-formed identifier whose check character is right.
fn accept(text: &str) -> Option<usize> {
    let parts = text.as_bytes().strip_prefix(ROOT.as_bytes())?;
    let (_, rest) = parts.split_first_chunk::<KIND>()?;
    let rest = rest.strip_prefix(b".")?;
    let dot = ISSUERS
        .into_iter()
        .find(|at| rest.get(*at) == Some(&b'.'))?;
    let (serial, [b'.', version @ .., b'.', _]) = rest.get(dot + 1..)?.split_last_chunk::<6>()?
    else {
        return None;
    };
    let numbered = version != b"000" && version.iter().all(u8::is_ascii_digit);
    let dots = parts.iter().map(|c| u8::from(*c == b'.'));
    let fits = numbered
        && (1..=LONGEST_SERIAL).contains(&serial.len())
        && dots.fold(0u8, u8::wrapping_add) == DOTS
        && MOD_37_36.verify(parts);
    fits.then_some(TYPE.end + 1 + dot)
}

/// Why a text is no identifier.
#[cold]
fn why(text: &str) -> Result<Infallible, Flaw> {
    if text.is_empty() {
        return Err(Flaw::Empty);
    }
    let parts = text.strip_prefix(ROOT).ok_or(FORM)?;
    let mut parts = parts.split('.');
    let mut next = || parts.next().ok_or(FORM);
    let (kind, issuer, serial, version, check) = (next()?, next()?, next()?, next()?, next()?);
    if parts.next().is_some() {
        return Err(FORM);
    }
    let mut place = ROOT.len() + 1;
    for part in [kind, issuer, serial] {
        each(part, place, "0-9, A-Z", |b| {
            b.is_ascii_digit() || b.is_ascii_uppercase()
        })?;
        place += part.len() + 1;
    }
    let numbered = version.len() == 3 && version.bytes().all(|b| b.is_ascii_digit());
    let lengths = [
        ("type", "21 characters", kind.len() == KIND, kind),
        (
            "issuer",
            "18 characters, or a division of 6",
            ISSUERS.contains(&issuer.len()),
            issuer,
        ),
        (
            "serial",
            "1 to 64 characters",
            (1..=LONGEST_SERIAL).contains(&serial.len()),
            serial,
        ),
        (
            "version",
            "001 to 999",
            numbered && version != "000",
            version,
        ),
    ];
    if let Some((part, expected, _, found)) = lengths.into_iter().find(|(_, _, fits, _)| !fits) {
        return Err(Flaw::part(part, expected, found));
    }
    let body = format!("{kind}{issuer}{serial}{version}");
    let expected = MOD_37_36.compute(body.as_bytes()).ok_or(FORM)?;
    let mut check = check.chars();
    match (check.next(), check.next()) {
        (Some(found), None) => Err(Flaw::CheckCharacter { expected, found }),
        _ => Err(FORM),
    }
}

impl FromStr for CertificateId {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        match accept(s) {
            Some(issuer_end) => Ok(Self {
                text: s.into(),
                issuer_end,
            }),
            None => match why(s)? {},
        }
    }
}

impl fmt::Display for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Identifier for CertificateId {
    const KIND: Kind = Kind::CertificateId;

    /// File names carry the identifier with an ending.
    fn tidy(draft: &mut Draft) {
        draft.strip(&["电子证照标识", ":"]);
        draft.strip_end(&[".OFD", ".PDF"]);
    }

    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        let mut notes = Vec::new();
        let authority = self.kind().get(..18).unwrap_or_default();
        for (part, code) in [("type", authority), ("issuer", self.issuer())] {
            match code.parse::<Uscc>() {
                Ok(_) => {}
                Err(Flaw::CheckCharacter { expected, found }) => notes.push(Flaw::InnerCheck {
                    part,
                    expected,
                    found,
                }),
                Err(_) => notes.push(Flaw::Unlisted {
                    part,
                    found: code.into(),
                }),
            }
        }
        notes
    }
}

super::through_text!(
    CertificateId,
    "^1\\.2\\.156\\.3005\\.2\\.[0-9A-Z]{21}\\.([0-9A-Z]{18}|[0-9A-Z]{6})\\.[0-9A-Z]{1,64}\\.\\d{3}\\.[0-9A-Z]$"
);
