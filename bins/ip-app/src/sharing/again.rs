//! A copy that was handed over is made again from its use record, for whoever was given a link to it.

use chrono::{DateTime, FixedOffset};
use ip_certs::certificate::State;
use ip_certs::share::{ShareEvent, ShareOperation};
use ip_core::problem::Problem;

use super::{Ask, Used, Wanted, cause_key, stream};
use crate::actor::{Actor, Role};
use crate::app::App;
use crate::error::AppError;
use crate::journal;

impl App {
    /// The annotated copy of a recorded download, as it was made then: the same recipient, purpose and times.
    ///
    /// # Errors
    ///
    /// Not found where no such download was recorded; `app.share.not-standing` where the certificate does not
    /// stand any more; the refusal of a withdrawn authorisation; the store's failures.
    pub async fn copy_again(
        &self,
        authorisation: &str,
        record: u64,
        until: Option<DateTime<FixedOffset>>,
    ) -> Result<Used, AppError> {
        let not_found = || AppError::NotFound("copy");
        let before = record.checked_sub(1).ok_or_else(not_found)?;
        let records = self.store.stream(&stream(authorisation), before).await?;
        let entered = records.first().ok_or_else(not_found)?;
        let used: ShareEvent = journal::event(entered)?;
        let ShareEvent::Used {
            operation: ShareOperation::Download,
            certificate,
            purpose,
            ..
        } = &used
        else {
            return Err(not_found());
        };
        let shared = self.authorisation(authorisation).await?;
        if shared.withdrawn {
            return Err(not_found());
        }
        if self.registered(certificate.as_str()).await?.state != State::Valid {
            return Err(Problem::new("app.share.not-standing").into());
        }
        let cause = self.store.vault(&cause_key(authorisation, record)).await?;
        let cause: Option<String> = cause.as_deref().map(journal::parsed).transpose()?;
        let ask = Ask {
            authorisation: authorisation.to_owned(),
            code: None,
            certificate: Some(certificate.clone()),
            purpose: purpose.clone(),
            cause: cause.ok_or_else(not_found)?,
            wanted: Wanted::Download {
                fields: None,
                until,
            },
        };
        let actor = Actor {
            account: entered.entry.actor.clone(),
            role: Role::Requester,
            at: entered.entry.at,
        };
        let last = shared.authorisation.not_after;
        self.release(&actor, certificate, &used, &ask, (record, last))
            .await
    }
}
