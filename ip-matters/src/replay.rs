//! Replaying a case from commands (`ip-tool case replay`): every event, the state after each step,
//! the clocks on its day, and each refusal with its guard and article.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::calendar::Calendar;
use ip_core::problem::Problem;
use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};

use crate::case::{
    Case, ClockView, Command, CommandKind, Context, Desk, Event, Guard, Queue, Reference, Refusal,
    State, allowed, decide, evolve,
};
use crate::document::{Document, Templates};
use crate::entry::{Entry, EntryState};
use crate::matter::{Channel, MatterId};
use crate::pack::Pack;
use crate::regime::Rules;

/// Who gives a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct By {
    /// The desk.
    pub desk: Desk,
    /// The account, by reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Reference>,
}

/// A command with its time.
///
/// Reading refuses every field that the command does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// By whom; checked against the command where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// What.
    #[serde(flatten)]
    pub command: Command,
}

/// A step as it is written: beside the command, the names of all its fields. A command without facts
/// would otherwise take any field without a word.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    at: DateTime<FixedOffset>,
    #[serde(default)]
    by: Option<By>,
    #[serde(flatten)]
    command: Command,
    #[serde(flatten)]
    fields: BTreeMap<String, IgnoredAny>,
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let bare = written.command.kind().facts().is_empty();
        let more = written.fields.keys().find(|name| *name != "do");
        match more.filter(|_| bare) {
            Some(name) => Err(D::Error::unknown_field(name, &["at", "by", "do"])),
            None => Ok(Self {
                at: written.at,
                by: written.by,
                command: written.command,
            }),
        }
    }
}

/// A replay request.
///
/// ```
/// use ip_matters::replay::Request;
/// let request: Request = serde_json::from_str(r#"{"matter": "cn.patent.agency-licence",
///     "commands": [{"at": "2025-03-03T09:00:00+08:00", "by": {"desk": "clerk"}, "do": "receive"}]}"#)?;
/// assert_eq!(request.commands.len(), 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// The matter.
    pub matter: MatterId,
    /// The locality whose promise counts; absent for the one loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// Whether the applicant may not use commitment.
    #[serde(default)]
    pub excluded: bool,
    /// The last day on which the applicant may not apply, after a false statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barred: Option<NaiveDate>,
    /// Where the case stands in a quota; absent where the matter has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Queue>,
    /// The commands in order.
    pub commands: Vec<Step>,
}

/// What came of one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The command.
    #[serde(rename = "do")]
    pub command: CommandKind,
    /// What happened; when refused, only what the clocks brought about before it.
    pub events: Vec<Event>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Where the case stands then.
    pub state: State,
    /// Its clocks then.
    pub clocks: Vec<ClockView>,
    /// Documents that were issued.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// What could follow.
    pub allowed: Vec<CommandKind>,
}

/// A replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The filing, where the request begins after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing: Option<Outcome>,
    /// One outcome for each command.
    pub steps: Vec<Outcome>,
    /// The case at the end.
    pub case: Case,
}

impl Request {
    /// Runs the commands under the version of the pack's entry that is in force at the first one.
    ///
    /// # Errors
    ///
    /// `matters.replay.unknown-matter` when the pack has no such entry, `matters.replay.unknown-locality` when it
    /// is not that of the locality named.
    pub fn run(
        &self,
        pack: &Pack,
        rules: &Rules,
        templates: &Templates,
        calendar: &Calendar,
    ) -> Result<Response, Problem> {
        let here = self
            .locality
            .as_ref()
            .is_none_or(|id| *id == pack.locality.id);
        let day = self.commands.first().map(|step| step.at.date_naive());
        let matter = self.matter.as_str();
        let entry = match day {
            Some(day) => pack.entry_on(matter, day),
            None => pack.entry(matter),
        };
        if !here {
            let found = self.locality.as_deref().unwrap_or_default();
            return Err(Problem::new("matters.replay.unknown-locality")
                .at("/locality")
                .expected(&pack.locality.id)
                .found(found));
        }
        let Some(entry) = entry else {
            return Err(Problem::new("matters.replay.unknown-matter")
                .at("/matter")
                .found(&self.matter));
        };
        Ok(self.run_under(entry, rules, templates, calendar))
    }

    /// Runs the commands under an entry. Where the first one is not the filing, a filing with every
    /// paper goes before it, at the same instant; whether the entry was open then is not judged.
    pub fn run_under(
        &self,
        entry: &Entry,
        rules: &Rules,
        templates: &Templates,
        calendar: &Calendar,
    ) -> Response {
        let mut run = Run {
            case: Case::new(),
            templates,
            rules,
            calendar,
            excluded: self.excluded,
            barred: self.barred,
            queue: self.queue,
        };
        let first = self.commands.first();
        let unfiled = first.filter(|step| step.command.kind() != CommandKind::Submit);
        let filing = unfiled.and_then(|step| {
            let mut open = entry.clone();
            (open.state, open.effective, open.cancelled) = (EntryState::Published, None, None);
            Some(run.step(&self.filing(step.at, entry)?, &open))
        });
        let steps = self.commands.iter().map(|step| run.step(step, entry));
        Response {
            filing,
            steps: steps.collect(),
            case: run.case,
        }
    }

    /// The filing that a request leaves out: the first situation, online where that is offered, with
    /// every paper.
    fn filing(&self, at: DateTime<FixedOffset>, entry: &Entry) -> Option<Step> {
        let situation = entry.matter.situations.first().map(|s| s.id.clone());
        let online = entry.channels.contains(&Channel::Online);
        let channel = online.then_some(Channel::Online);
        let materials = entry.materials_in(situation.as_deref());
        let materials = materials.map(|m| m.id.clone()).collect();
        Some(Step {
            at,
            by: None,
            command: Command::Submit {
                number: "case:1".parse().ok()?,
                matter: self.matter.clone(),
                applicant: "party:1".parse().ok()?,
                agent: None,
                channel: channel.or_else(|| entry.channels.first().copied())?,
                materials,
                situation,
                intake: None,
                lower: None,
            },
        })
    }
}

/// A replay under way.
struct Run<'a> {
    case: Case,
    templates: &'a Templates,
    rules: &'a Rules,
    calendar: &'a Calendar,
    excluded: bool,
    barred: Option<NaiveDate>,
    queue: Option<Queue>,
}

impl Run<'_> {
    fn step(&mut self, step: &Step, entry: &Entry) -> Outcome {
        let context = Context {
            now: step.at,
            rules: self.rules,
            calendar: self.calendar,
            entry,
            excluded: self.excluded,
            barred: self.barred,
            queue: self.queue,
        };
        let (events, refusal) = match judge(&self.case, step, &context) {
            Ok(events) => (events, None),
            // The command changes nothing; what time alone had brought about stands.
            Err(refusal) => {
                let fired = decide(&self.case, &Command::Tick, &context);
                (fired.unwrap_or_default(), Some(refusal))
            }
        };
        let mut documents = Vec::new();
        for event in &events {
            self.case = evolve(core::mem::take(&mut self.case), event);
            if matches!(event, Event::DocumentIssued { .. })
                && let Some(issued) = self.case.documents.last()
            {
                documents.extend(self.templates.render(issued, &self.case, &context));
            }
        }
        Outcome {
            at: step.at,
            command: step.command.kind(),
            events,
            refusal,
            state: self.case.state,
            clocks: self.case.clocks_on(&context),
            documents,
            allowed: allowed(&self.case, &context),
        }
    }
}

fn judge(case: &Case, step: &Step, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let kind = step.command.kind();
    match &step.by {
        Some(by) if by.desk != kind.desk() => Err(Refusal {
            guard: Guard::WrongDesk,
            command: kind,
            state: case.state,
            basis: Vec::new(),
            expected: Some(desk_name(kind.desk()).to_string()),
            found: Some(desk_name(by.desk).to_string()),
        }),
        _ => decide(case, &step.command, context),
    }
}

const fn desk_name(desk: Desk) -> &'static str {
    match desk {
        Desk::Applicant => "applicant",
        Desk::Clerk => "clerk",
        Desk::Reviewer => "reviewer",
        Desk::Supervisor => "supervisor",
        Desk::System => "system",
    }
}
