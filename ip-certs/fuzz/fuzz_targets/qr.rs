//! The text of a QR code: one spelling.
#![no_main]

use ip_certs::encode::base45;
use ip_certs::face::{QR_PREFIX, QrPayload};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // As it stands, and as the bytes inside, which a mutation reaches more easily.
    let inside = format!("{QR_PREFIX}{}", base45::encode(bytes));
    let texts = core::str::from_utf8(bytes).ok().into_iter();
    for text in texts.chain([inside.as_str()]) {
        if let Ok(payload) = QrPayload::from_text(text) {
            assert_eq!(payload.to_text(), text);
        }
    }
});
