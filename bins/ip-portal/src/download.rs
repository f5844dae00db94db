//! Files to take away: tables, calendar files, JSON.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The media type of a spreadsheet.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// An answer that the browser keeps as a file; `name` is plain ASCII.
pub fn file(name: &str, media: &'static str, content: impl Into<Vec<u8>>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, content.into()).into_response()
}

/// A table as RFC 4180, with the mark by which spreadsheets know UTF-8; what a spreadsheet would
/// run as a formula is defused.
pub fn csv(name: &str, head: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Response {
    let mut text = String::from('\u{feff}');
    for cells in std::iter::once(head).chain(rows) {
        let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&quoted.join(","));
        text.push_str("\r\n");
    }
    file(name, "text/csv; charset=utf-8", text)
}

fn quoted(cell: &str) -> String {
    let is_amount = cell.parse::<ip_core::money::Money>().is_ok();
    let defused = if !is_amount && cell.starts_with(['=', '+', '-', '@']) {
        "'"
    } else {
        ""
    };
    format!("\"{defused}{}\"", cell.replace('"', "\"\""))
}
