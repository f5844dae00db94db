//! The demonstration city's pack loads, is what it says, and cannot be made worse than the baseline.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use ip_core::calendar::Calendar;
use ip_core::law::Registry;
use ip_core::problem::Problems;
use ip_matters::catalogue::Catalogue;
use ip_matters::guide::Guide;
use ip_matters::limit::Length;
use ip_matters::material::Necessity;
use ip_matters::matter::Fact;
use ip_matters::network::{Network, Reach, Targets, coverage};
use ip_matters::outlet::{Function, OutletClass, where_can_i};
use ip_matters::pack::Pack;
use ip_matters::regime::Rules;
use ip_matters::servicelist::{in_force, offered};

fn files() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bins/ip-portal/pack/demo-city");
    let mut files = BTreeMap::new();
    for folder in ["", "matters"] {
        for file in fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                files.insert(name.into(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

fn load(files: &BTreeMap<String, String>) -> Result<Pack, Problems> {
    let catalogue = Catalogue::baseline().unwrap();
    Pack::from_files(
        &catalogue,
        files.iter().map(|(k, v)| (k.as_str(), v.as_str())),
    )
}

fn demo() -> Pack {
    load(&files()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

/// Loads the pack after one replacement in one file; the codes of the problems found.
fn spoiled(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = files();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} holds {from}");
    *text = text.replacen(from, to, 1);
    let problems = load(&files).unwrap_err();
    problems.0.iter().map(|p| p.code.to_string()).collect()
}

#[test]
fn the_city_is_fictitious_and_offers_matters_of_four_regimes() {
    let pack = demo();
    assert!(pack.locality.fictitious);
    assert!(pack.entries.len() >= 12);
    let regimes: BTreeSet<_> = pack.entries.iter().map(|e| e.matter.regime).collect();
    assert!(regimes.len() >= 4, "{regimes:?}");
    for entry in &pack.entries {
        let code = entry.implementation.as_ref().unwrap();
        assert_eq!(code.len(), 31, "{}", entry.matter.id);
        assert!(entry.is_open(day()), "{}", entry.matter.id);
        assert!(!entry.outlets.is_empty() && !entry.fields.is_empty());
    }
}

#[test]
fn statute_and_promise_are_two_fields_of_a_guide() {
    let pack = demo();
    let rules = Rules::builtin().unwrap();
    let registry = Registry::builtin().unwrap();
    let entry = pack.entry("cn.patent.agency-licence").unwrap();
    let guide = Guide::new(entry, &rules, &registry, day());
    assert_eq!(
        guide.statutory.as_ref().unwrap().length(),
        Length::working_days(20)
    );
    assert_eq!(guide.promised, Some(Length::working_days(10)));
    assert_eq!(guide.basis[0].title.en, "Patent Agency Regulations");
    assert_eq!(guide.remedies.len(), 2);
    assert_eq!(guide.steps.first().unwrap().id, "submit");
    assert!(guide.unverified().any(|field| field == "materials"));
    assert!(guide.unverified().all(|field| field != "basis"));
    let premises = guide
        .materials
        .iter()
        .find(|m| m.id == "premises-proof")
        .unwrap();
    assert_eq!(premises.necessity, Necessity::Tolerable);
    assert_eq!(guide.consult_phone.as_deref(), Some("000-12345001"));
}

#[test]
fn a_situation_selects_papers_fields_and_fee_facts() {
    let pack = demo();
    let entry = pack.entry("cn.patent.filing").unwrap();
    let papers =
        |s: Option<&str>| -> Vec<_> { entry.materials_in(s).map(|m| m.id.as_str()).collect() };
    assert_eq!(
        papers(Some("design")),
        [
            "patent-request",
            "power-of-attorney",
            "design-images",
            "design-brief-description"
        ]
    );
    assert!(papers(Some("utility-model")).contains(&"patent-drawings"));
    assert_eq!(
        entry
            .fields_in(Some("design"))
            .filter(|f| f.id == "claims")
            .count(),
        0
    );
    assert_eq!(
        entry
            .fields_in(Some("invention"))
            .filter(|f| f.id == "claims")
            .count(),
        1
    );
    let facts = BTreeMap::from([
        ("claims".to_string(), Fact::Number(15)),
        ("right".to_string(), Fact::Text("design".into())),
    ]);
    let acts = entry.fee_acts(Some("invention"), &facts);
    assert_eq!(
        serde_json::to_string(&acts).unwrap(),
        r#"[{"act":"patent.file","claims":15,"right":"invention"}]"#
    );
}

#[test]
fn who_may_not_apply_is_not_asked_for() {
    let pack = demo();
    let of = |matter: &str| {
        let entry = pack.entry(matter).unwrap();
        entry
            .fields
            .iter()
            .find(|f| f.id == "applicant-id")
            .unwrap()
            .of
            .clone()
    };
    assert_eq!(of("cn.patent.agency-licence"), ["uscc"]);
    assert_eq!(of("cn.patent.filing"), ["uscc", "resident-id"]);
}

#[test]
fn a_person_finds_where_to_go() {
    let pack = demo();
    let matter = "cn.trademark.registration".parse().unwrap();
    let found: Vec<_> = where_can_i(
        &pack.outlets,
        Some(&matter),
        Some(Function::Acceptance),
        day(),
    )
    .map(|o| o.id.as_str())
    .collect();
    assert_eq!(found, ["ip-hall", "trademark-window-west"]);
    let calendar = Calendar::builtin().unwrap();
    let window = pack.outlet("trademark-window-west").unwrap();
    let friday = window.opening(day(), &calendar);
    assert_eq!(friday.hours[0].to.to_string(), "12:00:00");
}

#[test]
fn the_reach_of_the_network_is_counted_on_a_day() {
    let mut pack = demo();
    let network = Network {
        // The last two are districts of one prefecture.
        prefectures: ["990100", "990200", "990300", "990301"]
            .map(String::from)
            .into(),
        source: None,
    };
    let targets = Targets::builtin().unwrap();
    let count =
        |pack: &Pack, network: Option<&Network>| coverage(&pack.outlets, network, &targets, day());
    let known = |covered, share, missing: &[&str]| Reach::Known {
        prefectures: 3,
        covered,
        share: Some(share),
        missing: missing.iter().map(ToString::to_string).collect(),
    };
    let none = count(&pack, Some(&network));
    assert_eq!(none.reach, known(0, 0, &["9901", "9902", "9903"]));
    pack.outlets[0].class = OutletClass::PrefectureBody;
    let now = count(&pack, Some(&network));
    assert_eq!(now.reach, known(1, 3333, &["9902", "9903"]));
    assert_eq!(now.by_class[&OutletClass::Workstation], 1);
    assert_eq!((now.outlets, now.important), (pack.outlets.len(), 1));
    assert_eq!(count(&pack, None).reach, Reach::Unknown { covered: 1 });
    pack.outlets[0].to = day().pred_opt();
    let then = count(&pack, Some(&network));
    assert_eq!(then.reach, known(0, 0, &["9901", "9902", "9903"]));
    assert_eq!(then.outlets, pack.outlets.len() - 1);
}

#[test]
fn the_prefectures_of_a_network_stand_in_the_file_of_outlets() {
    let mut files = files();
    let outlets = files.get_mut("outlets.toml").unwrap();
    *outlets = format!("network = {{ prefectures = [\"990100\"] }}\n{outlets}");
    let files = files.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    let pack = Pack::from_files(&Catalogue::baseline().unwrap(), files).unwrap();
    assert_eq!(pack.network.unwrap().prefectures, ["990100"]);
}

#[test]
fn worse_than_the_baseline_is_refused() {
    let licence = "matters/licence.toml";
    assert_eq!(
        spoiled(licence, "promised = { n = 10,", "promised = { n = 21,"),
        ["matters.overlay.promise-beyond-statute"]
    );
    assert_eq!(
        spoiled(
            licence,
            "visits = 0",
            "visits = 0\naddMaterials = { required = [\"evidence\"] }"
        ),
        ["matters.overlay.more-materials"]
    );
    assert_eq!(
        spoiled(
            "matters/services.toml",
            "addChannels = [\"mobile\"]",
            "addConditions = []"
        ),
        ["matters.data.unreadable"]
    );
}

#[test]
fn every_reference_to_nothing_is_named() {
    let licence = "matters/licence.toml";
    assert_eq!(
        spoiled(
            licence,
            "\"cn.patent.agency-licence\"",
            "\"cn.patent.none\""
        )[0],
        "matters.overlay.unknown-matter"
    );
    assert_eq!(
        spoiled(licence, "body = \"ip-office\"", "body = \"none\""),
        ["matters.overlay.unknown-body"]
    );
    assert_eq!(
        spoiled(licence, "outlets = [\"ip-hall\"]", "outlets = [\"none\"]"),
        ["matters.pack.unknown-outlet"]
    );
    assert_eq!(
        spoiled(
            licence,
            "tolerable = [\"premises-proof\"]",
            "tolerable = [\"none\"]"
        ),
        ["matters.overlay.unknown-material"]
    );
    assert_eq!(
        spoiled(licence, "11990100MB0000019L3", "12990100MB0000027C3"),
        ["matters.overlay.code"]
    );
    assert_eq!(
        spoiled(licence, "kind = \"number\"", "kind = \"choice\""),
        ["matters.overlay.field"]
    );
    assert_eq!(
        spoiled("matters/services.toml", "3002000402000", "3002000401000"),
        ["matters.pack.duplicate-code"]
    );
    assert_eq!(
        spoiled(
            "outlets.toml",
            "id = \"protection-centre\"",
            "id = \"ip-hall\""
        )[0],
        "matters.outlet.duplicate"
    );
    assert!(
        spoiled(
            "outlets.toml",
            "\"cn.local.retrieval\"]\n\n[[outlet.window]]",
            "\"cn.local.training\"]\n\n[[outlet.window]]"
        )
        .contains(&"matters.outlet.window-beyond-outlet".to_string())
    );
    let mut files = files();
    files.remove("pack.toml");
    assert_eq!(load(&files).unwrap_err().0[0].code, "matters.pack.missing");
}

#[test]
fn what_is_made_of_entries_stands_in_the_pack_and_every_fault_of_it_is_told_at_once() {
    let pack = demo();
    let moved = pack.bundle("company-moves").unwrap();
    assert!(moved.is_open(&pack, day()) && moved.files_at_once());
    let lists = &pack.service_lists;
    let of = |outlet: &str| -> Vec<(&str, bool)> {
        let all = offered(lists, pack.outlet(outlet).unwrap(), day()).into_iter();
        all.map(|o| (o.matter.as_str(), o.personalised)).collect()
    };
    assert_eq!(
        of("park-station"),
        [
            ("cn.local.consultation", false),
            ("cn.local.rights-aid", true)
        ]
    );
    assert_eq!(in_force(lists, day()).count(), lists.len());
    assert_eq!(in_force(lists, "2025-12-31".parse().unwrap()).count(), 0);

    let mut files = files();
    for (name, from, to) in [
        (
            "bundles.toml",
            "cn.trademark.name-address-change",
            "cn.trademark.luck",
        ),
        ("lists.toml", "cn.local.training", "cn.patent.filing"),
        ("consult.toml", "cn.patent.fee-reduction", "cn.patent.luck"),
    ] {
        let text = files.get_mut(name).unwrap();
        assert!(text.contains(from));
        *text = text.replacen(from, to, 1);
    }
    let problems = load(&files).unwrap_err();
    let told: Vec<_> = problems
        .0
        .iter()
        .map(|p| (p.args["file"].as_str(), p.code.as_ref()))
        .collect();
    assert_eq!(
        told,
        [
            ("bundles.toml", "matters.bundle.member"),
            ("lists.toml", "matters.service-list.no-service"),
            ("consult.toml", "matters.consult.unknown-matter"),
        ]
    );
}
