//! What is worse for the applicant is found: every field of an entry, from both sides.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use std::sync::LazyLock;

use ip_core::law::LawRef;
use ip_core::money::Money;
use ip_core::text::{Lang, Text};
use ip_matters::diff::{Change, Class, compare};
use ip_matters::entry::EntryState;
use ip_matters::exchange::Labels;
use ip_matters::limit::Length;
use ip_matters::list::{Intermediary, List, ListEntry, ListFee, ListStep, OnlineDepth, Scope};
use ip_matters::material::Necessity;
use ip_matters::matter::{Applicant, Channel, Charged};
use proptest::prelude::*;
use world::World;

static WORLD: LazyLock<World> = LazyLock::new(World::new);

/// A list of the entry of one matter, with every field a diff looks at filled.
fn list(matter: &str) -> List {
    let mut list = List::of_pack(&WORLD.pack, &WORLD.rules, "2026-11-20".parse().unwrap());
    let is = |e: &ListEntry| e.matter.as_ref().is_some_and(|m| m.as_str() == matter);
    list.entries.retain(is);
    let entry = &mut list.entries[0];
    entry.scope = Some(Scope::Nation);
    entry.depth = Some(OnlineDepth::Certificate);
    entry.applicants = vec![Applicant::NaturalPerson, Applicant::Organisation];
    entry.agent = Some(true);
    entry.charged = Charged::Yes;
    entry.fee_basis = vec![LawRef::new("patent-law", "81")];
    entry.fees = vec![fee(10)];
    entry.steps[0].limit = Some(Length::working_days(1));
    list
}

fn fee(yuan: i32) -> ListFee {
    let mut fee: ListFee =
        serde_json::from_str(r#"{"name":{"zh":"申请费","en":"fee"},"item":"patent.filing"}"#)
            .unwrap();
    fee.amount = Some(Money::from_units(yuan));
    fee
}

/// The changes that a change of the entry brings about.
fn changes(matter: &str, change: impl Fn(&mut ListEntry)) -> Vec<Change> {
    let a = list(matter);
    let mut b = a.clone();
    change(&mut b.entries[0]);
    compare(&a, &b).changes
}

type Spoil = (&'static str, Option<&'static str>, fn(&mut ListEntry));

/// What makes an applicant worse off, with its field and the rule it breaks.
const WORSE: &[Spoil] = &[
    ("scope", Some("R33"), |e| e.scope = Some(Scope::County)),
    ("depth", Some("R33"), |e| {
        e.depth = Some(OnlineDepth::Advice)
    }),
    ("applicants", Some("R10"), |e| e.applicants.truncate(1)),
    ("agent", Some("R10"), |e| e.agent = Some(false)),
    ("intermediaries/验资", Some("R15"), |e| {
        e.intermediaries.push(Intermediary {
            name: Text::new("验资", "audit"),
            basis: vec![],
        });
    }),
    ("fees/patent.filing", Some("R24"), |e| {
        e.fees = vec![fee(100)]
    }),
    ("fees/查新费", Some("R23"), |e| {
        let mut new = fee(1);
        (new.item, new.name) = (None, Text::new("查新费", "search fee"));
        e.fees.push(new);
    }),
    ("feeBasis", Some("R23"), |e| e.fee_basis.clear()),
    (
        "materials/agency-licence-application/situations",
        Some("R09"),
        |e| {
            e.materials[0].situations.clear();
        },
    ),
    ("materials/premises-proof", Some("R09"), |e| {
        let is =
            |m: &&mut ip_matters::list::ListMaterial| m.id.as_deref() == Some("premises-proof");
        e.materials.iter_mut().find(is).unwrap().necessity = Necessity::Required;
    }),
    ("steps/look", Some("R10"), |e| {
        e.steps.push(ListStep {
            id: "look".into(),
            name: Text::new("现场核查", "inspection"),
            limit: None,
        });
    }),
    ("steps/submit", Some("R20"), |e| {
        e.steps[0].limit = Some(Length::working_days(4))
    }),
    ("promised", Some("R04"), |e| e.promised = None),
    ("promised", Some("R06"), |e| {
        e.promised = Some(Length::working_days(15))
    }),
    ("visits", Some("R17"), |e| e.visits = Some(1)),
    ("channels", Some("R34"), |e| {
        e.channels.retain(|c| *c != Channel::Online)
    }),
    ("state", Some("R05"), |e| e.state = EntryState::Suspended),
    ("cancelled", None, |e| {
        e.cancelled = "2026-12-01".parse().ok()
    }),
    ("remedies", Some("R35"), |e| e.remedies.truncate(1)),
    ("consultPhone", Some("R27"), |e| e.consult_phone = None),
    ("commitment", None, |e| e.commitment = None),
];

#[test]
fn whatever_is_worse_for_the_applicant_is_worse_and_back_it_is_better() {
    for (field, rule, spoil) in WORSE {
        let mut a = list("cn.patent.agency-licence");
        a.entries[0].materials[0].situations = vec!["one".into()];
        let mut b = a.clone();
        spoil(&mut b.entries[0]);
        let there = compare(&a, &b).changes;
        assert_eq!(there.len(), 1, "{field}: {there:#?}");
        let change = (there[0].field.as_str(), there[0].class, there[0].rule);
        assert_eq!(change, (*field, Class::Worse, *rule));
        let back = compare(&b, &a).changes;
        assert_eq!((back.len(), back[0].class), (1, Class::Better), "{field}");
    }
}

#[test]
fn what_cannot_be_weighed_is_told_as_unknown() {
    let matter = "cn.patent.agency-licence";
    let worded = changes(matter, |e| {
        e.conditions[0].text = Text::new("注册资本不少于一千万元", "capital");
    });
    assert_eq!((worded.len(), worded[0].class), (1, Class::Unknown));
    assert!(worded[0].field.starts_with("conditions/"));
    let silent = changes(matter, |e| e.scope = None);
    assert_eq!(
        (silent[0].field.as_str(), silent[0].class),
        ("scope", Class::Unknown)
    );
    // One list charges and does not say what: its silence is no price.
    let prices = changes(matter, |e| e.fees.clear());
    assert_eq!(
        (prices[0].field.as_str(), prices[0].class),
        ("fees/patent.filing", Class::Unknown)
    );
    let unit = changes(matter, |e| {
        e.promised = serde_json::from_str(r#"{"n":1,"unit":"month"}"#).unwrap()
    });
    assert_eq!(
        (unit[0].field.as_str(), unit[0].class),
        ("promised", Class::Unknown)
    );
}

#[test]
fn values_are_names_that_both_languages_have_words_for() {
    let labels = Labels::builtin().unwrap();
    let said = |change: &Change, lang| {
        let value = change.b.as_deref().unwrap();
        labels.value(&change.field, value, lang)
    };
    let matter = "cn.patent.agency-licence";
    let late = &changes(matter, |e| e.promised = Some(Length::working_days(15)))[0];
    assert_eq!(late.b.as_deref(), Some("15 working-day"));
    assert_eq!(said(late, Lang::Zh), "15个工作日");
    assert_eq!(said(late, Lang::En), "15 working days");
    let near = &changes(matter, |e| e.scope = Some(Scope::County))[0];
    assert_eq!(said(near, Lang::Zh), "全县通办");
    let shut = &changes(matter, |e| e.state = EntryState::Suspended)[0];
    assert_eq!(said(shut, Lang::En), "suspended");
}

#[test]
fn entries_meet_by_code_then_matter_then_name_and_each_once() {
    let a = list("cn.patent.agency-licence");
    // The code is enough, whichever side knows the matter.
    let mut b = a.clone();
    b.entries[0].matter = None;
    for (x, y) in [(&a, &b), (&b, &a)] {
        let diff = compare(x, y);
        assert_eq!(
            (diff.compared, diff.only_a.len(), diff.only_b.len()),
            (1, 0, 0)
        );
    }
    // Another body, another code of the same item.
    let code = b.entries[0].implementation.clone().unwrap();
    b.entries[0].implementation = Some(format!("12990100MB000003573{}", &code[19..]));
    assert_eq!(compare(&a, &b).compared, 1);
    // No code: the matter; no matter either: the name.
    b.entries[0].implementation = None;
    b.entries[0].matter = a.entries[0].matter.clone();
    assert_eq!(compare(&a, &b).compared, 1);
    b.entries[0].matter = None;
    b.entries[0].name.zh.push_str("（ ）");
    assert_eq!(compare(&a, &b).compared, 1);
    // A code that names another matter is no meeting.
    b.entries[0] = a.entries[0].clone();
    b.entries[0].matter = Some("cn.patent.filing".parse().unwrap());
    b.entries[0].name = Text::new("别的事项", "");
    assert_eq!(compare(&a, &b).compared, 0);
    // A second entry of the same matter is not lost.
    let mut twice = a.clone();
    twice.entries.push(a.entries[0].clone());
    assert_eq!(compare(&a, &twice).only_b, ["cn.patent.agency-licence"]);
    assert_eq!(compare(&twice, &a).only_a, ["cn.patent.agency-licence"]);
    assert_eq!(compare(&twice, &twice).compared, 2);
}

proptest! {
    #[test]
    fn from_the_other_side_better_is_worse(spoils in prop::collection::vec(0..WORSE.len(), 0..6)) {
        let a = list("cn.patent.agency-licence");
        let mut b = a.clone();
        for spoil in spoils {
            WORSE[spoil].2(&mut b.entries[0]);
        }
        let (there, back) = (compare(&a, &b), compare(&b, &a));
        prop_assert_eq!(there.count(Class::Better), back.count(Class::Worse));
        prop_assert_eq!(there.count(Class::Worse), back.count(Class::Better));
        prop_assert_eq!(there.count(Class::Unknown), back.count(Class::Unknown));
        prop_assert_eq!(there.changes.is_empty(), a == b);
    }
}
