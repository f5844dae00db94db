//! The life of a certificate through its versions: commands, events, states.
//!
//! A line holds every version of one (type, issuer, serial). A new version and the end of the old
//! one are events of the same decision, so that two versions never stand together.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::law::LawRef;
use serde::{Deserialize, Serialize};

use super::state::{Operation, State};
use crate::id::CertificateId;
use crate::verify::RegisterEntry;

/// All versions of one certificate, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Line {
    versions: Vec<Version>,
}

/// One version in the issuer's register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Version {
    /// Its identifier.
    pub identifier: CertificateId,
    /// Its state.
    pub state: State,
    /// Since when it is in this state.
    pub since: DateTime<FixedOffset>,
    /// The version that replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<CertificateId>,
    /// Whether it is in the archive; that never changes whether it stands.
    #[serde(default)]
    pub archived: bool,
}

/// What an authority wants to do with a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum LifeCommand {
    /// Issue the first version (新办), or take over a certificate from elsewhere (转入).
    Issue {
        /// Identifier of the certificate, version 1.
        identifier: CertificateId,
        /// SM3 of the signed bytes, hexadecimal.
        digest: String,
        /// The decision it rests on.
        decision: String,
        /// Whether it comes from another authority.
        #[serde(default)]
        transferred: bool,
        /// The certificate of the other authority that it continues.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        predecessor: Option<CertificateId>,
    },
    /// Replace the standing version by the next one (延续 or 变更).
    Reissue {
        /// Identifier of the new version.
        identifier: CertificateId,
        /// SM3 of the signed bytes, hexadecimal.
        digest: String,
        /// The decision it rests on.
        decision: String,
        /// Whether it extends the term; otherwise it changes what is said.
        #[serde(default)]
        renewal: bool,
        /// The fields that changed.
        #[serde(default)]
        changed: Vec<String>,
    },
    /// Withhold it for a time (暂扣).
    Withhold {
        /// The decision it rests on.
        decision: String,
        /// The law it rests on.
        basis: LawRef,
    },
    /// Give it back (暂扣发还).
    Release {
        /// The decision it rests on.
        decision: String,
    },
    /// Note that its term is over (失效).
    Expire,
    /// End it (注销, 撤销, 吊销, 转出).
    End {
        /// How.
        ending: Ending,
        /// The decision it rests on.
        decision: String,
    },
    /// Take a transfer back (撤销转出).
    UndoTransferOut {
        /// The decision it rests on.
        decision: String,
    },
    /// Any other business (其他业务) that leaves it in no state with a name of its own.
    Other {
        /// What became of it; never empty.
        description: String,
        /// The decision it rests on.
        decision: String,
    },
    /// Put the standing or last version into the archive (归档).
    Archive,
}

/// How a certificate ends by decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// 注销: from now on.
    Cancelled,
    /// 撤销: as if it had never been.
    RevokedFromBeginning,
    /// 吊销: from now on.
    RevokedAsPenalty,
    /// 转出: to another authority.
    TransferredOut,
}

impl Ending {
    const fn state(self) -> State {
        match self {
            Self::Cancelled => State::Cancelled,
            Self::RevokedFromBeginning => State::RevokedFromBeginning,
            Self::RevokedAsPenalty => State::RevokedAsPenalty,
            Self::TransferredOut => State::TransferredOut,
        }
    }
}

/// What happened to a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum LifeEvent {
    /// A version was issued.
    Issued {
        /// Its identifier.
        identifier: CertificateId,
        /// By which operation.
        operation: Operation,
        /// SM3 of the signed bytes, hexadecimal.
        digest: String,
        /// The decision it rests on.
        decision: String,
        /// The fields that changed against the version before.
        #[serde(default)]
        changed: Vec<String>,
        /// The certificate of another authority that it continues.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        predecessor: Option<CertificateId>,
        /// When.
        at: DateTime<FixedOffset>,
    },
    /// A version gave way to the next.
    Superseded {
        /// The version that ended.
        identifier: CertificateId,
        /// The version that stands now.
        successor: CertificateId,
        /// When.
        at: DateTime<FixedOffset>,
    },
    /// A version changed its state.
    Moved {
        /// The version.
        identifier: CertificateId,
        /// By which operation.
        operation: Operation,
        /// The new state.
        state: State,
        /// The decision it rests on, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<String>,
        /// The law it rests on, where the decision names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<LawRef>,
        /// What became of it, where the state alone does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
        /// When.
        at: DateTime<FixedOffset>,
    },
    /// A version was archived.
    Archived {
        /// The version.
        identifier: CertificateId,
        /// When.
        at: DateTime<FixedOffset>,
    },
}

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LifeRefusal {
    /// There is a version already.
    #[error("the certificate has been issued already")]
    AlreadyIssued,
    /// No version stands.
    #[error("no version of the certificate stands")]
    NoneStanding,
    /// The state does not allow the operation.
    #[error("the state {0:?} does not allow this")]
    State(State),
    /// The identifier is not the one that follows.
    #[error("the next version would be {0}")]
    NotTheNext(CertificateId),
    /// One that is taken over names the certificate it continues, and no other does.
    #[error("a certificate that is taken over, and no other, names the one it continues")]
    Predecessor,
    /// The first version must have number 1.
    #[error("the first version must have the number 1")]
    NotTheFirst,
    /// There is no version after 999.
    #[error("there is no version after 999")]
    Exhausted,
    /// Time would run backwards.
    #[error("the last event was later, at {0}")]
    Earlier(DateTime<FixedOffset>),
    /// Another business without a word of what it is.
    #[error("another business must be described")]
    NoDescription,
    /// It is in the archive already.
    #[error("it is in the archive already")]
    Archived,
}

impl LifeRefusal {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AlreadyIssued => "certs.life.already-issued",
            Self::NoneStanding => "certs.life.none-standing",
            Self::State(_) => "certs.life.state",
            Self::NotTheNext(_) => "certs.life.not-the-next",
            Self::Predecessor => "certs.life.predecessor",
            Self::NotTheFirst => "certs.life.not-the-first",
            Self::Exhausted => "certs.life.exhausted",
            Self::Earlier(_) => "certs.life.earlier",
            Self::NoDescription => "certs.life.no-description",
            Self::Archived => "certs.life.archived",
        }
    }
}

impl Line {
    /// The versions, oldest first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// What the register says of a version; `None` for one that was never issued.
    pub fn entry(
        &self,
        identifier: &CertificateId,
        as_of: DateTime<FixedOffset>,
    ) -> Option<RegisterEntry> {
        let version = self.versions.iter().find(|v| v.identifier == *identifier)?;
        Some(RegisterEntry {
            identifier: version.identifier.clone(),
            state: version.state,
            successor: version.successor.clone(),
            as_of,
        })
    }

    /// Decides a command at an instant.
    ///
    /// # Errors
    ///
    /// The guard that refuses it.
    pub fn decide(
        &self,
        command: LifeCommand,
        at: DateTime<FixedOffset>,
    ) -> Result<Vec<LifeEvent>, LifeRefusal> {
        if let Some(last) = self.versions.last()
            && at < last.since
        {
            return Err(LifeRefusal::Earlier(last.since));
        }
        match command {
            LifeCommand::Issue {
                identifier,
                digest,
                decision,
                transferred,
                predecessor,
            } => {
                if transferred != predecessor.is_some() {
                    return Err(LifeRefusal::Predecessor);
                }
                self.issue(identifier, digest, decision, predecessor, at)
            }
            LifeCommand::Reissue {
                identifier,
                digest,
                decision,
                renewal,
                changed,
            } => {
                let operation = if renewal {
                    Operation::Renewal
                } else {
                    Operation::Change
                };
                let before = self.current(&[State::Valid])?;
                self.follows(before, &identifier)?;
                Ok(vec![
                    LifeEvent::Superseded {
                        identifier: before.identifier.clone(),
                        successor: identifier.clone(),
                        at,
                    },
                    LifeEvent::Issued {
                        identifier,
                        operation,
                        digest,
                        decision,
                        changed,
                        predecessor: None,
                        at,
                    },
                ])
            }
            LifeCommand::Withhold { decision, basis } => {
                let mut event = self.moved(
                    &[State::Valid],
                    (Operation::Withhold, State::Withheld),
                    Some(decision),
                    at,
                )?;
                if let LifeEvent::Moved { basis: place, .. } = &mut event {
                    *place = Some(basis);
                }
                Ok(vec![event])
            }
            LifeCommand::Release { decision } => self
                .moved(
                    &[State::Withheld],
                    (Operation::Release, State::Valid),
                    Some(decision),
                    at,
                )
                .map(|event| vec![event]),
            LifeCommand::Expire => self
                .moved(
                    &[State::Valid, State::Withheld],
                    (Operation::Expire, State::Lapsed),
                    None,
                    at,
                )
                .map(|event| vec![event]),
            LifeCommand::End { ending, decision } => self
                .moved(
                    &[State::Valid, State::Withheld],
                    (Operation::Cancel, ending.state()),
                    Some(decision),
                    at,
                )
                .map(|event| vec![event]),
            LifeCommand::UndoTransferOut { decision } => self
                .moved(
                    &[State::TransferredOut],
                    (Operation::UndoTransferOut, State::Valid),
                    Some(decision),
                    at,
                )
                .map(|event| vec![event]),
            LifeCommand::Other {
                description,
                decision,
            } => {
                if description.trim().is_empty() {
                    return Err(LifeRefusal::NoDescription);
                }
                let mut event = self.moved(
                    &[State::Valid, State::Withheld],
                    (Operation::Other, State::Other),
                    Some(decision),
                    at,
                )?;
                if let LifeEvent::Moved {
                    description: place, ..
                } = &mut event
                {
                    *place = Some(description);
                }
                Ok(vec![event])
            }
            LifeCommand::Archive => {
                let last = self.versions.last().ok_or(LifeRefusal::NoneStanding)?;
                if last.archived {
                    return Err(LifeRefusal::Archived);
                }
                let identifier = last.identifier.clone();
                Ok(vec![LifeEvent::Archived { identifier, at }])
            }
        }
    }

    /// The line after an event.
    #[must_use]
    pub fn evolve(mut self, event: &LifeEvent) -> Self {
        match event {
            LifeEvent::Issued { identifier, at, .. } => self.versions.push(Version {
                identifier: identifier.clone(),
                state: State::Valid,
                since: *at,
                successor: None,
                archived: false,
            }),
            LifeEvent::Superseded {
                identifier,
                successor,
                at,
            } => {
                if let Some(version) = self.find(identifier) {
                    version.state = State::Lapsed;
                    version.since = *at;
                    version.successor = Some(successor.clone());
                }
            }
            LifeEvent::Moved {
                identifier,
                state,
                at,
                ..
            } => {
                if let Some(version) = self.find(identifier) {
                    version.state = *state;
                    version.since = *at;
                }
            }
            LifeEvent::Archived { identifier, .. } => {
                if let Some(version) = self.find(identifier) {
                    version.archived = true;
                }
            }
        }
        self
    }

    fn find(&mut self, identifier: &CertificateId) -> Option<&mut Version> {
        let mut versions = self.versions.iter_mut();
        versions.find(|version| version.identifier == *identifier)
    }

    fn issue(
        &self,
        identifier: CertificateId,
        digest: String,
        decision: String,
        predecessor: Option<CertificateId>,
        at: DateTime<FixedOffset>,
    ) -> Result<Vec<LifeEvent>, LifeRefusal> {
        if !self.versions.is_empty() {
            return Err(LifeRefusal::AlreadyIssued);
        }
        if identifier.version() != 1 {
            return Err(LifeRefusal::NotTheFirst);
        }
        Ok(vec![LifeEvent::Issued {
            identifier,
            operation: if predecessor.is_some() {
                Operation::TransferIn
            } else {
                Operation::New
            },
            digest,
            decision,
            changed: Vec::new(),
            predecessor,
            at,
        }])
    }

    /// The newest version, if it is in one of these states.
    fn current(&self, states: &[State]) -> Result<&Version, LifeRefusal> {
        let last = self.versions.last().ok_or(LifeRefusal::NoneStanding)?;
        if states.contains(&last.state) {
            Ok(last)
        } else {
            Err(LifeRefusal::State(last.state))
        }
    }

    fn follows(&self, before: &Version, identifier: &CertificateId) -> Result<(), LifeRefusal> {
        let next = before.identifier.next_version();
        let next = next.ok_or(LifeRefusal::Exhausted)?;
        if next == *identifier {
            Ok(())
        } else {
            Err(LifeRefusal::NotTheNext(next))
        }
    }

    fn moved(
        &self,
        from: &[State],
        (operation, state): (Operation, State),
        decision: Option<String>,
        at: DateTime<FixedOffset>,
    ) -> Result<LifeEvent, LifeRefusal> {
        let current = self.current(from)?;
        Ok(LifeEvent::Moved {
            identifier: current.identifier.clone(),
            operation,
            state,
            decision,
            basis: None,
            description: None,
            at,
        })
    }
}
