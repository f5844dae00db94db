//! `/api/v1/openapi.json`: the OpenAPI 3.1 document, made from the list of endpoints and the types
//! that read requests and write answers.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use ip_core::text::Lang;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::endpoint::{self, Endpoint};
use crate::state::AppState;
use crate::viewer::Viewer;

/// Answers with the document in the reader's language.
pub async fn serve(State(app): State<AppState>, viewer: Viewer) -> Response {
    Json(document(&app, viewer.lang())).into_response()
}

/// The document.
pub fn document(app: &AppState, lang: Lang) -> Value {
    let say = |key: &str| app.texts.t(lang, key).to_string();
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for endpoint in endpoint::all() {
        let told = operation(&endpoint, &mut generator, &say);
        let path = paths.entry(endpoint.address()).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(endpoint.method.to_owned(), told);
        }
    }
    let schemas = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": say("api-title"),
            "description": say("api-lead"),
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                "Problem": {
                    "description": say("api-problem"),
                    "content": {"application/problem+json": {"schema": problem()}},
                },
            },
        },
    })
}

fn operation(
    endpoint: &Endpoint,
    generator: &mut SchemaGenerator,
    say: &impl Fn(&str) -> String,
) -> Value {
    let name = endpoint.name;
    let mut answer = json!({"schema": (endpoint.answer)(generator)});
    if let Some(answered) = endpoint.answered {
        answer["example"] = serde_json::from_str(answered).unwrap_or_default();
    }
    let mut responses = json!({
        "200": {"description": say("api-answer"), "content": {"application/json": answer}},
        "default": {"$ref": "#/components/responses/Problem"},
    });
    let mut operation = json!({
        "operationId": name,
        "summary": say(&format!("endpoint-{name}")),
        "description": say(&format!("endpoint-{name}-what")),
        "parameters": parameters(endpoint, say),
    });
    if let Some(request) = endpoint.request {
        let mut content = json!({"application/json": {"schema": request(generator)}});
        if let (Ok(example), true) = (endpoint.example(), !endpoint.example.is_empty()) {
            content["application/json"]["example"] = example;
        }
        for media in endpoint.media {
            content[media] = json!({"schema": {"type": "string"}});
        }
        operation["requestBody"] = json!({"required": true, "content": content});
    }
    if endpoint.request.is_some() || !endpoint.query.is_empty() {
        let schema = endpoint::refusal(generator);
        responses["422"] = json!({
            "description": say("api-refused"),
            "content": {"application/json": {"schema": schema}},
        });
    }
    operation["responses"] = responses;
    operation
}

fn parameters(endpoint: &Endpoint, say: &impl Fn(&str) -> String) -> Value {
    let example = endpoint.example().unwrap_or_default();
    let parameter = |name: &str, place: &str, schema: Value, what: String| {
        let mut parameter = json!({
            "name": name,
            "in": place,
            "required": place == "path",
            "schema": schema,
            "description": what,
        });
        if let Some(value) = example.get(name).filter(|_| endpoint.request.is_none()) {
            parameter["example"] = value.clone();
        }
        parameter
    };
    let path = endpoint.variables().into_iter().map(|name| {
        let what = say(&format!("api-path-{name}"));
        parameter(name, "path", json!({"type": "string"}), what)
    });
    let query = endpoint.query.iter().map(|(name, is_day)| {
        let schema = if *is_day {
            json!({"type": "string", "format": "date"})
        } else {
            json!({"type": "string"})
        };
        parameter(name, "query", schema, say(&format!("api-query-{name}")))
    });
    let lang = json!({"type": "string", "enum": ["zh", "en"]});
    let lang = parameter("lang", "query", lang, say("api-query-lang"));
    path.chain(query).chain([lang]).collect()
}

/// The body of every error that is no refusal: RFC 9457.
fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "code": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "instance": {"type": "string"},
        },
    })
}
