//! Search in matters (事项检索): Chinese words, pinyin, initials, English words, ids, numbers and codes;
//! slips of the pen and of the ear are forgiven; every hit says why it is one.
//!
//! Texts are indexed by pairs of neighbouring characters: a word is looked up under its rarest pair
//! and compared there, so that the time depends on what is found and not on what is stored.

mod everyday;
mod pinyin;
mod slip;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use ip_core::text::Text;
use serde::Serialize;

use self::everyday::Everyday;
use self::pinyin::Readings;
use self::slip::is_slip;

use crate::entry::Entry;
use crate::matter::{Matter, MatterId};

/// Where a word of the query was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The matter's id, list number or code.
    Code,
    /// The Chinese name.
    NameZh,
    /// The English name.
    NameEn,
    /// The Chinese name as it is spelled in pinyin.
    Pinyin,
    /// The first letters of the syllables of the Chinese name.
    Initials,
    /// What people call it, beside its official words.
    Everyday,
    /// What comes out, and the situations it covers.
    Detail,
}

/// How a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The whole field.
    Exact,
    /// At its beginning, or at the beginning of a word of an English name.
    Prefix,
    /// Inside it.
    Inside,
    /// Other characters of the same sound.
    Sound,
    /// A slip of the pen: a word with one letter wrong, missing, added or swapped (two in a long word), or
    /// most characters of a Chinese text.
    Near,
}

/// Why a matter is a hit: one reason for each word of the query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The word, as compared.
    pub word: String,
    /// Where it was found.
    pub place: Place,
    /// How.
    pub how: How,
}

/// A matter found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// The matter.
    pub matter: MatterId,
    /// One reason for each word.
    pub reasons: Vec<Reason>,
}

/// A text of a matter that is searched.
#[derive(Debug, Clone)]
struct Field {
    document: u32,
    place: Place,
    text: String,
    /// Where a match may begin, in bytes; empty for anywhere.
    starts: Vec<u32>,
}

/// Where a pair of characters stands: field, and byte within it.
type Posting = (u32, u32);

/// A searchable list of matters.
///
/// ```
/// use ip_matters::catalogue::Catalogue;
/// use ip_matters::search::Index;
/// let catalogue = Catalogue::baseline()?;
/// let index = Index::of_matters(catalogue.matters());
/// let hits = index.find("质押 登记", 5);
/// assert!(hits.iter().any(|hit| hit.matter.as_str() == "cn.patent.pledge-registration"));
/// assert_eq!(index.find("P40", 5)[0].matter.as_str(), "cn.patent.agency-licence");
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone)]
pub struct Index {
    documents: Vec<MatterId>,
    fields: Vec<Field>,
    pairs: BTreeMap<(char, char), Vec<Posting>>,
    readings: Readings,
}

impl Default for Index {
    fn default() -> Self {
        Self::of_matters([])
    }
}

/// What follows the last character of a field in its last pair.
const END: char = '\0';

/// How a word fits a document: how, pairs of characters missed, where. Less is better.
type Fit = (How, usize, Place);

impl Index {
    /// An index over matters; hits of equal rank keep this order.
    pub fn of_matters<'a>(matters: impl IntoIterator<Item = &'a Matter>) -> Self {
        Self::build(matters.into_iter().map(|matter| (matter, None)))
    }

    /// An index over a locality's entries, with their codes.
    pub fn of_entries<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let each = |entry: &'a Entry| (&entry.matter, entry.implementation.as_deref());
        Self::build(entries.into_iter().map(each))
    }

    /// An index over other texts, each with the matter it belongs to.
    pub(crate) fn of_texts<'a>(
        texts: impl Iterator<Item = (MatterId, &'a Text, &'a Text)>,
    ) -> Self {
        let mut index = Self::build(core::iter::empty());
        for (matter, head, body) in texts {
            index.names(head);
            index.field(Place::Detail, fold(&body.zh), Vec::new());
            index.field(Place::Detail, fold(&body.en), Vec::new());
            index.documents.push(matter);
        }
        index
    }

    fn build<'a>(matters: impl Iterator<Item = (&'a Matter, Option<&'a str>)>) -> Self {
        let mut index = Self {
            documents: Vec::new(),
            fields: Vec::new(),
            pairs: BTreeMap::new(),
            readings: Readings::builtin(),
        };
        let everyday = Everyday::builtin();
        for (matter, code) in matters {
            index.add(matter, code, &everyday);
        }
        index
    }

    fn add(&mut self, matter: &Matter, code: Option<&str>, everyday: &Everyday) {
        self.names(&matter.name);
        let texts = [
            (Place::Code, fold(matter.id.as_str())),
            (Place::Code, fold(&matter.number)),
            (Place::Detail, fold(&matter.result.name.zh)),
            (Place::Detail, fold(&matter.result.name.en)),
        ];
        let code = code.map(|code| (Place::Code, fold(code)));
        for (place, text) in texts.into_iter().chain(code) {
            self.field(place, text, Vec::new());
        }
        for situation in &matter.situations {
            self.field(Place::Detail, fold(&situation.name.zh), Vec::new());
            self.field(Place::Detail, fold(&situation.name.en), Vec::new());
        }
        let situations = matter.situations.iter().map(|s| &s.name);
        let official = [&matter.name, &matter.result.name].into_iter();
        for said in everyday.said(official.chain(situations)) {
            self.field(Place::Everyday, fold(said), Vec::new());
        }
        self.documents.push(matter.id.clone());
    }

    /// A name in both languages, and as it sounds.
    fn names(&mut self, name: &Text) {
        let zh = fold(&name.zh);
        if let Some(sound) = self.readings.sound(&zh) {
            self.field(Place::Pinyin, sound.spelled, sound.starts);
            self.field(Place::Initials, sound.initials, Vec::new());
        }
        self.field(Place::NameZh, zh, Vec::new());
        self.field(Place::NameEn, fold(&name.en), Vec::new());
    }

    fn field(&mut self, place: Place, text: String, starts: Vec<u32>) {
        let (Ok(document), Ok(number)) = (
            u32::try_from(self.documents.len()),
            u32::try_from(self.fields.len()),
        ) else {
            return;
        };
        for (at, pair) in pairs(&text, true) {
            self.pairs.entry(pair).or_default().push((number, at));
        }
        self.fields.push(Field {
            document,
            place,
            text,
            starts,
        });
    }

    /// The best `limit` matters in which every word of the query occurs; none for an empty query.
    pub fn find(&self, query: &str, limit: usize) -> Vec<Hit> {
        let hit = |(number, reasons): (usize, Vec<Reason>)| {
            Some(Hit {
                matter: self.documents.get(number)?.clone(),
                reasons,
            })
        };
        let hits = self.numbers(query, limit).into_iter();
        hits.filter_map(hit).collect()
    }

    /// As [`Index::find`], documents by their number.
    pub(crate) fn numbers(&self, query: &str, limit: usize) -> Vec<(usize, Vec<Reason>)> {
        let words: Vec<String> = query.split_whitespace().map(fold).collect();
        if words.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut found = Vec::new();
        for forgiving in [false, true] {
            let fits: Vec<Vec<Option<Fit>>> = words
                .iter()
                .map(|word| self.fits(word, forgiving))
                .collect();
            found = self.ranked(&fits);
            // What is forgiven ranks behind what is exact, and is not needed where that suffices.
            if found.len() >= limit {
                break;
            }
        }
        if found.len() > limit {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        let told = |(.., document, fits): (How, usize, Place, usize, Vec<Fit>)| {
            let reasons = words
                .iter()
                .zip(fits)
                .map(|(word, (how, _, place))| Reason {
                    word: word.clone(),
                    place,
                    how,
                });
            (document, reasons.collect())
        };
        found.into_iter().map(told).collect()
    }

    /// Documents that every word fits, with their rank: the worst fit, the best place, the order.
    fn ranked(&self, fits: &[Vec<Option<Fit>>]) -> Vec<(How, usize, Place, usize, Vec<Fit>)> {
        let each = |document: usize| {
            let of_word = |fits: &Vec<Option<Fit>>| fits.get(document).copied().flatten();
            let own: Vec<Fit> = fits.iter().map(of_word).collect::<Option<_>>()?;
            let (how, missed, _) = *own.iter().max()?;
            let place = own.iter().map(|(.., place)| *place).min()?;
            Some((how, missed, place, document, own))
        };
        let some = |document: &usize| {
            fits.first()
                .is_some_and(|f| f.get(*document).is_some_and(Option::is_some))
        };
        (0..self.documents.len())
            .filter(some)
            .filter_map(each)
            .collect()
    }

    /// The best fit of a word in each document.
    fn fits(&self, word: &str, forgiving: bool) -> Vec<Option<Fit>> {
        let mut best = alloc::vec![None; self.documents.len()];
        self.exactly(word, None, &mut best);
        if forgiving {
            if let Some(sound) = self.readings.sound(word).filter(|s| s.starts.len() > 1) {
                self.exactly(&sound.spelled, Some(How::Sound), &mut best);
            }
            self.nearly(word, &mut best);
        }
        best
    }

    /// Every place where the word stands as it is; by sound, only in what is spelled by sound.
    fn exactly(&self, word: &str, by_sound: Option<How>, best: &mut [Option<Fit>]) {
        let own: Vec<_> = pairs(word, false).collect();
        let rarest = own
            .iter()
            .map(|(at, pair)| (*at, self.pairs.get(pair).map_or(&[][..], Vec::as_slice)))
            .min_by_key(|(_, postings)| postings.len());
        let mut check = |(field, at): Posting, offset: u32| {
            let field = self.fields.get(field as usize)?;
            let start = at.checked_sub(offset)?;
            let rest = field.text.get(start as usize..)?.strip_prefix(word)?;
            let begins = field.starts.is_empty() || field.starts.binary_search(&start).is_ok();
            let of_kind = by_sound.is_none() || field.place == Place::Pinyin;
            if !begins || !of_kind {
                return None;
            }
            // A name in English is known by any of its words, not by its first alone.
            let before = field.text.get(..start as usize)?;
            let begins_word = field.place == Place::NameEn && before.ends_with([' ', '-']);
            let how = by_sound.unwrap_or(match (start, rest.is_empty()) {
                (0, true) => How::Exact,
                (0, false) => How::Prefix,
                _ if begins_word => How::Prefix,
                _ => How::Inside,
            });
            improve(best, field, (how, 0, field.place));
            Some(())
        };
        match (rarest, word.chars().next()) {
            (Some((offset, postings)), _) => {
                for posting in postings {
                    check(*posting, offset);
                }
            }
            // One character: every pair that begins with it.
            (None, Some(only)) => {
                for (_, postings) in self.pairs.range((only, END)..=(only, char::MAX)) {
                    for posting in postings {
                        check(*posting, 0);
                    }
                }
            }
            (None, None) => {}
        }
    }

    /// Every field with a slip of the word: a Chinese text that holds most of its pairs, an English one with a
    /// word that is nearly the same. A wrong, missing or swapped character breaks two or three pairs.
    fn nearly(&self, word: &str, best: &mut [Option<Fit>]) {
        let mut own: Vec<_> = pairs(word, false).map(|(_, pair)| pair).collect();
        own.sort_unstable();
        own.dedup();
        if own.len() < 3 {
            return;
        }
        // Per field: how many pairs were seen, and the last of them, so that none counts twice.
        let mut seen: Vec<(u16, u16)> = alloc::vec![(0, 0); self.fields.len()];
        for (nth, pair) in (1u16..).zip(&own) {
            for (field, _) in self.pairs.get(pair).map_or(&[][..], Vec::as_slice) {
                if let Some((count, last)) = seen.get_mut(*field as usize).filter(|s| s.1 != nth) {
                    *count += 1;
                    *last = nth;
                }
            }
        }
        for (field, (count, _)) in self.fields.iter().zip(&seen) {
            let count = usize::from(*count);
            let near = match field.place {
                Place::Code | Place::Initials => false,
                // The pairs of pinyin are few and stand everywhere.
                Place::Pinyin => own.len() >= 6 && count * 4 >= own.len() * 3,
                // Pairs of letters too: one word must hold them.
                _ if word.is_ascii() => count + 3 >= own.len() && has_slip(&field.text, word),
                _ => count * 2 >= own.len(),
            };
            if count >= 2 && near {
                improve(best, field, (How::Near, own.len() - count, field.place));
            }
        }
    }
}

/// Whether one word of a text is a slip of another.
fn has_slip(text: &str, word: &str) -> bool {
    text.split([' ', '-']).any(|own| is_slip(own, word))
}

fn improve(best: &mut [Option<Fit>], field: &Field, fit: Fit) {
    if let Some(known) = best.get_mut(field.document as usize)
        && known.is_none_or(|known| fit < known)
    {
        *known = Some(fit);
    }
}

/// The pairs of neighbouring characters of a text with their byte; with the end, the last character
/// makes one too.
fn pairs(text: &str, end: bool) -> impl Iterator<Item = (u32, (char, char))> + '_ {
    let next = text.chars().skip(1).chain(end.then_some(END));
    let each = text.char_indices().zip(next);
    each.filter_map(|((at, a), b)| Some((u32::try_from(at).ok()?, (a, b))))
}

/// Lower case, half width, without the brackets and marks that lists write differently.
fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            _ => c,
        })
        .filter(|c| !matches!(c, '(' | ')' | '、' | '“' | '”' | '《' | '》'))
        .flat_map(char::to_lowercase)
        .collect()
}
