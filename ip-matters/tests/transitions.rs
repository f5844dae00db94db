//! Every state against every command: the outcomes stand in `cases/transitions.csv` and `cases/postures.csv`.
//!
//! The first table is the licence procedure seen by a reader: which command leads where, and which guard
//! stands against it. The second holds the postures that differ from the plain one (papers to follow, a
//! commitment, a hearing, several organs) and the way through the eight other procedures. After a wanted change, run with `BLESS=1` and read the difference.
#![allow(clippy::panic, clippy::unwrap_used)]

mod world;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ip_core::money::Money;
use ip_matters::case::{
    CheckOutcome, Command, CommandKind, Defect, DefectKind, ForwardMode, RefusalGround, State,
    Verdict, allowed, decide, replay,
};
use ip_matters::limit::{Length, LimitUnit, RunsFrom};
use ip_matters::material::WaiverMeans;
use ip_matters::matter::Charged;
use ip_matters::pack::Pack;
use ip_matters::regime::{DeliveryChannel, RevocationGround};
use world::{Story, World, demo_files, materials, reference};

const PAPERS: &[&str] = &[
    "agency-licence-application",
    "articles-or-partnership-agreement",
    "premises-proof",
    "partner-qualification-proof",
];
const TODAY: &str = "2026-03-06";

/// A well-formed command of each kind.
fn command(kind: CommandKind, story: &Story<'_>) -> Command {
    let day = |text: &str| text.parse().unwrap();
    match kind {
        CommandKind::Submit => story.submission(PAPERS),
        CommandKind::Receive => Command::Receive,
        CommandKind::FindNotRequired => Command::FindNotRequired {
            reason: reference("r"),
        },
        CommandKind::RefuseAcceptance => Command::RefuseAcceptance {
            ground: RefusalGround::FalseStatement,
            reason: reference("r"),
            competent: None,
        },
        CommandKind::CorrectOnSpot => Command::CorrectOnSpot {
            materials: materials(PAPERS),
        },
        CommandKind::NotifyCorrection => Command::NotifyCorrection {
            defects: vec![Defect {
                target: "premises-proof".into(),
                kind: DefectKind::Expired,
                note: None,
            }],
            period: None,
            served: None,
        },
        CommandKind::Resubmit => Command::Resubmit {
            materials: materials(&["premises-proof"]),
            fields: materials(&[]),
        },
        CommandKind::CheckRegister => Command::CheckRegister {
            material: "partner-qualification-proof".into(),
            by: WaiverMeans::DataCheck,
            register: "attorney-register".into(),
            outcome: CheckOutcome::Match,
            response: reference("r"),
            consent: reference("c"),
        },
        CommandKind::Accept => Command::Accept,
        CommandKind::AcceptWithTolerance => Command::AcceptWithTolerance {
            missing: materials(&["premises-proof"]),
            promise: reference("p"),
            due: day("2026-04-01"),
        },
        CommandKind::ElectCommitment => Command::ElectCommitment {
            commitment: reference("c"),
        },
        CommandKind::FillMissing => Command::FillMissing {
            materials: materials(&["premises-proof"]),
        },
        CommandKind::Assign => Command::Assign {
            reviewer: reference("account:1"),
        },
        CommandKind::VerifyFacts => Command::VerifyFacts {
            officers: [reference("account:1"), reference("account:2")].into(),
            record: reference("r"),
        },
        CommandKind::NotifyInterested => Command::NotifyInterested {
            party: reference("party:2"),
            until: day(TODAY),
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
            day: day("2026-03-20"),
            notice: reference("n"),
        },
        CommandKind::StartJoint => Command::StartJoint {
            organs: [reference("organ:2")].into(),
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
            what: RunsFrom::Grant,
            day: day(TODAY),
            evidence: reference("e"),
        },
        CommandKind::Renew => Command::Renew {
            of: reference("cert:0"),
            expires: day("2026-06-30"),
        },
        CommandKind::StartSpecial => Command::StartSpecial {
            kind: "hearing".into(),
            notice: reference("n"),
            needs: Some(Length::working_days(10)),
        },
        CommandKind::EndSpecial => Command::EndSpecial {
            result: reference("r"),
        },
        CommandKind::Extend => Command::Extend {
            n: 10,
            approver: "head-of-organ".into(),
            reason: reference("r"),
        },
        CommandKind::RecordFeePaid => Command::RecordFeePaid {
            amount: Money::from_units(1),
            receipt: reference("r"),
        },
        CommandKind::Decide => Command::Decide {
            verdict: Verdict::Granted,
            reasons: None,
        },
        CommandKind::IssueResult => Command::IssueResult {
            result: reference("cert:1"),
        },
        CommandKind::Deliver => Command::Deliver {
            channel: DeliveryChannel::Electronic,
            dispatched: day(TODAY),
            received: Some(day(TODAY)),
            evidence: reference("e"),
        },
        CommandKind::Withdraw => Command::Withdraw { reason: None },
        CommandKind::Terminate => Command::Terminate {
            reason: reference("r"),
        },
        CommandKind::VerifyCommitment => Command::VerifyCommitment {
            met: true,
            performed: true,
            record: reference("r"),
        },
        CommandKind::Revoke => Command::Revoke {
            ground: RevocationGround::Fraud,
            reason: reference("r"),
            public_harm: false,
        },
        CommandKind::Cancel => Command::Cancel {
            reason: reference("r"),
        },
        CommandKind::Forward => Command::Forward {
            to: reference("place:2"),
            mode: ForwardMode::Transfer,
            agreement: None,
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

/// A case that stands in this state, reached by commands.
fn case_in<'a>(world: &'a World, state: State) -> Story<'a> {
    use CommandKind as C;
    let path: &[CommandKind] = match state {
        State::Draft => &[],
        State::Submitted => &[C::Submit],
        State::Received => &[C::Submit, C::Receive],
        State::AwaitingCorrection => &[C::Submit, C::Receive, C::NotifyCorrection],
        State::Accepted => &[C::Submit, C::Receive, C::Accept],
        State::UnderReview => &[C::Submit, C::Receive, C::Accept, C::Assign],
        State::InSpecialProcedure => {
            &[C::Submit, C::Receive, C::Accept, C::Assign, C::StartSpecial]
        }
        State::Decided => &[C::Submit, C::Receive, C::Accept, C::Decide],
        State::Completed => &[C::Submit, C::Receive, C::Accept, C::Decide, C::IssueResult],
        State::Delivered => &[
            C::Submit,
            C::Receive,
            C::Accept,
            C::Decide,
            C::IssueResult,
            C::Deliver,
        ],
        State::NotRequired => &[C::Submit, C::Receive, C::FindNotRequired],
        State::AcceptanceRefused => &[C::Submit, C::Receive, C::RefuseAcceptance],
        State::Forwarded => &[C::Submit, C::Receive, C::Forward],
        State::Withdrawn => &[C::Submit, C::Withdraw],
        State::DeemedNotFiled => return not_filed(world),
        State::Terminated => &[C::Submit, C::Receive, C::Accept, C::Terminate],
        State::Revoked => &[
            C::Submit,
            C::Receive,
            C::Accept,
            C::Decide,
            C::IssueResult,
            C::Revoke,
        ],
        State::Cancelled => &[
            C::Submit,
            C::Receive,
            C::Accept,
            C::Decide,
            C::IssueResult,
            C::Cancel,
        ],
    };
    let mut story = world.story("cn.patent.agency-licence");
    for kind in path {
        let next = command(*kind, &story);
        story.run(TODAY, next);
    }
    assert_eq!(story.case.state, state);
    story
}

/// A request of the patent procedure that was not corrected: the licence procedure has no such end.
fn not_filed(world: &World) -> Story<'_> {
    let mut story = world.story("cn.patent.bibliographic-change");
    let mut filing = story.submission(&[]);
    if let Command::Submit { situation, .. } = &mut filing {
        *situation = Some("name-or-address".into());
    }
    story.run("2026-01-05", filing);
    story.run("2026-01-05", Command::Receive);
    let notice = Command::NotifyCorrection {
        defects: vec![Defect {
            target: "change-proof".into(),
            kind: DefectKind::Missing,
            note: None,
        }],
        period: Some(Length {
            n: 1,
            unit: LimitUnit::Month,
        }),
        served: None,
    };
    story.run("2026-01-05", notice);
    story.run("2026-02-06", Command::Tick);
    story
}

fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .unwrap()
        .as_str()
        .unwrap()
        .to_string()
}

/// The command of a kind, with papers that the case's own matter asks for.
fn fitted(kind: CommandKind, story: &Story<'_>) -> Command {
    let mut command = command(kind, story);
    let chosen = story.entry.matter.situations.first().map(|s| s.id.clone());
    let own = story.case.situation.as_ref().or(chosen.as_ref());
    let papers = story.entry.materials_in(own.map(String::as_str));
    let papers: BTreeSet<String> = papers.map(|m| m.id.clone()).collect();
    let first: BTreeSet<String> = papers.first().cloned().into_iter().collect();
    match &mut command {
        Command::Submit {
            situation,
            materials,
            ..
        } => (*situation, *materials) = (chosen, papers),
        Command::CorrectOnSpot { materials } => *materials = papers,
        Command::Resubmit { materials, .. } | Command::FillMissing { materials } => {
            *materials = first;
        }
        Command::NotifyCorrection {
            defects, period, ..
        } => {
            defects[0].target = first.into_iter().next().unwrap();
            let rules = story
                .world
                .rules
                .on(story.entry.matter.regime, TODAY.parse().unwrap());
            *period = rules.unwrap().correction.fixed.is_none().then_some(Length {
                n: 10,
                unit: LimitUnit::Day,
            });
        }
        _ => {}
    }
    command
}

/// A command that changes what the table of commands holds, for one posture.
fn with(kind: CommandKind, story: &Story<'_>, change: impl Fn(&mut Command)) -> Command {
    let mut command = fitted(kind, story);
    change(&mut command);
    command
}

/// Ways to stand in a state that differ from the plain one, each of the licence.
fn licence_postures(world: &World) -> Vec<(&'static str, Story<'_>)> {
    use CommandKind as C;
    let at = |path: &[CommandKind]| {
        let mut story = world.story("cn.patent.agency-licence");
        for kind in path {
            let next = command(*kind, &story);
            story.run(TODAY, next);
        }
        story
    };
    let review = [C::Submit, C::Receive, C::Accept, C::Assign];
    let mut tolerance = world.story("cn.patent.agency-licence");
    let brought: Vec<&str> = PAPERS
        .iter()
        .copied()
        .filter(|id| *id != "premises-proof")
        .collect();
    tolerance.submit(TODAY, &brought);
    for kind in [C::Receive, C::AcceptWithTolerance] {
        let next = command(kind, &tolerance);
        tolerance.run(TODAY, next);
    }
    let committed = [C::Submit, C::Receive, C::ElectCommitment, C::Decide];
    let mut broken = at(&committed);
    let breach = with(C::VerifyCommitment, &broken, |command| {
        if let Command::VerifyCommitment { met, .. } = command {
            *met = false;
        }
    });
    broken.run(TODAY, breach);
    let decided = |verdict: Verdict| {
        let mut story = at(&review);
        let decide = Command::Decide {
            verdict,
            reasons: Some(reference("r")),
        };
        story.run(TODAY, decide);
        story
    };
    let told = [&review[..], &[C::TellHearing]].concat();
    let asked = [&told[..], &[C::RequestHearing]].concat();
    let set = [&asked[..], &[C::ScheduleHearing]].concat();
    vec![
        (
            "resubmitted",
            at(&[C::Submit, C::Receive, C::NotifyCorrection, C::Resubmit]),
        ),
        ("tolerance", tolerance),
        ("commitment", at(&committed[..3])),
        ("commitment-decided", at(&committed)),
        ("commitment-broken", broken),
        (
            "interested-told",
            at(&[&review[..], &[C::NotifyInterested]].concat()),
        ),
        ("hearing-told", at(&told)),
        ("hearing-asked", at(&asked)),
        ("hearing-set", at(&set)),
        ("joint", at(&[&review[..], &[C::StartJoint]].concat())),
        ("extended", at(&[&review[..], &[C::Extend]].concat())),
        (
            "preliminary",
            at(&[C::Submit, C::Receive, C::Accept, C::StartPreliminary]),
        ),
        ("renewal", at(&[&review[..], &[C::Renew]].concat())),
        ("partly-granted", decided(Verdict::PartlyGranted)),
        ("refused", decided(Verdict::Refused)),
    ]
}

/// The other procedures on their way, each with one of its matters.
const OTHERS: &[(&str, &str)] = &[
    ("patent-procedure", "cn.patent.pledge-registration"),
    ("trademark-procedure", "cn.trademark.registration"),
    ("trademark-review", "cn.trademark.refusal-review"),
    ("layout-procedure", "cn.layout.registration"),
    ("special-sign", "cn.special-sign.registration"),
    ("filing", "cn.patent.fee-reduction"),
    ("public-service", "cn.local.consultation"),
    ("local-other", "cn.local.infringement-adjudication"),
];

fn other_postures<'a>(world: &'a World, matter: &str) -> Vec<(&'static str, Story<'a>)> {
    use CommandKind as C;
    let mut story = world.story(matter);
    let mut all = Vec::new();
    for (name, kind) in [
        ("submitted", C::Submit),
        ("received", C::Receive),
        ("accepted", C::Accept),
        ("under-review", C::Assign),
        ("decided", C::Decide),
        ("completed", C::IssueResult),
    ] {
        if kind == C::Accept {
            let mut corrected = story.clone();
            let notice = fitted(C::NotifyCorrection, &corrected);
            corrected.run(TODAY, notice);
            all.push(("awaiting-correction", corrected));
        }
        if kind == C::Decide && story.entry.matter.fee.charged == Charged::Yes {
            let pay = fitted(C::RecordFeePaid, &story);
            story.run(TODAY, pay);
        }
        let next = fitted(kind, &story);
        story.run(TODAY, next);
        all.push((name, story.clone()));
    }
    all
}

/// The outcome of every command for a case that stands somewhere.
fn rows(table: &mut String, posture: &str, story: &Story<'_>) {
    let context = story.context(TODAY);
    let offered = allowed(&story.case, &context);
    for kind in CommandKind::ALL {
        let before = story.case.clone();
        let outcome = match decide(&story.case, &fitted(*kind, story), &context) {
            Ok(events) => {
                let all: Vec<_> = story.events.iter().chain(&events).collect();
                assert!(
                    *kind == CommandKind::Tick || offered.contains(kind),
                    "{kind:?} works in {posture} and is not offered"
                );
                format!("{},", name(&replay(all).state))
            }
            Err(refusal) => format!(",{}", name(&refusal.guard)),
        };
        assert_eq!(story.case, before);
        writeln!(table, "{posture},{},{outcome}", name(kind)).unwrap();
    }
}

#[test]
fn every_posture_and_procedure_against_every_command() {
    let mut world = World::new();
    let mut files = demo_files();
    let missing = OTHERS
        .iter()
        .filter(|(_, matter)| world.pack.entry(matter).is_none());
    let entries = missing.map(|(_, matter)| {
        format!(
            "[[entry]]\nmatter = '{matter}'\nversion = 1\neffective = '2025-01-01'\nbody = 'ip-office'\nlevel = 'city'\n\
             powerSource = 'own'\naddChannels = ['online']\n"
        )
    });
    files.push(("matters/more.toml".into(), entries.collect()));
    let files = files.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    world.pack = Pack::from_files(&world.catalogue, files).unwrap_or_else(|p| panic!("{p}"));
    let mut table = String::from("posture,command,leads to,refused by\n");
    for (posture, story) in licence_postures(&world) {
        rows(&mut table, posture, &story);
    }
    for (regime, matter) in OTHERS {
        for (posture, story) in other_postures(&world, matter) {
            rows(&mut table, &format!("{regime}/{posture}"), &story);
        }
    }
    same_as_kept("postures.csv", &table);
}

/// Compares a table with the one that is checked in, line by line.
fn same_as_kept(file: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(file);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, table).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    for (found, expected) in table.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(table, expected);
}

fn table() -> String {
    let world = World::new();
    let mut table = String::from("state,command,leads to,refused by\n");
    for state in State::ALL {
        let story = case_in(&world, state);
        let context = story.context(TODAY);
        let offered = allowed(&story.case, &context);
        for kind in CommandKind::ALL {
            let outcome = match decide(&story.case, &command(*kind, &story), &context) {
                Ok(events) => {
                    let all: Vec<_> = story.events.iter().chain(&events).collect();
                    assert!(
                        *kind == CommandKind::Tick || offered.contains(kind),
                        "{kind:?} works in {state:?} and is not offered"
                    );
                    format!("{},", name(&replay(all).state))
                }
                Err(refusal) => format!(",{}", name(&refusal.guard)),
            };
            writeln!(table, "{},{},{outcome}", name(&state), name(kind)).unwrap();
        }
    }
    table
}

#[test]
fn every_state_against_every_command() {
    let table = table();
    assert_eq!(
        table.lines().count(),
        1 + State::ALL.len() * CommandKind::ALL.len()
    );
    same_as_kept("transitions.csv", &table);
}
