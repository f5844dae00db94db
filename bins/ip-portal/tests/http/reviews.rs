//! Reviews through every door, what the public sees, appeals with two deciders, and what is set aside.

use axum::http::StatusCode;
use chrono::{Duration, NaiveDate};
use ip_app::actor::{Actor, Role};
use ip_app::error::AppError;
use ip_app::figures::Dimension;
use ip_app::rectify::Action;
use ip_app::review::Filled;
use ip_app::service;
use ip_eval::codec::Channel;
use ip_eval::level::Level;
use ip_eval::rectify::{ContactOutcome, Finding, Measure, Stage, Way};
use ip_portal::when;

use crate::desk::{NOW, Portal};
use crate::office::{certificate, post};

/// An account one hour after the service, so that no detector speaks of haste.
pub fn later(account: &str, role: Role) -> Actor {
    Actor {
        account: account.to_owned(),
        role,
        at: when::at_unix(NOW) + Duration::hours(1),
    }
}

/// A finished service.
pub async fn finished(portal: &Portal, right: &str) -> String {
    let answers = [("application-number", right), ("copies", "1")];
    let id = certificate(portal, "cn.patent.register-copy", &answers).await;
    let registered = portal
        .app
        .office
        .registered(id.as_str())
        .await
        .expect("a certificate");
    service::of_case(&registered.case)
}

pub fn filled(level: Level) -> Filled {
    let labels = match level {
        Level::Dissatisfied => vec!["214".to_owned()],
        _ => Vec::new(),
    };
    Filled {
        level,
        labels,
        text: String::new(),
        anonymous: false,
        channel: Channel::Pc,
        source: None,
    }
}

pub async fn review(portal: &Portal, service: &str, level: Level) {
    let person = later("person", Role::Person);
    let done = portal
        .app
        .office
        .review(&person, service, filled(level))
        .await;
    done.unwrap_or_else(|e| panic!("{service}: {e}"));
}

#[tokio::test]
async fn small_groups_are_hidden_with_what_would_betray_them() {
    let portal = Portal::open();
    let office = &portal.app.office;
    for n in 0..6 {
        let service = finished(&portal, "201710601862.3").await;
        let level = if n == 0 {
            Level::Dissatisfied
        } else {
            Level::Satisfied
        };
        review(&portal, &service, level).await;
    }
    let answers = [
        ("application-number", "201710601862.3"),
        ("item", "address"),
        ("before", "旧"),
        ("after", "新"),
    ];
    let id = certificate(&portal, "cn.patent.bibliographic-change", &answers).await;
    let case = office
        .registered(id.as_str())
        .await
        .expect("a certificate")
        .case;
    review(&portal, &service::of_case(&case), Level::VerySatisfied).await;

    let mut anyone = portal.browser();
    let json = anyone.get("/figures.json").await.text;
    let figures: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let total = &figures["matters"]["total"]["figure"]["metrics"];
    assert_eq!(total["reviews"], 7, "{figures}");
    for row in figures["matters"]["rows"].as_array().expect("rows") {
        assert!(
            row["figure"].is_null(),
            "one hidden cell is total minus the rest: {row}"
        );
    }
    let month = &figures["months"]["rows"][0];
    assert_eq!(month["figure"]["metrics"]["bad"], 1);
    let page = anyone.get("/figures").await;
    page.says("7 条评价");
    page.says("<svg");
    let csv = anyone.get("/figures.csv").await.text;
    assert!(
        csv.contains("matter,cn.patent.bibliographic-change,,,,,"),
        "{csv}"
    );
    // The counters are what a count of the log gives.
    let head = office.store.head().await.expect("a head").position;
    assert_eq!(
        office.cube().await.expect("a cube"),
        office.cube_at(head).await.expect("a cube")
    );
    assert!(office.store.check().await.expect("a check").is_sound());
}

/// A bad review whose case has been dispatched and signed for.
pub async fn signed_for(portal: &Portal) -> (String, String) {
    let office = &portal.app.office;
    let service = finished(portal, "201710601862.3").await;
    review(portal, &service, Level::Dissatisfied).await;
    let case = office.rectification_of(&service).await.expect("a case");
    let id = case.expect("a case").case.id.to_string();
    let supervisor = later("supervisor", Role::Supervisor);
    let clerk = later("clerk", Role::Clerk);
    for (actor, action) in [(&supervisor, Action::Dispatch), (&clerk, Action::SignFor)] {
        let told = format!("{action:?}");
        let done = office.rectify(actor, &id, action).await;
        done.unwrap_or_else(|e| panic!("{told}: {e}"));
    }
    (service, id)
}

#[tokio::test]
async fn an_appeal_is_decided_by_two_people_and_restated() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let (service, id) = signed_for(&portal).await;
    let april = Actor {
        at: "2026-04-02T09:00:00+08:00".parse().expect("a time"),
        ..later("supervisor", Role::Supervisor)
    };
    let month = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
    let supervisor = later("supervisor", Role::Supervisor);
    let early = office
        .publish_figures(&supervisor, Dimension::Month, month)
        .await;
    assert!(
        matches!(early, Err(AppError::Invalid(_))),
        "the month is not over"
    );
    let first = office
        .publish_figures(&april, Dimension::Month, month)
        .await;
    assert_eq!(first.expect("a publication"), 1);
    let again = office
        .publish_figures(&april, Dimension::Month, month)
        .await;
    assert!(
        matches!(again, Err(AppError::Invalid(_))),
        "nothing changed"
    );

    // The office appeals with evidence; the clock of the portal is that of the browser.
    let page = format!("/rectifications/{id}");
    let appeal = office
        .rectify(
            &later("reviewer", Role::Reviewer),
            &id,
            Action::Appeal(
                ip_eval::review::VoidGround::MistakenLevel,
                "来电确认选错".to_owned(),
            ),
        )
        .await;
    appeal.expect("an appeal");
    let mut one = portal.signed_in("supervisor");
    let mut two = portal.signed_in("supervisor-2");
    let propose = [("ground", "mistaken-level"), ("text", "已听录音")];
    let alone = post(&mut one, &page, &format!("{page}/confirm"), &[]).await;
    assert_ne!(alone.status, StatusCode::SEE_OTHER);
    let proposed = post(&mut one, &page, &format!("{page}/propose"), &propose).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text);
    let same = post(&mut one, &page, &format!("{page}/confirm"), &[]).await;
    assert_eq!(
        same.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not by whoever proposed"
    );
    two.get(&page).await.says("已听录音");
    // The case was touched an hour later than the browser's clock: confirm at a later instant.
    let second = later("supervisor-2", Role::Supervisor);
    let subject = ip_app::adjudication::Subject::Case(id.clone());
    office
        .confirm_void(&second, &subject)
        .await
        .expect("a decision");
    let case = office.rectification(&id).await.expect("a case").case;
    assert_eq!(case.stage, Stage::Invalidated);
    let cell = office.cube().await.expect("a cube").total(|_| true);
    assert_eq!(
        (
            cell.active.0.iter().sum::<i64>(),
            cell.voided.0.iter().sum::<i64>()
        ),
        (0, 1)
    );
    let kept = office.reviews(&service).await.expect("reviews").state;
    assert!(kept.original.is_some(), "it stays stored");

    // The month is counted again: a new version beside the old one, which the log still gives.
    let restated = office
        .publish_figures(&april, Dimension::Month, month)
        .await;
    assert_eq!(restated.expect("a restatement"), 2);
    let old = office
        .publication(Dimension::Month, month, 1)
        .await
        .expect("a publication");
    assert_eq!(
        office.recompute(&old).await.expect("a count").hash,
        old.hash
    );
    let mut anyone = portal.browser();
    for path in [
        "/figures/month/2026-03-01/1.json",
        "/figures/month/2026-03-01/2.csv",
    ] {
        assert_eq!(anyone.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(
        anyone.get("/figures/month/2026-03-01/3.json").await.status,
        StatusCode::NOT_FOUND
    );
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test]
async fn a_person_adds_to_a_review_once() {
    let portal = Portal::open();
    let service = finished(&portal, "201710601862.3").await;
    let mut person = portal.signed_in("person");
    let more = format!("/reviews/{service}/more");
    assert_eq!(
        person.get(&more).await.status,
        StatusCode::NOT_FOUND,
        "nothing to add to"
    );
    let page = format!("/reviews/{service}");
    let given = post(&mut person, &page, &page, &[("level", "satisfied")]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    person.get(&page).await.says(&more);
    let added = post(&mut person, &more, &more, &[("level", "dissatisfied")]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    assert_eq!(person.get(&more).await.status, StatusCode::NOT_FOUND);
    let reviews = portal
        .app
        .office
        .reviews(&service)
        .await
        .expect("reviews")
        .state;
    assert_eq!(reviews.supplementary.len(), 1);
    assert_eq!(
        reviews.original.expect("the first").review.level,
        Level::Satisfied,
        "the first stays as it was"
    );
}

#[tokio::test]
async fn the_tablet_starts_again_and_haste_is_set_aside_for_a_person() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let service = finished(&portal, "201710601862.3").await;
    let case = service.trim_end_matches("-complete").to_owned();
    let code = portal.app.sessions.review_code(&service);
    let mut person = portal.signed_in("person");
    person
        .get(&format!("/cases/{case}/review-code"))
        .await
        .says(&code);

    let mut tablet = portal.browser();
    let wrong = post(
        &mut tablet,
        "/kiosk",
        "/kiosk",
        &[("case", &case), ("code", "0000000000")],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let enter = post(
        &mut tablet,
        "/kiosk",
        "/kiosk",
        &[("case", &case), ("code", &code)],
    )
    .await;
    assert_eq!(enter.status, StatusCode::SEE_OTHER);
    let form = enter.header("location").to_owned();
    tablet
        .get(&form)
        .await
        .says("http-equiv=\"refresh\" content=\"90; url=/kiosk\"");
    assert_eq!(
        tablet
            .get(&format!("/review/{service}/0000000000"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let bad = [("level", "dissatisfied"), ("labels-dissatisfied", "214")];
    let thanks = post(&mut tablet, &form, &form, &bad).await;
    assert_eq!(thanks.status, StatusCode::OK, "{}", thanks.text);
    thanks.says("url=/kiosk");

    // Given in the second of the service: set aside, counted nowhere, no case; a person decides.
    let cell = office.cube().await.expect("a cube").total(|_| true);
    assert_eq!(
        (
            cell.active.0.iter().sum::<i64>(),
            cell.held.0.iter().sum::<i64>()
        ),
        (0, 1)
    );
    assert!(
        office
            .rectification_of(&service)
            .await
            .expect("a look")
            .is_none()
    );
    let mut supervisor = portal.signed_in("supervisor");
    supervisor.get("/supervision").await.says("F3");
    let page = format!("/supervision/reviews/{service}");
    supervisor.get(&page).await.says("F3");
    let done = post(&mut supervisor, &page, &format!("{page}/release"), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let cell = office.cube().await.expect("a cube").total(|_| true);
    assert_eq!(
        (
            cell.active.0.iter().sum::<i64>(),
            cell.held.0.iter().sum::<i64>()
        ),
        (1, 0)
    );
    assert!(
        office
            .rectification_of(&service)
            .await
            .expect("a look")
            .is_some()
    );
    let review = office
        .reviews(&service)
        .await
        .expect("reviews")
        .state
        .original
        .expect("a review");
    assert_eq!(review.review.channel.known(), Some(&Channel::HallTablet));
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test]
async fn an_agent_records_a_call_and_says_what_is_wrong_at_its_field() {
    let portal = Portal::open();
    let service = finished(&portal, "201710601862.3").await;
    let case = service.trim_end_matches("-complete").to_owned();
    let mut clerk = portal.signed_in("clerk");
    let page = "/desk/phone-review";
    let unknown = post(
        &mut clerk,
        page,
        page,
        &[("case", "1"), ("level", "satisfied")],
    )
    .await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    unknown.says("id=\"case-error\"");
    let done = post(
        &mut clerk,
        page,
        page,
        &[("case", &case), ("level", "satisfied")],
    )
    .await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let reviews = portal
        .app
        .office
        .reviews(&service)
        .await
        .expect("reviews")
        .state;
    let review = reviews.original.expect("a review").review;
    assert_eq!(review.channel.known(), Some(&Channel::Phone));
    let mut person = portal.signed_in("person");
    assert_eq!(person.get(page).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_board_cautions_the_outlet_sees_itself_and_the_public_reads_the_answer() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let (_, id) = signed_for(&portal).await;
    let mut supervisor = portal.signed_in("supervisor");
    supervisor.get("/supervision").await.says(&id);
    let clerk_page = portal.signed_in("clerk").get("/outlet").await;
    clerk_page.says(&id);
    clerk_page.says("服务态度生硬");
    assert_eq!(
        portal.signed_in("clerk").get("/supervision").await.status,
        StatusCode::FORBIDDEN
    );

    let boss = later("supervisor", Role::Supervisor);
    let unit = later("clerk", Role::Clerk);
    let other = later("supervisor-2", Role::Supervisor);
    let steps = [
        (
            &boss,
            Action::Caution(ip_eval::rectify::Supervision::Reminded),
        ),
        (&unit, Action::Contact(Way::Phone, ContactOutcome::Reached)),
        (
            &unit,
            Action::Decide {
                finding: Finding::Founded,
                measure: Measure::Immediate,
                planned_on: None,
                reasons: String::new(),
                ground: None,
            },
        ),
        (&unit, Action::Submit("已培训".to_owned())),
        (&boss, Action::Approve("我们已改正。".to_owned())),
        (
            &other,
            Action::Publish("窗口态度不好；已培训并答复。".to_owned()),
        ),
    ];
    for (actor, action) in steps {
        let told = format!("{action:?}");
        let done = office.rectify(actor, &id, action).await;
        done.unwrap_or_else(|e| panic!("{told}: {e}"));
    }
    let mut anyone = portal.browser();
    anyone
        .get("/figures/voices")
        .await
        .says("窗口态度不好；已培训并答复。");
    office
        .rectify(&boss, &id, Action::Withdraw)
        .await
        .expect("a withdrawal");
    let gone = anyone.get("/figures/voices").await;
    assert!(!gone.text.contains("窗口态度不好"));
}
