//! Lists of matters over HTTP: lint, and the difference of two.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use ip_app::lists::Fees;
use ip_app::wire;
use ip_core::problem::Problems;
use ip_matters::diff::compare;
use ip_matters::lint::Lint;
use ip_matters::list::List;
use ip_matters::proofs::ProofList;
use schemars::JsonSchema;
use serde::Deserialize;

use super::fees::On;
use super::{refused, told};
use crate::fault::Fault;
use crate::pages;
use crate::state::AppState;
use crate::viewer::Viewer;

/// A list to judge.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LintRequest {
    /// The list.
    pub list: List,
    /// The list as it was published before, to find what it may not have lost.
    #[serde(default)]
    pub before: Option<List>,
    /// The published list of proofs that may be asked for, without which rule R12 is not checked.
    #[serde(default)]
    pub proofs: Option<ProofList>,
}

/// Two lists to compare.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DiffRequest {
    /// The first list.
    pub a: List,
    /// The second list; changes are seen from the first to it.
    pub b: List,
}

/// Every fault of a list, and each rule that was not checked.
pub async fn lint(State(app): State<AppState>, viewer: Viewer, body: Bytes) -> Response {
    let library = &app.library;
    let findings = wire::read::<LintRequest>("matters", &body)
        .map_err(Problems::from)
        .and_then(|request| {
            let fees = Fees::builtin()?;
            let lint = Lint::builtin(&library.catalogue, &library.regimes, &library.laws)?;
            let lint = lint.with_tariff(&fees);
            let lint = match &request.proofs {
                Some(proofs) => lint.with_proofs(proofs),
                None => lint,
            };
            Ok(lint.report(&request.list, request.before.as_ref()))
        });
    told(&viewer, findings)
}

/// How far the outlets of the place reach on a day.
///
/// # Errors
///
/// A damaged data file, which a test excludes.
pub async fn coverage(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(on): Query<On>,
) -> Result<Response, Fault> {
    match on.day(&app) {
        Ok(day) => Ok(Json(pages::coverage::count(&app, day)?).into_response()),
        Err(problem) => Ok(refused(&viewer, problem.into())),
    }
}

/// What differs between two lists, and whether it is better or worse for the applicant.
pub async fn diff(viewer: Viewer, body: Bytes) -> Response {
    let request = wire::read::<DiffRequest>("matters", &body).map_err(Problems::from);
    told(
        &viewer,
        request.map(|request| compare(&request.a, &request.b)),
    )
}
