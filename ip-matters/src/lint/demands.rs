//! What the applicant must bring and be: R09–R15, R32.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::law::LawRef;
use ip_core::text::Text;

use super::{Desk, says};
use crate::list::normal;
use crate::material::{MaterialKind, MaterialSet, Necessity};

impl Desk<'_, '_> {
    pub(super) fn demands(&mut self) {
        let entry = self.entry;
        let words = &self.lint.words.catch_all;
        let vague = |text: &Text| says(words, text);
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

    /// A proof has a legal basis and stands on the published list of proofs.
    pub(super) fn proofs(&mut self) {
        let entry = self.entry;
        for (i, material) in entry.materials.iter().enumerate() {
            let proof = material.kind == Some(MaterialKind::Proof);
            if !proof || material.necessity == Necessity::Optional {
                continue;
            }
            let field = format!("materials/{i}");
            let Some(proofs) = self.lint.proofs else {
                return;
            };
            let by_id = material.id.as_ref().and_then(|id| proofs.get(id));
            let listed = by_id.or_else(|| proofs.get(&material.name.zh));
            let cited = |laws: &Vec<LawRef>| !laws.is_empty() || !material.basis.is_empty();
            if !listed.is_some_and(cited) {
                self.find("R12", &field, Some(material.name.zh.clone()), None);
            }
        }
    }
}
