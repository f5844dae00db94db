//! A certificate that somebody shows an office themselves: the consent and the use are one step, and stand in the
//! holder's list of uses before anything of the certificate is read.

use chrono::Duration;
use ip_certs::share::{Authorisation, Ground, ShareOperation, Sharing, UseRequest};
use ip_core::id::CertificateId;

use super::{HOLDER_CODES, cause_key, number, stream};
use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;
use crate::journal;
use crate::port::Batch;

impl App {
    /// Records that an office compares a certificate that was shown to it, for a purpose and a cause; returns the number of
    /// the record. `entropy` must be fresh.
    ///
    /// # Errors
    ///
    /// The store's failures: then nothing may be read.
    pub(crate) async fn record_shown(
        &self,
        actor: &Actor,
        certificate: &CertificateId,
        office: &str,
        (purpose, cause): (&str, &str),
        entropy: &[u8; 32],
    ) -> Result<String, AppError> {
        let id = number(entropy);
        let fields = vec![HOLDER_CODES.to_owned()];
        let authorisation = Authorisation {
            id: id.clone(),
            certificates: vec![certificate.clone()],
            fields: fields.clone(),
            operations: vec![ShareOperation::Compare],
            purpose: purpose.to_owned(),
            audience: office.to_owned(),
            not_before: actor.at,
            not_after: actor.at + Duration::minutes(self.rules.sharing.code_minutes.into()),
            max_uses: 1,
            ground: Ground::Consent,
        };
        let mut events = Sharing::default().grant(authorisation, actor.at)?;
        let granted = events.iter().fold(Sharing::default(), Sharing::evolve);
        let request = UseRequest {
            requester: office.to_owned(),
            purpose: purpose.to_owned(),
            operation: ShareOperation::Compare,
            certificate: certificate.clone(),
            fields,
            code: None,
        };
        let used = granted.use_it(&request, &self.pepper(), actor.at);
        events.extend(used.map_err(|(refusal, _)| refusal)?);
        let record = events.len() as u64;
        let stream = stream(&id);
        let entries = journal::entries("share", &stream, actor, &events)?;
        let batch = Batch::new()
            .append(stream, 0, entries)
            .keep(cause_key(&id, record), journal::written(&cause)?);
        self.store.append(batch).await?;
        Ok(format!("{id}/{record}"))
    }
}
