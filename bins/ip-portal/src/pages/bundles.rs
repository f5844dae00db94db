//! `/bundles`: several matters as one thing: papers asked once, one filing that becomes their cases.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ip_app::actor::Role;
use ip_app::bundles::{Later, Part, Standing};
use ip_app::error::AppError;
use ip_core::text::Text;
use ip_matters::bundle::Bundle;
use ip_matters::entry::Entry;
use ip_matters::matter::MatterId;

use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::Act;
use crate::state::AppState;
use crate::view::guide::{length, necessity_key};
use crate::view::parts::{Link, Task, TaskState, Tone};
use crate::view::sheet::{Notice, Sheet};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

/// The routes of bundles.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/bundles", get(list))
        .route("/bundles/{id}", get(show))
        .route("/bundles/{id}/begin", post(begin))
        .route("/bundles/{id}/file", get(tasks).post(submit))
        .route("/bundles/filed/{case}", get(filed))
        .route("/bundles/filed/{case}/{matter}/back", post(take_back))
}

/// A bundle in the list.
struct Item {
    link: Link,
    members: Vec<String>,
    saved: i64,
    open: bool,
}

#[derive(Template)]
#[template(path = "pages/bundles.html")]
struct ListPage {
    p: Page,
    items: Vec<Item>,
}

/// A paper of a bundle.
struct Paper {
    name: String,
    necessity_key: &'static str,
    serves: Vec<String>,
}

/// A matter of a bundle.
struct Member {
    link: Link,
    promised: Option<String>,
    situation: Option<Field>,
}

#[derive(Template)]
#[template(path = "pages/bundle.html")]
struct BundlePage {
    p: Page,
    bundle: Bundle,
    members: Vec<Member>,
    papers: Vec<Paper>,
    fed: Vec<(String, String, String)>,
    apart: i64,
    asked: i64,
    open: bool,
    form: Form,
    refused: Vec<String>,
}

#[derive(Template)]
#[template(path = "pages/bundle-tasks.html")]
struct TasksPage {
    p: Page,
    refused: Vec<(String, String)>,
    tasks: Vec<Task>,
    ready: bool,
    action: String,
    /// What begins later, and what is consented to for that.
    later: Vec<String>,
}

/// The bundles of this place.
async fn list(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "bundles-title");
    let pack = &app.library.pack;
    let items = pack.bundles.iter().map(|bundle| {
        let merged = bundle.merged(pack, &first_situations(&p, bundle), p.today());
        let saved = merged.apart.saturating_sub(merged.materials.len());
        Item {
            link: Link::new(p.label(&bundle.name), format!("/bundles/{}", bundle.id)),
            members: bundle.members.iter().map(|id| name(&p, id)).collect(),
            saved: i64::try_from(saved).unwrap_or_default(),
            open: app.office.bundle_opens(bundle, p.today()),
        }
    });
    let items = items.collect();
    html(&ListPage { items, p })
}

fn name(p: &Page, id: &MatterId) -> String {
    let entry = p.app().library.any_entry(id.as_str());
    entry.map_or_else(
        || id.to_string(),
        |entry| p.label(&entry.matter.name).to_owned(),
    )
}

/// The entry of a member today.
fn entry<'a>(p: &'a Page, id: &MatterId) -> Option<&'a Entry> {
    p.app().library.pack.entry_on(id.as_str(), p.today())
}

/// The first situation of each member: what a page shows before one is chosen.
fn first_situations(p: &Page, bundle: &Bundle) -> BTreeMap<MatterId, String> {
    let first = |id: &MatterId| {
        let situation = entry(p, id)?.matter.situations.first()?;
        Some((id.clone(), situation.id.clone()))
    };
    bundle.members.iter().filter_map(first).collect()
}

/// One bundle: what it asks for in the situations chosen in the address.
async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Fault> {
    page(&app, &viewer, &id, &pairs, Vec::new())
}

fn page(
    app: &AppState,
    viewer: &Viewer,
    id: &str,
    pairs: &[(String, String)],
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let pack = &app.library.pack;
    let bundle = pack.bundle(id).ok_or(Fault::NotFound)?.clone();
    let p = Page::new(app, viewer, "bundles-title");
    let up = p.title.clone();
    let title = p.label(&bundle.name).to_owned();
    let mut p = p.titled(title).below(up, "/bundles");
    p.refused = !refused.is_empty();
    let mut chosen = first_situations(&p, &bundle);
    let mut fields = Vec::new();
    let mut members = Vec::new();
    for member in &bundle.members {
        let Some(entry) = entry(&p, member) else {
            continue;
        };
        let known = |value: &str| entry.matter.situations.iter().any(|s| s.id == value);
        let sent = pairs
            .iter()
            .find(|(name, value)| name == member.as_str() && known(value));
        if let Some((_, value)) = sent {
            chosen.insert(member.clone(), value.clone());
        }
        let situation = (!entry.matter.situations.is_empty()).then(|| {
            let all = entry.matter.situations.iter();
            let all = all.map(|s| Choice::new(s.id.as_str(), p.label(&s.name)));
            let label = p
                .t("bundle-situation")
                .with("matter", p.label(&entry.matter.name));
            let field = Field::new(
                member.as_str(),
                label.to_string(),
                Kind::Select(all.collect()),
            );
            field.value(chosen.get(member).cloned().unwrap_or_default())
        });
        fields.extend(situation.clone());
        members.push(Member {
            link: Link::new(p.label(&entry.matter.name), format!("/matters/{member}")),
            promised: entry.promised.map(|promised| length(&p, promised)),
            situation,
        });
    }
    let merged = bundle.merged(pack, &chosen, p.today());
    let paper_name = |id: &str| {
        let standard = app.library.catalogue.material(id);
        standard.map_or_else(|| id.to_owned(), |paper| p.label(&paper.name).to_owned())
    };
    let papers = merged.materials.iter().map(|paper| Paper {
        name: p.label(&paper.name).to_owned(),
        necessity_key: necessity_key(paper.necessity),
        serves: paper.serves.iter().map(|id| name(&p, id)).collect(),
    });
    let fed = merged.fed.iter().map(|feed| {
        (
            paper_name(&feed.material),
            name(&p, &feed.from),
            name(&p, &feed.to),
        )
    });
    html(&BundlePage {
        papers: papers.collect(),
        fed: fed.collect(),
        apart: i64::try_from(merged.apart).unwrap_or_default(),
        asked: i64::try_from(merged.materials.len()).unwrap_or_default(),
        open: app.office.bundle_opens(&bundle, p.today()),
        form: Form::new(fields),
        bundle,
        members,
        refused,
        p,
    })
}

/// Begins to fill in a bundle in the chosen situations.
async fn begin(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let bundle = app.office.open_bundle(&actor, &id)?;
    let chosen = |member: &MatterId| {
        let value = sent.get(member.as_str());
        (!value.is_empty()).then(|| (member.clone(), value.to_owned()))
    };
    let chosen: BTreeMap<_, _> = bundle.members.iter().filter_map(chosen).collect();
    match app.office.begin_bundle(&actor, bundle, &chosen).await {
        Ok(()) => Ok(Redirect::to(&format!("/bundles/{id}/file")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let p = Page::new(&app, &viewer, "bundles-title");
            let said = problems.0.iter().map(|found| {
                let member = found.pointer.rsplit('/').next().unwrap_or_default();
                let member = member.parse().ok().map(|id| name(&p, &id));
                format!(
                    "{}: {}",
                    member.unwrap_or_default(),
                    words::problem(&p, found)
                )
            });
            let page = page(&app, &viewer, &id, &sent.0, said.collect())?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// What is still to be filled in, member by member.
async fn tasks(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let bundle = app.office.open_bundle(&actor, &id)?;
    let parts = app.office.bundle_parts(&actor, bundle).await?;
    tasks_page(&app, &viewer, bundle, &parts, Vec::new())
}

fn tasks_page(
    app: &AppState,
    viewer: &Viewer,
    bundle: &Bundle,
    parts: &[Part<'_>],
    refused: Vec<(String, String)>,
) -> Result<Html<String>, Fault> {
    let p = Page::new(app, viewer, "bundles-title");
    let up = p.t("bundles-title").to_string();
    let title = p.label(&bundle.name).to_owned();
    let mut p = p.titled(title).below(up, "/bundles");
    p.refused = !refused.is_empty();
    let tasks = parts.iter().map(|part| {
        let matter = &part.entry.matter;
        let begun = !part.draft.answers.is_empty() || !part.draft.files.is_empty();
        Task {
            label: p.label(&matter.name).to_owned(),
            href: Some(format!("/matters/{}/file", matter.id)),
            state: match part.problems.0.is_empty() {
                true => TaskState::Done,
                false if begun => TaskState::Begun,
                false => TaskState::Open,
            },
        }
    });
    let later = bundle.feeds.iter().map(|feed| {
        let paper = app.library.catalogue.material(&feed.material);
        let paper = paper.map_or("", |paper| p.label(&paper.name));
        p.t("later-will")
            .with("from", name(&p, &feed.from))
            .with("to", name(&p, &feed.to))
            .with("paper", paper)
            .to_string()
    });
    html(&TasksPage {
        later: later.collect(),
        refused,
        tasks: tasks.collect(),
        ready: parts.iter().all(|part| part.problems.0.is_empty()),
        action: format!("/bundles/{}/file", bundle.id),
        p,
    })
}

/// Files every member, or says what is still missing in which.
async fn submit(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    _: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let bundle = app.office.open_bundle(&actor, &id)?;
    match app.office.submit_bundle(&actor, bundle).await {
        Ok(cases) => {
            let first = cases.first().cloned().unwrap_or_default();
            Ok(Redirect::to(&format!("/bundles/filed/{first}")).into_response())
        }
        Err(AppError::Invalid(_)) => {
            let parts = app.office.bundle_parts(&actor, bundle).await?;
            let p = Page::new(&app, &viewer, "bundles-title");
            let mut refused = Vec::new();
            for part in &parts {
                let href = format!("/matters/{}/file/check", part.entry.matter.id);
                for found in &part.problems.0 {
                    let said = words::problem_at(&p, part.entry, found);
                    let matter = p.label(&part.entry.matter.name);
                    refused.push((href.clone(), format!("{matter}: {said}")));
                }
            }
            let page = tasks_page(&app, &viewer, bundle, &parts, refused)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The page after filing: every number large.
async fn filed(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(case): Path<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    app.office.case_for(&actor, &case).await?;
    let together = app.office.filed_with(&case).await?.ok_or(Fault::NotFound)?;
    let bundle = app.library.pack.bundle(&together.bundle);
    let p = Page::new(&app, &viewer, "receipt-title");
    let mut sheet = Sheet::new(p.clone());
    let mut notice = Notice::new(Tone::Good, p.t("bundle-filed"), "");
    notice.lines.clone_from(&together.cases);
    notice.large = true;
    sheet.notice = Some(notice);
    sheet.lead = p
        .t("bundle-filed-what")
        .with("name", label(&p, bundle.map(|b| &b.name)))
        .to_string();
    for number in &together.cases {
        let registered = app.office.case(number).await?;
        let entry = app.office.rules.entry_of(&registered.case)?;
        let label = format!("{} {number}", p.label(&entry.matter.name));
        sheet
            .links
            .push(Link::new(label, format!("/cases/{number}")));
    }
    let later = app.office.later_of(&case).await?;
    if !later.is_empty() {
        let table = later_table(&p, &later, false);
        sheet.tables.push((table, String::new()));
        let waits = later.iter().filter(|l| l.standing == Standing::Waiting);
        sheet.acts.extend(waits.map(|later| {
            let title = p.t("later-back").with("matter", name(&p, &later.matter));
            Act {
                title: title.to_string(),
                button: p.t("later-back-button").to_string(),
                href: format!("/bundles/filed/{case}/{}/back", later.matter),
                is_link: false,
                form: Form::new(Vec::new()),
            }
        }));
    }
    html(&sheet)
}

/// Takes a matter back that has not begun.
async fn take_back(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((case, matter)): Path<(String, String)>,
    _: Sent,
) -> Result<Redirect, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    app.office.take_back(&actor, &case, &matter).await?;
    Ok(Redirect::to(&format!("/bundles/filed/{case}")))
}

/// Matters that wait for an earlier result, and what became of them; with the way to each from elsewhere.
pub fn later_table(p: &Page, later: &[Later], links: bool) -> Table {
    let mut table = Table::new(p.t("later-title"))
        .words(p.t("case-matter"))
        .words(p.t("later-standing"));
    for one in later {
        let matter = name(p, &one.matter);
        let lapsed = match &one.standing {
            Standing::Lapsed { why } => words::key("later-lapsed", why),
            _ => String::new(),
        };
        let standing = match &one.standing {
            Standing::Waiting => {
                let from: Vec<String> = one.needs.iter().map(|n| name(p, &n.from)).collect();
                p.t("later-waits").with("from", from.join(" "))
            }
            Standing::Begun { case } => p.t("later-begun").with("case", case.as_str()),
            Standing::Lapsed { .. } => p.t(&lapsed),
        };
        let matter = match (&one.standing, links) {
            (Standing::Begun { case }, _) => Cell::Link {
                label: matter,
                href: format!("/cases/{case}"),
            },
            (_, true) => Cell::Link {
                label: matter,
                href: format!("/bundles/filed/{}", one.first),
            },
            _ => Cell::Text(matter),
        };
        table
            .rows
            .push(vec![matter, Cell::Text(standing.to_string())]);
    }
    table
}

fn label(p: &Page, name: Option<&Text>) -> String {
    name.map(|name| p.label(name).to_owned())
        .unwrap_or_default()
}
