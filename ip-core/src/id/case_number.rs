//! Numbers of cases and of recordals met in files of the office: licence and pledge recordals, re-examination,
//! invalidation, review and opposition of trademarks, certificates of grant.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::{Draft, Flaw, Identifier, Kind, PatentRight, each, number};

/// What a case number is the number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CaseKind {
    /// Recordal of a patent licence (专利实施许可合同备案).
    LicenceRecordal,
    /// Registration of a pledge of patents (专利权质押登记).
    PledgeRegistration,
    /// Re-examination of a patent application (专利复审).
    Reexamination,
    /// Invalidation of a patent of this right (专利无效宣告).
    Invalidation(PatentRight),
    /// Review decision on a trademark (商标评审).
    TrademarkReview,
    /// Opposition decision on a trademark (商标异议).
    TrademarkOpposition,
    /// Certificate of grant (专利证书).
    Certificate,
}

/// The number of a case or recordal; none has a check character.
///
/// ```
/// use ip_core::id::{CaseKind, CaseNumber, PatentRight};
/// let number: CaseNumber = "4W112345".parse()?;
/// assert_eq!(number.kind(), CaseKind::Invalidation(PatentRight::Invention));
/// assert_eq!("商评字[2023]第0000123456号".parse::<CaseNumber>()?.year(), Some(2023));
/// assert!("7W112345".parse::<CaseNumber>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseNumber {
    text: String,
    kind: CaseKind,
    year: Option<u16>,
}

const FORM: Flaw = Flaw::Form {
    expected: "1F and 6 digits, 4W, 5W or 6W and 6 digits, X or Y and year and digits, \
               商评字[YYYY]第N号, (YYYY)商标异字第N号 or 证书号第N号",
};

impl CaseNumber {
    /// What it is the number of.
    pub const fn kind(&self) -> CaseKind {
        self.kind
    }

    /// The year, where the number carries one.
    pub const fn year(&self) -> Option<u16> {
        self.year
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Digits from `least` to `most` in number, from this place on.
fn digits(text: &str, place: usize, least: usize, most: usize) -> Result<(), Flaw> {
    each(text, place, "0-9", |b| b.is_ascii_digit())?;
    match (least..=most).contains(&text.len()) {
        true => Ok(()),
        false => Err(FORM),
    }
}

/// A year of four digits; the office opened in 1985.
fn year(text: &str) -> Result<u16, Flaw> {
    let value = number(text.as_bytes());
    match u16::try_from(value) {
        Ok(year @ 1985..=2099) if text.len() == 4 => Ok(year),
        _ => Err(Flaw::part("year", "1985 or later", text)),
    }
}

/// The kind and the year of a text in canonical form.
fn parts(text: &str) -> Result<(CaseKind, Option<u16>), Flaw> {
    if text.is_empty() {
        return Err(Flaw::Empty);
    }
    let between = |head: &str, tail: &str| text.strip_prefix(head)?.strip_suffix(tail);
    if let Some(serial) = between("证书号第", "号") {
        digits(serial, 5, 1, 10)?;
        return Ok((CaseKind::Certificate, None));
    }
    let decisions = [
        ("商评字[", "]第", CaseKind::TrademarkReview),
        ("(", ")商标异字第", CaseKind::TrademarkOpposition),
    ];
    for (head, middle, kind) in decisions {
        if let Some((written, serial)) = between(head, "号").and_then(|t| t.split_once(middle)) {
            let at = head.chars().count() + 1;
            each(written, at, "0-9", |b| b.is_ascii_digit())?;
            digits(serial, at + 4 + middle.chars().count(), 1, 10)?;
            return Ok((kind, Some(year(written)?)));
        }
    }
    let (head, rest) = text.split_at_checked(1).ok_or(FORM)?;
    let recordal = match head {
        "X" => Some(CaseKind::LicenceRecordal),
        "Y" => Some(CaseKind::PledgeRegistration),
        _ => None,
    };
    if let Some(kind) = recordal {
        // Year, two to six digits of the region, a serial.
        digits(rest, 2, 10, 16)?;
        return Ok((kind, Some(year(rest.get(..4).unwrap_or_default())?)));
    }
    let kind = match text.get(..2) {
        Some("1F") => CaseKind::Reexamination,
        Some("4W") => CaseKind::Invalidation(PatentRight::Invention),
        Some("5W") => CaseKind::Invalidation(PatentRight::UtilityModel),
        Some("6W") => CaseKind::Invalidation(PatentRight::Design),
        _ => return Err(FORM),
    };
    digits(text.get(2..).unwrap_or_default(), 3, 6, 6)?;
    Ok((kind, None))
}

impl FromStr for CaseNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let (kind, year) = parts(s)?;
        Ok(Self {
            text: s.into(),
            kind,
            year,
        })
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Identifier for CaseNumber {
    const KIND: Kind = Kind::CaseNumber;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["案件编号", "案号", "备案号", "登记号", ":"]);
        if draft.text.contains(['〔', '〕']) {
            draft.text = draft.text.replace('〔', "[").replace('〕', "]");
        }
        // Both brackets are written in both decisions; the canonical form has one of each.
        let swapped = [
            ("商评字(", ")第", "商评字[", "]第"),
            ("[", "]商标异字", "(", ")商标异字"),
        ];
        for (head, middle, new_head, new_middle) in swapped {
            let rest = draft.text.strip_prefix(head);
            if let Some((written, serial)) = rest.and_then(|rest| rest.split_once(middle)) {
                draft.text = format!("{new_head}{written}{new_middle}{serial}");
            }
        }
    }

    /// The make-up of recordal numbers was not found: they are kept as written.
    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        match self.kind {
            CaseKind::LicenceRecordal | CaseKind::PledgeRegistration => Vec::from([Flaw::Unproved]),
            _ => Vec::new(),
        }
    }

    fn possible(&self, today: NaiveDate) -> Result<(), Flaw> {
        match self.year {
            Some(year) if i32::from(year) > today.year() => {
                Err(Flaw::part("year", "not in the future", year))
            }
            _ => Ok(()),
        }
    }
}

super::through_text!(
    CaseNumber,
    "^(1F\\d{6}|[456]W\\d{6}|[XY]\\d{10,16}|商评字\\[\\d{4}\\]第\\d{1,10}号|\\(\\d{4}\\)商标异字第\\d{1,10}号|证书号第\\d{1,10}号)$"
);
