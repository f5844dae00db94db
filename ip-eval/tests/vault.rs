//! Personal data: two keys to it, erasure, and nothing of it in anything public (invariant 13).
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;

use common::{World, at, form, service};
use ip_core::party::Sensitive;
use ip_eval::codec::Codings;
use ip_eval::exchange::{Intake, RawRecord, Reading, Rules, Tables};
use ip_eval::id::PersonRef;
use ip_eval::integrity::signature;
use ip_eval::label::Labels;
use ip_eval::level::Level;
use ip_eval::metric::Yardstick;
use ip_eval::publish::{AsOf, Period, Snapshot, Terms};
use ip_eval::review::{Command, Reviews, decide, evolve};
use ip_eval::tally::{Cube, DeviceGroups, Key, figures, of_reviews, of_staff};
use ip_eval::vault::{Audience, Disclosure, Vault};
use proptest::prelude::*;
use serde_json::json;

fn person(id: &str) -> PersonRef {
    id.parse().unwrap()
}

#[test]
fn the_handler_can_call_and_nobody_else_can_look() {
    let mut vault = Vault::default();
    let (who, text) = (person("p-1"), "r1".parse().unwrap());
    let field = |name: &str, value: &str| (name.to_owned(), Sensitive::new(value.to_owned()));
    vault.keep_person(
        &who,
        [field("userName", "王样本"), field("mobile", "13900000001")],
    );
    vault.keep_text(&text, Some(&who), Sensitive::new("等了三周".into()));
    let seen = |to| vault.disclose(Some(&who), Some(&text), to);
    assert_eq!(seen(Audience::Platform).identity.unwrap().len(), 2);
    let handler = seen(Audience::Handler);
    assert!(handler.identity.is_none());
    assert_eq!(handler.call.unwrap().expose(), "0001");
    assert_eq!(handler.text.unwrap().expose(), "等了三周");
    for nobody in [Audience::Assessed, Audience::Public] {
        assert_eq!(seen(nobody), Disclosure::default());
    }
    assert!(
        !format!("{vault:?}").contains("王样本"),
        "a vault in a log shows nothing"
    );
}

#[test]
fn erasing_takes_a_person_and_the_words_and_leaves_the_counts() {
    let world = World::new("national");
    let t = "2026-03-02T10:05:00+08:00";
    let mut state = Reviews::default();
    let mut vault = Vault::default();
    for command in [
        Command::Open {
            service: service("s1", t),
        },
        Command::Submit {
            review: form("r1", Level::Dissatisfied, t),
            suspicions: Vec::new(),
        },
    ] {
        let events = decide(&state, command, &world.context(t)).unwrap();
        state = events.iter().fold(state, evolve);
    }
    let reviewer = state
        .original
        .as_ref()
        .unwrap()
        .review
        .reviewer
        .clone()
        .unwrap();
    vault.keep_person(
        &reviewer,
        [(
            "mobile".to_owned(),
            Sensitive::new("13900000001".to_owned()),
        )],
    );
    vault.keep_text(
        &"r1".parse().unwrap(),
        Some(&reviewer),
        Sensitive::new("x".into()),
    );
    vault.keep_text(&"r2".parse().unwrap(), None, Sensitive::new("y".into()));
    let counted: Cube<Key> = of_reviews(&state, None).into_iter().collect();
    let erased = vault.erase(&reviewer);
    assert!(erased.person);
    assert_eq!(erased.texts, 1);
    assert!(vault.erase_text(&"r2".parse().unwrap()));
    assert_eq!(vault, Vault::default());
    assert_eq!(
        of_reviews(&state, None)
            .into_iter()
            .collect::<Cube<Key>>()
            .hash(),
        counted.hash()
    );
    assert!(!vault.erase(&reviewer).person, "twice is once");
}

/// Invariant 14: a review by the same staff id, or from the same devices, never counts for that member of staff.
#[test]
fn staff_counts_leave_out_reviews_of_their_own_hand_and_devices() {
    let world = World::new("national");
    let t = "2026-03-02T10:05:00+08:00";
    let count = |reviewer: Option<&str>, groups: &DeviceGroups| {
        let mut served = service("s1", t);
        served.staff = Some(person("staff-7"));
        let mut review = form("r1", Level::VerySatisfied, t);
        review.reviewer = reviewer.map(person);
        review.name = match reviewer {
            Some(_) => ip_eval::review::NameMode::RealName,
            None => ip_eval::review::NameMode::Anonymous,
        };
        let mut state = Reviews::default();
        for command in [
            Command::Open { service: served },
            Command::Submit {
                review,
                suspicions: Vec::new(),
            },
        ] {
            let events = decide(&state, command, &world.context(t)).unwrap();
            state = events.iter().fold(state, evolve);
        }
        let cube: Cube<_> = of_staff(&state, groups).into_iter().collect();
        let total = cube
            .total(|key| key.staff.as_str() == "staff-7" && key.month.to_string() == "2026-03-01");
        (total.services, total.active[Level::VerySatisfied])
    };
    let nobody = DeviceGroups::default();
    assert_eq!(count(Some("citizen-1"), &nobody), (1, 1));
    assert_eq!(count(Some("staff-7"), &nobody), (1, 0));
    let seen = [
        ("staff-7", "phone-a"),
        ("cousin", "phone-a"),
        ("cousin", "phone-b"),
        ("friend", "phone-b"),
        ("citizen-1", "phone-c"),
    ];
    let seen = || seen.map(|(who, source)| (person(who), source.to_owned()));
    let groups = DeviceGroups::new(seen(), []);
    assert_eq!(count(Some("cousin"), &groups), (1, 0));
    assert_eq!(
        count(Some("friend"), &groups),
        (1, 0),
        "a chain of shared devices is one group"
    );
    assert_eq!(count(Some("citizen-1"), &groups), (1, 1));
    assert_eq!(
        count(None, &groups),
        (1, 1),
        "an anonymous review without a source is nobody's"
    );
    let sourced =
        |source: &str| DeviceGroups::new(seen(), [("r1".parse().unwrap(), source.to_owned())]);
    assert_eq!(count(None, &sourced("phone-b")), (1, 0));
    assert_eq!(count(None, &sourced("phone-c")), (1, 1));
}

/// Pieces of personal data that occur nowhere else.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "1[3-9][0-9]{9}",
        "[1-9][0-9]{16}X",
        "\\p{Han}{6,12}",
        "[a-z]{8}@[a-z]{6}\\.cn"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Invariant 13: whatever a record's personal fields hold, none of it stands in what is told, counted or published.
    #[test]
    fn nothing_public_holds_vault_data(
        secrets in prop::collection::vec(secret(), 9),
        level in 1_u32..6,
        many in 1_u32..8,
        extra in "[a-z]{1,6}Key",
    ) {
        let world = World::new("national");
        let (tables, codings, labels) = (Tables::builtin().unwrap(), Codings::builtin().unwrap(), Labels::builtin().unwrap());
        // A stand-in for a keyed hash.
        let pseudonym = |id: &str| {
            let sum = id.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(1_000_003) ^ u64::from(byte));
            PersonRef::new(format!("p{}", (b'a' + (sum % 26) as u8) as char)).ok()
        };
        let reading = |table: &str| Reading {
            table: tables.get(table).unwrap(), scheme: codings.get("interface-2019").unwrap(), labels: &labels, pseudonym: &pseudonym,
        };
        let mut intake = Intake::new(Rules {
            now: at("2026-03-20T12:00:00+08:00"), profile: &world.profile, labels: &labels, calendar: &world.calendar,
        });
        let mut told = Vec::new();
        let mut records = Vec::new();
        for n in 0..many {
            let service = json!({"taskCode": "m1", "projectNo": format!("c{n}"), "proStatus": "3", "serviceNumber": "1", "deptCode": "u1",
                "serviceTime": "2026-03-02 09:00:00", "userName": secrets[0], "certKey": secrets[1], "mobile": secrets[2],
                "proManager": secrets[3], "projectName": secrets[4]}).to_string();
            let review = json!({"projectNo": format!("c{n}"), "serviceNumber": "1", "pf": "4", "satisfaction": level,
                "assessTime": "2026-03-02 10:05:00", "userName": secrets[0], "certKey": secrets[1], "handleUserName": secrets[5],
                "handleUserPageCode": secrets[6], "contactMobile": secrets[2], "writingEvaluation": secrets[7], extra.clone(): secrets[8]}).to_string();
            let raw = |text: &str| -> RawRecord<'static> {
                let fields: BTreeMap<String, serde_json::Value> = serde_json::from_str(text).unwrap();
                let scalar = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                fields.into_iter().map(|(name, value)| (name, scalar(value))).collect()
            };
            let read = reading("review-2019").review(raw(&review));
            records.push(format!("{read:?}"));
            told.extend(intake.review(u64::from(n), read));
            let read = reading("service-2019").service(raw(&service));
            records.push(serde_json::to_string(&read.as_ref().unwrap().value).unwrap());
            told.extend(intake.service(u64::from(n), read));
        }
        let cube = intake.cube();
        let yardstick = Yardstick::of(&world.profile).unwrap();
        let by_point = figures(&cube, &yardstick, 5, |key| Some(key.point.clone())).unwrap();
        let period = Period { from: "2026-03-01".parse().unwrap(), to: "2026-03-31".parse().unwrap() };
        let as_of = AsOf { position: 1, at: at("2026-04-01T00:00:00+08:00") };
        let terms = Terms { period, as_of, dimension: "point", profile: &world.profile, version: 1, previous: None };
        let snapshot = Snapshot::take(&cube, &terms, |key| key.point.to_string()).unwrap();
        let states: Vec<_> = intake.reviews().collect();
        let public = [
            serde_json::to_string(&told).unwrap(),
            serde_json::to_string(&by_point).unwrap(),
            serde_json::to_string(&snapshot).unwrap(),
            serde_json::to_string(&states).unwrap(),
            snapshot.canonical(),
            cube.canonical(),
            format!("{told:?} {states:?} {:?}", signature(&secrets[7])),
            records.join("\n"),
        ];
        for (i, text) in public.iter().enumerate() {
            for secret in &secrets {
                prop_assert!(!text.contains(secret.as_str()), "{secret} in {i}: {text}");
            }
        }
        prop_assert_eq!(intake.summary().accepted, u64::from(many) * 2);
    }
}
