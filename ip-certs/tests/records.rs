//! Records that no one may issue, and what of them no log may show.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use common::*;
use ip_certs::certificate::{
    AsOf, Certificate, FieldValue, Holder, HolderCode, Issuance, LifeCommand, LifeEvent, Line,
    Operation, Record,
};
use ip_certs::characters::RefusedCharacters;
use ip_certs::command::{MerkleRequest, VerifyRequest};
use ip_certs::face::QrPayload;
use ip_certs::id::CertificateId;
use ip_certs::kind::{InnerCodes, Kinds};
use ip_certs::metadata;
use ip_certs::share::{ShareOperation, UseRequest};
use ip_certs::sign::{Algorithm, Signer};
use ip_certs::trust::TrustList;
use ip_certs::verify::{CheckName, CheckResult, StatusSource, Verdict};
use serde_json::{Value, json};

/// Why the record is not issued: the first code, and where.
fn refused(record: Record) -> (String, String) {
    refused_under(record, &kinds())
}

fn refused_under(record: Record, kinds: &Kinds) -> (String, String) {
    let problems = try_issue(record, kinds).unwrap_err();
    let first = problems.0.into_iter().next().unwrap();
    (first.code.to_string(), first.pointer)
}

fn try_issue(record: Record, kinds: &Kinds) -> Result<Certificate, ip_core::problem::Problems> {
    let (sm2, ed25519) = signers();
    let signers: [&dyn Signer; 2] = [&sm2, &ed25519];
    Certificate::issue(
        record,
        &Issuance {
            kinds,
            signers: &signers,
            at: instant(ISSUED_AT),
            entropy: &[3; 32],
        },
    )
}

fn with(change: impl FnOnce(&mut Record)) -> Record {
    let mut record = record();
    change(&mut record);
    record
}

#[test]
fn a_field_too_long_to_read_back_is_refused_and_never_signed_as_nothing() {
    for length in [1_100_000, 780_000, 200_000] {
        let long = vec!["x".repeat(length)];
        let record = with(|r| drop(r.fields.insert("inventors".into(), long.into())));
        assert_eq!(refused(record).0, "certs.issue.too-long", "{length}");
    }
    let record = with(|r| {
        let fits = vec!["x".repeat(100_000)];
        r.fields.insert("inventors".into(), fits.into());
    });
    let certificate = issue(record.clone());
    let read = Certificate::from_json(certificate.to_json().as_bytes()).unwrap();
    assert_eq!(read.record(), &record);
    let empty: Value = serde_json::from_str(&certificate.to_json()).unwrap();
    let openings = empty["disclosures"].as_array().unwrap();
    assert!(
        openings
            .iter()
            .all(|text| text.as_str().unwrap().len() > 20)
    );
}

#[test]
fn a_number_without_a_canonical_form_is_refused() {
    let extract = with(|r| {
        let kinds = kinds();
        let kind = kinds.get("patent-register-extract").unwrap();
        r.kind = kind.key.clone();
        r.name = kind.name.zh.clone();
        r.identifier = CertificateId::new(&kind.type_code(CITY), CITY, "EXTRACT1", 1).unwrap();
        r.fields.retain(|name, _| kind.field(name).is_some());
        r.fields.insert("legalStatus".into(), "专利权维持".into());
        r.as_of = Some(AsOf {
            at: instant(ISSUED_AT),
            register_sequence: (1 << 53) + 1,
            of: None,
        });
    });
    let code = refused(extract.clone()).0;
    assert_eq!(code, "certs.json.integer-too-large");
    // An extract says how long one may go by it.
    let mut endless = extract;
    endless.as_of.as_mut().unwrap().register_sequence = 1;
    endless.valid_until = None;
    let missing = ("certs.field.missing".to_owned(), "/validUntil".to_owned());
    assert_eq!(refused(endless.clone()), missing);
    endless.valid_until = Some(day("2026-03-10"));
    issue(endless);
}

#[test]
fn salts_differ_between_fields_certificates_and_versions() {
    let digests = |certificate: &Certificate| {
        let file: Value = serde_json::from_str(&certificate.credential_json()).unwrap();
        let hidden = file["credentialSubject"]["_sd"].as_array().unwrap().clone();
        hidden
            .into_iter()
            .map(|d| d.to_string())
            .collect::<Vec<_>>()
    };
    // The same value in two fields, and the same record under other entropy.
    let twice = with(|r| {
        let names = FieldValue::List(vec!["李四".into()]);
        r.fields.insert("inventors".into(), names.clone());
        r.fields.insert("inventorsAtFiling".into(), names);
    });
    let (sm2, ed25519) = signers();
    let mut all = digests(&issue(twice.clone()));
    let second = issue_with(twice, &[&sm2, &ed25519], &[4; 32]);
    all.extend(digests(&second));
    let count = all.len();
    assert_eq!(count, 8);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn invisible_and_turning_characters_do_not_stand_in_a_certificate() {
    let code = "certs.field.characters";
    for bad in [
        '\u{202e}', '\u{200b}', '\u{feff}', '\0', '\u{2066}', '\u{ad}',
    ] {
        let name = format!("示例{bad}有限公司");
        for (place, record) in [
            (
                "/holders/0/name",
                with(|r| r.holders[0].name = name.clone()),
            ),
            ("/number", with(|r| r.number = name.clone())),
            ("/issuer/name", with(|r| r.issuer.name = name.clone())),
            (
                "/fields/title",
                with(|r| drop(r.fields.insert("title".into(), name.as_str().into()))),
            ),
            (
                "/fields/inventors",
                with(|r| {
                    drop(
                        r.fields
                            .insert("inventors".into(), vec![name.clone()].into()),
                    )
                }),
            ),
        ] {
            let found = refused(record);
            assert_eq!(found, (code.to_owned(), place.to_owned()), "{bad:?}");
        }
    }
    issue(with(|r| {
        drop(r.fields.insert("title".into(), "（一种）\n鞋帮𠮷".into()));
    }));
    let refused = RefusedCharacters::builtin().unwrap();
    assert!(refused.iter().all(|range| !range.reason.is_empty()));
}

#[test]
fn logs_do_not_show_codes_values_and_salts() {
    let mut record = record();
    record.holders[0].code = Some(HolderCode {
        kind: "111".into(),
        value: "11010519491231002X".into(),
    });
    let certificate = issue(record.clone());
    let request = UseRequest {
        requester: CITY.into(),
        purpose: "p".into(),
        operation: ShareOperation::Query,
        certificate: record.identifier.clone(),
        fields: Vec::new(),
        code: Some("1234567890".into()),
    };
    let shown = format!("{record:?} {certificate:?} {request:?}");
    for secret in ["11010519491231002X", "样本区", "李四", "1234567890"] {
        assert!(!shown.contains(secret), "{secret}");
    }
    assert!(shown.contains("111") && shown.contains("HolderCode"));
}

#[test]
fn a_certificate_taken_over_from_elsewhere_names_the_one_it_continues() {
    let elsewhere = CertificateId::new(
        "11990100MB0000019L001",
        "11990100MB0000019L",
        "2019100000001",
        3,
    )
    .unwrap();
    let record = with(|r| r.predecessor = Some(elsewhere.clone()));
    let read = issue(record.clone());
    let read = Certificate::from_json(read.to_json().as_bytes()).unwrap();
    assert_eq!(read.record().predecessor.as_ref(), Some(&elsewhere));
    // Not itself, not a later version of its own line, and not from a later version of another.
    let code = |record| refused(record).0;
    let own = record.identifier.clone();
    let own_next = own.next_version().unwrap();
    for before in [own, own_next.clone()] {
        let wrong = with(|r| r.predecessor = Some(before));
        assert_eq!(code(wrong), "certs.record.predecessor");
    }
    let second = with(|r| {
        r.identifier = own_next;
        r.predecessor = Some(elsewhere.clone());
    });
    assert_eq!(code(second), "certs.record.predecessor");

    let issue = |transferred, predecessor| LifeCommand::Issue {
        identifier: record.identifier.clone(),
        digest: "00".into(),
        decision: "d".into(),
        transferred,
        predecessor,
    };
    let decide = |command| Line::default().decide(command, instant(ISSUED_AT));
    let events = decide(issue(true, Some(elsewhere.clone()))).unwrap();
    let LifeEvent::Issued {
        operation,
        predecessor,
        ..
    } = &events[0]
    else {
        panic!("{events:?}")
    };
    assert_eq!(*operation, Operation::TransferIn);
    assert_eq!(predecessor.as_ref(), Some(&elsewhere));
    for command in [issue(true, None), issue(false, Some(elsewhere))] {
        let refused = decide(command).unwrap_err();
        assert_eq!(refused.code(), "certs.life.predecessor");
    }
}

#[test]
fn the_version_of_the_standard_and_the_name_are_those_of_the_kind() {
    let found = refused(with(|r| r.standard = "99".into()));
    let expected = ("certs.record.standard", "/standard");
    assert_eq!((found.0.as_str(), found.1.as_str()), expected);
    let found = refused(with(|r| r.name = "实用新型专利证书".into()));
    let expected = ("certs.record.name", "/name");
    assert_eq!((found.0.as_str(), found.1.as_str()), expected);

    // A genuine certificate of an edition that the verifier does not have is neither good nor bad.
    let text =
        include_str!("../data/kinds-patents.toml").replace("version = \"1\"", "version = \"2\"");
    let newer = Kinds::from_toml(&text).unwrap();
    let trust = trust();
    let report = verifier(&trust, &newer, StatusSource::None).certificate(&issue(record()));
    assert_eq!(report.verdict, Verdict::ValidButStatusUnknown);
    for check in [CheckName::Kind, CheckName::Fields] {
        assert_eq!(report.result(check), Some(CheckResult::NotChecked));
    }
    // One that a rogue tool has issued under the name of another type is refused.
    let text = include_str!("../data/kinds-patents.toml")
        .replace("zh = \"实用新型专利证书\"", "zh = \"另一种\"")
        .replacen(
            "suffix = \"001\"",
            "suffix = \"001\"\nnaming = \"by-matter\"",
            1,
        );
    let lax = Kinds::from_toml(&text).unwrap();
    let rogue = with(|r| r.name = "实用新型专利证书".into());
    let rogue = try_issue(rogue, &lax).unwrap();
    let kinds = kinds();
    let report = verifier(&trust, &kinds, StatusSource::None).certificate(&rogue);
    assert_eq!(report.result(CheckName::Kind), Some(CheckResult::Fail));
    assert_eq!(report.verdict, Verdict::Untrusted);
}

#[test]
fn what_a_certificate_says_must_be_possible() {
    let field = |key: &'static str, value: &'static str| {
        refused(with(|record| {
            record.fields.insert(key.into(), value.into());
        }))
    };
    let at = |code: &str, pointer: &str| (code.to_owned(), pointer.to_owned());
    for wrong in [
        "hello",
        "202410588219.8",
        "ZL202410588219.7",
        "ZL202410588219",
        "zl202410588219.8",
    ] {
        assert_eq!(
            field("patentNo", wrong),
            at("certs.field.shape", "/fields/patentNo"),
            "{wrong}"
        );
    }
    // Right in itself, but of a utility model, or of another invention than the identifier names.
    let model = field("patentNo", "ZL202420588219.7");
    assert_eq!(model, at("certs.record.right", "/fields/patentNo"));
    let other = field("patentNo", "ZL201710601862.3");
    assert_eq!(other, at("certs.record.serial", "/identifier"));
    for wrong in ["XX", "CN118000000", "118000000B"] {
        let found = field("grantPublicationNo", wrong);
        assert_eq!(
            found,
            at("certs.field.shape", "/fields/grantPublicationNo"),
            "{wrong}"
        );
    }
    let design = field("grantPublicationNo", "CN306123456S");
    assert_eq!(
        design,
        at("certs.record.right", "/fields/grantPublicationNo")
    );
    for (key, wrong) in [("grantDate", "2024-05-12"), ("filingDate", "2026-03-04")] {
        let found = field(key, wrong);
        assert_eq!(
            found,
            at("certs.record.order", "/fields/grantDate"),
            "{key}"
        );
    }
    assert_eq!(
        field("grantDate", "2030-01-01"),
        at("certs.record.order", "/issued")
    );
    let blank = with(|record| {
        record.fields.insert(
            "inventors".into(),
            vec!["李四".to_owned(), " ".to_owned()].into(),
        );
    });
    assert_eq!(refused(blank), at("certs.field.shape", "/fields/inventors"));
    let name = with(|record| record.name = "别的证书".into());
    assert_eq!(refused(name), at("certs.record.name", "/name"));
    for id in [
        "javascript:alert(1)",
        "http://ip.example.cn",
        "https://",
        "",
        "urn:x y",
        "did:a#b",
    ] {
        let found = refused(with(|record| record.issuer.id = id.into()));
        assert_eq!(found, at("certs.record.issuer-id", "/issuer/id"), "{id}");
    }
    let early = with(|record| record.issued = day("2026-03-04"));
    assert_eq!(refused(early), at("certs.record.issued", "/issued"));
    let code = with(|record| {
        record.holders[0].code = Some(HolderCode {
            kind: "777".into(),
            value: "1".into(),
        });
    });
    assert_eq!(
        refused(code),
        at("certs.holder.code", "/holders/0/code/type")
    );
}

#[test]
fn identifiers_need_codes_that_pass_their_checks_unless_the_kind_says_otherwise() {
    let text = include_str!("../data/kinds-patents.toml").replacen(
        "key = \"invention-patent\"",
        "key = \"invention-patent\"\ninnerCodes = \"as-found\"",
        1,
    );
    let lenient = Kinds::from_toml(&text).unwrap();
    let kind = lenient.get("invention-patent").unwrap();
    assert_eq!(kind.inner_codes, InnerCodes::AsFound);
    let strict = kinds();
    // A division in place of the issuer, and a wrong check character.
    for issuer in ["340100", "91110000802100433C"] {
        let odd = with(|r| {
            let (kind, serial) = (r.identifier.kind(), r.identifier.serial());
            r.identifier = CertificateId::new(kind, issuer, serial, 1).unwrap();
            r.issuer.code = issuer.into();
        });
        let code = refused(odd.clone()).0;
        assert_eq!(code, "certs.record.inner-code");
        let certificate = try_issue(odd, &lenient).unwrap();
        let mut trust = trust();
        trust.issuers[0].code = issuer.into();
        let qr = QrPayload::from_text(certificate.qr_text()).unwrap();
        for (kinds, expected) in [
            (&strict, Verdict::Untrusted),
            (&lenient, Verdict::ValidButStatusUnknown),
        ] {
            let verifier = verifier(&trust, kinds, StatusSource::None);
            assert_eq!(verifier.certificate(&certificate).verdict, expected);
            assert_eq!(verifier.qr(&qr).verdict, expected);
        }
    }
}

#[test]
fn a_qr_code_of_an_unknown_type_is_not_believed() {
    let qr = QrPayload::from_text(issue(record()).qr_text()).unwrap();
    let trust = trust();
    let result = |kinds: &Kinds| {
        let report = verifier(&trust, kinds, StatusSource::None).qr(&qr);
        (
            report.result(CheckName::Kind),
            report.result(CheckName::Fields),
        )
    };
    assert_eq!(result(&kinds()), (Some(CheckResult::Pass), None));
    let none = Kinds::default();
    assert_eq!(result(&none).0, Some(CheckResult::Fail));
}

/// Names as long as the widest seen in practice leave the code, not the certificate, without them.
#[test]
fn long_names_do_not_keep_a_certificate_from_having_a_qr_code() {
    let named = |names: &[String]| {
        let record = with(|record| {
            let holder = |name: &String| Holder {
                name: name.clone(),
                code: None,
            };
            record.holders = names.iter().map(holder).collect();
        });
        QrPayload::from_text(issue(record).qr_text()).unwrap()
    };
    let short: Vec<String> = (0..6)
        .map(|n| format!("示例科技（第{n}）有限公司"))
        .collect();
    let payload = named(&short);
    assert_eq!(
        (payload.holders.as_slice(), payload.holder_count),
        (&short[..4], 6)
    );
    let long = "长".repeat(300);
    let payload = named(&[
        short[0].clone(),
        long.clone(),
        short[1].clone(),
        long.clone(),
    ]);
    assert_eq!(
        (payload.holders.as_slice(), payload.holder_count),
        (&short[..1], 4)
    );
    let payload = named(&vec![long; 4]);
    assert_eq!((payload.holders.len(), payload.holder_count), (0, 4));
}

#[test]
fn a_holder_without_a_code_hides_nobody_elses() {
    let record = with(|r| {
        let nameless = Holder {
            name: "李四".into(),
            code: None,
        };
        r.holders.push(nameless);
    });
    let value = |json: &str| {
        let elements = metadata::elements();
        let element = elements.iter().find(|e| e.json == json).unwrap();
        element.value(&record)
    };
    let list = |items: [&str; 2]| Some(FieldValue::List(items.map(String::from).to_vec()));
    assert_eq!(value("certificateHolderCode"), list([CITY, ""]));
    assert_eq!(value("certificateHolderTypeCode"), list(["001", ""]));
    let name = list(["统一社会信用代码", ""]);
    assert_eq!(value("certificateHolderTypeName"), name);
    let mut none = record.clone();
    none.holders.iter_mut().for_each(|h| h.code = None);
    let elements = metadata::elements();
    let codes = elements.iter().find(|e| e.json == "certificateHolderCode");
    assert_eq!(codes.unwrap().value(&none), None);
}

#[test]
fn the_worst_of_several_checks_of_a_name_is_its_result() {
    let mut trust = trust();
    trust.issuers[0].keys[1].until = Some(instant(ISSUED_AT));
    let kinds = kinds();
    let report = verifier(&trust, &kinds, StatusSource::None).certificate(&issue(record()));
    assert_eq!(report.result(CheckName::KeyWindow), Some(CheckResult::Fail));
    for name in [
        CheckName::KeyWindow,
        CheckName::SigningTime,
        CheckName::Entitlement,
    ] {
        let made = report.checks.iter().filter(|check| check.name == name);
        let of: Vec<&str> = made.map(|c| c.evidence["algorithm"].as_str()).collect();
        assert_eq!(of, ["sm2", "ed25519"], "{name:?}");
    }
}

#[test]
fn an_entitlement_with_an_unknown_member_is_refused() {
    let read = |days: Value| {
        let mut list = serde_json::to_value(trust()).unwrap();
        let entitlement = &mut list["issuers"][0]["entitlements"][0];
        let types = entitlement["typeCodes"].clone();
        *entitlement = days;
        entitlement["typeCodes"] = types;
        TrustList::from_json(list.to_string().as_bytes())
    };
    let until = read(json!({"from": "2026-01-01", "until": "2026-01-02"}));
    assert_eq!(until.unwrap_err().code, "certs.trust.form");
    let list = read(json!({"from": "2026-01-01", "to": "2026-01-02"})).unwrap();
    let kinds = kinds();
    let report = verifier(&list, &kinds, StatusSource::None).certificate(&issue(record()));
    assert_eq!(report.verdict, Verdict::Untrusted);
    let again = serde_json::to_string(&list).unwrap();
    assert_eq!(TrustList::from_json(again.as_bytes()), Ok(list));
}

/// No array passes for an object, and what does not fit is named by its place and in the words of JSON.
#[test]
fn what_does_not_fit_is_named_by_its_place() {
    let good = serde_json::to_value(trust()).unwrap();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut list = good.clone();
        change(&mut list);
        let problem = TrustList::from_json(list.to_string().as_bytes()).unwrap_err();
        assert_eq!(problem.code, "certs.trust.form");
        (problem.pointer, problem.expected.unwrap_or_default())
    };
    let at = |pointer: &str, expected: &str| (pointer.to_owned(), expected.to_owned());
    let array = |list: &mut Value| *list = json!([list["issuers"].take()]);
    assert_eq!(refused(&array), at("", "an object"));
    let nested = |list: &mut Value| list["issuers"][0]["keys"][1] = json!(["id", "sm2", "", ""]);
    assert_eq!(refused(&nested), at("/issuers/0/keys/1", "an object"));
    let number = |list: &mut Value| list["issuers"][0]["name"] = json!(5);
    assert_eq!(refused(&number), at("/issuers/0/name", "a string"));
    let missing = |list: &mut Value| {
        list["issuers"][0].as_object_mut().unwrap().remove("code");
    };
    assert_eq!(refused(&missing), at("/issuers/0/code", "a value"));
    let other = |list: &mut Value| list["issuers"][0]["keys"][0]["algorithm"] = json!("rsa");
    assert_eq!(
        refused(&other),
        at("/issuers/0/keys/0/algorithm", "sm2 | ed25519")
    );
    let more = |list: &mut Value| list["issuers"][0]["keys"][0]["x"] = json!(1);
    assert_eq!(refused(&more), at("/issuers/0/keys/0/x", "no such member"));
}

#[test]
fn a_key_is_named_under_its_issuer_and_under_no_other() {
    let code = |id: &str| {
        let mut list = serde_json::to_value(trust()).unwrap();
        list["issuers"][0]["keys"][0]["id"] = json!(id);
        let read = TrustList::from_json(list.to_string().as_bytes());
        read.map_err(|problem| problem.code.to_string()).map(|_| ())
    };
    assert_eq!(code(&format!("{ISSUER}#sm2-9")), Ok(()));
    for odd in [
        "https://evil.example#sm2-1",
        &format!("{ISSUER}/x#sm2-1"),
        &format!("{ISSUER}#"),
        &format!("{ISSUER}#a#ed25519-1"),
        ISSUER,
    ] {
        assert_eq!(code(odd), Err("certs.trust.key-id".into()), "{odd}");
    }
}

#[test]
fn a_request_for_a_proof_says_one_thing() {
    let leaves: Vec<String> = (0..5).map(|n| format!("0{n}")).collect();
    let run = |value: Value| {
        let mut value = value;
        value["leaves"] = json!(leaves);
        let request: MerkleRequest = serde_json::from_value(value).unwrap();
        request.run().map_err(|problem| problem.pointer)
    };
    let refused = run(json!({"size": 3, "consistency": [2, 5]}));
    assert_eq!(refused.unwrap_err(), "/size");
    assert!(run(json!({"size": 5, "consistency": [2, 5]})).is_ok());
    let empty = run(json!({"consistency": [0, 5]})).unwrap();
    assert_eq!(empty.proof, Some(vec![]));
    // The contract writes the signer's identifier for either algorithm; Ed25519 has no use for it.
    let (_, ed25519) = signers();
    let request = VerifyRequest {
        alg: Algorithm::Ed25519,
        public_key: ed25519.public_key().to_hex(),
        signer_id: Some("1234567812345678".into()),
        message: Some("00".into()),
        digest: None,
        signature: ip_certs::encode::hex::encode(ed25519.sign(&[0]).unwrap().as_bytes()),
    };
    assert!(request.run().unwrap().valid);
}
