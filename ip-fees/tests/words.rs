//! Quotes in words, and the last days for paying.

#![allow(clippy::unwrap_used)]

use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::request::Request;

fn spoken(text: &str, lang: Lang) -> String {
    let engine = Engine::builtin().unwrap();
    let request = Request::from_json(text.as_bytes()).unwrap();
    engine.quote(&request).unwrap().spoken(lang).to_string()
}

#[test]
fn a_quote_reads_as_sentences_in_both_languages() {
    let text = r#"{"date": "2025-03-10", "reduction": "70", "acts": [
        {"act": "patent.examine", "right": "invention"}, {"act": "patent.change", "items": ["agency"]}]}"#;
    assert_eq!(
        spoken(text, Lang::En),
        "Substantive examination fee: 2500.00 × 0.30 = 750.00 CNY\n\
         \x20 Several applicants, all eligible: 70% off\n\
         \x20 Law: jijiage-2000-2441; patent-rules-2023 110; caishui-2016-78; caishui-2018-37; caishui-2019-45\n\
         \x20 Tariff: cn-patent@2018-08-01\n\
         Change of patent agency or attorney: 0.00 CNY\n\
         \x20 Collection is suspended\n\
         \x20 Law: caishui-2018-37; announcement-272\n\
         \x20 Tariff: cn-patent@2018-08-01\n\
         \x20 Pay by: 2025-04-10; otherwise: The request is deemed not filed\n\
         Total: 750.00 CNY\n"
    );
    let text = spoken(text, Lang::Zh);
    assert!(text.starts_with("发明专利申请实质审查费：2500.00 × 0.30 = 750.00 CNY\n"));
    assert!(text.ends_with("合计：750.00 CNY\n"));
}

#[test]
fn what_is_unknown_is_said_and_instruments_have_titles() {
    let engine = Engine::builtin().unwrap();
    let laws = ip_core::law::Registry::builtin().unwrap();
    let text = r#"{"date": "2025-03-10", "acts": [{"act": "patent.examine"}, {"act": "pct.demand", "receivedOn": "2025-03-10"}]}"#;
    let request = Request::from_json(text.as_bytes()).unwrap();
    let quote = engine.quote(&request).unwrap();
    let words = quote.spoken(Lang::En).citing(&laws).to_string();
    assert!(words.contains("Handling fee: unknown"), "{words}");
    assert!(
        words.contains("Regulations under the Patent Cooperation Treaty 57"),
        "{words}"
    );
    assert!(words.ends_with("Total: unknown\n"), "{words}");
}

#[test]
fn an_old_quote_cites_the_rules_of_its_day() {
    let text =
        r#"{"date": "2015-03-10", "acts": [{"act": "patent.invalidate", "right": "design"}]}"#;
    let words = spoken(text, Lang::En);
    assert!(
        words.contains("patent-rules-2010 93") && !words.contains("patent-rules-2023"),
        "{words}"
    );
}

#[test]
fn the_filing_fee_is_due_two_months_from_filing_or_fifteen_days_from_the_notice() {
    let engine = Engine::builtin().unwrap();
    let due = |received: &str| {
        let text = format!(
            r#"{{"date": "2025-03-10", "acts": [{{"act": "patent.file", "right": "design"{received}}}]}}"#
        );
        let request = Request::from_json(text.as_bytes()).unwrap();
        let due = engine.quote(&request).unwrap().lines[0].due.unwrap();
        (due.nominal.to_string(), due.effective.to_string())
    };
    let two_months = ("2025-05-10".to_owned(), "2025-05-12".to_owned());
    assert_eq!(due(""), two_months);
    assert_eq!(due(r#", "receivedOn": "2025-03-20""#), two_months);
    assert_eq!(
        due(r#", "receivedOn": "2025-05-05""#),
        ("2025-05-20".to_owned(), "2025-05-20".to_owned())
    );
}
