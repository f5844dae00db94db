//! `/cases/{number}/correct`: the person brings everything that the notice asked for, on one page.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::{Actor, Role};
use ip_app::cases::Registered;
use ip_app::draft::{Draft, read_answer};
use ip_app::error::AppError;
use ip_core::problem::Problem;
use ip_matters::case::{Defect, DefectKind, State as Stands};

use crate::fault::Fault;
use crate::form::upload::{Limits, receive};
use crate::form::{Form, question};
use crate::state::AppState;
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

/// How many files may come in one request.
const FILES: usize = 20;

#[derive(Template)]
#[template(path = "pages/correct.html")]
struct CorrectPage {
    p: Page,
    form: Form,
    action: String,
}

struct Correction {
    app: AppState,
    viewer: Viewer,
    actor: Actor,
    registered: Registered,
    draft: Draft,
}

impl Correction {
    async fn open(app: AppState, viewer: Viewer, number: &str) -> Result<Self, Fault> {
        let actor = app.actor(&viewer, &[Role::Person])?;
        let registered = app.office.case_for(&actor, number).await?;
        let asked = registered.case.state == Stands::AwaitingCorrection;
        if !asked && registered.case.tolerance.is_none() {
            return Err(Fault::Gone);
        }
        let draft = app.office.correction(&actor, &registered).await?;
        Ok(Self {
            app,
            viewer,
            actor,
            registered,
            draft,
        })
    }

    /// What is asked for: the corrections of the notice, or the papers that were allowed to follow.
    fn defects(&self) -> Vec<Defect> {
        let case = &self.registered.case;
        if let Some(tolerance) = &case.tolerance {
            let missing = tolerance.missing.iter().map(|target| Defect {
                target: target.clone(),
                kind: DefectKind::Missing,
                note: None,
            });
            return missing.collect();
        }
        let notice = case.notice();
        notice.map_or_else(Vec::new, |notice| notice.defects.clone())
    }

    async fn send(&self) -> Result<(), AppError> {
        let (office, actor, number) = (&self.app.office, &self.actor, &self.registered.number);
        match self.registered.case.tolerance {
            Some(_) => office.fill_missing(actor, number, &self.draft).await,
            None => office.resubmit(actor, number, &self.draft).await,
        }
    }

    /// One field for each thing to correct, with what the clerk wrote about it.
    async fn form(&self) -> Result<Form, Fault> {
        let entry = self.app.office.rules.entry_of(&self.registered.case)?;
        let p = Page::new(&self.app, &self.viewer, "correct-title");
        let mut fields = Vec::new();
        for defect in self.defects() {
            let asked = self
                .draft
                .fields(entry)
                .find(|field| field.id == defect.target);
            let paper = self
                .draft
                .papers(entry)
                .find(|paper| paper.id == defect.target);
            let field = match (asked, paper) {
                (Some(asked), _) => question::answer(&p, &defect.target, asked, &self.draft),
                (_, Some(paper)) => question::paper(&p, &defect.target, paper),
                (None, None) => continue,
            };
            let mut hint = words::name(&p, "defect", &defect.kind);
            if let Some(reference) = &defect.note
                && let Some(note) = self.app.office.note(reference).await?
            {
                hint = format!("{hint}: {note}");
            }
            fields.push(field.hint(hint));
        }
        Ok(Form::new(fields))
    }

    fn page(&self, form: Form) -> Result<Html<String>, Fault> {
        let number = &self.registered.number;
        let mut p = Page::new(&self.app, &self.viewer, "correct-title")
            .below(number, format!("/cases/{number}"));
        p.refused = !form.is_sound();
        html(&CorrectPage {
            p,
            form,
            action: format!("/cases/{number}/correct"),
        })
    }
}

/// The page.
///
/// # Errors
///
/// Not this person's case, or nothing to correct.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Result<Html<String>, Fault> {
    let correction = Correction::open(app, viewer, &number).await?;
    let form = correction.form().await?;
    correction.page(form)
}

/// Takes the corrections: what is right is kept even when something else is not.
///
/// # Errors
///
/// As [`show`]; the store fails.
pub async fn hand_in(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
    body: Multipart,
) -> Result<Response, Fault> {
    let mut correction = Correction::open(app, viewer, &number).await?;
    let entry = correction
        .app
        .office
        .rules
        .entry_of(&correction.registered.case)?;
    let largest = entry
        .materials
        .iter()
        .map(|material| material.max_bytes)
        .max();
    let file = largest.unwrap_or(0);
    let limits = Limits {
        file,
        total: file.saturating_mul(4),
        files: FILES,
    };
    let received = receive(&correction.app, &correction.viewer, body, limits).await?;
    let mut draft = correction.draft.clone();
    let mut problems: Vec<(String, Problem)> = received
        .refused
        .iter()
        .map(|refused| {
            let limit = refused.limit(&limits);
            (
                refused.field().to_owned(),
                Problem::new(refused.code()).expected(limit),
            )
        })
        .collect();
    for defect in correction.defects() {
        let target = &defect.target;
        if let Some(asked) = draft
            .clone()
            .fields(entry)
            .find(|field| field.id == *target)
        {
            let typed = question::typed(target, asked, &received.pairs);
            match read_answer(asked, &typed, correction.actor.day()) {
                Ok(answer) => drop(draft.answers.insert(target.clone(), answer)),
                Err(problem) => problems.push((target.clone(), problem)),
            }
        }
    }
    let mut replaced = std::collections::BTreeSet::new();
    for file in received.files {
        let Some(paper) = draft
            .clone()
            .papers(entry)
            .find(|paper| paper.id == file.field)
        else {
            continue;
        };
        if replaced.insert(paper.id.clone()) {
            draft.files.remove(&paper.id);
        }
        let (target, name) = (file.field.clone(), file.name.clone());
        let bytes = file.bytes().await.map_err(Fault::internal)?;
        match correction
            .app
            .office
            .attach(&mut draft, paper, &name, bytes)
            .await
        {
            Ok(()) => {}
            Err(AppError::Invalid(found)) => {
                problems.extend(found.0.into_iter().map(|problem| (target.clone(), problem)));
            }
            Err(other) => return Err(other.into()),
        }
    }
    correction.draft = draft;
    let office = &correction.app.office;
    office
        .keep_correction(&correction.actor, &number, &correction.draft)
        .await?;
    if problems.is_empty() {
        match correction.send().await {
            Ok(()) => return Ok(Redirect::to(&format!("/cases/{number}")).into_response()),
            Err(error @ (AppError::Invalid(_) | AppError::Refused { .. })) => {
                problems = error
                    .problems()
                    .0
                    .into_iter()
                    .map(|problem| {
                        let id = problem.pointer.rsplit('/').next().unwrap_or_default();
                        (id.to_owned(), problem)
                    })
                    .collect();
            }
            Err(other) => return Err(other.into()),
        }
    }
    let mut form = correction.form().await?;
    form.fill(&received.pairs);
    let p = Page::new(&correction.app, &correction.viewer, "correct-title");
    let first = form
        .fields
        .first()
        .map(|field| field.name.clone())
        .unwrap_or_default();
    for (target, problem) in &problems {
        let name = if form.get(target).is_some() {
            target
        } else {
            &first
        };
        form.refuse(name, words::problem(&p, problem));
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, correction.page(form)?).into_response())
}
