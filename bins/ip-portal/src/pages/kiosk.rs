//! Reviews through somebody's hands: `/review/{service}/{code}` from a QR code or the tablet at a window,
//! `/kiosk` where the tablet starts again by itself, `/desk/phone-review` for an agent on the phone.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::service;
use ip_core::problem::Problem;
use ip_eval::codec::Channel;
use serde::Deserialize;

use crate::fault::Fault;
use crate::form::{Field, Form, Sent};
use crate::pages::certificates::qr_svg;
use crate::pages::desk::Act;
use crate::pages::reviews::{filled, form, refuse};
use crate::state::AppState;
use crate::view::sheet::Sheet;
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

/// Seconds after which the tablet at a window starts again, so that nobody sees what another one wrote.
const START_AGAIN: u32 = 90;
/// Seconds that the thanks stay on the tablet.
const THANKS: u32 = 8;

#[derive(Template)]
#[template(path = "pages/kiosk.html")]
struct KioskPage {
    p: Page,
    form: Form,
    action: String,
    /// Seconds until the page leads back to the start; absent on a person's own phone.
    again: Option<u32>,
    lead: String,
    button: String,
}

#[derive(Template)]
#[template(path = "pages/review-code.html")]
struct CodePage {
    p: Page,
    qr: String,
    address: String,
    code: String,
    tablet: String,
}

/// How the form was reached.
#[derive(Debug, Deserialize)]
pub struct Via {
    #[serde(default)]
    via: Option<String>,
}

impl Via {
    fn tablet(&self) -> bool {
        self.via.as_deref() == Some("tablet")
    }
}

/// Who records what came through a link: nobody's account.
fn link(app: &AppState) -> Actor {
    Actor {
        account: "review-link".to_owned(),
        role: Role::Person,
        at: app.now(),
    }
}

/// Refuses a code that is not the service's, and brakes guessing.
fn must_fit(app: &AppState, viewer: &Viewer, service: &str, code: &str) -> Result<(), Fault> {
    let braked = format!("review:{service}");
    let wait = app.throttle.wait(viewer.from, &braked, app.unix_now());
    if wait > 0 {
        return Err(Fault::Wait(wait));
    }
    if app.sessions.is_review_code(service, code) {
        return Ok(());
    }
    app.throttle.failed(viewer.from, &braked, app.unix_now());
    Err(Fault::NotFound)
}

/// The code of a finished service, for the person who received it: to scan, or to type on the tablet at the window.
///
/// # Errors
///
/// Not this person's case, or not finished.
pub async fn code(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Html<String>, Fault> {
    // Never for the staff: whoever has the code can write the review.
    let actor = app.actor(&viewer, &[Role::Person])?;
    app.office.case_for(&actor, &number).await?;
    let service = service::of_case(&number);
    app.office.reviews(&service).await?;
    let code = app.sessions.review_code(&service);
    let path = format!("/review/{service}/{code}");
    let address = format!("{}{path}", app.office.address);
    let p = Page::new(&app, &viewer, "review-code-title");
    html(&CodePage {
        qr: qr_svg(&address)?,
        tablet: format!("{path}?via=tablet"),
        address,
        code,
        p: p.below(&number, format!("/cases/{number}")),
    })
}

/// Where the tablet starts: the case number and the code from the receipt.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn start(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "kiosk-title");
    html(&start_page(p))
}

fn start_page(p: Page) -> KioskPage {
    KioskPage {
        form: Form::new(vec![
            Field::line("case", p.t("case-number")),
            Field::line("code", p.t("review-code")).hint(p.t("review-code-hint")),
        ]),
        action: "/kiosk".to_owned(),
        again: None,
        lead: p.t("kiosk-lead").to_string(),
        button: p.t("kiosk-button").to_string(),
        p,
    }
}

/// Leads from the start to the form.
///
/// # Errors
///
/// Too many wrong codes.
pub async fn enter(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Response, Fault> {
    let service = service::of_case(sent.get("case").trim());
    let code = sent.get("code").trim().to_lowercase();
    match must_fit(&app, &viewer, &service, &code) {
        Ok(()) => Ok(Redirect::to(&format!("/review/{service}/{code}?via=tablet")).into_response()),
        Err(Fault::NotFound) => {
            let mut page = start_page(Page::new(&app, &viewer, "kiosk-title"));
            page.form.fill(&sent.0);
            let wrong = page.p.t("kiosk-wrong").to_string();
            page.form.refuse("code", wrong);
            page.p.refused = true;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Err(other) => Err(other),
    }
}

/// The form, without signing in.
///
/// # Errors
///
/// Not the code of this service.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((service, code)): Path<(String, String)>,
    Query(via): Query<Via>,
) -> Result<Html<String>, Fault> {
    must_fit(&app, &viewer, &service, &code)?;
    let p = Page::new(&app, &viewer, "review-title");
    let given = app.office.reviews(&service).await?.state.original.is_some();
    if given {
        return thanks(p, &via);
    }
    let form = form(&app, &p, app.now().date_naive());
    html(&page(p, &service, &code, &via, form))
}

fn page(p: Page, service: &str, code: &str, via: &Via, form: Form) -> KioskPage {
    let query = if via.tablet() { "?via=tablet" } else { "" };
    KioskPage {
        form,
        action: format!("/review/{service}/{code}{query}"),
        again: via.tablet().then_some(START_AGAIN),
        lead: p
            .t("review-lead")
            .with("place", p.place().to_owned())
            .to_string(),
        button: p.t("review-send").to_string(),
        p,
    }
}

fn thanks(p: Page, via: &Via) -> Result<Html<String>, Fault> {
    html(&KioskPage {
        form: Form::default(),
        action: String::new(),
        again: via.tablet().then_some(THANKS),
        lead: p.t("reviewed-thanks").to_string(),
        button: String::new(),
        p,
    })
}

/// Takes the review.
///
/// # Errors
///
/// Not the code of this service, or the store fails.
pub async fn submit(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((service, code)): Path<(String, String)>,
    Query(via): Query<Via>,
    sent: Sent,
) -> Result<Response, Fault> {
    must_fit(&app, &viewer, &service, &code)?;
    let channel = if via.tablet() {
        Channel::HallTablet
    } else {
        Channel::QrCode
    };
    let done = match filled(&sent, channel, &viewer) {
        Ok(filled) => {
            app.office
                .review_through(&link(&app), &service, filled)
                .await
        }
        Err(problem) => Err(problem.into()),
    };
    let p = Page::new(&app, &viewer, "review-title");
    match done {
        Ok(_) => Ok(thanks(p, &via)?.into_response()),
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let mut form = form(&app, &p, app.now().date_naive());
            refuse(&p, &mut form, &sent, &error);
            let mut page = page(p, &service, &code, &via, form);
            page.p.refused = true;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The agent's form: which case the caller speaks of, then the review in the caller's words.
///
/// # Errors
///
/// Not for this role.
pub async fn phone(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    app.actor(&viewer, &[Role::Clerk])?;
    let p = Page::new(&app, &viewer, "phone-title");
    let form = phone_form(&app, &p);
    html(&phone_sheet(p, form, Vec::new()))
}

fn phone_form(app: &AppState, p: &Page) -> Form {
    let mut form = form(app, p, app.now().date_naive());
    form.fields
        .insert(0, Field::line("case", p.t("case-number")));
    form
}

fn phone_sheet(p: Page, form: Form, refused: Vec<String>) -> Sheet {
    let act = Act {
        title: p.t("phone-act").to_string(),
        button: p.t("review-send").to_string(),
        href: "/desk/phone-review".to_owned(),
        is_link: false,
        form,
    };
    let lead = p.t("phone-lead").to_string();
    Sheet {
        lead,
        acts: vec![act],
        ..Sheet::new(p)
    }
    .refused(refused)
}

/// Records what a caller said.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn record(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Clerk])?;
    let service = service::of_case(sent.get("case").trim());
    let done = match filled(&sent, Channel::Phone, &viewer) {
        Ok(filled) => app.office.review_through(&actor, &service, filled).await,
        Err(problem) => Err(problem.into()),
    };
    let p = Page::new(&app, &viewer, "phone-title");
    let error = match done {
        Ok(_) => {
            let mut sheet = phone_sheet(p.clone(), phone_form(&app, &p), Vec::new());
            sheet.lead = p.t("phone-done").to_string();
            return Ok(html(&sheet)?.into_response());
        }
        Err(AppError::NotFound(_)) => {
            AppError::from(Problem::new("app.form.reference").at("/fields/case"))
        }
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => error,
        Err(other) => return Err(other.into()),
    };
    let mut form = phone_form(&app, &p);
    refuse(&p, &mut form, &sent, &error);
    let sheet = phone_sheet(p.clone(), form, words::error(&p, &error));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&sheet)?).into_response())
}
