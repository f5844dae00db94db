//! A quote in words, for people.

use core::fmt;

use ip_core::money::Currency;
use ip_core::text::Lang;

use super::{Outcome, Quote};

/// Prints a quote in one language: a line for each item with its calculation and its reason, the
/// sums, then the notes.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'q, 't> {
    pub(super) quote: &'q Quote<'t>,
    pub(super) lang: Lang,
}

impl fmt::Display for Spoken<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { quote, lang } = *self;
        for line in &quote.lines {
            write!(f, "{}: ", line.title(lang))?;
            match line.outcome {
                Outcome::Unknown => f.write_str("?")?,
                _ => write!(f, "{} = {}", line.figures(), line.amount)?,
            }
            write!(f, " ({})", quote.reason(line, lang))?;
            for (n, law) in line.basis().enumerate() {
                f.write_str(if n == 0 { " [" } else { ", " })?;
                f.write_str(&law.id)?;
                if let Some(article) = &law.article {
                    write!(f, " {article}")?;
                }
            }
            f.write_str(if line.basis().next().is_some() {
                "]\n"
            } else {
                "\n"
            })?;
        }
        for total in quote.totals() {
            writeln!(f, "= {} {}", total.amount, code(total.currency))?;
        }
        for note in &quote.notes {
            writeln!(f, "* {}", quote.remark(note, lang))?;
        }
        Ok(())
    }
}

/// The ISO 4217 code of a currency.
const fn code(currency: Currency) -> &'static str {
    match currency {
        Currency::Cny => "CNY",
        Currency::Chf => "CHF",
        Currency::Eur => "EUR",
    }
}
