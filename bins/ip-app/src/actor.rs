//! Who acts: an account in a role, at an instant.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Files matters and reviews services (申请人).
    Person,
    /// Receives, asks for corrections, accepts, takes fees (窗口人员).
    Clerk,
    /// Examines and decides (审查人员).
    Reviewer,
    /// Judges reviews and supervises rectification (监督人员).
    Supervisor,
    /// Uses certificates that their holders share with its organisation (用证单位).
    Requester,
    /// Looks after the installation (管理员).
    Administrator,
}

/// An account acting at an instant. The use cases read no clock: the adapter says when it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account's id; never a person's name.
    pub account: String,
    /// What the account may do.
    pub role: Role,
    /// When it acts, at +08:00.
    pub at: DateTime<FixedOffset>,
}

impl Actor {
    /// The civil day in China on which the actor acts.
    pub fn day(&self) -> NaiveDate {
        self.at.date_naive()
    }

    /// Whether the account has one of the roles.
    pub fn is(&self, roles: &[Role]) -> bool {
        roles.contains(&self.role)
    }
}
