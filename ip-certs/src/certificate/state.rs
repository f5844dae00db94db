//! The states of a certificate (证照状态), the operations between them, and their codes.

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::law::Mark;
use ip_core::problem::Problem;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

/// The state of one version of a certificate.
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
    /// Whether the state has no way back; only release and the undoing of a transfer lead back.
    pub const fn is_final(self) -> bool {
        !self.is_standing() && !matches!(self, Self::TransferredOut)
    }

    /// Whether this version is the one that stands, in force or withheld.
    pub const fn is_standing(self) -> bool {
        matches!(self, Self::Valid | Self::Withheld)
    }
}

/// The operation that leads from one state to another (证照业务类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// 新办.
    New,
    /// 延续.
    Renewal,
    /// 暂扣.
    Withhold,
    /// 过期失效.
    Expire,
    /// 注销, 撤销, 吊销 and 转出.
    Cancel,
    /// 暂扣发还.
    Release,
    /// 其他业务.
    Other,
    /// 转入.
    TransferIn,
    /// 变更.
    Change,
    /// 撤销转出.
    UndoTransferOut,
}

/// How an exchange interface numbers states and operations (`data/states.toml`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeProfile {
    /// Name of the profile.
    pub profile: String,
    /// How well it is proved.
    pub mark: Mark,
    #[serde(rename = "state")]
    states: Vec<Coded<State>>,
    #[serde(rename = "operation")]
    operations: Vec<Coded<Operation>>,
}

/// A value with its code and label.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coded<T> {
    /// The value.
    pub key: T,
    /// Its code in the profile.
    pub code: String,
    /// What people read.
    pub label: Text,
}

impl CodeProfile {
    /// The profile shipped with this crate.
    ///
    /// # Errors
    ///
    /// `certs.states.unreadable`, which a test excludes.
    ///
    /// ```
    /// use ip_certs::certificate::{CodeProfile, State};
    /// let profile = CodeProfile::builtin()?;
    /// assert_eq!(profile.state(State::Withheld).map(|s| s.code.as_str()), Some("02"));
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn builtin() -> Result<Self, Problem> {
        toml::from_str(include_str!("../../data/states.toml"))
            .map_err(|e| Problem::new("certs.states.unreadable").found(e))
    }

    /// Code and label of a state.
    pub fn state(&self, state: State) -> Option<&Coded<State>> {
        self.states.iter().find(|coded| coded.key == state)
    }

    /// The state of a code.
    pub fn state_of(&self, code: &str) -> Option<State> {
        let coded = self.states.iter().find(|coded| coded.code == code)?;
        Some(coded.key)
    }

    /// Code and label of an operation.
    pub fn operation(&self, operation: Operation) -> Option<&Coded<Operation>> {
        self.operations.iter().find(|coded| coded.key == operation)
    }

    /// The operation of a code.
    pub fn operation_of(&self, code: &str) -> Option<Operation> {
        let coded = self.operations.iter().find(|coded| coded.code == code)?;
        Some(coded.key)
    }
}
