//! What a matter costs in a printed guide: the ordinary case of each situation, line by line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ip_app::fees::ordinary;
use ip_core::law::Registry;
use ip_core::problem::Problems;
use ip_fees::engine::Engine;
use ip_fees::quote::{Line, Outcome};
use ip_fees::request::Request;
use ip_matters::entry::Entry;
use ip_matters::material::Situation;
use ip_matters::matter::Fact;
use serde_json::json;

use crate::output::Words;

/// The fees of an entry on a day; none where no amount can be told without the facts of a case.
pub fn lines(
    entry: &Entry,
    fees: &Engine,
    laws: &Registry,
    day: NaiveDate,
    words: Words,
) -> Vec<String> {
    let told = |situation: Option<&Situation>| quoted(entry, situation, fees, laws, day, words);
    let mut priced = entry
        .matter
        .situations
        .iter()
        .filter(|situation| !situation.fee_facts.is_empty())
        .peekable();
    let each: Result<Vec<Vec<String>>, Problems> = if priced.peek().is_none() {
        told(None).map(|lines| vec![lines])
    } else {
        priced.map(|situation| told(Some(situation))).collect()
    };
    let mut lines = each.map_or_else(|_| Vec::new(), |each| each.concat());
    if !entry.matter.fee.ask.is_empty() && !lines.is_empty() {
        let ordinary = words.pick(
            "以上按通常情形计算，实际金额因件而异",
            "for the ordinary case; the amount depends on the facts of yours",
        );
        lines.push(ordinary.to_owned());
    }
    lines
}

fn quoted(
    entry: &Entry,
    situation: Option<&Situation>,
    fees: &Engine,
    laws: &Registry,
    day: NaiveDate,
    words: Words,
) -> Result<Vec<String>, Problems> {
    let asked = entry.matter.fee.ask.iter();
    let facts: BTreeMap<String, Fact> = asked
        .filter_map(|fact| Some((fact.clone(), ordinary(fact)?)))
        .collect();
    let acts = entry.fee_acts(situation.map(|s| s.id.as_str()), &facts);
    if acts.is_empty() {
        return Ok(Vec::new());
    }
    let request = json!({"date": day, "acts": acts}).to_string();
    let quote = fees.quote(&Request::from_json(request.as_bytes())?)?;
    let when = situation.map(|s| format!("{} ", words.label(&s.name)));
    let when = when.unwrap_or_default();
    let told = |line: &Line<'_>| format!("{when}{}", told(line, laws, words));
    Ok(quote.lines.iter().map(told).collect())
}

/// A fee with its amount and its laws.
fn told(line: &Line<'_>, laws: &Registry, words: Words) -> String {
    let amount = match line.outcome {
        Outcome::Free => words.pick("免费", "free").to_owned(),
        Outcome::Unknown => words.pick("金额未知", "amount unknown").to_owned(),
        Outcome::Amount => format!("{} {}", line.amount, line.currency.code()),
    };
    let law = line.basis().map(|law| {
        let title = laws.get(&law.id).map(|i| words.label(&i.title));
        let article = law.article_in(words.lang).unwrap_or_default();
        format!("{} {article}", title.unwrap_or(&law.id))
            .trim_end()
            .to_owned()
    });
    let law: Vec<String> = law.collect();
    format!("{}: {amount} ({})", line.title(words.lang), law.join("; "))
}
