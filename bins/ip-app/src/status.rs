//! Published status lists (状态列表): two for each issuer and each hundred thousand certificates, entered in the log
//! when what they state changes, and signed anew when half of their time is over.

use std::sync::PoisonError;

use chrono::{DateTime, Duration, FixedOffset};
use ip_certs::certificate::{Certificate, StatusPurpose};
use ip_certs::status::{Bits, MINIMUM_LENGTH, Places, SignedList, StatusError, StatusList};
use ip_certs::verify::Bundle;
use ip_core::problem::Problem;

use crate::app::App;
use crate::certificates::{Issuer, lent};
use crate::error::AppError;
use crate::port::ViewQuery;
use crate::register::{LISTS, list_of};

/// A publication, and how long it is handed out.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    list: SignedList,
    /// How many changes it knows.
    changes: u64,
    /// How many events of the offices' keys there were.
    keys: u64,
    made: DateTime<FixedOffset>,
    renewed: DateTime<FixedOffset>,
}

const fn purpose_name(purpose: StatusPurpose) -> &'static str {
    match purpose {
        StatusPurpose::Revocation => "revocation",
        StatusPurpose::Suspension => "suspension",
        StatusPurpose::Supersession => "supersession",
    }
}

/// The name of a list within its portal.
pub(crate) fn list_name(issuer: &str, number: u64, purpose: StatusPurpose) -> String {
    format!("{issuer}/{number}/{}", purpose_name(purpose))
}

impl App {
    /// A status list of an issuer as it stands, signed by both keys of the office; the log holds what it
    /// states before anybody gets it.
    ///
    /// The sequence number counts the changes, so that a verifier who has seen a newer list refuses an
    /// older one.
    ///
    /// # Errors
    ///
    /// Not found for a list without certificates, `app.key.none`, or the store's failures.
    pub async fn status_list(
        &self,
        issuer: &str,
        number: u64,
        purpose: StatusPurpose,
        now: DateTime<FixedOffset>,
    ) -> Result<SignedList, AppError> {
        let office = self.issuer(issuer)?;
        let marks = self.marks(issuer, number).await?;
        let keys = self.keys_head().await?;
        let name = list_name(issuer, number, purpose);
        let kept = || {
            let kept = self.caches.lists.lock();
            kept.unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = kept().get(&name)
            && (known.changes, known.keys) == (marks.changes, keys)
            && known.made <= now
            && now < known.renewed
        {
            return Ok(known.list.clone());
        }
        let set = match purpose {
            StatusPurpose::Revocation => &marks.revoked,
            StatusPurpose::Suspension => &marks.suspended,
            // A replaced version is marked as revoked; no certificate of the portal names such a list.
            StatusPurpose::Supersession => return Err(AppError::NotFound("status list")),
        };
        let failed = |e: StatusError| AppError::Configuration(Problem::new(e.code()));
        let mut bits = Bits::new(MINIMUM_LENGTH).map_err(failed)?;
        for index in set {
            bits.set(*index, true).map_err(failed)?;
        }
        let url = format!("{}/status/{name}", marks.address);
        // Published only; who has which place stands in the log of certificates.
        let places = Places::new(MINIMUM_LENGTH).map_err(failed)?;
        let mut list = StatusList::restore(url, purpose, &bits.encode(), places, marks.changes)
            .map_err(failed)?;
        let signers = self.signers(&office.code, now).await?;
        let hours = i64::from(self.rules.sharing.status_list_hours);
        let until = now + Duration::hours(hours);
        let list = list.publish(&Issuer::id_of(issuer), now, until, &lent(&signers))?;
        self.state_list(&name, &list, now).await?;
        let published = Published {
            list: list.clone(),
            changes: marks.changes,
            keys,
            made: now,
            renewed: now + Duration::minutes(hours * 30),
        };
        kept().insert(name, published);
        Ok(list)
    }

    /// A certificate with everything that verifying it without a network takes: its place in the log, and the
    /// status lists of now with theirs.
    ///
    /// # Errors
    ///
    /// Not found for a certificate of another portal, and as [`App::status_list`].
    pub async fn bundle(
        &self,
        certificate: Certificate,
        now: DateTime<FixedOffset>,
    ) -> Result<Bundle, AppError> {
        let identifier = certificate.record().identifier.clone();
        let issuer = identifier.issuer();
        let number = list_of(self.registered(identifier.as_str()).await?.place).0;
        let mut lists = Vec::new();
        for purpose in [StatusPurpose::Revocation, StatusPurpose::Suspension] {
            let list = self.status_list(issuer, number, purpose, now).await?;
            let proof = self.status_proof(issuer, number, purpose).await?;
            lists.push(list.with_proof(Some(proof)));
        }
        Ok(Bundle {
            proof: Some(self.log_proof(&identifier).await?),
            certificate,
            lists,
        })
    }

    /// Publishes every list whose statement changed or half of whose time is over, so that the log holds a
    /// change soon even if nobody asks.
    ///
    /// # Errors
    ///
    /// The store's failures; an office without keys does not stop the others.
    pub(crate) async fn publish_lists(&self, now: DateTime<FixedOffset>) -> Result<(), AppError> {
        let mut after = None;
        loop {
            let page = self.store.list(&ViewQuery::of(LISTS).after(after)).await?;
            for doc in &page.docs {
                let Some((issuer, number)) = doc.key.split_once('/') else {
                    continue;
                };
                let Ok(number) = number.parse() else { continue };
                for purpose in [StatusPurpose::Revocation, StatusPurpose::Suspension] {
                    match self.status_list(issuer, number, purpose, now).await {
                        // An office without keys, or that is none of this portal any more.
                        Ok(_) | Err(AppError::Refused { .. } | AppError::NotFound(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}
