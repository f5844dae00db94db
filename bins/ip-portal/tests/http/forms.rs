//! Forms with files: what arrives, what is refused at which field, what is never lost.

use axum::body::Body;
use axum::extract::{Multipart, State};
use axum::http::{Request, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use axum::{Json, Router};
use ip_portal::fault::Fault;
use ip_portal::form::upload::{Limits, Refused, receive};
use ip_portal::layer::attend;
use ip_portal::state::AppState;
use ip_portal::viewer::Viewer;

use crate::desk::Portal;

const LIMITS: Limits = Limits {
    file: 1000,
    total: 1500,
    files: 3,
};

async fn take(
    State(app): State<AppState>,
    viewer: Viewer,
    body: Multipart,
) -> Result<Json<serde_json::Value>, Fault> {
    let received = receive(&app, &viewer, body, LIMITS).await?;
    let files: Vec<_> = received
        .files
        .iter()
        .map(|f| serde_json::json!([f.field, f.name, f.size, f.media.as_str()]))
        .collect();
    let refused: Vec<_> = received
        .refused
        .iter()
        .map(|r| (r.field(), r.key()))
        .collect();
    Ok(Json(
        serde_json::json!({"pairs": received.pairs, "files": files, "refused": refused}),
    ))
}

/// A portal with one more page that takes files.
fn portal() -> Portal {
    let mut portal = Portal::open();
    let app = portal.app.clone();
    let page = Router::new()
        .route("/take", post(take))
        .layer(from_fn_with_state(app.clone(), attend))
        .with_state(app);
    portal.router = std::mem::take(&mut portal.router).merge(page);
    portal
}

fn body(parts: &[(&str, Option<&str>, &str)]) -> Request<Body> {
    let mut text = String::new();
    for (name, file, content) in parts {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
        text += &format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        );
    }
    text += "--edge--\r\n";
    Request::post("/take")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .body(Body::from(text))
        .expect("a request")
}

#[tokio::test]
async fn a_file_too_large_is_refused_at_its_field_and_everything_else_arrives() {
    let portal = portal();
    let mut person = portal.signed_in("person");
    let token = person.get("/about").await.token();
    let large = "x".repeat(1001);
    let parts = [
        ("token", None, &*token),
        ("name", None, "示例有限公司"),
        ("form", Some("C:\\申请书.pdf"), "%PDF-1.7"),
        ("proof", Some("证明.jpg"), &large),
        ("empty", Some("空.pdf"), ""),
        ("nothing", Some(""), ""),
    ];
    let answer = person.send(body(&parts)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let got: serde_json::Value = serde_json::from_str(&answer.text).expect("JSON");
    assert_eq!(
        got,
        serde_json::json!({
            "pairs": [["name", "示例有限公司"]],
            "files": [["form", "申请书.pdf", 8, "application/pdf"]],
            "refused": [["proof", "file-error-too-large"], ["empty", "file-error-empty"]],
        })
    );
    let left = std::fs::read_dir(portal.app.data.path("incoming"))
        .expect("a folder")
        .count();
    assert_eq!(left, 0, "files that nobody took are deleted");
}

#[tokio::test]
async fn files_together_and_their_number_have_limits() {
    let portal = portal();
    let mut person = portal.signed_in("person");
    let token = person.get("/about").await.token();
    let half = "x".repeat(800);
    let parts = [
        ("token", None, &*token),
        ("a", Some("a.pdf"), &*half),
        ("b", Some("b.pdf"), &*half),
        ("c", Some("c.pdf"), "%PDF"),
        ("d", Some("d.pdf"), "%PDF"),
        ("e", Some("e.pdf"), "%PDF"),
    ];
    let answer = person.send(body(&parts)).await;
    let got: serde_json::Value = serde_json::from_str(&answer.text).expect("JSON");
    assert_eq!(
        got["refused"],
        serde_json::json!([["b", "file-error-total"], ["e", "file-error-too-many"]])
    );
    assert_eq!(Refused::TooLarge("b".into()).limit(&LIMITS), "1 KB");
}

#[tokio::test]
async fn files_without_the_token_before_them_are_not_even_read() {
    let portal = portal();
    let mut person = portal.signed_in("person");
    let token = person.get("/about").await.token();
    let late = [("a", Some("a.pdf"), "%PDF"), ("token", None, &*token)];
    assert_eq!(person.send(body(&late)).await.status, StatusCode::FORBIDDEN);
    let none = [("name", None, "x")];
    assert_eq!(person.send(body(&none)).await.status, StatusCode::FORBIDDEN);
}
