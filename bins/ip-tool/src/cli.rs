//! The arguments of every command.

mod cert;
mod review;

pub use cert::{
    Bundle, Cert, CertFormat, Export, Issue, PdfLevel, Policy, Present, Render, RenderFormat,
    Status, Verify, Witness,
};
pub use review::{Convert, Dimension, Records, Report, Review};

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use ip_core::id::Kind;
use ip_core::text::Lang;
use ip_fees::annuity::Period;
use ip_fees::request::Reduction;

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

/// Where the one file comes from that a command turns into another.
#[derive(Debug, Clone, Default, Args)]
pub struct OneFile {
    /// Read from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check identifiers: their form, check character, and what kind a text can be
    #[command(subcommand)]
    Id(Id),
    /// The last day of a period or of a named time limit, with each step and its article
    Deadline(Deadline),
    /// Count working days forward, or between two days
    Workdays(Source),
    /// What acts cost on a day, line by line, with the law, and what would change it
    Quote(Quote),
    /// Every annuity of a patent, with due dates, late fees and the day of lapse
    Annuities(Annuities),
    /// What a portfolio of rights owes: what falls due, what is overdue, and what if
    Portfolio(Portfolio),
    /// What the tariffs say on a day, over time, and between two days
    Tariff(Tariffs),
    /// Lint, compare and export published lists of matters
    #[command(subcommand)]
    List(List),
    /// Cases under their rules of procedure
    #[command(subcommand)]
    Case(Case),
    /// Issue, read, present, verify and export electronic certificates
    #[command(subcommand)]
    Cert(Cert),
    /// Digests, signatures and canonical JSON
    #[command(subcommand)]
    Crypto(Crypto),
    /// Figures, clocks and codes of good and bad reviews
    #[command(subcommand)]
    Review(Review),
    /// Print the JSON Schema of a request or an answer, or the names of all
    Schema(Schema),
    /// List every stable problem code with its meaning in both languages
    Errors(Errors),
}

/// Arguments of `deadline`.
#[derive(Debug, Args)]
pub struct Deadline {
    /// Where requests come from
    #[command(flatten)]
    pub source: Source,
    /// List the named limits with their facts, lengths and articles
    #[arg(long, conflicts_with_all = ["input", "jsonl"])]
    pub list: bool,
}

/// By which rules fees are calculated.
#[derive(Debug, Clone, Default, Args)]
pub struct FeeRules {
    /// Readings of doubtful rules, a JSON object (schema fee-policy); what it leaves out is read as
    /// the sources favour
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// A tariff in the place of the shipped one of the same file name, or beside those; may be given
    /// several times
    #[arg(long, value_name = "FILE")]
    pub tariff: Vec<PathBuf>,
}

/// Arguments of `quote`.
#[derive(Debug, Args)]
pub struct Quote {
    /// Where requests come from
    #[command(flatten)]
    pub source: Source,
    /// By which rules
    #[command(flatten)]
    pub rules: FeeRules,
    /// Say what the same would cost otherwise: with or without reduction and open licence, online or
    /// on paper, with fewer claims and pages
    #[arg(long)]
    pub what_if: bool,
    /// Print the quote in words, to read, copy and print
    #[arg(long, conflicts_with_all = ["jsonl", "json", "table"])]
    pub text: bool,
}

/// Arguments of `tariff`.
#[derive(Debug, Args)]
pub struct Tariffs {
    /// A tariff in the place of the shipped one of the same file name, or beside those; may be given
    /// several times
    #[arg(long, value_name = "FILE", global = true)]
    pub tariff: Vec<PathBuf>,
    /// What to tell
    #[command(subcommand)]
    pub command: Tariff,
}

/// Commands of tariffs.
#[derive(Debug, Subcommand)]
pub enum Tariff {
    /// Every item with its amount on a day
    Show {
        /// The day
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
        /// Only items whose code begins with this, such as patent
        prefix: Option<String>,
    },
    /// What an item has cost over time
    History {
        /// Code of the item, such as patent.filing
        item: String,
    },
    /// Items that differ between two days
    Diff {
        /// The earlier day
        from: NaiveDate,
        /// The later day
        to: NaiveDate,
    },
    /// Gaps, missing references, amounts that do not divide, and whatever is not proved
    Lint,
}

/// Commands of lists.
#[derive(Debug, Subcommand)]
pub enum List {
    /// Every fault of published lists: JSON files, or folders of packs
    Lint {
        /// The lists
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// An earlier list, to see what changed without a new version
        #[arg(long, value_name = "FILE")]
        before: Option<PathBuf>,
        /// The published list of proofs, for rule R12: JSON, a workbook, or CSV
        #[arg(long, value_name = "FILE")]
        proofs: Option<PathBuf>,
        /// The day for which a pack speaks [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
    /// How far the outlets of a pack reach: prefectures, and outlets by class
    Coverage {
        /// The folder of the pack; without it the demonstration city
        #[arg(long, value_name = "DIR")]
        pack: Option<PathBuf>,
        /// The day [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
    /// What two lists do differently, and what it means for the applicant
    Diff {
        /// The first list: a JSON file, or the folder of a pack
        a: PathBuf,
        /// The second list
        b: PathBuf,
        /// The day for which a pack speaks [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
    /// Write the list of a pack in another form
    Export {
        /// The folder of the pack; without it the demonstration city
        #[arg(long, value_name = "DIR")]
        pack: Option<PathBuf>,
        /// The form
        #[arg(long, value_enum)]
        format: ListFormat,
        /// Code profile of xlsx and csv: national-exchange-2020, gbt39046, or a file
        #[arg(long, value_name = "NAME|FILE")]
        profile: Option<String>,
        /// Write to this file; for csv, a folder of one file a table
        #[arg(long, value_name = "PATH")]
        output: Option<PathBuf>,
        /// The day for which the list speaks [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
    /// Read a list from the national exchange tables: all of it, or every fault and nothing
    Import(Import),
}

/// Arguments of `list import`.
#[derive(Debug, Args)]
pub struct Import {
    /// A workbook, a CSV file, or a folder of CSV files
    pub from: PathBuf,
    /// Key of the locality
    #[arg(long, value_name = "KEY")]
    pub locality: String,
    /// Name of the locality
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Code profile: national-exchange-2020, gbt39046, or a file
    #[arg(long, value_name = "NAME|FILE")]
    pub profile: Option<String>,
    /// The day for which the list speaks [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<NaiveDate>,
    /// Where to write a workbook with every fault marked at its cell
    #[arg(long, value_name = "FILE")]
    pub marked: Option<PathBuf>,
}

/// Forms of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// The list that lint and diff read
    Json,
    /// A workbook with the national exchange tables as sheets
    Xlsx,
    /// The national exchange tables, a file each
    Csv,
    /// CPSV-AP 3.2 as JSON-LD
    CpsvAp,
    /// HSDS 3.0 as JSON
    Hsds,
    /// The guides as pages
    GuideHtml,
    /// The guides as Markdown
    GuideMd,
}

/// Commands of cases.
#[derive(Debug, Subcommand)]
pub enum Case {
    /// Run commands with their times: every event, state, clock and refusal
    ///
    /// A step has `at`, `do` and what the command needs; `by` is checked where it is given. To file and accept: submit,
    /// receive, find-not-required, refuse-acceptance, correct-on-spot, notify-correction, resubmit, check-register, renew,
    /// accept, accept-with-tolerance, elect-commitment, withdraw-commitment, fill-missing. To review: assign, verify-facts, notify-interested,
    /// hear-statement, tell-hearing, request-hearing, schedule-hearing, start-special, end-special, start-joint,
    /// start-preliminary, send-up, record-start, extend, record-fee-paid, decide. To end: issue-result, deliver, withdraw,
    /// terminate, verify-commitment, revoke, cancel, forward. At any time: urge, explain-overdue, tick. `barred` and `queue` beside
    /// `commands` say what is known of the applicant and of a quota.
    Replay {
        /// Where the request comes from
        #[command(flatten)]
        source: Source,
        /// The folder of the locality's pack; without it the demonstration city
        #[arg(long, value_name = "DIR")]
        pack: Option<PathBuf>,
    },
    /// Write replayed cases into the case tables of the national exchange
    Export {
        /// A replay request with the people and words behind its references
        #[command(flatten)]
        source: Source,
        /// The folder of the locality's pack; without it the demonstration city
        #[arg(long, value_name = "DIR")]
        pack: Option<PathBuf>,
        /// The form
        #[arg(long, value_enum, default_value = "json")]
        format: CaseFormat,
        /// Code profile of xlsx and csv: national-exchange-2020, gbt39046, or a file
        #[arg(long, value_name = "NAME|FILE")]
        profile: Option<String>,
        /// Write to this file; for csv, a folder of one file a table
        #[arg(long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
    /// Read cases from the case tables: all of them, or every fault and nothing
    Import {
        /// A workbook, or a folder of CSV files
        from: PathBuf,
        /// Code profile: national-exchange-2020, gbt39046, or a file
        #[arg(long, value_name = "NAME|FILE")]
        profile: Option<String>,
    },
}

/// Forms of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CaseFormat {
    /// The rows of the tables with their codes in words
    Json,
    /// A workbook with the tables as sheets
    Xlsx,
    /// The tables, a file each
    Csv,
}

/// Commands of identifiers.
#[derive(Debug, Subcommand)]
pub enum Id {
    /// Say whether a text is a valid identifier, and of which kind
    Check(IdCheck),
}

/// Arguments of `id check`.
#[derive(Debug, Args)]
pub struct IdCheck {
    /// Texts to check instead of requests
    pub texts: Vec<String>,
    /// The kind that the texts should be; without it every kind is tried
    #[arg(long, value_name = "KIND", requires = "texts")]
    pub kind: Option<Kind>,
    /// Where requests come from
    #[command(flatten)]
    pub source: Source,
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

/// Arguments of `annuities`.
#[derive(Debug, Args)]
pub struct Annuities {
    /// Where the request comes from
    #[command(flatten)]
    pub source: Source,
    /// By which rules
    #[command(flatten)]
    pub rules: FeeRules,
    /// Print a calendar file (iCalendar) of what is still to be paid
    #[arg(long, conflicts_with_all = ["csv", "xlsx", "jsonl"])]
    pub ics: bool,
    /// Print a table of comma-separated values
    #[arg(long, conflicts_with_all = ["xlsx", "jsonl"])]
    pub csv: bool,
    /// Write a spreadsheet to this file
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    pub xlsx: Option<PathBuf>,
}

/// Arguments of `portfolio`.
#[derive(Debug, Args)]
pub struct Portfolio {
    /// The rights as CSV, XLSX or JSON Lines, told apart by their content; without it they are
    /// read from standard input
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// By which rules
    #[command(flatten)]
    pub rules: FeeRules,
    /// How many months to look ahead
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(..=600))]
    pub months: u32,
    /// The day on which the question is asked [default: today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<NaiveDate>,
    /// Print the totals without the rows
    #[arg(long)]
    pub totals: bool,
    /// Columns of a table that mean nothing here are skipped rather than refused
    #[arg(long)]
    pub extra_columns: bool,
    /// Print one JSON object a row, and the totals last
    #[arg(long, conflicts_with_all = ["csv", "xlsx", "json", "table"])]
    pub jsonl: bool,
    /// Print the rows as comma-separated values
    #[arg(long, conflicts_with_all = ["xlsx", "json", "table"])]
    pub csv: bool,
    /// Write rows, totals and refused rows to a spreadsheet
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "table"])]
    pub xlsx: Option<PathBuf>,
    /// What if every right had this reduction: 85, 70 or none
    #[arg(long, value_name = "REDUCTION", value_parser = crate::commands::portfolio::reduction)]
    pub if_reduction: Option<Reduction>,
    /// What if every right had an open licence on these days: a day, or two with .. between
    #[arg(long, value_name = "FROM[..TO]", value_parser = crate::commands::portfolio::period)]
    pub if_open_licence: Option<Period>,
    /// What if every application had so many claims fewer
    #[arg(long, value_name = "K")]
    pub if_drop_claims: Option<u32>,
}

/// Commands of cryptography.
#[derive(Debug, Subcommand)]
pub enum Crypto {
    /// The digest of the bytes on standard input, in hexadecimal
    Digest(Digest),
    /// Whether a signature belongs to a key and a message
    Verify(Source),
    /// JSON in its canonical form (RFC 8785); what has none is refused
    Canonicalise {
        /// Read from this file instead of standard input
        #[arg(long, value_name = "FILE")]
        input: Option<PathBuf>,
    },
}

/// Arguments of `crypto digest`.
#[derive(Debug, Args)]
pub struct Digest {
    /// Read from this file instead of standard input
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// The algorithm
    #[arg(long, value_enum)]
    pub alg: DigestAlgorithm,
}

/// Digest algorithms.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DigestAlgorithm {
    /// SM3 (GB/T 32905)
    Sm3,
    /// SHA-256 (FIPS 180-4)
    Sha256,
}
