//! Verification: named checks with evidence, and the verdict they add up to.
//!
//! A check that was not made never yields `valid`; whatever fails is named, with what was found.

mod bundle;
mod copy;
mod log;
mod register;
mod report;
mod steps;

use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::certificate::{Certificate, State};
use crate::face::QrPayload;
use crate::id::CertificateId;
use crate::kind::Kinds;
use crate::log::{LogPolicy, LogProof};
use crate::sign::Algorithm;
use crate::status::StatusBook;
use crate::trust::TrustList;

pub use bundle::Bundle;
pub use register::RegisterAnswer;
pub use report::{Check, CheckName, CheckResult, Logged, Report, Verdict, Witnessed};
pub(crate) use steps::beijing_day;

/// Which signatures must be there and good; a bad one is never overlooked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// SM2, as legal force in China asks; another may stand beside it.
    #[default]
    RequireSm2,
    /// Both.
    RequireBoth,
    /// At least one.
    Any,
}

impl Policy {
    /// Whether these good signatures are enough.
    pub fn is_satisfied_by(self, good: &[Algorithm]) -> bool {
        match self {
            Self::RequireSm2 => good.contains(&Algorithm::Sm2),
            Self::RequireBoth => {
                good.contains(&Algorithm::Sm2) && good.contains(&Algorithm::Ed25519)
            }
            Self::Any => !good.is_empty(),
        }
    }
}

/// Where the verifier learns the status.
#[derive(Debug, Clone, Copy, Default)]
pub enum StatusSource<'a> {
    /// Nowhere: the verdict is at best `valid-but-status-unknown`.
    #[default]
    None,
    /// The issuer's own register; its answer counts for a while ([`RegisterAnswer`]).
    Register(&'a RegisterEntry),
    /// Published status lists; enough without a network while they are fresh.
    Lists(&'a StatusBook),
}

/// What the issuer's register says of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterEntry {
    /// The certificate.
    pub identifier: CertificateId,
    /// Its state.
    pub state: State,
    /// The version that replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<CertificateId>,
    /// When the register said so.
    pub as_of: DateTime<FixedOffset>,
}

/// Everything a verification rests on.
#[derive(Debug, Clone, Copy)]
pub struct Verifier<'a> {
    /// Whom the verifier believes.
    pub trust: &'a TrustList,
    /// The known type standards.
    pub kinds: &'a Kinds,
    /// Which signatures must be good.
    pub policy: Policy,
    /// Where the status comes from.
    pub status: StatusSource<'a>,
    /// Which log must hold the certificate, if any must; what is shown without a proof of it is not `valid`.
    pub log: Option<&'a LogPolicy>,
    /// The instant for which the answer holds.
    pub now: DateTime<FixedOffset>,
}

impl Verifier<'_> {
    /// Verifies a certificate file.
    pub fn certificate(&self, certificate: &Certificate) -> Report {
        self.certificate_seen(certificate, None)
    }

    /// As [`Verifier::certificate`], where a log that the verifier believes held the certificate by
    /// `seen`: what was there before a key was compromised is no work of whoever has the key now.
    pub fn certificate_seen(
        &self,
        certificate: &Certificate,
        seen: Option<DateTime<FixedOffset>>,
    ) -> Report {
        Report::new(self.now, self.checks(certificate, None, seen))
    }

    /// The checks of a certificate file, and of its place in a log; `seen` as in
    /// [`Verifier::certificate_seen`], where no proof says it.
    fn checks(
        &self,
        certificate: &Certificate,
        proof: Option<&LogProof>,
        seen: Option<DateTime<FixedOffset>>,
    ) -> Vec<Check> {
        let record = certificate.record();
        let (log, logged) = log::certificate(&certificate.log_entry(), proof, self.log);
        let logged = logged.or(seen);
        let mut checks = Vec::new();
        checks.push(steps::identifier(self, &record.identifier));
        checks.push(steps::kind(self, record));
        checks.push(steps::fields(self, certificate));
        let issuer = steps::issuer(self, &record.identifier, &record.issuer.id, &mut checks);
        steps::proofs(self, certificate, issuer, logged, &mut checks);
        checks.push(steps::qr(certificate));
        let first = record.valid_from.unwrap_or(record.issued);
        checks.push(steps::validity(self, first, record.valid_until));
        checks.push(steps::status(
            self,
            &record.identifier,
            &record.status,
            issuer,
        ));
        checks.extend(log);
        checks.extend(log::status_lists(self, &record.status, &record.issuer.id));
        checks
    }

    /// Verifies what a QR code states: identifier, name, number, holders and days of the certificate.
    ///
    /// The report has no check of the fields, which only the file holds: whoever relies on one of
    /// them, such as a patent number printed beside the code, needs the file.
    pub fn qr(&self, payload: &QrPayload) -> Report {
        self.qr_seen(payload, None)
    }

    /// As [`Verifier::qr`], where a log held the certificate whose own code this is by `seen`; see
    /// [`Verifier::certificate_seen`]. That the log holds the digests in the code is not enough: names and
    /// days stand beside them, and only the certificate says that its code has these.
    pub fn qr_seen(&self, payload: &QrPayload, seen: Option<DateTime<FixedOffset>>) -> Report {
        let mut checks = Vec::new();
        let id = &payload.identifier;
        checks.push(steps::identifier(self, id));
        checks.push(steps::kind_by_code(self, id));
        let issuer = steps::issuer_by_code(self, id, payload.created, &mut checks);
        steps::qr_signatures(self, payload, issuer, seen, &mut checks);
        checks.push(steps::validity(
            self,
            payload.valid_from,
            payload.valid_until,
        ));
        checks.push(steps::status(self, id, &payload.status, issuer));
        if let Some(policy) = self.log {
            checks.extend(log::not_checked(policy, "certs.log.no-proof"));
        }
        if let Some(issuer) = issuer {
            checks.extend(log::status_lists(self, &payload.status, &issuer.id));
        }
        Report::new(self.now, checks)
    }
}
