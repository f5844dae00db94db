//! The shipped data are complete, and cite only what the register knows.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use ip_core::law::{LawRef, Registry};
use ip_eval::codec::{ApplicantKind, CaseKind, Channel, Coded, Codings};
use ip_eval::exchange::{Holds, Meaning, Tables};
use ip_eval::label::Labels;
use ip_eval::level::{Level, Side};
use ip_eval::policy::{Policies, Profile, WeightSet};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 5).unwrap()
}

#[test]
fn the_offered_labels_are_three_shown_and_five_more_for_each_level() {
    let labels = Labels::builtin().unwrap();
    let offered = labels.offered_on(today()).unwrap();
    assert_eq!(offered.id, "gen-2");
    for level in Level::ALL {
        assert_eq!(offered.shown(level).count(), 3, "{level}");
        assert_eq!(offered.on_expansion(level).count(), 5, "{level}");
        for label in offered.of(level) {
            let title = label.title.as_ref().expect("an offered label has words");
            assert!(
                !title.zh.is_empty() && !title.en.is_empty(),
                "{}",
                label.code
            );
        }
    }
}

#[test]
fn the_first_digit_of_a_label_is_its_level_on_the_interfaces() {
    let codings = Codings::builtin().unwrap();
    let scheme = codings.get("interface-2019").unwrap();
    for label in Labels::builtin().unwrap().iter().flat_map(|d| &d.labels) {
        assert_eq!(
            scheme.level(&label.code[..1]),
            Coded::Known(label.level),
            "{}",
            label.code
        );
    }
}

#[test]
fn the_retired_labels_are_read_but_never_offered() {
    let labels = Labels::builtin().unwrap();
    let retired = labels.get("gen-1").unwrap();
    assert!(!retired.offered);
    assert!(retired.get("403").is_none());
    assert!(retired.get("501").unwrap().title.is_none());
    assert_eq!(retired.labels.len(), 32);
}

#[test]
fn the_middle_level_is_read_under_its_alias_and_written_under_its_name() {
    let labels = Labels::builtin().unwrap();
    assert_eq!(labels.level_named("一般"), Some(Level::BasicallySatisfied));
    assert_eq!(labels.title(Level::BasicallySatisfied).zh, "基本满意");
    let codings = Codings::builtin().unwrap();
    let terminal = codings.get("terminal-zero-best").unwrap();
    assert_eq!(
        terminal.level("一般"),
        Coded::Known(Level::BasicallySatisfied)
    );
    assert_eq!(
        terminal.write_level(&Level::BasicallySatisfied.into()),
        Some("2")
    );
}

#[test]
fn one_digit_means_three_levels_in_three_schemes() {
    let codings = Codings::builtin().unwrap();
    let one = |scheme: &str| codings.get(scheme).unwrap().level("1");
    assert_eq!(one("interface-2019"), Coded::Known(Level::VeryDissatisfied));
    assert_eq!(one("gbt-39046"), Coded::Known(Level::VerySatisfied));
    assert_eq!(one("terminal-zero-best"), Coded::Known(Level::Satisfied));
    assert_eq!(one("zhejiang"), Coded::Known(Level::VeryDissatisfied));
}

#[test]
fn channels_six_and_seven_collide_between_provinces() {
    let codings = Codings::builtin().unwrap();
    let channel = |scheme: &str, raw| codings.get(scheme).unwrap().channel(raw);
    assert_eq!(channel("fujian", "6"), Coded::Known(Channel::Phone));
    assert_eq!(channel("zhejiang", "6"), Coded::Known(Channel::Sms));
    assert_eq!(channel("fujian", "7"), Coded::Known(Channel::Sms));
    let zhejiang = codings.get("zhejiang").unwrap();
    assert!(zhejiang.is_default_review("7"));
    assert_eq!(zhejiang.channel("7"), Coded::Other { other: "7".into() });
    assert!(channel("interface-2019", "6").known().is_none());
}

#[test]
fn case_and_applicant_kinds_differ_between_schemes() {
    let codings = Codings::builtin().unwrap();
    let get = |scheme: &str| codings.get(scheme).unwrap();
    assert_eq!(
        get("zhejiang").case_kind("1"),
        Coded::Known(CaseKind::Promised)
    );
    assert_eq!(
        get("gbt-39046").case_kind("1"),
        Coded::Known(CaseKind::OnTheSpot)
    );
    assert_eq!(
        get("zhejiang").applicant_kind("2"),
        Coded::Known(ApplicantKind::LegalPerson)
    );
    assert_eq!(
        get("fujian").applicant_kind("2"),
        Coded::Known(ApplicantKind::Enterprise)
    );
    assert_eq!(
        get("fujian").applicant_kind("5"),
        Coded::Known(ApplicantKind::NonCorporateEnterprise)
    );
    assert_eq!(
        get("gbt-39046").applicant_kind("5"),
        Coded::Known(ApplicantKind::Authority)
    );
}

#[test]
fn every_code_of_every_scheme_goes_back_unchanged() {
    let codings = Codings::builtin().unwrap();
    for scheme in codings.iter() {
        for raw in [
            "-2", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "", "PC端",
        ] {
            let level = scheme.level(raw);
            if let Coded::Known(known) = level {
                let again = scheme.write_level(&level).unwrap();
                assert_eq!(
                    scheme.level(again),
                    Coded::Known(known),
                    "{} {raw}",
                    scheme.id
                );
            } else {
                assert_eq!(scheme.write_level(&level), Some(raw), "{}", scheme.id);
            }
            let channel = scheme.channel(raw);
            assert_eq!(scheme.write_channel(&channel), Some(raw), "{}", scheme.id);
        }
    }
}

#[test]
fn every_profile_says_where_it_comes_from_and_sorts_every_level() {
    let policies = Policies::builtin().unwrap();
    let names: Vec<&str> = policies.names().collect();
    assert_eq!(
        names,
        [
            "national-minimal",
            "shanghai-1-5-15",
            "zhejiang-2019",
            "dezhou-5",
            "sichuan-15",
            "linwu-7-15-natural",
            "guangdong-2019-default",
            "shenyang-ip"
        ]
    );
    let codings = Codings::builtin().unwrap();
    for name in names {
        let profile = policies.get(name).unwrap();
        assert!(
            !profile.source.zh.is_empty() && !profile.source.en.is_empty(),
            "{name}"
        );
        assert!(profile.levels.is_partition(), "{name}");
        assert!(codings.get(&profile.codes).is_ok(), "{name}");
        for clock in &profile.clocks {
            assert!(
                clock.length.is_some() != clock.words.is_some(),
                "{name} {:?}",
                clock.name
            );
        }
    }
    assert_eq!(Profile::builtin("national").unwrap().id, "national-minimal");
}

#[test]
fn only_the_guangdong_trial_lets_silence_speak() {
    let policies = Policies::builtin().unwrap();
    for name in policies.names() {
        let speaks = policies.get(name).unwrap().review.on_silence.is_some();
        assert_eq!(speaks, name == "guangdong-2019-default", "{name}");
    }
    let shanghai = policies.get("shanghai-1-5-15").unwrap();
    assert_eq!(
        shanghai.levels.side(Level::BasicallySatisfied),
        Side::Neutral
    );
}

#[test]
fn weights_fall_with_the_level() {
    use WeightSet::{Five, Hundred, Ten, TenZero, Uk};
    for set in [Ten, TenZero, Five, Hundred, Uk] {
        let weights = set.weights().unwrap();
        assert!(weights.0.windows(2).all(|w| w[0] > w[1]), "{set:?}");
    }
}

#[test]
fn every_law_cited_is_in_the_register() {
    let registry = Registry::builtin().unwrap();
    let known = |basis: &[LawRef]| {
        for law in basis {
            assert!(registry.get(&law.id).is_some(), "{}", law.id);
        }
    };
    let policies = Policies::builtin().unwrap();
    for name in policies.names() {
        let profile = policies.get(name).unwrap();
        known(&profile.basis);
        profile.clocks.iter().for_each(|clock| known(&clock.basis));
    }
    Codings::builtin()
        .unwrap()
        .iter()
        .for_each(|scheme| known(&scheme.basis));
    Tables::builtin()
        .unwrap()
        .iter()
        .for_each(|table| known(&table.basis));
}

#[test]
fn a_coded_value_is_a_name_or_a_raw_code_and_a_wrong_name_is_told() {
    let read = |text: &str| serde_json::from_str::<Coded<Channel>>(text).map_err(|e| e.to_string());
    assert_eq!(read(r#""qr-code""#), Ok(Coded::Known(Channel::QrCode)));
    let other = Coded::Other { other: "9".into() };
    assert_eq!(read(r#"{"other": "9"}"#), Ok(other.clone()));
    assert_eq!(serde_json::to_string(&other).unwrap(), r#"{"other":"9"}"#);
    assert!(
        read(r#""qrcode""#)
            .unwrap_err()
            .contains("expected one of `pc`")
    );
    assert!(read(r#"{"other": "9", "more": 1}"#).is_err());
}

/// What the crate promises in fourteen sentences is each held by a test that says so.
#[test]
fn every_invariant_is_named_by_a_test() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let text: String = files
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for n in 1..=14 {
        assert!(
            text.contains(&format!(" Invariant {n}: ")),
            "no test names invariant {n}"
        );
    }
}

/// Facts 5.1, 5.2 and 5.4: every field of the tables is there, the national one with its lengths.
#[test]
fn the_tables_of_exchange_are_whole() {
    let tables = Tables::builtin().unwrap();
    let codings = Codings::builtin().unwrap();
    let of = |id: &str| tables.get(id).unwrap();
    assert_eq!(of("review-2019").fields.len(), 41);
    assert_eq!(of("review-2019-shandong").fields.len(), 41);
    assert_eq!(of("service-2019").fields.len(), 29);
    let lengths = of("gbt-39046-review").fields.iter();
    let lengths: Vec<(&str, Option<usize>)> = lengths
        .map(|field| (field.name.as_str(), field.max))
        .collect();
    let printed = [
        ("办件编号", Some(50)),
        ("评价渠道", Some(50)),
        ("评价人", Some(30)),
        ("评价时间", None),
        ("评价次数", Some(2)),
        ("满意度", Some(20)),
        ("满意度代码", Some(1)),
        ("文字评价", None),
        ("行政区划", Some(9)),
    ];
    assert_eq!(lengths, printed);
    for table in tables.iter() {
        assert!(codings.get(&table.scheme).is_ok(), "{}", table.id);
        let has = |means: Meaning| table.fields.iter().any(|field| field.means == means);
        let time = match table.holds {
            Holds::Review => Meaning::ReviewedAt,
            Holds::Service => Meaning::ServedAt,
        };
        assert!(has(Meaning::Case) && has(time), "{}", table.id);
        for field in &table.fields {
            let named = ["Name", "mobile", "Mobile", "cert", "PageCode", "评价人"];
            let person = named.iter().any(|part| field.name.contains(part))
                && !field.name.contains("areaName");
            let label = ["taskName", "orgName", "serviceName"].contains(&field.name.as_str());
            assert!(
                !person || label || field.means.is_personal(),
                "{} of {} is personal",
                field.name,
                table.id
            );
        }
    }
}
