//! Counts of single members of staff (工作人员): never from a review of their own hand, nor of their own devices.
//!
//! Such counts serve the office itself; they are too small to publish.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::contribution::{count_review, count_service};
use crate::id::{PersonRef, ReviewId, UnitRef};
use crate::policy::civil_day;
use crate::review::{Entry, Review, Reviews};

/// A member of staff in a month.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StaffKey {
    /// The first day of the month.
    pub month: NaiveDate,
    /// The office.
    pub unit: UnitRef,
    /// Who served, under pseudonym.
    pub staff: PersonRef,
}

/// A person or a source: a device, an address, an account, as a keyed hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Person(PersonRef),
    Source(String),
}

/// Who and what belongs together because it was seen together (设备组): people by the devices they share.
///
/// A device that many use, such as the hall's tablet, makes nobody belong together and must not be given.
#[derive(Debug, Clone, Default)]
pub struct DeviceGroups {
    /// Each node with the one above it; the top of a chain is the group.
    above: BTreeMap<Node, Node>,
    sources: BTreeMap<ReviewId, String>,
}

impl DeviceGroups {
    /// Groups from where people were seen, and the sources of reviews.
    pub fn new(
        seen: impl IntoIterator<Item = (PersonRef, String)>,
        sources: impl IntoIterator<Item = (ReviewId, String)>,
    ) -> Self {
        let mut groups = Self {
            above: BTreeMap::new(),
            sources: sources.into_iter().collect(),
        };
        for (person, source) in seen {
            let person = groups.top(Node::Person(person));
            let source = groups.top(Node::Source(source));
            if person != source {
                groups.above.insert(person, source);
            }
        }
        groups
    }

    fn top(&self, mut node: Node) -> Node {
        while let Some(above) = self.above.get(&node) {
            node = above.clone();
        }
        node
    }

    /// Whether a review comes from this member of staff, or from someone or something of the same group.
    pub fn is_own(&self, staff: &PersonRef, review: &Review) -> bool {
        let own = self.top(Node::Person(staff.clone()));
        let of_group = |node| self.top(node) == own;
        let source = self.sources.get(&review.id);
        review.reviewer.as_ref() == Some(staff)
            || review
                .reviewer
                .clone()
                .is_some_and(|who| of_group(Node::Person(who)))
            || source
                .cloned()
                .is_some_and(|source| of_group(Node::Source(source)))
    }
}

/// What the reviews of one service contribute to the counts of who served; nothing where that is not known.
///
/// The service itself counts on its month, each review on its own; a review of the same hand counts nowhere.
pub fn of_staff(reviews: &Reviews, groups: &DeviceGroups) -> Vec<(StaffKey, Cell)> {
    let Some(service) = &reviews.service else {
        return Vec::new();
    };
    let Some(staff) = &service.staff else {
        return Vec::new();
    };
    let key = |at| StaffKey {
        month: first_of_month(civil_day(at)),
        unit: service.unit.clone(),
        staff: staff.clone(),
    };
    let own = |entry: &Entry| groups.is_own(staff, &entry.review);
    let served = match &reviews.original {
        Some(original) if own(original) => Cell {
            services: 1,
            ..Cell::default()
        },
        _ => count_service(reviews),
    };
    let reviewed = reviews.iter().filter(|entry| !own(entry));
    let reviewed = reviewed.filter_map(|entry| Some((key(entry.review.at), count_review(entry)?)));
    [(key(service.at), served)]
        .into_iter()
        .chain(reviewed)
        .collect()
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}
