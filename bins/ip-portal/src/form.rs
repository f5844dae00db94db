//! Forms: fields with what was typed and what is wrong with it, signed sending, files.

pub mod date;
pub mod field;
pub mod question;
pub mod sent;
pub mod upload;

pub use field::{Choice, Field, Form, Kind};
pub use sent::Sent;
pub use upload::size;
