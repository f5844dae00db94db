//! Questions: asked, answered in time, extended, handed on, published for everybody.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod office;

use ip_app::actor::Role;
use ip_app::app::App;
use ip_app::consult::{Act, Which};
use ip_app::error::AppError;
use ip_matters::case::ClockStatus;
use ip_matters::consult::State;
use office::{CHANGE, actor, app};

const QUESTION: &str = "我是张三, 我的专利年费逾期两个月, 怎么补缴?";

fn codes(error: AppError) -> Vec<String> {
    let all = error.problems().0.into_iter();
    all.map(|p| format!("{} {}", p.code, p.pointer)).collect()
}

async fn asked(app: &App) -> String {
    let person = actor(Role::Person, "2026-03-02T09:00:00");
    let matter = Some(CHANGE.parse().unwrap());
    app.ask(&person, QUESTION, matter).await.unwrap()
}

#[tokio::test]
async fn a_question_runs_against_its_time_and_only_its_people_see_it() {
    let app = app();
    let number = asked(&app).await;
    assert_eq!(number, "Q20260302-0001");
    assert_eq!(asked(&app).await, "Q20260302-0002");
    // Three working days after Monday the second: Thursday the fifth; the day before it is due soon.
    for (day, status, left) in [
        ("2026-03-02", ClockStatus::OnTime, 3),
        ("2026-03-04", ClockStatus::Soon, 1),
        ("2026-03-05", ClockStatus::Soon, 0),
        ("2026-03-06", ClockStatus::Late, 0),
    ] {
        let clerk = actor(Role::Clerk, &format!("{day}T10:00:00"));
        let question = app.question(&clerk, &number).await.unwrap();
        assert_eq!(
            app.consult_clock(&clerk, &question),
            Some((status, left)),
            "{day}"
        );
    }
    let mut stranger = actor(Role::Person, "2026-03-02T10:00:00");
    stranger.account = "somebody-else".to_owned();
    assert!(app.question(&stranger, &number).await.is_err());
    let (open, _) = app.questions(&Which::Open, None, 10).await.unwrap();
    assert_eq!(open.len(), 2);
    let question = open[0].consultation.question.clone().unwrap();
    assert_eq!(
        app.consult_text(&question).await.unwrap().as_deref(),
        Some(QUESTION)
    );
    let (own, _) = app
        .questions(&Which::Of(stranger.account), None, 10)
        .await
        .unwrap();
    assert!(own.is_empty());
}

#[tokio::test]
async fn the_desk_extends_once_answers_and_publishes_words_of_its_own() {
    let app = app();
    let number = asked(&app).await;
    let clerk = actor(Role::Clerk, "2026-03-05T10:00:00");
    let say = str::to_owned;
    app.consult(&clerk, &number, &Act::Extend(say("要问国家局")))
        .await
        .unwrap();
    let again = app
        .consult(&clerk, &number, &Act::Extend(say("再延")))
        .await;
    assert_eq!(codes(again.unwrap_err()), ["matters.consult.no-extension "]);
    let publish = Act::Publish {
        question: say("年费逾期两个月怎么补缴"),
        answer: say("在六个月内补缴年费和滞纳金。"),
    };
    let early = app.consult(&clerk, &number, &publish).await.unwrap_err();
    assert_eq!(codes(early), ["matters.consult.wrong-state "]);
    let empty = app
        .consult(&clerk, &number, &Act::Answer(say("  ")))
        .await
        .unwrap_err();
    assert_eq!(codes(empty), ["app.form.missing /fields/note"]);
    app.consult(&clerk, &number, &Act::Answer(say("六个月内补缴。")))
        .await
        .unwrap();

    let found = |base: &ip_matters::consult::KnowledgeBase| -> Vec<String> {
        let hits = base.find("年费逾期", 5).into_iter();
        hits.map(|(item, _)| item.answer.zh.clone()).collect()
    };
    assert!(found(&app.knowledge().await.unwrap()).is_empty());
    app.consult(&clerk, &number, &publish).await.unwrap();
    assert_eq!(
        found(&app.knowledge().await.unwrap()),
        ["在六个月内补缴年费和滞纳金。"]
    );
    // What the person wrote is not in the log, nor in what everybody reads.
    let log = app.store.log(0, 1000).await.unwrap();
    assert!(
        log.iter()
            .all(|r| !r.entry.body.contains("张三") && !r.entry.body.contains("六个月"))
    );
    // Other words replace the first ones, which are erased; then nobody reads them.
    let before = app
        .question(&clerk, &number)
        .await
        .unwrap()
        .consultation
        .knowledge
        .unwrap();
    let other = Act::Publish {
        question: say("年费逾期怎么补缴"),
        answer: say("六个月内补缴, 按月加收滞纳金。"),
    };
    app.consult(&clerk, &number, &other).await.unwrap();
    assert_eq!(
        found(&app.knowledge().await.unwrap()),
        ["六个月内补缴, 按月加收滞纳金。"]
    );
    assert!(
        app.store
            .vault(&ip_app::port::VaultKey::new(format!(
                "consult-text/{before}"
            )))
            .await
            .unwrap()
            .is_none()
    );
    app.consult(&clerk, &number, &Act::Conceal).await.unwrap();
    assert!(found(&app.knowledge().await.unwrap()).is_empty());
    let (answered, _) = app.questions(&Which::Answered, None, 10).await.unwrap();
    assert_eq!(answered[0].consultation.state, State::Answered);
    assert!(app.store.check().await.unwrap().is_sound());
}

#[tokio::test]
async fn each_side_does_only_what_is_its_own() {
    let app = app();
    let number = asked(&app).await;
    let person = actor(Role::Person, "2026-03-02T11:00:00");
    let answer = Act::Answer("自己回答".to_owned());
    assert!(matches!(
        app.consult(&person, &number, &answer).await,
        Err(AppError::Forbidden)
    ));
    let clerk = actor(Role::Clerk, "2026-03-02T11:00:00");
    assert!(matches!(
        app.consult(&clerk, &number, &Act::Withdraw).await,
        Err(AppError::Forbidden)
    ));
    app.consult(&person, &number, &Act::Withdraw).await.unwrap();
    let late = app.consult(&clerk, &number, &answer).await.unwrap_err();
    assert_eq!(codes(late), ["matters.consult.wrong-state "]);
    for (question, matter, wanted) in [
        ("", None, "app.form.missing /fields/question"),
        (
            "怎么办",
            Some("cn.no-such"),
            "app.form.choice /fields/matter",
        ),
    ] {
        let matter = matter.map(|id: &str| id.parse().unwrap());
        assert_eq!(
            codes(app.ask(&person, question, matter).await.unwrap_err()),
            [wanted]
        );
    }
    let long = "问".repeat(ip_app::consult::LONGEST + 1);
    assert_eq!(
        codes(app.ask(&person, &long, None).await.unwrap_err()),
        ["app.form.too-long /fields/question"]
    );
    assert!(matches!(
        app.ask(&clerk, "问", None).await,
        Err(AppError::Forbidden)
    ));
}
