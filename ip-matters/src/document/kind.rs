//! The kinds of documents that a case issues (文书).

use serde::{Deserialize, Serialize};

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// 收件凭证.
    Receipt,
    /// 不受理告知.
    NotRequiredNotice,
    /// 不予受理决定书.
    AcceptanceRefusal,
    /// 补正告知书.
    CorrectionNotice,
    /// 受理通知书.
    AcceptanceNotice,
    /// 容缺受理告知书.
    ToleranceNotice,
    /// 告知承诺书.
    CommitmentNotice,
    /// 特别程序告知书.
    SpecialProcedureNotice,
    /// 延长办理期限告知书.
    ExtensionNotice,
    /// 利害关系人告知书.
    InterestedPartyNotice,
    /// 听证告知书.
    HearingRightNotice,
    /// 听证通知书.
    HearingNotice,
    /// 准予决定书.
    GrantDecision,
    /// 不予决定书.
    RefusalDecision,
    /// 送达回证.
    DeliveryReceipt,
    /// 撤回通知书.
    WithdrawalNotice,
    /// 终止通知书.
    TerminationNotice,
    /// 责令整改通知书.
    RectificationOrder,
    /// 撤销决定书.
    RevocationDecision,
    /// 注销决定书.
    CancellationDecision,
    /// 转办单.
    TransferNote,
    /// 视为未提出通知书.
    NotFiledNotice,
    /// 证照、结果文书.
    ResultDocument,
    /// 评价邀请.
    ReviewInvitation,
    /// 部分准予决定书.
    PartialDecision,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 25] = [
        Self::Receipt,
        Self::NotRequiredNotice,
        Self::AcceptanceRefusal,
        Self::CorrectionNotice,
        Self::AcceptanceNotice,
        Self::ToleranceNotice,
        Self::CommitmentNotice,
        Self::SpecialProcedureNotice,
        Self::ExtensionNotice,
        Self::InterestedPartyNotice,
        Self::HearingRightNotice,
        Self::HearingNotice,
        Self::GrantDecision,
        Self::RefusalDecision,
        Self::DeliveryReceipt,
        Self::WithdrawalNotice,
        Self::TerminationNotice,
        Self::RectificationOrder,
        Self::RevocationDecision,
        Self::CancellationDecision,
        Self::TransferNote,
        Self::NotFiledNotice,
        Self::ResultDocument,
        Self::ReviewInvitation,
        Self::PartialDecision,
    ];

    /// Whether the service of the decision is the service of this document.
    pub const fn is_delivered(self) -> bool {
        matches!(
            self,
            Self::GrantDecision
                | Self::PartialDecision
                | Self::RefusalDecision
                | Self::ResultDocument
        )
    }
}
