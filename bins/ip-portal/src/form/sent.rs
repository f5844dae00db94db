//! What a form without files sent, accepted only with the token of its own session.

use axum::extract::{FromRequest, Request};
use axum::http::header;

use crate::fault::Fault;
use crate::state::AppState;
use crate::viewer::Viewer;

/// Name of the hidden field that carries the token.
pub const TOKEN_FIELD: &str = "token";
/// Most bytes of a form without files.
pub const FORM_LIMIT: usize = 256 * 1024;

/// The names and values a form sent; its token was right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sent(pub Vec<(String, String)>);

impl Sent {
    /// The first value of a name; empty when nothing was sent.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
}

impl FromRequest<AppState> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let is_form = kind.is_some_and(|kind| {
            kind.as_bytes()
                .starts_with(b"application/x-www-form-urlencoded")
        });
        if !is_form {
            return Err(Fault::BadRequest("not a form".to_owned()));
        }
        let viewer = request.extensions().get::<Viewer>().cloned();
        let viewer = viewer.ok_or_else(|| Fault::internal("no viewer"))?;
        let body = axum::body::to_bytes(request.into_body(), FORM_LIMIT)
            .await
            .map_err(|_| Fault::TooLarge)?;
        let pairs: Vec<_> = form_urlencoded::parse(&body).into_owned().collect();
        let sent = Self(pairs);
        check_token(app, &viewer, sent.get(TOKEN_FIELD))?;
        Ok(sent)
    }
}

/// Refuses a form that was not made for this viewer.
///
/// # Errors
///
/// The token is missing or of another session.
pub fn check_token(app: &AppState, viewer: &Viewer, token: &str) -> Result<(), Fault> {
    if app.sessions.is_form_token(&viewer.nonce, token) {
        Ok(())
    } else {
        Err(Fault::StaleForm)
    }
}
