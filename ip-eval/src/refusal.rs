//! A refusal: which guard said no, what was wrong, and the rule behind it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use ip_core::law::LawRef;
use ip_core::problem::{Problem, Problems};
use serde::Serialize;

/// Why a command was not carried out; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// Stable code of the guard, `eval.object.reason`.
    pub guard: String,
    /// Everything that was wrong; the first has the guard's code.
    pub problems: Vec<Problem>,
    /// The rule the guard rests on; empty where it follows from the order of things.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<LawRef>,
}

impl Refusal {
    /// A refusal by one guard.
    pub fn new(problem: Problem) -> Self {
        Self {
            guard: String::from(problem.code.as_ref()),
            problems: Vec::from([problem]),
            basis: Vec::new(),
        }
    }

    /// The same refusal with the rule behind it.
    #[must_use]
    pub fn because(mut self, id: &str, article: &str) -> Self {
        self.basis.push(LawRef::new(id, article));
        self
    }

    /// The same refusal with the rules behind it.
    #[must_use]
    pub fn resting_on(mut self, basis: &[LawRef]) -> Self {
        self.basis.extend_from_slice(basis);
        self
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::new(problem)
    }
}

impl From<Problems> for Refusal {
    fn from(Problems(problems): Problems) -> Self {
        Self {
            guard: problems
                .first()
                .map(|p| String::from(p.code.as_ref()))
                .unwrap_or_default(),
            problems,
            basis: Vec::new(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused: ")?;
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl core::error::Error for Refusal {}
