//! Documents of a case: rendered as they read when they were issued, with the words behind their references.

use std::collections::BTreeMap;

use ip_matters::case::{self, Case, Reference};
use ip_matters::document::Document;

use crate::app::App;
use crate::cases::{Registered, reference};
use crate::error::AppError;

impl App {
    /// A document of a case, as it read when it was issued: the `nth` from 0.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn case_document(
        &self,
        registered: &Registered,
        nth: usize,
    ) -> Result<Document, AppError> {
        let entry = self.rules.entry_of(&registered.case)?;
        let mut case = Case::new();
        for (record, event) in self.case_records(&registered.number).await? {
            case = case::evolve(case, &event);
            if let Some(issued) = case.documents.get(nth) {
                let notes = self.notes_of(&case).await?;
                let words = |reference: &Reference| notes.get(reference).cloned();
                let context = self.case_context(record.entry.at, entry);
                let templates = &self.rules.documents;
                let document = templates.render_with(issued, &case, &context, &words);
                let mut document = document.ok_or(AppError::NotFound("document"))?;
                // Its text stays what it was; its service is recorded later.
                let now = registered.case.documents.get(nth);
                document.served = now.and_then(|issued| issued.served);
                document.record = templates.record(document.served);
                return Ok(document);
            }
        }
        Err(AppError::NotFound("document"))
    }

    /// What was written for the document that a case issues as it stands.
    async fn notes_of(&self, case: &Case) -> Result<BTreeMap<Reference, String>, AppError> {
        let defects = case.notice().map(|notice| notice.defects.iter());
        let defects = defects.into_iter().flatten();
        let references = defects.filter_map(|defect| defect.note.as_ref());
        let mut notes = BTreeMap::new();
        for outlet in &self.rules.pack.outlets {
            notes.insert(reference(&outlet.id)?, outlet.name.zh.clone());
        }
        for reference in references.chain(&case.reason).chain(&case.competent) {
            if let Some(text) = self.note(reference).await? {
                notes.insert(reference.clone(), text);
            }
        }
        Ok(notes)
    }
}
