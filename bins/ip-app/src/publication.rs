//! Publication of figures (公布): snapshots that never change; a later count of the same month is a restatement
//! with its differences, after the earlier one was counted anew from the log and found the same.

use chrono::{Datelike, Months, NaiveDate};
use ip_core::problem::Problem;
use ip_core::record::{Hash, Record};
use ip_eval::policy::Profile;
use ip_eval::publish::{AsOf, Period, Snapshot, difference};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::figures::Dimension;
use crate::journal;
use crate::port::{Batch, Doc, StoreError, ViewQuery, Views};

/// The view of what was published.
const VIEW: &str = "publication";

/// What was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Event {
    /// A snapshot became public.
    Published(Published),
}

/// A published snapshot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Published {
    /// What rows are told apart by.
    pub dimension: Dimension,
    /// First day of the month.
    pub month: NaiveDate,
    /// 1 for the first count; one more for each restatement.
    pub version: u32,
    /// The end of the log that was counted.
    pub position: u64,
    /// The digest of what was published.
    pub hash: Hash,
    /// What was published, as its readers get it.
    pub snapshot: Value,
    /// What differs from the version before.
    pub restated: Value,
}

/// Follows a publication.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let Event::Published(published) = journal::projected(record)?;
    let key = key(published.dimension, published.month, published.version);
    let doc = Doc::new(VIEW, key, journal::body(record, &published)?);
    views.put(doc.sort(format!("{}/{:04}", published.month, published.version)))
}

fn key(dimension: Dimension, month: NaiveDate, version: u32) -> String {
    format!("{}/{month}/{version}", dimension.name())
}

impl App {
    /// What was published, newest month first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn publications(&self) -> Result<Vec<Published>, AppError> {
        let query = ViewQuery::of(VIEW).limit(120).newest_first();
        let page = self.store.list(&query).await?;
        page.docs.iter().map(journal::read).collect()
    }

    /// One publication.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn publication(
        &self,
        dimension: Dimension,
        month: NaiveDate,
        version: u32,
    ) -> Result<Published, AppError> {
        let key = key(dimension, month, version);
        match self.store.view(VIEW, &key).await? {
            Some(doc) => journal::read(&doc),
            None => Err(AppError::NotFound("publication")),
        }
    }

    /// Publishes the figures of a month that is over: the first count, or a restatement of it.
    ///
    /// # Errors
    ///
    /// Not for this role; a month that is not over; a restatement that changes nothing; an earlier
    /// version that the log does not give any more, which must never happen.
    pub async fn publish_figures(
        &self,
        actor: &Actor,
        dimension: Dimension,
        month: NaiveDate,
    ) -> Result<u32, AppError> {
        if actor.role != Role::Supervisor {
            return Err(AppError::Forbidden);
        }
        let period = whole(month).filter(|period| period.to < actor.day());
        let Some(period) = period else {
            return Err(Problem::new("app.figures.month-open")
                .at("/fields/month")
                .into());
        };
        let stream = format!("publication/{}/{}", dimension.name(), period.from);
        let records = self.store.stream(&stream, 0).await?;
        let previous: Option<Event> = records.last().map(journal::event).transpose()?;
        let version = u32::try_from(records.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        let head = self.store.head().await?;
        let as_of = AsOf {
            position: head.position,
            at: actor.at,
        };
        let before = match &previous {
            Some(Event::Published(published)) => Some(self.recount(published, period).await?),
            None => None,
        };
        let hash = before.as_ref().map(|snapshot| snapshot.hash);
        // From the log up to that position, and not from the counters, which may be further by now.
        let cube = self.cube_at(head.position).await?;
        let profile = &self.rules.profile;
        let terms = (version, hash, profile);
        let snapshot = self.snapshot(&cube, dimension, period, as_of, terms)?;
        let restated = before.map(|before| difference(&before, &snapshot));
        if restated.as_ref().is_some_and(Vec::is_empty) {
            return Err(Problem::new("app.figures.unchanged")
                .at("/fields/month")
                .into());
        }
        let event = Event::Published(Published {
            dimension,
            month: period.from,
            version,
            position: head.position,
            hash: snapshot.hash,
            snapshot: serde_json::to_value(&snapshot).unwrap_or_default(),
            restated: serde_json::to_value(restated.unwrap_or_default()).unwrap_or_default(),
        });
        let sequence = records.last().map_or(0, |record| record.sequence);
        let entry = journal::entry("publication", &stream, actor, &event)?;
        self.store
            .append(Batch::new().append(stream, sequence, [entry]))
            .await?;
        Ok(version)
    }

    /// Counts a published snapshot anew from the log as it was then, and proves that it is the same.
    ///
    /// # Errors
    ///
    /// `app.figures.not-recomputed` where it is not, and the store's failures.
    pub async fn recompute(&self, published: &Published) -> Result<Snapshot, AppError> {
        let period = whole(published.month).ok_or(AppError::NotFound("publication"))?;
        self.recount(published, period).await
    }

    async fn recount(&self, published: &Published, period: Period) -> Result<Snapshot, AppError> {
        let told = |name: &str| published.snapshot.get(name).and_then(Value::as_str);
        let at = published
            .snapshot
            .pointer("/asOf/at")
            .and_then(Value::as_str)
            .and_then(|at| at.parse().ok());
        let previous = told("previous").and_then(|hash| hash.parse().ok());
        let differs = || AppError::Configuration(Problem::new("app.figures.not-recomputed"));
        let as_of = AsOf {
            position: published.position,
            at: at.ok_or_else(differs)?,
        };
        let cube = self.cube_at(published.position).await?;
        // By the rules of then: the place may have others by now.
        let profile = match told("profile") {
            Some(id) if id != self.rules.profile.id => Profile::builtin(id)?,
            _ => self.rules.profile.clone(),
        };
        let terms = (published.version, previous, &profile);
        let snapshot = self.snapshot(&cube, published.dimension, period, as_of, terms)?;
        if snapshot.hash == published.hash {
            Ok(snapshot)
        } else {
            Err(differs())
        }
    }
}

/// The month in which a day lies.
fn whole(day: NaiveDate) -> Option<Period> {
    let from = day.with_day(1)?;
    let to = from.checked_add_months(Months::new(1))?.pred_opt()?;
    Some(Period { from, to })
}
