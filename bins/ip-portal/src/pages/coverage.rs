//! `/outlets/coverage`: how far the outlets reach on a day: prefectures with a body of their own, outlets by class.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, Response};
use chrono::NaiveDate;
use ip_core::law::LawRef;
use ip_matters::network::{self, Coverage, Reach, Targets};
use ip_matters::outlet::OutletClass;
use serde::Deserialize;

use crate::download;
use crate::fault::Fault;
use crate::state::AppState;
use crate::view::chart::{Chart, Point, bars};
use crate::view::guide::class_key;
use crate::view::{Page, html};
use crate::viewer::Viewer;

/// The day asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    day: String,
}

#[derive(Template)]
#[template(path = "pages/coverage.html")]
struct CoveragePage {
    p: Page,
    day: String,
    figures: Vec<(String, String)>,
    chart: Option<Chart>,
    targets: [(String, String, bool); 2],
    missing: Option<String>,
}

/// The outlets of the place as of a day.
///
/// # Errors
///
/// A damaged data file, which a test excludes.
pub fn count(app: &AppState, on: NaiveDate) -> Result<Coverage, Fault> {
    let pack = &app.library.pack;
    let targets = Targets::builtin().map_err(Fault::internal)?;
    Ok(network::coverage(
        &pack.outlets,
        pack.network.as_ref(),
        &targets,
        on,
    ))
}

/// The figures, a chart of the classes, and what the plan aims at.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "coverage-title");
    let day = asked.day.parse().unwrap_or_else(|_| p.today());
    let coverage = count(&app, day)?;
    let missing = match &coverage.reach {
        Reach::Known { missing, .. } if !missing.is_empty() => Some(missing.join(", ")),
        _ => None,
    };
    let (share, important) = (&coverage.targets.prefectures, &coverage.targets.important);
    let targets = [
        (
            p.t("coverage-target-share")
                .with("share", share.share.to_string())
                .with("by", p.day(&share.by))
                .to_string(),
            law(&p, &share.basis),
            share.mark.is_unverified(),
        ),
        (
            p.t("coverage-target-count")
                .with("count", important.count.to_string())
                .with("by", p.day(&important.by))
                .to_string(),
            law(&p, &important.basis),
            important.mark.is_unverified(),
        ),
    ];
    html(&CoveragePage {
        day: day.to_string(),
        figures: figures(&p, &coverage),
        chart: chart(&p, &coverage),
        targets,
        missing,
        p,
    })
}

/// The same figures as a table: a row for each figure and each class.
///
/// # Errors
///
/// As [`count`].
pub async fn csv(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let p = Page::new(&app, &viewer, "coverage-title");
    let day = asked.day.parse().unwrap_or_else(|_| p.today());
    let coverage = count(&app, day)?;
    let head = vec![
        p.t("coverage-figure").to_string(),
        p.t("coverage-count").to_string(),
    ];
    let classes = classes(&p, &coverage).map(|(name, n)| (name, n.to_string()));
    let figures = figures(&p, &coverage).into_iter();
    let rows = figures.chain(classes).map(|(name, n)| vec![name, n]);
    let name = format!("coverage-{day}.csv");
    Ok(download::csv(&name, head, rows))
}

/// A plan with its item, in words.
fn law(p: &Page, law: &LawRef) -> String {
    let title = p.app().library.laws.get(&law.id).map(|i| p.label(&i.title));
    p.t("coverage-law")
        .with("title", title.unwrap_or(law.id.as_str()).to_owned())
        .with("item", law.article.clone().unwrap_or_default())
        .to_string()
}

/// What is counted, each with its number or the word for unknown.
fn figures(p: &Page, coverage: &Coverage) -> Vec<(String, String)> {
    let unknown = || p.t("coverage-unknown").to_string();
    let (all, covered, share) = match &coverage.reach {
        Reach::Known {
            prefectures,
            covered,
            share,
            ..
        } => {
            let share = share.map(|s| format!("{}.{:02} %", s / 100, s % 100));
            (
                prefectures.to_string(),
                covered,
                share.unwrap_or_else(unknown),
            )
        }
        Reach::Unknown { covered } => (unknown(), covered, unknown()),
    };
    let rows = [
        ("coverage-prefectures", all),
        ("coverage-covered", covered.to_string()),
        ("coverage-share", share),
        ("coverage-outlets", coverage.outlets.to_string()),
        ("coverage-important", coverage.important.to_string()),
    ];
    let said = |(key, n): (&'static str, String)| (p.t(key).to_string(), n);
    rows.into_iter().map(said).collect()
}

/// Classes with their names, the most outlets first.
fn classes(p: &Page, coverage: &Coverage) -> impl Iterator<Item = (String, usize)> {
    let mut all: Vec<(OutletClass, usize)> =
        coverage.by_class.iter().map(|(c, n)| (*c, *n)).collect();
    all.sort_by_key(|(class, n)| (std::cmp::Reverse(*n), *class));
    let named = all
        .into_iter()
        .map(|(class, n)| (p.t(class_key(class)).to_string(), n));
    named.collect::<Vec<_>>().into_iter()
}

fn chart(p: &Page, coverage: &Coverage) -> Option<Chart> {
    let points = classes(p, coverage).map(|(name, n)| {
        let value = u32::try_from(n).map_or(f64::MAX, f64::from);
        Point::new(name, value, n.to_string())
    });
    let points: Vec<Point> = points.collect();
    if points.is_empty() {
        return None;
    }
    let title = p
        .t("coverage-finding")
        .with("outlets", coverage.outlets.to_string())
        .with("classes", points.len());
    Some(Chart {
        title: title.to_string(),
        alt: p.t("coverage-alt").to_string(),
        label_heading: p.t("coverage-class").to_string(),
        value_heading: p.t("coverage-count").to_string(),
        source: p
            .t("coverage-source")
            .with("day", p.day(&coverage.on))
            .to_string(),
        shape: bars(points),
    })
}
