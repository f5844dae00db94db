//! The table of attacks: complete, and every test it names exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    attack: Vec<Attack>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attack {
    threat: String,
    attack: String,
    /// `module::name` in this crate, `path::name` elsewhere in the workspace.
    #[serde(default)]
    tests: Vec<String>,
    /// Why there is nothing to attack.
    none: Option<String>,
}

const THREATS: [&str; 11] = [
    "canonicalisation",
    "forgery",
    "identifier",
    "key-compromise",
    "over-sharing",
    "privacy",
    "proof-games",
    "replay",
    "split-view",
    "stale-status",
    "substitution",
];

/// The file in which a test stands.
fn file_of(place: &str) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    if place.contains('/') {
        return own.join("..").join(place);
    }
    let tests = own.join("tests");
    let of_attacks = tests.join("attacks").join(place).with_extension("rs");
    if of_attacks.exists() {
        of_attacks
    } else {
        tests.join(place).with_extension("rs")
    }
}

#[test]
fn every_attack_has_a_test_that_exists_or_a_reason() {
    let table: Table = toml::from_str(include_str!("../cases/attacks.toml")).unwrap();
    let mut seen = BTreeSet::new();
    for row in &table.attack {
        let name = format!("{}: {}", row.threat, row.attack);
        assert!(seen.insert(name.clone()), "{name} stands twice");
        assert_ne!(row.tests.is_empty(), row.none.is_none(), "{name}");
        for test in &row.tests {
            let (place, function) = test.rsplit_once("::").unwrap();
            let source = fs::read_to_string(file_of(place));
            let source = source.unwrap_or_else(|e| panic!("{name}: {test}: {e}"));
            let found = source.contains(&format!("fn {function}("));
            assert!(found, "{name}: there is no {test}");
        }
    }
    let threats: BTreeSet<&str> = table.attack.iter().map(|row| row.threat.as_str()).collect();
    assert_eq!(threats.into_iter().collect::<Vec<_>>(), THREATS);
}
