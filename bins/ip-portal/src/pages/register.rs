//! `/desk/certificates`: the issuing office withholds, gives back, ends and issues certificates anew.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::register::{Amended, Decided, Measure, Registered, Ruling};
use ip_certs::certificate::{Certificate, FieldValue, LifeEvent, State as Stands};
use ip_core::id::CertificateId;
use ip_core::law::LawRef;
use ip_core::problem::Problem;

use crate::data_dir::random;
use crate::fault::{Failed, Fault};
use crate::form::date::DateText;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::pages::desk::{Act, After, json};
use crate::state::AppState;
use crate::view::parts::{Link, Moment, Row, Tone};
use crate::view::sheet::Sheet;
use crate::view::table::{Cell, Table};
use crate::view::{Page, fee, html, words};
use crate::viewer::Viewer;
use crate::when;

/// Who sees the desk.
const ROLES: [Role; 3] = [Role::Clerk, Role::Reviewer, Role::Supervisor];
/// Certificates on one page.
const PAGE: usize = 50;

/// Every certificate that was issued here, newest first.
///
/// # Errors
///
/// Not for this role, or the store fails.
pub async fn list(
    State(app): State<AppState>,
    viewer: Viewer,
    Query(here): Query<After>,
) -> Result<Html<String>, Fault> {
    app.actor(&viewer, &ROLES)?;
    let after = here.cursor()?;
    let (found, next) = app.office.certificates(None, after, PAGE).await?;
    let p = Page::new(&app, &viewer, "register-title");
    let mut table = Table::new(p.t("register-title"))
        .words(p.t("certificate-identifier"))
        .words(p.t("share-name"))
        .words(p.t("certificate-state"))
        .words(p.t("certificate-issued"));
    for registered in &found {
        let id = registered.identifier.as_str();
        let kind = app.office.kind_of(&registered.identifier);
        table.rows.push(vec![
            Cell::Link {
                label: id.to_owned(),
                href: format!("/desk/certificates/{id}"),
            },
            Cell::Text(kind.map_or_else(String::new, |kind| p.label(&kind.name).to_owned())),
            state(&p, registered.state),
            Cell::Text(when::minute(registered.issued, p.lang())),
        ]);
    }
    let none = p.t("register-none").to_string();
    html(&Sheet {
        lead: p.t("register-lead").to_string(),
        tables: vec![(table, none)],
        more: next.map(|cursor| viewer.here_with("after", &cursor.to_string())),
        ..Sheet::new(p.clone())
    })
}

fn state(p: &Page, state: Stands) -> Cell {
    Cell::Badge {
        label: words::name(p, "certificate-state", &state),
        tone: match state {
            Stands::Valid => Tone::Good,
            Stands::Withheld => Tone::Care,
            _ => Tone::Bad,
        },
    }
}

/// One certificate, with what the office may decide.
///
/// # Errors
///
/// Not for this role, or no such certificate.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Html<String>, Fault> {
    page(&app, &viewer, &id, None, Vec::new()).await
}

async fn page(
    app: &AppState,
    viewer: &Viewer,
    id: &str,
    sent: Option<(&str, &Sent)>,
    refused: Vec<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(viewer, &ROLES)?;
    let identifier: CertificateId = id.parse().map_err(|_| Fault::NotFound)?;
    let registered = app.office.registered(id).await?;
    let certificate = app.office.certificate(&identifier).await?;
    let p = Page::new(app, viewer, "register-one");
    let measures = app.office.measures(&actor, &identifier).await?;
    let mut acts: Vec<Act> = measures
        .into_iter()
        .map(|measure| ruling(app, &p, id, Some(measure)))
        .collect();
    if app.office.may_reissue(&actor, &identifier).await? {
        let mut act = ruling(app, &p, id, None);
        let mut fields = amendable(app, &p, &certificate);
        fields.append(&mut act.form.fields);
        act.form.fields = fields;
        acts.push(act);
    }
    if let Some((name, sent)) = sent {
        let href = format!("/desk/certificates/{id}/{name}");
        if let Some(act) = acts.iter_mut().find(|act| act.href == href) {
            act.form.fill(&sent.0);
        }
    }
    let history = app.office.certificate_history(&identifier).await?;
    let desk = p.t("register-title").to_string();
    html(
        &Sheet {
            rows: rows(&p, &registered, &certificate)
                .into_iter()
                .chain(acting(app, &p, &actor))
                .collect(),
            links: vec![
                Link::new(p.t("register-face"), format!("/certificates/{id}")),
                Link::new(p.t("take-title"), format!("/certificates/{id}#download")),
                Link::new(p.t("register-proof"), format!("/log/proof/{id}")),
            ],
            acts,
            history: history.iter().map(|decided| moment(&p, decided)).collect(),
            ..Sheet::new(p.clone().below(desk, "/desk/certificates"))
        }
        .refused(refused),
    )
}

fn rows(p: &Page, registered: &Registered, certificate: &Certificate) -> Vec<Row> {
    let mut rows = vec![
        Row::new(p.t("certificate-name"), certificate.record().name.as_str()),
        Row::new(
            p.t("certificate-identifier"),
            registered.identifier.as_str(),
        ),
        Row::new(
            p.t("certificate-state"),
            words::name(p, "certificate-state", &registered.state),
        ),
        Row::new(
            p.t("register-since"),
            when::minute(registered.since, p.lang()),
        ),
        Row::new(p.t("register-case"), registered.case.as_str()),
        Row::new(p.t("register-place"), registered.place.to_string()),
    ];
    if let Some(until) = &registered.until {
        rows.push(Row::new(p.t("certificate-until"), p.day(until)));
    }
    if let Some(at) = registered.archived {
        rows.push(Row::new(
            p.t("register-archived"),
            when::minute(at, p.lang()),
        ));
    }
    if let Some(successor) = &registered.successor {
        rows.push(Row::new(p.t("register-successor"), successor.as_str()));
    }
    rows
}

/// For which offices whoever decides here may decide.
fn acting(app: &AppState, p: &Page, actor: &Actor) -> Option<Row> {
    if actor.role != Role::Reviewer {
        return None;
    }
    let label = p.t("register-acting");
    let issuers = app.office.issuers.iter();
    let mine: Vec<String> = issuers
        .filter(|issuer| app.office.acts_for(actor, &issuer.code))
        .map(|issuer| issuer.name.clone())
        .collect();
    Some(if mine.len() == app.office.issuers.len() {
        Row::new(label, p.t("register-acting-all"))
    } else {
        Row {
            value: mine,
            ..Row::new(label, "")
        }
    })
}

/// The form of a decision: its number, its law, why.
fn ruling(app: &AppState, p: &Page, id: &str, measure: Option<Measure>) -> Act {
    let name = measure.map_or_else(|| "reissue".to_owned(), |measure| json(&measure));
    let laws = app.office.grounds_for(measure);
    let choices = laws.iter().enumerate().map(|(at, law)| {
        let written = fee::laws(p, std::slice::from_ref(law));
        let written = written
            .iter()
            .map(|law| format!("{} {}", law.title, law.articles.join(&law.comma)));
        Choice::new(at.to_string(), written.collect::<String>().trim())
    });
    let basis = Kind::Select(choices.collect());
    // Several forms of one page must not share ids.
    let field = |part: &str| format!("{name}-{part}");
    let sure = measure.is_some_and(Measure::is_final).then(|| {
        let sure = Choice::new("yes", p.t("register-sure-yes"));
        Field::new(
            field("sure"),
            p.t("register-sure"),
            Kind::Checks(vec![sure]),
        )
    });
    let reason = Kind::Area { limit: 2000 };
    let fields = [
        Field::line(field("decision"), p.t("register-decision")),
        Field::new(field("basis"), p.t("register-basis"), basis),
        Field::new(field("reason"), p.t("register-reason"), reason),
    ];
    Act {
        title: p.t(&format!("register-act-{name}")).to_string(),
        button: p.t(&format!("register-button-{name}")).to_string(),
        href: format!("/desk/certificates/{id}/{name}"),
        is_link: false,
        form: Form::new(fields.into_iter().chain(sure).collect()),
    }
}

/// What a new version can say anew: holders' names, and the texts of the face.
fn amendable(app: &AppState, p: &Page, certificate: &Certificate) -> Vec<Field> {
    let record = certificate.record();
    let mut fields: Vec<Field> = record
        .holders
        .iter()
        .enumerate()
        .map(|(at, holder)| {
            let label = p.t("certificate-holder").to_string();
            Field::line(format!("holder-{at}"), label).value(&holder.name)
        })
        .collect();
    let kind = app.office.rules.kinds.get(&record.kind);
    for field in kind.map(|kind| kind.fields.as_slice()).unwrap_or_default() {
        if let Some(FieldValue::Text(text)) = record.fields.get(&field.key) {
            let label = p.label(&field.label);
            fields.push(Field::line(format!("field-{}", field.key), label).value(text));
        }
    }
    let mut until = Field::new("until", p.t("certificate-until"), Kind::Date)
        .hint(p.t("register-until-hint"))
        .optional();
    if let Some(day) = record.valid_until {
        until.date = DateText::of(day);
    }
    fields.push(until);
    fields
}

/// What was decided about a certificate, as people read it.
pub fn moment(p: &Page, decided: &Decided) -> Moment {
    let (what, decision) = match &decided.event {
        LifeEvent::Issued {
            operation,
            decision,
            ..
        } => (
            words::name(p, "register-operation", operation),
            Some(decision),
        ),
        LifeEvent::Superseded { .. } => (p.t("register-superseded").to_string(), None),
        LifeEvent::Moved {
            state, decision, ..
        } => (
            words::name(p, "certificate-state", state),
            decision.as_ref(),
        ),
        LifeEvent::Archived { .. } => (p.t("register-archived").to_string(), None),
    };
    let mut more: Vec<String> = decision.into_iter().cloned().collect();
    if let Some(basis) = &decided.basis {
        let laws = fee::laws(p, std::slice::from_ref(basis));
        more.extend(
            laws.iter()
                .map(|law| format!("{} {}", law.title, law.articles.join(&law.comma))),
        );
    }
    more.extend(decided.reason.clone());
    Moment {
        when: when::minute(decided.at, p.lang()),
        what,
        more: Some(more.join(" · ")).filter(|more| !more.is_empty()),
        past: true,
    }
}

/// Carries out a decision.
///
/// # Errors
///
/// Not for this role, no such certificate, or the store fails.
pub async fn perform(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((id, name)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Fault> {
    match decide(&app, &viewer, &id, &name, &sent).await {
        Ok(now) => Ok(Redirect::to(&format!("/desk/certificates/{now}")).into_response()),
        Err(Failed::Fault(fault)) => Err(fault),
        Err(Failed::App(error @ (AppError::Invalid(_) | AppError::Refused { .. }))) => {
            let p = Page::new(&app, &viewer, "register-one");
            let refused = words::error(&p, &error);
            let page = page(&app, &viewer, &id, Some((&name, &sent)), refused).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(Failed::App(other)) => Err(other.into()),
    }
}

async fn decide(
    app: &AppState,
    viewer: &Viewer,
    id: &str,
    name: &str,
    sent: &Sent,
) -> Result<CertificateId, Failed> {
    let actor = app.actor(viewer, &ROLES)?;
    let identifier: CertificateId = id.parse().map_err(|_| Fault::NotFound)?;
    let measure = match name {
        "reissue" => None,
        _ => {
            let measure = Measure::ALL.into_iter().find(|m| json(m) == name);
            Some(measure.ok_or(Fault::NotFound)?)
        }
    };
    let typed = |part: &str| sent.get(&format!("{name}-{part}")).to_owned();
    let chosen: Option<usize> = typed("basis").parse().ok();
    let basis = chosen.and_then(|at| app.office.grounds_for(measure).get(at));
    let wrong = || AppError::from(Problem::new("app.form.choice").at("/fields/basis"));
    let ruling = Ruling {
        decision: typed("decision"),
        basis: basis.cloned().unwrap_or_else(|| LawRef::whole("")),
        reason: typed("reason"),
    };
    if basis.is_none() {
        return Err(wrong().into());
    }
    match measure {
        Some(measure) => {
            if measure.is_final() && typed("sure") != "yes" {
                let unsure = Problem::new("app.register.unsure").at("/fields/sure");
                return Err(AppError::from(unsure).into());
            }
            app.office
                .rule(&actor, &identifier, measure, &ruling)
                .await?;
            Ok(identifier)
        }
        None => {
            let entropy = random::<32>().map_err(Fault::internal)?;
            let amended = amended(sent)?;
            let next = app
                .office
                .reissue(&actor, &identifier, &amended, &ruling, &entropy)
                .await?;
            Ok(next)
        }
    }
}

fn amended(sent: &Sent) -> Result<Amended, AppError> {
    let until = DateText::read(&sent.0, "until");
    let wrong = |_| AppError::from(Problem::new("app.form.date").at("/fields/until"));
    let until = if until.is_empty() {
        None
    } else {
        Some(until.date().map_err(wrong)?)
    };
    let named = |prefix: &'static str| {
        let pairs = sent.0.iter();
        pairs.filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value)))
    };
    let fields = named("field-").map(|(key, value)| (key.to_owned(), value.clone()));
    Ok(Amended {
        holders: named("holder-").map(|(_, value)| value.clone()).collect(),
        fields: fields.collect(),
        until,
    })
}
