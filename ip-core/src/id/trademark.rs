//! Trademark application or registration number (商标申请号、注册号): digits, up to two letters, no check.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use super::{Draft, Flaw, Identifier, Kind, each, number};

/// A number of the trademark register; with the class it names one right.
///
/// Since 2014 one number may cover several classes, and the letters mark a split application
/// (`Trademark Regulations 2014, r. 22`).
///
/// ```
/// use ip_core::id::{Identifier, TrademarkNumber};
/// let number = TrademarkNumber::read("第12345678号", None)?.value;
/// assert_eq!(number.to_string(), "12345678");
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrademarkNumber(String);

impl TrademarkNumber {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TrademarkNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let digits = s.trim_end_matches(|c: char| c.is_ascii_uppercase());
        if s.len() - digits.len() > 2 {
            return Err(Flaw::Form {
                expected: "1 to 9 digits and at most 2 letters",
            });
        }
        each(digits, 1, "0-9", |b| b.is_ascii_digit())?;
        match digits.len() {
            1..=9 if number(digits.as_bytes()) > 0 => Ok(Self(s.into())),
            1..=9 => Err(Flaw::part("number", "not zero", digits)),
            found => Err(Flaw::Length {
                expected: "1 to 9 digits",
                found,
            }),
        }
    }
}

impl fmt::Display for TrademarkNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Identifier for TrademarkNumber {
    const KIND: Kind = Kind::Trademark;

    fn tidy(draft: &mut Draft) {
        draft.strip(&[
            "商标注册号",
            "商标申请号",
            "注册号",
            "申请号",
            "商标",
            "NO.",
            "第",
            ":",
        ]);
        draft.strip_end(&["号"]);
    }
}

super::through_text!(TrademarkNumber, "^\\d{1,9}[A-Z]{0,2}$");
