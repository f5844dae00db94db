//! The keys with which the offices of the locality sign certificates, and those of the log: made at the first
//! start, kept in files that only the owner can read.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use ip_app::certificates::Issuer;
use ip_app::port::{KeyName, OfficeSigner, Safe};
use ip_app::transparency::LogSigners;
use ip_certs::sign::{Ed25519Signer, Sm2Signer};
use ip_core::problem::Problem;
use ip_matters::entry::Body;

use crate::data_dir::DataDir;
use crate::failure::Failure;

/// File of the log's own Ed25519 key.
const LOG_ED25519: &str = "log-ed25519.key";
/// File of the log's own SM2 key.
const LOG_SM2: &str = "log-sm2.key";

/// Every office.
///
/// # Errors
///
/// The file with the day of the first start cannot be read or written.
pub fn offices(
    data: &DataDir,
    bodies: &[Body],
    now: DateTime<FixedOffset>,
) -> Result<Arc<[Issuer]>, Failure> {
    let since = first_start(data, now)?;
    let issuer = |body: &Body| Issuer {
        code: body.uscc.clone(),
        name: body.name.zh.clone(),
        since,
    };
    Ok(bodies.iter().map(issuer).collect())
}

/// The instant since which the first keys sign: that of the first start.
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

/// The keys of the log. In a folder from before the log had its own, the first office signed for it: that key
/// stays the key of the log, so that it stays the same log.
///
/// # Errors
///
/// A key file cannot be read or written, or holds no key.
pub fn log_signers(data: &DataDir, bodies: &[Body]) -> Result<Arc<LogSigners>, Failure> {
    for (algorithm, own) in [("ed25519", LOG_ED25519), ("sm2", LOG_SM2)] {
        let Some(first) = bodies.first() else { break };
        let office = format!("issuer-{}-{algorithm}.key", first.uscc);
        if let (None, Some(secret)) = (data.read(own)?, data.read(&office)?) {
            data.write(own, &secret)?;
        }
    }
    let sm2 = Sm2Signer::new("log#sm2", &data.secret(LOG_SM2)?);
    Ok(Arc::new(LogSigners {
        ed25519: Ed25519Signer::new("log#ed25519", &data.secret(LOG_ED25519)?),
        sm2: sm2.map_err(|e| Failure::damaged(data.path(LOG_SM2), e))?,
    }))
}

/// The secret keys of the offices, one file each. Whoever takes the file of an old key away leaves a key that
/// only verifies.
#[derive(Debug)]
pub struct FileSafe(Arc<DataDir>);

impl FileSafe {
    /// The safe in a data folder.
    pub const fn new(data: Arc<DataDir>) -> Self {
        Self(data)
    }
}

fn file(key: &KeyName) -> String {
    format!("issuer-{}-{}.key", key.office, key.fragment())
}

fn unusable(failure: &Failure) -> Problem {
    tracing::error!(%failure, "the secret keys cannot be used");
    Problem::new("app.key.safe")
}

impl Safe for FileSafe {
    fn open(&self, key: &KeyName) -> Result<Option<OfficeSigner>, Problem> {
        match self.0.read(&file(key)).map_err(|e| unusable(&e))? {
            Some(_) => self.make(key).map(Some),
            None => Ok(None),
        }
    }

    fn make(&self, key: &KeyName) -> Result<OfficeSigner, Problem> {
        let secret = self.0.secret(&file(key));
        key.signer(&secret.map_err(|e| unusable(&e))?)
    }
}
