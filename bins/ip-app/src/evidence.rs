//! A register asked, or a certificate verified, instead of a paper (免证核验): with consent before filing, and kept with the
//! case as evidence.

mod again;
mod certificate;

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use ip_core::id::{self, Kind, Verdict};
use ip_core::text::Text;
use ip_matters::case::{CheckOutcome, Command, Context, Event, Reference, decide, evolve};
use ip_matters::entry::Material;
use ip_matters::material::{Waivable, WaiverMeans};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::cases::{Note, reference};
use crate::draft::Draft;
use crate::error::AppError;
use crate::port::{Answer, Question, Register};

pub(crate) use certificate::names;
pub use certificate::{Proofs, Verified};

/// What a register or a certificate showed about a paper, and what was asked; with the person's other answers in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Checked {
    /// The register, or the name under which the paper admits certificates.
    pub register: String,
    /// What it is called.
    pub name: Text,
    /// When the person consented and it was asked.
    pub at: DateTime<FixedOffset>,
    /// Match, mismatch, no answer.
    pub outcome: CheckOutcome,
    /// The answer, as it is kept.
    pub evidence: Text,
    /// The answers that it was asked about, by field.
    pub facts: BTreeMap<String, String>,
    /// The certificate, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Verified>,
    /// Whether the person rather waits than hands in the paper, while nobody answers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waits: bool,
}

impl Checked {
    /// Whether it shows what the paper would prove for these answers: another answer afterwards is another question.
    pub fn stands(&self, answers: &BTreeMap<String, String>) -> bool {
        let same = |(field, value): (&String, &String)| answers.get(field) == Some(value);
        self.outcome == CheckOutcome::Match && self.facts.iter().all(same)
    }

    /// By what means it stands in for the paper.
    pub const fn by(&self) -> WaiverMeans {
        match self.certificate {
            Some(_) => WaiverMeans::Certificate,
            None => WaiverMeans::DataCheck,
        }
    }

    /// Whether the person waits for a register that did not answer.
    pub const fn is_waiting(&self) -> bool {
        self.waits && matches!(self.outcome, CheckOutcome::Unavailable)
    }
}

impl App {
    /// The register that can be asked instead of a paper, for what was answered so far: it is connected, the
    /// law of the paper admits it, and it knows subjects of this kind.
    pub fn register_for(&self, material: &Material, draft: &Draft) -> Option<&Register> {
        let (subject, _) = self.registers.proves(&material.id)?;
        let subject = draft.answers.get(subject).filter(|code| !code.is_empty())?;
        let admitted = |register: &&Register| {
            let by = |w: &Waivable| w.by == WaiverMeans::DataCheck && w.register == register.id;
            let kind: Option<Kind> = register.identifies.parse().ok();
            material.waivable_by.iter().any(by)
                && kind.is_some_and(|kind| {
                    id::check(Some(kind), subject, None).verdict != Verdict::Invalid
                })
        };
        self.registers.connected().iter().find(admitted)
    }

    /// Asks the register instead of a paper, on the person's consent; the answer stands in the draft, which the
    /// caller keeps.
    ///
    /// # Errors
    ///
    /// No register can be asked for this paper.
    pub async fn check_register(
        &self,
        actor: &Actor,
        material: &Material,
        draft: &mut Draft,
    ) -> Result<CheckOutcome, AppError> {
        let missing = || AppError::NotFound("register");
        let register = self.register_for(material, draft).ok_or_else(missing)?;
        let (subject, fields) = self.registers.proves(&material.id).ok_or_else(missing)?;
        let asked = std::iter::once(subject).chain(fields.iter().map(String::as_str));
        let facts: BTreeMap<String, String> = asked
            .map(|field| {
                let answer = draft.answers.get(field).cloned();
                (field.to_owned(), answer.unwrap_or_default())
            })
            .collect();
        let answer = self.ask_register(register, subject, fields, &facts).await;
        let checked = Checked {
            register: register.id.clone(),
            name: register.name.clone(),
            at: actor.at,
            outcome: answer.outcome,
            evidence: answer.evidence,
            facts,
            certificate: None,
            waits: false,
        };
        draft.checks.insert(material.id.clone(), checked);
        Ok(answer.outcome)
    }

    /// Asks a register whether the record of the subject holds the answers to these fields.
    async fn ask_register(
        &self,
        register: &Register,
        subject: &str,
        fields: &[String],
        facts: &BTreeMap<String, String>,
    ) -> Answer {
        let claims: Vec<&str> = fields
            .iter()
            .filter_map(|field| facts.get(field).map(String::as_str))
            .filter(|claim| !claim.is_empty())
            .collect();
        let question = Question {
            register: &register.id,
            subject: facts.get(subject).map_or("", String::as_str),
            claims: &claims,
        };
        self.registers.ask(&question).await
    }
}

/// The events by which a new case learns what registers answered, with the texts for the vault; an answer that
/// no longer fits what was filled in is left out.
pub(crate) fn events(
    draft: &Draft,
    number: &str,
    filed: &[Event],
    context: &Context<'_>,
) -> Result<(Vec<Event>, Vec<Note>), AppError> {
    let mut case = filed.iter().fold(ip_matters::case::Case::new(), evolve);
    let (mut events, mut notes) = (Vec::new(), Vec::new());
    let asked = draft.checks.iter().filter(|(id, check)| {
        let asked = context.entry.materials.iter().any(|m| m.id == **id);
        asked && (check.outcome != CheckOutcome::Match || check.stands(&draft.answers))
    });
    for (nth, (material, check)) in asked.enumerate() {
        let response = Note {
            reference: reference(&format!("{number}/check-{nth}"))?,
            text: match &check.certificate {
                Some(verified) => verified.written()?,
                None => check.evidence.zh.clone(),
            },
        };
        let consent = Note {
            reference: consent(number, nth)?,
            text: check.at.to_rfc3339(),
        };
        let command = Command::CheckRegister {
            material: material.clone(),
            by: check.by(),
            register: check.register.clone(),
            outcome: check.outcome,
            response: response.reference.clone(),
            consent: consent.reference.clone(),
        };
        let more = decide(&case, &command, context)?;
        case = more.iter().fold(case, evolve);
        events.extend(more);
        notes.extend([response, consent]);
    }
    Ok((events, notes))
}

fn consent(number: &str, nth: usize) -> Result<Reference, AppError> {
    reference(&format!("{number}/consent-{nth}"))
}

/// In whose name a register's answer is recorded: nobody at a desk gives it.
pub(crate) fn system(actor: &Actor) -> Actor {
    Actor {
        account: "system".to_owned(),
        role: Role::Administrator,
        at: actor.at,
    }
}
