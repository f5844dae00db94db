//! The rows of a portfolio: CSV, XLSX or JSON Lines, told apart by their content.
//!
//! Nothing is kept of a row once it is handed over; only a spreadsheet keeps its own texts.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::rc::Rc;

use calamine::{DataRef, Reader as _, Xlsx};
use csv::ByteRecord;
use indicatif::ProgressBar;
use ip_app::wire;
use ip_core::problem::{Problem, Problems};
use ip_fees::portfolio::Holding;

use super::cells::Columns;
use crate::cli;
use crate::exit::Failure;
use crate::input::{BOM, Input, LINE_LIMIT, Line, too_large};
use crate::progress;

/// The first part of every code of these rows.
const AREA: &str = "fees";

/// Rows between two moves of the progress bar.
const STRIDE: u64 = 8192;

/// Bytes of a table read at once.
const CHUNK: usize = 256 << 10;

/// Takes a row by its number, or the problems of the row.
pub type Take<'a> = &'a mut dyn FnMut(u64, Result<Holding, Problems>) -> Result<(), Failure>;

/// Hands over every row of the file that the arguments name.
pub fn each(args: &cli::Portfolio, take: Take<'_>) -> Result<(), Failure> {
    let mut input = Input::open(args.input.as_deref())?;
    let bar = progress::bar(input.length);
    let start = input.peek()?;
    let start = start.strip_prefix(BOM).unwrap_or(start);
    let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
    let done = if start.starts_with(b"PK") {
        match &args.input {
            Some(path) => {
                let file = File::open(path).map_err(|e| Failure::unreadable(Some(path), &e))?;
                spreadsheet(BufReader::new(file), args, &bar, take)
            }
            None => spreadsheet(Cursor::new(input.whole(AREA)?), args, &bar, take),
        }
    } else if first == Some(&b'{') {
        json_lines(input, &bar, take)
    } else {
        let delimiter = delimiter(start);
        table(input, delimiter, args, &bar, take)
    };
    bar.finish_and_clear();
    done
}

/// One JSON object a line.
fn json_lines(mut input: Input, bar: &ProgressBar, take: Take<'_>) -> Result<(), Failure> {
    let mut line = Vec::new();
    let (mut row, mut bytes) = (0, 0);
    loop {
        row += 1;
        let holding = match input.next_line(&mut line)? {
            Line::End => return Ok(()),
            Line::TooLong => Err(too_large(AREA, LINE_LIMIT).into()),
            Line::Whole => {
                let text = line.strip_prefix(BOM).unwrap_or(&line).trim_ascii();
                if text.is_empty() {
                    continue;
                }
                wire::read(AREA, text).map_err(Problems::from)
            }
        };
        take(row, holding)?;
        bytes += line.len() as u64 + 1;
        if row.is_multiple_of(STRIDE) {
            bar.set_position(bytes);
        }
    }
}

/// What parts the cells: whichever of comma, semicolon and tab the head has most of.
fn delimiter(start: &[u8]) -> u8 {
    let head = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |delimiter: &u8| head.iter().filter(|byte| *byte == delimiter).count();
    // Of equals the last is the greatest: a comma where nothing speaks for the others.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(b',')
}

/// Comma-separated values with a head.
fn table(
    input: Input,
    delimiter: u8,
    args: &cli::Portfolio,
    bar: &ProgressBar,
    take: Take<'_>,
) -> Result<(), Failure> {
    let left = Rc::new(Cell::new(LINE_LIMIT));
    let bounded = Bounded {
        inner: input.into_reader(),
        left: Rc::clone(&left),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(CHUNK)
        .from_reader(bounded);
    let mut record = ByteRecord::new();
    let mut columns = None;
    let mut count = 0_u64;
    while reader
        .read_byte_record(&mut record)
        .map_err(|error| match left.get() {
            0 => too_large(AREA, LINE_LIMIT).into(),
            _ => Failure::unreadable(args.input.as_deref(), &error.into()),
        })?
    {
        left.set(LINE_LIMIT);
        // As a spreadsheet counts: a cell may run over several lines.
        let row = record.position().map_or(0, csv::Position::record) + 1;
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let Some(columns) = &columns else {
            columns = Some(
                text_of(&record)
                    .and_then(|cells| Columns::read(cells.into_iter(), args.extra_columns))?,
            );
            continue;
        };
        take(
            row,
            text_of(&record).and_then(|cells| columns.holding(cells.into_iter())),
        )?;
        count += 1;
        if count.is_multiple_of(STRIDE) {
            bar.set_position(reader.position().byte());
        }
    }
    Ok(())
}

/// The cells of a record as text.
fn text_of(record: &ByteRecord) -> Result<Vec<&str>, Problems> {
    record
        .iter()
        .map(|cell| {
            std::str::from_utf8(cell).map_err(|error| {
                Problem::new("fees.request.not-utf8")
                    .arg("offset", error.valid_up_to())
                    .into()
            })
        })
        .collect()
}

/// Hands on bytes, but never more than are left for one record, so that a quotation mark without
/// its partner does not pull a whole file into memory.
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let most = buffer.len().min(left);
        let read = self.inner.read(&mut buffer[..most])?;
        self.left.set(left - read);
        Ok(read)
    }
}

/// The first sheet of a spreadsheet, whose first row is the head.
fn spreadsheet<R: Read + Seek>(
    source: R,
    args: &cli::Portfolio,
    bar: &ProgressBar,
    take: Take<'_>,
) -> Result<(), Failure> {
    let unreadable = |error: calamine::XlsxError| {
        Failure::unreadable(args.input.as_deref(), &io::Error::other(error))
    };
    let mut book = Xlsx::new(source).map_err(unreadable)?;
    let Some(name) = book.sheet_names().first().cloned() else {
        return Ok(());
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut columns: Option<Columns> = None;
    let mut row: Vec<String> = Vec::new();
    let mut number = 0;
    loop {
        let cell = cells.next_cell().map_err(unreadable)?;
        let place = cell.as_ref().map(calamine::Cell::get_position);
        if place.is_none_or(|(at, _)| at != number) {
            if row.iter().any(|cell| !cell.trim().is_empty()) {
                let texts = row.iter().map(String::as_str);
                match &columns {
                    None => columns = Some(Columns::read(texts, args.extra_columns)?),
                    Some(columns) => take(u64::from(number) + 1, columns.holding(texts))?,
                }
            }
            row.iter_mut().for_each(String::clear);
        }
        let (Some(cell), Some((at, column))) = (cell, place) else {
            return Ok(());
        };
        number = at;
        let column = column as usize;
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        if let Some(text) = row.get_mut(column) {
            write(cell.get_value(), text);
        }
        if u64::from(number).is_multiple_of(STRIDE) {
            bar.tick();
        }
    }
}

/// The value of a cell as it would stand in a table of text.
fn write(value: &DataRef<'_>, text: &mut String) {
    use std::fmt::Write as _;
    // Writing to a text never fails.
    let _ = match value {
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            write!(text, "{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(day) => write!(text, "{}", day.split('T').next().unwrap_or(day)),
        DataRef::String(value) => write!(text, "{value}"),
        DataRef::SharedString(value) => write!(text, "{value}"),
        DataRef::Int(value) => write!(text, "{value}"),
        // A whole number prints without a point.
        DataRef::Float(value) => write!(text, "{value}"),
        DataRef::Bool(value) => write!(text, "{value}"),
        DataRef::DurationIso(value) => write!(text, "{value}"),
        DataRef::Error(value) => write!(text, "{value}"),
        DataRef::Empty => Ok(()),
    };
}
