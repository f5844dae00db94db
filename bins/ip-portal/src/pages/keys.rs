//! `/desk/keys`: the keys with which the offices sign: which sign now, which only verify; new ones are made here,
//! and two persons declare that others may have one.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::{DateTime, FixedOffset, NaiveTime};
use ip_app::actor::{Actor, Role};
use ip_app::certificates::Issuer;
use ip_app::error::AppError;
use ip_app::keys::{Event, KeyMoment, OfficeKey, Ring, Rotation, Standing};
use ip_core::problem::Problem;

use crate::fault::{Failed, Fault};
use crate::form::date::DateText;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::Act;
use crate::state::AppState;
use crate::view::parts::{Link, Moment, Row, Tone};
use crate::view::sheet::{Notice, Sheet};
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

/// Who sees the keys: whoever keeps them, and whoever judges a suspicion.
const ROLES: [Role; 2] = [Role::Administrator, Role::Supervisor];

/// The routes of the keys.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/desk/keys", get(list))
        .route("/desk/keys/{office}", get(show))
        .route("/desk/keys/{office}/{act}", post(perform))
}

/// Every office with the keys that sign for it now.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn list(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &ROLES)?;
    let p = Page::new(&app, &viewer, "key-title");
    let mut table = Table::new(p.t("key-offices"))
        .words(p.t("key-office"))
        .words(p.t("key-signing"))
        .numbers(p.t("key-count"))
        .words(p.t("key-state"));
    for issuer in app.office.issuers.iter() {
        let ring = app.office.ring(&issuer.code).await?;
        let signing = app.office.signers(&issuer.code, actor.at).await;
        let signing = signing.as_ref().map_or(&[][..], Vec::as_slice);
        let names = signing.iter().map(|signer| fragment(signer.key_id()));
        table.rows.push(vec![
            Cell::Link {
                label: office_name(&app, &p, issuer),
                href: format!("/desk/keys/{}", issuer.code),
            },
            Cell::Text(names.collect::<Vec<_>>().join(", ")),
            Cell::Text(ring.keys.len().to_string()),
            office_state(&p, &ring, signing.is_empty()),
        ]);
    }
    let none = p.t("key-no-office").to_string();
    html(&Sheet {
        lead: p.t("key-lead").to_string(),
        tables: vec![(table, none)],
        links: vec![Link::new(p.t("key-trust"), "/trust-list.json")],
        ..Sheet::new(p)
    })
}

/// The name of an office in the language of the page; certificates name it in Chinese.
fn office_name(app: &AppState, p: &Page, issuer: &Issuer) -> String {
    let mut bodies = app.library.pack.bodies.iter();
    let body = bodies.find(|body| body.uscc == issuer.code);
    body.map_or_else(
        || issuer.name.clone(),
        |body| p.label(&body.name).to_owned(),
    )
}

/// The name of a key under its office.
fn fragment(id: &str) -> &str {
    id.rsplit_once('#').map_or(id, |(_, name)| name)
}

fn office_state(p: &Page, ring: &Ring, silent: bool) -> Cell {
    let suspected = ring.keys.iter().any(|key| key.suspicion.is_some());
    let (key, tone) = if suspected {
        ("key-office-suspected", Tone::Bad)
    } else if silent {
        ("key-office-silent", Tone::Bad)
    } else {
        ("key-office-signs", Tone::Good)
    };
    Cell::Badge {
        label: p.t(key).to_string(),
        tone,
    }
}

/// The keys of one office, and what may be done.
///
/// # Errors
///
/// Not for this role, no such office, or the store fails.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(office): Path<String>,
) -> Result<Html<String>, Fault> {
    page(&app, &viewer, &office, None, Vec::new()).await
}

fn issuer<'a>(app: &'a AppState, office: &str) -> Result<&'a Issuer, Fault> {
    let mut all = app.office.issuers.iter();
    all.find(|issuer| issuer.code == office)
        .ok_or(Fault::NotFound)
}

async fn page(
    app: &AppState,
    viewer: &Viewer,
    office: &str,
    sent: Option<(&str, &Sent)>,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(viewer, &ROLES)?;
    let issuer = issuer(app, office)?;
    let ring = app.office.ring(office).await?;
    let p = Page::new(app, viewer, "key-one");
    let mut acts = acts(app, &p, &actor, office, &ring);
    if let Some((name, sent)) = sent {
        let href = format!("/desk/keys/{office}/{name}");
        for act in acts.iter_mut().filter(|act| act.href == href) {
            act.form.fill(&sent.0);
        }
    }
    let history = app.office.key_history(office).await?;
    let title = p.t("key-title").to_string();
    let none = p.t("key-no-key").to_string();
    html(
        &Sheet {
            notice: notice(&p, &ring),
            rows: vec![
                Row::new(p.t("key-office"), office_name(app, &p, issuer)),
                Row::new(p.t("key-code"), issuer.code.as_str()),
            ],
            tables: vec![(table(&p, &ring, actor.at), none)],
            acts,
            history: history.iter().rev().map(|told| moment(&p, told)).collect(),
            ..Sheet::new(p.clone().below(title, "/desk/keys"))
        }
        .refused(refused),
    )
}

/// A suspicion that waits for a second person.
fn notice(p: &Page, ring: &Ring) -> Option<Notice> {
    let mut keys = ring.keys.iter();
    let (key, suspicion) = keys.find_map(|key| Some((key, key.suspicion.as_ref()?)))?;
    let line = p
        .t("key-suspected")
        .with("key", key.name.fragment())
        .with("account", suspicion.by.as_str())
        .with("since", when::minute(suspicion.since, p.lang()))
        .to_string();
    Some(Notice::new(Tone::Bad, p.t("key-suspected-title"), line))
}

fn table(p: &Page, ring: &Ring, now: DateTime<FixedOffset>) -> Table {
    let mut table = Table::new(p.t("key-one"))
        .words(p.t("key-name"))
        .words(p.t("key-from"))
        .words(p.t("key-until"))
        .words(p.t("key-state"));
    let written = |at: DateTime<FixedOffset>| when::minute(at, p.lang());
    for key in ring.keys.iter().rev() {
        let standing = key.standing(now);
        let since = key.compromised.map(|at| {
            let since = p.t("key-since").to_string();
            format!("{since} {}", written(at))
        });
        let until = since.or_else(|| key.until.map(written));
        table.rows.push(vec![
            Cell::Text(key.name.fragment()),
            Cell::Text(written(key.from)),
            Cell::Text(until.unwrap_or_else(|| p.t("key-open-end").to_string())),
            Cell::Badge {
                label: words::name(p, "key-standing", &standing),
                tone: match standing {
                    Standing::Open => Tone::Good,
                    Standing::Waiting | Standing::Over => Tone::Care,
                    Standing::Suspected | Standing::Compromised => Tone::Bad,
                },
            },
        ]);
    }
    table
}

fn acts(app: &AppState, p: &Page, actor: &Actor, office: &str, ring: &Ring) -> Vec<Act> {
    let act = |name: &str, fields: Vec<Field>| Act {
        title: p.t(&format!("key-act-{name}")).to_string(),
        button: p.t(&format!("key-button-{name}")).to_string(),
        href: format!("/desk/keys/{office}/{name}"),
        is_link: false,
        form: Form::new(fields),
    };
    // Several forms of one page must not share ids.
    let chosen = |name: &str, keys: Vec<&OfficeKey>| {
        let names: Vec<String> = keys.into_iter().map(|key| key.name.fragment()).collect();
        let choices = names.iter().map(|name| Choice::new(name, name));
        let choices = Kind::Select(choices.collect());
        let field = Field::new(format!("{name}-key"), p.t("key-name"), choices);
        match names.as_slice() {
            [only] => field.value(only),
            _ => field,
        }
    };
    let mut acts = Vec::new();
    let doubtful: Vec<_> = ring
        .keys
        .iter()
        .filter(|key| key.suspicion.is_some())
        .collect();
    let judges = |key: &&OfficeKey| {
        let suspicion = key.suspicion.as_ref();
        suspicion.is_some_and(|suspicion| suspicion.by != actor.account)
    };
    let judged: Vec<_> = doubtful.iter().copied().filter(judges).collect();
    if !judged.is_empty() {
        acts.push(act("declare", vec![chosen("declare", judged.clone())]));
        acts.push(act("clear", vec![chosen("clear", judged)]));
    }
    if actor.role == Role::Administrator {
        let rules = &app.office.rules.keys;
        let hint = p.t("key-overlap-hint").with("most", rules.most_days);
        acts.push(act(
            "rotate",
            vec![
                Field::line("rotate-overlap", p.t("key-overlap"))
                    .hint(hint.to_string())
                    .value(rules.overlap_days.to_string()),
            ],
        ));
        let keys = ring.keys.iter().rev();
        let open = |key: &&OfficeKey| key.suspicion.is_none() && key.compromised.is_none();
        let open: Vec<_> = keys.filter(open).collect();
        if !open.is_empty() {
            let mut day = Field::new("suspect-since", p.t("key-suspect-since"), Kind::Date);
            day = day.hint(p.t("key-suspect-since-hint"));
            day.date = DateText::of(actor.day());
            let limit = rules.reason_chars;
            let reason = Field::new("suspect-reason", p.t("key-reason"), Kind::Area { limit });
            acts.push(act("suspect", vec![chosen("suspect", open), day, reason]));
        }
    }
    acts
}

fn moment(p: &Page, told: &KeyMoment) -> Moment {
    let (what, at) = match &told.event {
        Event::Made { from, .. } => ("key-event-made", Some(*from)),
        Event::Ended { until, .. } => ("key-event-ended", Some(*until)),
        Event::Suspected { since, .. } => ("key-event-suspected", Some(*since)),
        Event::Cleared { .. } => ("key-event-cleared", None),
        Event::Compromised { since, .. } => ("key-event-compromised", Some(*since)),
    };
    let what = p.t(what).with("key", told.event.key().fragment());
    let what = match at {
        Some(at) => what.with("at", when::minute(at, p.lang())).to_string(),
        None => what.to_string(),
    };
    let more = std::iter::once(told.actor.clone()).chain(told.reason.clone());
    Moment {
        when: when::minute(told.at, p.lang()),
        what,
        more: Some(more.collect::<Vec<_>>().join(" · ")),
        past: true,
    }
}

/// Makes keys, reports that others may have one, or judges that.
///
/// # Errors
///
/// Not for this role, no such office, or the store fails.
pub async fn perform(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((office, name)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Fault> {
    match act(&app, &viewer, &office, &name, &sent).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk/keys/{office}")).into_response()),
        Err(Failed::Fault(fault)) => Err(fault),
        Err(Failed::App(error @ (AppError::Invalid(_) | AppError::Refused { .. }))) => {
            let p = Page::new(&app, &viewer, "key-one");
            let refused = words::error(&p, &error);
            let page = page(&app, &viewer, &office, Some((&name, &sent)), refused).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Failed::App(other)) => Err(other.into()),
    }
}

async fn act(
    app: &AppState,
    viewer: &Viewer,
    office: &str,
    name: &str,
    sent: &Sent,
) -> Result<(), Failed> {
    let actor = app.actor(viewer, &ROLES)?;
    issuer(app, office)?;
    if name == "rotate" {
        let typed = sent.get("rotate-overlap").trim();
        let overlap: u32 = typed.parse().map_err(|_| {
            let problem = Problem::new("app.form.number").at("/fields/overlap");
            AppError::from(problem.found(typed))
        })?;
        let rotation = Rotation {
            from: None,
            overlap_days: Some(overlap),
        };
        app.office.rotate(&actor, office, rotation).await?;
        return Ok(());
    }
    let ring = app.office.ring(office).await?;
    let key = ring.key(sent.get(&format!("{name}-key")));
    let unchosen = || AppError::from(Problem::new("app.form.choice").at("/fields/key"));
    let key = &key.ok_or_else(unchosen)?.name;
    match name {
        "suspect" => {
            let day = DateText::read(&sent.0, "suspect-since").date();
            let day =
                day.map_err(|_| AppError::from(Problem::new("app.form.date").at("/fields/since")))?;
            let since = day
                .and_time(NaiveTime::MIN)
                .and_local_timezone(when::china());
            let since = since.single().ok_or(Fault::NotFound)?;
            // The first day of a key begins with the key.
            let made = ring.key(&key.fragment()).map(|key| key.from);
            let since = match made {
                Some(from) if from.date_naive() == day => from,
                _ => since,
            };
            let reason = sent.get("suspect-reason");
            app.office.suspect(&actor, key, since, reason).await?;
        }
        "declare" => app.office.judge_suspicion(&actor, key, true).await?,
        "clear" => app.office.judge_suspicion(&actor, key, false).await?,
        _ => return Err(Fault::NotFound.into()),
    }
    Ok(())
}
