//! Vienna classification code (图形要素分类): category, division, section; auxiliary sections with `A`.

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::id::{Draft, Flaw, Identifier, Kind, through_text};

/// A code of a figurative element, such as `26.11.2` or `A 26.11.8`.
///
/// ```
/// use ip_core::class::ViennaCode;
/// let code: ViennaCode = "A 26.11.8".parse()?;
/// assert!(code.is_auxiliary());
/// assert!("30.1.1".parse::<ViennaCode>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ViennaCode {
    category: u8,
    division: u8,
    section: u8,
    auxiliary: bool,
}

impl ViennaCode {
    /// The category, 1 to 29.
    pub const fn category(self) -> u8 {
        self.category
    }

    /// The division within the category.
    pub const fn division(self) -> u8 {
        self.division
    }

    /// The section within the division.
    pub const fn section(self) -> u8 {
        self.section
    }

    /// Whether it is an auxiliary section, which only adds to another.
    pub const fn is_auxiliary(self) -> bool {
        self.auxiliary
    }
}

impl FromStr for ViennaCode {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let (auxiliary, code) = match s.strip_prefix("A ") {
            Some(code) => (true, code),
            None => (false, s),
        };
        let part = |text: &str| {
            let plain = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
            text.parse::<u8>().ok().filter(|n| plain && *n < 100)
        };
        let parts: Vec<Option<u8>> = code.split('.').map(part).collect();
        match parts.as_slice() {
            &[Some(category), Some(division), Some(section)] => match category {
                1..=29 => Ok(Self {
                    category,
                    division,
                    section,
                    auxiliary,
                }),
                _ => Err(Flaw::part("category", "1 to 29", category)),
            },
            _ => Err(Flaw::Form {
                expected: "N.N.N or A N.N.N",
            }),
        }
    }
}

impl fmt::Display for ViennaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.auxiliary { "A " } else { "" };
        let (category, division, section) = (self.category, self.division, self.section);
        write!(f, "{mark}{category}.{division}.{section}")
    }
}

impl Identifier for ViennaCode {
    const KIND: Kind = Kind::Vienna;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["CFE", "VCL"]);
        if draft.text.bytes().filter(|b| *b == b'.').count() != 2 {
            return;
        }
        let (mark, code) = match draft.text.strip_prefix('A') {
            Some(code) => ("A ", code),
            None => ("", draft.text.as_str()),
        };
        let parts: Vec<&str> = code.split('.').map(|t| t.trim_start_matches('0')).collect();
        draft.text = alloc::format!("{mark}{}", parts.join("."));
    }
}

through_text!(ViennaCode, "^(A )?\\d{1,2}\\.\\d{1,2}\\.\\d{1,2}$");
