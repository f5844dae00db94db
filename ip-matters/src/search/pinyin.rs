//! How Chinese characters are read (拼音), for those who type sounds or initials.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// The readings of the common characters (`data/pinyin.toml`).
#[derive(Debug, Clone)]
pub(super) struct Readings(BTreeMap<char, &'static str>);

/// A text by its sound.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sound {
    /// Syllables run together; letters and digits stay.
    pub(super) spelled: String,
    /// Where syllables begin in it, in bytes.
    pub(super) starts: Vec<u32>,
    /// The first letter of each syllable.
    pub(super) initials: String,
}

impl Readings {
    pub(super) fn builtin() -> Self {
        let lines = include_str!("../../data/pinyin.toml").lines();
        let rows = lines.filter_map(|line| line.split_once(" = "));
        let each = rows.flat_map(|(syllable, characters)| {
            let characters = characters.trim_matches('"').chars();
            characters.map(move |c| (c, syllable))
        });
        Self(each.collect())
    }

    /// How a text sounds; `None` where it holds no Chinese character, or one that is not known.
    pub(super) fn sound(&self, text: &str) -> Option<Sound> {
        let mut sound = Sound::default();
        let mut chinese = false;
        for c in text.chars() {
            let mut letter = [0; 4];
            let syllable = match self.0.get(&c) {
                Some(syllable) => {
                    chinese = true;
                    syllable
                }
                None if c.is_ascii_alphanumeric() => &*c.encode_utf8(&mut letter),
                None if c.is_alphabetic() => return None,
                None => continue,
            };
            sound.starts.push(u32::try_from(sound.spelled.len()).ok()?);
            sound.initials.extend(syllable.chars().next());
            sound.spelled.push_str(syllable);
        }
        chinese.then_some(sound)
    }
}
