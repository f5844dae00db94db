//! `/desk/handover`: a forwarded case as a package for the other place, and a package taken in here. `/my/claim`: its applicant
//! takes it up with the code of the other place.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::Role;
use ip_app::error::AppError;
use ip_app::handover::LARGEST;
use ip_core::problem::Problem;

use crate::download;
use crate::fault::Fault;
use crate::form::upload::{Limits, receive};
use crate::form::{Field, Form, Kind, Sent};
use crate::state::AppState;
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/handover.html")]
struct HandoverPage {
    p: Page,
    form: Form,
}

#[derive(Template)]
#[template(path = "pages/claim.html")]
struct ClaimPage {
    p: Page,
    form: Form,
}

/// The package of a forwarded case.
///
/// # Errors
///
/// Not for this role; no such case, or not a forwarded one.
pub async fn package(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Clerk, Role::Supervisor])?;
    let package = app.office.hand_over_case(&actor, &number).await?;
    Ok(download::file("handover.zip", "application/zip", package))
}

/// The form that takes a package in.
///
/// # Errors
///
/// Not for this role.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    app.actor(&viewer, &[Role::Clerk])?;
    let p = Page::new(&app, &viewer, "handover-title");
    page(p, Vec::new())
}

fn page(p: Page, refused: Vec<String>) -> Result<Html<String>, Fault> {
    let kind = Kind::File {
        accept: ".zip".to_owned(),
        limit: LARGEST,
        many: false,
    };
    let mut form = Form::new(vec![Field::new("package", p.t("handover-file"), kind)]);
    if !refused.is_empty() {
        form.refuse("package", refused.join(" "));
    }
    let desk = p.t("nav-desk").to_string();
    let mut p = p.below(desk, "/desk");
    p.refused = !form.is_sound();
    html(&HandoverPage { p, form })
}

/// Takes a package in: the case goes on here.
///
/// # Errors
///
/// As [`show`]; the store fails.
pub async fn take(
    State(app): State<AppState>,
    viewer: Viewer,
    body: Multipart,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Clerk])?;
    let limits = Limits {
        file: LARGEST,
        total: LARGEST,
        files: 1,
    };
    let received = receive(&app, &viewer, body, limits).await?;
    let p = Page::new(&app, &viewer, "handover-title");
    let refused = match (received.files.first(), received.refused.first()) {
        (_, Some(refused)) => {
            let problem = Problem::new(refused.code()).expected(refused.limit(&limits));
            vec![words::problem(&p, &problem)]
        }
        (None, None) => vec![words::problem(&p, &Problem::new("app.form.missing"))],
        (Some(file), None) => {
            let bytes = file.bytes().await.map_err(Fault::internal)?;
            match app.office.take_over(&actor, &bytes).await {
                Ok(case) => return Ok(Redirect::to(&format!("/cases/{case}")).into_response()),
                Err(error @ AppError::Invalid(_)) => words::error(&p, &error),
                Err(other) => return Err(other.into()),
            }
        }
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(p, refused)?).into_response())
}

/// The form for a number and a code.
///
/// # Errors
///
/// Not signed in as a person.
pub async fn ask_claim(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    app.actor(&viewer, &[Role::Person])?;
    claim_page(Page::new(&app, &viewer, "claim-title"), &[], None)
}

fn claim_page(
    p: Page,
    sent: &[(String, String)],
    refused: Option<String>,
) -> Result<Html<String>, Fault> {
    let code = Field::line("code", p.t("claim-code")).hint(p.t("claim-code-hint"));
    let mut form = Form::new(vec![Field::line("number", p.t("claim-number")), code]);
    form.fill(sent);
    if let Some(refused) = refused {
        form.refuse("code", refused);
    }
    let up = p.t("nav-my").to_string();
    let mut p = p.below(up, "/my");
    p.refused = !form.is_sound();
    html(&ClaimPage { p, form })
}

/// Puts a case that was handed over into the person's account.
///
/// # Errors
///
/// As [`ask_claim`]; the store fails.
pub async fn claim(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let office = &app.office;
    let done = office.claim_case(&actor, sent.get("number"), sent.get("code"));
    match done.await {
        Ok(case) => Ok(Redirect::to(&format!("/cases/{case}")).into_response()),
        Err(error @ AppError::Invalid(_)) => {
            let p = Page::new(&app, &viewer, "claim-title");
            let refused = words::error(&p, &error).join(" ");
            let page = claim_page(p, &sent.0, Some(refused))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
