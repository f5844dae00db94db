//! Codes of service matters (`GB/T 39554.1-2020`): basic code, implementation code, handling item code.
//!
//! The standard's own text was not read; lengths and segments are those of the national platform's
//! schema and of real codes.

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;

use super::{Draft, Flaw, Identifier, Kind, Uscc, ascii, each, exactly, table};

fn alphanumeric(b: u8) -> bool {
    b.is_ascii_digit() || b.is_ascii_uppercase()
}

/// The basic code of a matter (基本编码): 2 origin, 2 type, 5 main item, 3 sub-item.
///
/// ```
/// use ip_core::id::MatterBasicCode;
/// let code: MatterBasicCode = "442199806003".parse()?;
/// assert_eq!((code.origin(), code.matter_type()), ("44", "21"));
/// assert_eq!((code.main_item(), code.sub_item()), ("99806", "003"));
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MatterBasicCode([u8; 12]);

impl MatterBasicCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }

    /// Where the matter was set: `00` the nation, else a province.
    pub fn origin(&self) -> &str {
        ascii(&self.0[..2])
    }

    /// The digits of the type of matter (事项类型).
    pub fn matter_type(&self) -> &str {
        ascii(&self.0[2..4])
    }

    /// The main item (主项).
    pub fn main_item(&self) -> &str {
        ascii(&self.0[4..9])
    }

    /// The sub-item (子项), `000` where there is none.
    pub fn sub_item(&self) -> &str {
        ascii(&self.0[9..])
    }
}

impl FromStr for MatterBasicCode {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code: &[u8; 12] = exactly(s, "12")?;
        each(s, 1, "0-9, A-Z", alphanumeric)?;
        let origin = [code[0], code[1]];
        if &origin != b"00" && !table::is_province(origin) {
            let found = ascii(&origin);
            return Err(Flaw::part("origin", "00 or a province", found));
        }
        let kind = [code[2], code[3]];
        if !table::is_matter_type(kind) {
            return Err(Flaw::part("matter-type", "01 to 99", ascii(&kind)));
        }
        Ok(Self(*code))
    }
}

impl fmt::Display for MatterBasicCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Identifier for MatterBasicCode {
    const KIND: Kind = Kind::MatterBasicCode;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["基本编码", ":"]);
    }
}

/// The implementation code of a matter (实施编码): implementing body, level, basic code; 31 characters.
///
/// ```
/// use ip_core::id::ImplementationCode;
/// let code: ImplementationCode = "12441500196720244T3442199806003".parse()?;
/// assert_eq!(code.body().to_string(), "12441500196720244T");
/// assert_eq!((code.level(), code.basic().sub_item()), (3, "003"));
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImplementationCode {
    body: Uscc,
    level: u8,
    basic: MatterBasicCode,
}

impl ImplementationCode {
    /// A code from its parts.
    ///
    /// # Errors
    ///
    /// A level other than 1 to 7.
    pub fn new(body: Uscc, level: u8, basic: MatterBasicCode) -> Result<Self, Flaw> {
        match level {
            1..=7 => Ok(Self { body, level, basic }),
            _ => Err(Flaw::part("level", "1 to 7", level)),
        }
    }

    /// The implementing body (实施主体).
    pub const fn body(&self) -> Uscc {
        self.body
    }

    /// The digit of the level of exercise (行使层级), 1 the nation to 6 the village, 7 several.
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// The basic code.
    pub const fn basic(&self) -> MatterBasicCode {
        self.basic
    }
}

/// Moves the place of a flaw to where the part stands.
fn shift(flaw: Flaw, by: usize) -> Flaw {
    match flaw {
        Flaw::Character {
            place,
            expected,
            found,
        } => Flaw::Character {
            place: place + by,
            expected,
            found,
        },
        other => other,
    }
}

impl FromStr for ImplementationCode {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code: &[u8; 31] = exactly(s, "31")?;
        each(s, 1, "0-9, A-Z", alphanumeric)?;
        let level = code[18].wrapping_sub(b'0');
        if !(1..=7).contains(&level) {
            let found = char::from(code[18]);
            return Err(Flaw::part("level", "1 to 7", found));
        }
        Ok(Self {
            body: ascii(&code[..18]).parse()?,
            level,
            basic: ascii(&code[19..]).parse().map_err(|f| shift(f, 19))?,
        })
    }
}

impl fmt::Display for ImplementationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.body, self.level, self.basic)
    }
}

impl Identifier for ImplementationCode {
    const KIND: Kind = Kind::MatterImplementationCode;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["实施编码", "实施清单编码", ":"]);
    }

    fn notes(&self, today: Option<NaiveDate>) -> Vec<Flaw> {
        self.body.notes(today)
    }
}

/// A handling item code (业务办理项编码): an implementation code and two digits; 33 characters.
///
/// ```
/// use ip_core::id::HandlingItemCode;
/// let code: HandlingItemCode = "12441500196720244T344219980600301".parse()?;
/// assert_eq!(code.item(), 1);
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HandlingItemCode {
    implementation: ImplementationCode,
    item: u8,
}

impl HandlingItemCode {
    /// A code from its parts.
    ///
    /// # Errors
    ///
    /// An item above 99.
    pub fn new(implementation: ImplementationCode, item: u8) -> Result<Self, Flaw> {
        match item {
            0..=99 => Ok(Self {
                implementation,
                item,
            }),
            _ => Err(Flaw::part("item", "00 to 99", item)),
        }
    }

    /// The implementation code it belongs to.
    pub const fn implementation(&self) -> ImplementationCode {
        self.implementation
    }

    /// The running number of the handling item.
    pub const fn item(&self) -> u8 {
        self.item
    }
}

impl FromStr for HandlingItemCode {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code: &[u8; 33] = exactly(s, "33")?;
        each(s, 1, "0-9, A-Z", alphanumeric)?;
        let item = ascii(&code[31..]);
        each(item, 32, "0-9", |b| b.is_ascii_digit())?;
        Ok(Self {
            implementation: ascii(&code[..31]).parse()?,
            item: item.parse().unwrap_or_default(),
        })
    }
}

impl fmt::Display for HandlingItemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02}", self.implementation, self.item)
    }
}

impl Identifier for HandlingItemCode {
    const KIND: Kind = Kind::HandlingItemCode;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["业务办理项编码", ":"]);
    }

    fn notes(&self, today: Option<NaiveDate>) -> Vec<Flaw> {
        self.implementation.notes(today)
    }
}

super::through_text!(MatterBasicCode, "^[0-9A-Z]{12}$");
super::through_text!(ImplementationCode, "^[0-9A-Z]{18}[1-7][0-9A-Z]{12}$");
super::through_text!(HandlingItemCode, "^[0-9A-Z]{18}[1-7][0-9A-Z]{12}\\d{2}$");
