//! What two entries ask for: papers, conditions, steps, intermediaries, fees.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use core::cmp::Ordering;

use super::Class;
use super::pair::{Pair, lesser, said};
use crate::limit::Length;
use crate::list::{Intermediary, ListEntry, ListFee, ListMaterial, ListStep, normal};
use crate::material::Necessity;
use crate::matter::{Charged, Condition};

impl Pair<'_> {
    pub(super) fn materials(&mut self, a: &[ListMaterial], b: &[ListMaterial]) {
        let same = |x: &ListMaterial, y: &ListMaterial| match (&x.id, &y.id) {
            (Some(x), Some(y)) => x == y,
            _ => normal(&x.name.zh) == normal(&y.name.zh),
        };
        let field = |m: &ListMaterial| {
            let id = m.id.clone().unwrap_or_else(|| normal(&m.name.zh));
            format!("materials/{id}")
        };
        let show = |m: &ListMaterial| {
            let necessity = said(&m.necessity).unwrap_or_default();
            match m.waivable {
                true => format!("{necessity}, waivable"),
                false => necessity,
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
        let asked = |m: &ListMaterial, class| match m.necessity {
            Necessity::Optional => Class::Neutral,
            _ => class,
        };
        for ours in a {
            let Some(theirs) = b.iter().find(|theirs| same(ours, theirs)) else {
                let class = asked(ours, Class::Better);
                self.add(field(ours), Some(show(ours)), None, class, None);
                continue;
            };
            if show(ours) != show(theirs) {
                let class = lesser(Some(burden(theirs).cmp(&burden(ours))));
                // The same paper without its way out, or one that is asked more strictly.
                let rule = match ours.necessity == theirs.necessity {
                    true => "R13",
                    false => "R09",
                };
                let both = (Some(show(ours)), Some(show(theirs)));
                self.add(field(ours), both.0, both.1, class, Some(rule));
            }
            self.situations(&field(ours), ours, theirs);
        }
        let new = |theirs: &&ListMaterial| !a.iter().any(|ours| same(ours, theirs));
        for theirs in b.iter().filter(new) {
            let class = asked(theirs, Class::Worse);
            self.add(field(theirs), None, Some(show(theirs)), class, Some("R09"));
        }
    }

    /// A paper asked in fewer situations is better; none named is all.
    fn situations(&mut self, field: &str, a: &ListMaterial, b: &ListMaterial) {
        let set = |m: &ListMaterial| -> BTreeSet<String> { m.situations.iter().cloned().collect() };
        let (ours, theirs) = (set(a), set(b));
        let order = match (ours.is_empty(), theirs.is_empty()) {
            _ if ours == theirs => return,
            (true, _) => Some(Ordering::Less),
            (_, true) => Some(Ordering::Greater),
            _ if theirs.is_subset(&ours) => Some(Ordering::Less),
            _ if ours.is_subset(&theirs) => Some(Ordering::Greater),
            _ => None,
        };
        let class = match b.necessity {
            Necessity::Optional => Class::Neutral,
            _ => lesser(order),
        };
        let show = |all: &BTreeSet<String>| {
            let all: alloc::vec::Vec<&str> = all.iter().map(String::as_str).collect();
            (!all.is_empty()).then(|| all.join(", "))
        };
        let field = format!("{field}/situations");
        self.add(field, show(&ours), show(&theirs), class, Some("R09"));
    }

    /// A condition under the same id with other words is another one; what that means nobody can say.
    pub(super) fn conditions(&mut self, a: &[Condition], b: &[Condition]) {
        let text = |c: &Condition| normal(&c.text.zh);
        let like = |c: &Condition, all: &[Condition]| {
            let worded = all.iter().find(|o| text(o) == text(c));
            worded
                .or_else(|| all.iter().find(|o| o.id == c.id))
                .cloned()
        };
        let words = |c: &Condition| Some(c.text.zh.clone());
        for ours in a {
            let field = format!("conditions/{}", ours.id);
            match like(ours, b) {
                None => self.add(field, words(ours), None, Class::Better, None),
                Some(theirs) if text(&theirs) != text(ours) => {
                    self.add(field, words(ours), words(&theirs), Class::Unknown, None);
                }
                Some(_) => {}
            }
        }
        for theirs in b.iter().filter(|c| like(c, a).is_none()) {
            let field = format!("conditions/{}", theirs.id);
            self.add(field, None, words(theirs), Class::Worse, Some("R10"));
        }
    }

    /// Steps count only where both lists give a flow.
    pub(super) fn steps(&mut self, a: &[ListStep], b: &[ListStep]) {
        if a.is_empty() || b.is_empty() {
            return;
        }
        let field = |s: &ListStep| format!("steps/{}", s.id);
        let words = |s: &ListStep| Some(s.name.zh.clone());
        for ours in a {
            match b.iter().find(|s| s.id == ours.id) {
                None => self.add(field(ours), words(ours), None, Class::Better, None),
                Some(theirs) => {
                    let longer = |x: &Length, y: &Length| x.compare(*y);
                    let show = |l: &Length| Some(alloc::string::ToString::to_string(l));
                    let limits = (ours.limit, theirs.limit);
                    self.less(field(ours), limits, longer, show, Some("R20"));
                }
            }
        }
        for theirs in b.iter().filter(|s| a.iter().all(|o| o.id != s.id)) {
            self.add(
                field(theirs),
                None,
                words(theirs),
                Class::Worse,
                Some("R10"),
            );
        }
    }

    pub(super) fn intermediaries(&mut self, a: &[Intermediary], b: &[Intermediary]) {
        let name = |i: &Intermediary| normal(&i.name.zh);
        let has =
            |all: &[Intermediary], one: &Intermediary| all.iter().any(|o| name(o) == name(one));
        let field = |i: &Intermediary| format!("intermediaries/{}", name(i));
        let words = |i: &Intermediary| Some(i.name.zh.clone());
        for gone in a.iter().filter(|i| !has(b, i)) {
            self.add(field(gone), words(gone), None, Class::Better, None);
        }
        for new in b.iter().filter(|i| !has(a, i)) {
            self.add(field(new), None, words(new), Class::Worse, Some("R15"));
        }
    }

    /// Fees by item, else by name. Where one side charges and names none, nothing can be said.
    pub(super) fn fees(&mut self, a: &ListEntry, b: &ListEntry) {
        let key = |f: &ListFee| f.item.clone().unwrap_or_else(|| normal(&f.name.zh));
        let same = |x: &ListFee, y: &ListFee| {
            x.item.is_some() && x.item == y.item || normal(&x.name.zh) == normal(&y.name.zh)
        };
        let show = |f: &ListFee| match (f.amount, &f.standard) {
            (Some(amount), _) => Some(alloc::string::ToString::to_string(&amount)),
            (None, words) => words.clone(),
        };
        let silent = |e: &ListEntry| e.fees.is_empty() && e.charged != Charged::No;
        let open = silent(a) || silent(b);
        let class = |class| if open { Class::Unknown } else { class };
        for ours in &a.fees {
            let field = format!("fees/{}", key(ours));
            match b.fees.iter().find(|f| same(ours, f)) {
                None => self.add(field, show(ours), None, class(Class::Better), None),
                Some(theirs) if show(ours) != show(theirs) => {
                    let order = ours.amount.zip(theirs.amount).map(|(a, b)| b.cmp(&a));
                    let both = (show(ours), show(theirs));
                    self.add(field, both.0, both.1, lesser(order), Some("R24"));
                }
                Some(_) => {}
            }
        }
        for theirs in b.fees.iter().filter(|f| !a.fees.iter().any(|o| same(o, f))) {
            let field = format!("fees/{}", key(theirs));
            self.add(field, None, show(theirs), class(Class::Worse), Some("R23"));
        }
    }
}
