//! Whether a record says what its type standard asks for.

use alloc::format;
use alloc::string::String;

use chrono::NaiveDate;
use ip_core::problem::{Problem, Problems, pointer_step};

use super::{FieldValue, Record, shape};
use crate::id::{CertificateId, Identifier as _};
use crate::kind::{Family, InnerCodes, Kind, Naming, Need, Term};

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
            Some(value) => {
                if let Some(expected) = shape::misfit(field.shape, value) {
                    let problem = Problem::new("certs.field.shape").at(pointer);
                    problems.push(problem.expected(expected));
                }
            }
            None if field.need == Need::Always && (complete || !field.disclosable) => {
                problems.push(Problem::new("certs.field.missing").at(pointer));
            }
            None => {}
        }
    }
    numbers(record, kind, &mut problems);
    order(record, kind, &mut problems);
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
    if kind.naming == Naming::Fixed && kind.family != Family::Result && record.name != kind.name.zh
    {
        let problem = Problem::new("certs.record.name").at("/name");
        problems.push(problem.expected(&kind.name.zh).found(&record.name));
    }
    if !is_name(&record.issuer.id) {
        let problem = Problem::new("certs.record.issuer-id").at("/issuer/id");
        problems.push(problem.found(&record.issuer.id));
    }
    for (pointer, text) in [
        ("/name", &record.name),
        ("/number", &record.number),
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

/// Whether an issuer's name is one that verifiers can hold in a trust list, and that runs nowhere.
fn is_name(id: &str) -> bool {
    let named = ["https://", "urn:", "did:"];
    let rest = named.iter().find_map(|scheme| id.strip_prefix(scheme));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_graphic() && c != '#')
    })
}

/// Numbers are of the right that the kind certifies, and the serial is that of the right, where the type
/// standard says so.
fn numbers(record: &Record, kind: &Kind, problems: &mut Problems) {
    for field in &kind.fields {
        let Some(FieldValue::Text(text)) = record.fields.get(&field.key) else {
            continue;
        };
        let found = shape::right(field.shape, text);
        if kind.right.is_some() && found.is_some() && found != kind.right {
            let pointer = format!("/fields{}", pointer_step(&field.key));
            problems.push(Problem::new("certs.record.right").at(pointer).found(text));
        }
        let serial = kind.serial_of.as_deref() == Some(field.key.as_str());
        if serial && shape::misfit(field.shape, &FieldValue::from(text.as_str())).is_none() {
            let expected = shape::serial(text);
            if record.identifier.serial() != expected {
                let problem = Problem::new("certs.record.serial").at("/identifier");
                problems.push(problem.expected(expected).found(record.identifier.serial()));
            }
        }
    }
}

/// The dates that the type standard puts in order follow one another; `issued` is the day of issue.
fn order(record: &Record, kind: &Kind, problems: &mut Problems) {
    let mut before: Option<(&str, NaiveDate)> = None;
    for key in &kind.order {
        let day = match (key.as_str(), record.fields.get(key)) {
            ("issued", _) => Some(record.issued),
            (_, Some(FieldValue::Text(text))) => shape::date(text),
            _ => None,
        };
        let Some(day) = day else {
            continue;
        };
        if let Some((earlier, first)) = before
            && day < first
        {
            let pointer = match key.as_str() {
                "issued" => "/issued".into(),
                key => format!("/fields{}", pointer_step(key)),
            };
            let problem = Problem::new("certs.record.order").at(pointer);
            problems.push(problem.expected(format!("{earlier}: {first}")).found(day));
        }
        before = Some((key, day));
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
            let part = match kind.holder_codes.get(&code.kind) {
                Some(_) => "value",
                None => "type",
            };
            problems
                .push(Problem::new("certs.holder.code").at(format!("/holders/{i}/code/{part}")));
        }
        let code = holder.code.as_ref();
        let class = code.and_then(|code| kind.holder_codes.get(&code.kind));
        if class.is_some_and(|known| !kind.holders.admits(known.class)) {
            let problem = Problem::new("certs.holder.category");
            problems.push(problem.at(format!("/holders/{i}/code/type")));
        }
    }
}
