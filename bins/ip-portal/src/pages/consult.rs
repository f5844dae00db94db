//! `/consult`: what was answered before, a question of one's own, and the desk that answers.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ip_app::actor::{Actor, Role};
use ip_app::consult::{Act as Doing, Asked, LONGEST, Which};
use ip_app::error::AppError;
use ip_core::problem::Problem;
use ip_matters::case::{ClockStatus, Reference};
use ip_matters::consult::{Event, Knowledge, State as Stands};
use ip_matters::matter::MatterId;
use ip_matters::search::Reason;
use serde::Deserialize;

use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::{Act, STAFF};
use crate::state::AppState;
use crate::view::clock::{ClockBadge, ClockState};
use crate::view::parts::{Link, Moment, Row, Tone};
use crate::view::sheet::{Notice, Sheet};
use crate::view::table::{Cell, Table};
use crate::view::{Page, fee, guide, html, why, words};
use crate::viewer::Viewer;
use crate::when;

/// Items on the page of answers, and questions on a page of the desk.
const PAGE: usize = 30;

/// The routes of consultation.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/consult", get(knowledge))
        .route("/consult/ask", get(ask).post(send))
        .route("/consult/{number}", get(show))
        .route("/consult/{number}/{act}", post(perform))
        .route("/desk/questions", get(desk))
}

/// What is looked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    q: String,
    matter: String,
}

/// An answer that everybody may read.
struct Item {
    question: String,
    answer: String,
    on: String,
    matter: Link,
    why: String,
}

#[derive(Template)]
#[template(path = "pages/consult.html")]
struct KnowledgePage {
    p: Page,
    search: Search,
    matters: Vec<Choice>,
    items: Vec<Item>,
    ask: String,
    time: String,
    law: Vec<crate::view::parts::Law>,
    doubtful: bool,
}

#[derive(Template)]
#[template(path = "pages/ask.html")]
struct AskPage {
    p: Page,
    lead: String,
    form: Form,
    action: String,
    button: String,
}

/// What was answered before, by words or by matter.
async fn knowledge(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(search): Query<Search>,
) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "consult-title");
    let base = app.office.knowledge().await?;
    let words = search.q.trim();
    let found: Vec<(&Knowledge, Vec<Reason>)> = if words.is_empty() {
        base.all()
            .into_iter()
            .map(|item| (item, Vec::new()))
            .collect()
    } else {
        base.find(words, PAGE)
    };
    let of_matter = |(item, _): &(&Knowledge, _)| {
        search.matter.is_empty() || item.matter.as_str() == search.matter
    };
    let items = found.into_iter().filter(of_matter).take(PAGE);
    let items = items.map(|(item, reasons)| Item {
        question: p.label(&item.question).to_owned(),
        answer: p.label(&item.answer).to_owned(),
        on: p.day(&item.on),
        matter: matter(&p, &item.matter),
        why: why::line(&p, &reasons),
    });
    let items = items.collect();
    let policy = app.office.consult_policy();
    let mut query = vec![("matter".to_owned(), search.matter.clone())];
    query.retain(|(_, value)| !value.is_empty());
    let time = p
        .t("consult-time")
        .with("time", guide::length(&p, policy.answer));
    let more = policy.extension.map(|more| guide::length(&p, more));
    let more = more.map(|more| p.t("consult-time-more").with("time", more).to_string());
    html(&KnowledgePage {
        items,
        matters: matters(&p),
        ask: crate::viewer::address("/consult/ask", query),
        time: format!("{time}{}", more.unwrap_or_default()),
        law: fee::laws(&p, policy.basis.as_slice()),
        doubtful: policy.mark.is_unverified(),
        search,
        p,
    })
}

/// A matter's name as a link to its guide.
fn matter(p: &Page, id: &MatterId) -> Link {
    let entry = p.app().library.any_entry(id.as_str());
    let name = entry.map(|entry| p.label(&entry.matter.name).to_owned());
    Link::new(name.unwrap_or_default(), format!("/matters/{id}"))
}

fn matters(p: &Page) -> Vec<Choice> {
    let entries = p.app().library.pack.entries.iter();
    let named = entries.map(|e| Choice::new(e.matter.id.as_str(), p.label(&e.matter.name)));
    named.collect()
}

/// The form of a question.
async fn ask(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(search): Query<Search>,
) -> Result<Html<String>, Fault> {
    app.actor(&viewer, &[Role::Person])?;
    let p = Page::new(&app, &viewer, "consult-ask-title");
    let mut form = form(&p);
    let sent = [
        ("matter".to_owned(), search.matter),
        ("question".to_owned(), search.q),
    ];
    form.fill(&sent);
    html(&ask_page(p, form))
}

fn form(p: &Page) -> Form {
    let about = Field::new("matter", p.t("consult-matter"), Kind::Select(matters(p)));
    let question = Kind::Area { limit: LONGEST };
    let question = Field::new("question", p.t("consult-question"), question);
    Form::new(vec![
        about.hint(p.t("consult-matter-hint")).optional(),
        question.hint(p.t("consult-question-hint")),
    ])
}

fn ask_page(p: Page, form: Form) -> AskPage {
    let policy = p.app().office.consult_policy();
    let time = p
        .t("consult-time")
        .with("time", guide::length(&p, policy.answer));
    let lead = time.to_string();
    let button = p.t("consult-send").to_string();
    let title = p.t("consult-title").to_string();
    let mut p = p.below(title, "/consult");
    p.refused = !form.is_sound();
    AskPage {
        lead,
        form,
        action: "/consult/ask".to_owned(),
        button,
        p,
    }
}

/// Takes a question.
async fn send(State(app): State<AppState>, viewer: Viewer, sent: Sent) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    match try_send(&app, &actor, &sent).await {
        Ok(number) => Ok(Redirect::to(&format!("/consult/{number}")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let p = Page::new(&app, &viewer, "consult-ask-title");
            let mut form = form(&p);
            form.fill(&sent.0);
            for found in &problems.0 {
                let name = found.pointer.rsplit('/').next().unwrap_or_default();
                form.refuse(name, words::problem(&p, found));
            }
            let page = html(&ask_page(p, form))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn try_send(app: &AppState, actor: &Actor, sent: &Sent) -> Result<String, AppError> {
    let matter = read_matter(sent)?;
    app.office.ask(actor, sent.get("question"), matter).await
}

fn read_matter(sent: &Sent) -> Result<Option<MatterId>, Problem> {
    match sent.get("matter") {
        "" => Ok(None),
        id => {
            let read = id.parse().map(Some);
            read.map_err(|_| Problem::new("app.form.choice").at("/fields/matter"))
        }
    }
}

/// One question, for whoever asked it and for the desk.
async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Html<String>, Fault> {
    page(&app, &viewer, &number, Vec::new()).await
}

async fn page(
    app: &AppState,
    viewer: &Viewer,
    number: &str,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let roles: Vec<Role> = STAFF.into_iter().chain([Role::Person]).collect();
    let actor = app.actor(viewer, &roles)?;
    let asked = app.office.question(&actor, number).await?;
    let p = Page::new(app, viewer, "consult-one");
    let title = p.t("consult-one-title").with("number", number).to_string();
    let up = match actor.role {
        Role::Person => ("nav-my", "/my"),
        _ => ("nav-questions", "/desk/questions"),
    };
    let label = p.t(up.0).to_string();
    let p = p.titled(title).below(label, up.1);
    let text = |reference: Option<&Reference>| {
        let reference = reference.cloned();
        async move {
            match reference {
                Some(reference) => app.office.consult_text(&reference).await,
                None => Ok(None),
            }
        }
    };
    let said = &asked.consultation;
    let erased = || p.t("consult-erased").to_string();
    let question = text(said.question.as_ref()).await?.unwrap_or_else(erased);
    let mut sheet = Sheet::new(p.clone()).refused(refused);
    sheet.rows.push(Row::new(p.t("consult-question"), question));
    if let Some(id) = &said.matter {
        let link = matter(&p, id);
        sheet
            .rows
            .push(Row::new(p.t("consult-matter"), link.label.clone()));
        sheet.links.push(link);
    }
    let state = words::name(&p, "consult-state", &said.state);
    sheet.rows.push(Row::new(p.t("case-state"), state));
    if said.answer.is_some() {
        let answer = text(said.answer.as_ref()).await?.unwrap_or_else(erased);
        sheet.notice = Some(Notice::new(Tone::Good, p.t("consult-answer"), answer));
    } else if said.state == Stands::Open && actor.role == Role::Person {
        let day = said.due.map(|due| p.day(&due.date)).unwrap_or_default();
        let what = p.t("consult-wait").with("day", day).to_string();
        sheet.notice = Some(Notice::new(Tone::Info, p.t("consult-sent"), what));
    }
    sheet.clocks = badge(app, &p, &actor, &asked).into_iter().collect();
    sheet.acts = acts(&p, &actor, &asked);
    sheet.history = history(app, &p, number).await?;
    html(&sheet)
}

/// The clock of an open question.
fn badge(app: &AppState, p: &Page, actor: &Actor, asked: &Asked) -> Option<(String, ClockBadge)> {
    let (status, left) = app.office.consult_clock(actor, asked)?;
    let state = match status {
        ClockStatus::OnTime => ClockState::OnTime,
        ClockStatus::Soon => ClockState::Soon,
        ClockStatus::Late => ClockState::Late,
        ClockStatus::Paused => ClockState::Paused,
        ClockStatus::Provisional => ClockState::Provisional,
    };
    let late = state == ClockState::Late;
    let due = asked.consultation.due.map(|due| due.date);
    let late_by = due.map(|due| {
        app.library
            .calendar
            .count_working_days(due, actor.day())
            .days
    });
    let badge = ClockBadge {
        state,
        left: match late {
            true => late_by.map(|days| -i64::from(days)),
            false => Some(i64::from(left)),
        },
        due,
    };
    Some((p.t("consult-clock").to_string(), badge))
}

fn acts(p: &Page, actor: &Actor, asked: &Asked) -> Vec<Act> {
    let said = &asked.consultation;
    let (open, answered) = (said.state == Stands::Open, said.state == Stands::Answered);
    let area = |name: &str, key: &str| Field::new(name, p.t(key), Kind::Area { limit: LONGEST });
    let act = |name: &str, fields: Vec<Field>| Act {
        title: p.t(&format!("consult-act-{name}")).to_string(),
        button: p.t(&format!("consult-do-{name}")).to_string(),
        href: format!("/consult/{}/{name}", asked.number),
        is_link: false,
        form: Form::new(fields),
    };
    let link = || {
        let about = Field::new("matter", p.t("consult-matter"), Kind::Select(matters(p)));
        about.value(said.matter.as_ref().map_or("", MatterId::as_str))
    };
    let mut all = Vec::new();
    match actor.role {
        Role::Person if open => all.push(act("withdraw", Vec::new())),
        Role::Clerk if open => {
            all.push(act("answer", vec![area("note", "consult-answer")]));
            let extendable = !said.extended && p.app().office.consult_policy().extension.is_some();
            if extendable && said.overdue_days(actor.day()) == 0 {
                all.push(act("extend", vec![area("note", "act-reasons")]));
            }
            all.push(act("transfer", vec![area("note", "consult-to")]));
            all.push(act("link", vec![link()]));
        }
        Role::Clerk if answered => {
            if said.matter.is_some() {
                let question = area("public-question", "consult-public-question");
                let question = question.hint(p.t("consult-public-hint"));
                all.push(act(
                    "publish",
                    vec![question, area("public-answer", "consult-public-answer")],
                ));
            }
            if said.knowledge.is_some() {
                all.push(act("conceal", Vec::new()));
            }
            all.push(act("link", vec![link()]));
        }
        _ => {}
    }
    all
}

async fn history(app: &AppState, p: &Page, number: &str) -> Result<Vec<Moment>, Fault> {
    let mut all = Vec::new();
    for (record, event) in app.office.consult_records(number).await? {
        let kind = record.entry.kind.trim_start_matches("consult.");
        let more = match &event {
            Event::Extended { reason, due, .. } => {
                let why = app.office.consult_text(reason).await?.unwrap_or_default();
                let until = p.t("consult-until").with("day", p.day(due)).to_string();
                Some(format!("{until} {why}"))
            }
            Event::Transferred { to, .. } => app.office.consult_text(to).await?,
            Event::Linked { matter: id, .. } => Some(matter(p, id).label),
            _ => None,
        };
        all.push(Moment {
            when: when::minute(record.entry.at, p.lang()),
            what: p.t(&format!("consult-event-{kind}")).to_string(),
            more,
            past: true,
        });
    }
    Ok(all)
}

/// Does something with a question; what stands against it is said on its page.
async fn perform(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((number, act)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person, Role::Clerk])?;
    let note = || sent.get("note").to_owned();
    let doing = match act.as_str() {
        "link" => match read_matter(&sent) {
            Ok(Some(id)) => Ok(Doing::Link(id)),
            Ok(None) => Err(Problem::new("app.form.missing").at("/fields/matter")),
            Err(problem) => Err(problem),
        },
        "extend" => Ok(Doing::Extend(note())),
        "answer" => Ok(Doing::Answer(note())),
        "transfer" => Ok(Doing::Transfer(note())),
        "withdraw" => Ok(Doing::Withdraw),
        "publish" => Ok(Doing::Publish {
            question: sent.get("public-question").to_owned(),
            answer: sent.get("public-answer").to_owned(),
        }),
        "conceal" => Ok(Doing::Conceal),
        _ => return Err(Fault::NotFound),
    };
    let done = match doing {
        Ok(doing) => app.office.consult(&actor, &number, &doing).await,
        Err(problem) => Err(problem.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/consult/{number}")).into_response()),
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let p = Page::new(&app, &viewer, "consult-one");
            let page = page(&app, &viewer, &number, words::error(&p, &error)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The questions of the desk: what waits, the one due first in front, and what was answered lately.
async fn desk(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &STAFF)?;
    let p = Page::new(&app, &viewer, "consult-desk-title");
    let (open, next) = app.office.questions(&Which::Open, None, PAGE).await?;
    let (answered, _) = app.office.questions(&Which::Answered, None, PAGE).await?;
    let late = open
        .iter()
        .filter(|asked| asked.consultation.overdue_days(actor.day()) > 0);
    let late = i64::try_from(late.count()).unwrap_or_default();
    let count = i64::try_from(open.len()).unwrap_or_default();
    let mut sheet = Sheet::new(p.clone());
    sheet.lead = p
        .t("consult-desk-lead")
        .with("open", count)
        .with("late", late)
        .to_string();
    if next.is_some() {
        sheet
            .lead
            .push_str(p.t("consult-desk-more").to_string().as_str());
    }
    sheet.tables = vec![
        (
            table(&app, &p, &actor, "consult-open", &open).await?,
            p.t("consult-open-none").to_string(),
        ),
        (
            table(&app, &p, &actor, "consult-answered", &answered).await?,
            p.t("consult-answered-none").to_string(),
        ),
    ];
    html(&sheet)
}

/// Questions as a table, with the clock of each that waits.
///
/// # Errors
///
/// The store fails.
pub async fn table(
    app: &AppState,
    p: &Page,
    actor: &Actor,
    caption: &str,
    all: &[Asked],
) -> Result<Table, Fault> {
    let mut table = Table::new(p.t(caption))
        .words(p.t("consult-number"))
        .words(p.t("consult-question"))
        .words(p.t("consult-matter"))
        .words(p.t("case-state"))
        .words(p.t("consult-clock"));
    for asked in all {
        let said = &asked.consultation;
        let question = match &said.question {
            Some(reference) => app.office.consult_text(reference).await?,
            None => None,
        };
        let question = question.unwrap_or_else(|| p.t("consult-erased").to_string());
        table.rows.push(vec![
            Cell::Link {
                label: asked.number.clone(),
                href: format!("/consult/{}", asked.number),
            },
            Cell::Text(short(&question)),
            match &said.matter {
                Some(id) => {
                    let link = matter(p, id);
                    Cell::Link {
                        label: link.label,
                        href: link.href,
                    }
                }
                None => Cell::Text(String::new()),
            },
            Cell::Badge {
                label: words::name(p, "consult-state", &said.state),
                tone: match said.state {
                    Stands::Answered => Tone::Good,
                    _ => Tone::Info,
                },
            },
            match badge(app, p, actor, asked) {
                Some((name, badge)) => Cell::Clock { name, badge },
                None => Cell::Text(said.ended.map(|day| p.day(&day)).unwrap_or_default()),
            },
        ]);
    }
    Ok(table)
}

/// The beginning of a text.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(text)),
        None => text.to_owned(),
    }
}
