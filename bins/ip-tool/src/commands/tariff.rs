//! `ip-tool tariff`: what the tariffs say on a day, over time, and between two days.

use chrono::NaiveDate;
use ip_core::law::Registry;
use ip_core::problem::Problem;
use ip_fees::tariff::{ChangeView, PriceView, RateView, Severity, Status, Tariffs};

use crate::cli::{self, Tariff};
use crate::exit::{Exit, Failure};
use crate::output::{Output, Words};
use crate::table;

/// Runs a command of tariffs.
pub fn run(args: &cli::Tariffs, output: &Output) -> Result<Exit, Failure> {
    let tariffs = super::rules::tariffs(&args.tariff)?;
    let lang = output.words.lang;
    match &args.command {
        Tariff::Show { on, prefix } => {
            let mut rates = tariffs.show(*on, lang);
            rates.retain(|rate| rate.code.starts_with(prefix.as_deref().unwrap_or_default()));
            output.print(&rates, |rates, words| table_of(rates, words))?;
            Ok(if rates.is_empty() {
                Exit::Negative
            } else {
                Exit::Done
            })
        }
        Tariff::History { item } => {
            let rates = tariffs
                .history(item, lang)
                .ok_or_else(|| unknown(&tariffs, item))?;
            output.print(&rates, |rates, words| table_of(rates, words))?;
            Ok(Exit::Done)
        }
        Tariff::Diff { from, to } => {
            output.print(&tariffs.diff(*from, *to, lang), |changes, words| {
                changed(changes, words)
            })?;
            Ok(Exit::Done)
        }
        Tariff::Lint => {
            let findings = tariffs.lint(&Registry::builtin()?);
            output.print(&findings, |findings, _| table::of(findings))?;
            let negative = findings
                .iter()
                .any(|finding| finding.severity == Severity::Error);
            Ok(if negative { Exit::Negative } else { Exit::Done })
        }
    }
}

/// The problem that there is no such item, with the nearest one there is.
fn unknown(tariffs: &Tariffs, code: &str) -> Problem {
    let known: Vec<&str> = tariffs
        .items()
        .iter()
        .map(|item| item.code.as_str())
        .collect();
    let problem = Problem::new("fees.tariff.unknown-item").found(code);
    ip_app::wire::with_suggestion(problem.expected(known.join(", ")))
}

/// Rates, one a line.
fn table_of(rates: &[RateView], words: Words) -> String {
    let head = [
        words.pick("代码", "Code"),
        words.pick("费用", "Fee"),
        words.pick("金额", "Amount"),
        words.pick("自", "From"),
        words.pick("至", "To"),
    ];
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    table::rows(
        head,
        rates.iter().map(|rate| {
            [
                rate.code.clone(),
                rate.title.clone(),
                amount(rate),
                day(rate.from),
                day(rate.to),
            ]
        }),
    )
}

/// Changes, one a line.
fn changed(changes: &[ChangeView], words: Words) -> String {
    let head = [
        words.pick("代码", "Code"),
        words.pick("费用", "Fee"),
        words.pick("之前", "Before"),
        words.pick("之后", "After"),
    ];
    let cell = |rate: &Option<RateView>| {
        rate.as_ref()
            .map_or_else(|| words.pick("未知", "unknown").to_owned(), amount)
    };
    table::rows(
        head,
        changes.iter().map(|change| {
            [
                change.code.clone(),
                change.title.clone(),
                cell(&change.before),
                cell(&change.after),
            ]
        }),
    )
}

/// The amounts of a rate in one cell, or why nothing is charged.
fn amount(rate: &RateView) -> String {
    match &rate.price {
        _ if rate.status != Status::Charged => table::of(&rate.status).trim().to_owned(),
        PriceView::Amount(amount) => amount.to_string(),
        price => table::of(price),
    }
}
