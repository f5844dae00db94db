//! A guide as a printed page (指南输出): Markdown and HTML in Chinese or English.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::problem::Problems;
use ip_core::text::{Lang, Text};
use serde::{Deserialize, Serialize};

use crate::guide::Guide;
use crate::limit::Length;
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

/// A heading with its lines, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub heading: String,
    /// Lines, each a list item.
    pub lines: Vec<String>,
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

    fn word(&self, key: &str, lang: Lang) -> String {
        let known = self.words.get(key).or_else(|| self.headings.get(key));
        known.map_or_else(|| key.into(), |text| text.in_lang(lang).into())
    }

    /// The word for an enum value, by its name in JSON.
    fn name(&self, value: &impl Serialize, lang: Lang) -> String {
        self.word(&name_of(value).unwrap_or_default(), lang)
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

    /// The guide as headings and lines; empty sections are left out.
    pub fn sections(&self, guide: &Guide, lang: Lang) -> Vec<Section> {
        let text = |t: &Text| t.in_lang(lang).to_string();
        let mut all = Vec::new();
        let mut put = |heading: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                let heading = self.word(heading, lang);
                all.push(Section { heading, lines });
            }
        };
        let basis = guide.basis.iter().map(|c| match &c.law.article {
            Some(article) => format!("{} {article}", c.title.in_lang(lang)),
            None => text(&c.title),
        });
        put("basis", basis.collect());
        let mut who: Vec<String> = guide
            .applicants
            .iter()
            .map(|a| self.name(a, lang))
            .collect();
        who.extend(guide.role.iter().map(&text));
        who.extend(guide.agent.then(|| self.word("agent", lang)));
        put("applicants", who);
        put(
            "conditions",
            guide.conditions.iter().map(|c| text(&c.text)).collect(),
        );
        let materials = guide.materials.iter().map(|m| {
            let mut line = format!("{}: {}", text(&m.name), self.name(&m.necessity, lang));
            if !m.waivable_by.is_empty() {
                line = format!("{line}; {}", self.word("waivable", lang));
            }
            let named = |id: &String| guide.situations.iter().find(|s| s.id == *id);
            let when: Vec<String> = m
                .situations
                .iter()
                .filter_map(|id| Some(text(&named(id)?.name)))
                .collect();
            if when.is_empty() {
                line
            } else {
                format!("{line} ({})", when.join(" / "))
            }
        });
        put("materials", materials.collect());
        let statutory = guide.statutory.as_ref().map_or_else(
            || match guide.provenance.get("limits") {
                // Nobody has seen whether law sets one: that is not the same as none.
                Some(limits) if !limits.mark.is_unverified() => self.word("none", lang),
                _ => self.word("unseen", lang),
            },
            |l| self.length(l.length(), lang),
        );
        let mut limits = alloc::vec![format!("{}: {statutory}", self.word("statutory", lang))];
        limits.extend(
            guide
                .promised
                .map(|l| format!("{}: {}", self.word("promised", lang), self.length(l, lang))),
        );
        let others = guide.authority_limits.iter().chain(&guide.applicant_limits);
        limits.extend(
            others.map(|l| format!("{}: {}", text(&l.what), self.length(l.length(), lang))),
        );
        put("limits", limits);
        put("fee", alloc::vec![self.name(&guide.fee.charged, lang)]);
        put("steps", guide.steps.iter().map(|s| text(&s.name)).collect());
        put("result", alloc::vec![text(&guide.result.name)]);
        let mut channels: Vec<String> = guide.channels.iter().map(|c| self.name(c, lang)).collect();
        channels.extend(
            guide
                .visits
                .map(|n| format!("{}: {n}", self.word("visits", lang))),
        );
        put("channels", channels);
        let remedies = guide.remedies.iter().map(|r| {
            let length = Length {
                n: r.n,
                unit: r.unit,
            };
            let from = self.word("from-service", lang);
            format!("{} ({from} {})", text(&r.what), self.length(length, lang))
        });
        put("remedies", remedies.collect());
        let faq = guide.faq.iter();
        put(
            "faq",
            faq.map(|f| format!("{} {}", text(&f.question), text(&f.answer)))
                .collect(),
        );
        let phone = |key: &str, number: &Option<String>| {
            number
                .as_ref()
                .map(|n| format!("{}: {n}", self.word(key, lang)))
        };
        let contact = [
            phone("consult", &guide.consult_phone),
            phone("complaint", &guide.complaint_phone),
        ];
        put("contact", contact.into_iter().flatten().collect());
        let unverified: Vec<String> = guide
            .unverified()
            .filter(|field| self.headings.contains_key(*field))
            .map(|field| self.word(field, lang))
            .collect();
        put("unverified", unverified);
        all
    }

    /// The guide as Markdown.
    pub fn markdown(&self, guide: &Guide, lang: Lang) -> String {
        let mut page = format!("# {}\n", escaped_md(guide.name.in_lang(lang)));
        for section in self.sections(guide, lang) {
            page.push_str(&format!("\n## {}\n\n", section.heading));
            for line in section.lines {
                page.push_str(&format!("- {}\n", escaped_md(&line)));
            }
        }
        page
    }

    /// The guide as a whole HTML page.
    pub fn html(&self, guide: &Guide, lang: Lang) -> String {
        let title = escaped(guide.name.in_lang(lang));
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\n\
             <body>\n<main>\n<h1>{title}</h1>\n",
            lang.tag()
        );
        for section in self.sections(guide, lang) {
            page.push_str(&format!("<h2>{}</h2>\n<ul>\n", escaped(&section.heading)));
            for line in section.lines {
                page.push_str(&format!("<li>{}</li>\n", escaped(&line)));
            }
            page.push_str("</ul>\n");
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn escaped_md(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
