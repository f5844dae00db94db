//! Public figures of the reviews: counters by month and matter, fed from the log, judged by the profile.

use std::collections::BTreeMap;

use ip_core::record::Record;
use ip_eval::level::{Level, PerLevel};
use ip_eval::metric::{Metrics, Yardstick, metrics};
use ip_eval::review::{Event, Kind, Reviews, evolve};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::{Doc, StoreError, ViewQuery, Views};

/// The view of every service's reviews.
pub const REVIEWS: &str = "review";
/// The view of the counters.
const COUNTERS: &str = "review-counter";

/// Counters of one month and one matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Counter {
    /// Services that could be reviewed.
    pub services: u64,
    /// Reviews that people gave, best level first.
    pub active: PerLevel<u64>,
    /// Reviews entered by default, best level first.
    pub defaults: PerLevel<u64>,
}

/// What one service adds to the counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Share {
    active: Option<Level>,
    default: Option<Level>,
    service: bool,
}

impl Share {
    fn of(reviews: &Reviews) -> Self {
        let counted = |kind: Kind| {
            let original = reviews.original.as_ref()?;
            let counts = original.review.kind == kind && original.integrity.counts();
            counts.then_some(original.review.level)
        };
        Self {
            active: counted(Kind::Active),
            default: counted(Kind::Default),
            service: reviews.service.is_some(),
        }
    }
}

/// Follows an event of a review stream: the service's document, and the counters by the difference.
///
/// # Errors
///
/// An event or a document that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let event: Event = journal::projected(record)?;
    let key = record.entry.stream.trim_start_matches("review/");
    let before: Reviews = match views.get(REVIEWS, key)? {
        Some(doc) => journal::document(record, &doc)?,
        None => Reviews::default(),
    };
    let old = Share::of(&before);
    let after = evolve(before, &event);
    let new = Share::of(&after);
    let Some(service) = &after.service else {
        return Ok(());
    };
    let month = service.at.format("%Y-%m").to_string();
    if old != new {
        let counter = format!("{month}/{}", service.matter);
        let mut counts: Counter = match views.get(COUNTERS, &counter)? {
            Some(doc) => journal::document(record, &doc)?,
            None => Counter::default(),
        };
        counts.services += u64::from(new.service && !old.service);
        shift(&mut counts.active, old.active, new.active);
        shift(&mut counts.defaults, old.default, new.default);
        let body = journal::body(record, &counts)?;
        views.put(
            Doc::new(COUNTERS, &counter, body)
                .sort(&counter)
                .facet("month", &month)
                .facet("matter", service.matter.as_str()),
        )?;
    }
    let mut doc = Doc::new(REVIEWS, key, journal::body(record, &after)?)
        .sort(service.at.to_rfc3339())
        .facet("month", month);
    if let Some(case) = &service.case {
        doc = doc.facet("case", case.as_str());
    }
    views.put(doc)
}

/// Moves one review from a level to another; either may be none.
fn shift(counts: &mut PerLevel<u64>, from: Option<Level>, to: Option<Level>) {
    if let Some(level) = from {
        counts[level] = counts[level].saturating_sub(1);
    }
    if let Some(level) = to {
        counts[level] += 1;
    }
}

/// The figures of one group of services.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// What the group is: a month `2026-11`, or the id of a matter.
    pub group: String,
    /// The counts.
    pub counter: Counter,
    /// The rates; absent where the cell is too small to be shown.
    pub metrics: Option<Metrics>,
}

/// What the public may see.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// The whole population.
    pub total: Figure,
    /// By month, oldest first.
    pub months: Vec<Figure>,
    /// By matter; cells with fewer reviews than the profile's limit have no rates.
    pub matters: Vec<Figure>,
    /// Fewer reviews than this are not shown by matter.
    pub small_cell: u64,
    /// The profile that says what is good and bad.
    pub profile: String,
    /// The end of the log from which the figures were counted: position and hash.
    pub as_of: (u64, String),
}

impl App {
    /// The public figures as of the end of the log.
    ///
    /// # Errors
    ///
    /// The store's failures, and counts that contradict each other.
    pub async fn figures(&self) -> Result<Figures, AppError> {
        let head = self.store.head().await?;
        let mut months: BTreeMap<String, Counter> = BTreeMap::new();
        let mut matters: BTreeMap<String, Counter> = BTreeMap::new();
        let mut total = Counter::default();
        let mut query = ViewQuery::of(COUNTERS).limit(500);
        loop {
            let page = self.store.list(&query).await?;
            for doc in &page.docs {
                let counter: Counter = journal::read(doc)?;
                let (month, matter) = doc.key.split_once('/').unwrap_or((&doc.key, ""));
                add(&mut total, &counter);
                add(months.entry(month.to_owned()).or_default(), &counter);
                add(matters.entry(matter.to_owned()).or_default(), &counter);
            }
            match page.next {
                Some(next) => query = query.after(Some(next)),
                None => break,
            }
        }
        let profile = &self.rules.profile;
        let yardstick = Yardstick::of(profile)?;
        let small_cell = profile.publication.small_cell;
        let figure = |(group, counter): (String, Counter), least: u64| {
            let reviews: u64 = counter.active.0.iter().chain(&counter.defaults.0).sum();
            let metrics = (reviews >= least)
                .then(|| {
                    metrics(
                        &counter.active,
                        &counter.defaults,
                        Some(counter.services),
                        &yardstick,
                    )
                })
                .transpose()?;
            Ok::<_, AppError>(Figure {
                group,
                counter,
                metrics,
            })
        };
        Ok(Figures {
            total: figure((String::new(), total), 0)?,
            months: months
                .into_iter()
                .map(|cell| figure(cell, 0))
                .collect::<Result<_, _>>()?,
            matters: matters
                .into_iter()
                .map(|cell| figure(cell, small_cell))
                .collect::<Result<_, _>>()?,
            small_cell,
            profile: profile.id.clone(),
            as_of: (head.position, head.hash.to_string()),
        })
    }
}

fn add(sum: &mut Counter, counter: &Counter) {
    sum.services += counter.services;
    for i in 0..sum.active.0.len() {
        sum.active.0[i] += counter.active.0[i];
        sum.defaults.0[i] += counter.defaults.0[i];
    }
}
