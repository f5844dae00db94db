//! Encoded lists (Multibase, base64url, GZIP) and the credentials around them.
#![no_main]

use ip_certs::encode::base64;
use ip_certs::status::{Bits, SignedList};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let inside = format!("u{}", base64::encode_url(bytes));
    let texts = core::str::from_utf8(bytes).ok().into_iter();
    for text in texts.chain([inside.as_str()]) {
        if let Ok(bits) = Bits::decode(text) {
            assert_eq!(Bits::decode(&bits.encode()).ok(), Some(bits));
        }
    }
    if let Ok(list) = SignedList::from_json(bytes) {
        assert!(list.log_entry().starts_with(b"ip-certs/status\n"));
    }
});
