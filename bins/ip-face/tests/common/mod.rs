//! Fabricated certificates, of which several say more than fits on one page.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    reason = "each test uses its part; a fixture may fail loudly"
)]

#[path = "../../../../ip-certs/tests/common/mod.rs"]
mod certs;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ip_certs::certificate::{Certificate, FieldValue, Holder, HolderCode, Record};
use ip_certs::share::{AnnotatedCopy, Annotation};
use ip_face::Typeface;

pub use certs::{CITY, day, instant, issue, issue_with, kinds, record, signers};

/// A certificate with lists, a table, characters that XML must escape, and two pages.
pub fn trademark() -> Certificate {
    let kinds = kinds();
    let kind = kinds.get("trademark-registration").unwrap();
    let classes: Vec<BTreeMap<String, String>> = (1..=18)
        .map(|class| {
            let goods = "清洁制剂；抛光制剂；\"A & B\" <ware>；家用 washing-up liquid".repeat(2);
            let row = [("class", class.to_string()), ("goods", goods)];
            row.map(|(k, v)| (k.to_owned(), v)).into()
        })
        .collect();
    let mut fields: BTreeMap<String, FieldValue> = BTreeMap::new();
    fields.insert("classes".into(), FieldValue::Table(classes));
    fields.insert("markKind".into(), "普通商标".into());
    fields.insert("foreignName".into(), "Sample & Sons <Holdings> Ltd".into());
    fields.insert("address".into(), "示例市样本区测试路1号".into());
    fields.insert("registrationDate".into(), "2026-01-07".into());
    let holders = ["示例科技有限公司", "样本商贸有限公司"];
    issue(Record {
        identifier: ip_certs::id::CertificateId::new(&kind.type_code(CITY), CITY, "7654321C09", 1)
            .unwrap(),
        kind: kind.key.clone(),
        name: kind.name.zh.clone(),
        number: "第7654321号".into(),
        holders: holders
            .map(|name| Holder {
                name: name.into(),
                code: Some(HolderCode {
                    kind: "001".into(),
                    value: CITY.into(),
                }),
            })
            .into(),
        fields,
        ..record()
    })
}

/// Whole, with everything hidden, with two pages.
pub fn certificates() -> Vec<Certificate> {
    vec![issue(record()), issue(record()).present(&[]), trademark()]
}

/// A copy for one recipient.
pub fn copy() -> AnnotatedCopy {
    let annotation = Annotation {
        made_at: instant("2026-11-20T09:00:00+08:00"),
        maker: "示例市知识产权局".into(),
        purpose: "专利费用减缴备案".into(),
        expires_at: instant("2026-12-20T09:00:00+08:00"),
        recipient: "样本银行".into(),
    };
    AnnotatedCopy::make(&issue(record()), annotation, &[&signers().0]).unwrap()
}

/// The system's font; without one the test is skipped, except in CI.
pub fn typeface() -> Option<Typeface> {
    let found = Typeface::installed();
    if let Err(problem) = &found {
        absent(&format!("no font: {problem:?}"));
    }
    found.ok()
}

/// Runs another program on a file; `None` where it is not installed, which CI does not accept.
pub fn other(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) => {
            absent(program);
            None
        }
    }
}

/// Says that a part of a test is skipped.
pub fn absent(what: &str) {
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "{what} must be there in CI"
    );
    println!("skipped: {what} is not installed");
}

/// Keeps bytes in a file of a folder.
pub fn keep(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::File::create(&path)
        .unwrap()
        .write_all(bytes)
        .unwrap();
    path
}
