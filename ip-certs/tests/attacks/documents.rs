//! Attacks on what a certificate says and on how the file says it.

use ip_certs::id::CertificateId;
use ip_certs::verify::Verdict;
use serde_json::json;

use crate::common::*;
use crate::{file, outcome, tampered, verdict_at};

#[test]
fn the_untouched_file_is_genuine() {
    assert_eq!(
        outcome(&file().to_string()),
        Ok(Verdict::ValidButStatusUnknown)
    );
}

#[test]
fn changed_content_is_forged_or_refused() {
    for (name, value) in [
        ("certificateNumber", json!("第7654320号")),
        ("certificateHolderName", json!(["他人有限公司"])),
        ("certificateIssuedDate", json!("2026-03-02")),
        ("standard", json!("2")),
        ("sourceDecision", json!("case-2")),
    ] {
        let outcome = tampered(|file| file["credential"]["credentialSubject"][name] = value);
        let caught = outcome.is_err() || outcome == Ok(Verdict::Forged);
        assert!(caught, "{name}: {outcome:?}");
    }
}

#[test]
fn a_value_said_twice_in_different_ways_is_refused() {
    let outcome = tampered(|file| {
        file["credential"]["validUntil"] = json!("2099-05-12T23:59:59+08:00");
    });
    assert_eq!(outcome, Err("certs.file.not-canonical".into()));
}

#[test]
fn unknown_members_are_refused_wherever_they_hide() {
    let code = || Err("certs.file.form".into());
    assert_eq!(tampered(|f| f["extra"] = json!(1)), code());
    assert_eq!(tampered(|f| f["credential"]["extra"] = json!(1)), code());
    assert_eq!(
        tampered(|f| f["credential"]["credentialSubject"]["x"] = json!(1)),
        code()
    );
    assert_eq!(
        tampered(|f| f["credential"]["proof"][0]["x"] = json!(1)),
        code()
    );
}

#[test]
fn json_that_two_readers_understand_differently_is_refused() {
    let good = file().to_string();
    let twice = good.replacen("{\"credential\":", "{\"disclosures\":[],\"credential\":", 1);
    assert_eq!(outcome(&twice), Err("certs.json.duplicate-name".into()));
    assert_eq!(
        outcome(&format!("{good} ")),
        Ok(Verdict::ValidButStatusUnknown)
    );
    assert_eq!(
        outcome(&format!("{good}0")),
        Err("certs.json.trailing-bytes".into())
    );
    assert_eq!(
        outcome(&format!("\u{feff}{good}")),
        Err("certs.json.syntax".into())
    );
}

#[test]
fn look_alike_characters_break_the_signature() {
    let wide = tampered(|file| {
        file["credential"]["credentialSubject"]["certificateNumber"] = json!("第７654321号");
    });
    assert_eq!(wide, Ok(Verdict::Forged));
    // Brackets of the other width, letters of another script, a composed letter taken apart.
    let mut named = record();
    named.holders[0].name = "示例科技(样本)有限公司 AÉ".into();
    let good = issue(named).to_json();
    assert_eq!(outcome(&good), Ok(Verdict::ValidButStatusUnknown));
    for (from, to) in [
        ("(样本)", "（样本）"),
        ("司 A", "司 \u{410}"),
        ("\u{c9}", "E\u{301}"),
        ("示例", "示\u{2f8b}"),
        ("公司 A", "公司\u{3000}A"),
    ] {
        let changed = good.replace(from, to);
        assert_ne!(changed, good, "{from}");
        assert_eq!(outcome(&changed), Ok(Verdict::Forged), "{from}");
    }
}

/// Other spellings of the same JSON are the same document, not another one that also passes.
#[test]
fn order_spaces_and_escapes_say_nothing() {
    let good = file().to_string();
    let genuine = Ok(Verdict::ValidButStatusUnknown);
    let (head, tail) = good.split_once(",\"disclosures\":").unwrap();
    let turned = format!(
        "{{\"disclosures\":{},{}}}",
        tail.strip_suffix('}').unwrap(),
        head.strip_prefix('{').unwrap()
    );
    assert_ne!(turned, good);
    assert_eq!(outcome(&turned), genuine);
    assert_eq!(outcome(&good.replace(',', " ,\n")), genuine);
    let escaped = good.replace("示例科技", "\\u793a\\u4f8b\\u79d1\\u6280");
    assert_ne!(escaped, good);
    assert_eq!(outcome(&escaped), genuine);
    // An escape of something else is another document.
    let other = good.replace("示例科技", "\\u793a\\u4f8b\\u79d1\\u6281");
    assert_eq!(outcome(&other), Ok(Verdict::Forged));
    let half = good.replace("示例科技", "\\ud83d");
    assert_eq!(outcome(&half), Err("certs.json.lone-surrogate".into()));
}

#[test]
fn the_last_day_ends_at_midnight_in_beijing() {
    let genuine = Verdict::ValidButStatusUnknown;
    assert_eq!(verdict_at("2044-05-12T23:59:59+08:00", &trust()), genuine);
    assert_eq!(verdict_at("2044-05-12T15:59:59+00:00", &trust()), genuine);
    assert_eq!(
        verdict_at("2044-05-13T00:00:00+08:00", &trust()),
        Verdict::Expired
    );
    assert_eq!(
        verdict_at("2044-05-12T16:00:00+00:00", &trust()),
        Verdict::Expired
    );
}

#[test]
fn identifiers_have_one_spelling() {
    let good = record().identifier.to_string();
    let parse = |text: &str| text.parse::<CertificateId>().is_ok();
    assert!(parse(&good));
    assert!(!parse(&good.to_lowercase()));
    assert!(!parse(&format!("{good} ")) && !parse(&format!("{good}.")));
    assert!(!parse(&good.replace(".001.", ".000.")) && !parse(&good.replace(".001.", ".1000.")));
    assert!(!parse(&good.replace('0', "O")) && !parse(&good.replace('1', "I")));
    let (body, check) = good.split_at(good.len() - 1);
    for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".chars() {
        assert_eq!(parse(&format!("{body}{other}")), check == other.to_string());
    }
}
