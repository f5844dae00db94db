//! Every code in the sources stands in `CODES`, and nothing else does.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_list_of_codes_is_complete() {
    let mut found = BTreeSet::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    let listed: BTreeSet<String> = ip_certs::CODES.iter().map(ToString::to_string).collect();
    assert_eq!(listed, found);
    assert!(ip_certs::CODES.is_sorted());
}

fn collect(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.file_name().is_some_and(|name| name != "codes.rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let texts = source.split('"').filter(|text| text.starts_with("certs."));
            found.extend(texts.map(str::to_owned));
        }
    }
}
