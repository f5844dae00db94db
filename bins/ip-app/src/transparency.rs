//! The log of certificates (证照日志): a Merkle log over everything that was ever issued and everything that status
//! lists stated, so that what was signed behind the register's back is found out.
//!
//! Hashing follows RFC 6962; checkpoints and proofs have the forms of C2SP.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::certificate::{Certificate, StatusPurpose};
use ip_certs::encode::hex;
use ip_certs::log::{
    Checkpoint, Hash, LogError, LogProof, MerkleLog, NoteKey, NoteRole, leaf_hash,
};
use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
use ip_certs::status::{MINIMUM_LENGTH, Places, SignedList};
use ip_certs::verify::{Logged, Witnessed};
use ip_core::id::CertificateId;
use ip_core::problem::Problem;
use ip_core::record::{Entry, Hash as Digest, Record};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::{Batch, Doc, StoreError, VaultKey, Views};
use crate::register::{TRIES, list_of};
use crate::status::list_name;

/// The stream of the log: its sequence numbers are the sizes of the log.
pub(crate) const STREAM: &str = "certificate-log/1";
/// The view of every certificate's place.
pub(crate) const PLACES: &str = "certificate-place";
/// The view of where the newest statement of each status list stands.
const STATED: &str = "status-statement";
/// The view of the log's size.
const HEAD: &str = "certificate-log";

/// What happened to the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// A certificate was entered.
    Entered {
        /// Its place, from 0.
        index: u64,
        /// Its identifier.
        identifier: CertificateId,
        /// SM3 of the signed bytes.
        sm3: Digest,
        /// SHA-256 of the signed bytes.
        sha256: Digest,
        /// Address of the portal below which its status is published.
        address: String,
        /// Its index in the status lists, drawn at random; that of its place in the log where absent, as it
        /// was before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u32>,
        /// Its last day, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
    },
    /// What a status list states was entered: whoever shows different lists to different people is found out.
    Stated {
        /// Its place, from 0.
        index: u64,
        /// Which list.
        list: String,
        /// The entry in hexadecimal digits.
        entry: String,
    },
}

/// The index of a certificate in the status lists of its issuer.
fn status_index(place: u64, drawn: Option<u32>) -> u32 {
    drawn.unwrap_or_else(|| list_of(place).1)
}

/// The place of what a status list states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Stated {
    index: u64,
    entry: String,
}

/// The keys of the log: its own, and of no office, so that it stays the same log when an office takes new
/// keys, and whoever has the key of an office cannot sign for the log.
#[derive(Debug, Clone)]
pub struct LogSigners {
    /// By which verifiers know the log.
    pub ed25519: Ed25519Signer,
    /// For those who ask for SM2.
    pub sm2: Sm2Signer,
}

/// A certificate's place in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Place {
    pub(crate) index: u64,
    pub(crate) address: String,
    /// The index in the status lists.
    pub(crate) status: u32,
    /// The last day.
    pub(crate) until: Option<NaiveDate>,
}

/// Follows an event of the log.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    match journal::projected(record)? {
        Event::Entered {
            index,
            identifier,
            address,
            status,
            until,
            ..
        } => {
            let place = Place {
                index,
                address,
                status: status_index(index, status),
                until,
            };
            let place = journal::body(record, &place)?;
            views.put(Doc::new(PLACES, identifier.as_str(), place))?;
        }
        Event::Stated { index, list, entry } => {
            let stated = journal::body(record, &Stated { index, entry })?;
            views.put(Doc::new(STATED, list, stated))?;
        }
    }
    let size = journal::body(record, &record.sequence)?;
    views.put(Doc::new(HEAD, "size", size))
}

/// The log as far as this process has read it, and its last signed checkpoint.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    log: MerkleLog,
    checkpoint: Option<Checkpoint>,
    /// The indexes that certificates have, by issuer and number of the list.
    places: BTreeMap<(String, u64), Places>,
}

impl Kept {
    /// Notes the index in the status lists that a certificate has.
    fn take(&mut self, event: &Event) -> Result<(), AppError> {
        let Event::Entered {
            index,
            identifier,
            status,
            ..
        } = event
        else {
            return Ok(());
        };
        let key = (identifier.issuer().to_owned(), list_of(*index).0);
        let mut places = self.places(&key)?;
        // No place was ever given twice; if it were, there would be nothing to take.
        let _ = places.take(status_index(*index, *status));
        self.places.insert(key, places);
        Ok(())
    }

    fn places(&mut self, key: &(String, u64)) -> Result<Places, AppError> {
        match self.places.remove(key) {
            Some(places) => Ok(places),
            None => Places::new(MINIMUM_LENGTH)
                .map_err(|e| AppError::Configuration(Problem::new(e.code()))),
        }
    }
}

/// A signed certificate with its place in the log, ready to be kept.
pub(crate) struct Sealed {
    size: u64,
    entry: Entry,
    vault: (VaultKey, String),
    pub(crate) sm3: String,
}

impl Sealed {
    pub(crate) fn into_batch(self, batch: Batch) -> Batch {
        batch
            .append(STREAM, self.size, [self.entry])
            .keep(self.vault.0, self.vault.1)
    }
}

impl App {
    /// How many entries the log holds: certificates, and what status lists state.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn log_size(&self) -> Result<u64, AppError> {
        match self.store.view(HEAD, "size").await? {
            Some(doc) => journal::read(&doc),
            None => Ok(0),
        }
    }

    pub(crate) fn sealed(
        &self,
        actor: &Actor,
        (size, address, status): (u64, String, u32),
        certificate: &Certificate,
    ) -> Result<Sealed, AppError> {
        let identifier = certificate.record().identifier.clone();
        let digests = certificate.digests();
        let (sm3, sha256) = (Digest::from(digests.sm3), Digest::from(digests.sha256));
        let event = Event::Entered {
            index: size,
            identifier: identifier.clone(),
            sm3,
            sha256,
            address,
            status: Some(status),
            until: certificate.record().valid_until,
        };
        Ok(Sealed {
            size,
            entry: journal::entry("certificate-log", STREAM, actor, &event)?,
            vault: (
                crate::certificates::certificate_key(&identifier),
                certificate.to_json(),
            ),
            sm3: sm3.to_string(),
        })
    }

    /// An index in the status lists of an issuer for the certificate that takes a place in the log: drawn
    /// from all free ones, so that it says nothing of when the certificate was issued or after which.
    pub(crate) async fn status_place(
        &self,
        issuer: &str,
        place: u64,
        entropy: &[u8; 32],
    ) -> Result<u32, AppError> {
        self.catch_up().await?;
        let key = (issuer.to_owned(), list_of(place).0);
        let mut kept = self.kept_log();
        let mut places = kept.places(&key)?;
        // What is drawn is taken once the log says so.
        kept.places.insert(key, places.clone());
        let drawn = places.draw(entropy);
        drawn.map_err(|e| AppError::Configuration(Problem::new(e.code())))
    }

    /// Enters what a status list states, unless the log holds it already.
    pub(crate) async fn state_list(
        &self,
        name: &str,
        list: &SignedList,
        now: DateTime<FixedOffset>,
    ) -> Result<(), AppError> {
        let entry = hex::encode(&list.log_entry());
        let system = Actor {
            account: "system".to_owned(),
            role: Role::Administrator,
            at: now,
        };
        for _ in 0..TRIES {
            let index = self.log_size().await?;
            if self
                .stated(name)
                .await?
                .is_some_and(|stated| stated.entry == entry)
            {
                return Ok(());
            }
            let event = Event::Stated {
                index,
                list: name.to_owned(),
                entry: entry.clone(),
            };
            let entered = journal::entry("certificate-log", STREAM, &system, &event)?;
            let batch = Batch::new().append(STREAM, index, [entered]);
            match self.store.append(batch).await {
                // Somebody else took the place.
                Err(StoreError::Conflict { .. }) => {}
                done => return done.map(|_| ()).map_err(Into::into),
            }
        }
        Err(StoreError::Busy("certificates".to_owned()).into())
    }

    async fn stated(&self, name: &str) -> Result<Option<Stated>, AppError> {
        let doc = self.store.view(STATED, name).await?;
        doc.map(|doc| journal::read(&doc)).transpose()
    }

    /// The proof that the log holds what a status list states.
    ///
    /// # Errors
    ///
    /// Not found for a list that was never published, or the store's failures.
    pub async fn status_proof(
        &self,
        issuer: &str,
        number: u64,
        purpose: StatusPurpose,
    ) -> Result<LogProof, AppError> {
        let name = list_name(issuer, number, purpose);
        let stated = self.stated(&name).await?;
        let stated = stated.ok_or(AppError::NotFound("status list"))?;
        self.entry_proof(stated.index).await
    }

    fn kept_log(&self) -> MutexGuard<'_, Kept> {
        let kept = self.caches.log.lock();
        kept.unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what was entered since the last time.
    async fn catch_up(&self) -> Result<(), AppError> {
        let size = self.kept_log().log.size();
        if size == self.log_size().await? {
            return Ok(());
        }
        let records = self.store.stream(STREAM, size).await?;
        let mut leaves = Vec::with_capacity(records.len());
        for record in &records {
            let event: Event = journal::event(record)?;
            let entry = match &event {
                Event::Entered { sm3, sha256, .. } => {
                    [*sm3.as_bytes(), *sha256.as_bytes()].concat()
                }
                Event::Stated { entry, .. } => hex::decode(entry).map_err(|e| {
                    AppError::Configuration(Problem::new("app.event.unreadable").found(e))
                })?,
            };
            leaves.push((record.sequence, leaf_hash(&entry), event));
        }
        let mut kept = self.kept_log();
        for (sequence, leaf, event) in leaves {
            // Another request may have read the same records meanwhile.
            if sequence == kept.log.size() + 1 {
                kept.log.append(leaf);
                kept.take(&event)?;
            }
        }
        Ok(())
    }

    async fn with_log<T>(
        &self,
        ask: impl FnOnce(&MerkleLog) -> Result<T, LogError>,
    ) -> Result<T, AppError> {
        self.catch_up().await?;
        let kept = self.kept_log();
        ask(&kept.log).map_err(|e| Problem::new(e.code()).into())
    }

    /// The log's name.
    pub fn log_origin(&self) -> String {
        format!("{}/certificates", self.rules.pack.locality.id)
    }

    /// The key with which the log signs.
    ///
    /// # Errors
    ///
    /// Not found where no office issues certificates here.
    pub fn log_key(&self) -> Result<NoteKey, AppError> {
        if self.issuers.is_empty() {
            return Err(AppError::NotFound("issuer"));
        }
        Ok(NoteKey {
            name: self.log_origin(),
            key: self.log_signers.ed25519.public_key(),
            role: NoteRole::Log,
        })
    }

    /// The signed state of the log, with the cosignatures of it that witnesses have sent.
    ///
    /// # Errors
    ///
    /// The store's failures, or those of the signer.
    pub async fn checkpoint(&self) -> Result<Checkpoint, AppError> {
        let mut checkpoint = self.own_checkpoint().await?;
        if let Some(cosigned) = self.cosigned(checkpoint.size).await? {
            // What is kept was checked; a witness that is no longer known is left out.
            let _ = checkpoint.take_cosignatures(&cosigned, &self.witnesses.witnesses);
        }
        Ok(checkpoint)
    }

    /// The state of the log, signed by its keeper alone.
    async fn own_checkpoint(&self) -> Result<Checkpoint, AppError> {
        self.catch_up().await?;
        let mut kept = self.kept_log();
        let size = kept.log.size();
        if let Some(checkpoint) = kept.checkpoint.as_ref().filter(|c| c.size == size) {
            return Ok(checkpoint.clone());
        }
        let checkpoint = self.signed(&kept.log, size)?;
        kept.checkpoint = Some(checkpoint.clone());
        Ok(checkpoint)
    }

    /// As the log stood at a size, signed by its keeper alone.
    pub(crate) async fn checkpoint_of(&self, size: u64) -> Result<Checkpoint, AppError> {
        self.catch_up().await?;
        let kept = self.kept_log();
        self.signed(&kept.log, size)
    }

    fn signed(&self, log: &MerkleLog, size: u64) -> Result<Checkpoint, AppError> {
        let problem = |e: LogError| AppError::from(Problem::new(e.code()));
        let root = log.root(size).map_err(problem)?;
        let mut checkpoint = Checkpoint::new(self.log_origin(), size, root);
        let own = &self.log_signers;
        for signer in [&own.ed25519 as &dyn Signer, &own.sm2] {
            let signed = checkpoint.sign(signer);
            signed.map_err(|e| AppError::Configuration(Problem::new(e.code())))?;
        }
        Ok(checkpoint)
    }

    /// The inclusion proof of an entry in the log of `size` entries.
    ///
    /// # Errors
    ///
    /// `certs.log.range`, or the store's failures.
    pub async fn log_inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, AppError> {
        self.with_log(|log| log.inclusion(index, size)).await
    }

    /// The proof that the log only grew between two sizes.
    ///
    /// # Errors
    ///
    /// As [`App::log_inclusion`].
    pub async fn log_consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>, AppError> {
        self.with_log(|log| log.consistency(old, new)).await
    }

    /// The proof of inclusion of a certificate with its checkpoint, as a file that works offline.
    ///
    /// # Errors
    ///
    /// Not found for a certificate that was never entered, or the store's failures.
    pub async fn log_proof(&self, identifier: &CertificateId) -> Result<LogProof, AppError> {
        let Some(doc) = self.store.view(PLACES, identifier.as_str()).await? else {
            return Err(AppError::NotFound("certificate"));
        };
        let place: Place = journal::read(&doc)?;
        self.entry_proof(place.index).await
    }

    async fn entry_proof(&self, index: u64) -> Result<LogProof, AppError> {
        // The first that a quorum has seen with it: the earlier they saw it, the more it proves.
        let checkpoint = match self.first_witnessed(index).await? {
            Some(seen) => seen,
            None => self.checkpoint().await?,
        };
        Ok(LogProof {
            index,
            hashes: self.log_inclusion(index, checkpoint.size).await?,
            checkpoint,
        })
    }

    /// Whether the log holds this very entry under this identifier: its place and who has seen it there, or
    /// why not.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn is_logged(
        &self,
        identifier: &CertificateId,
        entry: &[u8; 64],
    ) -> Result<Result<Logged, Problem>, AppError> {
        let proof = match self.log_proof(identifier).await {
            Ok(proof) => proof,
            Err(AppError::NotFound(_)) => {
                return Ok(Err(Problem::new("app.certificate.not-logged")));
            }
            Err(other) => return Err(other),
        };
        let policy = self.log_policy()?;
        if let Err(error) = proof.includes(entry, &policy.log) {
            return Ok(Err(Problem::new(error.code())));
        }
        let witnessed = match proof.witnessed(&policy) {
            Ok(Some(at)) => Witnessed::Since(at),
            Ok(None) => Witnessed::NotAsked,
            Err(_) => Witnessed::NotYet,
        };
        Ok(Ok(Logged {
            place: proof.index,
            witnessed,
        }))
    }
}
