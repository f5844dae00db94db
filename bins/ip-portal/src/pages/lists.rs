//! `/lists`: the list manager: faults of a published list with place and fix, and what differs
//! between two lists.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use ip_app::actor::Role;
use ip_app::wire::{self, line_of};
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use ip_matters::diff::{Class, Diff, compare};
use ip_matters::lint::{Finding, Lint, Severity};
use ip_matters::list::List;

use crate::download;
use crate::fault::Fault;
use crate::form::upload::{Limits, Received, receive};
use crate::form::{Field, Form, Kind};
use crate::state::AppState;
use crate::view::parts::Tone;
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

/// The largest list in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;
/// Who manages lists.
const MANAGERS: [Role; 2] = [Role::Supervisor, Role::Administrator];

#[derive(Template)]
#[template(path = "pages/lists.html")]
struct ListsPage {
    p: Page,
    lint: Form,
    diff: Form,
    finding: Option<String>,
    table: Option<Table>,
}

/// A list with its name and its text, in which places have lines.
struct Read {
    name: String,
    text: String,
    list: List,
}

/// The list of the place itself, checked as of today.
///
/// # Errors
///
/// Not for this role.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    app.actor(&viewer, &MANAGERS)?;
    let p = Page::new(&app, &viewer, "lists-title");
    let own = own(&p)?;
    let findings = judge(&app, &own.list)?;
    page(p, Some(faults(&own, &findings)))
}

/// The list of the place itself, as a file to edit and to check.
///
/// # Errors
///
/// Not for this role.
pub async fn own_file(State(app): State<AppState>, viewer: Viewer) -> Result<Response, Fault> {
    app.actor(&viewer, &MANAGERS)?;
    let own = own(&Page::new(&app, &viewer, "lists-title"))?;
    Ok(download::file("list.json", "application/json", own.text))
}

/// Checks a list that was sent; the place's own where none was.
///
/// # Errors
///
/// Not for this role.
pub async fn lint(
    State(app): State<AppState>,
    viewer: Viewer,
    body: Multipart,
) -> Result<Response, Fault> {
    app.actor(&viewer, &MANAGERS)?;
    let received = take(&app, &viewer, body).await?;
    let p = Page::new(&app, &viewer, "lists-title");
    match read(&p, &received, "list").await? {
        Ok(list) => {
            let findings = judge(&app, &list.list)?;
            Ok(page(p, Some(faults(&list, &findings)))?.into_response())
        }
        Err(problem) => refuse(p, "list", &problem),
    }
}

/// Compares two lists; the place's own stands in for one that was not sent.
///
/// # Errors
///
/// Not for this role.
pub async fn diff(
    State(app): State<AppState>,
    viewer: Viewer,
    body: Multipart,
) -> Result<Response, Fault> {
    app.actor(&viewer, &MANAGERS)?;
    let received = take(&app, &viewer, body).await?;
    let p = Page::new(&app, &viewer, "lists-title");
    let a = match read(&p, &received, "a").await? {
        Ok(list) => list,
        Err(problem) => return refuse(p, "a", &problem),
    };
    let b = match read(&p, &received, "b").await? {
        Ok(list) => list,
        Err(problem) => return refuse(p, "b", &problem),
    };
    let diff = compare(&a.list, &b.list);
    Ok(page(p, Some(Shown::Differences(a.name, b.name, diff)))?.into_response())
}

/// A finding with the line and the entry that it is about.
struct Placed {
    finding: Finding,
    line: Option<usize>,
    name: Option<Text>,
}

/// What the page shows below its forms.
enum Shown {
    Faults(String, Vec<Placed>),
    Differences(String, String, Diff),
}

fn faults(read: &Read, findings: &[Finding]) -> Shown {
    let placed = findings.iter().map(|finding| {
        let entry = finding.pointer.strip_prefix("/entries/");
        let entry = entry.and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        let entry = entry.and_then(|at| read.list.entries.get(at));
        Placed {
            finding: finding.clone(),
            line: line_of(&read.text, &finding.pointer),
            name: entry.map(|entry| entry.name.clone()),
        }
    });
    Shown::Faults(read.name.clone(), placed.collect())
}

async fn take(app: &AppState, viewer: &Viewer, body: Multipart) -> Result<Received, Fault> {
    let limits = Limits {
        file: LARGEST,
        total: LARGEST * 2,
        files: 2,
    };
    receive(app, viewer, body, limits).await
}

/// The list in a field, else the place's own.
async fn read(p: &Page, received: &Received, field: &str) -> Result<Result<Read, Problem>, Fault> {
    if let Some(refused) = received.refused.iter().find(|r| r.field() == field) {
        let limit = crate::form::size(LARGEST);
        return Ok(Err(Problem::new(refused.code()).expected(limit)));
    }
    let Some(file) = received.files.iter().find(|file| file.field == field) else {
        return Ok(Ok(own(p)?));
    };
    let bytes = file.bytes().await.map_err(Fault::internal)?;
    Ok(wire::read::<List>("matters", &bytes)
        .map(|list| Read {
            name: file.name.clone(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            list,
        })
        .map_err(|problem| {
            let text = String::from_utf8_lossy(&bytes);
            match line_of(&text, &problem.pointer) {
                Some(line) => problem.arg("line", line),
                None => problem,
            }
        }))
}

/// The list that the place publishes today, with the text that an export of it has.
fn own(p: &Page) -> Result<Read, Fault> {
    let library = &p.app().library;
    let list = List::of_pack(&library.pack, &library.regimes, p.today());
    Ok(Read {
        name: p.place().to_owned(),
        text: serde_json::to_string_pretty(&list).map_err(Fault::internal)?,
        list,
    })
}

fn judge(app: &AppState, list: &List) -> Result<Vec<Finding>, Fault> {
    let library = &app.library;
    let lint = Lint::builtin(&library.catalogue, &library.regimes, &library.laws);
    let lint = lint.map_err(|problems: Problems| Fault::internal(problems))?;
    Ok(lint.check(list, None))
}

fn page(p: Page, shown: Option<Shown>) -> Result<Html<String>, Fault> {
    let (lint, diff) = forms(&p);
    let (finding, table) = match shown {
        Some(Shown::Faults(name, findings)) => {
            let count = |severity| {
                let of = findings
                    .iter()
                    .filter(|one| one.finding.severity == severity);
                i64::try_from(of.count()).unwrap_or_default()
            };
            let text = p
                .t("lists-found")
                .with("name", name)
                .with("errors", count(Severity::Error))
                .with("warnings", count(Severity::Warning))
                .with("infos", count(Severity::Info));
            (Some(text.to_string()), Some(table_of_faults(&p, &findings)))
        }
        Some(Shown::Differences(a, b, diff)) => {
            let count = |class| i64::try_from(diff.count(class)).unwrap_or_default();
            let text = p
                .t("lists-compared")
                .with("a", a)
                .with("b", b)
                .with("better", count(Class::Better))
                .with("worse", count(Class::Worse))
                .with("neutral", count(Class::Neutral))
                .with("unknown", count(Class::Unknown));
            (Some(text.to_string()), Some(table_of_changes(&p, &diff)))
        }
        None => (None, None),
    };
    html(&ListsPage {
        p,
        lint,
        diff,
        finding,
        table,
    })
}

fn refuse(mut p: Page, field: &str, problem: &Problem) -> Result<Response, Fault> {
    let (mut lint, mut diff) = forms(&p);
    let mut text = words::problem(&p, problem);
    for (name, value) in &problem.args {
        if name == "line" {
            text = format!("{} {text}", p.t("lists-line").with("line", value.as_str()));
        }
    }
    lint.refuse(field, text.clone());
    diff.refuse(field, text);
    p.refused = true;
    let page = html(&ListsPage {
        p,
        lint,
        diff,
        finding: None,
        table: None,
    })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn forms(p: &Page) -> (Form, Form) {
    let file = |name: &str, key: &str| {
        let kind = Kind::File {
            accept: ".json".to_owned(),
            limit: LARGEST,
            many: false,
        };
        Field::new(name, p.t(key), kind)
            .hint(p.t("lists-own"))
            .optional()
    };
    (
        Form::new(vec![file("list", "lists-file")]),
        Form::new(vec![file("a", "lists-a"), file("b", "lists-b")]),
    )
}

fn table_of_faults(p: &Page, findings: &[Placed]) -> Table {
    let mut table = Table::new(p.t("lists-faults"))
        .words(p.t("lists-severity"))
        .words(p.t("lists-rule"))
        .words(p.t("lists-entry"))
        .words(p.t("lists-place"))
        .words(p.t("lists-is"))
        .words(p.t("lists-fix"));
    for Placed {
        finding,
        line,
        name,
    } in findings
    {
        let tone = match finding.severity {
            Severity::Error => Tone::Bad,
            Severity::Warning => Tone::Care,
            Severity::Info => Tone::Info,
        };
        let place = match line {
            Some(line) => {
                let line = p.t("lists-line").with("line", line.to_string());
                format!("{line} {}", finding.pointer)
            }
            None => finding.pointer.clone(),
        };
        table.rows.push(vec![
            Cell::Badge {
                label: words::name(p, "severity", &finding.severity),
                tone,
            },
            Cell::Text(finding.rule.clone()),
            Cell::Text(match name {
                Some(name) => format!("{} {}", p.label(name), finding.entry),
                None => finding.entry.clone(),
            }),
            Cell::Text(place),
            Cell::Text(is_and_should(finding)),
            Cell::Text(p.label(&finding.fix).to_owned()),
        ]);
    }
    table
}

/// What stands there, and what would be right.
fn is_and_should(finding: &Finding) -> String {
    let found = finding.found.as_deref().unwrap_or_default();
    match &finding.expected {
        Some(expected) => format!("{found} → {expected}"),
        None => found.to_owned(),
    }
}

fn table_of_changes(p: &Page, diff: &Diff) -> Table {
    let mut table = Table::new(p.t("lists-changes"))
        .words(p.t("lists-class"))
        .words(p.t("lists-entry"))
        .words(p.t("lists-field"))
        .words(p.t("lists-a"))
        .words(p.t("lists-b"));
    let row = |class: Class, entry: &str, field: String, a: String, b: String| {
        let tone = match class {
            Class::Better => Tone::Good,
            Class::Worse => Tone::Bad,
            Class::Neutral => Tone::Info,
            Class::Unknown => Tone::Care,
        };
        vec![
            Cell::Badge {
                label: words::name(p, "change", &class),
                tone,
            },
            Cell::Text(entry.to_owned()),
            Cell::Text(field),
            Cell::Text(a),
            Cell::Text(b),
        ]
    };
    for change in &diff.changes {
        let (a, b) = (change.a.clone(), change.b.clone());
        let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
        table
            .rows
            .push(row(change.class, &change.entry, change.field.clone(), a, b));
    }
    let whole = || p.t("lists-whole").to_string();
    for entry in &diff.only_a {
        table.rows.push(row(
            Class::Unknown,
            entry,
            whole(),
            entry.clone(),
            String::new(),
        ));
    }
    for entry in &diff.only_b {
        table.rows.push(row(
            Class::Unknown,
            entry,
            whole(),
            String::new(),
            entry.clone(),
        ));
    }
    table
}
