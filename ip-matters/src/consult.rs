//! Consultation (咨询): a question, its limit, one extension, the answer; and what was answered becomes
//! knowledge that the next person finds without asking.
//!
//! ```text
//! decide(&Consultation, &Command, now, &Policy, &Calendar) -> Result<Event, Refusal>
//! evolve(Consultation, &Event) -> Consultation
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::calendar::{Calendar, Due};
use ip_core::law::{LawRef, Mark};
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::case::{ClockStatus, Reference, civil_day, end};
use crate::limit::Length;
use crate::matter::MatterId;
use crate::toml_file;

mod knowledge;

pub use knowledge::{Desk, Knowledge, KnowledgeBase};

/// How a place answers questions; a locality's own rule, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// Key.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<LawRef>,
    /// How well it is proved.
    pub mark: Mark,
    /// How long an answer may take.
    pub answer: Length,
    /// By how much it may be extended, once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Length>,
    /// With how many working days left an open question is shown as due soon.
    #[serde(default)]
    pub soon: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    policy: Vec<Policy>,
}

impl Policy {
    /// The policies shipped with this crate (`data/consult.toml`); the first one is the default.
    ///
    /// # Errors
    ///
    /// A damaged file, which a test excludes.
    pub fn builtin() -> Result<Vec<Self>, Problems> {
        Self::from_toml("consult.toml", include_str!("../data/consult.toml"))
    }

    /// The policies of a file.
    ///
    /// # Errors
    ///
    /// `matters.data.unreadable` with the line.
    pub fn from_toml(name: &str, text: &str) -> Result<Vec<Self>, Problems> {
        let mut problems = Problems::default();
        let file = toml_file::read::<File>(name, text, &mut problems);
        file.map(|file| file.policy).ok_or(problems)
    }
}

/// Where a consultation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing was asked yet.
    #[default]
    Empty,
    /// 待答复: asked, the time runs.
    Open,
    /// 已答复.
    Answered,
    /// 已转办: another body answers, the person was told which.
    Transferred,
    /// 已撤回.
    Withdrawn,
}

/// What somebody wants to do. Free text goes by reference: it may hold personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
#[allow(
    missing_docs,
    reason = "the fields are documented by the event of the same name"
)]
pub enum Command {
    /// Ask (提问).
    Ask {
        question: Reference,
        #[serde(default)]
        matter: Option<MatterId>,
    },
    /// Say which matter it is about (关联事项).
    Link { matter: MatterId },
    /// Extend the time, once (延期).
    Extend { reason: Reference },
    /// Answer (答复).
    Answer { answer: Reference },
    /// Hand it to the body that can answer (转办).
    Transfer { to: Reference },
    /// Take the question back (撤回).
    Withdraw,
    /// Let everybody read the answer, in words without anything personal (入知识库); again for other words.
    Publish { knowledge: Reference },
    /// Take it out of what everybody may read (移出知识库).
    Conceal,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// A question was asked; its time runs.
    Asked {
        /// The day.
        on: NaiveDate,
        /// The question, by reference.
        question: Reference,
        /// The matter, where it was named.
        #[serde(default)]
        matter: Option<MatterId>,
        /// The last day for the answer.
        due: NaiveDate,
        /// Whether that day leans on holidays not yet published.
        provisional: bool,
    },
    /// It is about this matter.
    Linked {
        /// The day.
        on: NaiveDate,
        /// The matter.
        matter: MatterId,
    },
    /// The time was extended.
    Extended {
        /// The day.
        on: NaiveDate,
        /// Why, by reference.
        reason: Reference,
        /// The new last day.
        due: NaiveDate,
        /// Whether that day leans on holidays not yet published.
        provisional: bool,
    },
    /// It was answered.
    Answered {
        /// The day.
        on: NaiveDate,
        /// The answer, by reference.
        answer: Reference,
    },
    /// It was handed on.
    Transferred {
        /// The day.
        on: NaiveDate,
        /// To whom, by reference.
        to: Reference,
    },
    /// It was taken back.
    Withdrawn {
        /// The day.
        on: NaiveDate,
    },
    /// Everybody may read it.
    Published {
        /// The day.
        on: NaiveDate,
        /// The words for everybody, by reference.
        knowledge: Reference,
    },
    /// Nobody else may read it any more.
    Concealed {
        /// The day.
        on: NaiveDate,
    },
}

/// A consultation, folded from its events.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consultation {
    /// Where it stands.
    pub state: State,
    /// The question, by reference.
    pub question: Option<Reference>,
    /// The matter.
    pub matter: Option<MatterId>,
    /// The day it was asked.
    pub asked: Option<NaiveDate>,
    /// The last day for the answer.
    pub due: Option<Due>,
    /// Whether the one extension was used.
    pub extended: bool,
    /// The answer, by reference.
    pub answer: Option<Reference>,
    /// The words for everybody, by reference, while everybody may read them.
    #[serde(default)]
    pub knowledge: Option<Reference>,
    /// The day it ended.
    pub ended: Option<NaiveDate>,
    /// The day of the last event.
    pub last: Option<NaiveDate>,
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It does not stand where this can be done.
    #[error("matters.consult.wrong-state")]
    WrongState,
    /// The command lies before the last event.
    #[error("matters.consult.time-goes-back")]
    TimeGoesBack,
    /// The policy knows no extension, or it was used.
    #[error("matters.consult.no-extension")]
    NoExtension,
    /// The time is over: it cannot be extended any more.
    #[error("matters.consult.overdue")]
    Overdue,
    /// The policy's length leads to no day.
    #[error("matters.consult.limit")]
    Limit,
    /// What everybody may read is found by its matter: it must be linked first.
    #[error("matters.consult.no-matter")]
    NoMatter,
}

/// Codes of all refusals, and of faults in a pack's `consult.toml`.
pub const CODES: &[&str] = &[
    "matters.consult.limit",
    "matters.consult.no-extension",
    "matters.consult.no-matter",
    "matters.consult.overdue",
    "matters.consult.time-goes-back",
    "matters.consult.unknown-matter",
    "matters.consult.wrong-state",
];

impl Refusal {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongState => "matters.consult.wrong-state",
            Self::TimeGoesBack => "matters.consult.time-goes-back",
            Self::NoExtension => "matters.consult.no-extension",
            Self::Overdue => "matters.consult.overdue",
            Self::Limit => "matters.consult.limit",
            Self::NoMatter => "matters.consult.no-matter",
        }
    }

    /// The refusal as a problem.
    pub fn problem(self) -> Problem {
        Problem::new(self.code())
    }
}

/// What happens on a command.
///
/// # Errors
///
/// What stands against it; nothing happens then.
pub fn decide(
    consultation: &Consultation,
    command: &Command,
    now: DateTime<FixedOffset>,
    policy: &Policy,
    calendar: &Calendar,
) -> Result<Event, Refusal> {
    let on = civil_day(now);
    let admitted = match command {
        Command::Ask { .. } => consultation.state == State::Empty,
        Command::Link { .. } => matches!(consultation.state, State::Open | State::Answered),
        Command::Publish { .. } => consultation.state == State::Answered,
        Command::Conceal => consultation.knowledge.is_some(),
        _ => consultation.state == State::Open,
    };
    if !admitted {
        return Err(Refusal::WrongState);
    }
    if consultation.last.is_some_and(|last| on < last) {
        return Err(Refusal::TimeGoesBack);
    }
    Ok(match command {
        Command::Ask { question, matter } => {
            let due = end(on, policy.answer, calendar).ok_or(Refusal::Limit)?;
            Event::Asked {
                on,
                question: question.clone(),
                matter: matter.clone(),
                due: due.date,
                provisional: due.provisional,
            }
        }
        Command::Link { matter } => Event::Linked {
            on,
            matter: matter.clone(),
        },
        Command::Extend { reason } => {
            let more = policy.extension.filter(|_| !consultation.extended);
            let more = more.ok_or(Refusal::NoExtension)?;
            let old = consultation.due.ok_or(Refusal::WrongState)?;
            if on > old.date {
                return Err(Refusal::Overdue);
            }
            let due = end(old.date, more, calendar).ok_or(Refusal::Limit)?;
            Event::Extended {
                on,
                reason: reason.clone(),
                due: due.date,
                provisional: due.provisional || old.provisional,
            }
        }
        Command::Answer { answer } => Event::Answered {
            on,
            answer: answer.clone(),
        },
        Command::Transfer { to } => Event::Transferred { on, to: to.clone() },
        Command::Withdraw => Event::Withdrawn { on },
        Command::Publish { knowledge } => {
            if consultation.matter.is_none() {
                return Err(Refusal::NoMatter);
            }
            Event::Published {
                on,
                knowledge: knowledge.clone(),
            }
        }
        Command::Conceal => Event::Concealed { on },
    })
}

/// The consultation after an event.
pub fn evolve(mut c: Consultation, event: &Event) -> Consultation {
    let end = |c: &mut Consultation, on: NaiveDate, state| {
        c.state = state;
        c.ended = Some(on);
        on
    };
    let last = match event {
        Event::Asked {
            on,
            question,
            matter,
            due,
            provisional,
        } => {
            c.state = State::Open;
            c.question = Some(question.clone());
            c.matter.clone_from(matter);
            c.asked = Some(*on);
            c.due = Some(Due {
                date: *due,
                provisional: *provisional,
            });
            *on
        }
        Event::Linked { on, matter } => {
            c.matter = Some(matter.clone());
            *on
        }
        Event::Extended {
            on,
            due,
            provisional,
            ..
        } => {
            c.extended = true;
            c.due = Some(Due {
                date: *due,
                provisional: *provisional,
            });
            *on
        }
        Event::Answered { on, answer } => {
            c.answer = Some(answer.clone());
            end(&mut c, *on, State::Answered)
        }
        Event::Transferred { on, .. } => end(&mut c, *on, State::Transferred),
        Event::Withdrawn { on } => end(&mut c, *on, State::Withdrawn),
        Event::Published { on, knowledge } => {
            c.knowledge = Some(knowledge.clone());
            *on
        }
        Event::Concealed { on } => {
            c.knowledge = None;
            *on
        }
    };
    c.last = Some(last);
    c
}

impl Consultation {
    /// By how many days the answer was, or is, too late on `today` (超期天数); 0 in time.
    pub fn overdue_days(&self, today: NaiveDate) -> u32 {
        let until = self.ended.unwrap_or(today);
        let late = self
            .due
            .map(|due| until.signed_duration_since(due.date).num_days());
        late.and_then(|days| u32::try_from(days).ok()).unwrap_or(0)
    }

    /// How an open question stands on a day, by the policy's warning; `None` once it has ended.
    pub fn status(
        &self,
        today: NaiveDate,
        policy: &Policy,
        calendar: &Calendar,
    ) -> Option<ClockStatus> {
        let due = self.due.filter(|_| self.state == State::Open)?;
        Some(match () {
            () if self.overdue_days(today) > 0 => ClockStatus::Late,
            () if self.days_left(today, calendar)? <= policy.soon => ClockStatus::Soon,
            () if due.provisional => ClockStatus::Provisional,
            () => ClockStatus::OnTime,
        })
    }

    /// Working days left for the answer of an open question, 0 when it is late.
    pub fn days_left(&self, today: NaiveDate, calendar: &Calendar) -> Option<u32> {
        let due = self.due.filter(|_| self.state == State::Open)?;
        Some(calendar.count_working_days(today, due.date).days)
    }
}
