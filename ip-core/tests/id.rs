//! Every kind of identifier against published numbers, written forms and near misses.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::NaiveDate;
use ip_core::id::{
    self, CertificateId, Identifier, Kind, Office, ResidentId, Uscc, Verdict, check,
};
use ip_core::text::Lang;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    kind: Kind,
    text: String,
    verdict: Verdict,
    canonical: Option<String>,
    expected: Option<String>,
    code: Option<String>,
    source: String,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

fn cases() -> Vec<Case> {
    let text = include_str!("cases/identifiers.toml");
    toml::from_str::<Cases>(text).expect("the cases read").case
}

fn today() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 11, 21)
}

#[test]
fn published_numbers_written_forms_and_near_misses() {
    for case in cases() {
        let report = check(Some(case.kind), &case.text, today());
        let what = format!("{} {} ({})", case.kind, case.text, case.source);
        assert_eq!(
            report.verdict, case.verdict,
            "{what}: {:?}",
            report.problems
        );
        let problem = report.problems.first();
        match case.verdict {
            Verdict::Valid => assert!(problem.is_none(), "{what}"),
            Verdict::Warning | Verdict::Invalid => assert!(problem.is_some(), "{what}"),
        }
        let canonical = match case.verdict {
            Verdict::Invalid => None,
            _ => Some(case.canonical.as_ref().unwrap_or(&case.text)),
        };
        assert_eq!(report.canonical.as_ref(), canonical, "{what}");
        if let Some(code) = &case.code {
            assert_eq!(&problem.unwrap().code, code, "{what}");
        }
        if case.expected.is_some() {
            assert_eq!(problem.unwrap().expected, case.expected, "{what}");
        }
        assert!(
            report
                .problems
                .iter()
                .all(|p| id::CODES.contains(&p.code.as_ref()))
        );
    }
}

#[test]
fn every_office_has_a_name_and_government_users_read_theirs() {
    let name = |code: &str, lang| code.parse::<Office>().unwrap().name(lang).to_owned();
    let all: Vec<Office> = Office::all().collect();
    assert!(all.len() > 260);
    for office in all {
        for lang in [Lang::Zh, Lang::En] {
            assert!(office.name(lang).chars().count() > 1);
            assert_ne!(office.name(lang), office.as_str());
        }
    }
    for (code, zh, en) in [
        ("TW", "中国台湾", "Taiwan, China"),
        ("HK", "中国香港", "Hong Kong, China"),
        ("MO", "中国澳门", "Macao, China"),
        ("CN", "中国", "China"),
        ("EP", "欧洲专利局", "European Patent Office"),
    ] {
        assert_eq!(
            (name(code, Lang::Zh), name(code, Lang::En)),
            (zh.into(), en.into())
        );
    }
}

#[test]
fn every_kind_has_cases_and_a_name() {
    let cases = cases();
    assert_eq!(Kind::ALL.len(), 23);
    for kind in Kind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(*kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        for verdict in [Verdict::Valid, Verdict::Invalid] {
            let found = cases
                .iter()
                .any(|c| c.kind == *kind && c.verdict == verdict);
            assert!(found, "no {verdict:?} case of {kind}");
        }
    }
}

/// What is usable in canonical form stays what it is when read again.
#[test]
fn a_canonical_form_is_its_own_canonical_form() {
    for case in cases().iter().filter(|c| c.verdict != Verdict::Invalid) {
        let canonical = check(Some(case.kind), &case.text, today())
            .canonical
            .unwrap();
        let again = check(Some(case.kind), &canonical, today());
        assert_eq!(again.canonical, Some(canonical));
    }
}

#[test]
fn without_a_kind_the_report_says_what_a_text_can_be() {
    for case in cases().iter().filter(|c| c.verdict == Verdict::Valid) {
        let report = check(None, &case.text, today());
        let found = report.candidates.iter().any(|c| c.kind == case.kind);
        assert!(found, "{} {}", case.kind, case.text);
        assert_eq!(report.verdict, Verdict::Valid);
    }
    let kind = |text: &str| check(None, text, today()).kind;
    assert_eq!(kind("91110000802100433B"), Some(Kind::Uscc));
    assert_eq!(kind("201710601862.3"), Some(Kind::PatentApplication));
    assert_eq!(kind("440524188001010014"), Some(Kind::ResidentId));
    // Five digits are an agency or a trademark: nobody can tell.
    let report = check(None, "11038", today());
    assert_eq!((report.kind, report.canonical), (None, None));
    assert_eq!(report.candidates.len(), 2);
    // All but the check character is right: the candidate says so.
    let report = check(None, "91110000600037341N", today());
    assert_eq!(
        (report.kind, report.verdict),
        (Some(Kind::Uscc), Verdict::Invalid)
    );
    assert_eq!(report.problems[0].expected.as_deref(), Some("L"));
    let report = check(None, "hello", today());
    assert_eq!(report.problems[0].code, "core.id.unrecognised");
}

#[test]
fn look_alikes_are_offered_and_never_exchanged() {
    let report = check(Some(Kind::Uscc), "9111OOOO802100433B", None);
    assert_eq!(report.verdict, Verdict::Invalid);
    assert_eq!(report.canonical, None);
    assert_eq!(report.problems[0].args["suggestion"], "91110000802100433B");
    let report = check(Some(Kind::PatentApplication), "201220372059.×", None);
    assert_eq!(report.problems[0].args["suggestion"], "201220372059.X");
}

#[test]
fn the_answer_has_the_agreed_shape() {
    let request: id::Request =
        serde_json::from_str(r#"{"kind": "uscc", "text": "91110000802100433B"}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&request.answer()).unwrap(),
        r#"{"kind":"uscc","text":"91110000802100433B","canonical":"91110000802100433B","verdict":"valid","problems":[]}"#
    );
    assert!(serde_json::from_str::<id::Request>(r#"{"text":"x","clams":1}"#).is_err());
    let wrong = check(Some(Kind::Uscc), "91110000600037341N", None);
    let json = serde_json::to_value(&wrong).unwrap();
    assert_eq!(json["problems"][0]["expected"], "L");
    assert_eq!(json["problems"][0]["found"], "N");
    assert_eq!(json["problems"][0]["pointer"], "/text");
}

#[test]
fn personal_numbers_are_masked() {
    let id: ResidentId = "11010519491231002X".parse().unwrap();
    assert_eq!(
        format!("{id} {id:?}"),
        "110105**********2X 110105**********2X"
    );
    assert_eq!(id.born(), NaiveDate::from_ymd_opt(1949, 12, 31).unwrap());
    assert_eq!(id.sex(), id::Sex::Female);
    let report = check(None, "11010519491231002X", today());
    assert!(!format!("{report:?}").contains("19491231"));
    // Problems are logged: no date of birth and no whole number stands in them.
    for text in [
        "110105209912310029",
        "11010519491331002X",
        "11O10519491231002X",
    ] {
        let report = check(Some(Kind::ResidentId), text, today());
        let json = serde_json::to_string(&report.problems).unwrap();
        assert!(!json.contains("1231") && !json.contains("1331"), "{json}");
    }
    let code: Uscc = "91110000802100433B".parse().unwrap();
    assert_eq!(code.masked(), "91110000********3B");
}

#[test]
fn a_year_ahead_is_possible_for_nobody() {
    let verdict = |text, today| check(Some(Kind::PatentApplication), text, today).verdict;
    // Made with the right check digit for 2028.
    let ahead = "202810000001.8";
    let number: id::PatentApplicationNumber = "202810000001".parse().unwrap();
    assert_eq!(format!("{number}.{}", number.check_digit()), ahead);
    assert_eq!(verdict(ahead, today()), Verdict::Invalid);
    assert_eq!(verdict(ahead, None), Verdict::Valid);
}

#[test]
fn a_certificate_identifier_is_made_of_its_parts() {
    let kind = "11100000MB03271699001";
    let id = CertificateId::new(kind, "121200004013590816", "2024105882198", 1).unwrap();
    assert_eq!((id.kind(), id.issuer()), (kind, "121200004013590816"));
    assert_eq!((id.serial(), id.version()), ("2024105882198", 1));
    let next = id.next_version().unwrap();
    assert_eq!((next.serial(), next.version()), ("2024105882198", 2));
    assert!(CertificateId::new(kind, "121200004013590816", "2024-10", 1).is_err());
    assert!(CertificateId::new(kind, "121200004013590816", "1", 0).is_err());
    assert!(CertificateId::new(kind, "121200004013590816", "1", 1000).is_err());
    let last = CertificateId::new(kind, "121200004013590816", "1", 999).unwrap();
    assert_eq!(last.next_version(), None);
}

#[test]
fn serde_goes_through_the_canonical_form() {
    let code: Uscc = serde_json::from_str("\"91110000802100433B\"").unwrap();
    assert_eq!(
        serde_json::to_string(&code).unwrap(),
        "\"91110000802100433B\""
    );
    assert!(serde_json::from_str::<Uscc>("\"91110000 802100433B\"").is_err());
    assert_eq!(Uscc::read("91110000 802100433B", None).unwrap().value, code);
}

#[test]
fn types_without_a_kind_of_their_own_are_strict_too() {
    let business = |text: &str| text.parse::<id::BusinessRegistrationNumber>();
    assert!(business("440301103308619").is_ok() && business("110108000000016").is_ok());
    let flaw = business("110000450227502").unwrap_err();
    assert_eq!(
        flaw,
        id::Flaw::CheckCharacter {
            expected: '5',
            found: '2'
        }
    );
    let exchange = |text: &str| text.parse::<id::ExchangeNumber>();
    for text in ["102023000012345", "CN502023000012345"] {
        assert_eq!(exchange(text).unwrap().to_string(), text);
    }
    for text in [
        "",
        "CN10202300001234",
        "QQ102023000012345",
        "甲乙丙丁戊",
        "1020230000é345",
    ] {
        assert!(exchange(text).is_err(), "{text}");
    }
    let attorney = |text: &str| text.parse::<id::AttorneyCode>();
    assert_eq!(
        attorney("1103812345.6").unwrap().to_string(),
        "1103812345.6"
    );
    for text in [
        "11038123456",
        "110381234.56",
        "0103812345.6",
        "1103812345..",
    ] {
        assert!(attorney(text).is_err(), "{text}");
    }
    assert!("XV".parse::<Office>().is_ok() && "cn".parse::<Office>().is_err());
}
