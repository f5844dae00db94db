//! Every code in the sources stands in `CODES`, and nothing else does.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn the_list_of_codes_is_complete() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for folder in [root.clone(), root.join("ofd"), root.join("pdf")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && !path.ends_with("lib.rs") {
                let source = fs::read_to_string(path).unwrap();
                let codes = source
                    .split('"')
                    .filter(|text| text.starts_with("certs.face."));
                found.extend(codes.map(str::to_owned));
            }
        }
    }
    let listed: BTreeSet<String> = ip_face::CODES.iter().map(ToString::to_string).collect();
    assert_eq!(listed, found);
    assert!(ip_face::CODES.is_sorted());
}
