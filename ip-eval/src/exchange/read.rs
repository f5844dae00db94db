//! From fields to meaning: every problem of a record is found, none quotes personal data.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

use chrono::{DateTime, FixedOffset};
use ip_core::party::Sensitive;
use ip_core::problem::{Problem, Problems, pointer_step};

use super::handled::Handled;
use super::raw::RawRecord;
use super::record::{About, ReviewRecord, ServiceRecord, SetApart};
use super::table::{Field, Holds, Meaning, Table};
use crate::codec::{Channel, Coded, Scheme};
use crate::id::{BadReference, PersonRef, ReviewId};
use crate::label::Labels;
use crate::level::Level;
use crate::review::{Kind, NameMode};
use crate::tally::Region;

/// How records of one platform are read and written.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The table.
    pub table: &'a Table,
    /// The scheme of codes.
    pub scheme: &'a Scheme,
    /// Names of levels.
    pub labels: &'a Labels,
    /// The pseudonym of an identifier, a keyed hash; the only one who sees both.
    pub pseudonym: &'a dyn Fn(&str) -> Option<PersonRef>,
}

/// Something read, with what is odd about it though it stands: unknown codes and fields, kept as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// What was read.
    pub value: T,
    /// What is odd.
    pub notes: Vec<Problem>,
}

/// What a review record turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewLine {
    /// A review.
    Review(Box<ReviewRecord>),
    /// Nobody gave one: the person let the time run out.
    NotReviewed,
}

/// The fields of a record sorted by meaning, while it is read.
struct Reader<'a, 'r> {
    how: &'a Reading<'a>,
    values: Vec<(&'a Field, Cow<'r, str>)>,
    /// A bit for each meaning that has a value.
    met: u64,
    set_apart: BTreeMap<String, Sensitive>,
    kept: BTreeMap<String, String>,
    notes: Vec<Problem>,
    problems: Problems,
}

fn problem(code: &'static str, field: &Field, value: &str) -> Problem {
    let problem = Problem::new(code).at(pointer_step(&field.name));
    if field.means.is_personal() {
        problem
    } else {
        problem.found(value)
    }
}

impl<'a, 'r> Reader<'a, 'r> {
    /// Sorts the fields and checks their lengths.
    fn new(how: &'a Reading<'a>, raw: RawRecord<'r>, holds: Holds) -> Self {
        let mut reader = Self {
            how,
            values: Vec::with_capacity(raw.0.len()),
            met: 0,
            set_apart: BTreeMap::new(),
            kept: BTreeMap::new(),
            notes: Vec::new(),
            problems: Problems::default(),
        };
        if how.table.holds != holds {
            let problem = Problem::new("eval.exchange.wrong-table").found(&how.table.id);
            reader.problems.push(problem);
            return reader;
        }
        let mut next = 0;
        let mut seen = alloc::vec![false; how.table.fields.len()];
        for (name, value) in raw.0 {
            let Some((at, field)) = how.table.field(&name, next) else {
                let note = Problem::new("eval.exchange.field-unknown").at(pointer_step(&name));
                reader.notes.push(note);
                // What it holds is unknown, so it is treated as what needs most care.
                reader
                    .set_apart
                    .insert(name.into(), Sensitive::new(value.into()));
                continue;
            };
            next = at + 1;
            if core::mem::replace(&mut seen[at], true) {
                reader
                    .problems
                    .push(problem("eval.exchange.field-twice", field, &value));
            } else if !value.trim().is_empty() {
                reader.sort(field, value);
            }
        }
        for (field, seen) in how.table.fields.iter().zip(&seen) {
            let given = || {
                reader
                    .values
                    .iter()
                    .any(|(other, _)| other.name == field.name)
            };
            if field.required && !(*seen && given()) {
                let missing = Problem::new("eval.exchange.field-missing");
                reader.problems.push(missing.at(pointer_step(&field.name)));
            }
        }
        reader
    }

    fn sort(&mut self, field: &'a Field, value: Cow<'r, str>) {
        if let Some(max) = field.max
            && value.len() > max
            && value.chars().count() > max
        {
            let long = Problem::new("eval.exchange.field-long").at(pointer_step(&field.name));
            let long = long.expected(max).found(value.chars().count());
            self.problems.push(long);
        }
        if field.digits && !value.bytes().all(|byte| byte.is_ascii_digit()) {
            let form = problem("eval.exchange.field-form", field, &value);
            self.tell(form.expected("digits"));
        }
        match field.means {
            Meaning::Kept => {
                self.kept.insert(field.name.clone(), value.into());
            }
            means => {
                self.agree(field, &value);
                if means.is_personal() && means != Meaning::Text {
                    let apart = Sensitive::new(value.clone().into());
                    self.set_apart.insert(field.name.clone(), apart);
                }
                self.values.push((field, value));
            }
        }
    }

    /// Two fields of one meaning say the same, or the record contradicts itself.
    fn agree(&mut self, field: &'a Field, value: &str) {
        let bit = 1_u64 << field.means as u32;
        let met_before = self.met & bit != 0;
        self.met |= bit;
        let other = |(other, said): &(&Field, Cow<'r, str>)| {
            other.means == field.means && said.as_ref() != value
        };
        if met_before && !field.means.may_differ() && self.values.iter().any(other) {
            self.tell(problem("eval.exchange.field-conflict", field, value));
        }
    }

    /// Adds a problem, unless the same was said of this field before.
    fn tell(&mut self, problem: Problem) {
        let said = |other: &Problem| other.code == problem.code && other.pointer == problem.pointer;
        if !self.problems.0.iter().any(said) {
            self.problems.push(problem);
        }
    }

    fn find(&self, means: Meaning) -> Option<(&'a Field, &str)> {
        let (field, value) = self.values.iter().find(|(field, _)| field.means == means)?;
        Some((*field, value.as_ref()))
    }

    /// A value that has a type of its own.
    fn parse<T: FromStr>(&mut self, means: Meaning) -> Option<T> {
        let (field, value) = self.find(means)?;
        let parsed = value.parse().ok();
        if parsed.is_none() {
            let form = problem("eval.exchange.field-form", field, value);
            self.tell(form);
        }
        parsed
    }

    /// A code; one that the scheme does not know is kept and told.
    fn code<T>(
        &mut self,
        means: Meaning,
        read: impl Fn(&Scheme, &str) -> Coded<T>,
    ) -> Option<Coded<T>> {
        let (field, value) = self.find(means)?;
        let coded = read(self.how.scheme, value);
        if coded.known().is_none() {
            let note = self.unknown_code(field, value);
            self.notes.push(note);
        }
        Some(coded)
    }

    fn unknown_code(&self, field: &Field, value: &str) -> Problem {
        problem("eval.exchange.code-unknown", field, value).arg("scheme", &self.how.scheme.id)
    }

    fn time(&mut self, means: Meaning) -> Option<DateTime<FixedOffset>> {
        let (field, value) = self.find(means)?;
        let time = self.how.table.time.read(value);
        if time.is_none() {
            let form = problem("eval.exchange.field-form", field, value);
            self.tell(form.expected(self.how.table.time.pattern()));
        }
        time
    }

    /// A division; the noughts below the county are no part of it.
    fn region(&mut self) -> Option<Region> {
        let (field, value) = self.find(Meaning::Region)?;
        let short = match value.strip_suffix("000000") {
            Some(county) if county.len() == 6 => county,
            _ => value,
        };
        let region = short.parse().ok();
        if region.is_none() {
            let form = problem("eval.exchange.field-form", field, value);
            self.tell(form.expected("2, 4, 6, 9 or 12 digits"));
        }
        region
    }

    fn person(&mut self, means: Meaning) -> Option<PersonRef> {
        (self.how.pseudonym)(self.find(means)?.1)
    }

    /// Every field is looked at, so that every fault is found, before the case is asked for.
    fn about(&mut self) -> Option<About> {
        let case = self.parse(Meaning::Case);
        let service_no = self.find(Meaning::ServiceNo);
        let service_no = service_no.map(|(_, number)| number.to_owned());
        let region = self.region();
        let unit = self.parse(Meaning::Unit);
        let point = self.parse(Meaning::Point);
        let matter = self.parse(Meaning::Matter);
        let item = self.parse(Meaning::Item);
        let stage = self.code(Meaning::Stage, Scheme::stage);
        let case_kind = self.code(Meaning::CaseKind, Scheme::case_kind);
        let applicant_kind = self.code(Meaning::ApplicantKind, Scheme::applicant_kind);
        let staff = self.person(Meaning::Staff);
        Some(About {
            scheme: self.how.scheme.id.clone(),
            case: case?,
            service_no,
            region,
            unit,
            point,
            matter,
            item,
            stage,
            case_kind,
            applicant_kind,
            staff,
        })
    }

    /// The level, its code and its name agreeing.
    fn level(&mut self) -> Option<Level> {
        let (field, value) = self.find(Meaning::Level)?;
        let Coded::Known(level) = self.how.scheme.level(value) else {
            let unknown = self.unknown_code(field, value);
            self.problems.push(unknown);
            return None;
        };
        if let Some((field, name)) = self.find(Meaning::LevelName)
            && self.how.labels.level_named(name) != Some(level)
        {
            let conflict = problem("eval.exchange.level-conflict", field, name).expected(level);
            self.problems.push(conflict);
        }
        Some(level)
    }

    /// A yes or no; what is neither counts as not said.
    fn truth(&mut self, means: Meaning) -> Option<bool> {
        let codes = self.how.table.truths(means);
        let (field, value) = self.find(means)?;
        let truth = codes.and_then(|codes| codes.read(value));
        if truth.is_none() {
            let note = self.unknown_code(field, value);
            let (name, value) = (field.name.clone(), value.to_owned());
            self.notes.push(note);
            self.kept.insert(name, value);
        }
        truth
    }

    /// What was done about it, as far as it is said in codes that are known.
    fn handled(&mut self) -> Handled {
        Handled {
            answered: self.truth(Meaning::Answered),
            revisited: self.truth(Meaning::Revisited),
            malicious: self.truth(Meaning::Malicious),
            founded: self.truth(Meaning::Founded),
            reasonable: self.truth(Meaning::Reasonable),
        }
    }

    /// The channel: of its field, or that of every record of the table.
    fn channel(&mut self) -> Option<Coded<Channel>> {
        let read = self.code(Meaning::Channel, Scheme::channel);
        let channel = read.or_else(|| self.how.table.channel.map(Coded::Known));
        if channel.is_none() {
            let all = &self.how.table.fields;
            let field = all.iter().find(|field| field.means == Meaning::Channel);
            let at = field.map_or_else(String::new, |field| pointer_step(&field.name));
            self.tell(Problem::new("eval.exchange.field-missing").at(at));
        }
        channel
    }

    fn bad(&mut self, bad: BadReference) {
        self.problems.push(Problem::new(bad.code()));
    }
}

impl Reading<'_> {
    /// Reads a review record.
    ///
    /// # Errors
    ///
    /// Every problem of the record: `eval.exchange.*`, `eval.reference.malformed`. What stands though it is odd is a note.
    pub fn review(&self, raw: RawRecord<'_>) -> Result<Read<ReviewLine>, Problems> {
        let mut reader = Reader::new(self, raw, Holds::Review);
        if let Some((_, level)) = reader.find(Meaning::Level)
            && self.scheme.is_not_reviewed(level)
        {
            return reader.problems.or(Read {
                value: ReviewLine::NotReviewed,
                notes: reader.notes,
            });
        }
        let about = reader.about();
        let level = reader.level();
        let at = reader.time(Meaning::ReviewedAt);
        let number: Option<u32> = reader.parse(Meaning::AssessNo);
        let mut default = reader.truth(Meaning::Default).unwrap_or_default();
        let channel = match reader.find(Meaning::Channel) {
            Some((_, raw)) if self.scheme.is_default_review(raw) => {
                default = true;
                Some(Coded::Other { other: raw.into() })
            }
            _ => reader.channel(),
        };
        let handled = reader.handled();
        let effective = reader.truth(Meaning::Effective);
        let anonymous = reader.truth(Meaning::Anonymous);
        let reviewer = reader.person(Meaning::Reviewer);
        let separators = self.table.separators.as_slice();
        let labels = reader
            .find(Meaning::Labels)
            .map(|(_, value)| split(value, separators));
        let text = reader
            .find(Meaning::Text)
            .map(|(_, value)| Sensitive::new(value.into()));
        let service = about
            .as_ref()
            .and_then(|about: &About| about.service().map_err(|bad| reader.bad(bad)).ok());
        let number = number.unwrap_or(1);
        let id = service.as_ref().and_then(|service| {
            let id = ReviewId::new(alloc::format!("{service}:{number}"));
            id.map_err(|bad| reader.bad(bad)).ok()
        });
        let named = !anonymous.unwrap_or(reviewer.is_none());
        let record = (|| {
            Some(ReviewRecord {
                id: id?,
                service: service?,
                about: about?,
                kind: match (default, number) {
                    (true, _) => Kind::Default,
                    (false, 0 | 1) => Kind::Active,
                    (false, _) => Kind::Supplementary,
                },
                level: level?,
                labels: labels.unwrap_or_default(),
                channel: channel?,
                name: if named {
                    NameMode::RealName
                } else {
                    NameMode::Anonymous
                },
                reviewer,
                said_anonymous: anonymous,
                effective,
                at: at?,
                handled,
                set_apart: SetApart(reader.set_apart),
                kept: reader.kept,
                text,
            })
        })();
        finish(
            record.map(|record| ReviewLine::Review(Box::new(record))),
            reader.problems,
            reader.notes,
        )
    }

    /// Reads a service record.
    ///
    /// # Errors
    ///
    /// Every problem of the record: `eval.exchange.*`, `eval.reference.malformed`.
    pub fn service(&self, raw: RawRecord<'_>) -> Result<Read<ServiceRecord>, Problems> {
        let mut reader = Reader::new(self, raw, Holds::Service);
        let about = reader.about();
        let at = reader.time(Meaning::ServedAt);
        let served = reader.person(Meaning::Reviewer);
        let channel = reader
            .find(Meaning::ChannelRaw)
            .map(|(_, raw)| raw.to_owned());
        let service = about
            .as_ref()
            .and_then(|about: &About| about.service().map_err(|bad| reader.bad(bad)).ok());
        let record = (|| {
            Some(ServiceRecord {
                service: service?,
                about: about?,
                channel,
                served,
                at: at?,
                set_apart: SetApart(reader.set_apart),
                kept: reader.kept,
            })
        })();
        finish(record, reader.problems, reader.notes)
    }
}

fn finish<T>(
    value: Option<T>,
    mut problems: Problems,
    notes: Vec<Problem>,
) -> Result<Read<T>, Problems> {
    if value.is_none() && problems.0.is_empty() {
        problems.push(Problem::new("eval.exchange.field-missing"));
    }
    match (value, problems.0.is_empty()) {
        (Some(value), true) => Ok(Read { value, notes }),
        _ => Err(problems),
    }
}

/// Codes of one field; the separators of interfaces and terminals differ.
fn split(codes: &str, separators: &[char]) -> Vec<String> {
    codes
        .split(separators)
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(String::from)
        .collect()
}
