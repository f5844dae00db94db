//! Filing with less: a register asked instead of a paper, and several matters filed in one step.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod office;

use std::collections::BTreeMap;

use ip_app::actor::Role;
use ip_app::app::App;
use ip_app::draft::Draft;
use ip_app::error::AppError;
use ip_matters::case::{CheckOutcome, Command, Event, State};
use ip_matters::entry::Material;
use office::{CHANGE, actor, answers, app};

const MARK: &str = "cn.trademark.name-address-change";

fn proof(app: &App) -> Material {
    let entry = app.rules.entry(CHANGE).unwrap();
    let found = entry.materials.iter().find(|m| m.id == "change-proof");
    found.unwrap().clone()
}

fn draft() -> Draft {
    Draft {
        situation: Some("name-or-address".to_owned()),
        answers: answers(),
        ..Draft::default()
    }
}

/// The codes of what stands against filing.
async fn missing(app: &App, draft: &Draft) -> Vec<String> {
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    app.keep_draft(&person, CHANGE, draft).await.unwrap();
    match app.submit(&person, CHANGE).await {
        Ok(_) => Vec::new(),
        Err(error) => error
            .problems()
            .0
            .into_iter()
            .map(|p| p.code.to_string())
            .collect(),
    }
}

#[tokio::test]
async fn a_match_waives_the_paper_and_is_evidence_in_the_case() {
    let app = app();
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    let mut draft = draft();
    assert_eq!(missing(&app, &draft).await, ["app.form.material-missing"]);
    let proof = proof(&app);
    assert_eq!(
        app.register_for(&proof, &draft).unwrap().id,
        "business-entity-register"
    );
    let outcome = app
        .check_register(&person, &proof, &mut draft)
        .await
        .unwrap();
    assert_eq!(outcome, CheckOutcome::Match);
    app.keep_draft(&person, CHANGE, &draft).await.unwrap();
    let number = app.submit(&person, CHANGE).await.unwrap();

    let registered = app.case(&number).await.unwrap();
    assert_eq!(registered.owner, "person");
    assert!(registered.case.waived.contains("change-proof"));
    let records = app.case_records(&number).await.unwrap();
    let (record, event) = records
        .iter()
        .find(|(_, e)| matches!(e, Event::RegisterChecked { .. }))
        .unwrap();
    assert_eq!(record.entry.actor, "system");
    let Event::RegisterChecked {
        response, consent, ..
    } = event
    else {
        panic!()
    };
    assert!(app.note(response).await.unwrap().unwrap().contains("演示"));
    assert!(
        app.note(consent)
            .await
            .unwrap()
            .unwrap()
            .starts_with("2026-03-02T09:00:00")
    );
    // The office accepts without the paper.
    let clerk = actor(Role::Clerk, "2026-03-02T10:00:00");
    for command in [Command::Receive, Command::Accept] {
        app.act(&clerk, &number, command, Vec::new()).await.unwrap();
    }
    assert_eq!(app.case(&number).await.unwrap().case.state, State::Accepted);
}

#[tokio::test]
async fn a_mismatch_an_outage_or_another_answer_asks_for_the_paper() {
    let app = app();
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    let proof = proof(&app);
    // The register knows another address.
    let mut other = draft();
    other
        .answers
        .insert("after".to_owned(), "示例市别处3号".to_owned());
    let outcome = app
        .check_register(&person, &proof, &mut other)
        .await
        .unwrap();
    assert_eq!(outcome, CheckOutcome::Mismatch);
    assert_eq!(missing(&app, &other).await, ["app.form.material-missing"]);
    // The answer changes after the register agreed.
    let mut later = draft();
    app.check_register(&person, &proof, &mut later)
        .await
        .unwrap();
    later
        .answers
        .insert("after".to_owned(), "示例市别处3号".to_owned());
    assert_eq!(missing(&app, &later).await, ["app.form.material-missing"]);
    // The register of natural persons is out of order.
    let mut natural = draft();
    natural
        .answers
        .insert("applicant-id".to_owned(), "11010519491231002X".to_owned());
    assert_eq!(
        app.register_for(&proof, &natural).unwrap().id,
        "natural-person-register"
    );
    let outcome = app
        .check_register(&person, &proof, &mut natural)
        .await
        .unwrap();
    assert_eq!(outcome, CheckOutcome::Unavailable);
    assert_eq!(missing(&app, &natural).await, ["app.form.material-missing"]);
    // Nothing is asked without knowing about whom, or where the law of the paper knows no register.
    let mut nobody = draft();
    nobody.answers.remove("applicant-id");
    assert!(app.register_for(&proof, &nobody).is_none());
    let mut form = proof.clone();
    form.waivable_by.clear();
    assert!(app.register_for(&form, &draft()).is_none());
}

#[tokio::test]
async fn a_bundle_is_filled_in_once_and_filed_as_a_whole_or_not_at_all() {
    let app = app();
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    let bundle = app.open_bundle(&person, "company-moves").unwrap().clone();
    let chosen: BTreeMap<_, _> = [(CHANGE.parse().unwrap(), "name-or-address".to_owned())].into();
    let none = app.begin_bundle(&person, &bundle, &BTreeMap::new()).await;
    assert!(matches!(none, Err(AppError::Invalid(_))));
    app.begin_bundle(&person, &bundle, &chosen).await.unwrap();

    // The first member is filled in; the second has what it asks in common.
    let mut first = app.draft(&person, CHANGE).await.unwrap();
    first.answers = answers();
    app.check_register(&person, &proof(&app), &mut first)
        .await
        .unwrap();
    app.keep_draft(&person, CHANGE, &first).await.unwrap();
    let parts = app.bundle_parts(&person, &bundle).await.unwrap();
    assert!(parts[0].problems.0.is_empty(), "{}", parts[0].problems);
    let shared = &parts[1].draft.answers;
    assert_eq!(
        shared.get("applicant-name"),
        first.answers.get("applicant-name")
    );
    assert_eq!(shared.get("after"), first.answers.get("after"));
    assert!(
        !shared.contains_key("application-number"),
        "the other does not ask it"
    );

    // Nothing is filed while a member lacks something.
    let refused = app.submit_bundle(&person, &bundle).await.unwrap_err();
    assert!(
        refused
            .problems()
            .0
            .iter()
            .all(|p| p.args["matter"] == MARK),
        "{refused}"
    );
    assert!(app.draft(&person, CHANGE).await.unwrap().bundle.is_some());

    let mut second = parts[1].draft.clone();
    let numbers = "1234567".to_owned();
    second
        .answers
        .insert("registration-numbers".to_owned(), numbers);
    let entry = app.rules.entry(MARK).unwrap();
    let papers: Vec<Material> = second.papers(entry).cloned().collect();
    for paper in papers {
        let bytes = b"%PDF-1.7 sample".to_vec();
        app.attach(&mut second, &paper, "paper.pdf", bytes)
            .await
            .unwrap();
    }
    app.keep_draft(&person, MARK, &second).await.unwrap();
    let cases = app.submit_bundle(&person, &bundle).await.unwrap();
    assert_eq!(cases.len(), 2);
    for case in &cases {
        assert_eq!(app.case(case).await.unwrap().case.state, State::Submitted);
        assert_eq!(app.filed_with(case).await.unwrap().unwrap().cases, cases);
    }
    assert_eq!(app.draft(&person, MARK).await.unwrap(), Draft::default());
    assert!(app.store.check().await.unwrap().is_sound());
}

/// A case that was filed, received and forwarded to another place.
async fn forwarded(app: &App) -> String {
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    office::filled(app, &person).await;
    let number = app.submit(&person, CHANGE).await.unwrap();
    let clerk = actor(Role::Clerk, "2026-03-02T10:00:00");
    let forward = Command::Forward {
        to: "place:other-city".parse().unwrap(),
        mode: ip_matters::case::ForwardMode::Transfer,
        agreement: None,
    };
    for command in [Command::Receive, forward] {
        app.act(&clerk, &number, command, Vec::new()).await.unwrap();
    }
    number
}

#[tokio::test]
async fn a_forwarded_case_goes_on_in_another_portal_once() {
    let (here, there) = (app(), app());
    let clerk = actor(Role::Clerk, "2026-03-03T09:00:00");
    let number = forwarded(&here).await;
    let package = here.hand_over_case(&clerk, &number).await.unwrap();
    let new = there.take_over(&clerk, &package).await.unwrap();
    let taken = there.case(&new).await.unwrap();
    assert_eq!(taken.case.state, State::Submitted);
    assert_eq!(taken.owner, "handover:example-city");
    let form = there.case_form(&taken).await.unwrap();
    assert_eq!(form.answers, answers());
    let file = &form.files["change-proof"][0];
    assert_eq!(there.file(&file.hash).await.unwrap(), b"%PDF-1.7 sample");
    let origin = there.origin(&new).await.unwrap().unwrap();
    assert_eq!(
        (origin.number.as_str(), origin.place.zh.as_str()),
        (number.as_str(), "示例市")
    );
    let twice = there.take_over(&clerk, &package).await.unwrap_err();
    assert_eq!(twice.problems().0[0].code, "app.handover.twice");
    assert!(there.store.check().await.unwrap().is_sound());
    // Only what was forwarded is handed over, and only by the desk.
    assert!(matches!(
        there.hand_over_case(&clerk, &new).await,
        Err(AppError::NotFound(_))
    ));
    let person = actor(Role::Person, "2026-03-03T09:00:00");
    assert!(matches!(
        here.hand_over_case(&person, &number).await,
        Err(AppError::Forbidden)
    ));
}

#[tokio::test]
async fn a_damaged_package_is_refused_and_leaves_nothing() {
    let (here, there) = (app(), app());
    let clerk = actor(Role::Clerk, "2026-03-03T09:00:00");
    let number = forwarded(&here).await;
    let package = here.hand_over_case(&clerk, &number).await.unwrap();
    let at = |needle: &[u8]| {
        package
            .windows(needle.len())
            .position(|part| part == needle)
            .unwrap()
    };
    let mut other = package.clone();
    other[at(b"sample")] = b'S';
    for bytes in [&package[..package.len() / 2], &other, b"PK", b""] {
        let refused = there.take_over(&clerk, bytes).await.unwrap_err();
        assert_eq!(refused.problems().0[0].code, "app.handover.unreadable");
    }
    assert_eq!(there.store.head().await.unwrap().position, 0);
}
