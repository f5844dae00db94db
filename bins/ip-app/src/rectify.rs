//! The closed loop of a bad review: what the office, the administration and the supervisor do about it.

use chrono::NaiveDate;
use ip_core::record::{Entry, Record};
use ip_eval::id::{CaseId, EvidenceRef, PersonRef, TextRef, UnitRef};
use ip_eval::rectify::{
    self, Actor as Party, Case, Command, CommandKind, ContactOutcome, Context, Event, Finding,
    Measure, Message, Reading, RevisitOutcome, Role as Capacity, Way,
};
use ip_eval::review::{NameMode, Reviews};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::{Batch, Doc, StoreError, VaultKey, ViewQuery, Views};

/// The view of the cases of bad reviews.
const VIEW: &str = "rectification";

/// What someone does, with its texts as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Sends the case to the office that handled the matter (转办).
    Dispatch,
    /// Signs for it (签收).
    SignFor,
    /// Records an attempt to reach the reviewer (联系核实).
    Contact(Way, ContactOutcome),
    /// Begins to verify without contact.
    VerifyInternally,
    /// Decides what was found and what follows.
    Decide {
        /// What was found.
        finding: Finding,
        /// What follows.
        measure: Measure,
        /// By which day it is put right.
        planned_on: Option<NaiveDate>,
        /// Why.
        reasons: String,
    },
    /// Hands in what was done (整改结果).
    Submit(String),
    /// Sends it back (退回重办).
    Reject(String),
    /// Approves it and answers the reviewer (反馈).
    Approve(String),
    /// Asks the reviewer again (回访).
    Revisit(Way, RevisitOutcome),
    /// Closes it (办结).
    Close(String),
    /// Takes it up again.
    Reopen(String),
}

impl Action {
    /// The text that goes to the vault.
    fn text(&self) -> &str {
        match self {
            Self::Decide { reasons: text, .. }
            | Self::Submit(text)
            | Self::Reject(text)
            | Self::Approve(text)
            | Self::Close(text)
            | Self::Reopen(text) => text.trim(),
            _ => "",
        }
    }
}

/// A case in the register, as lists and pages need it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    /// The case, folded from its events.
    pub case: Case,
    /// What happened, in order.
    pub history: Vec<Event>,
}

/// The stream of a case.
fn stream(id: &str) -> String {
    format!("rectification/{id}")
}

/// Where a text of the loop lies.
fn text_key(reference: &TextRef) -> VaultKey {
    VaultKey::new(format!("rectification-text/{reference}"))
}

/// The opening of a case, when the reviews of a service now hold a bad one without a case.
pub(crate) fn opening(
    app: &App,
    actor: &Actor,
    reviews: &Reviews,
) -> Result<Option<(String, Vec<Entry>)>, AppError> {
    let (Some(service), Some(original)) = (&reviews.service, &reviews.original) else {
        return Ok(None);
    };
    let profile = &app.rules.profile;
    let is_bad = profile.levels.bad.contains(&original.review.level);
    if !is_bad || !original.integrity.counts() {
        return Ok(None);
    }
    let id = CaseId::new(format!("B{}", service.id)).map_err(|_| AppError::NotFound("service"))?;
    let command = Command::Register {
        case: id.clone(),
        review: original.review.id.clone(),
        service: service.id.clone(),
        level: original.review.level,
        name: original.review.name,
        assessed: service.staff.clone(),
    };
    let system = Party {
        id: person("system")?,
        role: Capacity::System,
        unit: None,
    };
    let events = rectify::decide(None, command, &system, &app.rectify_context(actor))?;
    let stream = stream(id.as_str());
    let entries = journal::entries("rectification", &stream, actor, &events)?;
    Ok(Some((stream, entries)))
}

/// Follows an event of a case.
///
/// # Errors
///
/// An event or a document that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let event: Event = journal::projected(record)?;
    let key = record.entry.stream.trim_start_matches("rectification/");
    let before: Option<Registered> = match views.get(VIEW, key)? {
        Some(doc) => Some(journal::document(record, &doc)?),
        None => None,
    };
    let (case, mut history) = before.map_or((None, Vec::new()), |r| (Some(r.case), r.history));
    let Some(case) = rectify::evolve(case, &event) else {
        return Ok(());
    };
    history.push(event);
    let settled = if case.is_settled() { "yes" } else { "no" };
    let doc = Doc::new(VIEW, key, "")
        .sort(case.opened_at.to_rfc3339())
        .facet("settled", settled)
        .facet("service", case.service.as_str());
    let body = journal::body(record, &Registered { case, history })?;
    views.put(Doc { body, ..doc })
}

impl App {
    fn rectify_context(&self, actor: &Actor) -> Context<'_> {
        Context {
            now: actor.at,
            profile: &self.rules.profile,
            calendar: &self.rules.calendar,
        }
    }

    /// In which capacity an account acts on a case.
    fn party(&self, actor: &Actor, case: Option<&Case>) -> Result<Party, AppError> {
        let role = match actor.role {
            Role::Clerk | Role::Reviewer => Capacity::Unit,
            Role::Supervisor => Capacity::Administration,
            Role::Person | Role::Requester | Role::Administrator => {
                return Err(AppError::Forbidden);
            }
        };
        let unit = case
            .and_then(|case| case.unit.clone())
            .filter(|_| role == Capacity::Unit);
        Ok(Party {
            id: person(&actor.account)?,
            role,
            unit,
        })
    }

    /// Cases that are open, or settled ones; oldest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn rectifications(&self, settled: bool) -> Result<Vec<Registered>, AppError> {
        let settled = if settled { "yes" } else { "no" };
        let page = self
            .store
            .list(&ViewQuery::of(VIEW).facet("settled", settled))
            .await?;
        page.docs.iter().map(journal::read).collect()
    }

    /// One case.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn rectification(&self, id: &str) -> Result<Registered, AppError> {
        match self.store.view(VIEW, id).await? {
            Some(doc) => journal::read(&doc),
            None => Err(AppError::NotFound("rectification")),
        }
    }

    /// The case that the bad review of a service opened, if any.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn rectification_of(&self, service: &str) -> Result<Option<Registered>, AppError> {
        let page = self
            .store
            .list(&ViewQuery::of(VIEW).facet("service", service).limit(1))
            .await?;
        page.docs.first().map(journal::read).transpose()
    }

    /// What an account may do with a case now.
    ///
    /// # Errors
    ///
    /// An account that takes no part in the loop.
    pub fn rectify_allowed(
        &self,
        actor: &Actor,
        case: &Case,
    ) -> Result<Vec<CommandKind>, AppError> {
        let party = self.party(actor, Some(case))?;
        Ok(rectify::allowed(Some(case), &party, &self.rules.profile))
    }

    /// The clocks of a case on a day.
    pub fn rectify_clocks(&self, case: &Case, day: NaiveDate) -> Vec<Reading> {
        case.read_clocks(day, &self.rules.profile, &self.rules.calendar)
    }

    /// Does something about a bad review.
    ///
    /// # Errors
    ///
    /// Not found, a role that takes no part, or a refusal with its guard.
    pub async fn rectify(&self, actor: &Actor, id: &str, action: Action) -> Result<(), AppError> {
        let stream = stream(id);
        let loaded = journal::load(&*self.store, &stream, None, |case, event| {
            rectify::evolve(case, event)
        })
        .await?;
        let case = loaded
            .state
            .as_ref()
            .ok_or(AppError::NotFound("rectification"))?;
        let party = self.party(actor, Some(case))?;
        let reference = TextRef::new(format!("T{}-{}", short(id), loaded.sequence + 1))
            .map_err(|_| AppError::NotFound("rectification"))?;
        let text = action.text().to_owned();
        let command = self.rectify_command(case, action, &reference).await?;
        let events = rectify::decide(Some(case), command, &party, &self.rectify_context(actor))?;
        let entries = journal::entries("rectification", &stream, actor, &events)?;
        let mut batch = Batch::new().append(&stream, loaded.sequence, entries);
        if !text.is_empty() {
            batch = batch.keep(text_key(&reference), journal::written(&text)?);
        }
        self.store.append(batch).await?;
        Ok(())
    }

    async fn rectify_command(
        &self,
        case: &Case,
        action: Action,
        text: &TextRef,
    ) -> Result<Command, AppError> {
        let proof = || -> Result<Vec<EvidenceRef>, AppError> {
            let evidence = EvidenceRef::new(text.as_str());
            Ok(vec![
                evidence.map_err(|_| AppError::NotFound("rectification"))?,
            ])
        };
        Ok(match action {
            Action::Dispatch => {
                let reviews = self.reviews(case.service.as_str()).await?;
                let unit: UnitRef = reviews
                    .state
                    .service
                    .map(|service| service.unit)
                    .ok_or(AppError::NotFound("service"))?;
                Command::Dispatch { unit }
            }
            Action::SignFor => Command::SignFor,
            Action::Contact(way, outcome) => Command::Contact { way, outcome },
            Action::VerifyInternally => Command::VerifyInternally,
            Action::Decide {
                finding,
                measure,
                planned_on,
                reasons,
            } => Command::Decide {
                finding,
                measure,
                planned_on,
                reasons: (!reasons.trim().is_empty()).then(|| text.clone()),
                evidence: Vec::new(),
                ground: None,
            },
            Action::Submit(_) => Command::Submit {
                measures: text.clone(),
                proof: proof()?,
            },
            Action::Reject(_) => Command::Reject {
                reason: text.clone(),
            },
            Action::Approve(_) => {
                let reachable = case.name == NameMode::RealName;
                let message = if reachable {
                    Message::Sent
                } else {
                    Message::Impossible
                };
                Command::Approve {
                    message,
                    answer: text.clone(),
                }
            }
            Action::Revisit(way, outcome) => Command::Revisit { way, outcome },
            Action::Close(explanation) => Command::Close {
                explanation: (!explanation.trim().is_empty()).then(|| text.clone()),
            },
            Action::Reopen(_) => Command::Reopen {
                reason: text.clone(),
            },
        })
    }

    /// A text of the loop: the measures, or the answer to the reviewer.
    ///
    /// # Errors
    ///
    /// The store's failures. An erased text is `None`.
    pub async fn rectify_text(&self, reference: &TextRef) -> Result<Option<String>, AppError> {
        let text = self.store.vault(&text_key(reference)).await?;
        text.as_deref().map(journal::parsed).transpose()
    }
}

fn person(account: &str) -> Result<PersonRef, AppError> {
    PersonRef::new(account).map_err(|_| AppError::Forbidden)
}

/// References hold 64 characters; the end of a case's id tells it apart.
fn short(id: &str) -> &str {
    let from = id.char_indices().rev().nth(39).map_or(0, |(at, _)| at);
    id.get(from..).unwrap_or(id)
}
