//! Every stable code that a reader of this project's answers can meet.

use crate::wire;

/// Those of the crate `ip-face`, which only the edges link: the use cases draw nothing. A test of the
/// command line, which has both, keeps the lists equal.
const FACE: &[&str] = &[
    "certs.face.attachment",
    "certs.face.control",
    "certs.face.font",
    "certs.face.glyph",
    "certs.face.mismatch",
    "certs.face.ofd",
    "certs.face.pdf",
];

/// All codes in alphabetical order: those of the crates, and `AREA.request.REASON`.
pub fn codes() -> Vec<String> {
    let requests = wire::AREAS.iter().flat_map(|area| {
        wire::REASONS
            .iter()
            .map(move |reason| format!("{area}.request.{reason}"))
    });
    let crates = [
        ip_core::CODES,
        ip_fees::CODES,
        ip_matters::CODES,
        ip_certs::CODES,
        FACE,
        ip_eval::CODES,
        crate::codes::CODES,
        crate::port::CODES,
        wire::EDGE,
    ];
    let mut all: Vec<String> = crates
        .iter()
        .flat_map(|codes| codes.iter().map(|code| (*code).to_owned()))
        .chain(requests)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The name of a code's message in the Fluent files.
///
/// ```
/// assert_eq!(ip_app::speech::message_id("core.money.syntax"), "core-money-syntax");
/// ```
pub fn message_id(code: &str) -> String {
    code.replace('.', "-")
}
