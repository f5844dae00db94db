//! Exchange with other platforms (数据交换): their records in and out, under their own names of fields.
//!
//! A [`Table`] says how a platform names and measures its fields, a [`crate::codec::Scheme`] what its codes mean; both are
//! data. [`Reading`] turns a [`RawRecord`] into a review or a service and back, [`Intake`] takes in many of them. Unknown
//! codes and fields are kept and told; a malformed record is refused with every reason; personal data is set apart.
//!
//! ```
//! use ip_eval::codec::Codings;
//! use ip_eval::exchange::{RawRecord, Reading, ReviewLine, Tables};
//! use ip_eval::label::Labels;
//! use ip_eval::level::Level;
//!
//! let (tables, codings, labels) = (Tables::builtin()?, Codings::builtin()?, Labels::builtin()?);
//! let fujian = Reading {
//!     table: tables.get("review-2019")?,
//!     scheme: codings.get("fujian")?,
//!     labels: &labels,
//!     pseudonym: &|_| None,
//! };
//! let line = r#"{"projectNo": "3201", "pf": 7, "satisfaction": "5", "assessTime": "2026-03-02 10:05:00"}"#;
//! let raw: RawRecord = serde_json::from_str(line).unwrap();
//! let read = fujian.review(raw).unwrap();
//! let ReviewLine::Review(review) = read.value else { unreachable!() };
//! assert_eq!(review.level, Level::VerySatisfied);
//!
//! let (table, scheme) = (tables.get("gbt-39046-review")?, codings.get("gbt-39046")?);
//! let standard = Reading { table, scheme, ..fujian }.write_review(&review).unwrap();
//! assert_eq!(standard.get("满意度代码"), Some("1"), "the standard counts the other way round");
//! assert_eq!(standard.get("评价渠道"), Some("短信"));
//! # Ok::<(), ip_core::problem::Problem>(())
//! ```

mod envelope;
mod handled;
mod intake;
mod raw;
mod read;
mod record;
mod table;
mod time;
mod write;

pub use envelope::{Body, Common, Envelope, Params, Receipt};
pub use handled::Handled;
pub use intake::{Intake, Rules, Summary, Told, Verdict};
pub use raw::RawRecord;
pub use read::{Read, Reading, ReviewLine};
pub use record::{About, ReviewRecord, ServiceRecord, SetApart};
pub use table::{Field, Holds, Meaning, ReceiptWords, Table, Tables, YesNo};
pub use time::TimeForm;
pub(crate) use time::instant;
