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

use crate::case::{Reference, end};
use crate::limit::Length;
use crate::matter::MatterId;
use crate::search::{Index, Reason};
use crate::toml_file;

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
}

/// Codes of all refusals.
pub const CODES: &[&str] = &[
    "matters.consult.limit",
    "matters.consult.no-extension",
    "matters.consult.overdue",
    "matters.consult.time-goes-back",
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
    let on = now.date_naive();
    let needed = match command {
        Command::Ask { .. } => State::Empty,
        _ => State::Open,
    };
    let linked_later =
        matches!(command, Command::Link { .. }) && consultation.state == State::Answered;
    if consultation.state != needed && !linked_later {
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
}

/// An answered question that everybody may read (知识库条目).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Knowledge {
    /// The matter it is about.
    pub matter: MatterId,
    /// The question, without anything personal.
    pub question: Text,
    /// The answer.
    pub answer: Text,
    /// The day of the answer.
    pub on: NaiveDate,
}

/// The answered questions, to be searched.
#[derive(Debug, Clone, Default)]
pub struct KnowledgeBase {
    items: Vec<Knowledge>,
    index: Index,
}

impl KnowledgeBase {
    /// A base of these items.
    pub fn new(items: Vec<Knowledge>) -> Self {
        let texts = items
            .iter()
            .map(|i| (i.matter.clone(), &i.question, &i.answer));
        let index = Index::of_texts(texts);
        Self { items, index }
    }

    /// The items that fit a question best, with the reasons.
    pub fn find(&self, query: &str, limit: usize) -> Vec<(&Knowledge, Vec<Reason>)> {
        let hits = self.index.numbers(query, limit).into_iter();
        hits.filter_map(|(number, reasons)| Some((self.items.get(number)?, reasons)))
            .collect()
    }

    /// The items about a matter, newest first.
    pub fn about(&self, matter: &MatterId) -> Vec<&Knowledge> {
        let mut own: Vec<_> = self.items.iter().filter(|i| i.matter == *matter).collect();
        own.sort_by_key(|item| core::cmp::Reverse(item.on));
        own
    }
}
