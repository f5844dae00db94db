//! The arguments of every command.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use ip_core::text::Lang;

/// Inclusive IP public services on the command line: identifiers, time limits, fees, matters,
/// certificates and reviews, each answer with the law it rests on.
///
/// Exit status: 0 done; 1 the answer is negative; 2 usage; 3 bad data; 4 the environment.
#[derive(Debug, Parser)]
#[command(
    name = "ip-tool",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// How answers are written.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// How answers are written.
#[derive(Debug, Clone, Copy, Args)]
pub struct Global {
    /// Language of titles and explanations: zh or en [default: by the locale]
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// Print JSON (the default unless standard output is a terminal)
    #[arg(long, global = true, conflicts_with = "table")]
    pub json: bool,
    /// Print tables for eyes (the default on a terminal)
    #[arg(long, global = true)]
    pub table: bool,
}

/// Where requests come from.
#[derive(Debug, Clone, Default, Args)]
pub struct Source {
    /// Read from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// A batch: one JSON request a line, one answer a line, in the same order
    #[arg(long)]
    pub jsonl: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Count working days forward, or between two days
    Workdays(Source),
    /// Figures, clocks and codes of good and bad reviews
    #[command(subcommand)]
    Review(Review),
    /// Print the JSON Schema of a request or an answer, or the names of all
    Schema(Schema),
    /// List every stable problem code with its meaning in both languages
    Errors(Errors),
}

/// Arguments of `errors`.
#[derive(Debug, Args)]
pub struct Errors {
    /// Only codes that begin with this, such as fees or core.id
    pub prefix: Option<String>,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Such as workdays-request; without it, every name
    pub name: Option<String>,
}

/// Commands of reviews.
#[derive(Debug, Subcommand)]
pub enum Review {
    /// Rates, scores and intervals of a population of reviews
    Metrics(Source),
    /// The last day of every clock of a profile
    Clocks(Source),
    /// What a code of a national or local coding means
    Decode(Source),
}
