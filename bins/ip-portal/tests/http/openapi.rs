//! The OpenAPI document: every route is in it, and every example is answered as it says.

use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ip_portal::api::endpoint::{self, Endpoint};
use serde_json::{Value, json};

use crate::desk::{Answer, Portal};

async fn document(portal: &Portal) -> Value {
    let answer = portal.browser().get("/api/v1/openapi.json?lang=en").await;
    assert_eq!(answer.status, StatusCode::OK);
    serde_json::from_str(&answer.text).expect("JSON")
}

/// Asks what the example of an endpoint asks.
async fn ask(portal: &Portal, endpoint: &Endpoint) -> Answer {
    let address = endpoint.example_address();
    let separator = if address.contains('?') { '&' } else { '?' };
    let address = format!("{address}{separator}lang=en");
    let request = match endpoint.request {
        Some(_) => Request::post(address).body(Body::from(endpoint.example)),
        None => Request::get(address).body(Body::empty()),
    };
    portal.browser().send(request.expect("a request")).await
}

/// A schema of the document with its components beside it.
fn schema(document: &Value, schema: &Value) -> jsonschema::Validator {
    let text = schema
        .to_string()
        .replace("#/components/schemas/", "#/$defs/");
    let mut whole: Value = serde_json::from_str(&text).expect("JSON");
    let parts = document["components"]["schemas"].to_string();
    let parts = parts.replace("#/components/schemas/", "#/$defs/");
    whole["$defs"] = serde_json::from_str(&parts).expect("JSON");
    jsonschema::draft202012::new(&whole).expect("a schema")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_stands_in_the_document() {
    let portal = Portal::open();
    let document = document(&portal).await;
    assert_eq!(document["openapi"], "3.1.0");
    for endpoint in endpoint::all() {
        let operation = &document["paths"][endpoint.address()][endpoint.method];
        assert_eq!(operation["operationId"], endpoint.name);
        for text in ["summary", "description"] {
            let text = operation[text].as_str().expect("a text");
            assert!(!text.starts_with("endpoint-"), "no text {text}");
        }
    }
    // Routes are made from the list of endpoints alone.
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api")) {
        let source = fs::read_to_string(&file).expect("text");
        assert!(
            !source.contains(".route(\""),
            "{file:?} routes beside the list"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_answered_as_documented() {
    let portal = Portal::open();
    let document = document(&portal).await;
    for endpoint in endpoint::all() {
        let name = endpoint.name;
        if endpoint.request.is_some() && endpoint.example.is_empty() {
            continue; // What a certificate looks like depends on who issued it.
        }
        let answer = ask(&portal, &endpoint).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text);
        let told: Value = serde_json::from_str(&answer.text).expect("JSON");
        let operation = &document["paths"][endpoint.address()][endpoint.method];
        let content = &operation["responses"]["200"]["content"]["application/json"];
        let faults: Vec<String> = schema(&document, &content["schema"])
            .iter_errors(&told)
            .map(|fault| format!("{}: {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{name} answers otherwise: {faults:#?}");
        if let Some(request) = operation.pointer("/requestBody/content/application~1json") {
            let fits = schema(&document, &request["schema"]).is_valid(&request["example"]);
            // The batch shows an item that is refused, too.
            assert_eq!(fits, name != "batch", "the example of {name}");
        }
        if let Some(written) = endpoint.answered {
            compare(name, written, &told);
        }
    }
}

/// Compares an answer with the file that documents it; `UPDATE=1` writes the file anew.
fn compare(name: &str, written: &str, told: &Value) {
    let file = format!("data/api/{name}.answer.json");
    if std::env::var_os("UPDATE").is_some() {
        let text = serde_json::to_string_pretty(told).expect("JSON") + "\n";
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), text).expect("a file");
        return;
    }
    let written: Value = serde_json::from_str(written).expect("JSON");
    assert_eq!(
        written, *told,
        "{file} is not what is answered; UPDATE=1 writes it anew"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn references_lead_somewhere() {
    let document = document(&Portal::open()).await;
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("a local reference");
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
}

fn collect(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() {
                    Some(text) if key == "$ref" => into.push(text.to_owned()),
                    _ => collect(value, into),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| collect(value, into)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_every_endpoint() {
    let portal = Portal::open();
    let page = portal.browser().get("/api?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    for endpoint in endpoint::all() {
        page.says(&endpoint.address());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_in_a_batch_equals_the_quote_alone() {
    let portal = Portal::open();
    let alone = endpoint::all();
    let alone = alone.iter().find(|e| e.name == "quote").expect("quotes");
    let quote = ask(&portal, alone).await.text;
    let one_line: Value = serde_json::from_str(alone.example).expect("JSON");
    let wrong = json!({"date": "2025-03-10", "acts": [], "more": 1});
    let send = |body: String| {
        let request = Request::post("/api/v1/quotes/batch?lang=en").body(Body::from(body));
        request.expect("a request")
    };
    let lines = portal
        .browser()
        .send(send(format!("{one_line}\n{wrong}\n\n{one_line}\n{{")))
        .await;
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    let answers: Vec<&str> = lines.text.lines().collect();
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0], quote);
    assert_eq!(answers[2], quote);
    assert!(answers[1].starts_with(r#"{"error":{"code":"fees.request.unknown-field""#));
    assert!(answers[3].starts_with(r#"{"error":{"code":"fees.request."#));
    let array = portal.browser().send(send(format!("[{one_line}]"))).await;
    assert_eq!(array.text, format!("[{quote}]"));
    let torn = portal.browser().send(send("[{".to_owned())).await;
    assert_eq!(torn.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tariff_is_asked_on_a_day() {
    let portal = Portal::open();
    let mut browser = portal.browser();
    let item = "/api/v1/tariffs/cn-pct/pct.transmittal";
    let before = browser.get(&format!("{item}?on=2018-07-31")).await;
    let before: Value = serde_json::from_str(&before.text).expect("JSON");
    assert_eq!(before["price"]["amount"], "500.00");
    let after = browser.get(&format!("{item}?on=2018-08-01")).await;
    let after: Value = serde_json::from_str(&after.text).expect("JSON");
    assert_eq!(after["status"], "suspended");
    let never = browser.get(&format!("{item}?on=1950-01-01")).await;
    assert_eq!(never.status, StatusCode::NOT_FOUND);
    let wrong = browser.get(&format!("{item}?on=yesterday")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let elsewhere = browser
        .get("/api/v1/tariffs/cn-patent/pct.transmittal")
        .await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("a file").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// An independent validator from npm judges the document, where `npm install` was run in
/// `tests/openapi`; elsewhere one line says so. With `CI=true` it must run.
#[tokio::test(flavor = "multi_thread")]
async fn an_independent_validator_finds_no_fault() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi");
    if !folder.join("node_modules").exists() {
        let must = std::env::var("CI").as_deref() == Ok("true");
        assert!(!must, "npm install must have run in tests/openapi in CI");
        println!("skipped: run `npm install` in bins/ip-portal/tests/openapi first");
        return;
    }
    let document = document(&Portal::open()).await;
    assert_eq!(faults(&folder, &document), "");
    let mut broken = document;
    broken["paths"]["/api/v1/quotes"]["post"]["responses"] = json!("none");
    assert_ne!(faults(&folder, &broken), "", "the validator is awake");
}

/// What the validator says of a document.
fn faults(folder: &Path, document: &Value) -> String {
    let mut child = std::process::Command::new("node")
        .arg("validate.mjs")
        .current_dir(folder)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("node");
    let mut input = child.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut input, document.to_string().as_bytes()).expect("a document");
    drop(input);
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success(), "the validator fails");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
