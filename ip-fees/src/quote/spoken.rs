//! A quote in words, for people: to read, to copy, to print.

use alloc::string::ToString;
use core::fmt;

use ip_core::law::{LawRef, Registry};
use ip_core::text::Lang;

use super::{Line, Outcome, Quote};

/// Prints a quote in one language: each item with its calculation, its reason, its law and tariff
/// and the last day for paying; the sums; then the notes.
///
/// ```
/// use ip_core::{law::Registry, text::Lang};
/// use ip_fees::{engine::Engine, request::Request};
/// let engine = Engine::builtin()?;
/// let laws = Registry::builtin()?;
/// let request = Request::from_json(
///     br#"{"date": "2025-03-10", "acts": [{"act": "patent.copy", "copies": 2}]}"#,
/// )?;
/// let text = engine.quote(&request)?.spoken(Lang::En).citing(&laws).to_string();
/// assert!(text.starts_with("Certified copy of a patent document: 30.00 × 2 = 60.00 CNY\n"));
/// assert!(text.ends_with("Total: 60.00 CNY\n"));
/// # Ok::<(), ip_core::problem::Problems>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'q, 't> {
    quote: &'q Quote<'t>,
    lang: Lang,
    laws: Option<&'q Registry>,
}

impl<'q, 't> Spoken<'q, 't> {
    pub(super) const fn new(quote: &'q Quote<'t>, lang: Lang) -> Self {
        Self {
            quote,
            lang,
            laws: None,
        }
    }

    /// The same with instruments by their titles rather than their keys.
    #[must_use]
    pub const fn citing(self, laws: &'q Registry) -> Self {
        Self {
            laws: Some(laws),
            ..self
        }
    }

    const fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// An item: what is paid, then why, on which law and until when.
    fn line(&self, line: &Line<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = self.pick("：", ": ");
        write!(f, "{}{colon}", line.title(self.lang))?;
        match line.outcome {
            Outcome::Unknown => f.write_str(self.pick("未知", "unknown"))?,
            _ => {
                let (figures, amount) = (line.figures().to_string(), line.amount.to_string());
                // A calculation of one number explains nothing.
                if figures != amount {
                    write!(f, "{figures} = ")?;
                }
                write!(f, "{amount} {}", line.currency.code())?;
            }
        }
        write!(f, "\n  {}", self.quote.reason(line, self.lang))?;
        if let Some(missing) = line.missing {
            write!(f, " ({missing})")?;
        }
        if line.mark().is_some_and(ip_core::law::Mark::is_unverified) {
            f.write_str(self.pick("（未核实）", " (unverified)"))?;
        }
        let mut laws = line.basis().peekable();
        if laws.peek().is_some() {
            write!(f, "\n  {}{colon}", self.pick("依据", "Law"))?;
        }
        for (n, law) in laws.enumerate() {
            f.write_str(if n == 0 { "" } else { self.pick("；", "; ") })?;
            self.cite(law, f)?;
        }
        if !line.tariff.is_empty() {
            write!(
                f,
                "\n  {}{colon}{}",
                self.pick("收费标准", "Tariff"),
                line.tariff
            )?;
        }
        if let Some(due) = line.due {
            let missed = self.quote.labels.get(due.if_missed.label());
            write!(
                f,
                "\n  {}{colon}{}{}{}",
                self.pick("缴费期限", "Pay by"),
                due.effective,
                self.pick("，逾期：", "; otherwise: "),
                missed.in_lang(self.lang),
            )?;
        }
        f.write_str("\n")
    }

    /// An instrument by its title where that is known, with the article.
    fn cite(&self, law: &LawRef, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.laws.and_then(|laws| laws.get(&law.id));
        f.write_str(known.map_or(law.id.as_str(), |known| known.title.in_lang(self.lang)))?;
        match &law.article {
            Some(article) => write!(f, " {article}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Spoken<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.quote.lines {
            self.line(line, f)?;
        }
        let total = self.pick("合计：", "Total: ");
        if self.quote.outcome == Outcome::Unknown {
            writeln!(f, "{total}{}", self.pick("未知", "unknown"))?;
        }
        for sum in self.quote.totals() {
            writeln!(f, "{total}{} {}", sum.amount, sum.currency.code())?;
        }
        for note in &self.quote.notes {
            writeln!(f, "* {}", self.quote.remark(note, self.lang))?;
        }
        Ok(())
    }
}
