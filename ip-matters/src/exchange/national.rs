//! The national exchange tables (国家政务服务平台交换库表): a list out to sheets and back.
//!
//! Administrative powers stand in the `general` tables, public services in their `public` twins, and
//! every basic code once in the directory.
//!
//! What the tables cannot hold is told: a limit in months stands in the remark beside a zero, and
//! commitment and marks stay behind; channels, agent and remedies stand in the extension field. A
//! column that a list has no place for is kept as it came and written back. What stands in a cell and is no code of the
//! profile is kept as it came and told by the lint (R37). An import with a fault gives every fault
//! of every cell, and no list.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Registry};
use ip_core::problem::Problems;
use ip_core::text::Text;

use super::Labels;
use super::reading::Reader;
use super::table::{CellFault, Role, Sheet, Table, Tables, letters};
use super::writing::Line;
use crate::catalogue::Catalogue;
use crate::limit::{Length, LimitUnit};
use crate::list::{List, ListEntry};
use crate::matter::{Condition, MatterType};
use crate::profile::{JOINT, Profile};

/// What the tables do not say about a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Key of the locality.
    pub locality: String,
    /// Its name.
    pub name: Text,
    /// The day the list speaks for.
    pub on: NaiveDate,
}

/// The exchange with everything it needs to translate.
#[derive(Debug)]
pub struct Exchange<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) registry: &'a Registry,
    pub(super) profile: &'a Profile,
    pub(super) tables: Tables,
    pub(super) labels: Labels,
}

/// Sheets, and what they could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// One sheet a table.
    pub sheets: Vec<Sheet>,
    /// What stayed behind, at the row of its entry.
    pub notes: Vec<CellFault>,
}

/// A list that was read, and what was kept without being understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The list.
    pub list: List,
    /// Columns that no table here has, each at its heading: their cells are kept and written back.
    pub notes: Vec<CellFault>,
}

impl<'a> Exchange<'a> {
    /// The national exchange under a profile of codes.
    ///
    /// # Errors
    ///
    /// A damaged data file, which a test excludes.
    pub fn national(
        catalogue: &'a Catalogue,
        registry: &'a Registry,
        profile: &'a Profile,
    ) -> Result<Self, Problems> {
        Ok(Self {
            catalogue,
            registry,
            profile,
            tables: Tables::national()?,
            labels: Labels::builtin()?,
        })
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The sheets of a list, with headings in Chinese or, for `raw`, the exchange's field names. Public
    /// services stand in tables of their own; a set of tables without any matter is left out.
    pub fn export(&self, list: &List, raw: bool) -> Export {
        let mut notes = Vec::new();
        let has = |public| list.entries.iter().any(|e| is_public(e) == public);
        let sets = self.tables.iter().filter(|table| match table.public {
            true => has(true),
            false => table.role == Role::Directory || has(false) || !has(true),
        });
        let sheets = sets.map(|table| {
            let extra = extras(table, list);
            let head = table.columns.iter().map(|c| match raw {
                true => c.id.clone(),
                false => c.name.zh.clone(),
            });
            let head = head.chain(extra.iter().map(|e| e.to_string()));
            let mut rows = alloc::vec![head.collect::<Vec<_>>()];
            if table.role == Role::Directory {
                self.directory(list, table, &extra, &mut rows);
            } else {
                let own = list.entries.iter().filter(|e| is_public(e) == table.public);
                for entry in own {
                    for index in 0..lines(entry, table) {
                        let line = Line::new(self, entry, index);
                        rows.push(line.cells(table, &extra));
                    }
                    if table.role == Role::Basic {
                        self.left_behind(entry, table, rows.len(), &mut notes);
                    }
                }
            }
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

    /// A list from sheets.
    ///
    /// # Errors
    ///
    /// Every fault of every cell; there is no list then.
    pub fn import(&self, sheets: &[Sheet], header: Header) -> Result<Import, Vec<CellFault>> {
        let mut reader = Reader::new(self);
        let entries = reader.entries(sheets);
        let mut list = List {
            locality: header.locality,
            name: header.name,
            on: header.on,
            entries,
            directory: Vec::new(),
        };
        reader.directory(sheets, &mut list);
        if reader.faults.is_empty() {
            let notes = reader.notes;
            Ok(Import { list, notes })
        } else {
            Err(reader.faults)
        }
    }

    fn left_behind(
        &self,
        entry: &ListEntry,
        table: &Table,
        row: usize,
        notes: &mut Vec<CellFault>,
    ) {
        let months = |l: Option<Length>| {
            l.is_some_and(|l| !matches!(l.unit, LimitUnit::WorkingDay | LimitUnit::Day))
        };
        let state = self.profile.write("state", &entry.state);
        let sample =
            entry.result_sample == Some(true) && !entry.further.contains_key("result_guid");
        let matter = entry.matter.as_ref();
        let matter = matter.and_then(|m| self.catalogue.get(m.as_str()));
        // A condition of the baseline is found again by its words.
        let known = |c: &Condition| matter.is_some_and(|m| m.conditions.contains(c));
        let foreign = entry
            .conditions
            .iter()
            .any(|c| c.basis.is_some() && !known(c));
        let all = [
            ("commitment", entry.commitment.is_some()),
            ("marks", !entry.marks.is_empty()),
            ("statutory", months(entry.statutory)),
            ("promised", months(entry.promised)),
            ("state", state.is_none()),
            ("fees/item", entry.fees.iter().any(|f| f.item.is_some())),
            ("resultSample", entry.result_sample == Some(false) || sample),
            (
                "intermediaries/basis",
                entry.intermediaries.iter().any(|i| !i.basis.is_empty()),
            ),
            ("conditions/basis", foreign),
        ];
        for (field, _) in all.into_iter().filter(|(_, lost)| *lost) {
            notes.push(CellFault {
                sheet: table.name.zh.clone(),
                row,
                column: String::new(),
                heading: field.to_string(),
                code: "matters.exchange.not-carried",
                found: Some(entry.key()),
                expected: None,
            });
        }
    }

    /// Whether a sheet is the table of this id, under whichever of its names.
    pub(super) fn is(&self, sheet: &Sheet, id: &str) -> bool {
        self.tables.get(&sheet.name).is_some_and(|t| t.id == id)
    }

    /// Under what a code of a column is kept that would be written back as another one.
    pub(super) fn kept(&self, column: &str) -> String {
        format!("{column}@{}", self.profile.id)
    }

    /// The names of the values of several codes.
    pub(super) fn names(&self, table: &str, raw: &str) -> BTreeSet<String> {
        let known = pieces(raw).filter_map(|raw| self.profile.meaning(table, raw));
        known.map(ToString::to_string).collect()
    }

    /// Laws in words that [`Exchange::laws`] reads back: titles with their articles.
    pub(super) fn cite(&self, laws: &[LawRef]) -> String {
        let one = |law: &LawRef| {
            let title = self.registry.get(&law.id).map(|i| i.title.zh.as_str());
            let title = title.unwrap_or(&law.id);
            match &law.article {
                Some(article) => format!("《{title}》第{article}条"),
                None => format!("《{title}》"),
            }
        };
        joined(laws.iter().map(one))
    }

    /// Laws from their words.
    pub(super) fn laws(&self, text: &str) -> Vec<LawRef> {
        laws(self.registry, text)
    }
}

/// Whether an entry stands in the tables of public services (公共服务).
pub(super) fn is_public(entry: &ListEntry) -> bool {
    entry.matter_type == Some(MatterType::PublicService)
}

/// How many rows an entry has in a table.
fn lines(entry: &ListEntry, table: &Table) -> usize {
    match table.role {
        Role::Material => entry.materials.len(),
        Role::Fee => entry.fees.len(),
        Role::Questions => entry.faq.len(),
        _ => 1,
    }
}

/// The headings that an import kept for a table beside its own columns.
fn extras<'b>(table: &Table, list: &'b List) -> Vec<&'b str> {
    let entries = list.entries.iter();
    let of_list = list.directory.iter();
    let kept = entries.flat_map(|e| {
        let papers = e.materials.iter().map(|m| &m.further);
        let fees = e.fees.iter().map(|f| &f.further);
        core::iter::once(&e.further).chain(papers).chain(fees)
    });
    let keys = kept.chain(of_list).flat_map(BTreeMap::keys);
    let own = |key: &'b String| key.strip_prefix(table.role.key())?.strip_prefix('/');
    let all: BTreeSet<&str> = keys.filter_map(own).collect();
    let known = |heading: &str| table.columns.iter().any(|c| c.id == heading);
    all.into_iter().filter(|heading| !known(heading)).collect()
}

/// Laws from the words that [`Exchange::cite`] writes; what no register knows stays as it was written.
pub(crate) fn laws(registry: &Registry, text: &str) -> Vec<LawRef> {
    let one = |piece: &str| {
        let (title, article) = match piece.strip_prefix('《').and_then(|p| p.split_once('》')) {
            Some((title, rest)) => (title, rest.trim()),
            None => (piece, ""),
        };
        // Of several editions under one title, the newest is meant.
        let editions = registry.iter().filter(|i| i.title.zh == title);
        let known = editions.max_by_key(|i| i.from);
        let id = known.map_or_else(|| title.to_string(), |i| i.id.clone());
        let article = article
            .strip_prefix('第')
            .and_then(|a| a.strip_suffix('条'));
        LawRef {
            article: article.map(ToString::to_string),
            ..LawRef::whole(id)
        }
    };
    pieces(text).filter(|p| *p != NONE).map(one).collect()
}

/// Several texts in one cell.
pub(super) fn joined(texts: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = texts.collect();
    all.join(&JOINT.to_string())
}

/// The texts of a cell, parted by `^` or lines.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let parted = text.split([JOINT, '\n']);
    parted.map(str::trim).filter(|piece| !piece.is_empty())
}

/// Tells of each column that the exchange wants filled and that is not, at its first empty cell.
pub(super) fn empty(table: &Table, rows: &[Vec<String>], notes: &mut Vec<CellFault>) {
    for (place, column) in table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, c)| c.mandatory)
    {
        let blank = |row: &&Vec<String>| row.get(place).is_some_and(String::is_empty);
        let open = rows.iter().skip(1).filter(blank).count();
        let first = rows.iter().position(|row| blank(&row));
        if let (true, Some(first)) = (open > 0, first) {
            notes.push(CellFault {
                sheet: table.name.zh.clone(),
                row: first + 1,
                column: letters(place),
                heading: column.name.zh.clone(),
                code: "matters.exchange.mandatory-empty",
                found: Some(open.to_string()),
                expected: None,
            });
        }
    }
}

/// What stands where nothing is asked and something must stand.
pub(super) const NONE: &str = "无";
