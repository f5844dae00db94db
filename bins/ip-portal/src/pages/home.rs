//! `/`: what one can do here.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use crate::fault::Fault;
use crate::state::AppState;
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home {
    p: Page,
}

/// The front page.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    html(&Home {
        p: Page::new(&app, &viewer, "home-title"),
    })
}
