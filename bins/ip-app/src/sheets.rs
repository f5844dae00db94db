//! Sheets of an exchange as files: workbooks (XLSX) and comma-separated values, in and out.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use ip_core::problem::Problem;
use ip_matters::exchange::table::{CellFault, Sheet, letters};
use rust_xlsxwriter::{Color, Format, Note, Workbook, XlsxError};

/// Columns that a sheet of an exchange may have; what lies beyond is no table of ours.
const MOST_COLUMNS: u32 = 200;

/// The sheets of a workbook, cells as text.
///
/// # Errors
///
/// `app.sheet.unreadable`.
pub fn read_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    let unreadable = |e: calamine::XlsxError| Problem::new("app.sheet.unreadable").found(e);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(unreadable)?;
        let (rows, columns) = range
            .end()
            .map_or((0, 0), |(row, column)| (row + 1, column + 1));
        let cell = |row, column| {
            range
                .get_value((row, column))
                .map(written)
                .unwrap_or_default()
        };
        let row = |row| {
            (0..columns.min(MOST_COLUMNS))
                .map(|c| cell(row, c))
                .collect()
        };
        sheets.push(Sheet {
            name,
            rows: (0..rows).map(row).collect(),
        });
    }
    Ok(sheets)
}

/// A cell as text; a day as `YYYY-MM-DD`, a whole number without decimals.
fn written(data: &Data) -> String {
    match data {
        Data::DateTime(day) => match day.as_datetime() {
            Some(time) => time.date().to_string(),
            None => data.to_string(),
        },
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

/// A workbook of sheets; cells with a fault are red, with a note that says what is wrong.
///
/// # Errors
///
/// `app.sheet.unwritable`.
pub fn write_xlsx(
    sheets: &[Sheet],
    faults: &[CellFault],
    say: impl Fn(&CellFault) -> String,
) -> Result<Vec<u8>, Problem> {
    let mut marked: BTreeMap<(&str, usize, &str), Vec<&CellFault>> = BTreeMap::new();
    for fault in faults {
        let place = (fault.sheet.as_str(), fault.row, fault.column.as_str());
        marked.entry(place).or_default().push(fault);
    }
    let fill = || -> Result<Vec<u8>, XlsxError> {
        let bold = Format::new().set_bold();
        let red = Format::new().set_background_color(Color::RGB(0x00FF_C7CE));
        let mut book = Workbook::new();
        for sheet in sheets {
            let page = book.add_worksheet();
            page.set_name(&sheet.name)?.set_freeze_panes(1, 0)?;
            for (row, cells) in (0_u32..).zip(&sheet.rows) {
                for (column, cell) in (0_u16..).zip(cells) {
                    let name = letters(usize::from(column));
                    let wrong = marked.get(&(sheet.name.as_str(), row as usize + 1, name.as_str()));
                    match (wrong, row) {
                        (Some(faults), _) => {
                            let said: Vec<String> = faults.iter().map(|f| say(f)).collect();
                            page.write_string_with_format(row, column, cell, &red)?;
                            page.insert_note(row, column, &Note::new(said.join("\n")))?;
                        }
                        (None, 0) => {
                            page.write_string_with_format(row, column, cell, &bold)?
                                .set_column_width(column, 18)?;
                        }
                        (None, _) if cell.is_empty() => {}
                        (None, _) => {
                            page.write_string(row, column, cell)?;
                        }
                    }
                }
            }
        }
        book.save_to_buffer()
    };
    fill().map_err(|e| Problem::new("app.sheet.unwritable").found(e))
}

/// A workbook of figures: cells that are decimals are numbers, but for the first column, which names what they are of.
///
/// # Errors
///
/// `app.sheet.unwritable`.
pub fn write_figures(sheets: &[Sheet]) -> Result<Vec<u8>, Problem> {
    let fill = || -> Result<Vec<u8>, XlsxError> {
        let bold = Format::new().set_bold();
        let mut book = Workbook::new();
        for sheet in sheets {
            let page = book.add_worksheet();
            page.set_name(&sheet.name)?.set_freeze_panes(1, 1)?;
            for (row, cells) in (0_u32..).zip(&sheet.rows) {
                for (column, cell) in (0_u16..).zip(cells) {
                    match decimal(cell).filter(|_| row > 0 && column > 0) {
                        Some(number) => page.write_number(row, column, number)?,
                        None if row == 0 => {
                            page.write_string_with_format(row, column, cell, &bold)?
                        }
                        None if cell.is_empty() => continue,
                        None => page.write_string(row, column, cell)?,
                    };
                }
            }
            page.autofit();
        }
        book.save_to_buffer()
    };
    fill().map_err(|e| Problem::new("app.sheet.unwritable").found(e))
}

/// A decimal of few enough digits that a spreadsheet keeps every one.
fn decimal(cell: &str) -> Option<f64> {
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let short = !cell.is_empty() && cell.len() <= 15 && cell.bytes().all(plain);
    cell.parse().ok().filter(|_| short)
}

/// A sheet from comma-separated values, under a name.
///
/// # Errors
///
/// `app.sheet.unreadable` with the line.
pub fn read_csv(name: &str, bytes: &[u8]) -> Result<Sheet, Problem> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| {
            let line = e.position().map_or(0, csv::Position::line);
            let problem = Problem::new("app.sheet.unreadable").found(e);
            problem.arg("file", name).arg("line", line)
        })?;
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(Sheet {
        name: name.to_owned(),
        rows,
    })
}

/// A sheet as comma-separated values (RFC 4180).
///
/// # Errors
///
/// `app.sheet.unwritable`.
pub fn write_csv(sheet: &Sheet) -> Result<Vec<u8>, Problem> {
    let unwritable = |e: String| Problem::new("app.sheet.unwritable").found(e);
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in &sheet.rows {
        writer
            .write_record(row)
            .map_err(|e| unwritable(e.to_string()))?;
    }
    writer.into_inner().map_err(|e| unwritable(e.to_string()))
}
