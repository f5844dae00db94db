//! Every line cites law that was in force on the day that picked its rate.

#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use ip_core::law::{LawRef, Registry};
use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::payment::{PayChannel, PaymentRules};
use ip_fees::quote::{LineView, QuoteView};
use ip_fees::request::Request;
use ip_fees::tariff::Tariffs;

/// Acts whose lines show every item of the schedules.
const ACTS: &[&str] = &[
    r#"{"act": "patent.file", "right": "invention", "claims": 12, "pages": 301, "priorities": 1}"#,
    r#"{"act": "patent.examine", "filedOn": "2001-05-10"}"#,
    r#"{"act": "patent.reexamine", "right": "design", "receivedOn": "2001-05-10"}"#,
    r#"{"act": "patent.invalidate", "right": "design"}"#,
    r#"{"act": "patent.evaluate", "right": "utility-model"}"#,
    r#"{"act": "patent.register", "right": "invention", "annuityYear": 3}"#,
    r#"{"act": "patent.annuity", "right": "design", "year": 9, "grantYear": 2}"#,
    r#"{"act": "patent.annuity", "right": "invention", "year": 14, "grantYear": 2, "openLicence": true}"#,
    r#"{"act": "patent.restore"}"#,
    r#"{"act": "patent.extend", "dueOn": "2025-05-10"}"#,
    r#"{"act": "patent.change", "items": ["party", "agency"]}"#,
    r#"{"act": "patent.copy"}"#,
    r#"{"act": "patent.compulsory-licence", "right": "invention"}"#,
    r#"{"act": "patent.royalty-adjudication", "right": "invention"}"#,
    r#"{"act": "patent.examination-refund", "paid": "2500.00"}"#,
    r#"{"act": "pct.file", "pages": 40, "format": "xml", "naturalPersonsOnly": true}"#,
    r#"{"act": "pct.enter", "right": "invention", "ro": "CN", "isa": "CN", "claims": 12, "monthsFromPriority": 31}"#,
    r#"{"act": "pct.examine", "ro": "CN", "isa": "CN"}"#,
    r#"{"act": "pct.examine", "ro": "CN", "isa": "EP"}"#,
    r#"{"act": "hague.pay", "part": 1}"#,
    r#"{"act": "trademark.register", "classes": [{"class": 9, "items": 12}], "receivedOn": "2001-05-10"}"#,
    r#"{"act": "trademark.change", "channel": "online"}"#,
    r#"{"act": "layout.register"}"#,
    r#"{"act": "gi.apply"}"#,
];

/// Days around every change of law.
const DAYS: &[&str] = &[
    "2002-03-11",
    "2005-03-10",
    "2007-03-12",
    "2010-01-31",
    "2010-02-01",
    "2012-03-12",
    "2015-03-10",
    "2017-07-01",
    "2018-07-31",
    "2018-08-01",
    "2019-07-01",
    "2020-12-31",
    "2021-06-01",
    "2022-05-05",
    "2023-06-30",
    "2024-01-19",
    "2024-01-20",
    "2024-07-25",
    "2024-07-26",
    "2025-03-10",
    "2026-11-23",
    "2027-03-10",
];

/// Tells of the amounts before it only by how much it changes them: they are derived from it, and believed.
const DERIVED_FROM: &str = "cnipa-pct-amounts-2023-07";

fn lines(engine: &Engine, date: &str, act: &str) -> Vec<LineView> {
    let text = format!(r#"{{"date": "{date}", "reduction": "85", "acts": [{act}]}}"#);
    let request = Request::from_json(text.as_bytes()).unwrap();
    let json = engine.quote(&request).unwrap().to_json(Lang::En);
    serde_json::from_str::<QuoteView>(&json).unwrap().lines
}

#[test]
fn no_line_cites_law_of_another_day() {
    let engine = Engine::builtin().unwrap();
    let registry = Registry::builtin().unwrap();
    let in_force = |law: &LawRef, day: NaiveDate| {
        let instrument = registry.get(&law.id).unwrap();
        instrument.from.is_none_or(|from| from <= day) && instrument.to.is_none_or(|to| day <= to)
    };
    let mut wrong = Vec::new();
    for date in DAYS {
        for act in ACTS {
            for line in lines(&engine, date, act) {
                let of_due = line
                    .due
                    .iter()
                    .flat_map(|due| due.basis.iter().map(|law| (law, due.nominal)));
                let of_line = line.basis.iter().map(|law| (law, line.basis_day));
                for (law, day) in of_line.chain(of_due) {
                    if !in_force(law, day) && law.id != DERIVED_FROM {
                        wrong.push(format!("{} on {day} cites {}", line.code, law.id));
                    }
                }
                let mut once = line.basis.clone();
                once.dedup();
                once.retain(|law| line.basis.iter().filter(|other| *other == law).count() == 1);
                if once.len() != line.basis.len() {
                    wrong.push(format!("{} on {date} cites {:?}", line.code, line.basis));
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rate_that_still_stands_cites_the_law_of_today_and_an_old_one_that_of_its_last_day() {
    let tariffs = Tariffs::builtin().unwrap();
    let cited = |code: &str| -> Vec<Vec<String>> {
        let history = tariffs.history(code, Lang::En).unwrap();
        let ids = |law: &Vec<LawRef>| law.iter().map(|law| law.id.clone()).collect();
        history.iter().map(|rate| ids(&rate.basis)).collect()
    };
    assert_eq!(
        cited("patent.filing"),
        [["jijiage-2000-2441", "patent-rules-2023"]]
    );
    assert_eq!(
        cited("patent.suspension"),
        [vec!["jijiage-2000-2441"], vec!["patent-rules-2023"]]
    );
}

#[test]
fn a_channel_of_payment_cites_the_edition_of_the_day() {
    let rules = PaymentRules::builtin().unwrap();
    let bank = rules.channel(PayChannel::Bank).unwrap();
    let on = |day: &str| -> Vec<&str> {
        let day = day.parse().unwrap();
        bank.law_on(day).map(|law| law.id.as_str()).collect()
    };
    assert_eq!(on("2024-01-19"), ["patent-rules-2010"]);
    assert_eq!(on("2024-01-20"), ["patent-rules-2023"]);
}
