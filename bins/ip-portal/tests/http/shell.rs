//! What every page has: its shell, language, safe headers, error pages, files.

use axum::http::StatusCode;

use crate::desk::Portal;

const PAGES: [&str; 7] = [
    "/",
    "/matters",
    "/matters/cn.patent.filing",
    "/outlets",
    "/about",
    "/components",
    "/login",
];

#[tokio::test]
async fn every_page_has_one_heading_landmarks_and_says_that_it_is_a_demonstration() {
    let portal = Portal::open();
    for path in PAGES {
        let page = portal.browser().get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.text.matches("<h1").count(), 1, "{path}");
        for part in [
            "<header",
            "<main id=\"main\"",
            "<footer",
            "class=\"skip\"",
            "演示数据, 非官方",
        ] {
            assert!(page.text.contains(part), "{path} has no {part}");
        }
        assert!(
            page.text
                .starts_with("<!doctype html>\n<html lang=\"zh-CN\""),
            "{path}"
        );
    }
}

#[tokio::test]
async fn no_page_carries_inline_script_or_style_and_the_policy_forbids_both() {
    let portal = Portal::open();
    for path in PAGES {
        let page = portal.browser().get(path).await;
        for inline in [" style=", "<style", "<script>", " onclick=", "javascript:"] {
            assert!(!page.text.contains(inline), "{path} has {inline}");
        }
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("x-request-id").len(), 12);
    }
}

#[tokio::test]
async fn the_ids_of_a_page_are_unique_and_every_label_and_description_leads_somewhere() {
    let portal = Portal::open();
    for path in PAGES {
        let page = portal.browser().get(path).await;
        let ids = values(&page.text, " id=\"");
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{path} has an id twice");
        let used = values(&page.text, " for=\"").into_iter().chain(
            values(&page.text, "aria-describedby=\"")
                .into_iter()
                .flat_map(|list| list.split(' ')),
        );
        for id in used.chain(values(&page.text, "href=\"#")) {
            assert!(ids.contains(&id), "{path}: nothing has the id {id}");
        }
    }
}

#[tokio::test]
async fn language_and_large_print_are_remembered_and_links_keep_the_query() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let page = browser.get("/matters?q=patent&lang=en").await;
    page.says("<html lang=\"en\"");
    page.says("Demonstration data, not official");
    page.says("href=\"/matters?q=patent&#38;lang=zh\"");
    let page = browser.get("/about?print=large").await;
    page.says("<html lang=\"en\" class=\"large\"");
    let page = browser.get("/about").await;
    page.says("<html lang=\"en\" class=\"large\"");
    page.says("href=\"/about?print=normal\"");
}

#[tokio::test]
async fn an_address_that_is_not_there_gets_a_page_with_a_reference_and_the_api_a_problem() {
    let portal = Portal::open();
    let page = portal.browser().get("/no/such/page").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    page.says("没有找到这个页面");
    page.says(&format!("<code>{}</code>", page.header("x-request-id")));
    let api = portal.browser().get("/api/no-such").await;
    assert_eq!(api.status, StatusCode::NOT_FOUND);
    assert_eq!(api.header("content-type"), "application/problem+json");
    api.says("\"code\":\"portal.request.not-found\"");
    let method = portal.browser().post("/about", &[]).await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    method.says("该地址不能这样使用");
}

#[tokio::test]
async fn files_are_kept_for_ever_under_their_hash_and_not_sent_twice() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let home = browser.get("/").await;
    let href = values(&home.text, "rel=\"stylesheet\" href=\"")[0].to_owned();
    let file = browser.get(&href).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "text/css; charset=utf-8");
    assert!(file.header("cache-control").contains("immutable"));
    let again = axum::http::Request::get(&href)
        .header("if-none-match", file.header("etag"))
        .body(axum::body::Body::empty());
    let again = browser.send(again.expect("a request")).await;
    assert_eq!(
        (again.status, again.text.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    let old = browser.get("/static/0123456789ab/portal.css").await;
    assert!(!old.header("cache-control").contains("immutable"));
    assert_eq!(
        browser.get("/static/x/no.css").await.status,
        StatusCode::NOT_FOUND
    );
}

/// The values of an attribute, found by how it starts.
fn values<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.match_indices(start)
        .filter_map(|(at, _)| text[at + start.len()..].split('"').next())
        .collect()
}
