//! `/certificates/{identifier}`: the face of a certificate, its QR code, its file.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use ip_app::actor::Role;
use ip_certs::certificate::{Certificate, FieldValue, Record, State as Stands};
use ip_certs::face::{Face, QrPayload};
use ip_core::id::CertificateId;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::fault::Fault;
use crate::pages::register::moment;
use crate::state::AppState;
use crate::view::parts::{Moment, Row};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/certificate.html")]
struct CertificatePage {
    p: Page,
    identifier: String,
    state: String,
    face: Vec<Row>,
    qr: String,
    qr_text: String,
    case: String,
    share: bool,
    history: Vec<Moment>,
}

async fn open(
    app: &AppState,
    viewer: &Viewer,
    identifier: &str,
) -> Result<(String, String, Certificate), Fault> {
    let roles = [
        Role::Person,
        Role::Clerk,
        Role::Reviewer,
        Role::Supervisor,
        Role::Administrator,
    ];
    let actor = app.actor(viewer, &roles)?;
    let id: CertificateId = identifier.parse().map_err(|_| Fault::NotFound)?;
    let registered = app.office.registered(identifier).await?;
    // A certificate is its holder's: whoever may not see the case may not see it.
    app.office.case_for(&actor, &registered.case).await?;
    let p = Page::new(app, viewer, "certificate-title");
    let state = words::name(&p, "certificate-state", &registered.state);
    Ok((state, registered.case, app.office.certificate(&id).await?))
}

/// The face, for its holder and the staff.
///
/// # Errors
///
/// No such certificate, or not this person's.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(identifier): Path<String>,
) -> Result<Html<String>, Fault> {
    let (state, case, certificate) = open(&app, &viewer, &identifier).await?;
    let mut p =
        Page::new(&app, &viewer, "certificate-title").below(&case, format!("/cases/{case}"));
    p.title.clone_from(&certificate.record().name);
    let face = face(&app, &p, certificate.record(), false)?;
    let qr_text = certificate.qr_text().to_owned();
    let qr = qr_svg(&qr_text)?;
    let id = &certificate.record().identifier;
    let history = app.office.certificate_history(id).await?;
    let registered = app.office.registered(&identifier).await?;
    let own = viewer.signed_in()?.login == registered.owner;
    html(&CertificatePage {
        share: own && registered.state == Stands::Valid,
        history: history.iter().map(|d| moment(&p, d)).collect(),
        p,
        identifier,
        state,
        face,
        qr,
        qr_text,
        case,
    })
}

/// The file: canonical JSON that anyone can verify offline.
///
/// # Errors
///
/// As [`show`].
pub async fn file(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(identifier): Path<String>,
) -> Result<Response, Fault> {
    let (_, _, certificate) = open(&app, &viewer, &identifier).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{identifier}.json\""),
        ),
    ];
    Ok((headers, certificate.to_json()).into_response())
}

/// Whom a verifier should believe: the public keys of the offices here.
///
/// # Errors
///
/// The list cannot be written as JSON.
pub async fn trust(State(app): State<AppState>) -> Result<Response, Fault> {
    let list = serde_json::to_string(app.office.trust_list()).map_err(Fault::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], list).into_response())
}

/// The face of a record as rows; absent fields are hidden ones where `hidden`.
///
/// # Errors
///
/// A certificate of a kind that is not known here.
pub fn face(app: &AppState, p: &Page, record: &Record, hidden: bool) -> Result<Vec<Row>, Fault> {
    let Some(kind) = app.office.rules.kinds.get(&record.kind) else {
        return Ok(vec![Row::new(
            p.t("certificate-number"),
            record.number.as_str(),
        )]);
    };
    let face = Face::of(record, kind, hidden);
    let row = |line: &ip_certs::face::Line| Row {
        key: p.label(&line.label).to_owned(),
        value: match &line.value {
            Some(value) => lines(value),
            None => vec![p.t("certificate-hidden").to_string()],
        },
        change: None,
    };
    Ok(face.lines.iter().map(row).collect())
}

/// What a QR code states, as rows.
pub fn stated(p: &Page, qr: &QrPayload) -> Vec<Row> {
    let mut rows = vec![
        Row::new(p.t("certificate-name"), qr.name.as_str()),
        Row::new(p.t("certificate-number"), qr.number.as_str()),
        Row {
            value: qr.holders.clone(),
            ..Row::new(p.t("certificate-holder"), "")
        },
        Row::new(p.t("certificate-issued"), p.day(&qr.issued)),
    ];
    if let Some(until) = qr.valid_until {
        rows.push(Row::new(p.t("certificate-until"), p.day(&until)));
    }
    rows
}

fn lines(value: &FieldValue) -> Vec<String> {
    match value {
        FieldValue::Text(text) => vec![text.clone()],
        FieldValue::List(items) => items.clone(),
        FieldValue::Table(rows) => rows
            .iter()
            .map(|row| row.values().cloned().collect::<Vec<_>>().join(" "))
            .collect(),
    }
}

/// A QR code as SVG that a page shows inline.
///
/// # Errors
///
/// The text is too long for a QR code.
pub fn qr_svg(text: &str) -> Result<String, Fault> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Fault::internal)?;
    let svg = code
        .render::<svg::Color>()
        .min_dimensions(240, 240)
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .build();
    // The declaration of a file of its own has no place inside a page.
    Ok(svg
        .split_once("?>")
        .map_or(svg.clone(), |(_, drawing)| drawing.to_owned()))
}
