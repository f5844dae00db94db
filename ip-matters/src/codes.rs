//! Every problem and refusal code of the crate in one list.

use crate::{case, consult, publication};

/// Codes of problems in data files, packs and requests.
const OTHERS: &[&str] = &[
    "matters.bundle.duplicate",
    "matters.bundle.feed",
    "matters.bundle.member",
    "matters.bundle.members",
    "matters.data.unreadable",
    "matters.catalogue.duplicate",
    "matters.catalogue.unknown-material",
    "matters.catalogue.unknown-matter",
    "matters.catalogue.unknown-source",
    "matters.document.missing",
    "matters.exchange.column-kept",
    "matters.exchange.doubtful-codes",
    "matters.exchange.duplicate",
    "matters.exchange.mandatory-empty",
    "matters.exchange.missing-column",
    "matters.exchange.no-case",
    "matters.exchange.no-code",
    "matters.exchange.no-entry",
    "matters.exchange.no-folder",
    "matters.exchange.no-sheet",
    "matters.exchange.not-a-date",
    "matters.exchange.not-a-number",
    "matters.exchange.not-accepted",
    "matters.exchange.not-carried",
    "matters.exchange.open-procedure",
    "matters.exchange.required",
    "matters.exchange.too-long",
    "matters.exchange.unknown-code",
    "matters.exchange.unknown-column",
    "matters.outlet.duplicate",
    "matters.outlet.unknown-matter",
    "matters.outlet.window-beyond-outlet",
    "matters.overlay.code",
    "matters.overlay.commitment-papers",
    "matters.overlay.field",
    "matters.overlay.main-material",
    "matters.overlay.more-materials",
    "matters.overlay.no-commitment",
    "matters.overlay.no-tolerance",
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
    "matters.profile.unknown",
    "matters.regime.overlap",
    "matters.replay.unknown-locality",
    "matters.replay.unknown-matter",
    "matters.service-list.duplicate",
    "matters.service-list.no-service",
    "matters.service-list.twice",
    "matters.service-list.unknown-matter",
    "matters.service-list.unknown-outlet",
    "matters.shape.class",
    "matters.shape.count",
    "matters.shape.datatype",
    "matters.shape.twice",
    "matters.shape.unknown",
];

const PARTS: &[&[&str]] = &[case::CODES, consult::CODES, publication::CODES, OTHERS];

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
