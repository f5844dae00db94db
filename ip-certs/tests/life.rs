//! The life cycle: facts of the state model, and a random walk that keeps its invariants.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use common::*;
use ip_certs::certificate::{CodeProfile, Ending, LifeCommand, Line, Operation, State};
use ip_certs::id::CertificateId;
use ip_core::law::LawRef;
use proptest::prelude::*;

fn id(version: u16) -> CertificateId {
    let id = record().identifier;
    CertificateId::new(id.kind(), id.issuer(), id.serial(), version).unwrap()
}

fn issue_command(version: u16) -> LifeCommand {
    LifeCommand::Issue {
        identifier: id(version),
        digest: "00".into(),
        decision: "d".into(),
        transferred: false,
        predecessor: None,
    }
}

fn reissue(version: u16) -> LifeCommand {
    LifeCommand::Reissue {
        identifier: id(version),
        digest: "00".into(),
        decision: "d".into(),
        renewal: false,
        changed: vec!["address".into()],
    }
}

fn end(ending: Ending) -> LifeCommand {
    LifeCommand::End {
        ending,
        decision: "d".into(),
    }
}

fn run(line: &Line, command: LifeCommand, minute: i64) -> Result<Line, &'static str> {
    let at = instant(ISSUED_AT) + chrono::TimeDelta::minutes(minute);
    let events = line.decide(command, at).map_err(|refusal| refusal.code())?;
    Ok(events.iter().fold(line.clone(), Line::evolve))
}

#[test]
fn a_new_version_ends_the_old_one_in_the_same_decision() {
    let line = run(&Line::default(), issue_command(1), 0).unwrap();
    let line = run(&line, reissue(2), 1).unwrap();
    let [old, new] = line.versions() else {
        panic!("two versions: {line:?}")
    };
    assert_eq!((old.state, new.state), (State::Lapsed, State::Valid));
    assert_eq!(old.successor.as_ref(), Some(&new.identifier));
    assert_eq!(
        run(&line, reissue(4), 2).unwrap_err(),
        "certs.life.not-the-next"
    );
    assert_eq!(run(&line, reissue(3), 0).unwrap_err(), "certs.life.earlier");
}

#[test]
fn what_ended_does_not_come_back_except_from_a_transfer() {
    let issued = run(&Line::default(), issue_command(1), 0).unwrap();
    let undo = || LifeCommand::UndoTransferOut {
        decision: "d".into(),
    };
    for ending in [
        Ending::Cancelled,
        Ending::RevokedFromBeginning,
        Ending::RevokedAsPenalty,
    ] {
        let ended = run(&issued, end(ending), 1).unwrap();
        assert!(ended.versions()[0].state.is_final());
        assert_eq!(run(&ended, undo(), 2).unwrap_err(), "certs.life.state");
        assert_eq!(run(&ended, reissue(2), 2).unwrap_err(), "certs.life.state");
    }
    let moved = run(&issued, end(Ending::TransferredOut), 1).unwrap();
    let back = run(&moved, undo(), 2).unwrap();
    assert_eq!(back.versions()[0].state, State::Valid);
}

fn other(description: &str) -> LifeCommand {
    LifeCommand::Other {
        description: description.into(),
        decision: "d".into(),
    }
}

#[test]
fn another_business_is_described_and_final() {
    let line = run(&Line::default(), issue_command(1), 0).unwrap();
    assert_eq!(run(&line, other(" "), 1), Err("certs.life.no-description"));
    let ended = run(&line, other("merged into another right"), 1).unwrap();
    assert_eq!(ended.versions()[0].state, State::Other);
    assert_eq!(run(&ended, LifeCommand::Expire, 2), Err("certs.life.state"));
}

#[test]
fn the_code_profile_covers_every_state_and_operation_both_ways() {
    let profile = CodeProfile::builtin().unwrap();
    for code in ["01", "02", "03", "04", "05", "06", "07", "99"] {
        let state = profile.state_of(code).unwrap();
        assert_eq!(profile.state(state).unwrap().code, code);
    }
    for code in 1..=10 {
        let code = format!("{code:02}");
        let operation = profile.operation_of(&code).unwrap();
        assert_eq!(profile.operation(operation).unwrap().code, code);
    }
    assert_eq!(profile.state_of("08"), None);
    assert_eq!(profile.operation_of("03"), Some(Operation::Withhold));
}

fn any_command() -> impl Strategy<Value = LifeCommand> {
    let decision = || "d".to_owned();
    prop_oneof![
        (1..4u16).prop_map(issue_command),
        (1..6u16).prop_map(reissue),
        Just(LifeCommand::Withhold {
            decision: decision(),
            basis: LawRef::whole("patent-law")
        }),
        Just(LifeCommand::Release {
            decision: decision()
        }),
        Just(LifeCommand::Expire),
        Just(end(Ending::TransferredOut)),
        Just(end(Ending::Cancelled)),
        Just(LifeCommand::UndoTransferOut {
            decision: decision()
        }),
        Just(LifeCommand::Archive),
        Just(other("registered elsewhere")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_walk_keeps_one_version_standing_and_versions_in_order(
        commands in prop::collection::vec(any_command(), 1..40)
    ) {
        let mut line = Line::default();
        for (minute, command) in commands.into_iter().enumerate() {
            let before = line.clone();
            if let Ok(after) = run(&line, command, minute as i64) {
                line = after;
            }
            let versions = line.versions();
            let standing = versions.iter().filter(|v| v.state.is_standing()).count();
            prop_assert!(standing <= 1);
            for (i, version) in versions.iter().enumerate() {
                prop_assert_eq!(usize::from(version.identifier.version()), i + 1);
                // Only the newest may stand; every older one names its successor.
                if let Some(next) = versions.get(i + 1) {
                    prop_assert_eq!(version.successor.as_ref(), Some(&next.identifier));
                    prop_assert!(!version.state.is_standing());
                }
            }
            for (old, new) in before.versions().iter().zip(versions) {
                prop_assert!(!old.state.is_final() || old.state == new.state);
                prop_assert!(!old.archived || new.archived);
            }
        }
    }
}
