//! The form of an act, made from the facts that it can carry, and the request that the answers make.

use ip_core::problem::Problems;
use ip_fees::request::{ActKind, Fact, FactSet, Shape};
use serde_json::{Map, Value, json};

use crate::form::{Choice, Field, Form, Kind};
use crate::view::{Page, words};

/// How many applicants can be named from whom a reduction is derived.
const APPLICANTS: usize = 3;
/// The kinds of applicants, as the contract names them.
const KINDS: [&str; 5] = [
    "individual",
    "enterprise",
    "public-institution",
    "social-organisation",
    "research-body",
];

/// The form of an act in its three parts.
pub struct ActForm {
    /// The act.
    pub kind: ActKind,
    /// Day, facts and reduction.
    pub facts: Form,
    /// The applicants, where a reduction can be derived from them.
    pub applicants: Form,
    /// The days that pick the tariff only now and then.
    pub days: Form,
}

impl ActForm {
    /// The form with the answers that stand in the address; the ordinary case where there are none.
    pub fn new(p: &Page, kind: ActKind, pairs: &[(String, String)]) -> Self {
        let own = kind.facts().without(FactSet::DAYS);
        let mut facts = vec![field(p, Fact::Date).value(p.today().to_string())];
        facts.extend(own.iter().map(|fact| field(p, fact)));
        let mut applicants = Vec::new();
        if can_be_reduced(kind) {
            let reductions = ["none", "85", "70"];
            let reduction = choice(p, "reduction", "fact-reduction", &reductions, |w| {
                format!("reduction-{w}")
            });
            facts.push(reduction.hint(p.t("fact-reduction-hint")));
            for n in 1..=APPLICANTS {
                applicants.extend(applicant(p, n));
            }
        }
        let rare = FactSet::DAYS.iter().filter(|day| *day != Fact::Date);
        let mut form = Self {
            kind,
            facts: Form::new(facts),
            applicants: Form::new(applicants),
            days: Form::new(rare.map(|day| field(p, day)).collect()),
        };
        for part in [&mut form.facts, &mut form.applicants, &mut form.days] {
            part.fill_named(pairs);
        }
        form
    }

    /// The request of the contract; an answer that cannot be one stands in it as it was typed, so
    /// that the engine refuses it at its place.
    pub fn request(&self) -> Value {
        let mut act = Map::new();
        act.insert("act".to_owned(), self.kind.code().into());
        let facts = self.kind.facts().iter().filter(|fact| *fact != Fact::Date);
        for fact in facts {
            let part = if FactSet::DAYS.contains(fact) {
                &self.days
            } else {
                &self.facts
            };
            if let Some(value) = part.get(fact.name()).and_then(|f| self.answer(fact, f)) {
                act.insert(fact.name().to_owned(), value);
            }
        }
        let mut request = json!({"date": self.facts.typed("date"), "acts": [act]});
        let applicants: Vec<Value> = (1..=APPLICANTS).filter_map(|n| self.applicant(n)).collect();
        let reduction = self.facts.typed("reduction");
        if !applicants.is_empty() {
            request["applicants"] = applicants.into();
        } else if !reduction.is_empty() && reduction != "none" {
            request["reduction"] = reduction.into();
        }
        request
    }

    fn applicant(&self, n: usize) -> Option<Value> {
        let kind = self.applicants.typed(&format!("applicant{n}"));
        let income = self.applicants.typed(&format!("income{n}"));
        if kind.is_empty() {
            return None;
        }
        let mut applicant = json!({ "kind": kind });
        if !income.is_empty() {
            let name = if kind == "individual" {
                "monthlyIncome"
            } else {
                "taxableIncome"
            };
            applicant[name] = income.into();
        }
        Some(applicant)
    }

    fn answer(&self, fact: Fact, field: &Field) -> Option<Value> {
        let typed = field.typed().trim();
        if typed.is_empty() {
            return None;
        }
        let number = |text: &str| {
            text.parse::<u64>()
                .map_or_else(|_| Value::from(text), Value::from)
        };
        Some(match fact.shape() {
            Shape::Count(..) => number(typed),
            Shape::Flag => Value::Bool(true),
            Shape::Words(_) => field.values.clone().into(),
            Shape::Classes => classes(self.kind, typed),
            Shape::Credits => typed.lines().map(credit).collect(),
            _ => typed.into(),
        })
    }

    /// Puts each problem at the field that it speaks of, else at the first one.
    pub fn refuse(&mut self, p: &Page, problems: &Problems) {
        for problem in &problems.0 {
            let place = field_of(&problem.pointer);
            let text = words::problem(p, problem);
            let parts = [&mut self.facts, &mut self.applicants, &mut self.days];
            let owner = parts.into_iter().find(|part| part.get(&place).is_some());
            match owner {
                Some(part) => part.refuse(&place, text),
                None => self.facts.refuse("date", text),
            }
        }
    }

    /// Every refused field, for the summary above the form.
    pub fn refused(&self) -> Form {
        let parts = [&self.facts, &self.applicants, &self.days];
        Form::new(
            parts
                .into_iter()
                .flat_map(|f| f.refused().cloned())
                .collect(),
        )
    }
}

/// Whether anything that an act costs can be reduced.
fn can_be_reduced(kind: ActKind) -> bool {
    match kind {
        ActKind::PctEnter | ActKind::PctExamine | ActKind::HaguePay => true,
        kind => super::area(kind.code()) == "patent",
    }
}

/// The field of a pointer: `/acts/0/claims` is `claims`, `/applicants/1/kind` is `applicant2`.
fn field_of(pointer: &str) -> String {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    match steps.as_slice() {
        ["applicants", at, what] => {
            let n = at.parse::<usize>().unwrap_or_default().saturating_add(1);
            let name = if *what == "kind" {
                "applicant"
            } else {
                "income"
            };
            format!("{name}{n}")
        }
        ["acts", _, fact, ..] => (*fact).to_owned(),
        [one, ..] => (*one).to_owned(),
        [] => String::new(),
    }
}

/// `3` is a number of classes; `9:15 35` names them, the first with fifteen items.
fn classes(kind: ActKind, typed: &str) -> Value {
    let number = |text: &str| {
        text.parse::<u32>()
            .map_or_else(|_| Value::from(text), Value::from)
    };
    let counted = typed.parse::<u32>().ok();
    match counted {
        // A registration names its classes; counted ones stand for the first so many.
        Some(n) if kind == ActKind::TrademarkRegister => (1..=n.min(45))
            .map(|class| json!({"class": class}))
            .collect(),
        Some(n) => n.into(),
        None => typed
            .split([' ', ',', ';', '，', '；', '、'])
            .filter(|part| !part.is_empty())
            .map(|part| match part.split_once([':', '：']) {
                Some((class, items)) => json!({"class": number(class), "items": number(items)}),
                None => json!({"class": number(part)}),
            })
            .collect(),
    }
}

/// A line such as `2024-03-01 600.00 late`.
fn credit(line: &str) -> Value {
    let mut words = line.split_whitespace();
    let mut credit = json!({"paidOn": words.next(), "amount": words.next()});
    if let Some(purpose) = words.next() {
        credit["for"] = purpose.into();
    }
    credit
}

/// The field of a fact, as its shape asks.
fn field(p: &Page, fact: Fact) -> Field {
    let name = fact.name();
    let dashed = dashed(name);
    let key = format!("fact-{dashed}");
    let line = |input| {
        let kind = Kind::Line {
            input,
            autocomplete: "off",
        };
        Field::new(name, p.t(&key), kind).optional()
    };
    let says = |word: &&'static str| Choice::new(*word, p.t(&format!("fee-word-{word}")));
    let field = match fact.shape() {
        Shape::Day => line("date"),
        Shape::Count(..) => line("number"),
        Shape::Flag => {
            let yes = Choice::new("true", p.t("yes"));
            Field::new(name, p.t(&key), Kind::Checks(vec![yes]))
        }
        Shape::Word(all) => choice(p, name, &key, all, |w| format!("fee-word-{w}")),
        Shape::Words(all) => Field::new(
            name,
            p.t(&key),
            Kind::Checks(all.iter().map(says).collect()),
        ),
        Shape::Classes => line("text").value("1").hint(p.t("fact-classes-hint")),
        Shape::Credits => Field::new(name, p.t(&key), Kind::Area { limit: 2000 })
            .optional()
            .hint(p.t("fact-credits-hint")),
        _ => line("text"),
    };
    let hint = format!("fact-hint-{dashed}");
    if p.app().texts.has(p.lang(), &hint) {
        return field.hint(p.t(&hint));
    }
    field
}

fn choice(
    p: &Page,
    name: &str,
    label: &str,
    values: &[&'static str],
    key: impl Fn(&str) -> String,
) -> Field {
    let choices = values
        .iter()
        .map(|word| Choice::new(*word, p.t(&key(word))))
        .collect();
    let first = values.first().copied().unwrap_or_default();
    Field::new(name, p.t(label), Kind::Select(choices)).value(first)
}

fn applicant(p: &Page, n: usize) -> [Field; 2] {
    let number = i64::try_from(n).unwrap_or_default();
    let kinds = KINDS.map(|kind| Choice::new(kind, p.t(&format!("applicant-kind-{kind}"))));
    let label = p.t("fee-applicant").with("n", number).to_string();
    let income = p.t("fee-income").with("n", number).to_string();
    [
        Field::new(format!("applicant{n}"), label, Kind::Select(kinds.into())).optional(),
        Field::line(format!("income{n}"), income)
            .hint(p.t("fee-income-hint"))
            .optional(),
    ]
}

/// `naturalPersonsOnly` as `natural-persons-only`.
fn dashed(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_counted_or_named() {
        assert_eq!(classes(ActKind::TrademarkRenew, "3"), json!(3));
        assert_eq!(
            classes(ActKind::TrademarkRegister, "2"),
            json!([{"class": 1}, {"class": 2}])
        );
        assert_eq!(
            classes(ActKind::TrademarkRegister, "9:15, 35"),
            json!([{"class": 9, "items": 15}, {"class": 35}])
        );
    }

    #[test]
    fn a_problem_finds_its_field() {
        assert_eq!(field_of("/acts/0/claims"), "claims");
        assert_eq!(field_of("/applicants/1/monthlyIncome"), "income2");
        assert_eq!(field_of("/date"), "date");
        assert_eq!(field_of(""), "");
    }
}
