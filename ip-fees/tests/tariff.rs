//! Tariffs to look at: the schedule of a day, histories, differences, the lint, damaged files.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ip_core::law::{Mark, Registry};
use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::request::Request;
use ip_fees::tariff::{PriceView, Rule, Severity, Status, Tariffs};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_change_of_august_2018_is_what_the_notice_says() {
    let tariffs = Tariffs::builtin().unwrap();
    let changes = tariffs.diff(day("2018-07-31"), day("2018-08-01"), Lang::En);
    let codes: Vec<&str> = changes.iter().map(|change| change.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "patent.registration",
            "patent.announcement",
            "patent.change-agency",
            "patent.examination-refund",
            "pct.transmittal",
        ]
    );
    assert!(
        changes
            .iter()
            .filter(|change| change.code != "patent.examination-refund")
            .all(|change| change.after.as_ref().unwrap().status == Status::Suspended)
    );
}

#[test]
fn each_day_of_change_differs_only_as_its_notice_says() {
    let tariffs = Tariffs::builtin().unwrap();
    let expected: BTreeMap<&str, usize> = BTreeMap::from([
        ("2010-02-01", 6),
        ("2013-10-01", 2),
        ("2015-10-15", 2),
        ("2017-04-01", 14),
        ("2017-07-01", 8),
        ("2019-07-01", 15),
        ("2022-05-05", 4),
        ("2024-07-26", 0),
    ]);
    for (date, count) in expected {
        let after = day(date);
        let changes = tariffs.diff(after.pred_opt().unwrap(), after, Lang::Zh);
        let codes: Vec<&str> = changes.iter().map(|change| change.code.as_str()).collect();
        assert_eq!(codes.len(), count, "{date}: {codes:?}");
    }
}

#[test]
fn a_history_is_told_from_the_oldest() {
    let tariffs = Tariffs::builtin().unwrap();
    let history = tariffs.history("trademark.registration", Lang::En).unwrap();
    let amounts: Vec<String> = history
        .iter()
        .map(|rate| match &rate.price {
            PriceView::Amount(amount) => amount.to_string(),
            PriceView::Amounts(amounts) => {
                format!("{}/{}", amounts["paper"], amounts["online"])
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        amounts,
        ["1000.00", "800.00", "600.00", "300.00", "300.00/270.00"]
    );
    assert!(tariffs.history("trademark.flight", Lang::En).is_none());
}

#[test]
fn the_schedule_of_a_day_names_versions_and_sources() {
    let tariffs = Tariffs::builtin().unwrap();
    let rates = tariffs.show(day("2025-03-10"), Lang::Zh);
    let filing = rates
        .iter()
        .find(|rate| rate.code == "patent.filing")
        .unwrap();
    assert_eq!(filing.tariff, "cn-patent@2018-08-01");
    assert!(!filing.provisional && !filing.basis.is_empty());
    let json = serde_json::to_value(filing).unwrap();
    assert_eq!(json["price"]["amounts"]["utility-model"], "500.00");
    let later = tariffs.show(day("2027-03-10"), Lang::Zh);
    assert!(
        later
            .iter()
            .any(|rate| rate.code == "patent.filing" && rate.provisional)
    );
    assert!(
        later.iter().all(|rate| rate.code != "pct.handling"),
        "known until the end of 2026"
    );
}

#[test]
fn the_shipped_data_have_no_errors_and_known_gaps() {
    let tariffs = Tariffs::builtin().unwrap();
    let findings = tariffs.lint(&Registry::builtin().unwrap());
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let gap = |code: &str| {
        findings
            .iter()
            .any(|finding| finding.rule == Rule::Gap && finding.item == code)
    };
    assert!(gap("pct.international-filing"));
    assert!(!gap("patent.filing"));
}

const FILE: &str = r#"
id = "test"
title = { zh = "甲", en = "A" }
currency = "CNY"
checkedOn = "2025-01-01"

[[item]]
code = "patent.examination"
title = { zh = "乙", en = "B" }
unit = { zh = "件", en = "one" }
basisDate = "act"
reducible = { class = "general" }
rate = [RATES]
"#;

/// The lint of a file with these rates, or why it was refused.
fn lint(rates: &str) -> Result<Vec<(Rule, Severity)>, String> {
    let text = FILE.replace("RATES", rates);
    let tariffs = Tariffs::from_toml([("test", text.as_str())])
        .map_err(|problems| problems.0[0].code.clone().into_owned())?;
    let findings = tariffs.lint(&Registry::builtin().unwrap());
    Ok(findings
        .into_iter()
        .filter(|finding| finding.item == "patent.examination")
        .map(|finding| (finding.rule, finding.severity))
        .collect())
}

#[test]
fn the_lint_finds_what_is_wrong_and_the_loader_refuses_what_cannot_be() {
    let law = r#"mark = "seen", law = [{ id = "patent-law" }]"#;
    let good = format!(r#"{{ amount = "2500.00", {law} }}"#);
    assert_eq!(lint(&good), Ok(vec![]));
    let odd = format!(r#"{{ amount = "0.33", {law} }}"#);
    assert!(
        lint(&odd)
            .unwrap()
            .contains(&(Rule::NotDivisible, Severity::Error))
    );
    let unknown = r#"{ amount = "2500.00", mark = "seen", law = [{ id = "no-such-law" }] }"#;
    assert_eq!(lint(unknown), Ok(vec![(Rule::UnknownLaw, Severity::Error)]));
    let gap = format!(
        r#"{{ to = "2010-01-31", amount = "2500.00", {law} }}, {{ from = "2010-02-02", amount = "2600.00", {law} }}"#
    );
    assert_eq!(lint(&gap), Ok(vec![(Rule::Gap, Severity::Warning)]));
    let overlap = format!(
        r#"{{ to = "2010-01-31", amount = "2500.00", {law} }}, {{ from = "2010-01-31", amount = "2600.00", {law} }}"#
    );
    assert_eq!(lint(&overlap), Err("fees.tariff.overlap".into()));
    let reversed =
        format!(r#"{{ from = "2010-01-31", to = "2010-01-30", amount = "1.00", {law} }}"#);
    assert_eq!(lint(&reversed), Err("fees.tariff.reversed".into()));
    let no_source = r#"{ amount = "2500.00", mark = "seen", law = [] }"#;
    assert_eq!(lint(no_source), Err("fees.tariff.amount".into()));
    let two_ways = format!(r#"{{ amount = "1.00", percent = 5, {law} }}"#);
    assert_eq!(lint(&two_ways), Err("fees.tariff.amount".into()));
    assert_eq!(lint("{ amout = 3 }"), Err("fees.tariff.unreadable".into()));
}

#[test]
fn an_engine_over_another_pack_says_unknown_for_what_the_pack_lacks() {
    let law = r#"mark = "seen", law = [{ id = "patent-law" }]"#;
    let text = FILE.replace("RATES", &format!(r#"{{ amount = "3000.00", {law} }}"#));
    let tariffs = Tariffs::from_toml([("test", text.as_str())]).unwrap();
    let engine = Engine::new(tariffs, ip_core::calendar::Calendar::builtin().unwrap());
    let request = Request::from_json(
        br#"{"date": "2025-03-10", "acts": [{"act": "patent.examine"}, {"act": "gi.apply"}]}"#,
    )
    .unwrap();
    let quote = engine.quote(&request).unwrap();
    assert_eq!(quote.lines[0].amount.to_string(), "3000.00");
    assert_eq!(quote.lines[1].outcome, ip_fees::quote::Outcome::Unknown);
}

#[test]
fn a_successor_file_takes_the_place_of_the_shipped_one() {
    let (name, text) = Tariffs::builtin_files()
        .iter()
        .find(|(name, _)| *name == "hague")
        .unwrap();
    let successor = text.replace("4100.00", "4200.00");
    let engine = Engine::new(
        Tariffs::builtin_with(&[(name, &successor)]).unwrap(),
        ip_core::calendar::Calendar::builtin().unwrap(),
    );
    let request = Request::from_json(
        br#"{"date": "2025-03-10", "acts": [{"act": "hague.pay", "part": 1}, {"act": "gi.apply"}]}"#,
    )
    .unwrap();
    let quote = engine.quote(&request).unwrap();
    assert_eq!(quote.total().unwrap().amount.to_string(), "4200.00");
    let twice = Tariffs::builtin_with(&[("ours", &successor)]).unwrap_err();
    assert_eq!(twice.0[0].code, "fees.tariff.duplicate-item");
}

#[test]
fn a_day_that_no_source_has_is_marked_and_begins_no_version() {
    let tariffs = Tariffs::builtin().unwrap();
    let history = tariffs.history("trademark.opposition", Lang::En).unwrap();
    let last = history.last().unwrap();
    assert_eq!(last.from, Some(day("2021-01-01")));
    assert_eq!(last.from_mark, Some(Mark::Doubtful));
    let shown = tariffs.show(day("2025-03-10"), Lang::En);
    let of = |code: &str| shown.iter().find(|rate| rate.code == code).unwrap();
    assert_eq!(
        of("trademark.registration").tariff,
        "cn-trademark@2019-07-01"
    );
    assert_eq!(of("patent.stamp-duty").tariff, "cn-stamp-duty@2022-06-15");
    // The amount of 2021 surely stood until then; when it ended was not found.
    let handling = tariffs.history("pct.handling", Lang::En).unwrap();
    let of_2021 = handling
        .iter()
        .find(|rate| rate.from == Some(day("2021-12-01")))
        .unwrap();
    assert_eq!(of_2021.to_mark, Some(Mark::Doubtful));
    let json = serde_json::to_value(of_2021).unwrap();
    assert!(json["toMark"] == "doubtful" && json.get("fromMark").is_none());
    let findings = tariffs.lint(&Registry::builtin().unwrap());
    let doubted = |item: &str, found: &str| {
        let mut all = findings.iter();
        all.any(|finding| finding.item == item && finding.found == found)
    };
    assert!(doubted("pct.handling", "to 2021-12-31"));
    assert!(doubted("trademark.renewal", "basisDate"));
    assert!(doubted("patent.change-party", "unit"));
}
