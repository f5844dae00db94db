//! The list of codes is whole: every code in the source stands in it, and none that is not there.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn sources(dir: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if !path.ends_with("codes.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let quoted = text.split('"');
            found.extend(quoted.filter(|word| is_code(word)).map(String::from));
        }
    }
}

fn is_code(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let plain = |part: &&str| {
        part.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    parts.len() == 3
        && parts[0] == "eval"
        && parts[1..]
            .iter()
            .all(|part| !part.is_empty() && plain(part))
}

#[test]
fn every_code_that_can_be_emitted_is_listed_in_order() {
    let mut found = BTreeSet::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    let listed: Vec<String> = ip_eval::CODES
        .iter()
        .map(|code| String::from(*code))
        .collect();
    assert_eq!(listed, found.into_iter().collect::<Vec<_>>());
}
