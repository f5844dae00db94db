//! The register of certificates (证照登记): one stream for all versions of a certificate, and what the issuing
//! office decides about it.

mod expiry;
mod view;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::certificate::{
    Certificate, Ending, FieldValue, LifeCommand, LifeEvent, LifeRefusal, Line, Record, State,
};
use ip_core::id::CertificateId;
use ip_core::law::LawRef;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::journal::{self, Loaded};
use crate::port::{Batch, Cursor, StoreError, VaultKey, ViewQuery};
use crate::transparency;

pub use view::Registered;
pub(crate) use view::{ENDS, LISTS};
use view::{Marks, REGISTER};
pub(crate) use view::{holder, list_of, project, status_refs};

/// The name of the last day among what changed.
const UNTIL: &str = "certificateExpiringDate";

/// How often something is tried again when another certificate took its place in the log first.
pub(crate) const TRIES: usize = 100;

/// What happened to a certificate: its life, and before each decision what the decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// Its life.
    Life(LifeEvent),
    /// The grounds of the decision that follows.
    Grounds(Grounds),
}

/// On what a decision about a certificate rests; why in this case stands in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Grounds {
    /// The office gave its grounds.
    GroundsGiven {
        /// The law.
        basis: LawRef,
        /// Number under which the reasons lie in the vault.
        reason: u64,
    },
}

/// What all versions of a certificate share: type, issuer, serial.
fn line(id: &CertificateId) -> String {
    format!("{}.{}.{}", id.kind(), id.issuer(), id.serial())
}

pub(crate) fn stream(id: &CertificateId) -> String {
    format!("certificate/{}", line(id))
}

/// Where the reasons of a decision lie.
fn reason_key(id: &CertificateId, number: u64) -> VaultKey {
    VaultKey::new(format!("certificate-reason/{}/{number}", line(id)))
}

/// What an office decides about a certificate that it issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Withhold it for a time (暂扣).
    Withhold,
    /// Give it back (暂扣发还).
    Release,
    /// End it from now on (注销).
    Cancel,
    /// End it as if it had never been (撤销).
    RevokeFromBeginning,
    /// End it from now on as a penalty (吊销).
    RevokeAsPenalty,
    /// Hand it to the office of another place (转出).
    TransferOut,
    /// Take that back (撤销转出).
    UndoTransferOut,
    /// Put it into the archive (归档), which changes nothing about whether it stands.
    Archive,
}

impl Measure {
    /// All measures, the mildest first.
    pub const ALL: [Self; 8] = [
        Self::Withhold,
        Self::Release,
        Self::Cancel,
        Self::RevokeFromBeginning,
        Self::RevokeAsPenalty,
        Self::TransferOut,
        Self::UndoTransferOut,
        Self::Archive,
    ];

    /// Whether no decision takes it back.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Cancel | Self::RevokeFromBeginning | Self::RevokeAsPenalty
        )
    }

    fn command(self, ruling: &Ruling) -> LifeCommand {
        let decision = ruling.decision.trim().to_owned();
        let end = |ending| LifeCommand::End {
            ending,
            decision: decision.clone(),
        };
        match self {
            Self::Withhold => LifeCommand::Withhold {
                decision,
                basis: ruling.basis.clone(),
            },
            Self::Release => LifeCommand::Release { decision },
            Self::Cancel => end(Ending::Cancelled),
            Self::RevokeFromBeginning => end(Ending::RevokedFromBeginning),
            Self::RevokeAsPenalty => end(Ending::RevokedAsPenalty),
            Self::TransferOut => end(Ending::TransferredOut),
            Self::UndoTransferOut => LifeCommand::UndoTransferOut { decision },
            Self::Archive => LifeCommand::Archive,
        }
    }
}

/// The decision behind a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Number of the decision.
    pub decision: String,
    /// The law it rests on.
    pub basis: LawRef,
    /// Why in this case.
    pub reason: String,
}

/// What a new version of a certificate says anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Amended {
    /// Names of the holders, in order; empty for no change.
    pub holders: Vec<String>,
    /// Texts and dates of the face, by JSON name.
    pub fields: Vec<(String, String)>,
    /// The last day; for no change where absent. Where only that changes, and to a later day, the
    /// certificate is renewed (延续).
    pub until: Option<NaiveDate>,
}

/// Something decided about a certificate, as its pages tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// What happened.
    pub event: LifeEvent,
    /// The law it rests on.
    pub basis: Option<LawRef>,
    /// Why in this case; absent where it was erased, or none was asked for.
    pub reason: Option<String>,
}

impl App {
    /// The certificates that resulted from a case, oldest version first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn certificates_of(&self, case: &str) -> Result<Vec<Registered>, AppError> {
        let query = ViewQuery::of(REGISTER).facet("case", case);
        let page = self.store.list(&query).await?;
        page.docs.iter().map(journal::read).collect()
    }

    /// A page of the certificates that an account holds, or of all; newest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn certificates(
        &self,
        owner: Option<&str>,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Registered>, Option<Cursor>), AppError> {
        let query = ViewQuery::of(REGISTER)
            .limit(limit)
            .after(after)
            .newest_first();
        let query = match owner {
            Some(owner) => query.facet("owner", owner),
            None => query,
        };
        let page = self.store.list(&query).await?;
        let found: Result<_, _> = page.docs.iter().map(journal::read).collect();
        Ok((found?, page.next))
    }

    /// The register's entry of a certificate.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn registered(&self, identifier: &str) -> Result<Registered, AppError> {
        match self.store.view(REGISTER, identifier).await? {
            Some(doc) => journal::read(&doc),
            None => Err(AppError::NotFound("certificate")),
        }
    }

    pub(crate) async fn marks(&self, issuer: &str, number: u64) -> Result<Marks, AppError> {
        let key = format!("{issuer}/{number}");
        match self.store.view(LISTS, &key).await? {
            Some(doc) => journal::read(&doc),
            None => Err(AppError::NotFound("status list")),
        }
    }

    /// The address of the list that holds a place: a list keeps the address under which it began.
    pub(crate) async fn list_address(&self, issuer: &str, place: u64) -> Result<String, AppError> {
        match self.marks(issuer, list_of(place).0).await {
            Ok(marks) => Ok(marks.address),
            Err(AppError::NotFound(_)) => Ok(self.address.clone()),
            Err(other) => Err(other),
        }
    }

    async fn line(&self, id: &CertificateId) -> Result<Loaded<Line>, AppError> {
        let stream = stream(id);
        journal::load(
            &*self.store,
            &stream,
            Line::default(),
            |line, event| match event {
                Event::Life(event) => line.evolve(event),
                Event::Grounds(_) => line,
            },
        )
        .await
    }

    /// What was decided about a certificate, all its versions, oldest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn certificate_history(&self, id: &CertificateId) -> Result<Vec<Decided>, AppError> {
        let mut told = Vec::new();
        let mut grounds = None;
        for record in self.store.stream(&stream(id), 0).await? {
            match journal::event(&record)? {
                Event::Grounds(Grounds::GroundsGiven { basis, reason }) => {
                    let text = self.store.vault(&reason_key(id, reason)).await?;
                    let reason = text.as_deref().map(journal::parsed).transpose()?;
                    grounds = Some((basis, reason));
                }
                Event::Life(event) => {
                    let (basis, reason) = match &grounds {
                        Some((basis, reason)) => (Some(basis), reason),
                        None => (None, &None),
                    };
                    told.push(Decided {
                        at: record.entry.at,
                        event,
                        basis: basis.cloned(),
                        reason: reason.clone(),
                    });
                }
            }
        }
        Ok(told)
    }

    /// What the office may decide about a certificate now.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn measures(
        &self,
        actor: &Actor,
        id: &CertificateId,
    ) -> Result<Vec<Measure>, AppError> {
        if actor.role != Role::Reviewer || !self.acts_for(actor, id.issuer()) {
            return Ok(Vec::new());
        }
        let line = self.line(id).await?.state;
        let current = line.versions().last().map(|version| &version.identifier);
        if current != Some(id) {
            return Ok(Vec::new());
        }
        let probe = Ruling {
            decision: String::new(),
            basis: LawRef::whole(""),
            reason: String::new(),
        };
        let may = |measure: &Measure| line.decide(measure.command(&probe), actor.at).is_ok();
        Ok(Measure::ALL.into_iter().filter(may).collect())
    }

    /// Whether the office may issue a new version of a certificate now.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn may_reissue(&self, actor: &Actor, id: &CertificateId) -> Result<bool, AppError> {
        let stands = self.registered(id.as_str()).await?.state == State::Valid;
        let may = actor.role == Role::Reviewer && self.acts_for(actor, id.issuer());
        Ok(stands && may)
    }

    /// Carries out a decision about a certificate.
    ///
    /// # Errors
    ///
    /// Not for this role or this office, grounds that are missing or unknown, a state that does not allow
    /// it, or the store's failures.
    pub async fn rule(
        &self,
        actor: &Actor,
        id: &CertificateId,
        measure: Measure,
        ruling: &Ruling,
    ) -> Result<(), AppError> {
        self.check_ruling(actor, id, Some(measure), ruling)?;
        let Loaded { state, sequence } = self.line(id).await?;
        if state.versions().last().map(|version| &version.identifier) != Some(id) {
            return Err(LifeRefusal::NoneStanding.into());
        }
        let events = state.decide(measure.command(ruling), actor.at)?;
        let batch = grounds(actor, id, sequence, ruling, &events)?;
        self.store.append(batch).await?;
        Ok(())
    }

    /// Issues the next version of a certificate; the version before ends in the same step.
    ///
    /// # Errors
    ///
    /// As [`App::rule`]; a new version that says nothing new, or what its type standard does not admit.
    pub async fn reissue(
        &self,
        actor: &Actor,
        id: &CertificateId,
        amended: &Amended,
        ruling: &Ruling,
        entropy: &[u8; 32],
    ) -> Result<CertificateId, AppError> {
        self.check_ruling(actor, id, None, ruling)?;
        let before = self.certificate(id).await?;
        let (record, changed) = self.amend(actor, &before, amended)?;
        let renewal = changed == [UNTIL] && before.record().valid_until < record.valid_until;
        let renewal = renewal && before.record().valid_until.is_some();
        let next = record.identifier.clone();
        for _ in 0..TRIES {
            let Loaded { state, sequence } = self.line(id).await?;
            let sealed = self.seal(actor, record.clone(), entropy).await?;
            let command = LifeCommand::Reissue {
                identifier: next.clone(),
                digest: sealed.sm3.clone(),
                decision: ruling.decision.trim().to_owned(),
                renewal,
                changed: changed.clone(),
            };
            let events = state.decide(command, actor.at)?;
            // The place in the log comes first: the register's entry of the new version holds it.
            let log = sealed.into_batch(Batch::new());
            let life = grounds(actor, id, sequence, ruling, &events)?;
            match self.store.append(joined(log, life)).await {
                Err(StoreError::Conflict { stream, .. }) if stream == transparency::STREAM => {}
                done => return done.map(|_| next).map_err(Into::into),
            }
        }
        Err(AppError::Store(StoreError::Busy("certificates".to_owned())))
    }

    /// The laws on which a measure can rest; of a new version where there is no measure.
    pub fn grounds_for(&self, measure: Option<Measure>) -> &[LawRef] {
        self.rules.results.grounds(measure)
    }

    fn check_ruling(
        &self,
        actor: &Actor,
        id: &CertificateId,
        measure: Option<Measure>,
        ruling: &Ruling,
    ) -> Result<(), AppError> {
        if actor.role != Role::Reviewer || !self.acts_for(actor, id.issuer()) {
            return Err(AppError::Forbidden);
        }
        for (field, text) in [("decision", &ruling.decision), ("reason", &ruling.reason)] {
            if text.trim().is_empty() {
                let problem = Problem::new("app.form.missing");
                return Err(problem.at(format!("/fields/{field}")).into());
            }
        }
        if !self.grounds_for(measure).contains(&ruling.basis) {
            return Err(Problem::new("app.form.choice").at("/fields/basis").into());
        }
        Ok(())
    }

    /// The record of the next version, and the names of what changed.
    fn amend(
        &self,
        actor: &Actor,
        before: &Certificate,
        amended: &Amended,
    ) -> Result<(Record, Vec<String>), AppError> {
        let old = before.record();
        let identifier = old.identifier.next_version();
        let mut record = Record {
            identifier: identifier.ok_or(LifeRefusal::Exhausted)?,
            predecessor: Some(old.identifier.clone()),
            issued: actor.day(),
            ..old.clone()
        };
        let mut changed = Vec::new();
        for (holder, name) in record.holders.iter_mut().zip(&amended.holders) {
            let name = name.trim();
            if !name.is_empty() && holder.name != name {
                name.clone_into(&mut holder.name);
                changed.push("certificateHolderName".to_owned());
            }
        }
        for (key, text) in &amended.fields {
            let value = FieldValue::from(text.trim());
            if let Some(FieldValue::Text(old)) = record.fields.get(key)
                && old != text.trim()
            {
                record.fields.insert(key.clone(), value);
                changed.push(key.clone());
            }
        }
        if let Some(until) = amended.until
            && old.valid_until != Some(until)
        {
            if until < actor.day() {
                return Err(Problem::new("app.certificate.until")
                    .at("/fields/until")
                    .into());
            }
            record.valid_until = Some(until);
            changed.push(UNTIL.to_owned());
        }
        if changed.is_empty() {
            return Err(Problem::new("app.certificate.unchanged").into());
        }
        Ok((record, changed))
    }
}

/// A decision with its grounds, to be appended in one step.
fn grounds(
    actor: &Actor,
    id: &CertificateId,
    sequence: u64,
    ruling: &Ruling,
    events: &[LifeEvent],
) -> Result<Batch, AppError> {
    let stream = stream(id);
    let reason = sequence + 1;
    let given = Event::Grounds(Grounds::GroundsGiven {
        basis: ruling.basis.clone(),
        reason,
    });
    let life = events.iter().cloned().map(Event::Life);
    let all: Vec<Event> = std::iter::once(given).chain(life).collect();
    let entries = journal::entries("certificate", &stream, actor, &all)?;
    let reason = (
        reason_key(id, reason),
        journal::written(&ruling.reason.trim())?,
    );
    Ok(Batch::new()
        .append(stream, sequence, entries)
        .keep(reason.0, reason.1))
}

fn joined(mut first: Batch, second: Batch) -> Batch {
    first.appends.extend(second.appends);
    first.keep.extend(second.keep);
    first.forget.extend(second.forget);
    first
}

impl From<LifeRefusal> for AppError {
    fn from(refusal: LifeRefusal) -> Self {
        Self::Refused {
            problems: Problem::new(refusal.code()).into(),
            basis: Vec::new(),
        }
    }
}
