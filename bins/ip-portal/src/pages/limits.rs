//! `/limits`: the named time limits, and the last day of each for the facts in the address.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Response};
use axum::routing::get;
use chrono::NaiveDate;
use ip_app::ics::{self, Reminder};
use ip_app::wire;
use ip_core::limit::{Extension, Fact, FactKind, Limit};
use ip_core::period::{Channel, Deadline, Length, Request, Rules};
use ip_core::problem::Problems;
use serde_json::{Value, json};

use crate::download;
use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind};
use crate::state::AppState;
use crate::view::fee::laws;
use crate::view::parts::{Law, Link, Row};
use crate::view::{Page, html, words};
use crate::viewer::{Viewer, address};

/// The ways of service that a page offers beside a known day of receipt.
const CHANNELS: [Channel; 3] = [Channel::Electronic, Channel::Post, Channel::PublicNotice];

type Pairs = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "pages/limits.html")]
struct ListPage {
    p: Page,
    groups: Vec<(String, Vec<(Link, String)>)>,
}

#[derive(Template)]
#[template(path = "pages/limit.html")]
struct LimitPage {
    p: Page,
    id: String,
    form: Form,
    told: Option<Told>,
    about: Vec<Row>,
    note: Option<String>,
    verified: bool,
    law: Vec<Law>,
    request: String,
}

/// The answer in the words of the page.
struct Told {
    last: String,
    left: String,
    provisional: bool,
    notes: Vec<String>,
    steps: Vec<Step>,
    reminder: String,
}

/// One step of the counting.
struct Step {
    day: String,
    what: String,
    law: Vec<Law>,
    verified: bool,
}

/// The routes of this family.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/limits", get(list))
        .route("/limits/{limit}", get(show))
        .route("/limits/{limit}/reminder.ics", get(reminder))
}

/// Every named limit.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn list(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "limits-title");
    let mut groups: Vec<(String, Vec<(Link, String)>)> = Vec::new();
    for limit in app.library.limits.iter() {
        let area = limit.id.split('.').next().unwrap_or_default();
        let group = p.t(&format!("limit-area-{area}")).to_string();
        let line = (
            Link::new(p.label(&limit.title), format!("/limits/{}", limit.id)),
            length(&p, limit.rule.length()),
        );
        match groups.iter_mut().find(|(name, _)| *name == group) {
            // A limit that changed has an entry for each law, and one page.
            Some((_, lines)) if lines.iter().any(|(link, _)| link.href == line.0.href) => {}
            Some((_, lines)) => lines.push(line),
            None => groups.push((group, vec![line])),
        }
    }
    html(&ListPage { p, groups })
}

/// One limit, and its last day where the address has the facts.
///
/// # Errors
///
/// There is no such limit.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Html<String>, Fault> {
    let all = &app.library.limits;
    let limit = all.get(&id).last().ok_or(Fault::NotFound)?;
    let p = Page::new(&app, &viewer, "limits-title");
    let up = p.title.clone();
    let title = p.label(&limit.title).to_owned();
    let mut p = p.titled(title).below(up, "/limits");
    let facts = all.facts_of(limit);
    let mut form = form(&p, limit, &facts, &pairs);
    let asked = request(&id, &facts, &form);
    let told = match answer(&app, &asked) {
        Ok(deadline) => Some(tell(&p, all.rules(), &id, &deadline, &form)),
        Err(_) if facts.iter().all(|fact| form.typed(&fact.name).is_empty()) => None,
        Err(problems) => {
            refuse(&p, &mut form, &facts, &problems);
            None
        }
    };
    p.refused = !form.is_sound();
    html(&LimitPage {
        about: about(&p, limit),
        note: limit.note.as_ref().map(|note| p.label(note).to_owned()),
        verified: !limit.mark.is_unverified(),
        law: laws(&p, &limit.basis),
        request: serde_json::to_string_pretty(&asked).map_err(Fault::internal)?,
        id,
        form,
        told,
        p,
    })
}

/// The last day as a calendar file.
///
/// # Errors
///
/// There is no such limit, or the address lacks a fact.
pub async fn reminder(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    let all = &app.library.limits;
    let limit = all.get(&id).last().ok_or(Fault::NotFound)?;
    let p = Page::new(&app, &viewer, "limits-title");
    let facts = all.facts_of(limit);
    let asked = request(&id, &facts, &form(&p, limit, &facts, &pairs));
    let refused = |problems: Problems| Fault::BadRequest(problems.to_string());
    let deadline = answer(&app, &asked).map_err(refused)?;
    let day = deadline.effective;
    let last = Reminder {
        uid: format!("{id}-{}@ip-portal", deadline.trigger),
        day,
        summary: p
            .t("limit-remind")
            .with("limit", p.label(&limit.title))
            .to_string(),
        days_before: 7,
    };
    let text = ics::calendar("ip-portal//limits", p.today(), [last]);
    Ok(download::file(
        "time-limit.ics",
        "text/calendar; charset=utf-8",
        text,
    ))
}

fn answer(app: &AppState, asked: &Value) -> Result<Deadline, Problems> {
    let request: Request = wire::read("core", asked.to_string().as_bytes())?;
    let rules = &app.library;
    rules.limits.deadline(&request, &rules.calendar)
}

/// A field for each fact; a served document has a second one for how the day is known.
fn form(p: &Page, limit: &Limit, facts: &[&Fact], pairs: &Pairs) -> Form {
    let mut fields = Vec::new();
    for fact in facts {
        let input = match fact.kind {
            FactKind::Number => "number",
            FactKind::Day | FactKind::Service => "date",
        };
        let kind = Kind::Line {
            input,
            autocomplete: "off",
        };
        fields.push(Field::new(&fact.name, p.label(&fact.title), kind));
        if fact.kind == FactKind::Service {
            let ways = CHANNELS.iter().map(|way| {
                let name = channel(*way);
                Choice::new(name, p.t(&format!("limit-served-{name}")))
            });
            let received = Choice::new("received", p.t("limit-served-received"));
            let ways = std::iter::once(received).chain(ways).collect();
            let field = Field::new(way_of(fact), p.t("limit-served"), Kind::Select(ways));
            fields.push(field.value("received"));
        }
    }
    if limit.extension == Extension::Designated {
        let months = |n: i64| {
            let label = p.t("limit-length-month").with("n", n);
            Choice::new(n.to_string(), label.to_string())
        };
        let none = Choice::new("0", p.t("limit-extend-none"));
        let kind = Kind::Select(vec![none, months(1), months(2)]);
        fields.push(Field::new("extend", p.t("limit-extend"), kind).value("0"));
    }
    let mut form = Form::new(fields);
    form.fill_named(pairs);
    form
}

/// Name of the field that says how the day of a served document is known.
fn way_of(fact: &Fact) -> String {
    format!("{}-way", fact.name)
}

const fn channel(way: Channel) -> &'static str {
    match way {
        Channel::Electronic => "electronic",
        Channel::Post => "post",
        Channel::Direct => "direct",
        Channel::PublicNotice => "public-notice",
    }
}

/// The request of the contract; what cannot be a number stands in it as it was typed.
fn request(id: &str, facts: &[&Fact], form: &Form) -> Value {
    let mut given = BTreeMap::new();
    for fact in facts {
        let typed = form.typed(&fact.name);
        if typed.is_empty() {
            continue;
        }
        let way = form.typed(&way_of(fact)).to_owned();
        let value = match fact.kind {
            FactKind::Number => typed.parse::<u32>().map_or(Value::from(typed), Value::from),
            FactKind::Service if !way.is_empty() && way != "received" => {
                json!({"channel": way, "dispatched": typed})
            }
            FactKind::Day | FactKind::Service => Value::from(typed),
        };
        given.insert(fact.name.clone(), value);
    }
    let mut request = json!({"limit": id, "facts": given});
    if let Ok(months @ 1..) = form.typed("extend").parse::<u32>() {
        request["extension"] = json!({"months": months});
    }
    request
}

/// Ties each problem to the field of its fact; the others to the first field.
fn refuse(p: &Page, form: &mut Form, facts: &[&Fact], problems: &Problems) {
    let first = facts.first().map_or("", |fact| fact.name.as_str());
    for problem in &problems.0 {
        let named = problem.pointer.split('/').nth(2).unwrap_or_default();
        let field = match form.get(named) {
            Some(_) => named,
            None if problem.pointer.starts_with("/extension") => "extend",
            None => first,
        };
        form.refuse(field, words::problem(p, problem));
    }
}

fn length(p: &Page, length: Option<Length>) -> String {
    match length {
        Some(Length { n, unit }) => {
            let key = words::key("limit-length", &unit);
            p.t(&key).with("n", i64::from(n)).to_string()
        }
        None => p.t("limit-length-of-several").to_string(),
    }
}

/// What is known of the limit without any fact.
fn about(p: &Page, limit: &Limit) -> Vec<Row> {
    vec![
        Row::new(p.t("limit-length"), length(p, limit.rule.length())),
        Row::new(p.t("limit-act"), words::name(p, "limit-act", &limit.act)),
        Row::new(p.t("limit-roll"), words::name(p, "limit-roll", &limit.roll)),
        Row::new(
            p.t("limit-extension"),
            words::name(p, "limit-extension", &limit.extension),
        ),
        Row::new(
            p.t("limit-restoration"),
            words::name(p, "limit-restoration", &limit.restoration),
        ),
    ]
}

fn tell(p: &Page, titles: &Rules, id: &str, deadline: &Deadline, form: &Form) -> Told {
    let mut notes: Vec<String> = deadline
        .notes
        .iter()
        .map(|note| words::problem(p, note))
        .collect();
    if let Some(other) = &deadline.alternative {
        let day = p.day(&other.effective);
        let base = words::name(p, "limit-base", &other.base);
        let text = p.t("limit-otherwise").with("base", base).with("day", day);
        notes.push(text.to_string());
    }
    let steps = deadline.steps.iter().map(|step| Step {
        day: p.day(&step.date),
        what: titles
            .step_title(&step.rule)
            .map_or(&*step.rule, |title| p.label(title))
            .to_owned(),
        law: laws(p, step.basis.as_slice()),
        verified: !step.mark.is_some_and(|mark| mark.is_unverified()),
    });
    let fields = form.fields.iter();
    let query = address("", fields.map(|f| (f.name.clone(), f.typed().to_owned())));
    Told {
        last: p.day(&deadline.effective),
        left: left(p, deadline.effective),
        provisional: deadline.provisional,
        notes,
        steps: steps.collect(),
        reminder: format!("/limits/{id}/reminder.ics{query}"),
    }
}

/// How far off the day is.
fn left(p: &Page, last: NaiveDate) -> String {
    let days = (last - p.today()).num_days();
    let key = match days {
        0 => "limit-today",
        1.. => "limit-days-left",
        _ => "limit-days-ago",
    };
    p.t(key).with("days", days.abs()).to_string()
}
