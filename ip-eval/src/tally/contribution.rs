//! What one service, its reviews and its case contribute to the counts: pure functions of their states.

use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset};

use super::cell::Cell;
use super::key::{Key, Region};
use crate::codec::{Channel, Coded};
use crate::id::{MatterRef, PointRef};
use crate::level::Level;
use crate::policy::{ClockName, civil_day};
use crate::rectify::{Case, Outcome, RevisitOutcome, Stage, Verdict};
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
        Cell {
            services: 1,
            ..Cell::default()
        },
    )]);
    for entry in reviews.iter() {
        let review = &entry.review;
        if let Some(cell) = count_review(entry) {
            cells.push((key(service, region, &review.channel, review.at), cell));
        }
    }
    cells
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
    match &entry.integrity {
        Integrity::Held { .. } => cell.held = 1,
        Integrity::Voided { .. } => cell.voided = 1,
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

/// What a case contributes, on the day it was opened; a void case contributes nothing.
pub fn of_case(case: &Case, service: &ServiceInstance, region: Option<&Region>) -> (Key, Cell) {
    let key = key(service, region, &service.channel, case.opened_at);
    if case.stage == Stage::Invalidated {
        return (key, Cell::default());
    }
    let one = i64::from;
    let named = case.name == NameMode::RealName;
    let rectify = [ClockName::RectifyComplex, ClockName::RectifySimple];
    let verdicts = || rectify.iter().filter_map(|name| case.clock(*name)?.verdict);
    let reached = || {
        case.revisits
            .iter()
            .filter(|visit| visit.outcome != RevisitOutcome::NoAnswer)
    };
    let satisfied = reached()
        .next_back()
        .is_some_and(|visit| visit.outcome == RevisitOutcome::Satisfied);
    let missed = verdicts().any(|verdict| verdict == Verdict::Missed);
    let cell = Cell {
        cases: 1,
        named: one(named),
        answered: one(named && case.answer.is_some()),
        rectified: one(case.submission.is_some()),
        met: one(!missed && verdicts().any(|verdict| verdict == Verdict::Met)),
        missed: one(missed),
        revisited: one(reached().next().is_some()),
        satisfied: one(satisfied),
        unreachable: one(case.outcome == Some(Outcome::Unreachable)),
        reopened: one(case.reopenings > 0),
        ..Cell::default()
    };
    (key, cell)
}
