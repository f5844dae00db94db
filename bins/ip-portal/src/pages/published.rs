//! What verifiers fetch: status lists, and the log of certificates with its proofs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ip_app::error::AppError;
use ip_app::speech::Speech;
use ip_certs::certificate::StatusPurpose;
use ip_certs::log::{Hash, NoteKey};
use ip_core::id::CertificateId;
use ip_core::problem::Problem;
use serde::Serialize;

use crate::fault::Fault;
use crate::session::hex;
use crate::state::AppState;
use crate::viewer::Viewer;

/// How long a published answer may be kept by whoever fetched it, in seconds.
const FRESH: &str = "public, max-age=300";

/// A status list (W3C Bitstring Status List 1.0), signed, with a sequence number.
///
/// # Errors
///
/// No such list.
pub async fn status(
    State(app): State<AppState>,
    Path((issuer, number, purpose)): Path<(String, u64, String)>,
) -> Result<Response, Fault> {
    let purpose = read_purpose(&purpose)?;
    let list = app
        .office
        .status_list(&issuer, number, purpose, app.now())
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "application/vc"),
        (header::CACHE_CONTROL, FRESH),
    ];
    Ok((headers, list.to_json()).into_response())
}

fn read_purpose(name: &str) -> Result<StatusPurpose, Fault> {
    match name {
        "revocation" => Ok(StatusPurpose::Revocation),
        "suspension" => Ok(StatusPurpose::Suspension),
        _ => Err(Fault::NotFound),
    }
}

/// The proof that the log holds what a status list states (C2SP tlog-proof).
///
/// # Errors
///
/// No such list.
pub async fn status_proof(
    State(app): State<AppState>,
    Path((issuer, number, purpose)): Path<(String, u64, String)>,
) -> Result<Response, Fault> {
    let purpose = read_purpose(&purpose)?;
    let office = &app.office;
    // The list first: the log has to hold what it states now.
    office
        .status_list(&issuer, number, purpose, app.now())
        .await?;
    let proof = office.status_proof(&issuer, number, purpose).await?;
    Ok(text(proof.to_text()))
}

fn text(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, FRESH),
    ];
    (headers, text).into_response()
}

/// The signed state of the log (C2SP tlog-checkpoint).
///
/// # Errors
///
/// Nobody issues certificates here, or the store fails.
pub async fn checkpoint(State(app): State<AppState>) -> Result<Response, Fault> {
    Ok(text(app.office.checkpoint().await?.to_note()))
}

/// The newest checkpoint that as many witnesses have cosigned as the policy of this log asks for.
///
/// # Errors
///
/// There is none yet.
pub async fn witnessed(State(app): State<AppState>) -> Result<Response, Fault> {
    let checkpoint = app.office.witnessed_checkpoint().await?;
    Ok(text(checkpoint.ok_or(Fault::NotFound)?.to_note()))
}

/// Takes the cosignatures of known witnesses from a checkpoint of this log; the answer is the checkpoint
/// with everything that has been collected. The signature is all that a witness has to show.
///
/// # Errors
///
/// A body that is no text; a refusal is an answer with its code.
pub async fn cosign(
    State(app): State<AppState>,
    viewer: Viewer,
    body: String,
) -> Result<Response, Fault> {
    let problem = match app.office.take_cosignatures(app.now(), &body).await {
        Ok(checkpoint) => return Ok(text(checkpoint.to_note())),
        Err(AppError::Invalid(problems)) => problems.0.into_iter().next(),
        Err(other) => return Err(other.into()),
    };
    let problem = problem.unwrap_or_else(|| Problem::new("certs.log.form"));
    let title = Speech::builtin().title(viewer.lang(), &problem);
    let answer = Json(serde_json::json!({"code": problem.code, "title": title}));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

/// Whom to believe about this log: its key, its witnesses and how many of them, as `ip-tool cert verify
/// --log-policy` reads it. Whoever takes it from here believes this portal; better ask each witness.
///
/// # Errors
///
/// Nobody issues certificates here.
pub async fn policy(State(app): State<AppState>) -> Result<Response, Fault> {
    let json = app.office.log_policy()?.to_json();
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// The key with which the log signs: its name, the key's id, and the key, all one needs to believe it.
///
/// # Errors
///
/// Nobody issues certificates here.
pub async fn key(State(app): State<AppState>) -> Result<Response, Fault> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Key {
        name: String,
        algorithm: &'static str,
        key_id: String,
        public_key: String,
    }
    let key: NoteKey = app.office.log_key()?;
    Ok(Json(Key {
        key_id: hex(&key.id()),
        algorithm: key.key.algorithm().name(),
        public_key: hex(&key.key.to_bytes()),
        name: key.name,
    })
    .into_response())
}

#[derive(Serialize)]
struct Proof {
    hashes: Vec<String>,
}

fn proof(hashes: Result<Vec<Hash>, AppError>) -> Result<Response, Fault> {
    match hashes {
        Ok(hashes) => {
            let hashes = hashes.iter().map(|hash| hex(hash)).collect();
            Ok(([(header::CACHE_CONTROL, FRESH)], Json(Proof { hashes })).into_response())
        }
        // Beyond the log.
        Err(AppError::Invalid(_)) => Err(Fault::NotFound),
        Err(other) => Err(other.into()),
    }
}

/// That an entry stands in the log of a size.
///
/// # Errors
///
/// Beyond the log.
pub async fn inclusion(
    State(app): State<AppState>,
    Path((index, size)): Path<(u64, u64)>,
) -> Result<Response, Fault> {
    proof(app.office.log_inclusion(index, size).await)
}

/// That the log of one size is a beginning of the log of another.
///
/// # Errors
///
/// Beyond the log.
pub async fn consistency(
    State(app): State<AppState>,
    Path((old, new)): Path<(u64, u64)>,
) -> Result<Response, Fault> {
    proof(app.office.log_consistency(old, new).await)
}

/// The proof of inclusion of a certificate with its checkpoint (C2SP tlog-proof): good offline.
///
/// # Errors
///
/// No such certificate.
pub async fn bundle(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let id: CertificateId = id.parse().map_err(|_| Fault::NotFound)?;
    Ok(text(app.office.log_proof(&id).await?.to_text()))
}
