//! `/certificates/{identifier}`: the face of a certificate, its QR code, its file.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use ip_app::actor::Role;
use ip_certs::certificate::{Certificate, FieldValue, State as Stands};
use ip_certs::face::{Face, QrPayload};
use ip_core::id::CertificateId;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::faces::{Drawn, Format};
use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind};
use crate::pages::desk::json;
use crate::pages::register::moment;
use crate::pages::sharing::field_names;
use crate::state::AppState;
use crate::view::parts::{Moment, Row};
use crate::view::sheet::Sheet;
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

/// The choice of everything that verifying without a network takes.
const BUNDLE: &str = "bundle";

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
    take: Form,
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
    let face = face(&app, &p, &certificate)?;
    let qr_text = certificate.qr_text().to_owned();
    let qr = qr_svg(&qr_text)?;
    let id = &certificate.record().identifier;
    let history = app.office.certificate_history(id).await?;
    let registered = app.office.registered(&identifier).await?;
    let own = viewer.signed_in()?.login == registered.owner;
    html(&CertificatePage {
        share: own && registered.state == Stands::Valid,
        history: history.iter().map(|d| moment(&p, d)).collect(),
        take: take(&app, &p, &certificate),
        p,
        identifier,
        state,
        face,
        qr,
        qr_text,
        case,
    })
}

/// In which form to take the certificate away, and what it shows.
fn take(app: &AppState, p: &Page, certificate: &Certificate) -> Form {
    let formats = Format::ALL.map(|format| {
        let name = json(&format);
        let mut choice = Choice::new(name.as_str(), p.t(&format!("take-{name}")));
        choice.hint = p.t(&format!("take-{name}-what")).to_string();
        choice
    });
    let mut bundle = Choice::new(BUNDLE, p.t("take-bundle"));
    bundle.hint = p.t("take-bundle-what").to_string();
    let formats = formats.into_iter().chain([bundle]).collect();
    let mut fields =
        vec![Field::new("format", p.t("take-format"), Kind::Radio(formats)).value("pdf")];
    let hidden = app.office.hidden_fields(certificate);
    if !hidden.is_empty() {
        let kind = app.office.kind_of(&certificate.record().identifier);
        let names = field_names(p, kind, &hidden);
        let choices = hidden.iter().zip(names);
        let choices = choices.map(|(name, label)| Choice::new(name.as_str(), label));
        let mut open = Field::new("open", p.t("take-open"), Kind::Checks(choices.collect()))
            .hint(p.t("take-open-hint"))
            .optional();
        open.values = hidden;
        fields.push(open);
    }
    Form::new(fields)
}

/// The certificate as a file to take away: `format`, and the fields that it opens (`open`, each by itself).
///
/// # Errors
///
/// As [`show`]; a format that is not known.
pub async fn download(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(identifier): Path<String>,
) -> Result<Response, Fault> {
    let (_, _, certificate) = open(&app, &viewer, &identifier).await?;
    let query = viewer.uri.query().unwrap_or_default();
    let asked: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let format = asked.iter().find(|(name, _)| name == "format");
    let format = format.map_or("", |(_, value)| value.as_str());
    let opened = asked.iter().filter(|(name, _)| name == "open");
    let opened: Vec<&str> = opened.map(|(_, value)| value.as_str()).collect();
    let shown = certificate.present(&opened);
    if format == BUNDLE {
        let bundle = app.office.bundle(shown, app.now()).await?;
        let headers = [
            (header::CONTENT_TYPE, "application/json".to_owned()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"{identifier}.bundle.json\""),
            ),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        return Ok((headers, bundle.to_json()).into_response());
    }
    let format = Format::ALL.into_iter().find(|known| json(known) == format);
    let format = format.ok_or_else(|| Fault::BadRequest("format".to_owned()))?;
    let drawn = app
        .faces
        .draw(shown.to_json(), format, viewer.lang())
        .await?;
    taken(&app, &viewer, &identifier, format, drawn)
}

/// A drawing as a file to take away, or the page that says why there is none.
///
/// # Errors
///
/// The page cannot be made.
pub fn taken(
    app: &AppState,
    viewer: &Viewer,
    name: &str,
    format: Format,
    drawn: Drawn,
) -> Result<Response, Fault> {
    let bytes = match drawn {
        Ok(bytes) => bytes,
        Err(problem) => {
            let p = Page::new(app, viewer, "take-failed");
            let why = words::problem(&p, &problem);
            let page = html(&Sheet::new(p).refused(vec![why]))?;
            return Ok((StatusCode::SERVICE_UNAVAILABLE, page).into_response());
        }
    };
    let (media, ending) = format.media();
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}{ending}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
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
/// The store fails, or the list cannot be written as JSON.
pub async fn trust(State(app): State<AppState>) -> Result<Response, Fault> {
    let list = app.office.trust_list().await?;
    let list = serde_json::to_string(&*list).map_err(Fault::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], list).into_response())
}

/// The face of a certificate as rows, and how many entries its holder did not show: which, nobody learns.
///
/// # Errors
///
/// A certificate of a kind that is not known here.
pub fn face(app: &AppState, p: &Page, certificate: &Certificate) -> Result<Vec<Row>, Fault> {
    let record = certificate.record();
    let Some(kind) = app.office.rules.kinds.get(&record.kind) else {
        return Ok(vec![Row::new(
            p.t("certificate-number"),
            record.number.as_str(),
        )]);
    };
    let face = Face::of(record, kind, false);
    let row = |line: &ip_certs::face::Line| Row {
        key: p.label(&line.label).to_owned(),
        value: line.value.as_ref().map(lines).unwrap_or_default(),
        change: None,
    };
    let hidden = certificate.hidden();
    let closed = (hidden > 0).then(|| {
        let count = p.t("certificate-hidden").with("count", hidden);
        Row::new(p.t("certificate-closed"), count.to_string())
    });
    Ok(face.lines.iter().map(row).chain(closed).collect())
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
