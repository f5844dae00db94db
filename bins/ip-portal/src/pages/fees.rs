//! `/fees`: what acts cost, what a patent costs for life, and each fee item over time.

pub mod act;
pub mod facts;
pub mod item;
pub mod life;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use ip_fees::request::ActKind;

use crate::fault::Fault;
use crate::state::AppState;
use crate::view::parts::Link;
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/fees.html")]
struct FeesPage {
    p: Page,
    acts: Vec<(String, Vec<Link>)>,
    items: Vec<(String, Vec<Link>)>,
}

/// The routes of this family.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/fees", get(show))
        .route("/fees/acts/{act}", get(act::show))
        .route("/fees/items/{item}", get(item::show))
        .route("/fees/life", get(life::show))
        .route("/fees/life.csv", get(life::csv))
        .route("/fees/life.xlsx", get(life::xlsx))
        .route("/fees/life.ics", get(life::ics))
        .route("/fees/life.json", get(life::json))
}

/// Every act and every fee item.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "fees-title");
    let mut acts: Vec<(String, Vec<Link>)> = Vec::new();
    for kind in ActKind::ALL {
        let code = kind.code();
        let group = p.t(&format!("fee-group-{}", area(code))).to_string();
        let link = Link::new(act_title(&p, *kind), format!("/fees/acts/{code}"));
        push(&mut acts, group, link);
    }
    let tariffs = app.library.fees.tariffs();
    let mut items = Vec::new();
    for item in tariffs.items() {
        if let Some(schedule) = tariffs.schedule_of(item) {
            let link = Link::new(p.label(&item.title), format!("/fees/items/{}", item.code));
            push(&mut items, p.label(&schedule.title).to_owned(), link);
        }
    }
    html(&FeesPage { p, acts, items })
}

/// Adds a link to its group, at the end where the group is new.
fn push(groups: &mut Vec<(String, Vec<Link>)>, name: String, link: Link) {
    match groups.iter_mut().find(|(group, _)| *group == name) {
        Some((_, links)) => links.push(link),
        None => groups.push((name, vec![link])),
    }
}

/// The first word of an act's code.
fn area(code: &str) -> &str {
    code.split('.').next().unwrap_or_default()
}

/// What an act is called.
pub fn act_title(p: &Page, kind: ActKind) -> String {
    p.t(&format!("fee-act-{}", kind.code().replace('.', "-")))
        .to_string()
}
