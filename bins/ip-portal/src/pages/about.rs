//! `/about`: what this is, what is not official, and whom to turn to.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use crate::fault::Fault;
use crate::state::AppState;
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/about.html")]
struct About {
    p: Page,
}

/// What this is.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    html(&About {
        p: Page::new(&app, &viewer, "about-title"),
    })
}
