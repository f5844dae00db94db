//! The operations of the national sharing service on certificates that their holders share.
//!
//! Request `{"head": {"accessId", "accessToken"}, "data": {…}}`, answer `{"head": {"status", "message"}, "data"}`;
//! status 0 is done, 99 everything else, and the code of the refusal stands beside the message. Every call
//! names a cause, and every use is in the log before it is answered, but for files that are handed over and the
//! dictionary of a type, which use nothing of anybody; the purpose is that of the
//! authorisation, and whoever names one gets only what was authorised for it.
//!
//! The operations: `queryCertInfo`, `queryCertInfoByHolderCode`, `queryCertInfoByQRcode`, `verifyCertInfo`,
//! `verifyFile`, `downloadFile`, `downloadUrl`, `downloadUrlsByHolderCode`, `getCertRemarkInfo`, and of this
//! portal `queryEvaluationReport`. A show code here is the number of the authorisation and ten digits.

mod link;
mod told;

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use chrono::{DateTime, FixedOffset};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::sharing::{About, Ask, Wanted, read_code};
use ip_app::speech::Speech;
use ip_app::wire;
use ip_certs::encode::base64;
use ip_core::id::CertificateId;
use ip_core::problem::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::faces::Format;
use crate::fault::{Failed, Fault};
use crate::pages::requester::is_wrong_code;
use crate::pages::verify;
use crate::state::AppState;
use crate::viewer::Viewer;

/// What answers `/api/v1/sharing/{operation}`.
pub fn route() -> MethodRouter<AppState> {
    post(perform)
}

pub use link::fetch;

/// A request: who asks, and for what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Envelope {
    head: Head,
    data: Data,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Head {
    access_id: String,
    access_token: String,
}

/// The data of every operation; each takes its part, under the names of the national interface.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Data {
    /// Why, in the words of whoever asks.
    use_cause: String,
    /// For which purpose: an id of the list; absent, that of the authorisation. The national interface
    /// does not know it.
    purpose: String,
    /// A certificate's identifier.
    #[serde(alias = "certificateIdentifier")]
    cert_identifier: Option<String>,
    /// A holder's code.
    holder_code: Option<String>,
    /// The type of that code (GB/T 36903).
    holder_type_code: Option<String>,
    /// Number of the patent that an evaluation report is about.
    right_number: Option<String>,
    /// A type code.
    cert_type_code: Option<String>,
    /// The name of a type, for its field dictionary.
    cert_name: Option<String>,
    /// The number on the face.
    cert_no: Option<String>,
    /// A show code.
    qrcode: Option<String>,
    /// Values to compare.
    cert_data: BTreeMap<String, String>,
    /// A file in base64.
    content: Option<String>,
    /// How the file is written: `base64`.
    content_type: Option<String>,
    /// Why a copy is made; the same as `useCause`.
    certificate_copy_cause: String,
    /// As what a copy should come: `pdf`, `ofd`, or the signed file itself, `json`. A picture, `png`, is not
    /// drawn here: it comes as `ofd`, and the answer says so.
    file_type: Option<FileType>,
    /// Until when a copy should be good.
    certificate_copy_expiring_time: Option<DateTime<FixedOffset>>,
}

impl Data {
    /// The cause, by whichever name it was given.
    fn cause(&self) -> &str {
        if self.use_cause.trim().is_empty() {
            &self.certificate_copy_cause
        } else {
            &self.use_cause
        }
    }
}

/// What an operation takes beside a cause and a purpose; `None` for one that is not known.
fn taken(operation: &str) -> Option<&'static [&'static str]> {
    Some(match operation {
        "queryCertInfo" => &["certIdentifier"],
        "queryCertInfoByHolderCode" => &["holderCode", "holderTypeCode", "certTypeCode", "certNo"],
        "queryCertInfoByQRcode" => &["qrcode", "certData"],
        "queryEvaluationReport" => &["rightNumber"],
        "verifyCertInfo" => &["certIdentifier", "certTypeCode", "certNo", "certData"],
        "verifyFile" => &["certTypeCode", "contentType", "content"],
        "downloadFile" | "downloadUrl" => &[
            "certIdentifier",
            "fileType",
            "certificateCopyCause",
            "certificateCopyExpiringTime",
        ],
        "downloadUrlsByHolderCode" => &[
            "holderCode",
            "holderTypeCode",
            "certTypeCode",
            "certNo",
            "fileType",
            "certificateCopyCause",
            "certificateCopyExpiringTime",
        ],
        "getCertRemarkInfo" => &["certName", "certTypeCode"],
        _ => return None,
    })
}

impl Data {
    /// The fields that were given, cause and purpose apart.
    fn given(&self) -> impl Iterator<Item = &'static str> {
        [
            (self.cert_identifier.is_some(), "certIdentifier"),
            (self.holder_code.is_some(), "holderCode"),
            (self.holder_type_code.is_some(), "holderTypeCode"),
            (self.right_number.is_some(), "rightNumber"),
            (self.cert_type_code.is_some(), "certTypeCode"),
            (self.cert_name.is_some(), "certName"),
            (self.cert_no.is_some(), "certNo"),
            (self.qrcode.is_some(), "qrcode"),
            (!self.cert_data.is_empty(), "certData"),
            (self.content.is_some(), "content"),
            (self.content_type.is_some(), "contentType"),
            (
                !self.certificate_copy_cause.is_empty(),
                "certificateCopyCause",
            ),
            (self.file_type.is_some(), "fileType"),
            (
                self.certificate_copy_expiring_time.is_some(),
                "certificateCopyExpiringTime",
            ),
        ]
        .into_iter()
        .filter_map(|(given, name)| given.then_some(name))
    }

    /// Refuses what belongs to another operation: ignored, it would seem to have been considered.
    fn check(&self, operation: &str) -> Result<(), AppError> {
        let taken = taken(operation).ok_or(AppError::NotFound("operation"))?;
        match self.given().find(|given| !taken.contains(given)) {
            None => Ok(()),
            Some(other) => Err(Problem::new("certs.request.unknown-field")
                .at(format!("/data/{other}"))
                .expected(taken.join(", "))
                .found(other)
                .into()),
        }
    }
}

/// As what a copy comes.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum FileType {
    Pdf,
    Ofd,
    Png,
    Json,
}

impl FileType {
    const fn format(self) -> Format {
        match self {
            Self::Pdf => Format::Pdf,
            Self::Ofd | Self::Png => Format::Ofd,
            Self::Json => Format::Json,
        }
    }
}

/// An answer: how it went, and the data.
#[derive(Serialize, JsonSchema)]
pub struct Answer {
    head: Status,
    data: Value,
}

#[derive(Serialize, JsonSchema)]
struct Status {
    status: u8,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Where in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
}

async fn perform(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(operation): Path<String>,
    body: Bytes,
) -> Result<Response, Fault> {
    let envelope: Envelope = match wire::read("certs", &body) {
        Ok(envelope) => envelope,
        Err(problem) => return Ok(refused(&viewer, &problem)),
    };
    let Head {
        access_id,
        access_token,
    } = envelope.head;
    let braked = format!("share:{access_id}");
    let wait = app.throttle.wait(viewer.from, &braked, app.unix_now());
    if wait > 0 {
        return Err(Fault::Wait(wait));
    }
    let account = app.accounts.get(&access_id);
    let sessions = &app.sessions;
    let account = account.filter(|_| app.tokens.is_good(sessions, &access_id, &access_token));
    let organisation = account.and_then(|account| account.organisation.clone());
    let Some((organisation, account)) = organisation.zip(account) else {
        app.throttle.failed(viewer.from, &braked, app.unix_now());
        return Err(Fault::SignIn);
    };
    let actor = Actor {
        account: account.login.clone(),
        role: Role::Requester,
        at: app.now(),
    };
    let done = answer(&app, &actor, &organisation, &operation, envelope.data).await;
    // Guessing is braked: of codes, and of whose certificates there are.
    let guessed = |error: &AppError| {
        is_wrong_code(error) || operation.ends_with("ByHolderCode") && is_none(error)
    };
    if matches!(&done, Err(Failed::App(error)) if guessed(error)) {
        app.throttle.failed(viewer.from, &braked, app.unix_now());
    }
    match done {
        Ok(data) => Ok(Json(Answer {
            head: Status {
                status: 0,
                message: String::new(),
                code: None,
                pointer: None,
            },
            data,
        })
        .into_response()),
        Err(Failed::App(error @ (AppError::Invalid(_) | AppError::Refused { .. }))) => {
            let problems = error.problems();
            let first = problems.0.into_iter().next();
            let first = first.unwrap_or_else(|| Problem::new("certs.share.none"));
            Ok(refused(&viewer, &first))
        }
        Err(Failed::App(other)) => Err(other.into()),
        Err(Failed::Fault(fault)) => Err(fault),
    }
}

/// Whether nothing was found that this organisation may see.
fn is_none(error: &AppError) -> bool {
    let problems = error.problems();
    problems.0.iter().any(|p| p.code == "certs.share.none")
}

fn refused(viewer: &Viewer, problem: &Problem) -> Response {
    Json(Answer {
        head: Status {
            status: 99,
            message: Speech::builtin().title(viewer.lang(), problem),
            code: Some(problem.code.to_string()),
            // Use cases name the fields of forms; here they are those of `data`.
            pointer: Some(problem.pointer.replace("/fields/claims", "/data/certData"))
                .filter(|pointer| !pointer.is_empty())
                .map(|pointer| pointer.replace("/fields/cause", "/data/useCause"))
                .map(|pointer| pointer.replace("/fields/", "/data/")),
        },
        data: Value::Null,
    })
    .into_response()
}

async fn answer(
    app: &AppState,
    actor: &Actor,
    organisation: &str,
    operation: &str,
    data: Data,
) -> Result<Value, Failed> {
    data.check(operation)?;
    let missing = |field: &str| Problem::new("app.form.missing").at(format!("/data/{field}"));
    let certificate = |data: &Data| -> Result<About, AppError> {
        let identifier = data.cert_identifier.clone();
        let identifier = identifier.ok_or_else(|| missing("certIdentifier"))?;
        Ok(About::Certificate { identifier })
    };
    let holder = |data: &Data| -> Result<About, AppError> {
        let code = data.holder_code.clone();
        let kind = data.cert_type_code.clone();
        Ok(About::Holder {
            code: code.ok_or_else(|| missing("holderCode"))?,
            code_type: data.holder_type_code.clone(),
            kind: kind.ok_or_else(|| missing("certTypeCode"))?,
            number: data.cert_no.clone(),
        })
    };
    let file_type = data.file_type.map(FileType::format);
    let format = file_type.unwrap_or(Format::Json);
    let until = data.certificate_copy_expiring_time;
    let download = Wanted::Download {
        fields: None,
        until,
    };
    let (about, wanted) = match operation {
        "queryCertInfoByQRcode" => {
            let code = data.qrcode.as_deref().ok_or_else(|| missing("qrcode"))?;
            let (authorisation, code) =
                read_code(code).ok_or_else(|| Problem::new("certs.share.code"))?;
            let ask = Ask {
                authorisation,
                code: Some(code),
                certificate: None,
                purpose: data.purpose.clone(),
                cause: data.cause().to_owned(),
                // Yes or no before fields.
                wanted: if data.cert_data.is_empty() {
                    Wanted::Query(None)
                } else {
                    Wanted::Compare(data.cert_data.clone())
                },
            };
            let used = app
                .office
                .use_certificate(actor, organisation, &ask)
                .await?;
            return Ok(json!([told::released(app, &used, format).await?]));
        }
        "verifyFile" => return verify_file(app, organisation, data).await,
        "getCertRemarkInfo" => {
            let kind = data.cert_type_code.as_deref();
            let kind = kind.ok_or_else(|| missing("certTypeCode"))?;
            let name = data.cert_name.as_deref();
            let told = told::remark(app, kind, name.unwrap_or_default());
            return Ok(told.ok_or(AppError::NotFound("certificate kind"))?);
        }
        "queryCertInfo" => (certificate(&data)?, Wanted::Query(None)),
        "queryCertInfoByHolderCode" => (holder(&data)?, Wanted::Query(None)),
        "queryEvaluationReport" => {
            let number = data.right_number.clone();
            let number = number.ok_or_else(|| missing("rightNumber"))?;
            (About::Report { number }, Wanted::Query(None))
        }
        "verifyCertInfo" => {
            let claims = Wanted::Compare(data.cert_data.clone());
            (numbered(&data)?, claims)
        }
        "downloadFile" | "downloadUrl" => (certificate(&data)?, download),
        "downloadUrlsByHolderCode" => (holder(&data)?, download),
        _ => return Err(AppError::NotFound("operation").into()),
    };
    let why = (data.purpose.as_str(), data.cause());
    let found = app
        .office
        .inquire(actor, organisation, &about, why, &wanted)
        .await?;
    if found.is_empty() {
        return Err(Problem::new("certs.share.none").into());
    }
    let mut all = Vec::with_capacity(found.len());
    for used in &found {
        all.push(if operation.starts_with("downloadUrl") {
            link::to(app, used, file_type.unwrap_or(Format::Ofd), until)
        } else {
            told::released(app, used, format).await?
        });
    }
    // Only a holder's code can lead to several certificates.
    Ok(match about {
        About::Holder { .. } => all.into(),
        _ => all.into_iter().next().unwrap_or_default(),
    })
}

/// Whether a certificate is of the type that was named, where one was.
fn of_type(data: &Data, id: Option<&CertificateId>) -> Result<(), AppError> {
    let Some((named, id)) = data.cert_type_code.as_deref().zip(id) else {
        return Ok(());
    };
    if named.trim() == id.kind() {
        return Ok(());
    }
    let problem = Problem::new("app.share.other-type").at("/data/certTypeCode");
    Err(problem.expected(id.kind()).found(named).into())
}

/// The certificate whose values are compared: by its identifier, or as the national interface names it, by
/// its type and the number among the values.
fn numbered(data: &Data) -> Result<About, AppError> {
    let missing = |field: &str| Problem::new("app.form.missing").at(format!("/data/{field}"));
    if let Some(identifier) = &data.cert_identifier {
        let identifier = identifier.trim().to_owned();
        let id: Option<CertificateId> = identifier.parse().ok();
        of_type(data, id.as_ref())?;
        return Ok(About::Certificate { identifier });
    }
    let kind = data.cert_type_code.clone();
    let kind = kind.ok_or_else(|| missing("certIdentifier"))?;
    let claimed = data.cert_data.get("certificateNumber").cloned();
    let number = data.cert_no.clone().or(claimed);
    let number = number.ok_or_else(|| missing("certData/certificateNumber"))?;
    Ok(About::Numbered { kind, number })
}

/// A file needs no authorisation: whoever hands it over has it.
async fn verify_file(app: &AppState, organisation: &str, data: Data) -> Result<Value, Failed> {
    let wrong = |field: &str| Problem::new("app.form.missing").at(format!("/data/{field}"));
    if data.cause().trim().is_empty() {
        return Err(wrong("useCause").into());
    }
    if data
        .content_type
        .as_deref()
        .is_some_and(|kind| kind != "base64")
    {
        return Err(Problem::new("app.form.choice")
            .at("/data/contentType")
            .into());
    }
    let content = data.content.as_deref().ok_or_else(|| wrong("content"))?;
    let bytes = base64::decode(content).map_err(|_| wrong("content"))?;
    let verified = verify::file(app, bytes, Some(organisation)).await?;
    of_type(&data, Some(&verified.identifier))?;
    let verdict = verified.report.verdict;
    let result = verdict == ip_certs::verify::Verdict::Valid;
    Ok(json!({
        "result": result,
        "message": told::message(app, result),
        "verdict": verdict,
        "report": verified.report,
    }))
}
