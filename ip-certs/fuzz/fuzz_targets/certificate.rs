//! A certificate file, alone or in a bundle: what is read is written the same way.
#![no_main]

use ip_certs::certificate::Certificate;
use ip_certs::verify::Bundle;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::from_json(bytes) {
        let again = Certificate::from_json(certificate.to_json().as_bytes());
        assert_eq!(again.ok(), Some(certificate));
    }
    if let Ok(bundle) = Bundle::from_json(bytes) {
        assert_eq!(Bundle::from_json(bundle.to_json().as_bytes()).ok(), Some(bundle));
    }
});
