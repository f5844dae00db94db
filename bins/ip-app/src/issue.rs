//! The result of a case: a certificate made from the decision and the filled form, issued in one step
//! with the event of the case.

use std::collections::BTreeMap;

use ip_certs::certificate::{FieldValue, Holder, HolderCode, Record};
use ip_core::id::CertificateId;
use ip_core::law::Mark;
use ip_core::problem::Problem;
use ip_core::text::{Lang, Text};
use ip_matters::case::{Command, Verdict};
use serde::Deserialize;

use crate::actor::Actor;
use crate::app::App;
use crate::cases::{Registered, reference};
use crate::draft::Draft;
use crate::error::AppError;
use crate::port::Batch;

/// The type standard of results that have none of their own.
const KIND: &str = "service-result";

impl App {
    /// Issues the certificate of a decided case: the record is signed, the case completed, the
    /// service opened for review, all in one step.
    ///
    /// `entropy` must be fresh: the salts of hidden fields come from it.
    ///
    /// # Errors
    ///
    /// Not found, a refusal of the procedure, or the problems of a record that its type standard
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
        let kind = self
            .rules
            .kinds
            .get(KIND)
            .ok_or(AppError::NotFound("certificate kind"))?;
        let identifier =
            CertificateId::new(&kind.type_code(&body.uscc), &body.uscc, serial(number), 1)
                .map_err(|flaw| flaw.problem())?;
        let fields = self.fields(&registered, &form)?;
        let prepared =
            self.prepare_certificate(actor, &body.uscc, entropy, number, |issuer| Record {
                identifier: identifier.clone(),
                kind: KIND.to_owned(),
                standard: kind.version.clone(),
                name: entry.matter.result.name.zh.clone(),
                number: number.to_owned(),
                issuer,
                issued: actor.day(),
                holders: vec![self.rules.results.holder(&form)],
                valid_from: None,
                valid_until: None,
                predecessor: None,
                area: Some(self.rules.pack.locality.division.clone()),
                as_of: None,
                source: Some(number.to_owned()),
                fields,
                status: Vec::new(),
            })?;
        let (key, file) = prepared.vault;
        let batch = Batch::new()
            .append(prepared.stream, 0, [prepared.entry])
            .keep(key, file);
        let command = Command::IssueResult {
            result: reference(&identifier.to_string())?,
        };
        self.command(actor, number, command, batch).await?;
        Ok(identifier)
    }

    fn fields(
        &self,
        registered: &Registered,
        form: &Draft,
    ) -> Result<BTreeMap<String, FieldValue>, AppError> {
        let entry = self.rules.entry_of(&registered.case)?;
        let words = &self.rules.results.decision;
        let decision = match registered.case.verdict {
            Some(Verdict::Granted) => &words.granted,
            Some(Verdict::PartlyGranted) => &words.partly_granted,
            Some(Verdict::Refused) | None => return Err(AppError::NotFound("decision")),
        };
        let mut fields: BTreeMap<String, FieldValue> = BTreeMap::new();
        let mut put = |key: &str, value: FieldValue| fields.insert(key.to_owned(), value);
        put("matter", entry.matter.name.in_lang(Lang::Zh).into());
        put("caseNo", registered.number.as_str().into());
        put("decision", decision.in_lang(Lang::Zh).into());
        if let Some(day) = registered.case.decided {
            put("decisionDate", day.to_string().into());
        }
        if let Some(code) = &entry.implementation {
            put("matterCode", code.as_str().into());
        }
        let rights: Vec<String> = ["application-number", "registration-number"]
            .into_iter()
            .filter_map(|field| form.answers.get(field).filter(|answer| !answer.is_empty()))
            .cloned()
            .collect();
        if !rights.is_empty() {
            put("rightNos", rights.into());
        }
        Ok(fields)
    }
}

/// A serial number (流水号) from a case number: what follows the credit code and the level, which the
/// identifier already names.
fn serial(number: &str) -> &str {
    number.get(19..).unwrap_or(number)
}

/// The words and codes of results (`data/results.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Results {
    decision: Decisions,
    holder_code: HolderCodes,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Decisions {
    granted: Text,
    partly_granted: Text,
}

/// Types of holders' codes (GB/T 36903-2018 Annex A).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct HolderCodes {
    natural_person: String,
    organisation: String,
    #[serde(rename = "mark")]
    _mark: Mark,
}

impl Results {
    /// The table shipped with this crate.
    ///
    /// # Errors
    ///
    /// `app.data.unreadable` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        toml::from_str(include_str!("../data/results.toml"))
            .map_err(|e| Problem::new("app.data.unreadable").found(e.message()))
    }

    /// The applicant as the holder of the result.
    fn holder(&self, form: &Draft) -> Holder {
        let answer = |field: &str| form.answers.get(field).cloned().unwrap_or_default();
        let code = answer("applicant-id");
        let kind = match answer("applicant-kind").as_str() {
            "natural-person" => &self.holder_code.natural_person,
            _ => &self.holder_code.organisation,
        };
        Holder {
            name: answer("applicant-name"),
            code: (!code.is_empty()).then(|| HolderCode {
                kind: kind.clone(),
                value: code,
            }),
        }
    }
}
