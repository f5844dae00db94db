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
