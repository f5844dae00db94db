//! The strict JSON reader: its canonical form is a fixed point, but for doubles beyond 2^53 such as `18e18`: RFC 8785
//! writes them as whole numbers, and those the reader refuses.
#![no_main]

use ip_certs::canon::{self, CanonError};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(canonical) = canon::canonicalise(bytes) {
        match canon::canonicalise(canonical.as_bytes()) {
            Err(CanonError::IntegerTooLarge { .. }) => {}
            again => assert_eq!(again, Ok(canonical)),
        }
    }
});
