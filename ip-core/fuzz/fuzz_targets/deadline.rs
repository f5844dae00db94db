#![no_main]
//! Any JSON as a question for a deadline or for working days: an answer or problems, never a panic.

use std::sync::LazyLock;

use ip_core::calendar::Calendar;
use ip_core::limit::Limits;
use ip_core::period::{Request, WorkdaysRequest, workdays};
use libfuzzer_sys::fuzz_target;

static DATA: LazyLock<(Limits, Calendar)> = LazyLock::new(|| {
    (
        Limits::builtin().expect("the shipped limits"),
        Calendar::builtin().expect("the shipped notices"),
    )
});

fuzz_target!(|json: &[u8]| {
    let (limits, calendar) = &*DATA;
    if let Ok(request) = serde_json::from_slice::<Request>(json) {
        if let Ok(deadline) = limits.deadline(&request, calendar) {
            assert!(deadline.effective >= deadline.nominal);
        }
    }
    if let Ok(request) = serde_json::from_slice::<WorkdaysRequest>(json) {
        let _ = workdays(&request, calendar);
    }
});
