//! What the tests of the running portal share: the portal as a process, and a browser.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod browser;
pub mod http;
pub mod portal;
