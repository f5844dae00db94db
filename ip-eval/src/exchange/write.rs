//! From meaning to fields: what a table cannot say is a problem, never a guess.

use alloc::format;
use alloc::string::{String, ToString};

use ip_core::problem::{Problem, Problems, pointer_step};

use super::raw::RawRecord;
use super::read::Reading;
use super::record::{About, ReviewRecord, ServiceRecord, SetApart};
use super::table::{Field, Holds, Meaning};
use crate::codec::{Coded, Scheme};
use crate::review::Kind;

/// A value, nothing to say, or no code for it.
enum Cell {
    Value(String),
    Nothing,
    NoCode(&'static str),
}

impl From<Option<String>> for Cell {
    fn from(value: Option<String>) -> Self {
        value.map_or(Self::Nothing, Self::Value)
    }
}

fn coded(code: Option<&str>, what: &'static str) -> Cell {
    code.map_or(Cell::NoCode(what), |code| Cell::Value(code.into()))
}

fn text(value: Option<&impl ToString>) -> Cell {
    value.map(ToString::to_string).into()
}

impl Reading<'_> {
    /// Writes a review with this table and scheme. Personal data goes out only under a field of the name it came with.
    ///
    /// # Errors
    ///
    /// `eval.exchange.wrong-table`, `eval.exchange.no-code` where the scheme has none, `eval.exchange.field-missing`,
    /// `eval.exchange.field-long`.
    pub fn write_review(&self, review: &ReviewRecord) -> Result<RawRecord<'static>, Problems> {
        let separator: String = self.table.separators.iter().take(1).collect();
        let truth = |field: &Field, said: Option<bool>| {
            let codes = self.table.truths(field.means).zip(said);
            let code = codes.and_then(|(codes, said)| codes.write(said));
            // What could not be read goes back as it came.
            let code = code.map(String::from);
            Cell::from(code.or_else(|| review.kept.get(&field.name).cloned()))
        };
        self.write(Holds::Review, &review.about, |field| match field.means {
            Meaning::Level => coded(
                self.scheme.write_level(&Coded::Known(review.level)),
                "level",
            ),
            Meaning::LevelName => Cell::Value(self.labels.title(review.level).zh.clone()),
            Meaning::Channel => match self.scheme.write_default_review() {
                // Elsewhere the default has a channel code of its own.
                Some(code) if is_default_code(review) => Cell::Value(code.into()),
                _ => self.code(
                    &review.about,
                    &review.channel,
                    Scheme::write_channel,
                    "channel",
                ),
            },
            Meaning::AssessNo => Cell::Value(number(review)),
            Meaning::Labels => {
                let all = (!review.labels.is_empty()).then(|| review.labels.join(&separator));
                all.into()
            }
            Meaning::Text => review
                .text
                .as_ref()
                .map(|text| text.expose().clone())
                .into(),
            Meaning::ReviewedAt => Cell::Value(self.table.time.write(review.at)),
            Meaning::Anonymous => truth(field, review.said_anonymous),
            Meaning::Effective => truth(field, review.effective),
            Meaning::Default => truth(field, Some(review.kind == Kind::Default)),
            Meaning::Answered => truth(field, review.handled.answered),
            Meaning::Revisited => truth(field, review.handled.revisited),
            Meaning::Malicious => truth(field, review.handled.malicious),
            Meaning::Founded => truth(field, review.handled.founded),
            Meaning::Reasonable => truth(field, review.handled.reasonable),
            Meaning::Kept => review.kept.get(&field.name).cloned().into(),
            _ => self.about(field, &review.about, &review.set_apart),
        })
    }

    /// Writes a service with this table and scheme.
    ///
    /// # Errors
    ///
    /// Those of [`Reading::write_review`].
    pub fn write_service(&self, service: &ServiceRecord) -> Result<RawRecord<'static>, Problems> {
        self.write(Holds::Service, &service.about, |field| match field.means {
            Meaning::ServedAt => Cell::Value(self.table.time.write(service.at)),
            Meaning::ChannelRaw => service.channel.clone().into(),
            Meaning::Kept => service.kept.get(&field.name).cloned().into(),
            _ => self.about(field, &service.about, &service.set_apart),
        })
    }

    /// A code; one that its own scheme did not know goes back to that scheme alone, for elsewhere it means something else.
    fn code<'v, T>(
        &'v self,
        about: &About,
        value: &'v Coded<T>,
        write: impl Fn(&'v Scheme, &'v Coded<T>) -> Option<&'v str>,
        what: &'static str,
    ) -> Cell {
        if value.known().is_none() && about.scheme != self.scheme.id {
            return Cell::NoCode(what);
        }
        coded(write(self.scheme, value), what)
    }

    fn about(&self, field: &Field, about: &About, set_apart: &SetApart) -> Cell {
        match field.means {
            Meaning::Case => Cell::Value(about.case.to_string()),
            Meaning::ServiceNo => about.service_no.clone().into(),
            Meaning::Region => match &about.region {
                Some(region) if region.as_str().len() == 6 => Cell::Value(format!(
                    "{region:0<width$}",
                    region = region.as_str(),
                    width = field.pad.unwrap_or(6)
                )),
                region => text(region.as_ref()),
            },
            Meaning::Unit => text(about.unit.as_ref()),
            Meaning::Point => text(about.point.as_ref()),
            Meaning::Matter => text(about.matter.as_ref()),
            Meaning::Item => text(about.item.as_ref()),
            Meaning::Stage => about.stage.as_ref().map_or(Cell::Nothing, |value| {
                self.code(about, value, Scheme::write_stage, "stage")
            }),
            Meaning::CaseKind => about.case_kind.as_ref().map_or(Cell::Nothing, |value| {
                self.code(about, value, Scheme::write_case_kind, "case-kind")
            }),
            Meaning::ApplicantKind => about
                .applicant_kind
                .as_ref()
                .map_or(Cell::Nothing, |value| {
                    self.code(about, value, Scheme::write_applicant_kind, "applicant-kind")
                }),
            Meaning::Reviewer | Meaning::Staff | Meaning::Personal => {
                let apart = set_apart.0.get(&field.name);
                apart.map(|apart| apart.expose().clone()).into()
            }
            _ => Cell::Nothing,
        }
    }

    fn write(
        &self,
        holds: Holds,
        about: &About,
        cell: impl Fn(&Field) -> Cell,
    ) -> Result<RawRecord<'static>, Problems> {
        let mut problems = Problems::default();
        if self.table.holds != holds {
            let problem = Problem::new("eval.exchange.wrong-table").found(&self.table.id);
            return Err(problem.into());
        }
        let tells = |field: &Field| field.means == Meaning::ServiceNo;
        if !self.table.fields.iter().any(tells)
            && let Some(number) = about.service_no.as_deref().filter(|number| *number != "1")
        {
            // Without its number it would pass for another service of the same case.
            problems.push(Problem::new("eval.exchange.service-lost").found(number));
        }
        let mut fields = alloc::vec::Vec::new();
        for field in &self.table.fields {
            let at = || pointer_step(&field.name);
            match cell(field) {
                Cell::Value(value) => {
                    let length = value.chars().count();
                    if let Some(max) = field.max.filter(|max| length > *max) {
                        let long = Problem::new("eval.exchange.field-long").at(at());
                        problems.push(long.expected(max).found(length));
                    }
                    fields.push((field.name.clone(), value));
                }
                Cell::Nothing if field.required => {
                    problems.push(Problem::new("eval.exchange.field-missing").at(at()));
                }
                Cell::Nothing => {}
                Cell::NoCode(what) => {
                    let none = Problem::new("eval.exchange.no-code").at(at());
                    problems.push(none.expected(what).arg("scheme", &self.scheme.id));
                }
            }
        }
        problems.or(fields.into_iter().collect())
    }
}

/// Whether the record said by its channel that a system entered it.
const fn is_default_code(review: &ReviewRecord) -> bool {
    matches!(
        (review.kind, &review.channel),
        (Kind::Default, Coded::Other { .. })
    )
}

/// The number of a review of its service: the last part of its id.
fn number(review: &ReviewRecord) -> String {
    let id = review.id.as_str();
    let number = id
        .strip_prefix(review.service.as_str())
        .and_then(|rest| rest.strip_prefix(':'));
    match number {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => number.into(),
        _ if review.kind == Kind::Supplementary => String::from("2"),
        _ => String::from("1"),
    }
}
