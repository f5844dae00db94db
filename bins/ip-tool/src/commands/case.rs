//! `ip-tool case replay`: every event of a case, the state after each, its clocks, and each refusal.

use ip_core::calendar::Calendar;
use ip_core::problem::Problems;
use ip_matters::catalogue::Catalogue;
use ip_matters::document::Templates;
use ip_matters::regime::Rules;
use ip_matters::replay::Request;

use crate::answer::plain;
use crate::cli;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::pack;
use crate::serve::serve;

/// Replays the cases of the source under a pack.
pub fn run(command: &cli::Case, output: &Output) -> Result<Exit, Failure> {
    let cli::Case::Replay { source, pack } = command;
    let pack = pack::read(pack.as_deref(), &Catalogue::baseline()?)?;
    let rules = Rules::builtin()?;
    let templates = Templates::builtin()?;
    let calendar = Calendar::builtin()?;
    let answer = |request: Request| {
        request
            .run(&pack, &rules, &templates, &calendar)
            .map_err(Problems::from)
    };
    serve(&plain("matters", answer), source, output)
}
