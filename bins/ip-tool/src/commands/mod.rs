//! The commands, one file each.

mod errors;
mod review;
mod schema;
mod workdays;

use crate::cli::Command;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::serve::serve;

/// Runs a command.
pub fn run(command: Command, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Workdays(source) => serve(&workdays::Workdays::new()?, &source, output),
        Command::Review(command) => review::run(command, output),
        Command::Schema(args) => schema::run(&args, output),
        Command::Errors(args) => errors::run(&args, output),
    }
}
