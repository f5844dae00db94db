//! Files to take away: tables as CSV and as spreadsheets, calendar files, JSON.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::fault::Fault;

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

/// A table as a spreadsheet; the columns named as amounts hold numbers.
///
/// # Errors
///
/// The file cannot be made.
pub fn xlsx(
    name: &str,
    head: Vec<String>,
    rows: impl Iterator<Item = Vec<String>>,
    amounts: &[usize],
) -> Result<Response, Fault> {
    let content = workbook(&head, rows, amounts).map_err(Fault::internal)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(name, media, content))
}

fn workbook(
    head: &[String],
    rows: impl Iterator<Item = Vec<String>>,
    amounts: &[usize],
) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold();
    let money = Format::new().set_num_format("#,##0.00");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 0)?;
    for (column, name) in (0_u16..).zip(head) {
        sheet
            .write_string_with_format(0, column, name, &bold)?
            .set_column_width(column, 18)?;
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (at, cell) in cells.iter().enumerate() {
            let column = u16::try_from(at).unwrap_or(u16::MAX);
            // A spreadsheet keeps numbers as binary fractions; two decimals survive that.
            match cell.parse::<f64>() {
                Ok(number) if amounts.contains(&at) => {
                    sheet.write_number_with_format(row, column, number, &money)?
                }
                _ => sheet.write_string(row, column, cell)?,
            };
        }
    }
    book.save_to_buffer()
}
