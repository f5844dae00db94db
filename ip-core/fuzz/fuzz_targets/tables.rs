#![no_main]
//! Any text as a table to load: divisions, classes, notices, rules, limits, law, money, clocks, records.

use std::sync::LazyLock;

use ip_core::calendar::Calendar;
use ip_core::class::{Classification, List, Scheme};
use ip_core::clock::Clock;
use ip_core::law::Registry;
use ip_core::limit::Limits;
use ip_core::money::Money;
use ip_core::period::Rules;
use ip_core::place::Divisions;
use ip_core::record::Hash;
use libfuzzer_sys::fuzz_target;

static SHIPPED: LazyLock<(Rules, Registry)> = LazyLock::new(|| {
    (
        Rules::builtin().expect("the shipped rules"),
        Registry::builtin().expect("the shipped register"),
    )
});

fuzz_target!(|text: &str| {
    let _ = Divisions::from_csv(text);
    let _ = List::from_csv(Scheme::Nice, "13", text);
    let _ = Classification::from_toml(Scheme::Locarno, text);
    let _ = Calendar::from_toml(text);
    let _ = Registry::from_toml(text);
    let _ = Rules::from_toml(text);
    if text.contains("limit") {
        let (rules, registry) = &*SHIPPED;
        if let Ok(limits) = Limits::from_toml(text, rules.clone(), registry.clone()) {
            limits.list().for_each(drop);
        }
    }
    let _ = text.parse::<Money>().map(|m| assert_eq!(m.to_string().parse(), Ok(m)));
    let _ = text.parse::<Hash>();
    let _ = serde_json::from_str::<Clock>(text);
});
