//! Bundles, lists of public services, the life of what is published, and consultation.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ip_core::calendar::Due;
use ip_core::problem::Problems;
use ip_core::text::Text;
use ip_matters::bundle::Bundle;
use ip_matters::case::ClockStatus;
use ip_matters::consult::{self, Consultation, Desk, Knowledge, KnowledgeBase, Policy};
use ip_matters::entry::EntryState;
use ip_matters::matter::RegimeId;
use ip_matters::outlet::OutletClass;
use ip_matters::publication::{self, Publication};
use ip_matters::search::How;
use ip_matters::servicelist::{ServiceList, offered};
use proptest::prelude::*;
use world::{World, reference};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn codes(problems: &Problems) -> Vec<&str> {
    problems.0.iter().map(|p| p.code.as_ref()).collect()
}

const BUNDLES: &str = r#"
[[bundle]]
id = "move"
name = { zh = "企业迁址一件事", en = "A company moves" }
members = ["cn.patent.bibliographic-change", "cn.trademark.name-address-change"]
"#;

#[test]
fn a_paper_of_a_bundle_is_asked_once() {
    let world = World::new();
    let on = day("2026-11-20");
    let bundles = Bundle::from_toml(BUNDLES, &world.pack).unwrap();
    let bundle = &bundles[0];
    assert!(bundle.is_open(&world.pack, on));
    assert!(!bundle.is_open(&world.pack, day("2025-01-01")));
    let situations: BTreeMap<_, _> = bundle
        .members
        .iter()
        .filter_map(|m| {
            let entry = world.pack.entry(m.as_str())?;
            Some((m.clone(), entry.matter.situations.first()?.id.clone()))
        })
        .collect();
    let merged = bundle.merged(&world.pack, &situations, on);
    let served: usize = merged.materials.iter().map(|m| m.serves.len()).sum();
    assert_eq!(
        served, merged.apart,
        "every paper of every member is served"
    );
    let mut ids: Vec<_> = merged.materials.iter().map(|m| &m.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), merged.materials.len(), "each once");

    // What the first member produces is not asked for the second.
    let asked = &merged
        .materials
        .iter()
        .find(|m| m.serves.contains(&bundle.members[1]))
        .unwrap()
        .id;
    let fed = format!(
        "{BUNDLES}feeds = [{{ from = \"{}\", to = \"{}\", material = \"{asked}\" }}]\n",
        bundle.members[0], bundle.members[1]
    );
    let fed = &Bundle::from_toml(&fed, &world.pack).unwrap()[0];
    let less = fed.merged(&world.pack, &situations, on);
    assert_eq!((less.fed.len(), less.apart), (1, merged.apart));
    let backwards = format!(
        "{BUNDLES}feeds = [{{ from = \"{}\", to = \"{}\", material = \"{asked}\" }}]\n",
        bundle.members[1], bundle.members[0]
    );
    let refused = Bundle::from_toml(&backwards, &world.pack).unwrap_err();
    assert_eq!(codes(&refused), ["matters.bundle.feed"]);
}

#[test]
fn a_bundle_is_due_with_its_last_member_or_by_the_joint_limit() {
    let world = World::new();
    let licences = world
        .rules
        .on(RegimeId::AdministrativeLicence, day("2025-03-03"));
    let joint = licences.unwrap().joint.clone().unwrap();
    let mut bundle = Bundle::from_toml(BUNDLES, &world.pack).unwrap().remove(0);
    let due = |text: &str, provisional| {
        Some(Due {
            date: day(text),
            provisional,
        })
    };
    let accepted = day("2025-03-03");
    let members = [due("2025-03-31", false), due("2025-03-10", true)];
    let whole = bundle.due(members, &joint, accepted, &world.calendar);
    assert_eq!(whole, due("2025-03-31", true));
    let unknown = bundle.due([members[0], None], &joint, accepted, &world.calendar);
    assert_eq!(unknown, None);
    bundle.joint = true;
    // 45 working days after Monday 2025-03-03: Qingming and the May holiday lie between.
    let whole = bundle
        .due(members, &joint, accepted, &world.calendar)
        .unwrap();
    assert_eq!(
        whole.date,
        world.calendar.add_working_days(accepted, 45).date
    );
}

#[test]
fn every_fault_of_bundles_is_named() {
    let world = World::new();
    let text = r#"
        [[bundle]]
        id = "a"
        name = { zh = "甲", en = "A" }
        members = ["cn.patent.luck", "cn.patent.luck"]
        [[bundle]]
        id = "a"
        name = { zh = "乙", en = "B" }
        members = ["cn.patent.filing"]
    "#;
    let problems = Bundle::from_toml(text, &world.pack).unwrap_err();
    assert_eq!(
        codes(&problems),
        [
            "matters.bundle.member",
            "matters.bundle.member",
            "matters.bundle.duplicate",
            "matters.bundle.members",
        ]
    );
    let unreadable = Bundle::from_toml("[[bundle]]\nid = 1", &world.pack).unwrap_err();
    assert_eq!(unreadable.0[0].args["line"], "2");
}

const LISTS: &str = r#"
[[list]]
id = "common"
name = { zh = "共性清单", en = "Common list" }
version = 1
state = "published"
scope = { kind = "common", classes = ["service-centre"] }
matters = ["cn.local.retrieval"]

[[list]]
id = "common"
name = { zh = "共性清单", en = "Common list" }
version = 2
state = "published"
effective = "2026-06-01"
scope = { kind = "common", classes = ["service-centre"] }
matters = ["cn.local.retrieval", "cn.local.consultation"]

[[list]]
id = "own"
name = { zh = "个性化清单", en = "Own list" }
version = 1
state = "published"
scope = { kind = "personalised", owner = "ip-hall" }
matters = ["cn.local.consultation", "cn.local.training"]
"#;

#[test]
fn an_outlet_offers_the_common_list_of_its_class_and_its_own() {
    let world = World::new();
    let lists = ServiceList::from_toml(LISTS, &world.pack).unwrap_or_else(|p| panic!("{p}"));
    let mut hall = world.pack.outlet("ip-hall").unwrap().clone();
    hall.class = OutletClass::ServiceCentre;
    let of = |on: &str| -> Vec<(String, bool)> {
        let all = offered(&lists, &hall, day(on)).into_iter();
        all.map(|o| (o.matter.to_string(), o.personalised))
            .collect()
    };
    let search = "cn.local.retrieval".to_string();
    let advice = "cn.local.consultation".to_string();
    let training = "cn.local.training".to_string();
    assert_eq!(
        of("2026-05-31"),
        [
            (search.clone(), false),
            (advice.clone(), true),
            (training.clone(), true)
        ]
    );
    assert_eq!(
        of("2026-06-01"),
        [(search, false), (advice, false), (training, true)]
    );
    hall.class = OutletClass::Workstation;
    hall.id = "elsewhere".into();
    assert!(offered(&lists, &hall, day("2026-06-01")).is_empty());
}

#[test]
fn every_fault_of_service_lists_is_named() {
    let world = World::new();
    let text = LISTS
        .replace("\"ip-hall\"", "\"nowhere\"")
        .replace("version = 2", "version = 1")
        .replace(
            "\"cn.local.training\"]",
            "\"cn.patent.filing\", \"cn.patent.luck\", \"cn.local.consultation\"]",
        );
    let problems = ServiceList::from_toml(&text, &world.pack).unwrap_err();
    assert_eq!(
        codes(&problems),
        [
            "matters.service-list.duplicate",
            "matters.service-list.unknown-outlet",
            "matters.service-list.no-service",
            "matters.service-list.unknown-matter",
            "matters.service-list.twice",
        ]
    );
}

#[test]
fn what_is_published_has_a_life_with_days() {
    use publication::{Command, Refusal, decide, evolve};
    let reason = || reference("note:1");
    let mut life = Publication::default();
    let step = |life: &Publication, command: Command, on: &str| decide(life, &command, day(on));
    let publish = |from: &str| Command::Publish { from: day(from) };
    assert_eq!(
        step(&life, publish("2026-01-05"), "2026-01-01"),
        Err(Refusal::WrongState)
    );
    for (command, on) in [
        (Command::Submit, "2026-01-01"),
        (Command::Return { reason: reason() }, "2026-01-02"),
        (Command::Submit, "2026-01-03"),
        (publish("2026-02-01"), "2026-01-05"),
        (Command::Suspend { reason: reason() }, "2026-03-01"),
        (Command::Resume, "2026-03-10"),
        (
            Command::Cancel {
                to: day("2026-12-31"),
                reason: reason(),
            },
            "2026-06-01",
        ),
    ] {
        let step = step(&life, command, on).unwrap();
        life = evolve(life, &step);
    }
    for (on, state) in [
        ("2025-12-31", EntryState::Draft),
        ("2026-01-01", EntryState::Review),
        ("2026-01-31", EntryState::Review),
        ("2026-02-01", EntryState::Published),
        ("2026-03-01", EntryState::Suspended),
        ("2026-12-31", EntryState::Published),
        ("2027-01-01", EntryState::Cancelled),
    ] {
        assert_eq!(life.state_on(day(on)), state, "{on}");
    }
    assert_eq!(
        step(&life, Command::Resume, "2026-07-01"),
        Err(Refusal::WrongState)
    );
    assert_eq!(
        step(&life, Command::Submit, "2026-05-01"),
        Err(Refusal::TimeGoesBack)
    );
    let mut early = Publication::default();
    let submitted = step(&early, Command::Submit, "2026-01-01").unwrap();
    early = evolve(early, &submitted);
    assert_eq!(
        step(&early, publish("2025-12-31"), "2026-01-01"),
        Err(Refusal::Backdated)
    );
}

fn at(day: &str) -> chrono::DateTime<chrono::FixedOffset> {
    format!("{day}T10:00:00+08:00").parse().unwrap()
}

#[test]
fn a_question_is_answered_in_time_extended_once_or_overdue() {
    use consult::{Command, Refusal, State, decide, evolve};
    let world = World::new();
    let policy = Policy::builtin().unwrap().remove(0);
    let run = |c: &Consultation, command: Command, on: &str| {
        decide(c, &command, at(on), &policy, &world.calendar)
    };
    let ask = Command::Ask {
        question: reference("question:1"),
        matter: None,
    };
    // Monday 2025-03-03: five working days end on Monday 2025-03-10.
    let mut c = Consultation::default();
    assert_eq!(
        run(&c, Command::Withdraw, "2025-03-03"),
        Err(Refusal::WrongState)
    );
    c = evolve(c.clone(), &run(&c, ask.clone(), "2025-03-03").unwrap());
    assert_eq!(c.due.unwrap().date, day("2025-03-10"));
    assert_eq!(
        (
            c.overdue_days(day("2025-03-10")),
            c.overdue_days(day("2025-03-12"))
        ),
        (0, 2)
    );
    let extend = Command::Extend {
        reason: reference("note:1"),
    };
    assert_eq!(run(&c, extend.clone(), "2025-03-11"), Err(Refusal::Overdue));
    assert_eq!(run(&c, ask, "2025-03-11"), Err(Refusal::WrongState));
    c = evolve(c.clone(), &run(&c, extend.clone(), "2025-03-10").unwrap());
    assert_eq!(c.due.unwrap().date, day("2025-03-17"));
    assert_eq!(run(&c, extend, "2025-03-10"), Err(Refusal::NoExtension));
    let answer = Command::Answer {
        answer: reference("answer:1"),
    };
    assert_eq!(
        run(&c, answer.clone(), "2025-03-09"),
        Err(Refusal::TimeGoesBack)
    );
    c = evolve(c.clone(), &run(&c, answer, "2025-03-19").unwrap());
    assert_eq!(
        (c.state, c.overdue_days(day("2026-01-01"))),
        (State::Answered, 2)
    );
    let link = Command::Link {
        matter: "cn.patent.filing".parse().unwrap(),
    };
    c = evolve(c.clone(), &run(&c, link, "2025-03-20").unwrap());
    assert_eq!(c.matter.unwrap().as_str(), "cn.patent.filing");
}

#[test]
fn an_open_question_shows_how_its_time_stands() {
    use consult::{Command, decide, evolve};
    let world = World::new();
    let policy = Policy::builtin().unwrap().remove(0);
    let ask = Command::Ask {
        question: reference("question:1"),
        matter: None,
    };
    let asked = |on: &str| {
        let event = decide(
            &Consultation::default(),
            &ask,
            at(on),
            &policy,
            &world.calendar,
        );
        evolve(Consultation::default(), &event.unwrap())
    };
    // Asked on Monday 2025-03-03, due on Monday 2025-03-10, soon with one working day left.
    let c = asked("2025-03-03");
    for (on, status, left) in [
        ("2025-03-03", ClockStatus::OnTime, 5),
        ("2025-03-06", ClockStatus::OnTime, 2),
        ("2025-03-07", ClockStatus::Soon, 1),
        ("2025-03-10", ClockStatus::Soon, 0),
        ("2025-03-11", ClockStatus::Late, 0),
    ] {
        let stands = c.status(day(on), &policy, &world.calendar);
        assert_eq!(stands, Some(status), "{on}");
        assert_eq!(c.days_left(day(on), &world.calendar), Some(left), "{on}");
    }
    let far = asked("2029-03-05");
    let stands = far.status(day("2029-03-05"), &policy, &world.calendar);
    assert_eq!(stands, Some(ClockStatus::Provisional));
    let answer = Command::Answer {
        answer: reference("answer:1"),
    };
    let event = decide(&c, &answer, at("2025-03-11"), &policy, &world.calendar).unwrap();
    let c = evolve(c, &event);
    assert_eq!(c.status(day("2025-03-12"), &policy, &world.calendar), None);
}

#[test]
fn an_answer_is_published_only_with_its_matter_and_can_be_taken_back() {
    use consult::{Command, Refusal, decide, evolve};
    let world = World::new();
    let policy = Policy::builtin().unwrap().remove(0);
    let mut c = Consultation::default();
    let publish = || Command::Publish {
        knowledge: reference("words:1"),
    };
    let link = || Command::Link {
        matter: "cn.patent.filing".parse().unwrap(),
    };
    for (command, wanted) in [
        (
            Command::Ask {
                question: reference("question:1"),
                matter: None,
            },
            Ok(()),
        ),
        (publish(), Err(Refusal::WrongState)),
        (
            Command::Answer {
                answer: reference("answer:1"),
            },
            Ok(()),
        ),
        (publish(), Err(Refusal::NoMatter)),
        (Command::Conceal, Err(Refusal::WrongState)),
        (link(), Ok(())),
        (publish(), Ok(())),
        (publish(), Ok(())),
        (Command::Conceal, Ok(())),
        (Command::Conceal, Err(Refusal::WrongState)),
    ] {
        let before = c.clone();
        let judged = decide(&c, &command, at("2025-03-03"), &policy, &world.calendar);
        if let Ok(event) = &judged {
            c = evolve(c, event);
        } else {
            assert_eq!(c, before);
        }
        assert_eq!(judged.map(|_| ()), wanted, "{command:?}");
    }
    assert_eq!(c.knowledge, None);
}

#[test]
fn a_pack_says_how_questions_are_answered() {
    let world = World::new();
    let desk = &world.pack.consult;
    assert_eq!(desk.policy.id, "example-city");
    assert!(!desk.knowledge.is_empty());
    let silent = Desk::from_toml("", &world.pack).unwrap();
    assert_eq!(silent.policy, Policy::builtin().unwrap()[0]);
    let strange = "[[knowledge]]\nmatter = 'cn.patent.luck'\nquestion = { zh = '问', en = '' }\n\
                   answer = { zh = '答', en = '' }\non = '2026-01-01'";
    let problems = Desk::from_toml(strange, &world.pack).unwrap_err();
    assert_eq!(codes(&problems), ["matters.consult.unknown-matter"]);
    assert_eq!(problems.0[0].pointer, "/knowledge/0/matter");
}

#[test]
fn what_was_answered_is_found() {
    let item = |matter: &str, question: &str, on: &str| Knowledge {
        matter: matter.parse().unwrap(),
        question: Text::new(question, ""),
        answer: Text::new("可以。", "Yes."),
        on: day(on),
    };
    let base = KnowledgeBase::new(vec![
        item("cn.patent.annuity", "年费可以提前缴纳吗", "2026-01-01"),
        item("cn.patent.annuity", "年费逾期怎么办", "2026-02-01"),
        item("cn.trademark.renewal", "续展需要什么材料", "2026-01-01"),
    ]);
    let hits = base.find("年费逾期", 5);
    assert_eq!(hits[0].0.question.zh, "年费逾期怎么办");
    assert_eq!(hits[0].1[0].how, How::Prefix);
    assert_eq!(
        base.find("xuzhan", 5)[0].0.matter.as_str(),
        "cn.trademark.renewal"
    );
    let about = base.about(&"cn.patent.annuity".parse().unwrap());
    assert_eq!(about[0].on, day("2026-02-01"), "the newest first");
    assert!(base.find("商标异议", 5).is_empty());
}

proptest! {
    #[test]
    fn a_consultation_never_ends_twice_and_a_refusal_changes_nothing(
        steps in prop::collection::vec((0usize..8, 0i64..40), 0..12),
    ) {
        use consult::{Command, State, decide, evolve};
        let calendar = ip_core::calendar::Calendar::builtin().unwrap();
        let policy = Policy::builtin().unwrap().remove(0);
        let commands = [
            Command::Ask { question: reference("q:1"), matter: None },
            Command::Link { matter: "cn.patent.filing".parse().unwrap() },
            Command::Extend { reason: reference("n:1") },
            Command::Answer { answer: reference("a:1") },
            Command::Transfer { to: reference("b:1") },
            Command::Withdraw,
            Command::Publish { knowledge: reference("w:1") },
            Command::Conceal,
        ];
        let mut c = Consultation::default();
        for (which, later) in steps {
            let now = at("2025-03-03") + chrono::TimeDelta::days(later);
            if let Ok(event) = decide(&c, &commands[which], now, &policy, &calendar) {
                let ended = c.ended;
                c = evolve(c, &event);
                prop_assert!(ended.is_none() || ended == c.ended);
                prop_assert!(c.due.is_some(), "whatever happened was asked first");
                prop_assert_eq!(c.ended.is_some(), !matches!(c.state, State::Open));
                prop_assert!(c.knowledge.is_none() || c.state == State::Answered && c.matter.is_some());
            }
        }
    }
}

#[test]
fn an_outlet_keeps_its_hours_on_a_worked_weekend_and_says_what_is_not_published() {
    let world = World::new();
    let mut hall = world.pack.outlet("ip-hall").unwrap().clone();
    let day = |text: &str| text.parse().unwrap();
    let calendar = &world.calendar;
    let weekday = hall.opening(day("2026-10-09"), calendar);
    assert!(!weekday.hours.is_empty() && !weekday.provisional);
    // Saturday 10 October 2026 is worked for National Day.
    assert_eq!(hall.opening(day("2026-10-10"), calendar), weekday);
    assert!(hall.opening(day("2026-10-17"), calendar).hours.is_empty());
    assert!(hall.opening(day("2026-10-01"), calendar).hours.is_empty());
    let beyond = hall.opening(day("2027-01-04"), calendar);
    assert!(beyond.provisional && !beyond.hours.is_empty());
    // Where the days of the week differ, nobody says which of them is made up.
    for hours in &mut hall.hours {
        hours.days.retain(|d| *d != 5);
    }
    let unsaid = hall.opening(day("2026-10-10"), calendar);
    assert!(unsaid.unknown && unsaid.hours.is_empty());
}
