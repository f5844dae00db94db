//! Whether the value of a field has the shape that its type standard gives it.

use alloc::format;
use alloc::string::String;

use chrono::NaiveDate;
use ip_core::id::{
    CheckState, LayoutDesignNumber, PatentApplicationNumber, PatentPublicationNumber, PatentRight,
    TrademarkNumber,
};

use super::FieldValue;
use crate::kind::Shape;

/// What is wrong with a value: what was expected in its place.
pub(super) fn misfit(shape: Shape, value: &FieldValue) -> Option<&'static str> {
    let text = match value {
        FieldValue::Text(text) => Some(text.as_str()),
        FieldValue::List(_) | FieldValue::Table(_) => None,
    };
    let unless = |fits: bool, expected| (!fits).then_some(expected);
    let is = |fits: fn(&str) -> bool| text.is_some_and(fits);
    match shape {
        Shape::Text => unless(is(|text| !text.trim().is_empty()), "a text"),
        Shape::Date => unless(is(|text| date(text).is_some()), "a date, YYYY-MM-DD"),
        Shape::Digest => unless(is(is_digest), "sm3: or sha256:, then 64 digits 0-9, a-f"),
        Shape::Count => unless(is(is_count), "a text of digits, without leading zeros"),
        Shape::PatentNumber => unless(
            is(|text| patent(text).is_some()),
            "ZL, then a number with its check digit",
        ),
        Shape::ApplicationNumber => unless(
            is(|text| {
                text.parse::<PatentApplicationNumber>()
                    .is_ok_and(is_checked)
            }),
            "a patent application number with its check digit",
        ),
        Shape::PublicationNumber => unless(
            is(|text| publication(text).is_some()),
            "CN, digits, a kind code",
        ),
        Shape::TrademarkNumber => unless(
            is(|text| text.parse::<TrademarkNumber>().is_ok()),
            "a trademark registration number",
        ),
        Shape::LayoutDesignNumber => unless(
            is(|text| text.parse::<LayoutDesignNumber>().is_ok()),
            "a layout design number",
        ),
        // JSON cannot tell an empty table from an empty list, and neither says anything.
        Shape::List => match value {
            FieldValue::List(items) => unless(
                !items.is_empty() && items.iter().all(|item| !item.trim().is_empty()),
                "a list of texts, none of them blank",
            ),
            _ => Some("a list of texts"),
        },
        Shape::Table => match value {
            FieldValue::Table(rows) => unless(
                !rows.is_empty() && rows.iter().all(|row| !row.is_empty()),
                "rows, none of them empty",
            ),
            _ => Some("a table"),
        },
    }
}

/// The date of a text in its one spelling.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let date = text.parse::<NaiveDate>().ok()?;
    (format!("{date}") == text).then_some(date)
}

/// Which patent right a number is of, where it is one.
pub(super) fn right(shape: Shape, text: &str) -> Option<PatentRight> {
    match shape {
        Shape::PatentNumber => patent(text).map(|number| number.right()),
        Shape::PublicationNumber => publication(text).map(|number| number.right()),
        _ => None,
    }
}

/// The letters and digits of a right's number, which the serial of an identifier repeats.
pub(super) fn serial(text: &str) -> String {
    let bare = text.strip_prefix("ZL").unwrap_or(text);
    bare.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn patent(text: &str) -> Option<PatentApplicationNumber> {
    let number: PatentApplicationNumber = text.strip_prefix("ZL")?.parse().ok()?;
    is_checked(number).then_some(number)
}

fn is_checked(number: PatentApplicationNumber) -> bool {
    number.check_state() != CheckState::Absent
}

fn publication(text: &str) -> Option<PatentPublicationNumber> {
    text.parse().ok()
}

fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, digits)| {
        matches!(algorithm, "sm3" | "sha256")
            && digits.len() == 64
            && digits
                .bytes()
                .all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn is_count(text: &str) -> bool {
    text.parse::<u32>().is_ok_and(|n| format!("{n}") == text)
}
