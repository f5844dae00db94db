//! Whether an application number is right, and by which day its office action must be answered.

use std::error::Error;

use chrono::NaiveDate;
use ip_core::calendar::Calendar;
use ip_core::id::{Kind, check};
use ip_core::period::{Length, Regime, Request, Rules, Unit};

fn main() -> Result<(), Box<dyn Error>> {
    for text in ["ZL 2017 1 0601862.3", "201710601862.8"] {
        let report = check(Some(Kind::PatentApplication), text, None);
        println!("{text}: {:?} {:?}", report.verdict, report.canonical);
        for problem in &report.problems {
            println!("  {problem}");
        }
    }

    let request = Request {
        regime: Some(Regime::Patent),
        trigger: NaiveDate::from_ymd_opt(2026, 6, 1),
        length: Some(Length::new(4, Unit::Month)),
        ..Request::default()
    };
    let deadline = Rules::builtin()?.deadline(&request, &Calendar::builtin()?)?;
    println!(
        "answer by {} (by counting alone: {})",
        deadline.effective, deadline.nominal
    );
    for step in &deadline.steps {
        println!("  {} {}", step.date, step.rule);
    }
    Ok(())
}
