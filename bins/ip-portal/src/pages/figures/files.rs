//! The public figures for programs: JSON, CSV and XLSX, as they stand now and as they were published.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use ip_app::figures::Dimension;
use ip_app::sheets;
use ip_eval::level::Level;
use ip_matters::exchange::table::Sheet;
use serde_json::Value;

use crate::download;
use crate::fault::Fault;
use crate::state::AppState;
use crate::view::Page;
use crate::viewer::Viewer;

/// The figures as JSON.
///
/// # Errors
///
/// The store fails.
pub async fn data(State(app): State<AppState>) -> Result<Response, Fault> {
    Ok(Json(app.office.figures(app.now()).await?).into_response())
}

/// The figures as CSV.
///
/// # Errors
///
/// The store fails.
pub async fn csv(State(app): State<AppState>) -> Result<Response, Fault> {
    Ok(as_csv("figures", &now(&app).await?))
}

/// The figures as a workbook.
///
/// # Errors
///
/// The store fails.
pub async fn xlsx(State(app): State<AppState>, viewer: Viewer) -> Result<Response, Fault> {
    let p = Page::new(&app, &viewer, "figures-title");
    as_xlsx(&p, "figures", &now(&app).await?)
}

/// The snapshots of every dimension as they stand now.
async fn now(app: &AppState) -> Result<Vec<Value>, Fault> {
    let figures = app.office.figures(app.now()).await?;
    let all = [&figures.months, &figures.matters, &figures.outlets];
    let value = |snapshot| serde_json::to_value(snapshot).map_err(Fault::internal);
    all.into_iter().map(value).collect()
}

/// What was published, as it was then.
///
/// # Errors
///
/// No such publication, or no such form.
pub async fn published(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((dimension, month, version)): Path<(String, NaiveDate, String)>,
) -> Result<Response, Fault> {
    let dimension = Dimension::ALL.into_iter().find(|d| d.name() == dimension);
    let dimension = dimension.ok_or(Fault::NotFound)?;
    let (version, form) = version.split_once('.').ok_or(Fault::NotFound)?;
    let version = version.parse().map_err(|_| Fault::NotFound)?;
    let published = app.office.publication(dimension, month, version).await?;
    let name = format!("figures-{}-{month}-{version}", dimension.name());
    match form {
        "json" => Ok(Json(published).into_response()),
        "csv" => Ok(as_csv(&name, &[published.snapshot])),
        "xlsx" => {
            let p = Page::new(&app, &viewer, "figures-title");
            as_xlsx(&p, &name, &[published.snapshot])
        }
        _ => Err(Fault::NotFound),
    }
}

/// Columns after the first ones: a name, and where the value stands in the row, or else in the snapshot.
const MORE: [(&str, &str); 23] = [
    ("d5", "/defaults/0"),
    ("d4", "/defaults/1"),
    ("d3", "/defaults/2"),
    ("d2", "/defaults/3"),
    ("d1", "/defaults/4"),
    ("goodRateActive", "/figure/metrics/goodRateActive"),
    ("badPer10000", "/figure/metrics/badPer10000"),
    ("services", "/figure/services"),
    ("notReviewedRate", "/figure/metrics/notReviewedRate"),
    ("held", "/figure/held"),
    ("heldBad", "/figure/heldBad"),
    ("replyRate", "/figure/rectification/replyRate"),
    ("rectifiedRate", "/figure/rectification/rectifiedRate"),
    ("revisitRate", "/figure/rectification/revisitRate"),
    (
        "revisitSatisfaction",
        "/figure/rectification/revisitSatisfaction",
    ),
    ("voidShare", "/figure/rectification/voidShare"),
    ("from", "/period/from"),
    ("to", "/period/to"),
    ("asOf", "/asOf/at"),
    ("position", "/asOf/position"),
    ("profile", "/profile"),
    ("version", "/version"),
    ("hash", "/hash"),
];

/// The groups of snapshots, each with its total last, one cell a column; a hidden group has empty cells.
///
/// `for_programs`: with every count and rate, and on each line of what it was counted.
fn lines(snapshots: &[Value], for_programs: bool) -> impl Iterator<Item = Vec<String>> + '_ {
    snapshots.iter().flat_map(move |snapshot| {
        let dimension = snapshot["dimension"].as_str().unwrap_or_default();
        let rows = snapshot["rows"].as_array().into_iter().flatten();
        rows.chain([&snapshot["total"]]).map(move |row| {
            let mut cells = vec![dimension.to_owned(), plain(&row["group"])];
            cells.extend((0..5).map(|at| plain(&row["levels"][at])));
            let metrics = &row["figure"]["metrics"];
            cells.extend(["goodRate", "badRate", "scoreRounded"].map(|key| plain(&metrics[key])));
            let rectification = &row["figure"]["rectification"];
            cells.extend(["cases", "onTimeRate"].map(|key| plain(&rectification[key])));
            if for_programs {
                cells.extend(MORE.iter().map(|(_, at)| {
                    let of_row = row.pointer(at);
                    plain(
                        of_row
                            .or_else(|| snapshot.pointer(at))
                            .unwrap_or(&Value::Null),
                    )
                }));
            }
            cells
        })
    })
}

fn as_csv(name: &str, snapshots: &[Value]) -> Response {
    let mut text =
        String::from("dimension,group,n5,n4,n3,n2,n1,goodRate,badRate,score,cases,onTimeRate");
    for (name, _) in MORE {
        text.push(',');
        text.push_str(name);
    }
    text.push_str("\r\n");
    for cells in lines(snapshots, true) {
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    (headers, text).into_response()
}

/// A workbook: one sheet of figures, and one of what anybody needs to count them anew.
fn as_xlsx(p: &Page, name: &str, snapshots: &[Value]) -> Result<Response, Fault> {
    let labels = &p.app().office.rules.labels;
    let mut head: Vec<String> = ["figures-dimension", "figures-group"]
        .map(|key| p.t(key).to_string())
        .into();
    head.extend(Level::ALL.map(|level| p.label(labels.title(level)).to_owned()));
    let rates = [
        "figures-good-rate",
        "figures-bad-rate",
        "figures-score",
        "figures-cases",
        "figures-on-time",
    ];
    head.extend(rates.map(|key| p.t(key).to_string()));
    let figures = Sheet {
        name: p.t("figures-title").to_string(),
        rows: [head].into_iter().chain(lines(snapshots, false)).collect(),
    };
    let terms = [
        ("figures-from", "/period/from"),
        ("figures-to", "/period/to"),
        ("figures-position", "/asOf/position"),
        ("figures-at", "/asOf/at"),
        ("figures-rules", "/profile"),
        ("figures-definitions", "/definitions"),
        ("figures-version", "/version"),
        ("figures-hash", "/hash"),
    ];
    let said = |snapshot: &Value| {
        let dimension = plain(&snapshot["dimension"]);
        terms.map(|(key, at)| {
            let value = snapshot.pointer(at).map(|value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            vec![
                dimension.clone(),
                p.t(key).to_string(),
                value.unwrap_or_default(),
            ]
        })
    };
    let mut rows = vec![vec![
        p.t("figures-dimension").to_string(),
        p.t("figures-term").to_string(),
        p.t("figures-value").to_string(),
    ]];
    rows.extend(snapshots.iter().flat_map(said));
    let terms = Sheet {
        name: p.t("figures-how").to_string(),
        rows,
    };
    let book = sheets::write_figures(&[figures, terms]).map_err(Fault::internal)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(download::file(&format!("{name}.xlsx"), media, book))
}

/// A value as a cell; groups are ids and dates, which need no quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.replace([',', '"', '\r', '\n'], " "),
        other => other.to_string(),
    }
}
