//! Two entries of one matter compared, field by field; what is asked for stands in `demands`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

use serde::Serialize;

use super::{Change, Class};
use crate::entry::EntryState;
use crate::limit::Length;
use crate::list::{ListEntry, normal};
use crate::matter::Charged;
use crate::profile::name_of;

/// A comparison under way: under what name, and what differs so far.
pub(super) struct Pair<'a> {
    name: &'a str,
    changes: &'a mut Vec<Change>,
}

/// A value by its name in JSON.
pub(super) fn said(value: &impl Serialize) -> Option<String> {
    name_of(value)
}

/// What an order says of a measure of which less is better; `None` is no answer.
pub(super) const fn lesser(order: Option<Ordering>) -> Class {
    match order {
        Some(Ordering::Less) => Class::Better,
        Some(Ordering::Greater) => Class::Worse,
        Some(Ordering::Equal) => Class::Neutral,
        None => Class::Unknown,
    }
}

impl<'a> Pair<'a> {
    pub(super) fn new(name: &'a str, changes: &'a mut Vec<Change>) -> Self {
        Self { name, changes }
    }

    pub(super) fn add(
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
    pub(super) fn less<T: PartialEq>(
        &mut self,
        field: impl Into<String>,
        (a, b): (Option<T>, Option<T>),
        compare: impl Fn(&T, &T) -> Option<Ordering>,
        show: impl Fn(&T) -> Option<String>,
        rule: Option<&'static str>,
    ) {
        if a == b {
            return;
        }
        let order = a.as_ref().zip(b.as_ref());
        let class = lesser(order.and_then(|(a, b)| compare(b, a)));
        let (a, b) = (a.as_ref().and_then(&show), b.as_ref().and_then(&show));
        self.add(field, a, b, class, rule);
    }

    /// What is worth having: gone is worse, new is better, another is what `other` says.
    pub(super) fn good(
        &mut self,
        field: impl Into<String>,
        (a, b): (Option<String>, Option<String>),
        other: Class,
        rule: &'static str,
    ) {
        let class = match (&a, &b) {
            _ if a == b => return,
            (Some(_), None) => Class::Worse,
            (None, Some(_)) => Class::Better,
            _ => other,
        };
        self.add(field, a, b, class, Some(rule));
    }

    fn differs(&mut self, field: &str, a: Option<String>, b: Option<String>, class: Class) {
        if a != b {
            self.add(field, a, b, class, None);
        }
    }

    /// Values of which more is better: each that is gone is worse, each that is new is better.
    fn more<T: PartialEq>(
        &mut self,
        field: &str,
        (a, b): (&[T], &[T]),
        show: impl Fn(&T) -> Option<String>,
        rule: &'static str,
    ) {
        for gone in a.iter().filter(|x| !b.contains(x)) {
            self.add(field, show(gone), None, Class::Worse, Some(rule));
        }
        for new in b.iter().filter(|x| !a.contains(x)) {
            self.add(field, None, show(new), Class::Better, None);
        }
    }

    pub(super) fn compare(&mut self, a: &ListEntry, b: &ListEntry) {
        self.times(a, b);
        self.reach(a, b);
        self.materials(&a.materials, &b.materials);
        self.conditions(&a.conditions, &b.conditions);
        self.steps(&a.steps, &b.steps);
        self.intermediaries(&a.intermediaries, &b.intermediaries);
        self.switch("tolerance", a.tolerance, b.tolerance);
        self.switch("commitment", a.commitment.is_some(), b.commitment.is_some());
        self.costs(a, b);
        self.outcome(a, b);
        self.particulars(a, b);
    }

    fn times(&mut self, a: &ListEntry, b: &ListEntry) {
        let longer = |x: &Length, y: &Length| x.compare(*y);
        let length = |l: &Length| Some(l.to_string());
        let both = (a.statutory, b.statutory);
        self.less("statutory", both, longer, length, Some("R07"));
        match (a.promised, b.promised) {
            // Without a promise only the law's own limit is left.
            (Some(_), None) | (None, Some(_)) => {
                let both = (
                    a.promised.map(|l| l.to_string()),
                    b.promised.map(|l| l.to_string()),
                );
                self.good("promised", both, Class::Unknown, "R04");
            }
            both => self.less("promised", both, longer, length, Some("R06")),
        }
        self.switch("immediate", a.immediate, b.immediate);
    }

    /// Who can come, from where, by which way, how often.
    fn reach(&mut self, a: &ListEntry, b: &ListEntry) {
        let number = |n: &u32| Some(n.to_string());
        let more = |x: &u32, y: &u32| Some(x.cmp(y));
        self.less("visits", (a.visits, b.visits), more, number, Some("R17"));
        self.more("channels", (&a.channels, &b.channels), said, "R34");
        // An empty list of applicants says nothing.
        if a.applicants.is_empty() == b.applicants.is_empty() {
            self.more("applicants", (&a.applicants, &b.applicants), said, "R10");
        } else {
            let all = |e: &ListEntry| {
                let names: Vec<String> = e.applicants.iter().filter_map(said).collect();
                (!names.is_empty()).then(|| names.join(", "))
            };
            self.differs("applicants", all(a), all(b), Class::Unknown);
        }
        let no = |x: &bool, y: &bool| Some(y.cmp(x));
        let show = |b: &bool| Some(b.to_string());
        self.less("agent", (a.agent, b.agent), no, show, Some("R10"));
        // The widest scope comes first, the deepest depth last.
        let scope = (a.scope, b.scope);
        self.less("scope", scope, |x, y| Some(x.cmp(y)), said, Some("R33"));
        let depth = (a.depth, b.depth);
        self.less("depth", depth, |x, y| Some(y.cmp(x)), said, Some("R33"));
    }

    fn outcome(&mut self, a: &ListEntry, b: &ListEntry) {
        let kind = |e: &ListEntry| e.result.as_ref().and_then(|r| said(&r.kind));
        let name = |e: &ListEntry| e.result.as_ref().map(|r| r.name.zh.clone());
        self.differs("result/kind", kind(a), kind(b), Class::Unknown);
        self.differs("result/name", name(a), name(b), Class::Neutral);
        let sample = (a.result_sample, b.result_sample);
        let no = |x: &bool, y: &bool| Some(y.cmp(x));
        let show = |b: &bool| Some(b.to_string());
        self.less("resultSample", sample, no, show, Some("R25"));
        let name = |r: &String| Some(r.clone());
        self.more("remedies", (&a.remedies, &b.remedies), name, "R35");
    }

    fn particulars(&mut self, a: &ListEntry, b: &ListEntry) {
        let body = |e: &ListEntry| e.body.as_ref().map(|b| b.name.zh.clone());
        self.differs("body", body(a), body(b), Class::Neutral);
        let name = |e: &ListEntry| Some(normal(&e.name.zh));
        self.differs("name", name(a), name(b), Class::Neutral);
        let level = |e: &ListEntry| e.level.and_then(|l| said(&l));
        self.differs("level", level(a), level(b), Class::Neutral);
        let phones = (a.consult_phone.clone(), b.consult_phone.clone());
        self.good("consultPhone", phones, Class::Neutral, "R27");
        let phones = (a.complaint_phone.clone(), b.complaint_phone.clone());
        self.good("complaintPhone", phones, Class::Neutral, "R27");
        if a.state != b.state {
            let usable = |s: EntryState| s == EntryState::Published;
            let class = lesser(Some(usable(a.state).cmp(&usable(b.state))));
            self.add("state", said(&a.state), said(&b.state), class, Some("R05"));
        }
        // An entry that never ends outlasts every other.
        let last = |e: &ListEntry| e.cancelled.map(|d| d.to_string());
        let order = match (a.cancelled, b.cancelled) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.cmp(&b),
        };
        if order != Ordering::Equal {
            self.add("cancelled", last(a), last(b), lesser(Some(order)), None);
        }
        let first = |e: &ListEntry| e.effective.map(|d| d.to_string());
        self.differs("effective", first(a), first(b), Class::Neutral);
        let laws = |e: &ListEntry| {
            let mut all: Vec<String> = e.basis.iter().map(cited).collect();
            all.sort_unstable();
            (!all.is_empty()).then(|| all.join(", "))
        };
        self.differs("basis", laws(a), laws(b), Class::Unknown);
    }

    /// A kindness that a place offers or does not.
    fn switch(&mut self, field: &str, a: bool, b: bool) {
        if a != b {
            let class = if b { Class::Better } else { Class::Worse };
            self.add(field, Some(a.to_string()), Some(b.to_string()), class, None);
        }
    }

    fn costs(&mut self, a: &ListEntry, b: &ListEntry) {
        if a.charged != b.charged {
            let class = match (a.charged, b.charged) {
                (Charged::Yes, Charged::No) => Class::Better,
                (Charged::No, Charged::Yes) => Class::Worse,
                _ => Class::Unknown,
            };
            self.add(
                "charged",
                said(&a.charged),
                said(&b.charged),
                class,
                Some("R23"),
            );
        }
        self.fees(a, b);
        if a.charged == Charged::Yes && b.charged == Charged::Yes {
            let laws = |e: &ListEntry| {
                let all: Vec<String> = e.fee_basis.iter().map(cited).collect();
                (!all.is_empty()).then(|| all.join(", "))
            };
            self.good("feeBasis", (laws(a), laws(b)), Class::Unknown, "R23");
        }
    }
}

/// A law with its article.
fn cited(law: &ip_core::law::LawRef) -> String {
    match &law.article {
        Some(article) => format!("{} {article}", law.id),
        None => law.id.clone(),
    }
}
