//! What can be wrong, or merely off, with an identifier.

use alloc::string::{String, ToString};

use crate::problem::Problem;

/// One flaw of an identifier; whether it makes the text invalid is said by the [`super::Verdict`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// Nothing stands there.
    #[error("nothing stands there")]
    Empty,
    /// Longer than any identifier.
    #[error("longer than any identifier: at most {most} characters")]
    TooLong {
        /// The most characters read.
        most: usize,
    },
    /// The wrong number of characters.
    #[error("expected {expected} characters, found {found}")]
    Length {
        /// How many there must be.
        expected: &'static str,
        /// How many there are.
        found: usize,
    },
    /// A character that cannot stand at its place.
    #[error("expected {expected} at place {place}, found {found:?}")]
    Character {
        /// Place from 1.
        place: usize,
        /// What may stand there.
        expected: &'static str,
        /// What stands there.
        found: char,
    },
    /// Not the shape of this kind at all.
    #[error("expected the form {expected}")]
    Form {
        /// The canonical form.
        expected: &'static str,
    },
    /// A part with an impossible value.
    #[error("the {part} must be {expected}, found {found}")]
    Part {
        /// Name of the part.
        part: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// The check character is wrong.
    #[error("the check character must be {expected}, found {found}")]
    CheckCharacter {
        /// The right one.
        expected: char,
        /// The one that stands there.
        found: char,
    },
    /// The check character is left out.
    #[error("no check character; it would be {expected}")]
    NoCheckCharacter {
        /// The right one.
        expected: char,
    },
    /// The check character differs, for a class of numbers whose rule is not proved.
    #[error("the check character would be {expected}, found {found}; unproved for these years")]
    UnprovedCheck {
        /// The one computed.
        expected: char,
        /// The one that stands there.
        found: char,
    },
    /// A code inside the code has a wrong check character of its own.
    #[error("the {part} inside would end with {expected}, found {found}")]
    InnerCheck {
        /// Name of the inner code.
        part: &'static str,
        /// The right one.
        expected: char,
        /// The one that stands there.
        found: char,
    },
    /// A form no longer issued.
    #[error("a form no longer issued; now {now}")]
    Legacy {
        /// What is used today.
        now: &'static str,
    },
    /// A value that the table of this crate does not list.
    #[error("{part} {found} is not in the list")]
    Unlisted {
        /// Name of the part.
        part: &'static str,
        /// The value.
        found: String,
    },
    /// A form whose rule was not found in a source, kept as it is.
    #[error("the rule of this form is not proved; kept as written")]
    Unproved,
}

impl Flaw {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "core.id.empty",
            Self::TooLong { .. } => "core.id.too-long",
            Self::Length { .. } => "core.id.length",
            Self::Character { .. } => "core.id.character",
            Self::Form { .. } => "core.id.form",
            Self::Part { .. } => "core.id.part",
            Self::CheckCharacter { .. } => "core.id.check-character",
            Self::NoCheckCharacter { .. } => "core.id.no-check-character",
            Self::UnprovedCheck { .. } => "core.id.unproved-check",
            Self::InnerCheck { .. } => "core.id.inner-check",
            Self::Legacy { .. } => "core.id.legacy",
            Self::Unlisted { .. } => "core.id.unlisted",
            Self::Unproved => "core.id.unproved",
        }
    }

    /// A part with an impossible value.
    pub(crate) fn part(part: &'static str, expected: &'static str, found: impl ToString) -> Self {
        Self::Part {
            part,
            expected,
            found: found.to_string(),
        }
    }

    /// The flaw as a problem of the request field `text`.
    pub fn problem(&self) -> Problem {
        let problem = Problem::new(self.code()).at("/text");
        match self {
            Self::Empty | Self::Unproved => problem,
            Self::TooLong { most } => problem.expected(most),
            Self::Length { expected, found } => problem.expected(expected).found(found),
            Self::Character {
                place,
                expected,
                found,
            } => problem.expected(expected).found(found).arg("place", place),
            Self::Form { expected } => problem.expected(expected),
            Self::Part {
                part,
                expected,
                found,
            } => problem.expected(expected).found(found).arg("part", part),
            Self::CheckCharacter { expected, found } | Self::UnprovedCheck { expected, found } => {
                problem.expected(expected).found(found)
            }
            Self::NoCheckCharacter { expected } => problem.expected(expected),
            Self::InnerCheck {
                part,
                expected,
                found,
            } => problem.expected(expected).found(found).arg("part", part),
            Self::Legacy { now } => problem.expected(now),
            Self::Unlisted { part, found } => problem.found(found).arg("part", part),
        }
    }
}

/// Codes this module can emit.
pub const CODES: &[&str] = &[
    "core.id.empty",
    "core.id.too-long",
    "core.id.length",
    "core.id.character",
    "core.id.form",
    "core.id.part",
    "core.id.check-character",
    "core.id.no-check-character",
    "core.id.unproved-check",
    "core.id.inner-check",
    "core.id.legacy",
    "core.id.unlisted",
    "core.id.unproved",
    "core.id.unrecognised",
];
