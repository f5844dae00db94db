//! The closed loop of a bad review: what the office, the administration and the supervisor do about it.

mod due;
mod public;

use chrono::NaiveDate;
use ip_core::problem::Problem;
use ip_core::record::{Entry, Record};
use ip_eval::id::{CaseId, EvidenceRef, PersonRef, TextRef, UnitRef};
use ip_eval::level::Level;
use ip_eval::rectify::{
    self, Actor as Party, Case, Change, Command, CommandKind, ContactOutcome, Context, Event,
    Finding, Measure, Message, PauseReason, Publication, Reading, RevisitOutcome, Role as Capacity,
    Supervision, Way,
};
use ip_eval::review::{self, Kind, NameMode, Reviews, VoidGround};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::figures;
use crate::journal::{self, Loaded};
use crate::port::{Batch, Doc, StoreError, VaultKey, ViewQuery, Views};
use crate::pseudonym;

/// The view of the cases of bad reviews.
const VIEW: &str = "rectification";
/// Most cases of one list.
const MOST: usize = 1000;

/// What someone does, with its texts as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Says what it is about (分类研判).
    Classify(String),
    /// Sends the case to the office that handled the matter (转办).
    Dispatch,
    /// Asks that another office gets it, and why (退单).
    Return(String, String),
    /// Sends it to the office that was named.
    ApproveReturn,
    /// Leaves it where it is.
    RejectReturn,
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
        /// The ground on which the review should not count, where it is unfounded.
        ground: Option<VoidGround>,
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
    /// Says that the review should not count, and why (申诉).
    Appeal(VoidGround, String),
    /// Finds that it counts (驳回申诉).
    Dismiss(String),
    /// Gives the rectification more time (延期).
    Extend(u32, String),
    /// Lets the clocks stand still.
    Pause(PauseReason),
    /// Lets them run again.
    Resume,
    /// Cautions the office (督办).
    Caution(Supervision),
    /// Shows a text that was cleared of personal data to the public.
    Publish(String),
    /// Takes it from the public again.
    Withdraw,
    /// Puts the closed case away (归档).
    Archive,
}

impl Action {
    /// The text that goes to the vault.
    fn text(&self) -> &str {
        match self {
            Self::Decide { reasons: text, .. }
            | Self::Return(_, text)
            | Self::Submit(text)
            | Self::Reject(text)
            | Self::Approve(text)
            | Self::Close(text)
            | Self::Reopen(text)
            | Self::Appeal(_, text)
            | Self::Dismiss(text)
            | Self::Extend(_, text)
            | Self::Publish(text) => text.trim(),
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
    let profile = &app.rules.profile;
    let opens = |entry: &&review::Entry| {
        let kind = matches!(entry.review.kind, Kind::Active | Kind::Supplementary);
        kind && entry.integrity.counts() && profile.opens_case(entry.review.level)
    };
    let (Some(service), Some(entry)) = (&reviews.service, reviews.iter().find(opens)) else {
        return Ok(None);
    };
    // No number of the matter's case in it: whom it is about must not find the reviewer by it.
    let hidden = pseudonym::of(&app.secret, &format!("rectification/{}", service.id))?;
    let short = hidden.as_str().get(1..13).unwrap_or(hidden.as_str());
    let id = CaseId::new(format!("B{short}")).map_err(|_| AppError::NotFound("service"))?;
    let command = Command::Register {
        case: id.clone(),
        review: entry.review.id.clone(),
        service: service.id.clone(),
        level: entry.review.level,
        name: entry.review.name,
        assessed: service.staff.clone(),
    };
    let events = rectify::decide(None, command, &system()?, &app.rectify_context(actor, None))?;
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
    let (before, mut history) = before.map_or((None, Vec::new()), |r| (Some(r.case), r.history));
    let Some(case) = rectify::evolve(before.clone(), &event) else {
        return Ok(());
    };
    figures::count_case(record, views, before.as_ref(), &case)?;
    history.push(event);
    let settled = if case.is_settled() { "yes" } else { "no" };
    let doc = Doc::new(VIEW, key, "")
        .sort(case.opened_at.to_rfc3339())
        .facet("settled", settled)
        .facet(
            "published",
            match case.publication {
                Publication::Published { .. } => "yes",
                Publication::Unpublished | Publication::Withdrawn { .. } => "no",
            },
        )
        .facet("service", case.service.as_str());
    let body = journal::body(record, &Registered { case, history })?;
    views.put(Doc { body, ..doc })
}

impl App {
    /// The rules of the day for a case; those of the locality for one that is yet to be opened.
    pub(crate) fn rectify_context(&self, actor: &Actor, case: Option<&Case>) -> Context<'_> {
        let own = &self.rules.profile;
        Context {
            now: actor.at,
            profile: case.map_or(own, |case| self.rules.profile_of(&case.profile)),
            calendar: &self.rules.calendar,
        }
    }

    /// In which capacities an account can act on a case, the usual one first.
    fn parties(&self, actor: &Actor, case: &Case) -> Result<Vec<Party>, AppError> {
        let capacities: &[Capacity] = match actor.role {
            Role::Clerk | Role::Reviewer => &[Capacity::Unit, Capacity::Assessed],
            Role::Supervisor => &[Capacity::Administration, Capacity::Supervisor],
            Role::Person | Role::Requester | Role::Administrator => {
                return Err(AppError::Forbidden);
            }
        };
        let id = person(&actor.account)?;
        let assessed = case.assessed.as_ref() == Some(&id);
        let own = |capacity: &&Capacity| **capacity != Capacity::Assessed || assessed;
        let party = |capacity: &Capacity| Party {
            id: id.clone(),
            role: *capacity,
            unit: case.unit.clone().filter(|_| *capacity == Capacity::Unit),
        };
        Ok(capacities.iter().filter(own).map(party).collect())
    }

    /// Cases that are open, or settled ones; oldest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn rectifications(&self, settled: bool) -> Result<Vec<Registered>, AppError> {
        let settled = if settled { "yes" } else { "no" };
        let query = ViewQuery::of(VIEW).facet("settled", settled).limit(MOST);
        let page = self.store.list(&query).await?;
        page.docs.iter().map(journal::read).collect()
    }

    /// Cases whose review and answer the public sees, newest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn published_cases(&self) -> Result<Vec<Registered>, AppError> {
        let query = ViewQuery::of(VIEW).facet("published", "yes").limit(50);
        let page = self.store.list(&query.newest_first()).await?;
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
        let mut allowed = Vec::new();
        for party in self.parties(actor, case)? {
            for kind in rectify::allowed(Some(case), &party, self.rules.profile_of(&case.profile)) {
                if !allowed.contains(&kind) {
                    allowed.push(kind);
                }
            }
        }
        Ok(allowed)
    }

    /// The clocks of a case on a day.
    pub fn rectify_clocks(&self, case: &Case, day: NaiveDate) -> Vec<Reading> {
        case.read_clocks(
            day,
            self.rules.profile_of(&case.profile),
            &self.rules.calendar,
        )
    }

    /// Does something about a bad review.
    ///
    /// # Errors
    ///
    /// Not found, a role that takes no part, or a refusal with its guard.
    pub async fn rectify(&self, actor: &Actor, id: &str, action: Action) -> Result<(), AppError> {
        let loaded = self.loaded_case(id).await?;
        let case = loaded.state.as_ref();
        let case = case.ok_or(AppError::NotFound("rectification"))?;
        let reference = TextRef::new(format!("T{}-{}", short(id), loaded.sequence + 1))
            .map_err(|_| AppError::NotFound("rectification"))?;
        let text = action.text().to_owned();
        if matches!(action, Action::Publish(_)) {
            self.publishable(actor, id, &text).await?;
        }
        let command = self.rectify_command(case, action, &reference).await?;
        let mut batch = Batch::new();
        if !text.is_empty() {
            batch = batch.keep(text_key(&reference), journal::written(&text)?);
        }
        self.rectify_with(actor, id, command, batch).await
    }

    /// Whether an account is the one whom a case is about: it sees neither words nor who reviewed.
    pub fn is_assessed(&self, actor: &Actor, case: &Case) -> bool {
        let assessed = case.assessed.as_ref();
        assessed.is_some_and(|assessed| assessed.as_str() == actor.account)
    }

    async fn loaded_case(&self, id: &str) -> Result<Loaded<Option<Case>>, AppError> {
        journal::load(&*self.store, &stream(id), None, |case, event| {
            rectify::evolve(case, event)
        })
        .await
    }

    /// Gives a command on a case, in one step with what the batch already holds. A review that is found
    /// not to count leaves the figures in the same step.
    pub(crate) async fn rectify_with(
        &self,
        actor: &Actor,
        id: &str,
        command: Command,
        batch: Batch,
    ) -> Result<(), AppError> {
        let Loaded { state, sequence } = self.loaded_case(id).await?;
        let case = state.as_ref().ok_or(AppError::NotFound("rectification"))?;
        let parties = self.parties(actor, case)?;
        let profile = self.rules.profile_of(&case.profile);
        let may =
            |party: &&Party| rectify::allowed(Some(case), party, profile).contains(&command.kind());
        // Where nobody may, the usual capacity says why.
        let party = parties.iter().find(may).or(parties.first());
        let party = party.ok_or(AppError::Forbidden)?;
        let events = rectify::decide(
            Some(case),
            command,
            party,
            &self.rectify_context(actor, Some(case)),
        )?;
        let stream = stream(id);
        let entries = journal::entries("rectification", &stream, actor, &events)?;
        let mut batch = batch.append(&stream, sequence, entries);
        for event in &events {
            if let Change::Invalidated {
                review,
                ground,
                deciders,
                evidence,
            } = &event.change
            {
                let command = review::Command::Void {
                    review: review.clone(),
                    ground: *ground,
                    deciders: deciders.clone(),
                    evidence: evidence.clone(),
                };
                batch = self
                    .void(actor, case.service.as_str(), command, batch)
                    .await?;
            }
        }
        self.store.append(batch).await?;
        Ok(())
    }

    async fn void(
        &self,
        actor: &Actor,
        service: &str,
        command: review::Command,
        batch: Batch,
    ) -> Result<Batch, AppError> {
        let Loaded { state, sequence } = self.reviews(service).await?;
        let events = review::decide(&state, command, &self.review_context(actor)?)?;
        let stream = crate::review::stream(service);
        let entries = journal::entries("review", &stream, actor, &events)?;
        Ok(batch.append(stream, sequence, entries))
    }

    /// What a supplementary review changes in its case, if anything: the entries to append.
    pub(crate) async fn supplementary_noted(
        &self,
        actor: &Actor,
        id: &str,
        level: Level,
    ) -> Result<Option<(String, u64, Vec<Entry>)>, AppError> {
        let Loaded { state, sequence } = self.loaded_case(id).await?;
        let command = Command::NoteSupplementary { level };
        let system = system()?;
        let context = self.rectify_context(actor, state.as_ref());
        let may = rectify::allowed(state.as_ref(), &system, context.profile);
        if !may.contains(&command.kind()) {
            return Ok(None);
        }
        let events = rectify::decide(state.as_ref(), command, &system, &context)?;
        let stream = stream(id);
        let entries = journal::entries("rectification", &stream, actor, &events)?;
        Ok(Some((stream, sequence, entries)))
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
            Action::Classify(category) => Command::Classify { category },
            Action::Return(to, _) => Command::Return {
                to: UnitRef::new(to)
                    .map_err(|_| Problem::new("app.form.choice").at("/fields/unit"))?,
                reason: text.clone(),
            },
            Action::ApproveReturn => Command::ApproveReturn,
            Action::RejectReturn => Command::RejectReturn,
            Action::SignFor => Command::SignFor,
            Action::Contact(way, outcome) => Command::Contact { way, outcome },
            Action::VerifyInternally => Command::VerifyInternally,
            Action::Decide {
                finding,
                measure,
                planned_on,
                reasons,
                ground,
            } => {
                let reasoned = !reasons.trim().is_empty();
                let unfounded = measure == Measure::Unfounded && reasoned;
                Command::Decide {
                    finding,
                    measure,
                    planned_on,
                    reasons: reasoned.then(|| text.clone()),
                    // What is written down under the reference is what proves it.
                    evidence: if unfounded { proof()? } else { Vec::new() },
                    ground: ground.filter(|_| measure == Measure::Unfounded),
                }
            }
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
            Action::Appeal(ground, _) => Command::Appeal {
                ground,
                evidence: proof()?,
            },
            Action::Dismiss(_) => Command::Dismiss {
                reason: text.clone(),
            },
            Action::Extend(days, _) => Command::Extend {
                days,
                reason: text.clone(),
            },
            Action::Pause(reason) => Command::Pause { reason },
            Action::Resume => Command::Resume,
            Action::Caution(mark) => Command::Caution { mark },
            Action::Publish(_) => Command::Publish { text: text.clone() },
            Action::Withdraw => Command::Withdraw,
            Action::Archive => Command::Archive,
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

/// The intake, which opens cases and notes what follows.
fn system() -> Result<Party, AppError> {
    Ok(Party {
        id: person("system")?,
        role: Capacity::System,
        unit: None,
    })
}

pub(crate) fn person(account: &str) -> Result<PersonRef, AppError> {
    PersonRef::new(account).map_err(|_| AppError::Forbidden)
}

/// References hold 64 characters; the end of a case's id tells it apart.
fn short(id: &str) -> &str {
    let from = id.char_indices().rev().nth(39).map_or(0, |(at, _)| at);
    id.get(from..).unwrap_or(id)
}
