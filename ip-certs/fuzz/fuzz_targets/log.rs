//! Log proofs, checkpoints and policies.
#![no_main]

use ip_certs::log::{Checkpoint, LogPolicy, LogProof};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(proof) = LogProof::from_text(text) {
        assert_eq!(LogProof::from_text(&proof.to_text()).as_ref(), Ok(&proof));
    }
    if let Ok(checkpoint) = Checkpoint::from_note(text) {
        assert_eq!(checkpoint.to_note(), text);
    }
    let _ = LogPolicy::from_json(text.as_bytes());
});
