//! Every problem and refusal code of the crate in one list.

use crate::case;

/// Codes of problems in data files, packs and requests.
const OTHERS: &[&str] = &[
    "matters.data.unreadable",
    "matters.catalogue.duplicate",
    "matters.catalogue.unknown-material",
    "matters.catalogue.unknown-matter",
    "matters.catalogue.unknown-source",
    "matters.document.missing",
    "matters.outlet.duplicate",
    "matters.outlet.unknown-matter",
    "matters.outlet.window-beyond-outlet",
    "matters.overlay.code",
    "matters.overlay.field",
    "matters.overlay.more-materials",
    "matters.overlay.no-visit-no-channel",
    "matters.overlay.promise-beyond-statute",
    "matters.overlay.promise-unit",
    "matters.overlay.unknown-body",
    "matters.overlay.unknown-material",
    "matters.overlay.unknown-matter",
    "matters.overlay.uscc",
    "matters.pack.duplicate-code",
    "matters.pack.duplicate-entry",
    "matters.pack.missing",
    "matters.pack.unknown-outlet",
    "matters.regime.overlap",
    "matters.replay.unknown-matter",
];

const PARTS: &[&[&str]] = &[case::CODES, OTHERS];

const COUNT: usize = {
    let (mut count, mut part) = (0, 0);
    while part < PARTS.len() {
        count += PARTS[part].len();
        part += 1;
    }
    count
};

/// Every code that this crate can emit; titles stand in the Fluent files of the edge.
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
