//! The status as the issuer's register tells it, and for which instants its answer counts.

use chrono::{DateTime, FixedOffset, TimeDelta};
use ip_core::law::Mark;
use ip_core::problem::Problem;
use serde::Deserialize;

use super::{Check, CheckName, RegisterEntry, Verdict};
use crate::certificate::State;

/// How long an answer of a register counts (`data/verification.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterAnswer {
    /// Minutes after which nobody knows any more whether the certificate still stands.
    pub good_minutes: u32,
    /// How well the rule is proved.
    pub mark: Mark,
}

impl RegisterAnswer {
    /// The rule shipped with this crate; `None` for damaged data, which a test excludes.
    ///
    /// ```
    /// use ip_certs::verify::RegisterAnswer;
    /// assert!(RegisterAnswer::builtin().is_some_and(|rule| rule.good_minutes > 0));
    /// ```
    pub fn builtin() -> Option<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct File {
            register_answer: RegisterAnswer,
        }
        let file: File = toml::from_str(include_str!("../../data/verification.toml")).ok()?;
        Some(file.register_answer)
    }

    /// Why an answer says nothing of `now`; `None` where it counts.
    ///
    /// An end without a way back holds for every later instant however old the answer is, and what
    /// is revoked from the beginning for every instant at all.
    fn silent(self, entry: &RegisterEntry, now: DateTime<FixedOffset>) -> Option<&'static str> {
        if entry.state == State::RevokedFromBeginning {
            return None;
        }
        if now < entry.as_of {
            return Some("certs.status.future");
        }
        let may_change = matches!(
            entry.state,
            State::Valid | State::Withheld | State::TransferredOut
        );
        let age = now.signed_duration_since(entry.as_of);
        let stale = age > TimeDelta::minutes(self.good_minutes.into());
        (stale && may_change).then_some("certs.status.stale")
    }
}

/// The check of the status by an answer of the register.
pub(super) fn check(entry: &RegisterEntry, now: DateTime<FixedOffset>) -> Check {
    let silent = match RegisterAnswer::builtin() {
        Some(rule) => rule.silent(entry, now),
        None => Some("certs.status.stale"),
    };
    let mut check = match silent {
        Some(code) => Check::not_checked(CheckName::Status, code),
        None => told(entry),
    };
    check.at = Some(entry.as_of);
    check.with("source", "register")
}

fn told(entry: &RegisterEntry) -> Check {
    let code = |code| Some((code, None));
    let (verdict, found) = match (entry.state, &entry.successor) {
        (State::Valid, _) => (Verdict::Valid, None),
        (State::Withheld, _) => (Verdict::Suspended, code("certs.status.withheld")),
        (State::Lapsed, Some(successor)) => (
            Verdict::Superseded,
            Some(("certs.status.superseded", Some(successor))),
        ),
        (State::Lapsed, None) => (Verdict::Expired, code("certs.status.lapsed")),
        (State::RevokedFromBeginning, _) => (
            Verdict::Revoked,
            code("certs.status.revoked-from-beginning"),
        ),
        (State::Cancelled, _) => (Verdict::Revoked, code("certs.status.cancelled")),
        (State::TransferredOut, _) => (Verdict::Revoked, code("certs.status.transferred-out")),
        (State::RevokedAsPenalty, _) => (Verdict::Revoked, code("certs.status.revoked-as-penalty")),
        (State::Other, _) => (Verdict::Revoked, code("certs.status.other")),
    };
    match found {
        None => Check::pass(CheckName::Status),
        Some((code, successor)) => {
            let check = Check::fail(CheckName::Status, verdict, Problem::new(code));
            match successor {
                Some(successor) => check.with("successor", successor),
                None => check,
            }
        }
    }
}
