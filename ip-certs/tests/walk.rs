//! The walk of a certificate: issued, stored, read back, presented, scanned, verified.

mod common;

use common::*;
use ip_certs::certificate::{AsOf, Certificate, Record, State, check};
use ip_certs::face::{Face, QrPayload};
use ip_certs::id::CertificateId;
use ip_certs::verify::{RegisterEntry, StatusSource, Verdict};

fn standing(state: State) -> RegisterEntry {
    RegisterEntry {
        identifier: record().identifier,
        state,
        successor: None,
        as_of: instant(NOW),
    }
}

#[test]
fn a_certificate_survives_its_file_and_verifies() {
    let certificate = issue(record());
    let read = Certificate::from_json(certificate.to_json().as_bytes()).unwrap();
    assert_eq!(read, certificate);
    assert_eq!(read.record(), &record());
    let (trust, kinds, entry) = (trust(), kinds(), standing(State::Valid));
    let report = verifier(&trust, &kinds, StatusSource::Register(&entry)).certificate(&read);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    let qr = QrPayload::from_text(read.qr_text()).unwrap();
    let report = verifier(&trust, &kinds, StatusSource::Register(&entry)).qr(&qr);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
}

/// As wallets and other readers of W3C credentials keep it.
#[test]
fn a_credential_alone_is_a_certificate_that_opens_nothing() {
    let certificate = issue(record());
    let read = Certificate::from_json(certificate.credential_json().as_bytes()).unwrap();
    assert_eq!(read, certificate.present(&[]));
    let (trust, kinds) = (trust(), kinds());
    let report = verifier(&trust, &kinds, StatusSource::None).certificate(&read);
    assert_eq!(report.verdict, Verdict::ValidButStatusUnknown);
}

#[test]
fn without_a_status_a_certificate_is_never_valid() {
    let (trust, kinds) = (trust(), kinds());
    let report = verifier(&trust, &kinds, StatusSource::None).certificate(&issue(record()));
    assert_eq!(report.verdict, Verdict::ValidButStatusUnknown);
}

#[test]
fn the_register_decides_the_verdict() {
    let (trust, kinds) = (trust(), kinds());
    let certificate = issue(record());
    for (state, verdict) in [
        (State::Withheld, Verdict::Suspended),
        (State::Lapsed, Verdict::Expired),
        (State::Cancelled, Verdict::Revoked),
        (State::RevokedFromBeginning, Verdict::Revoked),
    ] {
        let entry = standing(state);
        let report = verifier(&trust, &kinds, StatusSource::Register(&entry));
        assert_eq!(report.certificate(&certificate).verdict, verdict);
    }
}

#[test]
fn a_presented_copy_hides_fields_and_still_verifies() {
    let certificate = issue(record());
    let copy = certificate.present(&["inventors"]);
    let json = copy.to_json();
    assert!(json.contains("示例科技有限公司") && !json.contains("样本区"));
    let read = Certificate::from_json(json.as_bytes()).unwrap();
    assert_eq!(read.hidden(), 2);
    let (trust, kinds, entry) = (trust(), kinds(), standing(State::Valid));
    let report = verifier(&trust, &kinds, StatusSource::Register(&entry)).certificate(&read);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    let kind = kinds.get("invention-patent").unwrap();
    let face = Face::of(read.record(), kind, true);
    let address = face
        .lines
        .iter()
        .find(|line| line.key == "address")
        .unwrap();
    assert_eq!(address.value, None);
}

#[test]
fn an_extract_says_when_the_register_was_read_and_a_grant_never_does() {
    let kinds = kinds();
    let as_of = AsOf {
        at: instant(ISSUED_AT),
        register_sequence: 17,
        of: Some(record().identifier),
    };
    let mut grant = record();
    grant.as_of = Some(as_of.clone());
    let code = |record: &Record| {
        let kind = kinds.get(&record.kind).unwrap();
        let problems = check(record, kind, true).unwrap_err();
        problems.0.first().unwrap().code.to_string()
    };
    assert_eq!(code(&grant), "certs.record.as-of");

    let kind = kinds.get("patent-register-extract").unwrap();
    let mut extract = record();
    extract.kind = kind.key.clone();
    extract.name = kind.name.zh.clone();
    extract.identifier = CertificateId::new(&kind.type_code(CITY), CITY, "EXTRACT1", 1).unwrap();
    let open = ["title", "patentNo", "filingDate", "grantDate"];
    extract
        .fields
        .retain(|name, _| open.contains(&name.as_str()));
    let status = ("legalStatus".to_owned(), "专利权维持".into());
    extract.fields.extend([status]);
    assert_eq!(code(&extract), "certs.record.as-of");
    extract.as_of = Some(as_of);
    assert_eq!(check(&extract, kind, true), Ok(()));
    let read = Certificate::from_json(issue(extract.clone()).to_json().as_bytes()).unwrap();
    assert_eq!(read.record(), &extract);
}
