//! The arguments of `ip-tool review`.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::{Args, Subcommand, ValueEnum};

use super::Source;

/// Commands of reviews.
#[derive(Debug, Subcommand)]
pub enum Review {
    /// Rates, scores and intervals of a population of reviews
    Metrics(Source),
    /// The last day of every clock of a profile
    Clocks(Source),
    /// What a code of a national or local coding means
    Decode(Source),
    /// Take every step of a story and tell how it ended: states, clocks, counters, refusals
    Replay(Source),
    /// Intervals, chances against peers, and shrunk rates of few reviews
    Stats(Source),
    /// Take in the records of another platform, and say of each whether it is in, parked or refused, and why
    Import(Records),
    /// Publishable figures of records: JSON, comma-separated values or a spreadsheet
    Report(Report),
    /// Write review records under the fields and codes of another platform
    Convert(Convert),
}

/// Records of another platform.
#[derive(Debug, Args)]
pub struct Records {
    /// Review records, one JSON object a line [default: standard input]
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// Service records, one JSON object a line; they are taken in first
    #[arg(long, value_name = "FILE")]
    pub services: Option<PathBuf>,
    /// Table of the review records: review-2019, review-2019-shandong or gbt-39046-review
    #[arg(long, value_name = "NAME", default_value = "review-2019")]
    pub from: String,
    /// Scheme of the codes [default: the table's own]
    #[arg(long, value_name = "NAME")]
    pub scheme: Option<String>,
    /// Each line of reviews is an envelope with many
    #[arg(long)]
    pub envelope: bool,
    /// Profile whose rules decide what is taken in
    #[arg(long, value_name = "NAME", default_value = "national")]
    pub profile: String,
    /// When they are taken in; what was reviewed later lies in the future [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub now: Option<DateTime<FixedOffset>>,
}

/// Arguments of `review report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The records
    #[command(flatten)]
    pub records: Records,
    /// What rows are told apart by
    #[arg(long, value_enum, default_value = "point")]
    pub by: Dimension,
    /// First day of the period
    #[arg(long, value_name = "DATE")]
    pub since: NaiveDate,
    /// Last day of the period
    #[arg(long, value_name = "DATE")]
    pub until: NaiveDate,
    /// Print comma-separated values
    #[arg(long, conflicts_with = "xlsx")]
    pub csv: bool,
    /// Write a spreadsheet to this file
    #[arg(long, value_name = "FILE")]
    pub xlsx: Option<PathBuf>,
}

/// What the rows of a report are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Dimension {
    /// Window, outlet or platform
    Point,
    /// Office
    Unit,
    /// Matter
    Matter,
    /// Channel
    Channel,
    /// Month
    Month,
    /// Division of six digits
    Region,
}

impl Dimension {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Unit => "unit",
            Self::Matter => "matter",
            Self::Channel => "channel",
            Self::Month => "month",
            Self::Region => "region",
        }
    }
}

/// Arguments of `review convert`.
#[derive(Debug, Args)]
pub struct Convert {
    /// The records
    #[command(flatten)]
    pub records: Records,
    /// Table to write
    #[arg(long, value_name = "NAME", default_value = "gbt-39046-review")]
    pub to: String,
    /// Scheme to write [default: that table's own]
    #[arg(long, value_name = "NAME")]
    pub to_scheme: Option<String>,
}
