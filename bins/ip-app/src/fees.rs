//! What a matter costs: the fee acts of its entry, the facts of a filing, and the tariffs of the day.

use chrono::NaiveDate;
use ip_core::problem::Problems;
use ip_core::text::Lang;
use ip_fees::request::Request;
use ip_matters::entry::Entry;
use ip_matters::matter::Charged;
use serde_json::{Map, Value, json};

use crate::app::Rules;
use crate::draft::Draft;

/// What a matter costs.
#[derive(Debug, Clone, PartialEq)]
pub enum Cost {
    /// Nothing is charged.
    Free,
    /// Whether anything is charged is not known; a page says so.
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
            Charged::Yes if entry.matter.fee.acts.is_empty() => return Cost::Unknown,
            Charged::Yes => {}
        }
        let request = request(entry, draft, day).to_string();
        let request = match Request::from_json(request.as_bytes()) {
            Ok(request) => request,
            Err(problems) => return Cost::DependsOn(problems),
        };
        match self.fees.quote(&request) {
            Ok(quote) => {
                Cost::Quoted(serde_json::to_value(quote.in_lang(lang)).unwrap_or(Value::Null))
            }
            Err(problems) => Cost::DependsOn(problems),
        }
    }
}

/// The request of the fee contract: the entry's acts with the draft's facts.
fn request(entry: &Entry, draft: &Draft, day: NaiveDate) -> Value {
    let facts: Map<String, Value> = draft
        .fields(entry)
        .filter_map(|field| {
            let fact = field.fee_fact.clone()?;
            let answer = draft
                .answers
                .get(&field.id)
                .filter(|answer| !answer.is_empty())?;
            let number = answer.parse::<u64>().map(Value::from);
            Some((
                fact,
                number.unwrap_or_else(|_| Value::from(answer.as_str())),
            ))
        })
        .collect();
    let situation = draft.situation.as_deref();
    let acts: Vec<Value> = entry
        .matter
        .fee
        .acts
        .iter()
        .map(|act| {
            let mut act = serde_json::to_value(act).unwrap_or_default();
            if let Some(object) = act.as_object_mut() {
                let asks = |fact: &str| entry.matter.fee.ask.iter().any(|asked| asked == fact);
                if let Some(right) = situation.filter(|_| asks("right")) {
                    object.insert("right".into(), right.into());
                }
                object.extend(facts.clone());
            }
            act
        })
        .collect();
    json!({"date": day, "acts": acts})
}
