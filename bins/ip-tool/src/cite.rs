//! Law for eyes: a reference by the title of its instrument.

use ip_core::law::{LawRef, Registry};
use ip_core::problem::Problem;

use crate::output::Words;

/// The register of instruments, to tell references by their titles.
pub struct Citations(Registry);

impl Citations {
    /// The register shipped with the core.
    pub fn builtin() -> Result<Self, Problem> {
        Registry::builtin().map(Self)
    }

    /// One reference: title and article.
    pub fn one(&self, law: &LawRef, words: Words) -> String {
        let title = self
            .0
            .get(&law.id)
            .map_or(law.id.as_str(), |known| words.label(&known.title));
        match &law.article {
            Some(article) => format!("{title} {article}"),
            None => title.to_owned(),
        }
    }

    /// Several references, one a line.
    pub fn all<'a>(&self, laws: impl IntoIterator<Item = &'a LawRef>, words: Words) -> String {
        let laws: Vec<String> = laws.into_iter().map(|law| self.one(law, words)).collect();
        laws.join("\n")
    }
}
