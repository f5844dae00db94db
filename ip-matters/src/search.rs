//! Search in matters (事项检索): Chinese words, English words, ids, numbers and codes; every hit says
//! why it is one.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

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
    /// What comes out, who applies.
    Detail,
}

/// How a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The whole field.
    Exact,
    /// At its beginning.
    Prefix,
    /// Inside it.
    Inside,
    /// All characters but a few, in order: a slip of the pen.
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

#[derive(Debug, Clone)]
struct Document {
    matter: MatterId,
    fields: Vec<(Place, String)>,
}

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
#[derive(Debug, Clone, Default)]
pub struct Index {
    documents: Vec<Document>,
}

impl Index {
    /// An index over matters; hits of equal rank keep this order.
    pub fn of_matters<'a>(matters: impl IntoIterator<Item = &'a Matter>) -> Self {
        Self {
            documents: matters
                .into_iter()
                .map(|matter| document(matter, None))
                .collect(),
        }
    }

    /// An index over a locality's entries, with their codes.
    pub fn of_entries<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        Self {
            documents: entries
                .into_iter()
                .map(|entry| document(&entry.matter, entry.implementation.as_deref()))
                .collect(),
        }
    }

    /// The best `limit` matters in which every word of the query occurs; none for an empty query.
    pub fn find(&self, query: &str, limit: usize) -> Vec<Hit> {
        let words: Vec<String> = query.split_whitespace().map(fold).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut ranked: Vec<_> = self
            .documents
            .iter()
            .enumerate()
            .filter_map(|(order, document)| {
                let found: Option<Vec<Fit>> =
                    words.iter().map(|word| best(document, word)).collect();
                let found = found?;
                let (how, missed, _) = *found.iter().max()?;
                let place = found.iter().map(|(.., place)| *place).min()?;
                Some(((how, missed, place, order), document, found))
            })
            .collect();
        ranked.sort_by_key(|(rank, ..)| *rank);
        ranked.truncate(limit);
        ranked
            .into_iter()
            .map(|(_, document, found)| Hit {
                matter: document.matter.clone(),
                reasons: words
                    .iter()
                    .zip(found)
                    .map(|(word, (how, _, place))| Reason {
                        word: word.clone(),
                        place,
                        how,
                    })
                    .collect(),
            })
            .collect()
    }
}

fn document(matter: &Matter, code: Option<&str>) -> Document {
    let mut fields = alloc::vec![
        (Place::Code, fold(matter.id.as_str())),
        (Place::Code, fold(&matter.number)),
        (Place::NameZh, fold(&matter.name.zh)),
        (Place::NameEn, fold(&matter.name.en)),
        (Place::Detail, fold(&matter.result.name.zh)),
        (Place::Detail, fold(&matter.result.name.en)),
    ];
    fields.extend(code.map(|code| (Place::Code, fold(code))));
    Document {
        matter: matter.id.clone(),
        fields,
    }
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

/// How well a word fits a document: how, pairs of characters missed, where. Less is better.
type Fit = (How, usize, Place);

fn best(document: &Document, word: &str) -> Option<Fit> {
    let exactly = document.fields.iter().filter_map(|(place, field)| {
        let how = if field == word {
            How::Exact
        } else if field.starts_with(word) {
            How::Prefix
        } else if field.contains(word) {
            How::Inside
        } else {
            return None;
        };
        Some((how, 0, *place))
    });
    exactly.min().or_else(|| {
        document
            .fields
            .iter()
            .filter(|(place, _)| *place != Place::Code)
            .filter_map(|(place, field)| Some((How::Near, missed(word, field)?, *place)))
            .min()
    })
}

/// How many pairs of neighbouring characters of the word do not occur in the field; `None` when
/// they are too many for a slip: a wrong, missing or swapped character breaks two or three.
fn missed(word: &str, field: &str) -> Option<usize> {
    let mut buffer = [0u8; 8];
    let (mut pairs, mut found) = (0usize, 0usize);
    for (a, b) in word.chars().zip(word.chars().skip(1)) {
        pairs += 1;
        let first = a.encode_utf8(&mut buffer).len();
        let second = b.encode_utf8(buffer.get_mut(first..)?).len();
        let pair = buffer.get(..first + second)?;
        found += usize::from(field.as_bytes().windows(pair.len()).any(|w| w == pair));
    }
    (pairs >= 3 && found >= 2 && found * 2 >= pairs).then_some(pairs - found)
}
