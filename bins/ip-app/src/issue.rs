//! The result of a case: a certificate made from the decision and the filled form, issued in one step
//! with the event of the case.

use ip_certs::certificate::{LifeCommand, Line, Record};
use ip_core::id::CertificateId;
use ip_matters::case::Command;

use crate::actor::Actor;
use crate::app::App;
use crate::cases::reference;
use crate::error::AppError;
use crate::port::{Batch, StoreError};
use crate::register::{self, TRIES};
use crate::{journal, transparency};

impl App {
    /// Issues the certificate of a decided case: the record is signed and entered in the log of
    /// certificates, the case completed, the service opened for review, all in one step.
    ///
    /// `entropy` must be fresh: the salts of hidden fields come from it.
    ///
    /// # Errors
    ///
    /// Not found, not for the office of the case, a refusal of the procedure, or the problems of a record that its type standard
    /// does not admit.
    pub async fn issue_result(
        &self,
        actor: &Actor,
        number: &str,
        entropy: &[u8; 32],
    ) -> Result<CertificateId, AppError> {
        let registered = self.case_for(actor, number).await?;
        let form = self.case_form(&registered).await?;
        let entry = self.rules.entry_of(&registered.case)?;
        let body = entry.body.as_ref().ok_or(AppError::NotFound("issuer"))?;
        if !self.acts_for(actor, &body.uscc) {
            return Err(AppError::Forbidden);
        }
        let kind = self.rules.results.kind(registered.matter());
        let kind = self.rules.kinds.get(kind);
        let kind = kind.ok_or(AppError::NotFound("certificate kind"))?;
        let fields = self.rules.results.fields(entry, kind, &registered, &form);
        let type_code = kind.type_code(&body.uscc);
        let identifier = CertificateId::new(&type_code, &body.uscc, serial(number), 1)
            .map_err(|flaw| flaw.problem())?;
        let record = Record {
            identifier: identifier.clone(),
            kind: kind.key.clone(),
            standard: kind.version.clone(),
            name: entry.matter.result.name.zh.clone(),
            number: number.to_owned(),
            issuer: self.issuer(&body.uscc)?.named(),
            issued: actor.day(),
            holders: vec![self.rules.results.holder(&form)],
            valid_from: None,
            valid_until: None,
            predecessor: None,
            area: Some(self.rules.pack.locality.division.clone()),
            as_of: None,
            source: Some(number.to_owned()),
            fields: fields.ok_or(AppError::NotFound("decision"))?,
            status: Vec::new(),
        };
        let stream = register::stream(&identifier);
        let result = reference(identifier.as_str())?;
        for _ in 0..TRIES {
            let sealed = self.seal(actor, record.clone(), entropy).await?;
            let issue = LifeCommand::Issue {
                identifier: identifier.clone(),
                digest: sealed.sm3.clone(),
                decision: number.to_owned(),
                transferred: false,
                predecessor: None,
            };
            let life = Line::default().decide(issue, actor.at)?;
            let life = journal::entries("certificate", &stream, actor, &life)?;
            let batch = sealed.into_batch(Batch::new()).append(&stream, 0, life);
            let command = Command::IssueResult {
                result: result.clone(),
            };
            match self.command(actor, number, command, batch).await {
                // Another certificate took the place in the log: this one is signed for the next.
                Err(AppError::Store(StoreError::Conflict { stream, .. }))
                    if stream == transparency::STREAM => {}
                done => return done.map(|()| identifier),
            }
        }
        Err(AppError::Store(StoreError::Busy("certificates".to_owned())))
    }
}

/// A serial number (流水号) from a case number: what follows the credit code and the level, which the
/// identifier already names.
fn serial(number: &str) -> &str {
    number.get(19..).unwrap_or(number)
}
