#![no_std]
#![forbid(unsafe_code)]
//! The common language of IP public services: identifiers, calendar, time limits, money, law,
//! parties and places.
//!
//! Nothing in this crate reads a clock, a disk, a network or randomness: days, calendars and tables
//! are arguments, and what a lawyer may change stands in `data/`, each entry with how well it is
//! proved.
//!
//! ```
//! use ip_core::calendar::Calendar;
//! use ip_core::id::{self, Kind, Verdict};
//! use ip_core::limit::Limits;
//!
//! let report = id::check(Some(Kind::PatentApplication), "ZL 2017 1 0601862.3", None);
//! assert_eq!((report.verdict, report.canonical.as_deref()), (Verdict::Valid, Some("201710601862.3")));
//!
//! let (limits, calendar) = (Limits::builtin()?, Calendar::builtin()?);
//! let request = serde_json::from_str(r#"{"limit": "patent.reexamination", "facts": {"receipt": "2026-07-01"}}"#)?;
//! let deadline = limits.deadline(&request, &calendar)?;
//! assert_eq!(deadline.nominal.to_string(), "2026-10-01"); // National Day
//! assert_eq!(deadline.effective.to_string(), "2026-10-08"); // the first working day after it
//! assert_eq!(deadline.steps.last().and_then(|s| s.basis.clone()).unwrap().id, "patent-rules-2023");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where each rule stands
//!
//! | rule or standard | module | data | test |
//! |---|---|---|---|
//! | Patent application numbers, `ZC 0006-2003` | [`id`] | | `tests/id.rs`, `tests/id_properties.rs` |
//! | Publication numbers, `ZC 0007`, `ZC 0008` | [`id`] | | `tests/id.rs` |
//! | Unified social credit code, `GB 32100`; organisation code, `GB 11714` | [`id`] | `data/id/uscc.csv` | `tests/id.rs`, `tests/id_properties.rs` |
//! | Resident identity number, `GB 11643` | [`id`] | | `tests/id.rs`, `tests/id_properties.rs` |
//! | Certificate identifiers, `GB/T 36904` | [`id`] | | `tests/id.rs`, `tests/id_properties.rs` |
//! | Codes of matters, `GB/T 39554.1` | [`id`] | `data/id/matter-types.csv` | `tests/id.rs` |
//! | Check characters, ISO 7064 (`GB/T 17710`) | [`id::check_char`] | | `tests/check_char.rs` |
//! | Numbers of cases and recordals | [`id`] | | `tests/id.rs` |
//! | Countries and offices, WIPO ST.3; exchange numbers, ST.13 | [`id`] | `data/id/st3.csv` | `tests/id.rs` |
//! | Divisions, `GB/T 2260` | [`id`], [`place`] | `data/place/divisions.csv` | `tests/place.rs` |
//! | Nice, Locarno, IPC, Vienna | [`class`] | `data/class/` | `tests/class.rs` |
//! | Working days: holiday notices, Order 795 | [`calendar`] | `data/calendar/notices.toml` | `tests/calendar.rs` |
//! | Counting: Implementing Rules r. 5, Trademark Regulations r. 12, Licensing Law art. 82, Civil Code arts. 200–204 | [`period`] | `data/period/regimes.toml` | `tests/period.rs` |
//! | Service: Implementing Rules r. 4, Trademark Regulations r. 10 | [`period`] | `data/period/regimes.toml` | `tests/period.rs` |
//! | Named limits of patent, trademark, layout-design, licensing and procedure law | [`limit`] | `data/limit/limits.toml` | `tests/period.rs` |
//! | Extension of designated periods, Guidelines V-7 | [`limit`] | `data/limit/limits.toml` | `tests/period.rs` |
//! | Suspension of licensing time, Licensing Law art. 45 | [`clock`] | | `tests/clock.rs` |
//! | Legal instruments cited anywhere | [`law`] | `data/law/` | `tests/law.rs` |
//! | Money, dated values, texts, problems, parties, records | [`money`], [`dated`], [`text`], [`problem`], [`party`], [`record`] | | `tests/shapes.rs` |
//!
//! # Proving it
//!
//! `cargo bench -p ip-core` prints medians on one core: identifiers parsed and checked, reports, deadlines with and without
//! their trace. `cargo bench -p ip-tool --bench batch` sends a million lines through the command line and prints time and memory.
//!
//! Everything that reads text from outside has a fuzz target in `ip-core/fuzz`. `.ci/fuzz` runs all of them for three minutes
//! on the stable compiler; `.ci/fuzz 3600` gives each an hour, `.ci/fuzz 3600 identifier` one of them, and
//! `.ci/fuzz replay FILE` repeats a crash. What a run finds stays in `fuzz/corpus` and starts the next.
//!
//! # What is not here
//!
//! - The text of the Trademark Law of 2027: its limits are `law-not-loaded` from that day.
//! - Holidays beyond the published notices: such a deadline is `provisional`.
//! - Earlier texts of laws, but for counting and service: a limit that began before the text it cites says so in a note.
//! - The full lists of Nice, Locarno, IPC and Vienna: class level is shipped, the rest loads at run time ([`class::List`]).
//! - English names of counties, former codes of divisions before June 2026, the check digit of attorneys' codes, the make-up of
//!   recordal numbers: not found in a source, and left empty or marked unproved.

extern crate alloc;

pub mod calendar;
pub mod class;
pub mod clock;
mod codes;
pub mod dated;
pub mod id;
pub mod law;
pub mod limit;
pub mod money;
pub mod party;
pub mod period;
pub mod place;
pub mod problem;
pub mod record;
pub mod text;

pub use codes::CODES;
