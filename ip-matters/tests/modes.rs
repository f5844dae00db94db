//! Ways in beside the ordinary one: commitment, papers that follow, agents, local rules of corrections; and
//! the reasons of a time that was not kept.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use ip_core::text::Lang;
use ip_matters::case::{
    ClockName, Command, CommandKind, Defect, DefectKind, Event, Guard, Mode, State, Verdict,
    allowed,
};
use ip_matters::document::{DocumentKind, Templates};
use ip_matters::entry::Replaces;
use ip_matters::limit::Length;
use ip_matters::material::MaterialKind;
use ip_matters::pack::Pack;
use ip_matters::regime::RevocationGround;
use world::{Story, World, demo_files, materials, reference};

const LICENCE: &str = "cn.patent.agency-licence";
const ALL: &[&str] = &[
    "agency-licence-application",
    "articles-or-partnership-agreement",
    "premises-proof",
    "partner-qualification-proof",
];

fn received<'a>(world: &'a World, matter: &str, papers: &[&str]) -> Story<'a> {
    let mut story = world.story(matter);
    story.submit("2026-03-02", papers);
    story.run("2026-03-02", Command::Receive);
    story
}

fn elect() -> Command {
    Command::ElectCommitment {
        commitment: reference("doc:commitment"),
    }
}

fn grant() -> Command {
    Command::Decide {
        verdict: Verdict::Granted,
        reasons: None,
    }
}

#[test]
fn a_commitment_stands_in_only_for_the_papers_it_names() {
    let world = World::new();
    let mut none = received(&world, LICENCE, &[]);
    let refusal = none.refusal("2026-03-02", elect());
    assert_eq!(refusal.guard, Guard::MaterialsMissing);
    assert_eq!(
        refusal.expected.as_deref(),
        Some("agency-licence-application")
    );
    let offered = allowed(&none.case, &none.context("2026-03-02"));
    assert!(!offered.contains(&CommandKind::ElectCommitment));
    none.run(
        "2026-03-02",
        Command::CorrectOnSpot {
            materials: materials(&ALL[..1]),
        },
    );
    none.run("2026-03-02", elect());
    assert_eq!(none.case.mode, Some(Mode::Commitment));
    assert_eq!(none.case.pledged, materials(&ALL[1..]));
    let issued = none.case.documents.last().unwrap();
    assert_eq!(issued.kind, DocumentKind::CommitmentNotice);
    let told = Templates::builtin()
        .unwrap()
        .render(issued, &none.case, &none.context("2026-03-02"))
        .unwrap();
    let zh = told.text(Lang::Zh);
    assert!(
        zh.contains("承诺代替的材料：") && zh.contains("经营场所"),
        "{zh}"
    );
    assert!(
        zh.contains("承诺代替审查") && zh.contains("2个月内核查"),
        "{zh}"
    );
    // One that takes the place of a proof says so.
    let mut proof = received(&world, LICENCE, &ALL[..2]);
    let offer = proof.entry.commitment.as_mut().unwrap();
    offer.replaces = Replaces::Proof;
    offer.papers = vec![ALL[2].into()];
    assert_eq!(
        proof.refusal("2026-03-02", elect()).expected.as_deref(),
        Some("partner-qualification-proof")
    );
}

#[test]
fn a_commitment_can_be_taken_back_before_the_decision() {
    let world = World::new();
    let mut story = received(&world, LICENCE, &ALL[..1]);
    assert_eq!(
        story.refused("2026-03-02", Command::WithdrawCommitment),
        Guard::WrongState
    );
    story.run("2026-03-02", elect());
    let mut decided = story.clone();
    decided.run("2026-03-02", grant());
    assert_eq!(
        decided.refused("2026-03-02", Command::WithdrawCommitment),
        Guard::WrongState
    );
    let context = story.context("2026-03-04");
    assert!(allowed(&story.case, &context).contains(&CommandKind::WithdrawCommitment));
    story.run("2026-03-04", Command::WithdrawCommitment);
    assert_eq!((story.case.state, story.case.mode), (State::Received, None));
    assert!(story.case.pledged.is_empty() && story.case.commitment.is_none());
    assert_eq!(
        story.refused("2026-03-04", Command::Accept),
        Guard::MaterialsMissing,
        "the ordinary way asks for every paper"
    );
    // Five working days from the 4th to say what is missing; the decision's time starts anew.
    assert_eq!(story.due(ClockName::Check, "2026-03-04"), "2026-03-11");
    story.run(
        "2026-03-05",
        Command::CorrectOnSpot {
            materials: materials(ALL),
        },
    );
    story.run("2026-03-05", Command::Accept);
    assert_eq!(story.due(ClockName::Statutory, "2026-03-05"), "2026-04-02");
    let normal = received(&world, LICENCE, ALL);
    let mut normal = normal;
    normal.run("2026-03-02", Command::Accept);
    assert_eq!(
        normal.refused("2026-03-02", Command::WithdrawCommitment),
        Guard::NoCommitment
    );
}

fn tolerate(due: &str) -> Command {
    Command::AcceptWithTolerance {
        missing: materials(&["premises-proof"]),
        promise: reference("doc:promise"),
        due: due.parse().unwrap(),
    }
}

#[test]
fn what_follows_must_be_in_before_the_statutory_time_ends() {
    let world = World::new();
    let papers = [ALL[0], ALL[1], ALL[3]];
    let mut story = received(&world, LICENCE, &papers);
    // Twenty working days from 2 March 2026.
    let refusal = story.refusal("2026-03-02", tolerate("2026-03-31"));
    assert_eq!(
        (refusal.guard, refusal.expected.as_deref()),
        (Guard::ToleranceDue, Some("2026-03-30"))
    );
    story.run("2026-03-02", tolerate("2026-03-30"));
    assert_eq!(story.due(ClockName::Statutory, "2026-03-02"), "2026-03-30");
}

fn problems_of(change: impl Fn(&str, &str) -> String) -> Vec<(String, String)> {
    let world = World::new();
    let files: Vec<_> = demo_files()
        .into_iter()
        .map(|(name, text)| {
            let text = change(&name, &text);
            (name, text)
        })
        .collect();
    let files = files.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    match Pack::from_files(&world.catalogue, files) {
        Ok(_) => Vec::new(),
        Err(found) => found
            .0
            .into_iter()
            .map(|p| (p.code.to_string(), p.found.unwrap_or_default()))
            .collect(),
    }
}

#[test]
fn a_pack_may_not_let_main_papers_follow_nor_use_a_mode_the_procedure_has_not() {
    let swap = |file: &'static str, from: &'static str, to: &'static str| {
        problems_of(move |name, text| match name.ends_with(file) {
            true => text.replace(from, to),
            false => text.into(),
        })
    };
    assert!(problems_of(|_, text| text.into()).is_empty());
    let main = swap(
        "licence.toml",
        "tolerable = [\"premises-proof\"]",
        "tolerable = [\"agency-licence-application\"]",
    );
    let form = "agency-licence-application".to_owned();
    assert_eq!(
        main,
        [("matters.overlay.main-material".into(), form.clone())]
    );
    let main = swap(
        "licence.toml",
        "papers = [\"articles",
        "papers = [\"agency-licence-application\", \"articles",
    );
    assert_eq!(main, [("matters.overlay.main-material".into(), form)]);
    let nothing = swap(
        "licence.toml",
        "replaces = \"review\", papers = [\"articles-or-partnership-agreement\", \"premises-proof\", \"partner-qualification-proof\"]",
        "replaces = \"proof\"",
    );
    assert_eq!(nothing[0].0, "matters.overlay.commitment-papers");
    let trademark = "matter = \"cn.trademark.registration\"\n";
    let none = swap(
        "trademark.toml",
        trademark,
        "matter = \"cn.trademark.registration\"\ntolerable = [\"identity-proof\"]\n",
    );
    assert_eq!(
        none,
        [(
            "matters.overlay.no-tolerance".into(),
            "identity-proof".into()
        )]
    );
    let none = swap(
        "trademark.toml",
        trademark,
        "matter = \"cn.trademark.registration\"\ncommitment = { replaces = \"review\", notice = { zh = \"甲\", en = \"a\" }, verifyWithin = { n = 1, unit = \"month\" } }\n",
    );
    assert_eq!(none[0].0, "matters.overlay.no-commitment");
}

fn by_agent(story: &Story<'_>, papers: &[&str]) -> Command {
    let mut filing = story.submission(papers);
    if let Command::Submit {
        agent, situation, ..
    } = &mut filing
    {
        *agent = Some(reference("agent:1"));
        *situation = story.entry.matter.situations.first().map(|s| s.id.clone());
    }
    filing
}

#[test]
fn an_agent_acts_only_where_one_may_and_with_a_power_of_attorney() {
    let world = World::new();
    let opposed = world.story(LICENCE);
    assert!(!opposed.entry.matter.agent);
    assert_eq!(
        opposed.refused("2026-03-02", by_agent(&opposed, ALL)),
        Guard::Agent
    );
    let mut mark = world.story("cn.trademark.registration");
    let papers = ["trademark-application", "mark-image", "identity-proof"];
    let filing = by_agent(&mark, &papers);
    mark.run("2026-03-02", filing);
    mark.run("2026-03-02", Command::Receive);
    let refusal = mark.refusal("2026-03-02", Command::Accept);
    assert_eq!(
        (refusal.guard, refusal.expected.as_deref()),
        (Guard::MaterialsMissing, Some("power-of-attorney"))
    );
    mark.run(
        "2026-03-02",
        Command::CorrectOnSpot {
            materials: materials(&["power-of-attorney"]),
        },
    );
    mark.run("2026-03-02", Command::Accept);
    // Whoever acts alone is not asked for one.
    let mut alone = received(&world, "cn.trademark.registration", &papers);
    alone.run("2026-03-02", Command::Accept);
}

#[test]
fn wherever_an_agent_may_act_the_guide_names_the_power_of_attorney() {
    let world = World::new();
    for matter in world.catalogue.matters().filter(|m| m.agent) {
        let everywhere = matter.materials.iter().map(|(id, _)| id);
        let situated = matter.situations.iter().map(|s| {
            let ids: Vec<_> = s.materials.iter().map(|(id, _)| id).collect();
            ids
        });
        let mandate = |id: &str| {
            let paper = world.catalogue.material(id);
            paper.is_some_and(|m| m.kind == MaterialKind::Mandate)
        };
        let in_all = everywhere.into_iter().any(mandate);
        let mut situated = situated.peekable();
        let in_each =
            situated.peek().is_some() && situated.all(|ids| ids.iter().any(|id| mandate(id)));
        assert!(in_all || in_each, "{}", matter.id);
    }
}

fn unnamed(target: &str) -> Command {
    Command::NotifyCorrection {
        defects: vec![Defect {
            target: target.into(),
            kind: DefectKind::Missing,
            note: None,
        }],
        period: None,
        served: None,
    }
}

#[test]
fn nobody_makes_up_a_period_or_what_follows_its_miss() {
    let world = World::new();
    // The demonstration city sets both for licences.
    let mut set = received(&world, LICENCE, ALL);
    set.run("2026-03-03", unnamed("premises-proof"));
    assert_eq!(set.due(ClockName::Correction, "2026-03-03"), "2026-03-17");
    set.run("2026-03-18", Command::Tick);
    assert_eq!(set.case.state, State::Withdrawn);
    // A place that sets nothing must name a period, and nothing follows a miss that no law knows.
    let mut silent = received(&world, LICENCE, ALL);
    silent.entry.correction = None;
    assert_eq!(
        silent.refused("2026-03-03", unnamed("premises-proof")),
        Guard::Period
    );
    let mut named = unnamed("premises-proof");
    if let Command::NotifyCorrection { period, .. } = &mut named {
        *period = Some(Length::working_days(10));
    }
    silent.run("2026-03-03", named);
    assert!(silent.run("2026-05-06", Command::Tick).is_empty());
    assert_eq!(silent.case.state, State::AwaitingCorrection);
    let patent = world.story("cn.patent.filing").entry;
    assert_eq!(
        patent.correction, None,
        "no place sets the office's periods"
    );
}

#[test]
fn a_time_that_was_not_kept_is_explained_on_the_record() {
    let world = World::new();
    let mut story = received(&world, LICENCE, ALL);
    story.run("2026-03-02", Command::Accept);
    let explain = || Command::ExplainOverdue {
        reason: reference("note:why"),
    };
    let early = story.refusal("2026-03-16", explain());
    assert_eq!(early.guard, Guard::NotOverdue);
    assert_eq!(early.basis[0].article.as_deref(), Some("36"));
    // Ten working days were promised, until the 16th; the law gives twenty.
    story.run("2026-03-17", explain());
    assert_eq!(story.case.overdue[0].clock, ClockName::Promised);
    let events = story.run("2026-03-31", explain());
    assert!(matches!(
        &events[0],
        Event::OverdueExplained { clock: ClockName::Statutory, reason, .. } if reason.as_str() == "note:why"
    ));
    // A decision that came too late is explained afterwards too.
    story.run("2026-04-01", grant());
    story.run("2026-04-02", explain());
    assert_eq!(story.case.overdue.len(), 3);
}

#[test]
fn a_commitment_is_decided_at_once_verified_and_revoked() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.submit("2026-03-02", &ALL[..1]);
    story.run("2026-03-02", Command::Receive);
    let elect = Command::ElectCommitment {
        commitment: reference("doc:commitment"),
    };
    let mut barred = story.clone();
    barred.excluded = true;
    assert_eq!(
        barred.refused("2026-03-02", elect.clone()),
        Guard::CommitmentExcluded
    );
    story.run("2026-03-02", elect);
    story.run("2026-03-02", grant());
    story.run(
        "2026-03-02",
        Command::IssueResult {
            result: reference("cert:1"),
        },
    );
    story.run(
        "2026-04-02",
        Command::VerifyCommitment {
            met: false,
            performed: true,
            record: reference("doc:check"),
        },
    );
    assert_eq!(
        story.case.documents.last().unwrap().kind,
        DocumentKind::RectificationOrder
    );
    story.run(
        "2026-05-06",
        Command::Revoke {
            ground: RevocationGround::Commitment,
            reason: reference("doc:breach"),
            public_harm: false,
        },
    );
    assert_eq!(story.case.state, State::Revoked);
    assert!(story.case.is_final());
}
