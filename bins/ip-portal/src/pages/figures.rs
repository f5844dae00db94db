//! `/figures`: the public figures of the reviews, as charts and tables; what was published of each month, and what a
//! restatement changed.

pub mod files;
pub mod performance;
pub mod trend;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use ip_app::actor::Role;
use ip_app::error::AppError;
use ip_app::figures::{Dimension, Figures};
use ip_app::publication::Published;
use ip_core::problem::Problem;
use ip_eval::level::Level;
use ip_eval::publish::{Row as Group, Snapshot};

use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::{Act, chosen, json};
use crate::state::AppState;
use crate::view::chart::{Chart, Point, bars};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/figures.html")]
struct FiguresPage {
    p: Page,
    refused: Vec<String>,
    charts: Vec<Chart>,
    hidden: bool,
    tables: Vec<Table>,
    published: Table,
    acts: Vec<Act>,
    small_cell: u64,
    profile: String,
    position: u64,
    hash: String,
}

/// The figures for people.
///
/// # Errors
///
/// The store fails.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    page(&app, &viewer, Vec::new()).await
}

async fn page(
    app: &AppState,
    viewer: &Viewer,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let figures = app.office.figures(app.now()).await?;
    let published = app.office.publications().await?;
    let mut p = Page::new(app, viewer, "figures-title");
    p.refused = !refused.is_empty();
    let rows = &figures.months.rows;
    let watched = app.office.trend(&figures.months)?;
    let charts = [
        levels(app, &p, &figures),
        trend::chart(&p, "trend-months", &watched, trend::month),
        outlets(app, &p, &figures.outlets),
    ];
    let supervisor = app.actor(viewer, &[Role::Supervisor]).is_ok();
    html(&FiguresPage {
        refused,
        charts: charts.into_iter().flatten().collect(),
        hidden: !rows.is_empty() && figures.months.total.figure.is_none(),
        tables: if rows.is_empty() {
            Vec::new()
        } else {
            vec![
                table(app, &p, "figures-months", &figures.months),
                table(app, &p, "figures-matters", &figures.matters),
                table(app, &p, "figures-outlets", &figures.outlets),
            ]
        },
        published: publications(&p, &published),
        acts: supervisor.then(|| publish_act(&p)).into_iter().collect(),
        small_cell: figures.small_cell,
        profile: p.label(&app.office.rules.profile.title).to_owned(),
        position: figures.months.as_of.position,
        hash: figures.head,
        p,
    })
}

fn publications(p: &Page, all: &[Published]) -> Table {
    let mut table = Table::new(p.t("figures-published"))
        .words(p.t("figures-month"))
        .words(p.t("figures-dimension"))
        .numbers(p.t("figures-version"))
        .numbers(p.t("figures-restated"))
        .words(p.t("figures-hash"))
        .words("JSON")
        .words("CSV")
        .words("XLSX");
    for published in all {
        let month = published.month;
        let path = format!(
            "/figures/{}/{month}/{}",
            published.dimension.name(),
            published.version
        );
        let restated = published.restated.as_array().map_or(0, Vec::len);
        let link = |form: &str| Cell::Link {
            label: p.t("figures-download").to_string(),
            href: format!("{path}.{form}"),
        };
        let hash: String = published.hash.to_string().chars().take(16).collect();
        table.rows.push(vec![
            Cell::Text(month.format("%Y-%m").to_string()),
            Cell::Text(words::name(p, "figures-by", &published.dimension)),
            Cell::Text(published.version.to_string()),
            Cell::Text(restated.to_string()),
            Cell::Text(hash),
            link("json"),
            link("csv"),
            link("xlsx"),
        ]);
    }
    table
}

fn publish_act(p: &Page) -> Act {
    let dimensions = Dimension::ALL.iter();
    let dimensions = dimensions.map(|d| Choice::new(json(d), words::name(p, "figures-by", d)));
    Act {
        title: p.t("figures-publish").to_string(),
        button: p.t("figures-publish-button").to_string(),
        href: "/figures".to_owned(),
        is_link: false,
        form: Form::new(vec![
            Field::line("month", p.t("figures-month")).hint(p.t("figures-month-hint")),
            Field::new(
                "dimension",
                p.t("figures-dimension"),
                Kind::Radio(dimensions.collect()),
            ),
        ]),
    }
}

/// Publishes the figures of a month that is over.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn publish(
    State(app): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Supervisor])?;
    let done = async {
        let month = format!("{}-01", sent.get("month").trim());
        let month = month.parse::<NaiveDate>();
        let month = month.map_err(|_| Problem::new("app.form.date").at("/fields/month"))?;
        let dimension = chosen(&sent, "dimension")?;
        app.office.publish_figures(&actor, dimension, month).await
    };
    match done.await {
        Ok(_) => Ok(Redirect::to("/figures").into_response()),
        Err(error @ AppError::Invalid(_)) => {
            let p = Page::new(&app, &viewer, "figures-title");
            let page = page(&app, &viewer, words::error(&p, &error)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// How many reviews of each level, with a title that says the finding; nothing while they are hidden.
fn levels(app: &AppState, p: &Page, figures: &Figures) -> Option<Chart> {
    let labels = &app.office.rules.labels;
    let total = &figures.months.total;
    let (counts, figure) = total.levels.as_ref().zip(total.figure.as_ref())?;
    let metrics = &figure.metrics;
    if metrics.reviews == 0 {
        return None;
    }
    let points = Level::ALL.map(|level| {
        let n = u64::try_from(counts[level]).unwrap_or_default();
        let written = p.t("figures-reviews").with("n", n).to_string();
        Point::new(p.label(labels.title(level)), count(n), written)
    });
    let title = p
        .t("figures-finding")
        .with("n", metrics.reviews)
        .with("good", percent(metrics.good_rate.as_deref()))
        .with("bad", percent(metrics.bad_rate.as_deref()));
    Some(Chart {
        title: title.to_string(),
        alt: p.t("figures-alt").to_string(),
        label_heading: p.t("review-level").to_string(),
        value_heading: p.t("figures-count").to_string(),
        source: p.t("figures-source").to_string(),
        shape: bars(points.into()),
    })
}

/// Bad rates of the outlets with their intervals: few reviews say little.
fn outlets(app: &AppState, p: &Page, snapshot: &Snapshot) -> Option<Chart> {
    let value = |rate: &str| rate.parse::<f64>().unwrap_or_default();
    let shown = |row: &Group| {
        let metrics = &row.figure.as_ref()?.metrics;
        // Over what people gave: default reviews are no answers and narrow no interval.
        let interval = metrics.wilson_bad_active.as_ref()?;
        let rate = metrics.bad_rate_active.as_deref()?;
        let name = outlet_name(app, p, &row.group);
        let written = p
            .t("figures-of")
            .with("rate", percent(Some(rate)))
            .with("n", metrics.active);
        let (low, high) = (value(interval.low()), value(interval.high()));
        Some(Point::new(name, value(rate), written.to_string()).between(low, high))
    };
    let points: Vec<Point> = snapshot.rows.iter().filter_map(shown).collect();
    if points.is_empty() {
        return None;
    }
    let total = snapshot.total.figure.as_ref();
    let common = total.and_then(|figure| figure.metrics.bad_rate_active.as_deref());
    let common = common.map(value);
    // An outlet is named only where even the low end of its interval lies above the common rate.
    let low = |point: &Point| point.interval.map_or(0.0, |(low, _)| low);
    let stands_out = |point: &&Point| common.is_some_and(|common| low(point) > common);
    let worst = points.iter().filter(stands_out);
    let title = match worst.max_by(|a, b| low(a).total_cmp(&low(b))) {
        Some(worst) => p
            .t("figures-outlet-finding")
            .with("outlet", worst.label.clone())
            .with("rate", worst.written.clone())
            .to_string(),
        None => p.t("figures-outlet-alike").to_string(),
    };
    Some(Chart {
        title,
        alt: p.t("figures-outlet-alt").to_string(),
        label_heading: p.t("figures-outlet").to_string(),
        value_heading: p.t("figures-bad-rate").to_string(),
        source: p.t("figures-source").to_string(),
        shape: bars(points),
    })
}

/// The name of an outlet; its id where the pack does not know it.
pub fn outlet_name(app: &AppState, p: &Page, id: &str) -> String {
    let outlets = &app.office.rules.pack.outlets;
    let known = outlets.iter().find(|outlet| outlet.id == id);
    match (known, id) {
        (Some(outlet), _) => p.label(&outlet.name).to_owned(),
        (None, "online") => p.t("figures-online").to_string(),
        (None, _) => id.to_owned(),
    }
}

/// A count as a chart measures it.
fn count(n: u64) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

fn table(app: &AppState, p: &Page, key: &str, snapshot: &Snapshot) -> Table {
    let mut table = Table::new(p.t(key))
        .words(p.t("figures-group"))
        .numbers(p.t("figures-count"))
        .numbers(p.t("figures-good-rate"))
        .numbers(p.t("figures-bad-rate"))
        .numbers(p.t("figures-active-rate"))
        .numbers(p.t("figures-cases"))
        .numbers(p.t("figures-on-time"));
    for row in snapshot.rows.iter().chain([&snapshot.total]) {
        table.rows.push(figure_row(app, p, row));
    }
    table
}

/// A group of figures as a row of a table; what is hidden says so.
pub fn figure_row(app: &AppState, p: &Page, row: &Group) -> Vec<Cell> {
    let name = match app.office.rules.entry(&row.group) {
        Ok(entry) => p.label(&entry.matter.name).to_owned(),
        Err(_) if row.group.is_empty() => p.t("figures-total").to_string(),
        Err(_) => outlet_name(app, p, &row.group),
    };
    let mut cells = vec![Cell::Text(name)];
    let Some(figure) = &row.figure else {
        cells.push(Cell::Text(p.t("figures-too-few").to_string()));
        let none = || Cell::Text("—".to_owned());
        cells.extend(std::iter::repeat_with(none).take(5));
        return cells;
    };
    let (metrics, loop_) = (&figure.metrics, &figure.rectification);
    cells.extend(
        [
            metrics.reviews.to_string(),
            percent(metrics.good_rate.as_deref()),
            percent(metrics.bad_rate.as_deref()),
            percent(metrics.active_rate_of_services.as_deref()),
            loop_.cases.to_string(),
            percent(loop_.on_time_rate.as_deref()),
        ]
        .map(Cell::Text),
    );
    cells
}

/// A rate of nine digits as a percentage with two, cut off and never rounded up to 100 %.
pub fn percent(rate: Option<&str>) -> String {
    let Some(rate) = rate else {
        return "—".to_owned();
    };
    let digits: String = rate.chars().filter(char::is_ascii_digit).take(5).collect();
    let hundredths: u32 = digits.parse().unwrap_or_default();
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_rate_is_never_rounded_up_to_all() {
        assert_eq!(percent(Some("0.999999999")), "99.99 %");
        assert_eq!(percent(Some("1.000000000")), "100.00 %");
        assert_eq!(percent(Some("0.333333333")), "33.33 %");
        assert_eq!(percent(None), "—");
    }
}
