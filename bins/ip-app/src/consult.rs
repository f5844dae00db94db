//! Consultation (咨询): a person asks, the desk answers within its time, and what helps others is published.
//!
//! Events hold days and references; what was asked and answered lies in the vault.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;
use ip_core::record::Record;
use ip_core::text::Text;
use ip_matters::case::{ClockStatus, Reference};
use ip_matters::consult::{
    self, Command, Consultation, Event, Knowledge, KnowledgeBase, Policy, Refusal,
};
use ip_matters::matter::MatterId;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::cases::{TRIES, reference};
use crate::error::AppError;
use crate::journal::{self, Loaded};
use crate::port::{Batch, Cursor, Doc, StoreError, VaultKey, ViewQuery, Views};

/// The view of all questions.
const VIEW: &str = "consult";
/// The view of what everybody may read.
const KNOWLEDGE: &str = "knowledge";
/// Its one document that is no item: the place in the log of the last change.
const LAST: &str = "last";
/// How many items are read at a time.
const PAGE: usize = 200;
/// How long a question or an answer may be, in characters.
pub const LONGEST: usize = 2000;

/// A question in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// Its number.
    pub number: String,
    /// The account that asked.
    pub owner: String,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The consultation, folded from its events.
    pub consultation: Consultation,
}

/// Which questions a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Those of an account, the newest first.
    Of(String),
    /// Those that wait for an answer, the one due first in front.
    Open,
    /// Those that are answered.
    Answered,
}

/// What is done with a question; texts go to the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Say which matter it is about.
    Link(MatterId),
    /// Extend the time, once.
    Extend(String),
    /// Answer.
    Answer(String),
    /// Hand it to the body that can answer.
    Transfer(String),
    /// Take it back.
    Withdraw,
    /// Let everybody read question and answer in these words.
    Publish {
        /// The question, without anything personal.
        question: String,
        /// The answer.
        answer: String,
    },
    /// Let nobody else read it any more.
    Conceal,
}

/// The knowledge as it was last read, with the place in the log of its last change.
#[derive(Debug, Clone)]
pub(crate) struct Shelf {
    at: u64,
    base: Arc<KnowledgeBase>,
}

/// The words for everybody, as they lie in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Words {
    question: String,
    answer: String,
}

/// What everybody may read, as the view names it: the words lie in the vault.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Item {
    matter: MatterId,
    words: Reference,
    on: chrono::NaiveDate,
}

fn stream(number: &str) -> String {
    format!("consult/{number}")
}

fn text_key(reference: &Reference) -> VaultKey {
    VaultKey::new(format!("consult-text/{reference}"))
}

/// Follows an event of a consultation.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub(crate) fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let event: Event = journal::projected(record)?;
    let number = record.entry.stream.trim_start_matches("consult/");
    let mut asked: Asked = match views.get(VIEW, number)? {
        Some(doc) => journal::document(record, &doc)?,
        None => Asked {
            number: number.to_owned(),
            owner: record.entry.actor.clone(),
            at: record.entry.at,
            consultation: Consultation::default(),
        },
    };
    asked.consultation = consult::evolve(asked.consultation, &event);
    let state = asked.consultation.state;
    let due = asked.consultation.due.map(|due| due.date.to_string());
    let open = state == consult::State::Open;
    // Open questions stand in the order in which they are due, the others in the order of asking.
    let sort = due
        .filter(|_| open)
        .unwrap_or_else(|| asked.at.to_rfc3339());
    let doc = Doc::new(VIEW, number, journal::body(record, &asked)?)
        .sort(sort)
        .facet("owner", &asked.owner)
        .facet("state", state_name(state));
    views.put(doc)?;
    let changed = matches!(event, Event::Published { .. } | Event::Concealed { .. })
        || (matches!(event, Event::Linked { .. }) && asked.consultation.knowledge.is_some());
    if !changed {
        return Ok(());
    }
    views.put(Doc::new(KNOWLEDGE, LAST, record.position.to_string()))?;
    let said = &asked.consultation;
    match (&said.knowledge, &said.matter, said.ended) {
        (Some(words), Some(matter), Some(on)) => {
            let item = Item {
                matter: matter.clone(),
                words: words.clone(),
                on,
            };
            views.put(
                Doc::new(KNOWLEDGE, number, journal::body(record, &item)?).facet("item", "yes"),
            )
        }
        _ => views.delete(KNOWLEDGE, number),
    }
}

/// The name of a state in JSON.
fn state_name(state: consult::State) -> String {
    let value = serde_json::to_value(state).ok();
    let name = value.and_then(|value| value.as_str().map(str::to_owned));
    name.unwrap_or_default()
}

impl App {
    /// The rule by which questions are answered here.
    pub fn consult_policy(&self) -> &Policy {
        &self.rules.pack.consult.policy
    }

    /// Asks a question; returns its number.
    ///
    /// # Errors
    ///
    /// Not a person's account; an empty or too long question; an unknown matter; the store's failures.
    pub async fn ask(
        &self,
        actor: &Actor,
        question: &str,
        matter: Option<MatterId>,
    ) -> Result<String, AppError> {
        if actor.role != Role::Person {
            return Err(AppError::Forbidden);
        }
        let question = text("question", question)?;
        self.known(matter.as_ref())?;
        for _ in 0..TRIES {
            match self.try_ask(actor, question, matter.clone()).await {
                Err(AppError::Store(StoreError::Conflict { .. })) => {}
                done => return done,
            }
        }
        Err(AppError::Store(StoreError::Busy("questions".to_owned())))
    }

    async fn try_ask(
        &self,
        actor: &Actor,
        question: &str,
        matter: Option<MatterId>,
    ) -> Result<String, AppError> {
        #[derive(Serialize)]
        #[serde(tag = "type", rename_all = "kebab-case")]
        enum Given<'a> {
            Given { number: &'a str },
        }
        let day = actor.day().format("%Y%m%d");
        let numbers = format!("numbers/consult/{day}");
        let taken = self.store.stream(&numbers, 0).await?;
        let taken = taken.last().map_or(0, |record| record.sequence);
        let number = format!("Q{day}-{:04}", taken + 1);
        let given = journal::entry(
            "numbers",
            &numbers,
            actor,
            &Given::Given { number: &number },
        )?;
        let key = reference(&format!("{number}/question"))?;
        let command = Command::Ask {
            question: key.clone(),
            matter,
        };
        let event = self.judged(&Consultation::default(), &command, actor)?;
        let stream = stream(&number);
        let entry = journal::entry("consult", &stream, actor, &event)?;
        let batch = Batch::new()
            .append(numbers, taken, [given])
            .append(&stream, 0, [entry])
            .keep(text_key(&key), journal::written(&question)?);
        self.store.append(batch).await?;
        Ok(number)
    }

    /// One question, for whoever asked it and for the staff.
    ///
    /// # Errors
    ///
    /// Not found, for a stranger's question too.
    pub async fn question(&self, actor: &Actor, number: &str) -> Result<Asked, AppError> {
        let doc = self.store.view(VIEW, number).await?;
        let asked: Asked = journal::read(&doc.ok_or(AppError::NotFound("question"))?)?;
        let staff = !actor.is(&[Role::Person, Role::Requester]);
        if staff || asked.owner == actor.account {
            Ok(asked)
        } else {
            Err(AppError::NotFound("question"))
        }
    }

    /// A page of questions, and where the next one starts.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn questions(
        &self,
        which: &Which,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Asked>, Option<Cursor>), AppError> {
        let query = ViewQuery::of(VIEW).limit(limit).after(after);
        let query = match which {
            Which::Of(account) => query.facet("owner", account).newest_first(),
            Which::Open => query.facet("state", state_name(consult::State::Open)),
            Which::Answered => {
                let answered = state_name(consult::State::Answered);
                query.facet("state", answered).newest_first()
            }
        };
        let page = self.store.list(&query).await?;
        let all = page.docs.iter().map(journal::read);
        Ok((all.collect::<Result<_, _>>()?, page.next))
    }

    /// What was written under a reference of a question; `None` when it was erased.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn consult_text(&self, reference: &Reference) -> Result<Option<String>, AppError> {
        let text = self.store.vault(&text_key(reference)).await?;
        text.as_deref().map(journal::parsed).transpose()
    }

    /// What happened to a question, in order.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn consult_records(&self, number: &str) -> Result<Vec<(Record, Event)>, AppError> {
        let records = self.store.stream(&stream(number), 0).await?;
        let each = records.into_iter();
        each.map(|record| journal::event(&record).map(|event| (record, event)))
            .collect()
    }

    /// How an open question stands on the actor's day, and the working days left.
    pub fn consult_clock(&self, actor: &Actor, asked: &Asked) -> Option<(ClockStatus, u32)> {
        let (policy, calendar) = (self.consult_policy(), &self.rules.calendar);
        let question = &asked.consultation;
        let status = question.status(actor.day(), policy, calendar)?;
        Some((status, question.days_left(actor.day(), calendar)?))
    }

    /// Does something with a question; what was written goes to the vault in the same step.
    ///
    /// # Errors
    ///
    /// Not found, not for this role, a text that is missing or too long at its field, a refusal, or the store's
    /// failures: a conflict means that somebody else was faster.
    pub async fn consult(&self, actor: &Actor, number: &str, act: &Act) -> Result<(), AppError> {
        let asked = self.question(actor, number).await?;
        let role = match act {
            Act::Withdraw => Role::Person,
            _ => Role::Clerk,
        };
        if actor.role != role {
            return Err(AppError::Forbidden);
        }
        let stream = stream(number);
        let Loaded { state, sequence } = journal::load(
            &*self.store,
            &stream,
            Consultation::default(),
            consult::evolve,
        )
        .await?;
        let key = reference(&format!("{number}/{}", sequence + 1))?;
        let mut batch = Batch::new();
        let command = match act {
            Act::Link(matter) => {
                self.known(Some(matter))?;
                Command::Link {
                    matter: matter.clone(),
                }
            }
            Act::Withdraw => Command::Withdraw,
            Act::Conceal => Command::Conceal,
            Act::Extend(words) | Act::Answer(words) | Act::Transfer(words) => {
                let words = text("note", words)?;
                batch = batch.keep(text_key(&key), journal::written(&words)?);
                match act {
                    Act::Extend(_) => Command::Extend { reason: key },
                    Act::Answer(_) => Command::Answer { answer: key },
                    _ => Command::Transfer { to: key },
                }
            }
            Act::Publish { question, answer } => {
                let words = Words {
                    question: text("public-question", question)?.to_owned(),
                    answer: text("public-answer", answer)?.to_owned(),
                };
                batch = batch.keep(text_key(&key), journal::written(&words)?);
                Command::Publish { knowledge: key }
            }
        };
        if let (Act::Publish { .. } | Act::Conceal, Some(old)) =
            (act, &asked.consultation.knowledge)
        {
            batch = batch.forget(text_key(old));
        }
        let event = self.judged(&state, &command, actor)?;
        let entry = journal::entry("consult", &stream, actor, &event)?;
        self.store
            .append(batch.append(&stream, sequence, [entry]))
            .await?;
        Ok(())
    }

    fn judged(
        &self,
        state: &Consultation,
        command: &Command,
        actor: &Actor,
    ) -> Result<Event, AppError> {
        let (policy, calendar) = (self.consult_policy(), &self.rules.calendar);
        let judged = consult::decide(state, command, actor.at, policy, calendar);
        judged.map_err(|refusal: Refusal| AppError::Refused {
            problems: refusal.problem().into(),
            basis: policy.basis.iter().cloned().collect(),
        })
    }

    fn known(&self, matter: Option<&MatterId>) -> Result<(), AppError> {
        let known = |id: &MatterId| self.rules.pack.entry(id.as_str()).is_some();
        match matter {
            Some(id) if !known(id) => {
                Err(Problem::new("app.form.choice").at("/fields/matter").into())
            }
            _ => Ok(()),
        }
    }

    /// What everybody may read: what the pack says from the start, and what the desk has published. It is made anew
    /// only when something was published or taken back.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn knowledge(&self) -> Result<Arc<KnowledgeBase>, AppError> {
        let last = self.store.view(KNOWLEDGE, LAST).await?;
        let at = last.and_then(|doc| doc.body.parse().ok()).unwrap_or(0);
        let lock = || {
            self.caches
                .knowledge
                .lock()
                .unwrap_or_else(|broken| broken.into_inner())
        };
        if let Some(shelf) = lock().as_ref().filter(|shelf| shelf.at == at) {
            return Ok(Arc::clone(&shelf.base));
        }
        let mut items = self.rules.pack.consult.knowledge.clone();
        let mut after = None;
        loop {
            let query = ViewQuery::of(KNOWLEDGE)
                .facet("item", "yes")
                .limit(PAGE)
                .after(after);
            let page = self.store.list(&query).await?;
            for doc in &page.docs {
                let item: Item = journal::read(doc)?;
                let Some(words) = self.store.vault(&text_key(&item.words)).await? else {
                    continue;
                };
                let words: Words = journal::parsed(&words)?;
                items.push(Knowledge {
                    matter: item.matter,
                    question: Text::new(words.question, ""),
                    answer: Text::new(words.answer, ""),
                    on: item.on,
                });
            }
            after = match page.next {
                Some(next) => Some(next),
                None => break,
            };
        }
        let base = Arc::new(KnowledgeBase::new(items));
        *lock() = Some(Shelf {
            at,
            base: Arc::clone(&base),
        });
        Ok(base)
    }
}

/// A text that was typed: there, and not too long.
fn text<'t>(field: &str, typed: &'t str) -> Result<&'t str, Problem> {
    let typed = typed.trim();
    let long = typed.chars().count();
    match long {
        0 => Err(Problem::new("app.form.missing").at(format!("/fields/{field}"))),
        _ if long > LONGEST => Err(Problem::new("app.form.too-long")
            .at(format!("/fields/{field}"))
            .expected(LONGEST)
            .found(long)),
        _ => Ok(typed),
    }
}
