//! `/verify`: anyone checks a certificate, by identifier, by the text of its QR code, or by its file.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ip_app::certificates::{Copied, Presented, Shown, Verified};
use ip_app::error::AppError;
use ip_certs::verify::{CheckResult, Verdict};
use ip_core::problem::Problem;
use serde::Deserialize;

use crate::fault::Fault;
use crate::form::upload::{Limits, receive};
use crate::form::{Field, Form, Kind};
use crate::state::AppState;
use crate::view::parts::{Row, Tone};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::{pages::certificates, when};

/// The largest certificate file.
const LARGEST: u64 = 1024 * 1024;

#[derive(Template)]
#[template(path = "pages/verify.html")]
struct VerifyPage {
    p: Page,
    form: Form,
    answer: Option<Answer>,
}

/// What a verification says, for people.
struct Answer {
    identifier: String,
    verdict: String,
    tone: Tone,
    meaning: String,
    checks: Vec<Line>,
    face: Vec<Row>,
    at: String,
}

/// One check.
struct Line {
    name: String,
    result: String,
    tone: Tone,
    why: Option<String>,
}

/// What was typed, in the address, so that an answer can be shared.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    text: String,
}

/// The form, and the answer for an identifier or a QR text in the address.
///
/// # Errors
///
/// The store fails.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(Typed { text }): Query<Typed>,
) -> Result<Response, Fault> {
    let p = Page::new(&app, &viewer, "verify-title");
    if text.trim().is_empty() {
        return Ok(html(&VerifyPage {
            form: form(&p),
            answer: None,
            p,
        })?
        .into_response());
    }
    answer(&app, p, Presented::typed(&text), &text).await
}

/// Takes the text of a QR code, or a file.
///
/// # Errors
///
/// The store fails.
pub async fn check(
    State(app): State<AppState>,
    viewer: Viewer,
    body: Multipart,
) -> Result<Response, Fault> {
    let limits = Limits {
        file: LARGEST,
        total: LARGEST,
        files: 1,
    };
    let received = receive(&app, &viewer, body, limits).await?;
    let p = Page::new(&app, &viewer, "verify-title");
    let typed = received.pairs.iter().find(|(name, _)| name == "text");
    let typed = typed.map(|(_, text)| text.clone()).unwrap_or_default();
    if let Some(refused) = received.refused.first() {
        let problem = Problem::new(refused.code()).expected(refused.limit(&limits));
        return refuse(p, "file", &problem, &typed);
    }
    match received.files.into_iter().next() {
        Some(file) => {
            let bytes = file.bytes().await.map_err(Fault::internal)?;
            answer(&app, p, Presented::File(bytes), &typed).await
        }
        None if typed.trim().is_empty() => {
            refuse(p, "text", &Problem::new("app.form.missing"), &typed)
        }
        None => answer(&app, p, Presented::typed(&typed), &typed).await,
    }
}

fn form(p: &Page) -> Form {
    let file = Kind::File {
        accept: ".json".to_owned(),
        limit: LARGEST,
        many: false,
    };
    Form::new(vec![
        Field::line("text", p.t("verify-text"))
            .hint(p.t("verify-text-hint"))
            .optional(),
        Field::new("file", p.t("verify-file"), file).optional(),
    ])
}

fn refuse(mut p: Page, field: &str, problem: &Problem, typed: &str) -> Result<Response, Fault> {
    let mut form = form(&p);
    form.fill(&[("text".to_owned(), typed.to_owned())]);
    form.refuse(field, words::problem(&p, problem));
    p.refused = true;
    let page = html(&VerifyPage {
        p,
        form,
        answer: None,
    })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn answer(
    app: &AppState,
    p: Page,
    presented: Presented,
    typed: &str,
) -> Result<Response, Fault> {
    let field = if matches!(presented, Presented::File(_)) {
        "file"
    } else {
        "text"
    };
    match app.office.verify(presented, app.now()).await {
        Ok(verified) => {
            let mut form = form(&p);
            form.fill(&[("text".to_owned(), typed.to_owned())]);
            let answer = Some(tell(app, &p, &verified)?);
            Ok(html(&VerifyPage { form, answer, p })?.into_response())
        }
        Err(AppError::Invalid(problems)) => {
            let first = problems.0.first().cloned();
            refuse(
                p,
                field,
                &first.unwrap_or_else(|| Problem::new("app.form.missing")),
                typed,
            )
        }
        Err(AppError::NotFound(_)) => refuse(
            p,
            field,
            &Problem::new("app.certificate.unknown").found(typed.trim()),
            typed,
        ),
        Err(other) => Err(other.into()),
    }
}

fn tell(app: &AppState, p: &Page, verified: &Verified) -> Result<Answer, Fault> {
    let report = &verified.report;
    let checks = report.checks.iter().map(|check| {
        let tone = match check.result {
            CheckResult::Pass => Tone::Good,
            CheckResult::Fail => Tone::Bad,
            CheckResult::NotChecked => Tone::Care,
        };
        let why = check.code.as_ref().map(|code| {
            let mut problem = Problem::new(code.clone());
            problem.args.clone_from(&check.evidence);
            problem.expected = check.evidence.get("expected").cloned();
            problem.found = check.evidence.get("found").cloned();
            words::problem(p, &problem)
        });
        Line {
            name: words::name(p, "check", &check.name),
            result: words::name(p, "check-result", &check.result),
            tone,
            why,
        }
    });
    let face = match &verified.shown {
        Shown::File { certificate, copy } => {
            let mut face = certificates::face(app, p, certificate.record(), true)?;
            face.extend(copy.iter().flat_map(|copy| copied(p, copy)));
            face
        }
        Shown::Qr(qr) => certificates::stated(p, qr),
        Shown::Public {
            name,
            issuer,
            issued,
        } => vec![
            Row::new(p.t("certificate-name"), name.as_str()),
            Row::new(p.t("certificate-issuer"), issuer.as_str()),
            Row::new(p.t("certificate-issued"), p.day(issued)),
            Row::new(p.t("certificate-holder"), p.t("verify-not-shown")),
        ],
    };
    let verdict = json_name(&report.verdict);
    Ok(Answer {
        identifier: verified.identifier.to_string(),
        verdict: p.t(&format!("verdict-{verdict}")).to_string(),
        meaning: p.t(&format!("verdict-{verdict}-meaning")).to_string(),
        tone: match report.verdict {
            Verdict::Valid => Tone::Good,
            Verdict::ValidButStatusUnknown | Verdict::Suspended => Tone::Care,
            _ => Tone::Bad,
        },
        checks: checks.collect(),
        face,
        at: when::minute(report.at, p.lang()),
    })
}

/// What stands on an annotated copy, and whether it may still be used.
fn copied(p: &Page, copy: &Copied) -> Vec<Row> {
    let annotation = &copy.annotation;
    let state = match &copy.fault {
        None => p.t("copy-good").to_string(),
        Some(fault) => words::problem(p, fault),
    };
    vec![
        Row::new(p.t("copy-state"), state),
        Row::new(p.t("copy-maker"), annotation.maker.as_str()),
        Row::new(p.t("copy-recipient"), annotation.recipient.as_str()),
        Row::new(p.t("share-purpose"), annotation.purpose.as_str()),
        Row::new(p.t("copy-made"), when::minute(annotation.made_at, p.lang())),
        Row::new(
            p.t("share-until"),
            when::minute(annotation.expires_at, p.lang()),
        ),
    ]
}

fn json_name(verdict: &Verdict) -> String {
    crate::pages::desk::json(verdict)
}
