//! Problems out: the body of a refusal, with its texts in the reader's language.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ip_core::problem::Problem;
use ip_core::text::Lang;
use serde::Serialize;

use crate::speech::Speech;

/// A problem with its title and hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// Stable code, `area.object.reason`.
    pub code: Cow<'static, str>,
    /// JSON pointer into the request; empty for the whole of it.
    pub pointer: String,
    /// What is wrong, in one sentence.
    pub title: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What stood there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Further values that the texts speak of.
    pub args: BTreeMap<Cow<'static, str>, String>,
}

/// The body of a refused request: the first problem in `error`, and all of several in `errors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Refusal {
    /// The first problem.
    pub error: Told,
    /// Every problem, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Told>,
}

impl Told {
    /// The problem in `lang`.
    pub fn new(speech: &Speech, lang: Lang, problem: Problem) -> Self {
        Self {
            title: speech.title(lang, &problem),
            hint: speech.hint(lang, &problem),
            code: problem.code,
            pointer: problem.pointer,
            expected: problem.expected,
            found: problem.found,
            args: problem.args,
        }
    }
}

impl Refusal {
    /// The refusal that tells these problems; `None` when there are none.
    pub fn new(
        speech: &Speech,
        lang: Lang,
        problems: impl IntoIterator<Item = Problem>,
    ) -> Option<Self> {
        let told: Vec<Told> = problems
            .into_iter()
            .map(|problem| Told::new(speech, lang, problem))
            .collect();
        let error = told.first()?.clone();
        let errors = if told.len() > 1 { told } else { Vec::new() };
        Some(Self { error, errors })
    }
}
