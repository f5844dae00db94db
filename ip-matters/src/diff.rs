//! The difference of two lists (清单比对): better, worse, neutral or unknown, seen from the first to
//! the second. Entries meet by matter, else by the basic code in their code, else by name; papers by
//! standard id, else by name; never by position.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::limit::Length;
use crate::list::{List, ListEntry, ListMaterial, normal};
use crate::material::Necessity;

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
    /// The matter, code or name under which the entries met.
    pub entry: String,
    /// The field; papers and conditions with their id.
    pub field: String,
    /// In the first list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<String>,
    /// In the second list.
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

/// Under what an entry meets its like.
fn key(entry: &ListEntry) -> String {
    if let Some(matter) = &entry.matter {
        return matter.to_string();
    }
    let basic = entry.implementation.as_ref().and_then(|c| c.get(19..31));
    basic.map_or_else(|| normal(&entry.name.zh), ToString::to_string)
}

/// Compares two lists, from `a` to `b`.
///
/// ```
/// use ip_matters::{diff, list::List};
/// let list = List { locality: "x".into(), name: Default::default(), on: Default::default(), entries: vec![] };
/// assert_eq!(diff::compare(&list, &list), diff::Diff::default());
/// ```
pub fn compare(a: &List, b: &List) -> Diff {
    let mut others: BTreeMap<String, &ListEntry> = BTreeMap::new();
    for entry in &b.entries {
        others.entry(key(entry)).or_insert(entry);
    }
    let mut diff = Diff::default();
    for entry in &a.entries {
        let name = key(entry);
        match others.remove(&name) {
            None => diff.only_a.push(name),
            Some(other) => {
                diff.compared += 1;
                Pair {
                    name: &name,
                    changes: &mut diff.changes,
                }
                .compare(entry, other);
            }
        }
    }
    diff.only_b = others.into_keys().collect();
    diff
}

struct Pair<'a> {
    name: &'a str,
    changes: &'a mut Vec<Change>,
}

impl Pair<'_> {
    fn add(
        &mut self,
        field: impl Into<String>,
        a: Option<String>,
        b: Option<String>,
        class: Class,
        rule: Option<&'static str>,
    ) {
        self.changes.push(Change {
            entry: self.name.into(),
            field: field.into(),
            a,
            b,
            class,
            rule: rule.filter(|_| class == Class::Worse),
        });
    }

    /// A measure of which less is better for the applicant.
    fn less<T: PartialEq>(
        &mut self,
        field: &str,
        (a, b): (Option<T>, Option<T>),
        compare: impl Fn(&T, &T) -> Option<Ordering>,
        show: impl Fn(&T) -> String,
        rule: &'static str,
    ) {
        if a == b {
            return;
        }
        let class = match (&a, &b) {
            (Some(a), Some(b)) => match compare(b, a) {
                Some(Ordering::Less) => Class::Better,
                Some(Ordering::Greater) => Class::Worse,
                Some(Ordering::Equal) => Class::Neutral,
                None => Class::Unknown,
            },
            _ => Class::Unknown,
        };
        let (a, b) = (a.as_ref().map(&show), b.as_ref().map(&show));
        self.add(field, a, b, class, Some(rule));
    }

    fn neutral(&mut self, field: &str, a: Option<String>, b: Option<String>) {
        if a != b {
            self.add(field, a, b, Class::Neutral, None);
        }
    }

    fn compare(&mut self, a: &ListEntry, b: &ListEntry) {
        let length = |l: &Length| format!("{} {:?}", l.n, l.unit);
        let longer = |x: &Length, y: &Length| x.compare(*y);
        self.less(
            "statutory",
            (a.statutory, b.statutory),
            longer,
            length,
            "R07",
        );
        self.less("promised", (a.promised, b.promised), longer, length, "R06");
        let number = |n: &u32| n.to_string();
        let more = |x: &u32, y: &u32| Some(x.cmp(y));
        self.less("visits", (a.visits, b.visits), more, number, "R17");
        for channel in &a.channels {
            if !b.channels.contains(channel) {
                let name = Some(format!("{channel:?}").to_lowercase());
                self.add("channels", name, None, Class::Worse, Some("R34"));
            }
        }
        for channel in &b.channels {
            if !a.channels.contains(channel) {
                let name = Some(format!("{channel:?}").to_lowercase());
                self.add("channels", None, name, Class::Better, None);
            }
        }
        self.materials(&a.materials, &b.materials);
        let conditions = |e: &ListEntry| -> Vec<(String, String)> {
            e.conditions
                .iter()
                .map(|c| (c.id.clone(), c.text.zh.clone()))
                .collect()
        };
        let (ours, theirs) = (conditions(a), conditions(b));
        for (id, text) in ours
            .iter()
            .filter(|(id, _)| theirs.iter().all(|(t, _)| t != id))
        {
            self.add(
                format!("conditions/{id}"),
                Some(text.clone()),
                None,
                Class::Better,
                None,
            );
        }
        for (id, text) in theirs
            .iter()
            .filter(|(id, _)| ours.iter().all(|(o, _)| o != id))
        {
            let field = format!("conditions/{id}");
            self.add(field, None, Some(text.clone()), Class::Worse, Some("R10"));
        }
        self.switch("tolerance", a.tolerance, b.tolerance);
        self.switch("commitment", a.commitment.is_some(), b.commitment.is_some());
        if a.charged != b.charged {
            use crate::matter::Charged;
            let class = match (a.charged, b.charged) {
                (Charged::Yes, Charged::No) => Class::Better,
                (Charged::No, Charged::Yes) => Class::Worse,
                _ => Class::Unknown,
            };
            let show = |c: Charged| Some(format!("{c:?}").to_lowercase());
            self.add(
                "charged",
                show(a.charged),
                show(b.charged),
                class,
                Some("R23"),
            );
        }
        let service = |e: &ListEntry| e.body.as_ref().map(|b| b.name.zh.clone());
        self.neutral("body", service(a), service(b));
        self.neutral("name", Some(normal(&a.name.zh)), Some(normal(&b.name.zh)));
        self.neutral(
            "consultPhone",
            a.consult_phone.clone(),
            b.consult_phone.clone(),
        );
        self.neutral(
            "complaintPhone",
            a.complaint_phone.clone(),
            b.complaint_phone.clone(),
        );
        let state = |e: &ListEntry| Some(format!("{:?}", e.state).to_lowercase());
        self.neutral("state", state(a), state(b));
    }

    /// A kindness that a place offers or does not.
    fn switch(&mut self, field: &str, a: bool, b: bool) {
        if a != b {
            let class = if b { Class::Better } else { Class::Worse };
            self.add(field, Some(a.to_string()), Some(b.to_string()), class, None);
        }
    }

    fn materials(&mut self, a: &[ListMaterial], b: &[ListMaterial]) {
        let same = |x: &ListMaterial, y: &ListMaterial| match (&x.id, &y.id) {
            (Some(x), Some(y)) => x == y,
            _ => normal(&x.name.zh) == normal(&y.name.zh),
        };
        let field = |m: &ListMaterial| {
            let id = m.id.clone().unwrap_or_else(|| normal(&m.name.zh));
            format!("materials/{id}")
        };
        let show = |m: &ListMaterial| {
            let necessity = format!("{:?}", m.necessity).to_lowercase();
            if m.waivable {
                format!("{necessity}, waivable")
            } else {
                necessity
            }
        };
        // How much a paper burdens: required without a way out most, optional least.
        let burden = |m: &ListMaterial| match (m.necessity, m.waivable) {
            (Necessity::Required, false) => 4,
            (Necessity::Required, true) => 3,
            (Necessity::Tolerable, false) => 2,
            (Necessity::Tolerable, true) => 1,
            (Necessity::Optional, _) => 0,
        };
        for ours in a {
            match b.iter().find(|theirs| same(ours, theirs)) {
                None => {
                    let class = match ours.necessity {
                        Necessity::Optional => Class::Neutral,
                        _ => Class::Better,
                    };
                    self.add(field(ours), Some(show(ours)), None, class, None);
                }
                Some(theirs) if show(ours) != show(theirs) => {
                    let class = match burden(theirs).cmp(&burden(ours)) {
                        Ordering::Less => Class::Better,
                        Ordering::Greater => Class::Worse,
                        Ordering::Equal => Class::Neutral,
                    };
                    self.add(
                        field(ours),
                        Some(show(ours)),
                        Some(show(theirs)),
                        class,
                        Some("R13"),
                    );
                }
                Some(_) => {}
            }
        }
        for theirs in b
            .iter()
            .filter(|theirs| !a.iter().any(|ours| same(ours, theirs)))
        {
            let class = match theirs.necessity {
                Necessity::Optional => Class::Neutral,
                _ => Class::Worse,
            };
            self.add(field(theirs), None, Some(show(theirs)), class, Some("R09"));
        }
    }
}
