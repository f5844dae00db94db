//! `ip-tool review report`: publishable figures of records, with small groups hidden, as JSON, text or spreadsheet.

use std::fs;
use std::path::Path;

use clap::ValueEnum as _;
use ip_app::sheets;
use ip_eval::exchange::Verdict;
use ip_eval::publish::{AsOf, Period, Row, Snapshot, Terms};
use ip_eval::tally::Key;
use ip_matters::exchange::table::Sheet;

use super::records::{Desk, exit_of};
use crate::cli::{Dimension, Report};
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::input::BOM;
use crate::output::{Output, Words};
use crate::table;

/// Counts the records of a period and prints what may be published of them.
pub fn run(args: &Report, output: &Output) -> Result<Exit, Failure> {
    let desk = Desk::new(&args.records.profile)?;
    let mut position = 0;
    let intake = desk.take_in(&args.records, |_, taken| {
        position += u64::from(taken.verdict == Verdict::Accepted);
        Ok(())
    })?;
    let terms = Terms {
        period: Period {
            from: args.since,
            to: args.until,
        },
        as_of: AsOf {
            position,
            at: args.records.now.unwrap_or_else(clock::now),
        },
        dimension: args.by.name(),
        profile: &desk.profile,
        version: 1,
        previous: None,
    };
    // A reader may lay the tables of two runs beside each other: each hides what another would give away.
    let tables = Dimension::value_variants()
        .iter()
        .map(|by| move |key: &Key| group(key, *by));
    let tables: Vec<_> = tables.collect();
    let tables: Vec<&dyn Fn(&Key) -> String> = tables.iter().map(|by| by as _).collect();
    let own = Dimension::value_variants()
        .iter()
        .position(|by| *by == args.by);
    let snapshot = Snapshot::take_beside(&intake.cube(), &terms, &tables, own.unwrap_or_default())?;
    if args.csv {
        output.write(&text(&snapshot, output.words)?)?;
    } else if let Some(path) = &args.xlsx {
        spreadsheet(&snapshot, output.words, path)?;
    } else {
        output.print(&snapshot, |snapshot, words| {
            table::rows(head(words), lines(snapshot, words))
        })?;
    }
    Ok(exit_of(intake.summary()))
}

fn group(key: &Key, by: Dimension) -> String {
    match by {
        Dimension::Point => key.point.to_string(),
        Dimension::Unit => key.unit.to_string(),
        Dimension::Matter => key.matter.to_string(),
        Dimension::Channel => match key.channel.known() {
            Some(channel) => channel.to_string(),
            None => "other".to_owned(),
        },
        Dimension::Month => key.day.format("%Y-%m").to_string(),
        Dimension::Region => {
            let region = key.region.as_ref().map(|region| region.within(6));
            region.map_or_else(String::new, |region| region.to_string())
        }
    }
}

fn head(words: Words) -> [&'static str; 12] {
    [
        words.pick("分组", "group"),
        words.pick("非常满意", "very satisfied"),
        words.pick("满意", "satisfied"),
        words.pick("基本满意", "basically satisfied"),
        words.pick("不满意", "dissatisfied"),
        words.pick("非常不满意", "very dissatisfied"),
        words.pick("默认评价", "by default"),
        words.pick("好评率", "good rate"),
        words.pick("主动评价好评率", "good rate, given"),
        words.pick("每万件差评", "bad per 10 000"),
        words.pick("满意度", "score"),
        words.pick("主动评价率", "reviewed services"),
    ]
}

/// The groups and, last, all together; a hidden group says so and nothing else.
fn lines(snapshot: &Snapshot, words: Words) -> Vec<Vec<String>> {
    let line = |row: &Row, name: String| {
        let mut cells = vec![name];
        match (&row.levels, &row.figure) {
            (Some(levels), Some(figure)) => {
                let metrics = &figure.metrics;
                cells.extend(levels.0.iter().map(ToString::to_string));
                cells.push(metrics.defaults.to_string());
                let rates = [
                    &metrics.good_rate,
                    &metrics.good_rate_active,
                    &metrics.bad_per10000,
                    &metrics.score_rounded,
                    &metrics.active_rate_of_services,
                ];
                cells.extend(
                    rates
                        .into_iter()
                        .map(|rate| rate.clone().unwrap_or_default()),
                );
            }
            _ => cells.push(words.pick("不公布", "not shown").to_owned()),
        }
        cells
    };
    let rows = snapshot.rows.iter().map(|row| line(row, row.group.clone()));
    let total = line(&snapshot.total, words.pick("合计", "all").to_owned());
    rows.chain([total]).collect()
}

/// What a reader needs to compute the figures anew.
fn definitions(snapshot: &Snapshot, words: Words) -> Vec<[String; 2]> {
    [
        (words.pick("起", "from"), snapshot.period.from.to_string()),
        (words.pick("止", "to"), snapshot.period.to.to_string()),
        (words.pick("截至", "as of"), snapshot.as_of.at.to_rfc3339()),
        (
            words.pick("记录数", "records"),
            snapshot.as_of.position.to_string(),
        ),
        (words.pick("规则", "profile"), snapshot.profile.clone()),
        (
            words.pick("口径", "definitions"),
            snapshot.definitions.clone(),
        ),
        (words.pick("摘要", "digest"), snapshot.hash.to_string()),
    ]
    .map(|(name, value)| [name.to_owned(), value])
    .into()
}

/// Comma-separated values (RFC 4180), with the mark that makes spreadsheets read UTF-8; a hidden group has no more cells.
fn text(snapshot: &Snapshot, words: Words) -> Result<Vec<u8>, Failure> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(BOM.to_vec());
    let head = [head(words).map(str::to_owned).to_vec()];
    for cells in head.into_iter().chain(lines(snapshot, words)) {
        table
            .write_record(cells)
            .map_err(|error| Failure::unwritable(&error.into()))?;
    }
    table
        .into_inner()
        .map_err(|error| Failure::unwritable(error.error()))
}

/// One sheet of figures, and one of what they mean.
fn spreadsheet(snapshot: &Snapshot, words: Words, path: &Path) -> Result<(), Failure> {
    let head = head(words).map(str::to_owned).to_vec();
    let figures = Sheet {
        name: words.pick("数据", "Figures").to_owned(),
        rows: [head].into_iter().chain(lines(snapshot, words)).collect(),
    };
    let terms = [words.pick("项目", "term"), words.pick("内容", "value")].map(str::to_owned);
    let terms = [terms.to_vec()].into_iter();
    let definitions = Sheet {
        name: words.pick("口径", "Definitions").to_owned(),
        rows: terms
            .chain(definitions(snapshot, words).into_iter().map(Vec::from))
            .collect(),
    };
    let book = sheets::write_figures(&[figures, definitions])?;
    fs::write(path, book).map_err(|error| Failure::unwritable(&error))
}
