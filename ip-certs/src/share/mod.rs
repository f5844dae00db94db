//! Sharing (用证授权): the holder says who may see what, for which purpose, until when, how often;
//! every use is recorded before anything is released.
//!
//! The use of an authorisation is an event like any other: the store appends it with the version
//! that was read, so that of any number of simultaneous uses of a one-time code one succeeds.

mod code;
mod copy;
mod release;

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, FixedOffset};
use ip_core::law::LawRef;
use serde::{Deserialize, Serialize};

use crate::id::CertificateId;

pub use code::{CODE_DIGITS, CodeHash, one_time_code};
pub use copy::{AnnotatedCopy, Annotation};
pub use release::{compare, release};

/// Wrong codes after which a one-time code is dead.
const MAX_FAILURES: u32 = 5;

/// What a user of a certificate asks for, the least telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ShareOperation {
    /// Whether values match the certificate, yes or no (核验, `verifyCertInfo`).
    Compare,
    /// Some fields (查询, `queryCertInfo`).
    Query,
    /// An annotated copy of the file (下载, `downloadFile`).
    Download,
}

/// On what ground a certificate may be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ground {
    /// The holder shows a code, which is good once; only its hash is kept.
    OneTimeCode {
        /// The hash.
        hash: CodeHash,
    },
    /// The holder has consented.
    Consent,
    /// The law allows it without consent.
    Statute {
        /// Which.
        basis: LawRef,
    },
}

/// An authorisation to use certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authorisation {
    /// Its identifier.
    pub id: String,
    /// Which certificates.
    pub certificates: Vec<CertificateId>,
    /// Which disclosable fields may be opened; what is open on the face is open here too.
    pub fields: Vec<String>,
    /// What may be done.
    pub operations: Vec<ShareOperation>,
    /// For which purpose: the code of the matter.
    pub purpose: String,
    /// For whom: unified social credit code.
    pub audience: String,
    /// From when.
    pub not_before: DateTime<FixedOffset>,
    /// Until before when.
    pub not_after: DateTime<FixedOffset>,
    /// How often; a one-time code is good once whatever stands here.
    pub max_uses: u32,
    /// On what ground.
    pub ground: Ground,
}

/// Someone wants to use a certificate.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UseRequest {
    /// Who: unified social credit code.
    pub requester: String,
    /// For which purpose.
    pub purpose: String,
    /// What.
    pub operation: ShareOperation,
    /// Which certificate.
    pub certificate: CertificateId,
    /// Which disclosable fields.
    pub fields: Vec<String>,
    /// The code, where the authorisation asks for one.
    #[serde(default)]
    pub code: Option<String>,
}

/// A code is good for whoever knows it: logs see whether there was one.
impl fmt::Debug for UseRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseRequest")
            .field("requester", &self.requester)
            .field("purpose", &self.purpose)
            .field("operation", &self.operation)
            .field("certificate", &self.certificate)
            .field("fields", &self.fields)
            .field("code", &self.code.as_ref().map(|_| "…"))
            .finish()
    }
}

/// What happened to an authorisation; free of codes and of values of fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ShareEvent {
    /// It was granted.
    Granted {
        /// The authorisation.
        authorisation: Authorisation,
        /// When.
        at: DateTime<FixedOffset>,
    },
    /// It was used: the record that the holder sees (用证记录).
    Used {
        /// Who.
        requester: String,
        /// For which purpose.
        purpose: String,
        /// What.
        operation: ShareOperation,
        /// Which certificate.
        certificate: CertificateId,
        /// Which fields were opened.
        fields: Vec<String>,
        /// When.
        at: DateTime<FixedOffset>,
    },
    /// A wrong code was shown.
    CodeFailed {
        /// By whom.
        requester: String,
        /// When.
        at: DateTime<FixedOffset>,
    },
    /// The holder took it back.
    Withdrawn {
        /// When.
        at: DateTime<FixedOffset>,
    },
}

/// An authorisation with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sharing {
    authorisation: Option<Authorisation>,
    uses: u32,
    failures: u32,
    withdrawn: bool,
}

/// Why a use, a grant or a withdrawal is refused.
///
/// A stranger learns nothing: an authorisation for someone else is none, and a code for someone else,
/// wrong, used, expired or withdrawn gives the one same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShareRefusal {
    /// It was granted before.
    #[error("the authorisation was granted before")]
    AlreadyGranted,
    /// It grants nothing: no certificate, operation, purpose, use or time.
    #[error("the authorisation grants nothing")]
    Empty,
    /// There is none for whoever asks, or it was withdrawn.
    #[error("there is no such authorisation, or it was withdrawn")]
    None,
    /// The code is not good, or not any more.
    #[error("the code is not good")]
    Code,
    /// Before or after its time.
    #[error("outside the time of the authorisation")]
    Time,
    /// All uses are used up.
    #[error("all uses are used up")]
    UsedUp,
    /// For another purpose, or none was given.
    #[error("the authorisation is for another purpose")]
    Purpose,
    /// Another certificate, field or operation than those granted.
    #[error("the authorisation does not reach so far")]
    Scope,
}

impl ShareRefusal {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AlreadyGranted => "certs.share.already-granted",
            Self::Empty => "certs.share.empty",
            Self::None => "certs.share.none",
            Self::Code => "certs.share.code",
            Self::Time => "certs.share.time",
            Self::UsedUp => "certs.share.used-up",
            Self::Purpose => "certs.share.purpose",
            Self::Scope => "certs.share.scope",
        }
    }
}

impl Sharing {
    /// The authorisation, where one was granted.
    pub const fn authorisation(&self) -> Option<&Authorisation> {
        self.authorisation.as_ref()
    }

    /// How often it was used.
    pub const fn uses(&self) -> u32 {
        self.uses
    }

    /// Grants an authorisation.
    ///
    /// # Errors
    ///
    /// [`ShareRefusal::AlreadyGranted`] or [`ShareRefusal::Empty`].
    pub fn grant(
        &self,
        authorisation: Authorisation,
        at: DateTime<FixedOffset>,
    ) -> Result<Vec<ShareEvent>, ShareRefusal> {
        if self.authorisation.is_some() {
            return Err(ShareRefusal::AlreadyGranted);
        }
        let grants = !authorisation.certificates.is_empty()
            && !authorisation.operations.is_empty()
            && !authorisation.purpose.trim().is_empty()
            && !authorisation.audience.trim().is_empty()
            && authorisation.max_uses > 0
            && authorisation.not_before < authorisation.not_after
            && at < authorisation.not_after;
        if grants {
            Ok(vec![ShareEvent::Granted { authorisation, at }])
        } else {
            Err(ShareRefusal::Empty)
        }
    }

    /// Takes the authorisation back.
    ///
    /// # Errors
    ///
    /// [`ShareRefusal::None`].
    pub fn withdraw(&self, at: DateTime<FixedOffset>) -> Result<Vec<ShareEvent>, ShareRefusal> {
        if self.authorisation.is_none() || self.withdrawn {
            return Err(ShareRefusal::None);
        }
        Ok(vec![ShareEvent::Withdrawn { at }])
    }

    /// Decides a use. The event is to be stored before anything is released; where storing it
    /// meets a newer version, nothing is released and the use is decided again.
    ///
    /// `pepper` is the secret with which the hash of a code was made.
    ///
    /// # Errors
    ///
    /// The refusal, with the events to store all the same: a wrong code counts.
    pub fn use_it(
        &self,
        request: &UseRequest,
        pepper: &[u8; 32],
        at: DateTime<FixedOffset>,
    ) -> Result<Vec<ShareEvent>, (ShareRefusal, Vec<ShareEvent>)> {
        let plain = |refusal| (refusal, Vec::new());
        let Some(granted) = self.authorisation.as_ref() else {
            return Err(plain(ShareRefusal::None));
        };
        if request.requester != granted.audience {
            // Nor can a stranger use up the tries of whom the code is for.
            return Err(plain(match granted.ground {
                Ground::OneTimeCode { .. } => ShareRefusal::Code,
                Ground::Consent | Ground::Statute { .. } => ShareRefusal::None,
            }));
        }
        let open = !self.withdrawn && self.failures < MAX_FAILURES;
        let in_time = granted.not_before <= at && at < granted.not_after;
        if let Ground::OneTimeCode { hash } = &granted.ground {
            let code = request.code.as_deref().unwrap_or_default();
            if !open || !in_time || self.uses > 0 {
                return Err(plain(ShareRefusal::Code));
            }
            if CodeHash::of(&granted.id, code, pepper) != *hash {
                let requester = request.requester.clone();
                let failed = vec![ShareEvent::CodeFailed { requester, at }];
                return Err((ShareRefusal::Code, failed));
            }
        }
        let problem = if !open {
            Some(ShareRefusal::None)
        } else if !in_time {
            Some(ShareRefusal::Time)
        } else if self.uses >= granted.max_uses {
            Some(ShareRefusal::UsedUp)
        } else if request.purpose != granted.purpose {
            Some(ShareRefusal::Purpose)
        } else if !granted.reaches(request) {
            Some(ShareRefusal::Scope)
        } else {
            None
        };
        if let Some(refusal) = problem {
            return Err(plain(refusal));
        }
        Ok(vec![ShareEvent::Used {
            requester: request.requester.clone(),
            purpose: request.purpose.clone(),
            operation: request.operation,
            certificate: request.certificate.clone(),
            fields: request.fields.clone(),
            at,
        }])
    }

    /// The state after an event.
    #[must_use]
    pub fn evolve(mut self, event: &ShareEvent) -> Self {
        match event {
            ShareEvent::Granted { authorisation, .. } => {
                self.authorisation = Some(authorisation.clone());
            }
            ShareEvent::Used { .. } => self.uses = self.uses.saturating_add(1),
            ShareEvent::CodeFailed { .. } => self.failures = self.failures.saturating_add(1),
            ShareEvent::Withdrawn { .. } => self.withdrawn = true,
        }
        self
    }
}

impl Authorisation {
    /// Whether certificate, operation and every field lie within the scope.
    fn reaches(&self, request: &UseRequest) -> bool {
        self.certificates.contains(&request.certificate)
            && self.operations.contains(&request.operation)
            && request
                .fields
                .iter()
                .all(|field| self.fields.contains(field))
    }
}
