//! A quote of the fee contract (`interfaces.md` section 4) as lines of a page.

use chrono::NaiveDate;
use ip_app::draft::Draft;
use ip_app::fees::Cost;
use ip_core::law::LawRef;
use ip_core::money::{Currency, Money};
use ip_matters::entry::Entry;
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
    /// The one sum to pay, as it is typed at the desk.
    pub payable: Option<String>,
    /// What is due by which day, and whether that may still move.
    pub due: Vec<(String, NaiveDate, bool)>,
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
    code: String,
    title: String,
    tariff: Option<String>,
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
    effective: NaiveDate,
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
            notes: quote.notes.iter().map(|note| note.title.clone()).collect(),
            free: quote.outcome == "free",
            unknown: quote.outcome == "unknown",
            payable: quote.total.map(|total| total.to_string()),
            due: quote
                .lines
                .iter()
                .filter_map(|line| {
                    let due = line.due.as_ref()?;
                    Some((line.title.clone(), due.effective, due.provisional))
                })
                .collect(),
        })
    }
}

fn money_line(p: &Page, line: &Line) -> MoneyLine {
    let currency = line.currency.unwrap_or_default();
    let written = |money: Money| amount(money, currency, p.is_zh());
    let known = line.outcome != "unknown";
    let reduced = line.full.filter(|full| known && Some(*full) != line.amount);
    let mut say = Vec::new();
    let mut why: Vec<String> = line.why.iter().map(|why| why.title.clone()).collect();
    // What changes the amount is said; that nothing changed it stands behind the disclosure.
    if reduced.is_some() || line.outcome != "amount" {
        say.append(&mut why);
    }
    // A calculation of one number explains nothing.
    why.extend(line.formula.clone().filter(|formula| formula.contains('×')));
    if let Some(due) = &line.due {
        let day = p.day(&due.effective);
        let key = if due.provisional {
            "fee-due-provisional"
        } else {
            "fee-due"
        };
        say.push(p.t(key).with("day", day).to_string());
        why.extend(due.if_missed.iter().map(|missed| {
            p.t("guide-if-missed")
                .with("what", missed.as_str())
                .to_string()
        }));
        if due.provisional {
            why.push(p.t("clock-provisional-why").to_string());
        }
    }
    if let Some(tariff) = &line.tariff {
        why.push(
            p.t("fee-tariff")
                .with("tariff", tariff.as_str())
                .to_string(),
        );
    }
    if line.mark.is_some() {
        say.push(p.t("unverified-hint").to_string());
    }
    MoneyLine {
        label: line.title.clone(),
        href: Some(format!("/fees/items/{}", line.code)),
        amount: line.amount.filter(|_| known).map(written),
        full: reduced.map(written),
        say,
        why,
        law: laws(p, &line.basis),
        provisional: line.provisional,
    }
}

/// References to law as a page shows them: each instrument once, with its articles.
pub fn laws(p: &Page, references: &[LawRef]) -> Vec<Law> {
    let registry = &p.app().library.laws;
    let mut ids: Vec<&str> = references.iter().map(|law| law.id.as_str()).collect();
    let mut seen = Vec::new();
    ids.retain(|id| {
        let new = !seen.contains(id);
        seen.push(*id);
        new
    });
    let law = |id: &str| {
        let known = registry.get(id);
        let mut articles: Vec<String> = references
            .iter()
            .filter(|law| law.id == id)
            .filter_map(|law| law.article.as_deref())
            .map(|article| written_article(p, article))
            .collect();
        articles.dedup();
        Law {
            title: known.map_or_else(|| id.to_owned(), |i| p.label(&i.title).to_owned()),
            number: known.and_then(|i| i.number.clone()),
            articles,
            comma: p.t("list-comma").to_string(),
        }
    };
    ids.into_iter().map(law).collect()
}

/// `第115条` or `article 115`; what is not a plain number stands as printed.
fn written_article(p: &Page, article: &str) -> String {
    if article.bytes().all(|byte| byte.is_ascii_digit()) {
        p.t("law-article").with("article", article).to_string()
    } else {
        article.to_owned()
    }
}

/// What a filing costs; none when the amount depends on answers that are not given yet.
pub fn cost(p: &Page, entry: &Entry, draft: &Draft, day: NaiveDate) -> Option<FeeView> {
    match p.app().office.rules.cost(entry, draft, day, p.lang()) {
        Cost::Free => Some(FeeView {
            free: true,
            ..FeeView::default()
        }),
        Cost::Unknown => Some(FeeView {
            unknown: true,
            ..FeeView::default()
        }),
        Cost::Quoted(quote) => FeeView::of(p, &quote),
        Cost::DependsOn(_) => None,
    }
}
