#![no_std]
#![forbid(unsafe_code)]
//! Service matters for IP: catalogue, guides, outlets, lint and diff; the case in its legal clocks.
//!
//! Who looks for a matter reads the [`catalogue`] (the national baseline as data), a place's
//! [`pack`] and the [`guide`] they make; who handles one runs the [`case`] under the rules of
//! [`regime`]; who publishes lists runs [`lint`] and [`diff`] over a [`list`].
//!
//! ```
//! use chrono::NaiveDate;
//! use ip_core::law::Registry;
//! use ip_matters::{catalogue::Catalogue, guide::Guide, pack::Pack, regime::Rules};
//! let catalogue = Catalogue::baseline()?;
//! let pack = Pack::from_files(&catalogue, [
//!     ("pack.toml", "[locality]\nid='x'\nname={zh='某市',en='Some City'}\ndivision='990100'\nconsultPhone='1'\ncomplaintPhone='2'\n\
//!       [files]\naccepts=['pdf']\nmaxMegabytes=10\n[[body]]\nid='b'\nname={zh='某局',en='Office'}\nuscc='11990100MB0000019L'"),
//!     ("matters/a.toml", "[[entry]]\nmatter='cn.patent.agency-licence'\nversion=1\nbody='b'\nlevel='city'\npromised={n=10,unit='working-day'}"),
//! ])?;
//! let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
//! let guide = Guide::new(&pack.entries[0], &Rules::builtin()?, &Registry::builtin()?, day);
//! assert_eq!(guide.statutory.map(|l| l.n), Some(20));
//! assert_eq!(guide.promised.map(|l| l.n), Some(10));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | rule or standard | module | test |
//! |---|---|---|
//! | national baseline, 106 rows, provenance by field | [`catalogue`], `data/baseline/` | `tests/baseline.rs` |
//! | `Regulations on Optimising the Business Environment, arts. 35–37`: never worse than the baseline | [`overlay`], [`lint`] | `tests/pack.rs`, `tests/lint.rs`, `tests/lists.rs` |
//! | `GB/T 39554.1-2020`: codes name their body | [`overlay`], [`lint`] R01–R03 | `tests/pack.rs`, `tests/lists.rs` |
//! | `Administrative Licensing Law, art. 32`: silence accepts as of receipt; one notice | [`case`] | `tests/case.rs`, `tests/replay.rs` |
//! | `Administrative Licensing Law, arts. 42, 45`: one extension, time left out | [`case`] | `tests/case.rs` |
//! | `Administrative Licensing Law, arts. 26, 35, 36, 42, 43, 46–48, 50, 57, 69, 78`: several organs, hearing, quota, renewal, revocation | [`case`], [`regime`] | `tests/branches.rs`, `tests/afterwards.rs` |
//! | every state, posture and procedure against every command | [`case`] | `tests/transitions.rs`, `tests/cases/` |
//! | replay, promise within statute, no dead end | [`case`] | `tests/properties.rs` |
//! | procedures by regime and by the days they are in force | [`regime`], `data/regimes.toml` | `tests/laws.rs` |
//! | documents with number, law, reasons, place of the seal, record of service | [`document`], `data/documents.toml` | `tests/documents.rs` |
//! | commitment, papers that follow, agents, what a place settles, reasons of late cases | [`case`], [`overlay`] | `tests/modes.rs` |
//! | better, worse, neutral, unknown | [`diff`] | `tests/diff.rs`, `tests/lists.rs` |
//! | `GB/T 39046-2020`, annex A, and the platforms' own code tables | [`profile`], `data/profiles.toml` | `tests/exchange.rs` |
//! | national exchange tables of matters, public services, directory and cases; CPSV-AP 3.2, HSDS 3.0 | [`exchange`] | `tests/exchange.rs`, `tests/tables.rs` |
//! | proofs that may be asked for (`Regulations on Optimising the Business Environment, art. 44`) | [`proofs`], [`lint`] R12 | `tests/lists.rs`, `tests/tables.rs` |
//! | reach of the outlets (`Inclusive IP Public Services Plan, items 2–3`) | [`network`], `data/network.toml` | `tests/pack.rs` |
//! | words, pinyin, initials, slips | [`search`] | `tests/search.rs` |
//! | bundles, lists of public services, the life of what is published | [`bundle`], [`servicelist`], [`publication`] | `tests/services.rs` |
//! | consultation with its limit, and what was answered | [`consult`] | `tests/services.rs` |

extern crate alloc;

pub mod bundle;
pub mod case;
pub mod catalogue;
mod codes;
pub mod consult;
pub mod diff;
pub mod document;
pub mod entry;
pub mod exchange;
pub mod guide;
pub mod limit;
pub mod lint;
pub mod list;
pub mod material;
pub mod matter;
pub mod network;
pub mod outlet;
pub mod overlay;
pub mod pack;
pub mod profile;
pub mod proofs;
pub mod provenance;
pub mod publication;
pub mod regime;
pub mod replay;
pub mod search;
pub mod servicelist;
mod toml_file;

pub use codes::CODES;
