//! Who acts on a case, and for whom.

use serde::{Deserialize, Serialize};

use crate::id::{PersonRef, UnitRef};

/// In which capacity someone acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 业务办理单位: the office that handles the matter.
    Unit,
    /// 被评价人: the person whom the review is about.
    Assessed,
    /// 政务服务管理机构: classifies, dispatches, audits, judges appeals, publishes.
    Administration,
    /// 12345 热线: dispatches and revisits.
    Hotline,
    /// 效能监察: warns and cautions.
    Supervisor,
    /// A scheduled task or an intake.
    System,
}

impl Role {
    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Assessed => "assessed",
            Self::Administration => "administration",
            Self::Hotline => "hotline",
            Self::Supervisor => "supervisor",
            Self::System => "system",
        }
    }
}

/// Someone who acts; never a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Actor {
    /// The account.
    pub id: PersonRef,
    /// The capacity.
    pub role: Role,
    /// The office a unit's member acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitRef>,
}
