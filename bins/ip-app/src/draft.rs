//! A filing that a person is still writing: kept after every answer, checked as a whole before it is filed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ip_core::id::{self, Kind, Verdict};
use ip_core::money::Money;
use ip_core::problem::{Problem, Problems, pointer_step};
use ip_core::record::Hash;
use ip_matters::entry::{Entry, Field, FieldKind, Material};
use ip_matters::material::{MaterialKind, Necessity};
use serde::{Deserialize, Serialize};

use crate::commitment::may_commit;
use crate::evidence::Checked;

/// How many files one material may have.
pub const MOST_FILES: usize = 20;

/// How long an answer may be where the form says nothing, in characters.
const MOST_CHARACTERS: u32 = 2000;

/// A file that was handed in for a material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attachment {
    /// Digest of the content, by which the store finds it.
    pub hash: Hash,
    /// The name it had on the applicant's device.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// What was answered and handed in so far. It may hold personal data and lives in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Draft {
    /// The situation chosen, where the matter has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<String>,
    /// Answers by field, in canonical form.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// Files by material.
    #[serde(default)]
    pub files: BTreeMap<String, Vec<Attachment>>,
    /// What registers answered and certificates showed instead of a paper, by material; only with the person's consent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub checks: BTreeMap<String, Checked>,
    /// Papers that are the result of an earlier matter of its bundle, and are not asked for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub fed: BTreeSet<String>,
    /// The commitment that was chosen instead of papers, in the words in which it was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
    /// The bundle in which it will be filed together with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<String>,
}

impl Draft {
    /// The fields that the matter asks in the chosen situation.
    pub fn fields<'e>(&self, entry: &'e Entry) -> impl Iterator<Item = &'e Field> {
        let situation = self.situation.clone();
        entry
            .fields
            .iter()
            .filter(move |f| f.situation.is_none() || f.situation == situation)
    }

    /// The papers that must be handed in as files in the chosen situation: application forms are made
    /// from the answers and are not asked for again, and what an earlier matter brings is not asked at all.
    pub fn papers<'e>(&self, entry: &'e Entry) -> impl Iterator<Item = &'e Material> {
        self.materials(entry)
            .filter(|material| material.kind != MaterialKind::Form)
            .filter(|material| !self.fed.contains(&material.id))
    }

    /// The ids of everything that is there: the forms that the answers make, and the files.
    pub fn materials_in(&self, entry: &Entry) -> BTreeSet<String> {
        let here = |material: &&Material| {
            material.kind == MaterialKind::Form
                || self
                    .files
                    .get(&material.id)
                    .is_some_and(|files| !files.is_empty())
        };
        self.materials(entry)
            .filter(here)
            .map(|material| material.id.clone())
            .collect()
    }

    /// The materials that the matter asks in the chosen situation.
    pub fn materials<'e>(&self, entry: &'e Entry) -> impl Iterator<Item = &'e Material> {
        let situation = self.situation.clone();
        entry
            .materials
            .iter()
            .filter(move |m| m.applies_in(situation.as_deref()))
    }

    /// Whether a register or a certificate has shown what the paper would prove, for the answers as they are now.
    pub fn proved(&self, material: &str) -> bool {
        let check = self.checks.get(material);
        check.is_some_and(|check| check.stands(&self.answers))
    }

    /// Whether the person files without a paper because the register that would show the same did not answer: the office
    /// asks it again, and asks for the paper only then.
    pub fn waits(&self, material: &str) -> bool {
        let check = self.checks.get(material);
        check.is_some_and(Checked::is_waiting)
    }

    /// Whether a commitment that was chosen stands in for a paper.
    pub fn commits(&self, entry: &Entry, material: &str) -> bool {
        self.commitment.is_some() && may_commit(entry, material)
    }

    /// Everything that stands against filing, each at `/situation`, `/fields/ID` or `/materials/ID`.
    pub fn check(&self, entry: &Entry, day: NaiveDate) -> Problems {
        let mut problems = Problems::default();
        if !entry.matter.situations.is_empty() {
            let chosen = self.situation.as_deref().unwrap_or_default();
            if let Err(problem) = read_situation(entry, chosen) {
                problems.push(problem);
            }
        }
        for field in self.fields(entry) {
            let answer = self.answers.get(&field.id).map_or("", String::as_str);
            if let Err(problem) = read_answer(field, answer, day) {
                problems.push(problem);
            }
        }
        for material in self.papers(entry) {
            let none = self.files.get(&material.id).is_none_or(Vec::is_empty);
            let spared = self.proved(&material.id)
                || self.waits(&material.id)
                || self.commits(entry, &material.id);
            if material.necessity == Necessity::Required && none && !spared {
                problems.push(
                    Problem::new("app.form.material-missing")
                        .at(format!("/materials{}", pointer_step(&material.id))),
                );
            }
        }
        problems
    }
}

/// A situation of the matter, by its id.
///
/// # Errors
///
/// `app.form.missing` or `app.form.choice` at `/situation`.
pub fn read_situation(entry: &Entry, text: &str) -> Result<String, Problem> {
    if text.is_empty() {
        return Err(Problem::new("app.form.missing").at("/situation"));
    }
    match entry.matter.situations.iter().find(|s| s.id == text) {
        Some(situation) => Ok(situation.id.clone()),
        None => Err(Problem::new("app.form.choice").at("/situation").found(text)),
    }
}

/// Reads an answer as the field wants it, in canonical form; an empty one where none is required.
///
/// # Errors
///
/// A problem at `/fields/ID`: `app.form.*`, or a code of the identifier's kind.
pub fn read_answer(field: &Field, text: &str, day: NaiveDate) -> Result<String, Problem> {
    let at = format!("/fields{}", pointer_step(&field.id));
    let text = text.trim();
    if text.is_empty() {
        return if field.required {
            Err(Problem::new("app.form.missing").at(at))
        } else {
            Ok(String::new())
        };
    }
    let most = field.max_length.unwrap_or(MOST_CHARACTERS);
    let long = text.chars().count();
    if long > most as usize {
        return Err(Problem::new("app.form.too-long")
            .at(at)
            .expected(most)
            .found(long));
    }
    let wrong = |code| Err(Problem::new(code).at(at.clone()).found(text));
    match field.kind {
        FieldKind::Text | FieldKind::LongText => Ok(text.to_owned()),
        FieldKind::Identifier => read_identifier(field, text, day).map_err(|p| p.at(at)),
        FieldKind::Date => match text.parse::<NaiveDate>() {
            Ok(date) => Ok(date.to_string()),
            Err(_) => wrong("app.form.date"),
        },
        FieldKind::Choice if field.options.iter().any(|o| o.id == text) => Ok(text.to_owned()),
        FieldKind::Choice => wrong("app.form.choice"),
        FieldKind::Money => match text.parse::<Money>() {
            Ok(amount) if amount >= Money::ZERO => Ok(amount.to_string()),
            _ => wrong("app.form.money"),
        },
        FieldKind::Number => match text.parse::<u32>() {
            Ok(number) => Ok(number.to_string()),
            Err(_) => wrong("app.form.number"),
        },
    }
}

/// The canonical form of an identifier of any of the field's kinds. Where it is of none, the problem
/// is that of the kind it comes nearest to: the first one that finds only a check character wrong,
/// else the first one asked.
fn read_identifier(field: &Field, text: &str, day: NaiveDate) -> Result<String, Problem> {
    let mut nearest: Option<Problem> = None;
    for kind in &field.of {
        let kind: Option<Kind> = kind.parse().ok();
        let report = id::check(kind, text, Some(day));
        if report.verdict != Verdict::Invalid {
            return Ok(report.canonical.unwrap_or_else(|| text.to_owned()));
        }
        for problem in report.problems {
            let checked = problem.expected.is_some() && problem.found.is_some();
            if nearest
                .as_ref()
                .is_none_or(|n| checked && n.expected.is_none())
            {
                nearest = Some(problem);
            }
        }
    }
    Err(nearest.unwrap_or_else(|| Problem::new("app.form.choice").found(text)))
}

/// Whether a file may be handed in for a material: its size, and that its content is of a kind that
/// the material accepts.
///
/// # Errors
///
/// A problem at `/materials/ID`.
pub fn check_file(material: &Material, name: &str, bytes: &[u8]) -> Result<(), Problem> {
    let at = format!("/materials{}", pointer_step(&material.id));
    let size = bytes.len() as u64;
    if bytes.is_empty() {
        return Err(Problem::new("app.form.file-empty").at(at));
    }
    if size > material.max_bytes {
        let problem = Problem::new("app.form.file-too-large").at(at);
        return Err(problem.expected(material.max_bytes).found(size));
    }
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.unwrap_or_default();
    let accepted = material.accepts.iter().any(|kind| same_kind(kind, &ending));
    if !accepted || !begins_as(&ending, bytes) {
        let problem = Problem::new("app.form.file-kind").at(at);
        return Err(problem.expected(material.accepts.join(", ")).found(ending));
    }
    Ok(())
}

fn same_kind(accepted: &str, ending: &str) -> bool {
    accepted == ending || matches!((accepted, ending), ("jpg", "jpeg") | ("jpeg", "jpg"))
}

/// Whether the content begins as files with this ending do; true for endings without a signature.
fn begins_as(ending: &str, bytes: &[u8]) -> bool {
    match ending {
        "pdf" => bytes.starts_with(b"%PDF-"),
        "png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpg" | "jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "docx" | "xlsx" | "ofd" | "zip" => bytes.starts_with(b"PK\x03\x04"),
        "tif" | "tiff" => bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*"),
        _ => true,
    }
}
