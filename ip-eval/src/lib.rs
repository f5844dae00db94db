#![no_std]
#![forbid(unsafe_code)]
//! Good and bad reviews of public services: review, rectification, metrics, publication.

extern crate alloc;
