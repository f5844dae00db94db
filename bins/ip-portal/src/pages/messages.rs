//! `/desk/messages`: invitations to review that wait to be sent; this portal sends nothing, the office's gateway does.
//! `/my/invitations`: whether a person wants to be asked.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::Role;
use ip_app::invitations::Addressed;

use crate::download;
use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::Act;
use crate::state::AppState;
use crate::view::parts::Link;
use crate::view::sheet::Sheet;
use crate::view::table::{Cell, Table};
use crate::view::{Page, html};
use crate::viewer::Viewer;
use crate::when;

/// Who hands messages over.
const ROLES: [Role; 2] = [Role::Clerk, Role::Supervisor];

/// The messages that wait.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &ROLES)?;
    let p = Page::new(&app, &viewer, "messages-title");
    let waiting = app.office.outbox(&actor).await?;
    let mut table = Table::new(p.t("messages-waiting"))
        .words(p.t("case-number"))
        .words(p.t("messages-kind"))
        .words(p.t("messages-since"))
        .words(p.t("messages-to"))
        .words(p.t("messages-text"));
    for one in &waiting {
        let contact = one.contact.clone();
        table.rows.push(vec![
            Cell::Link {
                label: one.message.case.clone(),
                href: format!("/cases/{}", one.message.case),
            },
            Cell::Text(kind(&p, one)),
            Cell::Text(when::minute(one.message.at, p.lang())),
            Cell::Text(contact.unwrap_or_else(|| p.t("messages-nowhere").to_string())),
            Cell::Text(text(&app, &p, one)),
        ]);
    }
    let keys = waiting.iter().map(|one| {
        let label = format!("{} {}", one.message.case, kind(&p, one));
        Choice::new(one.message.key(), label)
    });
    let mut handed = Field::new(
        "message",
        p.t("messages-which"),
        Kind::Checks(keys.collect()),
    );
    handed.values = waiting.iter().map(|one| one.message.key()).collect();
    let act = Act {
        title: p.t("messages-hand-over").to_string(),
        button: p.t("messages-hand-over-button").to_string(),
        href: "/desk/messages".to_owned(),
        is_link: false,
        form: Form::new(vec![handed]),
    };
    let some = !waiting.is_empty();
    let file = Link::new(p.t("messages-csv"), "/desk/messages.csv");
    html(&Sheet {
        lead: p.t("messages-lead").to_string(),
        links: some.then_some(file).into_iter().collect(),
        tables: vec![(table, p.t("messages-none").to_string())],
        acts: some.then_some(act).into_iter().collect(),
        ..Sheet::new(p.clone())
    })
}

fn kind(p: &Page, one: &Addressed) -> String {
    let key = match one.message.number {
        1 => "messages-invitation",
        _ => "messages-reminder",
    };
    p.t(key).to_string()
}

/// What the person reads: the matter, and a link that needs no sign-in.
fn text(app: &AppState, p: &Page, one: &Addressed) -> String {
    let service = &one.message.service;
    let code = app.sessions.review_code(service);
    let link = format!("{}/review/{service}/{code}", app.office.address);
    let entry = app.office.rules.entry(&one.matter);
    let matter = entry.map_or(one.matter.as_str(), |entry| p.label(&entry.matter.name));
    p.t("messages-says")
        .with("place", p.place().to_owned())
        .with("matter", matter)
        .with("link", link)
        .to_string()
}

/// The messages that wait, for a gateway.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn csv(State(app): State<AppState>, viewer: Viewer) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &ROLES)?;
    let p = Page::new(&app, &viewer, "messages-title");
    let waiting = app.office.outbox(&actor).await?;
    let head = ["id", "to", "text"].map(str::to_owned).to_vec();
    let rows = waiting.iter().map(|one| {
        vec![
            one.message.key(),
            one.contact.clone().unwrap_or_default(),
            text(&app, &p, one),
        ]
    });
    Ok(download::csv("messages.csv", head, rows))
}

/// Takes messages out that were handed over.
///
/// # Errors
///
/// Not for this role, a message that does not wait, or the store fails.
pub async fn hand_over(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &ROLES)?;
    let chosen = sent.0.into_iter().filter(|(name, _)| name == "message");
    let chosen: Vec<String> = chosen.map(|(_, key)| key).collect();
    app.office.hand_over(&actor, &chosen).await?;
    Ok(Redirect::to("/desk/messages").into_response())
}

/// The choice of a person, as it stands.
///
/// # Errors
///
/// The store fails.
pub async fn wish(app: &AppState, p: &Page, account: &str) -> Result<Act, Fault> {
    let welcome = app.office.welcomes_invitations(account).await?;
    let key = if welcome {
        "invitations-stop"
    } else {
        "invitations-start"
    };
    Ok(Act {
        title: p.t("invitations-title").to_string(),
        button: p.t(key).to_string(),
        href: format!("/my/invitations?welcome={}", !welcome),
        is_link: false,
        form: Form::default(),
    })
}

/// Keeps a person's choice.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn choose(
    State(app): State<AppState>,
    viewer: Viewer,
    axum::extract::Query(Chosen { welcome }): axum::extract::Query<Chosen>,
    _: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    app.office.wish_invitations(&actor, welcome).await?;
    Ok(Redirect::to("/my").into_response())
}

/// What was chosen.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub struct Chosen {
    welcome: bool,
}
