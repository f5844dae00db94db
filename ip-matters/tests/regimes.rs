//! What each procedure does in its own way: silence, corrections, service, remedies; and what every document says of it.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use ip_core::law::Registry;
use ip_core::text::Lang;
use ip_matters::case::{
    ClockName, ClockStatus, Command, Defect, DefectKind, Guard, RefusalGround, State, Verdict,
};
use ip_matters::document::{DocumentKind, Templates};
use ip_matters::guide::Guide;
use ip_matters::limit::{Length, LimitUnit};
use ip_matters::pack::Pack;
use ip_matters::regime::{DeliveryChannel, RevocationGround};
use world::{Story, World, demo_files, reference};

/// The demonstration city with bare entries of matters that it does not handle.
fn world() -> World {
    let mut files = demo_files();
    let more = [
        "cn.trademark.opposition",
        "cn.special-sign.registration",
        "cn.patent.confidentiality-examination",
    ];
    let rows = more.map(|matter| {
        format!(
            "[[entry]]\nmatter = '{matter}'\nversion = 1\neffective = '2025-01-01'\nbody = 'ip-office'\nlevel = 'city'\n\
             powerSource = 'own'\naddChannels = ['online']\n"
        )
    });
    files.push(("matters/more.toml".into(), rows.concat()));
    let mut world = World::new();
    let files = files.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    world.pack = Pack::from_files(&world.catalogue, files).unwrap_or_else(|p| panic!("{p}"));
    world
}

/// A case with every paper, filed on a day.
fn filed<'a>(world: &'a World, matter: &str, day: &str) -> Story<'a> {
    let mut story = world.story(matter);
    let situation = story.entry.matter.situations.first().map(|s| s.id.clone());
    let mut command = story.submission(&[]);
    if let Command::Submit {
        situation: own,
        materials,
        ..
    } = &mut command
    {
        own.clone_from(&situation);
        *materials = story
            .entry
            .materials_in(situation.as_deref())
            .map(|m| m.id.clone())
            .collect();
    }
    story.run(day, command);
    story
}

/// The text of the last document of a kind, as it was issued on a day.
fn text(story: &Story<'_>, kind: DocumentKind, day: &str) -> String {
    let templates = Templates::builtin().unwrap();
    let issued = story
        .case
        .documents
        .iter()
        .rfind(|d| d.kind == kind)
        .unwrap();
    let document = templates
        .render(issued, &story.case, &story.context(day))
        .unwrap();
    document.text(Lang::Zh)
}

fn defect(target: &str, kind: DefectKind) -> Command {
    Command::NotifyCorrection {
        defects: vec![Defect {
            target: target.into(),
            kind,
            note: None,
        }],
        period: None,
        served: None,
    }
}

const LICENCE: &str = "cn.patent.agency-licence";

#[test]
fn a_receipt_promises_acceptance_by_silence_only_where_the_law_does() {
    let world = world();
    let mut licence = filed(&world, LICENCE, "2026-03-02");
    licence.run("2026-03-02", Command::Receive);
    assert!(text(&licence, DocumentKind::Receipt, "2026-03-02").contains("视为受理"));
    let mut sign = filed(&world, "cn.special-sign.registration", "2026-03-02");
    sign.run("2026-03-02", Command::Receive);
    let receipt = text(&sign, DocumentKind::Receipt, "2026-03-02");
    assert!(
        receipt.contains("2026年3月17日") && !receipt.contains("视为受理"),
        "{receipt}"
    );
}

#[test]
fn a_limit_that_runs_from_another_day_has_no_clock_before_it() {
    let world = world();
    let mut opposition = filed(&world, "cn.trademark.opposition", "2026-03-02");
    opposition.run("2026-03-02", Command::Receive);
    let clocks = opposition.case.clocks_on(&opposition.context("2026-03-02"));
    assert!(
        clocks
            .iter()
            .all(|clock| clock.name != ClockName::Statutory)
    );
}

#[test]
fn what_is_filed_online_counts_from_its_entry_where_the_law_says_so() {
    let world = world();
    let mut patent = filed(
        &world,
        "cn.patent.confidentiality-examination",
        "2026-03-02",
    );
    patent.run("2026-03-23", Command::Receive);
    let clock = patent.clock(ClockName::Statutory, "2026-03-23");
    assert_eq!(clock.started.to_string(), "2026-03-02");
}

#[test]
fn corrections_stop_the_clock_only_where_the_law_says_so() {
    let world = world();
    for (matter, target, stops) in [
        (
            "cn.patent.confidentiality-examination",
            "technical-description",
            false,
        ),
        ("cn.trademark.registration", "identity-proof", true),
    ] {
        let mut story = filed(&world, matter, "2026-03-02");
        story.run("2026-03-02", Command::Receive);
        let target = story
            .entry
            .materials
            .iter()
            .find(|m| m.id == target)
            .or(story.entry.materials.first())
            .unwrap()
            .id
            .clone();
        let mut notice = defect(&target, DefectKind::Illegible);
        if let Command::NotifyCorrection { period, .. } = &mut notice {
            // No law fixes the period of a notice about a patent.
            *period = (!stops).then_some(Length {
                n: 1,
                unit: LimitUnit::Month,
            });
        }
        story.run("2026-03-05", notice);
        let clock = story.clock(ClockName::Statutory, "2026-03-06");
        assert_eq!(clock.status == ClockStatus::Paused, stops, "{matter}");
    }
}

#[test]
fn a_notice_says_what_is_wrong_and_a_refusal_on_which_ground() {
    let world = world();
    let mut story = filed(&world, LICENCE, "2026-03-02");
    story.run("2026-03-02", Command::Receive);
    let mut other = story.clone();
    story.run(
        "2026-03-03",
        defect("premises-proof", DefectKind::Illegible),
    );
    let notice = text(&story, DocumentKind::CorrectionNotice, "2026-03-03");
    assert!(notice.contains("(无法辨认)"), "{notice}");
    other.run(
        "2026-03-03",
        Command::RefuseAcceptance {
            ground: RefusalGround::FalseStatement,
            reason: reference("note:1"),
            competent: None,
        },
    );
    let refusal = text(&other, DocumentKind::AcceptanceRefusal, "2026-03-03");
    assert!(refusal.contains("虚假材料"), "{refusal}");
    let templates = Templates::builtin().unwrap();
    let issued = other.case.documents.last().unwrap();
    let refusal = templates
        .render(issued, &other.case, &other.context("2026-03-03"))
        .unwrap();
    let articles: Vec<_> = refusal
        .basis
        .iter()
        .map(|law| law.article.clone())
        .collect();
    assert_eq!(articles, [Some("78".into())]);
}

#[test]
fn a_clock_turns_yellow_with_its_last_working_day() {
    let world = world();
    let mut story = filed(&world, LICENCE, "2026-03-02");
    story.run("2026-03-02", Command::Receive);
    // Received on Monday, due on Monday: Friday has one working day left, the weekend before it does not count.
    for (day, status) in [
        ("2026-03-05", ClockStatus::OnTime),
        ("2026-03-06", ClockStatus::Soon),
        ("2026-03-09", ClockStatus::Soon),
    ] {
        assert_eq!(story.clock(ClockName::Check, day).status, status, "{day}");
    }
}

#[test]
fn proof_of_receipt_stands_against_a_presumption_only_where_the_law_admits_it() {
    let world = world();
    let served = |matter: &str, channel, day: &str| {
        let mut story = filed(&world, matter, "2026-03-02");
        for command in [Command::Receive, Command::Accept] {
            story.run("2026-03-02", command);
        }
        let refused = Command::Decide {
            verdict: Verdict::Refused,
            reasons: Some(reference("note:1")),
        };
        story.run("2026-03-03", refused);
        let deliver = Command::Deliver {
            channel,
            dispatched: "2026-03-12".parse().unwrap(),
            received: Some(day.parse().unwrap()),
            evidence: reference("e:1"),
        };
        story.run("2026-04-20", deliver);
        story.case.delivered.unwrap().0.to_string()
    };
    let patent = "cn.patent.confidentiality-examination";
    assert_eq!(
        served(patent, DeliveryChannel::Mail, "2026-03-14"),
        "2026-03-14"
    );
    assert_eq!(
        served(patent, DeliveryChannel::Announcement, "2026-03-14"),
        "2026-04-12"
    );
    let sign = "cn.special-sign.registration";
    assert_eq!(
        served(sign, DeliveryChannel::Mail, "2026-03-14"),
        "2026-04-01"
    );
}

#[test]
fn remedies_are_those_of_the_matter() {
    let world = world();
    let registry = Registry::builtin().unwrap();
    let of = |matter: &str| -> Vec<String> {
        let day = "2026-03-02".parse().unwrap();
        let guide = Guide::new(
            world.pack.entry(matter).unwrap(),
            &world.rules,
            &registry,
            day,
        );
        guide.remedies.into_iter().map(|r| r.id).collect()
    };
    assert_eq!(of("cn.patent.filing"), ["reexamination"]);
    assert!(of("cn.patent.bibliographic-change").is_empty());
    assert_eq!(of("cn.trademark.registration"), ["review"]);
    assert_eq!(of(LICENCE).len(), 2);
}

#[test]
fn without_rules_of_its_day_a_guide_guesses_nothing_and_nothing_is_filed() {
    let world = world();
    let registry = Registry::builtin().unwrap();
    let entry = world.pack.entry("cn.trademark.registration").unwrap();
    let guide = |day: &str| Guide::new(entry, &world.rules, &registry, day.parse().unwrap());
    let known = guide("2026-12-31");
    assert!(known.open && !known.rules_unknown && known.statutory.is_some());
    let unknown = guide("2027-01-04");
    assert!(!unknown.open && unknown.rules_unknown && unknown.statutory.is_none());
}

#[test]
fn an_instant_counts_on_its_day_in_china() {
    let world = world();
    let mut story = filed(&world, LICENCE, "2026-03-02");
    let mut context = story.context("2026-03-02");
    context.now = "2026-03-02T17:30:00+00:00".parse().unwrap();
    let events = ip_matters::case::decide(&story.case, &Command::Receive, &context).unwrap();
    for event in &events {
        story.case = ip_matters::case::evolve(story.case.clone(), event);
    }
    assert_eq!(story.case.received.unwrap().to_string(), "2026-03-03");
}

#[test]
fn a_breached_commitment_is_revoked_before_the_result_is_made() {
    let world = world();
    let mut story = filed(&world, LICENCE, "2026-03-02");
    story.run("2026-03-02", Command::Receive);
    let elect = Command::ElectCommitment {
        commitment: reference("c:1"),
    };
    story.run("2026-03-02", elect);
    let grant = Command::Decide {
        verdict: Verdict::Granted,
        reasons: None,
    };
    story.run("2026-03-03", grant);
    let revoke = || Command::Revoke {
        ground: RevocationGround::Commitment,
        reason: reference("note:1"),
        public_harm: false,
    };
    assert_eq!(story.refused("2026-03-04", revoke()), Guard::WrongState);
    let verify = Command::VerifyCommitment {
        met: false,
        performed: true,
        record: reference("note:2"),
    };
    story.run("2026-03-04", verify);
    story.run("2026-03-05", revoke());
    assert_eq!(story.case.state, State::Revoked);
}
