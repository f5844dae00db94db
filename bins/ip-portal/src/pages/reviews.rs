//! `/reviews/{service}`: a person reviews a finished service, and sees what became of it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::review::Filled;
use ip_core::problem::Problem;
use ip_eval::codec::Channel;
use ip_eval::id::ReviewId;
use ip_eval::label::{Label, Labels};
use ip_eval::level::Level;
use ip_eval::review::{Integrity, Review, Reviews};

use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::{chosen, json};
use crate::state::AppState;
use crate::view::parts::{Moment, Row, Tone};
use crate::view::sheet::Notice;
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

#[derive(Template)]
#[template(path = "pages/review.html")]
struct ReviewPage {
    p: Page,
    form: Form,
    action: String,
    matter: String,
}

#[derive(Template)]
#[template(path = "pages/reviewed.html")]
struct ReviewedPage {
    p: Page,
    rows: Vec<Row>,
    loop_: Vec<Moment>,
    answer: Option<String>,
    more: Option<String>,
    notice: Option<Notice>,
    /// Where the person's words are erased; none where there are none.
    erase: Option<String>,
}

/// The form; or the review and what became of it, once there is one.
///
/// # Errors
///
/// Not this person's service.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(service): Path<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let loaded = app.office.own_reviews(&actor, &service).await?;
    if loaded.state.original.is_some() {
        return reviewed(&app, &viewer, &service, &loaded.state).await;
    }
    let p = Page::new(&app, &viewer, "review-title");
    let form = form(&app, &p, actor.day());
    page(&app, p, &service, "", form)
}

/// Takes the review.
///
/// # Errors
///
/// As [`show`]; the store fails.
pub async fn submit(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(service): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let done = match filled(&sent, Channel::Pc, &viewer) {
        Ok(filled) => app.office.review(&actor, &service, filled).await,
        Err(problem) => Err(problem.into()),
    };
    let p = Page::new(&app, &viewer, "review-title");
    answer(&app, p, &actor, &service, ("", &sent), done)
}

/// What was filled in.
///
/// # Errors
///
/// No level was chosen.
pub fn filled(sent: &Sent, channel: Channel, viewer: &Viewer) -> Result<Filled, Problem> {
    let level: Level = chosen(sent, "level")?;
    let ticked = format!("labels-{}", json(&level));
    let labels = sent.0.iter().filter(|(name, _)| *name == ticked);
    Ok(Filled {
        level,
        labels: labels.map(|(_, code)| code.clone()).collect(),
        text: sent.get("text").to_owned(),
        anonymous: sent.get("anonymous") == "yes",
        channel,
        source: Some(viewer.from.to_string()),
    })
}

/// Ties what is wrong to the fields of the form, with what was typed.
pub fn refuse(p: &Page, form: &mut Form, sent: &Sent, error: &AppError) {
    form.fill(&sent.0);
    for problem in &error.problems().0 {
        let name = match problem.pointer.as_str() {
            "/text" => "text",
            "/fields/case" => "case",
            _ => "level",
        };
        form.refuse(name, words::problem(p, problem));
    }
}

/// Back to the review, or to the form with what is wrong.
fn answer(
    app: &AppState,
    mut p: Page,
    actor: &Actor,
    service: &str,
    (tail, sent): (&str, &Sent),
    done: Result<ReviewId, AppError>,
) -> Result<Response, Fault> {
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/reviews/{service}")).into_response()),
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let mut form = form(app, &p, actor.day());
            refuse(&p, &mut form, sent, &error);
            p.refused = true;
            let page = page(app, p, service, tail, form)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The form of the supplementary review (追评).
///
/// # Errors
///
/// Not this person's service, or nothing to add to.
pub async fn more(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(service): Path<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let reviews = app.office.own_reviews(&actor, &service).await?.state;
    if !may_add(&app, &reviews) {
        return Err(Fault::NotFound);
    }
    let p = Page::new(&app, &viewer, "more-title");
    let form = form(&app, &p, actor.day());
    page(&app, p, &service, "/more", form)
}

/// Takes the supplementary review, once.
///
/// # Errors
///
/// As [`more`]; the store fails.
pub async fn supplement(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(service): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let done = match filled(&sent, Channel::Pc, &viewer) {
        Ok(filled) => app.office.supplement(&actor, &service, filled).await,
        Err(problem) => Err(problem.into()),
    };
    let p = Page::new(&app, &viewer, "more-title");
    answer(&app, p, &actor, &service, ("/more", &sent), done)
}

/// Erases the person's words; level and labels stay counted.
///
/// # Errors
///
/// Not this person's service; the store fails.
pub async fn erase(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(service): Path<String>,
    _: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    app.office.erase_words(&actor, &service).await?;
    Ok(Redirect::to(&format!("/reviews/{service}")).into_response())
}

/// Whether something can be added to the review.
fn may_add(app: &AppState, reviews: &Reviews) -> bool {
    let most = app.office.rules.profile.review.max_supplementary as usize;
    reviews.original.is_some() && reviews.supplementary.len() < most
}

fn page(
    app: &AppState,
    p: Page,
    service: &str,
    tail: &str,
    form: Form,
) -> Result<Html<String>, Fault> {
    let case = service.trim_end_matches("-complete");
    let p = p.below(case, format!("/cases/{case}"));
    let matter = app.place_name(p.lang());
    html(&ReviewPage {
        form,
        action: format!("/reviews/{service}{tail}"),
        matter,
        p,
    })
}

/// Level, labels of every level (without script all are shown, each under its level), text, name.
pub fn form(app: &AppState, p: &Page, day: NaiveDate) -> Form {
    let labels = &app.office.rules.labels;
    let title = |level: Level| p.label(labels.title(level)).to_owned();
    let levels = Level::ALL.map(|level| Choice::new(json(&level), title(level)));
    let mut fields = vec![Field::new(
        "level",
        p.t("review-level"),
        Kind::Radio(levels.into()),
    )];
    if let Some(dictionary) = labels.offered_on(day) {
        for level in Level::ALL {
            let choices = dictionary.of(level);
            let choices = choices.map(|l| Choice::new(l.code.as_str(), label_of(p, l)));
            let name = format!("labels-{}", json(&level));
            let what = p.t("review-labels").with("level", title(level)).to_string();
            fields.push(Field::new(name, what, Kind::Checks(choices.collect())).optional());
        }
    }
    let limit = app.office.rules.profile.review.max_text_chars;
    fields.push(Field::new("text", p.t("review-text"), Kind::Area { limit }).optional());
    let yes = Choice::new("yes", p.t("review-anonymous-yes"));
    fields.push(
        Field::new(
            "anonymous",
            p.t("review-anonymous"),
            Kind::Checks(vec![yes]),
        )
        .optional(),
    );
    Form::new(fields)
}

async fn reviewed(
    app: &AppState,
    viewer: &Viewer,
    service: &str,
    reviews: &Reviews,
) -> Result<Html<String>, Fault> {
    let case = service.trim_end_matches("-complete");
    let p = Page::new(app, viewer, "reviewed-title").below(case, format!("/cases/{case}"));
    let labels = &app.office.rules.labels;
    let (mut rows, mut notice, mut erase) = (Vec::new(), None, None);
    if let Some(entry) = &reviews.original {
        let review = &entry.review;
        rows.push(Row::new(
            p.t("review-level"),
            p.label(labels.title(review.level)),
        ));
        rows.extend(ticked(&p, labels, review));
        rows.push(Row::new(
            p.t("review-at"),
            when::minute(review.at, p.lang()),
        ));
        if let Some(channel) = review.channel.known() {
            // Whoever finds a review that somebody else gave must be able to see how it came.
            rows.push(Row::new(
                p.t("review-channel"),
                words::name(&p, "came-by", channel),
            ));
        }
        notice = match &entry.integrity {
            Integrity::Held { .. } => Some(("reviewed-held", "reviewed-held-what")),
            Integrity::Voided { .. } => Some(("reviewed-void", "reviewed-void-what")),
            Integrity::Clean | Integrity::Confirmed => None,
        };
        if let Some(text) = app.office.review_text(&review.id).await? {
            rows.push(Row::new(p.t("review-text"), text));
            erase = Some(format!("/reviews/{service}/erase"));
        }
    }
    for entry in &reviews.supplementary {
        let more = p.t("more-given").to_string();
        rows.push(Row::new(more, p.label(labels.title(entry.review.level))));
        rows.extend(ticked(&p, labels, &entry.review));
    }
    let mut loop_ = Vec::new();
    let mut answer = None;
    if let Some(registered) = app.office.rectification_of(service).await? {
        loop_ = super::rectify::history(&p, &registered);
        if let Some(reference) = &registered.case.answer {
            answer = app.office.rectify_text(reference).await?;
        }
    }
    let said = |(title, what): (&str, &str)| {
        Notice::new(Tone::Care, p.t(title).to_string(), p.t(what).to_string())
    };
    html(&ReviewedPage {
        notice: notice.map(said),
        erase,
        p: p.clone(),
        rows,
        loop_,
        answer,
        more: may_add(app, reviews).then(|| format!("/reviews/{service}/more")),
    })
}

/// The labels that a review ticked, as a row; none when it ticked none.
pub fn ticked(p: &Page, labels: &Labels, review: &Review) -> Option<Row> {
    let dictionary = labels.get(review.dictionary.as_deref()?)?;
    let ticked = review.labels.iter().filter_map(|code| dictionary.get(code));
    let value: Vec<_> = ticked.map(|label| label_of(p, label)).collect();
    let row = Row {
        value,
        ..Row::new(p.t("review-why"), "")
    };
    Some(row).filter(|row| !row.value.is_empty())
}

/// A label as people read it; its code where the dictionary has no wording.
fn label_of(p: &Page, label: &Label) -> String {
    label
        .title
        .as_ref()
        .map_or_else(|| label.code.clone(), |title| p.label(title).to_owned())
}
