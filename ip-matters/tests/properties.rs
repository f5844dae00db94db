//! What holds for every case, whatever is done to it and whenever.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use ip_core::money::Money;
use ip_matters::case::{
    Case, CheckOutcome, ClockName, Command, CommandKind, Defect, DefectKind, Event, ForwardMode,
    RefusalGround, Verdict, allowed, decide, evolve, replay,
};
use ip_matters::entry::Entry;
use ip_matters::limit::{Length, LimitUnit, RunsFrom};
use ip_matters::list::Scope;
use ip_matters::regime::{DeliveryChannel, RevocationGround};
use proptest::prelude::*;
use world::{World, reference};

static WORLD: LazyLock<World> = LazyLock::new(World::new);

const MATTERS: &[&str] = &[
    "cn.patent.agency-licence",
    "cn.patent.pledge-registration",
    "cn.trademark.registration",
    "cn.trademark.name-address-change",
    "cn.patent.fee-reduction",
    "cn.local.gi-sign-approval",
    "cn.local.infringement-adjudication",
    "cn.local.consultation",
];

/// A command in the rough; the entry fills in what it asks for.
#[derive(Debug, Clone)]
struct Rough {
    kind: usize,
    dial: u32,
    later: u64,
}

fn roughs() -> impl Strategy<Value = Vec<Rough>> {
    let one = (0usize..4096, 0u32..24, 0u64..6).prop_map(|(kind, dial, later)| Rough {
        kind,
        dial,
        later,
    });
    prop::collection::vec(one, 1..40)
}

fn ids(entry: &Entry, dial: u32) -> BTreeSet<String> {
    let keep = |i: usize| dial % 4 != 1 || i.is_multiple_of(2);
    let ids = entry.materials.iter().map(|m| m.id.clone()).enumerate();
    ids.filter(|(i, _)| keep(*i)).map(|(_, id)| id).collect()
}

/// Mostly what is offered, and seldom what ends a case early; now and then anything at all.
fn pick(rough: &Rough, offered: &[CommandKind]) -> CommandKind {
    let ends = [
        CommandKind::Withdraw,
        CommandKind::FindNotRequired,
        CommandKind::RefuseAcceptance,
        CommandKind::Forward,
        CommandKind::Terminate,
        CommandKind::SendUp,
        CommandKind::Urge,
    ];
    let lively: Vec<_> = offered
        .iter()
        .copied()
        .filter(|k| !ends.contains(k))
        .collect();
    match rough.kind % 8 {
        0 => CommandKind::ALL[rough.kind / 8 % CommandKind::ALL.len()],
        1 if !offered.is_empty() => offered[rough.kind / 8 % offered.len()],
        _ if !lively.is_empty() => lively[rough.kind / 8 % lively.len()],
        _ => CommandKind::Tick,
    }
}

fn command(rough: &Rough, offered: &[CommandKind], entry: &Entry, day: NaiveDate) -> Command {
    let kind = pick(rough, offered);
    let dial = rough.dial;
    let target = |i: u32| {
        let materials = &entry.materials;
        materials[i as usize % materials.len()].id.clone()
    };
    match kind {
        CommandKind::Submit => Command::Submit {
            number: reference("case:1"),
            matter: entry.matter.id.clone(),
            applicant: reference("party:1"),
            agent: None,
            situation: entry
                .matter
                .situations
                .get(dial as usize % entry.matter.situations.len().max(1))
                .map(|s| s.id.clone()),
            channel: entry.channels[dial as usize % entry.channels.len()],
            materials: ids(entry, dial),
            intake: (dial == 7).then(|| reference("place:1")),
            lower: (dial == 8).then(|| reference("file:1")),
        },
        CommandKind::Receive => Command::Receive,
        CommandKind::FindNotRequired => Command::FindNotRequired {
            reason: reference("r"),
        },
        CommandKind::RefuseAcceptance => Command::RefuseAcceptance {
            ground: [RefusalGround::OutOfCompetence, RefusalGround::NotCorrected]
                [dial as usize % 2],
            reason: reference("r"),
            competent: (dial > 4).then(|| reference("organ:2")),
        },
        CommandKind::CorrectOnSpot => Command::CorrectOnSpot {
            materials: ids(entry, dial),
        },
        CommandKind::NotifyCorrection => Command::NotifyCorrection {
            defects: (0..dial % 3)
                .map(|i| Defect {
                    target: target(dial + i),
                    kind: DefectKind::Missing,
                    note: None,
                })
                .collect(),
            period: dial.is_multiple_of(5).then_some(Length {
                n: dial,
                unit: LimitUnit::Day,
            }),
            served: None,
        },
        CommandKind::Resubmit => Command::Resubmit {
            materials: if dial % 6 == 5 {
                BTreeSet::new()
            } else {
                ids(entry, dial)
            },
            fields: (dial % 5 == 4).then(|| target(dial)).into_iter().collect(),
        },
        CommandKind::CheckRegister => {
            let paper = &entry.materials[dial as usize % entry.materials.len()];
            let waiver = paper.waivable_by.first();
            Command::CheckRegister {
                material: paper.id.clone(),
                by: waiver.map_or(ip_matters::material::WaiverMeans::Internal, |w| w.by),
                register: waiver.map_or_else(String::new, |w| w.register.clone()),
                outcome: [
                    CheckOutcome::Match,
                    CheckOutcome::Mismatch,
                    CheckOutcome::Unavailable,
                ][dial as usize % 3],
                response: reference("r"),
                consent: reference("c"),
            }
        }
        CommandKind::Accept => Command::Accept,
        CommandKind::AcceptWithTolerance => Command::AcceptWithTolerance {
            missing: entry
                .materials
                .iter()
                .filter(|m| m.necessity == ip_matters::material::Necessity::Tolerable)
                .map(|m| m.id.clone())
                .collect(),
            promise: reference("p"),
            due: day + Days::new(u64::from(dial)),
        },
        CommandKind::ElectCommitment => Command::ElectCommitment {
            commitment: reference("c"),
        },
        CommandKind::FillMissing => Command::FillMissing {
            materials: ids(entry, dial),
        },
        CommandKind::Assign => Command::Assign {
            reviewer: reference("account:1"),
        },
        CommandKind::VerifyFacts => Command::VerifyFacts {
            officers: (0..dial % 3)
                .map(|i| reference(&format!("account:{i}")))
                .collect(),
            record: reference("r"),
        },
        CommandKind::NotifyInterested => Command::NotifyInterested {
            party: reference("party:2"),
            until: day + Days::new(u64::from(dial % 9)) - Days::new(1),
        },
        CommandKind::HearStatement => Command::HearStatement {
            party: reference("party:2"),
            record: reference("r"),
        },
        CommandKind::TellHearing => Command::TellHearing {
            party: reference("party:1"),
        },
        CommandKind::RequestHearing => Command::RequestHearing {
            party: reference("party:1"),
            request: reference("r"),
        },
        CommandKind::ScheduleHearing => Command::ScheduleHearing {
            day: day + Days::new(u64::from(dial)),
            notice: reference("n"),
        },
        CommandKind::StartJoint => Command::StartJoint {
            organs: (0..dial % 3)
                .map(|i| reference(&format!("organ:{i}")))
                .collect(),
            record: reference("r"),
        },
        CommandKind::StartPreliminary => Command::StartPreliminary {
            upper: reference("organ:3"),
        },
        CommandKind::SendUp => Command::SendUp {
            opinion: reference("o"),
            file: reference("f"),
        },
        CommandKind::RecordStart => Command::RecordStart {
            what: [
                RunsFrom::PublicationEnd,
                RunsFrom::FastTrackGranted,
                RunsFrom::Grant,
            ][dial as usize % 3],
            day: day - Days::new(u64::from(dial % 4)),
            evidence: reference("e"),
        },
        CommandKind::Renew => Command::Renew {
            of: reference("cert:0"),
            expires: day + Days::new(u64::from(dial) * 5),
        },
        CommandKind::StartSpecial => Command::StartSpecial {
            kind: ["hearing", "priority-wait", "testing", "none"][dial as usize % 4].into(),
            notice: reference("n"),
            needs: (!dial.is_multiple_of(5)).then(|| Length::working_days(dial % 30)),
        },
        CommandKind::EndSpecial => Command::EndSpecial {
            result: reference("r"),
        },
        CommandKind::Extend => Command::Extend {
            n: dial,
            approver: ["head-of-organ", "head-of-government"][dial as usize % 2].into(),
            reason: reference("r"),
        },
        CommandKind::RecordFeePaid => Command::RecordFeePaid {
            amount: Money::from_hundredths(i64::from(dial) * 100 - 100),
            receipt: reference("r"),
        },
        CommandKind::Decide => Command::Decide {
            verdict: [Verdict::Granted, Verdict::Refused, Verdict::PartlyGranted]
                [dial as usize % 3],
            reasons: dial.is_multiple_of(2).then(|| reference("r")),
        },
        CommandKind::IssueResult => Command::IssueResult {
            result: reference("cert:1"),
        },
        CommandKind::Deliver => Command::Deliver {
            channel: [
                DeliveryChannel::Electronic,
                DeliveryChannel::Mail,
                DeliveryChannel::Announcement,
            ][dial as usize % 3],
            dispatched: day,
            received: dial.is_multiple_of(2).then_some(day),
            evidence: reference("e"),
        },
        CommandKind::Withdraw => Command::Withdraw { reason: None },
        CommandKind::Terminate => Command::Terminate {
            reason: reference("r"),
        },
        CommandKind::VerifyCommitment => Command::VerifyCommitment {
            met: dial.is_multiple_of(2),
            performed: dial.is_multiple_of(3),
            record: reference("r"),
        },
        CommandKind::Revoke => Command::Revoke {
            ground: RevocationGround::ALL[dial as usize % RevocationGround::ALL.len()],
            reason: reference("r"),
            public_harm: dial % 9 == 8,
        },
        CommandKind::Cancel => Command::Cancel {
            reason: reference("r"),
        },
        CommandKind::Forward => Command::Forward {
            to: reference("place:2"),
            mode: [
                ForwardMode::CollectForOther,
                ForwardMode::Transfer,
                ForwardMode::FullyOnline,
                ForwardMode::Joint,
            ][dial as usize % 4],
            agreement: dial.is_multiple_of(3).then(|| reference("a")),
        },
        CommandKind::Urge => Command::Urge {
            reason: reference("r"),
        },
        CommandKind::WithdrawCommitment => Command::WithdrawCommitment,
        CommandKind::ExplainOverdue => Command::ExplainOverdue {
            reason: reference("r"),
        },
        CommandKind::Tick => Command::Tick,
    }
}

proptest! {

    #[test]
    fn cases_keep_their_promises(which in 0..MATTERS.len(), start in 0u64..700, roughs in roughs(), split in 0usize..60) {
        let mut story = WORLD.story(MATTERS[which]);
        story.entry.effective = None;
        story.entry.scope = start.is_multiple_of(2).then_some(Scope::City);
        story.entry.online_check = start.is_multiple_of(3).then(|| Length::working_days(1));
        if start.is_multiple_of(5) {
            // A limit that waits for its day.
            for limit in &mut story.entry.matter.limits {
                limit.from = limit.id.starts_with("decide").then_some(RunsFrom::Grant);
            }
        }
        let mut day = NaiveDate::from_ymd_opt(2025, 1, 2).unwrap() + Days::new(start);
        for rough in &roughs {
            day = day + Days::new(rough.later);
            let text = day.to_string();
            let context = story.context(&text);
            let before = story.case.clone();
            let offered = allowed(&story.case, &context);
            let given = command(rough, &offered, &story.entry, day);
            match decide(&story.case, &given, &context) {
                Err(refusal) => {
                    prop_assert!(ip_matters::CODES.contains(&refusal.code()));
                    prop_assert_eq!(&story.case, &before);
                }
                Ok(events) => {
                    let kind = given.kind();
                    prop_assert!(kind == CommandKind::Tick || offered.contains(&kind), "{:?}", kind);
                    let mut last = before.last;
                    for event in &events {
                        prop_assert!(last.is_none_or(|last| last <= event.on()));
                        last = Some(event.on());
                    }
                    let after = events.iter().fold(before, evolve);
                    let all: Vec<Event> = story.events.iter().cloned().chain(events).collect();
                    story.case = after;
                    story.events = all;
                }
            }
            // Somebody may act, a clock may fire, or it is final.
            let context = story.context(&text);
            let clocks = story.case.clocks_on(&context);
            let fires = clocks.iter().any(|c| {
                use ClockName as C;
                matches!(c.name, C::Check | C::Correction | C::Tolerance | C::Renewal | C::HearingRequest)
            });
            let acts = !allowed(&story.case, &context).is_empty();
            prop_assert!(acts || fires || story.case.is_final(), "{:?}", story.case.state);
            // The promise never lies beyond the statute as it was before an extension.
            let due = |name| clocks.iter().find(|c| c.name == name).and_then(|c| c.due);
            if let (Some(promised), Some(statutory)) = (due(ClockName::Promised), due(ClockName::Statutory)) {
                prop_assert!(promised.date <= statutory.date, "{} {}", promised.date, statutory.date);
            }
        }
        // Any split of the events, and any stop in between, gives the same case.
        let split = split.min(story.events.len());
        let half = replay(&story.events[..split]);
        let stored: Case = serde_json::from_str(&serde_json::to_string(&half).unwrap()).unwrap();
        let whole = story.events[split..].iter().fold(stored, evolve);
        prop_assert_eq!(&whole, &story.case);
        let text = serde_json::to_string(&story.events).unwrap();
        let read: Vec<Event> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &story.events);
        prop_assert!(text.is_ascii(), "events hold references and keys, no prose and no names");
    }

    #[test]
    fn an_event_that_does_not_fit_never_breaks_the_fold(which in 0..MATTERS.len(), roughs in roughs(), order in any::<u64>()) {
        let mut story = WORLD.story(MATTERS[which]);
        story.entry.effective = None;
        let mut day = NaiveDate::from_ymd_opt(2025, 3, 3).unwrap();
        for rough in &roughs {
            day = day + Days::new(rough.later);
            let text = day.to_string();
            let context = story.context(&text);
            let given = command(rough, &allowed(&story.case, &context), &story.entry, day);
            if let Ok(events) = decide(&story.case, &given, &context) {
                story.case = events.iter().fold(story.case.clone(), evolve);
                story.events.extend(events);
            }
        }
        let mut shuffled = story.events.clone();
        let turn = order as usize % shuffled.len().max(1);
        shuffled.rotate_left(turn);
        let case = replay(&shuffled);
        prop_assert_eq!(case.events as usize, shuffled.len());
    }
}
