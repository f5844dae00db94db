//! A fabricated city, its keys and a certificate of it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses its part; a fixture may fail loudly"
)]

use chrono::{DateTime, FixedOffset, NaiveDate};
use ip_certs::certificate::{
    Certificate, Holder, HolderCode, Issuance, Issuer, Record, StatusPurpose, StatusRef,
};
use ip_certs::id::CertificateId;
use ip_certs::kind::Kinds;
use ip_certs::sign::{Ed25519Signer, Signer, Sm2Signer};
use ip_certs::trust::TrustList;
use ip_certs::verify::{Policy, StatusSource, Verifier};

/// The published sample code of GB 32100-2015.
pub const CITY: &str = "91110000802100433B";
pub const ISSUER: &str = "https://ip.example.cn/issuers/city";
pub const LIST: &str = "https://ip.example.cn/status/1";

pub fn instant(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn signers() -> (Sm2Signer, Ed25519Signer) {
    (
        Sm2Signer::new(format!("{ISSUER}#sm2-1"), &[7; 32]).unwrap(),
        Ed25519Signer::new(format!("{ISSUER}#ed25519-1"), &[9; 32]),
    )
}

pub fn kinds() -> Kinds {
    Kinds::builtin().unwrap()
}

/// A fabricated patent certificate.
pub fn record() -> Record {
    let kinds = kinds();
    let kind = kinds.get("invention-patent").unwrap();
    let fields = [
        ("title", "一种可折叠的防水鞋帮".into()),
        (
            "inventors",
            vec!["李四".to_owned(), "王五".to_owned()].into(),
        ),
        ("patentNo", "ZL202410588219.1".into()),
        ("filingDate", "2024-05-13".into()),
        ("address", "示例市样本区测试路1号".into()),
        ("grantDate", "2026-03-03".into()),
        ("grantPublicationNo", "CN118000000B".into()),
    ];
    Record {
        identifier: CertificateId::new(&kind.type_code(CITY), CITY, "2024105882191", 1).unwrap(),
        kind: kind.key.clone(),
        standard: kind.version.clone(),
        name: kind.name.zh.clone(),
        number: "第7654321号".into(),
        issuer: Issuer {
            id: ISSUER.into(),
            name: "示例市知识产权局".into(),
            code: CITY.into(),
        },
        issued: day("2026-03-03"),
        holders: vec![Holder {
            name: "示例科技有限公司".into(),
            code: Some(HolderCode {
                kind: "001".into(),
                value: CITY.into(),
            }),
        }],
        valid_from: None,
        valid_until: Some(day("2044-05-12")),
        predecessor: None,
        area: None,
        as_of: None,
        source: Some("case-1".into()),
        fields: fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
        status: vec![StatusRef {
            list: LIST.into(),
            purpose: StatusPurpose::Revocation,
            index: 94567,
        }],
    }
}

pub const ISSUED_AT: &str = "2026-03-03T09:30:00+08:00";
pub const NOW: &str = "2026-11-21T12:00:00+08:00";

pub fn issue(record: Record) -> Certificate {
    let (sm2, ed25519) = signers();
    issue_with(record, &[&sm2, &ed25519], &[3; 32])
}

pub fn issue_with(record: Record, signers: &[&dyn Signer], entropy: &[u8; 32]) -> Certificate {
    let issuance = Issuance {
        kinds: &kinds(),
        signers,
        at: instant(ISSUED_AT),
        entropy,
    };
    Certificate::issue(record, &issuance).unwrap()
}

pub fn trust() -> TrustList {
    let (sm2, ed25519) = signers();
    let key = |signer: &dyn Signer, algorithm: &str| {
        serde_json::json!({
            "id": signer.key_id(),
            "algorithm": algorithm,
            "publicKey": signer.public_key().to_hex(),
            "from": "2026-01-01T00:00:00+08:00",
            "until": "2028-01-01T00:00:00+08:00",
        })
    };
    let types: Vec<String> = kinds().iter().map(|kind| kind.type_code(CITY)).collect();
    let json = serde_json::json!({"issuers": [{
        "id": ISSUER,
        "name": "示例市知识产权局",
        "code": CITY,
        "keys": [key(&sm2, "sm2"), key(&ed25519, "ed25519")],
        "entitlements": [{"typeCodes": types, "from": "2026-01-01"}],
    }]});
    TrustList::from_json(json.to_string().as_bytes()).unwrap()
}

pub fn verifier<'a>(
    trust: &'a TrustList,
    kinds: &'a Kinds,
    status: StatusSource<'a>,
) -> Verifier<'a> {
    Verifier {
        trust,
        kinds,
        policy: Policy::RequireBoth,
        status,
        log: None,
        now: instant(NOW),
    }
}
