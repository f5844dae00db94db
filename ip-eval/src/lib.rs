#![no_std]
#![forbid(unsafe_code)]
//! Good and bad reviews of public services: review, rectification, metrics, publication.

extern crate alloc;

mod codes;
mod data;

pub mod codec;
pub mod decimal;
pub mod fairness;
pub mod id;
pub mod index;
pub mod integrity;
pub mod label;
pub mod level;
pub mod metric;
pub mod policy;
pub mod publish;
pub mod rectify;
pub mod refusal;
pub mod replay;
pub mod review;
pub mod service;
pub mod tally;

pub use codes::CODES;
