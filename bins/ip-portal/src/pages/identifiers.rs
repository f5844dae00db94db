//! `/identifiers`: whether a number is well formed, what kind it can be, and what is wrong with it.
//!
//! The number is sent in a form, never in an address: it may be a resident's.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use ip_core::id::{self, Report, Verdict};
use ip_core::problem::Problem;

use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::state::AppState;
use crate::view::parts::Tone;
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/identifiers.html")]
struct IdentifierPage {
    p: Page,
    form: Form,
    told: Option<Told>,
}

/// The answer in the words of the page.
struct Told {
    tone: Tone,
    verdict: String,
    readings: Vec<Reading>,
}

/// One kind that the text can be, or is asked to be.
struct Reading {
    kind: Option<String>,
    canonical: Option<String>,
    tone: Tone,
    verdict: String,
    problems: Vec<String>,
}

/// The route of this page.
pub fn routes() -> Router<AppState> {
    Router::new().route("/identifiers", get(show).post(check))
}

/// The question.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "identifier-title");
    html(&IdentifierPage {
        form: form(&p),
        told: None,
        p,
    })
}

/// The answer.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn check(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Html<String>, Fault> {
    let mut p = Page::new(&app, &viewer, "identifier-title");
    let mut form = form(&p);
    form.fill(&sent.0);
    let text = form.typed("text").to_owned();
    let told = if text.is_empty() {
        let missing = Problem::new("app.form.missing");
        form.refuse("text", words::problem(&p, &missing));
        None
    } else {
        // The list holds kinds alone; anything else is as if nothing was chosen.
        let kind = form.typed("kind").parse().ok();
        Some(tell(&p, id::check(kind, &text, Some(p.today()))))
    };
    p.refused = !form.is_sound();
    html(&IdentifierPage { p, form, told })
}

fn form(p: &Page) -> Form {
    let kinds = id::Kind::ALL.iter().map(|kind| {
        let name = p.t(&format!("identifier-kind-{kind}")).to_string();
        Choice::new(kind.as_str(), name)
    });
    let kind = Field::new(
        "kind",
        p.t("identifier-kind"),
        Kind::Select(kinds.collect()),
    );
    Form::new(vec![
        Field::line("text", p.t("identifier-text")).hint(p.t("identifier-text-hint")),
        kind.hint(p.t("identifier-kind-hint")).optional(),
    ])
}

/// Each kind that the text can be; the whole answer where there is none, or one was asked for.
fn tell(p: &Page, report: Report) -> Told {
    let whole = Reading::new(
        p,
        report.kind,
        report.canonical,
        report.verdict,
        &report.problems,
    );
    let each = report.candidates.into_iter();
    let each = each.map(|c| Reading::new(p, Some(c.kind), c.canonical, c.verdict, &c.problems));
    let mut readings: Vec<Reading> = each.collect();
    let (tone, verdict) = (whole.tone, whole.verdict.clone());
    if readings.is_empty() {
        readings.push(whole);
    }
    Told {
        tone,
        verdict,
        readings,
    }
}

impl Reading {
    fn new(
        p: &Page,
        kind: Option<id::Kind>,
        canonical: Option<String>,
        is: Verdict,
        problems: &[Problem],
    ) -> Self {
        let (tone, verdict) = verdict(p, is);
        Self {
            kind: kind.map(|kind| p.t(&format!("identifier-kind-{kind}")).to_string()),
            canonical,
            tone,
            verdict,
            problems: problems
                .iter()
                .map(|found| words::problem(p, found))
                .collect(),
        }
    }
}

fn verdict(p: &Page, verdict: Verdict) -> (Tone, String) {
    let tone = match verdict {
        Verdict::Valid => Tone::Good,
        Verdict::Warning => Tone::Care,
        Verdict::Invalid => Tone::Bad,
    };
    (tone, words::name(p, "identifier-is", &verdict))
}
