//! `ip-tool portfolio`: what many rights owe, row by row, with totals, and what if.

mod book;
mod cells;
mod forms;
mod report;
mod rows;

use ip_core::money::Currency;
use ip_core::problem::{Problem, Problems};
use ip_fees::annuity::Period;
use ip_fees::portfolio::{DueFee, Holding, Planner, Totals, WhatIf};
use ip_fees::request::Reduction;

use crate::cli;
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use report::{Report, Summary, Supposed};

/// Plans every row of the portfolio and reports in the form that the arguments ask for.
pub fn run(args: &cli::Portfolio, output: &Output) -> Result<Exit, Failure> {
    let engine = super::rules::engine(&args.rules)?;
    let today = args.today.unwrap_or_else(clock::today);
    let planner = Planner::new(&engine, today, args.months);
    let what_if = WhatIf {
        reduction: args.if_reduction,
        open_licence: args.if_open_licence,
        drop_claims: args.if_drop_claims,
    };
    let mut report = form(args, output)?;
    let mut totals = Totals::default();
    let mut supposed = Totals::default();
    let mut errors = 0_u64;
    rows::each(args, &mut |row, holding| {
        let plan = holding.and_then(|mut holding| {
            let due = planner.plan(&holding)?;
            add(&mut totals, &due)?;
            if !what_if.is_empty() {
                what_if.apply(&mut holding);
                add(&mut supposed, &planner.plan(&holding)?)?;
            }
            Ok::<(Holding, Vec<DueFee>), Problems>((holding, due))
        });
        match plan {
            Ok((_, due)) if due.is_empty() => Ok(()),
            Ok((holding, due)) => report.row(row, &holding, &due),
            Err(problems) => {
                errors += 1;
                report.error(row, problems)
            }
        }
    })?;
    let saved = totals.sum().zip(supposed.sum());
    report.end(&Summary {
        today,
        until: planner.until(),
        currency: Currency::Cny,
        errors,
        what_if: (!what_if.is_empty()).then(|| Supposed {
            what_if,
            saved: saved.and_then(|(before, after)| before.checked_sub(after)),
            totals: supposed,
        }),
        totals,
    })?;
    Ok(if errors > 0 {
        Exit::Negative
    } else {
        Exit::Done
    })
}

/// The form of the report that the arguments ask for.
fn form(args: &cli::Portfolio, output: &Output) -> Result<Box<dyn Report>, Failure> {
    let (words, rows) = (output.words, !args.totals);
    Ok(match &args.xlsx {
        Some(path) => Box::new(book::Book::new(path.clone(), words, rows)?),
        None if args.csv => Box::new(forms::Csv::new(words, rows)?),
        None if args.jsonl || output.json => Box::new(forms::Json::new(words, args.jsonl, rows)),
        None => Box::new(forms::Eyes::new(words, rows)),
    })
}

/// Counts a right; a sum beyond what an amount can hold is a problem of its row.
fn add(totals: &mut Totals, due: &[DueFee]) -> Result<(), Problem> {
    totals
        .add(due)
        .ok_or_else(|| Problem::new("fees.quote.overflow"))
}

/// A reduction on the command line.
pub fn reduction(text: &str) -> Result<Reduction, String> {
    cells::reduction(text).map_err(str::to_owned)
}

/// Days on the command line: a first day, or two with `..` between.
pub fn period(text: &str) -> Result<Period, String> {
    let (from, to) = text.split_once("..").map_or((text, None), |(from, to)| {
        (from, Some(to).filter(|to| !to.is_empty()))
    });
    let period = Period {
        from: cells::day(from)?,
        to: to.map(cells::day).transpose()?,
    };
    match period.to {
        Some(to) if to < period.from => Err(format!("{to} < {}", period.from)),
        _ => Ok(period),
    }
}
