//! Less to hand in: a register asked instead of a paper, several matters filed at once, lists of services.

use axum::http::StatusCode;

use crate::desk::{Browser, Portal};

const CHANGE: &str = "cn.patent.bibliographic-change";
const MARK: &str = "cn.trademark.name-address-change";

/// Answers the questions of a matter that are not answered yet, page by page, until one of papers or the check page.
pub async fn answer(browser: &mut Browser<'_>, matter: &str, given: &[(&str, &str)]) -> String {
    for _ in 0..30 {
        let next = browser.get(&format!("/matters/{matter}/file")).await;
        let at = next.header("location").to_owned();
        let step = at.rsplit('/').next().expect("a step").to_owned();
        if step == "check" || step.starts_with("paper-") {
            return at;
        }
        let (_, value) = given
            .iter()
            .find(|(name, _)| *name == step)
            .unwrap_or_else(|| panic!("{step}"));
        // A day is asked in three boxes.
        let mut sent = vec![("answer", *value)];
        if step.ends_with("-on") {
            let boxes = ["answer-year", "answer-month", "answer-day"];
            sent = boxes.into_iter().zip(value.split('-')).collect();
        }
        let sent = browser.fill(&at, &at, &sent).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{step}: {}", sent.text);
    }
    panic!("the questions do not end");
}

pub const ANSWERS: [(&str, &str); 9] = [
    ("situation", "name-or-address"),
    ("q-applicant-kind", "enterprise"),
    ("q-applicant-name", "示例科技有限公司"),
    ("q-applicant-id", "91350100M000100Y43"),
    ("q-contact-phone", "000-0000 0000"),
    ("q-application-number", "201710601862.3"),
    ("q-item", "address"),
    ("q-before", "示例市旧路1号"),
    ("q-after", "示例市新路2号"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_register_that_agrees_stands_in_for_the_paper() {
    let portal = Portal::open();
    let mut person = portal.signed_in("person");
    let paper = answer(&mut person, CHANGE, &ANSWERS).await;
    assert!(paper.ends_with("paper-change-proof"), "{paper}");
    let page = person.get(&format!("{paper}?lang=en")).await;
    page.says("You need not hand in this paper");
    let check = format!("/matters/{CHANGE}/papers/paper-change-proof/check");
    page.says(&format!("action=\"{check}\""));
    let asked = person.fill(&paper, &check, &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    person
        .get(&paper)
        .await
        .says("It agrees: this paper is not needed");
    let all = person.get(&format!("/matters/{CHANGE}/file/check")).await;
    all.says("not needed: the “Business entity register (demonstration)” agrees");
    let check = format!("/matters/{CHANGE}/file/check");
    let filed = person.fill(&check, &check, &[]).await;
    let number = filed
        .header("location")
        .split('/')
        .nth(2)
        .expect("a number")
        .to_owned();
    let case = portal
        .signed_in("clerk")
        .get(&format!("/cases/{number}?lang=en"))
        .await;
    case.says("id=\"instead\"");
    case.says("it agrees; the demonstration source answered: match");
    case.says("Register checked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_that_differs_or_is_silent_asks_for_the_paper() {
    let portal = Portal::open();
    let check = format!("/matters/{CHANGE}/papers/paper-change-proof/check");
    for (field, value, says) in [
        (
            "q-after",
            "示例市别处3号",
            "It differs: please hand in the paper",
        ),
        (
            "q-applicant-id",
            "11010519491231002X",
            "No answer: please hand in the paper",
        ),
    ] {
        let mut person = portal.signed_in("person");
        let given = ANSWERS.map(|(name, old)| (name, if name == field { value } else { old }));
        for (name, value) in given {
            let at = format!("/matters/{CHANGE}/file/{name}");
            let sent = person.fill(&at, &at, &[("answer", value)]).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{name}");
        }
        let paper = format!("/matters/{CHANGE}/file/paper-change-proof?lang=en");
        person.fill(&paper, &check, &[]).await;
        person.get(&paper).await.says(says);
        let all = format!("/matters/{CHANGE}/file/check");
        let refused = person.fill(&all, &all, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_is_filled_in_and_filed_as_one_thing() {
    let portal = Portal::open();
    let public = portal.browser().get("/bundles?lang=en").await;
    public.says("href=\"/bundles/company-moves\"");
    let page = portal.browser().get("/bundles/company-moves?lang=en").await;
    page.says("Sign in to begin");
    let mut person = portal.signed_in("person");
    let page = person.get("/bundles/company-moves?lang=en").await;
    page.says("in all; one by one it would be");
    let start = [(CHANGE, "name-or-address")];
    let begun = person
        .fill(
            "/bundles/company-moves",
            "/bundles/company-moves/begin",
            &start,
        )
        .await;
    assert_eq!(
        begun.header("location"),
        "/bundles/company-moves/file",
        "{}",
        begun.text
    );
    let file = "/bundles/company-moves/file";
    let early = person.fill(file, file, &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);

    answer(&mut person, CHANGE, &ANSWERS).await;
    let paper = format!("/matters/{CHANGE}/file/paper-change-proof");
    let check = format!("/matters/{CHANGE}/papers/paper-change-proof/check");
    person.fill(&paper, &check, &[]).await;
    person
        .get(&format!("/matters/{CHANGE}/file/check"))
        .await
        .says("Back to the whole");
    person.get(file).await;
    // Only what the first matter did not ask is asked by the second.
    let numbers = [("q-registration-numbers", "1234567")];
    let end = answer(&mut person, MARK, &numbers).await;
    assert!(end.ends_with("paper-identity-proof"), "{end}");
    let check = format!("/matters/{MARK}/papers/paper-identity-proof/check");
    person.fill(&end, &check, &[]).await;
    let filed = person.fill(file, file, &[]).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text);
    let done = person.get(filed.header("location")).await;
    assert_eq!(
        done.text.matches("href=\"/cases/").count(),
        2,
        "{}",
        done.text
    );
    let first = filed
        .header("location")
        .rsplit('/')
        .next()
        .expect("a number")
        .to_owned();
    person
        .get(&format!("/cases/{first}"))
        .await
        .says("Filed together with");
}

#[tokio::test]
async fn the_lists_of_services_say_who_offers_what() {
    let portal = Portal::open();
    let page = portal.browser().get("/services?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("Own list");
    page.says("href=\"/matters/cn.local.training\"");
    page.says("version 1");
    let home = portal.browser().get("/?lang=en").await;
    home.says("href=\"/services\"");
    home.says("href=\"/bundles\"");
}
