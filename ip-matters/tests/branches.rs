//! The branches of a case, each to the day and with the article that stands against it: hearing, joint handling, the
//! lower organ, quota, renewal, false statements, corrections.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use chrono::NaiveDate;
use ip_matters::case::{
    ClockName, ClockStatus, Command, CommandKind, Defect, DefectKind, Event, Guard, Queue, Refusal,
    RefusalGround, State, Verdict, allowed,
};
use ip_matters::document::{DocumentKind, Templates};
use ip_matters::limit::Length;
use ip_matters::regime::Rules;
use world::{Story, World, materials, reference};

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

fn refuse() -> Command {
    Command::Decide {
        verdict: Verdict::Refused,
        reasons: Some(reference("doc:reasons")),
    }
}

fn extend(n: u32, approver: &str) -> Command {
    Command::Extend {
        n,
        approver: approver.into(),
        reason: reference("doc:reason"),
    }
}

fn joint() -> Command {
    Command::StartJoint {
        organs: [reference("organ:2")].into(),
        record: reference("doc:joint"),
    }
}

fn tell() -> Command {
    Command::TellHearing {
        party: reference("party:1"),
    }
}

fn request() -> Command {
    Command::RequestHearing {
        party: reference("party:1"),
        request: reference("doc:request"),
    }
}

fn schedule(on: &str) -> Command {
    Command::ScheduleHearing {
        day: day(on),
        notice: reference("doc:notice"),
    }
}

fn end() -> Command {
    Command::EndSpecial {
        result: reference("doc:record"),
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

fn rests_on(refusal: &Refusal, guard: Guard, article: &str) {
    assert_eq!(refusal.guard, guard);
    assert_eq!(refusal.basis[0].article.as_deref(), Some(article));
}

#[test]
fn joint_handling_has_forty_five_days_and_fifteen_more_from_the_head_of_government() {
    let world = World::new();
    // Twenty days that a special law gives stay twenty.
    let mut own = under_review(&world);
    own.run("2025-03-10", joint());
    let clock = own.clock(ClockName::Statutory, "2025-03-10");
    assert_eq!(clock.budget, Length::working_days(20));
    let mut story = world.story(LICENCE);
    story.entry.matter.limits.clear();
    story.submit("2025-03-03", ALL);
    for command in [Command::Receive, Command::Accept, assign()] {
        story.run("2025-03-03", command);
    }
    story.run("2025-03-10", joint());
    let clock = story.clock(ClockName::Statutory, "2025-03-10");
    assert_eq!(clock.budget, Length::working_days(45));
    let due = world.calendar.add_working_days(day("2025-03-03"), 45).date;
    assert_eq!(clock.due.unwrap().date, due);
    assert_eq!(
        story.due(ClockName::Promised, "2025-03-10"),
        "2025-03-17",
        "the promise stays"
    );
    rests_on(
        &story.refusal("2025-04-20", extend(15, "head-of-organ")),
        Guard::ExtensionApprover,
        "42",
    );
    let long = story.refused("2025-04-20", extend(16, "head-of-government"));
    assert_eq!(long, Guard::ExtensionTooLong);
    story.run("2025-04-20", extend(15, "head-of-government"));
    let due = world.calendar.add_working_days(day("2025-03-03"), 60).date;
    let clock = story.clock(ClockName::Statutory, "2025-04-20");
    assert_eq!(clock.due.unwrap().date, due);
    rests_on(&story.refusal("2025-04-20", joint()), Guard::NoJoint, "42");
    // What was extended alone is not lengthened once more.
    let mut alone = under_review(&world);
    alone.run("2025-03-10", extend(10, "head-of-organ"));
    assert_eq!(alone.refused("2025-03-11", joint()), Guard::ExtensionUsed);
    assert_eq!(
        under_review(&world).refused("2025-04-01", joint()),
        Guard::ExtensionLate
    );
}

#[test]
fn a_lower_organ_has_twenty_days_and_the_upper_one_asks_nothing_again() {
    let world = World::new();
    let mut story = accepted(&world);
    let up = || Command::SendUp {
        opinion: reference("doc:opinion"),
        file: reference("file:1"),
    };
    let upper = Command::StartPreliminary {
        upper: reference("organ:upper"),
    };
    story.run("2025-03-03", upper);
    assert_eq!(story.due(ClockName::Lower, "2025-03-04"), "2025-03-31");
    rests_on(
        &story.refusal("2025-03-05", grant()),
        Guard::UpperDecides,
        "35",
    );
    let mut reviewed = story.clone();
    reviewed.run("2025-03-05", assign());
    for more in [extend(5, "head-of-organ"), joint()] {
        let guard = reviewed.refused("2025-03-06", more);
        assert!(
            matches!(guard, Guard::NoExtension | Guard::NoJoint),
            "its time is its own"
        );
    }
    story.run("2025-03-20", up());
    assert_eq!(story.case.state, State::Forwarded);
    assert_eq!(story.case.places.decision, Some(reference("organ:upper")));
    rests_on(
        &under_review(&world).refusal("2025-03-05", up()),
        Guard::NoLower,
        "35",
    );
    // In the superior organ the file is a filing of its own.
    let mut above = world.story(LICENCE);
    let mut command = above.submission(ALL);
    if let Command::Submit { lower, .. } = &mut command {
        *lower = Some(reference("file:1"));
    }
    above.run("2025-03-21", command);
    above.run("2025-03-21", Command::Receive);
    let refusal = above.refusal("2025-03-24", notice(&["premises-proof"]));
    rests_on(&refusal, Guard::AskedAgain, "35");
}

#[test]
fn a_hearing_is_asked_for_in_time_told_early_held_and_left_out_of_the_clocks() {
    let world = World::new();
    let mut story = under_review(&world);
    rests_on(
        &story.refusal("2025-03-05", request()),
        Guard::HearingNotTold,
        "47",
    );
    story.run("2025-03-05", tell());
    assert_eq!(
        story.due(ClockName::HearingRequest, "2025-03-05"),
        "2025-03-12"
    );
    rests_on(
        &story.refusal("2025-03-12", grant()),
        Guard::HearingOpen,
        "47",
    );
    let mut silent = story.clone();
    rests_on(
        &silent.refusal("2025-03-13", request()),
        Guard::HearingLate,
        "47",
    );
    silent.run("2025-03-13", grant());
    // Asked for on the last day: nothing of the authority's time runs until it is held.
    story.run("2025-03-12", request());
    assert_eq!(story.case.state, State::InSpecialProcedure);
    let paused = story.clock(ClockName::Statutory, "2025-03-14");
    assert_eq!(paused.status, ClockStatus::Paused);
    let hold = world.calendar.add_working_days(day("2025-03-12"), 20).date;
    assert_eq!(
        story.due(ClockName::HearingHold, "2025-03-14"),
        hold.to_string()
    );
    let tell_by = world.calendar.add_working_days(day("2025-03-12"), 13).date;
    assert_eq!(
        story.due(ClockName::HearingNotice, "2025-03-14"),
        tell_by.to_string()
    );
    let soon = story.refusal("2025-03-13", schedule("2025-03-21"));
    rests_on(&soon, Guard::HearingNotice, "48");
    assert_eq!(
        soon.expected.as_deref(),
        Some("2025-03-24"),
        "seven working days"
    );
    rests_on(
        &story.refusal("2025-03-13", end()),
        Guard::HearingNotHeld,
        "48",
    );
    story.run("2025-03-13", schedule("2025-03-24"));
    assert_eq!(story.refused("2025-03-21", end()), Guard::HearingNotHeld);
    story.run("2025-03-24", end());
    assert!(story.case.hearing.as_ref().unwrap().held);
    // Eight working days, 12 to 21 March, were left out of the twenty.
    let due = world.calendar.add_working_days(day("2025-03-31"), 8).date;
    assert_eq!(
        story.due(ClockName::Statutory, "2025-03-24"),
        due.to_string()
    );
    let kinds: Vec<_> = story.case.documents.iter().map(|d| d.kind).collect();
    assert!(kinds.contains(&DocumentKind::HearingRightNotice));
    assert!(kinds.contains(&DocumentKind::HearingNotice));
    story.run("2025-03-25", grant());
}

#[test]
fn the_papers_of_a_hearing_say_until_when_and_on_which_day() {
    let world = World::new();
    let templates = Templates::builtin().unwrap();
    let mut story = under_review(&world);
    let text = |story: &Story<'_>, on: &str| {
        let issued = story.case.documents.last().unwrap();
        let context = story.context(on);
        let document = templates.render(issued, &story.case, &context).unwrap();
        document.text(ip_core::text::Lang::Zh)
    };
    story.run("2025-03-05", tell());
    let told = text(&story, "2025-03-05");
    assert!(
        told.contains("5个工作日") && told.contains("2025年3月12日"),
        "{told}"
    );
    story.run("2025-03-06", request());
    story.run("2025-03-06", schedule("2025-03-20"));
    assert!(text(&story, "2025-03-06").contains("2025年3月20日"));
}

#[test]
fn whom_the_decision_touches_is_heard_or_has_had_the_time() {
    let world = World::new();
    let mut story = under_review(&world);
    let told = |until: &str| Command::NotifyInterested {
        party: reference("party:2"),
        until: day(until),
    };
    assert_eq!(
        story.refused("2025-03-05", told("2025-03-04")),
        Guard::StatementDay
    );
    story.run("2025-03-05", told("2025-03-12"));
    rests_on(
        &story.refusal("2025-03-12", grant()),
        Guard::InterestedOpen,
        "36",
    );
    story.clone().run("2025-03-13", grant());
    let heard = |who: &str| Command::HearStatement {
        party: reference(who),
        record: reference("doc:record"),
    };
    assert_eq!(
        story.refused("2025-03-06", heard("party:3")),
        Guard::NotInterested
    );
    story.run("2025-03-06", heard("party:2"));
    story.run("2025-03-06", grant());
}

#[test]
fn a_quota_goes_by_the_order_of_acceptance() {
    let world = World::new();
    let mut story = under_review(&world);
    for (left, before, stands) in [(0, 0, true), (1, 1, true), (2, 1, false), (1, 0, false)] {
        story.queue = Some(Queue { left, before });
        let context = story.context("2025-03-10");
        let refused = ip_matters::case::decide(&story.case, &grant(), &context).err();
        assert_eq!(refused.is_some(), stands, "{left} left, {before} before");
        if let Some(refusal) = refused {
            rests_on(&refusal, Guard::QuotaOrder, "57");
        }
    }
    story.queue = Some(Queue { left: 0, before: 0 });
    story.run("2025-03-10", refuse());
}

#[test]
fn silence_until_the_expiry_renews() {
    let world = World::new();
    let renew = |expires: &str| Command::Renew {
        of: reference("cert:old"),
        expires: day(expires),
    };
    let mut story = world.story(LICENCE);
    story.submit("2025-03-03", ALL);
    story.run("2025-03-03", Command::Receive);
    let late = story.refusal("2025-03-03", renew("2025-04-01"));
    rests_on(&late, Guard::RenewalLate, "50");
    assert_eq!(
        late.expected.as_deref(),
        Some("2025-03-02"),
        "the last day to ask"
    );
    story.run("2025-03-05", renew("2025-04-02"));
    assert_eq!(story.due(ClockName::Renewal, "2025-03-05"), "2025-04-02");
    story.run("2025-03-05", Command::Accept);
    story.run("2025-03-06", assign());
    let mut decided = story.clone();
    decided.run("2025-04-02", refuse());
    assert_eq!(decided.case.verdict, Some(Verdict::Refused));
    story.run("2025-04-02", Command::Tick);
    assert_eq!(story.case.state, State::UnderReview);
    let events = story.run("2025-04-03", Command::Tick);
    assert!(matches!(events[..], [Event::DeemedRenewed { .. }]));
    assert_eq!(story.case.verdict, Some(Verdict::Granted));
    assert_eq!(story.case.decided, Some(day("2025-04-02")));
    assert!(allowed(&story.case, &story.context("2025-04-03")).contains(&CommandKind::IssueResult));
}

#[test]
fn a_branch_of_the_licensing_law_is_not_open_in_other_procedures() {
    let world = World::new();
    let mut story = world.story("cn.patent.pledge-registration");
    story.submit(
        "2026-03-02",
        &["pledge-application", "pledge-contract", "identity-proof"],
    );
    story.run("2026-03-02", Command::Receive);
    let renew = Command::Renew {
        of: reference("c:1"),
        expires: day("2027-01-01"),
    };
    rests_on(&story.refusal("2026-03-02", renew), Guard::NoRenewal, "50");
    story.run("2026-03-02", Command::Accept);
    let upper = Command::StartPreliminary {
        upper: reference("organ:3"),
    };
    rests_on(&story.refusal("2026-03-02", upper), Guard::NoLower, "35");
    rests_on(&story.refusal("2026-03-02", joint()), Guard::NoJoint, "42");
    story.run("2026-03-02", assign());
    rests_on(&story.refusal("2026-03-02", tell()), Guard::NoHearing, "46");
    let offered = allowed(&story.case, &story.context("2026-03-02"));
    for kind in [
        CommandKind::StartJoint,
        CommandKind::TellHearing,
        CommandKind::RecordStart,
    ] {
        assert!(!offered.contains(&kind), "{kind:?}");
    }
}

#[test]
fn a_false_statement_warns_and_bars_only_where_the_matter_touches_safety() {
    let mut world = World::new();
    let lie = || Command::RefuseAcceptance {
        ground: RefusalGround::FalseStatement,
        reason: reference("doc:1"),
        competent: None,
    };
    let refused = |world: &World| {
        let mut story = world.story(LICENCE);
        story.submit("2025-03-03", ALL);
        story.run("2025-03-03", Command::Receive);
        let events = story.run("2025-03-04", lie());
        let warned = matches!(events[0], Event::AcceptanceRefused { warned: true, .. });
        (warned, story.case.barred)
    };
    assert_eq!(
        refused(&world),
        (true, None),
        "no licence of this field touches safety"
    );
    let regimes = include_str!("../data/regimes.toml");
    let touched = regimes.replace("matters = []", "matters = [\"cn.patent.agency-licence\"]");
    assert_ne!(regimes, touched);
    world.rules = Rules::from_toml(&touched, include_str!("../data/guards.toml")).unwrap();
    assert_eq!(refused(&world), (true, Some(day("2026-03-04"))));
    let mut again = world.story(LICENCE);
    again.barred = Some(day("2026-03-04"));
    rests_on(
        &again.refusal("2026-03-04", again.submission(ALL)),
        Guard::Barred,
        "78",
    );
    again.submit("2026-03-05", ALL);
}

#[test]
fn what_was_asked_for_must_come_before_the_time_to_check_runs_again() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.submit("2025-03-03", &ALL[..2]);
    story.run("2025-03-03", Command::Receive);
    story.run(
        "2025-03-04",
        notice(&[
            "premises-proof",
            "partner-qualification-proof",
            "agency-name",
        ]),
    );
    for empty in [
        resubmit(&[], &[]),
        resubmit(&["agency-licence-application"], &[]),
    ] {
        let refusal = story.refusal("2025-03-05", empty);
        rests_on(&refusal, Guard::NothingResubmitted, "32(5)");
    }
    story.run("2025-03-05", resubmit(&ALL[2..], &[]));
    assert_eq!(story.due(ClockName::Check, "2025-03-05"), "2025-03-12");
    let refusal = story.refusal("2025-03-06", Command::Accept);
    rests_on(&refusal, Guard::CorrectionsOpen, "32(5)");
    assert_eq!(refusal.expected.as_deref(), Some("agency-name"));
    // A second notice may repeat the first and is marked as one.
    let events = story.run("2025-03-06", notice(&["agency-name"]));
    assert!(matches!(
        events[0],
        Event::CorrectionNotified { second: true, .. }
    ));
    story.run("2025-03-07", resubmit(&[], &["agency-name"]));
    story.run("2025-03-07", Command::Accept);
}

#[test]
fn a_second_notice_before_the_corrections_says_nothing_new() {
    let world = World::new();
    let mut story = world.story(LICENCE);
    story.submit("2025-03-03", &ALL[..2]);
    story.run("2025-03-03", Command::Receive);
    story.run("2025-03-04", notice(&["premises-proof"]));
    let refusal = story.refusal("2025-03-05", notice(&["partner-qualification-proof"]));
    rests_on(&refusal, Guard::SecondNotice, "32(4)");
    story.run("2025-03-05", notice(&["premises-proof"]));
    assert_eq!(story.case.state, State::AwaitingCorrection);
    assert_eq!(story.case.notices.len(), 2);
}
