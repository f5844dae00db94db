//! The catalogue, the guides with their fees, the outlets.

use axum::http::StatusCode;

use crate::desk::Portal;

#[tokio::test]
async fn a_word_finds_a_matter_in_both_languages_and_the_filters_stand_in_the_address() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let found = browser.get("/matters?q=%E8%B4%A8%E6%8A%BC").await;
    found.says("href=\"/matters/cn.patent.pledge-registration\"");
    assert!(!found.text.contains("cn.patent.filing\""));
    let found = browser
        .get("/matters?q=pledge&lang=en&area=trademark")
        .await;
    found.says("href=\"/matters/cn.trademark.pledge-registration\"");
    assert!(
        !found
            .text
            .contains("/matters/cn.patent.pledge-registration\"")
    );
    found.says("1 matter found");
    found.says("<option value=\"trademark\" selected>");
}

#[tokio::test]
async fn nothing_found_says_what_to_do_and_markup_in_a_query_stays_text() {
    let portal = Portal::open();
    let page = portal.browser().get("/matters?q=%3Cscript%3Exyzzy").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("没有找到事项");
    page.says("href=\"/matters?q=%3Cscript%3Exyzzy&#38;scope=all\"");
    assert!(!page.text.contains("<script>xyzzy"));
}

#[tokio::test]
async fn the_whole_national_list_is_paged_and_says_what_is_not_handled_here() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let first = browser.get("/matters?scope=all").await;
    first.says("找到 106 个事项");
    first.says("href=\"/matters?scope=all&#38;page=2\"");
    first.says("本地不办理");
    let last = browser.get("/matters?scope=all&page=999").await;
    last.says("第 6 页，共 6 页");
    let rows = browser.get("/matters.csv?scope=all").await;
    assert_eq!(rows.text.lines().count(), 107);
    assert_eq!(rows.header("content-type"), "text/csv; charset=utf-8");
}

#[tokio::test]
async fn a_guide_says_what_one_gets_needs_pays_and_how_long_it_takes() {
    let portal = Portal::open();
    let page = portal
        .browser()
        .get("/matters/cn.patent.agency-licence")
        .await;
    page.says("<h1>专利代理机构执业许可");
    page.says("<strong>10 个工作日</strong> (承诺)");
    page.says("20 个工作日 (法定)");
    page.says("免费");
    page.says("专利代理条例");
    page.says("开始办理");
    page.says("未核实");
}

#[tokio::test]
async fn a_matter_that_nobody_here_handles_has_a_guide_and_no_start_button() {
    let portal = Portal::open();
    let page = portal
        .browser()
        .get("/matters/cn.layout.registration")
        .await;
    page.says("本地不办理该事项");
    assert!(!page.text.contains("开始办理"));
    let none = portal.browser().get("/matters/cn.no-such").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

/// Filing an invention in full: 900.00, publication 50.00, five claims beyond ten at 150.00.
#[tokio::test]
async fn the_fee_is_worked_out_line_by_line_for_the_answers_in_the_address() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let path = "/matters/cn.patent.filing?right=invention&claims=15&pages=30&priorities=0";
    let full = browser.get(&format!("{path}&reduction=none")).await;
    full.says("900.00 元");
    full.says("750.00 元");
    full.says("<span>合计</span><span class=\"money-amount\">1,700.00 元</span>");
    let reduced = browser.get(&format!("{path}&reduction=85")).await;
    reduced.says("135.00 元");
    reduced.says("<span>合计</span><span class=\"money-amount\">935.00 元</span>");
    reduced.says("<option value=\"85\" selected>");
}

#[tokio::test]
async fn a_wrong_answer_is_told_at_its_question_and_kept() {
    let portal = Portal::open();
    let page = portal
        .browser()
        .get("/matters/cn.patent.filing?right=invention&claims=many&reduction=none")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("<a href=\"#claims\">");
    page.says("id=\"claims-error\"");
    page.says("请用数字填写权利要求项数");
    page.says("value=\"many\"");
    assert!(
        !page.text.contains("money-total"),
        "no sum from what is not understood"
    );
}

/// The tests' clock stands at noon of a Saturday.
#[tokio::test]
async fn outlets_are_filtered_by_matter_and_say_whether_they_are_open() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let all = browser.get("/outlets").await;
    all.says("星期一至星期五 09:00–12:00");
    all.says("现在不开放");
    assert!(!all.text.contains("现在开放"));
    let some = browser
        .get("/outlets?matter=cn.trademark.registration")
        .await;
    some.says("id=\"trademark-window-west\"");
    assert!(!some.text.contains("id=\"protection-centre\""));
    some.says("共 2 个网点");
}

#[tokio::test]
async fn what_is_found_says_why_in_pinyin_by_code_and_with_a_slip() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    for (query, matter, why) in [
        ("zhiya", "cn.patent.pledge-registration", "pinyin"),
        ("P08", "cn.patent.bibliographic-change", "code or number"),
        (
            "%E8%91%97%E5%BD%95%E9%A1%B9%E6%9C%A8%E5%8F%98%E6%9B%B4",
            "cn.patent.bibliographic-change",
            "sounds the same",
        ),
        ("pledge", "cn.trademark.pledge-registration", "English name"),
        (
            "12990100MB000003573001000102000",
            "cn.patent.bibliographic-change",
            "code or number",
        ),
    ] {
        let found = browser.get(&format!("/matters?q={query}&lang=en")).await;
        found.says(&format!("href=\"/matters/{matter}\""));
        found.says(why);
    }
}

#[tokio::test]
async fn the_reach_of_the_outlets_is_a_page_a_table_and_json() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let page = browser
        .get("/outlets/coverage?day=2026-11-20&lang=en")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("5 outlets in 5 classes");
    page.says("<svg");
    page.says("unknown");
    page.says("More than 50 % of the prefectures");
    browser
        .get("/outlets")
        .await
        .says("href=\"/outlets/coverage\"");
    let table = browser.get("/outlets/coverage.csv?day=2026-11-20").await;
    table.says("\"Workstation\"");
    let json = browser.get("/api/v1/outlets/coverage?on=2026-11-20").await;
    json.says("\"reach\":{\"type\":\"unknown\",\"covered\":0}");
    json.says("\"university-centre\":1");
    let wrong = browser.get("/api/v1/outlets/coverage?on=soon").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}
