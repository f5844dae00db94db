//! The lint of a published list (清单检查): rules R01–R40 as far as a list alone can decide them.
//!
//! Not decided here: R12 (the proof list), R18, R22, R24 (the fee schedule), R25 and R26 (names
//! against kinds), R29 and R30 (readings of prose), R33 and R37 (raw codes, which a list no longer holds).

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

use chrono::NaiveDate;
use ip_core::id::ImplementationCode;
use ip_core::law::{LawRef, Registry};
use ip_core::problem::Problems;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::entry::{EntryState, PowerSource};
use crate::limit::{Length, LimitUnit};
use crate::list::{List, ListEntry, normal};
use crate::material::{MaterialSet, Necessity};
use crate::matter::{Channel, Charged, Matter, MatterType, RegimeId};
use crate::regime::Rules;
use crate::toml_file;

/// How heavy a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Should be mended.
    Warning,
    /// Breaks law or structure.
    Error,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// A law or regulation.
    Law,
    /// A standard.
    Standard,
    /// Good practice.
    Practice,
}

/// A rule of the lint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Id, such as `R06`.
    pub id: String,
    /// How heavy.
    pub severity: Severity,
    /// Where from.
    pub origin: OriginKind,
    /// The article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<LawRef>,
    /// What it asks.
    pub title: Text,
}

/// One fault of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Rule.
    pub rule: String,
    /// How heavy.
    pub severity: Severity,
    /// The entry: its code, else its matter, else its name.
    pub entry: String,
    /// JSON pointer into the list.
    pub pointer: String,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Where the rule comes from.
    pub origin: OriginKind,
    /// The article it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<LawRef>,
    /// What to do, where it can be said; the rule's own words otherwise.
    pub fix: Text,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RuleFile {
    catch_all: Vec<String>,
    on_the_spot: Vec<String>,
    rule: Vec<Rule>,
}

/// The lint with everything it compares against.
#[derive(Debug)]
pub struct Lint<'a> {
    catalogue: &'a Catalogue,
    rules: &'a Rules,
    registry: &'a Registry,
    words: RuleFile,
    by_id: BTreeMap<String, usize>,
}

impl<'a> Lint<'a> {
    /// The lint with the rules shipped with this crate (`data/lint.toml`).
    ///
    /// # Errors
    ///
    /// A damaged data file, which a test excludes.
    pub fn builtin(
        catalogue: &'a Catalogue,
        rules: &'a Rules,
        registry: &'a Registry,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let text = include_str!("../data/lint.toml");
        let Some(words) = toml_file::read::<RuleFile>("lint.toml", text, &mut problems) else {
            return Err(problems);
        };
        let by_id = words
            .rule
            .iter()
            .enumerate()
            .map(|(at, rule)| (rule.id.clone(), at))
            .collect();
        Ok(Self {
            catalogue,
            rules,
            registry,
            words,
            by_id,
        })
    }

    /// The rules, by id.
    pub fn rules(&self) -> &[Rule] {
        &self.words.rule
    }

    /// Every fault of a list, entry by entry; with an earlier list, also what changed without a new
    /// version.
    pub fn check(&self, list: &List, before: Option<&List>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut codes: BTreeMap<String, usize> = BTreeMap::new();
        for (index, entry) in list.entries.iter().enumerate() {
            let mut at = Desk {
                lint: self,
                entry,
                index,
                on: list.on,
                findings: &mut findings,
            };
            at.codes(&mut codes);
            at.fields();
            at.limits();
            at.demands();
            at.channels();
            at.flow_and_fee();
            at.publicity();
            at.laws();
            if let Some(before) = before {
                let same = |old: &&ListEntry| {
                    old.implementation == entry.implementation && old.matter == entry.matter
                };
                let old = before.entries.iter().find(same);
                if old.is_some_and(|old| old != entry && old.version >= entry.version) {
                    at.find("R40", "version", Some(entry.version.to_string()), None);
                }
            }
        }
        findings
    }
}

struct Desk<'a, 'b> {
    lint: &'b Lint<'a>,
    entry: &'b ListEntry,
    index: usize,
    on: NaiveDate,
    findings: &'b mut Vec<Finding>,
}

impl Desk<'_, '_> {
    fn find(&mut self, rule: &str, field: &str, found: Option<String>, expected: Option<String>) {
        let severity = self.rule(rule).map(|r| r.severity);
        if let Some(severity) = severity {
            self.weigh(rule, severity, field, found, expected);
        }
    }

    fn rule(&self, id: &str) -> Option<&Rule> {
        self.lint.words.rule.get(*self.lint.by_id.get(id)?)
    }

    fn weigh(
        &mut self,
        rule: &str,
        severity: Severity,
        field: &str,
        found: Option<String>,
        expected: Option<String>,
    ) {
        let Some(rule) = self.rule(rule).cloned() else {
            return;
        };
        self.findings.push(Finding {
            rule: rule.id,
            severity,
            entry: self.entry.key(),
            pointer: format!("/entries/{}/{field}", self.index),
            found,
            expected,
            origin: rule.origin,
            basis: rule.basis,
            fix: rule.title,
        });
    }

    fn matter(&self) -> Option<&Matter> {
        self.lint
            .catalogue
            .get(self.entry.matter.as_ref()?.as_str())
    }

    fn is_licence(&self) -> bool {
        self.entry.matter_type == Some(MatterType::Licence)
    }

    fn codes(&mut self, seen: &mut BTreeMap<String, usize>) {
        let Some(code) = self.entry.implementation.clone() else {
            return;
        };
        if let Some(first) = seen.insert(code.to_ascii_uppercase(), self.index) {
            let other = format!("/entries/{first}");
            self.find("R01", "implementation", Some(code.clone()), Some(other));
        }
        if matches!(code.len(), 10 | 24) {
            self.find("R03", "implementation", Some(code), Some("31".into()));
            return;
        }
        let body = self.entry.body.as_ref().map(|b| b.uscc.as_str());
        let fits = code
            .parse::<ImplementationCode>()
            .is_ok_and(|code| body.is_none_or(|uscc| uscc == code.body().as_str()));
        if !fits {
            let expected = body.map(ToString::to_string);
            self.find("R02", "implementation", Some(code), expected);
        }
    }

    fn fields(&mut self) {
        let entry = self.entry;
        if entry.state == EntryState::Draft {
            return;
        }
        let public = entry.matter_type == Some(MatterType::PublicService);
        let missing = [
            ("implementation", entry.implementation.is_none()),
            ("body", entry.body.is_none()),
            ("level", entry.level.is_none()),
            ("powerSource", entry.power_source.is_none() && !public),
            ("promised", entry.promised.is_none()),
            ("result", entry.result.is_none()),
            ("channels", entry.channels.is_empty()),
            ("visits", entry.visits.is_none()),
            ("name", entry.name.zh.is_empty()),
        ];
        for (field, absent) in missing {
            if absent {
                self.find("R04", field, None, None);
            }
        }
        if self.matter().is_none() {
            let found = entry.matter.as_ref().map(ToString::to_string);
            self.find("R05", "matter", found, None);
        }
        let entrusted = matches!(
            entry.power_source,
            Some(PowerSource::EntrustedFromAbove | PowerSource::EntrustedBeside)
        );
        if entrusted && entry.entrusted_by.is_none() {
            self.find("R31", "entrustedBy", None, None);
        }
    }

    fn limits(&mut self) {
        let entry = self.entry;
        let show = |l: Length| format!("{} {:?}", l.n, l.unit);
        if let (Some(promised), Some(statutory)) = (entry.promised, entry.statutory) {
            let (found, expected) = (Some(show(promised)), Some(show(statutory)));
            match promised.compare(statutory) {
                Some(Ordering::Greater) => self.find("R06", "promised", found, expected),
                None => self.weigh("R06", Severity::Warning, "promised", found, expected),
                _ => {}
            }
        }
        let regime = self.matter().map(|m| m.regime);
        let general = regime
            .and_then(|id| self.lint.rules.on(id, self.on))
            .and_then(|r| r.decision.default);
        let right = self
            .matter()
            .and_then(Matter::statutory)
            .map(|l| l.length())
            .or(general);
        if let (Some(found), Some(right)) = (entry.statutory, right)
            && found != right
        {
            self.find("R07", "statutory", Some(show(found)), Some(show(right)));
        }
        let licence = self.lint.rules.on(RegimeId::AdministrativeLicence, self.on);
        let most = licence.and_then(|r| r.decision.default);
        if let (true, Some(statutory), Some(most)) = (self.is_licence(), entry.statutory, most)
            && statutory.compare(most) != Some(Ordering::Less)
            && statutory != most
            && entry.basis.is_empty()
        {
            self.find("R08", "statutory", Some(show(statutory)), Some(show(most)));
        }
        let spot = entry.promised.map(|p| p.n == 0);
        if spot.is_some_and(|spot| spot != entry.immediate) {
            self.find("R19", "immediate", Some(entry.immediate.to_string()), None);
        }
        let words = &self.lint.words.on_the_spot;
        let says = entry.steps.iter().any(|s| {
            s.id == "decide"
                && words
                    .iter()
                    .any(|w| s.name.zh.contains(w) || s.name.en.contains(w))
        });
        if says && entry.promised.is_some_and(|p| p.n > 1) {
            self.find("R19", "steps", None, None);
        }
        let sum = entry
            .steps
            .iter()
            .try_fold(0u32, |sum, step| match step.limit {
                None => Some(sum),
                Some(l) if l.unit == LimitUnit::WorkingDay => sum.checked_add(l.n),
                Some(_) => None,
            });
        let given = entry.steps.iter().any(|s| s.limit.is_some());
        if let (true, Some(sum), Some(promised)) = (given, sum, entry.promised)
            && promised.unit == LimitUnit::WorkingDay
            && sum != promised.n
        {
            let severity = if sum > promised.n {
                Severity::Error
            } else {
                Severity::Warning
            };
            let (found, expected) = (Some(sum.to_string()), Some(promised.n.to_string()));
            self.weigh("R20", severity, "steps", found, expected);
        }
    }

    fn demands(&mut self) {
        let entry = self.entry;
        let words = &self.lint.words.catch_all;
        let vague = |text: &Text| {
            let en = text.en.to_lowercase();
            words
                .iter()
                .any(|w| text.zh.contains(w.as_str()) || en.contains(w.as_str()))
        };
        let baseline: Option<Vec<(String, String)>> = self.matter().map(|matter| {
            let sets = core::iter::once(&matter.materials)
                .chain(matter.situations.iter().map(|s| &s.materials));
            sets.flat_map(MaterialSet::iter)
                .map(|(id, _)| {
                    let name = self.lint.catalogue.material(id).map(|m| normal(&m.name.zh));
                    (id.to_string(), name.unwrap_or_default())
                })
                .collect()
        });
        for (i, material) in entry.materials.iter().enumerate() {
            let field = format!("materials/{i}");
            let name = Some(material.name.zh.clone());
            if vague(&material.name) {
                self.find("R11", &field, name.clone(), None);
            }
            let known = baseline.as_ref().map(|all| {
                all.iter().any(|(id, standard)| match &material.id {
                    Some(own) => own == id,
                    None => *standard == normal(&material.name.zh),
                })
            });
            if known == Some(false) {
                self.find("R09", &field, name.clone(), None);
            }
            let standard = material
                .id
                .as_ref()
                .and_then(|id| self.lint.catalogue.material(id));
            let shared = standard.is_some_and(|m| !m.waivable_by.is_empty());
            if shared && !material.waivable && material.necessity == Necessity::Required {
                self.find("R13", &field, name.clone(), None);
            }
            let twice = entry.materials[..i].iter().any(|other| {
                (other.id.is_some() && other.id == material.id
                    || normal(&other.name.zh) == normal(&material.name.zh))
                    && (other.situations.is_empty()
                        || material.situations.is_empty()
                        || other
                            .situations
                            .iter()
                            .any(|s| material.situations.contains(s)))
            });
            if twice {
                self.find("R14", &field, name, None);
            }
        }
        for (i, condition) in entry.conditions.iter().enumerate() {
            let field = format!("conditions/{i}");
            let text = Some(condition.text.zh.clone());
            if vague(&condition.text) {
                self.find("R11", &field, text.clone(), None);
            }
            let known = self
                .matter()
                .is_none_or(|m| m.conditions.iter().any(|c| c.id == condition.id));
            if !known && condition.basis.is_none() {
                self.find("R10", &field, text, None);
            }
        }
        for (i, service) in entry.intermediaries.iter().enumerate() {
            if service.basis.is_empty() {
                let name = Some(service.name.zh.clone());
                self.find("R15", &format!("intermediaries/{i}"), name, None);
            }
        }
        let tolerable = entry
            .materials
            .iter()
            .any(|m| m.necessity == Necessity::Tolerable);
        if entry.tolerance && !tolerable {
            self.find("R32", "tolerance", None, None);
        }
        if entry
            .commitment
            .as_ref()
            .is_some_and(|c| c.notice.zh.is_empty())
        {
            self.find("R32", "commitment", None, None);
        }
    }

    fn channels(&mut self) {
        let entry = self.entry;
        let remote = [
            Channel::Online,
            Channel::Mobile,
            Channel::Mail,
            Channel::Phone,
        ];
        let at_a_distance = entry.channels.iter().any(|c| remote.contains(c));
        match entry.visits {
            Some(0) if !at_a_distance => self.find("R16", "visits", Some("0".into()), None),
            Some(0) if entry.visit_reason.is_some() => {
                self.weigh("R17", Severity::Warning, "visitReason", None, None);
            }
            Some(n) if n > 0 && entry.visit_reason.is_none() => {
                self.find("R17", "visits", Some(n.to_string()), None);
            }
            _ => {}
        }
        let taken: Vec<Channel> = self
            .matter()
            .map(|m| {
                m.channels
                    .iter()
                    .copied()
                    .filter(|c| !entry.channels.contains(c))
                    .collect()
            })
            .unwrap_or_default();
        for channel in taken {
            self.find(
                "R34",
                "channels",
                None,
                Some(format!("{channel:?}").to_lowercase()),
            );
        }
    }

    fn flow_and_fee(&mut self) {
        let entry = self.entry;
        let has = |id: &str| entry.steps.iter().any(|s| s.id == id);
        let needed: &[&str] = if self.is_licence() {
            &["accept", "review", "decide", "deliver"]
        } else {
            &["decide"]
        };
        for step in needed.iter().filter(|step| !has(step)) {
            self.find("R21", "steps", None, Some((*step).into()));
        }
        if entry.charged == Charged::Yes && entry.fee_basis.is_empty() && self.is_licence() {
            self.find("R23", "charged", None, None);
        }
        let free = self.matter().is_some_and(|m| m.fee.charged == Charged::No);
        if entry.charged == Charged::Yes && free && entry.fee_basis.is_empty() && !self.is_licence()
        {
            self.find("R23", "charged", None, None);
        }
    }

    fn publicity(&mut self) {
        let entry = self.entry;
        let phones = (&entry.consult_phone, &entry.complaint_phone);
        let area = |p: &String| p.contains('-') || p.starts_with("12") || p.len() >= 11;
        match phones {
            (Some(a), Some(b)) if a == b => {
                self.find("R27", "complaintPhone", Some(b.clone()), None)
            }
            (Some(a), Some(b)) => {
                for (field, phone) in [("consultPhone", a), ("complaintPhone", b)] {
                    if !area(phone) {
                        self.find("R27", field, Some(phone.clone()), None);
                    }
                }
            }
            (consult, _) => {
                let field = if consult.is_none() {
                    "consultPhone"
                } else {
                    "complaintPhone"
                };
                self.find("R27", field, None, None);
            }
        }
        if self.is_licence() && entry.faq.is_empty() {
            self.find("R28", "faq", None, None);
        }
        if self.is_licence() && entry.remedies.is_empty() {
            self.find("R35", "remedies", None, None);
        }
        if entry.state == EntryState::Published {
            let unverified: Vec<String> = entry
                .marks
                .iter()
                .filter(|(_, mark)| mark.is_unverified())
                .map(|(field, _)| field.clone())
                .collect();
            if !unverified.is_empty() {
                self.find("R39", "marks", Some(unverified.join(", ")), None);
            }
        }
    }

    fn laws(&mut self) {
        let entry = self.entry;
        let cited = entry.basis.iter().chain(&entry.fee_basis);
        for (i, law) in cited.enumerate() {
            let good = self.lint.registry.get(&law.id).is_some_and(|known| {
                known.from.is_none_or(|from| from <= self.on)
                    && known.to.is_none_or(|to| self.on <= to)
            });
            if !good {
                self.find("R36", &format!("basis/{i}"), Some(law.id.clone()), None);
            }
        }
        let started = entry.effective.is_some_and(|from| from <= self.on);
        let ended = entry.cancelled.is_some_and(|to| to < self.on);
        if (entry.state == EntryState::Draft && started)
            || (entry.state == EntryState::Published && ended)
        {
            self.find(
                "R38",
                "state",
                Some(format!("{:?}", entry.state).to_lowercase()),
                None,
            );
        }
    }
}
