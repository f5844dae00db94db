//! The report: what was checked, what came out, on what evidence.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, SecondsFormat, Timelike as _};
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::log::{Growth, LogError};

/// What a verification comes to, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every check was made and passed.
    Valid,
    /// Genuine and in its time, but nobody was asked whether it still stands.
    ValidButStatusUnknown,
    /// Genuine but not in force just now: withheld, or its first day is still to come.
    Suspended,
    /// Genuine, but its last day is over.
    Expired,
    /// Genuine, but a newer version has replaced it.
    Superseded,
    /// Genuine, but revoked, cancelled or transferred.
    Revoked,
    /// Signed by someone who is not believed for this, or incompletely signed.
    Untrusted,
    /// Changed after signing, or never signed by the key it names.
    Forged,
}

/// The checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    /// The identifier is well formed, and so are the codes inside it.
    Identifier,
    /// The type standard is known and belongs to the identifier's type code.
    Kind,
    /// The fields are those of the type standard.
    Fields,
    /// The issuer is on the trust list and is the one in the identifier.
    Issuer,
    /// The issuer may issue this type.
    Entitlement,
    /// The SM2 signature.
    Sm2Signature,
    /// The Ed25519 signature.
    Ed25519Signature,
    /// The key was the issuer's at signing time.
    KeyWindow,
    /// The signing time is not in the future.
    SigningTime,
    /// All signatures that the policy asks for are there.
    SignaturePolicy,
    /// The QR code states what the certificate states.
    QrCode,
    /// Today lies within the validity.
    Validity,
    /// The certificate still stands.
    Status,
    /// The log of certificates holds it.
    Log,
    /// As many witnesses as the policy asks for have seen that log.
    Witnesses,
    /// The log of certificates holds what the status lists state.
    StatusLog,
    /// The log still contains what it showed this verifier before.
    LogGrowth,
    /// The annotated copy around it is signed and still good.
    Copy,
    /// The annotated copy was made for whoever was shown it.
    CopyRecipient,
    /// The pages of a drawn file say what the certificate inside says.
    Drawing,
}

/// The outcome of a check, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    /// Made and passed.
    Pass,
    /// Not made.
    NotChecked,
    /// Made and failed.
    Fail,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Which.
    pub name: CheckName,
    /// What came out.
    pub result: CheckResult,
    /// Why it failed or was not made: a stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Cow<'static, str>>,
    /// What was looked at.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<Cow<'static, str>, String>,
    /// The instant for which the outcome holds, where it is not that of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<FixedOffset>>,
    /// The best verdict that this outcome still allows.
    #[serde(skip)]
    pub(super) allows: Verdict,
}

impl Check {
    pub(super) const fn pass(name: CheckName) -> Self {
        Self {
            name,
            result: CheckResult::Pass,
            code: None,
            evidence: BTreeMap::new(),
            at: None,
            allows: Verdict::Valid,
        }
    }

    pub(super) fn fail(name: CheckName, verdict: Verdict, problem: Problem) -> Self {
        let mut evidence = problem.args;
        for (key, value) in [
            ("pointer", Some(problem.pointer).filter(|p| !p.is_empty())),
            ("expected", problem.expected),
            ("found", problem.found),
        ] {
            if let Some(value) = value {
                evidence.insert(Cow::Borrowed(key), value);
            }
        }
        Self {
            name,
            result: CheckResult::Fail,
            code: Some(problem.code),
            evidence,
            at: None,
            allows: verdict,
        }
    }

    pub(super) const fn not_checked(name: CheckName, code: &'static str) -> Self {
        Self {
            name,
            result: CheckResult::NotChecked,
            code: Some(Cow::Borrowed(code)),
            evidence: BTreeMap::new(),
            at: None,
            allows: Verdict::ValidButStatusUnknown,
        }
    }

    /// An instant as evidence, in RFC 3339.
    pub(super) fn with_time(self, key: &'static str, at: DateTime<FixedOffset>) -> Self {
        self.with(key, at.to_rfc3339_opts(SecondsFormat::Secs, true))
    }

    pub(super) fn with(mut self, key: &'static str, value: impl ToString) -> Self {
        self.evidence.insert(Cow::Borrowed(key), value.to_string());
        self
    }
}

/// A certificate's place in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logged {
    /// Its index.
    pub place: u64,
    /// Who has seen the log with it.
    pub witnessed: Witnessed,
}

/// Whether witnesses have seen a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Witnessed {
    /// Nobody asks for witnesses.
    NotAsked,
    /// Too few yet.
    NotYet,
    /// Enough, since this instant.
    Since(DateTime<FixedOffset>),
}

/// The report of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What it comes to.
    pub verdict: Verdict,
    /// The instant for which it holds, to the second.
    pub at: DateTime<FixedOffset>,
    /// Every check, in the order made.
    pub checks: Vec<Check>,
}

impl Report {
    /// The verdict is the worst that any check demands; without a check nothing is known.
    pub(super) fn new(at: DateTime<FixedOffset>, checks: Vec<Check>) -> Self {
        let worst = checks.iter().map(|check| check.allows).max();
        Self {
            verdict: worst.unwrap_or(Verdict::Untrusted),
            at: at.with_nanosecond(0).unwrap_or(at),
            checks,
        }
    }

    /// The same report with what a log of certificates says: the place of the certificate in it and who
    /// has seen it there, or why it is not there.
    #[must_use]
    pub fn logged(self, outcome: Result<Logged, Problem>) -> Self {
        match outcome {
            Ok(Logged { place, witnessed }) => {
                let report = self.and(Check::pass(CheckName::Log).with("place", place));
                match witnessed {
                    Witnessed::NotAsked => report,
                    Witnessed::NotYet => report.and(Check::not_checked(
                        CheckName::Witnesses,
                        "certs.log.not-witnessed",
                    )),
                    Witnessed::Since(at) => {
                        let mut check = Check::pass(CheckName::Witnesses);
                        check.at = Some(at);
                        report.and(check)
                    }
                }
            }
            Err(problem) => self.and(Check::fail(CheckName::Log, Verdict::Untrusted, problem)),
        }
    }

    /// The same report for a certificate that came inside a drawn file: whether the pages of that file are
    /// those that the certificate is drawn to; `None` where they were not compared.
    #[must_use]
    pub fn drawn(self, outcome: Option<Result<(), Problem>>) -> Self {
        let name = CheckName::Drawing;
        self.and(match outcome {
            Some(Ok(())) => Check::pass(name),
            Some(Err(problem)) => Check::fail(name, Verdict::Untrusted, problem),
            None => Check::not_checked(name, "certs.face.not-compared"),
        })
    }

    fn and(mut self, check: Check) -> Self {
        self.checks.push(check);
        Self::new(self.at, self.checks)
    }

    /// The same report with how the log's checkpoint relates to those that this verifier has seen before
    /// ([`crate::log::LogView::look`]).
    #[must_use]
    pub fn grown(self, outcome: Result<Growth, LogError>) -> Self {
        self.and(super::log::growth(outcome))
    }

    /// The worst outcome of a check, which is made once for every signature; `None` where it does
    /// not apply.
    pub fn result(&self, name: CheckName) -> Option<CheckResult> {
        let made = self.checks.iter().filter(|check| check.name == name);
        made.map(|check| check.result).max()
    }
}
