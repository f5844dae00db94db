//! The reviews of one service: commands, events, and the guards between them.

use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};
use ip_core::calendar::{Calendar, Due};
use ip_core::law::LawRef;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::form::{Submission, validate};
use super::{Kind, NameMode, Review};
use crate::id::{EvidenceRef, PersonRef, ReviewId};
use crate::label::Dictionary;
use crate::level::Level;
use crate::policy::{Length, Profile, SupplementaryAfter, civil_day};
use crate::refusal::Refusal;
use crate::service::ServiceInstance;

/// What the rules of the day are.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The instant of the command.
    pub now: DateTime<FixedOffset>,
    /// The profile of the place.
    pub profile: &'a Profile,
    /// The labels offered on the day.
    pub dictionary: &'a Dictionary,
    /// Working days.
    pub calendar: &'a Calendar,
}

/// Why a review is void (无效): a closed list; "the unit followed the rules" is not on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum VoidGround {
    /// 误评: the reviewer confirms having ticked the wrong level.
    MistakenLevel,
    /// Meant another unit or person.
    WrongObject,
    /// Not a service of this system.
    OutOfScope,
    /// The same review twice.
    Duplicate,
    /// Staff reviewed themselves.
    SelfReview,
    /// Abuse without any fact.
    Malicious,
    /// Given under pressure or for money.
    Coerced,
    /// Fabricated by a person or a program.
    Fabricated,
    /// Test data.
    TestData,
}

/// Whether a review is believed genuine (真实性).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Integrity {
    /// Nothing spoke against it.
    Clean,
    /// Kept, counted nowhere, waiting for a person to look.
    Held {
        /// Codes of the detectors that spoke.
        detectors: Vec<String>,
    },
    /// A person looked and found it genuine.
    Confirmed,
    /// Found not to count; it stays stored.
    Voided {
        /// Why.
        ground: VoidGround,
    },
}

impl Integrity {
    /// Whether the review counts in figures.
    pub const fn counts(&self) -> bool {
        matches!(self, Self::Clean | Self::Confirmed)
    }
}

/// A review with what is thought of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The review, never changed.
    pub review: Review,
    /// Whether it counts.
    pub integrity: Integrity,
}

/// The reviews of one service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reviews {
    /// The service, once it is known.
    pub service: Option<ServiceInstance>,
    /// The original, given or entered by default.
    pub original: Option<Entry>,
    /// The supplementary ones.
    pub supplementary: Vec<Entry>,
}

impl Reviews {
    /// All reviews, the original first.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.original.iter().chain(&self.supplementary)
    }

    fn get(&self, id: &ReviewId) -> Option<&Entry> {
        self.iter().find(|entry| entry.review.id == *id)
    }

    fn get_mut(&mut self, id: &ReviewId) -> Option<&mut Entry> {
        let all = self.original.iter_mut().chain(&mut self.supplementary);
        all.into_iter().find(|entry| entry.review.id == *id)
    }
}

/// What someone wants done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    tag = "do",
    deny_unknown_fields
)]
pub enum Command {
    /// Makes a service reviewable.
    Open {
        /// The service.
        service: ServiceInstance,
    },
    /// Gives the original review (一次一评、一事一评).
    Submit {
        /// The form.
        review: Submission,
        /// Codes of detectors that spoke; the review is then held for a person.
        #[serde(default)]
        suspicions: Vec<String>,
    },
    /// Gives a supplementary review (追评).
    Supplement {
        /// The form.
        review: Submission,
        /// When the rectification was closed, where there was one.
        #[serde(default)]
        closed_at: Option<DateTime<FixedOffset>>,
    },
    /// Enters the review that the profile lets silence mean.
    ApplySilence {
        /// Id the review will have.
        id: ReviewId,
    },
    /// Sets a review aside for a person to look at.
    Hold {
        /// The review.
        review: ReviewId,
        /// Codes of the detectors that spoke.
        detectors: Vec<String>,
    },
    /// A person found a held review genuine.
    Release {
        /// The review.
        review: ReviewId,
        /// Who looked.
        by: PersonRef,
    },
    /// Takes a review out of the figures; it stays stored.
    Void {
        /// The review.
        review: ReviewId,
        /// Why.
        ground: VoidGround,
        /// Who decided.
        deciders: Vec<PersonRef>,
        /// What proves it.
        evidence: Vec<EvidenceRef>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    tag = "type"
)]
pub enum Event {
    /// A service became reviewable.
    Opened {
        /// The service.
        service: ServiceInstance,
    },
    /// A review was recorded.
    Recorded {
        /// The review.
        review: Review,
    },
    /// A default review gave way to one that a person gave.
    DefaultWithdrawn {
        /// The default review.
        review: ReviewId,
        /// The level it had counted in.
        level: Level,
    },
    /// A review was set aside.
    Held {
        /// The review.
        review: ReviewId,
        /// Codes of the detectors that spoke.
        detectors: Vec<String>,
    },
    /// A held review was found genuine.
    Released {
        /// The review.
        review: ReviewId,
        /// Who looked.
        by: PersonRef,
    },
    /// A review was taken out of the figures.
    Voided {
        /// The review.
        review: ReviewId,
        /// Why.
        ground: VoidGround,
        /// Who decided.
        deciders: Vec<PersonRef>,
        /// What proves it.
        evidence: Vec<EvidenceRef>,
    },
}

/// The last day on which a service may be reviewed; `None`: at any later time.
pub fn window_end(
    service: &ServiceInstance,
    profile: &Profile,
    calendar: &Calendar,
) -> Option<Due> {
    let window = profile.review.window?;
    Some(window.due(civil_day(service.at), calendar))
}

fn refuse(code: &'static str) -> Refusal {
    Refusal::new(Problem::new(code))
}

/// Answers a command with what happens, or with the guard that refuses it.
///
/// # Errors
///
/// A [`Refusal`]; one of `eval.review.*`.
pub fn decide(
    state: &Reviews,
    command: Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Open { service } => match &state.service {
            None => Ok(Vec::from([Event::Opened { service }])),
            Some(known) if *known == service => Ok(Vec::new()),
            Some(_) => Err(refuse("eval.service.conflict")),
        },
        Command::Submit { review, suspicions } => submit(state, review, suspicions, context),
        Command::Supplement { review, closed_at } => supplement(state, review, closed_at, context),
        Command::ApplySilence { id } => silence(state, id, context),
        Command::Hold { review, detectors } => {
            let entry = counted(state, &review)?;
            if entry.integrity == Integrity::Confirmed {
                return Err(refuse("eval.review.already-confirmed"));
            }
            if detectors.is_empty() {
                return Err(Problem::new("eval.review.reason-missing")
                    .at("/detectors")
                    .into());
            }
            Ok(Vec::from([Event::Held { review, detectors }]))
        }
        Command::Release { review, by } => {
            let held = known(state, &review)?;
            if !matches!(held.integrity, Integrity::Held { .. }) {
                return Err(refuse("eval.review.not-held"));
            }
            independent(state, held, core::slice::from_ref(&by))?;
            Ok(Vec::from([Event::Released { review, by }]))
        }
        Command::Void {
            review,
            ground,
            deciders,
            evidence,
        } => {
            let entry = known(state, &review)?;
            if matches!(entry.integrity, Integrity::Voided { .. }) {
                return Err(refuse("eval.review.already-void"));
            }
            independent(state, entry, &deciders)?;
            if evidence.is_empty() {
                return Err(Problem::new("eval.review.evidence-missing")
                    .at("/evidence")
                    .into());
            }
            enough_deciders(&deciders, context.profile)?;
            Ok(Vec::from([Event::Voided {
                review,
                ground,
                deciders,
                evidence,
            }]))
        }
    }
}

/// Whether nobody decides on a review that they gave, or that is about them.
fn independent(state: &Reviews, entry: &Entry, people: &[PersonRef]) -> Result<(), Refusal> {
    let staff = state
        .service
        .as_ref()
        .and_then(|service| service.staff.as_ref());
    let involved = [staff, entry.review.reviewer.as_ref()];
    match people.iter().any(|one| involved.contains(&Some(one))) {
        true => Err(refuse("eval.review.own-decision")),
        false => Ok(()),
    }
}

/// Whether as many different people decide as the profile asks for.
pub(crate) fn enough_deciders(deciders: &[PersonRef], profile: &Profile) -> Result<(), Refusal> {
    let mut different = deciders.to_vec();
    different.sort();
    different.dedup();
    if different.len() < profile.appeal.deciders {
        let problem = Problem::new("eval.review.deciders-few").at("/deciders");
        let problem = problem
            .expected(profile.appeal.deciders)
            .found(different.len());
        return Err(Refusal::new(problem).resting_on(&profile.basis));
    }
    Ok(())
}

fn known<'a>(state: &'a Reviews, id: &ReviewId) -> Result<&'a Entry, Refusal> {
    state.get(id).ok_or_else(|| {
        Problem::new("eval.review.unknown")
            .at("/review")
            .found(id)
            .into()
    })
}

fn counted<'a>(state: &'a Reviews, id: &ReviewId) -> Result<&'a Entry, Refusal> {
    let entry = known(state, id)?;
    if entry.integrity.counts() {
        Ok(entry)
    } else {
        Err(refuse("eval.review.not-counted"))
    }
}

/// The guards of every form: the service is known, the form is right, the time is possible.
fn admissible<'a>(
    state: &'a Reviews,
    form: &Submission,
    context: &Context<'_>,
) -> Result<&'a ServiceInstance, Refusal> {
    let service = state
        .service
        .as_ref()
        .ok_or_else(|| refuse("eval.review.before-service"))?;
    let mut problems = validate(form, context.profile, context.dictionary);
    if form.at < service.at {
        let problem = Problem::new("eval.review.before-service").at("/at");
        problems.push(problem.expected(service.at).found(form.at));
    }
    if form.at > context.now {
        problems.push(
            Problem::new("eval.review.in-future")
                .at("/at")
                .expected(context.now)
                .found(form.at),
        );
    }
    problems.or(service).map_err(Refusal::from)
}

fn within(form: &Submission, last: Due) -> Result<(), Refusal> {
    if civil_day(form.at) > last.date {
        let problem = Problem::new("eval.review.window-over")
            .at("/at")
            .expected(last.date);
        return Err(Refusal::new(problem.found(civil_day(form.at))));
    }
    Ok(())
}

fn submit(
    state: &Reviews,
    form: Submission,
    suspicions: Vec<String>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let service = admissible(state, &form, context)?;
    let mut events = Vec::new();
    if let Some(Entry { review, integrity }) = &state.original {
        if review.kind != Kind::Default {
            return Err(
                Refusal::new(Problem::new("eval.review.second").found(&review.id))
                    .resting_on(&[LawRef::whole("gbt-39734-2020")]),
            );
        }
        if integrity.counts() {
            events.push(Event::DefaultWithdrawn {
                review: review.id.clone(),
                level: review.level,
            });
        }
    }
    if let Some(last) = window_end(service, context.profile, context.calendar) {
        within(&form, last)?;
    }
    record(&mut events, form, Kind::Active, suspicions, context);
    Ok(events)
}

fn record(
    events: &mut Vec<Event>,
    form: Submission,
    kind: Kind,
    suspicions: Vec<String>,
    context: &Context<'_>,
) {
    let review = form.into_review(kind, context.profile, context.dictionary);
    let id = review.id.clone();
    events.push(Event::Recorded { review });
    if !suspicions.is_empty() {
        events.push(Event::Held {
            review: id,
            detectors: suspicions,
        });
    }
}

fn supplement(
    state: &Reviews,
    form: Submission,
    closed_at: Option<DateTime<FixedOffset>>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    admissible(state, &form, context)?;
    let original = state
        .original
        .as_ref()
        .filter(|entry| entry.review.kind == Kind::Active)
        .ok_or_else(|| refuse("eval.review.no-original"))?;
    let rules = &context.profile.review;
    if state.supplementary.len() >= rules.max_supplementary as usize {
        let problem =
            Problem::new("eval.review.supplementary-over").expected(rules.max_supplementary);
        return Err(Refusal::new(problem).resting_on(&context.profile.basis));
    }
    if form.at < original.review.at || state.get(&form.id).is_some() {
        return Err(refuse("eval.review.no-original"));
    }
    let reviewers = (&original.review.reviewer, &form.reviewer);
    if matches!(reviewers, (Some(first), Some(second)) if first != second) {
        return Err(refuse("eval.review.other-reviewer"));
    }
    let closed_at = closed_at.filter(|closed| *closed <= form.at);
    if rules.supplementary_after == SupplementaryAfter::Rectification && closed_at.is_none() {
        let problem = Problem::new("eval.review.rectification-open");
        return Err(Refusal::new(problem).resting_on(&context.profile.basis));
    }
    if let (Some(window), Some(closed)) = (rules.supplementary_window, closed_at) {
        within(&form, window.due(civil_day(closed), context.calendar))?;
    }
    let mut events = Vec::new();
    record(&mut events, form, Kind::Supplementary, Vec::new(), context);
    Ok(events)
}

fn silence(state: &Reviews, id: ReviewId, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let service = state
        .service
        .as_ref()
        .ok_or_else(|| refuse("eval.review.before-service"))?;
    let rule = context
        .profile
        .review
        .on_silence
        .ok_or_else(|| refuse("eval.review.no-default"))?;
    if state.original.is_some() {
        return Err(refuse("eval.review.second"));
    }
    let last: Length = rule.after;
    let last = last.due(civil_day(service.at), context.calendar);
    if civil_day(context.now) <= last.date {
        let problem = Problem::new("eval.review.window-open").expected(last.date);
        return Err(problem.found(civil_day(context.now)).into());
    }
    Ok(Vec::from([Event::Recorded {
        review: Review {
            id,
            kind: Kind::Default,
            level: rule.level,
            labels: Vec::new(),
            dictionary: None,
            text: None,
            channel: service.channel.clone(),
            name: NameMode::Anonymous,
            reviewer: None,
            at: context.now,
            profile: context.profile.id.clone(),
        },
    }]))
}

/// Applies an event; total: an event about an unknown review changes nothing.
#[must_use]
pub fn evolve(mut state: Reviews, event: &Event) -> Reviews {
    let mut set = |id: &ReviewId, integrity: Integrity| {
        if let Some(entry) = state.get_mut(id) {
            entry.integrity = integrity;
        }
    };
    match event {
        Event::Opened { service } => state.service = Some(service.clone()),
        Event::Recorded { review } => {
            let entry = Entry {
                review: review.clone(),
                integrity: Integrity::Clean,
            };
            match review.kind {
                Kind::Supplementary => state.supplementary.push(entry),
                _ => state.original = Some(entry),
            }
        }
        Event::DefaultWithdrawn { review, .. } => {
            state.original.take_if(|entry| entry.review.id == *review);
        }
        Event::Held { review, detectors } => set(
            review,
            Integrity::Held {
                detectors: detectors.clone(),
            },
        ),
        Event::Released { review, .. } => set(review, Integrity::Confirmed),
        Event::Voided { review, ground, .. } => set(review, Integrity::Voided { ground: *ground }),
    }
    state
}
