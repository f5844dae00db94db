//! Detectors over the reviews that came in (真实性研判): they set aside and tell; a person decides.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ip_eval::codec::Channel;
use ip_eval::decimal::Decimal;
use ip_eval::id::PointRef;
use ip_eval::integrity::{Observation, Peers, Suspicion, Thresholds, inspect, signature, to_hold};
use ip_eval::review::{self, Command, Entry, Integrity, Kind, Reviews};
use ip_eval::service::ServiceInstance;
use ip_matters::outlet::Hours;

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::figures::REVIEWS;
use crate::journal::{self, Loaded};
use crate::port::{Batch, StoreError, ViewQuery};
use crate::review::source_key;
use crate::{pseudonym, review as reviews};

/// Most reviews of one outlet that are looked at together.
const MOST: usize = 500;

impl App {
    /// What the detectors say of a review that is about to be given at a service, among the last
    /// reviews of the same outlet: their codes.
    pub(crate) async fn suspicions(
        &self,
        service: &ServiceInstance,
        candidate: Entry,
        text: Option<&str>,
        source: Option<String>,
    ) -> Result<Vec<String>, AppError> {
        let day = candidate.review.at.date_naive();
        let mut seen = self.observed(&service.point).await?;
        seen.retain(|other| other.at.date_naive() == day);
        let id = candidate.review.id.clone();
        seen.push(self.observation(service, &candidate, text, source)?);
        let found = inspect(&seen, &self.peers().await?, &Thresholds::builtin()?);
        Ok(to_hold(&found).remove(&id).unwrap_or_default())
    }

    /// What is known of each outlet's peers: all the others, from the counters.
    async fn peers(&self) -> Result<BTreeMap<PointRef, Peers>, AppError> {
        let cube = self.cube().await?;
        let bad = &self.rules.profile.levels.bad;
        let mut points: BTreeMap<PointRef, [i64; 6]> = BTreeMap::new();
        for (key, cell) in cube.iter() {
            let sums = points.entry(key.point.clone()).or_default();
            for (sum, n) in sums.iter_mut().zip(cell.active.0) {
                *sum += n;
            }
            sums[5] += bad.iter().map(|level| cell.active[*level]).sum::<i64>();
        }
        let all = |but: &PointRef| {
            let others = points.iter().filter(|(point, _)| *point != but);
            others.fold([0; 6], |mut sum: [i64; 6], (_, n)| {
                sum.iter_mut().zip(n).for_each(|(sum, n)| *sum += n);
                sum
            })
        };
        let peers = points.keys().map(|point| {
            let others = all(point);
            let given: i64 = others.iter().take(5).sum();
            let most = others.iter().take(5).max().copied().unwrap_or_default();
            // The most common level stands for the most common answer, which is no more common.
            let peers = Peers {
                constant_share: share(most, given),
                bad_rate: share(others[5], given),
                ..Peers::default()
            };
            (point.clone(), peers)
        });
        Ok(peers.collect())
    }

    /// What the detectors say of the last reviews of every outlet; what they spoke of is set aside.
    ///
    /// # Errors
    ///
    /// Not for this role, or the store's failures.
    pub async fn inspect_reviews(&self, actor: &Actor) -> Result<Vec<Suspicion>, AppError> {
        if actor.role != Role::Supervisor {
            return Err(AppError::Forbidden);
        }
        let mut found = Vec::new();
        let peers = self.peers().await?;
        let outlets = self.rules.pack.outlets.iter();
        let outlets = outlets.map(|outlet| outlet.id.as_str());
        for point in outlets.chain([ONLINE]) {
            let Ok(point) = PointRef::new(point) else {
                continue;
            };
            // Day by day: what several people write in months is no copy.
            let mut days: BTreeMap<NaiveDate, Vec<Observation>> = BTreeMap::new();
            for seen in self.observed(&point).await? {
                days.entry(seen.at.date_naive()).or_default().push(seen);
            }
            for seen in days.values() {
                found.extend(inspect(seen, &peers, &Thresholds::builtin()?));
            }
        }
        for (review, detectors) in to_hold(&found) {
            // A review's id is that of its service with one letter before it.
            let service = review.as_str().get(1..).unwrap_or_default().to_owned();
            if self.rectification_of(&service).await?.is_some() {
                // People verify it already: what the detectors say is told, and the case decides.
                continue;
            }
            let Loaded { state, sequence } = self.reviews(&service).await?;
            let command = Command::Hold { review, detectors };
            let Ok(events) = review::decide(&state, command, &self.review_context(actor)?) else {
                continue;
            };
            let stream = reviews::stream(&service);
            let entries = journal::entries("review", &stream, actor, &events)?;
            let batch = Batch::new().append(stream, sequence, entries);
            match self.store.append(batch).await {
                // Something else happened to that review meanwhile: the next look sees it.
                Ok(_) | Err(StoreError::Conflict { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(found)
    }

    /// The reviews that were set aside and wait for a person.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn held_reviews(&self) -> Result<Vec<Reviews>, AppError> {
        let query = ViewQuery::of(REVIEWS).facet("held", "yes").limit(MOST);
        let page = self.store.list(&query).await?;
        page.docs.iter().map(journal::read).collect()
    }

    /// The last reviews of an outlet, newest service first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn reviews_at(&self, point: &str) -> Result<Vec<Reviews>, AppError> {
        let query = ViewQuery::of(REVIEWS).facet("point", point);
        let page = self.store.list(&query.limit(MOST).newest_first()).await?;
        page.docs.iter().map(journal::read).collect()
    }

    /// What the detectors see: reviews that people gave, and that no person has judged yet.
    async fn observed(&self, point: &PointRef) -> Result<Vec<Observation>, AppError> {
        let mut seen = Vec::new();
        for reviews in self.reviews_at(point.as_str()).await? {
            let (Some(service), Some(entry)) = (&reviews.service, &reviews.original) else {
                continue;
            };
            let unjudged = matches!(entry.integrity, Integrity::Clean | Integrity::Held { .. });
            if unjudged && entry.review.kind == Kind::Active {
                let text = self.review_text(&entry.review.id).await?;
                let source = source_key(entry.review.id.as_str());
                let source = self.store.vault(&source).await?;
                let source = source.as_deref().map(journal::parsed).transpose()?;
                seen.push(self.observation(service, entry, text.as_deref(), source)?);
            }
        }
        Ok(seen)
    }

    fn observation(
        &self,
        service: &ServiceInstance,
        entry: &Entry,
        text: Option<&str>,
        source: Option<String>,
    ) -> Result<Observation, AppError> {
        let review = &entry.review;
        let came_by = |channels: &[Channel]| {
            let known = review.channel.known();
            known.is_some_and(|channel| channels.contains(channel))
        };
        let on_device = came_by(&[Channel::HallTablet, Channel::HallTerminal]);
        let mut outlets = self.rules.pack.outlets.iter();
        let outlet = outlets.find(|outlet| outlet.id == service.point.as_str());
        let (day, time) = (review.at.date_naive(), review.at.time());
        let open = outlet.map(|outlet| {
            let hours = |hours: &Hours| hours.from <= time && time < hours.to;
            let opening = outlet.opening(day, &self.rules.calendar);
            opening.hours.into_iter().any(hours)
        });
        // The reviewer is known under a keyed hash of the account, and so must be the member of staff.
        let staff = service.staff.as_ref();
        let staff = staff.map(|staff| pseudonym::of(&self.secret, staff.as_str()));
        Ok(Observation {
            review: review.id.clone(),
            point: service.point.clone(),
            level: review.level,
            labels: review.labels.clone(),
            text: text.and_then(signature),
            channel: review.channel.clone(),
            at: review.at,
            served_at: service.at,
            known_at: Some(service.at),
            source,
            // The hall's network is shared as its tablet is.
            shared_device: on_device || came_by(&[Channel::QrCode]),
            // Whatever is reviewed here was filed here.
            on_site_only: Some(false),
            hall_open: open.filter(|_| on_device),
            reviewer: review.reviewer.clone(),
            staff: staff.transpose()?,
        })
    }
}

/// A share in millionths; none of nothing.
fn share(part: i64, all: i64) -> Option<Decimal> {
    let (part, all) = (u64::try_from(part).ok()?, u64::try_from(all).ok()?);
    let millionths = part.checked_mul(Decimal::SCALE)?.checked_div(all)?;
    Some(Decimal::from_millionths(millionths))
}

/// The point of services without an outlet.
pub(crate) const ONLINE: &str = "online";
