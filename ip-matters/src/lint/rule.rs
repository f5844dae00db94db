//! Rules, findings, and what could not be checked.

use alloc::string::String;

use ip_core::law::LawRef;
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

/// How heavy a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The rule was not checked: something that it needs is not there. Never the same as passed.
    NotChecked,
    /// Worth knowing.
    Info,
    /// Should be mended.
    Warning,
    /// Breaks law or structure.
    Error,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// A law or regulation.
    Law,
    /// A standard.
    Standard,
    /// Good practice.
    Practice,
}

/// A rule of the lint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Id, such as `R06`.
    pub id: String,
    /// How heavy.
    pub severity: Severity,
    /// Where from.
    pub origin: OriginKind,
    /// The article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<LawRef>,
    /// What it asks.
    pub title: Text,
    /// What to do where it is broken.
    pub fix: Text,
    /// What it needs beside the list; where that is not given, the rule is not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Text>,
}

/// A rule that could not be checked: never the same as passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Unchecked {
    /// Rule.
    pub rule: String,
    /// How many entries it would have looked at.
    pub entries: usize,
    /// What was missing.
    pub needs: Text,
}

/// One fault of a list; in a report also a rule that was not checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Rule.
    pub rule: String,
    /// How heavy.
    pub severity: Severity,
    /// The entry: its code, else its matter, else its name.
    pub entry: String,
    /// JSON pointer into the list.
    pub pointer: String,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Where the rule comes from.
    pub origin: OriginKind,
    /// The article it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<LawRef>,
    /// What to do.
    pub fix: Text,
}
