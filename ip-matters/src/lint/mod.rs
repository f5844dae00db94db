//! The lint of a published list (清单检查): rules R01–R40, each with its origin, place and fix.
//!
//! Most rules need the list alone. A few need something that stands elsewhere: the list of proofs
//! (R12), the tariff (R24), themes, depths and samples that many lists leave out (R18, R25, R26), an
//! earlier list (R40). Where that is missing the rule is *not checked*, and [`Lint::unchecked`] says
//! so: silence is not a pass.

mod codes;
mod demands;
mod prose;
mod rule;
mod service;
mod terms;
mod whole;

pub use rule::{Finding, OriginKind, Rule, Severity, Unchecked};

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use chrono::NaiveDate;
use ip_core::law::Registry;
use ip_core::money::Money;
use ip_core::problem::Problems;
use ip_core::text::Text;
use serde::Deserialize;

use crate::catalogue::Catalogue;
use crate::list::{List, ListEntry};
use crate::matter::{Matter, MatterType};
use crate::profile::Profile;
use crate::proofs::ProofList;
use crate::regime::Rules;
use crate::toml_file;

/// What a tariff says, for R24; the crate of the fees answers it.
pub trait Tariff: fmt::Debug {
    /// The amount of an item on a day; `None` for an item or a day that the tariff does not know.
    fn amount(&self, item: &str, on: NaiveDate) -> Option<Money>;
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RuleFile {
    words: Words,
    rule: Vec<Rule>,
}

/// Words by which prose is read; each a part of the Chinese or the English text.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Words {
    catch_all: Vec<String>,
    /// Words that hold one of those and mean something definite.
    definite: Vec<String>,
    on_the_spot: Vec<String>,
    on_site: Vec<String>,
    in_person: Vec<String>,
    age_limit: Vec<String>,
    guardian: Vec<String>,
    proxy: Vec<String>,
    material: Vec<String>,
    proof: Vec<String>,
    certificate: Vec<String>,
    document: Vec<String>,
}

/// Whether a text holds one of the words.
fn says(words: &[String], text: &Text) -> bool {
    let en = text.en.to_lowercase();
    words
        .iter()
        .any(|w| text.zh.contains(w.as_str()) || en.contains(w.as_str()))
}

/// The lint with everything it compares against.
#[derive(Debug)]
pub struct Lint<'a> {
    catalogue: &'a Catalogue,
    rules: &'a Rules,
    registry: &'a Registry,
    codes: Profile,
    proofs: Option<&'a ProofList>,
    tariff: Option<&'a dyn Tariff>,
    words: Words,
    all: Vec<Rule>,
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
        let text = include_str!("../../data/lint.toml");
        let Some(file) = toml_file::read::<RuleFile>("lint.toml", text, &mut problems) else {
            return Err(problems);
        };
        let by_id = file
            .rule
            .iter()
            .enumerate()
            .map(|(at, rule)| (rule.id.clone(), at))
            .collect();
        Ok(Self {
            catalogue,
            rules,
            registry,
            codes: Profile::builtin("gbt39046")?,
            proofs: None,
            tariff: None,
            words: file.words,
            all: file.rule,
            by_id,
        })
    }

    /// The same lint with the published list of proofs that may be asked for (证明事项清单). R12 is then
    /// checked.
    #[must_use]
    pub fn with_proofs(mut self, proofs: &'a ProofList) -> Self {
        self.proofs = Some(proofs);
        self
    }

    /// The same lint with a tariff: R24 is then checked.
    #[must_use]
    pub fn with_tariff(mut self, tariff: &'a dyn Tariff) -> Self {
        self.tariff = Some(tariff);
        self
    }

    /// The rules, by id.
    pub fn rules(&self) -> &[Rule] {
        &self.all
    }

    /// Every fault of a list, entry by entry; with an earlier list, also what changed without a new
    /// version.
    pub fn check(&self, list: &List, before: Option<&List>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut codes: BTreeMap<String, usize> = BTreeMap::new();
        for (index, entry) in list.entries.iter().enumerate() {
            let mut at = self.desk(list, index, entry, &mut findings);
            at.codes(&mut codes);
            at.fields();
            at.limits();
            at.demands();
            at.proofs();
            at.channels();
            at.flow_and_fee();
            at.prose();
            at.publicity();
            at.laws();
        }
        self.versions(list, before, &mut findings);
        self.twins(list, &mut findings);
        findings.sort_by_key(|f| place(&f.pointer));
        findings
    }

    fn desk<'b>(
        &'b self,
        list: &List,
        index: usize,
        entry: &'b ListEntry,
        findings: &'b mut Vec<Finding>,
    ) -> Desk<'a, 'b> {
        Desk {
            lint: self,
            entry,
            index,
            on: list.on,
            findings,
        }
    }
}

/// The index of the entry that a pointer names.
fn place(pointer: &str) -> usize {
    let index = pointer.split('/').nth(2);
    index.and_then(|i| i.parse().ok()).unwrap_or(usize::MAX)
}

/// One entry under examination.
struct Desk<'a, 'b> {
    lint: &'b Lint<'a>,
    entry: &'b ListEntry,
    index: usize,
    on: NaiveDate,
    findings: &'b mut Vec<Finding>,
}

impl<'b> Desk<'_, 'b> {
    fn find(&mut self, rule: &str, field: &str, found: Option<String>, expected: Option<String>) {
        let severity = self.rule(rule).map(|r| r.severity);
        if let Some(severity) = severity {
            self.weigh(rule, severity, field, found, expected);
        }
    }

    fn rule(&self, id: &str) -> Option<&'b Rule> {
        self.lint.all.get(*self.lint.by_id.get(id)?)
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
            fix: rule.fix,
        });
    }

    fn matter(&self) -> Option<&'b Matter> {
        self.lint
            .catalogue
            .get(self.entry.matter.as_ref()?.as_str())
    }

    fn is_licence(&self) -> bool {
        self.entry.matter_type == Some(MatterType::Licence)
    }
}
