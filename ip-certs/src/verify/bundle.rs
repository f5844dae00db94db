//! The offline bundle: a certificate with its log proof and status lists, in one file.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::problem::Problem;

use super::{Check, CheckName, Report, StatusSource, Verifier};
use crate::canon::{self, Object, Value};
use crate::certificate::Certificate;
use crate::log::{LogError, LogProof};
use crate::status::{SignedList, StatusBook};

/// More lists than a certificate has purposes.
const MAX_LISTS: usize = 8;

/// A certificate with everything that verifying it without a network takes.
///
/// Nothing in it is believed for being in it: the proof is checked against a [`crate::log::LogPolicy`], the
/// lists against the trust list and what the verifier has seen before.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// The certificate.
    pub certificate: Certificate,
    /// Its place in a log of certificates.
    pub proof: Option<LogProof>,
    /// The status lists that it names, as published, with their places in the log where they have one.
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
        if self.lists.iter().any(|list| list.proof().is_some()) {
            let text = |proof: Option<&LogProof>| match proof {
                Some(proof) => Value::Text(proof.to_text()),
                None => Value::Null,
            };
            let proofs = self.lists.iter().map(|list| text(list.proof()));
            file.insert("statusProofs", Value::List(proofs.collect()));
        }
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
            Some(Value::Text(text)) => Some(read_proof(&text, "/logProof")?),
            Some(_) => return Err(form("/logProof")),
        };
        let lists = match file.remove("statusLists") {
            Some(Value::List(lists)) if lists.len() <= MAX_LISTS => lists,
            _ => return Err(form("/statusLists")),
        };
        let read = |list: &Value| SignedList::from_json(list.to_canonical().as_bytes());
        let lists = lists.iter().map(read).collect::<Result<_, _>>();
        let mut lists: Vec<SignedList> = lists.map_err(|p| p.under("/statusLists"))?;
        // One for each list, in their order.
        let proofs = match file.remove("statusProofs") {
            None => Vec::new(),
            Some(Value::List(proofs)) if proofs.len() == lists.len() => proofs,
            Some(_) => return Err(form("/statusProofs")),
        };
        for (list, proof) in lists.iter_mut().zip(proofs) {
            match proof {
                Value::Null => {}
                Value::Text(text) => {
                    let proof = read_proof(&text, "/statusProofs")?;
                    *list = list.clone().with_proof(Some(proof));
                }
                _ => return Err(form("/statusProofs")),
            }
        }
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

fn read_proof(text: &str, pointer: &str) -> Result<LogProof, Problem> {
    let problem = |e: LogError| Problem::new(e.code()).at(pointer).found(e);
    LogProof::from_text(text).map_err(problem)
}

impl Verifier<'_> {
    /// Verifies a bundle: the certificate, its place in the log, its status by the lists that came
    /// along and those already known (the newer of each counts).
    ///
    /// A place in the log that witnesses had seen before a key was compromised keeps the
    /// signatures of that key good.
    pub fn bundle(&self, bundle: &Bundle) -> Report {
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
        let verifier = Verifier { status, ..*self };
        let mut checks = verifier.checks(certificate, bundle.proof.as_ref(), None);
        let unknown = |check: &&mut Check| check.name == CheckName::Status && check.code.is_some();
        if let (Some(problem), Some(check)) = (refused, checks.iter_mut().find(unknown)) {
            // Why there was no list to ask.
            check
                .evidence
                .insert("refused".into(), problem.code.to_string());
        }
        Report::new(self.now, checks)
    }
}
