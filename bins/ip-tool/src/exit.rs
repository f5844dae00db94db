//! How a run ends: the exit status, and the failures that lead to it.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use ip_core::problem::{Problem, Problems};

/// The exit status of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything was done.
    Done = 0,
    /// The answer is negative: an invalid identifier, a failed verification, a refused line.
    Negative = 1,
    /// The arguments make no sense together (those that clap refuses end with the same status).
    Usage = 2,
    /// A request or a data file cannot be used.
    Data = 3,
    /// The surroundings failed: a file cannot be read, an answer cannot be written.
    Environment = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a run stopped without an answer.
#[derive(Debug)]
pub struct Failure {
    /// The status to end with.
    pub exit: Exit,
    /// What to tell; empty when nobody listens any more.
    pub problems: Vec<Problem>,
}

impl Failure {
    /// A file or standard input cannot be read.
    pub fn unreadable(path: Option<&Path>, error: &io::Error) -> Self {
        let name = path.map_or_else(|| "-".to_owned(), |path| path.display().to_string());
        Self {
            exit: Exit::Environment,
            problems: vec![
                Problem::new("input.file.unreadable")
                    .found(name)
                    .arg("reason", error),
            ],
        }
    }

    /// Answers cannot be written; a reader that closed the pipe early is told nothing.
    pub fn unwritable(error: &io::Error) -> Self {
        let problems = match error.kind() {
            io::ErrorKind::BrokenPipe => Vec::new(),
            _ => vec![Problem::new("output.stream.unwritable").arg("reason", error)],
        };
        Self {
            exit: Exit::Environment,
            problems,
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self {
            exit: Exit::Data,
            problems: vec![problem],
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self {
            exit: Exit::Data,
            problems: problems.0,
        }
    }
}
