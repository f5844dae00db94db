//! Requests through a command: one, or a batch that streams in bounded memory and keeps its order.

use std::io::{self, BufWriter, Write};

use ip_core::problem::Problems;

use crate::answer::Answer;
use crate::cli::Source;
use crate::exit::{Exit, Failure};
use crate::input::{Input, LINE_LIMIT, Line, too_large};
use crate::output::Output;
use crate::progress;

/// Bytes of answers gathered before they are written.
const CHUNK: usize = 256 << 10;

/// Lines between two moves of the progress bar.
const STRIDE: u64 = 8192;

/// Serves the requests of `source`.
pub fn serve<A: Answer>(command: &A, source: &Source, output: &Output) -> Result<Exit, Failure> {
    let input = Input::open(source.input.as_deref())?;
    if input.is_typed() {
        eprintln!(
            "{}",
            output.words.pick(
                "从标准输入读取 JSON 请求，以 Ctrl-D 结束……",
                "Reading JSON from standard input; end it with Ctrl-D …"
            )
        );
    }
    if source.jsonl {
        batch(command, input, output)
    } else {
        let request = command.read(&input.whole(command.area())?)?;
        one(command, request, output)
    }
}

/// Answers one request.
pub fn one<A: Answer>(command: &A, request: A::Request, output: &Output) -> Result<Exit, Failure> {
    let response = command.answer(request)?;
    output.print(&response, |response, words| command.table(response, words))?;
    Ok(if command.is_negative(&response) {
        Exit::Negative
    } else {
        Exit::Done
    })
}

/// Answers one request a line; a line that cannot be answered gives its refusal and the run goes on.
fn batch<A: Answer>(command: &A, mut input: Input, output: &Output) -> Result<Exit, Failure> {
    let mut out = BufWriter::with_capacity(CHUNK, io::stdout().lock());
    let unwritable = |error: io::Error| Failure::unwritable(&error);
    let bar = progress::bar(input.length);
    let mut line = Vec::new();
    let mut exit = Exit::Done;
    let (mut lines, mut bytes) = (0_u64, 0_u64);
    loop {
        if input.is_drained() {
            // Whoever feeds the batch may be waiting for the answers so far.
            out.flush().map_err(unwritable)?;
        }
        let answer: Result<A::Response, Problems> = match input.next_line(&mut line)? {
            Line::End => break,
            Line::TooLong => Err(too_large(command.area(), LINE_LIMIT).into()),
            Line::Whole => command
                .read(&line)
                .and_then(|request| command.answer(request)),
        };
        let written = match answer {
            Ok(response) => {
                if command.is_negative(&response) {
                    exit = Exit::Negative;
                }
                serde_json::to_writer(&mut out, &response)
            }
            Err(problems) => {
                exit = Exit::Negative;
                serde_json::to_writer(&mut out, &output.words.refuse(problems.0))
            }
        };
        written
            .map_err(io::Error::from)
            .and_then(|()| out.write_all(b"\n"))
            .map_err(unwritable)?;
        lines += 1;
        bytes += line.len() as u64 + 1;
        if lines.is_multiple_of(STRIDE) {
            bar.set_position(bytes);
        }
    }
    out.flush().map_err(unwritable)?;
    bar.finish_and_clear();
    Ok(exit)
}
