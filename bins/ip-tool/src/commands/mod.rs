//! The commands, one file each.

mod annuities;
mod cert;
mod crypto;
mod errors;
mod id;
mod quote;
mod review;
mod schema;
mod workdays;

use crate::cli::{self, Command};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::serve::serve;

/// Runs a command.
pub fn run(command: Command, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Id(cli::Id::Check(args)) => id::run(&args, output),
        Command::Workdays(source) => serve(&workdays::Workdays::new()?, &source, output),
        Command::Quote(source) => quote::run(&source, output),
        Command::Annuities(args) => annuities::run(&args, output),
        Command::Cert(command) => cert::run(command, output),
        Command::Crypto(command) => crypto::run(command, output),
        Command::Review(command) => review::run(command, output),
        Command::Schema(args) => schema::run(&args, output),
        Command::Errors(args) => errors::run(&args, output),
    }
}
