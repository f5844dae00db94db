//! Keys and signatures: raw, DER, points.
#![no_main]

use ip_certs::sign::{Algorithm, PublicKey, Signature};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|parts: (&[u8], &[u8], &[u8])| {
    let (key, signature, message) = parts;
    for algorithm in [Algorithm::Sm2, Algorithm::Ed25519] {
        let signature = Signature::read(algorithm, signature);
        if let (Ok(key), Ok(signature)) = (PublicKey::read(algorithm, key), signature) {
            assert_eq!(PublicKey::read(algorithm, &key.to_bytes()), Ok(key.clone()));
            let _ = key.verify(message, &signature);
        }
    }
});
