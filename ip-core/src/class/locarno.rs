//! Locarno class (洛迦诺分类): class and subclass, two digits each.

use core::fmt;
use core::str::FromStr;

use crate::id::{Draft, Flaw, Identifier, Kind, each, exactly, number, through_text};

/// A class and subclass of designs, such as `14-02`.
///
/// ```
/// use ip_core::class::LocarnoClass;
/// use ip_core::id::Identifier;
/// let class = LocarnoClass::read("LOC (15) Cl. 14-02", None)?.value;
/// assert_eq!((class.class(), class.subclass(), class.to_string()), (14, 2, "14-02".into()));
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocarnoClass {
    class: u8,
    subclass: u8,
}

impl LocarnoClass {
    /// The class, 1 to 32.
    pub const fn class(self) -> u8 {
        self.class
    }

    /// The subclass, 1 to 99 (99 is what fits nowhere else).
    pub const fn subclass(self) -> u8 {
        self.subclass
    }
}

impl FromStr for LocarnoClass {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let text: &[u8; 5] = exactly(s, "5, CC-SS")?;
        if text[2] != b'-' {
            return Err(Flaw::Form { expected: "CC-SS" });
        }
        each(s, 1, "0-9", |b| b.is_ascii_digit() || b == b'-')?;
        if text[3] == b'-' || text[4] == b'-' || text[0] == b'-' || text[1] == b'-' {
            return Err(Flaw::Form { expected: "CC-SS" });
        }
        let (class, subclass) = (number(&text[..2]), number(&text[3..]));
        match (class, subclass) {
            (1..=32, 1..=99) => Ok(Self {
                class: class as u8,
                subclass: subclass as u8,
            }),
            (1..=32, _) => Err(Flaw::part("subclass", "01 to 99", subclass)),
            _ => Err(Flaw::part("class", "01 to 32", class)),
        }
    }
}

impl fmt::Display for LocarnoClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.class, self.subclass)
    }
}

impl Identifier for LocarnoClass {
    const KIND: Kind = Kind::LocarnoClass;

    /// The printed form carries the edition: `LOC (15) Cl. 14-02`.
    fn tidy(draft: &mut Draft) {
        if let Some(rest) = draft.text.strip_prefix("LOC(")
            && let Some((edition, rest)) = rest.split_once(')')
            && edition.len() <= 2
            && edition.bytes().all(|b| b.is_ascii_digit())
        {
            draft.text = rest.into();
        }
        draft.strip(&["CL.", "CL"]);
        let padded = draft.text.split_once('-').and_then(|(class, subclass)| {
            let fits = |t: &str| matches!(t.len(), 1 | 2) && t.bytes().all(|b| b.is_ascii_digit());
            (fits(class) && fits(subclass)).then(|| alloc::format!("{class:0>2}-{subclass:0>2}"))
        });
        if let Some(padded) = padded {
            draft.text = padded;
        }
    }
}

through_text!(LocarnoClass, "^(0[1-9]|[12]\\d|3[0-2])-\\d{2}$");
