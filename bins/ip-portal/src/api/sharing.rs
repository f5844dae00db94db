//! The operations of the national sharing service on certificates that their holders share.
//!
//! Request `{"head": {"accessId", "accessToken"}, "data": {…}}`, answer `{"head": {"status", "message"}, "data"}`;
//! status 0 is done, 99 everything else, and the code of the refusal stands beside the message. Every call
//! names a cause, and every use is in the log before it is answered; the purpose is that of the
//! authorisation, and whoever names one gets only what was authorised for it.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use chrono::{DateTime, FixedOffset};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::sharing::{About, Ask, Released, Used, Wanted, read_code};
use ip_app::speech::Speech;
use ip_app::wire;
use ip_certs::certificate::Record;
use ip_certs::encode::base64;
use ip_certs::face::Face;
use ip_core::problem::Problem;
use ip_core::text::Lang;
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
    /// As what a copy should come: `pdf`, `ofd`, or the signed file itself, `json`.
    file_type: FileType,
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

/// As what a copy comes.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum FileType {
    Pdf,
    Ofd,
    #[default]
    Json,
}

impl FileType {
    const fn format(self) -> Format {
        match self {
            Self::Pdf => Format::Pdf,
            Self::Ofd => Format::Ofd,
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
        is_wrong_code(error) || operation == "queryCertInfoByHolderCode" && is_none(error)
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
    let missing = |field: &str| Problem::new("app.form.missing").at(format!("/data/{field}"));
    let certificate = |data: &Data| -> Result<About, AppError> {
        let identifier = data.cert_identifier.clone();
        let identifier = identifier.ok_or_else(|| missing("certIdentifier"))?;
        Ok(About::Certificate { identifier })
    };
    let format = data.file_type.format();
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
            return Ok(json!([released(app, &used, format).await?]));
        }
        "verifyFile" => return verify_file(app, organisation, data).await,
        "queryCertInfo" => (certificate(&data)?, Wanted::Query(None)),
        "queryCertInfoByHolderCode" => {
            let about = About::Holder {
                code: data
                    .holder_code
                    .clone()
                    .ok_or_else(|| missing("holderCode"))?,
                code_type: data.holder_type_code.clone(),
                kind: data
                    .cert_type_code
                    .clone()
                    .ok_or_else(|| missing("certTypeCode"))?,
                number: data.cert_no.clone(),
            };
            (about, Wanted::Query(None))
        }
        "queryEvaluationReport" => {
            let number = data.right_number.clone();
            let number = number.ok_or_else(|| missing("rightNumber"))?;
            (About::Report { number }, Wanted::Query(None))
        }
        "verifyCertInfo" => (certificate(&data)?, Wanted::Compare(data.cert_data.clone())),
        "downloadFile" => {
            let wanted = Wanted::Download {
                fields: None,
                until: data.certificate_copy_expiring_time,
            };
            (certificate(&data)?, wanted)
        }
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
        all.push(released(app, used, format).await?);
    }
    // Only a holder's code can lead to several certificates.
    Ok(match about {
        About::Holder { .. } => all.into(),
        _ => all.into_iter().next().unwrap_or_default(),
    })
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
    let verdict = verified.report.verdict;
    Ok(json!({
        "result": verdict == ip_certs::verify::Verdict::Valid,
        "verdict": verdict,
        "report": verified.report,
    }))
}

async fn released(app: &AppState, used: &Used, format: Format) -> Result<Value, Fault> {
    let mut answer = json!({
        "certificateIdentifier": used.certificate.as_str(),
        "certificateState": used.state,
        "useRecord": used.record,
    });
    match &used.released {
        Released::Compared(same) => answer["result"] = json!(same),
        Released::Fields(certificate) => answer["surface"] = surface(app, certificate.record()),
        Released::Copy(copy) => {
            // The national interface speaks Chinese.
            let drawn = app.faces.draw_or_give(copy.to_json(), format, Lang::Zh);
            let (format, bytes) = drawn.await?;
            answer["contentType"] = json!("base64");
            answer["mediaType"] = json!(format.media().0);
            answer["content"] = json!(base64::encode(&bytes));
        }
    }
    Ok(answer)
}

/// The face data: name, value, and the name of the column.
fn surface(app: &AppState, record: &Record) -> Value {
    let Some(kind) = app.office.rules.kinds.get(&record.kind) else {
        return Value::Null;
    };
    let face = Face::of(record, kind, false);
    let lines = face.lines.iter();
    lines
        .map(|line| json!({"name": line.label.zh, "columnName": line.key, "value": line.value}))
        .collect()
}
