//! `/matters/{id}/file`: one question a page, a page to check the answers, then the case number.

pub mod proof;

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use ip_app::actor::Role;
use ip_app::draft::{Attachment, Draft, read_answer, read_situation};
use ip_app::error::AppError;
use ip_core::problem::Problem;
use ip_matters::entry::{Entry, Material};
use ip_matters::material::Necessity;

use crate::fault::Fault;
use crate::form::upload::{Limits, receive};
use crate::form::{Form, Sent, question};
use crate::state::AppState;
use crate::view::fee::{self, FeeView};
use crate::view::parts::{Link, Row};
use crate::view::{Page, html, words};
use crate::viewer::Viewer;

/// How many files may come in one request for one material.
const FILES_AT_ONCE: usize = 10;

#[derive(Template)]
#[template(path = "pages/question.html")]
struct QuestionPage {
    p: Page,
    form: Form,
    action: String,
    files: Vec<FileRow>,
    multipart: bool,
    step: usize,
    steps: usize,
    checks: Vec<proof::Check>,
}

/// A file that is already handed in.
struct FileRow {
    name: String,
    size: String,
    hash: String,
}

#[derive(Template)]
#[template(path = "pages/check.html")]
struct CheckPage {
    p: Page,
    rows: Vec<Row>,
    refused: Vec<(String, String)>,
    fee: Option<FeeView>,
    action: String,
    /// The bundle in which it is filed together with others.
    bundle: Option<Link>,
}

/// A page of the filing.
enum Step<'e> {
    Situation,
    Question(&'e ip_matters::entry::Field),
    Paper(&'e Material),
}

impl Step<'_> {
    fn name(&self) -> String {
        match self {
            Self::Situation => "situation".to_owned(),
            Self::Question(field) => format!("q-{}", field.id),
            Self::Paper(material) => format!("paper-{}", material.id),
        }
    }

    /// Where the problems of this page point to.
    fn pointer(&self) -> String {
        match self {
            Self::Situation => "/situation".to_owned(),
            Self::Question(field) => format!("/fields/{}", field.id),
            Self::Paper(material) => format!("/materials/{}", material.id),
        }
    }

    /// Whether the person has been here: left empty on purpose counts.
    fn is_answered(&self, entry: &Entry, draft: &Draft) -> bool {
        match self {
            Self::Situation => draft.situation.is_some(),
            Self::Question(field) => draft.answers.contains_key(&field.id),
            Self::Paper(material) => {
                let id = &material.id;
                let spared = draft.proved(id) || draft.waits(id) || draft.commits(entry, id);
                draft.files.contains_key(id) || spared
            }
        }
    }
}

fn steps<'e>(entry: &'e Entry, draft: &Draft) -> Vec<Step<'e>> {
    let situation = (!entry.matter.situations.is_empty()).then_some(Step::Situation);
    let questions = draft.fields(entry).map(Step::Question);
    let papers = draft.papers(entry).map(Step::Paper);
    situation
        .into_iter()
        .chain(questions)
        .chain(papers)
        .collect()
}

/// Everything a page of the filing needs.
struct Filing {
    app: AppState,
    viewer: Viewer,
    matter: String,
    draft: Draft,
}

impl Filing {
    async fn open(app: AppState, viewer: Viewer, matter: String) -> Result<Self, Fault> {
        let actor = app.actor(&viewer, &[Role::Person])?;
        let entry = app.office.rules.entry_on(&matter, actor.day())?;
        // Without a code no case number can be given, without rules of procedure no case can run.
        let rules = &app.office.rules.regimes;
        let known = rules.on(entry.matter.regime, actor.day()).is_some();
        if !entry.is_open(actor.day()) || entry.implementation.is_none() || !known {
            return Err(Fault::Gone);
        }
        let draft = app.office.draft(&actor, &matter).await?;
        Ok(Self {
            app,
            viewer,
            matter,
            draft,
        })
    }

    fn entry(&self) -> Result<&Entry, Fault> {
        let day = self.app.now().date_naive();
        Ok(self.app.office.rules.entry_on(&self.matter, day)?)
    }

    async fn keep(&self) -> Result<(), Fault> {
        let actor = self.app.actor(&self.viewer, &[Role::Person])?;
        Ok(self
            .app
            .office
            .keep_draft(&actor, &self.matter, &self.draft)
            .await?)
    }

    fn href(&self, step: &str) -> String {
        format!("/matters/{}/file/{step}", self.matter)
    }

    /// The first page that was not answered yet, else the check page.
    fn next(&self) -> Result<String, Fault> {
        let entry = self.entry()?;
        let open = steps(entry, &self.draft)
            .into_iter()
            .find(|s| !s.is_answered(entry, &self.draft));
        Ok(self.href(&open.map_or_else(|| "check".to_owned(), |step| step.name())))
    }

    fn page(&self, title: &str) -> Result<Page, Fault> {
        let entry = self.entry()?;
        let mut p = Page::new(&self.app, &self.viewer, title);
        let name = p.label(&entry.matter.name).to_owned();
        p = p.below(name, format!("/matters/{}", self.matter));
        Ok(p)
    }

    /// A question page; `sent` puts back what was typed, `problem` says what is wrong with it.
    async fn ask(
        &self,
        name: &str,
        sent: Option<&[(String, String)]>,
        problem: Option<&Problem>,
    ) -> Result<Html<String>, Fault> {
        let entry = self.entry()?;
        let all = steps(entry, &self.draft);
        let at = all
            .iter()
            .position(|step| step.name() == name)
            .ok_or(Fault::NotFound)?;
        let step = all.get(at).ok_or(Fault::NotFound)?;
        let mut p = self.page("filing-title")?;
        let field = match step {
            Step::Situation => question::situation(&p, entry, &self.draft),
            Step::Question(field) => question::answer(&p, "answer", field, &self.draft),
            Step::Paper(material) => question::paper(&p, "answer", material),
        };
        p.title.clone_from(&field.label);
        let mut form = Form::new(vec![field]);
        if let Some(sent) = sent {
            form.fill(sent);
        }
        if let Some(problem) = problem {
            form.refuse("answer", words::problem(&p, problem));
        }
        p.refused = !form.is_sound();
        let files = match step {
            Step::Paper(material) => self.files(material),
            _ => Vec::new(),
        };
        let checks = match step {
            Step::Paper(material) => self.checks(&p, name, material).await?,
            _ => Vec::new(),
        };
        html(&QuestionPage {
            form,
            action: match step {
                Step::Paper(_) => format!("/matters/{}/papers/{name}", self.matter),
                _ => self.href(name),
            },
            files,
            checks,
            multipart: matches!(step, Step::Paper(_)),
            step: at + 1,
            steps: all.len() + 1,
            p,
        })
    }

    fn files(&self, material: &Material) -> Vec<FileRow> {
        let row = |file: &Attachment| FileRow {
            name: file.name.clone(),
            size: crate::form::size(file.size),
            hash: file.hash.to_string(),
        };
        self.draft
            .files
            .get(&material.id)
            .into_iter()
            .flatten()
            .map(row)
            .collect()
    }
}

/// Goes on where the person stopped.
///
/// # Errors
///
/// Not signed in as a person; no such matter, or not open today.
pub async fn start(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(matter): Path<String>,
) -> Result<Redirect, Fault> {
    Ok(Redirect::to(
        &Filing::open(app, viewer, matter).await?.next()?,
    ))
}

/// One question.
///
/// # Errors
///
/// As [`start`]; no such question.
pub async fn show(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, step)): Path<(String, String)>,
) -> Result<Html<String>, Fault> {
    Filing::open(app, viewer, matter)
        .await?
        .ask(&step, None, None)
        .await
}

/// The page to check the answers.
///
/// # Errors
///
/// As [`start`].
pub async fn check(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(matter): Path<String>,
) -> Result<Html<String>, Fault> {
    check_page(&Filing::open(app, viewer, matter).await?, Vec::new())
}

/// Takes an answer and goes to the next question; a wrong answer stays on its page.
///
/// # Errors
///
/// As [`show`].
pub async fn answer(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, name)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Fault> {
    let mut filing = Filing::open(app, viewer, matter).await?;
    let entry = filing.entry()?;
    let all = steps(entry, &filing.draft);
    let day = filing.app.now().date_naive();
    let step = all
        .into_iter()
        .find(|step| step.name() == name)
        .ok_or(Fault::NotFound)?;
    let mut draft = filing.draft.clone();
    let read = match step {
        Step::Situation => read_situation(entry, sent.get("answer")).map(|chosen| {
            draft.situation = Some(chosen);
        }),
        Step::Question(field) => {
            let typed = question::typed("answer", field, &sent.0);
            read_answer(field, &typed, day).map(|answer| {
                draft.answers.insert(field.id.clone(), answer);
            })
        }
        Step::Paper(_) => return Err(Fault::Method),
    };
    if let Err(problem) = read {
        let page = filing.ask(&name, Some(&sent.0), Some(&problem)).await?;
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    filing.draft = draft;
    filing.keep().await?;
    Ok(Redirect::to(&filing.next()?).into_response())
}

/// Takes the files of a material; a refused file is answered at the field, the others are kept.
///
/// # Errors
///
/// As [`show`].
pub async fn papers(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, name)): Path<(String, String)>,
    body: Multipart,
) -> Result<Response, Fault> {
    let mut filing = Filing::open(app, viewer, matter).await?;
    let entry = filing.entry()?;
    let material = draft_material(entry, &filing.draft, &name)?.clone();
    let limits = Limits {
        file: material.max_bytes,
        total: material.max_bytes.saturating_mul(FILES_AT_ONCE as u64),
        files: FILES_AT_ONCE,
    };
    let received = receive(&filing.app, &filing.viewer, body, limits).await?;
    let mut draft = filing.draft.clone();
    let mut problem = received.refused.first().map(|refused| {
        Problem::new(refused.code())
            .at(format!("/materials/{}", material.id))
            .expected(refused.limit(&limits))
    });
    for file in received.files {
        let bytes = file.bytes().await.map_err(Fault::internal)?;
        match filing
            .app
            .office
            .attach(&mut draft, &material, &file.name, bytes)
            .await
        {
            Ok(()) => {}
            Err(AppError::Invalid(problems)) => problem = problem.or(problems.0.into_iter().next()),
            Err(other) => return Err(other.into()),
        }
    }
    let held = draft.files.entry(material.id.clone()).or_default();
    let (draft_now, id) = (&filing.draft, &material.id);
    let spared = draft_now.proved(id) || draft_now.waits(id) || draft_now.commits(entry, id);
    let needed = material.necessity == Necessity::Required && !spared;
    if problem.is_none() && held.is_empty() && needed {
        let missing = Problem::new("app.form.material-missing");
        problem = Some(missing.at(format!("/materials/{}", material.id)));
    }
    if held.is_empty() && problem.is_some() {
        draft.files.remove(&material.id);
    }
    filing.draft = draft;
    filing.keep().await?;
    if let Some(problem) = problem {
        let page = filing.ask(&name, None, Some(&problem)).await?;
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    Ok(Redirect::to(&filing.next()?).into_response())
}

/// Takes a file out of the draft again.
///
/// # Errors
///
/// As [`show`].
pub async fn remove(
    State(app): State<AppState>,
    viewer: Viewer,
    Path((matter, name)): Path<(String, String)>,
    sent: Sent,
) -> Result<Redirect, Fault> {
    let mut filing = Filing::open(app, viewer, matter).await?;
    let material = draft_material(filing.entry()?, &filing.draft, &name)?
        .id
        .clone();
    if let Some(files) = filing.draft.files.get_mut(&material) {
        files.retain(|file| file.hash.to_string() != sent.get("file"));
    }
    filing.keep().await?;
    Ok(Redirect::to(&filing.href(&name)))
}

/// Files the case, or says what is still missing.
///
/// # Errors
///
/// As [`show`].
pub async fn submit(
    State(app): State<AppState>,
    viewer: Viewer,
    Path(matter): Path<String>,
    _: Sent,
) -> Result<Response, Fault> {
    let filing = Filing::open(app, viewer, matter).await?;
    let actor = filing.app.actor(&filing.viewer, &[Role::Person])?;
    if !filing.draft.fed.is_empty() {
        // Alone it needs the papers that the bundle would have brought: they are asked first.
        let mut filing = filing;
        filing.draft.fed.clear();
        filing.draft.bundle = None;
        filing.keep().await?;
        return Ok(Redirect::to(&filing.next()?).into_response());
    }
    match filing.app.office.submit(&actor, &filing.matter).await {
        Ok(case) => Ok(Redirect::to(&format!("/cases/{case}/receipt")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let page = check_page(&filing, problems.0)?;
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The page that shows every answer with a way to change it, and what the filing costs.
fn check_page(filing: &Filing, problems: Vec<Problem>) -> Result<Html<String>, Fault> {
    let entry = filing.entry()?;
    let mut p = filing.page("filing-check-title")?;
    p.refused = !problems.is_empty();
    let all = steps(entry, &filing.draft);
    let refused = problems
        .iter()
        .map(|problem| {
            let step = all.iter().find(|step| step.pointer() == problem.pointer);
            let href = step.map_or_else(|| filing.href("check"), |step| filing.href(&step.name()));
            (href, words::problem_at(&p, entry, problem))
        })
        .collect();
    let rows = all.iter().map(|step| {
        let (key, value) = match step {
            Step::Situation => {
                let chosen = question::written_situation(&p, entry, &filing.draft);
                (p.t("filing-situation").to_string(), vec![chosen])
            }
            Step::Question(field) => {
                let answer = filing
                    .draft
                    .answers
                    .get(&field.id)
                    .map_or("", String::as_str);
                (
                    p.label(&field.label).to_owned(),
                    vec![question::written(&p, field, answer)],
                )
            }
            Step::Paper(material) => {
                let files = question::written_files(&p, entry, material, &filing.draft);
                (p.label(&material.name).to_owned(), files)
            }
        };
        Row {
            key,
            value,
            change: Some(filing.href(&step.name())),
        }
    });
    let rows = rows.collect();
    let day = filing.app.now().date_naive();
    let fee = fee::cost(&p, entry, &filing.draft, day);
    let bundle = filing.draft.bundle.as_ref();
    let bundle = bundle.and_then(|id| filing.app.library.pack.bundle(id));
    let bundle = bundle.filter(|bundle| bundle.is_open(&filing.app.library.pack, day));
    let bundle = bundle.map(|b| Link::new(p.label(&b.name), format!("/bundles/{}/file", b.id)));
    html(&CheckPage {
        bundle,
        rows,
        refused,
        fee,
        action: filing.href("check"),
        p,
    })
}

fn draft_material<'e>(entry: &'e Entry, draft: &Draft, step: &str) -> Result<&'e Material, Fault> {
    let wanted = step.strip_prefix("paper-").ok_or(Fault::NotFound)?;
    draft
        .papers(entry)
        .find(|material| material.id == wanted)
        .ok_or(Fault::NotFound)
}
