//! The years of a patent as comma-separated values and as a spreadsheet.

use std::io;
use std::path::Path;

use ip_fees::annuity::Life;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{cells, head};
use crate::exit::Failure;
use crate::output::Words;

/// Columns that hold amounts of yuan.
const AMOUNTS: [usize; 4] = [3, 5, 6, 7];

/// Comma-separated values (RFC 4180), with the mark that makes spreadsheets read UTF-8.
pub fn csv(life: &Life<'_>, words: Words) -> String {
    let mut text = String::from('\u{feff}');
    let mut line = |cells: Vec<String>| {
        text.push_str(
            &cells
                .iter()
                .map(|cell| quoted(cell))
                .collect::<Vec<_>>()
                .join(","),
        );
        text.push_str("\r\n");
    };
    line(head(words).map(str::to_owned).to_vec());
    for plan in &life.years {
        line(cells(plan, words).to_vec());
    }
    text
}

/// A cell, in quotation marks where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// A spreadsheet with amounts as numbers.
pub fn xlsx(life: &Life<'_>, words: Words, path: &Path) -> Result<(), Failure> {
    fill(life, words)
        .and_then(|mut book| book.save(path))
        .map_err(|error| Failure::unwritable(&io::Error::other(error)))
}

fn fill(life: &Life<'_>, words: Words) -> Result<Workbook, XlsxError> {
    let bold = Format::new().set_bold();
    let money = Format::new().set_num_format("#,##0.00");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .set_name(words.pick("年费", "Annuities"))?
        .set_freeze_panes(1, 0)?;
    for (column, name) in (0_u16..).zip(head(words)) {
        sheet
            .write_string_with_format(0, column, name, &bold)?
            .set_column_width(column, 18)?;
    }
    for (row, plan) in (1_u32..).zip(&life.years) {
        for (at, cell) in cells(plan, words).iter().enumerate() {
            let column = u16::try_from(at).unwrap_or(u16::MAX);
            // A spreadsheet keeps numbers as binary fractions; two decimals survive that.
            match cell.parse::<f64>() {
                Ok(number) if AMOUNTS.contains(&at) => {
                    sheet.write_number_with_format(row, column, number, &money)?
                }
                _ => sheet.write_string(row, column, cell)?,
            };
        }
    }
    Ok(book)
}
