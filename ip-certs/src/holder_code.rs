//! Types of holders' codes (持证主体代码类型, GB/T 36903-2018 Annex A) as data.

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::id::{ResidentId, Uscc};
use ip_core::law::Mark;
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::Deserialize;

use crate::certificate::HolderCode;

/// What kind of holder has such a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolderClass {
    /// A legal person or another organisation.
    Organisation,
    /// A natural person.
    Person,
    /// A natural person in the forces.
    Military,
    /// A natural person from abroad, or travelling.
    Foreign,
}

/// How a code of a type is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Proof {
    /// GB 32100.
    UnifiedSocialCreditCode,
    /// GB 11643.
    CitizenIdentityNumber,
}

/// A type of holders' codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HolderCodeType {
    /// Three digits.
    pub code: String,
    /// What people read.
    pub label: Text,
    /// Whose codes they are.
    pub class: HolderClass,
    #[serde(default)]
    check: Option<Proof>,
    /// Whether it stands in the annex; otherwise only newer lists have it.
    pub annex: bool,
    /// How well the entry is proved.
    pub mark: Mark,
}

/// The known types of holders' codes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolderCodeTypes {
    #[serde(rename = "type")]
    types: Vec<HolderCodeType>,
}

impl HolderCodeTypes {
    /// The types shipped with this crate (`data/holder-codes.toml`).
    ///
    /// # Errors
    ///
    /// `certs.holder.unreadable`, which a test excludes.
    ///
    /// ```
    /// let types = ip_certs::holder_code::HolderCodeTypes::builtin()?;
    /// assert_eq!(types.get("001").map(|t| t.label.zh.as_str()), Some("统一社会信用代码"));
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn builtin() -> Result<Self, Problem> {
        toml::from_str(include_str!("../data/holder-codes.toml"))
            .map_err(|e| Problem::new("certs.holder.unreadable").found(e))
    }

    /// The type with this code.
    pub fn get(&self, code: &str) -> Option<&HolderCodeType> {
        self.types.iter().find(|known| known.code == code)
    }

    /// All types in the order of the data.
    pub fn iter(&self) -> impl Iterator<Item = &HolderCodeType> {
        self.types.iter()
    }

    /// Whether a code is of a known type and formed as that type asks.
    pub fn admit(&self, code: &HolderCode) -> bool {
        let value = code.value.as_str();
        match self.get(&code.kind).map(|known| known.check) {
            None => false,
            Some(Some(Proof::UnifiedSocialCreditCode)) => value.parse::<Uscc>().is_ok(),
            Some(Some(Proof::CitizenIdentityNumber)) => value.parse::<ResidentId>().is_ok(),
            Some(None) => !value.trim().is_empty() && !value.contains(char::is_control),
        }
    }
}
