//! Legal instruments and references to their articles; how well a fact is proved.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::text::{Lang, Text};

/// A reference to a legal instrument (法律文件), and to an article of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LawRef {
    /// Key in the [`Registry`], such as `patent-law` or `caishui-2018-37`.
    pub id: String,
    /// Article, rule or item as printed, such as `115` or `6(2)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

impl LawRef {
    /// A reference to an article.
    pub fn new(id: impl Into<String>, article: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            article: Some(article.into()),
        }
    }

    /// A reference to an instrument as a whole.
    pub fn whole(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            article: None,
        }
    }

    /// The article as people read it: `第32条(4)`, `article 32(4)`; what does not begin with a number stands as
    /// printed. `None` for an instrument as a whole.
    ///
    /// ```
    /// use ip_core::law::LawRef;
    /// use ip_core::text::Lang;
    /// let law = LawRef::new("licensing-law", "32(4)");
    /// assert_eq!(law.article_in(Lang::Zh).as_deref(), Some("第32条(4)"));
    /// assert_eq!(law.article_in(Lang::En).as_deref(), Some("article 32(4)"));
    /// assert_eq!(LawRef::new("x", "附件1").article_in(Lang::En).as_deref(), Some("附件1"));
    /// ```
    pub fn article_in(&self, lang: Lang) -> Option<String> {
        let article = self.article.as_deref()?;
        let end = article
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(article.len());
        let (number, rest) = article.split_at(end);
        Some(match lang {
            _ if number.is_empty() => article.into(),
            Lang::Zh => format!("第{number}条{rest}"),
            Lang::En => format!("article {article}"),
        })
    }
}

/// How well a fact in a data file is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Doubtful: never used silently.
    Doubtful,
    /// Believed: background knowledge, not read in a source.
    Believed,
    /// Seen in a source.
    Seen,
}

impl Mark {
    /// Whether a page must call the fact unverified.
    pub const fn is_unverified(self) -> bool {
        !matches!(self, Self::Seen)
    }
}

/// A legal instrument with the days it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Instrument {
    /// Key used by references.
    pub id: String,
    /// Title in both languages.
    pub title: Text,
    /// Document number, such as `国务院令第769号`.
    #[serde(default)]
    pub number: Option<String>,
    /// First day in force, where known.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Last day in force; absent while in force.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// How well the entry is proved.
    pub mark: Mark,
}

/// The register of legal instruments that data files may cite.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    #[serde(default, rename = "instrument")]
    instruments: Vec<Instrument>,
}

impl Registry {
    /// The register shipped with this crate (`data/law/*.toml`).
    ///
    /// # Errors
    ///
    /// `core.law.unreadable` if a data file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        Self::from_toml(concat!(
            include_str!("../data/law/general.toml"),
            include_str!("../data/law/fees.toml"),
            include_str!("../data/law/matters.toml"),
            include_str!("../data/law/certificates.toml"),
            include_str!("../data/law/reviews.toml"),
        ))
    }

    /// Reads a register; ids must be unique.
    ///
    /// # Errors
    ///
    /// `core.law.unreadable` or `core.law.duplicate`.
    pub fn from_toml(text: &str) -> Result<Self, Problem> {
        let mut registry: Self =
            toml::from_str(text).map_err(|e| Problem::new("core.law.unreadable").found(e))?;
        registry.instruments.sort_by(|a, b| a.id.cmp(&b.id));
        match registry.instruments.windows(2).find(|w| w[0].id == w[1].id) {
            Some(twice) => Err(Problem::new("core.law.duplicate").found(&twice[0].id)),
            None => Ok(registry),
        }
    }

    /// The instrument with this id.
    pub fn get(&self, id: &str) -> Option<&Instrument> {
        let at = self
            .instruments
            .binary_search_by(|i| i.id.as_str().cmp(id))
            .ok()?;
        self.instruments.get(at)
    }

    /// All instruments, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Instrument> {
        self.instruments.iter()
    }
}
