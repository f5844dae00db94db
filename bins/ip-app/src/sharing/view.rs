//! Authorisations and use records as their holder and their users see them.

use chrono::{DateTime, FixedOffset};
use ip_certs::share::{Authorisation, Ground, ShareEvent, ShareOperation};
use ip_core::id::CertificateId;
use ip_core::record::{Hash, Record};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::{Cursor, Doc, StoreError, ViewQuery, Views};
use crate::register;

/// The view of authorisations.
const VIEW: &str = "authorisation";
/// The view of uses.
const USES: &str = "certificate-use";

/// An authorisation with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Shared {
    /// The authorisation.
    pub authorisation: Authorisation,
    /// The account of the holder.
    pub owner: String,
    /// When it was given.
    pub given: DateTime<FixedOffset>,
    /// How often it was used.
    pub uses: u32,
    /// How many wrong codes were shown.
    pub failures: u32,
    /// Whether the holder took it back.
    pub withdrawn: bool,
}

/// Whether an authorisation can still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It can.
    Open,
    /// Its time is over.
    Over,
    /// All its uses are used up.
    UsedUp,
    /// The holder took it back.
    Withdrawn,
}

impl Shared {
    /// How the authorisation stands at an instant.
    pub fn standing(&self, now: DateTime<FixedOffset>) -> Standing {
        if self.withdrawn {
            Standing::Withdrawn
        } else if self.uses >= self.authorisation.max_uses {
            Standing::UsedUp
        } else if now >= self.authorisation.not_after {
            Standing::Over
        } else {
            Standing::Open
        }
    }

    /// Whether a code is needed.
    pub const fn by_code(&self) -> bool {
        matches!(self.authorisation.ground, Ground::OneTimeCode { .. })
    }
}

/// A use record (用证记录): who looked at what and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Look {
    /// Number of the authorisation.
    pub authorisation: String,
    /// Number of the record in its authorisation.
    pub record: u64,
    /// Who: unified social credit code.
    pub requester: String,
    /// For which purpose.
    pub purpose: String,
    /// What was asked for; absent for a wrong code.
    pub operation: Option<ShareOperation>,
    /// Which certificate.
    pub certificate: Option<CertificateId>,
    /// Which hidden fields were opened.
    pub fields: Vec<String>,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Position in the log, and the hash that chains it to everything before.
    pub position: u64,
    /// The hash of the record in the log.
    pub hash: Hash,
}

/// Follows an event of an authorisation.
///
/// # Errors
///
/// An event or a document that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let event: ShareEvent = journal::projected(record)?;
    let id = record.entry.stream.trim_start_matches("share/");
    let before: Option<Shared> = match views.get(VIEW, id)? {
        Some(doc) => Some(journal::document(record, &doc)?),
        None => None,
    };
    let look = |requester: String, at: DateTime<FixedOffset>| Look {
        authorisation: id.to_owned(),
        record: record.sequence,
        requester,
        purpose: String::new(),
        operation: None,
        certificate: None,
        fields: Vec::new(),
        at,
        position: record.position,
        hash: record.hash,
    };
    let (shared, look) = match (event, before) {
        (ShareEvent::Granted { authorisation, at }, None) => {
            // Whoever shows an office a certificate of somebody else has it from them: it is theirs to see who used it.
            let shown = authorisation.certificates.first();
            let holder = shown
                .map(|id| register::holder(record, views, id))
                .transpose()?;
            let shared = Shared {
                authorisation,
                owner: holder
                    .flatten()
                    .unwrap_or_else(|| record.entry.actor.clone()),
                given: at,
                uses: 0,
                failures: 0,
                withdrawn: false,
            };
            (shared, None)
        }
        (
            ShareEvent::Used {
                requester,
                purpose,
                operation,
                certificate,
                fields,
                at,
            },
            Some(mut shared),
        ) => {
            shared.uses = shared.uses.saturating_add(1);
            let look = Look {
                purpose,
                operation: Some(operation),
                certificate: Some(certificate),
                fields,
                ..look(requester, at)
            };
            (shared, Some(look))
        }
        (ShareEvent::CodeFailed { requester, at }, Some(mut shared)) => {
            shared.failures = shared.failures.saturating_add(1);
            (shared, Some(look(requester, at)))
        }
        (ShareEvent::Withdrawn { .. }, Some(mut shared)) => {
            shared.withdrawn = true;
            (shared, None)
        }
        _ => return Ok(()),
    };
    if let Some(look) = look {
        let key = format!("{id}/{:08}", record.sequence);
        let doc = Doc::new(USES, key, journal::body(record, &look)?)
            .sort(format!("{:020}", record.position))
            .facet("owner", &shared.owner);
        views.put(doc)?;
    }
    let mut doc = Doc::new(VIEW, id, journal::body(record, &shared)?)
        .sort(shared.given.to_rfc3339())
        .facet("owner", &shared.owner)
        .facet("audience", &shared.authorisation.audience);
    for certificate in &shared.authorisation.certificates {
        doc = doc.facet("certificate", certificate.as_str());
    }
    views.put(doc)
}

impl App {
    /// One authorisation.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn authorisation(&self, id: &str) -> Result<Shared, AppError> {
        match self.store.view(VIEW, id).await? {
            Some(doc) => journal::read(&doc),
            None => Err(AppError::NotFound("authorisation")),
        }
    }

    /// What a holder has authorised, newest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn authorised_by(
        &self,
        owner: &str,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Shared>, Option<Cursor>), AppError> {
        self.shared("owner", owner, after, limit).await
    }

    /// What an organisation was authorised to use without a code, newest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn authorised_for(
        &self,
        requester: &str,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Shared>, Option<Cursor>), AppError> {
        let (mut found, next) = self.shared("audience", requester, after, limit).await?;
        found.retain(|shared| !shared.by_code());
        Ok((found, next))
    }

    async fn shared(
        &self,
        facet: &str,
        value: &str,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Shared>, Option<Cursor>), AppError> {
        let query = ViewQuery::of(VIEW)
            .facet(facet, value)
            .after(after)
            .limit(limit)
            .newest_first();
        let page = self.store.list(&query).await?;
        let found: Result<_, _> = page.docs.iter().map(journal::read).collect();
        Ok((found?, page.next))
    }

    /// Who looked at a holder's certificates, newest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn looks(
        &self,
        owner: &str,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Look>, Option<Cursor>), AppError> {
        let query = ViewQuery::of(USES)
            .facet("owner", owner)
            .after(after)
            .limit(limit)
            .newest_first();
        let page = self.store.list(&query).await?;
        let found: Result<_, _> = page.docs.iter().map(journal::read).collect();
        Ok((found?, page.next))
    }

    /// Why somebody looked, in their own words; `None` when it was erased.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn cause(&self, look: &Look) -> Result<Option<String>, AppError> {
        let key = super::cause_key(&look.authorisation, look.record);
        let text = self.store.vault(&key).await?;
        text.as_deref().map(journal::parsed).transpose()
    }
}
