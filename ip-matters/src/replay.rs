//! Replaying a case from commands (`ip-tool case replay`): every event, the state after each step,
//! the clocks on its day, and each refusal with its guard and article.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::calendar::Calendar;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::case::{
    Case, ClockView, Command, CommandKind, Context, Desk, Event, Guard, Reference, Refusal, State,
    allowed, decide, evolve,
};
use crate::document::{Document, Templates};
use crate::entry::Entry;
use crate::matter::MatterId;
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The commands in order.
    pub commands: Vec<Step>,
}

/// What came of one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// The command.
    #[serde(rename = "do")]
    pub command: CommandKind,
    /// What happened; empty when refused.
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
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// One outcome for each command.
    pub steps: Vec<Outcome>,
    /// The case at the end.
    pub case: Case,
}

impl Request {
    /// Runs the commands under the pack's entry for the matter.
    ///
    /// # Errors
    ///
    /// `matters.replay.unknown-matter` when the pack, or the locality named, has no such entry.
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
        let entry = pack.entry(self.matter.as_str()).filter(|_| here);
        let Some(entry) = entry else {
            return Err(Problem::new("matters.replay.unknown-matter")
                .at("/matter")
                .found(&self.matter));
        };
        Ok(self.run_under(entry, rules, templates, calendar))
    }

    /// Runs the commands under an entry.
    pub fn run_under(
        &self,
        entry: &Entry,
        rules: &Rules,
        templates: &Templates,
        calendar: &Calendar,
    ) -> Response {
        let mut case = Case::new();
        let mut steps = Vec::new();
        for step in &self.commands {
            let context = Context {
                now: step.at,
                rules,
                calendar,
                entry,
                excluded: self.excluded,
            };
            let (events, refusal) = match judge(&case, step, &context) {
                Ok(events) => (events, None),
                Err(refusal) => (Vec::new(), Some(refusal)),
            };
            let mut documents = Vec::new();
            for event in &events {
                case = evolve(core::mem::take(&mut case), event);
                if matches!(event, Event::DocumentIssued { .. })
                    && let Some(issued) = case.documents.last()
                {
                    documents.extend(templates.render(issued, &case, &context));
                }
            }
            steps.push(Outcome {
                at: step.at,
                command: step.command.kind(),
                events,
                refusal,
                state: case.state,
                clocks: case.clocks_on(&context),
                documents,
                allowed: allowed(&case, &context),
            });
        }
        Response { steps, case }
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
