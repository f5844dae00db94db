//! Reviews: a finished service is opened for review, a review is recorded, a bad one opens a case of its own.

use ip_core::party::Sensitive;
use ip_eval::codec::{Channel, Coded};
use ip_eval::id::ReviewId;
use ip_eval::level::Level;
use ip_eval::review::{self, Command, Context, NameMode, Reviews, Submission};

use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::journal::{self, Loaded};
use crate::port::{Batch, VaultKey};
use crate::{pseudonym, rectify};

/// The stream of a service's reviews.
pub fn stream(service: &str) -> String {
    format!("review/{service}")
}

/// Where a review's free text lies.
pub fn text_key(review: &str) -> VaultKey {
    VaultKey::new(format!("review-text/{review}"))
}

/// What a person filled in.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The level.
    pub level: Level,
    /// Codes of the ticked labels.
    pub labels: Vec<String>,
    /// The free text.
    pub text: String,
    /// Whether the handling office must not be able to reach the person.
    pub anonymous: bool,
    /// The channel the form came through.
    pub channel: Channel,
}

impl App {
    /// The reviews of a service.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn reviews(&self, service: &str) -> Result<Loaded<Reviews>, AppError> {
        let stream = stream(service);
        let loaded =
            journal::load(&*self.store, &stream, Reviews::default(), review::evolve).await?;
        match loaded.state.service {
            Some(_) => Ok(loaded),
            None => Err(AppError::NotFound("service")),
        }
    }

    /// Records a review of a service by the person who received it. A bad review opens a
    /// rectification case in the same step.
    ///
    /// # Errors
    ///
    /// Problems at the fields of the form, or a refusal: a second review, a window that is over.
    pub async fn review(
        &self,
        actor: &Actor,
        service: &str,
        filled: Filled,
    ) -> Result<ReviewId, AppError> {
        let loaded = self.reviews(service).await?;
        self.must_own_service(actor, &loaded.state).await?;
        let id = ReviewId::new(format!("R{service}")).map_err(|_| AppError::NotFound("service"))?;
        let text = filled.text.trim().to_owned();
        let reviewer = pseudonym::of(&self.secret, &actor.account)?;
        let submission = Submission {
            id: id.clone(),
            level: filled.level,
            labels: filled.labels,
            text: (!text.is_empty()).then(|| Sensitive::new(text.clone())),
            channel: Coded::Known(filled.channel),
            name: if filled.anonymous {
                NameMode::Anonymous
            } else {
                NameMode::RealName
            },
            reviewer: Some(reviewer),
            at: actor.at,
        };
        let context = Context {
            now: actor.at,
            profile: &self.rules.profile,
            dictionary: self
                .rules
                .labels
                .offered_on(actor.day())
                .ok_or(AppError::NotFound("labels"))?,
            calendar: &self.rules.calendar,
        };
        let command = Command::Submit {
            review: submission,
            suspicions: Vec::new(),
        };
        let events = review::decide(&loaded.state, command, &context)?;
        let stream = stream(service);
        let mut batch = Batch::new().append(
            &stream,
            loaded.sequence,
            journal::entries("review", &stream, actor, &events)?,
        );
        if !text.is_empty() {
            let json = serde_json::Value::String(text).to_string();
            batch = batch.keep(text_key(id.as_str()), json);
        }
        let state = events.iter().fold(loaded.state, review::evolve);
        if let Some((stream, entries)) = rectify::opening(self, actor, &state)? {
            batch = batch.append(stream, 0, entries);
        }
        self.store.append(batch).await?;
        Ok(id)
    }

    /// The reviews of a service, for the person who received it.
    ///
    /// # Errors
    ///
    /// As [`App::reviews`]; forbidden for a stranger.
    pub async fn own_reviews(
        &self,
        actor: &Actor,
        service: &str,
    ) -> Result<Loaded<Reviews>, AppError> {
        let loaded = self.reviews(service).await?;
        self.must_own_service(actor, &loaded.state).await?;
        Ok(loaded)
    }

    /// The free text of a review, for those who handle it; `None` without one, or when it was erased.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn review_text(&self, review: &ReviewId) -> Result<Option<String>, AppError> {
        let text = self.store.vault(&text_key(review.as_str())).await?;
        text.as_deref().map(journal::parsed).transpose()
    }

    /// Refuses anyone but the person whose case the service belongs to.
    async fn must_own_service(&self, actor: &Actor, reviews: &Reviews) -> Result<(), AppError> {
        let case = reviews
            .service
            .as_ref()
            .and_then(|service| service.case.as_ref());
        let Some(case) = case else { return Ok(()) };
        let summary = self.case(case.as_str()).await?;
        if summary.owner == actor.account {
            Ok(())
        } else {
            Err(AppError::Forbidden)
        }
    }
}
