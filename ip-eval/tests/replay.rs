//! A story replayed from JSON: what comes out are states, clocks, counters and refusals.
#![allow(clippy::unwrap_used)]

use ip_core::calendar::Calendar;
use ip_eval::replay::ReplayRequest;
use proptest::prelude::*;
use serde_json::{Value, json};

fn replay(request: Value) -> Value {
    let request: ReplayRequest = serde_json::from_value(request).unwrap();
    serde_json::to_value(request.answer(&Calendar::builtin().unwrap()).unwrap()).unwrap()
}

fn service(id: &str) -> Value {
    json!({"id": id, "kind": "case", "node": "complete", "matter": "patent-filing", "unit": "office-1",
        "point": "window-1", "staff": "staff-7", "channel": "hall-tablet", "at": "2026-03-02T09:00:00+08:00"})
}

fn submit(service: &str, id: &str, level: &str, labels: &[&str]) -> Value {
    json!({"at": "2026-03-02T10:00:00+08:00", "service": service, "do": "submit", "review": {"id": id,
        "level": level, "labels": labels, "channel": "qr-code", "name": "real-name", "reviewer": "citizen-1",
        "at": "2026-03-02T09:30:00+08:00"}})
}

fn by(id: &str, role: &str) -> Value {
    if role == "unit" {
        json!({"id": id, "role": role, "unit": "office-1"})
    } else {
        json!({"id": id, "role": role})
    }
}

fn story() -> Value {
    json!({
        "profile": "shanghai-1-5-15",
        "services": [service("s1"), service("s2"), service("s3")],
        "reviews": [
            submit("s1", "r1", "dissatisfied", &["209"]),
            submit("s2", "r2", "very-satisfied", &["214"]),
            submit("s3", "r3", "very-satisfied", &["517"]),
        ],
        "rectification": [
            {"at": "2026-03-02T11:00:00+08:00", "of": "r1", "by": by("a1", "administration"), "do": "dispatch", "unit": "office-1"},
            {"at": "2026-03-02T12:00:00+08:00", "of": "r1", "by": by("u1", "unit"), "do": "contact", "way": "phone", "outcome": "reached"},
            {"at": "2026-03-02T13:00:00+08:00", "of": "r1", "by": by("u1", "unit"), "do": "sign-for"},
        ],
        "asOf": "2026-03-09T09:00:00+08:00",
    })
}

#[test]
fn a_story_ends_in_states_clocks_counters_and_refusals() {
    let end = replay(story());
    let refused: Vec<(&str, &str)> = end["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            (
                r["pointer"].as_str().unwrap(),
                r["refusal"]["guard"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        refused,
        [
            ("/reviews/1", "eval.review.label-level"),
            ("/rectification/1", "eval.case.stage")
        ]
    );
    assert_eq!(
        end["cases"].as_array().unwrap().len(),
        1,
        "one bad review, one case"
    );
    let case = &end["cases"][0];
    assert_eq!(case["state"]["stage"], "signed-for");
    assert_eq!(case["state"]["assessed"], "staff-7");
    let clock = |name: &str| {
        case["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["name"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(clock("contact")["colour"], "late");
    assert_eq!(clock("contact")["dueOn"], "2026-03-03");
    assert_eq!(clock("rectify-simple")["dueOn"], "2026-03-09");
    assert_eq!(clock("rectify-simple")["colour"], "soon");
    assert_eq!(end["counters"]["metrics"]["reviews"], 2);
    assert_eq!(end["counters"]["metrics"]["bad"], 1);
    assert_eq!(end["counters"]["metrics"]["notReviewedRate"], "0.333333333");
    assert_eq!(end["counters"]["rectification"]["cases"], 1);
}

#[test]
fn the_order_of_the_request_does_not_matter() {
    let mut turned = story();
    for list in ["services", "reviews"] {
        turned[list].as_array_mut().unwrap().reverse();
    }
    assert_eq!(replay(story())["hash"], replay(turned)["hash"]);
}

#[test]
fn a_case_found_void_takes_its_review_out_of_the_figures() {
    let mut story = story();
    let steps = story["rectification"].as_array_mut().unwrap();
    steps.push(
        json!({"at": "2026-03-03T11:00:00+08:00", "of": "r1", "by": by("staff-7", "assessed"),
        "do": "appeal", "ground": "wrong-object", "evidence": ["e1"]}),
    );
    steps.push(
        json!({"at": "2026-03-03T12:00:00+08:00", "of": "r1", "by": by("a1", "administration"),
        "do": "void", "ground": "wrong-object", "evidence": ["e1"], "second": "a2"}),
    );
    let end = replay(story);
    assert_eq!(end["counters"]["metrics"]["bad"], 0);
    assert_eq!(end["counters"]["rectification"]["cases"], 0);
    assert_eq!(end["counters"]["rectification"]["voidShare"], "1.000000000");
    assert_eq!(
        end["services"][0]["state"]["original"]["integrity"],
        json!({"type": "voided", "ground": "wrong-object"})
    );
}

fn cases(end: &Value) -> Vec<(&str, &str)> {
    let all = end["cases"].as_array().unwrap().iter();
    all.map(|case| {
        (
            case["state"]["id"].as_str().unwrap(),
            case["state"]["review"].as_str().unwrap(),
        )
    })
    .collect()
}

fn register(case: &str, review: &str, by: Value, name: &str) -> Value {
    json!({"at": "2026-03-02T10:30:00+08:00", "of": case, "by": by, "do": "register", "case": case, "review": review,
        "service": "s1", "level": "dissatisfied", "name": name})
}

fn guards(end: &Value) -> Vec<&str> {
    let all = end["refusals"].as_array().unwrap().iter();
    all.map(|r| r["refusal"]["guard"].as_str().unwrap())
        .collect()
}

#[test]
fn one_review_has_one_case_whoever_registers_what() {
    let story = |steps: Value| {
        json!({"profile": "national", "services": [service("s1")],
            "reviews": [submit("s1", "r1", "dissatisfied", &[])], "rectification": steps})
    };
    let admin = || by("a1", "administration");
    let twice = replay(story(json!([
        register("c1", "r1", admin(), "real-name"),
        register("c2", "r1", admin(), "real-name"),
    ])));
    assert_eq!(cases(&twice), [("c1", "r1")]);
    assert_eq!(guards(&twice), ["eval.case.exists"]);
    // A name that the review does not have would take it out of every count of real names.
    let other = replay(story(json!([register("c1", "r1", admin(), "anonymous")])));
    assert_eq!(cases(&other), [("r1", "r1")]);
    assert_eq!(guards(&other), ["eval.case.other-review"]);
    let unit = replay(story(json!([register(
        "c1",
        "r1",
        by("u1", "unit"),
        "real-name"
    )])));
    assert_eq!(
        cases(&unit),
        [("r1", "r1")],
        "a refused registration leaves no bad review without a case"
    );
    assert_eq!(guards(&unit), ["eval.case.role"]);
}

#[test]
fn a_place_that_revisits_the_third_level_opens_a_case_for_it() {
    let end = |profile: &str| {
        replay(json!({"profile": profile, "services": [service("s1")],
            "reviews": [submit("s1", "r1", "basically-satisfied", &[])]}))
    };
    let shenyang = end("shenyang-ip");
    assert_eq!(cases(&shenyang), [("r1", "r1")]);
    assert_eq!(shenyang["counters"]["rectification"]["cases"], 0);
    assert_eq!(
        shenyang["counters"]["rectification"]["counts"]["followed"],
        1
    );
    assert_eq!(cases(&end("national")), []);
}

#[test]
fn a_bad_supplementary_review_has_a_case_as_any_bad_one() {
    let mut again = submit("s1", "r2", "very-dissatisfied", &[]);
    again["do"] = json!("supplement");
    let end = replay(json!({"profile": "national", "services": [service("s1")],
        "reviews": [submit("s1", "r1", "satisfied", &[]), again]}));
    assert_eq!(guards(&end), Vec::<&str>::new());
    assert_eq!(cases(&end), [("r2", "r2")]);
    assert_eq!(end["counters"]["supplementary"], json!([0, 0, 0, 0, 1]));
    assert_eq!(end["counters"]["metrics"]["bad"], 0, "no rate has it");
}

#[test]
fn what_is_overdue_on_the_day_of_reading_counts_as_late_without_anybody_looking() {
    let mut story = story();
    story["asOf"] = json!("2026-06-01T09:00:00+08:00");
    let end = replay(story);
    assert_eq!(
        end["counters"]["rectification"]["onTimeRate"],
        "0.000000000"
    );
}

#[test]
fn an_unknown_field_in_a_step_is_not_read() {
    let mut story = story();
    story["rectification"][0]["untit"] = json!("office-2");
    assert!(serde_json::from_value::<ReplayRequest>(story).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Invariant 6: every bad review that counts has exactly one case, and nothing else has one.
    #[test]
    fn every_bad_review_has_exactly_one_case(
        levels in prop::collection::vec(
            (prop::sample::select(vec!["very-satisfied", "basically-satisfied", "dissatisfied", "very-dissatisfied"]), any::<bool>(), any::<bool>()),
            0..8,
        ),
    ) {
        let mut services = Vec::new();
        let mut reviews = Vec::new();
        let mut bad = 0;
        for (i, (level, held, again)) in levels.iter().enumerate() {
            let (id, review) = (format!("s{i}"), format!("r{i}"));
            services.push(service(&id));
            let mut step = submit(&id, &review, level, &[]);
            if *held {
                step["suspicions"] = json!(["F2"]);
            }
            reviews.push(step);
            if *again {
                // A second review is refused and opens no second case.
                reviews.push(submit(&id, &format!("again-{i}"), "very-dissatisfied", &[]));
            }
            bad += usize::from(level.ends_with("dissatisfied") && !held);
        }
        let end = replay(json!({"profile": "national", "services": services, "reviews": reviews}));
        let cases = end["cases"].as_array().unwrap();
        prop_assert_eq!(cases.len(), bad);
        let mut of: Vec<&str> = cases.iter().map(|case| case["state"]["review"].as_str().unwrap()).collect();
        of.dedup();
        prop_assert_eq!(of.len(), bad);
        prop_assert!(of.iter().all(|review| !review.starts_with("again")));
    }
}
