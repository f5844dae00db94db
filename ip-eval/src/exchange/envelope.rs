//! The envelope in which a platform hands records on (信封), and the reply to it: adapters, no cryptography.
//!
//! How an item is signed or enciphered, and by which hash the envelope is signed, each platform says itself;
//! here both are functions that the caller brings.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::table::ReceiptWords;
use super::time::TimeForm;

/// The items of an envelope; `T` is a record, or a text where items are enciphered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Params<T> {
    /// The records.
    pub evaluate: Vec<T>,
}

/// The body of an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Body<T> {
    /// The platform's hash of time, mark and word of the application.
    pub sign: String,
    /// The records.
    pub params: Params<T>,
    /// When it was closed, `yyyyMMddHHmmss`.
    pub time: String,
    /// Which application sends it.
    pub app_mark: String,
}

/// The part of an envelope that was seen empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Common {}

/// An envelope as it is posted.
///
/// ```
/// use ip_eval::exchange::{Envelope, TimeForm};
/// let at = TimeForm::Spaced.read("2026-03-02 10:05:00").unwrap();
/// // A stand-in for the platform's hash.
/// let hash = |text: &str| format!("<{text}>");
/// let envelope = Envelope::seal(vec!["…"], at, "desk", "word", hash);
/// assert_eq!(envelope.txn_body_com.time, "20260302100500");
/// assert!(envelope.open("word", hash).is_ok());
/// assert_eq!(envelope.open("other", hash).unwrap_err().code, "eval.exchange.envelope-sign");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Envelope<T> {
    /// The body.
    pub txn_body_com: Body<T>,
    /// Nothing, as far as was seen.
    #[serde(default)]
    pub txn_comm_com: Common,
}

fn signed(time: &str, mark: &str, word: &str) -> String {
    format!("{time}{mark}{word}")
}

impl<T> Envelope<T> {
    /// Closes an envelope; `hash` is the platform's.
    pub fn seal(
        items: Vec<T>,
        at: DateTime<FixedOffset>,
        mark: &str,
        word: &str,
        hash: impl Fn(&str) -> String,
    ) -> Self {
        let time: String = TimeForm::Compact.write(at).split('T').collect();
        Self {
            txn_body_com: Body {
                sign: hash(&signed(&time, mark, word)),
                params: Params { evaluate: items },
                time,
                app_mark: mark.into(),
            },
            txn_comm_com: Common {},
        }
    }

    /// The items of an envelope that the application with this word closed.
    ///
    /// # Errors
    ///
    /// `eval.exchange.envelope-sign` when the signature is another.
    pub fn open(&self, word: &str, hash: impl Fn(&str) -> String) -> Result<&[T], Problem> {
        let body = &self.txn_body_com;
        if hash(&signed(&body.time, &body.app_mark, word)) != body.sign {
            return Err(Problem::new("eval.exchange.envelope-sign").at("/txnBodyCom/sign"));
        }
        Ok(&body.params.evaluate)
    }
}

/// What the platform says of a record it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// It has it.
    Done,
    /// It had it already: as good as done, and not to be sent again.
    Repeated,
    /// It does not take it, in its own words.
    Refused(String),
}

impl ReceiptWords {
    /// Understands a reply.
    ///
    /// ```
    /// use ip_eval::exchange::{Receipt, Tables};
    /// let words = Tables::builtin()?.receipt;
    /// assert_eq!(words.read("success"), Receipt::Done);
    /// assert_eq!(words.read("失败:评价数据不可重复"), Receipt::Repeated);
    /// assert_eq!(words.read("busy"), Receipt::Refused("busy".into()));
    /// # Ok::<(), ip_core::problem::Problem>(())
    /// ```
    pub fn read(&self, reply: &str) -> Receipt {
        if reply == self.done {
            Receipt::Done
        } else if reply.contains(&self.repeated) {
            Receipt::Repeated
        } else {
            Receipt::Refused(reply.into())
        }
    }
}
