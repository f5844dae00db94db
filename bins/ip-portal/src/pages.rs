//! The pages of the portal, one file a family, and the router that joins them.

pub mod about;
pub mod components;
pub mod error;
pub mod health;
pub mod home;
pub mod login;
pub mod matters;
pub mod outlets;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::api;
use crate::asset;
use crate::fault::Fault;
use crate::layer;
use crate::state::AppState;

/// Every route of the portal with what each request meets.
pub fn router(app: AppState) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/matters", get(matters::list::show))
        .route("/matters.csv", get(matters::list::csv))
        .route("/matters/{id}", get(matters::guide::show))
        .route("/outlets", get(outlets::show))
        .route("/about", get(about::show))
        .route("/components", get(components::show))
        .route("/login", get(login::show).post(login::enter))
        .route("/logout", post(login::leave))
        .route("/healthz", get(health::show))
        .route("/static/{stamp}/{name}", get(asset::serve))
        .nest("/api", api::router())
        .fallback(|| async { Fault::NotFound })
        // A bug in one page must not take the connection with it.
        .layer(CatchPanicLayer::custom(|_| {
            axum::response::IntoResponse::into_response(Fault::Internal("panic".to_owned()))
        }))
        .layer(middleware::from_fn_with_state(app.clone(), layer::attend))
        .with_state(app)
}
