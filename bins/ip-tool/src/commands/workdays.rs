//! `ip-tool workdays`: working days counted forward, or between two days.

use ip_core::calendar::Calendar;
use ip_core::period::{WorkdaysRequest, workdays};

use crate::answer::plain;
use crate::cli::Source;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::serve::serve;

/// Counts on the calendar shipped with the core.
pub fn run(source: &Source, output: &Output) -> Result<Exit, Failure> {
    let calendar = Calendar::builtin()?;
    let answer = |request: WorkdaysRequest| workdays(&request, &calendar);
    serve(&plain("core", answer), source, output)
}
