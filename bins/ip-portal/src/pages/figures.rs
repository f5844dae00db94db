//! `/figures`: the public figures of the reviews, as a chart, a table, and data for programs.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use ip_app::figures::{Figure, Figures};
use ip_eval::level::Level;

use crate::fault::Fault;
use crate::state::AppState;
use crate::view::chart::{Chart, Point, bars};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/figures.html")]
struct FiguresPage {
    p: Page,
    charts: Vec<Chart>,
    months: Table,
    matters: Table,
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
    let figures = app.office.figures().await?;
    let p = Page::new(&app, &viewer, "figures-title");
    let charts = if reviews(&figures.total) == 0 {
        Vec::new()
    } else {
        vec![levels(&app, &p, &figures)]
    };
    html(&FiguresPage {
        charts,
        months: table(&app, &p, "figures-months", &figures.months),
        matters: table(&app, &p, "figures-matters", &figures.matters),
        small_cell: figures.small_cell,
        profile: p.label(&app.office.rules.profile.title).to_owned(),
        position: figures.as_of.0,
        hash: figures.as_of.1,
        p,
    })
}

/// The figures for programs.
///
/// # Errors
///
/// The store fails.
pub async fn csv(State(app): State<AppState>) -> Result<Response, Fault> {
    let figures = app.office.figures().await?;
    let mut text = String::from("group,services,n5,n4,n3,n2,n1,goodRate,badRate\r\n");
    for figure in figures.months.iter().chain(&figures.matters) {
        let rate = |rate: Option<&String>| rate.cloned().unwrap_or_default();
        let metrics = figure.metrics.as_ref();
        let counts = match metrics {
            Some(_) => figure.counter.active.0.map(|n| n.to_string()),
            None => Default::default(),
        };
        text.push_str(&format!(
            "{},{},{},{},{}\r\n",
            figure.group,
            figure.counter.services,
            counts.join(","),
            rate(metrics.and_then(|m| m.good_rate.as_ref())),
            rate(metrics.and_then(|m| m.bad_rate.as_ref())),
        ));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"figures.csv\"",
        ),
    ];
    Ok((headers, text).into_response())
}

fn reviews(figure: &Figure) -> u64 {
    figure
        .counter
        .active
        .0
        .iter()
        .chain(&figure.counter.defaults.0)
        .sum()
}

/// How many reviews of each level, with a title that says the finding.
fn levels(app: &AppState, p: &Page, figures: &Figures) -> Chart {
    let labels = &app.office.rules.labels;
    let all = reviews(&figures.total);
    let points = Level::ALL.map(|level| {
        let n = figures.total.counter.active[level];
        let written = p.t("figures-reviews").with("n", n).to_string();
        Point::new(p.label(labels.title(level)), count(n), written)
    });
    let metrics = figures.total.metrics.as_ref();
    let good = percent(metrics.and_then(|m| m.good_rate.as_deref()));
    let bad = percent(metrics.and_then(|m| m.bad_rate.as_deref()));
    let title = p
        .t("figures-finding")
        .with("n", all)
        .with("good", good)
        .with("bad", bad);
    Chart {
        title: title.to_string(),
        alt: p.t("figures-alt").to_string(),
        label_heading: p.t("review-level").to_string(),
        value_heading: p.t("figures-count").to_string(),
        source: p.t("figures-source").to_string(),
        shape: bars(points.into()),
    }
}

/// A count as a chart measures it.
fn count(n: u64) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

fn table(app: &AppState, p: &Page, key: &str, figures: &[Figure]) -> Table {
    let mut table = Table::new(p.t(key))
        .words(p.t("figures-group"))
        .numbers(p.t("figures-services"))
        .numbers(p.t("figures-count"))
        .numbers(p.t("figures-good-rate"))
        .numbers(p.t("figures-bad-rate"))
        .numbers(p.t("figures-active-rate"));
    for figure in figures {
        let name = app.office.rules.entry(&figure.group).ok();
        let name = name.map_or(figure.group.as_str(), |entry| p.label(&entry.matter.name));
        let metrics = figure.metrics.as_ref();
        let shown = |rate: Option<&str>| match metrics {
            Some(_) => Cell::Text(percent(rate)),
            None => Cell::Text(p.t("figures-too-few").to_string()),
        };
        table.rows.push(vec![
            Cell::Text(name.to_owned()),
            Cell::Text(figure.counter.services.to_string()),
            match metrics {
                Some(metrics) => Cell::Text(metrics.reviews.to_string()),
                None => Cell::Text(p.t("figures-too-few").to_string()),
            },
            shown(metrics.and_then(|m| m.good_rate.as_deref())),
            shown(metrics.and_then(|m| m.bad_rate.as_deref())),
            shown(metrics.and_then(|m| m.active_rate_of_services.as_deref())),
        ]);
    }
    table
}

/// A rate of nine digits as a percentage with two, cut off and never rounded up to 100 %.
fn percent(rate: Option<&str>) -> String {
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
