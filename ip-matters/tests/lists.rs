//! Lint and diff on the demonstration city's own list and on lists made worse.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ip_core::law::{LawRef, Registry};
use ip_core::money::Money;
use ip_core::text::Text;
use ip_matters::diff::{Class, compare};
use ip_matters::entry::Level;
use ip_matters::limit::{Length, LimitUnit};
use ip_matters::lint::{Finding, Lint, Severity, Tariff};
use ip_matters::list::{
    Intermediary, List, ListEntry, ListFee, ListMaterial, ListStep, OnlineDepth,
};
use ip_matters::material::{MaterialKind, Necessity};
use ip_matters::matter::{Channel, Charged, Condition, MatterType};
use ip_matters::proofs::{Proof, ProofList};
use world::World;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

fn list(world: &World) -> List {
    List::of_pack(&world.pack, &world.rules, day())
}

fn lint(world: &World, list: &List, before: Option<&List>) -> Vec<Finding> {
    let registry = Registry::builtin().unwrap();
    Lint::builtin(&world.catalogue, &world.rules, &registry)
        .unwrap()
        .check(list, before)
}

fn position(list: &List, matter: &str) -> usize {
    let is = |e: &ListEntry| e.matter.as_ref().is_some_and(|m| m.as_str() == matter);
    list.entries.iter().position(is).unwrap()
}

fn paper(id: Option<&str>, zh: &str) -> ListMaterial {
    ListMaterial {
        id: id.map(Into::into),
        name: Text::new(zh, "paper"),
        necessity: Necessity::Required,
        waivable: false,
        situations: Vec::new(),
        kind: None,
        basis: Vec::new(),
        further: BTreeMap::new(),
    }
}

#[test]
fn the_demonstration_city_has_no_errors_and_says_what_is_unverified() {
    let world = World::new();
    let findings = lint(&world, &list(&world), None);
    let errors: Vec<_> = findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(findings.iter().any(|f| f.rule == "R39"));
}

/// The rule, the field it points at, and what breaks it.
type Spoil = (&'static str, &'static str, Box<dyn Fn(&mut ListEntry)>);

#[test]
fn every_fault_has_its_rule() {
    let world = World::new();
    let wd = Length::working_days;
    let spoil: Vec<Spoil> = vec![
        (
            "R02",
            "implementation",
            Box::new(|e| e.implementation = Some("1199010".into())),
        ),
        (
            "R03",
            "implementation",
            Box::new(|e| e.implementation = Some("0123456789".into())),
        ),
        (
            "R02",
            "level",
            Box::new(|e| e.level = Some(Level::Province)),
        ),
        (
            "R02",
            "matterType",
            Box::new(|e| e.matter_type = Some(MatterType::Confirmation)),
        ),
        (
            "R18",
            "depth",
            Box::new(|e| {
                e.depth = Some(OnlineDepth::Result);
                e.visits = Some(1);
            }),
        ),
        (
            "R22",
            "steps/7",
            Box::new(move |e| {
                e.promised = Some(wd(4));
                e.steps.push(ListStep {
                    id: "look".into(),
                    name: Text::new("现场核查", "on-site check"),
                    limit: None,
                });
            }),
        ),
        (
            "R25",
            "result",
            Box::new(|e| e.result.as_mut().unwrap().name = Text::new("批复", "approval letter")),
        ),
        (
            "R25",
            "resultSample",
            Box::new(|e| e.result_sample = Some(false)),
        ),
        (
            "R26",
            "personThemes",
            Box::new(|e| e.person_themes = vec!["010".into()]),
        ),
        (
            "R29",
            "conditions/0",
            Box::new(|e| {
                e.agent = Some(true);
                e.conditions[0].text = Text::new("须本人到场", "in person");
            }),
        ),
        (
            "R29",
            "conditions/1",
            Box::new(|e| {
                e.conditions[0].text = Text::new("监护人可以申请", "a guardian may apply");
                e.conditions[1].text = Text::new("年满十八周岁", "18 years of age");
            }),
        ),
        (
            "R30",
            "conditions/0",
            Box::new(|e| e.conditions[0].text = Text::new("提交身份证复印件", "a photocopy")),
        ),
        (
            "R37",
            "unknownCodes/scope",
            Box::new(|e| {
                e.unknown_codes.insert("scope".into(), "8".into());
            }),
        ),
        ("R04", "visits", Box::new(|e| e.visits = None)),
        (
            "R05",
            "matter",
            Box::new(|e| e.matter = Some("cn.patent.luck".parse().unwrap())),
        ),
        (
            "R06",
            "promised",
            Box::new(move |e| e.promised = Some(wd(21))),
        ),
        (
            "R06",
            "promised",
            Box::new(|e| {
                e.promised = Some(Length {
                    n: 1,
                    unit: LimitUnit::Month,
                })
            }),
        ),
        (
            "R07",
            "statutory",
            Box::new(move |e| e.statutory = Some(wd(30))),
        ),
        (
            "R08",
            "statutory",
            Box::new(move |e| {
                e.statutory = Some(wd(30));
                e.basis.clear();
            }),
        ),
        (
            "R09",
            "materials/4",
            Box::new(|e| e.materials.push(paper(None, "公司章程复印件二份"))),
        ),
        (
            "R10",
            "conditions/4",
            Box::new(|e| {
                e.conditions.push(Condition {
                    id: "capital".into(),
                    text: Text::new("注册资本一百万元", "capital"),
                    basis: None,
                    mark: None,
                })
            }),
        ),
        (
            "R11",
            "materials/4",
            Box::new(|e| e.materials.push(paper(None, "其他材料"))),
        ),
        (
            "R13",
            "materials/3",
            Box::new(|e| e.materials[3].waivable = false),
        ),
        (
            "R14",
            "materials/4",
            Box::new(|e| e.materials.push(paper(Some("premises-proof"), "场所证明"))),
        ),
        (
            "R15",
            "intermediaries/0",
            Box::new(|e| {
                e.intermediaries.push(Intermediary {
                    name: Text::new("验资", "audit"),
                    basis: vec![],
                })
            }),
        ),
        (
            "R16",
            "visits",
            Box::new(|e| e.channels = vec![Channel::Window]),
        ),
        ("R17", "visits", Box::new(|e| e.visits = Some(2))),
        ("R19", "immediate", Box::new(|e| e.immediate = true)),
        (
            "R20",
            "steps",
            Box::new(move |e| {
                e.steps.push(ListStep {
                    id: "x".into(),
                    name: Text::new("复核", "second look"),
                    limit: Some(wd(11)),
                })
            }),
        ),
        (
            "R21",
            "steps",
            Box::new(|e| e.steps.retain(|s| s.id != "accept")),
        ),
        ("R23", "charged", Box::new(|e| e.charged = Charged::Yes)),
        (
            "R27",
            "complaintPhone",
            Box::new(|e| e.complaint_phone = e.consult_phone.clone()),
        ),
        ("R27", "consultPhone", Box::new(|e| e.consult_phone = None)),
        ("R28", "faq", Box::new(|e| e.faq.clear())),
        ("R31", "entrustedBy", Box::new(|e| e.entrusted_by = None)),
        (
            "R32",
            "tolerance",
            Box::new(|e| {
                for m in &mut e.materials {
                    m.necessity = Necessity::Required;
                }
            }),
        ),
        (
            "R34",
            "channels",
            Box::new(|e| e.channels.retain(|c| *c != Channel::Online)),
        ),
        ("R35", "remedies", Box::new(|e| e.remedies.clear())),
        (
            "R36",
            "basis/0",
            Box::new(|e| e.basis = vec![LawRef::whole("patent-rules-2010")]),
        ),
        (
            "R38",
            "state",
            Box::new(|e| e.cancelled = NaiveDate::from_ymd_opt(2026, 1, 31)),
        ),
    ];
    let clean = list(&world);
    let at = position(&clean, "cn.patent.agency-licence");
    let was: BTreeSet<_> = lint(&world, &clean, None)
        .into_iter()
        .map(|f| (f.rule, f.pointer))
        .collect();
    for (rule, field, change) in &spoil {
        let mut worse = clean.clone();
        change(&mut worse.entries[at]);
        let found = lint(&world, &worse, None);
        let place = ((*rule).to_string(), format!("/entries/{at}/{field}"));
        assert!(!was.contains(&place), "{rule} stands there already");
        assert!(
            found
                .iter()
                .any(|f| (f.rule.clone(), f.pointer.clone()) == place),
            "{rule} at {field}: {found:#?}"
        );
    }
    let mut twice = clean.clone();
    twice.entries.push(clean.entries[at].clone());
    assert!(lint(&world, &twice, None).iter().any(|f| f.rule == "R01"));
}

/// A tariff that knows one item.
#[derive(Debug)]
struct OneItem;

impl Tariff for OneItem {
    fn amount(&self, item: &str, _on: NaiveDate) -> Option<Money> {
        (item == "patent.filing").then(|| Money::from_units(900))
    }
}

#[test]
fn what_stands_elsewhere_is_checked_when_it_is_given_and_else_said_to_be_unchecked() {
    let world = World::new();
    let registry = Registry::builtin().unwrap();
    let lint = || Lint::builtin(&world.catalogue, &world.rules, &registry).unwrap();
    let mut list = list(&world);
    let unchecked = |lint: &Lint<'_>, list: &List| -> BTreeSet<String> {
        let open = lint.unchecked(list, None);
        open.into_iter().map(|u| u.rule).collect()
    };
    let open = unchecked(&lint(), &list);
    assert_eq!(
        open,
        ["R12", "R18", "R24", "R25", "R26", "R40"]
            .map(String::from)
            .into()
    );
    let has = |found: &[Finding], rule: &str| found.iter().any(|f| f.rule == rule);
    for rule in &open {
        assert!(
            !has(&lint().check(&list, None), rule),
            "{rule} is not guessed"
        );
    }

    // R24: the fee of a filing is that of the tariff.
    let at = position(&list, "cn.patent.filing");
    let fee = |units| ListFee {
        name: Text::new("申请费", "filing fee"),
        item: Some("patent.filing".into()),
        amount: Some(Money::from_units(units)),
        standard: None,
        basis: Vec::new(),
        further: BTreeMap::new(),
    };
    list.entries = vec![list.entries[at].clone()];
    list.entries[0].fees = vec![fee(900)];
    let priced = lint().with_tariff(&OneItem);
    assert!(!has(&priced.check(&list, None), "R24"));
    assert!(!unchecked(&priced, &list).contains("R24"));
    list.entries[0].fees = vec![fee(950)];
    assert!(has(&priced.check(&list, None), "R24"));
    assert!(!has(&lint().check(&list, None), "R24"));

    // R12: a proof is on the list of proofs, with its law.
    list.entries[0].materials = vec![ListMaterial {
        kind: Some(MaterialKind::Proof),
        ..paper(None, "住所证明")
    }];
    let mut proofs = ProofList {
        proofs: vec![Proof {
            name: "住所 证明".into(),
            material: None,
            basis: vec![LawRef::new("patent-agency-regulations", "8")],
            asked_by: None,
            issued_by: None,
            guide: None,
        }],
    };
    assert!(!has(&lint().with_proofs(&proofs).check(&list, None), "R12"));
    proofs.proofs[0].basis.clear();
    assert!(has(&lint().with_proofs(&proofs).check(&list, None), "R12"));
    proofs.proofs.clear();
    assert!(has(&lint().with_proofs(&proofs).check(&list, None), "R12"));
}

/// In a report a rule that was not checked is a line of its own, and never an error.
#[test]
fn a_report_says_what_was_not_checked() {
    let registry = Registry::builtin().unwrap();
    let world = World::new();
    let list = List::of_pack(&world.pack, &world.rules, "2026-11-20".parse().unwrap());
    let lint = Lint::builtin(&world.catalogue, &world.rules, &registry).unwrap();
    let report = lint.report(&list, None);
    let faults = lint.check(&list, None);
    assert_eq!(report[..faults.len()], faults);
    let open: Vec<_> = report[faults.len()..]
        .iter()
        .map(|f| (f.severity, f.rule.clone()))
        .collect();
    let wanted = lint.unchecked(&list, None);
    let wanted: Vec<_> = wanted
        .into_iter()
        .map(|o| (Severity::NotChecked, o.rule))
        .collect();
    assert_eq!(open, wanted);
    assert!(open.iter().any(|(_, rule)| rule == "R40"));
    let json = serde_json::to_value(report.last().unwrap()).unwrap();
    assert_eq!(json["severity"], "not-checked");
    assert_eq!(json["pointer"], "/entries");
}

#[test]
fn the_online_and_the_offline_entry_of_a_matter_ask_for_the_same() {
    let world = World::new();
    let mut list = list(&world);
    let at = position(&list, "cn.patent.agency-licence");
    let mut online = list.entries[at].clone();
    let mut offline = online.clone();
    online.channels = vec![Channel::Online];
    offline.channels = vec![Channel::Window];
    list.entries = vec![online, offline];
    let found = |list: &List| {
        let all = lint(&world, list, None).into_iter();
        let own: Vec<_> = all.filter(|f| f.rule == "R33").map(|f| f.pointer).collect();
        own
    };
    assert!(found(&list).is_empty());
    list.entries[1].materials.pop();
    assert_eq!(found(&list), ["/entries/1/materials"]);
    list.entries[1].channels.push(Channel::Online);
    assert!(found(&list).is_empty(), "one entry for both");
}

#[test]
fn a_change_without_a_new_version_is_an_error() {
    let world = World::new();
    let before = list(&world);
    let mut after = before.clone();
    after.entries[0].consult_phone = Some("000-12345009".into());
    assert!(
        lint(&world, &after, Some(&before))
            .iter()
            .any(|f| f.rule == "R40")
    );
    after.entries[0].version += 1;
    assert!(
        !lint(&world, &after, Some(&before))
            .iter()
            .any(|f| f.rule == "R40")
    );
}

#[test]
fn two_places_are_compared_by_what_they_ask_for() {
    let world = World::new();
    let a = list(&world);
    let mut b = a.clone();
    b.entries.reverse();
    assert!(
        compare(&a, &b).changes.is_empty(),
        "the order of entries is nothing"
    );
    let at = position(&b, "cn.patent.agency-licence");
    let entry = &mut b.entries[at];
    entry.materials.reverse();
    entry.promised = Some(Length::working_days(5));
    entry.visits = Some(1);
    entry.channels.retain(|c| *c != Channel::Mobile);
    entry
        .materials
        .retain(|m| m.id.as_deref() != Some("premises-proof"));
    entry.materials.push(paper(None, "信用报告"));
    entry.consult_phone = Some("000-1".into());
    let gone = b.entries.remove(if at == 0 { 1 } else { 0 });
    let diff = compare(&a, &b);
    let of = |field: &str| diff.changes.iter().find(|c| c.field == field).unwrap();
    assert_eq!(diff.compared, a.entries.len() - 1);
    assert_eq!(diff.only_a, [gone.matter.unwrap().to_string()]);
    assert_eq!(of("promised").class, Class::Better);
    assert_eq!(
        (of("visits").class, of("visits").rule),
        (Class::Worse, Some("R17"))
    );
    assert_eq!(of("channels").class, Class::Worse);
    assert_eq!(of("materials/premises-proof").class, Class::Better);
    assert_eq!(
        (
            of("materials/信用报告").class,
            of("materials/信用报告").rule
        ),
        (Class::Worse, Some("R09"))
    );
    assert_eq!(of("consultPhone").class, Class::Neutral);
    assert_eq!(diff.changes.len(), 6);
    // Seen from the other side, better is worse.
    let back = compare(&b, &a);
    assert_eq!(back.count(Class::Better), diff.count(Class::Worse));
    assert_eq!(back.count(Class::Worse), diff.count(Class::Better));
}

#[test]
fn lists_survive_json_and_refuse_unknown_fields() {
    let world = World::new();
    let list = list(&world);
    let json = serde_json::to_string(&list).unwrap();
    assert_eq!(serde_json::from_str::<List>(&json).unwrap(), list);
    let odd = json.replacen("\"entries\"", "\"colour\":1,\"entries\"", 1);
    assert!(serde_json::from_str::<List>(&odd).is_err());
}
