//! Bundles (一件事): the drafts of the members share answers and papers, and are filed together: every case or none. A member
//! that needs the result of an earlier one waits for it.

mod waiting;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ip_core::problem::{Problem, Problems};
use ip_core::record::Record;
use ip_matters::bundle::{Bundle, Feed};
use ip_matters::entry::{Entry, Field, Material};
use ip_matters::matter::MatterId;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::app::App;
use crate::cases::TRIES;
use crate::draft::Draft;
use crate::error::AppError;
use crate::filing::draft_key;
use crate::journal;
use crate::port::{Batch, Doc, StoreError, Views};

pub use waiting::{Lapse, Later, Standing};

/// The view of what was filed together, by case.
const VIEW: &str = "bundle";

/// What happens to a bundle that was filed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
enum Event {
    /// Its members became these cases, in the order of the bundle.
    Filed {
        bundle: String,
        cases: Vec<String>,
        /// Members that wait for the results that they need.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        later: Vec<(MatterId, Vec<Feed>)>,
    },
    /// A member that waited became a case.
    Begun { matter: MatterId, case: String },
    /// A member that waited does not begin.
    Lapsed { matter: MatterId, why: Lapse },
}

fn stream(first: &str) -> String {
    format!("bundle/{first}")
}

/// Cases that were filed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Together {
    /// The bundle.
    pub bundle: String,
    /// The cases, in the order of the bundle.
    pub cases: Vec<String>,
}

/// A member of a bundle with what was filled in so far.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The matter as it is handled here.
    pub entry: &'a Entry,
    /// Its draft.
    pub draft: Draft,
    /// What still stands against filing it.
    pub problems: Problems,
}

/// Follows a filing of a bundle.
///
/// # Errors
///
/// An event that cannot be read, and the storage's failures.
pub(crate) fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    match journal::projected(record)? {
        Event::Filed {
            bundle,
            cases,
            later,
        } => {
            let together = Together { bundle, cases };
            for case in &together.cases {
                views.put(Doc::new(VIEW, case, journal::body(record, &together)?))?;
            }
            let first = together.cases.first().map_or("", String::as_str);
            waiting::filed(record, views, first, later)
        }
        Event::Begun { matter, case } => {
            waiting::moved(record, views, &matter, Standing::Begun { case })
        }
        Event::Lapsed { matter, why } => {
            waiting::moved(record, views, &matter, Standing::Lapsed { why })
        }
    }
}

impl App {
    /// Whether a bundle can be filed as one thing on a day: it is open, and where a member needs the result of an earlier
    /// one, a certificate shows that result.
    pub fn bundle_opens(&self, bundle: &Bundle, day: NaiveDate) -> bool {
        let serves = |feed: &Feed| {
            let entry = self.rules.pack.entry_on(feed.to.as_str(), day);
            let paper = entry.and_then(|e| e.materials.iter().find(|m| m.id == feed.material));
            paper.is_some_and(|paper| self.rules.proofs.feeds(feed.from.as_str(), paper))
        };
        bundle.is_open(&self.rules.pack, day) && bundle.feeds.iter().all(serves)
    }

    /// A bundle that can be filed as one thing today.
    ///
    /// # Errors
    ///
    /// Not found; closed today, or a member that needs a result that no certificate shows.
    pub fn open_bundle(&self, actor: &Actor, id: &str) -> Result<&Bundle, AppError> {
        let found = self.rules.pack.bundle(id);
        let bundle = found.ok_or(AppError::NotFound("bundle"))?;
        if self.bundle_opens(bundle, actor.day()) {
            Ok(bundle)
        } else {
            Err(AppError::NotFound("bundle"))
        }
    }

    /// Begins to fill in a bundle in the situations chosen for its members; what is there already stays.
    ///
    /// # Errors
    ///
    /// As [`App::open_bundle`]; a member without a situation that it needs, at `/fields/ID`.
    pub async fn begin_bundle(
        &self,
        actor: &Actor,
        bundle: &Bundle,
        situations: &BTreeMap<MatterId, String>,
    ) -> Result<(), AppError> {
        let mut problems = Problems::default();
        let mut drafts = Vec::new();
        for member in &bundle.members {
            let entry = self.rules.entry_on(member.as_str(), actor.day())?;
            let mut draft = self.draft(actor, member.as_str()).await?;
            let chosen = situations.get(member);
            let known = |id: &String| entry.matter.situations.iter().any(|s| s.id == *id);
            if !entry.matter.situations.is_empty() && !chosen.is_some_and(known) {
                let problem = Problem::new("app.form.missing");
                problems.push(problem.at(format!("/fields/{member}")));
            }
            draft.situation = chosen.filter(|id| known(id)).cloned();
            draft.bundle = Some(bundle.id.clone());
            let fed = feeds_of(bundle, member);
            draft.fed = fed.map(|feed| feed.material.clone()).collect();
            drafts.push((member, draft));
        }
        problems.or(())?;
        for (member, draft) in drafts {
            self.keep_draft(actor, member.as_str(), &draft).await?;
        }
        Ok(())
    }

    /// The members with what was filled in; an answer and a paper given for one of them serve the others.
    ///
    /// # Errors
    ///
    /// Not a person's account, or the store's failures.
    pub async fn bundle_parts<'a>(
        &'a self,
        actor: &Actor,
        bundle: &Bundle,
    ) -> Result<Vec<Part<'a>>, AppError> {
        let mut parts = Vec::new();
        for member in &bundle.members {
            let entry = self.rules.entry_on(member.as_str(), actor.day())?;
            let draft = self.draft(actor, member.as_str()).await?;
            parts.push((entry, draft));
        }
        let shared = parts.clone();
        let mut all = Vec::new();
        for (entry, mut draft) in parts {
            if share(entry, &mut draft, &shared) {
                self.keep_draft(actor, entry.matter.id.as_str(), &draft)
                    .await?;
            }
            let problems = self.draft_problems(entry, &draft, actor.day()).await?;
            all.push(Part {
                entry,
                draft,
                problems,
            });
        }
        Ok(all)
    }

    /// Files every member: all cases in one step, or none. Returns their numbers in the order of the bundle; a member that
    /// needs the result of another has none yet, and begins by itself when that is issued.
    ///
    /// # Errors
    ///
    /// What still stands against a member, each at its place; a refusal of the procedure; the store's failures.
    pub async fn submit_bundle(
        &self,
        actor: &Actor,
        bundle: &Bundle,
    ) -> Result<Vec<String>, AppError> {
        let parts = self.bundle_parts(actor, bundle).await?;
        let mut problems = Problems::default();
        for part in &parts {
            let matter = &part.entry.matter.id;
            let own = part.problems.0.iter().cloned();
            problems
                .0
                .extend(own.map(|problem| problem.arg("matter", matter)));
        }
        problems.or(())?;
        for _ in 0..TRIES {
            match self.try_submit_bundle(actor, bundle, &parts).await {
                Err(AppError::Store(StoreError::Conflict { .. })) => {}
                done => return done,
            }
        }
        Err(AppError::Store(StoreError::Busy("case numbers".to_owned())))
    }

    async fn try_submit_bundle(
        &self,
        actor: &Actor,
        bundle: &Bundle,
        parts: &[Part<'_>],
    ) -> Result<Vec<String>, AppError> {
        let mut batch = Batch::new();
        let mut cases: Vec<String> = Vec::new();
        let mut later = Vec::new();
        for Part { entry, draft, .. } in parts {
            let matter = &entry.matter.id;
            let needs: Vec<Feed> = feeds_of(bundle, matter).cloned().collect();
            // A feed goes from an earlier member to a later one, so that the first never waits.
            if let (false, Some(first)) = (needs.is_empty(), cases.first()) {
                batch = Self::waits(batch, actor, (first, matter.as_str()), draft)?;
                later.push((matter.clone(), needs));
                continue;
            }
            let (number, with) = self.filing(actor, entry, draft, batch).await?;
            batch = with.forget(draft_key(actor, matter.as_str())?);
            cases.push(number);
        }
        let first = cases.first().cloned().unwrap_or_default();
        let stream = stream(&first);
        let event = Event::Filed {
            bundle: bundle.id.clone(),
            cases: cases.clone(),
            later,
        };
        let entry = journal::entry("bundle", &stream, actor, &event)?;
        self.store.append(batch.append(&stream, 0, [entry])).await?;
        Ok(cases)
    }

    /// The cases that were filed together with this one; `None` when it was filed alone.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn filed_with(&self, case: &str) -> Result<Option<Together>, AppError> {
        let doc = self.store.view(VIEW, case).await?;
        doc.as_ref().map(journal::read).transpose()
    }
}

/// The results that a member needs.
fn feeds_of<'b>(bundle: &'b Bundle, member: &MatterId) -> impl Iterator<Item = &'b Feed> {
    let member = member.clone();
    bundle.feeds.iter().filter(move |feed| feed.to == member)
}

/// Whether two fields ask the same thing.
fn same(a: &Field, b: &Field) -> bool {
    a.id == b.id && a.kind == b.kind && a.of == b.of && a.options == b.options
}

/// Takes into a draft what the others already have; whether anything came.
fn share(entry: &Entry, draft: &mut Draft, others: &[(&Entry, Draft)]) -> bool {
    let before = draft.clone();
    let mine: Vec<Field> = draft.fields(entry).cloned().collect();
    let papers: Vec<Material> = draft.papers(entry).cloned().collect();
    for (other, theirs) in others {
        for field in &mine {
            let asked = theirs.fields(other).any(|f| same(f, field));
            if let Some(answer) = theirs.answers.get(&field.id).filter(|_| asked) {
                let own = draft.answers.entry(field.id.clone());
                own.or_insert_with(|| answer.clone());
            }
        }
        for paper in &papers {
            let fits = |m: &&Material| m.id == paper.id && m.accepts == paper.accepts;
            if theirs.papers(other).find(fits).is_none() {
                continue;
            }
            if let Some(files) = theirs
                .files
                .get(&paper.id)
                .filter(|files| !files.is_empty())
            {
                let own = draft.files.entry(paper.id.clone()).or_default();
                if own.is_empty() {
                    own.clone_from(files);
                }
            }
            if let Some(check) = theirs.checks.get(&paper.id) {
                let own = draft.checks.entry(paper.id.clone());
                own.or_insert_with(|| check.clone());
            }
        }
    }
    *draft != before
}
