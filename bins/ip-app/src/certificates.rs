//! Certificates: signed by the office that issues them, kept with the personal data, verified by anyone.

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::canon;
use ip_certs::certificate::{Certificate, Issuance, Issuer as Named, Record};
use ip_certs::face::{QR_PREFIX, QrPayload};
use ip_certs::kind::Kind;
use ip_certs::share::{AnnotatedCopy, Annotation};
use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
use ip_certs::trust::{Entitlement, TrustList, TrustedIssuer, TrustedKey};
use ip_certs::verify::{Bundle, Policy, RegisterEntry, Report, StatusSource, Verifier};
use ip_core::dated::Days;
use ip_core::id::{CertificateId, Flaw};
use ip_core::problem::Problem;

use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::port::VaultKey;
use crate::register::status_refs;
use crate::transparency::Sealed;

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

    pub(crate) fn named(&self) -> Named {
        Named {
            id: Self::id_of(&self.code),
            name: self.name.clone(),
            code: self.code.clone(),
        }
    }
}

/// What a person hands over for verification.
#[derive(Debug, Clone, PartialEq)]
pub enum Presented {
    /// The identifier printed on the certificate.
    Identifier(String),
    /// The text of the QR code.
    Qr(String),
    /// The certificate, from its file.
    Certificate(Box<Certificate>),
    /// An annotated copy, from its file.
    Copy(Box<AnnotatedCopy>),
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

    /// Which certificate it is, or says it is.
    ///
    /// # Errors
    ///
    /// Problems with the identifier or the text as such.
    pub fn identifier(&self) -> Result<CertificateId, Problem> {
        Ok(match self {
            Self::Identifier(text) => text.parse().map_err(|flaw: Flaw| flaw.problem())?,
            Self::Qr(text) => QrPayload::from_text(text)?.identifier,
            Self::Certificate(certificate) => certificate.record().identifier.clone(),
            Self::Copy(copy) => copy.certificate().record().identifier.clone(),
        })
    }

    /// A file: a certificate, alone or in an offline bundle, or an annotated copy. Reading takes time, and
    /// what is read comes from strangers: adapters do it off the threads that answer.
    ///
    /// # Errors
    ///
    /// As [`Certificate::from_json`].
    pub fn file(json: &[u8]) -> Result<Self, Problem> {
        let value = canon::parse(json).map_err(|e| Problem::new(e.code()).found(e))?;
        let has = |name| {
            value
                .as_object()
                .is_some_and(|file| file.get(name).is_some())
        };
        Ok(if has("annotation") {
            Self::Copy(Box::new(AnnotatedCopy::from_json(json)?))
        } else if has("statusLists") {
            Self::Certificate(Box::new(Bundle::from_json(json)?.certificate))
        } else {
            Self::Certificate(Box::new(Certificate::from_json(json)?))
        })
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
    File {
        /// The certificate.
        certificate: Box<Certificate>,
        /// What stands on the annotated copy (加注件), if it is one.
        copy: Option<Annotation>,
    },
}

impl App {
    /// Signs a certificate for the next place in the log, without keeping it yet.
    pub(crate) async fn seal(
        &self,
        actor: &Actor,
        mut record: Record,
        entropy: &[u8; 32],
    ) -> Result<Sealed, AppError> {
        let issuer = self.issuer(&record.issuer.code)?;
        let size = self.log_size().await?;
        let address = self.list_address(&issuer.code, size).await?;
        record.status = status_refs(&address, &issuer.code, size);
        let signers: [&dyn Signer; 2] = [&issuer.sm2, &issuer.ed25519];
        let issuance = Issuance {
            kinds: &self.rules.kinds,
            signers: &signers,
            at: actor.at,
            entropy,
        };
        let certificate = Certificate::issue(record, &issuance)?;
        self.sealed(actor, (size, address), &certificate)
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

    /// Whom a verifier should believe: the offices of this locality, with their public keys, prepared
    /// once for fast checks.
    pub fn trust_list(&self) -> &TrustList {
        self.caches.trust.get_or_init(|| {
            let mut list = self.offices();
            list.prepare();
            list
        })
    }

    fn offices(&self) -> TrustList {
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

    /// Verifies what anyone hands over, see [`App::verify_for`]; nobody says who asks.
    ///
    /// # Errors
    ///
    /// As [`App::verify_for`].
    pub async fn verify(
        &self,
        presented: Presented,
        now: DateTime<FixedOffset>,
    ) -> Result<Verified, AppError> {
        self.verify_for(presented, None, now).await
    }

    /// Verifies what anyone hands over; `asker` is the organisation that was shown it, for which an
    /// annotated copy must have been made. Signatures are checked against the trust list, the state
    /// against the register.
    ///
    /// # Errors
    ///
    /// Problems with the identifier, the text or the file as such; not found for an identifier that
    /// the register does not know.
    pub async fn verify_for(
        &self,
        presented: Presented,
        asker: Option<&str>,
        now: DateTime<FixedOffset>,
    ) -> Result<Verified, AppError> {
        let (identifier, entry, report, shown) = match presented {
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
                (identifier, certificate.log_entry(), report, shown)
            }
            Presented::Qr(text) => {
                let payload = QrPayload::from_text(&text)?;
                let identifier = payload.identifier.clone();
                let report = self.report(&identifier, now, |v| v.qr(&payload)).await?;
                let entry = payload.digests.to_bytes();
                (identifier, entry, report, Shown::Qr(Box::new(payload)))
            }
            Presented::Certificate(certificate) => {
                let identifier = certificate.record().identifier.clone();
                let report = self
                    .report(&identifier, now, |v| v.certificate(&certificate))
                    .await?;
                let entry = certificate.log_entry();
                let copy = None;
                (identifier, entry, report, Shown::File { certificate, copy })
            }
            Presented::Copy(copy) => {
                let certificate = Box::new(copy.certificate().clone());
                let identifier = certificate.record().identifier.clone();
                let report = self
                    .report(&identifier, now, |v| v.copy(&copy, asker))
                    .await?;
                let entry = certificate.log_entry();
                let copy = Some(copy.annotation().clone());
                (identifier, entry, report, Shown::File { certificate, copy })
            }
        };
        let logged = self.is_logged(&identifier, &entry).await?;
        Ok(Verified {
            identifier,
            report: report.logged(logged),
            shown,
        })
    }

    async fn report(
        &self,
        identifier: &CertificateId,
        now: DateTime<FixedOffset>,
        verify: impl FnOnce(&Verifier<'_>) -> Report,
    ) -> Result<Report, AppError> {
        let entry = match self.registered(identifier.as_str()).await {
            Ok(registered) => Some(RegisterEntry {
                identifier: identifier.clone(),
                state: registered.state,
                successor: registered.successor,
                as_of: now,
            }),
            Err(AppError::NotFound(_)) => None,
            Err(error) => return Err(error),
        };
        Ok(verify(&Verifier {
            trust: self.trust_list(),
            kinds: &self.rules.kinds,
            policy: Policy::RequireSm2,
            status: entry
                .as_ref()
                .map_or(StatusSource::None, StatusSource::Register),
            log: None,
            now,
        }))
    }

    /// The kind of a certificate, which its type code tells.
    pub fn kind_of(&self, identifier: &CertificateId) -> Option<&Kind> {
        let code = identifier.kind();
        self.rules
            .kinds
            .iter()
            .find(|kind| code == kind.type_code(identifier.issuer()))
    }

    pub(crate) fn issuer(&self, code: &str) -> Result<&Issuer, AppError> {
        let issuer = self.issuers.iter().find(|issuer| issuer.code == code);
        issuer.ok_or(AppError::NotFound("issuer"))
    }
}

pub(crate) fn certificate_key(identifier: &CertificateId) -> VaultKey {
    VaultKey::new(format!("certificate/{identifier}"))
}
