//! Branches off the straight way (程序分支): several organs together, a lower organ's part, the hearing, the
//! renewal, false statements, revocation. A regime without one of these rules does not have that branch.

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::{LawRef, Mark};
use serde::{Deserialize, Serialize};

use crate::limit::Length;
use crate::matter::MatterId;

/// How long several organs have together (联合办理), and who may give them more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JointRule {
    /// For the decision, where the matter's own law sets no limit.
    pub decide: Length,
    /// The one extension.
    pub extension: Length,
    /// Who must approve it, such as `head-of-government`.
    pub approver: String,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// The hearing (听证) that a party may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HearingRule {
    /// The party's time to ask for it, from being told of the right.
    pub request: Length,
    /// How well the unit of that time is proved; a switch, since the law names days alone.
    pub request_mark: Mark,
    /// The authority's time to hold it, from the request.
    pub hold: Length,
    /// How long before the hearing its place and time must be told.
    pub notice: Length,
    /// How well the unit of that time is proved.
    pub notice_mark: Mark,
    /// Key of the procedure under which its time is left out of the decision's.
    pub pause: String,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// Renewal (延续): no decision before the expiry means that it is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenewalRule {
    /// How long before the expiry the holder must ask.
    pub before: Length,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// What follows a false statement of the applicant: a warning, and in some matters a bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FalseStatementRule {
    /// How long the applicant may not apply again.
    pub bar: Length,
    /// The matters in which the bar holds: those that touch public security, health or the safety of life and property.
    #[serde(default)]
    pub matters: Vec<MatterId>,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}

/// Why a result is revoked (撤销事由).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RevocationGround {
    /// Officers abused or neglected their duty.
    AbuseOfDuty,
    /// The organ went beyond its powers.
    BeyondPowers,
    /// The procedure of the law was not kept.
    Procedure,
    /// The applicant was not entitled or did not meet the conditions.
    NotQualified,
    /// It was obtained by fraud, bribery or other improper means.
    Fraud,
    /// Another ground of law, which the reason names.
    Other,
    /// A commitment was not kept.
    Commitment,
}

impl RevocationGround {
    /// Every ground.
    pub const ALL: [Self; 7] = [
        Self::AbuseOfDuty,
        Self::BeyondPowers,
        Self::Procedure,
        Self::NotQualified,
        Self::Fraud,
        Self::Other,
        Self::Commitment,
    ];
}

/// On which grounds a result is revoked, and on which of them the organ owes compensation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevocationRule {
    /// The grounds.
    pub grounds: Vec<RevocationGround>,
    /// Those that are the organ's fault.
    pub compensates: Vec<RevocationGround>,
    /// Where it stands.
    pub basis: LawRef,
    /// How well it is proved.
    pub mark: Mark,
}
