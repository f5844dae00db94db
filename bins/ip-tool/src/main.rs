//! The command line: reads the arguments, runs one command, ends with its exit status.

use std::process::ExitCode;

use clap::Parser as _;
use ip_tool::cli::Cli;

fn main() -> ExitCode {
    ip_tool::run(Cli::parse()).into()
}
