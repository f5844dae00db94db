//! Time limits and identifiers: what anyone may work out.

use axum::http::StatusCode;
use ip_core::id::Kind;
use ip_core::limit::Limits;

use crate::desk::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_has_a_page_that_asks_for_its_facts() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let index = browser.get("/limits?lang=en").await;
    assert_eq!(index.status, StatusCode::OK);
    let limits = Limits::builtin().expect("the data");
    for limit in limits.iter() {
        index.says(&format!("href=\"/limits/{}\"", limit.id));
        let page = browser.get(&format!("/limits/{}", limit.id)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", limit.id);
        for fact in limits.facts_of(limit) {
            page.says(&format!("name=\"{}\"", fact.name));
        }
        assert!(!page.text.contains(">limit-"), "{} lacks a text", limit.id);
    }
    let unknown = browser.get("/limits/patent.fly").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_day_is_counted_over_service_and_holidays() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let asked = "?lang=en&receipt=2026-06-16&receipt-way=post";
    let page = browser
        .get(&format!("/limits/patent.reexamination{asked}"))
        .await;
    page.says("Thursday, 8 October 2026");
    page.says("A rest day: it moves to the next working day");
    page.says("Wednesday, 1 July 2026");
    let file = browser
        .get(&format!("/limits/patent.reexamination/reminder.ics{asked}"))
        .await;
    file.says("DTSTART;VALUE=DATE:20261008");
    let page = browser
        .get("/limits/patent.reexamination?lang=en&receipt=2026-06-16")
        .await;
    page.says("Wednesday, 16 September 2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_fact_is_told_at_its_field_and_stays() {
    let portal = Portal::open();
    let page = portal
        .browser()
        .get("/limits/patent.annual-fee?lang=en&annuityYear=1&filingDate=2020-03-05")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("id=\"annuityYear-error\"");
    page.says("value=\"2020-03-05\"");
    assert!(!page.text.contains("id=\"last-day\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_told_its_kind_and_its_fault_without_an_address() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let form = browser.get("/identifiers?lang=en").await;
    for kind in Kind::ALL {
        form.says(&format!("value=\"{kind}\""));
    }
    assert!(!form.text.contains(">identifier-"), "a kind lacks a text");
    let token = form.token();
    let right = browser
        .post(
            "/identifiers",
            &[
                ("token", &*token),
                ("text", "ＺＬ 2017 1 0601862.3"),
                ("kind", ""),
            ],
        )
        .await;
    right.says("Well formed");
    right.says("201710601862.3");
    let wrong = browser
        .post(
            "/identifiers",
            &[
                ("token", &*token),
                ("text", "201710601862.8"),
                ("kind", "patent-application"),
            ],
        )
        .await;
    wrong.says("Not well formed");
    let none = browser
        .post(
            "/identifiers",
            &[("token", &*token), ("text", "hello"), ("kind", "")],
        )
        .await;
    none.says("No kind");
    let empty = browser
        .post(
            "/identifiers",
            &[("token", &*token), ("text", " "), ("kind", "")],
        )
        .await;
    empty.says("id=\"text-error\"");
}
