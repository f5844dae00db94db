//! Reviews that staff cannot write, words that leave on demand, a log that names nobody, texts that two people cleared.

use axum::http::StatusCode;
use chrono::Duration;
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::rectify::Action;
use ip_app::review::Filled;
use ip_eval::codec::Channel;
use ip_eval::level::Level;
use ip_eval::rectify::{ContactOutcome, Finding, Measure, Publication, Way};
use ip_eval::review::Integrity;
use ip_portal::when;

use crate::desk::{NOW, Portal};
use crate::office::post;
use crate::reviews::{filled, finished, later, signed_for};

fn code(error: AppError) -> Vec<String> {
    let problems = error.problems().0.into_iter();
    problems.map(|problem| problem.code.into_owned()).collect()
}

#[tokio::test]
async fn whoever_decided_cannot_write_the_review() {
    let portal = Portal::open();
    let service = finished(&portal, "201710601862.3").await;
    let case = service.trim_end_matches("-complete").to_owned();
    let page = format!("/cases/{case}/review-code");
    for staff in ["clerk", "reviewer", "supervisor"] {
        let answer = portal.signed_in(staff).get(&page).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{staff} has no code");
    }
    let given = |who: &str, role| {
        let form = Filled {
            channel: Channel::Phone,
            ..filled(Level::VerySatisfied)
        };
        let office = portal.app.office.clone();
        let (actor, service) = (later(who, role), service.clone());
        async move { office.review_through(&actor, &service, form).await }
    };
    let own = given("reviewer", Role::Reviewer).await.unwrap_err();
    assert_eq!(code(own), ["app.review.own-service"]);
    given("clerk", Role::Clerk)
        .await
        .expect("a colleague records the call");
    portal
        .signed_in("person")
        .get(&format!("/reviews/{service}"))
        .await
        .says("评价渠道");
}

#[tokio::test]
async fn the_log_of_reviews_names_nobody_and_words_leave_on_demand() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let service = finished(&portal, "201710601862.3").await;
    let person = later("person", Role::Person);
    let words = Filled {
        text: "窗口让我等了三周".to_owned(),
        anonymous: true,
        source: Some("198.51.100.7".to_owned()),
        ..filled(Level::Dissatisfied)
    };
    office
        .review(&person, &service, words)
        .await
        .expect("a review");
    for record in office.store.log(0, 1000).await.expect("the log") {
        let area = record.entry.stream.split('/').next().unwrap_or_default();
        if ["review", "rectification"].contains(&area) && record.entry.kind != "review.opened" {
            assert_ne!(record.entry.actor, "person", "{}", record.entry.kind);
            assert!(
                !record.entry.body.contains("198.51"),
                "{}",
                record.entry.kind
            );
        }
    }
    let mut browser = portal.signed_in("person");
    let page = format!("/reviews/{service}");
    browser.get(&page).await.says("窗口让我等了三周");
    let erase = format!("{page}/erase");
    let done = post(&mut browser, &page, &erase, &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(!browser.get(&page).await.text.contains("窗口让我等了三周"));
    let kept = office
        .reviews(&service)
        .await
        .expect("reviews")
        .state
        .original;
    assert_eq!(
        kept.expect("it counts on").review.level,
        Level::Dissatisfied
    );
    let id = office
        .rectification_of(&service)
        .await
        .expect("a look")
        .expect("a case")
        .case
        .id;
    assert!(
        !id.as_str().contains(service.trim_end_matches("-complete")),
        "{id}"
    );
    let stranger = office
        .erase_words(&later("clerk", Role::Clerk), &service)
        .await;
    assert!(matches!(stranger, Err(AppError::Forbidden)));
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test]
async fn whom_it_is_about_reads_no_words_and_answers_for_nothing() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let service = finished(&portal, "201710601862.3").await;
    let words = Filled {
        text: "窗口让我等了三周".to_owned(),
        ..filled(Level::Dissatisfied)
    };
    let person = later("person", Role::Person);
    office
        .review(&person, &service, words)
        .await
        .expect("a review");
    let id = office
        .rectification_of(&service)
        .await
        .expect("a look")
        .expect("a case")
        .case
        .id;
    let page = format!("/rectifications/{id}");
    office
        .rectify(
            &later("supervisor", Role::Supervisor),
            id.as_str(),
            Action::Dispatch,
        )
        .await
        .expect("dispatched");
    let clerk = portal.signed_in("clerk").get(&page).await;
    clerk.says("窗口让我等了三周");
    clerk.says(&format!("action=\"{page}/sign-for\""));
    let assessed = portal.signed_in("reviewer").get(&page).await;
    assert!(!assessed.text.contains("窗口让我等了三周"));
    assert!(
        !assessed
            .text
            .contains(&format!("action=\"{page}/sign-for\""))
    );
    assessed.says(&format!("action=\"{page}/appeal\""));
    let own = office
        .rectify(
            &later("reviewer", Role::Reviewer),
            id.as_str(),
            Action::SignFor,
        )
        .await;
    assert!(own.is_err());
}

#[tokio::test]
async fn a_text_is_cleared_by_another_person_and_holds_nobodys_number() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let (_, id) = signed_for(&portal).await;
    let (boss, clerk) = (
        later("supervisor", Role::Supervisor),
        later("clerk", Role::Clerk),
    );
    let decide = Action::Decide {
        finding: Finding::Founded,
        measure: Measure::Immediate,
        planned_on: None,
        reasons: String::new(),
        ground: None,
    };
    let steps = [
        (&clerk, Action::Contact(Way::Phone, ContactOutcome::Reached)),
        (&clerk, decide),
        (&clerk, Action::Submit("已培训".to_owned())),
        (&boss, Action::Approve("已改正。".to_owned())),
    ];
    for (actor, action) in steps {
        office.rectify(actor, &id, action).await.expect("a step");
    }
    let publish = |text: &str| Action::Publish(text.to_owned());
    let same = office
        .rectify(&boss, &id, publish("已改正。"))
        .await
        .unwrap_err();
    assert_eq!(code(same), ["app.publish.same-person"]);
    let other = later("supervisor-2", Role::Supervisor);
    let number = publish("请拨 139 0000 0001");
    let told = office.rectify(&other, &id, number).await.unwrap_err();
    assert_eq!(code(told), ["app.publish.personal"]);
    office
        .rectify(&other, &id, publish("已改正。"))
        .await
        .expect("cleared");

    // Void after an appeal: it is not shown any more.
    use ip_eval::review::VoidGround;
    let appeal = Action::Appeal(VoidGround::MistakenLevel, "来电确认".to_owned());
    let stage = office.rectification(&id).await.expect("a case").case.stage;
    office
        .rectify(&clerk, &id, appeal)
        .await
        .unwrap_or_else(|e| panic!("{stage:?}: {e}"));
    let subject = ip_app::adjudication::Subject::Case(id.clone());
    office
        .propose_void(&boss, &subject, VoidGround::MistakenLevel, "录音")
        .await
        .expect("proposed");
    office
        .confirm_void(&other, &subject)
        .await
        .expect("confirmed");
    let case = office.rectification(&id).await.expect("a case").case;
    assert!(matches!(case.publication, Publication::Withdrawn { .. }));
    assert!(
        !portal
            .browser()
            .get("/figures/voices")
            .await
            .text
            .contains("已改正")
    );
}

#[tokio::test]
async fn many_reviews_from_one_address_are_set_aside_and_the_person_is_told() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let mut services = Vec::new();
    for n in 0..6 {
        let service = finished(&portal, "201710601862.3").await;
        let form = Filled {
            source: Some("198.51.100.7".to_owned()),
            ..filled(Level::VerySatisfied)
        };
        let person = Actor {
            at: when::at_unix(NOW) + Duration::minutes(60 + 7 * n),
            ..later("person", Role::Person)
        };
        office
            .review(&person, &service, form)
            .await
            .expect("a review");
        services.push(service);
    }
    let last = services.last().expect("a service");
    let state = office.reviews(last).await.expect("reviews").state;
    let integrity = state.original.expect("a review").integrity;
    let Integrity::Held { detectors } = integrity else {
        panic!("not held: {integrity:?}");
    };
    assert_eq!(detectors, ["F4"]);
    let page = format!("/reviews/{last}");
    portal.signed_in("person").get(&page).await.says("已暂存");
    portal
        .signed_in("supervisor")
        .get("/supervision")
        .await
        .says("查看期限");
}

#[tokio::test]
async fn a_review_with_a_case_is_not_taken_from_it() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let (service, _) = signed_for(&portal).await;
    let subject = ip_app::adjudication::Subject::Held(service.clone());
    let one = later("supervisor", Role::Supervisor);
    office.inspect_reviews(&one).await.expect("a look");
    let ground = ip_eval::review::VoidGround::Malicious;
    assert!(
        office
            .propose_void(&one, &subject, ground, "…")
            .await
            .is_err()
    );
    let counted = office
        .reviews(&service)
        .await
        .expect("reviews")
        .state
        .original;
    assert!(counted.expect("a review").integrity.counts());
}
