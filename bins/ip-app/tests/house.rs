//! The rules of the house: what must never be, read off the source tree.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const DOMAIN: [&str; 5] = ["ip-core", "ip-fees", "ip-matters", "ip-certs", "ip-eval"];
const BINS: [&str; 5] = [
    "bins/ip-app",
    "bins/ip-face",
    "bins/ip-store",
    "bins/ip-portal",
    "bins/ip-tool",
];

/// What a domain crate may depend on outside tests.
const CLOSED_LIST: [&str; 17] = [
    "ip-core",
    "chrono",
    // The curve below ed25519-dalek, for the tables of issuers' keys.
    "curve25519-dalek",
    "ed25519-dalek",
    "miniz_oxide",
    // The nonce of a signature, which sm2 derives with it too.
    "rfc6979",
    "rust_decimal",
    "schemars",
    "serde",
    "serde_json",
    "sha2",
    "sm2",
    "sm3",
    "thiserror",
    "toml",
    "uuid",
    "zeroize",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the workspace root")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every file below `dir` with this extension; build output and hidden folders left out.
fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display())) {
            let path = entry.expect("a readable folder").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The code of a source file: without comments, and without the tests at its end.
fn code(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source
        .lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .map(|(i, line)| (i + 1, line.split("//").next().unwrap_or_default()))
}

/// Places in the given crates whose code contains one of the words.
fn places(crates: &[&str], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for krate in crates {
        for path in files(&root().join(krate).join("src"), "rs") {
            for (line, text) in code(&read(&path)) {
                if words.iter().any(|word| contains_word(text, word)) {
                    found.push(format!("{}:{line}: {}", path.display(), text.trim()));
                }
            }
        }
    }
    found
}

fn contains_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
        let begins = before.is_none_or(|c| !is_part(c) && c != '.');
        let ends = !word.ends_with(is_part) || after.is_none_or(|c| !is_part(c));
        begins && ends
    })
}

/// The names under one heading of a manifest.
fn dependencies(manifest: &str, heading: &str) -> BTreeSet<String> {
    manifest
        .lines()
        .skip_while(|line| line.trim() != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['=', '.']).next())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn domain_crates_are_no_std_and_forbid_unsafe_code() {
    for krate in DOMAIN {
        let lib = read(&root().join(krate).join("src/lib.rs"));
        assert!(lib.contains("#![no_std]"), "{krate} is not no_std");
        assert!(
            lib.contains("#![forbid(unsafe_code)]"),
            "{krate} does not forbid unsafe code"
        );
    }
    assert_eq!(
        places(&DOMAIN, &["std::", "extern crate std"]),
        Vec::<String>::new()
    );
}

#[test]
fn domain_crates_read_no_clock_disk_network_environment_or_randomness() {
    let words = [
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "Uuid::new_v4",
        "Uuid::now_v7",
        "OsRng",
        "getrandom",
        "thread_rng",
    ];
    assert_eq!(places(&DOMAIN, &words), Vec::<String>::new());
}

#[test]
fn domain_crates_know_only_the_core_and_the_closed_list() {
    for krate in DOMAIN {
        let manifest = read(&root().join(krate).join("Cargo.toml"));
        for dependency in dependencies(&manifest, "[dependencies]") {
            assert!(
                CLOSED_LIST.contains(&dependency.as_str()),
                "{krate} depends on {dependency}"
            );
        }
    }
}

#[test]
fn no_float_touches_money_or_rates() {
    assert_eq!(
        places(&["ip-core", "ip-fees"], &["f32", "f64"]),
        Vec::<String>::new()
    );
}

#[test]
fn nothing_is_left_half_done() {
    let all = [&DOMAIN[..], &BINS[..]].concat();
    let words = ["todo!", "unimplemented!", "dbg!", "#[ignore"];
    assert_eq!(places(&all, &words), Vec::<String>::new());
}

#[test]
fn mains_are_thin_and_rooms_hold_one_idea() {
    for path in files(&root(), "rs") {
        let lines = read(&path).lines().count();
        let most = if path.ends_with("src/main.rs") {
            60
        } else {
            600
        };
        assert!(
            lines <= most,
            "{} has {lines} lines, more than {most}",
            path.display()
        );
    }
}

#[test]
fn every_room_says_in_its_first_line_what_it_is() {
    for path in files(&root(), "rs") {
        let text = read(&path);
        let first = text
            .lines()
            .find(|line| !line.starts_with("#!["))
            .unwrap_or_else(|| panic!("{} is empty", path.display()));
        assert!(
            first.starts_with("//!"),
            "{} does not say what it is",
            path.display()
        );
    }
}

#[test]
fn every_manifest_inherits_licence_and_lints() {
    for path in files(&root(), "toml")
        .iter()
        .filter(|p| p.ends_with("Cargo.toml"))
    {
        let text = read(path);
        if text.contains("[package]") && !path.to_string_lossy().contains("/fuzz/") {
            assert!(
                text.contains("[lints]\nworkspace = true"),
                "{}",
                path.display()
            );
            assert!(
                text.contains("license.workspace = true"),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn every_law_cited_in_the_data_is_in_the_register() {
    let registry = ip_core::law::Registry::builtin().expect("the register reads");
    for path in files(&root(), "toml") {
        let Ok(table) = read(&path).parse::<toml::Table>() else {
            continue;
        };
        visit(&toml::Value::Table(table), &mut |id| {
            assert!(
                registry.get(id).is_some(),
                "{} cites unknown {id}",
                path.display()
            );
        });
    }
}

/// Calls `see` with the id of every law reference: a table of `id` and `article` and nothing else.
fn visit(value: &toml::Value, see: &mut impl FnMut(&str)) {
    match value {
        toml::Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        toml::Value::Table(table) => {
            let keys: Vec<_> = table.keys().map(String::as_str).collect();
            if let (["article", "id"], Some(id)) = (
                keys.as_slice(),
                table.get("id").and_then(toml::Value::as_str),
            ) {
                see(id);
            }
            table.values().for_each(|item| visit(item, see));
        }
        _ => {}
    }
}
