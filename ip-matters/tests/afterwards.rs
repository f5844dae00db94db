//! What follows a decision, where a case goes, who is pressed, and from which day its limits run.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use chrono::NaiveDate;
use ip_matters::case::{
    ClockName, ClockStatus, Command, CommandKind, CommitmentStatus, Defect, DefectKind, Event,
    ForwardMode, Guard, Refusal, State, Verdict, allowed,
};
use ip_matters::limit::{Length, LimitUnit, RunsFrom};
use ip_matters::list::Scope;
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

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A licence received on Monday 2025-03-03 and accepted the same day: decided by Monday 2025-03-31.
fn accepted(world: &World) -> Story<'_> {
    let mut story = world.story(LICENCE);
    story.submit("2025-03-03", ALL);
    story.run("2025-03-03", Command::Receive);
    story.run("2025-03-03", Command::Accept);
    story
}

fn under_review(world: &World) -> Story<'_> {
    let mut story = accepted(world);
    story.run("2025-03-04", assign());
    story
}

fn assign() -> Command {
    Command::Assign {
        reviewer: reference("account:reviewer"),
    }
}

fn grant() -> Command {
    Command::Decide {
        verdict: Verdict::Granted,
        reasons: None,
    }
}

fn notice(targets: &[&str]) -> Command {
    let defect = |target: &&str| Defect {
        target: (*target).into(),
        kind: DefectKind::Missing,
        note: None,
    };
    Command::NotifyCorrection {
        defects: targets.iter().map(defect).collect(),
        period: None,
        served: None,
    }
}

fn resubmit(papers: &[&str], fields: &[&str]) -> Command {
    Command::Resubmit {
        materials: materials(papers),
        fields: materials(fields),
    }
}

fn revoke(ground: RevocationGround) -> Command {
    Command::Revoke {
        ground,
        reason: reference("doc:reason"),
        public_harm: false,
    }
}

fn rests_on(refusal: &Refusal, guard: Guard, article: &str) {
    assert_eq!(refusal.guard, guard);
    assert_eq!(refusal.basis[0].article.as_deref(), Some(article));
}

#[test]
fn a_commitment_is_verified_in_its_time_and_revoked_where_nothing_was_done() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.submit("2026-03-02", &ALL[..1]);
    story.run("2026-03-02", Command::Receive);
    let elect = Command::ElectCommitment {
        commitment: reference("doc:commitment"),
    };
    story.run("2026-03-02", elect);
    story.run("2026-03-02", grant());
    assert_eq!(
        story.due(ClockName::CommitmentCheck, "2026-03-02"),
        "2026-05-06"
    );
    let late = story.clock(ClockName::CommitmentCheck, "2026-05-07");
    assert_eq!(late.status, ClockStatus::Late);
    let early = story.refused("2026-03-03", revoke(RevocationGround::Commitment));
    assert_eq!(early, Guard::WrongState);
    let documents = story.case.documents.len();
    story.run(
        "2026-04-02",
        Command::VerifyCommitment {
            met: false,
            performed: false,
            record: reference("doc:check"),
        },
    );
    assert_eq!(story.case.commitment, Some(CommitmentStatus::NotPerformed));
    assert_eq!(story.case.documents.len(), documents, "nothing to rectify");
    story.run("2026-04-02", revoke(RevocationGround::Commitment));
    assert_eq!(story.case.state, State::Revoked);
}

#[test]
fn a_result_is_revoked_on_a_ground_of_law_and_not_against_the_public_interest() {
    let world = World::new();
    let mut story = accepted(&world);
    story.run("2025-03-04", grant());
    let made = Command::IssueResult {
        result: reference("cert:1"),
    };
    story.run("2025-03-05", made);
    let none = story.refusal("2025-03-10", revoke(RevocationGround::Commitment));
    rests_on(&none, Guard::RevocationGround, "69");
    let harm = Command::Revoke {
        ground: RevocationGround::Procedure,
        reason: reference("r"),
        public_harm: true,
    };
    rests_on(&story.refusal("2025-03-10", harm), Guard::PublicHarm, "69");
    let owes = |ground| {
        let events = story.clone().run("2025-03-10", revoke(ground));
        matches!(
            events[0],
            Event::Revoked {
                compensates: true,
                ..
            }
        )
    };
    assert!(owes(RevocationGround::Procedure));
    assert!(
        !owes(RevocationGround::Fraud),
        "who cheated is not compensated"
    );
}

#[test]
fn a_case_is_sent_across_regions_within_its_scope_and_before_acceptance() {
    let world = World::new();
    let forward = |mode, agreement: Option<&str>| Command::Forward {
        to: reference("place:2"),
        mode,
        agreement: agreement.map(reference),
    };
    let mut story = world.story(LICENCE);
    story.entry.scope = None;
    story.submit("2025-03-03", ALL);
    story.run("2025-03-03", Command::Receive);
    for mode in [
        ForwardMode::CollectForOther,
        ForwardMode::FullyOnline,
        ForwardMode::Joint,
    ] {
        assert_eq!(
            story.refused("2025-03-03", forward(mode, None)),
            Guard::NoScope
        );
    }
    story.entry.scope = Some(Scope::Province);
    let mut online = story.clone();
    online.run("2025-03-03", forward(ForwardMode::FullyOnline, None));
    assert_eq!(online.case.state, State::Forwarded);
    assert_eq!(online.case.places.handling, Some(reference("place:2")));
    let joint = |agreement| forward(ForwardMode::Joint, agreement);
    assert_eq!(story.refused("2025-03-03", joint(None)), Guard::Agreement);
    story.run("2025-03-04", Command::Accept);
    let away = story.refused("2025-03-04", forward(ForwardMode::Transfer, None));
    assert_eq!(away, Guard::ForwardAccepted);
    story.run("2025-03-04", joint(Some("doc:agreement")));
    assert_eq!(
        story.case.state,
        State::Accepted,
        "the places handle it together"
    );
    assert_eq!(story.case.places.decision, Some(reference("place:2")));
    assert_eq!(story.case.places.handling, None);
}

#[test]
fn supervision_presses_only_what_is_late_or_nearly_so() {
    let world = World::new();
    let urge = || Command::Urge {
        reason: reference("r"),
    };
    let mut story = under_review(&world);
    assert_eq!(story.refused("2025-03-05", urge()), Guard::NothingLate);
    assert!(!allowed(&story.case, &story.context("2025-03-05")).contains(&CommandKind::Urge));
    story.run("2025-03-14", urge());
    story.run("2025-03-17", grant());
    assert_eq!(story.refused("2025-03-18", urge()), Guard::NothingLate);
    // The result should be issued by 31 March.
    story.run("2025-04-01", urge());
}

#[test]
fn a_place_that_says_so_looks_at_an_online_filing_in_its_time() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.entry.online_check = Some(Length::working_days(1));
    story.submit("2025-03-07", ALL);
    assert_eq!(
        story.due(ClockName::OnlineCheck, "2025-03-07"),
        "2025-03-10"
    );
    let late = story.clock(ClockName::OnlineCheck, "2025-03-11");
    assert_eq!(late.status, ClockStatus::Late);
    story.entry.online_check = None;
    assert!(
        story
            .case
            .clocks_on(&story.context("2025-03-11"))
            .is_empty()
    );
}

/// The demonstration city with bare entries of matters that it does not handle.
fn wider(matters: &[&str]) -> World {
    let mut files = demo_files();
    let rows = matters.iter().map(|matter| {
        format!(
            "[[entry]]\nmatter = '{matter}'\nversion = 1\neffective = '2025-01-01'\nbody = 'ip-office'\nlevel = 'city'\n\
             powerSource = 'own'\naddChannels = ['online']\n"
        )
    });
    files.push(("matters/more.toml".into(), rows.collect()));
    let mut world = World::new();
    let files = files.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    world.pack = Pack::from_files(&world.catalogue, files).unwrap_or_else(|p| panic!("{p}"));
    world
}

#[test]
fn a_limit_that_waits_for_its_day_runs_from_it() {
    let opposition = "cn.trademark.opposition";
    let report = "cn.patent.evaluation-report";
    let sign = "cn.special-sign.registration";
    let world = wider(&[opposition, sign]);
    let start = |what, on: &str| Command::RecordStart {
        what,
        day: day(on),
        evidence: reference("doc:gazette"),
    };
    let filed = |matter: &str, chosen: Option<&str>| {
        let mut story = world.story(matter);
        let mut command = story.submission(&[]);
        if let Command::Submit {
            situation,
            materials,
            ..
        } = &mut command
        {
            *situation = chosen.map(Into::into);
            let papers = story.entry.materials_in(chosen);
            *materials = papers.map(|m| m.id.clone()).collect();
        }
        story.run("2026-03-02", command);
        story.run("2026-03-02", Command::Receive);
        story
    };
    // Twelve months from the end of the publication period.
    let mut story = filed(opposition, None);
    let wrong = story.refused("2026-04-02", start(RunsFrom::Grant, "2026-03-31"));
    assert_eq!(wrong, Guard::StartUnknown);
    for outside in ["2026-03-01", "2026-04-03"] {
        let refused = story.refused("2026-04-02", start(RunsFrom::PublicationEnd, outside));
        assert_eq!(refused, Guard::StartDay);
    }
    story.run("2026-04-02", start(RunsFrom::PublicationEnd, "2026-03-31"));
    assert_eq!(story.due(ClockName::Statutory, "2026-04-02"), "2027-03-31");
    let again = story.refused("2026-04-02", start(RunsFrom::PublicationEnd, "2026-03-31"));
    assert_eq!(again, Guard::StartUnknown, "it runs already");
    // An evaluation report counts from the request, or from the grant where it was asked for at registration.
    let plain = filed(report, Some("after-grant"));
    assert_eq!(plain.due(ClockName::Statutory, "2026-03-02"), "2026-05-06");
    let mut early = filed(report, Some("at-registration"));
    let clocks = early.case.clocks_on(&early.context("2026-03-02"));
    assert!(
        clocks
            .iter()
            .all(|clock| clock.name != ClockName::Statutory)
    );
    early.run("2026-03-20", start(RunsFrom::Grant, "2026-03-17"));
    assert_eq!(early.due(ClockName::Statutory, "2026-03-20"), "2026-05-18");
    // The notice of corrections of a special sign has a time of its own.
    let sign = filed(sign, None);
    assert_eq!(sign.due(ClockName::Notice, "2026-03-02"), "2026-03-12");
    assert_eq!(sign.due(ClockName::Check, "2026-03-02"), "2026-03-17");
    let mut told = sign.clone();
    let target = told.entry.materials[0].id.clone();
    told.run("2026-03-03", notice(&[&target]));
    told.run("2026-03-04", resubmit(&[&target], &[]));
    let clocks = told.case.clocks_on(&told.context("2026-03-04"));
    assert!(clocks.iter().all(|clock| clock.name != ClockName::Notice));
}

#[test]
fn the_promise_of_a_patent_matter_counts_from_its_acceptance_and_never_beyond_the_statute() {
    let report = "cn.patent.evaluation-report";
    let world = World::new();
    let mut story = world.story(report);
    story.entry.promised = Some(Length {
        n: 1,
        unit: LimitUnit::Month,
    });
    let mut command = story.submission(&["evaluation-request"]);
    if let Command::Submit { situation, .. } = &mut command {
        *situation = Some("after-grant".into());
    }
    story.run("2026-03-02", command);
    story.run("2026-03-02", Command::Receive);
    let promise = |story: &Story<'_>, on: &str| {
        let clocks = story.case.clocks_on(&story.context(on));
        let found = clocks.iter().find(|c| c.name == ClockName::Promised);
        found.and_then(|c| c.due).map(|due| due.date.to_string())
    };
    assert_eq!(promise(&story, "2026-03-02"), None);
    let mut late = story.clone();
    story.run("2026-03-10", Command::Accept);
    assert_eq!(promise(&story, "2026-03-10").as_deref(), Some("2026-04-10"));
    // Accepted in April: a month later would lie beyond the two months of the law.
    late.run("2026-04-20", Command::Accept);
    assert_eq!(promise(&late, "2026-04-20").as_deref(), Some("2026-05-06"));
    assert_eq!(
        story.clock(ClockName::Promised, "2026-03-10").budget,
        Length {
            n: 1,
            unit: LimitUnit::Month
        }
    );
}
