#![no_std]
#![forbid(unsafe_code)]
//! Official fees of Chinese IP services: dated tariffs, explained quotes, annuities, payments.
//!
//! Every amount stands in `data/*.toml` with the days it is in force, its sources and how well it is
//! proved. An answer is an amount, free with the reason in law, or unknown with what is missing;
//! nothing is extrapolated.
//!
//! ```
//! use ip_core::text::Lang;
//! use ip_fees::engine::Engine;
//! use ip_fees::request::Request;
//!
//! let engine = Engine::builtin()?;
//! let request = Request::from_json(br#"{"date": "2025-03-10", "reduction": "85", "acts": [
//!     {"act": "patent.file", "right": "invention", "claims": 15}]}"#)?;
//! let quote = engine.quote(&request)?;
//! assert_eq!(quote.total().map(|t| t.amount.to_string()), Some("935.00".into()));
//! let filing = &quote.lines[0];
//! assert_eq!(filing.figures().to_string(), "900.00 × 0.15");
//! assert_eq!(quote.reason(filing, Lang::En), "One applicant, eligible: 85% off");
//! assert!(quote.to_json(Lang::Zh).contains("申请费"));
//! # Ok::<(), ip_core::problem::Problems>(())
//! ```
//!
//! | rule | module | data | test |
//! |---|---|---|---|
//! | Patent fees, `Implementing Rules 2023, r. 110`; suspended items of 2018 | [`engine`] | `patent.toml` | `tests/cases/patent.toml` |
//! | Who pays less, `财税〔2016〕78号` and its changes; window of 3, 6, 10 years | [`reduction`] | `reduction.toml` | `tests/cases/applicants.toml` |
//! | Annuities and late fees, `Implementing Rules 2023, r. 115` | [`annuity`] | `annuity.toml` | `tests/cases/annuity.toml`, `tests/life.rs` |
//! | Term compensation, `财税〔2024〕23号` | [`engine`] | `term-compensation.toml` | `tests/cases/patent.toml` |
//! | PCT, both phases; Hague | [`engine`] | `pct.toml`, `hague.toml` | `tests/cases/international.toml` |
//! | Trademarks, `发改价格〔2019〕914号` and before; Madrid; layout-designs; GI | [`engine`] | `trademark.toml`, … | `tests/cases/marks.toml` |
//! | Day of payment and refunds, `Implementing Rules 2023, r. 111` | [`payment`] | `payment.toml` | `tests/payments.rs` |
//! | Time limits for paying and what follows | [`tariff::PayBy`] | named limits of ip-core | `tests/limits.rs` |
//! | Doubtful rules, each a switch | [`engine::Policy`] | | `tests/policy.rs` |
//! | Strict requests | [`request`] | | `tests/bad_input.rs` |
//! | Dated tariffs, their lint and differences | [`tariff`] | all | `tests/tariff.rs` |
//! | Many rights at once | [`portfolio`] | | `tests/portfolio.rs` |
//! | What the same acts would cost otherwise | [`what_if`] | | `tests/what_if.rs` |
//!
//! Readings of doubtful rules are switches of [`engine::Policy`]; where sources contradict each other
//! about an amount, the answer is unknown.

extern crate alloc;

pub mod annuity;
pub mod engine;
pub mod fee;
pub mod label;
pub mod payment;
pub mod portfolio;
pub mod quote;
pub mod reduction;
pub mod request;
mod sources;
pub mod tariff;
pub mod what_if;

pub use sources::Sources;

/// Every code this crate can emit.
pub const CODES: &[&str] = &[
    "fees.label.missing",
    "fees.label.unreadable",
    "fees.payment.unreadable",
    "fees.quote.not-divisible",
    "fees.quote.overflow",
    "fees.reduction.overlap",
    "fees.reduction.percent",
    "fees.reduction.unreadable",
    "fees.request.days-and-years",
    "fees.request.days-reversed",
    "fees.request.duplicate",
    "fees.request.duplicate-field",
    "fees.request.empty",
    "fees.request.invalid-value",
    "fees.request.missing-field",
    "fees.request.not-applicable",
    "fees.request.not-utf8",
    "fees.request.reduction-and-applicants",
    "fees.request.syntax",
    "fees.request.trailing",
    "fees.request.truncated",
    "fees.request.unknown-field",
    "fees.request.unknown-value",
    "fees.request.unreadable",
    "fees.request.wrong-type",
    "fees.request.year-before-grant",
    "fees.request.year-beyond-term",
    "fees.tariff.amount",
    "fees.tariff.duplicate-item",
    "fees.tariff.id",
    "fees.tariff.overlap",
    "fees.tariff.reversed",
    "fees.tariff.unreadable",
];
