//! `/desk`: the queue of the office, and what the staff do with a case.

mod branch;
mod correction;
mod delivery;
pub mod further;

pub use correction::{ask_correction, notify_correction};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::{Actor, Role};
use ip_app::cases::{Note, Registered, Which};
use ip_app::draft::Draft;
use ip_app::error::AppError;
use ip_app::port::Cursor;
use ip_core::money::Money;
use ip_core::problem::Problem;
use ip_matters::case::{Command, CommandKind, Reference, Verdict};
use ip_matters::entry::Entry;
use serde::Deserialize;

use crate::data_dir::random;
use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::caselist::{self, Shown};
use crate::pages::cases;
use crate::state::AppState;
use crate::view::fee::FeeView;
use crate::view::table::Table;
use crate::view::{Page, fee, html, words};
use crate::viewer::Viewer;

/// Who sees the queue.
pub const STAFF: [Role; 4] = [
    Role::Clerk,
    Role::Reviewer,
    Role::Supervisor,
    Role::Administrator,
];

/// Cases on one page of the queue.
const PAGE: usize = 50;

/// Something that can be done with a case now, as a form.
pub struct Act {
    /// What it does.
    pub title: String,
    /// The word on the button.
    pub button: String,
    /// Where the form goes; a page of its own when it has no fields and is a link.
    pub href: String,
    /// Whether it leads to a page of its own.
    pub is_link: bool,
    /// Its fields.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "pages/queue.html")]
struct QueuePage {
    p: Page,
    table: Table,
    /// What is shown of the list.
    form: Form,
    narrowed: bool,
    /// The same list as a file.
    file: String,
    /// Whether packages of other places are taken in here.
    takes_over: bool,
    more: Option<String>,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub struct After {
    /// After which case; as the page before says.
    #[serde(default)]
    pub after: Option<String>,
}

impl After {
    /// The place in the list.
    ///
    /// # Errors
    ///
    /// No place that a page before could have said.
    pub fn cursor(&self) -> Result<Option<Cursor>, Fault> {
        let place = self.after.as_deref().map(str::parse).transpose();
        place.map_err(|_| Fault::BadRequest("after".to_owned()))
    }
}

/// The queue: open cases, oldest first where the address says nothing else, with their clocks.
///
/// # Errors
///
/// Not for this role; a value in the address that is none.
pub async fn queue(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &STAFF)?;
    let (found, next) = shown.find(&app, &actor, &Which::Open, PAGE).await?;
    let p = Page::new(&app, &viewer, "queue-title");
    html(&QueuePage {
        table: caselist::table(&app, &p, &actor, &found)?,
        form: shown.form(&p),
        narrowed: shown.is_narrowed(),
        file: viewer.here_as("/desk/cases.csv"),
        takes_over: actor.role == Role::Clerk,
        more: next.map(|cursor| viewer.here_with("after", &cursor.to_string())),
        p,
    })
}

/// The queue as a file.
///
/// # Errors
///
/// As [`queue`].
pub async fn queue_file(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &STAFF)?;
    let p = Page::new(&app, &viewer, "queue-title");
    shown.csv(&app, &p, &actor, &Which::Open).await
}

/// The forms of what may be done now.
pub fn acts(
    p: &Page,
    registered: &Registered,
    entry: &Entry,
    form: &Draft,
    allowed: &[CommandKind],
) -> Vec<Act> {
    let number = &registered.number;
    let act = |name: &str, fields: Vec<Field>| Act {
        title: p.t(&format!("act-{name}")).to_string(),
        button: p.t(&format!("act-{name}-button")).to_string(),
        href: format!("/desk/cases/{number}/{name}"),
        is_link: false,
        form: Form::new(fields),
    };
    let area = |name: &str, key: &str| Field::new(name, p.t(key), Kind::Area { limit: 2000 });
    let approval = match registered.case.joint.is_empty() {
        true => "act-approved-yes",
        false => "act-approved-joint",
    };
    allowed
        .iter()
        .filter_map(|kind| {
            Some(match kind {
                CommandKind::Receive => act("receive", Vec::new()),
                CommandKind::NotifyCorrection => Act {
                    is_link: true,
                    ..act("correction", Vec::new())
                },
                CommandKind::Accept => act("accept", Vec::new()),
                // Nothing is owed for what was refused.
                CommandKind::RecordFeePaid if registered.case.verdict != Some(Verdict::Refused) => {
                    let due = fee::cost(p, entry, form, registered.filed.date_naive());
                    act("fee", fee_fields(p, due.as_ref()))
                }
                CommandKind::Assign if registered.case.reviewer.is_none() => {
                    act("assign", Vec::new())
                }
                CommandKind::Decide => {
                    let verdicts = [Verdict::Granted, Verdict::PartlyGranted, Verdict::Refused];
                    let verdicts = verdicts.map(|verdict| {
                        Choice::new(json(&verdict), words::name(p, "verdict", &verdict))
                    });
                    let verdict =
                        Field::new("verdict", p.t("act-verdict"), Kind::Radio(verdicts.into()));
                    act(
                        "decide",
                        vec![verdict, area("reasons", "act-reasons").optional()],
                    )
                }
                CommandKind::IssueResult => act("issue", Vec::new()),
                CommandKind::Deliver => act("deliver", delivery::fields(p, registered, entry)),
                CommandKind::Withdraw => act("withdraw", Vec::new()),
                CommandKind::Extend => act(
                    "extend",
                    vec![
                        Field::line("n", p.t("act-extend-n")),
                        Field::new(
                            "approved",
                            p.t("act-approved"),
                            Kind::Checks(vec![Choice::new("yes", p.t(approval))]),
                        ),
                        area("reasons", "act-reasons"),
                    ],
                ),
                other => {
                    let (name, fields) = further::fields(p, registered, entry, *other)?;
                    act(name, fields)
                }
            })
        })
        .collect()
}

fn fee_fields(p: &Page, due: Option<&FeeView>) -> Vec<Field> {
    let amount = due
        .and_then(|view| view.payable.clone())
        .unwrap_or_default();
    vec![
        Field::line("amount", p.t("act-amount"))
            .hint(p.t("act-amount-hint"))
            .value(amount),
        Field::line("receipt", p.t("act-receipt")).hint(p.t("act-receipt-hint")),
    ]
}

/// Does something with a case; what stands against it is said on the case's page.
///
/// # Errors
///
/// Not for this role, no such case, or the store fails.
pub async fn perform(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((number, act)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Fault> {
    let roles = [Role::Person, Role::Clerk, Role::Reviewer, Role::Supervisor];
    let actor = app.actor(&viewer, &roles)?;
    let p = Page::new(&app, &viewer, "case-title");
    match try_perform(&p, &actor, &number, &act, &sent).await {
        Ok(()) => Ok(Redirect::to(&format!("/cases/{number}")).into_response()),
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let refused = words::error(&p, &error);
            let page = cases::page(&app, &viewer, &number, refused).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn try_perform(
    p: &Page,
    actor: &Actor,
    number: &str,
    act: &str,
    sent: &Sent,
) -> Result<(), AppError> {
    let office = &p.app().office;
    let registered = office.case_for(actor, number).await?;
    let note = |text: &str| -> Result<Option<Note>, AppError> {
        let text = text.trim();
        if text.is_empty() {
            Ok(None)
        } else {
            office.note_on(&registered, 0, text).map(Some)
        }
    };
    let (command, note) = match act {
        "receive" => (Command::Receive, None),
        "accept" => (Command::Accept, None),
        "fee" => (fee_paid(sent)?, None),
        "assign" => (
            Command::Assign {
                reviewer: reference("reviewer", &actor.account)?,
            },
            None,
        ),
        "decide" => {
            let verdict = chosen(sent, "verdict")?;
            let note = note(sent.get("reasons"))?;
            let reasons = note.as_ref().map(|note| note.reference.clone());
            (Command::Decide { verdict, reasons }, note)
        }
        "issue" => {
            let entropy = random().map_err(|e| Problem::new("app.entropy").found(e))?;
            return office
                .issue_result(actor, number, &entropy)
                .await
                .map(|_| ());
        }
        "ask-again" => {
            let paper = sent.get("paper");
            return office.ask_again(actor, number, paper).await.map(|_| ());
        }
        "deliver" => (delivery::command(office, &registered, sent)?, None),
        "extend" => {
            let n = sent.get("n").trim();
            let n = n
                .parse()
                .map_err(|_| Problem::new("app.form.number").at("/fields/n").found(n))?;
            if sent.get("approved") != "yes" {
                return Err(Problem::new("app.form.missing")
                    .at("/fields/approved")
                    .into());
            }
            let note = note(sent.get("reasons"))?;
            let missing = || Problem::new("app.form.missing").at("/fields/reasons");
            let reason = note
                .as_ref()
                .map(|note| note.reference.clone())
                .ok_or_else(missing)?;
            (
                Command::Extend {
                    n,
                    approver: branch::approver(office, &registered),
                    reason,
                },
                note,
            )
        }
        "withdraw" => (Command::Withdraw { reason: None }, None),
        other => {
            let (command, notes) = further::command(p, office, &registered, other, sent)?;
            return office.act(actor, number, command, notes).await;
        }
    };
    office
        .act(actor, number, command, note.into_iter().collect())
        .await
}

fn fee_paid(sent: &Sent) -> Result<Command, AppError> {
    let typed = sent.get("amount").trim();
    let amount: Result<Money, _> = typed.parse();
    let wrong = || {
        Problem::new("app.form.money")
            .at("/fields/amount")
            .found(typed)
    };
    let amount = amount.map_err(|_| wrong())?;
    Ok(Command::RecordFeePaid {
        amount,
        receipt: reference("receipt", sent.get("receipt").trim())?,
    })
}

fn reference(field: &str, text: &str) -> Result<Reference, Problem> {
    let at = format!("/fields/{field}");
    if text.is_empty() {
        return Err(Problem::new("app.form.missing").at(at));
    }
    text.parse()
        .map_err(|_| Problem::new("app.form.reference").at(at).found(text))
}

/// A choice of an enum by its name in JSON.
pub fn chosen<T: serde::de::DeserializeOwned>(sent: &Sent, name: &str) -> Result<T, Problem> {
    let value = serde_json::Value::from(sent.get(name));
    let at = format!("/fields/{name}");
    if sent.get(name).is_empty() {
        return Err(Problem::new("app.form.missing").at(at));
    }
    serde_json::from_value(value).map_err(|_| Problem::new("app.form.choice").at(at))
}

/// The name of an enum's value in JSON.
pub fn json<T: serde::Serialize>(value: &T) -> String {
    let name = serde_json::to_value(value).ok();
    name.and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}
