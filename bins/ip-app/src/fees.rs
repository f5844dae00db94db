//! What a matter costs: the fee acts of its entry, the facts of a filing, and the tariffs of the day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ip_core::problem::Problems;
use ip_core::text::Lang;
use ip_fees::request::Request;
use ip_matters::entry::Entry;
use ip_matters::matter::{Charged, Fact};
use serde_json::{Value, json};

use crate::app::Rules;
use crate::draft::Draft;

/// What a matter costs.
#[derive(Debug, Clone, PartialEq)]
pub enum Cost {
    /// Nothing is charged.
    Free,
    /// Whether anything is charged, or how much, is not known; a page says so.
    Unknown,
    /// A quote: the response of the fee contract, in one language.
    Quoted(Value),
    /// Charged, but the amount depends on facts that are not given yet.
    DependsOn(Problems),
}

impl Rules {
    /// What a matter costs on a day, for the facts that the draft holds; for the ordinary case where
    /// it holds none.
    pub fn cost(&self, entry: &Entry, draft: &Draft, day: NaiveDate, lang: Lang) -> Cost {
        match entry.matter.fee.charged {
            Charged::No => return Cost::Free,
            Charged::Unknown => return Cost::Unknown,
            Charged::Yes => {}
        }
        let acts = entry.fee_acts(draft.situation.as_deref(), &facts(entry, draft));
        if acts.is_empty() {
            return Cost::Unknown;
        }
        let request = json!({"date": day, "acts": acts}).to_string();
        let quoted = Request::from_json(request.as_bytes()).and_then(|request| {
            let quote = self.fees.quote(&request)?;
            Ok(serde_json::to_value(quote.in_lang(lang)).unwrap_or_default())
        });
        quoted.map_or_else(Cost::DependsOn, Cost::Quoted)
    }
}

/// The answers of the draft on which the fee depends.
fn facts(entry: &Entry, draft: &Draft) -> BTreeMap<String, Fact> {
    let facts = draft.fields(entry).filter_map(|field| {
        let fact = field.fee_fact.clone()?;
        let answer = draft
            .answers
            .get(&field.id)
            .filter(|answer| !answer.is_empty())?;
        let number = answer.parse().map(Fact::Number);
        Some((fact, number.unwrap_or_else(|_| Fact::Text(answer.clone()))))
    });
    facts.collect()
}

/// A fact of the ordinary case, for guides that tell an amount before anything is known of a case; none for what no
/// case has by itself, such as a day.
pub fn ordinary(fact: &str) -> Option<Fact> {
    let text = |word: &str| Some(Fact::Text(word.to_owned()));
    match fact {
        "right" => text("invention"),
        "channel" => text("online"),
        "format" => text("xml"),
        "isa" | "ro" => text("CN"),
        "claims" => Some(Fact::Number(10)),
        "pages" => Some(Fact::Number(30)),
        "priorities" => Some(Fact::Number(0)),
        "copies" | "classes" | "part" => Some(Fact::Number(1)),
        _ => None,
    }
}
