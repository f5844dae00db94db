//! Signing in and out, and what the session protects.

use axum::http::StatusCode;

use crate::desk::Portal;

#[tokio::test(flavor = "multi_thread")]
async fn one_signs_in_goes_on_where_one_was_and_out_again() {
    let portal = Portal::open();
    portal
        .app
        .accounts
        .finish(&portal.app.data, &portal.first)
        .expect("hashes");
    let password = &portal
        .first
        .iter()
        .find(|p| p.login == "clerk")
        .expect("a clerk")
        .password;
    let mut browser = portal.browser();
    let token = browser.get("/login?next=/about").await.token();
    let before = browser.cookies.clone();

    let wrong = [
        ("token", &*token),
        ("login", "clerk"),
        ("password", "no"),
        ("next", "/about"),
    ];
    let refused = browser.post("/login", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("账号或密码不正确");
    refused.says("<title>有误：");
    refused.says("name=\"login\" type=\"text\" autocomplete=\"username\" value=\"clerk\"");
    assert!(
        !refused.text.contains("value=\"no\""),
        "a password is never put back"
    );

    let right = [
        ("token", &*token),
        ("login", "clerk"),
        ("password", password),
        ("next", "/about"),
    ];
    let entered = browser.post("/login", &right).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER);
    assert_eq!(entered.header("location"), "/about");
    let cookie = entered.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(
        !cookie.contains("Secure"),
        "plain http would lose a Secure cookie"
    );

    let page = browser.get("/about").await;
    page.says("窗口人员");
    assert_ne!(
        page.token(),
        token,
        "forms from before the sign-in are worth nothing"
    );
    let out = browser.post("/logout", &[("token", &page.token())]).await;
    assert_eq!(out.header("location"), "/");
    assert!(
        browser
            .get("/about")
            .await
            .text
            .contains("href=\"/login?next=%2Fabout\"")
    );
    assert!(before.contains_key("ip_visit"));
}

#[tokio::test]
async fn a_form_without_the_token_of_its_session_does_nothing() {
    let portal = Portal::open();
    let mut clerk = portal.signed_in("clerk");
    for token in ["", "00"] {
        let answer = clerk.post("/logout", &[("token", token)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        answer.says("表单已过期");
    }
    let foreign = portal.browser().get("/login").await.token();
    let answer = clerk.post("/logout", &[("token", &foreign)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        clerk
            .get("/about")
            .await
            .text
            .contains("action=\"/logout\"")
    );
}

#[tokio::test]
async fn a_cookie_that_was_changed_or_has_ended_signs_nobody_in() {
    let portal = Portal::open();
    let mut browser = portal.signed_in("clerk");
    assert!(browser.get("/").await.text.contains("action=\"/logout\""));
    let forged = browser.cookies["ip_session"].replacen("clerk", "administrator", 1);
    browser.cookies.insert("ip_session".to_owned(), forged);
    assert!(!browser.get("/").await.text.contains("action=\"/logout\""));
    let old = portal
        .app
        .sessions
        .issue("clerk", &[9; 16], crate::desk::NOW - 13 * 60 * 60);
    browser.cookies.insert("ip_session".to_owned(), old);
    assert!(!browser.get("/").await.text.contains("action=\"/logout\""));
}

#[tokio::test]
async fn a_session_outlives_a_restart_and_is_renewed_when_half_is_over() {
    let portal = Portal::open();
    let mut browser = portal.signed_in("person");
    assert_eq!(browser.get("/").await.header("set-cookie"), "");
    let cookies = browser.cookies.clone();
    let half = portal
        .app
        .sessions
        .issue("person", &[9; 16], crate::desk::NOW - 7 * 60 * 60);
    browser
        .cookies
        .insert("ip_session".to_owned(), half.clone());
    browser.get("/").await;
    assert_ne!(browser.cookies["ip_session"], half);

    let Portal {
        router,
        app,
        folder,
        ..
    } = portal;
    drop((router, app));
    let again = Portal::in_folder(folder);
    let mut browser = again.browser();
    browser.cookies = cookies;
    assert!(browser.get("/").await.text.contains("action=\"/logout\""));
}

#[tokio::test]
async fn guessing_is_braked() {
    let portal = Portal::open();
    let home = std::net::IpAddr::from([0, 0, 0, 0]);
    for _ in 0..5 {
        portal.app.throttle.failed(home, "clerk", crate::desk::NOW);
    }
    let mut browser = portal.browser();
    let token = browser.get("/login").await.token();
    let form = [("token", &*token), ("login", "clerk"), ("password", "x")];
    let answer = browser.post("/login", &form).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), "300");
    answer.says("5 分钟后再试");
}
