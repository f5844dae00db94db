//! What the rules of the lint see in prose, situations, units and places, and what they leave alone.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use std::sync::LazyLock;

use ip_core::law::{LawRef, Registry};
use ip_core::text::Text;
use ip_matters::entry::{EntryState, Level, PowerSource};
use ip_matters::limit::Length;
use ip_matters::lint::{Finding, Lint, Severity};
use ip_matters::list::{List, ListEntry, ListMaterial};
use ip_matters::matter::{Channel, Charged, MatterType};
use world::World;

static WORLD: LazyLock<World> = LazyLock::new(World::new);

/// The findings after a change of the entry of one matter, without those that stood there before.
fn found(matter: &str, change: impl Fn(&mut ListEntry)) -> Vec<Finding> {
    let registry = Registry::builtin().unwrap();
    let lint = Lint::builtin(&WORLD.catalogue, &WORLD.rules, &registry).unwrap();
    let mut list = List::of_pack(&WORLD.pack, &WORLD.rules, "2026-11-20".parse().unwrap());
    let is = |e: &ListEntry| e.matter.as_ref().is_some_and(|m| m.as_str() == matter);
    list.entries.retain(is);
    let before = lint.check(&list, None);
    change(&mut list.entries[0]);
    let mut after = lint.check(&list, None);
    after.retain(|f| !before.contains(f));
    after
}

/// Whether a rule is found at a field.
fn has(all: &[Finding], rule: &str, field: &str) -> bool {
    let place = format!("/entries/0/{field}");
    all.iter().any(|f| f.rule == rule && f.pointer == place)
}

const LICENCE: &str = "cn.patent.agency-licence";

fn length(json: &str) -> Option<Length> {
    serde_json::from_str(json).unwrap()
}

fn paper(zh: &str) -> ListMaterial {
    let json = format!(r#"{{"name":{{"zh":"{zh}","en":""}},"necessity":"required"}}"#);
    serde_json::from_str(&json).unwrap()
}

#[test]
fn a_catch_all_is_seen_in_whatever_words_and_definite_words_are_left_alone() {
    for vague in [
        "其他需要提交的材料",
        "法律、法规规定的其他文件",
        "其他证明文件",
        "其它必要材料",
        "有关证明",
        "身份证等相关材料",
    ] {
        let all = found(LICENCE, |e| e.materials.push(paper(vague)));
        assert!(has(&all, "R11", "materials/4"), "{vague}");
    }
    let text = |zh: &'static str| found(LICENCE, move |e| e.conditions[0].text = Text::new(zh, ""));
    assert!(has(
        &text("法律、行政法规规定的其他条件"),
        "R11",
        "conditions/0"
    ));
    assert!(!has(
        &text("申请人为法人或者其他组织"),
        "R11",
        "conditions/0"
    ));
}

#[test]
fn mandatory_fields_are_asked_of_a_licence() {
    let all = found(LICENCE, |e| {
        e.basis.clear();
        e.conditions.clear();
        e.materials.clear();
        e.applicants.clear();
        e.steps.clear();
        e.statutory = None;
    });
    for field in [
        "basis",
        "conditions",
        "materials",
        "applicants",
        "steps",
        "statutory",
    ] {
        assert!(has(&all, "R04", field), "{field}");
    }
    let free = found(LICENCE, |e| e.charged = Charged::Unknown);
    let open = free.iter().find(|f| f.rule == "R04").unwrap();
    assert_eq!(
        (open.pointer.as_str(), open.severity),
        ("/entries/0/charged", Severity::Warning)
    );
}

#[test]
fn a_paper_is_asked_only_in_the_situations_of_the_baseline() {
    let claims = |e: &mut ListEntry, situations: &[&str]| {
        let is = |m: &&mut ListMaterial| m.id.as_deref() == Some("patent-claims");
        let paper = e.materials.iter_mut().find(is).unwrap();
        paper.situations = situations.iter().map(ToString::to_string).collect();
    };
    let at = |all: &[Finding]| all.iter().find(|f| f.rule == "R09").cloned();
    let design = at(&found("cn.patent.filing", |e| claims(e, &["design"]))).unwrap();
    assert!(design.pointer.ends_with("/situations"));
    assert_eq!(design.expected.as_deref(), Some("invention, utility-model"));
    assert!(
        at(&found("cn.patent.filing", |e| claims(e, &[]))).is_some(),
        "everywhere"
    );
    assert!(
        at(&found("cn.patent.filing", |e| claims(e, &["invention"]))).is_none(),
        "fewer"
    );
    // A form without situations cannot say in which it asks.
    let silent = found("cn.patent.filing", |e| {
        claims(e, &[]);
        e.unsaid.insert("situations".into());
    });
    assert!(at(&silent).is_none());
}

#[test]
fn a_condition_is_known_by_its_words() {
    let other = found(LICENCE, |e| {
        e.conditions[0].text = Text::new("注册资本不少于一千万元", "capital");
    });
    assert!(has(&other, "R10", "conditions/0"));
    let key = found(LICENCE, |e| e.conditions[0].id = "own-key".into());
    assert!(
        !has(&key, "R10", "conditions/0"),
        "the words are the baseline's"
    );
    let step = found(LICENCE, |e| e.steps[1].id = "archive".into());
    assert!(has(&step, "R10", "steps/1"));
}

#[test]
fn a_fee_needs_its_law_and_its_standard_also_outside_licences() {
    let bare = found("cn.patent.register-copy", |e| e.fee_basis.clear());
    assert!(has(&bare, "R23", "feeBasis"));
    let what = &bare.iter().find(|f| f.rule == "R23").unwrap().fix;
    assert!(
        what.zh.contains("写明收费项目"),
        "what to do, not what is asked: {}",
        what.zh
    );
    let unpriced = found("cn.patent.register-copy", |e| {
        let fee = r#"{"name":{"zh":"证明费","en":""}}"#;
        e.fees = vec![serde_json::from_str(fee).unwrap()];
    });
    assert!(has(&unpriced, "R23", "fees/0"));
}

#[test]
fn on_the_spot_is_within_a_working_day() {
    let spot = |promise: &'static str| {
        let all = found(LICENCE, move |e| {
            let decide = e.steps.iter_mut().find(|s| s.id == "decide").unwrap();
            decide.name = Text::new("当场决定", "");
            e.promised = length(promise);
        });
        has(&all, "R19", "steps")
    };
    assert!(spot(r#"{"n":1,"unit":"month"}"#));
    assert!(spot(r#"{"n":2,"unit":"working-day"}"#));
    assert!(!spot(r#"{"n":1,"unit":"working-day"}"#));
    assert!(!spot(r#"{"n":2,"unit":"working-hour"}"#));
}

#[test]
fn every_law_is_checked_at_its_own_place() {
    let old = || vec![LawRef::whole("patent-rules-2010")];
    let all = found("cn.patent.filing", |e| {
        e.fee_basis = old();
        e.materials[0].basis = old();
    });
    assert!(has(&all, "R36", "feeBasis/0") && has(&all, "R36", "materials/0/basis/0"));
    let condition = found(LICENCE, |e| e.conditions[1].basis = old().pop());
    assert!(has(&condition, "R36", "conditions/1/basis"));
}

#[test]
fn smaller_parts_of_the_rules() {
    let all = found(LICENCE, |e| {
        e.consult_phone = None;
        e.complaint_phone = None;
    });
    assert!(has(&all, "R27", "consultPhone") && has(&all, "R27", "complaintPhone"));
    let local = found(LICENCE, |e| {
        e.implementation = Some("511A0138000000-511602000000-000-115113010833722043-1-00".into());
    });
    assert!(has(&local, "R03", "implementation") && !has(&local, "R02", "implementation"));
    let long = found(LICENCE, |e| {
        e.statutory = length(r#"{"n":60,"unit":"working-day"}"#)
    });
    assert!(
        has(&long, "R08", "statutory"),
        "a basis for the matter is none for the time"
    );
    let phone = found(LICENCE, |e| {
        e.channels = vec![Channel::Window, Channel::Phone]
    });
    assert!(
        has(&phone, "R16", "visits"),
        "a telephone call is no way to file"
    );
    let high = found(LICENCE, |e| {
        e.level = Some(Level::National);
        e.power_source = Some(PowerSource::Delegated);
    });
    assert!(
        has(&high, "R31", "powerSource"),
        "nobody stands above the national level"
    );
    let ended = found(LICENCE, |e| {
        e.state = EntryState::Suspended;
        e.cancelled = "2026-01-31".parse().ok();
    });
    assert!(has(&ended, "R38", "state"));
    let odd = found("cn.local.consultation", |e| {
        e.matter_type = Some(MatterType::Licence)
    });
    assert!(
        has(&odd, "R05", "matterType"),
        "no licence outside the list"
    );
    let draft = found(LICENCE, |e| {
        e.state = EntryState::Draft;
        e.matter = None;
    });
    assert!(has(&draft, "R05", "matter"));
    let quiet = found("cn.local.infringement-adjudication", |e| e.remedies.clear());
    assert!(has(&quiet, "R35", "remedies"));
    let unsaid = found("cn.local.infringement-adjudication", |e| {
        e.remedies.clear();
        e.unsaid.insert("remedies".into());
    });
    assert!(!has(&unsaid, "R35", "remedies"));
}
