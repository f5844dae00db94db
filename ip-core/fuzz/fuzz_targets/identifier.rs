#![no_main]
//! Any text in any kind of identifier: an answer, and a canonical form that stays what it is.

use ip_core::id::{Kind, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    check(None, text, None);
    for kind in Kind::ALL {
        if let Some(canonical) = check(Some(*kind), text, None).canonical {
            let again = check(Some(*kind), &canonical, None);
            assert_eq!(again.canonical, Some(canonical));
        }
    }
});
