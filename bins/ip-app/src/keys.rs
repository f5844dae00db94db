//! Keys of the issuing offices (签发密钥): made, replaced while the old ones still count, and declared compromised.
//!
//! What happened to a key stands in the log of events, so that nobody rewrites since when a key is good; the
//! secrets lie in a [`Safe`](crate::port::Safe). New signatures are by the newest key that may sign; what
//! an older one signed stays good, and the trust list names every key there ever was.

mod ring;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Days as Count, FixedOffset};
use ip_certs::sign::{Algorithm, Signer};
use ip_certs::trust::{Entitlement, TrustList, TrustedIssuer};
use ip_core::dated::Days;
use ip_core::law::Mark;
use ip_core::problem::Problem;
use ip_core::record::Record;
use serde::Deserialize;

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::certificates::Issuer;
use crate::error::AppError;
use crate::journal;
use crate::port::{Batch, Doc, KeyName, OfficeSigner, StoreError, VaultKey, Views};
use crate::register::TRIES;

pub use ring::{Event, OfficeKey, Ring, Standing, Suspicion};

/// The view of where the log last spoke of keys.
const VIEW: &str = "issuer-keys";
/// Its only document.
const HEAD: &str = "head";
/// Every office signs with both.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sm2, Algorithm::Ed25519];

/// How keys are replaced (`data/keys.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyRules {
    /// Days for which the old keys may still sign beside the new ones.
    pub overlap_days: u32,
    /// Most days of such an overlap, and most days ahead for which keys are made.
    pub most_days: u32,
    /// Characters that a reason may have.
    pub reason_chars: usize,
    #[serde(rename = "mark")]
    _mark: Mark,
}

impl KeyRules {
    /// The rules shipped with this crate.
    ///
    /// # Errors
    ///
    /// `app.data.unreadable` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        toml::from_str(include_str!("../data/keys.toml"))
            .map_err(|e| Problem::new("app.data.unreadable").found(e.message()))
    }
}

/// When new keys begin, and how long the old ones go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rotation {
    /// First instant of the new keys; at once where absent. Later, and verifiers have the new trust list
    /// before the first signature.
    pub from: Option<DateTime<FixedOffset>>,
    /// Days for which the old keys may still sign after that; those of [`KeyRules`] where absent.
    pub overlap_days: Option<u32>,
}

/// Something that happened to a key, as its page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMoment {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Who did it.
    pub actor: String,
    /// What.
    pub event: Event,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
}

/// The keys of every office, as the log stood when they were read.
pub(crate) struct Offices {
    /// The position of the last event about keys.
    at: u64,
    rings: BTreeMap<String, Ring>,
    signers: BTreeMap<KeyName, OfficeSigner>,
    trust: Arc<TrustList>,
}

impl fmt::Debug for Offices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offices")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

fn stream(office: &str) -> String {
    format!("{VIEW}/{office}")
}

/// Where the reason of a suspicion or a declaration lies.
fn reason_key(office: &str, record: u64) -> VaultKey {
    VaultKey::new(format!("issuer-key-reason/{office}/{record}"))
}

/// Follows an event about keys.
///
/// # Errors
///
/// The storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let at = journal::body(record, &record.position)?;
    views.put(Doc::new(VIEW, HEAD, at))
}

fn made(key: KeyName, signer: &dyn Signer, from: DateTime<FixedOffset>) -> Event {
    Event::Made {
        public: signer.public_key().to_hex(),
        key,
        from,
    }
}

impl App {
    /// The position of the last event about keys.
    pub(crate) async fn keys_head(&self) -> Result<u64, AppError> {
        match self.store.view(VIEW, HEAD).await? {
            Some(doc) => journal::read(&doc),
            None => Ok(0),
        }
    }

    async fn offices(&self) -> Result<Arc<Offices>, AppError> {
        let at = self.keys_head().await?;
        let kept = || {
            let kept = self.caches.offices.lock();
            kept.unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = kept().as_ref().filter(|known| known.at == at && at > 0) {
            return Ok(Arc::clone(known));
        }
        let mut rings = BTreeMap::new();
        for issuer in self.issuers.iter() {
            rings.insert(issuer.code.clone(), self.ring_of(issuer).await?);
        }
        let mut signers = BTreeMap::new();
        for key in rings.values().flat_map(|ring| &ring.keys) {
            // Without its secret a key verifies and does not sign.
            if let Some(signer) = self.safe.open(&key.name).map_err(AppError::Configuration)? {
                signers.insert(key.name.clone(), signer);
            }
        }
        let mut trust = self.trusted(&rings);
        trust.prepare();
        let offices = Arc::new(Offices {
            // What was written meanwhile is read the next time.
            at,
            rings,
            signers,
            trust: Arc::new(trust),
        });
        *kept() = Some(Arc::clone(&offices));
        Ok(offices)
    }

    /// The ring of an office, which gets its first keys where it has none.
    async fn ring_of(&self, issuer: &Issuer) -> Result<Ring, AppError> {
        for _ in 0..TRIES {
            let stream = stream(&issuer.code);
            let records = self.store.stream(&stream, 0).await?;
            if !records.is_empty() {
                return Ring::of(&records);
            }
            let system = Actor {
                account: "system".to_owned(),
                role: Role::Administrator,
                at: issuer.since,
            };
            let mut events = Vec::new();
            for algorithm in ALGORITHMS {
                let key = Ring::default().next(&issuer.code, algorithm);
                let signer = self.safe.make(&key).map_err(AppError::Configuration)?;
                events.push(made(key, &*signer, issuer.since));
            }
            let entries = journal::entries(VIEW, &stream, &system, &events)?;
            match self
                .store
                .append(Batch::new().append(stream, 0, entries))
                .await
            {
                Ok(_) | Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Busy("keys".to_owned()).into())
    }

    fn trusted(&self, rings: &BTreeMap<String, Ring>) -> TrustList {
        let issuers = self.issuers.iter().map(|issuer| {
            let kinds = self.rules.kinds.iter();
            let type_codes = kinds.map(|kind| kind.type_code(&issuer.code));
            let ring = rings.get(&issuer.code);
            let keys = ring.map(|ring| ring.keys.as_slice()).unwrap_or_default();
            TrustedIssuer {
                id: Issuer::id_of(&issuer.code),
                name: issuer.name.clone(),
                code: issuer.code.clone(),
                region: Some(self.rules.pack.locality.division.clone()),
                keys: keys.iter().map(OfficeKey::trusted).collect(),
                entitlements: vec![Entitlement {
                    type_codes: type_codes.collect(),
                    days: Days::default(),
                }],
            }
        });
        TrustList {
            issuers: issuers.collect(),
        }
    }

    /// Whom a verifier should believe: the offices of this locality with all their keys, old ones too,
    /// prepared once for fast checks.
    ///
    /// # Errors
    ///
    /// The failures of the store and of the safe.
    pub async fn trust_list(&self) -> Result<Arc<TrustList>, AppError> {
        Ok(Arc::clone(&self.offices().await?.trust))
    }

    /// The keys of an office.
    ///
    /// # Errors
    ///
    /// Not found, and as [`App::trust_list`].
    pub async fn ring(&self, office: &str) -> Result<Ring, AppError> {
        let offices = self.offices().await?;
        let ring = offices.rings.get(office).cloned();
        ring.ok_or(AppError::NotFound("issuer"))
    }

    /// The keys with which an office signs at an instant, one of each algorithm: the newest that may.
    ///
    /// # Errors
    ///
    /// `app.key.none` where one is lacking; not found; as [`App::trust_list`].
    pub async fn signers(
        &self,
        office: &str,
        at: DateTime<FixedOffset>,
    ) -> Result<Vec<OfficeSigner>, AppError> {
        let offices = self.offices().await?;
        let ring = offices.rings.get(office);
        let ring = ring.ok_or(AppError::NotFound("issuer"))?;
        let signer = |algorithm: Algorithm| {
            let mut open = ring.open(algorithm, at);
            let found = open.find_map(|key| offices.signers.get(&key.name));
            found.cloned().ok_or_else(|| AppError::Refused {
                problems: Problem::new("app.key.none").found(algorithm.name()).into(),
                basis: Vec::new(),
            })
        };
        ALGORITHMS.into_iter().map(signer).collect()
    }

    /// Makes new keys for an office; the old ones may sign until the overlap is over, and what they signed
    /// stays good. The new keys that now have a name are the answer.
    ///
    /// # Errors
    ///
    /// Not for this role; not found; `app.key.from` and `app.key.overlap` for times beyond the rules; the
    /// failures of the store and of the safe.
    pub async fn rotate(
        &self,
        actor: &Actor,
        office: &str,
        rotation: Rotation,
    ) -> Result<Vec<KeyName>, AppError> {
        if actor.role != Role::Administrator {
            return Err(AppError::Forbidden);
        }
        let rules = &self.rules.keys;
        let from = rotation.from.unwrap_or(actor.at);
        let overlap = rotation.overlap_days.unwrap_or(rules.overlap_days);
        let later = |at: DateTime<FixedOffset>, days: u32| {
            at.checked_add_days(Count::new(days.into())).unwrap_or(at)
        };
        let latest = later(actor.at, rules.most_days);
        if from < actor.at || from > latest {
            let problem = Problem::new("app.key.from").at("/fields/from");
            return Err(problem.expected(latest.date_naive()).found(from).into());
        }
        if overlap > rules.most_days {
            let problem = Problem::new("app.key.overlap").at("/fields/overlap");
            return Err(problem.expected(rules.most_days).found(overlap).into());
        }
        let until = later(from, overlap);
        let office = self.issuer(office)?;
        for _ in 0..TRIES {
            let sequence = self.keys_sequence(&office.code).await?;
            let before = self.ring_of(office).await?;
            let mut events = Vec::new();
            let mut names = Vec::new();
            for algorithm in ALGORITHMS {
                let key = before.next(&office.code, algorithm);
                let signer = self.safe.make(&key).map_err(AppError::Configuration)?;
                names.push(key.clone());
                events.push(made(key, &*signer, from));
            }
            let older = before.keys.iter().filter(|key| {
                key.compromised.is_none() && key.until.is_none_or(|known| until < known)
            });
            events.extend(older.map(|key| Event::Ended {
                key: key.name.clone(),
                until,
            }));
            if self
                .append_keys(actor, office, sequence, &events, None)
                .await?
            {
                return Ok(names);
            }
        }
        Err(StoreError::Busy("keys".to_owned()).into())
    }

    /// Says that others may have a key since an instant: it signs no more, and a second person judges.
    ///
    /// # Errors
    ///
    /// Not for this role; no such key; `app.key.since` for an instant to come or before the key was made;
    /// without a reason; `app.key.judged` where it was declared already; the store's failures.
    pub async fn suspect(
        &self,
        actor: &Actor,
        key: &KeyName,
        since: DateTime<FixedOffset>,
        reason: &str,
    ) -> Result<(), AppError> {
        if actor.role != Role::Administrator {
            return Err(AppError::Forbidden);
        }
        self.judge(actor, key, Some((reason, since)), |known| {
            if known.suspicion.is_some() {
                return Err(refused("app.key.judged"));
            }
            Ok(Event::Suspected {
                key: known.name.clone(),
                since,
            })
        })
        .await
    }

    /// Declares what one person suspected: `founded`, and what the key signed is believed only where the log
    /// had it before; or not, and the key signs again.
    ///
    /// # Errors
    ///
    /// Not for this role; nobody suspects the key; `app.key.same-person` where the one who suspected it
    /// declares; the store's failures.
    pub async fn judge_suspicion(
        &self,
        actor: &Actor,
        key: &KeyName,
        founded: bool,
    ) -> Result<(), AppError> {
        if !actor.is(&[Role::Administrator, Role::Supervisor]) {
            return Err(AppError::Forbidden);
        }
        self.judge(actor, key, None, |known| {
            let suspicion = known.suspicion.as_ref();
            let suspicion = suspicion.ok_or_else(|| refused("app.key.judged"))?;
            if suspicion.by == actor.account {
                return Err(refused("app.key.same-person"));
            }
            let key = known.name.clone();
            Ok(if founded {
                Event::Compromised {
                    key,
                    since: suspicion.since,
                }
            } else {
                Event::Cleared { key }
            })
        })
        .await
    }

    /// Declares at once that others may have had a key: for whoever keeps the machine, and with it the keys.
    /// An earlier instant than was declared before is taken, a later one is not.
    ///
    /// # Errors
    ///
    /// As [`App::suspect`].
    pub async fn declare_compromised(
        &self,
        actor: &Actor,
        key: &KeyName,
        since: DateTime<FixedOffset>,
        reason: &str,
    ) -> Result<(), AppError> {
        if actor.role != Role::Administrator {
            return Err(AppError::Forbidden);
        }
        self.judge(actor, key, Some((reason, since)), |known| {
            Ok(Event::Compromised {
                key: known.name.clone(),
                since,
            })
        })
        .await
    }

    async fn judge(
        &self,
        actor: &Actor,
        key: &KeyName,
        reason: Option<(&str, DateTime<FixedOffset>)>,
        decide: impl Fn(&OfficeKey) -> Result<Event, AppError>,
    ) -> Result<(), AppError> {
        let office = self.issuer(&key.office)?;
        for _ in 0..TRIES {
            let sequence = self.keys_sequence(&office.code).await?;
            let ring = self.ring_of(office).await?;
            let known = ring.keys.iter().find(|known| known.name == *key);
            let known = known.ok_or(AppError::NotFound("key"))?;
            if let Some((reason, since)) = reason {
                self.check_suspicion(actor, known, reason, since)?;
            }
            let event = decide(known)?;
            let why = reason.map(|(text, _)| text.trim());
            if self
                .append_keys(actor, office, sequence, &[event], why)
                .await?
            {
                return Ok(());
            }
        }
        Err(StoreError::Busy("keys".to_owned()).into())
    }

    fn check_suspicion(
        &self,
        actor: &Actor,
        known: &OfficeKey,
        reason: &str,
        since: DateTime<FixedOffset>,
    ) -> Result<(), AppError> {
        let length = reason.trim().chars().count();
        let most = self.rules.keys.reason_chars;
        if length == 0 {
            return Err(Problem::new("app.form.missing").at("/fields/reason").into());
        }
        if length > most {
            let problem = Problem::new("app.form.too-long").at("/fields/reason");
            return Err(problem.expected(most).into());
        }
        if known.compromised.is_some_and(|earlier| earlier <= since) {
            return Err(refused("app.key.judged"));
        }
        if since > actor.at || since < known.from {
            let problem = Problem::new("app.key.since").at("/fields/since");
            return Err(problem.expected(known.from).found(since).into());
        }
        Ok(())
    }

    async fn keys_sequence(&self, office: &str) -> Result<u64, AppError> {
        let records = self.store.stream(&stream(office), 0).await?;
        Ok(records.last().map_or(0, |record| record.sequence))
    }

    /// Whether the events were taken; otherwise somebody else was faster.
    async fn append_keys(
        &self,
        actor: &Actor,
        office: &Issuer,
        sequence: u64,
        events: &[Event],
        reason: Option<&str>,
    ) -> Result<bool, AppError> {
        let stream = stream(&office.code);
        let entries = journal::entries(VIEW, &stream, actor, events)?;
        let mut batch = Batch::new().append(stream, sequence, entries);
        if let Some(reason) = reason {
            let key = reason_key(&office.code, sequence + 1);
            batch = batch.keep(key, journal::written(&reason)?);
        }
        match self.store.append(batch).await {
            Ok(_) => Ok(true),
            Err(StoreError::Conflict { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// What happened to the keys of an office, oldest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn key_history(&self, office: &str) -> Result<Vec<KeyMoment>, AppError> {
        let mut told = Vec::new();
        for record in self.store.stream(&stream(office), 0).await? {
            let reason = reason_key(office, record.sequence);
            let reason = self.store.vault(&reason).await?;
            told.push(KeyMoment {
                at: record.entry.at,
                actor: record.entry.actor.clone(),
                event: journal::event(&record)?,
                reason: reason.as_deref().map(journal::parsed).transpose()?,
            });
        }
        Ok(told)
    }
}

fn refused(code: &'static str) -> AppError {
    AppError::Refused {
        problems: Problem::new(code).into(),
        basis: Vec::new(),
    }
}
