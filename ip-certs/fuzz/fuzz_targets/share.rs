//! Annotated copies and trust lists: what people hand over and what a verifier is configured with.
#![no_main]

use ip_certs::share::AnnotatedCopy;
use ip_certs::trust::TrustList;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(copy) = AnnotatedCopy::from_json(bytes) {
        assert_eq!(AnnotatedCopy::from_json(copy.to_json().as_bytes()).ok(), Some(copy));
    }
    let _ = TrustList::from_json(bytes);
});
