//! The command line of the portal.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use clap::{Parser, Subcommand};

/// The web portal and HTTP API of inclusive intellectual-property services.
///
/// Without arguments it creates its data folder, loads the demonstration city and serves it on
/// this machine only.
///
/// Exit status: 0 done, 2 usage, 3 bad data or configuration, 4 the environment (disk, network).
#[derive(Debug, Clone, Parser)]
#[command(name = "ip-portal", version)]
pub struct Args {
    /// Folder that holds everything the portal keeps; created when missing.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "ip-portal-data"
    )]
    pub data: PathBuf,
    /// Address to listen on; port 0 takes any free one.
    #[arg(
        long,
        global = true,
        value_name = "ADDR",
        default_value = "127.0.0.1:8420"
    )]
    pub listen: SocketAddr,
    /// The address under which the public reaches the portal; certificates name it as the place of their
    /// status [default: that of --listen].
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// The locality's pack: a folder of TOML and CSV files [default: the demonstration city].
    #[arg(long, global = true, value_name = "DIR")]
    pub pack: Option<PathBuf>,
    /// Font file with Chinese characters that PDF certificates embed [default: one that is installed].
    #[arg(long, global = true, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Start without the demonstration city and its accounts.
    #[arg(long, global = true)]
    pub no_demo: bool,
    /// What to do [default: serve].
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve the portal until it is told to stop.
    Serve,
    /// Read the pack and the data folder, say what is wrong, change nothing.
    Check,
    /// Make the read models anew from the log.
    Rebuild,
    /// The keys with which the offices sign certificates; the portal must not be running.
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        act: KeyCommand,
    },
}

/// What is done with the keys of the offices.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum KeyCommand {
    /// List every key, old ones too: since when, until when, whether it signs.
    List,
    /// Make new keys; the old ones may sign until the overlap is over, and what they signed stays good.
    Rotate {
        /// Unified social credit code of the office [default: every office].
        #[arg(long, value_name = "CODE")]
        office: Option<String>,
        /// First instant of the new keys [default: now].
        #[arg(long, value_name = "TIME")]
        from: Option<DateTime<FixedOffset>>,
        /// Days for which the old keys may still sign after that.
        #[arg(long, value_name = "DAYS")]
        overlap_days: Option<u32>,
    },
    /// Declare that others may have a key: what it signed is believed only where the log had it before.
    Compromise {
        /// The key, as the list names it.
        #[arg(value_name = "KEY")]
        key: String,
        /// Since when others may have had it.
        #[arg(long, value_name = "TIME")]
        since: DateTime<FixedOffset>,
        /// Why one thinks so.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}
