//! The main job without a web server: from a draft to a reviewed and rectified service.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod office;

use ip_app::actor::{Actor, Role};
use ip_app::app::App;
use ip_app::certificates::Presented;
use ip_app::draft::Draft;
use ip_app::error::AppError;
use ip_app::rectify::Action;
use ip_app::review::Filled;
use ip_app::service;
use ip_certs::verify::Verdict as Trust;
use ip_eval::codec::Channel;
use ip_eval::level::Level;
use ip_eval::rectify::{ContactOutcome, Finding, Measure, RevisitOutcome, Stage, Way};
use ip_matters::case::{ClockName, Command, CommandKind, Defect, DefectKind, State, Verdict};
use ip_matters::limit::{Length, LimitUnit};
use ip_matters::regime::DeliveryChannel;
use office::{CHANGE, actor, app, at, filled};

async fn state(app: &App, number: &str) -> State {
    app.case(number).await.unwrap().case.state
}

#[tokio::test]
async fn a_matter_is_walked_from_filing_to_a_rectified_review() {
    let app = app();
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    filled(&app, &person).await;
    let number = app.submit(&person, CHANGE).await.unwrap();
    assert!(number.ends_with("202603020001"), "{number}");
    assert_eq!(state(&app, &number).await, State::Submitted);
    assert_eq!(app.draft(&person, CHANGE).await.unwrap(), Draft::default());

    // The window receives it, and asks once for a readable proof.
    let clerk = actor(Role::Clerk, "2026-03-02T10:00:00");
    app.act(&clerk, &number, Command::Receive, Vec::new())
        .await
        .unwrap();
    let registered = app.case(&number).await.unwrap();
    let note = app.note_on(&registered, 0, "扫描件看不清").unwrap();
    let defect = Defect {
        target: "change-proof".to_owned(),
        kind: DefectKind::Illegible,
        note: Some(note.reference.clone()),
    };
    let period = Some(Length {
        n: 15,
        unit: LimitUnit::Day,
    });
    let command = Command::NotifyCorrection {
        defects: vec![defect],
        period,
        served: None,
    };
    app.act(&clerk, &number, command, vec![note]).await.unwrap();
    assert_eq!(state(&app, &number).await, State::AwaitingCorrection);

    // A stranger sees nothing; the applicant corrects.
    let stranger = Actor {
        account: "someone-else".into(),
        ..person.clone()
    };
    let refused = app.case_for(&stranger, &number).await;
    assert!(matches!(refused, Err(AppError::NotFound(_))));
    let person = actor(Role::Person, "2026-03-03T09:00:00");
    let registered = app.case_for(&person, &number).await.unwrap();
    let mut draft = app.correction(&person, &registered).await.unwrap();
    let entry = app.rules.entry(CHANGE).unwrap();
    let paper = draft
        .clone()
        .papers(entry)
        .find(|p| p.id == "change-proof")
        .unwrap()
        .clone();
    draft.files.clear();
    app.attach(
        &mut draft,
        &paper,
        "better.pdf",
        b"%PDF-1.7 readable".to_vec(),
    )
    .await
    .unwrap();
    app.resubmit(&person, &number, &draft).await.unwrap();
    assert_eq!(
        app.case_form(&app.case(&number).await.unwrap())
            .await
            .unwrap(),
        draft
    );

    // Accepted: the promised clock runs five working days from there.
    let clerk = actor(Role::Clerk, "2026-03-03T11:00:00");
    app.act(&clerk, &number, Command::Accept, Vec::new())
        .await
        .unwrap();
    let registered = app.case(&number).await.unwrap();
    let clocks = app.case_clocks(clerk.at, &registered).unwrap();
    let promised = clocks
        .iter()
        .find(|clock| clock.name == ClockName::Promised)
        .unwrap();
    assert_eq!(promised.due.unwrap().date.to_string(), "2026-03-10");

    let paid = Command::RecordFeePaid {
        amount: "200.00".parse().unwrap(),
        receipt: "P-0001".parse().unwrap(),
    };
    app.act(&clerk, &number, paid, Vec::new()).await.unwrap();

    // The reviewer decides; a clerk may not.
    let reviewer = actor(Role::Reviewer, "2026-03-05T10:00:00");
    let decide = Command::Decide {
        verdict: Verdict::Granted,
        reasons: None,
    };
    let refused = app.act(&clerk, &number, decide.clone(), Vec::new()).await;
    assert!(matches!(refused, Err(AppError::Forbidden)));
    app.act(&reviewer, &number, decide, Vec::new())
        .await
        .unwrap();
    let registered = app.case(&number).await.unwrap();
    let allowed = app.case_allowed(&reviewer, &registered).await.unwrap();
    assert!(allowed.contains(&CommandKind::IssueResult), "{allowed:?}");
    let identifier = app
        .issue_result(&reviewer, &number, &[5; 32])
        .await
        .unwrap();

    // Anyone can verify: by identifier, by QR text, by file; a changed file is found out.
    let certificate = app.certificate(&identifier).await.unwrap();
    let now = at("2026-03-06T08:00:00+08:00");
    for presented in [
        Presented::typed(&identifier.to_string()),
        Presented::typed(certificate.qr_text()),
        Presented::file(certificate.to_json().as_bytes()).unwrap(),
    ] {
        let verified = app.verify(presented, now).await.unwrap();
        assert_eq!(
            verified.report.verdict,
            Trust::Valid,
            "{:#?}",
            verified.report
        );
    }
    let forged = certificate.to_json().replace("2026-03-05", "2026-03-04");
    let verified = app
        .verify(Presented::file(forged.as_bytes()).unwrap(), now)
        .await
        .unwrap();
    assert_eq!(verified.report.verdict, Trust::Forged);

    let clerk = actor(Role::Clerk, "2026-03-05T15:00:00");
    let day = clerk.day();
    let deliver = Command::Deliver {
        channel: DeliveryChannel::Electronic,
        dispatched: day,
        received: Some(day),
        evidence: "portal".parse().unwrap(),
    };
    app.act(&clerk, &number, deliver, Vec::new()).await.unwrap();
    assert_eq!(state(&app, &number).await, State::Delivered);

    // A bad review opens a case of its own, which is worked to its end.
    let person = actor(Role::Person, "2026-03-06T09:00:00");
    let service = service::of_case(&number);
    let bad = Filled {
        level: Level::Dissatisfied,
        labels: vec!["214".to_owned()],
        text: "态度不好".to_owned(),
        anonymous: false,
        channel: Channel::Pc,
        source: None,
    };
    app.review(&person, &service, bad.clone()).await.unwrap();
    let again = app.review(&person, &service, bad).await;
    assert!(matches!(again, Err(AppError::Refused { .. })));
    let counted = app.cube().await.unwrap().total(|_| true);
    assert_eq!(counted.active[Level::Dissatisfied], 1);
    let figures = app.figures(person.at).await.unwrap();
    assert!(
        figures.months.total.figure.is_none(),
        "one review is hidden"
    );

    let id = app
        .rectification_of(&service)
        .await
        .unwrap()
        .unwrap()
        .case
        .id
        .to_string();
    let supervisor = |time: &str| actor(Role::Supervisor, time);
    // A colleague of whoever decided: the review is about the one who did.
    let office = |time: &str| actor(Role::Clerk, time);
    let steps: Vec<(Actor, Action)> = vec![
        (supervisor("2026-03-06T10:00:00"), Action::Dispatch),
        (office("2026-03-06T11:00:00"), Action::SignFor),
        (
            office("2026-03-06T12:00:00"),
            Action::Contact(Way::Phone, ContactOutcome::Reached),
        ),
        (
            office("2026-03-06T14:00:00"),
            Action::Decide {
                finding: Finding::Founded,
                measure: Measure::Immediate,
                planned_on: None,
                reasons: String::new(),
                ground: None,
            },
        ),
        (
            office("2026-03-09T09:00:00"),
            Action::Submit("已培训并道歉".to_owned()),
        ),
        (
            supervisor("2026-03-09T10:00:00"),
            Action::Approve("我们已改正，谢谢。".to_owned()),
        ),
        (
            supervisor("2026-03-10T10:00:00"),
            Action::Revisit(Way::Phone, RevisitOutcome::Satisfied),
        ),
        (
            supervisor("2026-03-10T10:05:00"),
            Action::Close(String::new()),
        ),
    ];
    for (actor, action) in steps {
        let told = format!("{action:?}");
        app.rectify(&actor, &id, action)
            .await
            .unwrap_or_else(|e| panic!("{told}: {e}"));
    }
    let closed = app.rectification(&id).await.unwrap();
    assert_eq!(closed.case.stage, Stage::Closed);
    let answer = app
        .rectify_text(closed.case.answer.as_ref().unwrap())
        .await
        .unwrap();
    assert_eq!(answer.as_deref(), Some("我们已改正，谢谢。"));

    // Nothing personal stands in the log, and the read models are what a replay makes.
    for record in app.store.log(0, 1000).await.unwrap() {
        for personal in [
            "示例科技",
            "91350100M000100Y43",
            "新路",
            "看不清",
            "态度",
            "道歉",
        ] {
            assert!(
                !record.entry.body.contains(personal),
                "{personal} in {record:?}"
            );
        }
    }
    assert!(app.store.check().await.unwrap().is_sound());
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_place_and_nothing_is_lost() {
    let app = app();
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    let mut draft = filled(&app, &person).await;
    draft
        .answers
        .insert("application-number".into(), "201710601863.3".into());
    draft.answers.remove("applicant-name");
    draft.files.clear();
    app.keep_draft(&person, CHANGE, &draft).await.unwrap();
    let Err(AppError::Invalid(problems)) = app.submit(&person, CHANGE).await else {
        panic!("the draft is not complete");
    };
    let places: Vec<_> = problems.0.iter().map(|p| p.pointer.as_str()).collect();
    assert_eq!(
        places,
        [
            "/fields/applicant-name",
            "/fields/application-number",
            "/materials/change-proof"
        ]
    );
    assert_eq!(problems.0[1].expected.as_deref(), Some("8"));
    assert_eq!(app.draft(&person, CHANGE).await.unwrap(), draft);
    assert_eq!(app.store.head().await.unwrap().position, 0);
}

#[tokio::test]
async fn filings_at_the_same_time_get_different_numbers() {
    let app = app();
    let filings = (0..20).map(|n| {
        let app = app.clone();
        tokio::spawn(async move {
            let account = format!("person-{n}");
            let person = Actor {
                account,
                ..actor(Role::Person, "2026-03-02T09:00:00")
            };
            filled(&app, &person).await;
            app.submit(&person, CHANGE).await.unwrap()
        })
    });
    let mut numbers = Vec::new();
    for filing in filings.collect::<Vec<_>>() {
        numbers.push(filing.await.unwrap());
    }
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 20);
}

#[tokio::test]
async fn a_clock_fires_without_anybody_touching_the_case() {
    let app = app();
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    filled(&app, &person).await;
    let number = app.submit(&person, CHANGE).await.unwrap();
    let clerk = actor(Role::Clerk, "2026-03-02T10:00:00");
    app.act(&clerk, &number, Command::Receive, Vec::new())
        .await
        .unwrap();
    let notice = Command::NotifyCorrection {
        defects: vec![Defect {
            target: "change-proof".to_owned(),
            kind: DefectKind::Illegible,
            note: None,
        }],
        period: Some(Length {
            n: 15,
            unit: LimitUnit::Day,
        }),
        served: None,
    };
    app.act(&clerk, &number, notice, Vec::new()).await.unwrap();
    let registered = app.case(&number).await.unwrap();
    let clocks = app.case_clocks(clerk.at, &registered).unwrap();
    let correction = clocks
        .iter()
        .find(|clock| clock.name == ClockName::Correction);
    let last = correction.unwrap().due.unwrap().date;

    // On the last day nothing happens; the day after, time alone ends the case, once.
    let at_noon = |day: chrono::NaiveDate| at(&format!("{day}T12:00:00+08:00"));
    let round = app.tick(at_noon(last)).await.unwrap();
    assert_eq!((round.seen, round.fired), (1, 0));
    let next = last.succ_opt().unwrap();
    assert_eq!(app.tick(at_noon(next)).await.unwrap().fired, 1);
    assert!(app.case(&number).await.unwrap().case.state.is_final());
    assert_eq!(app.tick(at_noon(next)).await.unwrap().fired, 0);
    let records = app.case_records(&number).await.unwrap();
    assert_eq!(records.last().unwrap().0.entry.actor, "system");
}
