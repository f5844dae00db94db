//! The JSON API under `/api`: errors are RFC 9457 problems, made by [`crate::layer`].

use axum::Router;

use crate::fault::Fault;
use crate::state::AppState;

/// The routes below `/api`.
pub fn router() -> Router<AppState> {
    Router::new().fallback(|| async { Fault::NotFound })
}
