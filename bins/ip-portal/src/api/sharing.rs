//! The operations of the national sharing service on certificates that their holders share.
//!
//! Request `{"head": {"accessId", "accessToken"}, "data": {…}}`, answer `{"head": {"status", "message"}, "data"}`;
//! status 0 is done, 99 everything else, and the code of the refusal stands beside the message. Every call
//! names a purpose and a cause, and is in the log before it is answered.

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
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::pages::requester::is_wrong_code;
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

/// The data of every operation; each takes its part.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Data {
    /// Why, in the words of whoever asks.
    use_cause: String,
    /// For which purpose: an id of the list.
    purpose: String,
    /// A certificate's identifier.
    cert_identifier: Option<String>,
    /// A holder's code.
    holder_code: Option<String>,
    /// A type code.
    cert_type_code: Option<String>,
    /// A show code.
    qrcode: Option<String>,
    /// Values to compare.
    cert_data: BTreeMap<String, String>,
    /// A file in base64.
    content: Option<String>,
    /// Until when a copy should be good.
    certificate_copy_expiring_time: Option<DateTime<FixedOffset>>,
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
    let account = account.filter(|_| app.sessions.is_api_token(&access_id, &access_token));
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
    if is_wrong_code(&done) {
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
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let problems = error.problems();
            let first = problems.0.into_iter().next();
            let first = first.unwrap_or_else(|| Problem::new("certs.share.none"));
            Ok(refused(&viewer, &first))
        }
        Err(other) => Err(other.into()),
    }
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
) -> Result<Value, AppError> {
    let missing = |field: &str| Problem::new("app.form.missing").at(format!("/data/{field}"));
    let certificate = |data: &Data| -> Result<About, AppError> {
        let identifier = data.cert_identifier.clone();
        let identifier = identifier.ok_or_else(|| missing("certIdentifier"))?;
        Ok(About::Certificate { identifier })
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
                purpose: data.purpose,
                cause: data.use_cause,
                wanted: Wanted::Query(None),
            };
            let used = app
                .office
                .use_certificate(actor, organisation, &ask)
                .await?;
            return Ok(json!([released(app, &used)]));
        }
        "verifyFile" => return verify_file(app, &data).await,
        "queryCertInfo" => (certificate(&data)?, Wanted::Query(None)),
        "queryCertInfoByHolderCode" => {
            let about = About::Holder {
                code: data
                    .holder_code
                    .clone()
                    .ok_or_else(|| missing("holderCode"))?,
                kind: data
                    .cert_type_code
                    .clone()
                    .ok_or_else(|| missing("certTypeCode"))?,
            };
            (about, Wanted::Query(None))
        }
        "verifyCertInfo" => (certificate(&data)?, Wanted::Compare(data.cert_data.clone())),
        "downloadFile" => {
            let wanted = Wanted::Download {
                fields: None,
                until: data.certificate_copy_expiring_time,
            };
            (certificate(&data)?, wanted)
        }
        _ => return Err(AppError::NotFound("operation")),
    };
    let why = (data.purpose.as_str(), data.use_cause.as_str());
    let found = app
        .office
        .inquire(actor, organisation, &about, why, &wanted)
        .await?;
    if found.is_empty() {
        return Err(Problem::new("certs.share.none").into());
    }
    let all: Vec<Value> = found.iter().map(|used| released(app, used)).collect();
    // Only a holder's code can lead to several certificates.
    Ok(match about {
        About::Holder { .. } => all.into(),
        _ => all.into_iter().next().unwrap_or_default(),
    })
}

/// A file needs no authorisation: whoever hands it over has it.
async fn verify_file(app: &AppState, data: &Data) -> Result<Value, AppError> {
    let wrong = || Problem::new("app.form.missing").at("/data/content");
    let content = data.content.as_deref().ok_or_else(wrong)?;
    let bytes = base64::decode(content).map_err(|_| wrong())?;
    let presented = ip_app::certificates::Presented::File(bytes);
    let verified = app.office.verify(presented, app.now()).await?;
    let verdict = verified.report.verdict;
    Ok(json!({
        "result": verdict == ip_certs::verify::Verdict::Valid,
        "verdict": verdict,
        "report": verified.report,
    }))
}

fn released(app: &AppState, used: &Used) -> Value {
    let mut answer = json!({
        "certificateIdentifier": used.certificate.as_str(),
        "certificateState": used.state,
        "useRecord": used.record,
    });
    let (key, value) = match &used.released {
        Released::Compared(same) => ("result", json!(same)),
        Released::Fields(certificate) => ("surface", surface(app, certificate.record())),
        Released::Copy(copy) => ("content", json!(base64::encode(copy.to_json().as_bytes()))),
    };
    if let Some(answer) = answer.as_object_mut() {
        answer.insert(key.to_owned(), value);
    }
    answer
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
