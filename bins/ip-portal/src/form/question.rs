//! The fields and papers of a matter as questions of a form, and their answers as people read them.

use chrono::NaiveDate;
use ip_app::draft::Draft;
use ip_core::money::{Currency, Money};
use ip_matters::entry::{Entry, Field as Asked, FieldKind, Material};
use ip_matters::material::Necessity;

use crate::form::date::DateText;
use crate::form::{Choice, Field, Kind};
use crate::view::Page;
use crate::view::parts::amount;

/// Which situation it is.
pub fn situation(p: &Page, entry: &Entry, draft: &Draft) -> Field {
    let choices = entry.matter.situations.iter();
    let choices = choices.map(|s| Choice::new(s.id.as_str(), p.label(&s.name)));
    let field = Field::new(
        "answer",
        p.t("filing-situation"),
        Kind::Radio(choices.collect()),
    );
    field.value(draft.situation.clone().unwrap_or_default())
}

/// A question of the matter, under a name, with the answer given so far.
pub fn answer(p: &Page, name: &str, asked: &Asked, draft: &Draft) -> Field {
    let label = p.label(&asked.label);
    let given = draft.answers.get(&asked.id).cloned().unwrap_or_default();
    let line = |input| Kind::Line {
        input,
        autocomplete: "off",
    };
    let kind = match asked.kind {
        FieldKind::Text | FieldKind::Identifier => line("text"),
        FieldKind::Money | FieldKind::Number => line("text"),
        FieldKind::LongText => Kind::Area {
            limit: asked.max_length.unwrap_or(2000) as usize,
        },
        FieldKind::Date => Kind::Date,
        FieldKind::Choice => {
            let options = asked.options.iter();
            Kind::Radio(
                options
                    .map(|o| Choice::new(o.id.as_str(), p.label(&o.label)))
                    .collect(),
            )
        }
    };
    let mut field = Field::new(name, label, kind);
    if let Some(help) = &asked.help {
        field = field.hint(p.label(help));
    }
    if !asked.required {
        field = field.optional();
    }
    if let (FieldKind::Date, Ok(date)) = (asked.kind, given.parse::<NaiveDate>()) {
        field.date = DateText::of(date);
    }
    field.value(given)
}

/// A paper to hand in, under a name.
pub fn paper(p: &Page, name: &str, material: &Material) -> Field {
    let endings: Vec<String> = material
        .accepts
        .iter()
        .map(|kind| format!(".{kind}"))
        .collect();
    let kind = Kind::File {
        accept: endings.join(","),
        limit: material.max_bytes,
        many: true,
    };
    let mut field = Field::new(name, p.label(&material.name), kind);
    if let Some(help) = &material.help {
        field = field.hint(p.label(help));
    }
    if material.necessity == Necessity::Required {
        field
    } else {
        field.optional()
    }
}

/// What was typed for a question, as the matter's reader takes it: a date's boxes become one text,
/// so that a day that does not exist is refused there.
pub fn typed(name: &str, asked: &Asked, sent: &[(String, String)]) -> String {
    if asked.kind == FieldKind::Date {
        let boxes = DateText::read(sent, name);
        return match boxes.date() {
            Ok(date) => date.to_string(),
            Err(_) if boxes.is_empty() => String::new(),
            Err(_) => format!("{}-{}-{}", boxes.year, boxes.month, boxes.day),
        };
    }
    let found = sent.iter().find(|(key, _)| key == name);
    found.map_or_else(String::new, |(_, value)| value.clone())
}

/// An answer as people read it.
pub fn written(p: &Page, asked: &Asked, answer: &str) -> String {
    if answer.is_empty() {
        return p.t("filing-nothing").to_string();
    }
    match asked.kind {
        FieldKind::Date => answer
            .parse()
            .map_or_else(|_| answer.to_owned(), |day| p.day(&day)),
        FieldKind::Money => answer.parse::<Money>().map_or_else(
            |_| answer.to_owned(),
            |money| amount(money, Currency::Cny, p.is_zh()),
        ),
        FieldKind::Choice => {
            let option = asked.options.iter().find(|option| option.id == answer);
            option.map_or_else(
                || answer.to_owned(),
                |option| p.label(&option.label).to_owned(),
            )
        }
        _ => answer.to_owned(),
    }
}

/// The chosen situation as people read it.
pub fn written_situation(p: &Page, entry: &Entry, draft: &Draft) -> String {
    let chosen = draft.situation.as_deref().unwrap_or_default();
    let situation = entry.matter.situations.iter().find(|s| s.id == chosen);
    situation.map_or_else(
        || p.t("filing-nothing").to_string(),
        |s| p.label(&s.name).to_owned(),
    )
}

/// The files of a paper as people read them.
pub fn written_files(p: &Page, entry: &Entry, material: &Material, draft: &Draft) -> Vec<String> {
    let files = draft
        .files
        .get(&material.id)
        .map(Vec::as_slice)
        .unwrap_or_default();
    if files.is_empty() && draft.proved(&material.id) {
        let check = draft.checks.get(&material.id);
        let name = check.map(|check| p.label(&check.name)).unwrap_or_default();
        let said = match check.and_then(|check| check.certificate.as_ref()) {
            Some(_) => p.t("proof-instead").with("name", name),
            None => p.t("check-instead").with("register", name),
        };
        return vec![said.to_string()];
    }
    if files.is_empty() && draft.commits(entry, &material.id) {
        return vec![p.t("commit-instead").to_string()];
    }
    if files.is_empty() && draft.waits(&material.id) {
        return vec![p.t("check-waits").to_string()];
    }
    if files.is_empty() {
        return vec![p.t("filing-no-file").to_string()];
    }
    files
        .iter()
        .map(|file| format!("{} ({})", file.name, crate::form::size(file.size)))
        .collect()
}
