//! `ip-tool schema`: the JSON Schemas of requests and answers, made from the types that read and write them.

use ip_app::wire;
use ip_certs::certificate::Record;
use ip_certs::command::{
    MerkleRequest, MerkleResponse, StatusBitRequest, StatusBitResponse, VerifyRequest,
    VerifyResponse,
};
use ip_certs::trust::TrustList;
use ip_certs::verify::{RegisterEntry, Report};
use ip_core::period::{Deadline, Workdays, WorkdaysRequest};
use ip_core::problem::Problem;
use ip_eval::codec::{DecodeRequest, Decoded};
use ip_eval::fairness::{Stats, StatsRequest};
use ip_eval::metric::{Metrics, MetricsRequest};
use ip_eval::policy::{ClockDue, ClocksRequest};
use ip_eval::replay::{ReplayRequest, Replayed};
use ip_fees::annuity::{LifeRequest, LifeView};
use ip_fees::engine::Policy;
use ip_fees::portfolio::Holding;
use ip_fees::quote::QuoteView;
use ip_matters::diff::Diff;
use ip_matters::lint::Finding;
use ip_matters::list::List;
use schemars::{Schema, schema_for};

use crate::cli;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::table;

/// A schema with its name.
type Entry = (&'static str, fn() -> Schema);

/// Every schema, by name.
const SCHEMAS: &[Entry] = &[
    ("annuities-request", || schema_for!(LifeRequest)),
    ("annuities-response", || schema_for!(LifeView)),
    ("case-export-request", || {
        schema_for!(ip_matters::exchange::record::CaseFile)
    }),
    ("case-export-response", || {
        schema_for!(Vec<ip_matters::exchange::record::CaseRecord>)
    }),
    ("case-replay-request", || {
        schema_for!(ip_matters::replay::Request)
    }),
    ("case-replay-response", || {
        schema_for!(ip_matters::replay::Response)
    }),
    ("cert-merkle-request", || schema_for!(MerkleRequest)),
    ("cert-merkle-response", || schema_for!(MerkleResponse)),
    ("cert-record", || schema_for!(Record)),
    ("cert-register-answer", || schema_for!(RegisterEntry)),
    ("cert-report", || schema_for!(Report)),
    ("cert-status-bit-request", || schema_for!(StatusBitRequest)),
    ("cert-status-bit-response", || {
        schema_for!(StatusBitResponse)
    }),
    ("cert-trust-list", || schema_for!(TrustList)),
    ("crypto-verify-request", || schema_for!(VerifyRequest)),
    ("crypto-verify-response", || schema_for!(VerifyResponse)),
    ("deadline-list-response", || {
        schema_for!(Vec<ip_core::limit::Listing<'static>>)
    }),
    ("deadline-request", || schema_for!(ip_core::period::Request)),
    ("deadline-response", || schema_for!(Deadline)),
    ("fee-policy", || schema_for!(Policy)),
    ("id-check-request", || schema_for!(ip_core::id::Request)),
    ("id-check-response", || schema_for!(ip_core::id::Report)),
    ("list", || schema_for!(List)),
    ("list-coverage-response", || {
        schema_for!(ip_matters::network::Coverage)
    }),
    ("list-diff-response", || schema_for!(Diff)),
    ("list-lint-response", || schema_for!(Vec<Finding>)),
    ("list-proofs", || schema_for!(ip_matters::proofs::ProofList)),
    ("portfolio-row", || schema_for!(Holding)),
    ("quote-request", || schema_for!(ip_fees::request::Request)),
    ("quote-response", || schema_for!(QuoteView)),
    ("refusal", || schema_for!(wire::Refusal)),
    ("review-clocks-request", || schema_for!(ClocksRequest)),
    ("review-clocks-response", || schema_for!(Vec<ClockDue>)),
    ("review-decode-request", || schema_for!(DecodeRequest)),
    ("review-decode-response", || schema_for!(Decoded)),
    ("review-metrics-request", || schema_for!(MetricsRequest)),
    ("review-metrics-response", || schema_for!(Metrics)),
    ("review-replay-request", || schema_for!(ReplayRequest)),
    ("review-replay-response", || schema_for!(Replayed)),
    ("review-stats-request", || schema_for!(StatsRequest)),
    ("review-stats-response", || schema_for!(Stats)),
    ("workdays-request", || schema_for!(WorkdaysRequest)),
    ("workdays-response", || schema_for!(Workdays)),
];

/// Prints one schema, or the names of all.
pub fn run(args: &cli::Schema, output: &Output) -> Result<Exit, Failure> {
    let Some(wanted) = &args.name else {
        let names: Vec<&str> = SCHEMAS.iter().map(|(name, _)| *name).collect();
        output.print(&names, |names, _| names.join("\n"))?;
        return Ok(Exit::Done);
    };
    let (_, schema) = SCHEMAS
        .iter()
        .find(|(name, _)| name == wanted)
        .ok_or_else(|| Problem::new("tool.schema.unknown").found(wanted))?;
    // A schema is JSON for eyes and programs alike.
    output.print(&schema(), |schema, _| {
        serde_json::to_string_pretty(schema).unwrap_or_else(|_| table::of(schema))
    })?;
    Ok(Exit::Done)
}
