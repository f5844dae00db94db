//! The basic directory (基本目录): written from a list, and read beside one.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::national::{Exchange, is_public};
use super::reading::Reader;
use super::table::{Grid, Role, Sheet, Table};
use super::writing::Line;
use crate::list::List;

impl Exchange<'_> {
    /// A row for each basic code of the list, and the rows that no entry takes up.
    pub(super) fn directory(
        &self,
        list: &List,
        table: &Table,
        extra: &[&str],
        rows: &mut Vec<Vec<String>>,
    ) {
        let mut seen = BTreeSet::new();
        let of = |public| list.entries.iter().filter(move |e| is_public(e) == public);
        for entry in of(false).chain(of(true)) {
            let code = entry.basic_code();
            if code.is_some_and(|code| seen.insert(code)) {
                rows.push(Line::new(self, entry, 0).cells(table, extra));
            }
        }
        for kept in &list.directory {
            let own = table.columns.iter().map(|c| kept.get(&c.id));
            let own = own.chain(extra.iter().map(|e| kept.get(&format!("directory/{e}"))));
            rows.push(own.map(|cell| cell.cloned().unwrap_or_default()).collect());
        }
    }
}

impl Reader<'_> {
    /// The directory: what it says other than the entry of its code is kept there, and a row without
    /// such an entry with the list.
    pub(super) fn directory(&mut self, sheets: &[Sheet], list: &mut List) {
        let exchange = self.exchange;
        for table in exchange.tables.of(Role::Directory) {
            let Some(sheet) = sheets.iter().find(|s| exchange.is(s, &table.id)) else {
                continue;
            };
            let grid = Grid::of(table, sheet, &mut self.faults, &mut self.notes);
            let mut seen = BTreeSet::new();
            for row in grid.rows() {
                grid.check(row, &mut self.faults);
                let code = grid.text(row, "catalog_code");
                if !code.is_empty() && !seen.insert(code) {
                    let code = "matters.exchange.duplicate";
                    self.faults.push(grid.fault(row, "catalog_code", code));
                }
                let cell = |column: &str| grid.text(row, column).to_string();
                let mut entries = list.entries.iter_mut();
                match entries.find(|e| e.basic_code() == Some(code)) {
                    Some(entry) => {
                        let other = grid.columns().filter_map(|column| {
                            let said =
                                Line::new(exchange, entry, 0).cell(Role::Directory, &column.id);
                            let own = cell(&column.id);
                            (said != own).then(|| (format!("directory/{}", column.id), own))
                        });
                        let other: Vec<_> = other.chain(grid.extra(row)).collect();
                        entry.further.extend(other);
                    }
                    None => {
                        let all = grid.columns().map(|c| (c.id.clone(), cell(&c.id)));
                        let all = all.filter(|(_, text)| !text.is_empty());
                        list.directory.push(all.chain(grid.extra(row)).collect());
                    }
                }
            }
        }
    }
}
