//! The reviews of one service: one original, one supplementary, no personal data, nothing lost.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, at, form, service};
use ip_core::party::Sensitive;
use ip_eval::level::Level;
use ip_eval::review::{
    Command, Event, Integrity, Kind, NameMode, Reviews, Submission, VoidGround, decide, evolve,
    validate,
};
use proptest::prelude::*;

/// Carries out a command, and says the guard when it is refused.
fn step(
    world: &World,
    state: &mut Reviews,
    now: &str,
    command: Command,
) -> Result<Vec<Event>, String> {
    let events = decide(state, command, &world.context(now)).map_err(|refusal| refusal.guard)?;
    *state = events.iter().fold(state.clone(), evolve);
    Ok(events)
}

fn opened(world: &World) -> Reviews {
    let mut state = Reviews::default();
    let service = service("s1", "2026-03-02T10:00:00+08:00");
    step(
        world,
        &mut state,
        "2026-03-02T10:00:00+08:00",
        Command::Open { service },
    )
    .unwrap();
    state
}

fn submit(level: Level, time: &str, id: &str) -> Command {
    Command::Submit {
        review: form(id, level, time),
        suspicions: Vec::new(),
    }
}

#[test]
fn one_original_one_supplementary_and_no_more() {
    let world = World::new("national");
    let mut state = opened(&world);
    let t = "2026-03-02T10:05:00+08:00";
    let early = Command::Supplement {
        review: form("r0", Level::Satisfied, t),
        closed_at: None,
    };
    assert_eq!(
        step(&world, &mut state, t, early).unwrap_err(),
        "eval.review.no-original"
    );
    step(&world, &mut state, t, submit(Level::Dissatisfied, t, "r1")).unwrap();
    let again = step(&world, &mut state, t, submit(Level::VerySatisfied, t, "r2"));
    assert_eq!(again.unwrap_err(), "eval.review.second");
    let add = |id| Command::Supplement {
        review: form(id, Level::Satisfied, t),
        closed_at: None,
    };
    step(&world, &mut state, t, add("r3")).unwrap();
    assert_eq!(
        step(&world, &mut state, t, add("r4")).unwrap_err(),
        "eval.review.supplementary-over"
    );
    assert_eq!(state.original.unwrap().review.level, Level::Dissatisfied);
}

#[test]
fn a_review_before_its_service_or_in_the_future_is_refused() {
    let world = World::new("national");
    let t = "2026-03-02T09:59:00+08:00";
    let early = step(
        &world,
        &mut Reviews::default(),
        t,
        submit(Level::Satisfied, t, "r1"),
    );
    assert_eq!(early.unwrap_err(), "eval.review.before-service");
    let mut state = opened(&world);
    let early = step(&world, &mut state, t, submit(Level::Satisfied, t, "r1"));
    assert_eq!(early.unwrap_err(), "eval.review.before-service");
    let late = step(
        &world,
        &mut state,
        t,
        submit(Level::Satisfied, "2026-03-03T10:00:00+08:00", "r1"),
    );
    assert_eq!(late.unwrap_err(), "eval.review.in-future");
}

#[test]
fn silence_counts_only_where_the_profile_says_so_and_yields_to_a_person() {
    let world = World::new("national");
    let mut state = opened(&world);
    let apply = || Command::ApplySilence {
        id: "d1".parse().unwrap(),
    };
    let after = "2026-03-10T09:00:00+08:00";
    assert_eq!(
        step(&world, &mut state, after, apply()).unwrap_err(),
        "eval.review.no-default"
    );

    let guangdong = World::new("guangdong-2019-default");
    let mut state = opened(&guangdong);
    let last = "2026-03-09T23:59:59+08:00";
    assert_eq!(
        step(&guangdong, &mut state, last, apply()).unwrap_err(),
        "eval.review.window-open"
    );
    step(&guangdong, &mut state, after, apply()).unwrap();
    let entry = state.original.clone().unwrap();
    assert_eq!(
        (entry.review.kind, entry.review.level),
        (Kind::Default, Level::BasicallySatisfied)
    );
    // A form that was given in time and arrives late takes the place of the default.
    let given = submit(Level::VeryDissatisfied, "2026-03-09T20:00:00+08:00", "r1");
    let events = step(&guangdong, &mut state, after, given).unwrap();
    assert!(matches!(
        events[0],
        Event::DefaultWithdrawn {
            level: Level::BasicallySatisfied,
            ..
        }
    ));
    assert_eq!(state.original.unwrap().review.kind, Kind::Active);
    // After the window nothing comes in.
    let mut state = opened(&guangdong);
    let late = step(
        &guangdong,
        &mut state,
        after,
        submit(Level::Satisfied, after, "r2"),
    );
    assert_eq!(late.unwrap_err(), "eval.review.window-over");
}

#[test]
fn a_form_is_told_everything_that_is_wrong_at_its_fields() {
    let world = World::new("national");
    let mut bad = form("r1", Level::VerySatisfied, "2026-03-02T10:05:00+08:00");
    bad.labels = ["517", "214", "517", "999", "501"]
        .map(String::from)
        .to_vec();
    bad.text = Some(Sensitive::new("很".repeat(151)));
    bad.name = NameMode::RealName;
    bad.reviewer = None;
    let found: Vec<(String, String)> = validate(&bad, &world.profile, world.dictionary())
        .0
        .into_iter()
        .map(|p| (p.code.into_owned(), p.pointer))
        .collect();
    let expected = [
        ("eval.review.label-level", "/labels/1"),
        ("eval.review.label-twice", "/labels/2"),
        ("eval.review.label-unknown", "/labels/3"),
        ("eval.review.label-unknown", "/labels/4"),
        ("eval.review.text-long", "/text"),
        ("eval.review.reviewer-missing", "/reviewer"),
    ];
    let expected: Vec<_> = expected.map(|(c, p)| (c.to_owned(), p.to_owned())).into();
    assert_eq!(found, expected);
}

#[test]
fn events_hold_no_text_and_a_reference_to_it() {
    let world = World::new("national");
    let mut state = opened(&world);
    let t = "2026-03-02T10:05:00+08:00";
    let mut review = form("r1", Level::Dissatisfied, t);
    review.text = Some(Sensitive::new("张三的手机是13800000000".into()));
    let submit = Command::Submit {
        review,
        suspicions: Vec::new(),
    };
    let events = step(&world, &mut state, t, submit).unwrap();
    let json = serde_json::to_string(&(&events, &state)).unwrap();
    assert!(
        !json.contains("13800000000") && !json.contains("张三"),
        "{json}"
    );
    assert_eq!(state.original.unwrap().review.text.unwrap().as_str(), "r1");
}

#[test]
fn a_suspicious_review_is_kept_held_and_released_by_a_person() {
    let world = World::new("national");
    let mut state = opened(&world);
    let t = "2026-03-02T10:05:00+08:00";
    let review = form("r1", Level::VerySatisfied, t);
    let suspicions = vec!["F3".to_owned()];
    step(
        &world,
        &mut state,
        t,
        Command::Submit { review, suspicions },
    )
    .unwrap();
    assert!(!state.original.as_ref().unwrap().integrity.counts());
    let release = Command::Release {
        review: "r1".parse().unwrap(),
        by: "auditor-1".parse().unwrap(),
    };
    step(&world, &mut state, t, release).unwrap();
    assert_eq!(
        state.original.as_ref().unwrap().integrity,
        Integrity::Confirmed
    );
    let hold = Command::Hold {
        review: "r1".parse().unwrap(),
        detectors: vec!["F1".into()],
    };
    assert_eq!(
        step(&world, &mut state, t, hold).unwrap_err(),
        "eval.review.already-confirmed"
    );
}

#[test]
fn voiding_needs_two_different_people_and_proof() {
    let world = World::new("national");
    let mut state = opened(&world);
    let t = "2026-03-02T10:05:00+08:00";
    step(&world, &mut state, t, submit(Level::Dissatisfied, t, "r1")).unwrap();
    let void = |deciders: &[&str], evidence: &[&str]| Command::Void {
        review: "r1".parse().unwrap(),
        ground: VoidGround::WrongObject,
        deciders: deciders.iter().map(|d| d.parse().unwrap()).collect(),
        evidence: evidence.iter().map(|e| e.parse().unwrap()).collect(),
    };
    let mut refused = |d: &[&str], e: &[&str]| step(&world, &mut state, t, void(d, e)).unwrap_err();
    assert_eq!(refused(&["a", "a"], &["proof"]), "eval.review.deciders-few");
    assert_eq!(refused(&["a", "b"], &[]), "eval.review.evidence-missing");
    step(&world, &mut state, t, void(&["a", "b"], &["proof"])).unwrap();
    let entry = state.original.as_ref().unwrap();
    assert!(!entry.integrity.counts());
    assert_eq!(
        entry.review.level,
        Level::Dissatisfied,
        "a void review stays stored"
    );
    assert_eq!(
        step(&world, &mut state, t, void(&["a", "b"], &["x"])).unwrap_err(),
        "eval.review.already-void"
    );
}

/// However an instant is written, it is the one that the general reader of RFC 3339 finds, or none.
#[test]
fn the_instant_of_a_form_is_that_of_rfc_3339() {
    let form = |at: &str| {
        let form = serde_json::json!({"id": "r1", "level": "satisfied", "channel": "pc", "name": "anonymous", "at": at});
        serde_json::from_value::<Submission>(form).map(|form| form.at)
    };
    for text in [
        "2026-03-02T10:05:00+08:00",
        "2024-02-29T23:59:59+08:00",
        "2026-03-02T02:05:00Z",
        "2026-03-02T10:05:00.25+08:00",
        "2026-03-02 10:05:00+08:00",
    ] {
        let general = text
            .parse::<chrono::DateTime<chrono::FixedOffset>>()
            .unwrap();
        let found = form(text).unwrap();
        assert_eq!(
            (found, *found.offset()),
            (general, *general.offset()),
            "{text}"
        );
    }
    for wrong in [
        "2026-02-29T10:05:00+08:00",
        "2026-03-02T24:05:00+08:00",
        "2026-03-02T10:05:00",
    ] {
        assert!(form(wrong).is_err(), "{wrong}");
    }
}

fn command() -> impl Strategy<Value = Command> {
    let level = prop::sample::select(Level::ALL.to_vec());
    let id = prop::sample::select(vec!["r1", "r2", "r3"]);
    let person = prop::sample::select(vec!["a", "b"]);
    let time = (0_u32..28).prop_map(|d| format!("2026-03-{:02}T12:00:00+08:00", d + 1));
    (0..7, level, id, person, time).prop_map(|(which, level, id, person, time)| {
        let review = id.parse().unwrap();
        match which {
            0 => Command::Open {
                service: service("s1", "2026-03-02T10:00:00+08:00"),
            },
            1 => submit(level, &time, id),
            2 => Command::Supplement {
                review: form(id, level, &time),
                closed_at: Some(at(&time)),
            },
            3 => Command::ApplySilence { id: review },
            4 => Command::Hold {
                review,
                detectors: vec!["F2".into()],
            },
            5 => Command::Release {
                review,
                by: person.parse().unwrap(),
            },
            _ => Command::Void {
                review,
                ground: VoidGround::Duplicate,
                deciders: vec![person.parse().unwrap(), "c".parse().unwrap()],
                evidence: vec!["proof".parse().unwrap()],
            },
        }
    })
}

#[test]
fn nobody_decides_on_a_review_that_they_gave_or_that_is_about_them() {
    let world = World::new("national");
    let now = "2026-03-02T12:00:00+08:00";
    let mut about = service("s1", "2026-03-02T09:00:00+08:00");
    about.staff = Some("staff-7".parse().unwrap());
    let steps = [
        Command::Open { service: about },
        Command::Submit {
            review: form("r1", Level::VerySatisfied, "2026-03-02T10:00:00+08:00"),
            suspicions: vec!["F3".to_owned()],
        },
    ];
    let held = steps
        .into_iter()
        .fold(Reviews::default(), |state, command| {
            let events = decide(&state, command, &world.context(now)).unwrap();
            events.iter().fold(state, evolve)
        });
    let guard = |command| {
        decide(&held, command, &world.context(now))
            .unwrap_err()
            .guard
    };
    for own in ["staff-7", "citizen-1"] {
        let release = Command::Release {
            review: "r1".parse().unwrap(),
            by: own.parse().unwrap(),
        };
        assert_eq!(guard(release), "eval.review.own-decision", "{own}");
        let void = Command::Void {
            review: "r1".parse().unwrap(),
            ground: VoidGround::Fabricated,
            deciders: vec!["supervisor-1".parse().unwrap(), own.parse().unwrap()],
            evidence: vec!["e".parse().unwrap()],
        };
        assert_eq!(guard(void), "eval.review.own-decision", "{own}");
    }
    let release = Command::Release {
        review: "r1".parse().unwrap(),
        by: "supervisor-1".parse().unwrap(),
    };
    assert!(decide(&held, release, &world.context(now)).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Invariant 1: one original, one supplementary. Invariant 2: the original stands. Invariant 3: no review before its
    /// service. Invariant 5: never a default beside what a person gave.
    #[test]
    fn whatever_is_commanded_the_originals_stand(
        commands in prop::collection::vec(command(), 0..40),
        profile in prop::sample::select(vec!["national", "guangdong-2019-default"]),
    ) {
        let world = World::new(profile);
        let mut state = Reviews::default();
        let mut log = Vec::new();
        for command in commands {
            let before = state.clone();
            let Ok(events) = step(&world, &mut state, "2026-03-20T12:00:00+08:00", command) else {
                prop_assert_eq!(&state, &before);
                continue;
            };
            log.extend(events);
            if let Some(original) = before.original.filter(|e| e.review.kind == Kind::Active) {
                prop_assert_eq!(&state.original.as_ref().unwrap().review, &original.review);
            }
            prop_assert!(state.supplementary.len() <= 1);
            if let Some(entry) = state.supplementary.first() {
                prop_assert!(state.original.as_ref().is_some_and(|o| o.review.at <= entry.review.at));
            }
            if let Some(service) = &state.service {
                prop_assert!(state.iter().all(|e| e.review.at >= service.at));
            }
            let default = state.original.as_ref().is_some_and(|e| e.review.kind == Kind::Default);
            prop_assert!(!default || (profile == "guangdong-2019-default" && state.supplementary.is_empty()));
        }
        prop_assert_eq!(log.iter().fold(Reviews::default(), evolve), state);
    }

    /// Invariant 4: a form stands exactly when its labels are known, of its level, and none is there twice.
    #[test]
    fn a_label_belongs_to_its_level(
        level in prop::sample::select(Level::ALL.to_vec()),
        picked in prop::collection::vec(prop::sample::select(vec!["510", "517", "406", "310", "209", "214", "110", "999"]), 0..4),
    ) {
        let world = World::new("national");
        let mut form = form("r1", level, "2026-03-02T10:05:00+08:00");
        form.labels = picked.iter().map(|code| (*code).to_owned()).collect();
        let stars = level.stars().to_string();
        let right = picked.iter().enumerate().all(|(i, code)| code.starts_with(&stars) && !picked[..i].contains(code));
        prop_assert_eq!(validate(&form, &world.profile, world.dictionary()).0.is_empty(), right);
    }
}
