//! `/figures/performance`: outlets and cities scored by a scheme, every point with its reason.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use ip_app::performance::{Performance, Scored};
use ip_eval::index::{Contribution, Scheme, Scoring};

use crate::fault::Fault;
use crate::pages::figures::percent;
use crate::state::AppState;
use crate::view::chart::{Chart, Point, bars};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/performance.html")]
struct PerformancePage {
    p: Page,
    source: String,
    outlets: Vec<Part>,
    chart: Option<Chart>,
    samples: Vec<Part>,
}

/// An outlet or a city: its name with its score, and where each point comes from.
struct Part {
    name: String,
    table: Table,
}

/// The scores.
///
/// # Errors
///
/// The store fails.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let figures = app.office.figures(app.now()).await?;
    let Performance {
        scheme,
        outlets,
        samples,
    } = app.office.performance(&figures)?;
    let p = Page::new(&app, &viewer, "performance-title");
    let p = p
        .clone()
        .below(p.t("figures-title").to_string(), "/figures");
    let parts = |all: &[Scored]| all.iter().map(|one| part(&p, &scheme, one)).collect();
    html(&PerformancePage {
        source: p.label(&scheme.source).to_owned(),
        outlets: parts(&outlets),
        chart: chart(&p, &samples),
        samples: parts(&samples),
        p: p.clone(),
    })
}

/// The scores as bars, the best first.
fn chart(p: &Page, all: &[Scored]) -> Option<Chart> {
    let point = |one: &Scored| {
        let total = one.score.total.as_deref()?;
        let value = total.parse().unwrap_or_default();
        let mut point = Point::new(p.label(&one.name), value, total);
        let judged = percent(Some(&one.score.judged));
        point.note = p.t("performance-judged").with("judged", judged).to_string();
        // Who was judged by less than half of the weight is compared with nobody.
        (one.score.judged.as_str() >= "0.5").then_some(point)
    };
    let points: Vec<Point> = all.iter().filter_map(point).collect();
    let best = points.first()?;
    let title = p
        .t("performance-finding")
        .with("name", best.label.clone())
        .with("points", best.written.clone());
    Some(Chart {
        title: title.to_string(),
        alt: p.t("performance-alt").to_string(),
        label_heading: p.t("performance-city").to_string(),
        value_heading: p.t("performance-score").to_string(),
        source: p.t("performance-sample").to_string(),
        shape: bars(points),
    })
}

fn part(p: &Page, scheme: &Scheme, one: &Scored) -> Part {
    let mut table = Table::new(p.t("performance-why"))
        .words(p.t("performance-indicator"))
        .words(p.t("performance-scoring"))
        .numbers(p.t("performance-weight"))
        .numbers(p.t("performance-value"))
        .numbers(p.t("performance-reached"))
        .numbers(p.t("performance-adds"));
    for contribution in &one.score.contributions {
        table.rows.push(row(p, scheme, contribution));
    }
    let name = p.label(&one.name);
    let phrase = match &one.score.total {
        Some(total) => p
            .t("performance-of")
            .with("name", name)
            .with("points", total.as_str())
            .with("judged", percent(Some(&one.score.judged))),
        None => p.t("performance-none").with("name", name),
    };
    Part {
        name: phrase.to_string(),
        table,
    }
}

/// An indicator: its groups before its name, how a value is scored, and what it adds.
fn row(p: &Page, scheme: &Scheme, contribution: &Contribution) -> Vec<Cell> {
    let nodes = contribution.path.iter().filter_map(|key| scheme.node(key));
    let nodes: Vec<_> = nodes.collect();
    let titles: Vec<&str> = nodes.iter().map(|node| p.label(&node.title)).collect();
    let scoring = nodes.last().and_then(|node| node.scoring.as_ref());
    let scoring = scoring.map(|scoring| match scoring {
        Scoring::Linear { zero, full } => p
            .t("performance-linear")
            .with("zero", zero.to_string())
            .with("full", full.to_string())
            .to_string(),
        Scoring::Target { target } => p
            .t("performance-target")
            .with("target", target.to_string())
            .to_string(),
        Scoring::Step { from } => p
            .t("performance-step")
            .with("from", from.to_string())
            .to_string(),
    });
    let none = || "—".to_owned();
    let value = contribution.value.map(|value| value.to_string());
    let points = contribution
        .points
        .as_deref()
        .and_then(|p| p.get(..p.len().saturating_sub(7)));
    vec![
        Cell::Text(titles.join(" › ")),
        Cell::Text(scoring.unwrap_or_default()),
        Cell::Text(percent(Some(&contribution.weight))),
        Cell::Text(value.unwrap_or_else(none)),
        Cell::Text(percent(contribution.score.as_deref())),
        Cell::Text(points.map_or_else(none, str::to_owned)),
    ]
}
