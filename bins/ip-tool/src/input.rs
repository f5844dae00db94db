//! Where requests come from: a file or standard input, whole or line by line, never more than fits.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};

use ip_core::problem::Problem;

use crate::exit::Failure;

/// Bytes that one request may have.
pub const LIMIT: usize = 64 << 20;

/// Bytes that one line of a batch may have.
pub const LINE_LIMIT: usize = 4 << 20;

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

/// An open source of requests.
pub struct Input {
    reader: BufReader<Box<dyn Read>>,
    path: Option<PathBuf>,
    /// Bytes in the file; 0 when unknown.
    pub length: u64,
}

/// What was met when a line was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A line, now in the buffer without its end.
    Whole,
    /// A line longer than [`LINE_LIMIT`], skipped.
    TooLong,
    /// The end of the input.
    End,
}

impl Input {
    /// Opens a file, or standard input without one.
    pub fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let fail = |error: io::Error| Failure::unreadable(path, &error);
        let (source, length): (Box<dyn Read>, u64) = match path {
            Some(path) => {
                let file = File::open(path).map_err(fail)?;
                let length = file.metadata().map_err(fail)?.len();
                (Box::new(file), length)
            }
            None => (Box::new(io::stdin()), 0),
        };
        Ok(Self {
            reader: BufReader::with_capacity(CHUNK, source),
            path: path.map(Path::to_owned),
            length,
        })
    }

    /// Whether a person is expected to type.
    pub fn is_typed(&self) -> bool {
        self.path.is_none() && io::stdin().is_terminal()
    }

    /// Everything, up to [`LIMIT`], without the mark that some editors put before text.
    pub fn whole(self, area: &str) -> Result<Vec<u8>, Failure> {
        let mut bytes = self.exactly(area)?;
        if bytes.starts_with(BOM) {
            bytes.drain(..BOM.len());
        }
        Ok(bytes)
    }

    /// Everything, up to [`LIMIT`], to the byte: for commands that answer for bytes.
    pub fn exactly(mut self, area: &str) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        self.reader
            .by_ref()
            .take(LIMIT as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::unreadable(self.path.as_deref(), &error))?;
        if bytes.len() > LIMIT {
            return Err(too_large(area, LIMIT).into());
        }
        Ok(bytes)
    }

    /// Hands over everything, piece by piece.
    pub fn chunks(&mut self, mut take: impl FnMut(&[u8])) -> Result<(), Failure> {
        loop {
            let chunk = self
                .reader
                .fill_buf()
                .map_err(|error| Failure::unreadable(self.path.as_deref(), &error))?;
            if chunk.is_empty() {
                return Ok(());
            }
            take(chunk);
            let used = chunk.len();
            self.reader.consume(used);
        }
    }

    /// The next line into `line`, whose old content is dropped.
    pub fn next_line(&mut self, line: &mut Vec<u8>) -> Result<Line, Failure> {
        line.clear();
        let mut seen = 0;
        loop {
            let chunk = self
                .reader
                .fill_buf()
                .map_err(|error| Failure::unreadable(self.path.as_deref(), &error))?;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            if chunk.is_empty() && seen == 0 {
                return Ok(Line::End);
            }
            seen += part.len();
            if seen <= LINE_LIMIT {
                line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            let last = end.is_some() || chunk.is_empty();
            self.reader.consume(used);
            if last {
                return Ok(if seen > LINE_LIMIT {
                    Line::TooLong
                } else {
                    Line::Whole
                });
            }
        }
    }

    /// The next bytes, which stay to be read.
    pub fn peek(&mut self) -> Result<&[u8], Failure> {
        self.reader
            .fill_buf()
            .map_err(|error| Failure::unreadable(self.path.as_deref(), &error))
    }

    /// What is left to be read.
    pub fn into_reader(self) -> impl Read {
        self.reader
    }

    /// Whether the next line may have to be waited for.
    pub fn is_drained(&self) -> bool {
        self.reader.buffer().is_empty()
    }
}

/// The mark that some editors put before UTF-8 text.
pub const BOM: &[u8] = b"\xef\xbb\xbf";

/// The problem of a request beyond `limit` bytes.
pub fn too_large(area: &str, limit: usize) -> Problem {
    Problem::new(format!("{area}.request.too-large")).arg("limit", limit)
}
