//! The case tables of the national exchange (办件库表): accepted cases out to sheets and back.
//!
//! A case that is not accepted, and a special procedure that still runs, cannot stand there: the export
//! says so. A code that the profile does not know and a column that no table has are kept and told.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::law::Mark;
use ip_core::problem::Problems;

use super::national::{Export, empty};
use super::record::{CaseRecord, Row};
use super::table::{CellFault, CellKind, Column, Grid, Role, Sheet, Table, Tables, day, letters};
use crate::profile::Profile;

/// The exchange of cases with everything it needs to translate.
#[derive(Debug)]
pub struct CaseExchange<'a> {
    profile: &'a Profile,
    tables: Tables,
}

/// Cases that were read, and what was kept without being understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseImport {
    /// The cases, in the order of the table of acceptance.
    pub cases: Vec<CaseRecord>,
    /// Unknown columns and codes, each at its cell.
    pub notes: Vec<CellFault>,
}

impl<'a> CaseExchange<'a> {
    /// The national exchange under a profile of codes.
    ///
    /// # Errors
    ///
    /// A damaged data file, which a test excludes.
    pub fn national(profile: &'a Profile) -> Result<Self, Problems> {
        let tables = Tables::national_cases()?;
        Ok(Self { profile, tables })
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The word for a step of a case.
    pub(super) fn word(&self, key: &str) -> String {
        let known = self.tables.words.get(key).cloned();
        known.unwrap_or_else(|| key.to_string())
    }

    /// The sheets of cases, with headings in Chinese or, for `raw`, the exchange's field names.
    pub fn export(&self, cases: &[CaseRecord], raw: bool) -> Export {
        let mut notes = Vec::new();
        for case in cases.iter().filter(|case| case.accept.is_none()) {
            notes.push(self.untold(Role::Accept, &case.number, "matters.exchange.not-accepted"));
        }
        let accepted: Vec<_> = cases.iter().filter(|case| case.accept.is_some()).collect();
        let sheets = self.tables.iter().map(|table| {
            let extra = extras(table, &accepted);
            let head = table.columns.iter().map(|c| match raw {
                true => c.id.clone(),
                false => c.name.zh.clone(),
            });
            let head = head.chain(extra.iter().map(ToString::to_string));
            let mut rows = alloc::vec![head.collect::<Vec<_>>()];
            for case in &accepted {
                for row in rows_of(case, table.role) {
                    if table.role == Role::Special && !row.values.contains_key("end") {
                        let code = "matters.exchange.open-procedure";
                        notes.push(self.untold(Role::Special, &case.number, code));
                        continue;
                    }
                    let at = (rows.len(), &mut notes);
                    rows.push(self.cells(case, row, table, &extra, at));
                }
            }
            self.doubts(table, &rows, &mut notes);
            empty(table, &rows, &mut notes);
            Sheet {
                name: match raw {
                    true => table.id.clone(),
                    false => table.name.zh.clone(),
                },
                rows,
            }
        });
        let sheets = sheets.collect();
        Export { sheets, notes }
    }

    fn untold(&self, role: Role, number: &str, code: &'static str) -> CellFault {
        let table = self.tables.of(role).next();
        CellFault {
            sheet: table.map(|t| t.name.zh.clone()).unwrap_or_default(),
            row: 0,
            column: String::new(),
            heading: String::new(),
            code,
            found: Some(number.to_string()),
            expected: None,
        }
    }

    fn cells(
        &self,
        case: &CaseRecord,
        row: &Row,
        table: &Table,
        extra: &[&str],
        (at, notes): (usize, &mut Vec<CellFault>),
    ) -> Vec<String> {
        let mut cells = Vec::new();
        for (place, column) in table.columns.iter().enumerate() {
            if column.id == "project_no" {
                cells.push(case.number.clone());
                continue;
            }
            let written = self.written(row, column);
            if let Err(value) = &written {
                notes.push(CellFault {
                    sheet: table.name.zh.clone(),
                    row: at + 1,
                    column: letters(place),
                    heading: column.name.zh.clone(),
                    code: "matters.exchange.no-code",
                    found: Some(case.number.clone()),
                    expected: Some(value.clone()),
                });
            }
            cells.push(written.unwrap_or_default());
        }
        cells.extend(extra.iter().map(|heading| {
            let kept = row.kept.get(&format!("{}/{heading}", table.role.key()));
            kept.cloned().unwrap_or_default()
        }));
        cells
    }

    /// What stands in a cell; the value itself where the profile has no code for it.
    fn written(&self, row: &Row, column: &Column) -> Result<String, String> {
        let kept = row.kept.get(&self.kept(&column.id));
        let value = row.values.get(&column.id);
        let Some(field) = column.table.as_deref() else {
            return Ok(value.cloned().unwrap_or_default());
        };
        let Some(value) = value else {
            return Ok(kept.cloned().unwrap_or_default());
        };
        let same = kept.filter(|raw| self.profile.meaning(field, raw) == Some(value));
        let code = same.cloned().or_else(|| self.profile.code_of(field, value));
        code.ok_or_else(|| value.clone())
    }

    fn kept(&self, column: &str) -> String {
        format!("{column}@{}", self.profile.id)
    }

    /// Tells once of each column whose codes are doubtful, where it is used.
    fn doubts(&self, table: &Table, rows: &[Vec<String>], notes: &mut Vec<CellFault>) {
        for (place, column) in table.columns.iter().enumerate() {
            let codes = column.table.as_deref().and_then(|f| self.profile.table(f));
            let doubtful = codes.is_some_and(|t| t.mark == Mark::Doubtful);
            let mut filled = rows.iter().skip(1).filter_map(|row| row.get(place));
            if doubtful && filled.any(|cell| !cell.is_empty()) {
                notes.push(CellFault {
                    sheet: table.name.zh.clone(),
                    row: 1,
                    column: letters(place),
                    heading: column.name.zh.clone(),
                    code: "matters.exchange.doubtful-codes",
                    found: None,
                    expected: None,
                });
            }
        }
    }

    /// Cases from sheets.
    ///
    /// # Errors
    ///
    /// Every fault of every cell; there is no case then.
    pub fn import(&self, sheets: &[Sheet]) -> Result<CaseImport, Vec<CellFault>> {
        let (mut faults, mut notes) = (Vec::new(), Vec::new());
        let mut cases: Vec<CaseRecord> = Vec::new();
        let mut at: BTreeMap<String, usize> = BTreeMap::new();
        for table in self.tables.iter() {
            let is = |s: &&Sheet| self.tables.get(&s.name).is_some_and(|t| t.id == table.id);
            let Some(sheet) = sheets.iter().find(is) else {
                if table.role == Role::Accept {
                    let code = "matters.exchange.no-sheet";
                    let mut fault = self.untold(Role::Accept, "", code);
                    (fault.row, fault.found) = (1, None);
                    fault.expected = Some(table.name.zh.clone());
                    faults.push(fault);
                }
                continue;
            };
            let grid = Grid::of(table, sheet, &mut faults, &mut notes);
            for row in grid.rows() {
                grid.check(row, &mut faults);
                let number = grid.text(row, "project_no");
                let known = at.get(number).copied();
                let fault = |code| grid.fault(row, "project_no", code);
                if table.role == Role::Accept {
                    if known.is_some() {
                        faults.push(fault("matters.exchange.duplicate"));
                    }
                    at.insert(number.to_string(), cases.len());
                    cases.push(CaseRecord {
                        number: number.to_string(),
                        accept: Some(self.row(&grid, row, &mut notes)),
                        process: Vec::new(),
                        special: Vec::new(),
                        materials: Vec::new(),
                        result: None,
                    });
                    continue;
                }
                let Some(case) = known.and_then(|at| cases.get_mut(at)) else {
                    faults.push(fault("matters.exchange.no-case"));
                    continue;
                };
                let read = self.row(&grid, row, &mut notes);
                match table.role {
                    Role::Process => case.process.push(read),
                    Role::Special => case.special.push(read),
                    Role::CaseMaterial => case.materials.push(read),
                    _ if case.result.is_some() => {
                        faults.push(fault("matters.exchange.duplicate"));
                    }
                    _ => case.result = Some(read),
                }
            }
        }
        if faults.is_empty() {
            Ok(CaseImport { cases, notes })
        } else {
            Err(faults)
        }
    }

    fn row(&self, grid: &Grid<'_>, row: usize, notes: &mut Vec<CellFault>) -> Row {
        let mut read = Row::default();
        for column in grid.columns().filter(|c| c.id != "project_no") {
            let raw = grid.text(row, &column.id);
            if raw.is_empty() {
                continue;
            }
            let value = match (column.kind, column.table.as_deref()) {
                (_, Some(field)) => {
                    let known = self.profile.meaning(field, raw).map(ToString::to_string);
                    let back = known.as_ref().and_then(|v| self.profile.code_of(field, v));
                    if known.is_none() {
                        let code = "matters.exchange.unknown-code";
                        notes.push(grid.fault(row, &column.id, code));
                    }
                    if back.as_deref() != Some(raw) {
                        read.kept.insert(self.kept(&column.id), raw.to_string());
                    }
                    known
                }
                // A time behind the day stays; a day in figures becomes one that everybody reads.
                (CellKind::Date, _) if raw.len() <= 10 => day(raw).map(|day| day.to_string()),
                _ => Some(raw.to_string()),
            };
            read.values
                .extend(value.map(|value| (column.id.clone(), value)));
        }
        read.kept.extend(grid.extra(row));
        read
    }
}

/// The rows of a case in a table.
fn rows_of(case: &CaseRecord, role: Role) -> &[Row] {
    match role {
        Role::Accept => case.accept.as_slice(),
        Role::Process => &case.process,
        Role::Special => &case.special,
        Role::CaseMaterial => &case.materials,
        Role::Result => case.result.as_slice(),
        _ => &[],
    }
}

/// The headings that an import kept for a table beside its own columns, each once.
fn extras<'b>(table: &Table, cases: &[&'b CaseRecord]) -> Vec<&'b str> {
    let rows = cases.iter().flat_map(|case| rows_of(case, table.role));
    let own = |key: &'b String| key.strip_prefix(table.role.key())?.strip_prefix('/');
    let mut all: Vec<&str> = rows
        .flat_map(|row| row.kept.keys().filter_map(own))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}
