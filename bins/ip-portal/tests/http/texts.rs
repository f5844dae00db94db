//! Both languages say the same things, and everything a page says is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every Fluent file of a language, one after the other.
fn source(language: &str) -> String {
    let folder = root().join("locale").join(language);
    let texts = files(&folder)
        .into_iter()
        .map(|path| fs::read_to_string(path).expect("text"));
    texts.collect::<Vec<_>>().join("\n")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_values() {
    let (zh, en) = (messages(&source("zh-CN")), messages(&source("en")));
    let keys = |all: &[(String, BTreeSet<String>)]| -> BTreeSet<String> {
        all.iter().map(|(key, _)| key.clone()).collect()
    };
    assert_eq!(keys(&zh), keys(&en));
    assert_eq!(keys(&zh).len(), zh.len(), "a key stands twice");
    for (key, values) in &zh {
        let other = en
            .iter()
            .find(|(other, _)| other == key)
            .map(|(_, values)| values);
        // A plural of one needs no number, so English may leave a value out of a variant, not in all.
        assert_eq!(Some(values), other, "{key} speaks of other values");
    }
}

#[test]
fn every_key_that_a_page_uses_exists_and_every_key_is_used() {
    let known: BTreeSet<String> = messages(&source("zh-CN"))
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    let sources: Vec<String> = [root().join("templates"), root().join("src")]
        .iter()
        .flat_map(|folder| files(folder))
        .map(|path| fs::read_to_string(path).expect("text"))
        .collect();
    let mut used = BTreeSet::new();
    for source in &sources {
        for call in [
            "t(\"",
            "t(lang, \"",
            "new(&app, &viewer, \"",
            "new(app, viewer, \"",
        ] {
            for (at, _) in source.match_indices(call) {
                let before = source[..at].chars().next_back();
                if before.is_some_and(char::is_alphanumeric) {
                    continue;
                }
                let rest = &source[at + call.len()..];
                used.insert(rest[..rest.find('"').expect("an end")].to_owned());
            }
        }
    }
    let missing: Vec<_> = used
        .difference(&known)
        .filter(|key| key.contains('-'))
        .collect();
    assert!(missing.is_empty(), "no text for {missing:?}");
    let unused: Vec<_> = known
        .iter()
        .filter(|key| !composed(key, &sources))
        .filter(|key| {
            !sources
                .iter()
                .any(|source| source.contains(&format!("\"{key}\"")))
        })
        .collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
}

#[test]
fn every_fault_has_its_texts() {
    use ip_portal::fault::Fault;
    let known: BTreeSet<String> = messages(&source("zh-CN"))
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    for fault in [
        Fault::NotFound,
        Fault::Gone,
        Fault::SignIn,
        Fault::Forbidden,
        Fault::StaleForm,
        Fault::BadRequest(String::new()),
        Fault::Conflict,
        Fault::Method,
        Fault::TooLarge,
        Fault::Wait(1),
        Fault::Internal(String::new()),
    ] {
        for part in ["title", "what"] {
            let key = format!("fault-{}-{part}", fault.key());
            assert!(known.contains(&key), "no text {key}");
        }
    }
}

/// Whether a page puts the key together from a beginning and a word: `format!("fault-{}-what", …)`, or
/// the name of a value: `words::name(p, "state", …)`.
fn composed(key: &str, sources: &[String]) -> bool {
    key.match_indices('-').any(|(at, _)| {
        let beginning = &key[..at];
        let ways = [
            format!("\"{beginning}-{{"),
            format!("name(p, \"{beginning}\""),
            format!("name(&p, \"{beginning}\""),
            format!("key(\"{beginning}\""),
            format!("choices(p, \"{beginning}\""),
            format!("radio(p, \"{beginning}\""),
        ];
        sources
            .iter()
            .any(|source| ways.iter().any(|way| source.contains(way)))
    })
}

/// The keys of a Fluent file with the names of the values each speaks of.
fn messages(source: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in source.lines() {
        let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
        if let (true, Some((key, _))) = (starts, line.split_once(" =")) {
            found.push((key.to_owned(), BTreeSet::new()));
        }
        if let Some((_, values)) = found.last_mut().filter(|_| !line.starts_with('#')) {
            values.extend(
                line.match_indices("{ $").filter_map(|(at, _)| {
                    line[at + 3..].split([' ', '}']).next().map(str::to_owned)
                }),
            );
        }
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
