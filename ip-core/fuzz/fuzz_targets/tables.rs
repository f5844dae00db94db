#![no_main]
//! Any text as a table to load: divisions, class lists, notices, money, clocks.

use ip_core::calendar::Calendar;
use ip_core::class::{List, Scheme};
use ip_core::clock::Clock;
use ip_core::money::Money;
use ip_core::place::Divisions;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Divisions::from_csv(text);
    let _ = List::from_csv(Scheme::Nice, "13", text);
    let _ = Calendar::from_toml(text);
    let _ = text.parse::<Money>().map(|m| assert_eq!(m.to_string().parse(), Ok(m)));
    let _ = serde_json::from_str::<Clock>(text);
});
