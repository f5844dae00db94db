//! What one service, its reviews and its case contribute to the counts: pure functions of their states.

use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};

use super::cell::Cell;
use super::key::{Key, Region};
use crate::codec::{Channel, Coded};
use crate::id::{MatterRef, PointRef};
use crate::level::{Level, PerLevel};
use crate::policy::civil_day;
use crate::rectify::{Case, Outcome, RECTIFY, RevisitOutcome, Stage, Verdict};
use crate::review::{Comment, Entry, Integrity, Kind, NameMode, Reviews};
use crate::service::{Node, ServiceInstance};

fn key(
    service: &ServiceInstance,
    region: Option<&Region>,
    channel: &Coded<Channel>,
    at: DateTime<FixedOffset>,
) -> Key {
    Key {
        day: civil_day(at),
        region: region.cloned(),
        unit: service.unit.clone(),
        point: service.point.clone(),
        matter: service.matter.clone(),
        channel: channel.clone(),
        node: service.node,
    }
}

/// What the reviews of one service contribute: the service on its own day and channel, each review on its.
///
/// A held or void review counts as such and in no level; a review of a third party counts nowhere.
pub fn of_reviews(reviews: &Reviews, region: Option<&Region>) -> Vec<(Key, Cell)> {
    let Some(service) = &reviews.service else {
        return Vec::new();
    };
    let mut cells = Vec::from([(
        key(service, region, &service.channel, service.at),
        count_service(reviews),
    )]);
    for entry in reviews.iter() {
        let review = &entry.review;
        if let Some(cell) = count_review(entry) {
            cells.push((key(service, region, &review.channel, review.at), cell));
        }
    }
    cells
}

/// What a service counts on its own day: rates of services are read of these, whenever the reviews came.
pub(super) fn count_service(reviews: &Reviews) -> Cell {
    let counts = reviews.original.as_ref().and_then(count_review);
    let some = |levels: &PerLevel<i64>| i64::from(levels.0.iter().any(|n| *n > 0));
    let counts = counts.unwrap_or_default();
    Cell {
        services: 1,
        reviewed: some(&counts.active),
        defaulted: some(&counts.defaults),
        ..Cell::default()
    }
}

/// What one review counts; nothing for one of a third party.
pub(super) fn count_review(entry: &Entry) -> Option<Cell> {
    let review = &entry.review;
    if review
        .channel
        .known()
        .is_some_and(|channel| !channel.counts())
    {
        return None;
    }
    let mut cell = Cell::default();
    let later = review.kind == Kind::Supplementary;
    match &entry.integrity {
        Integrity::Held { .. } if later => cell.supplementary_held[review.level] = 1,
        Integrity::Held { .. } => cell.held[review.level] = 1,
        Integrity::Voided { .. } if later => cell.supplementary_voided[review.level] = 1,
        Integrity::Voided { .. } => cell.voided[review.level] = 1,
        Integrity::Clean | Integrity::Confirmed => match review.kind {
            Kind::Active => cell.active[review.level] = 1,
            Kind::Default => cell.defaults[review.level] = 1,
            Kind::Supplementary => cell.supplementary[review.level] = 1,
            Kind::GeneralComment | Kind::Supervisory => {}
        },
    }
    Some(cell)
}

/// What a general comment or a supervisory check contributes: to a count of its own, and to no rate.
///
/// `None` for a review of a service. What names no window or matter stands under the office itself.
pub fn of_comment(comment: &Comment, region: Option<&Region>) -> Option<(Key, Cell)> {
    let mut cell = Cell::default();
    match comment.kind {
        Kind::GeneralComment => cell.comments = 1,
        Kind::Supervisory => cell.checks = 1,
        Kind::Active | Kind::Default | Kind::Supplementary => return None,
    }
    let bad = matches!(
        comment.level,
        Some(Level::Dissatisfied | Level::VeryDissatisfied)
    );
    cell.remarks = i64::from(bad);
    let point = comment.point.clone();
    let matter = comment.matter.clone();
    let key = Key {
        day: civil_day(comment.at),
        region: region.cloned(),
        unit: comment.unit.clone(),
        // What is about the office as a whole stands under its own name.
        point: point.or_else(|| PointRef::new(comment.unit.as_str()).ok())?,
        matter: matter.or_else(|| MatterRef::new(comment.unit.as_str()).ok())?,
        channel: comment.channel.clone(),
        node: Node::Consultation,
    };
    Some((key, cell))
}

/// What a case contributes, on the day it was opened; a void case contributes nothing, and one of a review that is
/// not bad stands apart.
pub fn of_case(case: &Case, service: &ServiceInstance, region: Option<&Region>) -> (Key, Cell) {
    let key = key(service, region, &service.channel, case.opened_at);
    if case.stage == Stage::Invalidated {
        return (key, Cell::default());
    }
    if !case.bad {
        let followed = Cell {
            followed: 1,
            ..Cell::default()
        };
        return (key, followed);
    }
    let one = i64::from;
    let named = case.name == NameMode::RealName;
    let clocks = || {
        let all = case.clocks.iter();
        all.filter(|clock| RECTIFY.contains(&clock.name))
    };
    let says = |verdict| clocks().any(|clock| clock.verdict == Some(verdict));
    let missed = says(Verdict::Missed);
    let open = clocks().any(|clock| clock.ledger.stopped().is_none());
    let explains = case.submission.as_ref().is_some_and(|s| s.explains);
    let approved = case.is_approved();
    let heard = case.answers().count();
    let satisfied = |answer: &RevisitOutcome| *answer == RevisitOutcome::Satisfied;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let cell = Cell {
        cases: 1,
        named: one(named),
        answered: one(named && case.answer.is_some()),
        rectified: one(approved && !explains),
        explained: one(approved && explains),
        paused: one(clocks().any(|clock| clock.ledger.pauses().next().is_some())),
        met: one(!missed && !open && !explains && says(Verdict::Met)),
        missed: one(missed),
        revisited: one(heard > 0),
        heard: number(heard),
        satisfied: number(case.answers().filter(satisfied).count()),
        unreachable: one(case.outcome == Some(Outcome::Unreachable)),
        reopened: one(case.reopenings > 0),
        ..Cell::default()
    };
    (key, cell)
}
