#![no_std]
#![forbid(unsafe_code)]
//! Service matters for IP: catalogue, guides, lint and diff, outlets; the case and its legal clocks.

extern crate alloc;

pub mod catalogue;
pub mod limit;
pub mod material;
pub mod matter;
pub mod provenance;
mod toml_file;
