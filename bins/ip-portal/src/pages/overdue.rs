//! `/overdue`: times that were not kept, and why (逾期公示), for everybody to read.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;

use crate::fault::Fault;
use crate::pages::desk::After;
use crate::state::AppState;
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

/// Cases on one page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "pages/overdue.html")]
struct OverduePage {
    p: Page,
    table: Table,
    more: Option<String>,
}

/// The list.
///
/// # Errors
///
/// A place in the list that is none; the store fails.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(here): Query<After>,
) -> Result<Html<String>, Fault> {
    let (all, next) = app.office.missed_times(here.cursor()?, PAGE).await?;
    let p = Page::new(&app, &viewer, "overdue-title");
    let mut table = Table::new(p.t("overdue-title"))
        .words(p.t("overdue-on"))
        .words(p.t("case-matter"))
        .words(p.t("overdue-office"))
        .words(p.t("case-clock"))
        .words(p.t("overdue-reasons"));
    for missed in all {
        let office = missed.body.as_ref().map(|body| p.label(body).to_owned());
        let reasons = missed.reasons.unwrap_or_default();
        table.rows.push(vec![
            Cell::Text(p.day(&missed.on)),
            Cell::Text(p.label(&missed.matter).to_owned()),
            Cell::Text(office.unwrap_or_default()),
            Cell::Text(words::name(&p, "clock-name", &missed.clock)),
            Cell::Text(reasons),
        ]);
    }
    let more = next.map(|cursor| viewer.here_with("after", &cursor.to_string()));
    html(&OverduePage { p, table, more })
}
