//! Every problem code of the crate in one list.

use crate::{calendar, class, clock, id, limit, period, place};

/// Codes of the modules that have no list of their own.
const OTHERS: &[&str] = &[
    "core.law.unreadable",
    "core.law.duplicate",
    "core.money.syntax",
    "core.money.overflow",
    "core.dated.reversed",
    "core.dated.overlap",
];

const PARTS: &[&[&str]] = &[
    calendar::CODES,
    class::CODES,
    clock::CODES,
    id::CODES,
    limit::CODES,
    period::CODES,
    place::CODES,
    OTHERS,
];

const COUNT: usize = {
    let mut count = 0;
    let mut part = 0;
    while part < PARTS.len() {
        count += PARTS[part].len();
        part += 1;
    }
    count
};

/// Every problem and error code that this crate can emit; their titles stand in the Fluent files of the edge.
pub const CODES: &[&str] = &{
    let mut all = [""; COUNT];
    let (mut part, mut at) = (0, 0);
    while part < PARTS.len() {
        let mut i = 0;
        while i < PARTS[part].len() {
            all[at] = PARTS[part][i];
            at += 1;
            i += 1;
        }
        part += 1;
    }
    all
};
