//! The forms that a report on a portfolio can have on standard output.

use std::io::{self, BufWriter, Stdout, Write};

use ip_app::wire::Told;
use ip_core::problem::Problems;
use ip_fees::portfolio::{DueFee, Holding};
use serde::Serialize;

use super::report::{Report, Summary, cells, head, sums, told};
use crate::exit::Failure;
use crate::input::BOM;
use crate::output::Words;
use crate::table;

/// Bytes gathered before they are written.
const CHUNK: usize = 256 << 10;

/// Rows of a table for eyes; the other forms have them all.
const SHOWN: usize = 50;

/// A row in JSON.
#[derive(Serialize)]
struct Row<'a> {
    row: u64,
    id: &'a str,
    due: &'a [DueFee],
}

/// A row in JSON that could not be understood.
#[derive(Serialize)]
struct BadRow {
    row: u64,
    error: Told,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Told>,
}

/// JSON: one object, or one object a line.
pub struct Json {
    out: BufWriter<Stdout>,
    words: Words,
    lines: bool,
    /// Whether rows are written at all.
    rows: bool,
    first: bool,
}

impl Json {
    /// The report as lines, or as one object; with rows, or totals alone.
    pub fn new(words: Words, lines: bool, rows: bool) -> Self {
        Self {
            out: BufWriter::with_capacity(CHUNK, io::stdout()),
            words,
            lines,
            rows,
            first: true,
        }
    }

    fn value(&mut self, value: &impl Serialize) -> io::Result<()> {
        if !self.rows {
            return Ok(());
        }
        if !self.lines {
            let before = if self.first { "{\"rows\": [\n" } else { ",\n" };
            self.out.write_all(before.as_bytes())?;
        }
        self.first = false;
        serde_json::to_writer(&mut self.out, value)?;
        if self.lines {
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let before = match (self.lines || !self.rows, self.first) {
            (true, _) => "{\"summary\": ",
            (false, true) => "{\"rows\": [], \"summary\": ",
            (false, false) => "\n], \"summary\": ",
        };
        self.out.write_all(before.as_bytes())?;
        if self.lines {
            serde_json::to_writer(&mut self.out, summary)?;
        } else {
            serde_json::to_writer_pretty(&mut self.out, summary)?;
        }
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}

impl Report for Json {
    fn row(&mut self, row: u64, holding: &Holding, due: &[DueFee]) -> Result<(), Failure> {
        let id = &holding.id;
        self.value(&Row { row, id, due })
            .map_err(|error| Failure::unwritable(&error))
    }

    fn error(&mut self, row: u64, problems: Problems) -> Result<(), Failure> {
        let Some(refusal) = self.words.refuse(problems.0) else {
            return Ok(());
        };
        self.value(&BadRow {
            row,
            error: refusal.error,
            errors: refusal.errors,
        })
        .map_err(|error| Failure::unwritable(&error))
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), Failure> {
        self.finish(summary)
            .map_err(|error| Failure::unwritable(&error))
    }
}

/// Comma-separated values, with the mark that makes spreadsheets read UTF-8.
pub struct Csv {
    table: csv::Writer<BufWriter<Stdout>>,
    words: Words,
    /// Whether rows are written at all.
    rows: bool,
}

impl Csv {
    /// The report with rows, or totals alone.
    pub fn new(words: Words, rows: bool) -> Result<Self, Failure> {
        let mut out = BufWriter::with_capacity(CHUNK, io::stdout());
        out.write_all(BOM)
            .map_err(|error| Failure::unwritable(&error))?;
        let table = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let mut report = Self { table, words, rows };
        if rows {
            report.write(head(words))?;
        }
        Ok(report)
    }

    fn write(&mut self, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<(), Failure> {
        self.table
            .write_record(cells)
            .map_err(|error| Failure::unwritable(&error.into()))
    }
}

impl Report for Csv {
    fn row(&mut self, row: u64, holding: &Holding, due: &[DueFee]) -> Result<(), Failure> {
        if self.rows {
            for due in due {
                self.write(cells(row, &holding.id, due, self.words))?;
            }
        }
        Ok(())
    }

    fn error(&mut self, row: u64, problems: Problems) -> Result<(), Failure> {
        if !self.rows {
            return Ok(());
        }
        let mut cells: [String; 11] = Default::default();
        let [first, .., last] = &mut cells;
        *first = row.to_string();
        *last = told(&problems, self.words);
        self.write(cells)
    }

    fn end(mut self: Box<Self>, summary: &Summary) -> Result<(), Failure> {
        if !self.rows {
            for line in sums(summary, self.words) {
                self.write(line)?;
            }
        }
        self.table
            .flush()
            .map_err(|error| Failure::unwritable(&error))
    }
}

/// Tables for eyes: the first rows, the first problems, the totals.
pub struct Eyes {
    words: Words,
    rows: bool,
    shown: Vec<[String; 11]>,
    more: u64,
    wrong: Vec<[String; 2]>,
    more_wrong: u64,
}

impl Eyes {
    /// The report with rows, or totals alone.
    pub const fn new(words: Words, rows: bool) -> Self {
        Self {
            words,
            rows,
            shown: Vec::new(),
            more: 0,
            wrong: Vec::new(),
            more_wrong: 0,
        }
    }

    fn text(&self, summary: &Summary) -> String {
        let words = self.words;
        let more = |n: u64| match n {
            0 => String::new(),
            n => format!("{} {n}\n", words.pick("未显示的其余行数:", "… and more:")),
        };
        let mut text = String::new();
        if !self.shown.is_empty() {
            // The problem column stays empty here: problems have a table of their own.
            let cells = |row: &[String; 11]| row.iter().take(10).cloned().collect::<Vec<_>>();
            text += &table::rows(head(words).iter().take(10), self.shown.iter().map(cells));
            text += "\n";
            text += &more(self.more);
            text += "\n";
        }
        if !self.wrong.is_empty() {
            let head = [words.pick("行", "Row"), words.pick("问题", "Problem")];
            text += &table::rows(head, self.wrong.clone());
            text += "\n";
            text += &more(self.more_wrong);
            text += "\n";
        }
        let sums = sums(summary, words);
        text += &table::pairs(
            sums.iter()
                .map(|[name, value]| (name.as_str(), value.clone())),
        );
        text
    }
}

impl Report for Eyes {
    fn row(&mut self, row: u64, holding: &Holding, due: &[DueFee]) -> Result<(), Failure> {
        for due in due.iter().filter(|_| self.rows) {
            if self.shown.len() < SHOWN {
                self.shown.push(cells(row, &holding.id, due, self.words));
            } else {
                self.more += 1;
            }
        }
        Ok(())
    }

    fn error(&mut self, row: u64, problems: Problems) -> Result<(), Failure> {
        if self.wrong.len() < SHOWN {
            self.wrong
                .push([row.to_string(), told(&problems, self.words)]);
        } else {
            self.more_wrong += 1;
        }
        Ok(())
    }

    fn end(self: Box<Self>, summary: &Summary) -> Result<(), Failure> {
        let text = self.text(summary) + "\n";
        io::stdout()
            .write_all(text.as_bytes())
            .map_err(|error| Failure::unwritable(&error))
    }
}
