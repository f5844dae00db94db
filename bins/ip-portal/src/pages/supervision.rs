//! `/supervision`: the supervisor's board of all open bad reviews with their clocks, and the reviews that the
//! detectors set aside; `/outlet`: an outlet's own mirror; `/figures/voices`: what was made public.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::{Actor, Role};
use ip_app::adjudication::Subject;
use ip_app::error::AppError;
use ip_app::rectify::Registered;
use ip_core::problem::Problem;
use ip_eval::policy::ClockName;
use ip_eval::publish::Row as Group;
use ip_eval::rectify::{CaseClock, Colour, Publication};
use ip_eval::review::{Integrity, Reviews, VoidGround};
use ip_eval::tally::{Cell as Counts, Figure};
use serde::Deserialize;

use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::{Act, chosen, json};
use crate::pages::figures::{figure_row, outlet_name, trend};
use crate::pages::rectify::{badge, nearest};
use crate::pages::reviews::ticked;
use crate::state::AppState;
use crate::view::parts::{Link, Moment, Row, Tone};
use crate::view::sheet::{Notice, Sheet};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

/// Weeks that the board looks back.
const WEEKS: u64 = 26;

/// Cases with their nearest clock, the most urgent first.
fn board(app: &AppState, p: &Page, actor: &Actor, caption: &str, all: &[Registered]) -> Table {
    let mut table = Table::new(p.t(caption))
        .words(p.t("rectify-id"))
        .words(p.t("rectify-stage"))
        .words(p.t("case-clock"))
        .words(p.t("board-supervision"));
    let mut rows: Vec<_> = all
        .iter()
        .map(|registered| {
            let clocks = app.office.rectify_clocks(&registered.case, actor.day());
            let near = nearest(&clocks).cloned();
            (near, registered)
        })
        .collect();
    rows.sort_by_key(|(near, _)| {
        near.as_ref()
            .and_then(|n| n.due_on)
            .map_or((1, None), |d| (0, Some(d)))
    });
    for (near, registered) in rows {
        let case = &registered.case;
        table.rows.push(vec![
            Cell::Link {
                label: case.id.to_string(),
                href: format!("/rectifications/{}", case.id),
            },
            Cell::Text(words::name(p, "stage", &case.stage)),
            match near.map(|clock| badge(app, p, actor.day(), &clock)) {
                Some((name, badge)) => Cell::Clock { name, badge },
                None => Cell::Text(String::new()),
            },
            Cell::Text(words::name(p, "supervision", &case.supervision)),
        ]);
    }
    table
}

/// All open cases, how many are late, and what was set aside.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Supervisor])?;
    let open = app.office.rectifications(false).await?;
    let held = app.office.held_reviews().await?;
    let p = Page::new(&app, &viewer, "board-title");
    let mut colours: BTreeMap<Colour, u64> = BTreeMap::new();
    for registered in &open {
        let clocks = app.office.rectify_clocks(&registered.case, actor.day());
        if let Some(clock) = nearest(&clocks) {
            *colours.entry(clock.colour).or_default() += 1;
        }
    }
    let shown = [
        (Colour::Late, "clock-late"),
        (Colour::Soon, "clock-soon"),
        (Colour::Paused, "clock-paused"),
        (Colour::OnTime, "clock-on-time"),
    ];
    let mut rows = vec![Row::new(p.t("board-open"), open.len().to_string())];
    rows.extend(shown.map(|(colour, key)| {
        let n = colours.get(&colour).copied().unwrap_or_default();
        Row::new(p.t(key), n.to_string())
    }));
    let mut aside = Table::new(p.t("board-held"))
        .words(p.t("board-service"))
        .words(p.t("board-detectors"))
        .words(p.t("figures-outlet"))
        .words(p.t("board-due"));
    for reviews in &held {
        if let Some((service, detectors)) = held_by(reviews) {
            let point = reviews.service.as_ref().map(|s| s.point.to_string());
            aside.rows.push(vec![
                Cell::Link {
                    label: service.clone(),
                    href: format!("/supervision/reviews/{service}"),
                },
                Cell::Text(detector_names(&p, detectors).join(&p.t("list-comma").to_string())),
                Cell::Text(outlet_name(&app, &p, &point.unwrap_or_default())),
                held_clock(&app, &p, &actor, reviews),
            ]);
        }
    }
    let inspect = Act {
        title: p.t("board-inspect").to_string(),
        button: p.t("board-inspect-button").to_string(),
        href: "/supervision/inspect".to_owned(),
        is_link: false,
        form: Form::default(),
    };
    let tables = vec![
        (
            board(&app, &p, &actor, "board-cases", &open),
            p.t("rectify-none").to_string(),
        ),
        (aside, p.t("board-held-none").to_string()),
    ];
    let weeks = app.office.weekly_trend(&actor, WEEKS).await?;
    let chart = trend::chart(&p, "trend-weeks", &weeks, trend::week);
    html(&Sheet {
        lead: p.t("board-lead").to_string(),
        rows,
        tables,
        charts: chart.into_iter().collect(),
        links: vec![
            Link::new(p.t("messages-title"), "/desk/messages"),
            Link::new(p.t("miss-title"), "/supervision/inquiries"),
        ],
        acts: vec![inspect],
        ..Sheet::new(p.clone())
    })
}

/// By when a review that was set aside is looked at: as soon as a bad one would have to be answered.
fn held_clock(app: &AppState, p: &Page, actor: &Actor, reviews: &Reviews) -> Cell {
    let profile = &app.office.rules.profile;
    let rule = profile.clock(ClockName::Contact);
    let given = reviews.original.as_ref().map(|entry| entry.review.at);
    let Some((rule, given)) = rule.zip(given) else {
        return Cell::Text(String::new());
    };
    let clock = CaseClock::start(rule, given.date_naive());
    let calendar = &app.office.rules.calendar;
    let reading = clock.read(actor.day(), profile.supervision.warn_days, calendar);
    let (_, badge) = badge(app, p, actor.day(), &reading);
    let name = String::new();
    Cell::Clock { name, badge }
}

fn held_by(reviews: &Reviews) -> Option<(String, &[String])> {
    let entry = reviews.original.as_ref()?;
    let Integrity::Held { detectors } = &entry.integrity else {
        return None;
    };
    Some((reviews.service.as_ref()?.id.to_string(), detectors))
}

fn detector_names(p: &Page, codes: &[String]) -> Vec<String> {
    let name = |code: &String| {
        let key = format!("detector-{}", code.to_lowercase());
        format!("{code} {}", p.t(&key))
    };
    codes.iter().map(name).collect()
}

/// Lets the detectors look through the last reviews of every outlet.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn inspect(
    State(app): State<AppState>,
    viewer: Viewer,
    _: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Supervisor])?;
    app.office.inspect_reviews(&actor).await?;
    Ok(Redirect::to("/supervision").into_response())
}

/// The grounds on which a review does not count: a closed list.
pub fn grounds(p: &Page) -> Vec<Choice> {
    let all = [
        VoidGround::MistakenLevel,
        VoidGround::WrongObject,
        VoidGround::OutOfScope,
        VoidGround::Duplicate,
        VoidGround::SelfReview,
        VoidGround::Malicious,
        VoidGround::Coerced,
        VoidGround::Fabricated,
        VoidGround::TestData,
    ];
    all.iter()
        .map(|ground| Choice::new(json(ground), words::name(p, "ground", ground)))
        .collect()
}

/// What a supervisor may do where two people decide: propose, or confirm what another one proposed.
///
/// # Errors
///
/// The store fails.
pub async fn decisions(
    app: &AppState,
    p: &Page,
    (actor, subject): (&Actor, &Subject),
    grounds: Vec<Choice>,
    href: &str,
) -> Result<(Option<Notice>, Vec<Act>), Fault> {
    let act = |name: &str, fields: Vec<Field>| Act {
        title: p.t(&format!("decide-{name}")).to_string(),
        button: p.t(&format!("decide-{name}-button")).to_string(),
        href: format!("{href}/{name}"),
        is_link: false,
        form: Form::new(fields),
    };
    let Some(proposal) = app.office.proposal(subject).await? else {
        let fields = vec![
            Field::new("ground", p.t("decide-ground"), Kind::Radio(grounds)),
            Field::new("text", p.t("act-reasons"), Kind::Area { limit: 2000 }),
        ];
        return Ok((None, vec![act("propose", fields)]));
    };
    let reasons = app.office.proposal_reasons(subject, &proposal).await?;
    let who = p
        .t("decide-waiting")
        .with("who", proposal.by.to_string())
        .with("ground", words::name(p, "ground", &proposal.ground));
    let mut notice = Notice::new(Tone::Care, who, when::minute(proposal.at, p.lang()));
    notice.lines.extend(reasons);
    let own = proposal.by.as_str() == actor.account;
    let acts = if own {
        Vec::new()
    } else {
        vec![act("confirm", Vec::new())]
    };
    Ok((Some(notice), acts))
}

/// Proposes or confirms, where the name of the act says so.
///
/// # Errors
///
/// As the use cases.
pub async fn decide(
    app: &AppState,
    actor: &Actor,
    subject: &Subject,
    name: &str,
    sent: &Sent,
) -> Result<(), AppError> {
    match name {
        "propose" => {
            let ground = chosen(sent, "ground")?;
            let reasons = sent.get("text");
            if reasons.trim().is_empty() {
                return Err(Problem::new("app.form.missing").at("/fields/text").into());
            }
            app.office
                .propose_void(actor, subject, ground, reasons)
                .await
        }
        "confirm" => app.office.confirm_void(actor, subject).await,
        _ => Err(AppError::NotFound("act")),
    }
}

/// A review that was set aside, for a person to judge.
///
/// # Errors
///
/// Not for this role, or no such review.
pub async fn held(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(service): Path<String>,
) -> Result<Html<String>, Fault> {
    held_page(&app, &viewer, &service, Vec::new()).await
}

async fn held_page(
    app: &AppState,
    viewer: &Viewer,
    service: &str,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(viewer, &[Role::Supervisor])?;
    let reviews = app.office.reviews(service).await?.state;
    let (_, detectors) = held_by(&reviews).ok_or(Fault::NotFound)?;
    let p = Page::new(app, viewer, "held-title");
    let mut rows = vec![
        Row::new(p.t("board-service"), service),
        Row {
            value: detector_names(&p, detectors),
            ..Row::new(p.t("board-detectors"), "")
        },
    ];
    if let Some(entry) = &reviews.original {
        let labels = &app.office.rules.labels;
        rows.push(Row::new(
            p.t("review-level"),
            p.label(labels.title(entry.review.level)),
        ));
        rows.extend(ticked(&p, labels, &entry.review));
        rows.push(Row::new(
            p.t("review-at"),
            when::minute(entry.review.at, p.lang()),
        ));
        if let Some(text) = app.office.review_text(&entry.review.id).await? {
            rows.push(Row::new(p.t("review-text"), text));
        }
    }
    let subject = Subject::Held(service.to_owned());
    let href = format!("/supervision/reviews/{service}");
    let who = (&actor, &subject);
    let (notice, mut acts) = decisions(app, &p, who, grounds(&p), &href).await?;
    acts.insert(
        0,
        Act {
            title: p.t("held-release").to_string(),
            button: p.t("held-release-button").to_string(),
            href: format!("{href}/release"),
            is_link: false,
            form: Form::default(),
        },
    );
    let title = p.t("board-title").to_string();
    let lead = p.t("held-lead").to_string();
    html(
        &Sheet {
            lead,
            notice,
            rows,
            acts,
            ..Sheet::new(p.below(title, "/supervision"))
        }
        .refused(refused),
    )
}

/// Judges a review that was set aside.
///
/// # Errors
///
/// Not for this role, no such review, or the store fails.
pub async fn judge(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((service, name)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Supervisor])?;
    let subject = Subject::Held(service.clone());
    let done = match name.as_str() {
        "release" => app.office.release_held(&actor, &service).await,
        _ => decide(&app, &actor, &subject, &name, &sent).await,
    };
    match done {
        Ok(()) if name == "propose" => {
            Ok(Redirect::to(&format!("/supervision/reviews/{service}")).into_response())
        }
        Ok(()) => Ok(Redirect::to("/supervision").into_response()),
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let p = Page::new(&app, &viewer, "held-title");
            let page = held_page(&app, &viewer, &service, words::error(&p, &error)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Whose mirror.
#[derive(Debug, Deserialize)]
pub struct Whose {
    #[serde(default)]
    outlet: Option<String>,
}

/// An outlet's own figures, its labels, its open cases. The outlet sees its own; a supervisor any.
///
/// # Errors
///
/// Not for this role; an account without an outlet; the store fails.
pub async fn mirror(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(Whose { outlet }): Query<Whose>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Clerk, Role::Reviewer, Role::Supervisor])?;
    let own = viewer.signed_in()?.outlet.clone();
    let p = Page::new(&app, &viewer, "mirror-title");
    let outlet = match (actor.role, outlet) {
        (Role::Supervisor, Some(asked)) => Some(asked),
        _ => own,
    };
    let Some(outlet) = outlet else {
        // Nobody's own: the supervisor chooses one.
        let outlets = app.office.rules.pack.outlets.iter();
        let link = |id: &str, name: &str| Link::new(name, format!("/outlet?outlet={id}"));
        return html(&Sheet {
            lead: p.t("mirror-choose").to_string(),
            links: outlets.map(|o| link(&o.id, p.label(&o.name))).collect(),
            ..Sheet::new(p.clone())
        });
    };
    let cube = app.office.cube().await?;
    let cell: Counts = cube.total(|key| key.point.as_str() == outlet);
    let profile = &app.office.rules.profile;
    let yardstick = ip_eval::metric::Yardstick::of(profile).map_err(Fault::internal)?;
    let figure = Figure::of(&cell, &yardstick, profile.publication.small_cell);
    let row = Group {
        group: outlet.clone(),
        levels: Some(cell.active),
        defaults: Some(cell.defaults),
        figure: Some(figure.map_err(Fault::internal)?),
    };
    let mut figures = Table::new(p.t("mirror-figures"))
        .words(p.t("figures-group"))
        .numbers(p.t("figures-count"))
        .numbers(p.t("figures-good-rate"))
        .numbers(p.t("figures-bad-rate"))
        .numbers(p.t("figures-active-rate"))
        .numbers(p.t("figures-cases"))
        .numbers(p.t("figures-on-time"));
    figures.rows.push(figure_row(&app, &p, &row));
    let reviews = app.office.reviews_at(&outlet).await?;
    let labels = labels(&app, &p, &reviews);
    let here: Vec<String> = reviews
        .iter()
        .filter_map(|r| Some(r.service.as_ref()?.id.to_string()))
        .collect();
    let mut open = app.office.rectifications(false).await?;
    open.retain(|registered| here.contains(&registered.case.service.to_string()));
    let cases = board(&app, &p, &actor, "mirror-cases", &open);
    html(&Sheet {
        lead: p.t("mirror-lead").to_string(),
        rows: vec![Row::new(
            p.t("figures-outlet"),
            outlet_name(&app, &p, &outlet),
        )],
        tables: vec![
            (figures, String::new()),
            (labels, p.t("mirror-labels-none").to_string()),
            (cases, p.t("rectify-none").to_string()),
        ],
        ..Sheet::new(p.clone())
    })
}

/// How often each label was ticked in reviews that count, most often first.
fn labels(app: &AppState, p: &Page, reviews: &[Reviews]) -> Table {
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for entry in reviews.iter().flat_map(Reviews::iter) {
        let review = &entry.review;
        if let Some(dictionary) = review
            .dictionary
            .as_deref()
            .filter(|_| entry.integrity.counts())
        {
            for code in &review.labels {
                *counts.entry((dictionary, code)).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut table = Table::new(p.t("mirror-labels"))
        .words(p.t("review-why"))
        .numbers(p.t("figures-count"));
    for ((dictionary, code), n) in counts {
        let known = app.office.rules.labels.get(dictionary);
        let label = known.and_then(|dictionary| dictionary.get(code));
        let title = label.and_then(|label| label.title.as_ref());
        let title = title.map_or(code, |title| p.label(title));
        table.rows.push(vec![
            Cell::Text(title.to_owned()),
            Cell::Text(n.to_string()),
        ]);
    }
    table
}

/// Reviews and answers that were made public after they were cleared of personal data.
///
/// # Errors
///
/// The store fails.
pub async fn voices(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "voices-title");
    let mut history = Vec::new();
    for registered in app.office.published_cases().await? {
        let case = &registered.case;
        let Publication::Published { text, .. } = &case.publication else {
            continue;
        };
        let Some(text) = app.office.rectify_text(text).await? else {
            continue;
        };
        let level = p
            .label(app.office.rules.labels.title(case.level))
            .to_owned();
        history.push(Moment {
            when: p.day(&case.opened_at.date_naive()),
            what: level,
            more: Some(text),
            past: true,
        });
    }
    let lead = if history.is_empty() {
        "voices-none"
    } else {
        "voices-lead"
    };
    let figures = p.t("figures-title").to_string();
    html(&Sheet {
        lead: p.t(lead).to_string(),
        history,
        ..Sheet::new(p.clone().below(figures, "/figures"))
    })
}
