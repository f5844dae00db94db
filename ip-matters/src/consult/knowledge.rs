//! Knowledge (知识库): what was answered once and everybody may read, found by words or by its matter.

use alloc::format;
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use super::Policy;
use crate::matter::MatterId;
use crate::pack::Pack;
use crate::search::{Index, Reason};
use crate::toml_file;

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

/// How a place answers questions, and what it has answered for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The rule by which questions are answered.
    pub policy: Policy,
    /// What everybody may read from the start.
    pub knowledge: Vec<Knowledge>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    policy: Option<Policy>,
    #[serde(default)]
    knowledge: Vec<Knowledge>,
}

impl Desk {
    /// A place that says nothing of its own: the first policy shipped with this crate, no knowledge.
    ///
    /// # Errors
    ///
    /// A damaged data file, which a test excludes.
    pub fn builtin() -> Result<Self, Problems> {
        let missing = || Problems::from(Problem::new("matters.data.unreadable"));
        Ok(Self {
            policy: Policy::builtin()?.into_iter().next().ok_or_else(missing)?,
            knowledge: Vec::new(),
        })
    }

    /// What a pack's `consult.toml` says: its `[policy]`, else the one shipped with this crate, and its
    /// `[[knowledge]]`.
    ///
    /// # Errors
    ///
    /// An unreadable line; knowledge about a matter that the pack does not handle.
    pub fn from_toml(text: &str, pack: &Pack) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let Some(file) = toml_file::read::<File>("consult.toml", text, &mut problems) else {
            return Err(problems);
        };
        for (i, item) in file.knowledge.iter().enumerate() {
            if pack.entry(item.matter.as_str()).is_none() {
                let problem = Problem::new("matters.consult.unknown-matter");
                let problem = problem.at(format!("/knowledge/{i}/matter"));
                problems.push(problem.found(&item.matter).arg("file", "consult.toml"));
            }
        }
        let mut desk = Self::builtin()?;
        if let Some(policy) = file.policy {
            desk.policy = policy;
        }
        desk.knowledge = file.knowledge;
        problems.or(desk)
    }
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
        self.newest(|item| item.matter == *matter)
    }

    /// Every item, newest first.
    pub fn all(&self) -> Vec<&Knowledge> {
        self.newest(|_| true)
    }

    fn newest(&self, wanted: impl Fn(&Knowledge) -> bool) -> Vec<&Knowledge> {
        let mut own: Vec<_> = self.items.iter().filter(|item| wanted(item)).collect();
        own.sort_by_key(|item| core::cmp::Reverse(item.on));
        own
    }
}
