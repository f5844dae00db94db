//! Nice class (尼斯分类类别): 1 to 34 goods, 35 to 45 services.

use core::fmt;
use core::str::FromStr;

use crate::id::{Draft, Flaw, Identifier, Kind, each, exactly, number, through_text};

/// A class of goods or services, written without a leading zero.
///
/// ```
/// use ip_core::class::NiceClass;
/// let class: NiceClass = "9".parse()?;
/// assert!(class.is_goods());
/// assert!("46".parse::<NiceClass>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NiceClass(u8);

impl NiceClass {
    /// The class with this number.
    ///
    /// # Errors
    ///
    /// A number other than 1 to 45.
    pub fn new(class: u8) -> Result<Self, Flaw> {
        match class {
            1..=45 => Ok(Self(class)),
            _ => Err(Flaw::part("class", "1 to 45", class)),
        }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// Whether it is a class of goods.
    pub const fn is_goods(self) -> bool {
        self.0 <= 34
    }
}

impl FromStr for NiceClass {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        if s.is_empty() {
            return Err(Flaw::Empty);
        }
        each(s, 1, "0-9", |b| b.is_ascii_digit())?;
        if s.len() > 2 || s.starts_with('0') {
            return Err(Flaw::part("class", "1 to 45", s));
        }
        Self::new(number(s.as_bytes()) as u8)
    }
}

impl fmt::Display for NiceClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Identifier for NiceClass {
    const KIND: Kind = Kind::NiceClass;

    fn tidy(draft: &mut Draft) {
        draft.strip(&["国际分类", "CLASS", "CL.", "第", ":"]);
        draft.strip_end(&["类"]);
        if draft.is_ascii_of(2) {
            draft.strip(&["0"]);
        }
    }
}

through_text!(NiceClass, "^([1-9]|[1-3]\\d|4[0-5])$");

/// A similar group of the Chinese table of goods and services (类似群): class and group, two digits each.
///
/// ```
/// use ip_core::class::SimilarGroup;
/// let group: SimilarGroup = "0901".parse()?;
/// assert_eq!(group.class().get(), 9);
/// assert!("4601".parse::<SimilarGroup>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SimilarGroup {
    class: NiceClass,
    group: u8,
}

impl SimilarGroup {
    /// The class it belongs to.
    pub const fn class(self) -> NiceClass {
        self.class
    }

    /// The group within the class, 1 to 99.
    pub const fn group(self) -> u8 {
        self.group
    }
}

impl FromStr for SimilarGroup {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let code: &[u8; 4] = exactly(s, "4")?;
        each(s, 1, "0-9", |b| b.is_ascii_digit())?;
        let class = NiceClass::new(number(&code[..2]) as u8)?;
        match number(&code[2..]) {
            0 => Err(Flaw::part("group", "01 to 99", "00")),
            group => Ok(Self {
                class,
                group: group as u8,
            }),
        }
    }
}

impl fmt::Display for SimilarGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:02}", self.class.get(), self.group)
    }
}

through_text!(SimilarGroup, "^(0[1-9]|[1-3]\\d|4[0-5])\\d{2}$");

/// An item of the table of goods and services (商品和服务项目): six digits of the Nice list, whose first two
/// are the class, or `C` and six digits for an item that China adds.
///
/// ```
/// use ip_core::class::GoodsItem;
/// let item: GoodsItem = "C090059".parse()?;
/// assert_eq!((item.class().get(), item.is_chinese()), (9, true));
/// assert!("460001".parse::<GoodsItem>().is_err());
/// # Ok::<(), ip_core::id::Flaw>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GoodsItem {
    class: NiceClass,
    chinese: bool,
    number: u32,
}

impl GoodsItem {
    /// The class it belongs to.
    pub const fn class(self) -> NiceClass {
        self.class
    }

    /// Whether China added it.
    pub const fn is_chinese(self) -> bool {
        self.chinese
    }
}

impl FromStr for GoodsItem {
    type Err = Flaw;

    fn from_str(s: &str) -> Result<Self, Flaw> {
        let (chinese, rest) = match s.strip_prefix('C') {
            Some(rest) => (true, rest),
            None => (false, s),
        };
        let digits: &[u8; 6] = exactly(rest, "6 digits, or C and 6 digits")?;
        each(rest, 1 + usize::from(chinese), "0-9", |b| {
            b.is_ascii_digit()
        })?;
        Ok(Self {
            class: NiceClass::new(number(&digits[..2]) as u8)?,
            chinese,
            number: number(digits),
        })
    }
}

impl fmt::Display for GoodsItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{:06}",
            if self.chinese { "C" } else { "" },
            self.number
        )
    }
}

through_text!(GoodsItem, "^C?(0[1-9]|[1-3]\\d|4[0-5])\\d{4}$");
