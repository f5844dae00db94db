//! Loosely written identifiers brought to their plain form, without ever guessing a character.

use alloc::string::String;
use alloc::vec::Vec;

use super::Flaw;

/// The most characters read.
const MOST: usize = 160;

/// A loosely written identifier on its way to the canonical form, and what was off about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Draft {
    pub(crate) text: String,
    pub(crate) notes: Vec<Flaw>,
}

/// By hand, because a derived `clone_from` would not keep the room of the text.
impl Clone for Draft {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            notes: self.notes.clone(),
        }
    }

    fn clone_from(&mut self, source: &Self) {
        self.text.clone_from(&source.text);
        self.notes.clone_from(&source.notes);
    }
}

impl Draft {
    /// Full width to half width, upper case, blanks dropped, dashes and dots made plain.
    ///
    /// # Errors
    ///
    /// [`Flaw::Empty`], [`Flaw::TooLong`].
    pub fn new(text: &str) -> Result<Self, Flaw> {
        if text.len() > MOST * 4 {
            return Err(Flaw::TooLong { most: MOST });
        }
        let mut plain: String = match text.bytes().all(|b| b.is_ascii_graphic()) {
            true => text.to_ascii_uppercase(),
            false => text.chars().filter_map(plain).collect(),
        };
        if plain.is_empty() {
            return Err(Flaw::Empty);
        }
        if plain.chars().count() > MOST {
            return Err(Flaw::TooLong { most: MOST });
        }
        // A middle or ideographic dot before the last character is a printed full stop.
        let mut ends = plain.char_indices().rev().skip(1);
        if let Some((at, dot @ ('·' | '。' | '・'))) = ends.next() {
            plain.replace_range(at..at + dot.len_utf8(), ".");
        }
        Ok(Self {
            text: plain,
            notes: Vec::new(),
        })
    }

    /// Drops the first of these prefixes that stands there, and then the next, until none does.
    pub(crate) fn strip(&mut self, prefixes: &[&str]) {
        let mut rest = self.text.as_str();
        while let Some(shorter) = prefixes.iter().find_map(|prefix| rest.strip_prefix(prefix)) {
            rest = shorter;
        }
        let stripped = self.text.len() - rest.len();
        self.text.drain(..stripped);
    }

    /// Drops an ending.
    pub(crate) fn strip_end(&mut self, endings: &[&str]) {
        for ending in endings {
            if let Some(rest) = self.text.strip_suffix(ending) {
                self.text.truncate(rest.len());
                return;
            }
        }
    }

    /// Whether the text is ASCII of this length.
    pub(crate) fn is_ascii_of(&self, length: usize) -> bool {
        self.text.is_ascii() && self.text.len() == length
    }

    /// Puts a character in, if the place exists.
    pub(crate) fn insert(&mut self, at: usize, c: char) {
        if self.text.is_char_boundary(at) {
            self.text.insert(at, c);
        }
    }
}

/// One character made plain; `None` for blanks.
fn plain(c: char) -> Option<char> {
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        // Half-width ideographic full stop.
        '\u{FF61}' => '。',
        '\u{200B}'..='\u{200D}' | '\u{FEFF}' => return None,
        _ => c,
    };
    if c.is_whitespace() {
        return None;
    }
    Some(c.to_ascii_uppercase())
}
