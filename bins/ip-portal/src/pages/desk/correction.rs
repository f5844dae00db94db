//! `/desk/cases/{number}/correction`: everything to correct, listed once, with the period and the day of service.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::{Days, Months, NaiveDate};
use ip_app::actor::{Actor, Role};
use ip_app::cases::Registered;
use ip_app::error::AppError;
use ip_core::problem::Problem;
use ip_matters::case::{Command, Defect, DefectKind};
use ip_matters::limit::{Length, LimitUnit};
use ip_matters::regime::{Counts, DeliveryChannel};

use super::{chosen, json};
use crate::fault::Fault;
use crate::form::{Choice, Field, Form, Kind, Sent};
use crate::state::AppState;
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/correction.html")]
struct CorrectionPage {
    p: Page,
    form: Form,
    action: String,
}

/// The page on which everything to correct is listed, once.
///
/// # Errors
///
/// Not for this role, or no such case.
pub async fn ask_correction(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Html<String>, Fault> {
    let actor = app.actor(&viewer, &[Role::Clerk])?;
    let registered = app.office.case_for(&actor, &number).await?;
    let form = correction_form(&app, &viewer, &registered).await?;
    correction_page(&app, &viewer, &number, form)
}

/// Issues the notice of corrections.
///
/// # Errors
///
/// As [`ask_correction`]; the store fails.
pub async fn notify_correction(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Fault> {
    let actor = app.actor(&viewer, &[Role::Clerk])?;
    let registered = app.office.case_for(&actor, &number).await?;
    let mut form = correction_form(&app, &viewer, &registered).await?;
    form.fill(&sent.0);
    match try_notify(&app, &actor, &registered, &sent).await {
        Ok(()) => Ok(Redirect::to(&format!("/cases/{number}")).into_response()),
        Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
            let p = Page::new(&app, &viewer, "correction-title");
            for found in &error.problems().0 {
                let field = found.pointer.rsplit('/').next().unwrap_or_default();
                let known = form.get(field).is_some();
                let first = form
                    .fields
                    .first()
                    .map(|f| f.name.clone())
                    .unwrap_or_default();
                let name = match &*found.code {
                    "matters.case.period" => "days",
                    "matters.case.served-before" => "served",
                    _ if known => field,
                    _ => first.as_str(),
                };
                form.refuse(name, words::problem(&p, found));
            }
            let page = correction_page(&app, &viewer, &number, form)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn try_notify(
    app: &AppState,
    actor: &Actor,
    registered: &Registered,
    sent: &Sent,
) -> Result<(), AppError> {
    let mut defects = Vec::new();
    let mut notes = Vec::new();
    for (name, value) in &sent.0 {
        let Some(target) = name.strip_prefix("kind-").filter(|_| !value.is_empty()) else {
            continue;
        };
        let kind: DefectKind = chosen(sent, name)?;
        let text = sent.get(&format!("note-{target}"));
        let note = match text.trim() {
            "" => None,
            text => Some(app.office.note_on(registered, notes.len(), text)?),
        };
        let reference = note.as_ref().map(|note| note.reference.clone());
        defects.push(Defect {
            target: target.to_owned(),
            kind,
            note: reference,
        });
        notes.extend(note);
    }
    let usual = usual(app, registered, actor.day())?;
    let days = sent.get("days").trim();
    let period = match days {
        "" => None,
        _ => {
            let n: u32 = days.parse().map_err(|_| {
                Problem::new("app.form.number")
                    .at("/fields/days")
                    .found(days)
            })?;
            let unit = match sent.get("unit") {
                "" => usual.unit,
                _ => chosen(sent, "unit")?,
            };
            Some(Length { n, unit })
        }
    };
    let served = match sent.get("served").trim() {
        "" => usual.served,
        typed => typed.parse().map_err(|_| {
            let problem = Problem::new("app.form.date").at("/fields/served");
            problem.found(typed)
        })?,
    };
    let command = Command::NotifyCorrection {
        defects,
        period,
        served: Some(served),
    };
    app.office
        .act(actor, &registered.number, command, notes)
        .await
}

async fn correction_form(
    app: &AppState,
    viewer: &Viewer,
    registered: &Registered,
) -> Result<Form, Fault> {
    let p = Page::new(app, viewer, "correction-title");
    let entry = app.office.rules.entry_of(&registered.case)?;
    let draft = app.office.case_form(registered).await?;
    let kinds = [
        DefectKind::Missing,
        DefectKind::Incomplete,
        DefectKind::Illegible,
        DefectKind::InvalidForm,
        DefectKind::Inconsistent,
        DefectKind::Expired,
    ];
    let kinds = kinds.map(|kind| Choice::new(json(&kind), words::name(&p, "defect", &kind)));
    let papers = draft.papers(entry).map(|paper| (&paper.id, &paper.name));
    let fields = draft.fields(entry).map(|field| (&field.id, &field.label));
    let mut all = Vec::new();
    for (id, label) in papers.chain(fields) {
        let label = p.label(label);
        let kind = Kind::Select(kinds.to_vec());
        all.push(Field::new(format!("kind-{id}"), label, kind).optional());
        let what = p.t("correction-note").with("what", label).to_string();
        all.push(Field::line(format!("note-{id}"), what).optional());
    }
    let usual = usual(app, registered, p.today())?;
    let units = [LimitUnit::WorkingDay, LimitUnit::Day, LimitUnit::Month];
    let units =
        units.map(|unit| Choice::new(json(&unit), words::name(&p, "correction-unit", &unit)));
    let day = Kind::Line {
        input: "date",
        autocomplete: "off",
    };
    all.extend([
        Field::line("days", p.t("correction-days"))
            .hint(p.t("correction-days-hint"))
            .optional(),
        Field::new("unit", p.t("correction-unit"), Kind::Radio(units.into()))
            .value(json(&usual.unit)),
        Field::new("served", p.t("correction-served"), day)
            .hint(p.t("correction-served-hint"))
            .value(usual.served.to_string()),
    ]);
    Ok(Form::new(all))
}

/// How the procedure counts the period of a notice, and when one that goes out electronically counts as served.
struct Usual {
    unit: LimitUnit,
    served: NaiveDate,
}

fn usual(app: &AppState, registered: &Registered, today: NaiveDate) -> Result<Usual, AppError> {
    let rules = &app.office.rules;
    let entry = rules.entry_of(&registered.case)?;
    let filed = registered.filed.date_naive();
    let regime = rules.regimes.on(entry.matter.regime, filed);
    let local = entry.correction.as_ref();
    let period = regime.and_then(|regime| regime.correction.period(None, local));
    let service = regime.and_then(|regime| regime.delivery(DeliveryChannel::Electronic));
    let presumed = service.filter(|rule| rule.counts == Counts::Presumed);
    let presumed = presumed.and_then(|rule| rule.presumed);
    let after = |length: Length| match length.unit {
        LimitUnit::Day => today.checked_add_days(Days::new(length.n.into())),
        LimitUnit::Month => today.checked_add_months(Months::new(length.n)),
        _ => None,
    };
    Ok(Usual {
        unit: period.map_or(LimitUnit::Day, |period| period.unit),
        served: presumed.and_then(after).unwrap_or(today),
    })
}

fn correction_page(
    app: &AppState,
    viewer: &Viewer,
    number: &str,
    form: Form,
) -> Result<Html<String>, Fault> {
    let mut p = Page::new(app, viewer, "correction-title");
    p.refused = !form.is_sound();
    let desk = p.t("nav-desk").to_string();
    let p = p
        .below(desk, "/desk")
        .below(number, format!("/cases/{number}"));
    html(&CorrectionPage {
        p,
        form,
        action: format!("/desk/cases/{number}/correction"),
    })
}
