//! What the certificate of a result says, its type standard and its fields, and on which laws its office may
//! change it later (`data/results.toml`).

use std::collections::BTreeMap;

use ip_certs::certificate::{FieldValue, Holder, HolderCode};
use ip_certs::kind::{Kind, Shape};
use ip_core::law::{LawRef, Mark};
use ip_core::problem::Problem;
use ip_core::text::{Lang, Text};
use ip_matters::case::Verdict;
use ip_matters::entry::Entry;
use serde::Deserialize;

use crate::cases::Registered;
use crate::draft::Draft;
use crate::register::Measure;

/// The type standard of results that have none of their own.
const COMMON: &str = "service-result";

/// The words, codes and type standards of results.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Results {
    decision: Decisions,
    holder_code: HolderCodes,
    #[serde(rename = "result")]
    own: Vec<Own>,
    ground: Vec<Ground>,
}

/// The laws on which a measure about a certificate can rest.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Ground {
    /// Absent for a new version.
    #[serde(default)]
    measure: Option<Measure>,
    basis: Vec<LawRef>,
    #[serde(rename = "mark")]
    _mark: Mark,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Decisions {
    granted: Text,
    partly_granted: Text,
}

/// Types of holders' codes (GB/T 36903-2018 Annex A).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct HolderCodes {
    natural_person: String,
    organisation: String,
    #[serde(rename = "mark")]
    _mark: Mark,
}

/// A result with a type standard of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    matter: String,
    kind: String,
    field: Vec<Source>,
}

/// Where the value of a field comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    key: String,
    #[serde(default)]
    answers: Vec<String>,
    #[serde(default)]
    join: String,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    case: Option<OfCase>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OfCase {
    Decided,
    Number,
}

impl Results {
    /// The table shipped with this crate.
    ///
    /// # Errors
    ///
    /// `app.data.unreadable` if the file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Problem> {
        toml::from_str(include_str!("../data/results.toml"))
            .map_err(|e| Problem::new("app.data.unreadable").found(e.message()))
    }

    /// The type standard of a matter's result.
    pub fn kind(&self, matter: &str) -> &str {
        let own = self.own.iter().find(|own| own.matter == matter);
        own.map_or(COMMON, |own| &own.kind)
    }

    /// Every matter whose result has a type standard of its own, with that.
    pub fn own_kinds(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.own.iter();
        own.map(|own| (own.matter.as_str(), own.kind.as_str()))
    }

    /// The laws on which a measure can rest; of a new version where there is no measure.
    pub(crate) fn grounds(&self, measure: Option<Measure>) -> &[LawRef] {
        let ground = self.ground.iter().find(|ground| ground.measure == measure);
        ground
            .map(|ground| ground.basis.as_slice())
            .unwrap_or_default()
    }

    /// The applicant as the holder of the result.
    pub(crate) fn holder(&self, form: &Draft) -> Holder {
        let answer = |field: &str| form.answers.get(field).cloned().unwrap_or_default();
        let code = answer("applicant-id");
        let kind = match answer("applicant-kind").as_str() {
            "natural-person" => &self.holder_code.natural_person,
            _ => &self.holder_code.organisation,
        };
        Holder {
            name: answer("applicant-name"),
            code: (!code.is_empty()).then(|| HolderCode {
                kind: kind.clone(),
                value: code,
            }),
        }
    }

    /// The face of the result; `None` for a case that was not granted.
    pub(crate) fn fields(
        &self,
        entry: &Entry,
        kind: &Kind,
        registered: &Registered,
        form: &Draft,
    ) -> Option<BTreeMap<String, FieldValue>> {
        let decision = match registered.case.verdict? {
            Verdict::Granted => &self.decision.granted,
            Verdict::PartlyGranted => &self.decision.partly_granted,
            Verdict::Refused => return None,
        };
        let matter = entry.matter.id.as_str();
        let own = self.own.iter().find(|own| own.matter == matter);
        Some(match own {
            Some(own) => own.fields(entry, kind, registered, form),
            None => common(entry, decision, registered, form),
        })
    }
}

impl Own {
    fn fields(
        &self,
        entry: &Entry,
        kind: &Kind,
        registered: &Registered,
        form: &Draft,
    ) -> BTreeMap<String, FieldValue> {
        let value = |source: &Source| -> Option<FieldValue> {
            match source.case {
                Some(OfCase::Decided) => {
                    return Some(registered.case.decided?.to_string().into());
                }
                Some(OfCase::Number) => return Some(registered.number.as_str().into()),
                None => {}
            }
            let given: Vec<String> = source
                .answers
                .iter()
                .filter_map(|id| written(entry, id, form))
                .collect();
            if given.is_empty() {
                return None;
            }
            let is_list = kind.field(&source.key)?.shape == Shape::List;
            Some(if is_list {
                given.into()
            } else {
                format!("{}{}", given.join(&source.join), source.suffix).into()
            })
        };
        let all = self.field.iter();
        all.filter_map(|source| Some((source.key.clone(), value(source)?)))
            .collect()
    }
}

/// An answer as the certificate says it: a choice by its label, lines ended as on the face and not as
/// a browser sends them.
fn written(entry: &Entry, id: &str, form: &Draft) -> Option<String> {
    let answer = form.answers.get(id).filter(|answer| !answer.is_empty())?;
    let asked = entry.fields.iter().find(|field| field.id == *id);
    let chosen = asked.and_then(|field| field.options.iter().find(|option| option.id == *answer));
    Some(chosen.map_or_else(
        || answer.replace("\r\n", "\n"),
        |option| option.label.in_lang(Lang::Zh).to_owned(),
    ))
}

/// What every result says.
fn common(
    entry: &Entry,
    decision: &Text,
    registered: &Registered,
    form: &Draft,
) -> BTreeMap<String, FieldValue> {
    let mut fields: BTreeMap<String, FieldValue> = BTreeMap::new();
    let mut put = |key: &str, value: FieldValue| fields.insert(key.to_owned(), value);
    put("matter", entry.matter.name.in_lang(Lang::Zh).into());
    put("caseNo", registered.number.as_str().into());
    put("decision", decision.in_lang(Lang::Zh).into());
    if let Some(day) = registered.case.decided {
        put("decisionDate", day.to_string().into());
    }
    if let Some(code) = &entry.implementation {
        put("matterCode", code.as_str().into());
    }
    let rights: Vec<String> = ["application-number", "registration-number"]
        .into_iter()
        .filter_map(|field| form.answers.get(field).filter(|answer| !answer.is_empty()))
        .cloned()
        .collect();
    if !rights.is_empty() {
        put("rightNos", rights.into());
    }
    fields
}
