//! The credential: a W3C Verifiable Credential 2.0 with Data Integrity proofs and salted
//! disclosures.

mod disclosure;
mod document;
mod proof;
mod secured;

pub use disclosure::Disclosure;
pub(crate) use document::Document;
pub use proof::{Cryptosuite, Proof};
pub use secured::Secured;

/// The contexts of every document that is signed: the second defines terms that have no context of their own.
pub(crate) const CONTEXTS: [&str; 2] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
];
