//! The national exchange tables (国家政务服务平台交换库表): a list out to sheets and back.
//!
//! What the tables cannot hold is told: a limit in months stands in the remark beside a zero, and
//! commitment and marks stay behind; channels, agent and remedies stand in the extension field. A
//! column that a list has no place for is kept as it came and written back. What stands in a cell and is no code of the
//! profile is kept as it came and told by the lint (R37). An import with a fault gives every fault
//! of every cell, and no list.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Registry};
use ip_core::problem::Problems;
use ip_core::text::{Lang, Text};
use serde::Serialize;

use super::Labels;
use super::reading::Reader;
use super::table::{CellFault, Sheet, Table, Tables, letters};
use crate::catalogue::Catalogue;
use crate::entry::Level;
use crate::limit::{Length, LimitUnit};
use crate::list::{List, ListEntry};
use crate::matter::{Charged, Condition};
use crate::profile::{JOINT, Profile, name_of};

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

    /// The sheets of a list, with headings in Chinese or, for `raw`, the exchange's field names.
    pub fn export(&self, list: &List, raw: bool) -> Export {
        let mut notes = Vec::new();
        let sheets = self.tables.iter().map(|table| {
            let head = table.columns.iter().map(|c| match raw {
                true => c.id.clone(),
                false => c.name.zh.clone(),
            });
            let mut rows = alloc::vec![head.collect::<Vec<_>>()];
            for entry in &list.entries {
                let guid = entry.key();
                for index in 0..self.lines(entry, table) {
                    let out = Line {
                        exchange: self,
                        entry,
                        guid: &guid,
                        index,
                    };
                    let cells = table.columns.iter().map(|c| out.cell(&table.id, &c.id));
                    rows.push(cells.collect());
                }
                if table.id == BASIC {
                    self.left_behind(entry, table, rows.len(), &mut notes);
                }
            }
            empty(table, &rows, &mut notes);
            Sheet {
                name: if raw {
                    table.id.clone()
                } else {
                    table.name.zh.clone()
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
    pub fn import(&self, sheets: &[Sheet], header: Header) -> Result<List, Vec<CellFault>> {
        let mut reader = Reader::new(self);
        let entries = reader.entries(sheets);
        if reader.faults.is_empty() {
            Ok(List {
                locality: header.locality,
                name: header.name,
                on: header.on,
                entries,
            })
        } else {
            Err(reader.faults)
        }
    }

    /// How many rows an entry has in a table.
    fn lines(&self, entry: &ListEntry, table: &Table) -> usize {
        match table.id.as_str() {
            MATERIAL => entry.materials.len(),
            FEE => entry.fees.len(),
            FAQ => entry.faq.len(),
            _ => 1,
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

    /// Under what a code of a column is kept that would be written back as another one.
    pub(super) fn kept(&self, column: &str) -> String {
        alloc::format!("{column}@{}", self.profile.id)
    }

    /// The names of the values of several codes.
    pub(super) fn names(&self, table: &str, raw: &str) -> BTreeSet<String> {
        let known = pieces(raw).filter_map(|raw| self.profile.meaning(table, raw));
        known.map(ToString::to_string).collect()
    }

    /// Laws in words that [`Exchange::laws`] reads back: titles with their articles.
    fn cite(&self, laws: &[LawRef]) -> String {
        let one = |law: &LawRef| {
            let title = self.registry.get(&law.id).map(|i| i.title.zh.as_str());
            let title = title.unwrap_or(&law.id);
            match &law.article {
                Some(article) => alloc::format!("《{title}》第{article}条"),
                None => alloc::format!("《{title}》"),
            }
        };
        joined(laws.iter().map(one))
    }

    /// Laws from their words; what no register knows stays as it was written.
    pub(super) fn laws(&self, text: &str) -> Vec<LawRef> {
        let one = |piece: &str| {
            let (title, article) = match piece.strip_prefix('《').and_then(|p| p.split_once('》'))
            {
                Some((title, rest)) => (title, rest.trim()),
                None => (piece, ""),
            };
            // Of several editions under one title, the newest is meant.
            let editions = self.registry.iter().filter(|i| i.title.zh == title);
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
}

pub(super) const BASIC: &str = "up_task_general_basic";
pub(super) const EXTEND: &str = "up_task_general_extend";
pub(super) const MATERIAL: &str = "up_task_general_material";
pub(super) const FEE: &str = "up_task_general_fee_project";
pub(super) const FAQ: &str = "up_task_general_questions";

/// Several texts in one cell.
fn joined(texts: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = texts.collect();
    all.join(&JOINT.to_string())
}

/// The texts of a cell, parted by `^` or lines.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let parted = text.split([JOINT, '\n']);
    parted.map(str::trim).filter(|piece| !piece.is_empty())
}

/// One row being written.
struct Line<'a> {
    exchange: &'a Exchange<'a>,
    entry: &'a ListEntry,
    guid: &'a str,
    index: usize,
}

impl Line<'_> {
    fn cell(&self, table: &str, column: &str) -> String {
        if matches!(column, "row_guid" | "task_guid") {
            return self.guid.to_string();
        }
        let cell = match table {
            BASIC => self.basic(column),
            EXTEND => self.extend(column),
            MATERIAL => self.material(column),
            FEE => self.fee(column),
            _ => self.question(column),
        };
        cell.unwrap_or_default()
    }

    /// The code of a value; where the profile has none, what came in from elsewhere.
    fn code<T: Serialize>(&self, column: &str, table: &str, value: Option<&T>) -> Option<String> {
        let profile = self.exchange.profile;
        let name = value.and_then(name_of);
        let code = name.and_then(|name| {
            let kept = self.kept(column);
            let kept = kept.filter(|raw| profile.meaning(table, raw) == Some(name.as_str()));
            kept.cloned().or_else(|| profile.code_of(table, &name))
        });
        code.or_else(|| self.entry.unknown_codes.get(table).cloned())
    }

    /// The code of a column as it came in under this profile.
    fn kept(&self, column: &str) -> Option<&String> {
        self.entry.further.get(&self.exchange.kept(column))
    }

    fn codes<T: Serialize>(&self, column: &str, table: &str, values: &[T]) -> Option<String> {
        if let Some(raw) = self.kept(column)
            && self.exchange.names(table, raw) == values.iter().filter_map(name_of).collect()
        {
            return Some(raw.clone());
        }
        let known = values
            .iter()
            .filter_map(|v| self.exchange.profile.write(table, v));
        let mut all: Vec<String> = known
            .chain(self.entry.unknown_codes.get(table).cloned())
            .flat_map(|codes| pieces(&codes).map(ToString::to_string).collect::<Vec<_>>())
            .collect();
        all.sort();
        all.dedup();
        Some(joined(all.into_iter()))
    }

    fn basic(&self, column: &str) -> Option<String> {
        let e = self.entry;
        let day = |d: Option<NaiveDate>| d.map(|d| d.to_string());
        match column {
            "catalog_code" => Some(e.implementation.as_ref()?.get(19..31)?.to_string()),
            "task_code" => e.implementation.clone(),
            "task_name" => Some(e.name.zh.clone()),
            "task_type" => self.code(column, "matter-type", e.matter_type.as_ref()),
            "task_version" => Some(e.version.to_string()),
            "task_state" => self.code(column, "state", Some(&e.state)),
            "plan_effective_date" => day(e.effective),
            "plan_cancel_date" => day(e.cancelled),
            "by_law" => Some(or_none(self.exchange.cite(&e.basis))),
            "use_level" => {
                let several = self.kept(column).filter(|_| e.level == Some(Level::Graded));
                let own = || self.code(column, "level", e.level.as_ref());
                several.cloned().or_else(own)
            }
            "power_source" => self.code(column, "power-source", e.power_source.as_ref()),
            "dept_name" => Some(e.body.as_ref()?.name.zh.clone()),
            "dept_code" => Some(e.body.as_ref()?.uscc.clone()),
            "dept_type" => self.code(column, "body-nature", e.power_source.map(nature).as_ref()),
            "entrust_name" => Some(e.entrusted_by.as_ref()?.zh.clone()),
            "anticipate_day" => Some(days(e.statutory).to_string()),
            "anticipate_type" => self.code(column, "unit", counted(e.statutory).as_ref()),
            "anticipate_explain" => self.words(e.statutory),
            "promise_day" => Some(days(e.promised).to_string()),
            "promise_type" => self.code(column, "unit", counted(e.promised).as_ref()),
            "promise_explain" => self.words(e.promised),
            "accept_condition" => {
                let texts = e.conditions.iter().map(|c| c.text.zh.clone());
                let all: Vec<String> = texts.collect();
                Some(or_none(all.join("\n")))
            }
            "handle_flow" => Some(or_none(joined(e.steps.iter().map(|s| match s.limit {
                Some(l) => {
                    let time = self.exchange.labels.length(l, Lang::Zh);
                    alloc::format!("{}({time})", s.name.zh)
                }
                None => s.name.zh.clone(),
            })))),
            "is_fee" => match e.charged {
                Charged::Yes => self.code(column, "flag", Some(&"yes")),
                Charged::No => self.code(column, "flag", Some(&"no")),
                Charged::Unknown => None,
            },
            "fee_basis" => Some(self.exchange.cite(&e.fee_basis)),
            "server_type" => self.codes(column, "applicant", &e.applicants),
            "project_type" => {
                let kind = if e.immediate { "immediate" } else { "promised" };
                self.code(column, "case-kind", Some(&kind))
            }
            "handle_type" => self.codes(column, "channel", &e.channels),
            "limit_scene_num" => e.visits.map(|n| n.to_string()),
            "link_way" => e.consult_phone.clone(),
            "supervise_way" => e.complaint_phone.clone(),
            _ => e.further.get(column).cloned(),
        }
    }

    fn extend(&self, column: &str) -> Option<String> {
        let e = self.entry;
        match column {
            "result_type" => self.code(column, "result-kind", e.result.as_ref().map(|r| &r.kind)),
            "result_name" => Some(e.result.as_ref()?.name.zh.clone()),
            "online_handle_depth" => self.code(column, "depth", e.depth.as_ref()),
            "handle_area" => self.code(column, "scope", e.scope.as_ref()),
            "limit_scene_explain" => Some(e.visit_reason.as_ref()?.zh.clone()),
            "user_topic_type" => Some(joined(e.person_themes.iter().cloned())),
            "corp_topic_type" => Some(joined(e.organisation_themes.iter().cloned())),
            "service_type" => Some(joined(e.intermediaries.iter().map(|i| i.name.zh.clone()))),
            "extend_field" => Some(self.extension()),
            _ => e.further.get(column).cloned(),
        }
    }

    /// What the tables have no column for, as `KEY=VALUE` parted by `;`.
    fn extension(&self) -> String {
        let e = self.entry;
        let names = |all: Vec<String>| (!all.is_empty()).then(|| joined(all.into_iter()));
        let flag = |b: bool| if b { "yes" } else { "no" };
        let remedies = e
            .says("remedies")
            .then(|| joined(e.remedies.iter().cloned()));
        let all = [
            ("matter", e.matter.as_ref().map(ToString::to_string)),
            (
                "channels",
                names(e.channels.iter().filter_map(name_of).collect()),
            ),
            ("agent", e.agent.map(|b| flag(b).to_string())),
            ("remedies", remedies),
        ];
        let said = all
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)));
        let said: Vec<String> = said
            .map(|(key, value)| alloc::format!("{key}={value}"))
            .collect();
        said.join(";")
    }

    /// The name of a situation as people know it.
    fn situation(&self, id: &str) -> String {
        let matter = self.entry.matter.as_ref();
        let matter = matter.and_then(|m| self.exchange.catalogue.get(m.as_str()));
        let known = matter.and_then(|m| m.situations.iter().find(|s| s.id == id));
        known.map_or_else(|| id.to_string(), |s| s.name.zh.clone())
    }

    fn material(&self, column: &str) -> Option<String> {
        let m = self.entry.materials.get(self.index)?;
        match column {
            "order_num" => Some((self.index + 1).to_string()),
            "material_name" => Some(m.name.zh.clone()),
            "is_need" => self.code(column, "necessity", Some(&m.necessity)),
            "by_law" => Some(self.exchange.cite(&m.basis)),
            "remark" if m.situations.is_empty() => m.further.get(column).cloned(),
            "remark" => Some(joined(m.situations.iter().map(|id| self.situation(id)))),
            _ => m.further.get(column).cloned(),
        }
    }

    fn fee(&self, column: &str) -> Option<String> {
        let fee = self.entry.fees.get(self.index)?;
        match column {
            "fee_name" => Some(fee.name.zh.clone()),
            "fee_stand" => match (&fee.standard, fee.amount) {
                (Some(words), _) => Some(words.clone()),
                (None, amount) => amount.map(|a| a.to_string()),
            },
            "by_law" => Some(self.exchange.cite(&fee.basis)),
            _ => fee.further.get(column).cloned(),
        }
    }

    fn question(&self, column: &str) -> Option<String> {
        let faq = self.entry.faq.get(self.index)?;
        match column {
            "question" => Some(faq.question.zh.clone()),
            "answer" => Some(faq.answer.zh.clone()),
            "order" => Some((self.index + 1).to_string()),
            _ => None,
        }
    }

    /// A limit that no number of days can hold, in words.
    fn words(&self, length: Option<Length>) -> Option<String> {
        let odd = length.filter(|l| days(Some(*l)) != l.n);
        odd.map(|l| self.exchange.labels.length(l, Lang::Zh))
    }
}

/// Tells of each column that the exchange wants filled and that is not, at its first empty cell.
fn empty(table: &Table, rows: &[Vec<String>], notes: &mut Vec<CellFault>) {
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

fn or_none(text: String) -> String {
    if text.is_empty() { NONE.into() } else { text }
}

fn counted(length: Option<Length>) -> Option<LimitUnit> {
    let unit = length?.unit;
    matches!(unit, LimitUnit::WorkingDay | LimitUnit::Day).then_some(unit)
}

fn days(length: Option<Length>) -> u32 {
    length
        .filter(|l| counted(Some(*l)).is_some())
        .map_or(0, |l| l.n)
}

fn nature(source: crate::entry::PowerSource) -> &'static str {
    use crate::entry::PowerSource as P;
    match source {
        P::Own | P::Delegated => "statutory",
        P::AuthorisedFromAbove | P::AuthorisedBeside => "authorised",
        P::EntrustedFromAbove | P::EntrustedBeside => "entrusted",
    }
}
