#![no_std]
#![forbid(unsafe_code)]
//! Service matters for IP: catalogue, guides, lint and diff, outlets; the case and its legal clocks.

extern crate alloc;
