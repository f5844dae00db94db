#![no_std]
#![forbid(unsafe_code)]
//! Service matters for IP: catalogue, guides, outlets; the rules of procedure a case runs on.
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

extern crate alloc;

pub mod case;
pub mod catalogue;
mod codes;
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
pub mod outlet;
pub mod overlay;
pub mod pack;
pub mod provenance;
pub mod regime;
pub mod replay;
pub mod search;
mod toml_file;

pub use codes::CODES;
