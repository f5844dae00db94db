//! `/cases/{number}`: where a case stands, its clocks, its papers, and what may be done next.

mod evidence;
pub mod own;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use ip_app::actor::{Actor, Role};
use ip_app::cases::Registered;
use ip_app::draft::Draft;
use ip_app::error::AppError;
use ip_app::service;
use ip_core::record::Hash;
use ip_matters::case::{
    ClockName, ClockStatus, ClockView, Event, Reference, State as Stands, Verdict,
};
use ip_matters::document::Document;
use ip_matters::limit::Length;
use ip_matters::material::WaiverMeans;
use ip_matters::regime::Silence;
use serde::Deserialize;

use crate::fault::Fault;
use crate::form::question;
use crate::pages::desk::{self, Act};
use crate::state::AppState;
use crate::view::clock::{ClockBadge, ClockState};
use crate::view::fee::{self, FeeView};
use crate::view::guide;
use crate::view::parts::{Law, Link, Moment, Row, Tone};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;
use crate::when;

const EVERYONE: [Role; 5] = [
    Role::Person,
    Role::Clerk,
    Role::Reviewer,
    Role::Supervisor,
    Role::Administrator,
];

#[derive(Template)]
#[template(path = "pages/case.html")]
struct CasePage {
    p: Page,
    number: String,
    state: String,
    tone: Tone,
    refused: Vec<String>,
    next: Option<Next>,
    clocks: Vec<(String, ClockBadge)>,
    acts: Vec<Act>,
    /// The applicant's own periods.
    own: Vec<own::Period>,
    /// What it costs, and what was paid.
    fee: Option<FeeView>,
    paid: Option<String>,
    answers: Vec<Row>,
    files: Vec<(String, Link)>,
    /// What stood in for papers: the paper, what was asked or shown, and what came of it.
    instead: Vec<(String, String, Option<Link>)>,
    /// Cases of the same bundle.
    together: Vec<Link>,
    /// The place and number from which it was taken over.
    origin: Option<String>,
    /// The code with which its applicant takes it up there.
    code: Option<String>,
    /// The package for the place to which it was forwarded.
    package: Option<String>,
    documents: Vec<Link>,
    certificates: Vec<Link>,
    timeline: Vec<Moment>,
    remedies: Vec<(String, Vec<Law>)>,
}

/// What the person is asked to do next.
struct Next {
    tone: Tone,
    title: String,
    what: String,
    link: Option<Link>,
}

#[derive(Template)]
#[template(path = "pages/receipt.html")]
struct ReceiptPage {
    p: Page,
    number: String,
    filed: String,
    next: String,
}

#[derive(Template)]
#[template(path = "pages/document.html")]
struct DocumentPage {
    p: Page,
    document: Document,
    basis: Vec<Law>,
    hash: String,
    number: String,
}

/// One case.
///
/// # Errors
///
/// Not signed in, or not a case of this person.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Html<String>, Fault> {
    page(&app, &viewer, &number, Vec::new()).await
}

/// The page of a case, with what stood against the last action.
///
/// # Errors
///
/// As [`show`].
pub async fn page(
    app: &AppState,
    viewer: &Viewer,
    number: &str,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(viewer, &EVERYONE)?;
    let registered = app.office.case_for(&actor, number).await?;
    let entry = app.office.rules.entry_of(&registered.case)?;
    let mut p = Page::new(app, viewer, "case-title");
    p.title = p.label(&entry.matter.name).to_owned();
    p.refused = !refused.is_empty();
    let p = match actor.role {
        Role::Person => {
            let label = p.t("nav-my").to_string();
            p.below(label, "/my")
        }
        _ => {
            let label = p.t("nav-desk").to_string();
            p.below(label, "/desk")
        }
    };
    let form = match app.office.case_form(&registered).await {
        Ok(form) => form,
        Err(AppError::NotFound(_)) => Draft::default(),
        Err(other) => return Err(other.into()),
    };
    let allowed = app.office.case_allowed(&actor, &registered).await?;
    let clocks = app.office.case_clocks(actor.at, &registered)?;
    let together = app.office.filed_with(number).await?;
    let others = together.iter().flat_map(|together| &together.cases);
    let others = others.filter(|other| *other != number);
    let together = others.map(|other| Link::new(other, format!("/cases/{other}")));
    let certificates = app.office.certificates_of(number).await?;
    let certificates = certificates.iter().map(|registered| {
        let id = registered.identifier.to_string();
        Link::new(&id, format!("/certificates/{id}"))
    });
    let mut papers = documents(&p, &registered);
    let finished = matches!(registered.case.state, Stands::Completed | Stands::Delivered);
    if finished && actor.is(&[Role::Person]) {
        let code = format!("/cases/{number}/review-code");
        papers.push(Link::new(p.t("review-code-title"), code));
    }
    let mut acts = desk::acts(&p, &registered, entry, &form, &allowed);
    acts.extend(evidence::again(&p, &actor, &registered, &form)?);
    html(&CasePage {
        number: number.to_owned(),
        state: words::name(&p, "state", &registered.case.state),
        tone: tone(registered.case.state),
        refused,
        next: next(app, &actor, &registered, &p).await?,
        clocks: clocks
            .iter()
            .filter(|clock| clock.stopped.is_none())
            .map(|clock| badge(&p, clock))
            .collect(),
        acts,
        own: own::periods(&p, entry, &registered),
        fee: own::fee(&p, entry, &registered, &form),
        paid: registered.case.paid.map(|paid| paid.to_string()),
        answers: answers(&p, entry, &form),
        files: files(&p, number, entry, &form),
        instead: evidence::instead(&p, &actor, entry, &form),
        together: together.collect(),
        origin: origin(app, &p, number).await?,
        code: app.office.handover_code(&actor, &registered),
        package: (registered.case.state == Stands::Forwarded
            && actor.is(&[Role::Clerk, Role::Supervisor]))
        .then(|| format!("/desk/cases/{number}/handover.zip")),
        documents: papers,
        certificates: certificates.collect(),
        timeline: timeline(app, &p, &registered, &clocks).await?,
        remedies: remedies(app, &p, &actor, &registered)?,
        p,
    })
}

/// The page after filing: the number large, what happens next and by when.
///
/// # Errors
///
/// As [`show`].
pub async fn receipt(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Person])?;
    let registered = app.office.case_for(&actor, &number).await?;
    let entry = app.office.rules.entry_of(&registered.case)?;
    let p = Page::new(&app, &viewer, "receipt-title");
    let rules = &app.office.rules;
    let regime = rules
        .regimes
        .on(entry.matter.regime, registered.filed.date_naive());
    let next = match regime.and_then(|regime| regime.check.as_ref()) {
        Some(check) => {
            let (n, unit) = (check.n, check.unit);
            let key = match check.silence {
                Silence::DeemedAccepted => "receipt-next-accepts",
                Silence::Overdue => "receipt-next-check",
            };
            p.t(key)
                .with("time", guide::length(&p, Length { n, unit }))
                .to_string()
        }
        None => p.t("receipt-next").to_string(),
    };
    let filed = when::minute(registered.filed, p.lang());
    html(&ReceiptPage {
        number,
        filed,
        next,
        p,
    })
}

/// A document of the case, as a clerk would hand it over.
///
/// # Errors
///
/// As [`show`]; no such document.
pub async fn document(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((number, nth)): Path<(String, usize)>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &EVERYONE)?;
    let registered = app.office.case_for(&actor, &number).await?;
    let document = app.office.case_document(&registered, nth).await?;
    let mut p =
        Page::new(&app, &viewer, "document-title").below(&number, format!("/cases/{number}"));
    p.title = p.label(&document.title).to_owned();
    let basis = fee::laws(&p, &document.basis);
    let hash = document.hash().to_string();
    html(&DocumentPage {
        p,
        document,
        basis,
        hash,
        number,
    })
}

/// The name under which a file is saved.
#[derive(Debug, Deserialize)]
pub struct FileName {
    #[serde(default)]
    name: String,
}

/// A file that was handed in, always as a download: nothing of it runs in the browser.
///
/// # Errors
///
/// As [`show`]; the file is not part of this case.
pub async fn file(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((number, hash)): Path<(String, String)>,
    Query(FileName { name }): Query<FileName>,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &EVERYONE)?;
    let registered = app.office.case_for(&actor, &number).await?;
    let form = app.office.case_form(&registered).await?;
    let wanted: Hash = hash.parse().map_err(|_| Fault::NotFound)?;
    let file = form
        .files
        .values()
        .flatten()
        .find(|file| file.hash == wanted && file.name == name);
    let file = file.ok_or(Fault::NotFound)?;
    let bytes = app.office.file(&file.hash).await?;
    let name = form_urlencoded::byte_serialize(file.name.as_bytes()).collect::<String>();
    let disposition = format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"));
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// What colour a state has beside its word.
pub fn tone(state: Stands) -> Tone {
    match state {
        Stands::Completed | Stands::Delivered | Stands::Decided => Tone::Good,
        Stands::AwaitingCorrection | Stands::InSpecialProcedure => Tone::Care,
        Stands::AcceptanceRefused | Stands::Revoked | Stands::Cancelled | Stands::Terminated => {
            Tone::Bad
        }
        _ => Tone::Info,
    }
}

/// A clock with its name, as a badge.
pub fn badge(p: &Page, clock: &ClockView) -> (String, ClockBadge) {
    let state = match clock.status {
        ClockStatus::OnTime => ClockState::OnTime,
        ClockStatus::Soon => ClockState::Soon,
        ClockStatus::Late => ClockState::Late,
        ClockStatus::Paused => ClockState::Paused,
        ClockStatus::Provisional => ClockState::Provisional,
    };
    let left = clock
        .left
        .map(i64::from)
        .filter(|_| clock.stopped.is_none());
    let badge = ClockBadge {
        state,
        left,
        due: clock.last_day(),
    };
    (words::name(p, "clock-name", &clock.name), badge)
}

async fn next(
    app: &AppState,
    actor: &Actor,
    registered: &Registered,
    p: &Page,
) -> Result<Option<Next>, Fault> {
    if actor.role != Role::Person {
        return Ok(None);
    }
    let number = &registered.number;
    let say = |key: &str| p.t(key).to_string();
    Ok(match registered.case.state {
        Stands::AwaitingCorrection => {
            let due = app.office.case_clocks(actor.at, registered)?;
            let due = due.iter().find(|clock| clock.name == ClockName::Correction);
            let day = due.and_then(|clock| clock.due).map(|due| p.day(&due.date));
            Some(Next {
                tone: Tone::Care,
                title: say("case-correct-title"),
                what: p
                    .t("case-correct-what")
                    .with("day", day.unwrap_or_default())
                    .to_string(),
                link: Some(Link::new(
                    say("case-correct-link"),
                    format!("/cases/{number}/correct"),
                )),
            })
        }
        _ if registered.case.tolerance.is_some() => {
            let due = registered.case.tolerance.as_ref().map(|t| p.day(&t.due));
            Some(Next {
                tone: Tone::Care,
                title: say("case-follow-title"),
                what: p
                    .t("case-follow-what")
                    .with("day", due.unwrap_or_default())
                    .to_string(),
                link: Some(Link::new(
                    say("case-follow-link"),
                    format!("/cases/{number}/correct"),
                )),
            })
        }
        state => {
            // Every end can be reviewed: asking only those who got what they wanted would flatter.
            let service = service::of_case(number);
            let reviewed = match app.office.reviews(&service).await {
                Ok(loaded) => loaded.state.original.is_some(),
                Err(AppError::NotFound(_)) => return Ok(None),
                Err(other) => return Err(other.into()),
            };
            let done = matches!(state, Stands::Completed | Stands::Delivered);
            let link = Link::new(say("case-review-link"), format!("/reviews/{service}"));
            Some(Next {
                tone: if done { Tone::Good } else { Tone::Info },
                title: say(if done {
                    "case-done-title"
                } else {
                    "case-ended-title"
                }),
                what: say(if reviewed {
                    "case-done-reviewed"
                } else {
                    "case-done-what"
                }),
                link: Some(link),
            })
        }
    })
}

fn answers(p: &Page, entry: &ip_matters::entry::Entry, form: &Draft) -> Vec<Row> {
    let mut rows = Vec::new();
    if form.situation.is_some() {
        rows.push(Row::new(
            p.t("filing-situation"),
            question::written_situation(p, entry, form),
        ));
    }
    for field in form.fields(entry) {
        if let Some(answer) = form.answers.get(&field.id) {
            rows.push(Row::new(
                p.label(&field.label),
                question::written(p, field, answer),
            ));
        }
    }
    rows
}

fn files(
    p: &Page,
    number: &str,
    entry: &ip_matters::entry::Entry,
    form: &Draft,
) -> Vec<(String, Link)> {
    let mut all = Vec::new();
    for material in form.papers(entry) {
        for file in form.files.get(&material.id).into_iter().flatten() {
            let query = [("name".to_owned(), file.name.clone())];
            let path = format!("/cases/{number}/files/{}", file.hash);
            let href = crate::viewer::address(&path, query);
            let label = format!("{} ({})", file.name, crate::form::size(file.size));
            all.push((p.label(&material.name).to_owned(), Link::new(label, href)));
        }
    }
    all
}

/// Where the case was taken over from, in one sentence.
async fn origin(app: &AppState, p: &Page, number: &str) -> Result<Option<String>, Fault> {
    let origin = app.office.origin(number).await?;
    Ok(origin.map(|origin| {
        p.t("handover-from")
            .with("place", p.label(&origin.place))
            .with("number", origin.number)
            .with("day", p.day(&origin.filed.date_naive()))
            .to_string()
    }))
}

fn documents(p: &Page, registered: &Registered) -> Vec<Link> {
    let issued = registered.case.documents.iter().enumerate();
    issued
        .map(|(nth, issued)| {
            let name = words::name(p, "document", &issued.kind);
            let label = format!("{name} {}", when::day(issued.on, p.lang()));
            Link::new(
                label,
                format!("/cases/{}/documents/{nth}", registered.number),
            )
        })
        .collect()
}

/// What can be done against a decision that was served or refused something, and until when.
fn remedies(
    app: &AppState,
    p: &Page,
    actor: &Actor,
    registered: &Registered,
) -> Result<Vec<(String, Vec<Law>)>, Fault> {
    let case = &registered.case;
    if case.verdict.is_none() && case.state != Stands::AcceptanceRefused {
        return Ok(Vec::new());
    }
    let all = app.office.case_remedies(actor.at, registered)?;
    let told = all.into_iter().map(|due| {
        let what = p.label(&due.remedy.what);
        let text = match due.due {
            Some(day) => p.t("remedy-until").with("day", p.day(&day.date)),
            None => {
                let (n, unit) = (due.remedy.n, due.remedy.unit);
                p.t("remedy-within")
                    .with("time", guide::length(p, Length { n, unit }))
            }
        };
        let law = fee::laws(p, std::slice::from_ref(&due.remedy.basis));
        (text.with("what", what.to_owned()).to_string(), law)
    });
    let mut told: Vec<_> = told.collect();
    let adverse = case.state == Stands::AcceptanceRefused
        || matches!(
            case.verdict,
            Some(Verdict::Refused | Verdict::PartlyGranted)
        );
    if told.is_empty() && adverse {
        told.push((p.t("remedy-not-verified").to_string(), Vec::new()));
    }
    Ok(told)
}

async fn timeline(
    app: &AppState,
    p: &Page,
    registered: &Registered,
    clocks: &[ClockView],
) -> Result<Vec<Moment>, Fault> {
    let records = app.office.case_records(&registered.number).await?;
    let told = records.iter().filter(|(_, event)| {
        !matches!(
            event,
            Event::DocumentIssued { .. } | Event::ClocksStarted { .. }
        )
    });
    let mut past = Vec::new();
    for (record, event) in told {
        let kind = match event {
            Event::RegisterChecked { by, .. } if *by == WaiverMeans::Certificate => {
                "certificate-checked"
            }
            _ => record.entry.kind.trim_start_matches("case."),
        };
        let mut more: Vec<String> = match event {
            Event::Accepted { effective, on, .. } if effective != on => {
                let from = p.t("event-accepted-from").with("day", p.day(effective));
                vec![from.to_string()]
            }
            Event::FeePaid { amount, .. } => vec![amount.to_string()],
            Event::RegisterChecked {
                material, outcome, ..
            } => vec![evidence::checked(p, registered, material, *outcome)],
            _ => Vec::new(),
        };
        if let Some(reference) = told_reason(event) {
            more.extend(app.office.note(reference).await?);
        }
        past.push(Moment {
            when: when::minute(record.entry.at, p.lang()),
            what: p.t(&format!("event-{kind}")).to_string(),
            more: (!more.is_empty()).then(|| more.join(" ")),
            past: true,
        });
    }
    let mut coming: Vec<(&ClockView, chrono::NaiveDate)> = clocks
        .iter()
        .filter(|clock| clock.stopped.is_none())
        .filter_map(|clock| Some((clock, clock.last_day()?)))
        .filter(|(_, day)| *day >= p.today())
        .collect();
    coming.sort_by_key(|(_, day)| *day);
    let coming = coming.into_iter().map(|(clock, day)| Moment {
        when: p.day(&day),
        what: words::name(p, "clock-name", &clock.name),
        more: None,
        past: false,
    });
    past.extend(coming);
    Ok(past)
}

/// What was written for the applicant about an event; what supervision wrote to the office is not.
fn told_reason(event: &Event) -> Option<&Reference> {
    match event {
        Event::FoundNotRequired { .. }
        | Event::AcceptanceRefused { .. }
        | Event::SpecialStarted { .. }
        | Event::Extended { .. }
        | Event::Decided { .. }
        | Event::Terminated { .. }
        | Event::Revoked { .. }
        | Event::Cancelled { .. }
        | Event::OverdueExplained { .. } => event.reason(),
        _ => None,
    }
}
