//! Cases: filed from a draft, moved by commands, read from the view.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;
use ip_core::record::Record;
use ip_matters::case::{
    self, Case, ClockView, Command, CommandKind, Context, Event, Reference, RemedyDue, State,
};
use ip_matters::entry::Entry;
use ip_matters::matter::Channel;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Role};
use crate::app::App;
use crate::draft::Draft;
use crate::error::AppError;
use crate::filing::{correction_key, draft_key};
use crate::journal::{self, Loaded};
use crate::port::{Batch, Cursor, Doc, StoreError, VaultKey, ViewQuery, Views};
use crate::{commitment, evidence, numbers, service};

/// The view of all cases.
pub(crate) const VIEW: &str = "case";

/// How often a filing tries again when another filing took its number first.
pub(crate) const TRIES: usize = 100;

/// A case in the register, as lists and pages need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Registered {
    /// Case number.
    pub number: String,
    /// The account that filed it.
    pub owner: String,
    /// When it was filed.
    pub filed: DateTime<FixedOffset>,
    /// Version of the filled form that the office works on: 1, then one more with each correction.
    pub form: u32,
    /// The case, folded from its events.
    pub case: Case,
}

impl Registered {
    /// The matter's id.
    pub fn matter(&self) -> &str {
        self.case.matter.as_ref().map_or("", |id| id.as_str())
    }
}

/// A text that goes to the vault, with the reference under which events speak of it.
#[derive(Debug, Clone)]
pub struct Note {
    /// The reference.
    pub reference: Reference,
    /// The text as it was written.
    pub text: String,
}

/// Which cases a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Those of an account.
    Of(String),
    /// Those that stand in a state.
    In(State),
    /// Those that are not settled.
    Open,
}

/// The stream of a case.
pub(crate) fn stream(number: &str) -> String {
    format!("case/{number}")
}

/// Where a version of the filled form lies.
pub(crate) fn form_key(number: &str, version: u32) -> VaultKey {
    VaultKey::new(format!("form/{number}/{version}"))
}

pub(crate) fn note_key(reference: &Reference) -> VaultKey {
    VaultKey::new(format!("note/{reference}"))
}

/// A case folded from its stream, with the sequence at which it was read.
pub(crate) async fn load(app: &App, number: &str) -> Result<Loaded<Case>, AppError> {
    journal::load(&*app.store, &stream(number), Case::new(), case::evolve).await
}

/// Follows an event of a case.
///
/// # Errors
///
/// An event or a document that cannot be read, and the storage's failures.
pub fn project(record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
    let event: Event = journal::projected(record)?;
    let number = record.entry.stream.trim_start_matches("case/");
    let mut registered: Registered = match views.get(VIEW, number)? {
        Some(doc) => journal::document(record, &doc)?,
        None => Registered {
            number: number.to_owned(),
            owner: record.entry.actor.clone(),
            filed: record.entry.at,
            form: 0,
            case: Case::new(),
        },
    };
    if matches!(event, Event::Submitted { .. } | Event::Resubmitted { .. }) {
        registered.form += 1;
    }
    registered.case = case::evolve(registered.case, &event);
    put(record, views, &registered)
}

/// Follows the applicant of a case that was handed over, who takes it up here.
pub(crate) fn claimed(
    record: &Record,
    views: &mut dyn Views,
    case: &str,
) -> Result<(), StoreError> {
    let Some(doc) = views.get(VIEW, case)? else {
        return Ok(());
    };
    let before: Registered = journal::document(record, &doc)?;
    let registered = Registered {
        owner: record.entry.actor.clone(),
        ..before
    };
    put(record, views, &registered)
}

fn put(record: &Record, views: &mut dyn Views, registered: &Registered) -> Result<(), StoreError> {
    let settled = registered.case.state.is_final()
        || matches!(registered.case.state, State::Completed | State::Delivered);
    let mut doc = Doc::new(VIEW, &registered.number, journal::body(record, registered)?)
        .sort(registered.filed.to_rfc3339())
        .facet("owner", &registered.owner)
        .facet("state", state_name(registered.case.state))
        .facet("settled", if settled { "yes" } else { "no" });
    // A commitment that was verified again and met is in order; what was revoked stays broken.
    if registered.case.is_breached() {
        doc = doc.facet("broke", &registered.owner);
    }
    if !registered.case.overdue.is_empty() {
        doc = doc.facet("overdue", "explained");
    }
    views.put(doc)
}

/// The name of a state in JSON.
pub fn state_name(state: State) -> String {
    serde_json::to_value(state)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

impl App {
    /// One case of the register.
    ///
    /// # Errors
    ///
    /// Not found, or the store's failures.
    pub async fn case(&self, number: &str) -> Result<Registered, AppError> {
        match self.store.view(VIEW, number).await? {
            Some(doc) => journal::read(&doc),
            None => Err(AppError::NotFound("case")),
        }
    }

    /// One case, for someone who may see it: its owner, and the staff.
    ///
    /// # Errors
    ///
    /// Not found, for a stranger's case too.
    pub async fn case_for(&self, actor: &Actor, number: &str) -> Result<Registered, AppError> {
        let registered = self.case(number).await?;
        let staff = !actor.is(&[Role::Person, Role::Requester]);
        let may = staff || registered.owner == actor.account;
        if may {
            Ok(registered)
        } else {
            Err(AppError::NotFound("case"))
        }
    }

    /// A page of cases, and where the next one starts. Open cases come oldest first, a person's own
    /// newest first.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn cases(
        &self,
        which: &Which,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Registered>, Option<Cursor>), AppError> {
        let newest_first = matches!(which, Which::Of(_));
        self.cases_ordered(which, newest_first, after, limit).await
    }

    /// As [`App::cases`], in the order that is asked for.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn cases_ordered(
        &self,
        which: &Which,
        newest_first: bool,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(Vec<Registered>, Option<Cursor>), AppError> {
        let query = ViewQuery::of(VIEW).limit(limit).after(after);
        let query = match which {
            Which::Of(account) => query.facet("owner", account),
            Which::In(state) => query.facet("state", state_name(*state)),
            Which::Open => query.facet("settled", "no"),
        };
        let query = match newest_first {
            true => query.newest_first(),
            false => query,
        };
        let page = self.store.list(&query).await?;
        let cases = page
            .docs
            .iter()
            .map(journal::read)
            .collect::<Result<_, _>>()?;
        Ok((cases, page.next))
    }

    /// The records of a case, in order.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn case_records(&self, number: &str) -> Result<Vec<(Record, Event)>, AppError> {
        let records = self.store.stream(&stream(number), 0).await?;
        records
            .into_iter()
            .map(|record| journal::event(&record).map(|event| (record, event)))
            .collect()
    }

    /// The filled form of a case in the version that the office works on.
    ///
    /// # Errors
    ///
    /// Not found when it was erased, or the store's failures.
    pub async fn case_form(&self, registered: &Registered) -> Result<Draft, AppError> {
        let key = form_key(&registered.number, registered.form);
        let text = self
            .store
            .vault(&key)
            .await?
            .ok_or(AppError::NotFound("form"))?;
        journal::parsed(&text)
    }

    /// What the staff wrote under a reference; `None` when it was erased.
    ///
    /// # Errors
    ///
    /// The store's failures.
    pub async fn note(&self, reference: &Reference) -> Result<Option<String>, AppError> {
        let text = self.store.vault(&note_key(reference)).await?;
        text.as_deref().map(journal::parsed).transpose()
    }

    /// What an account may do with a case now.
    ///
    /// # Errors
    ///
    /// The matter is not in the lists any more, or the store's failures.
    pub async fn case_allowed(
        &self,
        actor: &Actor,
        registered: &Registered,
    ) -> Result<Vec<CommandKind>, AppError> {
        let entry = self.rules.entry_of(&registered.case)?;
        let mut context = self.case_context(actor.at, entry);
        let elects = registered.case.state == State::Received && entry.commitment.is_some();
        context.excluded = elects && self.broke_a_commitment(&registered.owner).await?;
        let mut allowed = case::allowed(&registered.case, &context);
        allowed.retain(|kind| may(actor, *kind));
        Ok(allowed)
    }

    /// The clocks of a case as they stand on the actor's day.
    ///
    /// # Errors
    ///
    /// The matter is not in the lists any more.
    pub fn case_clocks(
        &self,
        at: DateTime<FixedOffset>,
        registered: &Registered,
    ) -> Result<Vec<ClockView>, AppError> {
        let entry = self.rules.entry_of(&registered.case)?;
        Ok(registered.case.clocks_on(&self.case_context(at, entry)))
    }

    /// Files the person's draft: a number is given, the receipt can be printed.
    ///
    /// # Errors
    ///
    /// Everything that the draft still lacks, each at its place; a refusal of the procedure; the
    /// store's failures.
    pub async fn submit(&self, actor: &Actor, matter: &str) -> Result<String, AppError> {
        let draft = self.draft(actor, matter).await?;
        let entry = self.rules.entry_on(matter, actor.day())?;
        self.draft_problems(entry, &draft, actor.day())
            .await?
            .or(())?;
        for _ in 0..TRIES {
            match self.try_submit(actor, entry, &draft).await {
                Err(AppError::Store(StoreError::Conflict { .. })) => {}
                done => return done,
            }
        }
        Err(AppError::Store(StoreError::Busy("case numbers".to_owned())))
    }

    async fn try_submit(
        &self,
        actor: &Actor,
        entry: &Entry,
        draft: &Draft,
    ) -> Result<String, AppError> {
        let (number, batch) = self.filing(actor, entry, draft, Batch::new()).await?;
        let done = draft_key(actor, entry.matter.id.as_str())?;
        self.store.append(batch.forget(done)).await?;
        Ok(number)
    }

    /// The next number of a matter, and what its filing adds to a batch: the number, the events of the new case with
    /// what registers answered, the filled form. The draft goes with the caller's batch.
    pub(crate) async fn filing(
        &self,
        actor: &Actor,
        entry: &Entry,
        draft: &Draft,
        batch: Batch,
    ) -> Result<(String, Batch), AppError> {
        let next = numbers::next(&*self.store, entry, actor).await?;
        let number = next.number.clone();
        let command = Command::Submit {
            number: reference(&number)?,
            matter: entry.matter.id.clone(),
            applicant: reference(&format!("form:{number}"))?,
            agent: None,
            situation: draft.situation.clone(),
            channel: Channel::Online,
            materials: draft.materials_in(entry),
            intake: None,
            lower: None,
        };
        let context = self.case_context(actor.at, entry);
        let events = case::decide(&Case::new(), &command, &context)?;
        let (checks, mut notes) = evidence::events(draft, &number, &events, &context)?;
        notes.extend(commitment::note(draft, &number)?);
        let stream = stream(&number);
        let mut entries = journal::entries("case", &stream, actor, &events)?;
        let system = evidence::system(actor);
        entries.extend(journal::entries("case", &stream, &system, &checks)?);
        let mut batch = batch
            .append(next.stream, next.sequence, [next.entry])
            .append(&stream, 0, entries)
            .keep(form_key(&number, 1), journal::written(draft)?);
        for note in notes {
            batch = batch.keep(note_key(&note.reference), journal::written(&note.text)?);
        }
        Ok((number, batch))
    }

    /// Hands in the corrections that were asked for.
    ///
    /// # Errors
    ///
    /// As [`App::submit`]; not found for a stranger's case.
    pub async fn resubmit(
        &self,
        actor: &Actor,
        number: &str,
        draft: &Draft,
    ) -> Result<(), AppError> {
        let registered = self.case_for(actor, number).await?;
        let entry = self.rules.entry_of(&registered.case)?;
        self.draft_problems(entry, draft, actor.day())
            .await?
            .or(())?;
        // What was asked for and is not as it was before.
        let before = self.case_form(&registered).await?;
        let mut asked = BTreeSet::new();
        if let Some(notice) = registered.case.notice() {
            asked.extend(notice.defects.iter().map(|defect| defect.target.clone()));
        }
        let materials = draft.materials_in(entry);
        let new =
            |id: &&String| materials.contains(*id) && draft.files.get(*id) != before.files.get(*id);
        let answered = |id: &&String| draft.answers.get(*id) != before.answers.get(*id);
        let command = Command::Resubmit {
            materials: asked.iter().filter(new).cloned().collect(),
            fields: asked.iter().filter(answered).cloned().collect(),
        };
        let key = form_key(number, registered.form + 1);
        let batch = Batch::new()
            .keep(key, journal::written(draft)?)
            .forget(correction_key(actor, number)?);
        self.command(actor, number, command, batch).await
    }

    /// Hands in papers that were allowed to follow the acceptance.
    ///
    /// # Errors
    ///
    /// Not found for a stranger's case, a refusal of the procedure, or the store's failures.
    pub async fn fill_missing(
        &self,
        actor: &Actor,
        number: &str,
        draft: &Draft,
    ) -> Result<(), AppError> {
        let registered = self.case_for(actor, number).await?;
        let entry = self.rules.entry(registered.matter())?;
        let missing = registered.case.tolerance.as_ref();
        let missing = missing.map(|tolerance| tolerance.missing.clone());
        let materials: BTreeSet<String> = draft
            .materials_in(entry)
            .intersection(&missing.unwrap_or_default())
            .cloned()
            .collect();
        if materials.is_empty() {
            return Err(Problem::new("app.form.missing").at("/materials").into());
        }
        let batch = Batch::new()
            .keep(form_key(number, registered.form), journal::written(draft)?)
            .forget(correction_key(actor, number)?);
        self.command(actor, number, Command::FillMissing { materials }, batch)
            .await
    }

    /// What can be done against the decision, and until when.
    ///
    /// # Errors
    ///
    /// The matter is not in the lists any more.
    pub fn case_remedies(
        &self,
        at: DateTime<FixedOffset>,
        registered: &Registered,
    ) -> Result<Vec<RemedyDue>, AppError> {
        let entry = self.rules.entry(registered.matter())?;
        Ok(registered.case.remedies(&self.case_context(at, entry)))
    }

    /// Gives a command on a case; what was written goes to the vault in the same step, and a service
    /// that is finished is opened for review.
    ///
    /// # Errors
    ///
    /// Not found, a role that may not give the command, a refusal with its guard and article, or the
    /// store's failures: a conflict means that somebody else was faster.
    pub async fn act(
        &self,
        actor: &Actor,
        number: &str,
        command: Command,
        notes: Vec<Note>,
    ) -> Result<(), AppError> {
        let mut batch = Batch::new();
        for note in notes {
            batch = batch.keep(note_key(&note.reference), journal::written(&note.text)?);
        }
        self.command(actor, number, command, batch).await
    }

    /// As [`App::act`], in one step with what the batch already holds.
    pub(crate) async fn command(
        &self,
        actor: &Actor,
        number: &str,
        command: Command,
        batch: Batch,
    ) -> Result<(), AppError> {
        let registered = self.case_for(actor, number).await?;
        if !may(actor, command.kind()) {
            return Err(AppError::Forbidden);
        }
        let stream = stream(number);
        let Loaded { state, sequence } = load(self, number).await?;
        let entry = self.rules.entry_of(&registered.case)?;
        let mut context = self.case_context(actor.at, entry);
        if command.kind() == CommandKind::ElectCommitment {
            context.excluded = self.broke_a_commitment(&registered.owner).await?;
        }
        let events = case::decide(&state, &command, &context)?;
        let mut entries = journal::entries("case", &stream, actor, &events)?;
        if command.kind() == CommandKind::Receive {
            let case = events.iter().fold(state, case::evolve);
            entries.extend(self.committed(actor, &registered, (&case, entry)).await?);
        }
        let mut batch = batch.append(&stream, sequence, entries);
        if let Some(node) = service::ended(&events) {
            let outlet = self.worked_at(actor, number, entry).await?;
            let (stream, entries) = service::completed(actor, entry, number, (node, outlet))?;
            batch = batch.append(stream, 0, entries);
        }
        self.store.append(batch).await?;
        Ok(())
    }

    /// The outlet whose staff worked on a case last, among those that handle its matter.
    async fn worked_at(
        &self,
        actor: &Actor,
        number: &str,
        entry: &Entry,
    ) -> Result<Option<&str>, AppError> {
        let handles = |account: &str| {
            let outlet = self.workplaces.get(account)?;
            entry.outlets.contains(outlet).then_some(outlet.as_str())
        };
        if let Some(outlet) = handles(&actor.account) {
            return Ok(Some(outlet));
        }
        let records = self.store.stream(&stream(number), 0).await?;
        let mut actors = records.iter().rev().map(|record| &record.entry.actor);
        Ok(actors.find_map(|account| handles(account)))
    }

    /// A new reference for something that the staff write about a case.
    ///
    /// # Errors
    ///
    /// A case number that cannot be a reference, which numbers never are.
    pub fn note_on(
        &self,
        registered: &Registered,
        nth: usize,
        text: &str,
    ) -> Result<Note, AppError> {
        let events = registered.case.events;
        let reference = reference(&format!("{}/{events}-{nth}", registered.number))?;
        Ok(Note {
            reference,
            text: text.trim().to_owned(),
        })
    }

    pub(crate) fn case_context<'a>(
        &'a self,
        now: DateTime<FixedOffset>,
        entry: &'a Entry,
    ) -> Context<'a> {
        Context {
            now,
            rules: &self.rules.regimes,
            calendar: &self.rules.calendar,
            entry,
            excluded: false,
            barred: None,
            queue: None,
        }
    }
}

/// Whether a role gives this kind of command.
fn may(actor: &Actor, kind: CommandKind) -> bool {
    use ip_matters::case::Desk;
    match kind.desk() {
        Desk::Applicant => actor.role == Role::Person,
        Desk::Clerk => actor.role == Role::Clerk,
        Desk::Reviewer => actor.role == Role::Reviewer,
        Desk::Supervisor => actor.role == Role::Supervisor,
        Desk::System => actor.role == Role::Administrator,
    }
}

pub(crate) fn reference(text: &str) -> Result<Reference, AppError> {
    text.parse().map_err(|_| AppError::NotFound("case"))
}
