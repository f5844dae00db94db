//! The commands, one file each.

mod annuities;
mod case;
mod cert;
mod crypto;
mod deadline;
mod errors;
mod exchange;
mod id;
mod list;
pub(crate) mod portfolio;
mod quote;
mod review;
mod rules;
mod schema;
mod tariff;
mod workdays;

use crate::cli::{self, Command};
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Runs a command.
pub fn run(command: Command, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Id(cli::Id::Check(args)) => id::run(&args, output),
        Command::Deadline(args) => deadline::run(&args, output),
        Command::Workdays(source) => workdays::run(&source, output),
        Command::Quote(args) => quote::run(&args, output),
        Command::Annuities(args) => annuities::run(&args, output),
        Command::Portfolio(args) => portfolio::run(&args, output),
        Command::Tariff(args) => tariff::run(&args, output),
        Command::List(command) => list::run(&command, output),
        Command::Case(command) => case::run(&command, output),
        Command::Cert(command) => cert::run(command, output),
        Command::Crypto(command) => crypto::run(command, output),
        Command::Review(command) => review::run(command, output),
        Command::Schema(args) => schema::run(&args, output),
        Command::Errors(args) => errors::run(&args, output),
    }
}
