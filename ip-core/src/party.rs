//! Parties, and the wrapper that keeps personal data out of logs.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

/// What kind of person stands before the window (服务对象).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// 自然人.
    NaturalPerson,
    /// 企业法人.
    Enterprise,
    /// 事业法人.
    PublicInstitution,
    /// 社会组织法人.
    SocialOrganisation,
    /// 非法人企业.
    NonCorporateEnterprise,
    /// 行政机关.
    Authority,
    /// 其他组织.
    Other,
}

/// Personal data (个人信息): printed as `***` by `Debug` and `Display`, and stored only in the vault.
///
/// It serialises as its content, because the vault must store it; an event never holds one.
///
/// ```
/// use ip_core::party::Sensitive;
/// let phone = Sensitive::new(String::from("13800000000"));
/// assert_eq!(format!("{phone:?} {phone}"), "*** ***");
/// assert_eq!(phone.expose(), "13800000000");
/// ```
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Sensitive<T = String>(T);

impl<T> Sensitive<T> {
    /// Wraps personal data.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The data itself, for the page of someone who may see it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T> fmt::Display for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
