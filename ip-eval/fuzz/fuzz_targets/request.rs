//! Any text as a request of the command line, and as a data file: an answer or problems, never a panic.
#![no_main]

use std::sync::LazyLock;

use ip_core::calendar::Calendar;
use ip_eval::codec::{Codings, DecodeRequest, decode_request};
use ip_eval::exchange::Tables;
use ip_eval::fairness::StatsRequest;
use ip_eval::metric::MetricsRequest;
use ip_eval::policy::ClocksRequest;
use ip_eval::replay::ReplayRequest;
use libfuzzer_sys::fuzz_target;
use serde_json::from_str;

static SHIPPED: LazyLock<(Calendar, Codings)> = LazyLock::new(|| {
    let calendar = Calendar::builtin().expect("the shipped calendar");
    (calendar, Codings::builtin().expect("the shipped codes"))
});

fuzz_target!(|text: &str| {
    let (calendar, codings) = &*SHIPPED;
    let _ = from_str::<MetricsRequest>(text).map(|request| request.answer());
    let _ = from_str::<ClocksRequest>(text).map(|request| request.answer(calendar));
    let _ = from_str::<DecodeRequest>(text).map(|request| decode_request(codings, &request));
    // Beyond this an exact probability is right to take its time.
    if text.len() < 200 {
        let _ = from_str::<StatsRequest>(text).map(|request| request.answer());
    }
    let _ = from_str::<ReplayRequest>(text).map(|request| request.answer(calendar));
    let _ = Codings::from_toml(text);
    let _ = Tables::from_toml(text);
});
