//! Guides as printed pages (指南输出): Markdown, and one HTML page that prints a guide a sheet.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::NaiveDate;
use ip_core::text::{Lang, Text};

use super::Labels;
use crate::guide::{Citation, Guide};
use crate::limit::Length;
use crate::matter::Charged;
use crate::outlet::{Hours, Outlet};

/// A heading with its lines, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub heading: String,
    /// Lines, each a list item.
    pub lines: Vec<String>,
}

/// A guide to be printed, with what stands outside of it.
#[derive(Debug, Clone)]
pub struct Printed<'a> {
    /// The guide.
    pub guide: &'a Guide,
    /// The outlets that handle it on the day.
    pub outlets: Vec<&'a Outlet>,
    /// What it costs, line by line and in the language of the page; empty where no amount is known.
    pub cost: Vec<String>,
}

impl<'a> Printed<'a> {
    /// A guide with those outlets that handle its matter on a day.
    pub fn new(
        guide: &'a Guide,
        outlets: impl IntoIterator<Item = &'a Outlet>,
        day: NaiveDate,
        cost: Vec<String>,
    ) -> Self {
        let open = outlets.into_iter();
        let open = open.filter(|o| o.exists_on(day) && o.handles(&guide.matter));
        Self {
            guide,
            outlets: open.collect(),
            cost,
        }
    }
}

impl Labels {
    /// The guide as headings and lines; empty sections are left out.
    pub fn sections(&self, printed: &Printed<'_>, lang: Lang) -> Vec<Section> {
        let guide = printed.guide;
        let text = |t: &Text| t.in_lang(lang).to_string();
        let pair = |key: &str, value: String| format!("{}: {value}", self.word(key, lang));
        let all = [
            ("about", self.about(guide, lang)),
            (
                "basis",
                guide.basis.iter().map(|c| cited(c, lang)).collect(),
            ),
            ("applicants", self.who(guide, lang)),
            (
                "conditions",
                guide.conditions.iter().map(|c| text(&c.text)).collect(),
            ),
            ("materials", self.papers(guide, lang)),
            ("limits", self.limits(guide, lang)),
            ("fee", self.cost(printed, lang)),
            ("steps", guide.steps.iter().map(|s| text(&s.name)).collect()),
            ("result", alloc::vec![text(&guide.result.name)]),
            ("channels", self.channels(guide, lang)),
            ("outlets", self.places(printed, lang)),
            ("commitment", self.commitment(guide, lang)),
            ("remedies", self.remedies(guide, lang)),
            (
                "faq",
                guide
                    .faq
                    .iter()
                    .map(|f| format!("{} {}", text(&f.question), text(&f.answer)))
                    .collect(),
            ),
            (
                "contact",
                [
                    ("consult", &guide.consult_phone),
                    ("complaint", &guide.complaint_phone),
                ]
                .into_iter()
                .filter_map(|(key, number)| Some(pair(key, number.clone()?)))
                .collect(),
            ),
            ("note", guide.note.iter().map(text).collect()),
            (
                "unverified",
                guide
                    .unverified()
                    .filter(|field| self.has_heading(field))
                    .map(|field| self.word(field, lang))
                    .collect(),
            ),
        ];
        all.into_iter()
            .filter(|(_, lines): &(&str, Vec<String>)| !lines.is_empty())
            .map(|(heading, lines)| Section {
                heading: self.word(heading, lang),
                lines,
            })
            .collect()
    }

    /// Who handles it, under which code and version.
    fn about(&self, guide: &Guide, lang: Lang) -> Vec<String> {
        let values = [
            (
                "guide.body",
                guide
                    .body
                    .as_ref()
                    .map(|b| b.name.in_lang(lang).to_string()),
            ),
            (
                "guide.level",
                guide.level.map(|level| self.name(&level, lang)),
            ),
            ("guide.code", guide.implementation.clone()),
            ("guide.matter", Some(guide.matter.to_string())),
            ("guide.version", Some(guide.version.to_string())),
            ("guide.state", Some(self.name(&guide.state, lang))),
            (
                "guide.procedure",
                guide
                    .regime_name
                    .as_ref()
                    .map(|t| t.in_lang(lang).to_string()),
            ),
        ];
        let known = values.into_iter();
        let known = known.filter_map(|(key, value)| Some((key, value?)));
        known
            .map(|(key, value)| format!("{}: {value}", self.word(key, lang)))
            .collect()
    }

    fn who(&self, guide: &Guide, lang: Lang) -> Vec<String> {
        let applicants = guide.applicants.iter().map(|a| self.name(a, lang));
        let role = guide.role.iter().map(|t| t.in_lang(lang).to_string());
        let agent = guide.agent.then(|| self.word("agent", lang));
        applicants.chain(role).chain(agent).collect()
    }

    fn papers(&self, guide: &Guide, lang: Lang) -> Vec<String> {
        let paper = |m: &crate::entry::Material| {
            let mut line = format!(
                "{}: {}",
                m.name.in_lang(lang),
                self.name(&m.necessity, lang)
            );
            if !m.waivable_by.is_empty() {
                line = format!("{line}; {}", self.word("waivable", lang));
            }
            if !m.accepts.is_empty() {
                line = format!(
                    "{line}; {} {}",
                    self.word("guide.accepts", lang),
                    m.accepts.join("/")
                );
            }
            if let Some(help) = &m.help {
                line = format!("{line}; {}", help.in_lang(lang));
            }
            let named = |id: &String| guide.situations.iter().find(|s| s.id == *id);
            let when = m.situations.iter().filter_map(named);
            let when: Vec<&str> = when.map(|s| s.name.in_lang(lang)).collect();
            if when.is_empty() {
                line
            } else {
                format!("{line} ({})", when.join(" / "))
            }
        };
        guide.materials.iter().map(paper).collect()
    }

    fn limits(&self, guide: &Guide, lang: Lang) -> Vec<String> {
        let statutory = guide.statutory.as_ref().map_or_else(
            || match guide.provenance.get("limits") {
                // Nobody has seen whether law sets one: that is not the same as none.
                Some(limits) if !limits.mark.is_unverified() => self.word("none", lang),
                _ => self.word("unseen", lang),
            },
            |l| self.length(l.length(), lang),
        );
        let mut lines = alloc::vec![format!("{}: {statutory}", self.word("statutory", lang))];
        let promised = guide.promised.map(|l| self.length(l, lang));
        lines.extend(promised.map(|l| format!("{}: {l}", self.word("promised", lang))));
        let others = guide.authority_limits.iter().chain(&guide.applicant_limits);
        lines.extend(others.map(|l| {
            let what = l.what.in_lang(lang);
            format!("{what}: {}", self.length(l.length(), lang))
        }));
        lines
    }

    /// The amounts where they are known, else whether a fee is charged.
    fn cost(&self, printed: &Printed<'_>, lang: Lang) -> Vec<String> {
        let charged = printed.guide.fee.charged;
        if charged == Charged::Yes && !printed.cost.is_empty() {
            return printed.cost.clone();
        }
        alloc::vec![self.name(&charged, lang)]
    }

    fn channels(&self, guide: &Guide, lang: Lang) -> Vec<String> {
        let visits = guide
            .visits
            .map(|n| format!("{}: {n}", self.word("visits", lang)));
        let channels = guide.channels.iter().map(|c| self.name(c, lang));
        channels.chain(visits).collect()
    }

    /// Each outlet with its address, hours, telephone and the windows that handle the matter.
    fn places(&self, printed: &Printed<'_>, lang: Lang) -> Vec<String> {
        let place = |outlet: &&Outlet| {
            let windows = outlet.windows.iter();
            let windows = windows.filter(|w| w.matters.contains(&printed.guide.matter));
            let hours = outlet.hours.iter().map(|h| self.hours(h, lang));
            let parts = [outlet.address.in_lang(lang).to_string()]
                .into_iter()
                .chain(windows.map(|w| w.name.in_lang(lang).to_string()))
                .chain(hours)
                .chain([outlet.phone.clone()]);
            let parts: Vec<String> = parts.collect();
            format!("{}: {}", outlet.name.in_lang(lang), parts.join("; "))
        };
        printed.outlets.iter().map(place).collect()
    }

    /// Days and times, such as `周一至周五 09:00–12:00`.
    pub(super) fn hours(&self, hours: &Hours, lang: Lang) -> String {
        let day = |day: &u8| self.word(&format!("weekday.{day}"), lang);
        let unbroken = hours
            .days
            .windows(2)
            .all(|pair| pair[0].checked_add(1) == Some(pair[1]));
        let days = match hours.days.as_slice() {
            [first, .., last] if unbroken => {
                format!("{}{}{}", day(first), self.word("hours.to", lang), day(last))
            }
            days => days.iter().map(day).collect::<Vec<_>>().join(", "),
        };
        format!(
            "{days} {}–{}",
            hours.from.format("%H:%M"),
            hours.to.format("%H:%M")
        )
    }

    fn commitment(&self, guide: &Guide, lang: Lang) -> Vec<String> {
        let notice = guide.commitment.iter();
        notice.map(|c| c.notice.in_lang(lang).to_string()).collect()
    }

    fn remedies(&self, guide: &Guide, lang: Lang) -> Vec<String> {
        let remedy = |r: &crate::regime::Remedy| {
            let length = Length {
                n: r.n,
                unit: r.unit,
            };
            let from = self.word("from-service", lang);
            let length = self.length(length, lang);
            format!("{} ({from} {length})", r.what.in_lang(lang))
        };
        guide.remedies.iter().map(remedy).collect()
    }

    /// The guide as Markdown.
    pub fn markdown(&self, printed: &Printed<'_>, lang: Lang) -> String {
        let title = printed.guide.name.in_lang(lang);
        let mut page = format!("# {}\n", escaped_md(title));
        for section in self.sections(printed, lang) {
            page.push_str(&format!("\n## {}\n\n", section.heading));
            for line in section.lines {
                page.push_str(&format!("- {}\n", escaped_md(&line)));
            }
        }
        page
    }

    /// The guides as one HTML page with a table of contents, which prints each from a sheet of its own.
    pub fn html(&self, printed: &[Printed<'_>], lang: Lang) -> String {
        let title = match printed {
            [only] => escaped(only.guide.name.in_lang(lang)),
            _ => self.word("guide.all", lang),
        };
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n\
             <style>{STYLE}</style></head>\n<body>\n",
            lang.tag()
        );
        if printed.len() > 1 {
            page.push_str(&format!("<nav><h1>{title}</h1>\n<ul>\n"));
            for one in printed {
                let name = escaped(one.guide.name.in_lang(lang));
                page.push_str(&format!(
                    "<li><a href=\"#{}\">{name}</a></li>\n",
                    one.guide.matter
                ));
            }
            page.push_str("</ul></nav>\n");
        }
        page.push_str("<main>\n");
        for one in printed {
            let name = escaped(one.guide.name.in_lang(lang));
            page.push_str(&format!(
                "<article id=\"{}\">\n<h1>{name}</h1>\n",
                one.guide.matter
            ));
            for section in self.sections(one, lang) {
                page.push_str(&format!("<h2>{}</h2>\n<ul>\n", escaped(&section.heading)));
                for line in section.lines {
                    page.push_str(&format!("<li>{}</li>\n", escaped(&line)));
                }
                page.push_str("</ul>\n");
            }
            page.push_str("</article>\n");
        }
        page.push_str("</main>\n</body>\n</html>\n");
        page
    }
}

/// Readable on a phone and on paper, light and dark.
const STYLE: &str = ":root{color-scheme:light dark}\
body{font:1rem/1.6 system-ui,sans-serif;max-width:48rem;margin:0 auto;padding:1rem}\
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.2em 0 .3em}ul{margin:0;padding-left:1.2em}\
li{overflow-wrap:anywhere}\
@media print{nav{display:none}article{break-after:page}h2{break-after:avoid}}";

/// A law with its article, as people cite it.
fn cited(citation: &Citation, lang: Lang) -> String {
    let title = citation.title.in_lang(lang);
    match (citation.law.article_in(lang), lang) {
        (Some(article), Lang::Zh) => format!("《{title}》{article}"),
        (Some(article), Lang::En) => format!("{title}, {article}"),
        (None, Lang::Zh) => format!("《{title}》"),
        (None, Lang::En) => title.to_string(),
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
