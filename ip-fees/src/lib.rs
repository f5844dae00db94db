#![no_std]
#![forbid(unsafe_code)]
//! Official fees of Chinese IP services: dated tariffs, explained quotes, annuities, payments.

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
