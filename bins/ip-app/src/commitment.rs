//! Notification and commitment (告知承诺) while filing: the applicant promises instead of handing in papers.

use ip_core::record::Entry as LogEntry;
use ip_matters::case::{self, Case, Command, Reference};
use ip_matters::entry::Entry;

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::cases::{self, Note, Registered};
use crate::draft::Draft;
use crate::error::AppError;
use crate::journal;
use crate::port::ViewQuery;

/// Whether the place takes a commitment instead of a paper.
pub fn may_commit(entry: &Entry, material: &str) -> bool {
    let mut papers = entry.commitment.iter().flat_map(|offer| &offer.papers);
    papers.any(|id| id == material)
}

/// The words of the commitment that was chosen in a draft, to be kept with its case.
pub(crate) fn note(draft: &Draft, number: &str) -> Result<Option<Note>, AppError> {
    let Some(words) = &draft.commitment else {
        return Ok(None);
    };
    Ok(Some(Note {
        reference: under(number)?,
        text: words.clone(),
    }))
}

/// Under which reference the words of a case lie.
fn under(number: &str) -> Result<Reference, AppError> {
    cases::reference(&format!("{number}/commitment"))
}

impl App {
    /// Whether an account has a commitment behind it that was verified and not kept: such an applicant may not
    /// use the mode again until that is in order.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn broke_a_commitment(&self, owner: &str) -> Result<bool, AppError> {
        let query = ViewQuery::of(cases::VIEW).facet("broke", owner).limit(1);
        Ok(!self.store.list(&query).await?.docs.is_empty())
    }

    /// What follows the receipt of a filing in which a commitment was chosen instead of papers: the applicant's choice takes
    /// effect, unless they may not use the mode; then the papers are asked for as ever.
    pub(crate) async fn committed(
        &self,
        actor: &Actor,
        registered: &Registered,
        (case, entry): (&Case, &Entry),
    ) -> Result<Vec<LogEntry>, AppError> {
        let chosen = match self.case_form(registered).await {
            Ok(form) => form.commitment.is_some(),
            Err(AppError::NotFound(_)) => false,
            Err(other) => return Err(other),
        };
        if !chosen {
            return Ok(Vec::new());
        }
        let mut context = self.case_context(actor.at, entry);
        context.excluded = self.broke_a_commitment(&registered.owner).await?;
        let commitment = under(&registered.number)?;
        let Ok(events) = case::decide(case, &Command::ElectCommitment { commitment }, &context)
        else {
            return Ok(Vec::new());
        };
        let applicant = Actor {
            account: registered.owner.clone(),
            role: Role::Person,
            at: actor.at,
        };
        let stream = cases::stream(&registered.number);
        journal::entries("case", &stream, &applicant, &events)
    }
}
