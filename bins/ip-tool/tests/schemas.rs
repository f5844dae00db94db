//! The schemas that are checked in are those that the binary prints.
//!
//! `IP_TOOL_WRITE_SCHEMAS=1 cargo test -p ip-tool --test schemas` writes them anew.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{Transcript, json, run};

#[test]
fn the_schemas_checked_in_are_fresh_and_none_is_left_over() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let write = std::env::var_os("IP_TOOL_WRITE_SCHEMAS").is_some();
    let names = json("schema", "", 0);
    let names: BTreeSet<String> = names
        .as_array()
        .expect("a list")
        .iter()
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect();
    for name in &names {
        let printed = String::from_utf8(run(&format!("schema {name}"), b"").stdout).expect("UTF-8");
        let file = folder.join(format!("{name}.json"));
        if write {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&file, &printed).expect("a file");
        }
        let kept = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(kept, printed, "{} is not fresh", file.display());
    }
    let kept: BTreeSet<String> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(kept, names);
}

#[test]
fn requests_refuse_unknown_fields_in_their_schemas_too() {
    let schema = json("schema workdays-request", "", 0);
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["from"]["format"], "date");
    let mut t = Transcript::default();
    t.run("schema no-such-name");
    insta::assert_snapshot!(t.text());
}
