//! Weights of the levels in a score (满意度权重): named presets, none of them a standard.

use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::level::PerLevel;

/// The name of a preset; `data/weights.toml` holds the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WeightSet {
    /// From ten down to two.
    Ten,
    /// From ten down to nothing.
    TenZero,
    /// From five down to one.
    Five,
    /// From a hundred down to twenty.
    Hundred,
    /// From a hundred down to nothing.
    Uk,
}

/// The weights of one preset, best level first.
pub type Weights = PerLevel<Decimal>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    ten: Weights,
    ten_zero: Weights,
    five: Weights,
    hundred: Weights,
    uk: Weights,
}

impl WeightSet {
    /// The numbers of the preset.
    ///
    /// # Errors
    ///
    /// `eval.data.unreadable` if the file is damaged, which a test excludes.
    pub fn weights(self) -> Result<Weights, Problem> {
        let file: File = crate::data::read(include_str!("../../data/weights.toml"))?;
        Ok(match self {
            Self::Ten => file.ten,
            Self::TenZero => file.ten_zero,
            Self::Five => file.five,
            Self::Hundred => file.hundred,
            Self::Uk => file.uk,
        })
    }
}
