//! Strict JSON in: a request is read whole and understood whole, or refused with the place and the reason.
//!
//! Nothing is ignored: an unknown field, a field given twice, a wrong type, a value outside its
//! list and bytes after the end each become a [`Problem`] with a stable code
//! `AREA.request.REASON` and a JSON pointer to the place.

mod explain;
mod place;
mod refusal;
mod strict;

pub use place::line_of;
pub use refusal::{Refusal, Told};

use ip_core::problem::Problem;
use serde::de::DeserializeOwned;

/// The areas whose requests are read here: the first part of every code.
pub const AREAS: &[&str] = &["core", "fees", "matters", "certs", "eval"];

/// Why a request is refused before any rule is asked: the last part of `AREA.request.REASON`.
pub const REASONS: &[&str] = &[
    "not-utf8",
    "syntax",
    "truncated",
    "trailing",
    "duplicate-field",
    "unknown-field",
    "missing-field",
    "wrong-type",
    "unknown-value",
    "invalid-value",
    "too-large",
];

/// Codes of the edges themselves: files, streams, and requests that only the command line knows.
pub const EDGE: &[&str] = &[
    "input.file.unreadable",
    "output.stream.unwritable",
    "tool.schema.unknown",
    "certs.present.unknown-field",
    "fees.tariff.unknown-item",
];

/// Reads one request of `area` from JSON text.
///
/// # Errors
///
/// One of [`REASONS`] with the pointer to the place; where a type of the domain refuses its text
/// with a code of its own, that code.
///
/// ```
/// #[derive(Debug, serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Act { #[allow(dead_code)] claims: u32 }
///
/// let problem = ip_app::wire::read::<Act>("fees", br#"{"claims": 3, "clams": 3}"#).unwrap_err();
/// assert_eq!(problem.code, "fees.request.unknown-field");
/// assert_eq!(problem.pointer, "/clams");
/// ```
pub fn read<T: DeserializeOwned>(area: &str, bytes: &[u8]) -> Result<T, Problem> {
    let text = check(area, bytes)?;
    serde_json::from_str(text).map_err(|_| explain::explain::<T>(area, text))
}

/// Checks that bytes are one JSON value whose objects name each field once, and gives their text.
///
/// [`read`] does it by itself; a domain's own reader wants it done before.
///
/// # Errors
///
/// `AREA.request.` with `not-utf8`, `syntax`, `truncated`, `trailing` or `duplicate-field`.
pub fn check<'a>(area: &str, bytes: &'a [u8]) -> Result<&'a str, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        Problem::new(format!("{area}.request.not-utf8")).arg("offset", e.valid_up_to())
    })?;
    strict::check(text).map_err(|fault| fault.into_problem(area))?;
    Ok(text)
}

/// The problem with the nearest name of its `expected` list as `suggestion`, where one is near what
/// was found.
#[must_use]
pub fn with_suggestion(problem: Problem) -> Problem {
    let near = match (&problem.expected, &problem.found) {
        (Some(known), Some(found)) => explain::nearest(found, known.split(", ")).map(str::to_owned),
        _ => None,
    };
    match near {
        Some(near) => problem.arg("suggestion", near),
        None => problem,
    }
}
