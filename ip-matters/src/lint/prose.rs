//! What prose gives away, by the words of `data/lint.toml`: R25, R29, R30.

use alloc::format;

use super::{Desk, says};
use crate::matter::ResultKind;

impl Desk<'_, '_> {
    /// The result's name fits its kind; who must come in person cannot send another; conditions hold
    /// no papers.
    pub(super) fn prose(&mut self) {
        self.result();
        self.in_person();
        self.conditions();
    }

    fn result(&mut self) {
        let words = &self.lint.words;
        let Some(result) = &self.entry.result else {
            return;
        };
        let paper = says(&words.document, &result.name);
        let certificate = says(&words.certificate, &result.name);
        let odd = match result.kind {
            ResultKind::Certificate => paper && !certificate,
            ResultKind::Document => certificate && !paper,
            _ => false,
        };
        if odd {
            self.find("R25", "result", Some(result.name.zh.clone()), None);
        }
        if self.entry.result_sample == Some(false) {
            self.find("R25", "resultSample", None, None);
        }
    }

    fn in_person(&mut self) {
        let (entry, words) = (self.entry, &self.lint.words);
        let explained = entry
            .visit_reason
            .as_ref()
            .is_some_and(|r| says(&words.proxy, r));
        if explained {
            return;
        }
        for (i, condition) in entry.conditions.iter().enumerate() {
            let alone = says(&words.in_person, &condition.text) && entry.agent == Some(true);
            let guarded = says(&words.age_limit, &condition.text)
                && entry
                    .conditions
                    .iter()
                    .any(|c| says(&words.guardian, &c.text));
            if alone || guarded {
                let found = Some(condition.text.zh.clone());
                self.find("R29", &format!("conditions/{i}"), found, None);
            }
        }
    }

    fn conditions(&mut self) {
        let (entry, words) = (self.entry, &self.lint.words);
        for (i, condition) in entry.conditions.iter().enumerate() {
            let papers = says(&words.material, &condition.text);
            let proof = says(&words.proof, &condition.text);
            let brought = entry.materials.iter().any(|m| says(&words.proof, &m.name));
            if papers || proof && !brought {
                let found = Some(condition.text.zh.clone());
                self.find("R30", &format!("conditions/{i}"), found, None);
            }
        }
    }
}
