//! Why a request is not answered as asked; the page for it is made by [`crate::layer`].

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ip_app::error::AppError;
use ip_app::port::StoreError;

/// A request that cannot be answered as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is no such page or thing.
    #[error("not found")]
    NotFound,
    /// The thing was here and is not any more.
    #[error("gone")]
    Gone,
    /// Only for people who have signed in.
    #[error("sign in first")]
    SignIn,
    /// Not for this role.
    #[error("not allowed")]
    Forbidden,
    /// The form was made for another session, or too long ago.
    #[error("the form is stale")]
    StaleForm,
    /// The address or body cannot be read.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// Somebody else changed the same thing first.
    #[error("changed meanwhile")]
    Conflict,
    /// The method does not fit the address.
    #[error("method not allowed")]
    Method,
    /// The request is larger than this address takes.
    #[error("too large")]
    TooLarge,
    /// Too many tries; seconds to wait.
    #[error("wait {0} s")]
    Wait(u64),
    /// Something went wrong here; the text is for the log only.
    #[error("internal: {0}")]
    Internal(String),
}

impl Fault {
    /// An internal error, for `map_err`.
    pub fn internal(error: impl ToString) -> Self {
        Self::Internal(error.to_string())
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Key of its texts: `fault-KEY-title` and `fault-KEY-what` in the text files, and the last
    /// part of the stable code `portal.request.KEY`.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Gone => "gone",
            Self::SignIn => "sign-in",
            Self::Forbidden => "forbidden",
            Self::StaleForm => "stale-form",
            Self::BadRequest(_) => "bad-request",
            Self::Conflict => "conflict",
            Self::Method => "method",
            Self::TooLarge => "too-large",
            Self::Wait(_) => "wait",
            Self::Internal(_) => "internal",
        }
    }

    /// The fault behind a plain error status, such as the framework's own answers have.
    pub fn of_status(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::NOT_FOUND => Some(Self::NotFound),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::Method),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            status if status.is_client_error() => Some(Self::BadRequest(status.to_string())),
            status if status.is_server_error() => Some(Self::Internal(status.to_string())),
            _ => None,
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

/// What a page does not say itself: whatever it does say, it has caught before.
impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotFound(_) => Self::NotFound,
            AppError::Forbidden => Self::Forbidden,
            AppError::Invalid(problems) => Self::BadRequest(problems.to_string()),
            AppError::Store(StoreError::Conflict { .. }) => Self::Conflict,
            other => Self::internal(other),
        }
    }
}

/// Why something was not done: the request cannot be answered at all, or a use case says no.
#[derive(Debug)]
pub enum Failed {
    /// Not answered.
    Fault(Fault),
    /// Answered with a refusal.
    App(AppError),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<E: Into<AppError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}
