//! What a command that answers requests has to say for itself.

use ip_core::problem::Problems;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::output::Words;

/// A command that takes one request and gives one answer, or the problems of the request.
pub trait Answer {
    /// The request as it stands in JSON.
    type Request: DeserializeOwned;
    /// The answer as it stands in JSON.
    type Response: Serialize;

    /// The first part of the codes of problems found while reading a request.
    const AREA: &'static str;

    /// The answer to one request.
    fn answer(&self, request: Self::Request) -> Result<Self::Response, Problems>;

    /// Whether the answer is a "no" that the exit status tells.
    fn is_negative(&self, _response: &Self::Response) -> bool {
        false
    }

    /// The answer for eyes.
    fn table(&self, response: &Self::Response, words: Words) -> String;
}
