//! Reviews: a finished service is opened for review, a review is recorded, a bad one opens a case of its own.

use ip_core::party::Sensitive;
use ip_core::problem::Problem;
use ip_eval::codec::{Channel, Coded};
use ip_eval::id::ReviewId;
use ip_eval::level::Level;
use ip_eval::review::{self, Command, Context, NameMode, Reviews, Submission};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
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
    /// Where it came from, such as the network address; kept as a keyed hash, for the detectors alone.
    pub source: Option<String>,
}

/// Where the keyed source of a review lies.
pub(crate) fn source_key(review: &str) -> VaultKey {
    VaultKey::new(format!("review-source/{review}"))
}

/// What was erased; the words themselves are nowhere any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Erased {
    /// The words of every review of a service, at the wish of whoever wrote them.
    Words {
        /// How often that was wished.
        number: u64,
    },
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
    /// rectification case in the same step; one that a detector speaks of is set aside for a person.
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
        let loaded = self.own_reviews(actor, service).await?;
        self.record(actor, loaded, filled, &actor.account).await
    }

    /// Records a review that came through somebody's hands: the link of a QR code, a tablet at the
    /// window, an agent on the phone. The reviewer is whoever received the service.
    ///
    /// # Errors
    ///
    /// As [`App::review`]; a channel that only the person uses.
    pub async fn review_through(
        &self,
        actor: &Actor,
        service: &str,
        filled: Filled,
    ) -> Result<ReviewId, AppError> {
        if !matches!(
            filled.channel,
            Channel::QrCode | Channel::HallTablet | Channel::Phone
        ) {
            return Err(AppError::Forbidden);
        }
        let loaded = self.reviews(service).await?;
        let case = loaded.state.service.as_ref();
        let case = case.and_then(|service| service.case.as_ref());
        let case = case.ok_or(AppError::NotFound("service"))?;
        let owner = self.case(case.as_str()).await?.owner;
        let staff = loaded.state.service.as_ref();
        let staff = staff.and_then(|service| service.staff.as_ref());
        if staff.is_some_and(|staff| staff.as_str() == actor.account) {
            return Err(Problem::new("app.review.own-service")
                .at("/fields/case")
                .into());
        }
        self.record(actor, loaded, filled, &owner).await
    }

    /// The actor as the log names somebody who reviews: a person under pseudonym, so that an anonymous review stays
    /// one, and so that nobody is found in the log once the vault is empty.
    fn unnamed(&self, actor: &Actor) -> Result<Actor, AppError> {
        let mut unnamed = actor.clone();
        if actor.role == Role::Person {
            unnamed.account = pseudonym::of(&self.secret, &actor.account)?.to_string();
        }
        Ok(unnamed)
    }

    async fn record(
        &self,
        actor: &Actor,
        loaded: Loaded<Reviews>,
        filled: Filled,
        reviewer: &str,
    ) -> Result<ReviewId, AppError> {
        let service = loaded.state.service.clone();
        let service = service.ok_or(AppError::NotFound("service"))?;
        let source = filled.source.as_deref();
        let source = source.map(|source| pseudonym::of(&self.secret, source));
        let source = source.transpose()?.map(|source| source.to_string());
        let submission = self.submission('R', service.id.as_str(), actor, filled, reviewer)?;
        let actor = &self.unnamed(actor)?;
        let id = submission.id.clone();
        let text = submission.text.as_ref().map(|text| text.expose().clone());
        let context = self.review_context(actor)?;
        let submit = |suspicions| Command::Submit {
            review: submission.clone(),
            suspicions,
        };
        // First as it would be without suspicion: what is refused need not be looked at.
        let plain = review::decide(&loaded.state, submit(Vec::new()), &context)?;
        let state = plain.iter().fold(loaded.state.clone(), review::evolve);
        let suspicions = match state.original {
            Some(candidate) => {
                self.suspicions(&service, candidate, text.as_deref(), source.clone())
                    .await?
            }
            None => Vec::new(),
        };
        let events = review::decide(&loaded.state, submit(suspicions), &context)?;
        let stream = stream(service.id.as_str());
        let entries = journal::entries("review", &stream, actor, &events)?;
        let mut batch = Batch::new().append(&stream, loaded.sequence, entries);
        if let Some(text) = text {
            batch = batch.keep(text_key(id.as_str()), journal::written(&text)?);
        }
        if let Some(source) = source {
            batch = batch.keep(source_key(id.as_str()), journal::written(&source)?);
        }
        let state = events.iter().fold(loaded.state, review::evolve);
        if let Some((stream, entries)) = rectify::opening(self, actor, &state)? {
            batch = batch.append(stream, 0, entries);
        }
        self.store.append(batch).await?;
        Ok(id)
    }

    /// Records the supplementary review (追评) of the person who received the service, once; the case of
    /// a bad review learns its level.
    ///
    /// # Errors
    ///
    /// As [`App::review`]; without an original review, or after the first supplementary one.
    pub async fn supplement(
        &self,
        actor: &Actor,
        service: &str,
        filled: Filled,
    ) -> Result<ReviewId, AppError> {
        let loaded = self.own_reviews(actor, service).await?;
        let submission = self.submission('S', service, actor, filled, &actor.account)?;
        let actor = &self.unnamed(actor)?;
        let id = submission.id.clone();
        let text = submission.text.as_ref().map(|text| text.expose().clone());
        let level = submission.level;
        let case = self.rectification_of(service).await?;
        let closed = |event: &ip_eval::rectify::Event| {
            let closed = matches!(event.change, ip_eval::rectify::Change::Closed { .. });
            closed.then_some(event.at)
        };
        let command = Command::Supplement {
            review: submission,
            closed_at: case
                .as_ref()
                .and_then(|c| c.history.iter().rev().find_map(closed)),
        };
        let events = review::decide(&loaded.state, command, &self.review_context(actor)?)?;
        let stream = stream(service);
        let entries = journal::entries("review", &stream, actor, &events)?;
        let mut batch = Batch::new().append(&stream, loaded.sequence, entries);
        if let Some(text) = text {
            batch = batch.keep(text_key(id.as_str()), journal::written(&text)?);
        }
        if case.is_none() {
            let state = events.iter().fold(loaded.state, review::evolve);
            if let Some((stream, entries)) = rectify::opening(self, actor, &state)? {
                batch = batch.append(stream, 0, entries);
            }
        } else if let Some(case) = case
            && let Some((stream, sequence, entries)) = self
                .supplementary_noted(actor, case.case.id.as_str(), level)
                .await?
        {
            batch = batch.append(stream, sequence, entries);
        }
        self.store.append(batch).await?;
        Ok(id)
    }

    fn submission(
        &self,
        letter: char,
        service: &str,
        actor: &Actor,
        filled: Filled,
        reviewer: &str,
    ) -> Result<Submission, AppError> {
        let id = ReviewId::new(format!("{letter}{service}"));
        let text = filled.text.trim().to_owned();
        Ok(Submission {
            id: id.map_err(|_| AppError::NotFound("service"))?,
            level: filled.level,
            labels: filled.labels,
            text: (!text.is_empty()).then(|| Sensitive::new(text)),
            channel: Coded::Known(filled.channel),
            name: if filled.anonymous {
                NameMode::Anonymous
            } else {
                NameMode::RealName
            },
            reviewer: Some(pseudonym::of(&self.secret, reviewer)?),
            at: actor.at,
        })
    }

    pub(crate) fn review_context(&self, actor: &Actor) -> Result<Context<'_>, AppError> {
        let dictionary = self.rules.labels.offered_on(actor.day());
        Ok(Context {
            now: actor.at,
            profile: &self.rules.profile,
            dictionary: dictionary.ok_or(AppError::NotFound("labels"))?,
            calendar: &self.rules.calendar,
        })
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

    /// Erases the words of a person's reviews of a service, and where they came from; level and labels stay counted.
    ///
    /// # Errors
    ///
    /// Forbidden for a stranger, or the store's failures.
    pub async fn erase_words(&self, actor: &Actor, service: &str) -> Result<(), AppError> {
        let reviews = self.own_reviews(actor, service).await?.state;
        let stream = format!("erasure/{service}");
        let sequence = self.store.stream(&stream, 0).await?;
        let sequence = sequence.last().map_or(0, |record| record.sequence);
        let event = Erased::Words {
            number: sequence + 1,
        };
        let actor = self.unnamed(actor)?;
        let entry = journal::entry("erasure", &stream, &actor, &event)?;
        let mut batch = Batch::new().append(stream, sequence, [entry]);
        for entry in reviews.iter() {
            let id = entry.review.id.as_str();
            batch = batch.forget(text_key(id)).forget(source_key(id));
        }
        self.store.append(batch).await?;
        Ok(())
    }

    /// Refuses anyone but the person whose case the service belongs to.
    async fn must_own_service(&self, actor: &Actor, reviews: &Reviews) -> Result<(), AppError> {
        let case = reviews
            .service
            .as_ref()
            .and_then(|service| service.case.as_ref());
        // Whose a service without a case is, nobody knows.
        let case = case.ok_or(AppError::Forbidden)?;
        let summary = self.case(case.as_str()).await?;
        if summary.owner == actor.account {
            Ok(())
        } else {
            Err(AppError::Forbidden)
        }
    }
}
