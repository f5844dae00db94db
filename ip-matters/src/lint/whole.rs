//! What needs more than one entry, and what could not be checked: R33, R40.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Finding, Lint, Severity, Unchecked};
use crate::list::{List, ListEntry, normal};
use crate::material::MaterialKind;
use crate::matter::{Channel, Charged};

impl Lint<'_> {
    /// A changed entry has a new version.
    pub(super) fn versions(&self, list: &List, before: Option<&List>, findings: &mut Vec<Finding>) {
        let key = |e: &ListEntry| (e.implementation.clone(), e.matter.clone());
        let before = before.into_iter().flat_map(|list| &list.entries);
        let mut known = BTreeMap::new();
        for entry in before {
            known.entry(key(entry)).or_insert(entry);
        }
        for (index, entry) in list.entries.iter().enumerate() {
            let old = known.get(&key(entry));
            if old.is_some_and(|old| *old != entry && old.version >= entry.version) {
                let found = Some(entry.version.to_string());
                self.desk(list, index, entry, findings)
                    .find("R40", "version", found, None);
            }
        }
    }

    /// The online and the offline entry of one matter ask for the same.
    pub(super) fn twins(&self, list: &List, findings: &mut Vec<Finding>) {
        let online = |c: &Channel| matches!(c, Channel::Online | Channel::Mobile);
        let mut first: BTreeMap<String, &ListEntry> = BTreeMap::new();
        for (index, entry) in list.entries.iter().enumerate() {
            let matter = entry.matter.as_ref().map(ToString::to_string);
            let name = matter.unwrap_or_else(|| normal(&entry.name.zh));
            let Some(other) = first.get(&name).copied() else {
                first.insert(name, entry);
                continue;
            };
            let apart = |a: &ListEntry, b: &ListEntry| {
                !a.channels.is_empty()
                    && a.channels.iter().all(online)
                    && !b.channels.is_empty()
                    && !b.channels.iter().any(online)
            };
            if !(apart(entry, other) || apart(other, entry)) {
                continue;
            }
            let mut at = self.desk(list, index, entry, findings);
            for field in differences(entry, other) {
                at.find("R33", field, None, Some(other.key()));
            }
        }
    }

    /// Every fault of a list, and after them, in the same shape, each rule that was not checked: what it
    /// needs stands in `fix`, how many entries it would have looked at in `found`.
    pub fn report(&self, list: &List, before: Option<&List>) -> Vec<Finding> {
        let mut findings = self.check(list, before);
        for open in self.unchecked(list, before) {
            let Some(rule) = self.rules().iter().find(|rule| rule.id == open.rule) else {
                continue;
            };
            findings.push(Finding {
                rule: open.rule,
                severity: Severity::NotChecked,
                entry: list.locality.clone(),
                pointer: "/entries".into(),
                found: Some(open.entries.to_string()),
                expected: None,
                origin: rule.origin,
                basis: rule.basis.clone(),
                fix: open.needs,
            });
        }
        findings
    }

    /// The rules that this list, as it stands, did not let us check, and what each of them needs.
    pub fn unchecked(&self, list: &List, before: Option<&List>) -> Vec<Unchecked> {
        let count =
            |holds: &dyn Fn(&ListEntry) -> bool| list.entries.iter().filter(|e| holds(e)).count();
        let proof = |e: &ListEntry| {
            let kind = |m: &crate::list::ListMaterial| m.kind;
            e.materials.iter().any(|m| match kind(m) {
                None => true,
                Some(kind) => kind == MaterialKind::Proof && self.proofs.is_none(),
            })
        };
        let fee = |e: &ListEntry| {
            let unknown = |f: &crate::list::ListFee| {
                let known = f.item.as_ref().zip(self.tariff);
                f.amount.is_none()
                    || known.is_none_or(|(item, tariff)| tariff.amount(item, list.on).is_none())
            };
            e.charged == Charged::Yes && (e.fees.is_empty() || e.fees.iter().any(unknown))
        };
        let themes = |e: &ListEntry| e.person_themes.is_empty() && e.organisation_themes.is_empty();
        let open = [
            ("R12", count(&proof)),
            ("R18", count(&|e| e.depth.is_none())),
            ("R24", count(&fee)),
            (
                "R25",
                count(&|e| e.result.is_some() && e.result_sample.is_none()),
            ),
            ("R26", count(&themes)),
            (
                "R15",
                count(&|e| !e.intermediaries.is_empty() && !e.says("intermediaries/basis")),
            ),
            ("R29", count(&|e| e.agent.is_none())),
            ("R35", count(&|e| !e.says("remedies"))),
            (
                "R40",
                if before.is_none() {
                    list.entries.len()
                } else {
                    0
                },
            ),
        ];
        let needs = |id: &str| self.all.get(*self.by_id.get(id)?)?.needs.clone();
        open.into_iter()
            .filter(|(_, entries)| *entries > 0)
            .filter_map(|(rule, entries)| {
                Some(Unchecked {
                    rule: rule.into(),
                    entries,
                    needs: needs(rule)?,
                })
            })
            .collect()
    }
}

/// Fields in which two entries of one matter differ for the applicant.
fn differences(a: &ListEntry, b: &ListEntry) -> Vec<&'static str> {
    let papers = |e: &ListEntry| {
        let mut all: Vec<String> = e
            .materials
            .iter()
            .map(|m| m.id.clone().unwrap_or_else(|| normal(&m.name.zh)))
            .collect();
        all.sort_unstable();
        all
    };
    let conditions = |e: &ListEntry| {
        let mut all: Vec<String> = e.conditions.iter().map(|c| c.id.clone()).collect();
        all.sort_unstable();
        all
    };
    let fields = [
        ("materials", papers(a) != papers(b)),
        ("conditions", conditions(a) != conditions(b)),
        ("promised", a.promised != b.promised),
        ("charged", a.charged != b.charged),
    ];
    let differs = |(field, differs): (&'static str, bool)| differs.then_some(field);
    fields.into_iter().filter_map(differs).collect()
}
