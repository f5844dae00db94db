//! What happens when nobody looks: clocks fire, invitations are written; and what oversees: returns, screening, trends,
//! performance.

use axum::http::StatusCode;
use chrono::{Days, Duration};
use ip_app::actor::{Actor, Role};
use ip_app::sheets;
use ip_eval::level::Level;
use ip_eval::policy::ClockName;
use ip_eval::rectify::{Stage, Supervision, Verdict};
use ip_portal::library::Library;
use ip_portal::when;

use crate::desk::{NOW, Portal};
use crate::office::post;
use crate::reviews::{finished, later, review, signed_for};

#[tokio::test]
async fn clocks_of_bad_reviews_fire_by_themselves_and_only_once() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let (_, id) = signed_for(&portal).await;
    let start = when::at_unix(NOW);
    assert_eq!(
        office
            .tick(start + Duration::hours(2))
            .await
            .expect("a round")
            .left,
        0
    );
    // The contact was due on Monday, 9 March.
    let late = start + Days::new(3);
    let round = office.tick(late).await.expect("a round");
    assert_eq!(round.left, 0);
    let case = office.rectification(&id).await.expect("a case").case;
    let contact = case.clock(ClockName::Contact).expect("a clock");
    assert_eq!(contact.verdict, Some(Verdict::Missed));
    assert_eq!(case.supervision, Supervision::Yellow);
    let events = office
        .rectification(&id)
        .await
        .expect("a case")
        .history
        .len();
    office
        .tick(late + Duration::minutes(1))
        .await
        .expect("a round");
    let again = office
        .rectification(&id)
        .await
        .expect("a case")
        .history
        .len();
    assert_eq!(again, events, "what fired does not fire again");
    let mut supervisor = portal.signed_in("supervisor");
    supervisor.get("/supervision").await.says("黄牌");
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test]
async fn invitations_wait_in_the_outbox_until_they_are_handed_over_or_answered() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let (one, two) = (
        finished(&portal, "201710601862.3").await,
        finished(&portal, "201710601862.3").await,
    );
    let start = when::at_unix(NOW);
    // Saturday noon; three days on is Tuesday, and the office writes to nobody at noon.
    let noon = start + Days::new(3);
    office.tick(noon).await.expect("a round");
    let mut clerk = portal.signed_in("clerk");
    clerk.get("/desk/messages").await.says("没有待发送的邀请");
    office
        .tick(noon + Duration::hours(2))
        .await
        .expect("a round");
    office
        .tick(noon + Duration::hours(2) + Duration::minutes(1))
        .await
        .expect("a round");
    let page = clerk.get("/desk/messages").await;
    page.says("000-0000 0000");
    page.says("https://portal.example/review/");
    let messages = office
        .outbox(&later("clerk", Role::Clerk))
        .await
        .expect("messages");
    assert_eq!(messages.len(), 2, "one each, and none twice");
    let csv = clerk.get("/desk/messages.csv").await;
    assert_eq!(csv.text.lines().count(), 3, "{}", csv.text);

    // One is reviewed, so that nobody needs to be asked; the other is handed over.
    review(&portal, &one, Level::Satisfied).await;
    let key = format!("{two}/1");
    let done = post(
        &mut clerk,
        "/desk/messages",
        "/desk/messages",
        &[("message", &key)],
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    clerk.get("/desk/messages").await.says("没有待发送的邀请");

    // The reminder comes once, five working days on; then nobody is asked any more.
    for day in 4..40 {
        office
            .tick(start + Days::new(day) + Duration::hours(2))
            .await
            .expect("a round");
    }
    let messages = office
        .outbox(&later("clerk", Role::Clerk))
        .await
        .expect("messages");
    let waiting: Vec<_> = messages.iter().map(|one| one.message.key()).collect();
    assert_eq!(waiting, [format!("{two}/2")]);
    assert_eq!(
        portal
            .signed_in("person")
            .get("/desk/messages")
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    assert!(office.store.check().await.expect("a check").is_sound());
}

#[tokio::test]
async fn who_does_not_want_to_be_asked_is_not() {
    let portal = Portal::open();
    let office = &portal.app.office;
    finished(&portal, "201710601862.3").await;
    let mut person = portal.signed_in("person");
    person.get("/my").await.says("不要邀请我");
    let done = post(&mut person, "/my", "/my/invitations?welcome=false", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    person.get("/my").await.says("可以邀请我");
    office
        .tick(when::at_unix(NOW) + Days::new(5) + Duration::hours(3))
        .await
        .expect("a round");
    let messages = office
        .outbox(&later("clerk", Role::Clerk))
        .await
        .expect("messages");
    assert!(messages.is_empty());
}

/// The demonstration city under the rules of the country, where work orders may be returned, with a second office.
fn with_returns() -> Portal {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pack/demo-city");
    let pack = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(pack.path().join("matters")).expect("a folder");
    for folder in ["", "matters"] {
        for entry in std::fs::read_dir(source.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.file_name().expect("a name");
                std::fs::copy(&path, pack.path().join(folder).join(name)).expect("a copy");
            }
        }
    }
    std::fs::write(pack.path().join("review.toml"), "profile = \"national\"\n").expect("a file");
    let library = Library::load(Some(pack.path()), true).expect("a pack");
    Portal::with(tempfile::tempdir().expect("a folder"), library)
}

#[tokio::test]
async fn a_work_order_goes_to_the_office_that_is_named_once_and_only_if_the_administration_agrees()
{
    let portal = with_returns();
    let office = &portal.app.office;
    let service = finished(&portal, "201710601862.3").await;
    review(&portal, &service, Level::Dissatisfied).await;
    let case = office.rectification_of(&service).await.expect("a look");
    let id = case.expect("a case").case.id.to_string();
    let page = format!("/rectifications/{id}");
    let now = when::at_unix(NOW) + Duration::hours(2);
    let as_ = |account: &str, role| Actor {
        at: now,
        ..later(account, role)
    };
    let (boss, clerk) = (
        as_("supervisor", Role::Supervisor),
        as_("clerk", Role::Clerk),
    );
    let unit = office
        .reviews(&service)
        .await
        .expect("reviews")
        .state
        .service
        .expect("a service")
        .unit;
    let other = office
        .rules
        .pack
        .bodies
        .iter()
        .map(|body| body.uscc.as_str())
        .find(|code| *code != unit.as_str());
    let other = other.expect("a second office").to_owned();
    use ip_app::rectify::Action;
    office
        .rectify(&boss, &id, Action::Dispatch)
        .await
        .expect("dispatched");
    portal
        .signed_in("clerk")
        .get(&page)
        .await
        .says(&format!("action=\"{page}/return\""));
    let same = Action::Return(unit.to_string(), "本单位".to_owned());
    assert!(
        office.rectify(&clerk, &id, same).await.is_err(),
        "to itself"
    );
    let asked = Action::Return(other.clone(), "由受理点承办".to_owned());
    office.rectify(&clerk, &id, asked).await.expect("asked");
    let shown = portal.signed_in("supervisor").get(&page).await;
    shown.says(&format!("action=\"{page}/approve-return\""));
    shown.says(&format!("action=\"{page}/reject-return\""));
    office
        .rectify(&boss, &id, Action::ApproveReturn)
        .await
        .expect("approved");
    let case = office.rectification(&id).await.expect("a case").case;
    assert_eq!(
        (case.stage, case.unit.expect("a unit").to_string()),
        (Stage::Dispatched, other)
    );
    let again = Action::Return(unit.to_string(), "再退".to_owned());
    assert!(office.rectify(&clerk, &id, again).await.is_err(), "once");
}

#[tokio::test]
async fn two_people_find_that_a_case_is_out_of_scope_before_it_is_dispatched() {
    let portal = Portal::open();
    let office = &portal.app.office;
    let service = finished(&portal, "201710601862.3").await;
    review(&portal, &service, Level::Dissatisfied).await;
    let case = office.rectification_of(&service).await.expect("a look");
    let id = case.expect("a case").case.id.to_string();
    let subject = ip_app::adjudication::Subject::Case(id.clone());
    let page = format!("/rectifications/{id}");
    let (one, two) = (
        later("supervisor", Role::Supervisor),
        later("supervisor-2", Role::Supervisor),
    );
    use ip_app::rectify::Action;
    use ip_eval::review::VoidGround;
    let early = office
        .propose_void(&one, &subject, VoidGround::OutOfScope, "政策诉求")
        .await;
    assert!(early.is_err(), "it is classified first");
    portal
        .signed_in("supervisor")
        .get(&page)
        .await
        .says(&format!("action=\"{page}/classify\""));
    office
        .rectify(&one, &id, Action::Classify("other".to_owned()))
        .await
        .expect("classified");
    portal
        .signed_in("supervisor")
        .get(&page)
        .await
        .says(&format!("action=\"{page}/propose\""));
    office
        .propose_void(&one, &subject, VoidGround::Malicious, "政策诉求，转信访")
        .await
        .expect("proposed");
    assert!(
        office.confirm_void(&one, &subject).await.is_err(),
        "not alone"
    );
    office
        .confirm_void(&two, &subject)
        .await
        .expect("confirmed");
    let case = office.rectification(&id).await.expect("a case").case;
    assert_eq!(case.stage, Stage::Invalidated);
    let reviews = office.reviews(&service).await.expect("reviews").state;
    let integrity =
        serde_json::to_string(&reviews.original.expect("a review").integrity).expect("JSON");
    assert!(
        integrity.contains("out-of-scope"),
        "the only ground there is: {integrity}"
    );
    let cell = office.cube().await.expect("a cube").total(|_| true);
    assert_eq!(
        (
            cell.active.0.iter().sum::<i64>(),
            cell.voided.0.iter().sum::<i64>()
        ),
        (0, 1)
    );
}

#[tokio::test]
async fn figures_go_out_as_a_workbook_with_their_definitions_and_are_scored_with_reasons() {
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
    let figures = office
        .figures(when::at_unix(NOW) + Days::new(1))
        .await
        .expect("figures");
    let performance = office.performance(&figures).expect("scores");
    let outlet = performance.outlets.first().expect("an outlet");
    let judged = &outlet.score;
    assert!(judged.sample && judged.total.is_some(), "{judged:?}");
    let bad = judged
        .contributions
        .iter()
        .find(|c| c.path.last().is_some_and(|key| key == "bad-per-10000"));
    assert_eq!(
        bad.expect("an indicator").score.as_deref(),
        Some("0.000000000"),
        "1 of 6 is more than 200 of 10 000"
    );
    let mut anyone = portal.browser();
    let page = anyone.get("/figures/performance").await;
    page.says("示例：不是任何机关的评分办法");
    page.says("每万件差评数");
    anyone
        .get("/figures/performance?lang=en")
        .await
        .says("Sample city D");

    let path = "/figures.xlsx";
    let answer = anyone.get(path).await;
    assert_eq!(answer.status, StatusCode::OK);
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(answer.header("content-type"), media);
    let sheet = |name: &str, cells: &[&str]| ip_matters::exchange::table::Sheet {
        name: name.to_owned(),
        rows: vec![cells.iter().map(|cell| (*cell).to_owned()).collect(); 2],
    };
    let book = sheets::write_figures(&[sheet("a", &["2026-03", "5", "0.166666667", "—"])])
        .expect("a workbook");
    let read = sheets::read_xlsx(&book).expect("sheets");
    assert_eq!(read[0].rows[1], ["2026-03", "5", "0.166666667", "—"]);
}
