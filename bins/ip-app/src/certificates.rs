//! Certificates: issued on a decision, kept with the personal data, verified by anyone.

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::certificate::{Certificate, Issuance, Issuer as Named, Record, State};
use ip_certs::face::{QR_PREFIX, QrPayload};
use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
use ip_certs::trust::{Entitlement, TrustList, TrustedIssuer, TrustedKey};
use ip_certs::verify::{Policy, RegisterEntry, Report, StatusSource, Verifier};
use ip_core::dated::Days;
use ip_core::id::{CertificateId, Flaw};
use ip_core::record::{Entry as LogEntry, Hash, Record as LogRecord};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::{Doc, StoreError, VaultKey, ViewQuery, Views};

/// The view of the register of certificates.
const REGISTER: &str = "certificate";

/// An office that issues certificates, with its keys.
pub struct Issuer {
    /// Unified social credit code.
    pub code: String,
    /// Name.
    pub name: String,
    /// The SM2 key.
    pub sm2: Sm2Signer,
    /// The Ed25519 key.
    pub ed25519: Ed25519Signer,
    /// Since when the keys sign.
    pub since: DateTime<FixedOffset>,
}

impl Issuer {
    /// The URN under which verifiers know the office with this code.
    pub fn id_of(code: &str) -> String {
        format!("urn:uscc:{code}")
    }

    fn named(&self) -> Named {
        Named {
            id: Self::id_of(&self.code),
            name: self.name.clone(),
            code: self.code.clone(),
        }
    }
}

/// What happened to a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// It was issued; the file lies in the vault, its digest here.
    Issued {
        /// The identifier.
        identifier: CertificateId,
        /// The type standard.
        kind: String,
        /// The case it results from.
        case: String,
        /// SHA-256 of the signed bytes.
        sha256: String,
        /// SM3 of the signed bytes.
        sm3: String,
    },
    /// Its state changed.
    StateChanged {
        /// The new state.
        state: State,
    },
}

/// A certificate in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Registered {
    /// The identifier.
    pub identifier: CertificateId,
    /// The type standard.
    pub kind: String,
    /// The case it results from.
    pub case: String,
    /// Its state.
    pub state: State,
    /// When it was issued.
    pub issued: DateTime<FixedOffset>,
}

/// Follows an event of a certificate.
///
/// # Errors
///
/// An event or a document that cannot be read, and the storage's failures.
pub fn project(record: &LogRecord, views: &mut dyn Views) -> Result<(), StoreError> {
    let key = record.entry.stream.trim_start_matches("certificate/");
    let registered = match journal::projected(record)? {
        Event::Issued {
            identifier,
            kind,
            case,
            ..
        } => Registered {
            identifier,
            kind,
            case,
            state: State::Valid,
            issued: record.entry.at,
        },
        Event::StateChanged { state } => match views.get(REGISTER, key)? {
            Some(doc) => Registered {
                state,
                ..journal::document(record, &doc)?
            },
            None => return Ok(()),
        },
    };
    views.put(
        Doc::new(REGISTER, key, journal::body(record, &registered)?)
            .sort(registered.issued.to_rfc3339())
            .facet("case", &registered.case),
    )
}

/// What a person hands over for verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented {
    /// The identifier printed on the certificate.
    Identifier(String),
    /// The text of the QR code.
    Qr(String),
    /// The file.
    File(Vec<u8>),
}

impl Presented {
    /// What a person typed: the text of a QR code or an identifier.
    pub fn typed(text: &str) -> Self {
        let text = text.trim();
        if text.starts_with(QR_PREFIX) {
            Self::Qr(text.to_owned())
        } else {
            Self::Identifier(text.to_owned())
        }
    }
}

/// What a verification tells: the report, and what may be shown of the certificate.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The identifier that was read.
    pub identifier: CertificateId,
    /// The checks and the verdict.
    pub report: Report,
    /// What may be shown.
    pub shown: Shown,
}

/// What may be shown of a certificate: no more than was handed over. Identifiers can be guessed, so
/// whoever knows only that learns nothing of the holder.
#[derive(Debug, Clone)]
pub enum Shown {
    /// What anyone may know.
    Public {
        /// Name of the certificate.
        name: String,
        /// Name of the office that issued it.
        issuer: String,
        /// Day of issue.
        issued: NaiveDate,
    },
    /// What the QR code states.
    Qr(Box<QrPayload>),
    /// What the file says.
    File(Box<Certificate>),
}

/// A certificate that is ready to be put in the log and the vault.
pub(crate) struct Prepared {
    pub(crate) stream: String,
    pub(crate) entry: LogEntry,
    pub(crate) vault: (VaultKey, String),
}

impl App {
    /// Signs a certificate, without keeping it yet.
    pub(crate) fn prepare_certificate(
        &self,
        actor: &Actor,
        issuer_code: &str,
        entropy: &[u8; 32],
        case: &str,
        record: impl FnOnce(Named) -> Record,
    ) -> Result<Prepared, AppError> {
        let issuer = self.issuer(issuer_code)?;
        let signers: [&dyn Signer; 2] = [&issuer.sm2, &issuer.ed25519];
        let issuance = Issuance {
            kinds: &self.rules.kinds,
            signers: &signers,
            at: actor.at,
            entropy,
        };
        let certificate = Certificate::issue(record(issuer.named()), &issuance)?;
        let identifier = certificate.record().identifier.clone();
        let digests = certificate.digests();
        let event = Event::Issued {
            identifier: identifier.clone(),
            kind: certificate.record().kind.clone(),
            case: case.to_owned(),
            sha256: Hash::from(digests.sha256).to_string(),
            sm3: Hash::from(digests.sm3).to_string(),
        };
        let stream = format!("certificate/{identifier}");
        Ok(Prepared {
            entry: journal::entry("certificate", &stream, actor, &event)?,
            stream,
            vault: (certificate_key(&identifier), certificate.to_json()),
        })
    }

    /// The certificates that resulted from a case.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn certificates_of(&self, case: &str) -> Result<Vec<Registered>, AppError> {
        let page = self
            .store
            .list(&ViewQuery::of(REGISTER).facet("case", case))
            .await?;
        page.docs.iter().map(journal::read).collect()
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

    /// The certificate itself, for its holder and for the staff.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn certificate(&self, identifier: &CertificateId) -> Result<Certificate, AppError> {
        let file = self.store.vault(&certificate_key(identifier)).await?;
        let file = file.ok_or(AppError::NotFound("certificate"))?;
        Ok(Certificate::from_json(file.as_bytes())?)
    }

    /// Whom a verifier should believe: the offices of this locality, with their public keys.
    pub fn trust_list(&self) -> TrustList {
        let issuers = self.issuers.iter().map(|issuer| {
            let key = |signer: &dyn Signer| TrustedKey {
                id: signer.key_id().to_owned(),
                key: signer.public_key(),
                from: issuer.since,
                until: None,
                compromised_from: None,
            };
            let type_codes = self
                .rules
                .kinds
                .iter()
                .map(|kind| kind.type_code(&issuer.code));
            TrustedIssuer {
                id: Issuer::id_of(&issuer.code),
                name: issuer.name.clone(),
                code: issuer.code.clone(),
                region: Some(self.rules.pack.locality.division.clone()),
                keys: vec![key(&issuer.sm2), key(&issuer.ed25519)],
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

    /// Verifies what anyone hands over. Signatures are checked against the trust list, the state
    /// against the register.
    ///
    /// # Errors
    ///
    /// Problems with the identifier, the text or the file as such; not found for an identifier that
    /// the register does not know.
    pub async fn verify(
        &self,
        presented: Presented,
        now: DateTime<FixedOffset>,
    ) -> Result<Verified, AppError> {
        let (identifier, report, shown) = match presented {
            Presented::Identifier(text) => {
                let identifier: CertificateId =
                    text.parse().map_err(|flaw: Flaw| flaw.problem())?;
                let certificate = self.certificate(&identifier).await?;
                let report = self
                    .report(&identifier, now, |v| v.certificate(&certificate))
                    .await?;
                let record = certificate.record();
                let shown = Shown::Public {
                    name: record.name.clone(),
                    issuer: record.issuer.name.clone(),
                    issued: record.issued,
                };
                (identifier, report, shown)
            }
            Presented::Qr(text) => {
                let payload = QrPayload::from_text(&text)?;
                let identifier = payload.identifier.clone();
                let report = self.report(&identifier, now, |v| v.qr(&payload)).await?;
                (identifier, report, Shown::Qr(Box::new(payload)))
            }
            Presented::File(bytes) => {
                let certificate = Certificate::from_json(&bytes)?;
                let identifier = certificate.record().identifier.clone();
                let report = self
                    .report(&identifier, now, |v| v.certificate(&certificate))
                    .await?;
                (identifier, report, Shown::File(Box::new(certificate)))
            }
        };
        Ok(Verified {
            identifier,
            report,
            shown,
        })
    }

    async fn report(
        &self,
        identifier: &CertificateId,
        now: DateTime<FixedOffset>,
        verify: impl FnOnce(&Verifier<'_>) -> Report,
    ) -> Result<Report, AppError> {
        let entry = match self.registered(&identifier.to_string()).await {
            Ok(registered) => Some(RegisterEntry {
                identifier: identifier.clone(),
                state: registered.state,
                successor: None,
                as_of: now,
            }),
            Err(AppError::NotFound(_)) => None,
            Err(error) => return Err(error),
        };
        let trust = self.trust_list();
        Ok(verify(&Verifier {
            trust: &trust,
            kinds: &self.rules.kinds,
            policy: Policy::RequireSm2,
            status: entry
                .as_ref()
                .map_or(StatusSource::None, StatusSource::Register),
            now,
        }))
    }

    fn issuer(&self, code: &str) -> Result<&Issuer, AppError> {
        let issuer = self.issuers.iter().find(|issuer| issuer.code == code);
        issuer.ok_or(AppError::NotFound("issuer"))
    }
}

fn certificate_key(identifier: &CertificateId) -> VaultKey {
    VaultKey::new(format!("certificate/{identifier}"))
}
