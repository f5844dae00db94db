//! The report on a portfolio as a spreadsheet, written row by row.

use std::io;
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use ip_core::money::Money;
use ip_core::problem::Problems;
use ip_fees::portfolio::{DueFee, Holding};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::report::{Report, Summary, fee, head, sums, told};
use crate::exit::Failure;
use crate::output::Words;
use ip_app::annuities::status;

/// Rows of a sheet, as the format has it.
const MOST_ROWS: u32 = 1_048_576;

/// The sheets that always stand there, by their place; those with rows follow.
const TOTALS: usize = 0;
const ERRORS: usize = 1;

/// A spreadsheet with totals, refused rows, and as many sheets of rows as it takes.
pub struct Book {
    book: Workbook,
    path: PathBuf,
    words: Words,
    rows: bool,
    /// Next row of the sheet of refused rows.
    errors: u32,
    /// Place of the sheet being filled, and its next row.
    sheet: usize,
    next: u32,
    bold: Format,
    money: Format,
    date: Format,
}

fn unwritable(error: XlsxError) -> Failure {
    Failure::unwritable(&io::Error::other(error))
}

impl Book {
    /// The report with rows, or totals alone, to be saved at a path.
    pub fn new(path: PathBuf, words: Words, rows: bool) -> Result<Self, Failure> {
        let mut report = Self {
            book: Workbook::new(),
            path,
            words,
            rows,
            errors: 1,
            sheet: ERRORS,
            next: MOST_ROWS,
            bold: Format::new().set_bold(),
            money: Format::new().set_num_format("#,##0.00"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        };
        report.begin().map_err(unwritable)?;
        Ok(report)
    }

    fn begin(&mut self) -> Result<(), XlsxError> {
        let words = self.words;
        let totals = self.book.add_worksheet();
        totals
            .set_name(words.pick("合计", "Totals"))?
            .set_column_width(0, 24)?
            .set_column_width(1, 18)?;
        let errors = self.book.add_worksheet_with_constant_memory()?;
        errors
            .set_name(words.pick("错误", "Refused"))?
            .set_column_width(1, 80)?
            .set_freeze_panes(1, 0)?
            .write_string_with_format(0, 0, words.pick("行", "Row"), &self.bold)?
            .write_string_with_format(0, 1, words.pick("问题", "Problem"), &self.bold)?;
        Ok(())
    }

    /// The sheet being filled, or a new one when that is full.
    fn page(&mut self) -> Result<(&mut Worksheet, u32), XlsxError> {
        if self.next >= MOST_ROWS {
            let number = self.sheet;
            let words = self.words;
            let page = self.book.add_worksheet_with_constant_memory()?;
            page.set_name(format!("{} {number}", words.pick("到期", "Due")))?
                .set_freeze_panes(1, 0)?;
            for (column, name) in (0_u16..).zip(head(words).into_iter().take(10)) {
                page.set_column_width(column, 16)?;
                page.write_string_with_format(0, column, name, &self.bold)?;
            }
            self.sheet += 1;
            self.next = 1;
        }
        let row = self.next;
        self.next += 1;
        Ok((self.book.worksheet_from_index(self.sheet)?, row))
    }

    fn due(&mut self, row: u64, id: &str, due: &DueFee) -> Result<(), XlsxError> {
        let words = self.words;
        let (money, date) = (self.money.clone(), self.date.clone());
        let (page, at) = self.page()?;
        page.write_number(at, 0, row as f64)?
            .write_string(at, 1, id)?
            .write_string(at, 2, fee(due.fee, words))?;
        if let Some(year) = due.year {
            page.write_number(at, 3, year)?;
        }
        page.write_datetime_with_format(at, 4, &day(due.due)?, &date)?
            .write_string(at, 5, words.yes(due.provisional))?
            .write_string(at, 6, status(due.status, words.lang))?;
        for (column, amount) in (7..).zip([due.amount, due.extra, due.total]) {
            match amount {
                Some(amount) => {
                    page.write_number_with_format(at, column, yuan(amount), &money)?;
                }
                None => {
                    page.write_string(at, column, words.pick("未知", "unknown"))?;
                }
            }
        }
        Ok(())
    }

    fn refused(&mut self, row: u64, problems: &Problems) -> Result<(), XlsxError> {
        let text = told(problems, self.words);
        if self.errors < MOST_ROWS {
            self.book
                .worksheet_from_index(ERRORS)?
                .write_number(self.errors, 0, row as f64)?
                .write_string(self.errors, 1, text)?;
            self.errors += 1;
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let lines = sums(summary, self.words);
        let money = self.money.clone();
        let page = self.book.worksheet_from_index(TOTALS)?;
        for (row, [name, value]) in (0_u32..).zip(&lines) {
            page.write_string(row, 0, name)?;
            match value.parse::<f64>() {
                Ok(amount) if value.contains('.') => {
                    page.write_number_with_format(row, 1, amount, &money)?
                }
                Ok(number) => page.write_number(row, 1, number)?,
                Err(_) => page.write_string(row, 1, value)?,
            };
        }
        self.book.save(&self.path)
    }
}

impl Report for Book {
    fn row(&mut self, row: u64, holding: &Holding, due: &[DueFee]) -> Result<(), Failure> {
        let due = if self.rows { due } else { &[] };
        for due in due {
            self.due(row, &holding.id, due).map_err(unwritable)?;
        }
        Ok(())
    }

    fn error(&mut self, row: u64, problems: Problems) -> Result<(), Failure> {
        self.refused(row, &problems).map_err(unwritable)
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), Failure> {
        self.finish(summary).map_err(unwritable)
    }
}

/// A spreadsheet keeps numbers as binary fractions; two decimals survive that.
fn yuan(amount: Money) -> f64 {
    amount.hundredths() as f64 / 100.0
}

fn day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(u16::MAX);
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)
}
