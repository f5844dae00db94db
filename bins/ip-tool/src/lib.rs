//! The command line over the domain crates, as a library: arguments, commands, input and output.
//!
//! Each command reads requests, asks one domain crate and prints its answers; the JSON is that of
//! the portal's HTTP API.
//!
//! | file | idea |
//! |---|---|
//! | [`cli`] | the arguments of every command |
//! | `commands/` | one file a command |
//! | `answer` | what a command that answers requests has to say |
//! | `serve` | one request or a batch of them through such a command |
//! | `input`, `output` | where requests come from, where answers go |
//! | `table`, `cite` | answers and law for eyes |
//! | `clock` | the only look at the time of day |
//! | `progress` | the progress bar of long runs |
//! | `pack` | the pack of a locality |
//! | `exit` | the exit status, and failures |

mod answer;
mod cite;
pub mod cli;
mod clock;
mod commands;
mod exit;
mod input;
mod output;
mod pack;
mod progress;
mod serve;
mod table;

pub use exit::Exit;

/// Runs the command that was asked for and says how it ended.
pub fn run(cli: cli::Cli) -> Exit {
    let output = output::Output::new(cli.global);
    match commands::run(cli.command, &output) {
        Ok(exit) => exit,
        Err(failure) => output.fail(failure),
    }
}
