//! The web portal's command: parses the arguments, runs one command, maps the result.

use std::process::ExitCode;

use clap::Parser;
use ip_portal::{boot, cli};

fn main() -> ExitCode {
    let args = cli::Args::parse();
    boot::start_log();
    match boot::run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("ip-portal: {failure}");
            ExitCode::from(failure.exit_status())
        }
    }
}
