//! `/api`: the endpoints for programs, as people read them.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use crate::api::endpoint::{self, Endpoint};
use crate::fault::Fault;
use crate::state::AppState;
use crate::view::{Page, html};
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/api.html")]
struct ApiPage {
    p: Page,
    endpoints: Vec<Endpoint>,
}

/// The endpoints.
///
/// # Errors
///
/// The page cannot be rendered.
pub async fn show(State(app): State<AppState>, viewer: Viewer) -> Result<Html<String>, Fault> {
    let p = Page::new(&app, &viewer, "api-title");
    html(&ApiPage {
        p,
        endpoints: endpoint::all(),
    })
}

impl ApiPage {
    fn say(&self, endpoint: &Endpoint, part: &str) -> String {
        let name = endpoint.name;
        self.p.t(&format!("endpoint-{name}{part}")).to_string()
    }

    /// The call of the example, as it is typed at a terminal.
    fn call(endpoint: &Endpoint) -> String {
        let address = endpoint.example_address();
        match (endpoint.request, endpoint.example.trim()) {
            (None, _) => format!("curl \"$PORTAL{address}\""),
            (Some(_), "") => format!("curl \"$PORTAL{address}\" --data-binary @request.json"),
            (Some(_), example) => format!("curl \"$PORTAL{address}\" --json '{example}'"),
        }
    }
}
