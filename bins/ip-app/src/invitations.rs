//! Invitations to review (评价邀请): written to an outbox that the office empties through its own gateway.
//!
//! This program sends nothing by itself. A message waits in the outbox until somebody hands it over, or until there is
//! a review; it is written in working hours, at most as often as the profile says, and to nobody who does not want it.

use chrono::{DateTime, FixedOffset};
use ip_core::record::{Entry, Record};
use ip_eval::invite::{Ask, ask};
use ip_eval::review::Reviews;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::figures::REVIEWS;
use crate::journal;
use crate::port::{Batch, Doc, StoreError, ViewQuery, Views};
use crate::tick::Round;

/// The view of services about which somebody may be asked.
const ASKABLE: &str = "invitation";
/// The view of messages that wait to be sent.
const OUTBOX: &str = "outbox";
/// The view of what people want.
const WISHES: &str = "wish";
/// How many services are read at once.
const PAGE: usize = 200;
/// Most messages of one list.
const MOST: usize = 500;
/// The answer of a form that says where its person is reached.
const CONTACT: &str = "contact-phone";

/// What happened to the invitations of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// A message was written to the outbox; 1 is the invitation, the following ones are reminders.
    Written {
        /// Its number.
        number: u32,
    },
    /// The office took a message to send it.
    HandedOver {
        /// Its number.
        number: u32,
    },
    /// Nobody is asked about this service any more.
    Ended,
}

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Wish {
    /// Whether invitations to review are welcome.
    Invitations {
        /// They are.
        welcome: bool,
    },
}

/// When messages about a service were written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Askable {
    written: Vec<DateTime<FixedOffset>>,
}

/// A message that waits to be sent; the person's data are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Message {
    /// The service.
    pub service: String,
    /// 1 for the invitation, more for a reminder.
    pub number: u32,
    /// When it was written.
    pub at: DateTime<FixedOffset>,
    /// The case that the service belongs to.
    pub case: String,
}

/// A message with whom it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// The message.
    pub message: Message,
    /// The matter's id.
    pub matter: String,
    /// Where the person is reached; none when the data were erased or never given.
    pub contact: Option<String>,
}

fn stream(service: &str) -> String {
    format!("invitation/{service}")
}

fn message_key(service: &str, number: usize) -> String {
    format!("{service}/{number}")
}

fn askable(
    record: &Record,
    service: &str,
    content: &Askable,
    open: bool,
) -> Result<Doc, StoreError> {
    let doc = Doc::new(ASKABLE, service, journal::body(record, content)?);
    Ok(doc.facet("open", if open { "yes" } else { "no" }))
}

/// Follows the reviews of a service: a new one may be asked about, a reviewed one not any more.
pub(crate) fn follow(
    record: &Record,
    views: &mut dyn Views,
    service: &str,
    reviews: &Reviews,
) -> Result<(), StoreError> {
    let known = views.get(ASKABLE, service)?;
    if reviews.original.is_none() {
        return match known {
            Some(_) => Ok(()),
            None => views.put(askable(record, service, &Askable::default(), true)?),
        };
    }
    if let Some(doc) = known {
        let Askable { written } = journal::document(record, &doc)?;
        for number in 1..=written.len() {
            views.delete(OUTBOX, &message_key(service, number))?;
        }
        views.delete(ASKABLE, service)?;
    }
    Ok(())
}

/// Follows an event of invitations.
///
/// # Errors
///
/// An event or a document that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let service = record.entry.stream.trim_start_matches("invitation/");
    let Some(doc) = views.get(ASKABLE, service)? else {
        return Ok(());
    };
    let mut known: Askable = journal::document(record, &doc)?;
    match journal::projected(record)? {
        Event::Written { number } => {
            known.written.push(record.entry.at);
            let case = match views.get(REVIEWS, service)? {
                Some(doc) => journal::document::<Reviews>(record, &doc)?.service,
                None => None,
            };
            let case = case.and_then(|service| service.case);
            let message = Message {
                service: service.to_owned(),
                number,
                at: record.entry.at,
                case: case.map(|case| case.to_string()).unwrap_or_default(),
            };
            let key = message_key(service, known.written.len());
            let doc = Doc::new(OUTBOX, key, journal::body(record, &message)?);
            views.put(doc.sort(message.at.to_rfc3339()))?;
            views.put(askable(record, service, &known, true)?)
        }
        Event::HandedOver { number } => {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            views.delete(OUTBOX, &message_key(service, number))
        }
        Event::Ended => views.put(askable(record, service, &known, false)?),
    }
}

/// Follows a wish.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub fn project_wish(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let account = record.entry.stream.trim_start_matches("wish/");
    let wish: Wish = journal::projected(record)?;
    views.put(Doc::new(WISHES, account, journal::body(record, &wish)?))
}

impl App {
    /// Whether somebody wants to be asked for reviews; yes, until they say no.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn welcomes_invitations(&self, account: &str) -> Result<bool, AppError> {
        match self.store.view(WISHES, account).await? {
            Some(doc) => {
                let Wish::Invitations { welcome } = journal::read(&doc)?;
                Ok(welcome)
            }
            None => Ok(true),
        }
    }

    /// Keeps whether a person wants to be asked for reviews.
    ///
    /// # Errors
    ///
    /// Not for this role, or the store's failures.
    pub async fn wish_invitations(&self, actor: &Actor, welcome: bool) -> Result<(), AppError> {
        if actor.role != Role::Person {
            return Err(AppError::Forbidden);
        }
        let stream = format!("wish/{}", actor.account);
        let wish = Wish::Invitations { welcome };
        let entry = journal::entry("wish", &stream, actor, &wish)?;
        self.add(&stream, entry).await
    }

    /// Appends to the end of a stream of single events.
    async fn add(&self, stream: &str, entry: Entry) -> Result<(), AppError> {
        let records = self.store.stream(stream, 0).await?;
        let sequence = records.last().map_or(0, |record| record.sequence);
        let batch = Batch::new().append(stream, sequence, [entry]);
        self.store.append(batch).await?;
        Ok(())
    }

    /// Writes the invitations that are due now to the outbox; outside the hours of work nothing is written.
    pub(crate) async fn tick_invitations(&self, system: &Actor) -> Result<Round, AppError> {
        let mut round = Round::default();
        let (profile, calendar) = (&self.rules.profile, &self.rules.calendar);
        if profile.invitation.hours.at_or_after(system.at, calendar) != Some(system.at) {
            return Ok(round);
        }
        let mut due = Vec::new();
        let mut query = ViewQuery::of(ASKABLE).facet("open", "yes").limit(PAGE);
        loop {
            let page = self.store.list(&query).await?;
            for doc in &page.docs {
                round.seen += 1;
                let Askable { written } = journal::read(doc)?;
                if let Some(event) = self.asked(system, &doc.key, &written).await? {
                    due.push((doc.key.clone(), event));
                }
            }
            match page.next {
                Some(next) => query = query.after(Some(next)),
                None => break,
            }
        }
        for (service, event) in due {
            let stream = stream(&service);
            let entry = journal::entry("invitation", &stream, system, &event)?;
            match self.add(&stream, entry).await {
                Ok(()) => round.fired += 1,
                Err(AppError::Store(StoreError::Conflict { .. })) => round.left += 1,
                Err(other) => return Err(other),
            }
        }
        Ok(round)
    }

    /// What happens about a service now, if anything.
    async fn asked(
        &self,
        system: &Actor,
        service: &str,
        written: &[DateTime<FixedOffset>],
    ) -> Result<Option<Event>, AppError> {
        let reviews: Reviews = match self.store.view(REVIEWS, service).await? {
            Some(doc) => journal::read(&doc)?,
            None => return Ok(None),
        };
        let case = reviews.service.as_ref().and_then(|one| one.case.as_ref());
        let welcome = match case {
            Some(case) => {
                let owner = self.case(case.as_str()).await?.owner;
                self.welcomes_invitations(&owner).await?
            }
            // Nobody is known who could be asked.
            None => false,
        };
        let (profile, calendar) = (&self.rules.profile, &self.rules.calendar);
        let asked = ask(&reviews, written, !welcome, system.at, profile, calendar);
        Ok(match asked {
            Ask::Now(invitation) => Some(Event::Written {
                number: invitation.number,
            }),
            Ask::Later(_) => None,
            Ask::Never => Some(Event::Ended),
        })
    }

    /// The messages that wait to be sent, oldest first, with whom they go to.
    ///
    /// # Errors
    ///
    /// Not for this role, or the store's failures.
    pub async fn outbox(&self, actor: &Actor) -> Result<Vec<Addressed>, AppError> {
        must_send(actor)?;
        let page = self.store.list(&ViewQuery::of(OUTBOX).limit(MOST)).await?;
        let mut all = Vec::with_capacity(page.docs.len());
        for doc in &page.docs {
            let message: Message = journal::read(doc)?;
            let registered = self.case(&message.case).await?;
            let contact = match self.case_form(&registered).await {
                Ok(form) => form.answers.get(CONTACT).cloned(),
                Err(AppError::NotFound(_)) => None,
                Err(other) => return Err(other),
            };
            all.push(Addressed {
                message,
                matter: registered.matter().to_owned(),
                contact,
            });
        }
        Ok(all)
    }

    /// Says that messages were taken over by whoever sends them: they leave the outbox.
    ///
    /// # Errors
    ///
    /// Not for this role, a message that does not wait, or the store's failures.
    pub async fn hand_over(&self, actor: &Actor, messages: &[String]) -> Result<(), AppError> {
        must_send(actor)?;
        for key in messages {
            let doc = self.store.view(OUTBOX, key).await?;
            let doc = doc.ok_or(AppError::NotFound("message"))?;
            let Message {
                service, number, ..
            } = journal::read(&doc)?;
            let stream = stream(&service);
            let event = Event::HandedOver { number };
            let entry = journal::entry("invitation", &stream, actor, &event)?;
            self.add(&stream, entry).await?;
        }
        Ok(())
    }
}

impl Message {
    /// The name under which it waits.
    pub fn key(&self) -> String {
        format!("{}/{}", self.service, self.number)
    }
}

fn must_send(actor: &Actor) -> Result<(), AppError> {
    match actor.role {
        Role::Clerk | Role::Supervisor => Ok(()),
        _ => Err(AppError::Forbidden),
    }
}
