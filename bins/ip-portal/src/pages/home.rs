//! `/`: what one can do here.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use crate::fault::Fault;
use crate::pages::matters::list::AREAS;
use crate::state::AppState;
use crate::view::parts::Link;
use crate::view::{Page, html};
use crate::viewer::Viewer;

/// How many matters are named on the front page.
const NAMED: usize = 6;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home {
    p: Page,
    often: Vec<Link>,
    areas: Vec<Link>,
    tools: Vec<Link>,
    outlets: usize,
    bundles: Vec<Link>,
    services: bool,
}

/// The front page.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "home-title");
    let library = &app.library;
    // Every sixth part of the list, so that each field of IP is seen.
    let local: Vec<_> = library
        .pack
        .entries
        .iter()
        .map(|entry| &entry.matter)
        .collect();
    let all: Vec<_> = library.catalogue.matters().collect();
    let matters = if local.is_empty() { all } else { local };
    let step = matters.len().div_ceil(NAMED).max(1);
    let often = matters.iter().step_by(step);
    let often = often.map(|m| Link::new(p.label(&m.name), format!("/matters/{}", m.id)));
    let areas = AREAS.map(|(area, key)| Link::new(p.t(key), format!("/matters?area={area}")));
    let tools = [
        ("fees-title", "/fees"),
        ("life-title", "/fees/life"),
        ("limits-title", "/limits"),
        ("identifier-title", "/identifiers"),
    ];
    html(&Home {
        tools: tools.map(|(key, href)| Link::new(p.t(key), href)).into(),
        often: often.collect(),
        areas: areas.into(),
        outlets: library.pack.outlets.len(),
        bundles: library
            .pack
            .bundles
            .iter()
            .map(|b| Link::new(p.label(&b.name), format!("/bundles/{}", b.id)))
            .collect(),
        services: !library.pack.service_lists.is_empty(),
        p,
    })
}
