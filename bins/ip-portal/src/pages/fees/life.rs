//! `/fees/life`: every annuity of a patent with its deadlines and months of delay, as a drawing, a
//! table and files.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Response};
use chrono::NaiveDate;
use ip_app::ics::{self, Reminder};
use ip_app::wire;
use ip_core::money::{Currency, Money};
use ip_core::problem::Problems;
use ip_fees::annuity::{Life, LifeRequest, YearPlan, YearStatus};
use ip_fees::quote::Outcome;
use serde_json::{Value, json};

use crate::download;
use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind};
use crate::state::AppState;
use crate::view::chart::{Chart, Point, bars};
use crate::view::lifeline::{self, Lifeline, status_name};
use crate::view::parts::{Tone, amount};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::{Viewer, address};
use crate::when;

#[derive(Template)]
#[template(path = "pages/fee-life.html")]
struct LifePage {
    p: Page,
    form: Form,
    told: Option<Told>,
    request: String,
}

/// What the page tells of a life.
struct Told {
    finding: String,
    state: Option<(Tone, String)>,
    line: Lifeline,
    /// The statuses that occur: class and word.
    key: Vec<(&'static str, String)>,
    bands: Option<Chart>,
    years: Table,
    query: String,
}

type Pairs = Vec<(String, String)>;

/// The life of a patent for people.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(pairs): Query<Pairs>,
) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "life-title");
    let up = p.t("fees-title").to_string();
    let mut p = p.below(up, "/fees");
    let mut form = form(&p, &pairs);
    let asked = request(&form);
    let text = serde_json::to_string_pretty(&asked).map_err(Fault::internal)?;
    let read = read(&asked);
    let told = match read.and_then(|request| {
        let life = app.library.fees.annuities(&request)?;
        Ok(tell(&p, &request, &life, &form))
    }) {
        Ok(told) => Some(told),
        Err(_) if form.typed("filingDate").is_empty() => None,
        Err(problems) => {
            refuse(&p, &mut form, &problems);
            None
        }
    };
    p.refused = !form.is_sound();
    html(&LifePage {
        p,
        form,
        told,
        request: text,
    })
}

/// The table as comma-separated values.
///
/// # Errors
///
/// The address asks for no life.
pub async fn csv(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    with(&app, &viewer, &pairs, |p, _, life| {
        let rows = life.years.iter().map(|plan| cells(p, plan));
        Ok(download::csv("annuities.csv", head(p), rows))
    })
}

/// The table as a spreadsheet.
///
/// # Errors
///
/// As [`csv`].
pub async fn xlsx(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    with(&app, &viewer, &pairs, |p, _, life| {
        let rows = life.years.iter().map(|plan| cells(p, plan));
        download::xlsx("annuities.xlsx", head(p), rows, &[3, 5, 6])
    })
}

/// The last days that are still to come, as a calendar file.
///
/// # Errors
///
/// As [`csv`].
pub async fn ics(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    with(&app, &viewer, &pairs, |p, request, life| {
        let reminders = reminders(p, request, life);
        let text = ics::calendar("ip-portal//annuities", request.today, reminders);
        Ok(download::file(
            "annuities.ics",
            "text/calendar; charset=utf-8",
            text,
        ))
    })
}

/// The answer of the API as a file.
///
/// # Errors
///
/// As [`csv`].
pub async fn json(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Fault> {
    with(&app, &viewer, &pairs, |p, _, life| {
        let labels = p.app().library.fees.tariffs().labels();
        let told = life.in_lang(labels, p.lang());
        let text = serde_json::to_string_pretty(&told).map_err(Fault::internal)?;
        Ok(download::file("annuities.json", "application/json", text))
    })
}

fn with(
    app: &AppState,
    viewer: &Viewer,
    pairs: &Pairs,
    tell: impl Fn(&Page, &LifeRequest, &Life<'_>) -> Result<Response, Fault>,
) -> Result<Response, Fault> {
    let p = Page::new(app, viewer, "life-title");
    let refused = |problems: Problems| Fault::BadRequest(problems.to_string());
    let request = read(&request(&form(&p, pairs))).map_err(refused)?;
    let life = app.library.fees.annuities(&request).map_err(refused)?;
    tell(&p, &request, &life)
}

fn form(p: &Page, pairs: &Pairs) -> Form {
    let choice = |name: &str, key: &str, values: &[&str], prefix: &str| {
        let choices = values
            .iter()
            .map(|value| Choice::new(*value, p.t(&format!("{prefix}{value}"))))
            .collect();
        let first = values.first().copied().unwrap_or_default();
        Field::new(name, p.t(key), Kind::Select(choices)).value(first)
    };
    let line = |name: &str, key: &str, input: &'static str| {
        let kind = Kind::Line {
            input,
            autocomplete: "off",
        };
        Field::new(name, p.t(key), kind)
    };
    let rights = ["invention", "utility-model", "design"];
    let mut form = Form::new(vec![
        choice("right", "fact-right", &rights, "right-"),
        line("filingDate", "life-filing-date", "date"),
        line("grantYear", "fact-grant-year", "number").hint(p.t("life-grant-year-hint")),
        choice(
            "reduction",
            "fact-reduction",
            &["none", "85", "70"],
            "reduction-",
        ),
        line("paidThrough", "life-paid-through", "number").optional(),
        line("openLicence", "life-open-licence", "date").optional(),
        line("today", "life-today", "date").value(p.today().to_string()),
    ]);
    form.fill_named(pairs);
    form
}

/// The request of the contract; what cannot be a number stands in it as it was typed.
fn request(form: &Form) -> Value {
    let number = |name: &str| {
        let typed = form.typed(name);
        typed
            .parse::<u32>()
            .map_or_else(|_| Value::from(typed), Value::from)
    };
    let mut request = json!({
        "right": form.typed("right"),
        "filingDate": form.typed("filingDate"),
        "grantYear": number("grantYear"),
        "reduction": form.typed("reduction"),
        "today": form.typed("today"),
    });
    if !form.typed("paidThrough").is_empty() {
        request["paidThrough"] = number("paidThrough");
    }
    if !form.typed("openLicence").is_empty() {
        request["openLicence"] = json!({"from": form.typed("openLicence")});
    }
    request
}

fn read(request: &Value) -> Result<LifeRequest, Problems> {
    Ok(wire::read("fees", request.to_string().as_bytes())?)
}

fn refuse(p: &Page, form: &mut Form, problems: &Problems) {
    for problem in &problems.0 {
        let field = problem.pointer.split('/').nth(1).unwrap_or_default();
        let known = form.get(field).is_some();
        let name = if known { field } else { "filingDate" };
        form.refuse(name, words::problem(p, problem));
    }
}

fn yuan(p: &Page, money: Money) -> String {
    amount(money, Currency::Cny, p.is_zh())
}

fn tell(p: &Page, request: &LifeRequest, life: &Life<'_>, form: &Form) -> Told {
    let fields = form.fields.iter();
    let query = address("", fields.map(|f| (f.name.clone(), f.typed().to_owned())));
    let line = lifeline::draw(life, request.filing_date, request.today);
    let mut statuses: Vec<_> = line.columns.iter().map(|column| column.status).collect();
    statuses.dedup();
    let word = |status| (status, p.t(&format!("life-is-{status}")).to_string());
    Told {
        key: statuses.into_iter().map(word).collect(),
        finding: finding(p, life),
        state: state(p, life),
        line,
        bands: bands(p, life),
        years: years(p, life),
        query,
    }
}

/// The finding in one sentence: what it costs for life, and what is next.
fn finding(p: &Page, life: &Life<'_>) -> String {
    let count = i64::try_from(life.years.len()).unwrap_or_default();
    let total = match life.amount {
        Some(total) => p.t("life-finding").with("total", yuan(p, total)),
        None => p.t("life-finding-unknown"),
    };
    let end = p.day(&life.term_end);
    total.with("years", count).with("end", end).to_string()
}

/// Where the right stands today, with its tone.
fn state(p: &Page, life: &Life<'_>) -> Option<(Tone, String)> {
    if let Some(day) = life.lapsed_on {
        let text = p.t("life-lapsed").with("day", p.day(&day));
        return Some((Tone::Bad, text.to_string()));
    }
    let open = life
        .years
        .iter()
        .find(|plan| matches!(plan.status, YearStatus::Grace | YearStatus::Late));
    let plan = open.or_else(|| {
        let upcoming = |plan: &&YearPlan<'_>| plan.status == YearStatus::Upcoming;
        life.years.iter().find(upcoming)
    })?;
    let (window, sum) = (plan.due.as_ref()?, plan.pay_today?);
    let (tone, key, day) = match plan.status {
        YearStatus::Upcoming => (Tone::Info, "life-next", window.due.date),
        _ => (Tone::Care, "life-open", window.last.date),
    };
    let text = p
        .t(key)
        .with("year", i64::from(plan.year))
        .with("sum", yuan(p, sum))
        .with("day", p.day(&day));
    Some((tone, text.to_string()))
}

/// The months of delay of the year that is to be paid next.
fn bands(p: &Page, life: &Life<'_>) -> Option<Chart> {
    let plan = life.years.iter().find(|plan| {
        matches!(
            plan.status,
            YearStatus::Grace | YearStatus::Late | YearStatus::Upcoming
        )
    })?;
    if plan.bands.is_empty() {
        return None;
    }
    let point = |band: &ip_fees::annuity::Band| {
        let days = match band.from {
            Some(from) => format!("{from} – {}", band.to),
            None => p
                .t("life-until")
                .with("day", band.to.to_string())
                .to_string(),
        };
        let label = p.t("life-band").with("days", days);
        let label = label.with("percent", i64::from(band.percent)).to_string();
        Point::new(label, lifeline::fen(band.total), yuan(p, band.total))
    };
    let last = plan.bands.last()?;
    let year = i64::from(plan.year);
    Some(Chart {
        title: p
            .t("life-bands")
            .with("year", year)
            .with("most", yuan(p, last.total))
            .to_string(),
        alt: p.t("life-bands-alt").with("year", year).to_string(),
        label_heading: p.t("life-paid-on").to_string(),
        value_heading: p.t("fee-total").to_string(),
        source: p.t("life-bands-source").to_string(),
        shape: bars(plan.bands.iter().map(point).collect()),
    })
}

fn head(p: &Page) -> Vec<String> {
    let keys = [
        "life-year",
        "life-status",
        "life-pay-by",
        "life-annuity",
        "life-last-day",
        "life-late-most",
        "life-restoration",
    ];
    keys.map(|key| p.t(key).to_string()).to_vec()
}

/// A year as cells of a file: days and amounts in the form of the API.
fn cells(p: &Page, plan: &YearPlan<'_>) -> Vec<String> {
    let money = |amount: Option<Money>| amount.map_or_else(String::new, |a| a.to_string());
    let window = plan.due.as_ref();
    let known = plan.line.outcome != Outcome::Unknown;
    vec![
        plan.year.to_string(),
        p.t(&format!("life-is-{}", status_name(plan.status)))
            .to_string(),
        window.map_or_else(String::new, |w| w.due.date.to_string()),
        if known {
            plan.line.amount.to_string()
        } else {
            p.t("money-unknown").to_string()
        },
        window.map_or_else(String::new, |w| w.last.date.to_string()),
        money(plan.bands.last().map(|band| band.late)),
        money(plan.restoration),
    ]
}

fn years(p: &Page, life: &Life<'_>) -> Table {
    let [year, status, due, annuity, last, late, restoration] =
        [0, 1, 2, 3, 4, 5, 6].map(|at| head(p).get(at).cloned().unwrap_or_default());
    let mut table = Table::new(p.t("life-table"))
        .numbers(year)
        .words(status)
        .words(due)
        .numbers(annuity)
        .words(last)
        .numbers(late)
        .numbers(restoration);
    for plan in &life.years {
        let tone = match plan.status {
            YearStatus::Paid | YearStatus::WithRegistration => Tone::Good,
            YearStatus::Upcoming => Tone::Info,
            YearStatus::Grace | YearStatus::Late => Tone::Care,
            YearStatus::Lapsed => Tone::Bad,
        };
        let day = |day: NaiveDate, provisional: bool| {
            let written = when::day(day, p.lang());
            let mark = p.t("clock-provisional").to_string();
            if provisional {
                format!("{written} ({mark})")
            } else {
                written
            }
        };
        let window = plan.due.as_ref();
        let texts = cells(p, plan).into_iter().enumerate();
        let row = texts.map(|(at, text)| match (at, window) {
            (1, _) => Cell::Badge { label: text, tone },
            (2, Some(w)) => Cell::Text(day(w.due.date, w.due.provisional)),
            (4, Some(w)) => Cell::Text(day(w.last.date, w.last.provisional)),
            _ => Cell::Text(text),
        });
        table.rows.push(row.collect());
    }
    table
}

/// Each last day that is still to come.
fn reminders(p: &Page, request: &LifeRequest, life: &Life<'_>) -> Vec<Reminder> {
    let open = life.years.iter().filter(|plan| {
        matches!(
            plan.status,
            YearStatus::Upcoming | YearStatus::Grace | YearStatus::Late
        )
    });
    let mut all = Vec::new();
    for plan in open {
        let Some(window) = &plan.due else { continue };
        let late = plan.bands.last().map(|band| band.total);
        let in_time = Some(plan.line.amount).filter(|_| plan.line.outcome != Outcome::Unknown);
        for (day, sum, key) in [
            (window.due.date, in_time, "life-remind-due"),
            (window.last.date, late, "life-remind-late"),
        ] {
            if day < request.today {
                continue;
            }
            let sum = sum.map_or_else(|| p.t("money-unknown").to_string(), |sum| yuan(p, sum));
            let year = i64::from(plan.year);
            all.push(Reminder {
                uid: format!("{}-{}-{key}@ip-portal", request.filing_date, plan.year),
                day,
                summary: p.t(key).with("year", year).with("sum", sum).to_string(),
                days_before: 30,
            });
        }
    }
    all
}
