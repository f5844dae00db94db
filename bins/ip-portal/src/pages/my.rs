//! `/my`: a person's matters, where each stands, what is due by which day, and the days to take away.

mod deadlines;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Response};
use ip_app::actor::Role;
use ip_app::cases::Which;
use ip_app::consult::Which as Questions;
use ip_app::ics::{self, Reminder};

use crate::download;
use crate::fault::Fault;
use crate::form::Form;
use crate::pages::bundles;
use crate::pages::caselist::{self, Shown};
use crate::pages::consult;
use crate::pages::desk::Act;
use crate::pages::messages;
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
    /// What is shown of the list.
    form: Form,
    narrowed: bool,
    /// The same list as a file.
    file: String,
    deadlines: Table,
    table: Table,
    questions: Table,
    /// Matters that wait for an earlier result.
    later: Table,
    more: Option<String>,
    /// Whether the person wants to be asked for reviews, to be changed.
    wish: Act,
}

/// The person's cases, newest first.
///
/// # Errors
///
/// Not signed in as a person; a place in the list that is none.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let which = Which::Of(actor.account.clone());
    let (found, next) = shown.find(&app, &actor, &which, PAGE).await?;
    let p = Page::new(&app, &viewer, "my-title");
    let table = caselist::table(&app, &p, &actor, &found)?;
    let deadlines = deadlines::table(&p, &deadlines::of(&app, &p, &actor).await?);
    let which = Questions::Of(actor.account.clone());
    let (asked, _) = app.office.questions(&which, None, PAGE).await?;
    let questions = consult::table(&app, &p, &actor, "consult-mine", &asked).await?;
    let later = app.office.later_for(&actor.account).await?;
    let later = bundles::later_table(&p, &later, true);
    let more = next.map(|cursor| viewer.here_with("after", &cursor.to_string()));
    let wish = messages::wish(&app, &p, &actor.account).await?;
    html(&MyPage {
        form: shown.form(&p),
        narrowed: shown.is_narrowed(),
        file: viewer.here_as("/my/cases.csv"),
        deadlines,
        table,
        questions,
        later,
        more,
        wish,
        p,
    })
}

/// The person's cases as a file.
///
/// # Errors
///
/// As [`show`].
pub async fn file(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let p = Page::new(&app, &viewer, "my-title");
    let which = Which::Of(actor.account.clone());
    shown.csv(&app, &p, &actor, &which).await
}

/// The days to come as a calendar file.
///
/// # Errors
///
/// Not signed in as a person; the store fails.
pub async fn ics(State(app): State<AppState>, viewer: Viewer) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let p = Page::new(&app, &viewer, "my-title");
    let all = deadlines::of(&app, &p, &actor).await?;
    let reminders = all.iter().filter_map(|deadline| {
        let matter = p.label(&deadline.matter);
        Some(Reminder {
            uid: format!("{}-{}@ip-portal", deadline.number, deadline.key),
            day: deadline.badge.due?,
            summary: format!("{}: {matter} {}", deadline.name, deadline.number),
            days_before: 2,
        })
    });
    let text = ics::calendar("ip-portal//deadlines", actor.day(), reminders);
    let media = "text/calendar; charset=utf-8";
    Ok(download::file("deadlines.ics", media, text))
}
