//! The calculators, the life of a patent and the pages of fee items.

use axum::http::StatusCode;

use crate::desk::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn every_act_has_a_page_that_names_its_facts() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let index = browser.get("/fees?lang=en").await;
    assert_eq!(index.status, StatusCode::OK);
    for kind in ip_fees::request::ActKind::ALL {
        let code = kind.code();
        index.says(&format!("href=\"/fees/acts/{code}\""));
        let page = browser.get(&format!("/fees/acts/{code}")).await;
        assert_eq!(page.status, StatusCode::OK, "{code}");
        for fact in kind.facts().iter() {
            page.says(&format!("name=\"{}\"", fact.name()));
        }
        assert!(!page.text.contains("fee-act-"), "{code} has no title");
        assert!(
            !page.text.contains(">fact-"),
            "a fact of {code} has no label"
        );
    }
    let unknown = browser.get("/fees/acts/patent.fly").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_in_the_address_are_quoted_as_the_api_does() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let page = browser
        .get("/fees/acts/patent.file?lang=en&date=2025-03-10&right=invention&claims=15&pages=40&priorities=1&reduction=85")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("id=\"fee-total\">CNY 1,515.00<");
    page.says("900.00 × 0.15");
    page.says("cn-patent@");
    page.says("href=\"/fees/items/patent.filing\"");
    page.says("&#34;reduction&#34;: &#34;85&#34;");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_change_a_quote_leads_to_the_calculator_with_that_change() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let facts = "/fees/acts/patent.file?lang=en&date=2025-03-10&right=invention&claims=15&applicant1=individual&income1=100.00";
    let page = browser.get(facts).await;
    page.says("id=\"fee-total\">CNY 935.00<");
    page.says("No more than 10 claims");
    page.says("CNY 750.00 less");
    page.says("CNY 765.00 more");
    page.says("/fees/acts/patent.file?date=2025-03-10&#38;right=invention&#38;applicant1=individual&#38;income1=100.00&#38;claims=10");
    // A reduction that is named takes the place of one that is derived.
    page.says("?date=2025-03-10&#38;right=invention&#38;claims=15&#38;reduction=70\"");
    // The same in words, to copy and print.
    page.says("Filing fee: 900.00 × 0.15 = 135.00 CNY\n");
    page.says("Total: 935.00 CNY\n");
    let changed = browser.get("/fees/acts/patent.file?lang=en&date=2025-03-10&right=invention&applicant1=individual&income1=100.00&claims=10").await;
    changed.says("id=\"fee-total\">CNY 185.00<");
}

#[tokio::test(flavor = "multi_thread")]
async fn annuities_are_drawn_by_year_and_over_time() {
    let portal = Portal::open();
    let page = portal
        .browser()
        .get("/fees/items/patent.annuity?lang=en")
        .await;
    assert_eq!(page.text.matches("<figure class=\"chart\"").count(), 2);
    // The last step of an invention, and all fifteen years of a design.
    page.says(">8000</text>");
    page.says(">26200</text>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reduction_is_derived_from_the_applicants() {
    let portal = Portal::open();
    let facts =
        "/fees/acts/patent.file?lang=en&date=2025-03-10&right=invention&applicant1=individual";
    let mut browser = portal.browser();
    let poor = browser.get(&format!("{facts}&income1=4999.99")).await;
    poor.says("CNY 135.00");
    let rich = browser.get(&format!("{facts}&income1=5000.00")).await;
    rich.says("Applicant 1 is not eligible");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_answer_is_told_at_its_field_and_stays() {
    let portal = Portal::open();
    let page = portal
        .browser()
        .get("/fees/acts/patent.file?lang=en&date=2025-02-30&right=invention&claims=many")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("id=\"date-error\"");
    page.says("value=\"many\"");
    assert!(!page.text.contains("id=\"fee-total\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn classes_of_goods_are_counted_or_named() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let page = "/fees/acts/trademark.register?lang=en&date=2025-03-10&channel=online&classes=9:12";
    // 270 for the class and 27 for each of two items beyond the tenth.
    browser.get(page).await.says("CNY 324.00");
    let page = "/fees/acts/trademark.register?lang=en&date=2025-03-10&channel=online&classes=3";
    browser.get(page).await.says("CNY 810.00");
}

const LIFE: &str =
    "right=utility-model&filingDate=2022-02-28&grantYear=2&reduction=85&today=2025-03-10";

#[tokio::test(flavor = "multi_thread")]
async fn the_life_of_a_patent_is_drawn_listed_and_taken_away() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let page = browser.get(&format!("/fees/life?lang=en&{LIFE}")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("CNY 1,590.00");
    // Nine years, and a key of the four statuses that occur.
    assert_eq!(page.text.matches("<rect class=\"year year-").count(), 9 + 4);
    page.says("month by month");
    let csv = browser.get(&format!("/fees/life.csv?{LIFE}")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.text.lines().count(), 1 + 9);
    let ics = browser.get(&format!("/fees/life.ics?{LIFE}")).await;
    ics.says("BEGIN:VCALENDAR");
    ics.says("DTSTART;VALUE=DATE:2026");
    let xlsx = browser.get(&format!("/fees/life.xlsx?{LIFE}")).await;
    assert!(xlsx.text.starts_with("PK"));
    let json = browser.get(&format!("/fees/life.json?{LIFE}")).await;
    let json: serde_json::Value = serde_json::from_str(&json.text).expect("JSON");
    assert_eq!(json["total"], "1590.00");
    let none = browser.get("/fees/life.csv").await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_that_cannot_be_is_refused_at_its_field() {
    let portal = Portal::open();
    let page = portal
        .browser()
        .get("/fees/life?lang=en&right=design&filingDate=2024-01-01&grantYear=99&today=2025-01-01")
        .await;
    page.says("id=\"grantYear-error\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fee_item_has_a_page_with_its_history() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let tariffs = portal.app.library.fees.tariffs();
    for item in tariffs.items() {
        let page = browser
            .get(&format!("/fees/items/{}?lang=en", item.code))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{}", item.code);
        assert!(
            !page.text.contains(">item-"),
            "a text of {} is missing",
            item.code
        );
    }
    let page = browser.get("/fees/items/layout.registration?lang=en").await;
    page.says("CNY 2,000.00");
    page.says("CNY 1,000.00");
    page.says("seen in a source");
    page.says("/api/v1/tariffs/cn-layout/layout.registration?on=2026-03-07");
    let nothing = browser.get("/fees/items/patent.air").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}
