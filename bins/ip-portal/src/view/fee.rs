//! A quote of the fee contract (`interfaces.md` section 4) as lines of a page.

use ip_core::law::{LawRef, Registry};
use ip_core::money::{Currency, Money};
use serde::Deserialize;
use serde_json::Value;

use crate::view::Page;
use crate::view::parts::{Law, MoneyLine, amount};

/// A quote as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeeView {
    /// The lines.
    pub lines: Vec<MoneyLine>,
    /// The sums, one a currency; none when something is unknown.
    pub totals: Vec<String>,
    /// What is worth knowing beside.
    pub notes: Vec<String>,
    /// Whether nothing is to be paid, with the law that says so.
    pub free: bool,
    /// Whether an amount could not be told.
    pub unknown: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Quote {
    outcome: String,
    currency: Option<Currency>,
    total: Option<Money>,
    #[serde(default)]
    totals: Vec<Total>,
    #[serde(default)]
    lines: Vec<Line>,
    #[serde(default)]
    notes: Vec<Titled>,
}

#[derive(Deserialize)]
struct Total {
    currency: Currency,
    amount: Money,
}

#[derive(Deserialize)]
struct Titled {
    title: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    title: String,
    outcome: String,
    currency: Option<Currency>,
    amount: Option<Money>,
    full: Option<Money>,
    formula: Option<String>,
    why: Option<Titled>,
    #[serde(default)]
    basis: Vec<LawRef>,
    due: Option<Due>,
    mark: Option<String>,
    #[serde(default)]
    provisional: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Due {
    effective: chrono::NaiveDate,
    #[serde(default)]
    provisional: bool,
    if_missed: Option<String>,
}

impl FeeView {
    /// The lines of a quote in its JSON form, which is the same on the page, in the API and on the
    /// command line; `None` when it has another form.
    pub fn of(p: &Page, quote: &Value) -> Option<Self> {
        let quote = Quote::deserialize(quote).ok()?;
        let written = |money, currency| amount(money, currency, p.is_zh());
        let single = quote.currency.zip(quote.total);
        let totals = single
            .into_iter()
            .chain(
                quote
                    .totals
                    .iter()
                    .map(|total| (total.currency, total.amount)),
            )
            .map(|(currency, money)| written(money, currency));
        Some(Self {
            lines: quote.lines.iter().map(|line| money_line(p, line)).collect(),
            totals: totals.collect(),
            notes: quote.notes.into_iter().map(|note| note.title).collect(),
            free: quote.outcome == "free",
            unknown: quote.outcome == "unknown",
        })
    }
}

fn money_line(p: &Page, line: &Line) -> MoneyLine {
    let currency = line.currency.unwrap_or_default();
    let written = |money: Money| amount(money, currency, p.is_zh());
    let known = line.outcome != "unknown";
    let reduced = line.full.filter(|full| known && Some(*full) != line.amount);
    let mut why: Vec<String> = line.why.iter().map(|why| why.title.clone()).collect();
    // A calculation of one number explains nothing.
    why.extend(line.formula.clone().filter(|formula| formula.contains('×')));
    if let Some(due) = &line.due {
        let day = p.day(&due.effective);
        let key = if due.provisional {
            "fee-due-provisional"
        } else {
            "fee-due"
        };
        why.push(p.t(key).with("day", day).to_string());
        why.extend(due.if_missed.clone());
    }
    if line.mark.is_some() {
        why.push(p.t("unverified-hint").to_string());
    }
    MoneyLine {
        label: line.title.clone(),
        amount: line.amount.filter(|_| known).map(written),
        full: reduced.map(written),
        why,
        law: laws(p, &line.basis),
        provisional: line.provisional,
    }
}

/// References to law as a page shows them, each once.
pub fn laws(p: &Page, references: &[LawRef]) -> Vec<Law> {
    let mut all: Vec<Law> = Vec::new();
    for reference in references {
        let law = law(p, &p.app().library.laws, reference);
        if !all.contains(&law) {
            all.push(law);
        }
    }
    all
}

fn law(p: &Page, registry: &Registry, reference: &LawRef) -> Law {
    let known = registry.get(&reference.id);
    Law {
        title: known.map_or_else(|| reference.id.clone(), |i| p.label(&i.title).to_owned()),
        number: known.and_then(|i| i.number.clone()),
        article: reference.article.clone(),
    }
}
