//! Layout-design registration number (集成电路布图设计登记号): `BS.`, year, `5`, serial, check.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;

use super::check_char::weights_2_to_9;
use super::{Draft, Flaw, Identifier, Kind, each};

/// A layout-design number: eight digits and a check digit, or another one kept as written.
///
/// The check rule was inferred from three real numbers: it is that of `ZC 0006-2003`. Other
/// forms were not seen; they are kept and marked unproved, not refused.
///
/// ```
/// use ip_core::id::{Identifier, LayoutDesignNumber};
/// let number = LayoutDesignNumber::read("BS.185559220", None)?.value;
/// assert_eq!(number.to_string(), "BS.18555922.0");
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayoutDesignNumber(String);

impl LayoutDesignNumber {
    /// Whether its form has a check digit, which then is right.
    pub fn is_checked(&self) -> bool {
        self.0.len() == "BS.18555922.0".len() && self.0.as_bytes().get(11) == Some(&b'.')
    }
}

impl FromStr for LayoutDesignNumber {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        const FORM: Flaw = Flaw::Form {
            expected: "BS.YY5NNNNN.C",
        };
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let rest = s.strip_prefix("BS.").ok_or(FORM)?;
        if let Some((digits, check)) = rest.split_once('.')
            && digits.len() == 8
        {
            each(digits, 4, "0-9", |b| b.is_ascii_digit())?;
            if digits.as_bytes().get(2) != Some(&b'5') {
                return Err(Flaw::part("type", "5", digits));
            }
            let expected = weights_2_to_9(digits.as_bytes()).ok_or(FORM)?;
            let mut check = check.chars();
            return match (check.next(), check.next()) {
                (Some(found), None) if found == expected => Ok(Self(s.into())),
                (Some(found @ ('0'..='9' | 'X')), None) => {
                    Err(Flaw::CheckCharacter { expected, found })
                }
                _ => Err(FORM),
            };
        }
        each(rest, 4, "0-9, A-Z, dot, hyphen", |b| {
            b.is_ascii_digit() || b.is_ascii_uppercase() || matches!(b, b'.' | b'-')
        })?;
        match rest.len() {
            1..=24 => Ok(Self(s.into())),
            found => Err(Flaw::Length {
                expected: "9 characters after BS.",
                found,
            }),
        }
    }
}

impl fmt::Display for LayoutDesignNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Identifier for LayoutDesignNumber {
    const KIND: Kind = Kind::LayoutDesign;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["布图设计登记号", "登记号", ":"]);
        let Some(rest) = draft.text.strip_prefix("BS") else {
            return;
        };
        let plain: String = rest.chars().filter(|c| *c != '.').collect();
        draft.text = match plain.split_at_checked(8) {
            Some((digits, check)) if check.len() == 1 => alloc::format!("BS.{digits}.{check}"),
            _ => alloc::format!("BS.{}", rest.trim_start_matches('.')),
        };
    }

    fn notes(&self, _: Option<NaiveDate>) -> Vec<Flaw> {
        match self.is_checked() {
            true => Vec::new(),
            false => Vec::from([Flaw::Unproved]),
        }
    }
}

super::through_text!(
    LayoutDesignNumber,
    "^BS\\.(\\d{2}5\\d{5}\\.[0-9X]|[0-9A-Z.-]{1,24})$"
);
