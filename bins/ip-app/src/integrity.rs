//! Detectors over the reviews that came in (真实性研判): they set aside and tell; a person decides.

use std::collections::BTreeMap;

use ip_eval::id::PointRef;
use ip_eval::integrity::{Observation, Suspicion, Thresholds, inspect, signature, to_hold};
use ip_eval::review::{self, Command, Entry, Integrity, Kind, Reviews};
use ip_eval::service::ServiceInstance;

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::figures::REVIEWS;
use crate::journal::{self, Loaded};
use crate::port::{Batch, StoreError, ViewQuery};
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
    ) -> Result<Vec<String>, AppError> {
        let mut seen = self.observed(&service.point).await?;
        let id = candidate.review.id.clone();
        seen.push(self.observation(service, &candidate, text)?);
        let found = inspect(&seen, &BTreeMap::new(), &Thresholds::builtin()?);
        Ok(to_hold(&found).remove(&id).unwrap_or_default())
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
        let outlets = self.rules.pack.outlets.iter();
        let outlets = outlets.map(|outlet| outlet.id.as_str());
        for point in outlets.chain([ONLINE]) {
            let Ok(point) = PointRef::new(point) else {
                continue;
            };
            let seen = self.observed(&point).await?;
            found.extend(inspect(&seen, &BTreeMap::new(), &Thresholds::builtin()?));
        }
        for (review, detectors) in to_hold(&found) {
            // A review's id is that of its service with one letter before it.
            let service = review.as_str().get(1..).unwrap_or_default().to_owned();
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
                seen.push(self.observation(service, entry, text.as_deref())?);
            }
        }
        Ok(seen)
    }

    fn observation(
        &self,
        service: &ServiceInstance,
        entry: &Entry,
        text: Option<&str>,
    ) -> Result<Observation, AppError> {
        let review = &entry.review;
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
            source: None,
            shared_device: false,
            on_site_only: None,
            hall_open: None,
            reviewer: review.reviewer.clone(),
            staff: staff.transpose()?,
        })
    }
}

/// The point of services without an outlet.
pub(crate) const ONLINE: &str = "online";
