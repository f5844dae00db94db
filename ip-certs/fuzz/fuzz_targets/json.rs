//! The strict JSON reader: its canonical form is a fixed point.
#![no_main]

use ip_certs::canon;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(canonical) = canon::canonicalise(bytes) {
        assert_eq!(canon::canonicalise(canonical.as_bytes()), Ok(canonical));
    }
});
