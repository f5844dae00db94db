//! The offline bundle: a certificate with its log proof and status lists, in one file.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;

use super::{Check, CheckName, Report, StatusSource, Verdict, Verifier};
use crate::canon::{self, Object, Value};
use crate::certificate::Certificate;
use crate::log::{LogPolicy, LogProof};
use crate::status::{SignedList, StatusBook};

/// More lists than a certificate has purposes.
const MAX_LISTS: usize = 8;

/// A certificate with everything that verifying it without a network takes.
///
/// Nothing in it is believed for being in it: the proof is checked against a [`LogPolicy`], the
/// lists against the trust list and what the verifier has seen before.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// The certificate.
    pub certificate: Certificate,
    /// Its place in a log of certificates.
    pub proof: Option<LogProof>,
    /// The status lists that it names, as published.
    pub lists: Vec<SignedList>,
}

impl Bundle {
    /// The file: canonical JSON.
    pub fn to_json(&self) -> String {
        let value = |json: String| canon::parse(json.as_bytes()).unwrap_or(Value::Null);
        let mut file = Object::default();
        file.insert("certificate", value(self.certificate.to_json()));
        if let Some(proof) = &self.proof {
            file.insert("logProof", Value::Text(proof.to_text()));
        }
        let lists = self.lists.iter().map(|list| value(list.to_json()));
        file.insert("statusLists", Value::List(lists.collect()));
        Value::Object(file).to_canonical()
    }

    /// Reads a bundle; believing it is another matter, see [`Verifier::bundle`].
    ///
    /// # Errors
    ///
    /// A code of [`canon::CanonError`]; `certs.file.form`; `certs.log.form`; as
    /// [`Certificate::from_json`] and [`SignedList::from_json`].
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        let form = |pointer: &str| Problem::new("certs.file.form").at(pointer);
        let value = canon::parse(json).map_err(|e| Problem::new(e.code()).found(e))?;
        let Value::Object(mut file) = value else {
            return Err(form(""));
        };
        let certificate = file
            .remove("certificate")
            .ok_or_else(|| form("/certificate"))?;
        let certificate = Certificate::from_json(certificate.to_canonical().as_bytes())
            .map_err(|p| p.under("/certificate"))?;
        let proof = match file.remove("logProof") {
            None => None,
            Some(Value::Text(text)) => {
                let problem =
                    |e: crate::log::LogError| Problem::new(e.code()).at("/logProof").found(e);
                Some(LogProof::from_text(&text).map_err(problem)?)
            }
            Some(_) => return Err(form("/logProof")),
        };
        let lists = match file.remove("statusLists") {
            Some(Value::List(lists)) if lists.len() <= MAX_LISTS => lists,
            _ => return Err(form("/statusLists")),
        };
        let read = |list: &Value| SignedList::from_json(list.to_canonical().as_bytes());
        let lists = lists.iter().map(read).collect::<Result<_, _>>();
        let lists = lists.map_err(|p| p.under("/statusLists"))?;
        match file.iter().next() {
            Some((name, _)) => Err(form(&ip_core::problem::pointer_step(name))),
            None => Ok(Self {
                certificate,
                proof,
                lists,
            }),
        }
    }
}

impl Verifier<'_> {
    /// Verifies a bundle: the certificate, its place in the log, its status by the lists that came
    /// along and those already known (the newer of each counts).
    ///
    /// A place in the log that witnesses had seen before a key was compromised keeps the
    /// signatures of that key good. A log that the policy asks for and that was not checked keeps
    /// the verdict from being `valid`.
    pub fn bundle(&self, bundle: &Bundle, policy: Option<&LogPolicy>) -> Report {
        let mut book = match self.status {
            StatusSource::Lists(known) => known.clone(),
            StatusSource::None | StatusSource::Register(_) => StatusBook::default(),
        };
        let mut refused = None;
        for list in &bundle.lists {
            if let Err(problem) = book.accept(list.clone(), self.trust, self.policy) {
                refused.get_or_insert(problem);
            }
        }
        let status = match self.status {
            StatusSource::Register(entry) => StatusSource::Register(entry),
            StatusSource::None | StatusSource::Lists(_) => StatusSource::Lists(&book),
        };
        let certificate = &bundle.certificate;
        let (log, seen) = log(certificate, bundle.proof.as_ref(), policy);
        let mut checks = Verifier { status, ..*self }.checks(certificate, seen);
        let unknown = |check: &&mut Check| check.name == CheckName::Status && check.code.is_some();
        if let (Some(problem), Some(check)) = (refused, checks.iter_mut().find(unknown)) {
            // Why there was no list to ask.
            check
                .evidence
                .insert("refused".into(), problem.code.to_string());
        }
        checks.extend(log);
        Report::new(self.now, checks)
    }
}

/// The checks of the log and its witnesses, and by when a quorum of those had seen the certificate there.
fn log(
    certificate: &Certificate,
    proof: Option<&LogProof>,
    policy: Option<&LogPolicy>,
) -> (Vec<Check>, Option<DateTime<FixedOffset>>) {
    let name = CheckName::Log;
    let not_checked = |code| {
        let mut checks = alloc::vec![Check::not_checked(name, code)];
        if policy.is_some_and(|policy| policy.quorum > 0) {
            checks.push(Check::not_checked(CheckName::Witnesses, code));
        }
        (checks, None)
    };
    let (proof, policy) = match (proof, policy) {
        (None, None) => return (Vec::new(), None),
        (Some(_), None) => return not_checked("certs.log.no-policy"),
        (None, Some(_)) => return not_checked("certs.log.no-proof"),
        (Some(proof), Some(policy)) => (proof, policy),
    };
    let problem = |error: crate::log::LogError| Problem::new(error.code()).found(error);
    let included = proof.includes(&certificate.log_entry(), &policy.log);
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
