//! The states of a certificate (证照状态) and what each means for someone who relies on it.

use serde::{Deserialize, Serialize};

/// The state of one version of a certificate (national interface, states 01–07 and 99).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// 有效.
    Valid,
    /// 暂扣: withheld for a time.
    Withheld,
    /// 撤销: revoked as wrongly granted, deemed never to have existed.
    RevokedFromBeginning,
    /// 注销: cancelled.
    Cancelled,
    /// 失效: lapsed, by time or by a newer version.
    Lapsed,
    /// 转出: transferred to another authority.
    TransferredOut,
    /// 吊销: revoked as a penalty.
    RevokedAsPenalty,
    /// 其他, with a description.
    Other,
}

impl State {
    /// Whether the certificate may come back to life: only release and the undoing of a transfer
    /// lead back.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Valid | Self::Withheld | Self::TransferredOut)
    }
}
