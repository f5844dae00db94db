//! Pages for what cannot be answered, with a reference to quote.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use crate::fault::Fault;
use crate::state::AppState;
use crate::view::Page;
use crate::viewer::Viewer;

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage<'a> {
    p: Page,
    what: String,
    reference: &'a str,
    back: Option<String>,
}

/// The page of a fault in the viewer's language.
pub fn page(app: &AppState, viewer: &Viewer, fault: &Fault) -> Response {
    let title = format!("fault-{}-title", fault.key());
    let what = format!("fault-{}-what", fault.key());
    let p = Page::new(app, viewer, &title);
    let seconds = match fault {
        Fault::Wait(seconds) => Some(*seconds),
        _ => None,
    };
    let minutes = seconds.unwrap_or_default().div_ceil(60);
    let page = ErrorPage {
        what: p.t(&what).with("minutes", minutes).to_string(),
        reference: &viewer.request_id,
        back: matches!(fault, Fault::StaleForm).then(|| viewer.here()),
        p,
    };
    let mut response = match page.render() {
        Ok(text) => (fault.status(), Html(text)).into_response(),
        // The error page itself is broken: plain words are left.
        Err(_) => (fault.status(), format!("{fault} ({})", viewer.request_id)).into_response(),
    };
    if let Some(seconds) = seconds {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
