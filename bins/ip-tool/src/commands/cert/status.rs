//! `ip-tool cert status`: what published status lists say of a certificate.

use chrono::{DateTime, FixedOffset};
use ip_certs::trust::TrustList;
use ip_core::problem::Problem;
use serde::Serialize;

use super::memory::Memory;
use super::{AREA, certificate, status_lists, verify};
use crate::cli;
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::Output;
use crate::table;

/// The answer of the lists.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    revoked: bool,
    suspended: bool,
    superseded: bool,
    /// The oldest list on which the answer rests is of this instant.
    as_of: DateTime<FixedOffset>,
}

/// Looks the certificate up; one that is revoked or suspended is a "no".
pub fn run(args: &cli::Status, output: &Output) -> Result<Exit, Failure> {
    let trust = TrustList::from_json(&Input::open(Some(&args.trust))?.whole(AREA)?)?;
    let policy = verify::policy(args.policy);
    let lists = status_lists(&args.status_list, &[])?;
    let memory = Memory::recall(args.memory.as_deref(), lists, &trust, policy)?;
    memory.keep()?;
    let certificate = certificate(&args.source)?;
    let record = certificate.record();
    let now = args.at.unwrap_or_else(clock::now);
    let view = memory
        .book
        .look_up(&record.status, &record.issuer.id, now)
        .map_err(|e| Problem::new(e.code()))?;
    let status = Status {
        revoked: view.revoked,
        suspended: view.suspended,
        superseded: view.superseded,
        as_of: view.as_of,
    };
    output.print(&status, |status, _| table::of(status))?;
    Ok(if view.revoked || view.suspended || view.superseded {
        Exit::Negative
    } else {
        Exit::Done
    })
}
