//! The JSON API answers as the command line does.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::desk::Portal;

async fn post(path: &str, body: &str) -> (StatusCode, Value) {
    let portal = Portal::open();
    let request = Request::post(path).body(Body::from(body.to_owned()));
    let answer = portal.browser().send(request.expect("a request")).await;
    (
        answer.status,
        serde_json::from_str(&answer.text).expect("JSON"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_tells_what_would_change_it_when_asked() {
    let request = r#"{"date": "2025-03-10", "acts": [{"act": "trademark.renew"}]}"#;
    let (status, quote) = post("/api/v1/quotes?whatIf=true&lang=en", request).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(quote["whatIf"][0]["fact"], "channel");
    assert_eq!(quote["whatIf"][0]["saved"][0]["amount"], "50.00");
    let (status, refusal) = post("/api/v1/quotes?whatIf=perhaps", request).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refusal["error"]["pointer"], "/whatIf");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_told_line_by_line() {
    let request = json!({
        "date": "2025-03-10", "reduction": "85",
        "acts": [{"act": "patent.file", "right": "invention", "claims": 15, "pages": 40, "priorities": 1}]
    });
    let (status, quote) = post("/api/v1/quotes", &request.to_string()).await;
    assert_eq!(status, StatusCode::OK);
    // 900 × 15 %, 50, five claims at 150, ten pages at 50, one priority at 80.
    assert_eq!(quote["total"], "1515.00");
    assert_eq!(quote["lines"][0]["amount"], "135.00");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_fact_is_refused_at_its_place() {
    let request = r#"{"date": "2025-03-10", "acts": [{"act": "patent.file", "clams": 15}]}"#;
    let (status, refusal) = post("/api/v1/quotes", request).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refusal["error"]["code"], "fees.request.unknown-field");
    assert_eq!(refusal["error"]["pointer"], "/acts/0/clams");
}

#[tokio::test(flavor = "multi_thread")]
async fn identifiers_and_deadlines_are_told() {
    let request = r#"{"kind": "uscc", "text": "91110000802100433B"}"#;
    let (_, report) = post("/api/v1/identifiers/check", request).await;
    assert_eq!(report["verdict"], "valid");
    let request =
        r#"{"regime": "patent", "trigger": "2025-12-31", "length": {"n": 2, "unit": "month"}}"#;
    let (_, deadline) = post("/api/v1/deadlines", request).await;
    assert_eq!(deadline["nominal"], "2026-02-28");
    assert_eq!(
        deadline["effective"], "2026-02-28",
        "28 February 2026 is a working Saturday"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_certificate_is_refused() {
    let (status, refusal) = post("/api/v1/certificates/verify", r#"{"a": 1, "a": 2}"#).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refusal["error"]["code"]
            .as_str()
            .expect("a code")
            .starts_with("certs.")
    );
}
