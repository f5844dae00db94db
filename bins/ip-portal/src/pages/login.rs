//! `/login` and `/logout`: the door.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::data_dir::random;
use crate::fault::Fault;
use crate::form::{Field, Form, Kind, Sent};
use crate::layer::{is_https, set_cookie};
use crate::session::{SESSION_COOKIE, SESSION_SECONDS};
use crate::state::AppState;
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/login.html")]
struct Login {
    p: Page,
    form: Form,
    next: String,
}

/// The address a sign-in comes back to.
#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The sign-in page.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(Next { next }): Query<Next>,
) -> Result<Response, Fault> {
    let next = own_address(&next).to_owned();
    if viewer.who.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    Ok(page(&app, &viewer, form(&app, &viewer), next)?.into_response())
}

/// Checks login and password, and starts a session.
///
/// # Errors
///
/// Too many tries from the same place, or the page cannot be rendered.
pub async fn enter(
    State(app): State<AppState>,
    viewer: Viewer,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Fault> {
    let next = own_address(sent.get("next")).to_owned();
    // Longer than any login, short enough to be counted.
    let login: String = sent.get("login").trim().chars().take(64).collect();
    let now = app.unix_now();
    let wait = app.throttle.wait(viewer.from, &login, now);
    if wait > 0 {
        return Err(Fault::Wait(wait));
    }
    let password = sent.get("password").to_owned();
    let found = {
        let (app, login) = (app.clone(), login.clone());
        let check = move || app.accounts.check(&login, &password).cloned();
        let checked = tokio::task::spawn_blocking(check);
        checked.await.map_err(Fault::internal)?
    };
    let Some(account) = found else {
        app.throttle.failed(viewer.from, &login, now);
        let mut form = form(&app, &viewer);
        form.fill(&sent.0);
        form.refuse("login", app.texts.t(viewer.lang(), "login-refused"));
        let page = page(&app, &viewer, form, next)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    app.throttle.succeeded(viewer.from, &login);
    // A fresh nonce: forms from before the sign-in are worth nothing after it.
    let nonce = random().map_err(Fault::internal)?;
    let value = app.sessions.issue(&account.login, &nonce, now);
    let cookie = set_cookie(
        SESSION_COOKIE,
        &value,
        Some(SESSION_SECONDS),
        is_https(&headers),
    );
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response())
}

/// Ends the session.
pub async fn leave(headers: HeaderMap, _: Sent) -> Response {
    let cookie = set_cookie(SESSION_COOKIE, "", Some(0), is_https(&headers));
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

fn form(app: &AppState, viewer: &Viewer) -> Form {
    let t = |key| app.texts.t(viewer.lang(), key);
    let line = |input, autocomplete| Kind::Line {
        input,
        autocomplete,
    };
    Form::new(vec![
        Field::new("login", t("login-name"), line("text", "username")),
        Field::new(
            "password",
            t("login-password"),
            line("password", "current-password"),
        ),
    ])
}

fn page(app: &AppState, viewer: &Viewer, form: Form, next: String) -> Result<Html<String>, Fault> {
    let mut p = Page::new(app, viewer, "login-title");
    p.refused = !form.is_sound();
    html(&Login { p, form, next })
}

/// An address of this portal; anything that could lead elsewhere becomes the front page.
fn own_address(next: &str) -> &str {
    let leads_away = next.starts_with("//") || next.contains(['\\', '\r', '\n', '\t']);
    if next.starts_with('/') && !leads_away {
        next
    } else {
        "/"
    }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn a_sign_in_never_leads_away() {
        assert_eq!(own_address("/matters?q=1"), "/matters?q=1");
        for away in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "/\t/x",
        ] {
            assert_eq!(own_address(away), "/");
        }
    }
}
