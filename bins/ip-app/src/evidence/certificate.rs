//! An electronic certificate instead of a paper (电子证照免交): shown by whoever files, verified, and kept with the case as
//! evidence. The use stands in its holder's list of uses before anything of it is read.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::certificate::{FieldValue, Record, State};
use ip_certs::verify::{Report, Verdict};
use ip_core::id::CertificateId;
use ip_core::law::{LawRef, Mark};
use ip_core::problem::{Problem, Problems, pointer_step};
use ip_core::text::Text;
use ip_matters::case::CheckOutcome;
use ip_matters::entry::{Entry, Material};
use ip_matters::material::WaiverMeans;
use serde::{Deserialize, Serialize};

use super::Checked;
use crate::actor::Actor;
use crate::app::App;
use crate::certificates::Presented;
use crate::draft::Draft;
use crate::error::AppError;
use crate::journal;
use crate::register::Registered;

/// The answers that say who applies.
const APPLICANT: [&str; 2] = ["applicant-id", "applicant-name"];
/// Most certificates of one person that are looked through for one that fits.
const MOST: usize = 200;

/// Which certificates stand in for which papers (`data/evidence.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proofs {
    purpose: String,
    proof: Vec<Proof>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    register: String,
    kinds: Vec<String>,
    #[serde(default)]
    results: Vec<String>,
    answers: Vec<String>,
    names: Vec<String>,
    #[serde(rename = "basis")]
    _basis: Vec<LawRef>,
    #[serde(rename = "mark")]
    _mark: Mark,
}

impl Proofs {
    /// The table shipped with this crate.
    ///
    /// # Errors
    ///
    /// `app.data.unreadable` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        toml::from_str(include_str!("../../data/evidence.toml"))
            .map_err(|e| Problem::new("app.data.unreadable").found(e.message()))
    }

    /// The name under which certificates stand in for a paper here; `None` where none does.
    fn register<'m>(&self, material: &'m Material) -> Option<&'m str> {
        let means = material.waivable_by.iter();
        means
            .filter(|w| w.by == WaiverMeans::Certificate)
            .map(|w| w.register.as_str())
            .find(|register| self.proof.iter().any(|proof| proof.register == *register))
    }

    /// What a certificate of this type, the result of this matter, proves under a name.
    fn proof(&self, register: &str, kind: &str, matter: &str) -> Option<&Proof> {
        self.proof.iter().find(|proof| {
            let fits = proof.kinds.iter().any(|known| known == kind)
                || proof.results.iter().any(|known| known == matter);
            proof.register == register && fits
        })
    }

    /// Whether the result of a matter stands in for a paper of another one.
    pub(crate) fn feeds(&self, from: &str, material: &Material) -> bool {
        let register = self.register(material);
        register.is_some_and(|register| self.proof(register, "", from).is_some())
    }
}

/// A certificate that was verified instead of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Verified {
    /// The certificate.
    pub identifier: CertificateId,
    /// What the verification came to.
    pub verdict: Verdict,
    /// The report, as JSON.
    pub report: String,
    /// The record in its holder's list of uses; absent where the certificate is not of this register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<String>,
    /// Its last day, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

impl Verified {
    /// What is kept with the case: the verdict, the report, and where the use is recorded.
    pub(super) fn written(&self) -> Result<String, AppError> {
        journal::written(self)
    }
}

/// Why a certificate with this verdict stands in for nothing; `None` where it may.
fn refusal(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Valid | Verdict::ValidButStatusUnknown => None,
        Verdict::Suspended => Some("app.evidence.suspended"),
        Verdict::Expired => Some("app.evidence.expired"),
        Verdict::Superseded => Some("app.evidence.replaced"),
        Verdict::Revoked => Some("app.evidence.revoked"),
        Verdict::Untrusted | Verdict::Forged => Some("app.evidence.not-genuine"),
    }
}

fn fallen(registered: &Registered) -> Option<&'static str> {
    match registered.state {
        State::Valid => None,
        State::Withheld => Some("app.evidence.suspended"),
        State::Lapsed if registered.successor.is_some() => Some("app.evidence.replaced"),
        State::Lapsed => Some("app.evidence.expired"),
        _ => Some("app.evidence.revoked"),
    }
}

fn at_material(code: &'static str, material: &str) -> Problem {
    Problem::new(code).at(format!("/materials{}", pointer_step(material)))
}

impl App {
    /// Whether an electronic certificate can stand in for a paper here.
    pub fn admits_certificate(&self, material: &Material) -> bool {
        self.rules.proofs.register(material).is_some()
    }

    /// The person's own certificates that stand and can stand in for a paper, newest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn certificates_for(
        &self,
        actor: &Actor,
        material: &Material,
    ) -> Result<Vec<Registered>, AppError> {
        let Some(register) = self.rules.proofs.register(material) else {
            return Ok(Vec::new());
        };
        let (held, _) = self.certificates(Some(&actor.account), None, MOST).await?;
        let mut fitting = Vec::new();
        for registered in held {
            let fits = self.proof_of(register, &registered.identifier).await?;
            if registered.state == State::Valid && fits.is_some() {
                fitting.push(registered);
            }
        }
        Ok(fitting)
    }

    async fn proof_of(
        &self,
        register: &str,
        identifier: &CertificateId,
    ) -> Result<Option<&Proof>, AppError> {
        let kind = self.kind_of(identifier).map_or("", |kind| &kind.key);
        let matter = match self.registered(identifier.as_str()).await {
            Ok(registered) => self.case(&registered.case).await?.matter().to_owned(),
            Err(AppError::NotFound(_)) => String::new(),
            Err(other) => return Err(other),
        };
        Ok(self.rules.proofs.proof(register, kind, &matter))
    }

    /// Takes a certificate instead of a paper, on the consent of whoever shows it: one of their own by its identifier, or one
    /// that was handed over as a file or a QR code. The answer stands in the draft, which the caller keeps: it agrees, it is
    /// about another right, or nobody can say whether it still stands. `entropy` must be fresh.
    ///
    /// # Errors
    ///
    /// No certificate stands in for this paper; a problem at the material for one that does not stand, is not genuine, proves
    /// something else or is another's; problems of the file; the store's failures.
    pub async fn check_certificate(
        &self,
        actor: &Actor,
        (entry, material): (&Entry, &Material),
        draft: &mut Draft,
        presented: Presented,
        entropy: &[u8; 32],
    ) -> Result<CheckOutcome, AppError> {
        let register = self.rules.proofs.register(material);
        let register = register.ok_or(AppError::NotFound("register"))?;
        let refuse = |code| AppError::from(at_material(code, &material.id));
        let identifier = presented.identifier()?;
        let registered = match self.registered(identifier.as_str()).await {
            Ok(registered) => Some(registered),
            Err(AppError::NotFound(_)) => None,
            Err(other) => return Err(other),
        };
        let body = entry.body.as_ref().map_or("", |body| body.uscc.as_str());
        // Identifiers can be guessed: without the certificate in hand only its holder gets further.
        let by_name = matches!(presented, Presented::Identifier(_));
        let own = registered
            .as_ref()
            .is_some_and(|r| r.owner == actor.account);
        if by_name && !own {
            return Err(refuse("app.evidence.other-holder"));
        }
        // What is handed over is checked first, so that a forgery enters nobody's list of uses.
        let shown = match by_name {
            true => None,
            false => {
                let shown = self.verify_for(presented, Some(body), actor.at).await?;
                let verdict = shown.report.verdict;
                if let Some(code) = refusal(verdict) {
                    return Err(refuse(code));
                }
                Some(shown.report)
            }
        };
        let proof = self.proof_of(register, &identifier).await?;
        let proof = proof.ok_or_else(|| refuse("app.evidence.other-kind"))?;
        let Some(registered) = registered else {
            let report = shown.ok_or_else(|| refuse("app.evidence.other-holder"))?;
            let verified = verified(&identifier, &report, None)?;
            let name = self.kind_of(&identifier).map(|kind| kind.name.clone());
            let name = name.unwrap_or_else(|| named(&identifier));
            let checked = checked(actor.at, register, name, verified);
            let outcome = CheckOutcome::Unavailable;
            draft
                .checks
                .insert(material.id.clone(), Checked { outcome, ..checked });
            return Ok(outcome);
        };
        if let Some(code) = fallen(&registered) {
            return Err(refuse(code));
        }
        let cause = format!("{}: {}", entry.matter.name.zh, material.name.zh);
        let because = (self.rules.proofs.purpose.as_str(), cause.as_str());
        let used = self
            .record_shown(actor, &identifier, body, because, entropy)
            .await?;
        let report = match shown {
            Some(report) => report,
            None => {
                let own = Presented::Identifier(identifier.to_string());
                self.verify_for(own, Some(body), actor.at).await?.report
            }
        };
        if let Some(code) = refusal(report.verdict) {
            return Err(refuse(code));
        }
        let certificate = self.certificate(&identifier).await?;
        let record = certificate.record();
        if !is_holder(record, &draft.answers) {
            return Err(refuse("app.evidence.other-holder"));
        }
        let answered = |field: &&String| draft.answers.get(*field).is_some_and(|a| !a.is_empty());
        let asked: Vec<&String> = proof.answers.iter().filter(answered).collect();
        let same = |field: &&String| {
            let number = draft.answers.get(*field).map_or("", String::as_str);
            names(record, &proof.names, number)
        };
        let outcome = match report.verdict {
            Verdict::Valid if asked.iter().all(same) => CheckOutcome::Match,
            Verdict::Valid => CheckOutcome::Mismatch,
            _ => CheckOutcome::Unavailable,
        };
        let asked = asked.into_iter().map(String::as_str).chain(APPLICANT);
        let facts = asked.map(|field| {
            let answer = draft.answers.get(field).cloned();
            (field.to_owned(), answer.unwrap_or_default())
        });
        let facts: BTreeMap<String, String> = facts.collect();
        let mut verified = verified(&identifier, &report, Some(used))?;
        verified.until = record.valid_until;
        let name = self.name_of(&registered).await?;
        let checked = Checked {
            outcome,
            facts,
            ..checked(actor.at, register, name, verified)
        };
        draft.checks.insert(material.id.clone(), checked);
        Ok(outcome)
    }

    /// What a certificate is called: the name of the result it certifies.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn name_of(&self, registered: &Registered) -> Result<Text, AppError> {
        let case = self.case(&registered.case).await?;
        let entry = self.rules.entry_of(&case.case)?;
        Ok(entry.matter.result.name.clone())
    }

    /// What became of the certificates of a draft since they were verified: each that does not stand any more, at its material.
    pub(crate) async fn fallen(&self, draft: &Draft, day: NaiveDate) -> Result<Problems, AppError> {
        let mut problems = Problems::default();
        for (material, check) in &draft.checks {
            let Some(verified) = check.certificate.as_ref() else {
                continue;
            };
            if check.outcome != CheckOutcome::Match {
                continue;
            }
            let code = match self.registered(verified.identifier.as_str()).await {
                Ok(registered) => fallen(&registered),
                Err(AppError::NotFound(_)) => None,
                Err(other) => return Err(other),
            };
            let over = verified.until.is_some_and(|until| until < day);
            let code = code.or(over.then_some("app.evidence.expired"));
            problems
                .0
                .extend(code.map(|code| at_material(code, material)));
        }
        Ok(problems)
    }
}

fn named(identifier: &CertificateId) -> Text {
    Text::new(identifier.to_string(), identifier.to_string())
}

fn verified(
    identifier: &CertificateId,
    report: &Report,
    used: Option<String>,
) -> Result<Verified, AppError> {
    Ok(Verified {
        identifier: identifier.clone(),
        verdict: report.verdict,
        report: journal::written(report)?,
        used,
        until: None,
    })
}

fn checked(at: DateTime<FixedOffset>, register: &str, name: Text, verified: Verified) -> Checked {
    Checked {
        register: register.to_owned(),
        name,
        at,
        outcome: CheckOutcome::Unavailable,
        evidence: named(&verified.identifier),
        facts: BTreeMap::new(),
        certificate: Some(verified),
        waits: false,
    }
}

/// Whether whoever applies holds the certificate: by their code where both have one, else by the name.
fn is_holder(record: &Record, answers: &BTreeMap<String, String>) -> bool {
    let [code, name] = APPLICANT.map(|field| answers.get(field).map_or("", String::as_str));
    record.holders.iter().any(|holder| match &holder.code {
        Some(own) if !code.is_empty() => own.value == code,
        _ => !name.is_empty() && holder.name == name,
    })
}

/// Whether one of these fields of a certificate, or its own number, is this number, however it is written.
pub(crate) fn names(record: &Record, fields: &[impl AsRef<str>], number: &str) -> bool {
    let plain = |text: &str| -> String {
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("ZL").unwrap_or(&text).to_owned();
        text.chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let wanted = plain(number);
    !wanted.is_empty()
        && fields.iter().any(|field| match field.as_ref() {
            "number" => plain(&record.number) == wanted,
            field => match record.fields.get(field) {
                Some(FieldValue::Text(text)) => plain(text) == wanted,
                Some(FieldValue::List(items)) => items.iter().any(|item| plain(item) == wanted),
                Some(FieldValue::Table(_)) | None => false,
            },
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_reads() {
        assert!(Proofs::builtin().is_ok());
    }
}
