//! Why a use case did not happen.

use ip_core::law::LawRef;
use ip_core::problem::{Problem, Problems};

use crate::port::StoreError;

/// Why a use case did not happen. Nothing has changed when one is returned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// No such case, certificate, matter or file, or not this actor's to see.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// The actor's role does not allow it.
    #[error("this account may not do that")]
    Forbidden,
    /// The input is wrong; every problem with its place.
    #[error("{0}")]
    Invalid(Problems),
    /// A rule forbids it in this state.
    #[error("refused: {problems}")]
    Refused {
        /// The guards that said no.
        problems: Problems,
        /// The articles they rest on.
        basis: Vec<LawRef>,
    },
    /// The data of the locality or of this installation contradicts itself.
    #[error("configuration: {0}")]
    Configuration(Problem),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AppError {
    /// What is wrong, for the page or the answer that says so.
    pub fn problems(&self) -> Problems {
        match self {
            Self::NotFound(what) => Problem::new("app.request.not-found")
                .arg("what", what)
                .into(),
            Self::Forbidden => Problem::new("app.request.forbidden").into(),
            Self::Invalid(problems) | Self::Refused { problems, .. } => problems.clone(),
            Self::Configuration(problem) => problem.clone().into(),
            Self::Store(error) => Problem::new(error.code()).into(),
        }
    }
}

impl From<Problems> for AppError {
    fn from(problems: Problems) -> Self {
        Self::Invalid(problems)
    }
}

impl From<Problem> for AppError {
    fn from(problem: Problem) -> Self {
        Self::Invalid(problem.into())
    }
}

impl From<ip_eval::refusal::Refusal> for AppError {
    fn from(refusal: ip_eval::refusal::Refusal) -> Self {
        Self::Refused {
            problems: Problems(refusal.problems),
            basis: refusal.basis,
        }
    }
}

impl From<ip_matters::case::Refusal> for AppError {
    fn from(refusal: ip_matters::case::Refusal) -> Self {
        Self::Refused {
            problems: refusal.to_problem().into(),
            basis: refusal.basis,
        }
    }
}
