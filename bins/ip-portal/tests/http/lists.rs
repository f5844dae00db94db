//! The list manager: faults with their place, differences with what they mean.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::desk::{Answer, Portal};

/// Sends files to a form of the list manager.
async fn send(portal: &Portal, path: &str, files: &[(&str, &str)]) -> Answer {
    let mut browser = portal.signed_in("administrator");
    let token = browser.get("/lists?lang=en").await.token();
    let mut body =
        format!("--b\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n");
    for (field, content) in files {
        body += &format!(
            "--b\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"list.json\"\r\n\r\n{content}\r\n"
        );
    }
    body += "--b--\r\n";
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body));
    browser.send(request.expect("a request")).await
}

fn list(promised: u32) -> String {
    format!(
        r#"{{
  "locality": "x", "name": {{"zh": "某市", "en": "A city"}}, "on": "2026-03-07",
  "entries": [
    {{
      "matter": "cn.patent.bibliographic-change",
      "name": {{"zh": "著录项目变更申报", "en": "Bibliographic change"}},
      "version": 1, "state": "published", "charged": "yes",
      "promised": {{"n": {promised}, "unit": "working-day"}}
    }}
  ]
}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_list_is_checked_on_the_page() {
    let portal = Portal::open();
    let page = portal
        .signed_in("administrator")
        .get("/lists?lang=en")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("0 errors");
    let file = portal
        .signed_in("administrator")
        .get("/lists/own.json")
        .await;
    let again = send(&portal, "/lists/lint", &[("list", &file.text)]).await;
    again.says("list.json: 0 errors");
    let refused = portal.signed_in("clerk").get("/lists").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_names_line_place_and_fix() {
    let portal = Portal::open();
    let page = send(&portal, "/lists/lint", &[("list", &list(5))]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.says("list.json: ");
    page.says("line ");
    page.says("/entries/0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_list_is_refused_at_its_line() {
    let portal = Portal::open();
    let broken = list(5).replace("\"charged\": \"yes\"", "\"charged\": \"maybe\"");
    let page = send(&portal, "/lists/lint", &[("list", &broken)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("line 7");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shorter_promise_is_better_and_a_longer_one_worse() {
    let portal = Portal::open();
    let (short, long) = (list(3), list(5));
    let better = send(&portal, "/lists/diff", &[("a", &long), ("b", &short)]).await;
    better.says("1 better, 0 worse");
    let worse = send(&portal, "/lists/diff", &[("a", &short), ("b", &long)]).await;
    worse.says("0 better, 1 worse");
}
