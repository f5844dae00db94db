//! Reading the exchange tables: cells to entries, every fault at its cell.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::money::Money;
use ip_core::text::Text;
use serde::Deserialize;

use super::national::{Exchange, NONE, pieces};
use super::table::{CellFault, Grid, Role, Sheet, Table, day, number};
use crate::entry::{Body, Faq, Level};
use crate::limit::{Length, LimitUnit};
use crate::list::{Intermediary, ListEntry, ListFee, ListMaterial, ListStep, normal};
use crate::material::{MaterialSet, Necessity, Situation};
use crate::matter::{Channel, Charged, Condition, Matter, MatterType, Outcome, ResultKind};
use crate::profile::{Coded, named};

/// What these tables have no column for.
const UNSAID: [&str; 4] = ["remedies", "intermediaries/basis", "situations", "waivable"];

/// A reading under way: what is wrong so far.
pub(super) struct Reader<'a> {
    pub(super) exchange: &'a Exchange<'a>,
    names: BTreeMap<String, &'a Matter>,
    papers: BTreeMap<String, &'a str>,
    pub(super) faults: Vec<CellFault>,
    pub(super) notes: Vec<CellFault>,
}

/// A row of a sheet.
#[derive(Clone, Copy)]
struct At<'a> {
    grid: &'a Grid<'a>,
    row: usize,
}

impl<'a> At<'a> {
    fn text(self, column: &str) -> &'a str {
        self.grid.text(self.row, column)
    }

    fn some(self, column: &str) -> Option<String> {
        Some(self.text(column))
            .filter(|text| !text.is_empty())
            .map(ToString::to_string)
    }

    fn zh(self, column: &str) -> Option<Text> {
        self.some(column).map(zh)
    }
}

/// A text of which only the Chinese is known.
fn zh(text: impl Into<String>) -> Text {
    Text::new(text, "")
}

impl<'a> Reader<'a> {
    pub(super) fn new(exchange: &'a Exchange<'a>) -> Self {
        let names = exchange
            .catalogue
            .matters()
            .map(|m| (normal(&m.name.zh), m));
        let used = exchange.catalogue.matters().flat_map(|m| {
            core::iter::once(&m.materials)
                .chain(m.situations.iter().map(|s| &s.materials))
                .flat_map(MaterialSet::iter)
        });
        let papers = used.filter_map(|(id, _)| {
            let standard = exchange.catalogue.material(id)?;
            Some((normal(&standard.name.zh), id))
        });
        Self {
            exchange,
            names: names.collect(),
            papers: papers.collect(),
            faults: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub(super) fn entries(&mut self, sheets: &[Sheet]) -> Vec<ListEntry> {
        let mut entries: Vec<ListEntry> = Vec::new();
        let mut at: BTreeMap<String, usize> = BTreeMap::new();
        let exchange = self.exchange;
        for role in [
            Role::Basic,
            Role::Extend,
            Role::Material,
            Role::Fee,
            Role::Questions,
        ] {
            for table in exchange.tables.of(role) {
                let Some(sheet) = sheets.iter().find(|s| exchange.is(s, &table.id)) else {
                    continue;
                };
                let grid = Grid::of(table, sheet, &mut self.faults, &mut self.notes);
                for row in grid.rows() {
                    grid.check(row, &mut self.faults);
                    let cells = At { grid: &grid, row };
                    if role != Role::Basic {
                        self.further(role, cells, &at, &mut entries);
                        continue;
                    }
                    let guid = cells.text("row_guid").to_string();
                    let mut entry = self.basic(cells);
                    if table.public && cells.text("task_type").is_empty() {
                        // The table says it.
                        entry.matter_type = Some(MatterType::PublicService);
                    }
                    if !guid.is_empty() && at.insert(guid, entries.len()).is_some() {
                        let twice = grid.fault(row, "row_guid", "matters.exchange.duplicate");
                        self.faults.push(twice);
                    }
                    entries.push(entry);
                }
            }
        }
        self.complete(sheets);
        for entry in &mut entries {
            self.recognise(entry);
        }
        entries
    }

    /// A row that tells more about an entry.
    fn further(
        &mut self,
        role: Role,
        cells: At<'_>,
        at: &BTreeMap<String, usize>,
        entries: &mut [ListEntry],
    ) {
        let guid = cells.text("task_guid");
        let Some(entry) = at.get(guid).and_then(|i| entries.get_mut(*i)) else {
            if !guid.is_empty() {
                let code = "matters.exchange.no-entry";
                self.faults
                    .push(cells.grid.fault(cells.row, "task_guid", code));
            }
            return;
        };
        match role {
            Role::Extend => self.extend(cells, entry),
            Role::Material => self.material(cells, entry),
            Role::Fee => self.fee(cells, entry),
            _ => entry.faq.push(Faq {
                question: zh(cells.text("question")),
                answer: zh(cells.text("answer")),
            }),
        }
    }

    /// Each set of tables that is there has its matters.
    fn complete(&mut self, sheets: &[Sheet]) {
        let exchange = self.exchange;
        let there = |id: &str| sheets.iter().any(|sheet| exchange.is(sheet, id));
        let matters: Vec<_> = exchange.tables.of(Role::Basic).collect();
        let none = !matters.iter().any(|table| there(&table.id));
        for table in matters {
            let of_set = |t: &&Table| t.public == table.public && t.role != Role::Directory;
            let begun = exchange.tables.iter().filter(of_set).any(|t| there(&t.id));
            if !there(&table.id) && (begun || none && !table.public) {
                self.no_sheet(&table.name.zh);
            }
        }
    }

    fn no_sheet(&mut self, name: &str) {
        self.faults.push(CellFault {
            sheet: name.to_string(),
            row: 1,
            column: String::new(),
            heading: String::new(),
            code: "matters.exchange.no-sheet",
            found: None,
            expected: Some(name.to_string()),
        });
    }

    /// The value of a code; an unknown one is kept with the entry.
    fn code<T: for<'de> Deserialize<'de>>(
        &self,
        cells: At<'_>,
        column: &str,
        unknown: &mut BTreeMap<String, String>,
    ) -> Option<T> {
        let raw = cells.text(column);
        if raw.is_empty() {
            return None;
        }
        let (table, profile) = (cells.grid.codes(column), self.exchange.profile);
        match profile.read(table, raw) {
            Coded::Known(value) => Some(value),
            Coded::Unknown(raw) => {
                unknown.insert(table.to_string(), raw);
                None
            }
        }
    }

    fn codes<T: for<'de> Deserialize<'de> + Ord>(
        &self,
        cells: At<'_>,
        column: &str,
        unknown: &mut BTreeMap<String, String>,
    ) -> Vec<T> {
        let table = cells.grid.codes(column);
        let mut values = Vec::new();
        for raw in pieces(cells.text(column)) {
            match self.exchange.profile.read(table, raw) {
                Coded::Known(value) => values.push(value),
                Coded::Unknown(raw) => {
                    let kept = unknown.entry(table.to_string()).or_default();
                    if !kept.is_empty() {
                        kept.push(crate::profile::JOINT);
                    }
                    kept.push_str(&raw);
                }
            }
        }
        values.sort();
        values.dedup();
        values
    }

    /// Codes that would be written back as others, under their column and profile.
    fn kept(&self, cells: At<'_>) -> BTreeMap<String, String> {
        let exchange = self.exchange;
        let back = |table: &str, raw: &str| -> Option<String> {
            let names = exchange.names(table, raw);
            let mut codes: Vec<String> = Vec::new();
            for name in &names {
                let code = exchange.profile.code_of(table, name)?;
                codes.extend(pieces(&code).map(ToString::to_string));
            }
            codes.sort();
            codes.dedup();
            Some(codes.join(&crate::profile::JOINT.to_string()))
        };
        let coded = cells.grid.coded();
        let kept = coded.filter_map(|(column, table)| {
            let raw = cells.text(column);
            let known = pieces(raw).all(|raw| exchange.profile.meaning(table, raw).is_some());
            let other = back(table, raw).is_none_or(|back| back != raw);
            (!raw.is_empty() && known && other).then(|| (exchange.kept(column), raw.to_string()))
        });
        kept.collect()
    }

    /// A level, or several of them.
    fn level(&self, cells: At<'_>, unknown: &mut BTreeMap<String, String>) -> Option<Level> {
        let raw = cells.text("use_level");
        match self
            .exchange
            .names(cells.grid.codes("use_level"), raw)
            .len()
        {
            0 | 1 => self.code(cells, "use_level", unknown),
            _ => Some(Level::Graded),
        }
    }

    fn length(
        &self,
        cells: At<'_>,
        columns: [&str; 3],
        (unknown, further): (&mut BTreeMap<String, String>, &mut BTreeMap<String, String>),
    ) -> Option<Length> {
        let [n, unit, words] = columns;
        let days = number(cells.text(n)).unwrap_or(0);
        let worded = self.exchange.labels.read_length(cells.text(words));
        if cells.text(n).is_empty() {
            further.extend(cells.some(unit).map(|raw| (unit.to_string(), raw)));
            return worded;
        }
        let coded = !cells.text(unit).is_empty();
        let unit: Option<LimitUnit> = self.code(cells, unit, unknown);
        if coded && unit.is_none() {
            // So many of nobody knows what: the number is kept beside its code.
            further.insert(n.to_string(), cells.text(n).to_string());
            return worded;
        }
        match (days, unit) {
            (0, None) => worded,
            (0, Some(_)) if worded.is_some() => worded,
            (n, unit) => Some(Length {
                n,
                unit: unit.unwrap_or(LimitUnit::WorkingDay),
            }),
        }
    }

    fn basic(&mut self, cells: At<'_>) -> ListEntry {
        let mut unknown = BTreeMap::new();
        let mut further = cells.grid.further(cells.row);
        further.extend(self.kept(cells));
        let level = self.level(cells, &mut unknown);
        if level == Some(Level::Graded) {
            // Which levels they are, only the cell says.
            let raw = cells.text("use_level").to_string();
            further.insert(self.exchange.kept("use_level"), raw);
        }
        let kept = &mut unknown;
        let body = cells.some("dept_code").map(|uscc| Body {
            id: uscc.clone(),
            name: zh(cells.text("dept_name")),
            uscc,
        });
        let conditions = pieces(cells.text("accept_condition")).filter(|text| *text != NONE);
        let charged: Option<String> = self.code(cells, "is_fee", kept);
        let kind: Option<String> = self.code(cells, "project_type", kept);
        // Whether an entry in an unknown state may be used nobody knows, so it takes no cases.
        let state = self.code(cells, "task_state", kept);
        ListEntry {
            matter: None,
            implementation: cells.some("task_code"),
            handling_item: cells.some("task_handle_item"),
            name: zh(cells.text("task_name")),
            matter_type: self.code(cells, "task_type", kept),
            version: number(cells.text("task_version")).unwrap_or(0),
            state: state.unwrap_or(crate::entry::EntryState::Draft),
            effective: day(cells.text("plan_effective_date")),
            cancelled: day(cells.text("plan_cancel_date")),
            body,
            level,
            power_source: self.code(cells, "power_source", kept),
            entrusted_by: cells.zh("entrust_name"),
            basis: self.exchange.laws(cells.text("by_law")),
            conditions: conditions
                .map(|text| Condition {
                    // Where no id came along, the words are the key.
                    id: normal(text),
                    text: zh(text),
                    basis: None,
                    mark: None,
                })
                .collect(),
            statutory: self.length(
                cells,
                ["anticipate_day", "anticipate_type", "anticipate_explain"],
                (kept, &mut further),
            ),
            promised: self.length(
                cells,
                ["promise_day", "promise_type", "promise_explain"],
                (kept, &mut further),
            ),
            immediate: kind.as_deref() == Some("immediate"),
            materials: Vec::new(),
            steps: self.steps(cells.text("handle_flow")),
            charged: match charged.as_deref() {
                Some("yes") => Charged::Yes,
                Some("no") => Charged::No,
                _ => Charged::Unknown,
            },
            applicants: self.codes(cells, "server_type", kept),
            agent: None,
            person_themes: Vec::new(),
            organisation_themes: Vec::new(),
            depth: None,
            scope: None,
            places: Vec::new(),
            fees: Vec::new(),
            result_sample: None,
            fee_basis: self.exchange.laws(cells.text("fee_basis")),
            result: None,
            channels: self.codes(cells, "handle_type", kept),
            visits: number(cells.text("limit_scene_num")),
            visit_reason: None,
            tolerance: false,
            commitment: None,
            intermediaries: Vec::new(),
            remedies: Vec::new(),
            faq: Vec::new(),
            consult_phone: cells.some("link_way"),
            complaint_phone: cells.some("supervise_way"),
            marks: BTreeMap::new(),
            unknown_codes: unknown,
            further,
            unsaid: UNSAID.map(String::from).into(),
        }
    }

    fn steps(&self, flow: &str) -> Vec<ListStep> {
        let one = |(i, text): (usize, &str)| {
            let (name, limit) = match text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
                Some((name, time)) => match self.exchange.labels.read_length(time) {
                    Some(length) => (name, Some(length)),
                    None => (text, None),
                },
                None => (text, None),
            };
            let words = &self.exchange.tables.steps;
            let known = words
                .iter()
                .find(|s| s.words.iter().any(|w| name.contains(w.as_str())));
            ListStep {
                id: known.map_or_else(|| format!("step-{}", i + 1), |s| s.id.clone()),
                name: zh(name),
                limit,
            }
        };
        pieces(flow)
            .filter(|p| *p != NONE)
            .enumerate()
            .map(one)
            .collect()
    }

    fn extend(&self, cells: At<'_>, entry: &mut ListEntry) {
        let mut unknown = core::mem::take(&mut entry.unknown_codes);
        let kind: Option<ResultKind> = self.code(cells, "result_type", &mut unknown);
        entry.result = cells.zh("result_name").map(|name| Outcome {
            kind: kind.unwrap_or(ResultKind::Other),
            name,
        });
        entry.further.extend(cells.grid.further(cells.row));
        entry.further.extend(self.kept(cells));
        // The column holds the file of the sample; an empty one says nothing.
        let sample = !cells.text("result_guid").is_empty();
        entry.result_sample = sample.then_some(true);
        entry.depth = self.code(cells, "online_handle_depth", &mut unknown);
        entry.scope = self.code(cells, "handle_area", &mut unknown);
        entry.visit_reason = cells.zh("limit_scene_explain");
        let all = |column| {
            pieces(cells.text(column))
                .map(ToString::to_string)
                .collect()
        };
        entry.person_themes = all("user_topic_type");
        entry.organisation_themes = all("corp_topic_type");
        entry.intermediaries = pieces(cells.text("service_type"))
            .map(|name| Intermediary {
                name: zh(name),
                basis: Vec::new(),
            })
            .collect();
        self.extension(cells.text("extend_field"), entry);
        entry.unknown_codes = unknown;
    }

    /// What stands in the extension field because the tables have no column for it.
    fn extension(&self, text: &str, entry: &mut ListEntry) {
        for piece in text.split(';') {
            let Some((key, value)) = piece.split_once('=') else {
                continue;
            };
            match key.trim() {
                "matter" => entry.matter = value.parse().ok(),
                "agent" => entry.agent = Some(value == "yes"),
                "remedies" => {
                    entry.remedies = pieces(value).map(ToString::to_string).collect();
                    entry.unsaid.remove("remedies");
                }
                "channels" => {
                    let all: Vec<Channel> = pieces(value).filter_map(named).collect();
                    // Only as far as the column of channels still says the same.
                    let mut cell = self.coded(&entry.channels);
                    let unknown = entry.unknown_codes.get("channel");
                    cell.extend(
                        unknown
                            .into_iter()
                            .flat_map(|raw| pieces(raw))
                            .map(String::from),
                    );
                    if self.coded(&all) == cell {
                        entry.channels = all;
                        entry.unknown_codes.remove("channel");
                    }
                }
                _ => {}
            }
        }
    }

    /// Channels as the profile writes them.
    fn coded(&self, channels: &[Channel]) -> BTreeSet<String> {
        let codes = channels
            .iter()
            .filter_map(|c| self.exchange.profile.write("channel", c));
        codes.collect()
    }

    fn material(&mut self, cells: At<'_>, entry: &mut ListEntry) {
        let mut unknown = core::mem::take(&mut entry.unknown_codes);
        let necessity: Option<Necessity> = self.code(cells, "is_need", &mut unknown);
        entry.unknown_codes = unknown;
        // A column left empty asks for the paper.
        let necessity = necessity.unwrap_or(Necessity::Required);
        entry.tolerance |= necessity == Necessity::Tolerable;
        let name = cells.text("material_name");
        let mut further = cells.grid.further(cells.row);
        // Situations, where the matter knows them; else a remark like any other.
        further.extend(
            cells
                .some("remark")
                .map(|text| ("remark".to_string(), text)),
        );
        entry.materials.push(ListMaterial {
            id: self.papers.get(&normal(name)).map(ToString::to_string),
            name: zh(name),
            necessity,
            waivable: false,
            situations: Vec::new(),
            kind: None,
            basis: self.exchange.laws(cells.text("by_law")),
            further,
        });
    }

    fn fee(&self, cells: At<'_>, entry: &mut ListEntry) {
        let standard = cells.text("fee_stand");
        let amount: Option<Money> = standard.trim_end_matches('元').trim().parse().ok();
        let words = amount.is_none_or(|amount| amount.to_string() != standard);
        entry.fees.push(ListFee {
            name: zh(cells.text("fee_name")),
            item: None,
            amount,
            // The words stay where they are more than the number.
            standard: words.then(|| standard.to_string()),
            basis: self.exchange.laws(cells.text("by_law")),
            further: cells.grid.further(cells.row),
        });
    }

    /// Finds the baseline behind names: the matter, its conditions, the kinds of papers.
    fn recognise(&self, entry: &mut ListEntry) {
        let catalogue = self.exchange.catalogue;
        let named = entry
            .matter
            .as_ref()
            .and_then(|id| catalogue.get(id.as_str()));
        let Some(matter) = named.or_else(|| self.names.get(&normal(&entry.name.zh)).copied())
        else {
            return;
        };
        entry.matter = Some(matter.id.clone());
        if entry.name.zh == matter.name.zh {
            entry.name = matter.name.clone();
        }
        for condition in &mut entry.conditions {
            let same = |c: &&Condition| c.text.zh == condition.text.zh;
            if let Some(known) = matter.conditions.iter().find(same) {
                *condition = known.clone();
            }
        }
        let mut situated = matter.situations.is_empty();
        for material in &mut entry.materials {
            let is = |text: &str, s: &&Situation| s.id == text || s.name.zh == text;
            let remark = material.further.get("remark").map_or("", String::as_str);
            let found: Option<Vec<String>> = pieces(remark)
                .map(|text| Some(matter.situations.iter().find(|s| is(text, s))?.id.clone()))
                .collect();
            if let Some(found) = found.filter(|found| !found.is_empty()) {
                material.situations = found;
                material.further.remove("remark");
                situated = true;
            }
            let standard = material.id.as_ref().and_then(|id| catalogue.material(id));
            if let Some(standard) = standard {
                material.kind = Some(standard.kind);
                material.name = standard.name.clone();
                // The tables cannot say it; what the baseline waives is waived.
                material.waivable = !standard.waivable_by.is_empty();
            }
        }
        if situated {
            entry.unsaid.remove("situations");
        }
        if let Some(result) = &mut entry.result
            && result.name.zh == matter.result.name.zh
        {
            *result = matter.result.clone();
        }
    }
}
