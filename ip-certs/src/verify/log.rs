//! The checks of the log: whether it holds the certificate and the status lists, and who has seen it there.

use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;

use super::{Check, CheckName, StatusSource, Verdict, Verifier};
use crate::certificate::StatusRef;
use crate::log::{Growth, LogError, LogPolicy, LogProof};
use crate::status::SignedList;

/// By when a quorum of witnesses had seen an entry.
type Seen = Option<DateTime<FixedOffset>>;

fn problem(error: LogError) -> Problem {
    Problem::new(error.code()).found(error)
}

/// The checks of the log and its witnesses, and by when a quorum of those had seen the certificate there.
///
/// `entry` is the certificate's, where what was shown can prove its place at all.
pub(super) fn certificate(
    entry: &[u8],
    proof: Option<&LogProof>,
    policy: Option<&LogPolicy>,
) -> (Vec<Check>, Seen) {
    // Whoever asks for no log is told nothing of one: a proof that comes along makes the rest no worse.
    let Some(policy) = policy else {
        return (Vec::new(), None);
    };
    let Some(proof) = proof else {
        return (not_checked(policy, "certs.log.no-proof"), None);
    };
    let name = CheckName::Log;
    let included = proof.includes(entry, &policy.log);
    let mut checks = alloc::vec![match included {
        Ok(()) => Check::pass(name)
            .with("origin", &proof.checkpoint.origin)
            .with("place", proof.index)
            .with("size", proof.checkpoint.size),
        Err(error) => Check::fail(name, Verdict::Untrusted, problem(error)),
    }];
    if policy.quorum == 0 {
        return (checks, None);
    }
    let (witnesses, seen) = match proof.witnessed(policy) {
        Ok(seen) => {
            let mut check = Check::pass(CheckName::Witnesses).with("quorum", policy.quorum);
            check.at = seen;
            (check, seen)
        }
        Err(error) => {
            let check = Check::fail(CheckName::Witnesses, Verdict::Untrusted, problem(error));
            (check.with("quorum", policy.quorum), None)
        }
    };
    checks.push(witnesses);
    // What witnesses saw says something of this certificate only where the log holds it.
    (checks, seen.filter(|_| included.is_ok()))
}

/// A log that was asked for and is not checked is said to be so: what was stripped of its proof must not
/// fare better than with it.
pub(super) fn not_checked(policy: &LogPolicy, code: &'static str) -> Vec<Check> {
    let mut checks = alloc::vec![Check::not_checked(CheckName::Log, code)];
    if policy.quorum > 0 {
        checks.push(Check::not_checked(CheckName::Witnesses, code));
    }
    checks
}

/// Whether the log holds what the status lists state; `None` where no log or no list was asked.
pub(super) fn status_lists(
    verifier: &Verifier<'_>,
    entries: &[StatusRef],
    issuer: &str,
) -> Option<Check> {
    let (Some(policy), StatusSource::Lists(book)) = (verifier.log, verifier.status) else {
        return None;
    };
    let lists = entries.iter().filter_map(|e| book.list(issuer, &e.list));
    let lists = lists.filter(|list| policy.status_lists || list.proof().is_some());
    // The worst of them; without a list there is nothing that the log could hold.
    let checks = lists.map(|list| status_list(list, policy));
    checks.max_by_key(|check| check.result)
}

fn status_list(list: &SignedList, policy: &LogPolicy) -> Check {
    let name = CheckName::StatusLog;
    let check = match list.logged(policy) {
        Ok(seen) => {
            let mut check = Check::pass(name);
            check.at = seen;
            check
        }
        Err(_) if list.proof().is_none() => Check::not_checked(name, "certs.log.no-proof"),
        Err(problem) => Check::fail(name, Verdict::Untrusted, problem),
    };
    check
        .with("list", list.url())
        .with("sequence", list.sequence())
}

/// Whether the log still contains what it showed before.
pub(super) fn growth(outcome: Result<Growth, LogError>) -> Check {
    let name = CheckName::LogGrowth;
    match outcome {
        Ok(Growth::Unproved) => Check::not_checked(name, "certs.log.no-consistency"),
        Ok(growth) => Check::pass(name).with("growth", growth.name()),
        Err(error) => Check::fail(name, Verdict::Untrusted, problem(error)),
    }
}
