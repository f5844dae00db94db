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
    /// How well the column is proved, where less well than its table.
    #[serde(default)]
    pub mark: Option<Mark>,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Matters with their basic information (基本信息).
    Basic,
    /// The same matters with the extended information (扩展信息).
    Extend,
    /// Papers (材料目录).
    Material,
    /// Fees (收费项目).
    Fee,
    /// Questions often asked (常见问题).
    Questions,
    /// The basic directory (基本目录): a row for each basic code.
    Directory,
    /// Cases that were accepted (受理).
    Accept,
    /// The steps of a case (过程).
    Process,
    /// Its special procedures (特别程序).
    Special,
    /// Its papers (办件材料).
    CaseMaterial,
    /// Its result (结果).
    Result,
    /// Proofs that may be asked for (证明事项清单).
    Proof,
}

impl Role {
    /// The key under which cells of this table are kept.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Extend => "extend",
            Self::Material => "material",
            Self::Fee => "fee",
            Self::Questions => "questions",
            Self::Directory => "directory",
            Self::Accept => "accept",
            Self::Process => "process",
            Self::Special => "special",
            Self::CaseMaterial => "case-material",
            Self::Result => "result",
            Self::Proof => "proof",
        }
    }
}

/// The table of public services (公共服务) beside one of administrative powers: the same columns but some.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Twin {
    id: String,
    name: Text,
    /// How well its name is proved.
    mark: Mark,
    /// Columns that it does not have.
    #[serde(default)]
    without: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Table {
    /// Name in the exchange.
    pub id: String,
    /// Name of its sheet.
    pub name: Text,
    /// What its rows are.
    pub role: Role,
    /// Whether it holds public services alone.
    #[serde(default)]
    pub public: bool,
    /// The same table for public services.
    #[serde(default)]
    twin: Option<Twin>,
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    table: Vec<Table>,
    #[serde(default)]
    pub(super) steps: Vec<StepWords>,
    /// Words for what happens to a case, by step and by action.
    #[serde(default)]
    pub(super) words: BTreeMap<String, String>,
}

impl Tables {
    /// The national exchange tables (`data/exchange/national-2020.toml`).
    ///
    /// # Errors
    ///
    /// A damaged file, which a test excludes.
    pub fn national() -> Result<Self, Problems> {
        let text = include_str!("../../data/exchange/national-2020.toml");
        Self::read("national-2020.toml", text)
    }

    /// The national exchange tables of cases (`data/exchange/national-2020-cases.toml`).
    ///
    /// # Errors
    ///
    /// A damaged file, which a test excludes.
    pub fn national_cases() -> Result<Self, Problems> {
        let text = include_str!("../../data/exchange/national-2020-cases.toml");
        Self::read("national-2020-cases.toml", text)
    }

    /// The table of a list of proofs (`data/exchange/proofs.toml`).
    ///
    /// # Errors
    ///
    /// A damaged file, which a test excludes.
    pub fn proofs() -> Result<Self, Problems> {
        Self::read(
            "proofs.toml",
            include_str!("../../data/exchange/proofs.toml"),
        )
    }

    /// Reads the tables and puts the twins of public services behind them.
    fn read(name: &str, text: &str) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut all: Self = toml_file::read(name, text, &mut problems).ok_or(problems)?;
        let twins = all.table.iter().filter_map(|table| {
            let twin = table.twin.clone()?;
            let columns = table.columns.iter();
            let columns = columns.filter(|c| !twin.without.contains(&c.id));
            Some(Table {
                id: twin.id,
                name: twin.name,
                role: table.role,
                public: true,
                twin: None,
                mark: twin.mark,
                columns: columns.cloned().collect(),
            })
        });
        let twins: Vec<Table> = twins.collect();
        all.table.extend(twins);
        Ok(all)
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

    /// The tables with rows of this kind: at most one, and its twin of public services.
    pub fn of(&self, role: Role) -> impl Iterator<Item = &Table> {
        self.table.iter().filter(move |table| table.role == role)
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
pub(crate) struct Grid<'a> {
    pub(super) sheet: &'a Sheet,
    role: Role,
    at: BTreeMap<&'a str, (usize, &'a Column)>,
    /// Columns that only whoever wrote the file knows, by their headings.
    extra: BTreeMap<&'a str, usize>,
}

/// Whether a heading is a field name of an exchange, which no clerk types: a platform's own column.
fn is_field_name(heading: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    heading.contains('_') && heading.bytes().all(letter)
}

impl<'a> Grid<'a> {
    /// Finds the columns by their headings. A heading that no column has is a fault, but a field name
    /// of another platform: its cells are kept, and a note says so. A column that must be there and
    /// is not is a fault.
    pub(crate) fn of(
        table: &'a Table,
        sheet: &'a Sheet,
        faults: &mut Vec<CellFault>,
        notes: &mut Vec<CellFault>,
    ) -> Self {
        let mut at = BTreeMap::new();
        let mut extra = BTreeMap::new();
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
                None if is_field_name(heading) => {
                    extra.insert(heading, place);
                    notes.push(fault(place, heading, "matters.exchange.column-kept"));
                }
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
        Self {
            sheet,
            role: table.role,
            at,
            extra,
        }
    }

    /// Every row below the headings that holds anything, by its index.
    pub(crate) fn rows(&self) -> impl Iterator<Item = usize> {
        let rows = self.sheet.rows.iter().enumerate().skip(1);
        rows.filter(|(_, cells)| cells.iter().any(|c| !c.trim().is_empty()))
            .map(|(row, _)| row)
    }

    /// The text of a cell, without blanks around it.
    pub(crate) fn text(&self, row: usize, column: &str) -> &'a str {
        let place = self.at.get(column).map(|(place, _)| *place);
        let cell = place.and_then(|place| self.sheet.rows.get(row)?.get(place));
        cell.map_or("", |cell| cell.trim())
    }

    /// The code table of a column.
    pub(crate) fn codes(&self, column: &str) -> &'a str {
        let known = self.at.get(column);
        known
            .and_then(|(_, column)| column.table.as_deref())
            .unwrap_or_default()
    }

    /// The columns of codes, each with its code table.
    pub(crate) fn coded(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let tables = |(_, column): &(usize, &'a Column)| column.table.as_deref();
        self.at
            .iter()
            .filter_map(move |(id, at)| Some((*id, tables(at)?)))
    }

    /// The columns that were found.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'a Column> {
        self.at.values().map(|(_, column)| *column)
    }

    /// The cells of a row that a list has no place for, by column.
    pub(crate) fn further(&self, row: usize) -> BTreeMap<String, String> {
        let columns = self.at.iter().filter(|(_, (_, column))| column.further);
        let cells = columns.map(|(id, _)| (id.to_string(), self.text(row, id).to_string()));
        let cells = cells.filter(|(_, text)| !text.is_empty());
        cells.chain(self.extra(row)).collect()
    }

    /// The cells of a row in columns that no table here has, at `ROLE/HEADING`.
    pub(crate) fn extra(&self, row: usize) -> impl Iterator<Item = (String, String)> {
        self.extra.iter().filter_map(move |(heading, place)| {
            let cell = self.sheet.rows.get(row)?.get(*place)?.trim();
            let kept = || (format!("{}/{heading}", self.role.key()), cell.to_string());
            (!cell.is_empty()).then(kept)
        })
    }

    /// A fault at a cell.
    pub(crate) fn fault(&self, row: usize, column: &str, code: &'static str) -> CellFault {
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
    pub(crate) fn check(&self, row: usize, faults: &mut Vec<CellFault>) {
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
pub(crate) fn number(text: &str) -> Option<u32> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

/// A day: `2026-01-01`, `20260101`, and either followed by a time.
pub(crate) fn day(text: &str) -> Option<chrono::NaiveDate> {
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
