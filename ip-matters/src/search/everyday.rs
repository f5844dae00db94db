//! What people call a matter (日常用语), for those who do not know its official words.

use alloc::string::String;
use alloc::vec::Vec;

use ip_core::problem::Problems;
use ip_core::text::Text;
use serde::Deserialize;

use crate::toml_file;

/// The everyday words of official ones (`data/everyday.toml`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Everyday {
    #[serde(rename = "word")]
    words: Vec<Word>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    official: String,
    say: Vec<String>,
}

impl Everyday {
    /// The words shipped with this crate; none from a damaged file, which a test excludes.
    pub(super) fn builtin() -> Self {
        let text = include_str!("../../data/everyday.toml");
        toml_file::read("everyday.toml", text, &mut Problems::default()).unwrap_or_default()
    }

    /// What is said for official texts, each once.
    pub(super) fn said<'a>(&'a self, official: impl Iterator<Item = &'a Text>) -> Vec<&'a str> {
        let texts: Vec<&str> = official.map(|text| text.zh.as_str()).collect();
        let meant = |word: &&Word| texts.iter().any(|text| text.contains(&word.official));
        let say = self.words.iter().filter(meant).flat_map(|word| &word.say);
        let mut said: Vec<&str> = say.map(String::as_str).collect();
        said.sort_unstable();
        said.dedup();
        said
    }
}
