//! What a command that answers requests has to say for itself.

use std::marker::PhantomData;

use ip_app::wire;
use ip_core::problem::{Problem, Problems};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::output::Words;
use crate::table;

/// A command that takes one request and gives one answer, or the problems of the request.
pub trait Answer {
    /// The request.
    type Request;
    /// The answer as it stands in JSON.
    type Response: Serialize;

    /// The first part of the codes of problems found while reading a request.
    fn area(&self) -> &'static str;

    /// Reads a request from its bytes.
    fn read(&self, bytes: &[u8]) -> Result<Self::Request, Problems>;

    /// The answer to one request.
    fn answer(&self, request: Self::Request) -> Result<Self::Response, Problems>;

    /// Whether the answer is a "no" that the exit status tells.
    fn is_negative(&self, _response: &Self::Response) -> bool {
        false
    }

    /// The answer for eyes.
    fn table(&self, response: &Self::Response, words: Words) -> String;
}

/// A command that is one function of its request, and shows its answer as it stands.
pub struct Plain<Q, R, F> {
    area: &'static str,
    function: F,
    shape: PhantomData<fn(Q) -> R>,
}

/// The command that answers with `function`.
pub const fn plain<Q, R, F>(area: &'static str, function: F) -> Plain<Q, R, F>
where
    F: Fn(Q) -> Result<R, Problems>,
{
    Plain {
        area,
        function,
        shape: PhantomData,
    }
}

impl<Q, R, F> Answer for Plain<Q, R, F>
where
    Q: DeserializeOwned,
    R: Serialize,
    F: Fn(Q) -> Result<R, Problems>,
{
    type Request = Q;
    type Response = R;

    fn area(&self) -> &'static str {
        self.area
    }

    fn read(&self, bytes: &[u8]) -> Result<Q, Problems> {
        // Every request is an object; an array of its values in order would be read as well.
        if bytes.trim_ascii_start().starts_with(b"[") {
            let problem = Problem::new(format!("{}.request.wrong-type", self.area));
            return Err(problem.expected("an object").into());
        }
        Ok(wire::read(self.area, bytes)?)
    }

    fn answer(&self, request: Q) -> Result<R, Problems> {
        (self.function)(request)
    }

    fn table(&self, response: &R, _: Words) -> String {
        table::of(response)
    }
}
