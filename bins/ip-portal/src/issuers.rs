//! The keys with which the offices of the locality sign certificates: made at the first start, kept in
//! files that only the owner can read.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use ip_app::certificates::Issuer;
use ip_certs::sign::{Ed25519Signer, Sm2Signer};
use ip_matters::entry::Body;

use crate::data_dir::DataDir;
use crate::failure::Failure;

/// Every office with its keys.
///
/// # Errors
///
/// A key file cannot be read or written, or holds no key.
pub fn open(
    data: &DataDir,
    bodies: &[Body],
    now: DateTime<FixedOffset>,
) -> Result<Arc<[Issuer]>, Failure> {
    let since = first_start(data, now)?;
    bodies
        .iter()
        .map(|body| {
            let file = |algorithm: &str| format!("issuer-{}-{algorithm}.key", body.uscc);
            let key_id = |name: &str| format!("{}#{name}", Issuer::id_of(&body.uscc));
            let sm2 = Sm2Signer::new(key_id("sm2"), &data.secret(&file("sm2"))?);
            let sm2 = sm2.map_err(|e| Failure::damaged(data.path(&file("sm2")), e))?;
            let ed25519 = Ed25519Signer::new(key_id("ed25519"), &data.secret(&file("ed25519"))?);
            Ok(Issuer {
                code: body.uscc.clone(),
                name: body.name.zh.clone(),
                sm2,
                ed25519,
                since,
            })
        })
        .collect()
}

/// The instant since which the keys sign: that of the first start.
fn first_start(
    data: &DataDir,
    now: DateTime<FixedOffset>,
) -> Result<DateTime<FixedOffset>, Failure> {
    const FILE: &str = "issuer-since.txt";
    let Some(bytes) = data.read(FILE)? else {
        data.write(FILE, now.to_rfc3339().as_bytes())?;
        return Ok(now);
    };
    let text = String::from_utf8_lossy(&bytes);
    text.trim()
        .parse()
        .map_err(|e: chrono::ParseError| Failure::damaged(data.path(FILE), e))
}
