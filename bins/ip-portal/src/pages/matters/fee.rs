//! The fee of a guide: a quote for the ordinary case, and questions to make it one's own.

use std::collections::BTreeMap;

use ip_app::fees::ordinary;
use ip_app::speech::Speech;
use ip_core::problem::Problems;
use ip_fees::request::Request;
use ip_matters::entry::Entry;
use ip_matters::matter::{Fact, FeeAct};
use serde_json::{Map, Value, json};

use crate::form::{Choice, Field, Form, Kind};
use crate::view::Page;
use crate::view::fee::FeeView;

/// A fee with the questions it depends on.
#[derive(Debug, Clone, Default)]
pub struct FeeDesk {
    /// The questions; answers travel in the address.
    pub form: Form,
    /// The answer; absent while a question has a wrong answer.
    pub fee: Option<FeeView>,
}

/// What a question about a fee asks for.
enum Ask {
    /// One of these words.
    Word(&'static [(&'static str, &'static str)]),
    /// A whole number.
    Number,
    /// A day or a code, as the contract writes it.
    Text,
    /// Yes or no.
    Flag,
}

const RIGHTS: &[(&str, &str)] = &[
    ("invention", "right-invention"),
    ("utility-model", "right-utility-model"),
    ("design", "right-design"),
];
const CHANNELS: &[(&str, &str)] = &[("online", "filing-online"), ("paper", "filing-paper")];
const REDUCTIONS: &[(&str, &str)] = &[
    ("none", "reduction-none"),
    ("85", "reduction-85"),
    ("70", "reduction-70"),
];

/// The questions that a fee may ask, with the key of each.
fn ask(fact: &str) -> Option<(&'static str, Ask)> {
    Some(match fact {
        "right" => ("fact-right", Ask::Word(RIGHTS)),
        "channel" => ("fact-channel", Ask::Word(CHANNELS)),
        "claims" => ("fact-claims", Ask::Number),
        "pages" => ("fact-pages", Ask::Number),
        "priorities" => ("fact-priorities", Ask::Number),
        "copies" => ("fact-copies", Ask::Number),
        "classes" => ("fact-classes", Ask::Number),
        "days" => ("fact-days", Ask::Number),
        "year" => ("fact-year", Ask::Number),
        "annuityYear" => ("fact-annuity-year", Ask::Number),
        "monthsFromPriority" => ("fact-months-from-priority", Ask::Number),
        "part" => ("fact-part", Ask::Number),
        "filingDate" => ("fact-filing-date", Ask::Text),
        "receivedOn" => ("fact-received-on", Ask::Text),
        "format" => ("fact-format", Ask::Text),
        "isa" => ("fact-isa", Ask::Text),
        "ro" => ("fact-ro", Ask::Text),
        "late" => ("fact-late", Ask::Flag),
        _ => return None,
    })
}

/// The fee of an entry for the answers in the address; the ordinary case where there are none.
pub fn desk(p: &Page, entry: &Entry, pairs: &[(String, String)]) -> FeeDesk {
    let acts = &entry.matter.fee.acts;
    if acts.is_empty() {
        return FeeDesk::default();
    }
    let asked = &entry.matter.fee.ask;
    let mut form = Form::new(situations(p, entry).into_iter().collect());
    form.fields
        .extend(asked.iter().filter_map(|fact| field(p, fact)));
    if acts.iter().any(|act| act.act.starts_with("patent.")) {
        form.fields
            .push(choice(p, "reduction", "fact-reduction", REDUCTIONS));
    }
    for field in &mut form.fields {
        if let Some((_, value)) = pairs.iter().find(|(name, _)| *name == field.name) {
            field.values = vec![value.clone()];
        }
    }
    for field in &mut form.fields {
        let typed = field.typed().trim();
        let number = matches!(ask(&field.name), Some((_, Ask::Number)));
        if number && !typed.is_empty() && typed.parse::<u32>().is_err() {
            field.error = Some(
                p.t("number-error")
                    .with("what", field.label.as_str())
                    .to_string(),
            );
        }
    }
    if !form.is_sound() {
        return FeeDesk { form, fee: None };
    }
    let situation = form.get("situation").map(|field| field.typed().to_owned());
    let acts = entry.fee_acts(situation.as_deref(), &BTreeMap::new());
    let request = request(p, &acts, &form).to_string();
    let quoted = Request::from_json(request.as_bytes())
        .and_then(|request| p.app().library.fees.quote(&request));
    let fee = match &quoted {
        Ok(quote) => {
            let json = serde_json::to_value(quote.in_lang(p.lang())).unwrap_or_default();
            FeeView::of(p, &json)
        }
        Err(problems) => {
            refuse(p, &mut form, problems);
            None
        }
    };
    FeeDesk { form, fee }
}

/// Which situation it is, where the fee depends on it; the first one to begin with.
fn situations(p: &Page, entry: &Entry) -> Option<Field> {
    let all = &entry.matter.situations;
    let first = all.first()?;
    all.iter()
        .find(|situation| !situation.fee_facts.is_empty())?;
    let choices = all
        .iter()
        .map(|s| Choice::new(s.id.as_str(), p.label(&s.name)))
        .collect();
    let field = Field::new("situation", p.t("filing-situation"), Kind::Select(choices));
    Some(field.value(first.id.as_str()))
}

fn field(p: &Page, fact: &str) -> Option<Field> {
    let (key, ask) = ask(fact)?;
    Some(match ask {
        Ask::Word(words) => choice(p, fact, key, words),
        Ask::Flag => choice(p, fact, key, &[("", "no"), ("true", "yes")]),
        Ask::Number | Ask::Text => {
            let first = match ordinary(fact) {
                Some(Fact::Number(number)) => number.to_string(),
                Some(Fact::Text(text)) => text,
                _ => String::new(),
            };
            Field::line(fact, p.t(key)).value(first).optional()
        }
    })
}

fn choice(p: &Page, name: &str, key: &str, words: &[(&str, &str)]) -> Field {
    let choices = words
        .iter()
        .map(|(value, key)| Choice::new(*value, p.t(key)))
        .collect();
    let first = words.first().map_or("", |(value, _)| *value);
    Field::new(name, p.t(key), Kind::Select(choices)).value(first)
}

/// The request of the contract: what the matter fixes, and what was answered.
fn request(p: &Page, acts: &[FeeAct], form: &Form) -> Value {
    let act = |act: &FeeAct| {
        let mut facts = serde_json::to_value(act).unwrap_or_default();
        if let Some(facts) = facts.as_object_mut() {
            for field in form
                .fields
                .iter()
                .filter(|field| !["reduction", "situation"].contains(&field.name.as_str()))
            {
                answer(&act.act, field, facts);
            }
        }
        facts
    };
    let mut request = json!({
        "date": p.today().to_string(),
        "acts": acts.iter().map(act).collect::<Vec<_>>(),
    });
    let reduction = form.typed("reduction");
    if !reduction.is_empty() {
        request["reduction"] = reduction.into();
    }
    request
}

fn answer(act: &str, field: &Field, facts: &mut Map<String, Value>) {
    let typed = field.typed().trim();
    let fixed = facts.contains_key(&field.name);
    if typed.is_empty() || fixed {
        return;
    }
    let value = match ask(&field.name) {
        Some((_, Ask::Number)) => typed
            .parse::<u64>()
            .map_or_else(|_| typed.into(), Value::from),
        Some((_, Ask::Flag)) => Value::Bool(true),
        _ => typed.into(),
    };
    // A registration names its classes; for an estimate each has ten items, the most without extra.
    let value = match (act, value.as_u64()) {
        ("trademark.register", Some(n)) => (1..=n.min(45))
            .map(|class| json!({"class": class, "items": 10}))
            .collect(),
        _ => value,
    };
    facts.insert(field.name.clone(), value);
}

/// Puts each problem at the question it speaks of, else at the first.
fn refuse(p: &Page, form: &mut Form, problems: &Problems) {
    let speech = Speech::builtin();
    for problem in &problems.0 {
        let named = problem
            .pointer
            .split('/')
            .find(|step| form.get(step).is_some());
        let first = form.fields.first().map(|field| field.name.clone());
        if let Some(name) = named.map(str::to_owned).or(first) {
            form.refuse(&name, speech.title(p.lang(), problem));
        }
    }
}
