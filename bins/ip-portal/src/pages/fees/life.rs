//! `/fees/life`: every annuity of a patent with its deadlines and months of delay, as a drawing, a
//! table and files.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Response};
use ip_app::{annuities, wire};
use ip_core::calendar::Due;
use ip_core::money::{Currency, Money};
use ip_core::problem::Problems;
use ip_fees::annuity::{Life, LifeRequest, YearPlan, YearStatus};
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
    key: Vec<(&'static str, &'static str)>,
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
        let text = annuities::csv(life, p.lang()).map_err(Fault::internal)?;
        Ok(download::file(
            "annuities.csv",
            "text/csv; charset=utf-8",
            text,
        ))
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
        let book = annuities::xlsx(life, p.lang()).map_err(Fault::internal)?;
        Ok(download::file("annuities.xlsx", download::XLSX, book))
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
        let text = annuities::calendar("ip-portal", request, life, p.lang());
        let media = "text/calendar; charset=utf-8";
        Ok(download::file("annuities.ics", media, text))
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
    let word = |plan: &YearPlan<'_>| {
        let word = annuities::status(plan.status, p.lang());
        (status_name(plan.status), word)
    };
    let mut statuses: Vec<_> = life.years.iter().map(word).collect();
    statuses.dedup();
    Told {
        key: statuses,
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

/// How many columns of the table a page shows: the provisional days are marked where they stand.
const SHOWN: usize = 7;

fn years(p: &Page, life: &Life<'_>) -> Table {
    let mut table = Table::new(p.t("life-table"));
    for (at, name) in annuities::head(p.lang())
        .into_iter()
        .take(SHOWN)
        .enumerate()
    {
        table = match at {
            1 | 2 | 4 => table.words(name),
            _ => table.numbers(name),
        };
    }
    for plan in &life.years {
        let tone = match plan.status {
            YearStatus::Paid | YearStatus::WithRegistration => Tone::Good,
            YearStatus::Upcoming => Tone::Info,
            YearStatus::Grace | YearStatus::Late => Tone::Care,
            YearStatus::Lapsed => Tone::Bad,
        };
        let day = |due: Due| {
            let written = when::day(due.date, p.lang());
            let mark = p.t("clock-provisional").to_string();
            if due.provisional {
                format!("{written} ({mark})")
            } else {
                written
            }
        };
        let texts = annuities::cells(plan, p.lang()).into_iter().take(SHOWN);
        let row = texts.enumerate().map(|(at, text)| match (at, &plan.due) {
            (1, _) => Cell::Badge { label: text, tone },
            (2, Some(window)) => Cell::Text(day(window.due)),
            (4, Some(window)) => Cell::Text(day(window.last)),
            _ => Cell::Text(text),
        });
        table.rows.push(row.collect());
    }
    table
}
