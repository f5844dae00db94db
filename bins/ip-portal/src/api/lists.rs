//! Lists of matters over HTTP: lint, and the difference of two.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use ip_app::lists::Fees;
use ip_app::wire;
use ip_core::problem::Problems;
use ip_matters::diff::compare;
use ip_matters::lint::Lint;
use ip_matters::list::List;
use schemars::JsonSchema;
use serde::Deserialize;

use super::told;
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
            Ok(lint.report(&request.list, request.before.as_ref()))
        });
    told(&viewer, findings)
}

/// What differs between two lists, and whether it is better or worse for the applicant.
pub async fn diff(viewer: Viewer, body: Bytes) -> Response {
    let request = wire::read::<DiffRequest>("matters", &body).map_err(Problems::from);
    told(
        &viewer,
        request.map(|request| compare(&request.a, &request.b)),
    )
}
