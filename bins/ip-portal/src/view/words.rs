//! Problems, refusals and answers in the words of a page.

use ip_app::error::AppError;
use ip_app::speech::Speech;
use ip_core::problem::Problem;
use ip_matters::entry::Entry;
use serde::Serialize;

use crate::view::Page;

/// What is wrong and what to do about it.
pub fn problem(p: &Page, problem: &Problem) -> String {
    let speech = Speech::builtin();
    let title = speech.title(p.lang(), problem);
    match speech.hint(p.lang(), problem) {
        Some(hint) => format!("{title} {hint}"),
        None => title,
    }
}

/// The same, begun with the name of the field or paper that it is about.
pub fn problem_at(p: &Page, entry: &Entry, found: &Problem) -> String {
    let id = found.pointer.rsplit('/').next().unwrap_or_default();
    let field = entry
        .fields
        .iter()
        .find(|field| field.id == id)
        .map(|field| &field.label);
    let paper = entry
        .materials
        .iter()
        .find(|paper| paper.id == id)
        .map(|paper| &paper.name);
    match field.or(paper) {
        Some(label) => format!("{}: {}", p.label(label), problem(p, found)),
        None => problem(p, found),
    }
}

/// Why a use case did not happen, one sentence a problem.
pub fn error(p: &Page, error: &AppError) -> Vec<String> {
    error
        .problems()
        .0
        .iter()
        .map(|found| problem(p, found))
        .collect()
}

/// The word for a value of an enum: the text of `PREFIX-NAME`, where the name is that of its JSON.
pub fn name<T: Serialize>(p: &Page, prefix: &str, value: &T) -> String {
    p.t(&key(prefix, value)).to_string()
}

/// Key of the word for a value of an enum, to be said with numbers.
pub fn key<T: Serialize>(prefix: &str, value: &T) -> String {
    let name = serde_json::to_value(value).ok();
    let name = name
        .as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    format!("{prefix}-{name}")
}
