//! The JSON API under `/api/v1`: the same requests and responses as the command line.
//!
//! A refused request is answered with status 422 and the body `{"error": {code, pointer, title, …}}`;
//! every other error is an RFC 9457 problem, made by [`crate::layer`].

pub mod endpoint;
pub mod fees;
pub mod lists;
pub mod openapi;
pub mod sharing;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use ip_app::certificates::Presented;
use ip_app::error::AppError;
use ip_app::speech::Speech;
use ip_app::wire::{self, Refusal};
use ip_core::problem::Problems;
use ip_core::{id, period};
use ip_eval::metric::MetricsRequest;
use serde::Serialize;

use crate::fault::{Failed, Fault};
use crate::pages;
use crate::state::AppState;
use crate::viewer::Viewer;

/// The longest request in bytes.
const LARGEST: usize = 1024 * 1024;

/// The routes below `/api`: those of the list of endpoints.
pub fn router() -> Router<AppState> {
    let mut router = Router::new();
    for endpoint in endpoint::all() {
        router = router.route(endpoint.path, endpoint.route);
    }
    router
        .layer(DefaultBodyLimit::max(LARGEST))
        .fallback(|| async { Fault::NotFound })
}

fn refused(viewer: &Viewer, problems: Problems) -> Response {
    let refusal = Refusal::new(Speech::builtin(), viewer.lang(), problems.0);
    (StatusCode::UNPROCESSABLE_ENTITY, Json(refusal)).into_response()
}

fn told<T: Serialize>(viewer: &Viewer, answer: Result<T, Problems>) -> Response {
    match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(problems) => refused(viewer, problems),
    }
}

async fn identifier(viewer: Viewer, body: Bytes) -> Response {
    let request = wire::read::<id::Request>("core", &body);
    told(
        &viewer,
        request.map_err(Into::into).map(|request| request.answer()),
    )
}

async fn deadline(State(app): State<AppState>, viewer: Viewer, body: Bytes) -> Response {
    let answer = wire::read::<period::Request>("core", &body)
        .map_err(Problems::from)
        .and_then(|request| {
            let rules = &app.library;
            rules.limits.deadline(&request, &rules.calendar)
        });
    told(&viewer, answer)
}

async fn metrics(viewer: Viewer, body: Bytes) -> Response {
    let request = wire::read::<MetricsRequest>("eval", &body).map_err(Problems::from);
    told(&viewer, request.and_then(|request| request.answer()))
}

/// Verifies a file (JSON, OFD, PDF, a picture of the QR code), or the text of a QR code, or an identifier.
async fn verify(
    State(app): State<AppState>,
    viewer: Viewer,
    body: Bytes,
) -> Result<Response, Fault> {
    let id = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let verified = match std::str::from_utf8(&body) {
        Ok(text) if id(text) => {
            let verified = app.office.verify(Presented::typed(text), app.now());
            verified.await.map_err(Failed::App)
        }
        _ => pages::verify::file(&app, body.to_vec(), None).await,
    };
    match verified {
        Ok(verified) => Ok(Json(verified.report).into_response()),
        Err(Failed::App(AppError::Invalid(problems))) => Ok(refused(&viewer, problems)),
        Err(Failed::App(other)) => Err(other.into()),
        Err(Failed::Fault(fault)) => Err(fault),
    }
}

async fn figures(State(app): State<AppState>) -> Result<Response, Fault> {
    Ok(Json(app.office.figures(app.now()).await?).into_response())
}

/// The guides of every matter handled here.
async fn matters(State(app): State<AppState>) -> Response {
    let day = app.now().date_naive();
    let entries = &app.library.pack.entries;
    let guides = entries
        .iter()
        .filter_map(|e| app.library.guide(e.matter.id.as_str(), day));
    Json(guides.collect::<Vec<_>>()).into_response()
}

async fn guide(State(app): State<AppState>, Path(matter): Path<String>) -> Result<Response, Fault> {
    let guide = app
        .library
        .guide(&matter, app.now().date_naive())
        .ok_or(Fault::NotFound)?;
    Ok(([(header::CACHE_CONTROL, "max-age=60")], Json(guide)).into_response())
}
