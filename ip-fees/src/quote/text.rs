//! The JSON text of a quote without a serialiser: fixed pieces are copied, figures are written in place.
//!
//! It says the same as [`super::Localized`]; a test holds the two together on every worked example.

use alloc::string::{String, ToString};
use core::ops::Range;

use chrono::{Datelike, NaiveDate};
use ip_core::law::Mark;
use ip_core::money::{Currency, Money};
use ip_core::text::Lang;

use crate::sources::law_json;

use super::{Cut, CutKind, Due, Formula, Line, Note, Outcome, Quote, Why};

/// What is already written, and where: the lines of one act mostly share their days.
#[derive(Default)]
struct Written<'l> {
    due: Option<(&'l Due<'l>, Range<usize>)>,
    basis_day: Option<(NaiveDate, Range<usize>)>,
}

impl Quote<'_> {
    /// The JSON of the contract in one language.
    ///
    /// The same as serialising [`Quote::in_lang`], several times faster.
    pub fn to_json(&self, lang: Lang) -> String {
        let mut out =
            String::with_capacity(self.lines.len().saturating_mul(800).saturating_add(128));
        self.write_json(lang, &mut out);
        out
    }

    /// Appends the JSON of the contract in one language, for callers that keep their buffer.
    pub fn write_json(&self, lang: Lang, out: &mut String) {
        out.push_str("{\"outcome\":");
        out.push_str(outcome(self.outcome));
        match self.total() {
            Some(total) => {
                out.push_str(",\"currency\":");
                out.push_str(currency(total.currency));
                amount(out, ",\"total\":", total.amount);
            }
            None if self.outcome != Outcome::Unknown => {
                out.push_str(",\"totals\":[");
                for (n, total) in self.totals().enumerate() {
                    out.push_str(if n > 0 {
                        ",{\"currency\":"
                    } else {
                        "{\"currency\":"
                    });
                    out.push_str(currency(total.currency));
                    amount(out, ",\"amount\":", total.amount);
                    out.push('}');
                }
                out.push(']');
            }
            None => {}
        }
        out.push_str(",\"lines\":[");
        let mut written = Written::default();
        for (n, line) in self.lines.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            self.line(line, lang, out, &mut written);
        }
        out.push_str("],\"notes\":[");
        for (n, note) in self.notes.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            self.note(note, lang, out);
        }
        out.push_str("]}");
    }

    fn line<'l>(
        &self,
        line: &'l Line<'_>,
        lang: Lang,
        out: &mut String,
        written: &mut Written<'l>,
    ) {
        out.push_str("{\"act\":");
        number(out, line.act as u64);
        out.push_str(",\"code\":");
        out.push_str(line.item.json.head(lang));
        out.push_str(verdict(line.outcome, line.currency));
        if line.outcome != Outcome::Unknown {
            let amount = money(out, line.amount);
            out.push_str("\",\"full\":\"");
            let full = if line.full == line.amount {
                out.extend_from_within(amount.clone());
                amount
            } else {
                money(out, line.full)
            };
            out.push_str("\",\"formula\":\"");
            figures(line, full, out);
            out.push('"');
        }
        out.push_str(",\"quantity\":");
        number(out, line.quantity.into());
        if let Some(cut) = &line.cut {
            reduction(cut, out);
        }
        self.why(line.why, lang, out);
        if let Some(missing) = line.missing {
            out.push_str(",\"missing\":\"");
            out.push_str(&missing.to_string());
            out.push('"');
        }
        if !line.tariff.is_empty() {
            out.push_str(",\"tariff\":\"");
            out.push_str(line.tariff);
            out.push('"');
        }
        match &written.basis_day {
            Some((day, at)) if *day == line.basis_day => out.extend_from_within(at.clone()),
            _ => {
                let start = out.len();
                day(out, ",\"basisDay\":", line.basis_day);
                written.basis_day = Some((line.basis_day, start..out.len()));
            }
        }
        basis(line, out);
        match (&line.due, &written.due) {
            (None, _) => {}
            (Some(due), Some((last, at))) if last.same_as(due) => {
                out.extend_from_within(at.clone());
            }
            (Some(due), _) => {
                let start = out.len();
                self.due(*due, lang, out);
                written.due = Some((due, start..out.len()));
            }
        }
        out.push_str(unverified(line.mark()));
        if line.provisional {
            out.push_str(",\"provisional\":true");
        }
        if let Some(span) = line.rate.filter(|span| span.value.fixed_term)
            && let Some(last) = span.days.to
        {
            day(out, ",\"knownUntil\":", last);
        }
        out.push('}');
    }

    fn why(&self, why: Why, lang: Lang, out: &mut String) {
        out.push_str(",\"why\":");
        let (before, after) = self.labels.told(why.label, lang);
        out.push_str(before);
        if let Some(after) = after {
            number(out, why.number.into());
            out.push_str(after);
        }
        out.push_str("\"}");
    }

    fn note(&self, note: &Note, lang: Lang, out: &mut String) {
        let (before, after) = self.labels.told(note.label, lang);
        out.push_str(before);
        if let Some(after) = after {
            match note.day {
                Some(day) => push_day(out, day),
                None => out.push_str("{day}"),
            }
            out.push_str(after);
        }
        out.push_str("\",\"act\":");
        number(out, note.act as u64);
        out.push('}');
    }

    fn due(&self, due: Due<'_>, lang: Lang, out: &mut String) {
        day(out, ",\"due\":{\"nominal\":", due.nominal);
        day(out, ",\"effective\":", due.effective);
        if due.provisional {
            out.push_str(",\"provisional\":true");
        }
        out.push_str(",\"ifMissed\":\"");
        out.push_str(self.labels.plain(due.if_missed.label(), lang));
        out.push('"');
        out.push_str(unverified(Some(due.mark)));
        out.push_str(",\"basis\":[");
        let mut first = true;
        for cited in due
            .law
            .iter()
            .filter(|cited| cited.days.contains(due.nominal))
        {
            comma(&mut first, out);
            out.push_str(&cited.json);
        }
        out.push_str("]}");
    }
}

/// Outcome and currency, up to the amount.
const fn verdict(outcome: Outcome, currency: Currency) -> &'static str {
    match (outcome, currency) {
        (Outcome::Unknown, _) => ",\"outcome\":\"unknown\"",
        (Outcome::Amount, Currency::Cny) => {
            ",\"outcome\":\"amount\",\"currency\":\"CNY\",\"amount\":\""
        }
        (Outcome::Amount, Currency::Chf) => {
            ",\"outcome\":\"amount\",\"currency\":\"CHF\",\"amount\":\""
        }
        (Outcome::Amount, Currency::Eur) => {
            ",\"outcome\":\"amount\",\"currency\":\"EUR\",\"amount\":\""
        }
        (Outcome::Free, Currency::Cny) => {
            ",\"outcome\":\"free\",\"currency\":\"CNY\",\"amount\":\""
        }
        (Outcome::Free, Currency::Chf) => {
            ",\"outcome\":\"free\",\"currency\":\"CHF\",\"amount\":\""
        }
        (Outcome::Free, Currency::Eur) => {
            ",\"outcome\":\"free\",\"currency\":\"EUR\",\"amount\":\""
        }
    }
}

/// The mark of what was not seen in a source.
const fn unverified(mark: Option<Mark>) -> &'static str {
    match mark {
        Some(Mark::Believed) => ",\"mark\":\"believed\"",
        Some(Mark::Doubtful) => ",\"mark\":\"doubtful\"",
        Some(Mark::Seen) | None => "",
    }
}

fn basis(line: &Line<'_>, out: &mut String) {
    out.push_str(",\"basis\":[");
    let mut first = true;
    if line.repeats_a_source() {
        for law in line.basis() {
            comma(&mut first, out);
            out.push_str(&law_json(law));
        }
        return out.push(']');
    }
    let rate = line.rate.map_or("", |span| span.value.law.json());
    if !rate.is_empty() {
        comma(&mut first, out);
        out.push_str(rate);
    }
    if let Some(step) = line.step_law {
        comma(&mut first, out);
        out.push_str(step.json());
    }
    for cited in &line.item.law {
        if cited.days.contains(line.basis_day) {
            comma(&mut first, out);
            out.push_str(&cited.json);
        }
    }
    let cut = line.cut.map_or("", |cut| cut.law.json());
    if !cut.is_empty() {
        comma(&mut first, out);
        out.push_str(cut);
    }
    out.push(']');
}

fn comma(first: &mut bool, out: &mut String) {
    if !core::mem::take(first) {
        out.push(',');
    }
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Amount => "\"amount\"",
        Outcome::Free => "\"free\"",
        Outcome::Unknown => "\"unknown\"",
    }
}

const fn currency(currency: Currency) -> &'static str {
    match currency {
        Currency::Cny => "\"CNY\"",
        Currency::Chf => "\"CHF\"",
        Currency::Eur => "\"EUR\"",
    }
}

fn reduction(cut: &Cut<'_>, out: &mut String) {
    out.push_str(",\"reduction\":{\"kind\":\"");
    match cut.kind {
        CutKind::Reduction => number(out, cut.percent.into()),
        CutKind::OpenLicence => out.push_str("open-licence"),
        CutKind::Waiver => out.push_str("waiver"),
        CutKind::NaturalPersons => out.push_str("natural-persons"),
    }
    out.push_str("\",\"factor\":\"");
    factor(cut, out);
    out.push_str("\"}");
}

/// What a cut leaves, such as `0.15`.
fn factor(cut: &Cut<'_>, out: &mut String) {
    match 100_u32.saturating_sub(cut.percent) {
        left @ 0..100 => {
            out.push_str("0.");
            out.push(char::from(b'0' + (left / 10) as u8));
            out.push(char::from(b'0' + (left % 10) as u8));
        }
        _ => out.push_str("1.00"),
    }
}

/// The calculation; `full` is where the full amount is written already.
fn figures(line: &Line<'_>, full: Range<usize>, out: &mut String) {
    match line.formula {
        Formula::Each(unit) => {
            if unit == line.full {
                out.extend_from_within(full);
            } else {
                push_money(out, unit);
            }
            if line.quantity != 1 {
                out.push_str(" × ");
                number(out, line.quantity.into());
            }
        }
        Formula::Percent(base, percent) => {
            push_money(out, base);
            out.push_str(" × ");
            if percent < 0 {
                out.push('-');
            }
            number(out, percent.unsigned_abs().into());
            out.push('%');
        }
        Formula::Given => out.extend_from_within(full),
    }
    if let Some(cut) = &line.cut {
        out.push_str(" × ");
        factor(cut, out);
    }
}

/// Appends an amount, and says where.
fn money(out: &mut String, money: Money) -> Range<usize> {
    let start = out.len();
    push_money(out, money);
    start..out.len()
}

fn amount(out: &mut String, key: &str, money: Money) {
    out.push_str(key);
    out.push('"');
    push_money(out, money);
    out.push('"');
}

fn day(out: &mut String, key: &str, day: NaiveDate) {
    out.push_str(key);
    out.push('"');
    push_day(out, day);
    out.push('"');
}

/// Figures being written, last one first, so that they are copied to the text in one piece.
struct Digits {
    bytes: [u8; 32],
    at: usize,
}

impl Digits {
    const fn new() -> Self {
        Self {
            bytes: [0; 32],
            at: 32,
        }
    }

    fn byte(&mut self, byte: u8) {
        if let Some(at) = self.at.checked_sub(1)
            && let Some(place) = self.bytes.get_mut(at)
        {
            *place = byte;
            self.at = at;
        }
    }

    fn two(&mut self, n: u64) {
        self.byte(b'0' + (n % 10) as u8);
        self.byte(b'0' + (n / 10 % 10) as u8);
    }

    fn number(&mut self, mut n: u64) {
        loop {
            self.byte(b'0' + (n % 10) as u8);
            n /= 10;
            if n == 0 {
                break;
            }
        }
    }

    fn push_to(&self, out: &mut String) {
        let written = self.bytes.get(self.at..).unwrap_or_default();
        out.push_str(core::str::from_utf8(written).unwrap_or_default());
    }
}

/// Appends an amount with two decimals.
fn push_money(out: &mut String, money: Money) {
    let all = money.hundredths().unsigned_abs();
    let mut digits = Digits::new();
    digits.two(all % 100);
    digits.byte(b'.');
    digits.number(all / 100);
    if money < Money::ZERO {
        digits.byte(b'-');
    }
    digits.push_to(out);
}

/// Appends a day as `YYYY-MM-DD`.
fn push_day(out: &mut String, day: NaiveDate) {
    let year = u64::from(day.year().unsigned_abs());
    let mut digits = Digits::new();
    digits.two(day.day().into());
    digits.byte(b'-');
    digits.two(day.month().into());
    digits.byte(b'-');
    digits.two(year % 100);
    digits.two(year / 100);
    digits.push_to(out);
}

/// Appends a whole number.
fn number(out: &mut String, n: u64) {
    if n < 10 {
        return out.push(char::from(b'0' + n as u8));
    }
    let mut digits = Digits::new();
    digits.number(n);
    digits.push_to(out);
}
