//! `/windows`: the day of an outlet, window by window: what is open, with every clock.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use ip_app::actor::Actor;
use ip_app::cases::{Registered, Which};
use ip_matters::case::ClockStatus;
use ip_matters::outlet::Outlet;
use serde::Deserialize;

use crate::fault::Fault;
use crate::form::Choice;
use crate::pages::caselist;
use crate::pages::desk::STAFF;
use crate::pages::outlets;
use crate::state::AppState;
use crate::view::table::Table;
use crate::view::{Page, html};
use crate::viewer::Viewer;

/// Which outlet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Where {
    outlet: String,
}

#[derive(Template)]
#[template(path = "pages/day.html")]
struct DayPage {
    p: Page,
    chosen: String,
    outlets: Vec<Choice>,
    hours: Vec<String>,
    finding: String,
    windows: Vec<(String, Table)>,
}

/// The day of the outlet at which the account works, or of the one that was chosen.
///
/// # Errors
///
/// Not for this role; the store fails.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(wanted): Query<Where>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &STAFF)?;
    let p = Page::new(&app, &viewer, "day-title");
    let all = &app.library.pack.outlets;
    let own = viewer.signed_in()?.outlet.clone().unwrap_or_default();
    let of = |id: &str| all.iter().find(|outlet| outlet.id == id);
    let outlet = of(&wanted.outlet)
        .or_else(|| of(&own))
        .or_else(|| all.first());
    let outlet = outlet.ok_or(Fault::NotFound)?;
    let mut cases = open_cases(&app).await?;
    cases.retain(|case| outlet.matters.iter().any(|id| id.as_str() == case.matter()));
    sort(&app, &actor, &mut cases)?;
    let title = p.t("day-title-of").with("outlet", p.label(&outlet.name));
    let title = title.to_string();
    let p = p.titled(title);
    html(&DayPage {
        chosen: outlet.id.clone(),
        outlets: all
            .iter()
            .map(|outlet| Choice::new(outlet.id.as_str(), p.label(&outlet.name)))
            .collect(),
        hours: outlets::hours_on(&p, outlet, p.today()),
        finding: finding(&app, &p, &actor, &cases)?,
        windows: windows(&app, &p, &actor, outlet, &cases)?,
        p,
    })
}

async fn open_cases(app: &AppState) -> Result<Vec<Registered>, Fault> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let (found, next) = app.office.cases(&Which::Open, after, 200).await?;
        all.extend(found);
        after = match next {
            Some(next) => Some(next),
            None => return Ok(all),
        };
    }
}

/// The nearest day first.
fn sort(app: &AppState, actor: &Actor, cases: &mut [Registered]) -> Result<(), Fault> {
    let mut failed = None;
    cases.sort_by_cached_key(|case| match app.office.case_clocks(actor.at, case) {
        Ok(clocks) => {
            let running = clocks.iter().filter(|clock| clock.stopped.is_none());
            let nearest = running.filter_map(|clock| clock.last_day()).min();
            (nearest.is_none(), nearest, case.filed)
        }
        Err(error) => {
            failed = Some(error);
            (true, None, case.filed)
        }
    });
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// How many cases are open, due soon and late, in one sentence.
fn finding(app: &AppState, p: &Page, actor: &Actor, cases: &[Registered]) -> Result<String, Fault> {
    let (mut soon, mut late) = (0_i64, 0_i64);
    for case in cases {
        let clocks = app.office.case_clocks(actor.at, case)?;
        let has = |status| {
            let mut running = clocks.iter().filter(|clock| clock.stopped.is_none());
            running.any(|clock| clock.status == status)
        };
        if has(ClockStatus::Late) {
            late += 1;
        } else if has(ClockStatus::Soon) {
            soon += 1;
        }
    }
    let open = i64::try_from(cases.len()).unwrap_or_default();
    let text = p.t("day-finding").with("open", open).with("soon", soon);
    Ok(text.with("late", late).to_string())
}

/// The cases of each window; those of an outlet without windows stand together.
fn windows(
    app: &AppState,
    p: &Page,
    actor: &Actor,
    outlet: &Outlet,
    cases: &[Registered],
) -> Result<Vec<(String, Table)>, Fault> {
    if outlet.windows.is_empty() {
        let name = p.label(&outlet.name).to_owned();
        return Ok(vec![(name, caselist::table(app, p, actor, cases)?)]);
    }
    let mut all = Vec::new();
    for window in &outlet.windows {
        let handles = |case: &&Registered| {
            let mut matters = window.matters.iter();
            matters.any(|id| id.as_str() == case.matter())
        };
        let here: Vec<Registered> = cases.iter().filter(handles).cloned().collect();
        let name = p.label(&window.name).to_owned();
        all.push((name, caselist::table(app, p, actor, &here)?));
    }
    Ok(all)
}
