//! Reading a request from JSON: fast when it is right, exact about every place when it is wrong.

use alloc::format;
use alloc::string::{String, ToString};

use ip_core::problem::{Problem, Problems, pointer_step};
use serde_json::{Map, Value};

use super::act::ActKind;
use super::fact::{Fact, FactSet, Shape};
use super::wire::parse_day;
use super::{Office, Request};

impl Request {
    /// Reads a request; unknown fields, wrong types and impossible values are problems at their
    /// JSON pointers, all of them at once. What only makes no sense together is found by
    /// [`Request::check`], which every calculation begins with.
    ///
    /// # Errors
    ///
    /// See [`crate::CODES`], those beginning with `fees.request`.
    ///
    /// ```
    /// use ip_fees::request::Request;
    /// let wrong = br#"{"date": "2025-03-10", "acts": [{"act": "patent.file", "clams": 15}]}"#;
    /// let problems = Request::from_json(wrong).unwrap_err();
    /// assert_eq!(problems.0[0].code, "fees.request.unknown-field");
    /// assert_eq!(problems.0[0].pointer, "/acts/0/clams");
    /// ```
    pub fn from_json(bytes: &[u8]) -> Result<Self, Problems> {
        // Text is checked in one go, not again string by string.
        let Ok(text) = core::str::from_utf8(bytes) else {
            return Err(not_text(bytes).into());
        };
        serde_json::from_str(text).map_err(|error| diagnose(text, &error))
    }
}

/// Finds what is wrong with a request that could not be read. Only wrong requests pay for it.
fn diagnose(text: &str, error: &serde_json::Error) -> Problems {
    let mut problems = Problems::default();
    match serde_json::from_str::<Value>(text) {
        Err(syntax) => return not_json(text, &syntax).into(),
        Ok(Value::Object(fields)) => request(&fields, &mut problems),
        Ok(other) => problems.push(wrong_type("", "an object", &other)),
    }
    if problems.0.is_empty() {
        problems.push(twice(error));
    }
    problems
}

/// Bytes that are no UTF-8, and where they stop to be.
fn not_text(bytes: &[u8]) -> Problem {
    let text = core::str::from_utf8(bytes);
    let offset = text.map_or_else(|e| e.valid_up_to(), str::len);
    Problem::new("fees.request.not-utf8").arg("offset", offset)
}

fn not_json(text: &str, error: &serde_json::Error) -> Problem {
    let code = if error.is_eof() {
        "fees.request.truncated"
    } else if serde_json::Deserializer::from_str(text)
        .into_iter::<Value>()
        .next()
        .is_some_and(|first| first.is_ok())
    {
        "fees.request.trailing"
    } else {
        "fees.request.syntax"
    };
    Problem::new(code)
        .arg("line", error.line())
        .arg("column", error.column())
}

/// What only the strict reader sees: a field given twice, which a tree of values hides.
fn twice(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    match message.split('`').nth(1) {
        Some(name) if message.starts_with("duplicate field") => {
            Problem::new("fees.request.duplicate-field").found(name)
        }
        _ => Problem::new("fees.request.unreadable").found(message),
    }
}

fn wrong_type(at: &str, expected: &str, found: &Value) -> Problem {
    Problem::new("fees.request.wrong-type")
        .at(at)
        .expected(expected)
        .found(found)
}

fn missing(at: &str, name: &str) -> Problem {
    Problem::new("fees.request.missing-field")
        .at(format!("{at}/{name}"))
        .expected(name)
}

fn unknown(at: &str, name: &str, known: &str) -> Problem {
    Problem::new("fees.request.unknown-field")
        .at(format!("{at}{}", pointer_step(name)))
        .expected(known)
        .found(name)
}

fn request(fields: &Map<String, Value>, problems: &mut Problems) {
    for (name, value) in fields {
        let at = format!("/{name}");
        match name.as_str() {
            "date" => shaped(&at, Shape::Day, value, problems),
            "reduction" => shaped(&at, Shape::Word(&["none", "85", "70"]), value, problems),
            "applicants" => list(&at, value, problems, applicant),
            "acts" => list(&at, value, problems, act),
            _ => problems.push(unknown("", name, "date, reduction, applicants, acts")),
        }
    }
    for name in ["date", "acts"] {
        if !fields.contains_key(name) {
            problems.push(missing("", name));
        }
    }
}

/// Walks a list of objects.
fn list(
    at: &str,
    value: &Value,
    problems: &mut Problems,
    each: fn(&str, &Map<String, Value>, &mut Problems),
) {
    let Value::Array(entries) = value else {
        return problems.push(wrong_type(at, "a list", value));
    };
    for (n, entry) in entries.iter().enumerate() {
        let at = format!("{at}/{n}");
        match entry {
            Value::Object(fields) => each(&at, fields, problems),
            other => problems.push(wrong_type(&at, "an object", other)),
        }
    }
}

fn applicant(at: &str, fields: &Map<String, Value>, problems: &mut Problems) {
    const KINDS: &[&str] = &[
        "individual",
        "enterprise",
        "public-institution",
        "social-organisation",
        "research-body",
    ];
    let known = [
        ("kind", Shape::Word(KINDS)),
        ("monthlyIncome", Shape::Money),
        ("taxableIncome", Shape::Money),
    ];
    object(at, fields, &known, &["kind"], problems);
}

fn credit(at: &str, fields: &Map<String, Value>, problems: &mut Problems) {
    let known = [
        ("paidOn", Shape::Day),
        ("amount", Shape::Money),
        ("for", Shape::Word(&["annuity", "late"])),
    ];
    object(at, fields, &known, &["paidOn", "amount"], problems);
}

fn class(at: &str, fields: &Map<String, Value>, problems: &mut Problems) {
    let known = [
        ("class", Shape::Count(1, 45)),
        ("items", Shape::Count(1, 10_000)),
    ];
    object(at, fields, &known, &["class"], problems);
}

/// An object whose fields are all known beforehand.
fn object(
    at: &str,
    fields: &Map<String, Value>,
    known: &[(&str, Shape)],
    required: &[&str],
    problems: &mut Problems,
) {
    for (name, value) in fields {
        match known.iter().find(|(field, _)| field == name) {
            Some((_, shape)) => shaped(&format!("{at}/{name}"), *shape, value, problems),
            None => {
                let names: alloc::vec::Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                problems.push(unknown(at, name, &names.join(", ")));
            }
        }
    }
    for name in required {
        if !fields.contains_key(*name) {
            problems.push(missing(at, name));
        }
    }
}

fn act(at: &str, fields: &Map<String, Value>, problems: &mut Problems) {
    let kind = match fields.get("act") {
        None => return problems.push(missing(at, "act")),
        Some(Value::String(code)) => match ActKind::ALL.iter().find(|kind| kind.code() == code) {
            Some(kind) => *kind,
            None => {
                return problems.push(
                    Problem::new("fees.request.unknown-value")
                        .at(format!("{at}/act"))
                        .found(code),
                );
            }
        },
        Some(other) => return problems.push(wrong_type(&format!("{at}/act"), "a string", other)),
    };
    let facts: FactSet = kind.facts();
    for (name, value) in fields.iter().filter(|(name, _)| *name != "act") {
        match facts.iter().find(|fact| fact.name() == name) {
            Some(fact) => fact_value(&format!("{at}/{name}"), fact, value, problems),
            None => problems.push(unknown(at, name, &facts.names().join(", "))),
        }
    }
}

fn fact_value(at: &str, fact: Fact, value: &Value, problems: &mut Problems) {
    shaped(at, fact.shape(), value, problems);
}

/// Checks one value against its shape.
fn shaped(at: &str, shape: Shape, value: &Value, problems: &mut Problems) {
    let bad = |code: &'static str, expected: String| {
        let found = value
            .as_str()
            .map_or_else(|| value.to_string(), String::from);
        Problem::new(code).at(at).expected(expected).found(found)
    };
    let text = value.as_str();
    match shape {
        Shape::Day => match text {
            Some(text) if parse_day(text).is_some() => {}
            Some(_) => problems.push(bad("fees.request.invalid-value", "YYYY-MM-DD".to_string())),
            None => problems.push(bad("fees.request.wrong-type", "YYYY-MM-DD".to_string())),
        },
        Shape::Count(least, most) => {
            let range = format!("{least}..={most}");
            let whole = value.as_i64().or(value.as_u64().map(|_| i64::MAX));
            match whole {
                Some(n) if (i64::from(least)..=i64::from(most)).contains(&n) => {}
                Some(_) => problems.push(bad("fees.request.invalid-value", range)),
                None => problems.push(bad("fees.request.wrong-type", range)),
            }
        }
        Shape::Flag if value.is_boolean() => {}
        Shape::Flag => problems.push(bad("fees.request.wrong-type", "true or false".to_string())),
        Shape::Money => match text.map(str::parse::<ip_core::money::Money>) {
            Some(Ok(_)) => {}
            Some(Err(_)) => problems.push(bad("fees.request.invalid-value", "0.00".to_string())),
            None => problems.push(bad("fees.request.wrong-type", "\"0.00\"".to_string())),
        },
        Shape::Word(words) => match text {
            Some(text) if words.contains(&text) => {}
            Some(_) => problems.push(bad("fees.request.unknown-value", words.join(", "))),
            None => problems.push(bad("fees.request.wrong-type", words.join(", "))),
        },
        Shape::Office => match text.map(str::parse::<Office>) {
            Some(Ok(_)) => {}
            Some(Err(_)) => problems.push(bad("fees.request.unknown-value", "CN".to_string())),
            None => problems.push(bad("fees.request.wrong-type", "\"CN\"".to_string())),
        },
        Shape::Words(words) => match value {
            Value::Array(entries) => {
                for (n, entry) in entries.iter().enumerate() {
                    shaped(&format!("{at}/{n}"), Shape::Word(words), entry, problems);
                }
            }
            other => problems.push(wrong_type(at, "a list", other)),
        },
        Shape::Classes if value.is_array() => list(at, value, problems, class),
        Shape::Classes => shaped(at, Shape::Count(1, 45), value, problems),
        Shape::Credits => list(at, value, problems, credit),
    }
}
