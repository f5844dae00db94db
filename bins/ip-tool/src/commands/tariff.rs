//! `ip-tool tariff`: what the tariffs say on a day, over time, and between two days.

use chrono::NaiveDate;
use ip_core::law::{Mark, Registry};
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
        words.pick("核实", "Proof"),
    ];
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    table::rows(
        head,
        rates.iter().map(|rate| {
            [
                rate.code.clone(),
                rate.title.clone(),
                amount(rate, words),
                day(rate.from),
                day(rate.to),
                proof(rate.mark, words).to_owned(),
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
        let unknown = || words.pick("未知", "unknown").to_owned();
        rate.as_ref()
            .map_or_else(unknown, |rate| amount(rate, words))
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
fn amount(rate: &RateView, words: Words) -> String {
    let status = match rate.status {
        Status::Charged => return price(&rate.price, words),
        Status::Suspended => words.pick("停征", "suspended"),
        Status::Abolished => words.pick("取消", "abolished"),
        Status::Free => words.pick("免费", "free"),
        Status::NotCollected => words.pick("不代收", "not collected"),
    };
    match &rate.price {
        // Where only some columns are known, the others are not free.
        PriceView::Amounts(by) => {
            let each = by
                .keys()
                .map(|name| format!("{} {status}", column(name, words)));
            each.collect::<Vec<_>>().join("\n")
        }
        _ => status.to_owned(),
    }
}

/// Amounts, one a line where they differ by right or channel.
fn price(price: &PriceView, words: Words) -> String {
    let joined = |parts: Vec<String>| parts.join("\n");
    match price {
        PriceView::Amount(amount) => amount.to_string(),
        PriceView::Amounts(by) => {
            let each = by.iter();
            joined(
                each.map(|(name, amount)| format!("{} {amount}", column(name, words)))
                    .collect(),
            )
        }
        PriceView::Years(by) => {
            let each = by.iter().map(|(name, steps)| {
                let steps = steps.iter();
                let steps = steps.map(|step| format!("{}-{}: {}", step.from, step.to, step.amount));
                let steps: Vec<String> = steps.collect();
                format!("{} {}", column(name, words), steps.join(", "))
            });
            joined(each.collect())
        }
        PriceView::Steps(steps) => {
            let steps: Vec<String> = steps.iter().map(|step| format!("{step} %")).collect();
            steps.join(", ")
        }
        PriceView::Percent(percent) => format!("{percent} %"),
        PriceView::Readings(all) => {
            let all: Vec<String> = all.iter().map(ToString::to_string).collect();
            let what = words.pick("来源不一", "sources disagree");
            format!("{what}: {}", all.join(" / "))
        }
        other => table::of(other),
    }
}

/// The name of a column of amounts.
fn column(name: &str, words: Words) -> &str {
    match name {
        "invention" => words.pick("发明", "invention"),
        "utility-model" => words.pick("实用新型", "utility model"),
        "design" => words.pick("外观设计", "design"),
        "paper" => words.pick("纸件", "paper"),
        "online" => words.pick("网上", "online"),
        other => other,
    }
}

/// How well a rate is proved, where it was not seen in a source.
const fn proof(mark: Mark, words: Words) -> &'static str {
    match mark {
        Mark::Seen => "",
        Mark::Believed => words.pick("未核实", "believed"),
        Mark::Doubtful => words.pick("存疑", "doubtful"),
    }
}
