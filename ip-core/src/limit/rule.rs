//! From what a limit is counted, and how long it is.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::period::{Ends, Length, Start, Unit};

/// One period, one that follows another limit, or the later or earlier of several.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// The facts that can start it; the first one given does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// In place of a fact: the limit at whose end it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// In place of `n`: the fact that says how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_from: Option<String>,
    /// So many fewer than that fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub less: Option<u32>,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Where a period of months or years ends.
    #[serde(default)]
    pub ends: Ends,
    /// From where it is counted.
    #[serde(default)]
    pub start: Start,
    /// Whether it is counted backwards.
    #[serde(default)]
    pub before: bool,
    /// The later of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later_of: Vec<Self>,
    /// The earlier of these; those whose facts are missing are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_of: Vec<Self>,
}

impl Rule {
    /// Adds the names of the facts it reads, each once.
    pub fn facts<'a>(&'a self, names: &mut Vec<&'a str>) {
        for name in self.from.iter().chain(&self.n_from) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        for part in self.later_of.iter().chain(&self.earlier_of) {
            part.facts(names);
        }
    }

    /// The limit it follows.
    pub fn follows(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// Whether it starts from nothing.
    pub(super) fn is_empty(&self) -> bool {
        let single = !self.from.is_empty() || self.after.is_some();
        let lasts = self.unit.is_some() && (self.n.is_some() || self.n_from.is_some());
        !(single && lasts) && self.later_of.is_empty() && self.earlier_of.is_empty()
    }

    /// The fixed length of a single period.
    pub const fn length(&self) -> Option<Length> {
        match (self.n, self.unit) {
            (Some(n), Some(unit)) => Some(Length { n, unit }),
            _ => None,
        }
    }

    /// From where it is counted, backwards included.
    pub(super) const fn counted_from(&self) -> Start {
        if self.before {
            Start::Backwards
        } else {
            self.start
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = |f: &mut fmt::Formatter<'_>, name: &str, parts: &[Self]| {
            write!(f, "{name}(")?;
            for (i, part) in parts.iter().enumerate() {
                if i > 0 {
                    f.write_str(", ")?;
                }
                write!(f, "{part}")?;
            }
            f.write_str(")")
        };
        if !self.later_of.is_empty() {
            return several(f, "laterOf", &self.later_of);
        }
        if !self.earlier_of.is_empty() {
            return several(f, "earlierOf", &self.earlier_of);
        }
        match (self.length(), &self.n_from) {
            (Some(length), _) => write!(f, "{length}")?,
            (None, Some(fact)) => write!(f, "{fact} - {} year", self.less.unwrap_or_default())?,
            (None, None) => {}
        }
        match (&self.after, self.from.first()) {
            (Some(after), _) => write!(f, " after {after}"),
            (None, Some(from)) if self.before => write!(f, " before {from}"),
            (None, Some(from)) => write!(f, " from {from}"),
            (None, None) => Ok(()),
        }
    }
}
