//! Deadlines against published examples, refusals with their place, and the laws of counting.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::{Datelike, Days, Months, NaiveDate};
use ip_core::calendar::Calendar;
use ip_core::law::Registry;
use ip_core::limit::{self, Limits};
use ip_core::period::{self, Length, Regime, Request, Rules, Span, Unit, WorkdaysRequest};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    source: String,
    request: String,
    trigger: Option<NaiveDate>,
    nominal: NaiveDate,
    effective: NaiveDate,
    #[serde(default)]
    provisional: Option<bool>,
    #[serde(default)]
    rules: Vec<String>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

fn limits() -> Limits {
    Limits::builtin().expect("the shipped limits read")
}

fn calendar() -> Calendar {
    Calendar::builtin().expect("the shipped notices read")
}

fn request(json: &str) -> Request {
    serde_json::from_str(json).expect("a request")
}

#[test]
fn published_examples() {
    let (limits, calendar) = (limits(), calendar());
    let cases: Cases = toml::from_str(include_str!("cases/deadlines.toml")).unwrap();
    for case in cases.case {
        let found = limits
            .deadline(&request(&case.request), &calendar)
            .unwrap_or_else(|e| panic!("{}: {e}", case.source));
        assert_eq!(found.nominal, case.nominal, "nominal: {}", case.source);
        assert_eq!(
            found.effective, case.effective,
            "effective: {}",
            case.source
        );
        assert_eq!(
            found.provisional,
            case.provisional.unwrap_or(false),
            "{}",
            case.source
        );
        if let Some(trigger) = case.trigger {
            assert_eq!(found.trigger, trigger, "trigger: {}", case.source);
        }
        if !case.rules.is_empty() {
            let rules: Vec<_> = found.steps.iter().map(|s| s.rule.as_ref()).collect();
            assert_eq!(rules, case.rules, "{}", case.source);
        }
        assert_eq!(
            found.steps.last().unwrap().date,
            found.effective,
            "{}",
            case.source
        );
    }
}

#[test]
fn the_answer_has_the_agreed_shape() {
    let json =
        r#"{"regime": "patent", "trigger": "2025-12-31", "length": {"n": 2, "unit": "month"}}"#;
    let deadline = limits().deadline(&request(json), &calendar()).unwrap();
    let answer = serde_json::to_value(&deadline).unwrap();
    assert_eq!(
        answer,
        serde_json::json!({
            "trigger": "2025-12-31",
            "nominal": "2026-02-28",
            "effective": "2026-02-28",
            "provisional": false,
            "steps": [
                {"rule": "trigger", "date": "2025-12-31"},
                {"rule": "start-excluded", "date": "2026-01-01",
                 "basis": {"id": "patent-rules-2023", "article": "5"}},
                {"rule": "month-end", "date": "2026-02-28",
                 "basis": {"id": "patent-rules-2023", "article": "5"}},
                {"rule": "working-day", "date": "2026-02-28",
                 "basis": {"id": "patent-rules-2023", "article": "5"}},
            ],
            "calendar": {"coveredUntil": "2026-12-31"},
        })
    );
    assert_eq!(
        serde_json::from_value::<period::Deadline>(answer).unwrap(),
        deadline
    );
}

#[test]
fn a_chain_says_from_which_end_it_counts_and_shows_the_other() {
    let json = r#"{"limit": "patent.annual-fee-grace", "facts": {"filingDate": "2020-10-02", "annuityYear": 6}}"#;
    let deadline = limits().deadline(&request(json), &calendar()).unwrap();
    assert!(
        deadline
            .steps
            .iter()
            .any(|s| s.rule == "chained-from-rolled")
    );
    let other = deadline.alternative.expect("the nominal day differs");
    assert_eq!(other.base, period::Base::Nominal);
    assert_eq!(other.effective.to_string(), "2026-04-02");
}

#[test]
fn an_extension_shows_both_ends_it_can_be_counted_from() {
    let ask = |json: &str| limits().deadline(&request(json), &calendar()).unwrap();
    let rolled = ask(
        r#"{"limit": "patent.office-action-first", "facts": {"receipt": "2026-06-01"}, "extension": {"months": 1}}"#,
    );
    assert_eq!(rolled.effective.to_string(), "2026-11-02"); // 1 November is a Sunday
    let other = rolled.alternative.expect("the period ended on a holiday");
    assert_eq!(other.base, period::Base::Rolled);
    assert_eq!(other.trigger.to_string(), "2026-10-08");
    assert_eq!(other.effective.to_string(), "2026-11-09");
    assert_eq!(rolled.notes[0].code, "core.limit.extension-base");
    let plain = ask(
        r#"{"limit": "patent.office-action-first", "facts": {"receipt": "2026-06-02"}, "extension": {"months": 1}}"#,
    );
    assert!(plain.alternative.is_some(), "2 October is a holiday too");
    let plain = ask(
        r#"{"limit": "patent.office-action-first", "facts": {"receipt": "2026-05-12"}, "extension": {"months": 1}}"#,
    );
    assert_eq!(plain.effective.to_string(), "2026-10-12");
    assert!(plain.alternative.is_some(), "12 September is a Saturday");
    let plain = ask(
        r#"{"limit": "patent.office-action-first", "facts": {"receipt": "2026-05-11"}, "extension": {"months": 1}}"#,
    );
    assert!(plain.alternative.is_none() && plain.notes.is_empty());
}

#[test]
fn a_new_law_on_the_way_and_a_law_not_loaded_are_said_aloud() {
    let ask = |json: &str| limits().deadline(&request(json), &calendar());
    let crossing =
        ask(r#"{"limit": "trademark.opposition", "facts": {"publicationDate": "2026-10-13"}}"#);
    let notes = crossing.unwrap().notes;
    assert_eq!(notes[0].code, "core.limit.law-changes");
    assert_eq!(notes[0].args["law"], "trademark-law-2026");
    let unknown =
        ask(r#"{"limit": "trademark.opposition", "facts": {"publicationDate": "2027-01-01"}}"#);
    let problems = unknown.unwrap_err().0;
    assert_eq!(problems[0].code, "core.limit.law-not-loaded");
    assert_eq!(
        problems[0].expected.as_deref(),
        Some("2026-12-31 or earlier")
    );
}

#[test]
fn a_text_younger_than_the_limit_says_so() {
    let ask = |receipt: &str| {
        let json =
            format!(r#"{{"limit": "patent.restoration", "facts": {{"receipt": "{receipt}"}}}}"#);
        limits()
            .deadline(&request(&json), &calendar())
            .unwrap()
            .notes
    };
    assert!(ask("2024-01-20").is_empty());
    let notes = ask("2024-01-19");
    assert_eq!(notes[0].code, "core.limit.law-came-later");
    assert_eq!(notes[0].args["from"], "2024-01-20");
}

#[test]
fn a_request_that_cannot_be_answered_says_where_and_why() {
    let (limits, calendar) = (limits(), calendar());
    let problems = |json: &str| -> Vec<(String, String)> {
        let problems = limits.deadline(&request(json), &calendar).unwrap_err();
        problems
            .0
            .iter()
            .map(|p| (p.code.to_string(), p.pointer.clone()))
            .collect()
    };
    let pair = |code: &str, pointer: &str| (code.to_string(), pointer.to_string());
    assert_eq!(
        problems("{}"),
        [
            pair("core.deadline.missing", "/regime"),
            pair("core.deadline.missing", "/length"),
            pair("core.deadline.missing", "/trigger"),
        ]
    );
    let cases = [
        (
            r#"{"regime":"patent","trigger":"2026-01-01","service":{"channel":"post","dispatched":"2026-01-01"},"length":{"n":1,"unit":"day"}}"#,
            "core.deadline.conflict",
            "/service",
        ),
        (
            r#"{"regime":"patent","service":{"channel":"post"},"length":{"n":1,"unit":"day"}}"#,
            "core.deadline.missing",
            "/service/dispatched",
        ),
        (
            r#"{"regime":"patent","service":{"channel":"post","dispatched":"2026-01-02","received":"2026-01-01"},"length":{"n":1,"unit":"day"}}"#,
            "core.deadline.received-before-dispatch",
            "/service/received",
        ),
        (
            r#"{"regime":"civil","service":{"channel":"post","dispatched":"2026-01-02"},"length":{"n":1,"unit":"day"}}"#,
            "core.deadline.no-service-rule",
            "/service/channel",
        ),
        (
            r#"{"regime":"patent","trigger":"2026-01-01","length":{"n":4294967295,"unit":"year"}}"#,
            "core.deadline.out-of-range",
            "/length",
        ),
        (
            r#"{"regime":"patent","trigger":"+262142-01-01","length":{"n":100,"unit":"year"}}"#,
            "core.deadline.out-of-range",
            "/length",
        ),
        (
            r#"{"regime":"licensing","trigger":"2026-01-01","length":{"n":1,"unit":"month"}}"#,
            "core.deadline.unit",
            "/length/unit",
        ),
        (
            r#"{"regime":"patent","trigger":"2026-01-01","length":{"n":1,"unit":"month"},"pauses":[{"from":"2026-01-02","to":"2026-01-03"}]}"#,
            "core.deadline.pauses-need-working-days",
            "/pauses",
        ),
        (
            r#"{"regime":"licensing","trigger":"2026-01-05","length":{"n":9,"unit":"day"},"pauses":[{"from":"2026-01-08","to":"2026-01-07"}]}"#,
            "core.deadline.pause",
            "/pauses/0",
        ),
        (r#"{"laterOf":[]}"#, "core.deadline.missing", "/laterOf"),
        (
            r#"{"laterOf":[{"regime":"patent","trigger":"2026-01-01"}]}"#,
            "core.deadline.missing",
            "/laterOf/0/length",
        ),
        (
            r#"{"laterOf":[],"earlierOf":[]}"#,
            "core.deadline.conflict",
            "/earlierOf",
        ),
        (
            r#"{"laterOf":[],"regime":"patent"}"#,
            "core.deadline.conflict",
            "/regime",
        ),
        (
            r#"{"limit":"patent.nothing"}"#,
            "core.limit.unknown",
            "/limit",
        ),
        (
            r#"{"limit":"patent.reexamination"}"#,
            "core.limit.missing-fact",
            "/facts/receipt",
        ),
        (
            r#"{"limit":"patent.reexamination","facts":{"receipt":5}}"#,
            "core.limit.wrong-fact",
            "/facts/receipt",
        ),
        (
            r#"{"limit":"patent.reexamination","facts":{"receipt":"2026-01-01","clams":1}}"#,
            "core.limit.unexpected-fact",
            "/facts/clams",
        ),
        (
            r#"{"limit":"patent.annual-fee","facts":{"filingDate":"2020-01-01","annuityYear":1}}"#,
            "core.limit.wrong-fact",
            "/facts/annuityYear",
        ),
        (
            r#"{"limit":"patent.novelty-grace","facts":{"disclosureDate":{"channel":"post","dispatched":"2026-01-01"}}}"#,
            "core.limit.wrong-fact",
            "/facts/disclosureDate",
        ),
        (
            r#"{"limit":"patent.office-action-first","facts":{"receipt":"2026-06-01"},"extension":{"months":3}}"#,
            "core.limit.extension-length",
            "/extension/months",
        ),
        (
            r#"{"limit":"patent.office-action-first","facts":{"receipt":"2026-06-01"},"extension":{"months":0}}"#,
            "core.limit.extension-length",
            "/extension/months",
        ),
        (
            r#"{"limit":"patent.office-action-first","facts":{"receipt":"2026-06-01"},"extension":{"months":1,"requested":"2026-10-09"}}"#,
            "core.limit.extension-late",
            "/extension/requested",
        ),
        (
            r#"{"limit":"patent.reexamination","facts":{"receipt":"2026-06-01"},"extension":{"months":1}}"#,
            "core.limit.not-extendable",
            "/extension",
        ),
        (
            r#"{"regime":"patent","trigger":"2026-01-01","length":{"n":1,"unit":"month"},"extension":{"months":1}}"#,
            "core.deadline.missing",
            "/limit",
        ),
        (
            r#"{"limit":"patent.reexamination","regime":"patent","facts":{"receipt":"2026-01-01"}}"#,
            "core.deadline.conflict",
            "/regime",
        ),
        (
            r#"{"limit":"layout.term"}"#,
            "core.limit.missing-fact",
            "/facts/filingDate",
        ),
    ];
    let known = |code: &str| period::CODES.contains(&code) || limit::CODES.contains(&code);
    for (json, code, pointer) in cases {
        assert_eq!(problems(json)[0], pair(code, pointer), "{json}");
        assert!(problems(json).iter().all(|(code, _)| known(code)));
    }
    assert!(serde_json::from_str::<Request>(r#"{"regim":"patent"}"#).is_err());
    let deep = (0..20).fold(r#"{"regime":"patent"}"#.to_string(), |inner, _| {
        format!(r#"{{"laterOf":[{inner}]}}"#)
    });
    assert!(problems(&deep)[0].0 == "core.deadline.too-deep");
}

#[test]
fn every_row_of_the_table_is_listed_with_its_facts_and_laws() {
    let (limits, registry) = (limits(), Registry::builtin().unwrap());
    let mut rows: Vec<u16> = limits.iter().map(|l| l.row).collect();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows, (1..=64).collect::<Vec<_>>());
    for listing in limits.list() {
        assert!(!listing.facts.is_empty(), "{}", listing.limit);
        assert!(
            listing
                .entry
                .basis
                .iter()
                .all(|b| registry.get(&b.id).is_some())
        );
        assert!(!listing.length.is_empty());
    }
    for rules in limits.rules().iter() {
        let service = rules.service.iter().map(|s| &s.basis);
        let basis = rules.basis.iter();
        let basis = basis.flat_map(|b| b.start.iter().chain([&b.end, &b.roll]));
        for law in service.chain(basis) {
            assert!(registry.get(&law.id).is_some(), "{}", law.id);
        }
    }
    let trademark =
        |l: &&limit::Limit| l.id.starts_with("trademark.") || l.id.starts_with("madrid.");
    for limit in limits.iter().filter(trademark) {
        assert_eq!(limit.to.unwrap().to_string(), "2026-12-31", "{}", limit.id);
        assert_eq!(limit.successor.as_deref(), Some("trademark-law-2026"));
    }
    let json = serde_json::to_value(limits.list().next().unwrap()).unwrap();
    assert_eq!(json["limit"], "patent.novelty-grace");
    assert_eq!(json["facts"][0]["name"], "disclosureDate");
}

/// Every limit answers when its facts are given, and its facts are all it needs.
#[test]
fn every_limit_answers() {
    let (limits, calendar) = (limits(), calendar());
    for limit in limits.iter() {
        let facts = limits.facts_of(limit);
        let facts: serde_json::Map<_, _> = facts
            .iter()
            .map(|fact| match fact.kind {
                limit::FactKind::Number => (fact.name.clone(), 5.into()),
                _ => (
                    fact.name.clone(),
                    limit.to.map_or("2025-03-03".into(), |to| {
                        (to - Days::new(300)).to_string().into()
                    }),
                ),
            })
            .collect();
        let request = serde_json::json!({"limit": limit.id, "facts": facts});
        let request: Request = serde_json::from_value(request).unwrap();
        let found = limits.deadline(&request, &calendar);
        let found = found.unwrap_or_else(|e| panic!("{}: {e}", limit.id));
        assert!(found.effective >= found.nominal, "{}", limit.id);
        assert_eq!(found.limit.as_deref(), Some(limit.id.as_str()));
    }
}

#[test]
fn working_days_forth_and_between() {
    let calendar = calendar();
    let ask = |json: &str| {
        let request: WorkdaysRequest = serde_json::from_str(json).unwrap();
        let answer = period::workdays(&request, &calendar);
        answer.map(|a| serde_json::to_value(a).unwrap())
    };
    assert_eq!(
        ask(r#"{"from":"2026-02-13","n":6}"#).unwrap(),
        serde_json::json!({"date": "2026-02-28", "provisional": false})
    );
    assert_eq!(
        ask(r#"{"from":"2026-02-13","to":"2026-02-28"}"#).unwrap(),
        serde_json::json!({"count": 6, "provisional": false})
    );
    assert_eq!(
        ask(r#"{"from":"2026-02-13","n":5,"calendarUntil":"2026-02-14"}"#).unwrap()["provisional"],
        true
    );
    let code = |json: &str| ask(json).unwrap_err().0[0].code.clone();
    assert_eq!(code(r#"{"from":"2026-02-13"}"#), "core.deadline.missing");
    assert_eq!(
        code(r#"{"from":"2026-02-13","n":1,"to":"2026-02-14"}"#),
        "core.deadline.conflict"
    );
    assert_eq!(
        code(r#"{"from":"2026-02-13","to":"2026-02-12"}"#),
        "core.deadline.out-of-range"
    );
    assert_eq!(
        code(r#"{"from":"2026-02-13","n":4000000000}"#),
        "core.deadline.out-of-range"
    );
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2005, 1, 1).unwrap();
    (0..9_000u64).prop_map(move |n| first + Days::new(n))
}

proptest! {
    #[test]
    fn months_end_on_the_corresponding_day_or_the_last(trigger in any_day(), n in 0..60u32) {
        let (rules, calendar) = (Rules::builtin().unwrap(), calendar());
        let span = Span::new(Regime::Patent, Length::new(n, Unit::Month));
        let end = rules.end(&span, trigger, &calendar).unwrap();
        let first = trigger.with_day(1).unwrap() + Months::new(n);
        let last = (first + Months::new(1)).pred_opt().unwrap().day();
        prop_assert_eq!((end.nominal.year(), end.nominal.month()), (first.year(), first.month()));
        prop_assert_eq!(end.nominal.day(), trigger.day().min(last));
        prop_assert!(end.effective >= end.nominal);
        prop_assert!(calendar.is_working_day(end.effective));
        let before = end.nominal.iter_days().take_while(|d| *d < end.effective);
        prop_assert!(before.into_iter().all(|d| !calendar.is_working_day(d)));
    }

    #[test]
    fn a_later_trigger_never_ends_earlier(
        trigger in any_day(),
        later in 0..400u64,
        n in 0..200u32,
        unit in prop::sample::select(vec![Unit::Day, Unit::WorkingDay, Unit::Month]),
    ) {
        let (rules, calendar) = (Rules::builtin().unwrap(), calendar());
        let span = Span::new(Regime::Trademark, Length::new(n, unit));
        let end = |from| rules.end(&span, from, &calendar).unwrap().effective;
        prop_assert!(end(trigger) <= end(trigger + Days::new(later)));
    }

    /// The trace tells the same days as the count without one.
    #[test]
    fn a_trace_changes_nothing(trigger in any_day(), n in 0..300u32) {
        let (rules, calendar) = (Rules::builtin().unwrap(), calendar());
        let length = Length::new(n, Unit::Day);
        for regime in [Regime::Patent, Regime::Licensing, Regime::Reconsideration] {
            let request = Request { regime: Some(regime), trigger: Some(trigger), length: Some(length), ..Request::default() };
            let traced = rules.deadline(&request, &calendar).unwrap();
            let end = rules.end(&Span::new(regime, length), trigger, &calendar).unwrap();
            prop_assert_eq!((traced.nominal, traced.effective, traced.provisional), (end.nominal, end.effective, end.provisional));
            prop_assert_eq!(traced.steps.last().unwrap().date, end.effective);
        }
    }

    /// Dates at the ends of time, lengths of any size: an answer or a problem, never a panic.
    #[test]
    fn nothing_breaks_it(days in any::<i32>(), n in any::<u32>(), unit in 0..4usize, start in 0..7usize) {
        let trigger = NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(NaiveDate::MAX);
        let units = [Unit::Day, Unit::WorkingDay, Unit::Month, Unit::Year];
        let regimes = [Regime::Patent, Regime::Trademark, Regime::Licensing, Regime::Reconsideration, Regime::Litigation, Regime::Civil, Regime::Penalty, Regime::Enforcement];
        let request = Request { regime: Some(regimes[start]), trigger: Some(trigger), length: Some(Length::new(n, units[unit])), ..Request::default() };
        let _ = Rules::builtin().unwrap().deadline(&request, &calendar());
    }
}

#[test]
fn every_step_of_every_limit_has_a_title() {
    let limits = limits();
    let cases: Cases = toml::from_str(include_str!("cases/deadlines.toml")).unwrap();
    for case in cases.case {
        let found = limits.deadline(&request(&case.request), &calendar());
        for step in found.expect("a deadline").steps {
            let title = limits.rules().step_title(&step.rule);
            assert!(title.is_some(), "{} has no title", step.rule);
        }
    }
}
