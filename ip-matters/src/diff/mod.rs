//! The difference of two lists (清单比对): better, worse, neutral or unknown, seen from the first to
//! the second. Entries meet by basic code, else by matter, else by name; papers by standard id, else
//! by name; never by position.

mod demands;
mod meet;
mod pair;

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::list::List;
use meet::{meet, name_of};
use pair::Pair;

/// What a change means for the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Shorter, fewer, wider.
    Better,
    /// Longer, more, narrower.
    Worse,
    /// Neither.
    Neutral,
    /// Cannot be said.
    Unknown,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The entry in the first list: its matter, else its basic code, else its name.
    pub entry: String,
    /// The field; papers, conditions, steps, fees with their id.
    pub field: String,
    /// In the first list: prose as it stands, else the value's name in JSON, such as `window` or
    /// `10 working-day`; [`crate::exchange::Labels::value`] puts it in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<String>,
    /// In the second list, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<String>,
    /// What it means.
    pub class: Class,
    /// The rule of the lint that the worse side would touch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
}

/// Two lists compared.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// How many entries met.
    pub compared: usize,
    /// Differences, in the order of the first list.
    pub changes: Vec<Change>,
    /// Entries only the first list has.
    pub only_a: Vec<String>,
    /// Entries only the second list has.
    pub only_b: Vec<String>,
}

impl Diff {
    /// How many changes are of a class.
    pub fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|c| c.class == class).count()
    }
}

/// Compares two lists, from `a` to `b`.
///
/// ```
/// use ip_matters::{diff, list::List};
/// let list = List { locality: "x".into(), name: Default::default(), on: Default::default(), entries: vec![], directory: vec![] };
/// assert_eq!(diff::compare(&list, &list), diff::Diff::default());
/// ```
pub fn compare(a: &List, b: &List) -> Diff {
    let met = meet(&a.entries, &b.entries);
    let mut diff = Diff::default();
    for (entry, other) in a.entries.iter().zip(&met) {
        let name = name_of(entry);
        match other.and_then(|at| b.entries.get(at)) {
            None => diff.only_a.push(name),
            Some(other) => {
                diff.compared += 1;
                Pair::new(&name, &mut diff.changes).compare(entry, other);
            }
        }
    }
    let lone = |(at, _): &(usize, _)| !met.contains(&Some(*at));
    let lone = b.entries.iter().enumerate().filter(lone);
    diff.only_b = lone.map(|(_, entry)| name_of(entry)).collect();
    diff
}
