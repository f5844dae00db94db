//! A later matter of a bundle that needs the result of an earlier one: what was filled in waits, and becomes a case by itself
//! when the earlier one is granted and its certificate issued. Until then it is no case: nothing was received, and no clock
//! runs. Where the earlier one ends without that result, it lapses with its reason, and what was filled in is a draft again.

use ip_certs::certificate::State as Stands;
use ip_core::id::CertificateId;
use ip_core::record::{Hash, Record};
use ip_matters::bundle::Feed;
use ip_matters::case::CheckOutcome;
use ip_matters::matter::MatterId;
use serde::{Deserialize, Serialize};

use super::{Event, Together, VIEW, stream};
use crate::actor::{Actor, Role};
use crate::app::App;
use crate::certificates::Presented;
use crate::draft::Draft;
use crate::error::AppError;
use crate::filing::draft_key;
use crate::journal;
use crate::port::{Batch, Doc, StoreError, VaultKey, ViewQuery, Views};
use crate::tick::Round;

/// The view of later matters.
const LATER: &str = "bundle-later";
/// Later matters that are read at once, and most that are shown to a person.
const MOST: usize = 200;

/// Why a later matter did not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lapse {
    /// The earlier matter ended without the result that is needed.
    NoResult,
    /// The applicant took it back.
    Withdrawn,
    /// The matter is not open any more.
    Closed,
    /// What was filled in, or the certificate, does not do any more.
    Unusable,
}

/// How a later matter stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Standing {
    /// It waits for the earlier result.
    Waiting,
    /// It became a case.
    Begun {
        /// Its number.
        case: String,
    },
    /// It did not begin.
    Lapsed {
        /// Why.
        why: Lapse,
    },
}

/// A later matter of a bundle that was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Later {
    /// The first case of the bundle.
    pub first: String,
    /// The matter.
    pub matter: MatterId,
    /// The account that filed it.
    pub owner: String,
    /// The results that it needs, each for one of its papers.
    pub needs: Vec<Feed>,
    /// How it stands.
    pub standing: Standing,
}

fn waiting_key(first: &str, matter: &str) -> VaultKey {
    VaultKey::new(format!("later/{first}/{matter}"))
}

fn put(record: &Record, views: &mut dyn Views, later: &Later) -> Result<(), StoreError> {
    let key = format!("{}/{}", later.first, later.matter);
    let waits = later.standing == Standing::Waiting;
    views.put(
        Doc::new(LATER, key, journal::body(record, later)?)
            .sort(record.entry.at.to_rfc3339())
            .facet("owner", &later.owner)
            .facet("first", &later.first)
            .facet("waits", if waits { "yes" } else { "no" }),
    )
}

/// Follows the later matters of a filing.
pub(super) fn filed(
    record: &Record,
    views: &mut dyn Views,
    first: &str,
    later: Vec<(MatterId, Vec<Feed>)>,
) -> Result<(), StoreError> {
    for (matter, needs) in later {
        let later = Later {
            first: first.to_owned(),
            matter,
            owner: record.entry.actor.clone(),
            needs,
            standing: Standing::Waiting,
        };
        put(record, views, &later)?;
    }
    Ok(())
}

/// Follows what became of a later matter.
pub(super) fn moved(
    record: &Record,
    views: &mut dyn Views,
    matter: &MatterId,
    standing: Standing,
) -> Result<(), StoreError> {
    let first = record.entry.stream.trim_start_matches("bundle/");
    let Some(doc) = views.get(LATER, &format!("{first}/{matter}"))? else {
        return Ok(());
    };
    let later = Later {
        standing,
        ..journal::document(record, &doc)?
    };
    put(record, views, &later)?;
    let (Standing::Begun { case }, Some(doc)) = (&later.standing, views.get(VIEW, first)?) else {
        return Ok(());
    };
    let mut together: Together = journal::document(record, &doc)?;
    together.cases.push(case.clone());
    for case in &together.cases {
        views.put(Doc::new(VIEW, case, journal::body(record, &together)?))?;
    }
    Ok(())
}

impl App {
    /// The later matters that were filed with this first case.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn later_of(&self, first: &str) -> Result<Vec<Later>, AppError> {
        self.later("first", first).await
    }

    /// The later matters of a person, newest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn later_for(&self, account: &str) -> Result<Vec<Later>, AppError> {
        self.later("owner", account).await
    }

    async fn later(&self, facet: &str, value: &str) -> Result<Vec<Later>, AppError> {
        let query = ViewQuery::of(LATER).facet(facet, value).newest_first();
        let page = self.store.list(&query.limit(MOST)).await?;
        page.docs.iter().map(journal::read).collect()
    }

    /// What a filing adds to its batch for a matter that waits.
    pub(super) fn waits(
        batch: Batch,
        actor: &Actor,
        (first, matter): (&str, &str),
        draft: &Draft,
    ) -> Result<Batch, AppError> {
        Ok(batch
            .keep(waiting_key(first, matter), journal::written(draft)?)
            .forget(draft_key(actor, matter)?))
    }

    /// Takes a matter back that has not begun; what was filled in is a draft again.
    ///
    /// # Errors
    ///
    /// Not found for a stranger's, and for one that does not wait any more; the store's failures.
    pub async fn take_back(
        &self,
        actor: &Actor,
        first: &str,
        matter: &str,
    ) -> Result<(), AppError> {
        let all = self.later_of(first).await?;
        let mine = |later: &&Later| {
            later.owner == actor.account
                && later.matter.as_str() == matter
                && later.standing == Standing::Waiting
        };
        let later = all.iter().find(mine).ok_or(AppError::NotFound("matter"))?;
        if actor.role != Role::Person {
            return Err(AppError::Forbidden);
        }
        self.lapse(actor, later, Lapse::Withdrawn).await
    }

    /// Begins every later matter whose earlier result is there, and ends those that cannot begin any more.
    pub(crate) async fn tick_later(&self, system: &Actor) -> Result<Round, AppError> {
        let mut waiting: Vec<Later> = Vec::new();
        let mut after = None;
        // Read first, then written: a list that changes under the reader would skip some.
        loop {
            let query = ViewQuery::of(LATER).facet("waits", "yes").limit(MOST);
            let page = self.store.list(&query.after(after)).await?;
            for doc in &page.docs {
                waiting.push(journal::read(doc)?);
            }
            after = match page.next {
                Some(next) => Some(next),
                None => break,
            };
        }
        let mut round = Round::default();
        for later in waiting {
            round.seen += 1;
            match self.advance(system, &later).await {
                Ok(true) => round.fired += 1,
                Ok(false) => {}
                Err(AppError::Store(StoreError::Conflict { .. }) | AppError::Refused { .. }) => {
                    round.left += 1;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(round)
    }

    /// Whether the later matter began or lapsed now.
    async fn advance(&self, system: &Actor, later: &Later) -> Result<bool, AppError> {
        let mut papers = Vec::new();
        for need in &later.needs {
            match self.result_of(later, &need.from).await? {
                Earlier::Pending => return Ok(false),
                Earlier::Ended => {
                    self.lapse(system, later, Lapse::NoResult).await?;
                    return Ok(true);
                }
                Earlier::Issued(certificate) => papers.push((need.material.as_str(), certificate)),
            }
        }
        // Whoever filed the bundle consented to both: that it begins by itself, and that the certificate is shown.
        let person = Actor {
            account: later.owner.clone(),
            role: Role::Person,
            at: system.at,
        };
        let why = match self.begin_later(&person, later, &papers).await {
            Ok(why) => why,
            Err(AppError::Invalid(_) | AppError::NotFound(_) | AppError::Refused { .. }) => {
                Some(Lapse::Unusable)
            }
            Err(other) => return Err(other),
        };
        if let Some(why) = why {
            self.lapse(system, later, why).await?;
        }
        Ok(true)
    }

    async fn begin_later(
        &self,
        person: &Actor,
        later: &Later,
        papers: &[(&str, CertificateId)],
    ) -> Result<Option<Lapse>, AppError> {
        let matter = later.matter.as_str();
        let entry = self.rules.pack.entry_on(matter, person.day());
        let entry = entry.filter(|entry| entry.is_open(person.day()));
        let Some(entry) = entry else {
            return Ok(Some(Lapse::Closed));
        };
        let mut draft = self.waiting_draft(later).await?;
        draft.fed.clear();
        for (id, certificate) in papers {
            let material = entry.materials.iter().find(|m| m.id == *id);
            let material = material.ok_or(AppError::NotFound("material"))?;
            let presented = Presented::Identifier(certificate.to_string());
            // Every try has a number of its own in the list of uses; it need not be secret.
            let seed = format!("{}/{matter}/{id}/{}", later.first, person.at.to_rfc3339());
            let outcome = self
                .check_certificate(
                    person,
                    (entry, material),
                    &mut draft,
                    presented,
                    Hash::of(seed.as_bytes()).as_bytes(),
                )
                .await?;
            if outcome != CheckOutcome::Match {
                return Ok(Some(Lapse::Unusable));
            }
        }
        self.draft_problems(entry, &draft, person.day())
            .await?
            .or(())?;
        let stream = stream(&later.first);
        let sequence = self.sequence(&stream).await?;
        let (case, batch) = self.filing(person, entry, &draft, Batch::new()).await?;
        let event = Event::Begun {
            matter: later.matter.clone(),
            case,
        };
        let event = journal::entry("bundle", &stream, person, &event)?;
        let batch = batch
            .append(&stream, sequence, [event])
            .forget(waiting_key(&later.first, matter));
        self.store.append(batch).await?;
        Ok(None)
    }

    async fn lapse(&self, actor: &Actor, later: &Later, why: Lapse) -> Result<(), AppError> {
        let stream = stream(&later.first);
        let sequence = self.sequence(&stream).await?;
        let event = Event::Lapsed {
            matter: later.matter.clone(),
            why,
        };
        let event = journal::entry("bundle", &stream, actor, &event)?;
        let matter = later.matter.as_str();
        let key = waiting_key(&later.first, matter);
        let mut batch = Batch::new().append(&stream, sequence, [event]);
        let person = Actor {
            account: later.owner.clone(),
            role: Role::Person,
            at: actor.at,
        };
        let own = draft_key(&person, matter)?;
        let kept = self.store.vault(&key).await?;
        // A draft that was begun meanwhile is not lost for an older one.
        if let (Some(kept), None) = (kept, self.store.vault(&own).await?) {
            let mut draft: Draft = journal::parsed(&kept)?;
            draft.fed.clear();
            draft.bundle = None;
            batch = batch.keep(own, journal::written(&draft)?);
        }
        self.store.append(batch.forget(key)).await?;
        Ok(())
    }

    async fn waiting_draft(&self, later: &Later) -> Result<Draft, AppError> {
        let key = waiting_key(&later.first, later.matter.as_str());
        match self.store.vault(&key).await? {
            Some(text) => journal::parsed(&text),
            None => Err(AppError::NotFound("form")),
        }
    }

    async fn sequence(&self, stream: &str) -> Result<u64, AppError> {
        let records = self.store.stream(stream, 0).await?;
        Ok(records.last().map_or(0, |record| record.sequence))
    }

    /// What became of the earlier matter of the same bundle.
    async fn result_of(&self, later: &Later, from: &MatterId) -> Result<Earlier, AppError> {
        let together = self.filed_with(&later.first).await?;
        for number in together.into_iter().flat_map(|together| together.cases) {
            let registered = self.case(&number).await?;
            if registered.matter() != from.as_str() {
                continue;
            }
            let certificates = self.certificates_of(&number).await?;
            let standing = certificates.iter().find(|c| c.state == Stands::Valid);
            if let Some(certificate) = standing {
                return Ok(Earlier::Issued(certificate.identifier.clone()));
            }
            let case = &registered.case;
            let ended = case.state.is_final() || !(case.verdict.is_none() || case.is_granted());
            return Ok(match ended || !certificates.is_empty() {
                true => Earlier::Ended,
                false => Earlier::Pending,
            });
        }
        // The earlier one waits itself, or ended before it began.
        let before = self.later_of(&later.first).await?;
        let waits = |l: &Later| l.matter == *from && l.standing == Standing::Waiting;
        Ok(match before.iter().any(waits) {
            true => Earlier::Pending,
            false => Earlier::Ended,
        })
    }
}

/// What became of an earlier matter.
enum Earlier {
    /// Not decided, or its certificate is not issued yet.
    Pending,
    /// Granted, and this is its certificate.
    Issued(CertificateId),
    /// Over without a certificate that stands.
    Ended,
}
