//! `/lists`: the list manager: faults of a published list with place and fix, what differs between two
//! lists, and a clerk's workbook with what is wrong at its cell.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use ip_app::actor::Role;
use ip_app::lists::{self, Fees, Reader, Unread};
use ip_app::sheets;
use ip_app::wire::line_of;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use ip_matters::diff::{Class, Diff, compare};
use ip_matters::exchange::Labels;
use ip_matters::exchange::national::Exchange;
use ip_matters::exchange::table::{CellFault, Sheet};
use ip_matters::lint::{Finding, Lint, Severity};
use ip_matters::list::{List, ListEntry};
use ip_matters::profile::Profile;
use ip_matters::proofs::ProofList;

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
/// How many wrong cells the page shows; the marked workbook has all of them.
const SHOWN: usize = 500;
/// What a workbook is to a browser.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
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

/// A list with its name and, where it has one, its text, in which places have lines.
struct Read {
    name: String,
    text: Option<String>,
    list: List,
}

/// Why a file is no list.
enum Refusal {
    /// Something is wrong with the file.
    File(Problem),
    /// Cells are wrong: the name of the file, its sheets, every fault.
    Cells(String, Vec<Sheet>, Vec<CellFault>),
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
    let findings = judge(&app, &own.list, None)?;
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
    let text = own.text.unwrap_or_default();
    Ok(download::file("list.json", "application/json", text))
}

/// The same list as a workbook in the tables of the national exchange.
///
/// # Errors
///
/// Not for this role; the workbook cannot be made.
pub async fn own_workbook(State(app): State<AppState>, viewer: Viewer) -> Result<Response, Fault> {
    app.actor(&viewer, &MANAGERS)?;
    let own = own(&Page::new(&app, &viewer, "lists-title"))?;
    let library = &app.library;
    let profile = Profile::builtin(lists::PROFILE).map_err(Fault::internal)?;
    let exchange = Exchange::national(&library.catalogue, &library.laws, &profile);
    let export = exchange.map_err(Fault::internal)?.export(&own.list, false);
    let book = sheets::write_xlsx(&export.sheets, &[], |_| String::new());
    Ok(download::file(
        "list.xlsx",
        WORKBOOK,
        book.map_err(Fault::internal)?,
    ))
}

/// A workbook that was sent, back with every wrong cell marked; where nothing is wrong, the check of its list.
///
/// # Errors
///
/// Not for this role.
pub async fn marked(
    State(app): State<AppState>,
    viewer: Viewer,
    body: Multipart,
) -> Result<Response, Fault> {
    app.actor(&viewer, &MANAGERS)?;
    let received = take(&app, &viewer, body).await?;
    let p = Page::new(&app, &viewer, "lists-title");
    match read(&p, &received, "list").await? {
        Err(Refusal::Cells(_, sheets, faults)) => {
            let said = |fault: &CellFault| words::problem(&p, &fault.problem());
            let book = sheets::write_xlsx(&sheets, &faults, said).map_err(Fault::internal)?;
            Ok(download::file("marked.xlsx", WORKBOOK, book))
        }
        Err(refusal) => refuse(p, "list", &refusal),
        Ok(list) => {
            let findings = judge(&app, &list.list, None)?;
            Ok(page(p, Some(faults(&list, &findings)))?.into_response())
        }
    }
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
    let proofs = match proofs(&p, &received).await? {
        Ok(proofs) => proofs,
        Err(refusal) => return refuse(p, "proofs", &refusal),
    };
    match read(&p, &received, "list").await? {
        Ok(list) => {
            let findings = judge(&app, &list.list, proofs.as_ref())?;
            Ok(page(p, Some(faults(&list, &findings)))?.into_response())
        }
        Err(refusal) => refuse(p, "list", &refusal),
    }
}

/// The list of proofs that was sent, if one was.
async fn proofs(
    p: &Page,
    received: &Received,
) -> Result<Result<Option<ProofList>, Refusal>, Fault> {
    if let Some(refused) = received.refused.iter().find(|r| r.field() == "proofs") {
        let limit = crate::form::size(LARGEST);
        let problem = Problem::new(refused.code()).expected(limit);
        return Ok(Err(Refusal::File(problem)));
    }
    let Some(file) = received.files.iter().find(|file| file.field == "proofs") else {
        return Ok(Ok(None));
    };
    let bytes = file.bytes().await.map_err(Fault::internal)?;
    let read = lists::proofs(&file.name, &bytes, &p.app().library.laws);
    Ok(read.map(Some).map_err(|unread| refusal(&file.name, unread)))
}

/// Why a file was not read.
fn refusal(name: &str, unread: Unread) -> Refusal {
    match unread {
        Unread::Cells(sheets, faults) => Refusal::Cells(name.to_owned(), sheets, faults),
        Unread::Problems(problems) => {
            let first = problems.0.into_iter().next();
            Refusal::File(first.unwrap_or_else(|| Problem::new("app.sheet.unreadable")))
        }
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
        Err(refusal) => return refuse(p, "a", &refusal),
    };
    let b = match read(&p, &received, "b").await? {
        Ok(list) => list,
        Err(refusal) => return refuse(p, "b", &refusal),
    };
    let diff = compare(&a.list, &b.list);
    Ok(page(p, Some(Shown::Differences(Box::new([a, b]), diff)))?.into_response())
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
    Differences(Box<[Read; 2]>, Diff),
}

fn faults(read: &Read, findings: &[Finding]) -> Shown {
    let placed = findings.iter().map(|finding| {
        let entry = finding.pointer.strip_prefix("/entries/");
        let entry = entry.and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        let entry = entry.and_then(|at| read.list.entries.get(at));
        Placed {
            finding: finding.clone(),
            line: read
                .text
                .as_deref()
                .and_then(|text| line_of(text, &finding.pointer)),
            name: entry.map(|entry| entry.name.clone()),
        }
    });
    Shown::Faults(read.name.clone(), placed.collect())
}

async fn take(app: &AppState, viewer: &Viewer, body: Multipart) -> Result<Received, Fault> {
    let limits = Limits {
        file: LARGEST,
        total: LARGEST * 2,
        files: 3,
    };
    receive(app, viewer, body, limits).await
}

/// The list in a field, else the place's own.
async fn read(p: &Page, received: &Received, field: &str) -> Result<Result<Read, Refusal>, Fault> {
    if let Some(refused) = received.refused.iter().find(|r| r.field() == field) {
        let limit = crate::form::size(LARGEST);
        let problem = Problem::new(refused.code()).expected(limit);
        return Ok(Err(Refusal::File(problem)));
    }
    let Some(file) = received.files.iter().find(|file| file.field == field) else {
        return Ok(Ok(own(p)?));
    };
    let bytes = file.bytes().await.map_err(Fault::internal)?;
    let library = &p.app().library;
    let profile = Profile::builtin(lists::PROFILE).map_err(Fault::internal)?;
    let reader = Reader {
        catalogue: &library.catalogue,
        registry: &library.laws,
        profile: &profile,
    };
    // A table does not say whose list it is: it is taken for one of this place.
    let locality = &library.pack.locality;
    let header = lists::header(&locality.id, &locality.name.zh, p.today());
    let name = file.name.clone();
    Ok(match reader.read(&name, &bytes, header) {
        Ok(lists::Read { list, text, .. }) => Ok(Read { name, text, list }),
        Err(unread) => Err(refusal(&name, unread)),
    })
}

/// The list that the place publishes today, with the text that an export of it has.
fn own(p: &Page) -> Result<Read, Fault> {
    let library = &p.app().library;
    let list = List::of_pack(&library.pack, &library.regimes, p.today());
    Ok(Read {
        name: p.place().to_owned(),
        text: Some(serde_json::to_string_pretty(&list).map_err(Fault::internal)?),
        list,
    })
}

fn judge(app: &AppState, list: &List, proofs: Option<&ProofList>) -> Result<Vec<Finding>, Fault> {
    let library = &app.library;
    let fees = Fees::builtin().map_err(Fault::internal)?;
    let lint = Lint::builtin(&library.catalogue, &library.regimes, &library.laws);
    let lint = lint.map_err(|problems: Problems| Fault::internal(problems))?;
    let lint = lint.with_tariff(&fees);
    let lint = match proofs {
        Some(proofs) => lint.with_proofs(proofs),
        None => lint,
    };
    Ok(lint.report(list, None))
}

fn page(p: Page, shown: Option<Shown>) -> Result<Html<String>, Fault> {
    let (lint, diff) = forms(&p);
    let (finding, table) = match shown {
        Some(Shown::Faults(name, findings)) => {
            let labels = Labels::builtin().map_err(Fault::internal)?;
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
                .with("infos", count(Severity::Info))
                .with("open", count(Severity::NotChecked));
            (
                Some(text.to_string()),
                Some(table_of_faults(&p, &labels, &findings)),
            )
        }
        Some(Shown::Differences(lists, diff)) => {
            let [a, b] = *lists;
            let labels = Labels::builtin().map_err(Fault::internal)?;
            let count = |class| i64::try_from(diff.count(class)).unwrap_or_default();
            let text = p
                .t("lists-compared")
                .with("a", a.name.as_str())
                .with("b", b.name.as_str())
                .with("better", count(Class::Better))
                .with("worse", count(Class::Worse))
                .with("neutral", count(Class::Neutral))
                .with("unknown", count(Class::Unknown));
            (
                Some(text.to_string()),
                Some(table_of_changes(&p, &labels, (&a, &b), &diff)),
            )
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

fn refuse(mut p: Page, field: &str, refusal: &Refusal) -> Result<Response, Fault> {
    let (mut lint, mut diff) = forms(&p);
    let (text, finding, table) = match refusal {
        Refusal::File(problem) => {
            let said = words::problem(&p, problem);
            let file = problem.args.get("file").cloned();
            let line = problem.args.get("line");
            let line = line.map(|line| p.t("lists-line").with("line", line.as_str()).to_string());
            let field = Some(problem.pointer.clone()).filter(|at| !at.is_empty());
            let place: Vec<String> = [file, line, field].into_iter().flatten().collect();
            (format!("{} {said}", place.join(" ")), None, None)
        }
        Refusal::Cells(name, _, faults) => {
            let count = i64::try_from(faults.len()).unwrap_or_default();
            let said = p
                .t("lists-cells")
                .with("name", name.as_str())
                .with("count", count);
            (
                said.to_string(),
                Some(said.to_string()),
                Some(table_of_cells(&p, faults)),
            )
        }
    };
    lint.refuse(field, text.clone());
    diff.refuse(field, text);
    p.refused = true;
    let page = html(&ListsPage {
        p,
        lint,
        diff,
        finding,
        table,
    })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Wrong cells, each where a spreadsheet shows it.
fn table_of_cells(p: &Page, faults: &[CellFault]) -> Table {
    let mut table = Table::new(p.t("lists-cells-caption"))
        .words(p.t("lists-sheet"))
        .words(p.t("lists-cell"))
        .words(p.t("lists-heading"))
        .words(p.t("lists-is"))
        .words(p.t("lists-fix"));
    for fault in faults.iter().take(SHOWN) {
        table.rows.push(vec![
            Cell::Text(fault.sheet.clone()),
            Cell::Text(format!("{}{}", fault.column, fault.row)),
            Cell::Text(fault.heading.clone()),
            Cell::Text(is_and_should(
                fault.found.as_deref(),
                fault.expected.as_deref(),
            )),
            Cell::Text(words::problem(p, &fault.problem())),
        ]);
    }
    table
}

fn forms(p: &Page) -> (Form, Form) {
    let file = |name: &str, key: &str| {
        let kind = Kind::File {
            accept: ".json,.xlsx,.csv".to_owned(),
            limit: LARGEST,
            many: false,
        };
        Field::new(name, p.t(key), kind)
            .hint(p.t("lists-own"))
            .optional()
    };
    let proofs = file("proofs", "lists-proofs").hint(p.t("lists-proofs-hint"));
    (
        Form::new(vec![file("list", "lists-file"), proofs]),
        Form::new(vec![file("a", "lists-a"), file("b", "lists-b")]),
    )
}

fn table_of_faults(p: &Page, labels: &Labels, findings: &[Placed]) -> Table {
    let mut table = Table::new(p.t("lists-faults"))
        .words(p.t("lists-severity"))
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
            Severity::Info | Severity::NotChecked => Tone::Info,
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
                label: format!(
                    "{} {}",
                    finding.rule,
                    words::name(p, "severity", &finding.severity)
                ),
                tone,
            },
            Cell::Text(match name {
                Some(name) => format!("{} {}", p.label(name), finding.entry),
                None => finding.entry.clone(),
            }),
            Cell::Text(place),
            Cell::Text(match finding.severity {
                Severity::NotChecked => p
                    .t("lists-open")
                    .with("count", finding.found.clone().unwrap_or_default())
                    .to_string(),
                _ => {
                    let field = finding.pointer.split('/').nth(3).unwrap_or_default();
                    let said = |raw: &String| labels.value(field, raw, p.lang());
                    let (is, should) = (&finding.found, &finding.expected);
                    let (is, should) = (is.as_ref().map(said), should.as_ref().map(said));
                    is_and_should(is.as_deref(), should.as_deref())
                }
            }),
            Cell::Text(p.label(&finding.fix).to_owned()),
        ]);
    }
    table
}

/// What stands there, and what would be right.
fn is_and_should(found: Option<&str>, expected: Option<&str>) -> String {
    let found = found.unwrap_or_default();
    match expected {
        Some(expected) => format!("{found} → {expected}"),
        None => found.to_owned(),
    }
}

/// Differences in words: the names of matters and fields, values as people say them.
fn table_of_changes(p: &Page, labels: &Labels, (a, b): (&Read, &Read), diff: &Diff) -> Table {
    let named = |key: &str| {
        let all = || a.list.entries.iter().chain(&b.list.entries);
        let is = |e: &&ListEntry| {
            e.matter.as_ref().is_some_and(|m| m.as_str() == key) || e.basic_code() == Some(key)
        };
        all()
            .find(is)
            .map_or_else(|| key.to_owned(), |e| p.label(&e.name).to_owned())
    };
    let said = |field: &str, value: Option<&str>| {
        value.map_or_else(String::new, |value| labels.value(field, value, p.lang()))
    };
    let mut table = Table::new(p.t("lists-changes"))
        .words(p.t("lists-class"))
        .words(p.t("lists-entry"))
        .words(p.t("lists-field"))
        .words(p.t("lists-a"))
        .words(p.t("lists-b"))
        .words(p.t("lists-rule"));
    let row = |class: Class, entry: &str, field: String, (a, b): (String, String), rule: &str| {
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
            Cell::Text(rule.to_owned()),
        ]
    };
    for change in &diff.changes {
        // A paper or a condition stands behind its field: `materials/change-proof`.
        let (kind, rest) = match change.field.split_once('/') {
            Some((kind, rest)) => (kind, format!(" / {}", labels.value(kind, rest, p.lang()))),
            None => (change.field.as_str(), String::new()),
        };
        let field = format!("{}{rest}", labels.value("field", kind, p.lang()));
        let values = (
            said(&change.field, change.a.as_deref()),
            said(&change.field, change.b.as_deref()),
        );
        let rule = change.rule.unwrap_or_default();
        let entry = named(&change.entry);
        table
            .rows
            .push(row(change.class, &entry, field, values, rule));
    }
    let whole = || p.t("lists-whole").to_string();
    for entry in &diff.only_a {
        table.rows.push(row(
            Class::Unknown,
            entry,
            whole(),
            (named(entry), String::new()),
            "",
        ));
    }
    for entry in &diff.only_b {
        table.rows.push(row(
            Class::Unknown,
            entry,
            whole(),
            (String::new(), named(entry)),
            "",
        ));
    }
    table
}
