//! `/my/certificates/looks`: who looked at the person's certificates and why, and who asked for them in vain.

use axum::extract::{Query, State};
use axum::response::Html;
use ip_app::actor::Role;
use ip_app::sharing::{Look, Miss};

use super::{field_names, organisation, purpose};
use crate::fault::Fault;
use crate::pages::desk::After;
use crate::state::AppState;
use crate::view::parts::Moment;
use crate::view::sheet::Sheet;
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

/// Entries on one page.
const PAGE: usize = 20;

/// Who looked at the person's certificates and why.
///
/// # Errors
///
/// Not signed in as a person, or the store fails.
pub async fn list(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(here): Query<After>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let after = here.cursor()?;
    let (looks, next) = app.office.looks(&actor.account, after, PAGE).await?;
    let p = Page::new(&app, &viewer, "share-looks");
    let mut history = Vec::new();
    for look in &looks {
        history.push(moment(&app, &p, look).await?);
    }
    let (missed, _) = app.office.misses(Some(&actor.account), None, PAGE).await?;
    let missed = misses(&app, &p, &missed, false).await?;
    let lead = if history.is_empty() {
        "share-looks-none"
    } else {
        "share-looks-lead"
    };
    let mine = p.t("share-mine").to_string();
    html(&Sheet {
        lead: p.t(lead).to_string(),
        tables: (!missed.rows.is_empty())
            .then(|| (missed, String::new()))
            .into_iter()
            .collect(),
        history,
        more: next.map(|cursor| viewer.here_with("after", &cursor.to_string())),
        ..Sheet::new(p.clone().below(mine, "/my/certificates"))
    })
}

/// Everybody's inquiries in vain, for whoever supervises.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn in_vain(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(here): Query<After>,
) -> Result<Html<String>, Fault> {
    app.actor(&viewer, &[Role::Supervisor])?;
    let after = here.cursor()?;
    let (missed, next) = app.office.misses(None, after, PAGE).await?;
    let p = Page::new(&app, &viewer, "miss-title");
    let table = misses(&app, &p, &missed, true).await?;
    let board = p.t("board-title").to_string();
    let rules = &app.office.rules.sharing;
    let lead = p.t("miss-lead").with("most", rules.misses_per_hour);
    html(&Sheet {
        lead: lead.to_string(),
        tables: vec![(table, p.t("miss-none").to_string())],
        more: next.map(|cursor| viewer.here_with("after", &cursor.to_string())),
        ..Sheet::new(p.clone().below(board, "/supervision"))
    })
}

/// Inquiries in vain; with the mark of the code that was named where `marked`.
async fn misses(app: &AppState, p: &Page, missed: &[Miss], marked: bool) -> Result<Table, Fault> {
    let mut table = Table::new(p.t("miss-title"))
        .words(p.t("miss-when"))
        .words(p.t("miss-who"))
        .words(p.t("share-name"))
        .words(p.t("miss-cause"));
    if marked {
        table = table.words(p.t("miss-mark"));
    }
    let kinds = &app.office.rules.kinds;
    for miss in missed {
        let kind = kinds.of_type(&miss.kind);
        let kind = kind.map_or(miss.kind.as_str(), |kind| p.label(&kind.name));
        let cause = app.office.miss_cause(miss).await?;
        let mut row = vec![
            Cell::Text(when::minute(miss.at, p.lang())),
            Cell::Text(organisation(app, p, &miss.requester)),
            Cell::Text(kind.to_owned()),
            Cell::Text(cause.unwrap_or_default()),
        ];
        if marked {
            row.push(Cell::Text(miss.holder.chars().take(9).collect()));
        }
        table.rows.push(row);
    }
    Ok(table)
}

/// A use record as the holder reads it.
///
/// # Errors
///
/// The store fails.
pub async fn moment(app: &AppState, p: &Page, look: &Look) -> Result<Moment, Fault> {
    let who = organisation(app, p, &look.requester);
    let what = match &look.operation {
        None => p.t("share-look-failed").with("who", who),
        Some(operation) => p
            .t("share-look")
            .with("who", who)
            .with("what", words::name(p, "share-operation", operation))
            .with("purpose", purpose(app, p, &look.purpose)),
    };
    let mut more = Vec::new();
    if let Some(id) = &look.certificate {
        let which = p.t("share-look-certificate").with("id", id.as_str());
        more.push(
            which
                .with("number", look.authorisation.as_str())
                .to_string(),
        );
    }
    if let Some(cause) = app.office.cause(look).await? {
        more.push(p.t("share-look-cause").with("cause", cause).to_string());
    }
    if !look.fields.is_empty() {
        let kind = look
            .certificate
            .as_ref()
            .and_then(|id| app.office.kind_of(id));
        let fields = field_names(p, kind, &look.fields).join(&p.t("list-comma").to_string());
        more.push(p.t("share-look-fields").with("fields", fields).to_string());
    }
    let hash: String = look.hash.to_string().chars().take(16).collect();
    let chained = p
        .t("share-look-chained")
        .with("position", look.position)
        .with("hash", hash);
    more.push(chained.to_string());
    Ok(Moment {
        when: when::minute(look.at, p.lang()),
        what: what.to_string(),
        more: Some(more.join(" ")),
        past: true,
    })
}
