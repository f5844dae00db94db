//! `/verify`: anyone checks a certificate, by identifier, by its QR code (typed, scanned, or in a picture),
//! or by its file (JSON, OFD, PDF).

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use ip_app::certificates::{Presented, Shown, Verified};
use ip_app::error::AppError;
use ip_certs::share::Annotation;
use ip_certs::verify::{Check, CheckName, CheckResult, Verdict};
use ip_core::problem::Problem;
use serde::Deserialize;

use crate::faces::Handed;
use crate::fault::{Failed, Fault};
use crate::form::upload::{Limits, receive};
use crate::form::{Field, Form, Kind};
use crate::state::AppState;
use crate::view::parts::{Row, Tone};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::{pages::certificates, when};

/// The largest file: a picture of a phone.
const LARGEST: u64 = 8 * 1024 * 1024;
/// The evidence that the page tells, in this order.
const EVIDENCE: [&str; 8] = [
    "key", "created", "typeCode", "source", "place", "quorum", "maker", "until",
];
/// This page alone may ask for the camera, and only for itself.
const CAMERA: (HeaderName, &str) = (
    HeaderName::from_static("permissions-policy"),
    "camera=(self), geolocation=(), microphone=()",
);

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
    /// What was looked at, and as of when.
    facts: Vec<String>,
    /// The version that replaced it.
    successor: Option<String>,
}

/// The identifier in the address, so that an answer can be shared.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    text: String,
}

/// The form, and the answer for an identifier in the address.
///
/// # Errors
///
/// The text of a QR code in the address, or the store fails.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(Typed { text }): Query<Typed>,
) -> Result<Response, Fault> {
    let p = Page::new(&app, &viewer, "verify-title");
    if text.trim().is_empty() {
        let page = html(&VerifyPage {
            form: form(&p),
            answer: None,
            p,
        })?;
        return Ok(([CAMERA], page).into_response());
    }
    let presented = Presented::typed(&text);
    if matches!(presented, Presented::Qr(_)) {
        // It names people, and addresses are kept in many places: only the form takes it.
        return Err(Fault::BadRequest("text".to_owned()));
    }
    let verified = app.office.verify(presented, app.now()).await;
    answer(&app, p, verified.map_err(Failed::App), "text", &text)
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
        Some(upload) => {
            let bytes = upload.bytes().await.map_err(Fault::internal)?;
            let account = viewer.signed_in().ok();
            let own = account.and_then(|account| account.organisation.as_deref());
            // Whoever is signed in need not say who asks.
            let said = received.pairs.iter().find(|(name, _)| name == "recipient");
            let said = said.map(|(_, code)| code.trim());
            let asker = own.or(said).filter(|code| !code.is_empty());
            answer(&app, p, file(&app, bytes, asker).await, "file", &typed)
        }
        None if typed.trim().is_empty() => {
            refuse(p, "text", &Problem::new("app.form.missing"), &typed)
        }
        None => {
            let verified = app.office.verify(Presented::typed(&typed), app.now()).await;
            answer(&app, p, verified.map_err(Failed::App), "text", &typed)
        }
    }
}

/// Verifies what someone hands over as a file, see [`crate::faces::Faces::read`]; `asker` as in
/// [`ip_app::app::App::verify_for`].
///
/// # Errors
///
/// The problems of the file; not found for an identifier that the register does not know.
pub async fn file(app: &AppState, bytes: Vec<u8>, asker: Option<&str>) -> Result<Verified, Failed> {
    let Handed { presented, drawing } = app.faces.read(bytes).await??;
    let mut verified = app.office.verify_for(presented, asker, app.now()).await?;
    if let Some(drawing) = drawing {
        verified.report = verified.report.drawn(drawing);
    }
    Ok(verified)
}

fn form(p: &Page) -> Form {
    let file = Kind::File {
        accept: ".pdf,.ofd,.json,.txt,image/png,image/jpeg".to_owned(),
        limit: LARGEST,
        many: false,
    };
    Form::new(vec![
        Field::line("text", p.t("verify-text"))
            .hint(p.t("verify-text-hint"))
            .optional(),
        Field::new("file", p.t("verify-file"), file)
            .hint(p.t("verify-file-hint"))
            .optional(),
        Field::line("recipient", p.t("verify-recipient"))
            .hint(p.t("verify-recipient-hint"))
            .optional(),
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
    Ok((StatusCode::UNPROCESSABLE_ENTITY, [CAMERA], page).into_response())
}

fn answer(
    app: &AppState,
    p: Page,
    verified: Result<Verified, Failed>,
    field: &str,
    typed: &str,
) -> Result<Response, Fault> {
    let problem = match verified {
        Ok(verified) => {
            let mut form = form(&p);
            form.fill(&[("text".to_owned(), typed.to_owned())]);
            let answer = Some(tell(app, &p, &verified)?);
            let page = html(&VerifyPage { form, answer, p })?;
            return Ok(([CAMERA], page).into_response());
        }
        Err(Failed::App(AppError::Invalid(problems))) => {
            let first = problems.0.into_iter().next();
            first.unwrap_or_else(|| Problem::new("app.form.missing"))
        }
        Err(Failed::App(AppError::NotFound(_))) => {
            Problem::new("app.certificate.unknown").found(typed.trim())
        }
        Err(Failed::App(other)) => return Err(other.into()),
        Err(Failed::Fault(fault)) => return Err(fault),
    };
    refuse(p, field, &problem, typed)
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
        let name = words::name(p, "check", &check.name);
        // Made once for each signature.
        let of = check.evidence.get("algorithm");
        let of = of.map(|algorithm| format!(" ({})", p.t(&format!("algorithm-{algorithm}"))));
        Line {
            name: name + &of.unwrap_or_default(),
            facts: facts(p, check),
            successor: check.evidence.get("successor").cloned(),
            result: words::name(p, "check-result", &check.result),
            tone,
            why,
        }
    });
    let face = match &verified.shown {
        Shown::File { certificate, copy } => {
            let mut face = certificates::face(app, p, certificate)?;
            face.extend(copy.iter().flat_map(|annotation| copied(p, annotation)));
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
    // The status may be known, and something else unchecked.
    let status = report.result(CheckName::Status);
    let unknown = report.verdict == Verdict::ValidButStatusUnknown;
    let verdict = if unknown && status == Some(CheckResult::Pass) {
        "valid-but-unchecked".to_owned()
    } else {
        json_name(&report.verdict)
    };
    let open = report.checks.iter();
    let open = open.filter(|check| check.result == CheckResult::NotChecked);
    let open: Vec<String> = open
        .map(|check| words::name(p, "check", &check.name))
        .collect();
    let open = open.join(&p.t("list-comma").to_string());
    let meaning = format!("verdict-{verdict}-meaning");
    Ok(Answer {
        identifier: verified.identifier.to_string(),
        verdict: p.t(&format!("verdict-{verdict}")).to_string(),
        meaning: p.t(&meaning).with("checks", open).to_string(),
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

/// The evidence of a check that people can use, each with its name; instants on a Chinese clock.
fn facts(p: &Page, check: &Check) -> Vec<String> {
    let mut facts = Vec::new();
    for key in EVIDENCE {
        let Some(value) = check.evidence.get(key) else {
            continue;
        };
        let at = DateTime::parse_from_rfc3339(value)
            .or_else(|_| DateTime::parse_from_str(value, "%Y-%m-%d %H:%M:%S %:z"));
        let value = match at {
            Ok(at) => when::minute(at.with_timezone(&when::china()), p.lang()),
            Err(_) if key == "source" => p.t(&format!("evidence-source-{value}")).to_string(),
            Err(_) => value.clone(),
        };
        let label = p.t(&format!("evidence-{key}")).to_string();
        facts.push(format!("{label} {value}"));
    }
    if let Some(at) = check.at {
        let at = when::minute(at.with_timezone(&when::china()), p.lang());
        facts.push(p.t("evidence-at").with("at", at).to_string());
    }
    facts
}

/// What stands on an annotated copy; whether it may still be used is among the checks.
fn copied(p: &Page, annotation: &Annotation) -> Vec<Row> {
    vec![
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
