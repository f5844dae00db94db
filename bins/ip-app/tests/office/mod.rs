//! The demonstration city without a web server: its files, an application over them, who acts, a filled form.
#![allow(
    dead_code,
    clippy::panic,
    clippy::unwrap_used,
    reason = "each test uses a part, and fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use ip_app::actor::{Actor, Role};
use ip_app::app::{App, Rules};
use ip_app::certificates::Issuer;
use ip_app::draft::Draft;
use ip_app::port::{DemoRegisters, Memory, MemorySafe, Store};
use ip_app::projection::ReadModels;
use ip_app::pseudonym::Secret;
use ip_app::transparency::LogSigners;
use ip_certs::sign::{Ed25519Signer, Sm2Signer};

/// The matter that most tests file.
pub const CHANGE: &str = "cn.patent.bibliographic-change";

/// The demonstration city's files: path within its folder, and content.
pub fn demo_city() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ip-portal/pack/demo-city");
    let mut files = BTreeMap::new();
    for folder in ["", "matters/"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().extension().is_some_and(|e| e == "toml") {
                let name = format!("{folder}{}", entry.file_name().to_string_lossy());
                files.insert(name, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    files
}

/// The rules of a pack's files.
pub fn rules(files: &BTreeMap<String, String>) -> Rules {
    let all = files.iter().map(|(n, t)| (n.as_str(), t.as_str()));
    Rules::load(all).unwrap_or_else(|p| panic!("{p}"))
}

/// An application over a store.
pub fn office(store: Arc<dyn Store>, rules: Rules) -> App {
    let issuers = rules.pack.bodies.iter().map(|body| Issuer {
        code: body.uscc.clone(),
        name: body.name.zh.clone(),
        since: at("2026-01-01T00:00:00+08:00"),
    });
    let log_signers = LogSigners {
        ed25519: Ed25519Signer::new("log#ed25519", &[9; 32]),
        sm2: Sm2Signer::new("log#sm2", &[7; 32]).unwrap(),
    };
    let registers = DemoRegisters::from_toml(&demo_city()["registers.toml"]);
    App {
        issuers: issuers.collect(),
        safe: Arc::new(MemorySafe::new([3; 32])),
        log_signers: Arc::new(log_signers),
        store,
        rules: Arc::new(rules),
        registers: Arc::new(registers.unwrap()),
        secret: Secret::new([1; 32]),
        address: "https://portal.example".to_owned(),
        workplaces: Arc::default(),
        mandates: Arc::default(),
        witnesses: Arc::default(),
        caches: Arc::default(),
    }
}

/// A store that forgets with the test.
pub fn memory() -> Arc<dyn Store> {
    Arc::new(Memory::new(Arc::new(ReadModels)))
}

/// The demonstration city on a new store.
pub fn app() -> App {
    office(memory(), rules(&demo_city()))
}

pub fn at(text: &str) -> DateTime<FixedOffset> {
    text.parse().unwrap()
}

/// An account named like its role, at a time in China.
pub fn actor(role: Role, time: &str) -> Actor {
    Actor {
        account: format!("{role:?}").to_lowercase(),
        role,
        at: at(&format!("{time}+08:00")),
    }
}

/// The answers to a bibliographic change; the sample numbers are those of the standards.
pub fn answers() -> BTreeMap<String, String> {
    [
        ("applicant-kind", "enterprise"),
        ("applicant-name", "示例科技有限公司"),
        ("applicant-id", "91350100M000100Y43"),
        ("contact-phone", "000-0000 0000"),
        ("application-number", "201710601862.3"),
        ("item", "address"),
        ("before", "示例市旧路1号"),
        ("after", "示例市新路2号"),
    ]
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .into()
}

/// A filled form for a bibliographic change with a file for every paper, kept as a draft.
pub async fn filled(app: &App, person: &Actor) -> Draft {
    let mut draft = Draft {
        situation: Some("name-or-address".to_owned()),
        answers: answers(),
        ..Draft::default()
    };
    let entry = app.rules.entry(CHANGE).unwrap();
    let papers: Vec<_> = draft.clone().papers(entry).cloned().collect();
    for paper in papers {
        let bytes = b"%PDF-1.7 sample".to_vec();
        app.attach(&mut draft, &paper, "proof.pdf", bytes)
            .await
            .unwrap();
    }
    app.keep_draft(person, CHANGE, &draft).await.unwrap();
    draft
}
