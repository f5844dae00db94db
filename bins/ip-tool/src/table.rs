//! Tables for eyes.

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use serde::Serialize;
use serde_json::Value;

/// A line below the head, and nothing else between the words.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table with a head.
pub fn rows<H, R, C>(head: H, rows: R) -> String
where
    H: IntoIterator<Item: ToString>,
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item: ToString>,
{
    let mut table = plain();
    table.set_header(head.into_iter().map(|cell| cell.to_string()));
    for row in rows {
        table.add_row(row.into_iter().map(|cell| cell.to_string()));
    }
    table.to_string()
}

/// Names with their values; a value that is empty is left out.
pub fn pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut table = plain();
    for (name, value) in pairs {
        if !value.is_empty() {
            table.add_row([name, &value]);
        }
    }
    table.to_string()
}

/// Any answer: a list of objects as rows, everything else as names with values.
pub fn of<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::Array(items)) if items.iter().all(Value::is_object) => of_objects(&items),
        Ok(value) => {
            let mut lines = Vec::new();
            flatten("", &value, &mut lines);
            pairs(
                lines
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.clone())),
            )
        }
        Err(error) => error.to_string(),
    }
}

/// Objects as rows, with a column for every name that any of them has.
fn of_objects(items: &[Value]) -> String {
    let mut head: Vec<String> = Vec::new();
    let mut lines = Vec::new();
    for item in items {
        let mut cells = Vec::new();
        flatten("", item, &mut cells);
        for (name, _) in &cells {
            if !head.contains(name) {
                head.push(name.clone());
            }
        }
        lines.push(cells);
    }
    let line = |cells: Vec<(String, String)>| {
        let value = |name| {
            cells
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.clone())
        };
        head.iter()
            .map(|name| value(name).unwrap_or_default())
            .collect::<Vec<_>>()
    };
    rows(head.clone(), lines.into_iter().map(line))
}

/// The scalars of a value with their dotted names.
fn flatten(name: &str, value: &Value, into: &mut Vec<(String, String)>) {
    let inner = |step: &str| {
        if name.is_empty() {
            step.to_owned()
        } else {
            format!("{name}.{step}")
        }
    };
    match value {
        Value::Object(members) => {
            for (step, value) in members {
                flatten(&inner(step), value, into);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (index, value) in items.iter().enumerate() {
                flatten(&inner(&(index + 1).to_string()), value, into);
            }
        }
        Value::Array(items) => {
            let words: Vec<String> = items.iter().map(scalar).collect();
            into.push((name.to_owned(), words.join(", ")));
        }
        other => into.push((name.to_owned(), scalar(other))),
    }
}

/// A scalar without quotation marks; nothing for `null`.
fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn plain() -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table
}
