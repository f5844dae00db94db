//! International Patent Classification symbol (国际专利分类号): section, class, subclass, group.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::{Draft, Flaw, Identifier, Kind, ascii, each, through_text};

/// A section of the classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum IpcSection {
    /// Human necessities.
    A,
    /// Operations and transport.
    B,
    /// Chemistry and metallurgy.
    C,
    /// Textiles and paper.
    D,
    /// Fixed constructions.
    E,
    /// Mechanical engineering, lighting, heating, weapons.
    F,
    /// Physics.
    G,
    /// Electricity.
    H,
}

/// A symbol of a subclass, or of a group within it, such as `G06F 16/9535`.
///
/// ```
/// use ip_core::class::{Ipc, IpcSection};
/// use ip_core::id::Identifier;
/// let symbol = Ipc::read("g06f16/9535", None)?.value;
/// assert_eq!(symbol.to_string(), "G06F 16/9535");
/// assert_eq!((symbol.section(), symbol.subclass()), (IpcSection::G, "G06F"));
/// assert!("Y02E 10/50".parse::<Ipc>().is_err()); // section Y is of the CPC alone
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ipc {
    subclass: [u8; 4],
    /// Main group, and the digits and number of digits of the subgroup.
    group: Option<(u16, u32, u8)>,
}

const FORM: Flaw = Flaw::Form {
    expected: "A01B or A01B 1/00",
};

impl Ipc {
    /// The section.
    pub const fn section(&self) -> IpcSection {
        match self.subclass[0] {
            b'A' => IpcSection::A,
            b'B' => IpcSection::B,
            b'C' => IpcSection::C,
            b'D' => IpcSection::D,
            b'E' => IpcSection::E,
            b'F' => IpcSection::F,
            b'G' => IpcSection::G,
            _ => IpcSection::H,
        }
    }

    /// The four characters of the subclass.
    pub fn subclass(&self) -> &str {
        ascii(&self.subclass)
    }

    /// The main group, where the symbol names one.
    pub fn main_group(&self) -> Option<u16> {
        self.group.map(|(main, ..)| main)
    }
}

impl FromStr for Ipc {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        let (subclass, group) = match s.split_once(' ') {
            Some((subclass, group)) => (subclass, Some(group)),
            None => (s, None),
        };
        let Ok(code) = <[u8; 4]>::try_from(subclass.as_bytes()) else {
            return Err(FORM);
        };
        if !code[0].is_ascii_uppercase() || !code[3].is_ascii_uppercase() {
            return Err(FORM);
        }
        if !(b'A'..=b'H').contains(&code[0]) {
            let found = char::from(code[0]);
            return Err(Flaw::part("section", "A to H", found));
        }
        if !code[1].is_ascii_digit() || !code[2].is_ascii_digit() || &code[1..3] == b"00" {
            return Err(Flaw::part("class", "01 to 99", ascii(&code[1..3])));
        }
        let group = match group {
            None => None,
            Some(group) => {
                let (main, sub) = group.split_once('/').ok_or(FORM)?;
                each(main, 6, "0-9", |b| b.is_ascii_digit())?;
                each(sub, 7 + main.len(), "0-9", |b| b.is_ascii_digit())?;
                if main.starts_with('0') || main.len() > 4 || !(2..=6).contains(&sub.len()) {
                    return Err(FORM);
                }
                let main = main.parse().map_err(|_| FORM)?;
                let digits = sub.len() as u8;
                Some((main, sub.parse().map_err(|_| FORM)?, digits))
            }
        };
        Ok(Self {
            subclass: code,
            group,
        })
    }
}

impl fmt::Display for Ipc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.subclass())?;
        match self.group {
            Some((main, sub, digits)) => {
                let digits = usize::from(digits);
                write!(f, " {main}/{sub:0digits$}")
            }
            None => Ok(()),
        }
    }
}

impl Identifier for Ipc {
    const KIND: Kind = Kind::Ipc;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["INT.CL.", "IPC", ":"]);
        let section = draft.text.bytes().next();
        if matches!(section, Some(b'A'..=b'H')) && draft.text.is_ascii() && draft.text.len() > 4 {
            let (subclass, group) = draft.text.split_at(4);
            draft.text = alloc::format!("{subclass} {}", group.trim_start_matches('0'));
        }
    }
}

through_text!(
    Ipc,
    "^[A-H](0[1-9]|[1-9]\\d)[A-Z]( [1-9]\\d{0,3}/\\d{2,6})?$"
);
