//! Tables of an exchange: columns as data, sheets of cells, and faults at their cell.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::law::Mark;
use ip_core::problem::{Problem, Problems};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::toml_file;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellKind {
    /// Text.
    Text,
    /// A whole number from 0.
    Number,
    /// A day, `YYYY-MM-DD` or `YYYYMMDD`, with or without a time.
    Date,
    /// One code of a table.
    Code,
    /// Several codes of a table.
    Codes,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Column {
    /// Field name in the exchange.
    pub id: String,
    /// Heading in a workbook.
    pub name: Text,
    /// What it holds.
    pub kind: CellKind,
    /// Must be filled, or nothing can be read.
    #[serde(default)]
    pub required: bool,
    /// Must be filled by the exchange's own schema (`NOT NULL`): an export tells where it is not.
    #[serde(default)]
    pub mandatory: bool,
    /// Has no place in a list: kept as it came, and written back.
    #[serde(default)]
    pub further: bool,
    /// Longest text, in characters.
    #[serde(default)]
    pub max: Option<usize>,
    /// Code table of the profile.
    #[serde(default)]
    pub table: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Table {
    /// Name in the exchange.
    pub id: String,
    /// Name of its sheet.
    pub name: Text,
    /// How well its columns are proved.
    pub mark: Mark,
    /// Columns, in order.
    pub columns: Vec<Column>,
}

/// A step of a flow, and how its name is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepWords {
    pub(super) id: String,
    pub(super) words: Vec<String>,
}

/// The tables of one exchange.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    table: Vec<Table>,
    pub(super) steps: Vec<StepWords>,
}

impl Tables {
    /// The national exchange tables (`data/exchange/national-2020.toml`).
    ///
    /// # Errors
    ///
    /// A damaged file, which a test excludes.
    pub fn national() -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let text = include_str!("../../data/exchange/national-2020.toml");
        toml_file::read("national-2020.toml", text, &mut problems).ok_or(problems)
    }

    /// The tables, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Table> {
        self.table.iter()
    }

    /// The table of this name, in the exchange or on a sheet.
    pub fn get(&self, name: &str) -> Option<&Table> {
        let is = |t: &&Table| t.id == name || t.name.zh == name || t.name.en == name;
        self.table.iter().find(is)
    }
}

/// A sheet of cells as text: of a workbook, or one CSV file. The first row holds the headings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Name of the sheet or the table.
    pub name: String,
    /// Rows, the headings first.
    pub rows: Vec<Vec<String>>,
}

/// A fault at a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CellFault {
    /// The sheet.
    pub sheet: String,
    /// The row as a spreadsheet counts it: the headings stand in row 1.
    pub row: usize,
    /// The column's letters as a spreadsheet shows them; empty for a whole row.
    pub column: String,
    /// The column's heading.
    pub heading: String,
    /// Stable code.
    pub code: &'static str,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

impl CellFault {
    /// The fault as a problem; its pointer is sheet, row and column.
    pub fn problem(&self) -> Problem {
        let mut problem = Problem::new(self.code)
            .at(format!("/{}/{}/{}", self.sheet, self.row, self.column))
            .arg("sheet", &self.sheet)
            .arg("row", self.row)
            .arg("column", &self.column)
            .arg("heading", &self.heading);
        problem.expected.clone_from(&self.expected);
        problem.found.clone_from(&self.found);
        problem
    }
}

/// The letters of a column, counted from 0.
///
/// ```
/// use ip_matters::exchange::table::letters;
/// assert_eq!((letters(0), letters(25), letters(26)), ("A".into(), "Z".into(), "AA".into()));
/// ```
pub fn letters(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.iter().rev().map(|b| char::from(*b)).collect()
}

/// A sheet read against its table.
pub(super) struct Grid<'a> {
    pub(super) sheet: &'a Sheet,
    at: BTreeMap<&'a str, (usize, &'a Column)>,
}

impl<'a> Grid<'a> {
    /// Finds the columns by their headings; a heading that no column has, or a column that must be
    /// there and is not, is a fault.
    pub(super) fn of(table: &'a Table, sheet: &'a Sheet, faults: &mut Vec<CellFault>) -> Self {
        let mut at = BTreeMap::new();
        let head = sheet.rows.first().map_or(&[][..], Vec::as_slice);
        let fault = |place: usize, heading: &str, code| CellFault {
            sheet: sheet.name.clone(),
            row: 1,
            column: letters(place),
            heading: heading.to_string(),
            code,
            found: Some(heading.to_string()),
            expected: None,
        };
        for (place, heading) in head.iter().enumerate() {
            let heading = heading.trim().trim_start_matches('\u{feff}');
            let is = |c: &&Column| c.id == heading || c.name.zh == heading || c.name.en == heading;
            match table.columns.iter().find(is) {
                Some(column) => {
                    at.insert(column.id.as_str(), (place, column));
                }
                None if heading.is_empty() => {}
                None => faults.push(fault(place, heading, "matters.exchange.unknown-column")),
            }
        }
        for column in table.columns.iter().filter(|c| c.required) {
            if !at.contains_key(column.id.as_str()) {
                let mut missing = fault(head.len(), "", "matters.exchange.missing-column");
                missing.found = None;
                missing.expected = Some(column.name.zh.clone());
                faults.push(missing);
            }
        }
        Self { sheet, at }
    }

    /// Every row below the headings that holds anything, by its index.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        let rows = self.sheet.rows.iter().enumerate().skip(1);
        rows.filter(|(_, cells)| cells.iter().any(|c| !c.trim().is_empty()))
            .map(|(row, _)| row)
    }

    /// The text of a cell, without blanks around it.
    pub(super) fn text(&self, row: usize, column: &str) -> &'a str {
        let place = self.at.get(column).map(|(place, _)| *place);
        let cell = place.and_then(|place| self.sheet.rows.get(row)?.get(place));
        cell.map_or("", |cell| cell.trim())
    }

    /// The code table of a column.
    pub(super) fn codes(&self, column: &str) -> &'a str {
        let known = self.at.get(column);
        known
            .and_then(|(_, column)| column.table.as_deref())
            .unwrap_or_default()
    }

    /// The columns of codes, each with its code table.
    pub(super) fn coded(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let tables = |(_, column): &(usize, &'a Column)| column.table.as_deref();
        self.at
            .iter()
            .filter_map(move |(id, at)| Some((*id, tables(at)?)))
    }

    /// The cells of a row that a list has no place for, by column.
    pub(super) fn further(&self, row: usize) -> BTreeMap<String, String> {
        let columns = self.at.iter().filter(|(_, (_, column))| column.further);
        let cells = columns.map(|(id, _)| (id.to_string(), self.text(row, id).to_string()));
        cells.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// A fault at a cell.
    pub(super) fn fault(&self, row: usize, column: &str, code: &'static str) -> CellFault {
        let known = self.at.get(column);
        let text = self.text(row, column);
        CellFault {
            sheet: self.sheet.name.clone(),
            row: row + 1,
            column: known.map_or_else(String::new, |(place, _)| letters(*place)),
            heading: known.map_or_else(String::new, |(_, column)| column.name.zh.clone()),
            code,
            found: (!text.is_empty()).then(|| text.to_string()),
            expected: None,
        }
    }

    /// What every cell must be by its column: filled, not too long, a number, a day.
    pub(super) fn check(&self, row: usize, faults: &mut Vec<CellFault>) {
        for (id, (_, column)) in &self.at {
            let text = self.text(row, id);
            if text.is_empty() {
                if column.required {
                    faults.push(self.fault(row, id, "matters.exchange.required"));
                }
                continue;
            }
            let (fits, code) = match column.kind {
                CellKind::Number => {
                    let number = number(text).is_some();
                    (number, "matters.exchange.not-a-number")
                }
                CellKind::Date => (day(text).is_some(), "matters.exchange.not-a-date"),
                _ => (true, ""),
            };
            if !fits {
                faults.push(self.fault(row, id, code));
            }
            if let Some(max) = column.max.filter(|max| text.chars().count() > *max) {
                let mut fault = self.fault(row, id, "matters.exchange.too-long");
                fault.expected = Some(max.to_string());
                faults.push(fault);
            }
        }
    }
}

/// A whole number, also as a spreadsheet writes it (`20.0`).
pub(super) fn number(text: &str) -> Option<u32> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

/// A day: `2026-01-01`, `20260101`, and either followed by a time.
pub(super) fn day(text: &str) -> Option<chrono::NaiveDate> {
    let dashed = text.get(..10).and_then(|d| d.parse().ok());
    dashed.or_else(|| {
        let digits = text
            .get(..8)
            .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        let part = |range: core::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
        let year = i32::try_from(part(0..4)?).ok()?;
        chrono::NaiveDate::from_ymd_opt(year, part(4..6)?, part(6..8)?)
    })
}
