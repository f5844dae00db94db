//! Which entries of two lists are the same matter: by code, by matter, by name, each entry once.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::list::{ListEntry, normal};

/// The basic code (基本编码), the last twelve characters of an implementation code.
fn basic(entry: &ListEntry) -> Option<String> {
    let code = entry.implementation.as_ref()?;
    (code.len() == 31).then(|| code.get(19..).map(str::to_ascii_uppercase))?
}

/// What an entry is called in an answer.
pub(super) fn name_of(entry: &ListEntry) -> String {
    let matter = entry.matter.as_ref().map(ToString::to_string);
    let code = || basic(entry);
    let name = matter.or_else(code);
    name.unwrap_or_else(|| normal(&entry.name.zh))
}

/// Ways in which entries meet, the surest first.
const WAYS: [fn(&ListEntry) -> Option<String>; 4] = [
    |e| e.implementation.as_ref().map(|c| c.to_ascii_uppercase()),
    basic,
    |e| e.matter.as_ref().map(ToString::to_string),
    |e| Some(normal(&e.name.zh)),
];

/// For each entry of `a` the index of its like in `b`. Each entry of `b` is met once, and none of a
/// matter that is known to be another.
pub(super) fn meet(a: &[ListEntry], b: &[ListEntry]) -> Vec<Option<usize>> {
    let mut met: Vec<Option<usize>> = alloc::vec![None; a.len()];
    let mut taken = alloc::vec![false; b.len()];
    for way in WAYS {
        let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, entry) in b.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            if let Some(key) = way(entry) {
                open.entry(key).or_default().push(at);
            }
        }
        for (place, entry) in met.iter_mut().zip(a).filter(|(place, _)| place.is_none()) {
            let Some(all) = way(entry).and_then(|key| open.get_mut(&key)) else {
                continue;
            };
            let may = |at: &usize| {
                let other = b.get(*at).and_then(|o| o.matter.as_ref());
                entry.matter.is_none() || other.is_none() || entry.matter.as_ref() == other
            };
            if let Some(found) = all.iter().position(may) {
                let at = all.remove(found);
                *place = Some(at);
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
        }
    }
    met
}
