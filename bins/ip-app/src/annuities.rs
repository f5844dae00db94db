//! The annuities of a patent as files to take away: a table (CSV, XLSX) and a calendar (ICS).

use std::io;

use chrono::NaiveDate;
use ip_core::money::Money;
use ip_core::text::Lang;
use ip_fees::annuity::{Life, LifeRequest, Window, YearPlan, YearStatus};
use ip_fees::quote::Outcome;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::ics::{self, Reminder};

/// How many columns the table has.
pub const COLUMNS: usize = 9;
/// The columns that hold amounts of yuan.
const AMOUNTS: [usize; 4] = [3, 5, 6, 7];
/// The mark by which spreadsheets know UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

const fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The head of the table.
pub const fn head(lang: Lang) -> [&'static str; COLUMNS] {
    [
        pick(lang, "年度", "Year"),
        pick(lang, "状态", "Status"),
        pick(lang, "缴费期限", "Pay by"),
        pick(lang, "年费", "Annuity"),
        pick(lang, "滞纳期截止", "Last day with late fee"),
        pick(lang, "最高滞纳金", "Highest late fee"),
        pick(lang, "恢复所需", "With restoration"),
        pick(lang, "今日缴纳", "If paid today"),
        pick(lang, "日期暂定", "Days provisional"),
    ]
}

/// A year as cells, days and amounts in the form of the API; what does not apply is empty.
pub fn cells(plan: &YearPlan<'_>, lang: Lang) -> [String; COLUMNS] {
    let window = plan.due.as_ref();
    let day =
        |pick: fn(&Window) -> NaiveDate| window.map_or_else(String::new, |w| pick(w).to_string());
    let money = |amount: Option<Money>| amount.map_or_else(String::new, |a| a.to_string());
    let annuity = match plan.line.outcome {
        Outcome::Unknown => pick(lang, "未知", "unknown").to_owned(),
        _ => plan.line.amount.to_string(),
    };
    let provisional = window.is_some_and(|w| w.due.provisional || w.last.provisional);
    [
        plan.year.to_string(),
        status(plan.status, lang).to_owned(),
        day(|window| window.due.date),
        annuity,
        day(|window| window.last.date),
        money(plan.bands.last().map(|band| band.late)),
        money(plan.restoration),
        money(plan.pay_today),
        if provisional {
            pick(lang, "是", "yes").to_owned()
        } else {
            String::new()
        },
    ]
}

/// Where an annuity stands, in words.
pub const fn status(status: YearStatus, lang: Lang) -> &'static str {
    match status {
        YearStatus::Paid => pick(lang, "已缴", "paid"),
        YearStatus::WithRegistration => pick(lang, "随登记缴纳", "paid with the grant"),
        YearStatus::Upcoming => pick(lang, "未到期", "upcoming"),
        YearStatus::Grace => pick(lang, "宽限中，无滞纳金", "in grace, no late fee"),
        YearStatus::Late => pick(lang, "滞纳中", "late"),
        YearStatus::Lapsed => pick(lang, "逾期，未缴则权利终止", "over: lapsed unless paid"),
    }
}

/// The table as comma-separated values (RFC 4180).
///
/// # Errors
///
/// The text cannot be made.
pub fn csv(life: &Life<'_>, lang: Lang) -> io::Result<Vec<u8>> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BOM.to_vec());
    table.write_record(head(lang))?;
    for plan in &life.years {
        table.write_record(cells(plan, lang))?;
    }
    table.into_inner().map_err(io::Error::other)
}

/// The table as a spreadsheet with amounts as numbers.
///
/// # Errors
///
/// The file cannot be made.
pub fn xlsx(life: &Life<'_>, lang: Lang) -> io::Result<Vec<u8>> {
    workbook(life, lang).map_err(io::Error::other)
}

fn workbook(life: &Life<'_>, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold();
    let money = Format::new().set_num_format("#,##0.00");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .set_name(pick(lang, "年费", "Annuities"))?
        .set_freeze_panes(1, 0)?;
    for (column, name) in (0_u16..).zip(head(lang)) {
        sheet
            .write_string_with_format(0, column, name, &bold)?
            .set_column_width(column, 18)?;
    }
    for (row, plan) in (1_u32..).zip(&life.years) {
        for ((at, column), cell) in (0_usize..).zip(0_u16..).zip(cells(plan, lang)) {
            // A spreadsheet keeps numbers as binary fractions; two decimals survive that.
            match cell.parse::<f64>() {
                Ok(number) if AMOUNTS.contains(&at) => {
                    sheet.write_number_with_format(row, column, number, &money)?
                }
                _ => sheet.write_string(row, column, cell)?,
            };
        }
    }
    book.save_to_buffer()
}

/// An all-day event for each last day that is still to come, with a reminder a month before.
pub fn calendar(product: &str, request: &LifeRequest, life: &Life<'_>, lang: Lang) -> String {
    let reminders = life.years.iter().filter(|plan| is_open(plan.status));
    let reminders = reminders.flat_map(|plan| {
        let known = plan.line.outcome != Outcome::Unknown;
        let in_time = known.then_some(plan.line.amount);
        let late = plan.bands.last().map(|band| band.total);
        let days = plan.due.iter().flat_map(move |window| {
            [
                (window.due, in_time, "due", pick(lang, "缴费期限", "due")),
                (
                    window.last,
                    late,
                    "late",
                    pick(lang, "滞纳期最后一天", "last day with late fee"),
                ),
            ]
        });
        days.filter(|(day, ..)| day.date >= request.today)
            .map(|(day, sum, key, what)| {
                let sum = match sum {
                    Some(sum) => format!("{sum} CNY"),
                    None => pick(lang, "金额未知", "amount unknown").to_owned(),
                };
                let year = plan.year;
                let summary = match lang {
                    Lang::Zh => format!("专利年费第{year}年度{what}：{sum}"),
                    Lang::En => format!("Patent annuity of year {year}, {what}: {sum}"),
                };
                let provisional = match day.provisional {
                    true => pick(lang, "（日期暂定）", " (day provisional)"),
                    false => "",
                };
                Reminder {
                    uid: format!("{}-{year}-{key}@{product}", request.filing_date),
                    day: day.date,
                    summary: summary + provisional,
                    days_before: 30,
                }
            })
    });
    ics::calendar(product, request.today, reminders)
}

/// Whether an annuity can still be paid.
const fn is_open(status: YearStatus) -> bool {
    matches!(
        status,
        YearStatus::Upcoming | YearStatus::Grace | YearStatus::Late
    )
}
