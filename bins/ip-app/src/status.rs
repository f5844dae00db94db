//! Published status lists (状态列表): two for each issuer and each hundred thousand certificates, signed when asked.

use chrono::{DateTime, Duration, FixedOffset};
use ip_certs::certificate::StatusPurpose;
use ip_certs::status::{Bits, MINIMUM_LENGTH, Places, SignedList, StatusError, StatusList};
use ip_core::problem::Problem;

use crate::app::App;
use crate::certificates::{Issuer, lent};
use crate::error::AppError;

impl App {
    /// A status list of an issuer as it stands, signed by both keys of the office.
    ///
    /// The sequence number counts the changes, so that a verifier who has seen a newer list refuses an
    /// older one.
    ///
    /// # Errors
    ///
    /// Not found for a list without certificates, or the store's failures.
    pub async fn status_list(
        &self,
        issuer: &str,
        number: u64,
        purpose: StatusPurpose,
        now: DateTime<FixedOffset>,
    ) -> Result<SignedList, AppError> {
        let office = self.issuer(issuer)?;
        let marks = self.marks(issuer, number).await?;
        let (name, set) = match purpose {
            StatusPurpose::Revocation => ("revocation", &marks.revoked),
            StatusPurpose::Suspension => ("suspension", &marks.suspended),
        };
        let failed = |e: StatusError| AppError::Configuration(Problem::new(e.code()));
        let mut bits = Bits::new(MINIMUM_LENGTH).map_err(failed)?;
        for index in set {
            bits.set(*index, true).map_err(failed)?;
        }
        let url = format!("{}/status/{issuer}/{number}/{name}", marks.address);
        // Published only; who has which place stands in the log of certificates.
        let places = Places::new(MINIMUM_LENGTH).map_err(failed)?;
        let mut list = StatusList::restore(url, purpose, &bits.encode(), places, marks.changes)
            .map_err(failed)?;
        let signers = self.signers(&office.code, now).await?;
        let until = now + Duration::hours(self.rules.sharing.status_list_hours.into());
        Ok(list.publish(&Issuer::id_of(issuer), now, until, &lent(&signers))?)
    }
}
