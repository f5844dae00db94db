//! Replays a story: services, reviews and commands with their times, against one profile.
//!
//! Steps are taken in the order of their times. A bad review that counts opens its case by itself, under
//! the review's own id, unless a `register` command names another; a case found void voids its review.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::calendar::Calendar;
use ip_core::problem::{Problem, Problems};
use ip_core::record::Hash;
use serde::{Deserialize, Serialize};

use crate::id::{CaseId, PersonRef, ReviewId, ServiceId};
use crate::label::{Dictionary, Labels};
use crate::metric::Yardstick;
use crate::policy::{Profile, civil_day};
use crate::rectify::{self, Actor, Case, Change, Reading, Role};
use crate::refusal::Refusal;
use crate::review::{self, Integrity, Kind, Reviews};
use crate::service::ServiceInstance;
use crate::tally::{Cube, Figure, Key, of_case, of_reviews};

/// A command to the reviews of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReviewStep {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Of which service.
    pub service: ServiceId,
    /// What.
    #[serde(flatten)]
    pub command: review::Command,
}

/// A command to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CaseStep {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Which case; the id of its review, unless it was registered under another.
    #[serde(rename = "of")]
    pub case: CaseId,
    /// Who.
    pub by: Actor,
    /// What.
    #[serde(flatten)]
    pub command: rectify::Command,
}

/// What `ip-tool review replay` is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReplayRequest {
    /// Name of the profile.
    pub profile: String,
    /// The services, each reviewable from its own time on.
    pub services: Vec<ServiceInstance>,
    /// Commands to their reviews.
    #[serde(default)]
    pub reviews: Vec<ReviewStep>,
    /// Commands to the cases.
    #[serde(default)]
    pub rectification: Vec<CaseStep>,
    /// When clocks are read; absent: at the last step.
    #[serde(default)]
    pub as_of: Option<DateTime<FixedOffset>>,
}

/// A step that was refused; nothing changed by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefusedStep {
    /// Where it stands in the request.
    pub pointer: String,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Which guard said no, and on which rule.
    pub refusal: Refusal,
}

/// A case with its log and its clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReplayedCase {
    /// The state.
    pub state: Case,
    /// The clocks as they look on the day of reading.
    pub clocks: Vec<Reading>,
    /// Everything that happened.
    pub events: Vec<rectify::Event>,
}

/// The reviews of a service with their log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReplayedService {
    /// The state.
    pub state: Reviews,
    /// Everything that happened.
    pub events: Vec<review::Event>,
}

/// How the story ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Replayed {
    /// Services and their reviews, by id.
    pub services: Vec<ReplayedService>,
    /// Cases and their clocks, by id.
    pub cases: Vec<ReplayedCase>,
    /// The figures over all.
    pub counters: Figure,
    /// The digest of the counts by day and dimension: equal stories have equal ones.
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub hash: Hash,
    /// Steps that were refused, in order of time.
    pub refusals: Vec<RefusedStep>,
}

/// A step with its place in the request.
enum Step<'a> {
    Open(&'a ServiceInstance),
    Review(&'a ReviewStep),
    Case(&'a CaseStep),
}

struct World<'a> {
    profile: Profile,
    dictionary: &'a Dictionary,
    calendar: &'a Calendar,
    system: Actor,
    services: BTreeMap<ServiceId, ReplayedService>,
    cases: BTreeMap<CaseId, (Option<Case>, Vec<rectify::Event>)>,
    /// Reviews that a step to come registers under an id of its own.
    named: BTreeSet<ReviewId>,
}

impl ReplayRequest {
    /// Takes every step and tells how the story ended.
    ///
    /// # Errors
    ///
    /// `eval.policy.unknown`, or a damaged data file. A step that is refused is no error: it is listed.
    pub fn answer(&self, calendar: &Calendar) -> Result<Replayed, Problems> {
        let profile = Profile::builtin(&self.profile)?;
        let labels = Labels::builtin()?;
        let services = self
            .services
            .iter()
            .enumerate()
            .map(|(i, s)| (s.at, 0, i, Step::Open(s)));
        let reviews = self
            .reviews
            .iter()
            .enumerate()
            .map(|(i, r)| (r.at, 1, i, Step::Review(r)));
        let cases = self
            .rectification
            .iter()
            .enumerate()
            .map(|(i, c)| (c.at, 2, i, Step::Case(c)));
        let mut steps: Vec<_> = services.chain(reviews).chain(cases).collect();
        steps.sort_by_key(|(at, list, i, _)| (*at, *list, *i));
        let last = steps.last().map(|step| step.0);
        let dictionary = steps
            .first()
            .and_then(|step| labels.offered_on(civil_day(step.0)));
        let dictionary = dictionary
            .or_else(|| labels.iter().find(|dictionary| dictionary.offered))
            .ok_or_else(|| Problem::new("eval.data.incomplete"))?;
        let named = self
            .rectification
            .iter()
            .filter_map(|step| match &step.command {
                rectify::Command::Register { review, .. } => Some(review.clone()),
                _ => None,
            });
        let mut world = World {
            system: Actor {
                id: PersonRef::new("system").map_err(|e| Problem::new(e.code()))?,
                role: Role::System,
                unit: None,
            },
            named: named.collect(),
            profile,
            dictionary,
            calendar,
            services: BTreeMap::new(),
            cases: BTreeMap::new(),
        };
        let mut refusals = Vec::new();
        for (at, list, i, step) in &steps {
            if let Err(refusal) = world.take(step, *at) {
                let list = ["services", "reviews", "rectification"][*list];
                refusals.push(RefusedStep {
                    pointer: format!("/{list}/{i}"),
                    at: *at,
                    refusal,
                });
            }
        }
        world.end(self.as_of.or(last), refusals)
    }
}

impl World<'_> {
    fn take(&mut self, step: &Step<'_>, now: DateTime<FixedOffset>) -> Result<(), Refusal> {
        match step {
            Step::Open(service) => {
                let service = (*service).clone();
                let id = service.id.clone();
                self.review(&id, review::Command::Open { service }, now)
            }
            Step::Review(step) => {
                let mut command = step.command.clone();
                if let review::Command::Supplement { closed_at, .. } = &mut command {
                    *closed_at = self.closed_at(&step.service).or(*closed_at);
                }
                self.review(&step.service, command, now)?;
                self.open_cases(&step.service, now)
            }
            Step::Case(step) => {
                if let rectify::Command::Register { review, .. } = &step.command {
                    return self.register(step, review, now);
                }
                self.rectify(&step.case, step.command.clone(), &step.by, now)?;
                self.void_review(&step.case, now)
            }
        }
    }

    fn review(
        &mut self,
        id: &ServiceId,
        command: review::Command,
        now: DateTime<FixedOffset>,
    ) -> Result<(), Refusal> {
        let context = review::Context {
            now,
            profile: &self.profile,
            dictionary: self.dictionary,
            calendar: self.calendar,
        };
        let known = self.services.get(id);
        let nothing = Reviews::default();
        let state = known.map_or(&nothing, |service| &service.state);
        let events = review::decide(state, command, &context)?;
        let state = events.iter().fold(state.clone(), review::evolve);
        let service = self
            .services
            .entry(id.clone())
            .or_insert_with(|| ReplayedService {
                state: Reviews::default(),
                events: Vec::new(),
            });
        service.state = state;
        service.events.extend(events);
        Ok(())
    }

    /// When the case of a service was last closed.
    fn closed_at(&self, service: &ServiceId) -> Option<DateTime<FixedOffset>> {
        let of = |case: &Option<Case>| case.as_ref().is_some_and(|case| case.service == *service);
        let (_, log) = self.cases.values().find(|(case, _)| of(case))?;
        let closed = |event: &&rectify::Event| matches!(event.change, Change::Closed { .. });
        log.iter().rev().find(closed).map(|event| event.at)
    }

    /// Opens a case under another id than the review's; a refusal leaves the review to the case of its own.
    fn register(
        &mut self,
        step: &CaseStep,
        review: &ReviewId,
        now: DateTime<FixedOffset>,
    ) -> Result<(), Refusal> {
        self.named.remove(review);
        let rectify::Command::Register {
            service,
            level,
            name,
            ..
        } = &step.command
        else {
            return Ok(());
        };
        let entries = self.services.get(service).map(|known| known.state.iter());
        let entry = entries.and_then(|mut all| all.find(|entry| entry.review.id == *review));
        let fits = entry.is_some_and(|entry| {
            entry.integrity.counts() && entry.review.level == *level && entry.review.name == *name
        });
        let registered = if self
            .cases
            .values()
            .flat_map(|(case, _)| case)
            .any(|case| case.review == *review)
        {
            Err(Refusal::new(
                Problem::new("eval.case.exists").at("/review").found(review),
            ))
        } else if fits {
            self.rectify(&step.case, step.command.clone(), &step.by, now)
        } else {
            Err(Refusal::new(
                Problem::new("eval.case.other-review")
                    .at("/review")
                    .found(review),
            ))
        };
        self.open_cases(&service.clone(), now)?;
        registered
    }

    /// Every bad review that counts has exactly one case; a supplementary one goes to the case of its service.
    fn open_cases(&mut self, id: &ServiceId, now: DateTime<FixedOffset>) -> Result<(), Refusal> {
        let Some(service) = self.services.get(id) else {
            return Ok(());
        };
        let staff = service.state.service.as_ref().and_then(|s| s.staff.clone());
        let opens = |entry: &&review::Entry| {
            let review = &entry.review;
            let kind = matches!(review.kind, Kind::Active | Kind::Supplementary);
            entry.integrity.counts() && kind && self.profile.opens_case(review.level)
        };
        let entries: Vec<review::Review> = service
            .state
            .iter()
            .filter(opens)
            .map(|entry| entry.review.clone())
            .collect();
        let system = self.system.clone();
        for review in entries {
            let known = self.cases.iter().find_map(|(case, (state, _))| {
                let state = state.as_ref()?;
                (state.service == *id)
                    .then(|| (case.clone(), state.review.clone(), state.supplementary))
            });
            match known {
                Some((case, of, None)) if of != review.id && review.kind == Kind::Supplementary => {
                    let level = review.level;
                    let note = rectify::Command::NoteSupplementary { level };
                    // Before there is an answer to add to, the case is open anyway.
                    let _ = self.rectify(&case, note, &system, now);
                }
                Some(_) => {}
                None if self.named.contains(&review.id) => {}
                None => {
                    let case =
                        CaseId::new(review.id.as_str()).map_err(|e| Problem::new(e.code()))?;
                    let command = rectify::Command::Register {
                        case: case.clone(),
                        review: review.id,
                        service: id.clone(),
                        level: review.level,
                        name: review.name,
                        assessed: staff.clone(),
                    };
                    self.rectify(&case, command, &system, now)?;
                }
            }
        }
        Ok(())
    }

    fn rectify(
        &mut self,
        id: &CaseId,
        command: rectify::Command,
        by: &Actor,
        now: DateTime<FixedOffset>,
    ) -> Result<(), Refusal> {
        let context = rectify::Context {
            now,
            profile: &self.profile,
            calendar: self.calendar,
        };
        let state = self.cases.get(id).and_then(|(case, _)| case.as_ref());
        let events = rectify::decide(state, command, by, &context)?;
        let (case, log) = self.cases.entry(id.clone()).or_default();
        *case = events.iter().fold(case.take(), rectify::evolve);
        log.extend(events);
        Ok(())
    }

    /// A case found void takes its review out of the figures.
    fn void_review(&mut self, id: &CaseId, now: DateTime<FixedOffset>) -> Result<(), Refusal> {
        let Some((Some(case), log)) = self.cases.get(id) else {
            return Ok(());
        };
        let found = log
            .iter()
            .rev()
            .find_map(|event| match event.change.clone() {
                Change::Invalidated {
                    review,
                    ground,
                    deciders,
                    evidence,
                } => Some(review::Command::Void {
                    review,
                    ground,
                    deciders,
                    evidence,
                }),
                _ => None,
            });
        let service = case.service.clone();
        let counts = self.services.get(&service).is_some_and(|service| {
            let of_case = |entry: &&review::Entry| entry.review.id == case.review;
            let entry = service.state.iter().find(of_case);
            entry.is_some_and(|entry| !matches!(entry.integrity, Integrity::Voided { .. }))
        });
        match found {
            Some(command) if counts => self.review(&service, command, now),
            _ => Ok(()),
        }
    }

    fn end(
        self,
        as_of: Option<DateTime<FixedOffset>>,
        refusals: Vec<RefusedStep>,
    ) -> Result<Replayed, Problems> {
        let mut cube: Cube<Key> = Cube::new();
        for service in self.services.values() {
            of_reviews(&service.state, None)
                .into_iter()
                .for_each(|(key, cell)| cube.add(key, cell));
        }
        let mut cases = Vec::new();
        for (case, events) in self.cases.into_values() {
            let Some(state) = case else {
                continue;
            };
            if let Some(service) = self
                .services
                .get(&state.service)
                .and_then(|s| s.state.service.as_ref())
            {
                // What is overdue counts as late, whether or not somebody looked at the clocks.
                let tick = rectify::Context {
                    now: as_of.unwrap_or(state.last_at),
                    profile: &self.profile,
                    calendar: self.calendar,
                };
                let ticked =
                    rectify::decide(Some(&state), rectify::Command::Tick, &self.system, &tick);
                let today = ticked
                    .unwrap_or_default()
                    .iter()
                    .fold(Some(state.clone()), rectify::evolve);
                let (key, cell) = of_case(today.as_ref().unwrap_or(&state), service, None);
                cube.add(key, cell);
            }
            let day = civil_day(as_of.unwrap_or(state.last_at));
            cases.push(ReplayedCase {
                clocks: state.read_clocks(day, &self.profile, self.calendar),
                state,
                events,
            });
        }
        let yardstick = Yardstick::of(&self.profile)?;
        let small = self.profile.publication.small_cell;
        Ok(Replayed {
            services: self.services.into_values().collect(),
            cases,
            counters: Figure::of(&cube.total(|_| true), &yardstick, small)?,
            hash: cube.hash(),
            refusals,
        })
    }
}
