//! Provenance (依据来源): for each field of an entry, where it comes from and how well it is proved.

use alloc::collections::BTreeMap;
use alloc::string::String;

use chrono::NaiveDate;
use ip_core::law::Mark;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

/// Where one field comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Provenance {
    /// How well it is proved.
    pub mark: Mark,
    /// Key of a [`Source`].
    pub source: String,
}

/// Provenance by field name, such as `basis` or `materials`.
pub type Provenances = BTreeMap<String, Provenance>;

/// A source that provenance names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    /// Key.
    pub id: String,
    /// What it is.
    pub title: Text,
    /// When it was last compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<NaiveDate>,
}
