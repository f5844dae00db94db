//! The words of printed guides and of compared lists, in Chinese and English (`data/labels.toml`).

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::problem::Problems;
use ip_core::text::{Lang, Text};
use serde::{Deserialize, Serialize};

use crate::limit::Length;
use crate::outlet::Hours;
use crate::profile::{name_of, named};
use crate::toml_file;

/// Headings and words of a printed guide.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    headings: BTreeMap<String, Text>,
    words: BTreeMap<String, Text>,
    units: BTreeMap<String, Text>,
}

impl Labels {
    /// The labels shipped with this crate (`data/labels.toml`).
    ///
    /// # Errors
    ///
    /// A damaged file, which a test excludes.
    pub fn builtin() -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let text = include_str!("../../data/labels.toml");
        toml_file::read("labels.toml", text, &mut problems).ok_or(problems)
    }

    pub(super) fn word(&self, key: &str, lang: Lang) -> String {
        let known = self.words.get(key).or_else(|| self.headings.get(key));
        known.map_or_else(|| key.into(), |text| text.in_lang(lang).into())
    }

    /// The word for an enum value, by its name in JSON.
    pub(super) fn name(&self, value: &impl Serialize, lang: Lang) -> String {
        self.word(&name_of(value).unwrap_or_default(), lang)
    }

    /// Whether a field has a heading of its own.
    pub(super) fn has_heading(&self, field: &str) -> bool {
        self.headings.contains_key(field)
    }

    /// A length in words.
    pub fn length(&self, length: Length, lang: Lang) -> String {
        let unit = self.units.get(&name_of(&length.unit).unwrap_or_default());
        unit.map(|t| t.in_lang(lang).replace("{n}", &length.n.to_string()))
            .unwrap_or_default()
    }

    /// A value as a difference or a finding holds it, in words: each part of `10 working-day` or
    /// `required, waivable` that has a word gets it, the rest stays as it stands.
    ///
    /// ```
    /// use ip_core::text::Lang;
    /// let labels = ip_matters::exchange::Labels::builtin()?;
    /// assert_eq!(labels.value("promised", "10 working-day", Lang::Zh), "10个工作日");
    /// assert_eq!(labels.value("scope", "city", Lang::En), "within the city");
    /// assert_eq!(labels.value("body", "示例市知识产权局", Lang::En), "示例市知识产权局");
    /// # Ok::<(), ip_core::problem::Problems>(())
    /// ```
    pub fn value(&self, field: &str, raw: &str, lang: Lang) -> String {
        let one = |part: &str| {
            if let Some((n, unit)) = part.split_once(' ')
                && let (Ok(n), Some(unit)) = (n.parse(), named(unit))
            {
                return self.length(Length { n, unit }, lang);
            }
            let own = format!("{field}.{part}");
            let known = self.words.get(&own).or_else(|| self.words.get(part));
            known.map_or_else(|| part.to_string(), |text| text.in_lang(lang).into())
        };
        let parts: Vec<String> = raw.split(", ").map(one).collect();
        parts.join(", ")
    }

    /// The opening hours of a place, stretch by stretch.
    pub(super) fn open(&self, hours: &[Hours], lang: Lang) -> String {
        let all: Vec<String> = hours.iter().map(|h| self.hours(h, lang)).collect();
        all.join("; ")
    }

    /// A length from its Chinese words, as [`Labels::length`] writes them.
    pub fn read_length(&self, text: &str) -> Option<Length> {
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let n = text.get(..digits)?.parse().ok()?;
        let unit = text.get(digits..)?.trim();
        let says = |t: &Text| t.zh.strip_prefix("{n}") == Some(unit);
        let (name, _) = self.units.iter().find(|(_, t)| says(t))?;
        Some(Length {
            n,
            unit: named(name)?,
        })
    }
}
