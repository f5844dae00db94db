//! What is said of a portfolio: its rows as they come, and the totals at the end.

use chrono::NaiveDate;
use ip_core::money::{Currency, Money};
use ip_core::problem::Problems;
use ip_fees::portfolio::{DueFee, DueKind, Holding, Totals, WhatIf};
use serde::Serialize;

use crate::exit::Failure;
use crate::output::Words;
use ip_app::annuities::status;

/// What the whole portfolio comes to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The day on which the question is asked.
    pub today: NaiveDate,
    /// The last day looked at.
    pub until: NaiveDate,
    /// The currency of every amount.
    pub currency: Currency,
    /// Rows that could not be understood.
    pub errors: u64,
    /// The sums.
    pub totals: Totals,
    /// The same under other circumstances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_if: Option<Supposed>,
}

/// What the portfolio would come to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Supposed {
    /// The circumstances.
    #[serde(flatten)]
    pub what_if: WhatIf,
    /// The sums under them.
    pub totals: Totals,
    /// What is saved; absent while an amount is unknown.
    pub saved: Option<Money>,
}

/// A form of the report.
pub trait Report {
    /// A right of which something is due.
    fn row(&mut self, row: u64, holding: &Holding, due: &[DueFee]) -> Result<(), Failure>;
    /// A row that could not be understood.
    fn error(&mut self, row: u64, problems: Problems) -> Result<(), Failure>;
    /// The end.
    fn end(self: Box<Self>, summary: &Summary) -> Result<(), Failure>;
}

/// The head of the rows for eyes and spreadsheets.
pub const fn head(words: Words) -> [&'static str; 11] {
    [
        words.pick("行", "Row"),
        words.pick("编号", "Id"),
        words.pick("费用", "Fee"),
        words.pick("年度", "Year"),
        words.pick("缴费期限", "Pay by"),
        words.pick("暂定", "Provisional"),
        words.pick("状态", "Status"),
        words.pick("金额", "Amount"),
        words.pick("滞纳金及恢复费", "Late fee, restoration"),
        words.pick("合计", "Total"),
        words.pick("问题", "Problem"),
    ]
}

/// A fee as cells; what does not apply is empty.
pub fn cells(row: u64, id: &str, due: &DueFee, words: Words) -> [String; 11] {
    let money = |amount: Option<Money>| {
        amount.map_or_else(
            || words.pick("未知", "unknown").to_owned(),
            |amount| amount.to_string(),
        )
    };
    [
        row.to_string(),
        id.to_owned(),
        fee(due.fee, words).to_owned(),
        due.year.map_or_else(String::new, |year| year.to_string()),
        due.due.to_string(),
        words.yes(due.provisional),
        status(due.status, words.lang).to_owned(),
        money(due.amount),
        money(due.extra),
        money(due.total),
        String::new(),
    ]
}

/// What is paid for.
pub const fn fee(fee: DueKind, words: Words) -> &'static str {
    match fee {
        DueKind::Filing => words.pick("申请费等", "filing"),
        DueKind::Examination => words.pick("实质审查费", "examination"),
        DueKind::Annuity => words.pick("年费", "annuity"),
    }
}

/// The problems of a row in one cell.
pub fn told(problems: &Problems, words: Words) -> String {
    let told = problems
        .0
        .iter()
        .map(|problem| format!("{} {}", problem.pointer, words.title(problem)));
    told.collect::<Vec<_>>().join("; ").trim().to_owned()
}

/// The sums as names with values.
pub fn sums(summary: &Summary, words: Words) -> Vec<[String; 2]> {
    let mut lines = Vec::new();
    let mut line = |name: &str, value: String| lines.push([name.to_owned(), value]);
    line(words.pick("日期", "Day"), summary.today.to_string());
    line(words.pick("截至", "Until"), summary.until.to_string());
    line(words.pick("币种", "Currency"), "CNY".to_owned());
    line(
        words.pick("错误行", "Rows refused"),
        summary.errors.to_string(),
    );
    of_totals(&summary.totals, "", words, &mut line);
    if let Some(supposed) = &summary.what_if {
        let prefix = words.pick("假设:", "What if: ");
        of_totals(&supposed.totals, prefix, words, &mut line);
        let saved = supposed.saved.map_or_else(
            || words.pick("未知", "unknown").to_owned(),
            |saved| saved.to_string(),
        );
        line(&format!("{prefix}{}", words.pick("节省", "saved")), saved);
    }
    lines
}

fn of_totals(totals: &Totals, prefix: &str, words: Words, line: &mut impl FnMut(&str, String)) {
    let mut put = |name: &str, value: String| line(&format!("{prefix}{name}"), value);
    put(words.pick("权利数", "rights"), totals.rights.to_string());
    put(words.pick("费用数", "fees"), totals.fees.to_string());
    put(
        words.pick("金额未知", "unknown"),
        totals.unknown.to_string(),
    );
    put(words.pick("逾期", "overdue"), totals.overdue.to_string());
    for (year, sum) in &totals.by_year {
        put(&year.to_string(), sum.to_string());
    }
    for (month, sum) in &totals.by_month {
        put(month, sum.to_string());
    }
}
