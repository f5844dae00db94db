//! A register that did not answer before filing is asked again at the desk: on the consent that was given then, with what was
//! filled in then. Its answer is an event of the case, and never counts against whoever applied.

use std::collections::BTreeMap;

use ip_core::problem::Problem;
use ip_matters::case::{CheckOutcome, Command, CommandKind, Event, Reference, decide};
use ip_matters::material::WaiverMeans;

use super::Checked;
use crate::actor::{Actor, Role};
use crate::app::App;
use crate::cases::{self, Registered};
use crate::draft::Draft;
use crate::error::AppError;
use crate::journal;
use crate::port::Batch;

impl App {
    /// The papers of a case whose register gave no answer yet and can be asked again by this account now.
    ///
    /// # Errors
    ///
    /// The matter is not in the lists any more.
    pub fn unanswered(
        &self,
        actor: &Actor,
        registered: &Registered,
        form: &Draft,
    ) -> Result<Vec<String>, AppError> {
        let entry = self.rules.entry_of(&registered.case)?;
        let context = self.case_context(actor.at, entry);
        let open = ip_matters::case::allowed(&registered.case, &context);
        if !actor.is(&[Role::Clerk]) || !open.contains(&CommandKind::CheckRegister) {
            return Ok(Vec::new());
        }
        let silent = |check: &Checked| {
            check.outcome == CheckOutcome::Unavailable && check.by() == WaiverMeans::DataCheck
        };
        let asked = form.checks.iter().filter(|(_, check)| silent(check));
        Ok(asked.map(|(material, _)| material.clone()).collect())
    }

    /// Asks the register of a paper again and records what it says; the filled form keeps the answer.
    ///
    /// # Errors
    ///
    /// Not for this role; nothing is open for this paper; the answers were changed since, so that the consent does not reach;
    /// a refusal of the procedure; the store's failures.
    pub async fn ask_again(
        &self,
        actor: &Actor,
        number: &str,
        material: &str,
    ) -> Result<CheckOutcome, AppError> {
        let registered = self.case_for(actor, number).await?;
        let mut form = self.case_form(&registered).await?;
        let open = self.unanswered(actor, &registered, &form)?;
        if !open.iter().any(|id| id == material) {
            return Err(AppError::NotFound("register"));
        }
        let missing = || AppError::NotFound("register");
        let before = form.checks.get(material).cloned().ok_or_else(missing)?;
        let same = |(field, value): (&String, &String)| form.answers.get(field) == Some(value);
        if !before.facts.iter().all(same) {
            let problem = Problem::new("app.evidence.changed").at(format!("/materials/{material}"));
            return Err(problem.into());
        }
        let entry = self.rules.entry_of(&registered.case)?;
        let consent = self
            .consent_of(number, material)
            .await?
            .ok_or_else(missing)?;
        let register = self.registers.connected().iter();
        let register = register
            .clone()
            .find(|register| register.id == before.register)
            .ok_or_else(missing)?;
        let (subject, fields) = self.registers.proves(material).ok_or_else(missing)?;
        let answer = self
            .ask_register(register, subject, fields, &before.facts)
            .await;
        let note = self.note_on(&registered, 0, &answer.evidence.zh)?;
        let command = Command::CheckRegister {
            material: material.to_owned(),
            by: WaiverMeans::DataCheck,
            register: before.register.clone(),
            outcome: answer.outcome,
            response: note.reference.clone(),
            consent,
        };
        // The clerk asks, so the event is theirs, though the answer is the register's.
        let loaded = cases::load(self, number).await?;
        let events = decide(&loaded.state, &command, &self.case_context(actor.at, entry))?;
        let stream = cases::stream(number);
        let entries = journal::entries("case", &stream, actor, &events)?;
        let checked = Checked {
            outcome: answer.outcome,
            evidence: answer.evidence,
            ..before
        };
        form.checks.insert(material.to_owned(), checked);
        let batch = Batch::new()
            .append(&stream, loaded.sequence, entries)
            .keep(
                cases::note_key(&note.reference),
                journal::written(&note.text)?,
            )
            .keep(
                cases::form_key(number, registered.form),
                journal::written(&form)?,
            );
        self.store.append(batch).await?;
        Ok(answer.outcome)
    }

    /// Under which reference the consent to a check lies.
    async fn consent_of(
        &self,
        number: &str,
        material: &str,
    ) -> Result<Option<Reference>, AppError> {
        let records = self.case_records(number).await?;
        let mut consents: BTreeMap<String, Reference> = BTreeMap::new();
        for (_, event) in records {
            if let Event::RegisterChecked {
                material, consent, ..
            } = event
            {
                consents.entry(material).or_insert(consent);
            }
        }
        Ok(consents.remove(material))
    }
}
