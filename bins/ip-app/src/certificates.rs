//! Certificates: signed by the office that issues them, kept with the personal data, verified by anyone.

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::canon;
use ip_certs::certificate::{Certificate, Issuance, Issuer as Named, Record};
use ip_certs::face::{QR_PREFIX, QrPayload};
use ip_certs::kind::Kind;
use ip_certs::share::{AnnotatedCopy, Annotation};
use ip_certs::sign::Signer;
use ip_certs::verify::{
    Bundle, Logged, Policy, RegisterEntry, Report, StatusSource, Verifier, Witnessed,
};
use ip_core::id::{CertificateId, Flaw};
use ip_core::problem::Problem;

use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::port::{OfficeSigner, VaultKey};
use crate::register::status_refs;
use crate::transparency::Sealed;

/// An office that issues certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Unified social credit code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Since when its first keys sign.
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
        let index = self.status_place(&issuer.code, size, entropy).await?;
        record.status = status_refs(&address, &issuer.code, (size, index));
        let signers = self.signers(&issuer.code, actor.at).await?;
        let issuance = Issuance {
            kinds: &self.rules.kinds,
            signers: &lent(&signers),
            at: actor.at,
            entropy,
        };
        let certificate = Certificate::issue(record, &issuance)?;
        self.sealed(actor, (size, address, index), &certificate)
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
        let (identifier, report, shown) = match presented {
            Presented::Identifier(text) => {
                let identifier: CertificateId =
                    text.parse().map_err(|flaw: Flaw| flaw.problem())?;
                let certificate = self.certificate(&identifier).await?;
                let entry = certificate.log_entry();
                let verify = |v: &Verifier<'_>, seen| v.certificate_seen(&certificate, seen);
                let report = self.report(&identifier, &entry, now, verify).await?;
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
                let entry = payload.digests.to_bytes();
                // The log holds the digests; that the code with them is the certificate's own, the file says.
                let own = match self.certificate(&identifier).await {
                    Ok(certificate) => certificate.qr_text() == text,
                    Err(AppError::NotFound(_)) => false,
                    Err(error) => return Err(error),
                };
                let verify =
                    |v: &Verifier<'_>, seen: Option<_>| v.qr_seen(&payload, seen.filter(|_| own));
                let report = self.report(&identifier, &entry, now, verify).await?;
                (identifier, report, Shown::Qr(Box::new(payload)))
            }
            Presented::Certificate(certificate) => {
                let identifier = certificate.record().identifier.clone();
                let entry = certificate.log_entry();
                let verify = |v: &Verifier<'_>, seen| v.certificate_seen(&certificate, seen);
                let report = self.report(&identifier, &entry, now, verify).await?;
                let copy = None;
                (identifier, report, Shown::File { certificate, copy })
            }
            Presented::Copy(copy) => {
                let certificate = Box::new(copy.certificate().clone());
                let identifier = certificate.record().identifier.clone();
                let entry = certificate.log_entry();
                let verify = |v: &Verifier<'_>, seen| v.copy_seen(&copy, asker, seen);
                let report = self.report(&identifier, &entry, now, verify).await?;
                let copy = Some(copy.annotation().clone());
                (identifier, report, Shown::File { certificate, copy })
            }
        };
        Ok(Verified {
            identifier,
            report,
            shown,
        })
    }

    /// A report by the register and the log. What the log held before a key was compromised keeps the
    /// signatures of that key good: by the word of the witnesses, and by that of this portal where it
    /// has none.
    async fn report(
        &self,
        identifier: &CertificateId,
        entry: &[u8; 64],
        now: DateTime<FixedOffset>,
        verify: impl FnOnce(&Verifier<'_>, Option<DateTime<FixedOffset>>) -> Report,
    ) -> Result<Report, AppError> {
        let registered = match self.registered(identifier.as_str()).await {
            Ok(registered) => Some(registered),
            Err(AppError::NotFound(_)) => None,
            Err(error) => return Err(error),
        };
        let logged = self.is_logged(identifier, entry).await?;
        let seen = match &logged {
            Ok(Logged { witnessed, .. }) => match witnessed {
                Witnessed::Since(at) => Some(*at),
                Witnessed::NotYet => None,
                Witnessed::NotAsked => registered.as_ref().map(|entered| entered.issued),
            },
            Err(_) => None,
        };
        let told = registered.map(|registered| RegisterEntry {
            identifier: identifier.clone(),
            state: registered.state,
            successor: registered.successor,
            as_of: now,
        });
        let trust = self.trust_list().await?;
        let verifier = Verifier {
            trust: &trust,
            kinds: &self.rules.kinds,
            policy: Policy::RequireSm2,
            status: told
                .as_ref()
                .map_or(StatusSource::None, StatusSource::Register),
            log: None,
            now,
        };
        Ok(verify(&verifier, seen).logged(logged))
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

/// Signers as the domain takes them.
pub(crate) fn lent(signers: &[OfficeSigner]) -> Vec<&dyn Signer> {
    let plain = |signer| -> &dyn Signer { signer };
    signers.iter().map(|signer| plain(&**signer)).collect()
}

pub(crate) fn certificate_key(identifier: &CertificateId) -> VaultKey {
    VaultKey::new(format!("certificate/{identifier}"))
}
