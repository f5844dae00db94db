//! Quotes alone and in batches, annuities, and the tariffs over HTTP.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use chrono::NaiveDate;
use ip_app::speech::Speech;
use ip_app::wire::{self, Refusal, Told};
use ip_core::money::Currency;
use ip_core::problem::{Problem, Problems};
use ip_fees::annuity::LifeRequest;
use ip_fees::quote::QuoteView;
use ip_fees::request::Request as FeeRequest;
use ip_fees::tariff::{Item, RateView, Tariffs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::refused;
use crate::fault::Fault;
use crate::state::AppState;
use crate::viewer::Viewer;

/// The longest batch in bytes.
const LARGEST_BATCH: usize = 8 * 1024 * 1024;

/// What is asked beside the request.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Beside {
    #[serde(default)]
    what_if: Option<String>,
}

/// A quote; with `whatIf=true` also what the same would cost otherwise.
pub async fn quote(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(beside): Query<Beside>,
    body: Bytes,
) -> Response {
    let (engine, lang) = (&app.library.fees, viewer.lang());
    let what_if = match beside.what_if.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => {
            let problem = Problem::new("fees.request.unknown-value").at("/whatIf");
            let problem = problem.expected("true, false").found(other);
            return refused(&viewer, problem.into());
        }
    };
    let told = FeeRequest::from_json(&body).and_then(|request| {
        let quote = engine.quote(&request)?;
        let all = what_if
            .then(|| engine.what_if(&request, lang))
            .transpose()?;
        let mut told = quote.in_lang(lang);
        told.what_if = all.as_deref();
        Ok(Json(told).into_response())
    });
    told.unwrap_or_else(|problems| refused(&viewer, problems))
}

/// The annuities of a right for its whole life.
pub async fn annuities(State(app): State<AppState>, viewer: Viewer, body: Bytes) -> Response {
    let engine = &app.library.fees;
    let life = wire::read::<LifeRequest>("fees", &body)
        .map_err(Problems::from)
        .and_then(|request| engine.annuities(&request));
    match life {
        Ok(life) => {
            let labels = engine.tariffs().labels();
            Json(life.in_lang(labels, viewer.lang())).into_response()
        }
        Err(problems) => refused(&viewer, problems),
    }
}

/// What stands in the place of a request of a batch; for its schema.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(
    dead_code,
    reason = "only its schema is used: answers are written as they are made"
)]
pub enum BatchAnswer {
    /// The quote.
    Quote(Box<QuoteView>),
    /// Why the request is refused.
    Refused {
        /// The first problem.
        error: Told,
        /// Every problem, where there are several.
        #[serde(default)]
        errors: Vec<Told>,
    },
}

/// The route of batches, which may be longer than other requests.
pub fn batch_route() -> MethodRouter<AppState> {
    post(batch).layer(DefaultBodyLimit::max(LARGEST_BATCH))
}

/// Quotes many requests, a JSON array or JSON Lines, and answers in the same form and order; an item
/// that is refused has its refusal in its place.
async fn batch(State(app): State<AppState>, viewer: Viewer, body: Bytes) -> Response {
    let is_array = body
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(|byte| *byte == b'[');
    let answers = if is_array {
        let read = wire::check("fees", &body).and_then(|text| {
            serde_json::from_str::<Vec<&RawValue>>(text)
                .map_err(|e| Problem::new("fees.request.syntax").found(e))
        });
        match read {
            Ok(items) => items
                .into_iter()
                .map(|item| one(&app, &viewer, item.get().as_bytes()))
                .collect::<Vec<_>>(),
            Err(problem) => return refused(&viewer, problem.into()),
        }
    } else {
        body.split(|byte| *byte == b'\n')
            .filter(|line| !line.trim_ascii().is_empty())
            .map(|line| one(&app, &viewer, line))
            .collect()
    };
    let (media, text) = if is_array {
        ("application/json", format!("[{}]", answers.join(",")))
    } else {
        ("application/x-ndjson", answers.join("\n") + "\n")
    };
    ([(header::CONTENT_TYPE, media)], text).into_response()
}

/// The answer to one request of a batch, on one line.
fn one(app: &AppState, viewer: &Viewer, item: &[u8]) -> String {
    let quoted = FeeRequest::from_json(item).and_then(|request| {
        let quote = app.library.fees.quote(&request)?;
        Ok(quote.to_json(viewer.lang()))
    });
    quoted.unwrap_or_else(|problems| {
        let refusal = Refusal::new(Speech::builtin(), viewer.lang(), problems.0);
        serde_json::to_string(&refusal).unwrap_or_default()
    })
}

/// A tariff in the list of tariffs.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TariffAnswer {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The day on which its data was last checked.
    pub checked_on: NaiveDate,
    /// How many items it has.
    pub items: usize,
}

/// The tariffs.
pub async fn tariffs(State(app): State<AppState>, viewer: Viewer) -> Response {
    let all = app.library.fees.tariffs();
    let told = all.schedules().iter().enumerate().map(|(at, schedule)| {
        let items = all.items().iter().filter(|item| item.schedule == at);
        TariffAnswer {
            id: schedule.id.clone(),
            title: schedule.title.in_lang(viewer.lang()).to_owned(),
            currency: schedule.currency,
            checked_on: schedule.checked_on,
            items: items.count(),
        }
    });
    Json(told.collect::<Vec<_>>()).into_response()
}

/// The day asked for.
#[derive(Debug, Default, Deserialize)]
pub struct On {
    #[serde(default)]
    on: Option<String>,
}

impl On {
    /// The day, else today.
    pub fn day(&self, app: &AppState) -> Result<NaiveDate, Problem> {
        match &self.on {
            Some(text) => text.parse().map_err(|_| {
                Problem::new("fees.request.invalid-value")
                    .at("/on")
                    .found(text)
            }),
            None => Ok(app.now().date_naive()),
        }
    }
}

/// Every rate of a tariff on a day.
///
/// # Errors
///
/// No such tariff.
pub async fn tariff(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(tariff): Path<String>,
    Query(on): Query<On>,
) -> Result<Response, Fault> {
    let all = app.library.fees.tariffs();
    let known = all.schedules().iter().any(|schedule| schedule.id == tariff);
    if !known {
        return Err(Fault::NotFound);
    }
    Ok(match on.day(&app) {
        Ok(day) => {
            let mut rates = all.show(day, viewer.lang());
            rates.retain(|rate| find(all, &tariff, &rate.code).is_some());
            Json(rates).into_response()
        }
        Err(problem) => refused(&viewer, problem.into()),
    })
}

/// One item on a day.
///
/// # Errors
///
/// No such item, or no rate of it is known for that day.
pub async fn item(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((tariff, code)): Path<(String, String)>,
    Query(on): Query<On>,
) -> Result<Response, Fault> {
    let all = app.library.fees.tariffs();
    find(all, &tariff, &code).ok_or(Fault::NotFound)?;
    let day = match on.day(&app) {
        Ok(day) => day,
        Err(problem) => return Ok(refused(&viewer, problem.into())),
    };
    let rate: Option<RateView> = all
        .show(day, viewer.lang())
        .into_iter()
        .find(|rate| rate.code == code);
    Ok(Json(rate.ok_or(Fault::NotFound)?).into_response())
}

/// Every rate of an item, the oldest first.
///
/// # Errors
///
/// No such item.
pub async fn history(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((tariff, code)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let all = app.library.fees.tariffs();
    find(all, &tariff, &code).ok_or(Fault::NotFound)?;
    let rates = all.history(&code, viewer.lang());
    Ok(Json(rates.unwrap_or_default()).into_response())
}

/// The item with this code, if it belongs to this tariff.
fn find<'t>(all: &'t Tariffs, tariff: &str, code: &str) -> Option<&'t Item> {
    let item = all.item(code)?;
    let schedule = all.schedule_of(item)?;
    (schedule.id == tariff).then_some(item)
}
