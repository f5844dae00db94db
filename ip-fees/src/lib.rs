#![no_std]
#![forbid(unsafe_code)]
//! Official fees of Chinese IP services: dated tariffs, explained quotes, annuities, payments.

extern crate alloc;
