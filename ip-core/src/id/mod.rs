//! Identifiers: strict newtypes in canonical form, a tolerant reader, and a verdict for any text.
//!
//! `FromStr` takes the canonical form alone. [`Identifier::read`] also takes what people write: full
//! width, blanks, prefixes, other dashes; it never exchanges `O` for `0`. [`check`] answers with a
//! verdict, every problem, and without a kind the kinds the text can be.
//!
//! ```
//! use ip_core::id::{self, Identifier, Kind, PatentApplicationNumber, Verdict};
//! let number = PatentApplicationNumber::read("专利号：ＺＬ 2017 1 0601862.3", None)?.value;
//! assert_eq!(number.to_string(), "201710601862.3");
//! let report = id::check(Some(Kind::PatentApplication), "201710601862.8", None);
//! assert_eq!(report.verdict, Verdict::Invalid);
//! assert_eq!(report.problems[0].expected.as_deref(), Some("3"));
//! # Ok::<(), id::Flaw>(())
//! ```

mod agency;
mod business;
mod case_number;
mod certificate;
pub mod check_char;
mod division;
mod draft;
mod flaw;
mod gi;
mod kind;
mod layout;
mod matter;
mod office;
mod organisation;
mod patent;
mod pct;
mod publication;
mod registration;
mod report;
mod resident;
mod table;
mod trademark;
mod uscc;
mod wo;

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use chrono::NaiveDate;

pub use agency::{AgencyCode, AttorneyCode, QualificationNumber};
pub use business::BusinessRegistrationNumber;
pub use case_number::{CaseKind, CaseNumber};
pub use certificate::CertificateId;
pub use division::{Division, DivisionLevel};
pub use draft::Draft;
pub use flaw::{CODES, Flaw};
pub use gi::GiReference;
pub use kind::{Kind, UnknownKind};
pub use layout::LayoutDesignNumber;
pub use matter::{HandlingItemCode, ImplementationCode, MatterBasicCode};
pub use office::{ExchangeNumber, Office};
pub use organisation::OrganisationCode;
pub use patent::{CheckState, PatentApplicationNumber, PatentRight};
pub use pct::PctApplicationNumber;
pub use publication::PatentPublicationNumber;
pub use registration::{HagueRegistrationNumber, MadridRegistrationNumber};
pub use report::{Candidate, Report, Request, Verdict, check};
pub use resident::{ResidentId, Sex};
pub use trademark::TrademarkNumber;
pub use uscc::Uscc;
pub use wo::WoPublicationNumber;

/// An identifier: `FromStr` and `Display` of its canonical form, and a tolerant reader.
pub trait Identifier: Sized + FromStr<Err = Flaw> + fmt::Display {
    /// Which kind it is.
    const KIND: Kind;

    /// Brings a loosely written text to the canonical form as far as no character is guessed.
    fn tidy(_draft: &mut Draft) {}

    /// What is off about a well-formed identifier; `today` is asked for numbers with a year.
    fn notes(&self, _today: Option<NaiveDate>) -> Vec<Flaw> {
        Vec::new()
    }

    /// Whether the identifier is impossible today, for example a birth in the future.
    ///
    /// # Errors
    ///
    /// [`Flaw::Part`] with the part that lies in the future.
    fn possible(&self, _today: NaiveDate) -> Result<(), Flaw> {
        Ok(())
    }

    /// The canonical form for a report; differs from `Display` where that is masked.
    fn canonical(&self) -> alloc::string::String {
        alloc::format!("{self}")
    }

    /// Reads what people write.
    ///
    /// # Errors
    ///
    /// The flaw that makes it invalid.
    fn read(text: &str, today: Option<NaiveDate>) -> Result<Read<Self>, Flaw> {
        Self::read_draft(&mut Draft::new(text)?, today)
    }

    /// Reads a text already made plain, and leaves the draft to be used again.
    ///
    /// # Errors
    ///
    /// The flaw that makes it invalid.
    fn read_draft(draft: &mut Draft, today: Option<NaiveDate>) -> Result<Read<Self>, Flaw> {
        Self::tidy(draft);
        let value: Self = draft.text.parse()?;
        if let Some(today) = today {
            value.possible(today)?;
        }
        let mut notes = core::mem::take(&mut draft.notes);
        notes.extend(value.notes(today));
        Ok(Read { value, notes })
    }
}

/// An identifier read, and what was off about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// The identifier.
    pub value: T,
    /// Flaws that leave it usable.
    pub notes: Vec<Flaw>,
}

/// Serde (and a schema) through `FromStr` and `Display`.
macro_rules! through_text {
    ($name:ident, $pattern:literal) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        $crate::id::read_through_text!($name, $pattern);
    };
}

/// Deserialisation (and a schema) through `FromStr`.
macro_rules! read_through_text {
    ($name:ident, $pattern:literal) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
                let text = <::alloc::string::String as ::serde::Deserialize>::deserialize(de)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::alloc::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}

pub(crate) use {read_through_text, through_text};

/// The characters as text; they are ASCII by construction.
pub(crate) fn ascii(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or_default()
}

/// Exactly `N` ASCII bytes, else a flaw of length.
pub(crate) fn exactly<'a, const N: usize>(
    text: &'a str,
    expected: &'static str,
) -> Result<&'a [u8; N], Flaw> {
    text.as_bytes()
        .try_into()
        .map_err(|_| match text.is_empty() {
            true => Flaw::Empty,
            false => Flaw::Length {
                expected,
                found: text.chars().count(),
            },
        })
}

/// The first character of `text` that fails, as a flaw.
pub(crate) fn each(
    text: &str,
    first_place: usize,
    expected: &'static str,
    fits: impl Fn(u8) -> bool,
) -> Result<(), Flaw> {
    if text.bytes().all(&fits) {
        return Ok(());
    }
    let wrong = text
        .chars()
        .zip(first_place..)
        .find(|(c, _)| !u8::try_from(*c).is_ok_and(&fits));
    match wrong {
        Some((found, place)) => Err(Flaw::Character {
            place,
            expected,
            found,
        }),
        None => Ok(()),
    }
}

/// The number that some ASCII digits write; the largest one where it does not fit.
pub(crate) fn number(digits: &[u8]) -> u32 {
    let digits = digits.iter().map(|d| u32::from(d.wrapping_sub(b'0') % 10));
    digits.fold(0u32, |n, d| n.saturating_mul(10).saturating_add(d))
}
