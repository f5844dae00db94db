//! The years of a patent as comma-separated values and as a spreadsheet.

use std::io;
use std::path::Path;

use ip_fees::annuity::Life;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{cells, head};
use crate::exit::Failure;
use crate::input::BOM;
use crate::output::Words;

/// Columns that hold amounts of yuan.
const AMOUNTS: [usize; 4] = [3, 5, 6, 7];

/// Comma-separated values (RFC 4180), with the mark that makes spreadsheets read UTF-8.
pub fn csv(life: &Life<'_>, words: Words) -> Result<Vec<u8>, Failure> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BOM.to_vec());
    let unwritable = |error: csv::Error| Failure::unwritable(&error.into());
    table.write_record(head(words)).map_err(unwritable)?;
    for plan in &life.years {
        table.write_record(cells(plan, words)).map_err(unwritable)?;
    }
    table
        .into_inner()
        .map_err(|error| Failure::unwritable(error.error()))
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
