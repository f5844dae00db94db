//! Questions and answers: found by everybody, asked by a person, answered at the desk.

use axum::http::StatusCode;

use crate::desk::Portal;

async fn asked(portal: &Portal) -> String {
    let question = [
        ("matter", "cn.patent.filing"),
        ("question", "我叫张三, 专利申请费可以分期缴吗? <b>"),
    ];
    let mut person = portal.signed_in("person");
    let sent = person.fill("/consult/ask", "/consult/ask", &question).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    sent.header("location").to_owned()
}

#[tokio::test]
async fn what_was_answered_is_found_in_words_pinyin_and_with_a_slip() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let all = browser.get("/consult?lang=en").await;
    all.says("3 answers found");
    for (query, why) in [
        ("%E6%90%AC%E5%AE%B6", "Chinese name"),
        ("dizhi", "pinyin"),
        (
            "%E8%B4%B9%E7%94%A8%E5%87%8F%E7%BC%B4%E5%91%80",
            "nearly the same",
        ),
    ] {
        let found = browser.get(&format!("/consult?q={query}&lang=en")).await;
        found.says("class=\"hint why\"");
        found.says(why);
    }
    let none = browser.get("/consult?q=xyzzy").await;
    none.says("No answer found");
    let guide = browser.get("/matters/cn.patent.bibliographic-change").await;
    guide.says("Must the address on our patents be changed?");
    guide.says("href=\"/consult/ask?matter=cn.patent.bibliographic-change\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_at_the_desk_and_published_in_other_words() {
    let portal = Portal::open();
    let page = asked(&portal).await;
    let mut person = portal.signed_in("person");
    let own = person.get(&format!("{page}?lang=en")).await;
    own.says("You are answered by");
    own.says("&#60;b&#62;");
    person.get("/my").await.says("My questions");
    assert_eq!(
        portal.browser().get(&page).await.status,
        StatusCode::SEE_OTHER
    );

    let mut clerk = portal.signed_in("clerk");
    let desk = clerk.get("/desk/questions?lang=en").await;
    desk.says("1 waiting, 0 of them late");
    desk.says(&format!("href=\"{page}\""));
    let empty = clerk
        .fill(&page, &format!("{page}/answer"), &[("note", " ")])
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = [("note", "不可以分期。")];
    let done = clerk.fill(&page, &format!("{page}/answer"), &said).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    person.get(&page).await.says("不可以分期。");
    let words = [
        ("public-question", "申请费可以分期缴纳吗"),
        ("public-answer", "不可以, 应当一次缴足。"),
    ];
    let done = clerk.fill(&page, &format!("{page}/publish"), &words).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let found = portal
        .browser()
        .get("/consult?q=%E5%88%86%E6%9C%9F%E7%BC%B4%E7%BA%B3")
        .await;
    found.says("应当一次缴足");
    assert!(!found.text.contains("张三"));
}

#[tokio::test]
async fn a_question_is_refused_at_its_field_and_a_stranger_sees_none() {
    let portal = Portal::open();
    let mut person = portal.signed_in("person");
    person.get("/?lang=en").await;
    let empty = [("matter", ""), ("question", "  ")];
    let refused = person.fill("/consult/ask", "/consult/ask", &empty).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("href=\"#question\"");
    let page = asked(&portal).await;
    let stranger = portal.signed_in("bank").get(&page).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    let clerk = portal
        .signed_in("clerk")
        .get("/consult/Q20200101-0001")
        .await;
    assert_eq!(clerk.status, StatusCode::NOT_FOUND);
}
