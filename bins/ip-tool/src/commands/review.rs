//! `ip-tool review`: figures, clocks and codes of reviews, and the records of other platforms.

mod records;
mod report;

use ip_core::calendar::Calendar;
use ip_core::problem::Problems;
use ip_eval::codec::{Codings, DecodeRequest, decode_request};
use ip_eval::fairness::StatsRequest;
use ip_eval::metric::MetricsRequest;
use ip_eval::policy::ClocksRequest;
use ip_eval::replay::ReplayRequest;

use crate::answer::plain;
use crate::cli::Review;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::serve::serve;

/// Every code of this area begins with it.
const AREA: &str = "eval";

/// Runs a command of reviews.
pub fn run(command: Review, output: &Output) -> Result<Exit, Failure> {
    match command {
        Review::Metrics(source) => {
            let answer = |request: MetricsRequest| request.answer();
            serve(&plain(AREA, answer), &source, output)
        }
        Review::Clocks(source) => {
            let calendar = Calendar::builtin()?;
            let answer = |request: ClocksRequest| request.answer(&calendar).map_err(Problems::from);
            serve(&plain(AREA, answer), &source, output)
        }
        Review::Decode(source) => {
            let codings = Codings::builtin()?;
            let answer =
                |request: DecodeRequest| decode_request(&codings, &request).map_err(Problems::from);
            serve(&plain(AREA, answer), &source, output)
        }
        Review::Replay(source) => {
            let calendar = Calendar::builtin()?;
            let answer = |request: ReplayRequest| request.answer(&calendar);
            serve(&plain(AREA, answer), &source, output)
        }
        Review::Stats(source) => {
            let answer = |request: StatsRequest| request.answer();
            serve(&plain(AREA, answer), &source, output)
        }
        Review::Import(args) => records::import(&args, output),
        Review::Report(args) => report::run(&args, output),
        Review::Convert(args) => records::convert(&args, output),
    }
}
