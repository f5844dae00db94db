//! What the applicant must bring and be: R09–R15, R32.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use ip_core::text::Text;

use super::{Desk, Severity, says};
use crate::catalogue::Catalogue;
use crate::list::{ListMaterial, normal};
use crate::material::{MaterialKind, MaterialSet, Necessity};
use crate::matter::{Condition, Matter};
use crate::proofs::Proof;

impl Desk<'_, '_> {
    pub(super) fn demands(&mut self) {
        let entry = self.entry;
        let words = &self.lint.words;
        let vague = |text: &Text| {
            let plain = |text: &str| {
                let strip = |text: String, word: &String| text.replace(word.as_str(), "");
                words.definite.iter().fold(text.to_lowercase(), strip)
            };
            says(
                &words.catch_all,
                &Text::new(plain(&text.zh), plain(&text.en)),
            )
        };
        let baseline = self
            .matter()
            .map(|matter| asked(matter, self.lint.catalogue));
        for (i, material) in entry.materials.iter().enumerate() {
            let field = format!("materials/{i}");
            let name = Some(material.name.zh.clone());
            if vague(&material.name) {
                self.find("R11", &field, name.clone(), None);
            }
            let known = baseline.as_ref().map(|all| {
                let is = |paper: &&Asked<'_>| match &material.id {
                    Some(own) => own == paper.id,
                    None => paper.name == normal(&material.name.zh),
                };
                all.iter().filter(is).collect::<Vec<_>>()
            });
            if known.as_ref().is_some_and(Vec::is_empty) {
                self.find("R09", &field, name.clone(), None);
            }
            let beyond = known.and_then(|known| self.beyond(material, &known));
            if let Some(beyond) = beyond {
                let at = format!("{field}/situations");
                self.find("R09", &at, name.clone(), Some(beyond));
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
            let worded = |c: &Condition| normal(&c.text.zh) == normal(&condition.text.zh);
            let matter = self.matter();
            let known = matter.is_none_or(|m| m.conditions.iter().any(worded));
            // The same key with other words is another condition.
            let keyed = matter.and_then(|m| m.conditions.iter().find(|c| c.id == condition.id));
            let right = keyed.map(|c| c.text.zh.clone());
            if !known && (condition.basis.is_none() || right.is_some()) {
                self.find("R10", &field, text, right);
            }
        }
        self.steps();
        for (i, service) in entry.intermediaries.iter().enumerate() {
            if service.basis.is_empty() && entry.says("intermediaries/basis") {
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

    /// A situation in which the baseline does not ask for this paper; a list that cannot say in which
    /// situations it asks is not asked.
    fn beyond(&self, material: &ListMaterial, known: &[&Asked<'_>]) -> Option<String> {
        let everywhere = known.is_empty() || known.iter().any(|paper| paper.situation.is_none());
        if everywhere || !self.entry.says("situations") {
            return None;
        }
        let right = |s: &str| known.iter().any(|paper| paper.situation == Some(s));
        let all = self.matter()?.situations.iter();
        let fits = match material.situations.is_empty() {
            true => all.clone().all(|s| right(&s.id)),
            false => material.situations.iter().all(|s| right(s)),
        };
        let expected: Vec<&str> = known.iter().filter_map(|paper| paper.situation).collect();
        (!fits).then(|| expected.join(", "))
    }

    /// A step that the procedure does not have; a list gives no law for its steps, so this warns.
    fn steps(&mut self) {
        let regime = self.matter().map(|m| m.regime);
        let Some(regime) = regime.and_then(|id| self.lint.rules.on(id, self.on)) else {
            return;
        };
        for (i, step) in self.entry.steps.iter().enumerate() {
            if !regime.steps.iter().any(|s| s.id == step.id) {
                let (field, name) = (format!("steps/{i}"), Some(step.name.zh.clone()));
                self.weigh("R10", Severity::Warning, &field, name, None);
            }
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
            let listed = proofs.find(material.id.as_deref(), &material.name.zh);
            let cited = |proof: &Proof| !proof.basis.is_empty() || !material.basis.is_empty();
            if !listed.is_some_and(cited) {
                self.find("R12", &field, Some(material.name.zh.clone()), None);
            }
        }
    }
}

/// A paper that the baseline asks for.
struct Asked<'a> {
    id: &'a str,
    name: String,
    /// Only in this situation.
    situation: Option<&'a str>,
}

/// Every paper of a matter with the situation that asks for it.
fn asked<'a>(matter: &'a Matter, catalogue: &Catalogue) -> Vec<Asked<'a>> {
    let of = |set: &'a MaterialSet, situation: Option<&'a str>| {
        set.iter().map(move |(id, _)| (id, situation))
    };
    let everywhere = of(&matter.materials, None);
    let situated = matter
        .situations
        .iter()
        .flat_map(|s| of(&s.materials, Some(s.id.as_str())));
    let paper = |(id, situation)| Asked {
        id,
        name: catalogue
            .material(id)
            .map(|m| normal(&m.name.zh))
            .unwrap_or_default(),
        situation,
    };
    everywhere.chain(situated).map(paper).collect()
}
