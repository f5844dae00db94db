//! What a portfolio would cost under other circumstances.

use serde::{Deserialize, Serialize};

use super::Holding;
use crate::annuity::Period;
use crate::request::Reduction;

/// Circumstances to try on every right; what is left out stays as it is.
///
/// ```
/// use ip_fees::portfolio::{Holding, WhatIf};
/// use ip_fees::request::{Reduction, Right};
/// let filed = chrono::NaiveDate::from_ymd_opt(2025, 3, 10).unwrap();
/// let mut holding = Holding::new("A".into(), Right::Invention, filed);
/// holding.claims = Some(14);
/// let what_if = WhatIf { reduction: Some(Reduction::Joint), drop_claims: Some(4), ..WhatIf::default() };
/// what_if.apply(&mut holding);
/// assert_eq!((holding.reduction, holding.claims), (Reduction::Joint, Some(10)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WhatIf {
    /// Another reduction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduction: Option<Reduction>,
    /// An open licence on these days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_licence: Option<Period>,
    /// So many claims fewer in each application; one always stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop_claims: Option<u32>,
}

impl WhatIf {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts a right into these circumstances.
    pub fn apply(&self, holding: &mut Holding) {
        holding.reduction = self.reduction.unwrap_or(holding.reduction);
        holding.open_licence = self.open_licence.or(holding.open_licence);
        if let (Some(claims), Some(fewer)) = (&mut holding.claims, self.drop_claims) {
            *claims = claims.saturating_sub(fewer).max((*claims).min(1));
        }
    }
}
