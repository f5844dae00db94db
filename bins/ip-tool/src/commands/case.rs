//! `ip-tool case`: replay a case from its commands; cases out to the tables of the national exchange, and back.

use std::path::Path;

use ip_core::calendar::Calendar;
use ip_core::problem::Problems;
use ip_matters::catalogue::Catalogue;
use ip_matters::document::Templates;
use ip_matters::exchange::cases::CaseExchange;
use ip_matters::exchange::record::{CaseFile, CaseRecord};
use ip_matters::exchange::table::CellFault;
use ip_matters::pack::Pack;
use ip_matters::regime::Rules;
use ip_matters::replay::Request;

use crate::answer::{Answer, plain};
use crate::cli::{self, CaseFormat, Source};
use crate::commands::exchange::{profile, sheets_of, tables_out, tell, written};
use crate::exit::{Exit, Failure};
use crate::input::{Input, Line, too_large};
use crate::output::Output;
use crate::pack;
use crate::serve::serve;

/// Every code of this area begins with it.
const AREA: &str = "matters";

/// Runs a command of cases.
pub fn run(command: &cli::Case, output: &Output) -> Result<Exit, Failure> {
    match command {
        cli::Case::Replay { source, pack } => {
            let shelf = Shelf::open(pack.as_deref())?;
            let answer = |request: Request| shelf.replay(&request);
            serve(&plain(AREA, answer), source, output)
        }
        cli::Case::Export {
            source,
            pack,
            format,
            profile: codes,
            output: to,
        } => {
            let shelf = Shelf::open(pack.as_deref())?;
            let profile = profile(codes.as_deref())?;
            let exchange = CaseExchange::national(&profile)?;
            let cases = shelf.records(source, &exchange)?;
            if *format == CaseFormat::Json {
                let shown = |cases: &Vec<CaseRecord>, _| crate::table::of(cases);
                if to.is_some() {
                    return written(&cases, to.as_deref(), output);
                }
                output.print(&cases, shown)?;
                return Ok(Exit::Done);
            }
            let raw = *format == CaseFormat::Csv;
            tables_out(&exchange.export(&cases, raw), raw, to.as_deref(), output)
        }
        cli::Case::Import {
            from,
            profile: codes,
        } => {
            let profile = profile(codes.as_deref())?;
            let exchange = CaseExchange::national(&profile)?;
            let faults =
                |faults: Vec<CellFault>| Problems(faults.iter().map(CellFault::problem).collect());
            let read = exchange.import(&sheets_of(from)?).map_err(faults)?;
            tell(&read.notes, output);
            output.print(&read.cases, |cases, _| crate::table::of(cases))?;
            Ok(Exit::Done)
        }
    }
}

/// What cases are replayed under.
struct Shelf {
    pack: Pack,
    rules: Rules,
    templates: Templates,
    calendar: Calendar,
}

impl Shelf {
    fn open(pack: Option<&Path>) -> Result<Self, Failure> {
        Ok(Self {
            pack: pack::read(pack, &Catalogue::baseline()?)?,
            rules: Rules::builtin()?,
            templates: Templates::builtin()?,
            calendar: Calendar::builtin()?,
        })
    }

    fn replay(&self, request: &Request) -> Result<ip_matters::replay::Response, Problems> {
        let Self {
            pack,
            rules,
            templates,
            calendar,
        } = self;
        Ok(request.run(pack, rules, templates, calendar)?)
    }

    /// The cases of a source, one or a line each: all of them, or the first that cannot be read.
    fn records(
        &self,
        source: &Source,
        exchange: &CaseExchange<'_>,
    ) -> Result<Vec<CaseRecord>, Failure> {
        let record = |file: CaseFile| -> Result<CaseRecord, Problems> {
            let Self {
                pack,
                rules,
                templates,
                calendar,
            } = self;
            Ok(file.record(exchange, pack, rules, templates, calendar)?)
        };
        let command = plain(AREA, record);
        let one = |bytes: &[u8]| command.answer(command.read(bytes)?);
        let mut input = Input::open(source.input.as_deref())?;
        if !source.jsonl {
            return Ok(vec![one(&input.whole(AREA)?)?]);
        }
        let (mut cases, mut line) = (Vec::new(), Vec::new());
        loop {
            match input.next_line(&mut line)? {
                Line::End => return Ok(cases),
                Line::TooLong => return Err(too_large(AREA, crate::input::LINE_LIMIT).into()),
                Line::Whole => {
                    let number = cases.len() + 1;
                    let at = |problems: Problems| {
                        let line = |p: ip_core::problem::Problem| p.arg("line", number);
                        Problems(problems.0.into_iter().map(line).collect())
                    };
                    cases.push(one(&line).map_err(at)?);
                }
            }
        }
    }
}
