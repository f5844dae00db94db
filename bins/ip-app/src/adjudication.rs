//! Two people decide that a review does not count (双人认定): one proposes, another one confirms, each signed in
//! as themselves. So it is after an appeal, for a case that is screened and found to be about something else, and for a
//! review that the detectors set aside.

use chrono::{DateTime, FixedOffset};
use ip_core::record::Record;
use ip_eval::id::{EvidenceRef, PersonRef};
use ip_eval::rectify;
use ip_eval::review::{self, Command as ReviewCommand, Integrity, VoidGround};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::journal::{self, Loaded};
use crate::port::{Batch, Doc, StoreError, VaultKey, Views};
use crate::rectify as desk;
use crate::review as reviews;

/// The view of proposals that wait for the second person.
const VIEW: &str = "adjudication";

/// What is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A case in which an appeal was made, or that is being screened, by its id.
    Case(String),
    /// A review that was set aside, by its service.
    Held(String),
}

impl Subject {
    fn name(&self) -> String {
        match self {
            Self::Case(id) => format!("case/{id}"),
            Self::Held(service) => format!("review/{service}"),
        }
    }

    fn stream(&self) -> String {
        format!("adjudication/{}", self.name())
    }
}

/// What the first person proposes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proposal {
    /// Who proposes.
    pub by: PersonRef,
    /// The ground found.
    pub ground: VoidGround,
    /// Number of the proposal, under which its reasons lie in the vault.
    pub number: u64,
    /// When.
    pub at: DateTime<FixedOffset>,
}

/// What happened on the way to a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// The first person proposed.
    Proposed(Proposal),
    /// The proposal came to its end: confirmed by the second person, or overtaken.
    Ended {
        /// Who ended it.
        by: PersonRef,
        /// Whether it was confirmed.
        confirmed: bool,
    },
}

/// Follows an event.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let key = record.entry.stream.trim_start_matches("adjudication/");
    match journal::projected(record)? {
        Event::Proposed(proposal) => {
            views.put(Doc::new(VIEW, key, journal::body(record, &proposal)?))
        }
        Event::Ended { .. } => views.delete(VIEW, key),
    }
}

fn reasons_key(subject: &Subject, number: u64) -> VaultKey {
    VaultKey::new(format!("adjudication/{}/{number}", subject.name()))
}

impl App {
    /// What was proposed and waits for a second person.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn proposal(&self, subject: &Subject) -> Result<Option<Proposal>, AppError> {
        let doc = self.store.view(VIEW, &subject.name()).await?;
        doc.as_ref().map(journal::read).transpose()
    }

    /// The reasons of a proposal; `None` when they were erased.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn proposal_reasons(
        &self,
        subject: &Subject,
        proposal: &Proposal,
    ) -> Result<Option<String>, AppError> {
        let key = reasons_key(subject, proposal.number);
        let text = self.store.vault(&key).await?;
        text.as_deref().map(journal::parsed).transpose()
    }

    /// The first person proposes that a review does not count.
    ///
    /// # Errors
    ///
    /// Not for this role; nothing to decide; a proposal that waits already.
    pub async fn propose_void(
        &self,
        actor: &Actor,
        subject: &Subject,
        ground: VoidGround,
        reasons: &str,
    ) -> Result<(), AppError> {
        let ground = self.must_decide(actor, subject).await?.unwrap_or(ground);
        if self.proposal(subject).await?.is_some() {
            return Err(ip_core::problem::Problem::new("app.adjudication.waiting").into());
        }
        let stream = subject.stream();
        let records = self.store.stream(&stream, 0).await?;
        let sequence = records.last().map_or(0, |record| record.sequence);
        let proposal = Proposal {
            by: desk::person(&actor.account)?,
            ground,
            number: sequence + 1,
            at: actor.at,
        };
        let key = reasons_key(subject, proposal.number);
        let event = Event::Proposed(proposal);
        let entry = journal::entry("adjudication", &stream, actor, &event)?;
        let batch = Batch::new()
            .append(stream, sequence, [entry])
            .keep(key, journal::written(&reasons.trim())?);
        self.store.append(batch).await?;
        Ok(())
    }

    /// The second person confirms: the review leaves the figures in this step.
    ///
    /// # Errors
    ///
    /// Nothing was proposed, or by the same person; the refusals of the loop and of the reviews.
    pub async fn confirm_void(&self, actor: &Actor, subject: &Subject) -> Result<(), AppError> {
        let (proposal, batch) = self.ending(actor, subject, true).await?;
        let evidence = EvidenceRef::new(format!("A{}", proposal.number));
        let evidence = vec![evidence.map_err(|_| AppError::NotFound("proposal"))?];
        match subject {
            Subject::Case(id) => {
                let stage = self.rectification(id).await?.case.stage;
                let (ground, second) = (proposal.ground, proposal.by);
                let command = if stage == rectify::Stage::Appealing {
                    rectify::Command::Void {
                        ground,
                        evidence,
                        second,
                    }
                } else {
                    rectify::Command::MarkOutOfScope { second, evidence }
                };
                self.rectify_with(actor, id, command, batch).await
            }
            Subject::Held(service) => {
                let Loaded { state, sequence } = self.reviews(service).await?;
                let review = state
                    .original
                    .as_ref()
                    .ok_or(AppError::NotFound("review"))?;
                let command = ReviewCommand::Void {
                    review: review.review.id.clone(),
                    ground: proposal.ground,
                    deciders: vec![proposal.by, desk::person(&actor.account)?],
                    evidence,
                };
                let context = self.review_context(actor)?;
                let events = review::decide(&state, command, &context)?;
                let stream = reviews::stream(service);
                let entries = journal::entries("review", &stream, actor, &events)?;
                self.store
                    .append(batch.append(stream, sequence, entries))
                    .await?;
                Ok(())
            }
        }
    }

    /// A person found a review genuine that was set aside: it counts, and a bad one opens its case.
    ///
    /// # Errors
    ///
    /// Not for this role, or a review that was not set aside.
    pub async fn release_held(&self, actor: &Actor, service: &str) -> Result<(), AppError> {
        let subject = Subject::Held(service.to_owned());
        self.must_decide(actor, &subject).await?;
        let batch = match self.proposal(&subject).await? {
            Some(_) => self.ending(actor, &subject, false).await?.1,
            None => Batch::new(),
        };
        let Loaded { state, sequence } = self.reviews(service).await?;
        let held = state
            .original
            .as_ref()
            .ok_or(AppError::NotFound("review"))?;
        let command = ReviewCommand::Release {
            review: held.review.id.clone(),
            by: desk::person(&actor.account)?,
        };
        let events = review::decide(&state, command, &self.review_context(actor)?)?;
        let stream = reviews::stream(service);
        let entries = journal::entries("review", &stream, actor, &events)?;
        let mut batch = batch.append(stream, sequence, entries);
        let state = events.iter().fold(state, review::evolve);
        if self.rectification_of(service).await?.is_none()
            && let Some((stream, entries)) = desk::opening(self, actor, &state)?
        {
            batch = batch.append(stream, 0, entries);
        }
        self.store.append(batch).await?;
        Ok(())
    }

    /// The end of the waiting proposal; a proposal is not confirmed by whoever made it.
    async fn ending(
        &self,
        actor: &Actor,
        subject: &Subject,
        confirmed: bool,
    ) -> Result<(Proposal, Batch), AppError> {
        self.must_decide(actor, subject).await?;
        let proposal = self.proposal(subject).await?;
        let proposal = proposal.ok_or(AppError::NotFound("proposal"))?;
        let by = desk::person(&actor.account)?;
        if confirmed && proposal.by == by {
            return Err(ip_core::problem::Problem::new("app.adjudication.same-person").into());
        }
        let stream = subject.stream();
        let event = Event::Ended { by, confirmed };
        let entry = journal::entry("adjudication", &stream, actor, &event)?;
        let batch = Batch::new().append(stream, proposal.number, [entry]);
        Ok((proposal, batch))
    }

    /// Whether there is something to decide, for a supervisor; the ground where there is only one.
    async fn must_decide(
        &self,
        actor: &Actor,
        subject: &Subject,
    ) -> Result<Option<VoidGround>, AppError> {
        if actor.role != Role::Supervisor {
            return Err(AppError::Forbidden);
        }
        match subject {
            Subject::Case(id) => match self.rectification(id).await?.case.stage {
                rectify::Stage::Appealing => Ok(None),
                rectify::Stage::Screening => Ok(Some(VoidGround::OutOfScope)),
                _ => Err(AppError::NotFound("decision")),
            },
            Subject::Held(service) => {
                let reviews = self.reviews(service).await?.state;
                let held = reviews.original.map(|entry| entry.integrity);
                if self.rectification_of(service).await?.is_some() {
                    return Err(AppError::NotFound("decision"));
                }
                match held {
                    Some(Integrity::Held { .. }) => Ok(None),
                    _ => Err(AppError::NotFound("decision")),
                }
            }
        }
    }
}
