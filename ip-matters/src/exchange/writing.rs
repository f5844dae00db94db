//! Writing the exchange tables: an entry to the cells of its rows.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::text::Lang;
use serde::Serialize;

use super::national::{Exchange, NONE, joined, pieces};
use super::table::{Role, Table};
use crate::entry::Level;
use crate::limit::{Length, LimitUnit};
use crate::list::{ListEntry, ListPlace};
use crate::matter::{Channel, Charged};
use crate::profile::name_of;

/// One row being written.
pub(super) struct Line<'a> {
    exchange: &'a Exchange<'a>,
    entry: &'a ListEntry,
    guid: String,
    index: usize,
}

impl<'a> Line<'a> {
    pub(super) fn new(exchange: &'a Exchange<'a>, entry: &'a ListEntry, index: usize) -> Self {
        let guid = entry.key();
        Self {
            exchange,
            entry,
            guid,
            index,
        }
    }

    /// The row in a table, with further headings behind its columns.
    pub(super) fn cells(&self, table: &Table, extra: &[&str]) -> Vec<String> {
        let own = table.columns.iter().map(|c| self.cell(table.role, &c.id));
        let extra = extra.iter().map(|heading| {
            let key = format!("{}/{heading}", table.role.key());
            self.further(table.role, &key).cloned().unwrap_or_default()
        });
        own.chain(extra).collect()
    }

    /// What an import kept for this row.
    fn further(&self, role: Role, key: &str) -> Option<&String> {
        let kept = match role {
            Role::Material => &self.entry.materials.get(self.index)?.further,
            Role::Fee => &self.entry.fees.get(self.index)?.further,
            _ => &self.entry.further,
        };
        kept.get(key)
    }

    pub(super) fn cell(&self, role: Role, column: &str) -> String {
        if matches!(column, "row_guid" | "task_guid") && role != Role::Directory {
            return self.guid.clone();
        }
        let cell = match role {
            Role::Basic => self.basic(column),
            Role::Extend => self.extend(column),
            Role::Material => self.material(column),
            Role::Fee => self.fee(column),
            Role::Directory => self.directory(column),
            _ => self.question(column),
        };
        cell.unwrap_or_default()
    }

    /// What the directory says itself, else what the entry says.
    fn directory(&self, column: &str) -> Option<String> {
        let kept = self.entry.further.get(&format!("directory/{column}"));
        kept.cloned().or_else(|| match column {
            "row_guid" => self.basic("catalog_code"),
            _ => self.basic(column),
        })
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
            "catalog_code" => Some(e.basic_code()?.to_string()),
            "task_code" => e.implementation.clone(),
            "task_handle_item" => e.handling_item.clone(),
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
            "anticipate_day" => self.days(column, e.statutory),
            "anticipate_type" => self.unit(column, e.statutory),
            "anticipate_explain" => self.words(e.statutory),
            "promise_day" => self.days(column, e.promised),
            "promise_type" => self.unit(column, e.promised),
            "promise_explain" => self.words(e.promised),
            "accept_condition" => {
                let texts = e.conditions.iter().map(|c| c.text.zh.clone());
                let all: Vec<String> = texts.collect();
                Some(or_none(all.join("\n")))
            }
            "handle_flow" => Some(or_none(joined(e.steps.iter().map(|s| match s.limit {
                Some(l) => {
                    let time = self.exchange.labels.length(l, Lang::Zh);
                    format!("{}({time})", s.name.zh)
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
            "transact_addr" | "transact_time" if !e.further.contains_key(column) => {
                self.places(column)
            }
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
            "is_entry_center" | "is_online" | "is_express" if !e.further.contains_key(column) => {
                self.offered(column)
            }
            "extend_field" => Some(self.extension()),
            _ => e.further.get(column).cloned(),
        }
    }

    /// Where and when it is handled, place by place.
    fn places(&self, column: &str) -> Option<String> {
        let labels = &self.exchange.labels;
        let one = |place: &ListPlace| match column {
            "transact_addr" => format!("{}：{}", place.name.zh, place.address.zh),
            _ => format!("{}：{}", place.name.zh, labels.open(&place.hours, Lang::Zh)),
        };
        let all: Vec<String> = self.entry.places.iter().map(one).collect();
        (!all.is_empty()).then(|| all.join("\n"))
    }

    /// What the list says of how a matter is offered; a list without places does not say whether it is
    /// in a service centre.
    fn offered(&self, column: &str) -> Option<String> {
        let e = self.entry;
        let has = |channel| e.channels.contains(&channel);
        let offered = match column {
            "is_online" => has(Channel::Online) || has(Channel::Mobile),
            "is_express" => has(Channel::Mail),
            _ if e.places.is_empty() => return None,
            _ => e.places.iter().any(|place| place.in_centre),
        };
        let flag = if offered { "yes" } else { "no" };
        self.exchange.profile.code_of("flag", flag)
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
        let said: Vec<String> = said.map(|(key, value)| format!("{key}={value}")).collect();
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

    /// The number of a limit; 0 where words hold it, nothing where there is none or nobody knows.
    fn days(&self, column: &str, length: Option<Length>) -> Option<String> {
        let kept = || self.entry.further.get(column).cloned();
        length.map(|l| days(Some(l)).to_string()).or_else(kept)
    }

    /// The unit of a limit; where there is none, what came in.
    fn unit(&self, column: &str, length: Option<Length>) -> Option<String> {
        let kept = self.entry.further.get(column).filter(|_| length.is_none());
        let code = || self.code(column, "unit", counted(length).as_ref());
        kept.cloned().or_else(code)
    }

    /// A limit that no number of days can hold, in words.
    fn words(&self, length: Option<Length>) -> Option<String> {
        let odd = length.filter(|l| days(Some(*l)) != l.n);
        odd.map(|l| self.exchange.labels.length(l, Lang::Zh))
    }
}

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
