//! Inquiries without the number of an authorisation: a platform names a right or a holder, and what it was
//! authorised to see is found. Nothing tells it of certificates that it may not see.

use ip_certs::certificate::Record;
use ip_certs::share::{Authorisation, ShareOperation};

use super::{Ask, HOLDER_CODES, Shared, Standing, Used, Wanted};
use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::evidence::names;

/// Most authorisations of one organisation that an inquiry looks through.
const MOST: usize = 1000;

/// Which certificates an inquiry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The results on a right, of the matters that platforms inquire (data: `inquiry`), such as patent
    /// evaluation reports (专利权评价报告).
    Report {
        /// Number of the patent.
        number: String,
    },
    /// The certificates of a holder and a type.
    Holder {
        /// The holder's code.
        code: String,
        /// The type of that code (GB/T 36903); any where absent.
        code_type: Option<String>,
        /// The type code.
        kind: String,
        /// The number on the face; any where absent.
        number: Option<String>,
    },
    /// The certificate of a type with a number on its face.
    Numbered {
        /// The type code.
        kind: String,
        /// The number.
        number: String,
    },
    /// One certificate.
    Certificate {
        /// Its identifier.
        identifier: String,
    },
}

impl App {
    /// Uses every authorisation of an organisation that fits, each with a use record of its own; without
    /// a purpose, for that of the authorisation.
    ///
    /// # Errors
    ///
    /// Without a purpose and a cause; `app.share.too-many-misses` where holders were named in vain too often;
    /// the store's failures.
    pub async fn inquire(
        &self,
        actor: &Actor,
        requester: &str,
        about: &About,
        (purpose, cause): (&str, &str),
        wanted: &Wanted,
    ) -> Result<Vec<Used>, AppError> {
        let ask = |authorisation: String| Ask {
            authorisation,
            code: None,
            certificate: None,
            purpose: purpose.to_owned(),
            cause: cause.to_owned(),
            wanted: wanted.clone(),
        };
        if cause.trim().is_empty() || !purpose.is_empty() {
            self.check_ask(actor, &ask(String::new())).or(())?;
        }
        let by_code = matches!(about, About::Holder { .. });
        if by_code {
            self.brake_inquiries(actor, requester).await?;
        }
        let (shared, _) = self.authorised_for(requester, None, MOST).await?;
        let mut found = Vec::new();
        let mut seen = Vec::new();
        for shared in &shared {
            let authorisation = &shared.authorisation;
            let fits = shared.standing(actor.at) == Standing::Open
                && (purpose.is_empty() || authorisation.purpose == purpose)
                && authorisation.operations.contains(&wanted.operation());
            if !fits {
                continue;
            }
            for identifier in &authorisation.certificates {
                let about = self.is_about(identifier, about, authorisation);
                if seen.contains(identifier) || !about.await? {
                    continue;
                }
                seen.push(identifier.clone());
                let ask = Ask {
                    certificate: Some(identifier.clone()),
                    purpose: authorisation.purpose.clone(),
                    ..ask(authorisation.id.clone())
                };
                match self.use_certificate(actor, requester, &ask).await {
                    Ok(used) => found.push(used),
                    // Used up or withdrawn in this moment: as if it had not been there.
                    Err(AppError::Refused { .. }) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        if by_code && found.is_empty() {
            let owners = self.owners_of(&shared, about).await?;
            self.record_miss(actor, requester, about, cause, owners)
                .await?;
        }
        Ok(found)
    }

    /// The accounts of holders who have the code that was named, among those who authorised something.
    async fn owners_of(&self, all: &[Shared], about: &About) -> Result<Vec<String>, AppError> {
        let mut owners = Vec::new();
        let About::Holder {
            code, code_type, ..
        } = about
        else {
            return Ok(owners);
        };
        for shared in all {
            if !owners.contains(&shared.owner)
                && self
                    .holds(&shared.authorisation, code, code_type.as_deref())
                    .await?
            {
                owners.push(shared.owner.clone());
            }
        }
        Ok(owners)
    }

    /// Whether the holder of what was authorised has this code, whether or not it may be seen.
    async fn holds(
        &self,
        authorisation: &Authorisation,
        code: &str,
        code_type: Option<&str>,
    ) -> Result<bool, AppError> {
        for identifier in &authorisation.certificates {
            match self.certificate(identifier).await {
                Ok(certificate) if has_code(certificate.record(), code, code_type) => {
                    return Ok(true);
                }
                Ok(_) | Err(AppError::NotFound(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(false)
    }

    async fn is_about(
        &self,
        identifier: &ip_core::id::CertificateId,
        about: &About,
        authorisation: &Authorisation,
    ) -> Result<bool, AppError> {
        if let About::Certificate { identifier: wanted } = about {
            return Ok(identifier.as_str() == wanted.trim());
        }
        let certificate = match self.certificate(identifier).await {
            Ok(certificate) => certificate,
            // Its file was erased.
            Err(AppError::NotFound(_)) => return Ok(false),
            Err(other) => return Err(other),
        };
        let record = certificate.record();
        Ok(match about {
            About::Report { number } => {
                let registered = self.registered(identifier.as_str()).await?;
                let case = self.case(&registered.case).await?;
                let inquired = &self.rules.sharing.inquiry;
                inquired.iter().any(|matter| matter == case.matter())
                    && names(record, &["rightNos", "patentNo"], number)
            }
            About::Holder {
                code,
                code_type,
                kind,
                number,
            } => {
                // Whoever may not see the code may not find out by guessing either.
                authorisation
                    .fields
                    .iter()
                    .any(|field| field == HOLDER_CODES)
                    && identifier.kind() == kind.trim()
                    && number
                        .as_ref()
                        .is_none_or(|number| record.number == number.trim())
                    && has_code(record, code, code_type.as_deref())
            }
            About::Numbered { kind, number } => {
                identifier.kind() == kind.trim() && record.number == number.trim()
            }
            About::Certificate { .. } => false,
        })
    }
}

/// Whether one of the holders has this code.
fn has_code(record: &Record, code: &str, code_type: Option<&str>) -> bool {
    let mut codes = record.holders.iter().filter_map(|h| h.code.as_ref());
    codes.any(|own| {
        let of_type = code_type.is_none_or(|known| known == own.kind);
        own.value == code.trim() && of_type
    })
}

/// The operations, the least telling first.
pub const OPERATIONS: [ShareOperation; 3] = [
    ShareOperation::Compare,
    ShareOperation::Query,
    ShareOperation::Download,
];
