//! The case on the demonstration city's licence: the worked clock, deemed acceptance, the one-time
//! notice, tolerance, commitment, decision and service, each to the day.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use ip_core::money::Money;
use ip_matters::case::{
    Case, CheckOutcome, ClockName, ClockStatus, Command, CommandKind, Defect, DefectKind, Event,
    Guard, Mode, RefusalGround, State, Verdict, allowed, replay, timeline,
};
use ip_matters::document::DocumentKind;
use ip_matters::limit::{Length, LimitUnit};
use ip_matters::material::WaiverMeans;
use ip_matters::regime::DeliveryChannel;
use world::{Story, World, materials, reference};

const LICENCE: &str = "cn.patent.agency-licence";
const ALL: &[&str] = &[
    "agency-licence-application",
    "articles-or-partnership-agreement",
    "premises-proof",
    "partner-qualification-proof",
];

fn defect(target: &str) -> Defect {
    Defect {
        target: target.into(),
        kind: DefectKind::Incomplete,
        note: None,
    }
}

fn notice(targets: &[&str]) -> Command {
    Command::NotifyCorrection {
        defects: targets.iter().map(|t| defect(t)).collect(),
        period: None,
        served: None,
    }
}

fn special(kind: &str) -> Command {
    Command::StartSpecial {
        kind: kind.into(),
        notice: reference("doc:special"),
        needs: Some(Length::working_days(5)),
    }
}

fn extend(n: u32) -> Command {
    Command::Extend {
        n,
        approver: "head-of-organ".into(),
        reason: reference("doc:reason"),
    }
}

fn grant() -> Command {
    Command::Decide {
        verdict: Verdict::Granted,
        reasons: None,
    }
}

/// Received on Monday 2025-03-03, as in the worked clock.
fn received(world: &World) -> Story<'_> {
    let mut story = world.story(LICENCE);
    story.submit("2025-03-03", ALL);
    story.run("2025-03-03", Command::Receive);
    story
}

fn under_review(world: &World) -> Story<'_> {
    let mut story = received(world);
    story.run(
        "2025-03-11",
        Command::Assign {
            reviewer: reference("account:reviewer"),
        },
    );
    story
}

#[test]
fn silence_accepts_as_of_receipt_and_the_statutory_clock_runs_from_there() {
    let world = World::new();
    let mut story = received(&world);
    assert_eq!(story.due(ClockName::Check, "2025-03-10"), "2025-03-10");
    story.run("2025-03-10", Command::Tick);
    assert_eq!(
        story.case.state,
        State::Received,
        "the period ends with the day"
    );
    story.run("2025-03-11", Command::Tick);
    assert_eq!(story.case.state, State::Accepted);
    assert_eq!(story.case.mode, Some(Mode::Deemed));
    assert_eq!(story.case.accepted.unwrap().to_string(), "2025-03-03");
    assert_eq!(story.due(ClockName::Statutory, "2025-03-11"), "2025-03-31");
    assert_eq!(story.due(ClockName::Promised, "2025-03-11"), "2025-03-17");
}

#[test]
fn an_extension_lengthens_the_statute_and_never_the_promise() {
    let world = World::new();
    let mut story = under_review(&world);
    story.run("2025-03-20", extend(10));
    assert_eq!(story.due(ClockName::Statutory, "2025-03-20"), "2025-04-15");
    assert_eq!(story.due(ClockName::Promised, "2025-03-20"), "2025-03-17");
    assert_eq!(
        story.clock(ClockName::Promised, "2025-03-20").status,
        ClockStatus::Late
    );
    assert_eq!(
        story.clock(ClockName::Statutory, "2025-03-20").status,
        ClockStatus::OnTime
    );
    assert_eq!(story.refused("2025-03-21", extend(1)), Guard::ExtensionUsed);
}

#[test]
fn an_expert_review_is_left_out_of_both_clocks() {
    let world = World::new();
    let mut story = under_review(&world);
    story.run("2025-03-12", special("expert-review"));
    assert_eq!(
        story.clock(ClockName::Statutory, "2025-03-14").status,
        ClockStatus::Paused
    );
    // Were it to run again on the 14th.
    let paused = story.clock(ClockName::Statutory, "2025-03-14");
    assert_eq!(paused.due.unwrap().date.to_string(), "2025-04-02");
    assert!(paused.due.unwrap().provisional && paused.last_day().is_none());
    story.run(
        "2025-03-19",
        Command::EndSpecial {
            result: reference("doc:result"),
        },
    );
    assert_eq!(story.due(ClockName::Statutory, "2025-03-19"), "2025-04-08");
    story.run("2025-04-08", grant());
    let clock = story.clock(ClockName::Statutory, "2025-05-30");
    assert_eq!((clock.used, clock.status), (20, ClockStatus::Soon));
    assert_eq!(clock.stopped.unwrap().to_string(), "2025-04-08");
}

#[test]
fn extensions_obey_length_approver_and_time() {
    let world = World::new();
    let story = under_review(&world);
    assert_eq!(
        story.refused("2025-03-20", extend(11)),
        Guard::ExtensionTooLong
    );
    let other = Command::Extend {
        n: 5,
        approver: "reviewer".into(),
        reason: reference("r"),
    };
    assert_eq!(story.refused("2025-03-20", other), Guard::ExtensionApprover);
    let refusal = story.refusal("2025-04-01", extend(5));
    assert_eq!(refusal.guard, Guard::ExtensionLate);
    assert_eq!(refusal.basis[0].article.as_deref(), Some("42"));
    assert_eq!(
        story.refused("2025-03-20", special("holiday")),
        Guard::UnknownSpecial
    );
}

#[test]
fn a_notice_after_the_time_to_check_meets_an_accepted_case() {
    let world = World::new();
    let story = received(&world);
    let refusal = story.refusal("2025-03-11", notice(&["premises-proof"]));
    assert_eq!(
        (refusal.guard, refusal.state),
        (Guard::WrongState, State::Accepted)
    );
    assert_eq!(refusal.basis[0].id, "licensing-law");
    assert_eq!(
        story.case.state,
        State::Received,
        "a refused command changes nothing"
    );
}

#[test]
fn everything_is_asked_once() {
    let world = World::new();
    let mut story = received(&world);
    assert_eq!(story.refused("2025-03-04", notice(&[])), Guard::EmptyNotice);
    story.run("2025-03-04", notice(&["premises-proof"]));
    assert_eq!(story.case.state, State::AwaitingCorrection);
    assert_eq!(story.due(ClockName::Correction, "2025-03-04"), "2025-03-18");
    story.run(
        "2025-03-07",
        Command::Resubmit {
            materials: materials(&["premises-proof"]),
            fields: materials(&[]),
        },
    );
    let refusal = story.refusal("2025-03-10", notice(&["articles-or-partnership-agreement"]));
    assert_eq!(refusal.guard, Guard::SecondNotice);
    assert_eq!(refusal.basis[0].article.as_deref(), Some("32(4)"));
    story.run("2025-03-10", notice(&["premises-proof"]));
    assert_eq!(story.case.notices.len(), 2);
    // The applicant stays silent: ten working days after the second notice it counts as withdrawn.
    story.run("2025-03-24", Command::Tick);
    assert_eq!(story.case.state, State::AwaitingCorrection);
    story.run("2025-03-25", Command::Tick);
    assert_eq!(story.case.state, State::Withdrawn);
}

#[test]
fn acceptance_needs_the_papers_or_a_promise_for_the_tolerable_ones() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.submit("2026-03-02", &ALL[..2]);
    story.run("2026-03-02", Command::Receive);
    assert_eq!(
        story.refused("2026-03-03", Command::Accept),
        Guard::MaterialsMissing
    );
    let tolerance = |ids: &[&str], day: &str| Command::AcceptWithTolerance {
        missing: materials(ids),
        promise: reference("doc:promise"),
        due: day.parse().unwrap(),
    };
    assert_eq!(
        story.refused(
            "2026-03-03",
            tolerance(&["partner-qualification-proof"], "2026-03-20")
        ),
        Guard::NotTolerable
    );
    // The register of attorneys answers for the qualification; the premises may follow.
    story.run(
        "2026-03-03",
        Command::CheckRegister {
            material: "partner-qualification-proof".into(),
            by: WaiverMeans::DataCheck,
            register: "attorney-register".into(),
            outcome: CheckOutcome::Match,
            response: reference("reply:1"),
            consent: reference("consent:1"),
        },
    );
    assert_eq!(
        story.refused("2026-03-03", tolerance(&["premises-proof"], "2026-03-03")),
        Guard::ToleranceDue
    );
    story.run("2026-03-03", tolerance(&["premises-proof"], "2026-03-20"));
    assert_eq!(story.case.mode, Some(Mode::Tolerance));
    assert_eq!(story.refused("2026-03-04", grant()), Guard::MissingOpen);
    let mut late = story.clone();
    late.run("2026-03-23", Command::Tick);
    assert_eq!(late.case.state, State::Withdrawn);
    story.run(
        "2026-03-10",
        Command::FillMissing {
            materials: materials(&["premises-proof"]),
        },
    );
    story.run("2026-03-11", grant());
    assert_eq!(story.case.state, State::Decided);
}

#[test]
fn a_mismatch_or_an_outage_asks_for_the_paper_and_refuses_nothing() {
    let world = World::new();
    for outcome in [CheckOutcome::Mismatch, CheckOutcome::Unavailable] {
        let mut story = world.story(LICENCE);
        story.submit("2026-03-02", &ALL[..3]);
        story.run("2026-03-02", Command::Receive);
        story.run(
            "2026-03-03",
            Command::CheckRegister {
                material: "partner-qualification-proof".into(),
                by: WaiverMeans::DataCheck,
                register: "attorney-register".into(),
                outcome,
                response: reference("reply:1"),
                consent: reference("consent:1"),
            },
        );
        assert_eq!(story.case.state, State::Received);
        assert_eq!(
            story.refused("2026-03-03", Command::Accept),
            Guard::MaterialsMissing
        );
    }
}

#[test]
fn the_whole_way_to_service_and_its_documents() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.submit("2026-03-02", ALL);
    story.run("2026-03-02", Command::Receive);
    story.run("2026-03-03", Command::Accept);
    assert_eq!(
        story.refused(
            "2026-03-03",
            Command::RecordFeePaid {
                amount: Money::from_units(1),
                receipt: reference("pay:1")
            }
        ),
        Guard::NoFee
    );
    story.run(
        "2026-03-04",
        Command::Assign {
            reviewer: reference("account:reviewer"),
        },
    );
    story.run("2026-03-10", grant());
    assert_eq!(story.due(ClockName::Issue, "2026-03-10"), "2026-03-24");
    story.run(
        "2026-03-11",
        Command::IssueResult {
            result: reference("cert:1.2.156"),
        },
    );
    assert!(
        story
            .events
            .iter()
            .any(|e| matches!(e, Event::ReviewInvited { .. }))
    );
    let deliver = |channel, received: Option<&str>| Command::Deliver {
        channel,
        dispatched: "2026-03-11".parse().unwrap(),
        received: received.map(|day| day.parse().unwrap()),
        evidence: reference("log:1"),
    };
    assert_eq!(
        story.refused("2026-03-11", deliver(DeliveryChannel::Announcement, None)),
        Guard::DeliveryChannel
    );
    assert_eq!(
        story.refused("2026-03-11", deliver(DeliveryChannel::Mail, None)),
        Guard::DeliveryDay
    );
    story.run(
        "2026-03-11",
        deliver(DeliveryChannel::Electronic, Some("2026-03-11")),
    );
    assert_eq!(story.case.state, State::Delivered);
    let due: Vec<_> = story
        .case
        .remedies(&story.context("2026-03-11"))
        .into_iter()
        .map(|r| (r.remedy.id, r.due.unwrap().date.to_string()))
        .collect();
    assert_eq!(
        due[0],
        ("reconsideration".into(), "2026-05-11".into()),
        "60 days end on a Sunday"
    );
    let kinds: Vec<_> = story.case.documents.iter().map(|d| d.kind).collect();
    assert_eq!(
        kinds,
        [
            DocumentKind::Receipt,
            DocumentKind::AcceptanceNotice,
            DocumentKind::GrantDecision,
            DocumentKind::ResultDocument,
            DocumentKind::ReviewInvitation,
            DocumentKind::DeliveryReceipt,
        ]
    );
    assert_eq!(story.case.documents[1].number, "case:1/02");
    assert_eq!(
        timeline(&story.events).last().unwrap().state,
        State::Delivered
    );
    assert_eq!(replay(&story.events), story.case);
}

#[test]
fn a_refusal_states_reasons_and_is_served_as_it_is() {
    let world = World::new();
    let mut story = under_review(&world);
    let refuse = |reasons| Command::Decide {
        verdict: Verdict::Refused,
        reasons,
    };
    assert_eq!(
        story.refused("2025-03-12", refuse(None)),
        Guard::ReasonsMissing
    );
    story.run("2025-03-12", refuse(Some(reference("doc:reasons"))));
    assert_eq!(
        story.refused(
            "2025-03-12",
            Command::IssueResult {
                result: reference("c")
            }
        ),
        Guard::NotGranted
    );
    story.run(
        "2025-03-12",
        Command::Deliver {
            channel: DeliveryChannel::Direct,
            dispatched: "2025-03-12".parse().unwrap(),
            received: Some("2025-03-12".parse().unwrap()),
            evidence: reference("log:1"),
        },
    );
    assert!(story.case.is_final());
    assert!(allowed(&story.case, &story.context("2025-03-13")).is_empty());
}

#[test]
fn a_trademark_correction_is_thirty_days_and_its_miss_refuses_acceptance() {
    let world = World::new();
    let mut story = world.story("cn.trademark.registration");
    story.submit("2026-03-02", &["trademark-application", "mark-image"]);
    story.run("2026-03-02", Command::Receive);
    assert_eq!(story.due(ClockName::Statutory, "2026-03-02"), "2026-12-02");
    let own = Command::NotifyCorrection {
        defects: vec![defect("identity-proof")],
        period: Some(Length {
            n: 10,
            unit: LimitUnit::Day,
        }),
        served: None,
    };
    assert_eq!(story.refused("2026-03-03", own), Guard::Period);
    story.run("2026-03-03", notice(&["identity-proof"]));
    // Thirty days end on Thursday 2026-04-02.
    assert_eq!(story.due(ClockName::Correction, "2026-03-03"), "2026-04-02");
    assert_eq!(
        story.clock(ClockName::Statutory, "2026-03-20").status,
        ClockStatus::Paused
    );
    let mut late = story.clone();
    late.run("2026-04-03", Command::Tick);
    assert_eq!(late.case.state, State::AcceptanceRefused);
    story.run(
        "2026-03-13",
        Command::Resubmit {
            materials: materials(&["identity-proof"]),
            fields: materials(&[]),
        },
    );
    assert_eq!(
        story.due(ClockName::Statutory, "2026-03-13"),
        "2026-12-14",
        "ten days later, a Saturday"
    );
    story.run("2026-03-13", Command::Accept);
    assert_eq!(story.refused("2026-03-16", grant()), Guard::FeeUnpaid);
    story.run(
        "2026-03-16",
        Command::RecordFeePaid {
            amount: Money::from_units(270),
            receipt: reference("pay:1"),
        },
    );
    story.run("2026-03-17", grant());
}

#[test]
fn a_pledge_filed_online_keeps_the_shorter_statute() {
    let world = World::new();
    let mut story = world.story("cn.patent.pledge-registration");
    story.submit(
        "2026-03-02",
        &["pledge-application", "pledge-contract", "identity-proof"],
    );
    story.run("2026-03-02", Command::Receive);
    let clock = story.clock(ClockName::Statutory, "2026-03-02");
    assert_eq!(clock.budget, Length::working_days(2));
    story.run("2026-03-03", Command::Accept);
    assert_eq!(
        story.clock(ClockName::Promised, "2026-03-03").budget,
        Length::working_days(2)
    );
}

#[test]
fn no_rules_are_made_up_for_a_law_whose_procedure_is_not_loaded() {
    let world = World::new();
    let story = world.story("cn.trademark.registration");
    let command = story.submission(&["trademark-application"]);
    assert_eq!(story.refused("2027-01-04", command), Guard::RulesUnknown);
}

#[test]
fn silence_beyond_the_published_holidays_accepts_once_no_notice_could_move_its_day() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.submit("2026-12-28", ALL);
    story.run("2026-12-28", Command::Receive);
    let clock = story.clock(ClockName::Check, "2026-12-28");
    let due = clock.due.unwrap();
    assert!(due.provisional);
    assert_eq!(due.date.to_string(), "2027-01-05");
    // Seven working days at most can a notice take out: Thursday 2027-01-14 is the last one possible.
    story.run("2027-01-14", Command::Tick);
    assert_eq!(story.case.state, State::Received);
    story.run("2027-01-15", Command::Tick);
    assert_eq!(story.case.mode, Some(Mode::Deemed));
    assert_eq!(story.case.accepted.unwrap().to_string(), "2026-12-28");
    // What turns against the applicant still waits for the notice.
    let mut owes = world.story(LICENCE);
    owes.submit("2026-12-21", ALL);
    owes.run("2026-12-21", Command::Receive);
    owes.run("2026-12-25", notice(&["premises-proof"]));
    owes.run("2027-03-01", Command::Tick);
    assert_eq!(owes.case.state, State::AwaitingCorrection);
}

#[test]
fn the_wrong_entry_time_or_paper_is_refused() {
    let world = World::new();
    let mut story = received(&world);
    assert_eq!(
        story.refused("2025-03-02", Command::Accept),
        Guard::TimeGoesBack
    );
    let unknown = Command::CorrectOnSpot {
        materials: materials(&["passport"]),
    };
    assert_eq!(story.refused("2025-03-04", unknown), Guard::UnknownMaterial);
    story.entry.version += 1;
    assert_eq!(
        story.refused("2025-03-04", Command::Accept),
        Guard::WrongEntry
    );
    story.entry.version -= 1;
    let refuse = Command::RefuseAcceptance {
        ground: RefusalGround::OutOfCompetence,
        reason: reference("doc:1"),
        competent: None,
    };
    assert_eq!(story.refused("2025-03-04", refuse), Guard::CompetentOrgan);
    let draft = world.story("cn.patent.filing");
    let no_situation = draft.submission(&["patent-request"]);
    assert_eq!(draft.refused("2026-03-02", no_situation), Guard::Situation);
}

#[test]
fn only_what_can_succeed_is_offered() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.submit("2026-03-02", &ALL[..2]);
    story.run("2026-03-02", Command::Receive);
    let offered = allowed(&story.case, &story.context("2026-03-03"));
    assert!(offered.contains(&CommandKind::NotifyCorrection));
    assert!(offered.contains(&CommandKind::AcceptWithTolerance));
    assert!(
        !offered.contains(&CommandKind::Accept),
        "papers are missing"
    );
    assert!(
        !offered.contains(&CommandKind::RecordFeePaid),
        "a licence is free"
    );
    let after_silence = allowed(&story.case, &story.context("2026-03-20"));
    assert!(
        after_silence.contains(&CommandKind::Assign),
        "silence accepted it meanwhile"
    );
    assert_eq!(Case::new().events, 0);
}
