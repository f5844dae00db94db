//! What can be reviewed (服务): one step of service, not the case and not the person.
//!
//! Outlets of information have no case: a consultation, a search or a training session is a service too.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::codec::{Channel, Coded};
use crate::id::{CaseRef, MatterRef, PersonRef, PointRef, ServiceId, UnitRef};

/// At which point of the way a service was rendered (评价节点); every end counts, refusals too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Node {
    /// 受理.
    Accept,
    /// 办理中.
    InProgress,
    /// 办结.
    Complete,
    /// 不予受理、不予许可.
    Refusal,
    /// 撤回.
    Withdrawal,
    /// 咨询.
    Consultation,
    /// 现场核查.
    Inspection,
}

/// What kind of service it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ServiceKind {
    /// A step of a case of a matter.
    Case,
    /// A consultation at a window, on the phone or online.
    Consultation,
    /// A search or another information request.
    Search,
    /// A training session or event.
    Training,
}

/// One service step that a person may review (服务实例).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceInstance {
    /// Its id; the same step has the same id everywhere.
    pub id: ServiceId,
    /// What kind of service.
    pub kind: ServiceKind,
    /// At which point of the way.
    pub node: Node,
    /// The matter.
    pub matter: MatterRef,
    /// The case of the matter, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseRef>,
    /// The office that handled it.
    pub unit: UnitRef,
    /// The window, outlet, hotline or platform.
    pub point: PointRef,
    /// Who served, under pseudonym.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<PersonRef>,
    /// The way it was rendered.
    pub channel: Coded<Channel>,
    /// When it was rendered.
    pub at: DateTime<FixedOffset>,
}
