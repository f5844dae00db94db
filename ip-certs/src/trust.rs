//! Trust lists (信任列表): which issuer may sign what, with which key, from when to when.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use ip_core::dated::Days;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::canon;
use crate::face::fragment;
use crate::sign::{Algorithm, Comb, Multiples, PublicKey};

/// The issuers that a verifier believes, each for its own types and times.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrustList {
    /// The issuers.
    pub issuers: Vec<TrustedIssuer>,
}

/// An issuing authority.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrustedIssuer {
    /// The URL that its credentials name as issuer.
    pub id: String,
    /// Name.
    pub name: String,
    /// Unified social credit code.
    pub code: String,
    /// Administrative division, where it is a local authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Its keys, old ones too.
    pub keys: Vec<TrustedKey>,
    /// What it may issue.
    pub entitlements: Vec<Entitlement>,
}

/// A key of an issuer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(try_from = "KeyText", into = "KeyText")]
pub struct TrustedKey {
    /// The verification method: the issuer's URL, `#`, and a name.
    pub id: String,
    /// The key.
    pub key: PublicKey,
    /// First instant at which it may sign.
    pub from: DateTime<FixedOffset>,
    /// The instant from which it may not sign any more.
    pub until: Option<DateTime<FixedOffset>>,
    /// The instant from which others may have had it: nothing signed with it since then, or
    /// claimed to be signed before without proof, is believed.
    pub compromised_from: Option<DateTime<FixedOffset>>,
}

/// The type codes that an issuer may issue, on some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(from = "EntitlementText", into = "EntitlementText")]
pub struct Entitlement {
    /// Type codes (证照类型代码).
    pub type_codes: Vec<String>,
    /// The days on which it may.
    pub days: Days,
}

/// An entitlement as it is written: a flattened [`Days`] would let unknown members pass.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EntitlementText {
    type_codes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<NaiveDate>,
}

impl From<EntitlementText> for Entitlement {
    fn from(text: EntitlementText) -> Self {
        Self {
            type_codes: text.type_codes,
            days: Days {
                from: text.from,
                to: text.to,
            },
        }
    }
}

impl From<Entitlement> for EntitlementText {
    fn from(entitlement: Entitlement) -> Self {
        Self {
            type_codes: entitlement.type_codes,
            from: entitlement.days.from,
            to: entitlement.days.to,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct KeyText {
    id: String,
    algorithm: Algorithm,
    public_key: String,
    from: DateTime<FixedOffset>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<FixedOffset>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    compromised_from: Option<DateTime<FixedOffset>>,
}

impl TryFrom<KeyText> for TrustedKey {
    type Error = crate::sign::SignError;

    fn try_from(text: KeyText) -> Result<Self, Self::Error> {
        Ok(Self {
            key: PublicKey::from_hex(text.algorithm, &text.public_key)?,
            id: text.id,
            from: text.from,
            until: text.until,
            compromised_from: text.compromised_from,
        })
    }
}

impl From<TrustedKey> for KeyText {
    fn from(key: TrustedKey) -> Self {
        Self {
            algorithm: key.key.algorithm(),
            public_key: key.key.to_hex(),
            id: key.id,
            from: key.from,
            until: key.until,
            compromised_from: key.compromised_from,
        }
    }
}

impl TrustList {
    /// Reads a trust list strictly and checks that it names every issuer and key once, and every key
    /// under its issuer; so no two keys of an issuer end alike, which is all that a QR code tells.
    ///
    /// # Errors
    ///
    /// A code of [`canon::CanonError`], `certs.trust.form`, `certs.trust.duplicate`, and
    /// `certs.trust.key-id` for a key whose name is not its issuer's URL, `#`, and a name of its own.
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        let list: Self = canon::read(json, "certs.trust.form")?;
        let duplicate = |mut names: Vec<&str>| {
            names.sort_unstable();
            let twice = names.windows(2).find(|pair| pair[0] == pair[1]);
            twice.map(|pair| Problem::new("certs.trust.duplicate").found(pair[0]))
        };
        let issuers = &list.issuers;
        for issuer in issuers {
            let own = |key: &&TrustedKey| {
                let name = key.id.strip_prefix(issuer.id.as_str());
                let name = name.and_then(|rest| rest.strip_prefix('#'));
                name.is_some_and(|name| !name.is_empty() && !name.contains('#'))
            };
            if let Some(key) = issuer.keys.iter().find(|key| !own(key)) {
                let problem = Problem::new("certs.trust.key-id");
                return Err(problem.expected(&issuer.id).found(&key.id));
            }
        }
        let keys = issuers.iter().flat_map(|issuer| &issuer.keys);
        [
            issuers.iter().map(|i| i.id.as_str()).collect(),
            issuers.iter().map(|i| i.code.as_str()).collect(),
            keys.map(|key| key.id.as_str()).collect(),
        ]
        .into_iter()
        .find_map(duplicate)
        .map_or(Ok(()), Err)?;
        Ok(list)
    }

    /// Computes tables for every key, after which verification is several times faster; an SM2 key takes
    /// 256 KiB, an Ed25519 key 640, and each a few milliseconds.
    pub fn prepare(&mut self) {
        let (generator, base) = (Comb::of_generator(), Multiples::of_base());
        let keys = self.issuers.iter_mut().flat_map(|i| &mut i.keys);
        for key in keys {
            match &mut key.key {
                PublicKey::Sm2(key) => key.prepare_with(&generator),
                PublicKey::Ed25519(key) => key.prepare_with(&base),
            }
        }
    }

    /// The issuer with this unified social credit code.
    pub fn issuer(&self, code: &str) -> Option<&TrustedIssuer> {
        self.issuers.iter().find(|issuer| issuer.code == code)
    }
}

impl TrustedIssuer {
    /// The key with this verification method.
    pub fn key(&self, id: &str) -> Option<&TrustedKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// The key whose verification method ends with this fragment.
    pub(crate) fn key_by_fragment(&self, name: &str) -> Option<&TrustedKey> {
        self.keys.iter().find(|key| fragment(&key.id) == name)
    }

    /// Whether it may issue certificates of this type on this day.
    pub fn may_issue(&self, type_code: &str, day: NaiveDate) -> bool {
        self.entitlements.iter().any(|entitlement| {
            entitlement.days.contains(day)
                && entitlement.type_codes.iter().any(|code| code == type_code)
        })
    }
}

impl TrustedKey {
    /// Whether the key may have signed at this instant.
    ///
    /// # Errors
    ///
    /// `certs.trust.key-window`, or `certs.trust.key-compromised`: after a compromise a claimed
    /// signing time proves nothing, so the key is not believed for any signature.
    pub fn signs_at(&self, at: DateTime<FixedOffset>) -> Result<(), Problem> {
        self.signed_at(at, None)
    }

    /// As [`TrustedKey::signs_at`], for something that witnesses had seen in a log by `logged`:
    /// what was there before the compromise is no work of whoever has the key now.
    ///
    /// # Errors
    ///
    /// As [`TrustedKey::signs_at`].
    pub fn signed_at(
        &self,
        at: DateTime<FixedOffset>,
        logged: Option<DateTime<FixedOffset>>,
    ) -> Result<(), Problem> {
        if let Some(since) = self.compromised_from
            && logged.is_none_or(|logged| since <= logged)
        {
            return Err(Problem::new("certs.trust.key-compromised").found(rfc3339(since)));
        }
        if at < self.from || self.until.is_some_and(|until| until <= at) {
            return Err(Problem::new("certs.trust.key-window").found(rfc3339(at)));
        }
        Ok(())
    }
}

fn rfc3339(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
