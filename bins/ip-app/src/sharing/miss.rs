//! Inquiries in vain (查无结果): an organisation named a holder by a code and found nothing that it may see.
//!
//! Whoever guesses codes would leave no trace otherwise. The record holds no code, only a keyed hash of it, by
//! which a supervisor sees whether one holder was asked for again or many were tried.

use chrono::{DateTime, FixedOffset, TimeDelta};
use ip_core::problem::Problem;
use ip_core::record::Record;
use serde::{Deserialize, Serialize};

use super::About;
use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::{Batch, Cursor, Doc, StoreError, VaultKey, ViewQuery, Views};
use crate::pseudonym;
use crate::register::TRIES;

/// The area of the streams, one a day for each organisation.
const AREA: &str = "inquiry";
/// The view of inquiries in vain.
const VIEW: &str = "inquiry-miss";

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// Nothing was found that the organisation may see.
    Missed {
        /// Who asked: unified social credit code.
        requester: String,
        /// For which type of certificate: its type code, as it was written.
        kind: String,
        /// Keyed hash of the holder's code.
        holder: String,
        /// Accounts of holders who have this code and had authorised the organisation for something else.
        owners: Vec<String>,
    },
}

/// An inquiry in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Miss {
    /// Who asked: unified social credit code.
    pub requester: String,
    /// For which type of certificate: its type code, as it was written.
    pub kind: String,
    /// Keyed hash of the holder's code: equal for equal codes, and nothing else can be told from it.
    pub holder: String,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The stream and the number of the record in it.
    stream: String,
    sequence: u64,
}

/// Where the reason of an inquiry lies.
fn cause_key(stream: &str, sequence: u64) -> VaultKey {
    VaultKey::new(format!("inquiry-cause/{stream}/{sequence}"))
}

/// Follows an inquiry in vain.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let Event::Missed {
        requester,
        kind,
        holder,
        owners,
    } = journal::projected(record)?;
    let miss = Miss {
        requester,
        kind,
        holder,
        at: record.entry.at,
        stream: record.entry.stream.clone(),
        sequence: record.sequence,
    };
    let place = format!("{:020}", record.position);
    let mut doc = Doc::new(VIEW, place.as_str(), journal::body(record, &miss)?)
        .sort(place.as_str())
        .facet("requester", &miss.requester);
    for owner in &owners {
        doc = doc.facet("owner", owner);
    }
    views.put(doc)
}

impl App {
    /// Refuses an organisation that has named too many holders in vain within an hour, from wherever it asks.
    pub(super) async fn brake_inquiries(
        &self,
        actor: &Actor,
        requester: &str,
    ) -> Result<(), AppError> {
        let most = self.rules.sharing.misses_per_hour;
        let query = ViewQuery::of(VIEW)
            .facet("requester", requester)
            .newest_first()
            .limit(most);
        let page = self.store.list(&query).await?;
        let oldest = page.docs.last().filter(|_| page.docs.len() == most);
        let Some(oldest) = oldest else { return Ok(()) };
        let oldest: Miss = journal::read(oldest)?;
        if actor.at.signed_duration_since(oldest.at) < TimeDelta::hours(1) {
            return Err(AppError::Refused {
                problems: Problem::new("app.share.too-many-misses")
                    .expected(most)
                    .into(),
                basis: Vec::new(),
            });
        }
        Ok(())
    }

    /// Keeps an inquiry in vain, with its cause in the vault.
    pub(super) async fn record_miss(
        &self,
        actor: &Actor,
        requester: &str,
        about: &About,
        cause: &str,
        owners: Vec<String>,
    ) -> Result<(), AppError> {
        let About::Holder { code, kind, .. } = about else {
            return Ok(());
        };
        let event = Event::Missed {
            requester: requester.to_owned(),
            // What is not a type code is of no use to anybody, and could be anything.
            kind: kind
                .trim()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(21)
                .collect(),
            holder: pseudonym::of(&self.secret, &format!("holder-code/{}", code.trim()))?
                .to_string(),
            owners,
        };
        let stream = format!("{AREA}/{requester}/{}", actor.day());
        for _ in 0..TRIES {
            let records = self.store.stream(&stream, 0).await?;
            let sequence = records.last().map_or(0, |record| record.sequence);
            let entry = journal::entry(AREA, &stream, actor, &event)?;
            let batch = Batch::new().append(&stream, sequence, [entry]).keep(
                cause_key(&stream, sequence + 1),
                journal::written(&cause.trim())?,
            );
            match self.store.append(batch).await {
                Err(StoreError::Conflict { .. }) => {}
                done => return done.map(|_| ()).map_err(Into::into),
            }
        }
        Err(StoreError::Busy("inquiries".to_owned()).into())
    }

    /// Inquiries in vain, newest first: of everybody, or about the holder with this account, whoever had the
    /// code but had not allowed this.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn misses(
        &self,
        owner: Option<&str>,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Miss>, Option<Cursor>), AppError> {
        let query = ViewQuery::of(VIEW).after(after).limit(limit).newest_first();
        let query = match owner {
            Some(owner) => query.facet("owner", owner),
            None => query,
        };
        let page = self.store.list(&query).await?;
        let found: Result<_, _> = page.docs.iter().map(journal::read).collect();
        Ok((found?, page.next))
    }

    /// Why somebody asked in vain, in their own words; `None` when it was erased.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn miss_cause(&self, miss: &Miss) -> Result<Option<String>, AppError> {
        let text = self
            .store
            .vault(&cause_key(&miss.stream, miss.sequence))
            .await?;
        text.as_deref().map(journal::parsed).transpose()
    }
}
