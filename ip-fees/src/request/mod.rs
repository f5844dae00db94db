//! What someone asks: the day, who applies, and the acts.

mod act;
mod check;
mod fact;
mod read;
pub(crate) mod wire;

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;
use ip_core::money::Money;
use serde::{Deserialize, Serialize};

pub use act::{Act, ActKind, ClassItems, Classes, Credit};
pub use fact::{Fact, FactSet, Shape};

/// A question about fees.
///
/// ```
/// use ip_fees::request::Request;
/// let request = Request::from_json(
///     br#"{"date": "2025-03-10", "acts": [{"act": "patent.copy", "copies": 2}]}"#,
/// )?;
/// assert_eq!(request.acts[0].copies, Some(2));
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// The day on which the acts are done and paid, unless an act says otherwise.
    #[serde(deserialize_with = "wire::day")]
    pub date: NaiveDate,
    /// The reduction already granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduction: Option<Reduction>,
    /// The applicants, from whom the reduction is derived; instead of `reduction`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicants: Option<Vec<Applicant>>,
    /// What is done.
    pub acts: Vec<Act>,
}

impl Request {
    /// A question about these acts on a day, without reduction.
    pub const fn new(date: NaiveDate, acts: Vec<Act>) -> Self {
        Self {
            date,
            reduction: None,
            applicants: None,
            acts,
        }
    }

    /// The same question with a granted reduction.
    #[must_use]
    pub const fn with_reduction(mut self, reduction: Reduction) -> Self {
        self.reduction = Some(reduction);
        self
    }
}

/// A granted reduction of patent fees (费减比例).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum Reduction {
    /// Full fees.
    #[default]
    #[serde(rename = "none")]
    None,
    /// The cut for a single applicant.
    #[serde(rename = "85")]
    Single,
    /// The cut for several applicants.
    #[serde(rename = "70")]
    Joint,
}

/// Someone who applies, with what decides the reduction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Applicant {
    /// What kind of person.
    pub kind: ApplicantKind,
    /// An individual's average monthly income of the previous year, in yuan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_income: Option<Money>,
    /// An enterprise's taxable income of the previous year, in yuan; a loss is negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxable_income: Option<Money>,
}

/// The kinds of applicants that the reduction rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ApplicantKind {
    /// 个人.
    Individual,
    /// 企业.
    Enterprise,
    /// 事业单位.
    PublicInstitution,
    /// 社会团体.
    SocialOrganisation,
    /// 非营利性科研机构.
    ResearchBody,
}

/// The three kinds of patents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// 发明.
    Invention,
    /// 实用新型.
    UtilityModel,
    /// 外观设计.
    Design,
}

/// How a trademark request reaches the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// On paper, or online without electronic delivery.
    #[default]
    Paper,
    /// Online, with electronic delivery accepted.
    Online,
}

/// The kinds of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// 普通商标.
    #[default]
    Ordinary,
    /// 集体商标.
    Collective,
    /// 证明商标.
    Certification,
}

/// First or further extension of a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// 第一次.
    #[default]
    First,
    /// 再次.
    Further,
}

/// What a bibliographic change touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChangeItem {
    /// Inventor, applicant or patentee.
    Party,
    /// Agency or attorney.
    Agency,
    /// The name alone, for many patents at once, without a transfer (`财税〔2024〕23号`, 4).
    NameBatch,
}

/// The stage at which a translation is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// 初步审查.
    Preliminary,
    /// 实质审查.
    Examination,
}

/// How an international application is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PctFormat {
    /// On paper.
    #[default]
    Paper,
    /// Electronic, not character coded.
    Pdf,
    /// Electronic, character coded.
    Xml,
}

/// The currency in which a fee of the Hague system is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum PaidIn {
    /// Renminbi, through the office.
    #[default]
    Cny,
    /// Swiss francs, to the International Bureau.
    Chf,
}

/// What money paid earlier was paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CreditFor {
    /// The annuity.
    #[default]
    Annuity,
    /// The late fee.
    Late,
}

/// A patent office by its two-letter WIPO ST.3 code, such as `CN` or `EP`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Office([u8; 2]);

/// The text is not two capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an office code: expected two capital letters")]
pub struct NotAnOffice;

impl Office {
    /// China.
    pub const CN: Self = Self(*b"CN");
    /// The European Patent Office.
    pub const EP: Self = Self(*b"EP");

    /// The two letters.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Office {
    type Err = NotAnOffice;

    fn from_str(s: &str) -> Result<Self, NotAnOffice> {
        match *s.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Ok(Self([a, b])),
            _ => Err(NotAnOffice),
        }
    }
}

impl fmt::Display for Office {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Office {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Office {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(wire::Parsed::new("an office code such as CN"))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Office {
    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "Office".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[A-Z]{2}$"})
    }
}
