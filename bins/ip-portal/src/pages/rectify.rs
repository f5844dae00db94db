//! `/rectifications`: the desk of bad reviews, and one of them with what may be done next.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use ip_app::actor::{Actor, Role};
use ip_app::adjudication::Subject;
use ip_app::error::AppError;
use ip_app::rectify::{Action, Registered};
use ip_core::problem::Problem;
use ip_eval::rectify::{
    Case, Colour, CommandKind, ContactOutcome, Finding, Measure, PauseReason, Reading,
    RevisitOutcome, Stage, Supervision, Way,
};
use ip_eval::review::VoidGround;

use crate::fault::Fault;
use crate::form::date::DateText;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::{Act, chosen, json};
use crate::pages::reviews::ticked;
use crate::pages::supervision;
use crate::state::AppState;
use crate::view::clock::{ClockBadge, ClockState};
use crate::view::parts::{Moment, Row};
use crate::view::sheet::Notice;
use crate::view::table::{Cell, Table};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

/// Who sees the desk.
const ROLES: [Role; 3] = [Role::Clerk, Role::Reviewer, Role::Supervisor];

#[derive(Template)]
#[template(path = "pages/rectifications.html")]
struct ListPage {
    p: Page,
    open: Table,
    settled: Table,
}

#[derive(Template)]
#[template(path = "pages/rectification.html")]
struct CasePage {
    p: Page,
    id: String,
    refused: Vec<String>,
    notice: Option<Notice>,
    rows: Vec<Row>,
    clocks: Vec<(String, ClockBadge)>,
    acts: Vec<Act>,
    history: Vec<Moment>,
}

/// Bad reviews that are open, and those that are settled.
///
/// # Errors
///
/// Not for this role.
pub async fn list(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &ROLES)?;
    let p = Page::new(&app, &viewer, "rectify-title");
    let open = app.office.rectifications(false).await?;
    let settled = app.office.rectifications(true).await?;
    let open = table(&app, &p, &actor, "rectify-open", &open);
    let settled = table(&app, &p, &actor, "rectify-settled", &settled);
    html(&ListPage { p, open, settled })
}

fn table(app: &AppState, p: &Page, actor: &Actor, key: &str, all: &[Registered]) -> Table {
    let mut table = Table::new(p.t(key))
        .words(p.t("rectify-id"))
        .words(p.t("review-level"))
        .words(p.t("rectify-stage"))
        .words(p.t("case-clock"));
    for registered in all {
        let case = &registered.case;
        let clocks = app.office.rectify_clocks(case, actor.day());
        table.rows.push(vec![
            Cell::Link {
                label: case.id.to_string(),
                href: format!("/rectifications/{}", case.id),
            },
            Cell::Text(
                p.label(app.office.rules.labels.title(case.level))
                    .to_owned(),
            ),
            Cell::Text(words::name(p, "stage", &case.stage)),
            match nearest(&clocks).map(|clock| badge(app, p, actor.day(), clock)) {
                Some((name, badge)) => Cell::Clock { name, badge },
                None => Cell::Text(String::new()),
            },
        ]);
    }
    table
}

/// The running clock of a case that is due first.
pub fn nearest(clocks: &[Reading]) -> Option<&Reading> {
    let running = clocks.iter().filter(|clock| clock.stopped_on.is_none());
    running
        .filter(|clock| clock.due_on.is_some())
        .min_by_key(|clock| clock.due_on)
}

/// A clock with its name, as pages show it.
pub fn badge(app: &AppState, p: &Page, day: NaiveDate, clock: &Reading) -> (String, ClockBadge) {
    let state = match clock.colour {
        _ if clock.provisional => ClockState::Provisional,
        Colour::OnTime | Colour::Done => ClockState::OnTime,
        Colour::Soon => ClockState::Soon,
        Colour::Late => ClockState::Late,
        Colour::Paused => ClockState::Paused,
    };
    let running = clock
        .due_on
        .filter(|due| clock.stopped_on.is_none() && *due >= day);
    let left = running.map(|due| app.office.rules.calendar.count_working_days(day, due).days);
    let badge = ClockBadge {
        state,
        left: left.map(i64::from),
        due: clock.due_on,
    };
    let name = words::name(p, "clock-name", &clock.name);
    // What is counted in hours ends at an instant.
    let name = match clock.due_at {
        Some(at) => format!("{name} {}", when::minute(at, p.lang())),
        None => name,
    };
    (name, badge)
}

/// One bad review.
///
/// # Errors
///
/// Not for this role, or no such case.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Html<String>, Fault> {
    page(&app, &viewer, &id, Vec::new()).await
}

async fn page(
    app: &AppState,
    viewer: &Viewer,
    id: &str,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(viewer, &ROLES)?;
    let registered = app.office.rectification(id).await?;
    let case = &registered.case;
    let mut p = Page::new(app, viewer, "rectify-one");
    let desk = p.t("rectify-title").to_string();
    p = p.below(desk, "/rectifications");
    p.refused = !refused.is_empty();
    let allowed = app.office.rectify_allowed(&actor, case)?;
    let clocks = app.office.rectify_clocks(case, actor.day());
    let reviews = app.office.reviews(case.service.as_str()).await?.state;
    let labels = &app.office.rules.labels;
    // Whom it is about learns what was criticised, and never who said it, nor in which words.
    let assessed = app.office.is_assessed(&actor, case);
    let mut rows = vec![
        Row::new(p.t("review-level"), p.label(labels.title(case.level))),
        Row::new(p.t("rectify-stage"), words::name(&p, "stage", &case.stage)),
    ];
    if let Some(entry) = &reviews.original {
        rows.extend(ticked(&p, labels, &entry.review));
    }
    if assessed {
        rows.push(Row::new(
            p.t("rectify-about-you"),
            p.t("rectify-about-you-what").to_string(),
        ));
    } else {
        let name = words::name(&p, "name-mode", &case.name);
        rows.push(Row::new(p.t("rectify-name"), name));
        let number = reviews
            .service
            .as_ref()
            .and_then(|service| service.case.as_ref());
        if let Some(number) = number {
            rows.push(Row::new(p.t("case-number"), number.to_string()));
        }
        let review = reviews.original.as_ref().map(|entry| &entry.review.id);
        if let Some(review) = review
            && let Some(text) = app.office.review_text(review).await?
        {
            rows.push(Row::new(p.t("review-text"), text));
        }
    }
    for (key, reference) in [
        (
            "rectify-measures",
            case.submission.as_ref().map(|s| &s.measures),
        ),
        ("rectify-answer", case.answer.as_ref()),
    ] {
        if let Some(reference) = reference.filter(|_| !assessed)
            && let Some(text) = app.office.rectify_text(reference).await?
        {
            rows.push(Row::new(p.t(key), text));
        }
    }
    let mut notice = None;
    if let Some(to) = &case.return_to {
        rows.push(Row::new(
            p.t("rectify-return-to"),
            unit_name(app, &p, to.as_str()),
        ));
    }
    let mut acts = acts(app, &p, case, &allowed);
    let decided = [Stage::Appealing, Stage::Screening].contains(&case.stage);
    if actor.role == Role::Supervisor && decided {
        let subject = Subject::Case(id.to_owned());
        let href = format!("/rectifications/{id}");
        let mut grounds = supervision::grounds(&p);
        if case.stage == Stage::Screening {
            // There is only one question before it is dispatched.
            grounds.retain(|ground| ground.value == json(&VoidGround::OutOfScope));
        }
        let who = (&actor, &subject);
        let (waiting, two) = supervision::decisions(app, &p, who, grounds, &href).await?;
        notice = waiting;
        acts.extend(two);
    }
    let clocks = clocks.iter().filter(|clock| clock.due_on.is_some());
    html(&CasePage {
        id: id.to_owned(),
        refused,
        notice,
        rows,
        clocks: clocks
            .map(|clock| badge(app, &p, actor.day(), clock))
            .collect(),
        acts,
        history: history(&p, &registered),
        p,
    })
}

/// What happened to a bad review, without the workings of the clocks.
pub fn history(p: &Page, registered: &Registered) -> Vec<Moment> {
    let told = registered.history.iter().filter_map(|event| {
        let value = serde_json::to_value(&event.change).ok()?;
        let name = value.get("type")?.as_str()?.to_owned();
        let silent = name.starts_with("clock") || name == "supervised";
        (!silent).then(|| Moment {
            when: when::minute(event.at, p.lang()),
            what: p.t(&format!("loop-{name}")).to_string(),
            more: None,
            past: true,
        })
    });
    told.collect()
}

/// What a bad review is about, for whoever classifies it.
const CATEGORIES: [&str; 7] = [
    "attitude",
    "timeliness",
    "materials",
    "procedure",
    "fees",
    "system",
    "other",
];

/// The office of a case; its code where the pack does not know it.
fn unit_name(app: &AppState, p: &Page, code: &str) -> String {
    let bodies = &app.office.rules.pack.bodies;
    let known = bodies.iter().find(|body| body.uscc == code);
    known.map_or_else(|| code.to_owned(), |body| p.label(&body.name).to_owned())
}

fn acts(app: &AppState, p: &Page, case: &Case, allowed: &[CommandKind]) -> Vec<Act> {
    let id = &case.id;
    let act = |name: &str, fields: Vec<Field>| Act {
        title: p.t(&format!("loop-act-{name}")).to_string(),
        button: p.t(&format!("loop-act-{name}-button")).to_string(),
        href: format!("/rectifications/{id}/{name}"),
        is_link: false,
        form: Form::new(fields),
    };
    let area = |key: &str| Field::new("text", p.t(key), Kind::Area { limit: 2000 });
    let radio = |name: &str, key: &str, choices: Vec<Choice>| {
        Field::new(name, p.t(key), Kind::Radio(choices))
    };
    let ways = || {
        let ways = [Way::Phone, Way::Message, Way::InPerson];
        radio("way", "loop-way", choices(p, "way", &ways))
    };
    allowed
        .iter()
        .filter_map(|kind| {
            Some(match kind {
                CommandKind::Classify => {
                    let name = |key: &&str| p.t(&format!("category-{key}")).to_string();
                    let all = CATEGORIES.iter().map(|key| Choice::new(*key, name(key)));
                    act(
                        "classify",
                        vec![radio("category", "loop-category", all.collect())],
                    )
                }
                CommandKind::Dispatch => act("dispatch", Vec::new()),
                CommandKind::Return => {
                    let bodies = app.office.rules.pack.bodies.iter();
                    let others = bodies.filter(|body| {
                        let own = case.unit.as_ref();
                        own.is_none_or(|unit| unit.as_str() != body.uscc)
                    });
                    let others = others.map(|b| Choice::new(b.uscc.as_str(), p.label(&b.name)));
                    let others: Vec<Choice> = others.collect();
                    if others.is_empty() {
                        return None;
                    }
                    let unit = radio("unit", "loop-unit", others);
                    act("return", vec![unit, area("act-reasons")])
                }
                CommandKind::ApproveReturn => act("approve-return", Vec::new()),
                CommandKind::RejectReturn => act("reject-return", Vec::new()),
                CommandKind::SignFor => act("sign-for", Vec::new()),
                CommandKind::Contact => {
                    let outcomes = [ContactOutcome::Reached, ContactOutcome::NoAnswer];
                    let outcomes = choices(p, "contact", &outcomes);
                    act(
                        "contact",
                        vec![ways(), radio("outcome", "loop-outcome", outcomes)],
                    )
                }
                CommandKind::VerifyInternally => act("verify-internally", Vec::new()),
                CommandKind::Decide => {
                    let findings = [
                        Finding::Founded,
                        Finding::PartlyFounded,
                        Finding::Unfounded,
                        Finding::Unverifiable,
                    ];
                    let measures = [
                        Measure::Immediate,
                        Measure::TimeLimited,
                        Measure::Explain,
                        Measure::Unfounded,
                    ];
                    let findings = choices(p, "finding", &findings);
                    let measures = choices(p, "measure", &measures);
                    act(
                        "decide",
                        vec![
                            radio("finding", "loop-finding", findings),
                            radio("measure", "loop-measure", measures),
                            Field::new("planned", p.t("loop-planned"), Kind::Date).optional(),
                            area("loop-reasons").optional(),
                            Field::new(
                                "ground",
                                p.t("loop-ground"),
                                Kind::Select(supervision::grounds(p)),
                            )
                            .optional(),
                        ],
                    )
                }
                CommandKind::Submit => act("submit", vec![area("rectify-measures")]),
                CommandKind::Reject => act("reject", vec![area("act-reasons")]),
                CommandKind::Approve => act("approve", vec![area("rectify-answer")]),
                CommandKind::Revisit => {
                    let outcomes = [
                        RevisitOutcome::Satisfied,
                        RevisitOutcome::Dissatisfied,
                        RevisitOutcome::NoAnswer,
                    ];
                    let outcomes = choices(p, "revisit", &outcomes);
                    act(
                        "revisit",
                        vec![ways(), radio("outcome", "loop-outcome", outcomes)],
                    )
                }
                CommandKind::Close => act("close", vec![area("loop-explanation").optional()]),
                CommandKind::Reopen => act("reopen", vec![area("act-reasons")]),
                CommandKind::Appeal => {
                    let grounds = supervision::grounds(p);
                    act(
                        "appeal",
                        vec![
                            radio("ground", "loop-ground", grounds),
                            area("loop-evidence"),
                        ],
                    )
                }
                CommandKind::Dismiss => act("dismiss", vec![area("act-reasons")]),
                CommandKind::Extend => act(
                    "extend",
                    vec![Field::line("days", p.t("loop-days")), area("act-reasons")],
                ),
                CommandKind::Pause => {
                    let reasons = [
                        PauseReason::AwaitingReviewer,
                        PauseReason::AwaitingAuthority,
                        PauseReason::ForceMajeure,
                    ];
                    let reasons = choices(p, "pause", &reasons);
                    act("pause", vec![radio("pause", "act-reasons", reasons)])
                }
                CommandKind::Resume => act("resume", Vec::new()),
                CommandKind::Caution => {
                    let marks = [
                        Supervision::Reminded,
                        Supervision::Yellow,
                        Supervision::Red,
                        Supervision::Accountability,
                    ];
                    let marks = choices(p, "supervision", &marks);
                    act("caution", vec![radio("mark", "board-supervision", marks)])
                }
                CommandKind::Publish => act(
                    "publish",
                    vec![area("loop-public").hint(p.t("loop-public-hint"))],
                ),
                CommandKind::Withdraw => act("withdraw", Vec::new()),
                CommandKind::Archive => act("archive", Vec::new()),
                _ => return None,
            })
        })
        .collect()
}

fn choices<T: serde::Serialize>(p: &Page, prefix: &str, values: &[T]) -> Vec<Choice> {
    values
        .iter()
        .map(|value| Choice::new(json(value), words::name(p, prefix, value)))
        .collect()
}

/// Does something about a bad review; what stands against it is said on its page.
///
/// # Errors
///
/// Not for this role, no such case, or the store fails.
pub async fn perform(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((id, name)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &ROLES)?;
    let done = match name.as_str() {
        "propose" | "confirm" => {
            let subject = Subject::Case(id.clone());
            supervision::decide(&app, &actor, &subject, &name, &sent).await
        }
        _ => match action(&name, &sent) {
            Ok(action) => app.office.rectify(&actor, &id, action).await,
            Err(error) => Err(error),
        },
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/rectifications/{id}")).into_response()),
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let p = Page::new(&app, &viewer, "rectify-one");
            let page = page(&app, &viewer, &id, words::error(&p, &error)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn action(name: &str, sent: &Sent) -> Result<Action, AppError> {
    let text = || -> Result<String, AppError> {
        match sent.get("text").trim() {
            "" => Err(Problem::new("app.form.missing").at("/fields/text").into()),
            text => Ok(text.to_owned()),
        }
    };
    Ok(match name {
        "classify" => match sent.get("category") {
            chosen if CATEGORIES.contains(&chosen) => Action::Classify(chosen.to_owned()),
            "" => {
                return Err(Problem::new("app.form.missing")
                    .at("/fields/category")
                    .into());
            }
            _ => {
                return Err(Problem::new("app.form.choice")
                    .at("/fields/category")
                    .into());
            }
        },
        "dispatch" => Action::Dispatch,
        "return" => Action::Return(sent.get("unit").to_owned(), text()?),
        "approve-return" => Action::ApproveReturn,
        "reject-return" => Action::RejectReturn,
        "sign-for" => Action::SignFor,
        "contact" => Action::Contact(chosen(sent, "way")?, chosen(sent, "outcome")?),
        "verify-internally" => Action::VerifyInternally,
        "decide" => {
            let boxes = DateText::read(&sent.0, "planned");
            let planned_on = match boxes.date() {
                Ok(date) => Some(date),
                Err(_) if boxes.is_empty() => None,
                Err(_) => return Err(Problem::new("app.form.date").at("/fields/planned").into()),
            };
            Action::Decide {
                finding: chosen(sent, "finding")?,
                measure: chosen(sent, "measure")?,
                planned_on,
                reasons: sent.get("text").to_owned(),
                ground: match sent.get("ground") {
                    "" => None,
                    _ => Some(chosen(sent, "ground")?),
                },
            }
        }
        "submit" => Action::Submit(text()?),
        "reject" => Action::Reject(text()?),
        "approve" => Action::Approve(text()?),
        "revisit" => Action::Revisit(chosen(sent, "way")?, chosen(sent, "outcome")?),
        "close" => Action::Close(sent.get("text").to_owned()),
        "reopen" => Action::Reopen(text()?),
        "appeal" => Action::Appeal(chosen(sent, "ground")?, text()?),
        "dismiss" => Action::Dismiss(text()?),
        "extend" => {
            let days = sent.get("days").trim().parse();
            let days = days.map_err(|_| Problem::new("app.form.number").at("/fields/days"))?;
            Action::Extend(days, text()?)
        }
        "pause" => Action::Pause(chosen(sent, "pause")?),
        "resume" => Action::Resume,
        "caution" => Action::Caution(chosen(sent, "mark")?),
        "publish" => Action::Publish(text()?),
        "withdraw" => Action::Withdraw,
        "archive" => Action::Archive,
        _ => return Err(AppError::NotFound("act")),
    })
}
