//! Why a request that is good JSON is not a request: the slow second look after a failure.
//!
//! The reader knows the path unless the fault lies inside a tagged union, which is buffered before
//! it is read; there the one member that answers the description is looked for, and where several
//! do, the pointer stays at the union itself.

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_core::problem::{Problem, pointer_step};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// Reads again with the path kept, and turns the failure into a problem.
pub(super) fn explain<T: DeserializeOwned>(area: &str, text: &str) -> Problem {
    let mut reader = serde_json::Deserializer::from_str(text);
    let code = |reason: &str| format!("{area}.request.{reason}");
    let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut reader) else {
        return Problem::new(code("trailing"));
    };
    let pointer = pointer_of(error.path());
    let full = error.inner().to_string();
    let message = full.rsplit_once(" at line ").map_or(&*full, |(m, _)| m);
    let value: Value = serde_json::from_str(text).unwrap_or_default();

    if let Some((name, known)) = quoted(message, "unknown field `") {
        let pointer = extended(pointer, &name);
        return suggest(
            Problem::new(code("unknown-field")).at(pointer),
            &name,
            known,
        );
    }
    if let Some((name, _)) = quoted(message, "missing field `") {
        let pointer = pointer + &pointer_step(&name);
        return Problem::new(code("missing-field"))
            .at(pointer)
            .expected(name);
    }
    if let Some((name, known)) = quoted(message, "unknown variant `") {
        let pointer = located(&value, pointer, |v| v.as_str() == Some(&name));
        return suggest(
            Problem::new(code("unknown-value")).at(pointer),
            &name,
            known,
        );
    }
    for (prefix, reason) in [
        ("invalid type: ", "wrong-type"),
        ("invalid value: ", "invalid-value"),
        ("invalid length ", "invalid-value"),
    ] {
        if let Some((unexpected, expected)) = message
            .strip_prefix(prefix)
            .and_then(|rest| rest.rsplit_once(", expected "))
        {
            let pointer = located(&value, pointer, |v| is_described(v, unexpected));
            let found = value
                .pointer(&pointer)
                .map_or_else(|| unexpected.to_owned(), as_json);
            return Problem::new(code(reason))
                .at(pointer)
                .expected(plain(expected))
                .found(found);
        }
    }
    // One of several words was wanted where no text stands at all.
    if message == "expected value" {
        let found = value.pointer(&pointer).map(as_json).unwrap_or_default();
        let problem = Problem::new(code("wrong-type")).at(pointer);
        return problem.expected("string").found(found);
    }
    refused_by_type(&code("invalid-value"), message, &value, pointer)
}

/// A type of the domain refused the value: its own stable code where its message begins with one.
fn refused_by_type(fallback: &str, message: &str, value: &Value, pointer: String) -> Problem {
    let first = message.split([' ', ',', ':']).next().unwrap_or_default();
    let is_code = first.split('.').count() >= 3
        && first
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
    let problem = if is_code {
        Problem::new(first.to_owned())
    } else {
        let wanted = wanted_day(message, value.pointer(&pointer));
        Problem::new(fallback.to_owned()).expected(wanted.unwrap_or(message))
    };
    match value.pointer(&pointer) {
        Some(found) => problem.found(as_text(found)).at(pointer),
        None => problem.at(pointer),
    }
}

/// The reader's path as a JSON pointer.
fn pointer_of(path: &Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(pointer_step(key)),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// The pointer with the field's name at its end, unless it ends there already.
fn extended(pointer: String, name: &str) -> String {
    let step = pointer_step(name);
    if pointer.ends_with(&step) {
        pointer
    } else {
        pointer + &step
    }
}

/// The name between the backticks that follow `prefix`, and the rest of the message.
fn quoted<'a>(message: &'a str, prefix: &str) -> Option<(String, &'a str)> {
    let rest = message.strip_prefix(prefix)?;
    let (name, rest) = rest.rsplit_once("`, ").map_or_else(
        || (rest.trim_end_matches('`'), ""),
        |_| rest.split_once("`, ").unwrap_or((rest, "")),
    );
    Some((name.to_owned(), rest))
}

/// Adds the names that would have been right, and the nearest one when it is near.
fn suggest(problem: Problem, name: &str, known: &str) -> Problem {
    let names: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    let problem = problem.found(name);
    if names.is_empty() {
        return problem;
    }
    super::with_suggestion(problem.expected(names.join(", ")))
}

/// The candidate that is at most two letters away from `name`.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(far, candidate)| (1..=2).contains(far) && *far < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance of two short names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let here = (diagonal + usize::from(x != *y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], here);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The one value at or below `pointer` that `fits`; `pointer` itself when it fits, or none or several do.
fn located(value: &Value, pointer: String, fits: impl Fn(&Value) -> bool) -> String {
    let Some(start) = value.pointer(&pointer) else {
        return pointer;
    };
    if fits(start) {
        return pointer;
    }
    let mut found = Vec::new();
    let mut open = vec![(pointer.clone(), start)];
    while let Some((at, node)) = open.pop() {
        if fits(node) {
            found.push(at.clone());
        }
        match node {
            Value::Array(items) => {
                open.extend(
                    items
                        .iter()
                        .enumerate()
                        .map(|(i, v)| (format!("{at}/{i}"), v)),
                );
            }
            Value::Object(members) => open.extend(
                members
                    .iter()
                    .map(|(name, v)| (at.clone() + &pointer_step(name), v)),
            ),
            _ => {}
        }
    }
    match found.pop() {
        Some(only) if found.is_empty() => only,
        _ => pointer,
    }
}

/// Whether the reader's words for an unexpected value fit this value.
fn is_described(value: &Value, unexpected: &str) -> bool {
    match value {
        Value::Null => matches!(unexpected, "null" | "unit value" | "Option value"),
        Value::Bool(b) => unexpected == format!("boolean `{b}`"),
        Value::Number(n) => {
            unexpected == format!("integer `{n}`") || unexpected == format!("floating point `{n}`")
        }
        Value::String(s) => {
            unexpected == format!("string {s:?}") || unexpected == format!("character `{s}`")
        }
        Value::Array(_) => unexpected == "sequence",
        Value::Object(_) => unexpected == "map",
    }
}

/// The reader's words for what it expected, as someone who writes JSON says it.
fn plain(expected: &str) -> &str {
    match expected {
        "u8" => "0…255",
        "u16" => "0…65535",
        "u32" => "0…4294967295",
        "u64" | "usize" => "0…18446744073709551615",
        "i8" | "i16" | "i32" | "i64" | "isize" => "integer",
        "a string" | "a borrowed string" | "str" | "string" => "string",
        "a boolean" => "true, false",
        "a sequence" => "array",
        "a map" => "object",
        "a formatted date string" => DAY,
        other if other.starts_with("struct ") => "object",
        other => other,
    }
}

/// How a day is written.
const DAY: &str = "YYYY-MM-DD";

/// How an instant is written.
const INSTANT: &str = "YYYY-MM-DDThh:mm:ss+08:00";

/// What should have stood where the calendar library refused a day or an instant; its words do not
/// say which of the two it wanted, but what stood there does.
fn wanted_day(message: &str, found: Option<&Value>) -> Option<&'static str> {
    let of_calendar = matches!(
        message,
        "input is out of range"
            | "input contains invalid characters"
            | "premature end of input"
            | "trailing input"
    );
    let found = found.and_then(Value::as_str).filter(|_| of_calendar)?;
    let is_day = found.parse::<NaiveDate>().is_ok();
    let is_instant = found.parse::<DateTime<FixedOffset>>().is_ok();
    Some(if is_day || (found.contains(':') && !is_instant) {
        INSTANT
    } else {
        DAY
    })
}

/// A value as it stood, a container by its kind.
fn as_json(value: &Value) -> String {
    match value {
        Value::String(s) => format!("\"{}\"", shortened(s)),
        other => as_text(other),
    }
}

/// A value without quotation marks, a container by its kind.
fn as_text(value: &Value) -> String {
    match value {
        Value::Array(_) => "array".to_owned(),
        Value::Object(_) => "object".to_owned(),
        Value::String(s) => shortened(s),
        other => other.to_string(),
    }
}

/// At most eighty characters of a text.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
