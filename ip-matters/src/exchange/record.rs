//! A case as the exchange tables hold it (办件数据): a replayed case, with the people and the words that its
//! references stand for.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use chrono::NaiveDate;
use ip_core::calendar::Calendar;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::cases::CaseExchange;
use crate::case::{Case, Event, Reference, Verdict};
use crate::document::Templates;
use crate::entry::Entry;
use crate::list::ListEntry;
use crate::matter::ResultKind;
use crate::pack::Pack;
use crate::profile::name_of;
use crate::regime::{Regime, Rules};
use crate::replay::{Request, Response};

/// Who somebody is before the authority (申请者类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// 自然人.
    NaturalPerson,
    /// 企业法人.
    Enterprise,
    /// 事业法人.
    PublicInstitution,
    /// 社会组织法人.
    SocialOrganisation,
    /// 非法人企业.
    NonCorporateEnterprise,
    /// 行政机关.
    GovernmentAgency,
    /// 其他组织.
    OtherOrganisation,
}

/// Whom a reference stands for. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Party {
    /// Name.
    pub name: String,
    /// What kind of party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PartyKind>,
    /// Kind of the document that identifies it (证件类型), as the receiver codes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_type: Option<String>,
    /// Number of that document (证件号码).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Party({:?}, ***)", self.kind)
    }
}

/// A case to write down: its commands, and what the references in them stand for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CaseFile {
    /// The commands, as in a replay.
    pub replay: Request,
    /// Applicants and staff, by reference.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parties: BTreeMap<Reference, Party>,
    /// Reasons, opinions and numbers, by reference.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<Reference, String>,
}

/// A row of a case table: by column, a coded value under its own name, a day as `YYYY-MM-DD`, else text.
/// `Debug` shows the columns only, since rows hold names of people.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Row {
    /// Values by column.
    pub values: BTreeMap<String, String>,
    /// What came in and is not understood, or would be written back otherwise: a code at `COLUMN@PROFILE`,
    /// a cell of a further column at `TABLE/COLUMN`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, String>,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Row {
    fn with(mut self, column: &str, value: impl ToString) -> Self {
        self.values.insert(column.to_string(), value.to_string());
        self
    }

    fn maybe(self, column: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(column, value),
            None => self,
        }
    }
}

/// A case in the exchange (办件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CaseRecord {
    /// Its number (办件编号).
    pub number: String,
    /// How it was accepted; absent while it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<Row>,
    /// Its steps, in order.
    #[serde(default)]
    pub process: Vec<Row>,
    /// Its special procedures; one without an end still runs.
    #[serde(default)]
    pub special: Vec<Row>,
    /// Its papers.
    #[serde(default)]
    pub materials: Vec<Row>,
    /// How it ended; absent while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Row>,
}

impl CaseFile {
    /// The case under a pack, by the words of an exchange.
    ///
    /// # Errors
    ///
    /// `matters.replay.unknown-matter` when the pack has no such entry.
    pub fn record(
        &self,
        exchange: &CaseExchange<'_>,
        pack: &Pack,
        rules: &Rules,
        templates: &Templates,
        calendar: &Calendar,
    ) -> Result<CaseRecord, Problem> {
        let response = self.replay.run(pack, rules, templates, calendar)?;
        let case = &response.case;
        let matter = self.replay.matter.as_str();
        let entry = pack
            .version(matter, case.version)
            .or_else(|| pack.entry(matter));
        let unknown = || Problem::new("matters.replay.unknown-matter").at("/matter");
        let entry = entry.ok_or_else(unknown)?;
        let day = case.received.or(case.submitted).or(case.last);
        let regime = day.and_then(|day| rules.on(entry.matter.regime, day));
        let teller = Teller {
            file: self,
            exchange,
            case,
            entry,
            regime,
        };
        let listed = ListEntry::of(entry, rules, day.unwrap_or_default());
        Ok(teller.record(&response, &listed))
    }
}

/// Writes one case down.
struct Teller<'a> {
    file: &'a CaseFile,
    exchange: &'a CaseExchange<'a>,
    case: &'a Case,
    entry: &'a Entry,
    regime: Option<&'a Regime>,
}

/// What happened, and who did it.
type Told<'a> = (&'a Event, Option<&'a Reference>);

impl Teller<'_> {
    fn record(&self, response: &Response, listed: &ListEntry) -> CaseRecord {
        let filed = response.filing.iter().flat_map(|o| o.events.iter());
        let filed = filed.map(|event| (event, None));
        let steps = response.steps.iter().zip(&self.file.replay.commands);
        let steps = steps.flat_map(|(outcome, step)| {
            let by = step.by.as_ref().and_then(|by| by.account.as_ref());
            outcome.events.iter().map(move |event| (event, by))
        });
        let events: Vec<Told<'_>> = filed.chain(steps).collect();
        let number = self.case.number.as_ref();
        CaseRecord {
            number: number.map(ToString::to_string).unwrap_or_default(),
            accept: self.accept(listed),
            process: self.process(&events),
            special: self.special(&events),
            materials: self.materials(&events),
            result: self.result(),
        }
    }

    /// The words that a reference stands for.
    fn text(&self, reference: &Reference) -> Option<&str> {
        self.file.texts.get(reference).map(String::as_str)
    }

    fn word(&self, key: &str) -> String {
        // A step that the regime names is called so.
        let own = match key {
            "accepted" => "accept",
            "issued" => "issue",
            "delivered" => "deliver",
            _ => "",
        };
        let step = self
            .regime
            .and_then(|r| r.steps.iter().find(|s| s.id == own));
        step.map_or_else(|| self.exchange.word(key), |s| s.name.zh.clone())
    }

    fn accept(&self, listed: &ListEntry) -> Option<Row> {
        let accepted = self.case.accepted?;
        let party = self.case.applicant.as_ref();
        let party = party.and_then(|r| self.file.parties.get(r));
        let kind = if listed.immediate {
            "immediate"
        } else {
            "promised"
        };
        let body = self.entry.body.as_ref();
        let row = Row::default()
            .maybe("task_code", listed.implementation.as_ref())
            .with("task_name", &listed.name.zh)
            .with("task_version", self.case.version)
            .maybe("catalog_code", listed.basic_code())
            .maybe("org_code", body.map(|b| &b.uscc))
            .maybe("org_name", body.map(|b| &b.name.zh))
            .maybe("applyer_name", party.map(|p| &p.name))
            .maybe("applyer_type", party.and_then(|p| name_of(&p.kind?)))
            .maybe("applyer_page_type", party.and_then(|p| p.id_type.as_ref()))
            .maybe("applyer_page_code", party.and_then(|p| p.id.as_ref()))
            .maybe("apply_type", self.case.channel.and_then(|c| name_of(&c)))
            .maybe("apply_date", self.case.submitted)
            .with("accept_date", accepted)
            .with("project_type", kind);
        Some(row)
    }

    /// A finished step; a step without an end of its own ends where it began.
    fn step(&self, key: &str, action: &str, from: NaiveDate, to: NaiveDate, who: Told<'_>) -> Row {
        let (event, by) = who;
        let by = by.and_then(|r| self.file.parties.get(r));
        let why = reason(event).and_then(|r| self.text(r));
        Row::default()
            .with("process_name", self.word(key))
            .with("event_name", action)
            .with("start", from)
            .with("end", to)
            .maybe("handle_user", by.map(|p| &p.name))
            .maybe("handle_explain", why)
    }

    fn process(&self, events: &[Told<'_>]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        // The day from which the next step runs, and the correction that is open.
        let mut since = events.first().map(|(e, _)| e.on()).unwrap_or_default();
        let mut open: Option<usize> = None;
        for told in events {
            let on = told.0.on();
            let (key, action, to) = match told.0 {
                Event::Received { .. } => ("received", "pass", on),
                Event::CorrectionNotified { .. } => {
                    open = Some(rows.len());
                    rows.push(self.step("correction", "return", on, on, *told));
                    since = on;
                    continue;
                }
                Event::Resubmitted { .. } => {
                    if let Some(row) = open.take().and_then(|at| rows.get_mut(at)) {
                        row.values.insert("end".into(), on.to_string());
                    }
                    since = on;
                    continue;
                }
                Event::Accepted { effective, .. } => {
                    rows.push(self.step(
                        "accepted",
                        "pass",
                        since.min(*effective),
                        *effective,
                        *told,
                    ));
                    since = *effective;
                    continue;
                }
                Event::Extended { .. } => {
                    rows.push(self.step("extended", "other", on, on, *told));
                    continue;
                }
                Event::Decided { verdict, .. } => match verdict {
                    Verdict::Refused => ("decided", "other", on),
                    _ => ("decided", "pass", on),
                },
                Event::ResultIssued { .. } => ("issued", "pass", on),
                Event::Delivered { .. } => ("delivered", "pass", on),
                Event::Withdrawn { .. } | Event::Terminated { .. } | Event::Forwarded { .. } => {
                    ("ended", "other", on)
                }
                _ => continue,
            };
            rows.push(self.step(key, action, since, to, *told));
            since = to;
        }
        rows
    }

    fn special(&self, events: &[Told<'_>]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for (event, _) in events {
            match event {
                Event::SpecialStarted {
                    on, kind, notice, ..
                } => {
                    let pauses = self.regime.map(|r| r.pauses.as_slice()).unwrap_or_default();
                    let known = pauses.iter().find(|p| p.id == *kind);
                    let name = known.map_or(kind.as_str(), |p| p.name.zh.as_str());
                    let row = Row::default()
                        .with("special_type", "other")
                        .with("special_name", name)
                        .maybe("reason", self.text(notice))
                        .with("start", on);
                    rows.push(row);
                }
                Event::SpecialEnded { on, .. } => {
                    if let Some(row) = rows.iter_mut().rfind(|r| !r.values.contains_key("end")) {
                        row.values.insert("end".into(), on.to_string());
                    }
                }
                Event::Extended { on, reason, .. } => {
                    let row = Row::default()
                        .with("special_type", "extension")
                        .with("special_name", self.exchange.word("extended"))
                        .maybe("reason", self.text(reason))
                        .with("start", on)
                        .with("end", on);
                    rows.push(row);
                }
                _ => {}
            }
        }
        rows
    }

    fn materials(&self, events: &[Told<'_>]) -> Vec<Row> {
        let brought = |id: &str| {
            let mut days = events.iter().filter_map(|(event, _)| match event {
                Event::Submitted { on, materials, .. }
                | Event::CorrectedOnSpot { on, materials, .. }
                | Event::Resubmitted { on, materials, .. }
                | Event::MissingFilled { on, materials, .. } => {
                    materials.contains(id).then_some(*on)
                }
                _ => None,
            });
            days.next_back()
        };
        let papers = self.case.materials.iter().map(|id| (id, "yes"));
        let waived = self.case.waived.iter().map(|id| (id, "no"));
        let rows = papers.chain(waived).map(|(id, taken)| {
            let known = self.entry.materials.iter().find(|m| m.id == *id);
            Row::default()
                .with(
                    "material_name",
                    known.map_or(id.as_str(), |m| m.name.zh.as_str()),
                )
                .with("is_taken", taken)
                .maybe("take_time", brought(id))
        });
        rows.collect()
    }

    fn result(&self) -> Option<Row> {
        use crate::case::State as S;
        let case = self.case;
        let certified = case.verdict.is_some_and(|v| v != Verdict::Refused)
            && self.entry.matter.result.kind == ResultKind::Certificate;
        let uncorrected = case.notice().is_some() && case.accepted.is_none();
        let kind = match case.state {
            S::Completed | S::Delivered if certified => Some("certificate"),
            S::Completed | S::Delivered => Some("completed"),
            S::Decided if case.verdict == Some(Verdict::Refused) => Some("completed"),
            S::Forwarded => Some("transferred"),
            S::Withdrawn if uncorrected => Some("not-corrected"),
            // No code of any table met says how a withdrawal or a termination is counted.
            S::Withdrawn | S::Terminated | S::Revoked | S::Cancelled => None,
            _ => return None,
        };
        let flag = if case.delivered.is_some() {
            "yes"
        } else {
            "no"
        };
        let name = case.result.as_ref().filter(|_| certified);
        let row = Row::default()
            .maybe("result_type", kind)
            .maybe("result_date", case.decided.or(case.last))
            .with("is_delivery_results", flag)
            .maybe(
                "certificate_name",
                name.map(|_| &self.entry.matter.result.name.zh),
            )
            .maybe("certificate_number", name.and_then(|r| self.text(r)));
        Some(row)
    }
}

/// The reference that says why.
const fn reason(event: &Event) -> Option<&Reference> {
    match event {
        Event::Extended { reason, .. } | Event::Terminated { reason, .. } => Some(reason),
        Event::Decided { reasons, .. } => reasons.as_ref(),
        Event::Withdrawn { reason, .. } => reason.as_ref(),
        _ => None,
    }
}
