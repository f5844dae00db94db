//! Named time limits (法定期限): what starts each, how long it is, whether it rolls, by which law.
//!
//! ```
//! use ip_core::calendar::Calendar;
//! use ip_core::limit::Limits;
//! let request = serde_json::from_str(
//!     r#"{"limit": "patent.reexamination", "facts": {"receipt": {"channel": "post", "dispatched": "2026-06-16"}}}"#,
//! )?;
//! let deadline = Limits::builtin()?.deadline(&request, &Calendar::builtin()?)?;
//! assert_eq!(deadline.trigger.to_string(), "2026-07-01"); // dispatch and fifteen days
//! assert_eq!(deadline.nominal.to_string(), "2026-10-01");
//! assert_eq!(deadline.effective.to_string(), "2026-10-08");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod extension;
mod rule;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use extension::ExtensionRule;
pub use rule::Rule;

use crate::dated::Days;
use crate::law::{LawRef, Mark, Registry};
use crate::period::{Length, Regime, Roll, Rules};
use crate::problem::Problem;
use crate::text::Text;

/// Codes this module can emit.
pub const CODES: &[&str] = &[
    "core.limit.unreadable",
    "core.limit.unknown",
    "core.limit.missing-fact",
    "core.limit.unexpected-fact",
    "core.limit.wrong-fact",
    "core.limit.law-not-loaded",
    "core.limit.law-changes",
    "core.limit.law-came-later",
    "core.limit.roll-doubtful",
    "core.limit.doubtful",
    "core.limit.not-extendable",
    "core.limit.extension-length",
    "core.limit.extension-late",
    "core.limit.extension-base",
];

/// Whose limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A party must act by the day.
    Party,
    /// The office must act by the day.
    Office,
    /// A right lasts up to the day.
    Right,
    /// Something becomes possible from the day.
    Opens,
}

/// Whether a limit can be made longer before it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Extension {
    /// It cannot.
    None,
    /// A designated period: at most two months, once, on request before the end (指定期限).
    Designated,
    /// A period fixed by law, which nobody extends (法定期限).
    Statutory,
    /// The authority may extend its own time.
    ByOffice,
    /// A court may, within ten days after an obstacle ends.
    ByCourt,
    /// It is interrupted and suspended by rules of its own.
    Interruption,
}

/// Whether a missed limit can be made good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Restoration {
    /// It cannot.
    None,
    /// Restoration of rights (`Patent Implementing Rules 2023, r. 6`).
    #[serde(rename = "rule-6")]
    Rule6,
    /// For force majeure alone (`Patent Implementing Rules 2023, r. 6(1)`).
    ForceMajeure,
    /// By a route of its own, itself a named limit.
    OwnRoute,
}

/// What kind of value a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// A day.
    Day,
    /// A number.
    Number,
    /// A day, or how a document was served.
    Service,
}

/// A fact that limits ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Its name in requests.
    pub name: String,
    /// Its name for people.
    pub title: Text,
    /// What kind of value it is.
    pub kind: FactKind,
}

/// A named limit, as one law has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limit {
    /// Number of the entry in the working table of sources.
    pub row: u16,
    /// Its name in requests, such as `patent.reexamination`.
    pub id: String,
    /// Its name for people.
    pub title: Text,
    /// How it is counted.
    pub regime: Regime,
    /// From what, and how long.
    pub rule: Rule,
    /// Whether its end moves.
    pub roll: Roll,
    /// Whose it is.
    pub act: Act,
    /// Whether it can be made longer.
    pub extension: Extension,
    /// Whether it can be made good.
    pub restoration: Restoration,
    /// The articles.
    pub basis: Vec<LawRef>,
    /// First trigger day for which it is known to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last trigger day for which it is known to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The law that takes over and whose text is not loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// How well it is proved.
    pub mark: Mark,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

impl Limit {
    /// The trigger days for which it is known to hold.
    pub const fn days(&self) -> Days {
        Days {
            from: self.from,
            to: self.to,
        }
    }
}

/// A limit as `--list` prints it: with its facts spelt out and the days its law is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Listing<'a> {
    /// Name in requests; the rest of the entry follows.
    pub limit: &'a str,
    /// The facts it asks for.
    pub facts: Vec<&'a Fact>,
    /// Length, such as `2 month`, or `later of …`.
    pub length: String,
    /// Days on which the law cited first is in force.
    pub in_force: Days,
    /// By how much it can be made longer on request, at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_extension: Option<Length>,
    /// The entry.
    #[serde(flatten)]
    pub entry: &'a Limit,
}

/// Every named limit, and the rules by which they are counted.
#[derive(Debug, Clone)]
pub struct Limits {
    facts: Vec<Fact>,
    limits: Vec<Limit>,
    extensions: Vec<ExtensionRule>,
    rules: Rules,
    registry: Registry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "fact")]
    facts: Vec<Fact>,
    #[serde(rename = "extension", default)]
    extensions: Vec<ExtensionRule>,
    #[serde(rename = "limit")]
    limits: Vec<Limit>,
}

impl Limits {
    /// The limits shipped with this crate (`data/limit/limits.toml`).
    ///
    /// # Errors
    ///
    /// `core.limit.unreadable` and the like if a data file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(
            include_str!("../../data/limit/limits.toml"),
            Rules::builtin()?,
            Registry::builtin()?,
        )
    }

    /// Reads limits; every fact, earlier limit and law they name must exist.
    ///
    /// # Errors
    ///
    /// `core.limit.unreadable` with the limit and the name that does not exist.
    pub fn from_toml(text: &str, rules: Rules, registry: Registry) -> Result<Self, Problem> {
        let File {
            facts,
            extensions,
            limits,
        } = toml::from_str(text).map_err(|e| Problem::new("core.limit.unreadable").found(e))?;
        let all = Self {
            facts,
            limits,
            extensions,
            rules,
            registry,
        };
        for (i, extension) in all.extensions.iter().enumerate() {
            if let Some(law) = extension
                .basis
                .iter()
                .find(|b| all.registry.get(&b.id).is_none())
            {
                return Err(Problem::new("core.limit.unreadable")
                    .at(format!("/extension/{i}"))
                    .found(&law.id));
            }
        }
        for (i, limit) in all.limits.iter().enumerate() {
            let wrong = |what: &str| {
                Err(Problem::new("core.limit.unreadable")
                    .at(format!("/limit/{i}"))
                    .found(format!("{} {what}", limit.id)))
            };
            let mut names = Vec::new();
            limit.rule.facts(&mut names);
            if let Some(name) = names.iter().find(|n| all.fact(n).is_none()) {
                return wrong(name);
            }
            // A limit may follow only one that stands before it, so that no chain is a ring.
            let before = all.limits.get(..i).unwrap_or_default();
            if let Some(after) = limit.rule.follows()
                && !before.iter().any(|b| b.id == after)
            {
                return wrong(after);
            }
            let laws = limit.basis.iter().map(|b| b.id.as_str());
            for law in laws.chain(limit.successor.as_deref()) {
                if all.registry.get(law).is_none() {
                    return wrong(law);
                }
            }
            if limit.rule.is_empty() || limit.basis.is_empty() {
                return wrong("says nothing");
            }
            if before.iter().any(|b| {
                b.id == limit.id
                    && b.to
                        .is_none_or(|to| limit.from.is_none_or(|from| from <= to))
            }) {
                return wrong("overlaps an earlier entry");
            }
        }
        Ok(all)
    }

    /// Every entry; a limit that changed has one for each law.
    pub fn iter(&self) -> impl Iterator<Item = &Limit> {
        self.limits.iter()
    }

    /// The entries of one limit, oldest first.
    pub fn get(&self, id: &str) -> impl Iterator<Item = &Limit> {
        self.limits.iter().filter(move |limit| limit.id == id)
    }

    /// The rules of counting.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The fact with this name.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.name == name)
    }

    /// What `--list` prints.
    pub fn list(&self) -> impl Iterator<Item = Listing<'_>> {
        self.limits.iter().map(|entry| Listing {
            limit: &entry.id,
            facts: self.facts_of(entry),
            length: format!("{}", entry.rule),
            in_force: self.in_force(entry),
            longest_extension: self.extension_rule(entry).map(|e| e.most()),
            entry,
        })
    }

    /// The facts that a limit asks for, its own and those of the limits it follows.
    pub fn facts_of(&self, limit: &Limit) -> Vec<&Fact> {
        let mut names = Vec::new();
        limit.rule.facts(&mut names);
        let mut facts: Vec<&Fact> = names.iter().filter_map(|n| self.fact(n)).collect();
        if let Some(before) = limit.rule.follows().and_then(|id| self.get(id).next()) {
            facts.extend(self.facts_of(before));
        }
        facts
    }

    /// The days of the entry, filled up by those of the law it cites first.
    fn in_force(&self, limit: &Limit) -> Days {
        let law = limit.basis.first().and_then(|b| self.registry.get(&b.id));
        Days {
            from: limit.from.or_else(|| law.and_then(|l| l.from)),
            to: limit.to.or_else(|| law.and_then(|l| l.to)),
        }
    }
}
