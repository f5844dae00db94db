//! Records of another platform, read line by line, and `ip-tool review import` and `convert` over them.

use std::io::{self, BufWriter, Write};

use ip_app::wire::{self, Told};
use ip_core::calendar::Calendar;
use ip_core::problem::{Problem, Problems};
use ip_core::record::Hash;
use ip_eval::codec::Codings;
use ip_eval::exchange::{
    Envelope, Intake, RawRecord, Read, Reading, ReviewLine, Rules, Summary, Table, Tables,
    Told as Taken, Verdict,
};
use ip_eval::id::PersonRef;
use ip_eval::label::Labels;
use ip_eval::policy::Profile;
use serde::Serialize;

use super::AREA;
use crate::cli::{Convert, Records};
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::input::{Input, LINE_LIMIT, Line, too_large};
use crate::output::{Output, Words};

/// The table of service records.
const SERVICES: &str = "service-2019";

/// Everything that reading needs, loaded once.
pub struct Desk {
    tables: Tables,
    codings: Codings,
    labels: Labels,
    calendar: Calendar,
    /// The profile whose rules decide.
    pub profile: Profile,
    key: [u8; 32],
}

impl Desk {
    /// Loads tables, codes, labels, calendar and profile, and draws a key that is thrown away with the run.
    pub fn new(profile: &str) -> Result<Self, Failure> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)
            .map_err(|error| Failure::unreadable(None, &io::Error::other(error.to_string())))?;
        Ok(Self {
            tables: Tables::builtin()?,
            codings: Codings::builtin()?,
            labels: Labels::builtin()?,
            calendar: Calendar::builtin()?,
            profile: Profile::builtin(profile)?,
            key,
        })
    }

    /// The pseudonym of an identifier in this run; it tells people apart and can be undone by nobody.
    fn pseudonym(&self, identifier: &str) -> Option<PersonRef> {
        let hash = Hash::of(&[self.key.as_slice(), identifier.as_bytes()].concat());
        PersonRef::new(hash.to_string()).ok()
    }

    fn reading<'a>(
        &'a self,
        table: &'a Table,
        scheme: Option<&str>,
        pseudonym: &'a dyn Fn(&str) -> Option<PersonRef>,
    ) -> Result<Reading<'a>, Failure> {
        Ok(Reading {
            table,
            scheme: self.codings.get(scheme.unwrap_or(&table.scheme))?,
            labels: &self.labels,
            pseudonym,
        })
    }

    /// Takes in services, then reviews; `tell` hears of every record with the file it stands in.
    pub fn take_in(
        &self,
        records: &Records,
        mut tell: impl FnMut(&'static str, Taken) -> Result<(), Failure>,
    ) -> Result<Intake<'_>, Failure> {
        let mut intake = Intake::new(Rules {
            now: records.now.unwrap_or_else(clock::now),
            profile: &self.profile,
            labels: &self.labels,
            calendar: &self.calendar,
        });
        let pseudonym = |identifier: &str| self.pseudonym(identifier);
        let scheme = records.scheme.as_deref();
        if let Some(path) = &records.services {
            let services = self.reading(self.tables.get(SERVICES)?, scheme, &pseudonym)?;
            each_line(Input::open(Some(path))?, |line, text| {
                let read = text.and_then(raw).and_then(|raw| services.service(raw));
                let mut told = intake.service(line, read).into_iter();
                told.try_for_each(|told| tell("services", told))
            })?;
        }
        let reviews = self.reading(self.tables.get(&records.from)?, scheme, &pseudonym)?;
        each_review(records, |line, raw| {
            let read = raw.and_then(|raw| reviews.review(raw));
            let mut told = intake.review(line, read).into_iter();
            told.try_for_each(|told| tell("reviews", told))
        })?;
        Ok(intake)
    }
}

/// A flat record; a value that is no text, number or truth value is refused.
fn raw(text: &str) -> Result<RawRecord<'_>, Problems> {
    serde_json::from_str(text).map_err(|_| not_flat().into())
}

fn not_flat() -> Problem {
    Problem::new(format!("{AREA}.request.wrong-type")).expected("an object of texts and numbers")
}

/// Hands over each line, or why it is none; empty lines are passed over but counted.
fn each_line(
    mut input: Input,
    mut take: impl FnMut(u64, Result<&str, Problems>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        let met = input.next_line(&mut line)?;
        number += 1;
        match met {
            Line::End => return Ok(()),
            Line::TooLong => take(number, Err(too_large(AREA, LINE_LIMIT).into()))?,
            Line::Whole if line.iter().all(u8::is_ascii_whitespace) => {}
            Line::Whole => take(number, wire::check(AREA, &line).map_err(Problems::from))?,
        }
    }
}

/// Hands over each review record: a line is one, or an envelope of many.
fn each_review(
    records: &Records,
    mut take: impl FnMut(u64, Result<RawRecord<'_>, Problems>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    each_line(Input::open(records.input.as_deref())?, |line, text| {
        if !records.envelope {
            return take(line, text.and_then(raw));
        }
        let opened = text.and_then(|text| {
            let opened: Result<Envelope<RawRecord<'_>>, _> = serde_json::from_str(text);
            opened.map_err(|_| Problems::from(not_flat().at("/txnBodyCom")))
        });
        match opened {
            Err(problems) => take(line, Err(problems)),
            Ok(opened) => {
                let mut items = opened.txn_body_com.params.evaluate.into_iter();
                items.try_for_each(|item| take(line, Ok(item)))
            }
        }
    })
}

/// What is printed of a record.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    file: &'static str,
    line: u64,
    verdict: Verdict,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    was_parked: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Told>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Told>,
}

#[derive(Serialize)]
struct Last {
    summary: Summary,
}

fn told(words: Words, problems: Vec<Problem>) -> Vec<Told> {
    match words.refuse(problems) {
        None => Vec::new(),
        Some(refusal) if refusal.errors.is_empty() => vec![refusal.error],
        Some(refusal) => refusal.errors,
    }
}

/// One line a finding, as JSON or for eyes.
fn write_line(out: &mut impl Write, output: &Output, finding: &Finding) -> io::Result<()> {
    if output.json {
        serde_json::to_writer(&mut *out, finding)?;
        return out.write_all(b"\n");
    }
    let all: Vec<String> = finding
        .problems
        .iter()
        .chain(&finding.notes)
        .map(shown)
        .collect();
    let verdict = serde_json::to_value(finding.verdict)?;
    let verdict = verdict.as_str().unwrap_or_default();
    writeln!(
        out,
        "{} {}: {verdict}  {}",
        finding.file,
        finding.line,
        all.join("; ")
    )
}

fn shown(told: &Told) -> String {
    if told.pointer.is_empty() {
        told.title.clone()
    } else {
        format!("{} {}", told.pointer, told.title)
    }
}

/// `ip-tool review import`: a line for every record that is not plainly in, and the sums at the end.
pub fn import(records: &Records, output: &Output) -> Result<Exit, Failure> {
    let desk = Desk::new(&records.profile)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let unwritable = |error: io::Error| Failure::unwritable(&error);
    let intake = desk.take_in(records, |file, taken| {
        let plain =
            taken.verdict == Verdict::Accepted && taken.notes.is_empty() && !taken.was_parked;
        if plain {
            return Ok(());
        }
        let finding = Finding {
            file,
            line: taken.line,
            verdict: taken.verdict,
            was_parked: taken.was_parked,
            problems: told(output.words, taken.problems),
            notes: told(output.words, taken.notes),
        };
        write_line(&mut out, output, &finding).map_err(unwritable)
    })?;
    let summary = intake.summary();
    if output.json {
        serde_json::to_writer(&mut out, &Last { summary })
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
    } else {
        writeln!(out, "{}", crate::table::of(&summary))
    }
    .and_then(|()| out.flush())
    .map_err(unwritable)?;
    Ok(exit_of(summary))
}

/// Negative while anything is refused or waits.
pub const fn exit_of(summary: Summary) -> Exit {
    if summary.refused + summary.parked > 0 {
        Exit::Negative
    } else {
        Exit::Done
    }
}

/// `ip-tool review convert`: one record a line in, one out; a record that cannot be said there gives its refusal.
pub fn convert(args: &Convert, output: &Output) -> Result<Exit, Failure> {
    let desk = Desk::new(&args.records.profile)?;
    let pseudonym = |identifier: &str| desk.pseudonym(identifier);
    let from = desk.reading(
        desk.tables.get(&args.records.from)?,
        args.records.scheme.as_deref(),
        &pseudonym,
    )?;
    let to = desk.reading(
        desk.tables.get(&args.to)?,
        args.to_scheme.as_deref(),
        &pseudonym,
    )?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut exit = Exit::Done;
    each_review(&args.records, |_, raw| {
        let written = raw.and_then(|raw| match from.review(raw)? {
            Read {
                value: ReviewLine::Review(review),
                ..
            } => to.write_review(&review).map(Some),
            Read {
                value: ReviewLine::NotReviewed,
                ..
            } => Ok(None),
        });
        let line = match written {
            Ok(record) => serde_json::to_writer(&mut out, &record),
            Err(problems) => {
                exit = Exit::Negative;
                serde_json::to_writer(&mut out, &output.words.refuse(problems.0))
            }
        };
        line.map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            .map_err(|error| Failure::unwritable(&error))
    })?;
    out.flush().map_err(|error| Failure::unwritable(&error))?;
    Ok(exit)
}
