//! The national exchange tables (国家政务服务平台交换库表): a list out to sheets and back.
//!
//! What the tables cannot hold is told: a limit in months stands in the remark beside a zero, and
//! remedies, commitment and tolerance stay behind. What stands in a cell and is no code of the
//! profile is kept as it came and told by the lint (R37). An import with a fault gives every fault
//! of every cell, and no list.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Registry};
use ip_core::problem::Problems;
use ip_core::text::{Lang, Text};
use serde::Serialize;

use super::Labels;
use super::reading::Reader;
use super::table::{CellFault, Sheet, Table, Tables};
use crate::catalogue::Catalogue;
use crate::limit::{Length, LimitUnit};
use crate::list::{List, ListEntry};
use crate::matter::Charged;
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
        let all = [
            ("remedies", !entry.remedies.is_empty()),
            ("commitment", entry.commitment.is_some()),
            ("marks", !entry.marks.is_empty()),
            ("statutory", months(entry.statutory)),
            ("promised", months(entry.promised)),
            ("state", state.is_none()),
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
    fn code<T: Serialize>(&self, table: &str, value: Option<&T>) -> Option<String> {
        let code = value.and_then(|value| self.exchange.profile.write(table, value));
        code.or_else(|| self.entry.unknown_codes.get(table).cloned())
    }

    fn codes<T: Serialize>(&self, table: &str, values: &[T]) -> Option<String> {
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
            "task_type" => self.code("matter-type", e.matter_type.as_ref()),
            "task_version" => Some(e.version.to_string()),
            "task_state" => self.code("state", Some(&e.state)),
            "plan_effective_date" => day(e.effective),
            "plan_cancel_date" => day(e.cancelled),
            "by_law" => Some(or_none(self.exchange.cite(&e.basis))),
            "use_level" => self.code("level", e.level.as_ref()),
            "power_source" => self.code("power-source", e.power_source.as_ref()),
            "dept_name" => Some(e.body.as_ref()?.name.zh.clone()),
            "dept_code" => Some(e.body.as_ref()?.uscc.clone()),
            "dept_type" => self.code("body-nature", e.power_source.map(nature).as_ref()),
            "entrust_name" => Some(e.entrusted_by.as_ref()?.zh.clone()),
            "anticipate_day" => Some(days(e.statutory).to_string()),
            "anticipate_type" => self.code("unit", counted(e.statutory).as_ref()),
            "anticipate_explain" => self.words(e.statutory),
            "promise_day" => Some(days(e.promised).to_string()),
            "promise_type" => self.code("unit", counted(e.promised).as_ref()),
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
                Charged::Yes => self.code("flag", Some(&"yes")),
                Charged::No => self.code("flag", Some(&"no")),
                Charged::Unknown => None,
            },
            "fee_basis" => Some(self.exchange.cite(&e.fee_basis)),
            "server_type" => self.codes("applicant", &e.applicants),
            "project_type" => {
                let kind = if e.immediate { "immediate" } else { "promised" };
                self.code("case-kind", Some(&kind))
            }
            "handle_type" => self.codes("channel", &e.channels),
            "limit_scene_num" => e.visits.map(|n| n.to_string()),
            "link_way" => e.consult_phone.clone(),
            "supervise_way" => e.complaint_phone.clone(),
            _ => None,
        }
    }

    fn extend(&self, column: &str) -> Option<String> {
        let e = self.entry;
        match column {
            "result_type" => self.code("result-kind", e.result.as_ref().map(|r| &r.kind)),
            "result_name" => Some(e.result.as_ref()?.name.zh.clone()),
            "result_guid" => {
                let sample = e.result_sample.map(|has| if has { "yes" } else { "no" });
                self.code("flag", sample.as_ref())
            }
            "online_handle_depth" => self.code("depth", e.depth.as_ref()),
            "handle_area" => self.code("scope", e.scope.as_ref()),
            "limit_scene_explain" => Some(e.visit_reason.as_ref()?.zh.clone()),
            "user_topic_type" => Some(joined(e.person_themes.iter().cloned())),
            "corp_topic_type" => Some(joined(e.organisation_themes.iter().cloned())),
            "service_type" => Some(joined(e.intermediaries.iter().map(|i| i.name.zh.clone()))),
            "extend_field" => Some(alloc::format!("matter={}", e.matter.as_ref()?)),
            _ => None,
        }
    }

    fn material(&self, column: &str) -> Option<String> {
        let m = self.entry.materials.get(self.index)?;
        match column {
            "order_num" => Some((self.index + 1).to_string()),
            "material_name" => Some(m.name.zh.clone()),
            "is_need" => self.code("necessity", Some(&m.necessity)),
            "by_law" => Some(self.exchange.cite(&m.basis)),
            "remark" => Some(joined(m.situations.iter().cloned())),
            _ => None,
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
            _ => None,
        }
    }

    fn question(&self, column: &str) -> Option<String> {
        let faq = self.entry.faq.get(self.index)?;
        match column {
            "question" => Some(faq.question.zh.clone()),
            "answer" => Some(faq.answer.zh.clone()),
            _ => None,
        }
    }

    /// A limit that no number of days can hold, in words.
    fn words(&self, length: Option<Length>) -> Option<String> {
        let odd = length.filter(|l| days(Some(*l)) != l.n);
        odd.map(|l| self.exchange.labels.length(l, Lang::Zh))
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
