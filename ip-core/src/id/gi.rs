//! Geographical indication (地理标志): there is no single number, so a reference names its register.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;

use super::{Draft, Flaw, Identifier, Kind, number};

/// How a geographical indication is identified.
///
/// A collective or certification mark is a trademark and carries a [`super::TrademarkNumber`]; users of
/// the sign are identified by their unified social credit code.
///
/// ```
/// use ip_core::id::{GiReference, Identifier};
/// let gi = GiReference::read("国家知识产权局公告第三五四号", None)?.value;
/// assert_eq!(gi, GiReference::Cnipa { number: 354 });
/// assert_eq!(gi.to_string(), "国家知识产权局公告第354号");
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum GiReference {
    /// An announcement of the quality supervision administration (质检总局, until 2018).
    Aqsiq {
        /// Year of the announcement.
        year: u16,
        /// Its number within the year.
        number: u32,
    },
    /// An announcement of the intellectual property administration, numbered through.
    Cnipa {
        /// Its number.
        number: u32,
    },
    /// A registration of the former agriculture ministry (农产品地理标志, closed in 2022).
    Agi(String),
}

const AQSIQ: &str = "国家质量监督检验检疫总局公告";
const CNIPA: &str = "国家知识产权局公告";
const FORM: Flaw = Flaw::Form {
    expected: "国家知识产权局公告第N号, 国家质量监督检验检疫总局公告YYYY年第N号 or AGIYYYY-NN-NNNNN",
};

/// A number in Arabic or Chinese numerals, from 1 to 99999.
fn numeral(text: &str) -> Option<u32> {
    if !text.is_empty() && text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(number(text.as_bytes())).filter(|n| *n > 0);
    }
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|d| d == c);
    let has_units = text.contains(['十', '百', '千']);
    let (mut total, mut last) = (0u32, None);
    for (i, c) in text.chars().enumerate() {
        let unit = match c {
            '十' => Some(10),
            '百' => Some(100),
            '千' => Some(1000),
            _ => None,
        };
        if i > 8 {
            return None;
        }
        if let Some(unit) = unit {
            total = total.checked_add(last.take().unwrap_or(1) * unit)?;
        } else {
            let value = digit(if c == '零' { '〇' } else { c })?;
            let value = u32::try_from(value).ok()?;
            if has_units {
                last = Some(value);
            } else {
                total = total.checked_mul(10)?.checked_add(value)?;
            }
        }
    }
    let sum = total.checked_add(last.unwrap_or_default())?;
    (1..=99_999).contains(&sum).then_some(sum)
}

impl FromStr for GiReference {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let in_order = |text: &str| {
            let number = text.strip_prefix('第')?.strip_suffix('号')?;
            (number.len() <= 5 && number.bytes().all(|b| b.is_ascii_digit()))
                .then(|| super::number(number.as_bytes()))
                .filter(|n| *n > 0 && !number.starts_with('0'))
        };
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        if let Some(rest) = s.strip_prefix(CNIPA) {
            return Ok(Self::Cnipa {
                number: in_order(rest).ok_or(FORM)?,
            });
        }
        if let Some(rest) = s.strip_prefix(AQSIQ) {
            let (year, rest) = rest.split_once('年').ok_or(FORM)?;
            let digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
            let year = u16::try_from(number(year.as_bytes())).unwrap_or_default();
            if !digits || !(1999..=2018).contains(&year) {
                return Err(Flaw::part("year", "1999 to 2018", year));
            }
            return Ok(Self::Aqsiq {
                year,
                number: in_order(rest).ok_or(FORM)?,
            });
        }
        let rest = s.strip_prefix("AGI").ok_or(FORM)?;
        let lengths: Vec<usize> = rest.split('-').map(str::len).collect();
        let digits = rest.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        match (digits, lengths.as_slice()) {
            (true, [4, 2, 5] | [5]) => Ok(Self::Agi(s.into())),
            _ => Err(FORM),
        }
    }
}

impl fmt::Display for GiReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Aqsiq { year, number } => write!(f, "{AQSIQ}{year}年第{number}号"),
            Self::Cnipa { number } => write!(f, "{CNIPA}第{number}号"),
            Self::Agi(text) => f.pad(text),
        }
    }
}

impl Identifier for GiReference {
    const KIND: Kind = Kind::Gi;

    fn tidy(draft: &mut Draft) {
        let text = &draft.text;
        if text.is_ascii() {
            return;
        }
        let issuer = if text.contains("质检总局") || text.contains("质量监督检验检疫总局")
        {
            AQSIQ
        } else if text.contains("知识产权局") {
            CNIPA
        } else {
            return;
        };
        let after = text.find('局').map_or("", |at| {
            text.get(at + '局'.len_utf8()..).unwrap_or_default()
        });
        let plain = after.replace("公告", "");
        let (year, rest) = match plain.split_once('年') {
            Some((year, rest)) => (year, rest),
            None => ("", plain.as_str()),
        };
        let numbered = rest
            .strip_prefix('第')
            .and_then(|r| r.strip_suffix('号'))
            .and_then(numeral);
        if let Some(number) = numbered {
            draft.text = match issuer {
                AQSIQ => format!("{AQSIQ}{year}年第{number}号"),
                _ => format!("{CNIPA}第{number}号"),
            };
        }
    }

    /// The form of the agriculture ministry's numbers was not read in a source.
    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        match self {
            Self::Agi(_) => Vec::from([Flaw::Unproved]),
            _ => Vec::new(),
        }
    }
}

super::through_text!(GiReference, "^(AGI|国家).*$");
