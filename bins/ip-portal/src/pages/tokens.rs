//! `/use/tokens`: an organisation makes tokens for its programs, and revokes them one by one.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_core::problem::Problem;

use crate::fault::Fault;
use crate::form::{Field, Form, Sent};
use crate::pages::desk::Act;
use crate::pages::requester::organisation;
use crate::state::AppState;
use crate::tokens::{LABEL, MOST, Token};
use crate::view::parts::{Row, Tone};
use crate::view::sheet::{Notice, Sheet};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

/// Every token, and the form for one more.
///
/// # Errors
///
/// Not the account of an organisation.
pub async fn list(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    html(&page(&app, &viewer, None)?)
}

fn page(app: &AppState, viewer: &Viewer, refused: Option<&Problem>) -> Result<Sheet, Fault> {
    let (actor, _) = organisation(app, viewer)?;
    let p = Page::new(app, viewer, "token-title");
    let mut table = Table::new(p.t("token-title"))
        .words(p.t("token-label"))
        .words(p.t("token-id"))
        .words(p.t("token-made"))
        .words(p.t("token-standing"));
    for token in app.tokens.of(&actor.account) {
        table.rows.push(vec![
            Cell::Link {
                label: token.label.clone(),
                href: format!("/use/tokens/{}", token.id),
            },
            Cell::Text(token.id.clone()),
            Cell::Text(when::minute(token.made, p.lang())),
            Cell::Badge {
                label: standing(&p, &token),
                tone: if token.revoked.is_some() {
                    Tone::Care
                } else {
                    Tone::Good
                },
            },
        ]);
    }
    let label = Field::line("label", p.t("token-label")).hint(p.t("token-label-hint"));
    let mut act = Act {
        title: p.t("token-make").to_string(),
        button: p.t("token-make-button").to_string(),
        href: "/use/tokens".to_owned(),
        is_link: false,
        form: Form::new(vec![label]),
    };
    let refused = refused.map(|problem| words::problem(&p, problem));
    if let Some(text) = &refused {
        act.form.refuse("label", text.clone());
    }
    let lead = p.t("token-lead").with("account", actor.account).to_string();
    let none = p.t("token-none").to_string();
    let back = p.t("use-title").to_string();
    Ok(Sheet {
        lead,
        tables: vec![(table, none)],
        acts: vec![act],
        ..Sheet::new(p.below(back, "/use"))
    }
    .refused(refused.into_iter().collect()))
}

fn standing(p: &Page, token: &Token) -> String {
    match token.revoked {
        None => p.t("token-good").to_string(),
        Some(at) => p
            .t("token-revoked")
            .with("at", when::minute(at, p.lang()))
            .to_string(),
    }
}

/// Makes a token, which is shown now and never again.
///
/// # Errors
///
/// Not the account of an organisation, or the disk fails.
pub async fn make(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Response, Fault> {
    let (actor, _) = organisation(&app, &viewer)?;
    let label = sent.get("label").trim();
    let wrong = if label.is_empty() {
        Some(Problem::new("app.form.missing"))
    } else if label.chars().count() > LABEL {
        Some(Problem::new("app.form.too-long").expected(LABEL))
    } else {
        None
    };
    let made = match wrong {
        Some(problem) => Err(problem),
        None => {
            let made = app
                .tokens
                .make(&app.data, &app.sessions, &actor.account, label, app.now());
            let made = made.map_err(Fault::internal)?;
            made.ok_or_else(|| Problem::new("app.token.too-many").expected(MOST))
        }
    };
    let token = match made {
        Ok(token) => token,
        Err(problem) => {
            let page = html(&page(&app, &viewer, Some(&problem))?)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut page = page(&app, &viewer, None)?;
    page.lead = page.p.t("token-shown").to_string();
    page.notice = Some(Notice {
        large: true,
        ..Notice::new(Tone::Good, page.p.t("token-new"), token)
    });
    // The token stands on this page alone.
    Ok(([(header::CACHE_CONTROL, "no-store")], html(&page)?).into_response())
}

fn own(app: &AppState, viewer: &Viewer, id: &str) -> Result<Token, Fault> {
    let (actor, _) = organisation(app, viewer)?;
    let mut all = app.tokens.of(&actor.account).into_iter();
    all.find(|token| token.id == id).ok_or(Fault::NotFound)
}

/// One token, with the button that revokes it.
///
/// # Errors
///
/// Not this account's.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Html<String>, Fault> {
    let token = own(&app, &viewer, &id)?;
    let p = Page::new(&app, &viewer, "token-one");
    let acts = token.revoked.is_none().then(|| Act {
        title: p.t("token-revoke").to_string(),
        button: p.t("token-revoke-button").to_string(),
        href: format!("/use/tokens/{id}/revoke"),
        is_link: false,
        form: Form::new(Vec::new()),
    });
    let rows = vec![
        Row::new(p.t("token-label"), token.label.as_str()),
        Row::new(p.t("token-id"), token.id.as_str()),
        Row::new(p.t("token-made"), when::minute(token.made, p.lang())),
        Row::new(p.t("token-standing"), standing(&p, &token)),
    ];
    let back = p.t("token-title").to_string();
    html(&Sheet {
        rows,
        acts: acts.into_iter().collect(),
        ..Sheet::new(p.below(back, "/use/tokens"))
    })
}

/// Revokes a token at once.
///
/// # Errors
///
/// Not this account's, or the disk fails.
pub async fn revoke(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    _: Sent,
) -> Result<Response, Fault> {
    let (actor, _) = organisation(&app, &viewer)?;
    let done = app
        .tokens
        .revoke(&app.data, &actor.account, &id, app.now())
        .map_err(Fault::internal)?;
    if !done {
        return Err(Fault::NotFound);
    }
    Ok(Redirect::to("/use/tokens").into_response())
}
