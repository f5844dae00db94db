//! Whatever is commanded, by whomever, in whatever order: the invariants of the closed loop hold.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Loop, World};
use ip_eval::policy::ClockName;
use ip_eval::rectify::{Case, Change, Role, Stage, Supervision, Verdict, allowed, replay};
use ip_eval::review::NameMode;
use proptest::prelude::*;
use serde_json::{Value, json};

fn commands() -> Vec<Value> {
    let mut all = vec![
        json!({"do": "classify", "category": "attitude"}),
        json!({"do": "mark-out-of-scope", "second": "b", "evidence": ["e"]}),
        json!({"do": "dispatch", "unit": "office-1"}),
        json!({"do": "return", "to": "office-2", "reason": "r"}),
        json!({"do": "reject-return"}),
        json!({"do": "sign-for"}),
        json!({"do": "verify-internally"}),
        json!({"do": "decide", "finding": "founded", "measure": "immediate"}),
        json!({"do": "decide", "finding": "founded", "measure": "time-limited", "plannedOn": "2026-03-12", "reasons": "r"}),
        json!({"do": "decide", "finding": "unverifiable", "measure": "explain", "reasons": "r"}),
        json!({"do": "decide", "finding": "unfounded", "measure": "unfounded", "reasons": "r", "evidence": ["e"], "ground": "malicious"}),
        json!({"do": "extend", "days": 2, "reason": "r"}),
        json!({"do": "pause", "reason": "force-majeure"}),
        json!({"do": "resume"}),
        json!({"do": "submit", "measures": "m", "proof": ["p"]}),
        json!({"do": "reject", "reason": "r"}),
        json!({"do": "approve", "message": "sent", "answer": "a"}),
        json!({"do": "approve", "message": "impossible", "answer": "a"}),
        json!({"do": "close"}),
        json!({"do": "close", "explanation": "x"}),
        json!({"do": "reopen", "reason": "r"}),
        json!({"do": "note-supplementary", "level": "dissatisfied"}),
        json!({"do": "appeal", "ground": "wrong-object", "evidence": ["e"]}),
        json!({"do": "void", "ground": "wrong-object", "evidence": ["e"], "second": "b"}),
        json!({"do": "dismiss", "reason": "r"}),
        json!({"do": "archive"}),
        json!({"do": "publish", "text": "t"}),
        json!({"do": "withdraw"}),
        json!({"do": "caution", "mark": "yellow"}),
        json!({"do": "tick"}),
    ];
    for outcome in ["reached", "no-answer"] {
        all.push(json!({"do": "contact", "way": "phone", "outcome": outcome}));
    }
    for outcome in ["satisfied", "dissatisfied", "no-answer"] {
        all.push(json!({"do": "revisit", "way": "phone", "outcome": outcome}));
    }
    all
}

fn roles() -> [Role; 6] {
    [
        Role::Unit,
        Role::Assessed,
        Role::Administration,
        Role::Hotline,
        Role::Supervisor,
        Role::System,
    ]
}

/// The verdicts so far, by clock and start.
fn verdicts(case: &Case) -> Vec<Option<Verdict>> {
    case.clocks.iter().map(|clock| clock.verdict).collect()
}

fn check(before: &Case, case: &Loop) -> Result<(), TestCaseError> {
    let after = case.state();
    // 9: a verdict, once set, stays.
    for (before, after) in verdicts(before).into_iter().zip(verdicts(&after)) {
        prop_assert!(before.is_none() || before == after);
    }
    // 7: closed means answered; a real name means a revisit, or proof that nobody could be reached.
    if after.stage == Stage::Closed {
        prop_assert!(after.answer.is_some());
        prop_assert!(after.name == NameMode::Anonymous || !after.revisits.is_empty());
        prop_assert_eq!(after.supervision, Supervision::None);
    }
    // 8: whoever submitted neither approved nor closed; whoever appealed did not decide.
    let mut submitter = None;
    let mut appellant = None;
    for event in &case.events {
        match &event.change {
            Change::Submitted { .. } => submitter = Some(&event.by.id),
            Change::Appealed { .. } => appellant = Some(&event.by.id),
            Change::FedBack { .. } | Change::Rejected { .. } | Change::Closed { .. } => {
                prop_assert!(submitter != Some(&event.by.id));
            }
            Change::Invalidated { deciders, .. } => {
                prop_assert!(deciders.len() == 2 && deciders[0] != deciders[1]);
                prop_assert!(!deciders.iter().any(|decider| Some(decider) == appellant));
            }
            _ => {}
        }
    }
    // Clocks run only while there is something to be late with.
    if after.is_settled() {
        prop_assert!(
            after
                .clocks
                .iter()
                .all(|clock| clock.ledger.stopped().is_some())
        );
    }
    prop_assert!(
        after
            .clocks
            .iter()
            .filter(|c| c.name == ClockName::Contact)
            .count()
            <= 1
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Invariant 7: closed is answered and, with a name, revisited. Invariant 8: nobody judges own work. Invariant 9: what a
    /// clock said, it said.
    #[test]
    fn the_invariants_hold_on_every_path(
        picks in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..3, 0_u32..30), 0..160),
        profile in prop::sample::select(vec!["national", "shanghai-1-5-15", "linwu-7-15-natural"]),
        named in any::<bool>(),
    ) {
        let name = if named { NameMode::RealName } else { NameMode::Anonymous };
        let mut case = Loop::try_register(World::new(profile), ip_eval::level::Level::Dissatisfied, name, "2026-03-02T08:00:00+08:00").unwrap();
        let all = commands();
        let mut hours = 0;
        for (pick, person, wait) in picks {
            hours += wait;
            let now = (common::at("2026-03-02T08:00:00+08:00") + chrono::Duration::hours(hours.into())).to_rfc3339();
            let person = ["a", "b", "staff-7"][person];
            let before = case.state();
            // A path that goes somewhere: pick among what the table lets someone do, whoever it is.
            let possible: Vec<(Role, &Value)> = roles()
                .into_iter()
                .flat_map(|role| {
                    let kinds = allowed(Some(&before), &case.actor(person, role), &case.world.profile);
                    let kinds: Vec<String> = kinds.iter().map(|k| serde_json::to_value(k).unwrap().as_str().unwrap().into()).collect();
                    all.iter().filter(move |c| kinds.iter().any(|k| c["do"] == k.as_str())).map(move |c| (role, c))
                })
                .collect();
            if possible.is_empty() {
                continue;
            }
            let (role, command) = possible[pick.index(possible.len())];
            match case.try_do(&now, person, role, command.clone()) {
                Ok(_) => check(&before, &case)?,
                Err(refusal) => {
                    prop_assert_eq!(&case.state(), &before);
                    prop_assert!(refusal.guard.starts_with("eval."));
                }
            }
        }
        prop_assert_eq!(replay(&case.events), Some(case.state()));
    }

    /// What the table does not allow is refused, whatever it contains.
    #[test]
    fn what_is_not_allowed_is_refused(pick in any::<prop::sample::Index>(), role in prop::sample::select(roles().to_vec())) {
        let mut case = common::verified("national");
        let all = commands();
        let command = all[pick.index(all.len())].clone();
        let kinds = allowed(Some(&case.state()), &case.actor("a", role), &case.world.profile);
        let may = kinds.iter().any(|kind| serde_json::to_value(kind).unwrap() == command["do"]);
        let done = case.try_do("2026-03-04T08:00:00+08:00", "a", role, command);
        prop_assert!(may || done.is_err());
    }
}
