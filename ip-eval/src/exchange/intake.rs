//! Taking in many records: each is accepted, known already, parked, refused or no review, and told so.
//!
//! A record whose only fault is that it came too early is parked until what it waits for is there: a review for
//! its service, a supplementary review for its original. So the order of delivery changes nothing in the end, and
//! a record that is delivered twice counts once.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::calendar::Calendar;
use ip_core::party::Sensitive;
use ip_core::problem::{Problem, Problems};
use ip_core::record::Hash;
use serde::Serialize;

use super::read::{Read, ReviewLine};
use super::record::{ReviewRecord, ServiceRecord};
use crate::id::{ReviewId, ServiceId};
use crate::label::Labels;
use crate::policy::{Profile, civil_day};
use crate::review::{self, Command, Event, Kind, Reviews};
use crate::tally::{Cube, Key, Region, of_reviews};

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is in.
    Accepted,
    /// The same record was there already; it counts once.
    Repeated,
    /// It came before what it waits for, and is kept until that comes.
    Parked,
    /// It says that nobody reviewed.
    NotReviewed,
    /// It is not taken, and the problems say why.
    Refused,
}

/// What is told of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// Its line, as the caller counts.
    pub line: u64,
    /// What became of it.
    pub verdict: Verdict,
    /// Whether it was parked before.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub was_parked: bool,
    /// Why it is not in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// What is odd about it though it is in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Problem>,
    /// The review or the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ReviewId>,
}

/// How many records came to what; together they are all that were handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Records handed in.
    pub records: u64,
    /// In.
    pub accepted: u64,
    /// There already.
    pub repeated: u64,
    /// Still waiting.
    pub parked: u64,
    /// No review.
    pub not_reviewed: u64,
    /// Not taken.
    pub refused: u64,
}

/// The rules under which records are taken in.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// When they are taken in.
    pub now: DateTime<FixedOffset>,
    /// The profile of the place.
    pub profile: &'a Profile,
    /// All dictionaries of labels, the retired too: a record may be old.
    pub labels: &'a Labels,
    /// Working days.
    pub calendar: &'a Calendar,
}

struct Waiting {
    line: u64,
    record: Box<ReviewRecord>,
    notes: Vec<Problem>,
}

/// A service with the fingerprint of its record.
struct Known {
    print: Hash,
    region: Option<Region>,
    reviews: Reviews,
}

/// Records taken in so far.
pub struct Intake<'a> {
    rules: Rules<'a>,
    services: BTreeMap<ServiceId, Known>,
    seen: BTreeMap<ReviewId, Hash>,
    waiting: BTreeMap<ServiceId, Vec<Waiting>>,
    summary: Summary,
}

/// Why a record does not stand.
enum Fault {
    TooEarly,
    Wrong(Vec<Problem>),
}

impl<'a> Intake<'a> {
    /// Nothing taken in.
    pub const fn new(rules: Rules<'a>) -> Self {
        Self {
            rules,
            services: BTreeMap::new(),
            seen: BTreeMap::new(),
            waiting: BTreeMap::new(),
            summary: Summary {
                records: 0,
                accepted: 0,
                repeated: 0,
                parked: 0,
                not_reviewed: 0,
                refused: 0,
            },
        }
    }

    /// How many records came to what.
    pub const fn summary(&self) -> Summary {
        self.summary
    }

    /// The reviews of every service, in order.
    pub fn reviews(&self) -> impl Iterator<Item = &Reviews> {
        self.services.values().map(|known| &known.reviews)
    }

    /// The counts of everything that is in.
    pub fn cube(&self) -> Cube<Key> {
        let all = self.services.values();
        all.flat_map(|known| of_reviews(&known.reviews, known.region.as_ref()))
            .collect()
    }

    /// The records that still wait, by line.
    pub fn waiting(&self) -> Vec<(u64, &ReviewRecord)> {
        let all = self.waiting.values().flatten();
        let mut lines: Vec<_> = all.map(|w| (w.line, &*w.record)).collect();
        lines.sort_by_key(|(line, _)| *line);
        lines
    }

    /// Takes in a review record; what it lets in of those that waited is told too.
    pub fn review(&mut self, line: u64, read: Result<Read<ReviewLine>, Problems>) -> Vec<Told> {
        self.summary.records += 1;
        let Read { value, notes } = match read {
            Ok(read) => read,
            Err(problems) => return self.refuse(line, problems.0),
        };
        let ReviewLine::Review(record) = value else {
            self.summary.not_reviewed += 1;
            return Vec::from([told(line, Verdict::NotReviewed, None, notes)]);
        };
        let id = Some(record.id.clone());
        let print = fingerprint(&record);
        let mut notes = notes;
        if record.handled.malicious == Some(true) {
            // It counts until two people of this place decide otherwise.
            notes.push(Problem::new("eval.exchange.judged-elsewhere").found(&record.id));
        }
        match self.seen.get(&record.id) {
            Some(known) if *known == print => {
                self.summary.repeated += 1;
                return Vec::from([told(line, Verdict::Repeated, id, notes)]);
            }
            Some(_) => {
                let conflict = Problem::new("eval.exchange.conflict").found(&record.id);
                return self.refuse(line, Vec::from([conflict]));
            }
            None => {}
        }
        match self.admit(&record) {
            Ok(odd) => {
                self.seen.insert(record.id.clone(), print);
                self.summary.accepted += 1;
                notes.extend(odd);
                let mut all = Vec::from([told(line, Verdict::Accepted, id, notes)]);
                all.extend(self.release(&record.service));
                all
            }
            Err(Fault::TooEarly) => {
                self.seen.insert(record.id.clone(), print);
                self.summary.parked += 1;
                let mut parked = told(line, Verdict::Parked, id, notes.clone());
                parked
                    .problems
                    .push(Problem::new("eval.exchange.order").found(&record.service));
                let waiting = self.waiting.entry(record.service.clone()).or_default();
                waiting.push(Waiting {
                    line,
                    record,
                    notes,
                });
                Vec::from([parked])
            }
            Err(Fault::Wrong(problems)) => self.refuse(line, problems),
        }
    }

    /// Takes in a service record; the reviews that waited for it are told too.
    pub fn service(&mut self, line: u64, read: Result<Read<ServiceRecord>, Problems>) -> Vec<Told> {
        self.summary.records += 1;
        let Read { value, notes } = match read {
            Ok(read) => read,
            Err(problems) => return self.refuse(line, problems.0),
        };
        let Some(service) = value.instance() else {
            let missing = Problem::new("eval.exchange.field-missing");
            return self.refuse(line, Vec::from([missing]));
        };
        let print = Hash::of(format!("{service:?}").as_bytes());
        match self.services.get(&service.id) {
            Some(known) if known.print == print => {
                self.summary.repeated += 1;
                return Vec::from([told(line, Verdict::Repeated, None, notes)]);
            }
            Some(_) => {
                let conflict = Problem::new("eval.exchange.conflict").found(&service.id);
                return self.refuse(line, Vec::from([conflict]));
            }
            None => {}
        }
        self.summary.accepted += 1;
        let id = service.id.clone();
        let reviews = Reviews {
            service: Some(service),
            ..Reviews::default()
        };
        let known = Known {
            print,
            region: value.about.region,
            reviews,
        };
        self.services.insert(id.clone(), known);
        let mut all = Vec::from([told(line, Verdict::Accepted, None, notes)]);
        all.extend(self.release(&id));
        all
    }

    fn refuse(&mut self, line: u64, problems: Vec<Problem>) -> Vec<Told> {
        self.summary.refused += 1;
        let mut refused = told(line, Verdict::Refused, None, Vec::new());
        refused.problems = problems;
        Vec::from([refused])
    }

    /// Tries those that wait for a service until none of them gets in any more.
    fn release(&mut self, service: &ServiceId) -> Vec<Told> {
        let mut all = Vec::new();
        let mut waiting = self.waiting.remove(service).unwrap_or_default();
        // A supplementary review that came before its original waits for one more round.
        waiting.sort_by(|a, b| a.record.id.cmp(&b.record.id));
        loop {
            let before = waiting.len();
            let mut still = Vec::new();
            for Waiting {
                line,
                record,
                notes,
            } in waiting
            {
                let verdict = match self.admit(&record) {
                    Ok(odd) => {
                        self.summary.accepted += 1;
                        let mut notes = notes;
                        notes.extend(odd);
                        told(line, Verdict::Accepted, Some(record.id), notes)
                    }
                    Err(Fault::TooEarly) => {
                        still.push(Waiting {
                            line,
                            record,
                            notes,
                        });
                        continue;
                    }
                    Err(Fault::Wrong(problems)) => {
                        self.seen.remove(&record.id);
                        self.summary.refused += 1;
                        let mut refused = told(line, Verdict::Refused, Some(record.id), notes);
                        refused.problems = problems;
                        refused
                    }
                };
                self.summary.parked -= 1;
                all.push(Told {
                    was_parked: true,
                    ..verdict
                });
            }
            waiting = still;
            if waiting.len() == before || waiting.is_empty() {
                break;
            }
        }
        if !waiting.is_empty() {
            self.waiting.insert(service.clone(), waiting);
        }
        all
    }

    /// Lets the rules of reviewing decide; what they say of unknown labels is odd, and no reason to refuse.
    fn admit(&mut self, record: &ReviewRecord) -> Result<Vec<Problem>, Fault> {
        let Some(Known { reviews: state, .. }) = self.services.get_mut(&record.service) else {
            return Err(Fault::TooEarly);
        };
        let original = state.original.as_ref().map(|entry| entry.review.kind);
        if record.kind == Kind::Supplementary && original != Some(Kind::Active) {
            return Err(Fault::TooEarly);
        }
        let rules = self.rules;
        let mut form = record.submission();
        let dictionary = dictionary(rules.labels, record)
            .ok_or_else(|| Fault::Wrong(Vec::from([Problem::new("eval.data.incomplete")])))?;
        let (labels, odd): (Vec<String>, Vec<String>) = form
            .labels
            .into_iter()
            .partition(|code| dictionary.get(code).is_some());
        form.labels = labels;
        // How long a text a web form takes is no limit for what other platforms took; events hold no text anyway.
        let blank = |text: &Sensitive| text.expose().trim().is_empty();
        form.text = form.text.filter(|text| !blank(text));
        form.text = form.text.map(|_| Sensitive::new(String::from("…")));
        let notes = odd
            .iter()
            .map(|code| Problem::new("eval.review.label-unknown").found(code));
        let notes = notes.collect();
        let mut now = rules.now;
        let command = match record.kind {
            Kind::Supplementary => Command::Supplement {
                // Whether the rectification was closed, the platform that took it has judged.
                closed_at: Some(form.at),
                review: form,
            },
            Kind::Default if rules.profile.review.takes_defaults => Command::Submit {
                review: form,
                suspicions: Vec::new(),
            },
            Kind::Default => {
                now = record.at.min(now);
                Command::ApplySilence {
                    id: record.id.clone(),
                }
            }
            _ => Command::Submit {
                review: form,
                suspicions: Vec::new(),
            },
        };
        let context = review::Context {
            now,
            profile: rules.profile,
            dictionary,
            calendar: rules.calendar,
        };
        let mut events =
            review::decide(state, command, &context).map_err(|r| Fault::Wrong(r.problems))?;
        if record.kind == Kind::Default {
            // Entered elsewhere by the rule of that place: never one that a person gave.
            for event in &mut events {
                if let Event::Recorded { review } = event {
                    review.kind = Kind::Default;
                }
            }
        }
        if record.effective == Some(false) {
            // Another platform found it void, and says no more: it waits for a person to look.
            events.push(Event::Held {
                review: record.id.clone(),
                detectors: Vec::from([String::from("not-effective")]),
            });
        }
        let other_level = events.iter().any(
            |event| matches!(event, Event::Recorded { review } if review.level != record.level),
        );
        if other_level {
            let conflict = Problem::new("eval.exchange.level-conflict").found(record.level);
            return Err(Fault::Wrong(Vec::from([conflict])));
        }
        *state = events.iter().fold(core::mem::take(state), review::evolve);
        Ok(notes)
    }
}

fn told(line: u64, verdict: Verdict, id: Option<ReviewId>, notes: Vec<Problem>) -> Told {
    Told {
        line,
        verdict,
        was_parked: false,
        problems: Vec::new(),
        notes,
        id,
    }
}

/// The dictionary a record's labels are from: the one offered on its day, or else one that knows them all.
fn dictionary<'a>(
    labels: &'a Labels,
    record: &ReviewRecord,
) -> Option<&'a crate::label::Dictionary> {
    let offered = labels.offered_on(civil_day(record.at));
    let knows =
        |d: &&crate::label::Dictionary| record.labels.iter().all(|code| d.get(code).is_some());
    offered
        .filter(knows)
        .or_else(|| labels.iter().find(knows))
        .or(offered)
        .or_else(|| labels.iter().next())
}

/// What two deliveries of one review must agree in: all it says, and nothing of how it was sent.
fn fingerprint(record: &ReviewRecord) -> Hash {
    let text = record
        .text
        .as_ref()
        .map(|text| text.expose().as_str())
        .unwrap_or_default();
    let said = (
        &record.kind,
        record.level,
        &record.labels,
        &record.channel,
        record.at,
        record.name,
    );
    let who = record.reviewer.as_ref().map(|who| who.as_str());
    Hash::of(format!("{said:?} {who:?} {text}").as_bytes())
}
