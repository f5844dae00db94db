//! Every law cited anywhere in the crate's data is registered, and every guard has a stable code.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ip_core::law::Registry;
use ip_matters::CODES;
use ip_matters::case::{Guard, State};
use ip_matters::document::{DocumentKind, Templates};
use ip_matters::matter::RegimeId;
use ip_matters::regime::{Rules, Silence};

fn data_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            data_files(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Collects every `{ id, article }` that stands under a key that cites law.
fn cited(value: &toml::Value, under: &str, found: &mut BTreeSet<String>) {
    let cites = ["basis", "missBasis", "law"].contains(&under);
    match value {
        toml::Value::Table(table) => {
            if let (true, Some(id)) = (cites, table.get("id").and_then(toml::Value::as_str)) {
                found.insert(id.into());
            }
            for (key, inner) in table {
                cited(inner, key, found);
            }
        }
        toml::Value::Array(all) => all.iter().for_each(|inner| cited(inner, under, found)),
        _ => {}
    }
}

#[test]
fn every_law_cited_in_the_data_is_registered() {
    let registry = Registry::builtin().unwrap();
    let mut files = Vec::new();
    data_files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("data"),
        &mut files,
    );
    let mut found = BTreeSet::new();
    for file in &files {
        let value: toml::Value = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        cited(&value, "", &mut found);
    }
    assert!(found.len() > 25, "{found:?}");
    for id in found {
        assert!(registry.get(&id).is_some(), "{id} is not registered");
    }
}

#[test]
fn every_regime_has_rules_and_only_the_licensing_law_lets_silence_accept() {
    let rules = Rules::builtin().unwrap();
    let day = "2026-11-20".parse().unwrap();
    for id in RegimeId::ALL {
        let regime = rules.on(id, day).unwrap();
        let deems = regime
            .check
            .as_ref()
            .is_some_and(|c| c.silence == Silence::DeemedAccepted);
        assert_eq!(deems, id == RegimeId::AdministrativeLicence, "{id:?}");
        assert!(regime.steps.iter().any(|s| s.id == "decide"));
    }
}

#[test]
fn the_rules_of_a_day_are_those_in_force() {
    let rules = Rules::builtin().unwrap();
    let version = |day: &str| {
        rules
            .on(RegimeId::PatentProcedure, day.parse().unwrap())
            .unwrap()
            .version
            .clone()
    };
    assert_eq!(version("2024-01-19"), "patent-rules-2010");
    assert_eq!(version("2024-01-20"), "patent-rules-2023");
    let shared = "[[regime]]\nid='filing'\nversion='a'\nname={zh='甲',en='A'}\nmark='seen'\ncorrection={oneTime=true,onMiss='deemed-withdrawn',mark='seen'}\ndecision={from='receipt',mark='seen'}\nsteps=[]\n";
    let problems = Rules::from_toml(&shared.repeat(2), "").unwrap_err();
    assert_eq!(problems.0[0].code, "matters.regime.overlap");
}

#[test]
fn guards_have_codes_and_documents_have_templates() {
    let codes: BTreeSet<_> = Guard::ALL.iter().map(|g| g.code()).collect();
    assert_eq!(codes.len(), Guard::ALL.len());
    assert!(codes.iter().all(|code| CODES.contains(code)));
    let all: BTreeSet<_> = CODES.iter().collect();
    assert_eq!(all.len(), CODES.len(), "no code twice");
    assert!(Templates::builtin().is_ok());
    assert_eq!(DocumentKind::ALL.iter().collect::<BTreeSet<_>>().len(), 25);
    assert!(
        State::ALL
            .iter()
            .filter(|s| s.is_final())
            .all(|s| !s.is_pending())
    );
}
