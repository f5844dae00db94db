//! The canonical writer (RFC 8785): no space, names sorted, shortest escapes.

use alloc::string::String;
use core::fmt::Write;

use super::Value;

/// Appends the canonical form.
pub(super) fn value(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        // Writing to a `String` does not fail.
        Value::Number(number) => write!(out, "{number}").unwrap_or_default(),
        Value::Text(string) => text(string, out),
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                self::value(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => {
            out.push('{');
            for (i, (name, member)) in object.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                text(name, out);
                out.push(':');
                self::value(member, out);
            }
            out.push('}');
        }
    }
}

fn text(string: &str, out: &mut String) {
    out.push('"');
    let mut rest = string;
    // What must be escaped is ASCII, so every cut is between characters.
    while let Some(at) = rest
        .bytes()
        .position(|b| matches!(b, b'"' | b'\\' | 0..b' '))
    {
        let (plain, after) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = after.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(c) => write!(out, "\\u{:04x}", u32::from(c)).unwrap_or_default(),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}
