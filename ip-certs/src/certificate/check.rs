//! Whether a record says what its type standard asks for.

use alloc::format;
use alloc::string::String;

use chrono::NaiveDate;
use ip_core::problem::{Problem, Problems, pointer_step};

use super::{FieldValue, Record};
use crate::id::{CertificateId, Identifier as _};
use crate::kind::{Family, InnerCodes, Kind, Need, Shape, Term};

/// Every way in which a record departs from its type standard.
///
/// `complete` asks for every mandatory field; a copy in which the holder closed some fields is
/// checked without it.
///
/// # Errors
///
/// All problems found, with pointers into the record.
pub fn check(record: &Record, kind: &Kind, complete: bool) -> Result<(), Problems> {
    let mut problems = Problems::default();
    whole(record, kind, &mut problems);
    holders(record, kind, &mut problems);
    for field in &kind.fields {
        let pointer = format!("/fields{}", pointer_step(&field.key));
        match record.fields.get(&field.key) {
            Some(value) if !fits(field.shape, value) => {
                problems.push(Problem::new("certs.field.shape").at(pointer));
            }
            None if field.need == Need::Always && (complete || !field.disclosable) => {
                problems.push(Problem::new("certs.field.missing").at(pointer));
            }
            _ => {}
        }
    }
    characters(record, kind, &mut problems);
    for name in record.fields.keys() {
        if kind.field(name).is_none() {
            let pointer = format!("/fields{}", pointer_step(name));
            problems.push(Problem::new("certs.field.unknown").at(pointer));
        }
    }
    problems.or(())
}

fn whole(record: &Record, kind: &Kind, problems: &mut Problems) {
    let id = &record.identifier;
    if record.kind != kind.key {
        let problem = Problem::new("certs.record.kind").at("/kind");
        problems.push(problem.expected(&kind.key).found(&record.kind));
    }
    if !id.kind().ends_with(kind.suffix.as_str()) {
        let problem = Problem::new("certs.record.type-code").at("/identifier");
        problems.push(problem.expected(&kind.suffix).found(id.kind()));
    }
    if record.standard != kind.version {
        let problem = Problem::new("certs.record.standard").at("/standard");
        problems.push(problem.expected(&kind.version).found(&record.standard));
    }
    if kind.inner_codes == InnerCodes::Checked
        && let Some(note) = id.notes(None).first()
    {
        let problem = Problem::new("certs.record.inner-code").at("/identifier");
        problems.push(problem.found(note));
    }
    if id.issuer() != record.issuer.code {
        let problem = Problem::new("certs.record.issuer-code").at("/issuer/code");
        problems.push(problem.expected(id.issuer()).found(&record.issuer.code));
    }
    for (pointer, text) in [
        ("/name", &record.name),
        ("/number", &record.number),
        ("/issuer/id", &record.issuer.id),
        ("/issuer/name", &record.issuer.name),
    ] {
        if text.trim().is_empty() {
            problems.push(Problem::new("certs.field.missing").at(pointer));
        }
    }
    if record.valid_until < record.valid_from.or(Some(record.issued))
        && record.valid_until.is_some()
    {
        problems.push(Problem::new("certs.record.validity").at("/validUntil"));
    }
    if kind.term == Term::Required && record.valid_until.is_none() {
        problems.push(Problem::new("certs.field.missing").at("/validUntil"));
    }
    if (kind.family == Family::Extract) != record.as_of.is_some() {
        problems.push(Problem::new("certs.record.as-of").at("/asOf"));
    }
    let follows = match &record.predecessor {
        Some(before) => before.next_version().as_ref() == Some(id) || taken_over(before, id),
        None => id.version() == 1,
    };
    if !follows {
        problems.push(Problem::new("certs.record.predecessor").at("/predecessor"));
    }
}

/// A certificate taken over from elsewhere (转入) begins a line of its own and names the one it
/// continues, which another authority has issued or defined.
fn taken_over(before: &CertificateId, id: &CertificateId) -> bool {
    let line = |id: &CertificateId| [id.kind(), id.issuer(), id.serial()].map(String::from);
    id.version() == 1 && line(before) != line(id)
}

/// Nothing invisible, and nothing that makes a text read otherwise than it is written.
fn characters(record: &Record, kind: &Kind, problems: &mut Problems) {
    let mut text = |pointer: String, text: &str| {
        if let Some(found) = kind.refused.first_in(text) {
            let problem = Problem::new("certs.field.characters").at(pointer);
            problems.push(problem.found(found.escape_unicode()));
        }
    };
    text("/name".into(), &record.name);
    text("/number".into(), &record.number);
    text("/issuer/id".into(), &record.issuer.id);
    text("/issuer/name".into(), &record.issuer.name);
    text(
        "/source".into(),
        record.source.as_deref().unwrap_or_default(),
    );
    for (i, holder) in record.holders.iter().enumerate() {
        text(format!("/holders/{i}/name"), &holder.name);
    }
    for (name, value) in &record.fields {
        let pointer = || format!("/fields{}", pointer_step(name));
        match value {
            FieldValue::Text(value) => text(pointer(), value),
            FieldValue::List(items) => items.iter().for_each(|item| text(pointer(), item)),
            FieldValue::Table(rows) => {
                let cells = rows.iter().flatten();
                cells.for_each(|(column, cell)| {
                    text(pointer(), column);
                    text(pointer(), cell);
                });
            }
        }
    }
}

fn holders(record: &Record, kind: &Kind, problems: &mut Problems) {
    if record.holders.is_empty() {
        problems.push(Problem::new("certs.field.missing").at("/holders"));
    }
    for (i, holder) in record.holders.iter().enumerate() {
        if holder.name.trim().is_empty() {
            problems.push(Problem::new("certs.field.missing").at(format!("/holders/{i}/name")));
        }
        if let Some(code) = &holder.code
            && !kind.holder_codes.admit(code)
        {
            problems.push(Problem::new("certs.holder.code").at(format!("/holders/{i}/code")));
        }
        let code = holder.code.as_ref();
        let class = code.and_then(|code| kind.holder_codes.get(&code.kind));
        if class.is_some_and(|known| !kind.holders.admits(known.class)) {
            let problem = Problem::new("certs.holder.category");
            problems.push(problem.at(format!("/holders/{i}/code/type")));
        }
    }
}

/// Whether a value has the shape of its field.
fn fits(shape: Shape, value: &FieldValue) -> bool {
    match (shape, value) {
        (Shape::Text, FieldValue::Text(text)) => !text.trim().is_empty(),
        (Shape::Date, FieldValue::Text(text)) => is_date(text),
        (Shape::Digest, FieldValue::Text(text)) => is_digest(text),
        (Shape::Count, FieldValue::Text(text)) => is_count(text),
        (Shape::List, FieldValue::List(items)) => !items.is_empty(),
        (Shape::Table, FieldValue::Table(rows)) => !rows.is_empty(),
        // JSON cannot tell an empty table from an empty list, and neither says anything.
        _ => false,
    }
}

fn is_date(text: &str) -> bool {
    text.parse::<NaiveDate>()
        .is_ok_and(|date| format!("{date}") == text)
}

fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, digits)| {
        matches!(algorithm, "sm3" | "sha256")
            && digits.len() == 64
            && digits
                .bytes()
                .all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn is_count(text: &str) -> bool {
    text.parse::<u32>().is_ok_and(|n| format!("{n}") == text)
}
