//! The key ring of an office (密钥环): which keys it has, which of them sign now, and which are not believed.

use chrono::{DateTime, FixedOffset};
use ip_certs::sign::{Algorithm, PublicKey};
use ip_certs::trust::TrustedKey;
use ip_core::problem::Problem;
use ip_core::record::Record;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::journal;
use crate::port::KeyName;

/// What happened to the keys of an office; why a key was suspected stands in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// A key was made.
    Made {
        /// Which.
        key: KeyName,
        /// The public key in hexadecimal digits.
        public: String,
        /// First instant at which it may sign.
        from: DateTime<FixedOffset>,
    },
    /// A key was given its end: what it signed before stays good.
    Ended {
        /// Which.
        key: KeyName,
        /// The instant from which it may not sign any more.
        until: DateTime<FixedOffset>,
    },
    /// Somebody says that others may have a key: it signs no more until a second person has judged.
    Suspected {
        /// Which.
        key: KeyName,
        /// Since when others may have had it.
        since: DateTime<FixedOffset>,
    },
    /// The suspicion was unfounded.
    Cleared {
        /// Which.
        key: KeyName,
    },
    /// Others may have had a key (密钥泄露): what it signed is believed only where a log had it before.
    Compromised {
        /// Which.
        key: KeyName,
        /// Since when.
        since: DateTime<FixedOffset>,
    },
}

impl Event {
    /// Which key.
    pub const fn key(&self) -> &KeyName {
        match self {
            Self::Made { key, .. }
            | Self::Ended { key, .. }
            | Self::Suspected { key, .. }
            | Self::Cleared { key }
            | Self::Compromised { key, .. } => key,
        }
    }
}

/// A key of an office.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficeKey {
    /// Its name.
    pub name: KeyName,
    /// The public key.
    pub public: PublicKey,
    /// First instant at which it may sign.
    pub from: DateTime<FixedOffset>,
    /// The instant from which it may not sign any more.
    pub until: Option<DateTime<FixedOffset>>,
    /// Since when others may have had it.
    pub compromised: Option<DateTime<FixedOffset>>,
    /// What somebody says of it, and nobody has judged yet.
    pub suspicion: Option<Suspicion>,
}

/// That others may have a key, as one person says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// Since when.
    pub since: DateTime<FixedOffset>,
    /// The account that says so.
    pub by: String,
}

/// How a key stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Its time has not begun.
    Waiting,
    /// It may sign.
    Open,
    /// Its time is over: it verifies what it signed.
    Over,
    /// Somebody says that others have it: it signs nothing.
    Suspected,
    /// Others may have it.
    Compromised,
}

impl OfficeKey {
    /// How the key stands.
    pub fn standing(&self, now: DateTime<FixedOffset>) -> Standing {
        if self.compromised.is_some() {
            Standing::Compromised
        } else if self.suspicion.is_some() {
            Standing::Suspected
        } else if now < self.from {
            Standing::Waiting
        } else if self.until.is_some_and(|until| until <= now) {
            Standing::Over
        } else {
            Standing::Open
        }
    }

    pub(crate) fn trusted(&self) -> TrustedKey {
        TrustedKey {
            id: self.name.id(),
            key: self.public.clone(),
            from: self.from,
            until: self.until,
            compromised_from: self.compromised,
        }
    }
}

/// The keys of an office, in the order made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ring {
    /// The keys.
    pub keys: Vec<OfficeKey>,
}

impl Ring {
    /// The ring after the events of an office.
    ///
    /// # Errors
    ///
    /// An event that this version does not know, or a public key that is none.
    pub(super) fn of(records: &[Record]) -> Result<Self, AppError> {
        let mut ring = Self::default();
        for record in records {
            ring.follow(journal::event(record)?, &record.entry.actor)?;
        }
        Ok(ring)
    }

    fn follow(&mut self, event: Event, actor: &str) -> Result<(), AppError> {
        if let Event::Made { key, public, from } = event {
            let read = PublicKey::from_hex(key.algorithm, &public);
            let public = read.map_err(|e| AppError::Configuration(Problem::new(e.code())))?;
            self.keys.push(OfficeKey {
                name: key,
                public,
                from,
                until: None,
                compromised: None,
                suspicion: None,
            });
            return Ok(());
        }
        let Some(key) = self.keys.iter_mut().find(|key| key.name == *event.key()) else {
            return Ok(());
        };
        match event {
            Event::Made { .. } => {}
            Event::Ended { until, .. } => key.until = Some(until),
            Event::Suspected { since, .. } => {
                let by = actor.to_owned();
                key.suspicion = Some(Suspicion { since, by });
            }
            Event::Cleared { .. } => key.suspicion = None,
            Event::Compromised { since, .. } => {
                key.suspicion = None;
                key.compromised = Some(since);
            }
        }
        Ok(())
    }

    /// The key with this name under its office, such as `sm2-2`.
    pub fn key(&self, fragment: &str) -> Option<&OfficeKey> {
        self.keys.iter().find(|key| key.name.fragment() == fragment)
    }

    /// The keys of an algorithm that may sign at an instant, the newest first.
    pub fn open(
        &self,
        algorithm: Algorithm,
        at: DateTime<FixedOffset>,
    ) -> impl Iterator<Item = &OfficeKey> {
        let mut open: Vec<_> = self.keys.iter().collect();
        open.retain(|key| key.name.algorithm == algorithm && key.standing(at) == Standing::Open);
        open.sort_by_key(|key| (key.from, key.name.number));
        open.into_iter().rev()
    }

    /// The name of the next key of an algorithm.
    pub(super) fn next(&self, office: &str, algorithm: Algorithm) -> KeyName {
        let own = self.keys.iter().map(|key| &key.name);
        let own = own.filter(|name| name.algorithm == algorithm);
        KeyName {
            office: office.to_owned(),
            algorithm,
            number: own.map(|name| name.number).max().unwrap_or(0) + 1,
        }
    }
}
