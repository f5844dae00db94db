//! The JSON of a quote in one language, written without an intermediate tree.

use core::fmt;

use chrono::NaiveDate;
use ip_core::law::{LawRef, Mark};
use ip_core::text::Lang;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::{Cut, CutKind, Due, Line, Note, Outcome, Quote, Why};
use crate::label::Labels;
use crate::what_if::Alternative;

/// A quote in one language.
#[derive(Debug, Clone, Copy)]
pub struct Localized<'q, 't> {
    /// The quote.
    pub quote: &'q Quote<'t>,
    /// The language of titles and reasons.
    pub lang: Lang,
    /// What would change the sum, where that was asked.
    pub what_if: Option<&'q [Alternative]>,
}

/// A value with what is needed to write it in one language.
pub(crate) struct In<'a, T> {
    pub(crate) value: T,
    labels: &'a Labels,
    lang: Lang,
}

impl<'a, T> In<'a, T> {
    pub(crate) const fn new(value: T, labels: &'a Labels, lang: Lang) -> Self {
        Self {
            value,
            labels,
            lang,
        }
    }

    pub(crate) fn with<U>(&self, value: U) -> In<'a, U> {
        In::new(value, self.labels, self.lang)
    }
}

/// A list written item by item.
struct Each<'a, I>(In<'a, I>);

impl<'a, I> Serialize for Each<'a, I>
where
    I: Iterator + Clone,
    In<'a, I::Item>: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for value in self.0.value.clone() {
            seq.serialize_element(&self.0.with(value))?;
        }
        seq.end()
    }
}

impl Serialize for Localized<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let quote = self.quote;
        let all = |n| In::new(n, quote.labels, self.lang);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("outcome", &quote.outcome)?;
        match quote.total() {
            Some(total) => {
                map.serialize_entry("currency", &total.currency)?;
                map.serialize_entry("total", &total.amount)?;
            }
            None if quote.outcome != Outcome::Unknown => {
                map.serialize_entry("totals", &Totals(quote))?;
            }
            None => {}
        }
        map.serialize_entry(
            "lines",
            &Each(In::new(quote.lines.iter(), quote.labels, self.lang)),
        )?;
        map.serialize_entry("notes", &Each(all(quote.notes.iter())))?;
        if let Some(what_if) = self.what_if {
            map.serialize_entry("whatIf", what_if)?;
        }
        map.end()
    }
}

struct Totals<'a>(&'a Quote<'a>);

impl Serialize for Totals<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.totals())
    }
}

impl Serialize for In<'_, &Line<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let line = self.value;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("act", &line.act)?;
        map.serialize_entry("code", line.code())?;
        map.serialize_entry("title", line.title(self.lang))?;
        map.serialize_entry("outcome", &line.outcome)?;
        if line.outcome != Outcome::Unknown {
            map.serialize_entry("currency", &line.currency)?;
            map.serialize_entry("amount", &line.amount)?;
            map.serialize_entry("full", &line.full)?;
            map.serialize_entry("formula", &Shown(line.figures()))?;
        }
        map.serialize_entry("quantity", &line.quantity)?;
        if let Some(cut) = &line.cut {
            map.serialize_entry("reduction", &Reduction(cut))?;
        }
        map.serialize_entry("why", &self.with(line.why))?;
        if let Some(missing) = line.missing {
            map.serialize_entry("missing", &Shown(missing))?;
        }
        if !line.tariff.is_empty() {
            map.serialize_entry("tariff", line.tariff)?;
        }
        map.serialize_entry("basisDay", &Day(line.basis_day))?;
        map.serialize_entry("basis", &Refs(line.basis()))?;
        if let Some(due) = line.due {
            map.serialize_entry("due", &self.with(due))?;
        }
        if line.mark().is_some_and(Mark::is_unverified) {
            map.serialize_entry("mark", &line.mark())?;
        }
        if line.provisional {
            map.serialize_entry("provisional", &true)?;
        }
        if let Some(last) = line
            .rate
            .filter(|span| span.value.fixed_term)
            .and_then(|span| span.days.to)
        {
            map.serialize_entry("knownUntil", &Day(last))?;
        }
        map.end()
    }
}

/// A value written by its `Display`.
struct Shown<T>(T);

impl<T: fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A day as `YYYY-MM-DD`.
struct Day(NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// References to law.
struct Refs<I>(I);

impl<'a, I: Iterator<Item = &'a LawRef> + Clone> Serialize for Refs<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for reference in self.0.clone() {
            seq.serialize_element(reference)?;
        }
        seq.end()
    }
}

struct Reduction<'a>(&'a Cut<'a>);

impl Serialize for Reduction<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cut = self.0;
        let mut map = serializer.serialize_map(Some(2))?;
        match cut.kind {
            CutKind::Reduction => map.serialize_entry("kind", &Shown(cut.percent))?,
            CutKind::OpenLicence => map.serialize_entry("kind", "open-licence")?,
            CutKind::Waiver => map.serialize_entry("kind", "waiver")?,
            CutKind::NaturalPersons => map.serialize_entry("kind", "natural-persons")?,
        }
        let left = 100_u32.saturating_sub(cut.percent);
        map.serialize_entry(
            "factor",
            &Shown(format_args!("{}.{:02}", left / 100, left % 100)),
        )?;
        map.end()
    }
}

impl Serialize for In<'_, Why> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.labels.get(self.value.label).in_lang(self.lang);
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("code", self.value.label.code())?;
        match text.split_once("{0}") {
            Some((before, after)) => map.serialize_entry(
                "title",
                &Shown(format_args!("{before}{}{after}", self.value.number)),
            )?,
            None => map.serialize_entry("title", text)?,
        }
        map.end()
    }
}

impl Serialize for In<'_, &Note> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.labels.get(self.value.label).in_lang(self.lang);
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("code", self.value.label.code())?;
        match (self.value.day, text.split_once("{day}")) {
            (Some(day), Some((before, after))) => {
                map.serialize_entry("title", &Shown(format_args!("{before}{day}{after}")))?;
            }
            _ => map.serialize_entry("title", text)?,
        }
        map.serialize_entry("act", &self.value.act)?;
        map.end()
    }
}

impl Serialize for In<'_, Due<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let due = self.value;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("nominal", &Day(due.nominal))?;
        map.serialize_entry("effective", &Day(due.effective))?;
        if due.provisional {
            map.serialize_entry("provisional", &true)?;
        }
        let text = self.labels.get(due.if_missed.label()).in_lang(self.lang);
        map.serialize_entry("ifMissed", text)?;
        if due.mark.is_unverified() {
            map.serialize_entry("mark", &due.mark)?;
        }
        map.serialize_entry("basis", &Refs(due.basis()))?;
        map.end()
    }
}
