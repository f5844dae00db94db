//! `/my`: a person's matters, where each stands, and what is due.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use ip_app::actor::Role;
use ip_app::cases::Which;

use crate::fault::Fault;
use crate::pages::desk::{self, After};
use crate::state::AppState;
use crate::view::table::Table;
use crate::view::{Page, html};
use crate::viewer::Viewer;

/// Cases on one page.
const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "pages/my.html")]
struct MyPage {
    p: Page,
    table: Table,
    more: Option<String>,
}

/// The person's cases, newest first.
///
/// # Errors
///
/// Not signed in as a person; a place in the list that is none.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(After { after, .. }): Query<After>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let after = after.map(|text| text.parse()).transpose();
    let after = after.map_err(|_| Fault::BadRequest("after".to_owned()))?;
    let which = Which::Of(actor.account.clone());
    let (found, next) = app.office.cases(&which, after, PAGE).await?;
    let p = Page::new(&app, &viewer, "my-title");
    let table = desk::list(&app, &p, &actor, &found)?;
    let more = next.map(|cursor| viewer.here_with("after", &cursor.to_string()));
    html(&MyPage { p, table, more })
}
