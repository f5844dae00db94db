//! Figures of the reviews (评价数据): one cube of counters, fed from the log and judged by the profile.
//!
//! Counting and hiding are those of `ip-eval`: groups of few reviews are hidden, and with them as many others
//! as it takes that nobody finds them by subtraction.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::record::{Hash, Record};
use ip_eval::policy::Profile;
use ip_eval::publish::{AsOf, Period, Snapshot, Terms};
use ip_eval::rectify::{self, Case};
use ip_eval::review::{Event, Integrity, Reviews, evolve};
use ip_eval::tally::{Cell, Cube, Key, of_case, of_reviews};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::AppError;
use crate::port::{Doc, StoreError, ViewQuery, Views};
use crate::{invitations, journal};

/// The view of every service's reviews.
pub const REVIEWS: &str = "review";
/// The view of the counters.
const CELLS: &str = "review-cell";

/// The counters of one combination of dimensions on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Counted {
    key: Key,
    cell: Cell,
}

/// What rows of figures are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// The month.
    Month,
    /// The matter.
    Matter,
    /// The outlet.
    Outlet,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Month, Self::Matter, Self::Outlet];

    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Matter => "matter",
            Self::Outlet => "outlet",
        }
    }

    /// The group of a key.
    pub(crate) fn group(self, key: &Key) -> String {
        match self {
            Self::Month => key.day.format("%Y-%m").to_string(),
            Self::Matter => key.matter.to_string(),
            Self::Outlet => key.point.to_string(),
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
    let after = evolve(before.clone(), &event);
    count(
        record,
        views,
        of_reviews(&before, None),
        of_reviews(&after, None),
    )?;
    let Some(service) = &after.service else {
        return Ok(());
    };
    invitations::follow(record, views, key, &after)?;
    let held = after
        .iter()
        .any(|entry| matches!(entry.integrity, Integrity::Held { .. }));
    let mut doc = Doc::new(REVIEWS, key, journal::body(record, &after)?)
        .sort(service.at.to_rfc3339())
        .facet("point", service.point.as_str())
        .facet("held", if held { "yes" } else { "no" });
    if let Some(case) = &service.case {
        doc = doc.facet("case", case.as_str());
    }
    views.put(doc)
}

/// Follows a change of a bad review's case in the counters.
pub(crate) fn count_case(
    record: &Record,
    views: &mut dyn Views,
    before: Option<&Case>,
    after: &Case,
) -> Result<(), StoreError> {
    let Some(doc) = views.get(REVIEWS, after.service.as_str())? else {
        return Ok(());
    };
    let reviews: Reviews = journal::document(record, &doc)?;
    let Some(service) = &reviews.service else {
        return Ok(());
    };
    let before = before.map(|case| of_case(case, service, None));
    let after = of_case(after, service, None);
    count(record, views, before.into_iter().collect(), vec![after])
}

/// Takes the old contributions out of the counters and puts the new ones in.
fn count(
    record: &Record,
    views: &mut dyn Views,
    old: Vec<(Key, Cell)>,
    new: Vec<(Key, Cell)>,
) -> Result<(), StoreError> {
    let old = old.into_iter().map(|(key, cell)| (key, -cell));
    let change: Cube<Key> = old.chain(new).collect();
    for (key, change) in change.iter() {
        let name = key.to_string();
        let mut cell = match views.get(CELLS, &name)? {
            Some(doc) => journal::document::<Counted>(record, &doc)?.cell,
            None => Cell::default(),
        };
        cell += *change;
        if cell.is_zero() {
            views.delete(CELLS, &name)?;
            continue;
        }
        let counted = Counted {
            key: key.clone(),
            cell,
        };
        let body = journal::body(record, &counted)?;
        views.put(Doc::new(CELLS, &name, body).sort(key.day.to_string()))?;
    }
    Ok(())
}

/// What the public may see now.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// By month, oldest first; the total of all stands in each.
    pub months: Snapshot,
    /// By matter.
    pub matters: Snapshot,
    /// By outlet.
    pub outlets: Snapshot,
    /// Fewer reviews than this are not shown.
    pub small_cell: u64,
    /// The hash of the log's end, from which the figures were counted.
    pub head: String,
}

impl App {
    /// Every counter.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn cube(&self) -> Result<Cube<Key>, AppError> {
        let mut cube = Cube::new();
        let mut query = ViewQuery::of(CELLS).limit(500);
        loop {
            let page = self.store.list(&query).await?;
            for doc in &page.docs {
                let Counted { key, cell } = journal::read(doc)?;
                cube.add(key, cell);
            }
            match page.next {
                Some(next) => query = query.after(Some(next)),
                None => return Ok(cube),
            }
        }
    }

    /// Every counter as it stood at a position of the log, counted anew from the events.
    ///
    /// # Errors
    ///
    /// The store's failures, and events that this version does not know.
    pub async fn cube_at(&self, position: u64) -> Result<Cube<Key>, AppError> {
        let mut services: BTreeMap<String, Reviews> = BTreeMap::new();
        let mut cases: BTreeMap<String, Option<Case>> = BTreeMap::new();
        let mut after = 0;
        loop {
            let records = self.store.log(after, 1000).await?;
            let Some(last) = records.last() else { break };
            after = last.position;
            for record in records.iter().filter(|r| r.position <= position) {
                match record.entry.stream.split_once('/') {
                    Some(("review", name)) => {
                        let reviews = services.entry(name.to_owned()).or_default();
                        let event: Event = journal::event(record)?;
                        *reviews = evolve(std::mem::take(reviews), &event);
                    }
                    Some(("rectification", name)) => {
                        let case = cases.entry(name.to_owned()).or_default();
                        let event: rectify::Event = journal::event(record)?;
                        *case = rectify::evolve(case.take(), &event);
                    }
                    _ => {}
                }
            }
            if after >= position {
                break;
            }
        }
        let reviews = services.values().flat_map(|r| of_reviews(r, None));
        let cases = cases.values().flatten().filter_map(|case| {
            let service = services.get(case.service.as_str())?.service.as_ref()?;
            Some(of_case(case, service, None))
        });
        Ok(reviews.chain(cases).collect())
    }

    /// A snapshot of the counters.
    ///
    /// # Errors
    ///
    /// Counts that contradict each other.
    pub(crate) fn snapshot(
        &self,
        cube: &Cube<Key>,
        dimension: Dimension,
        period: Period,
        as_of: AsOf,
        (version, previous, profile): (u32, Option<Hash>, &Profile),
    ) -> Result<Snapshot, AppError> {
        let terms = Terms {
            period,
            as_of,
            dimension: dimension.name(),
            profile,
            version,
            previous,
        };
        // Every table of the public is counted beside the others, so that none gives away what another hides.
        let month = |key: &Key| Dimension::Month.group(key);
        let matter = |key: &Key| Dimension::Matter.group(key);
        let outlet = |key: &Key| Dimension::Outlet.group(key);
        let tables: [&dyn Fn(&Key) -> String; 3] = [&month, &matter, &outlet];
        let own = match dimension {
            Dimension::Month => 0,
            Dimension::Matter => 1,
            Dimension::Outlet => 2,
        };
        Ok(Snapshot::take_beside(cube, &terms, &tables, own)?)
    }

    /// The public figures as of the end of the log, of everything up to today.
    ///
    /// # Errors
    ///
    /// The store's failures, and counts that contradict each other.
    pub async fn figures(&self, now: DateTime<FixedOffset>) -> Result<Figures, AppError> {
        let head = self.store.head().await?;
        let cube = self.cube().await?;
        let first: Option<NaiveDate> = cube.iter().map(|(key, _)| key.day).min();
        let to = now.date_naive();
        let period = Period {
            from: first.unwrap_or(to),
            to,
        };
        let as_of = AsOf {
            position: head.position,
            at: now,
        };
        let take = |dimension| {
            self.snapshot(
                &cube,
                dimension,
                period,
                as_of,
                (1, None, &self.rules.profile),
            )
        };
        Ok(Figures {
            months: take(Dimension::Month)?,
            matters: take(Dimension::Matter)?,
            outlets: take(Dimension::Outlet)?,
            small_cell: self.rules.profile.publication.small_cell,
            head: head.hash.to_string(),
        })
    }
}
