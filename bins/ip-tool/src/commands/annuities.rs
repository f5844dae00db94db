//! `ip-tool annuities`: the life of a patent in fees, as JSON, table, spreadsheet or calendar file.

mod ics;
mod sheet;

use ip_app::wire;
use ip_core::problem::Problems;
use ip_core::text::Lang;
use ip_fees::annuity::{Life, LifeRequest, YearPlan, YearStatus};
use ip_fees::engine::Engine;
use ip_fees::label::Labels;
use ip_fees::quote::Outcome;
use serde::{Serialize, Serializer};

use crate::answer::Answer;
use crate::cli;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Words};
use crate::serve::serve;
use crate::table;

/// Every code of this area begins with it.
const AREA: &str = "fees";

/// Answers in the form that the arguments ask for.
pub fn run(args: &cli::Annuities, output: &Output) -> Result<Exit, Failure> {
    let engine = Engine::builtin()?;
    let command = Annuities {
        engine: &engine,
        lang: output.words.lang,
    };
    if !args.ics && !args.csv && args.xlsx.is_none() {
        return serve(&command, &args.source, output);
    }
    let bytes = Input::open(args.source.input.as_deref())?.whole(AREA)?;
    let request = command.read(&bytes)?;
    let life = engine.annuities(&request)?;
    let words = output.words;
    if args.ics {
        output.write(ics::calendar(&request, &life, words).as_bytes())?;
    } else if args.csv {
        output.write(&sheet::csv(&life, words)?)?;
    } else if let Some(path) = &args.xlsx {
        sheet::xlsx(&life, words, path)?;
    }
    Ok(Exit::Done)
}

/// Tells the lives of rights in one language.
struct Annuities<'e> {
    engine: &'e Engine,
    lang: Lang,
}

/// A life with the language it is told in.
struct Told<'e> {
    life: Life<'e>,
    labels: &'e Labels,
    lang: Lang,
}

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.life
            .in_lang(self.labels, self.lang)
            .serialize(serializer)
    }
}

impl<'e> Answer for Annuities<'e> {
    type Request = LifeRequest;
    type Response = Told<'e>;

    fn area(&self) -> &'static str {
        AREA
    }

    fn read(&self, bytes: &[u8]) -> Result<LifeRequest, Problems> {
        Ok(wire::read(AREA, bytes)?)
    }

    fn answer(&self, request: LifeRequest) -> Result<Told<'e>, Problems> {
        Ok(Told {
            life: self.engine.annuities(&request)?,
            labels: self.engine.tariffs().labels(),
            lang: self.lang,
        })
    }

    fn table(&self, told: &Told<'e>, words: Words) -> String {
        let life = &told.life;
        let rows = table::rows(
            head(words),
            life.years.iter().map(|plan| cells(plan, words)),
        );
        let total = life.amount.map_or_else(
            || words.pick("未知", "unknown").to_owned(),
            |amount| amount.to_string(),
        );
        let lapse = life
            .lapsed_on
            .map_or_else(String::new, |day| day.to_string());
        let foot = table::pairs([
            (words.pick("合计", "Total"), format!("{total} CNY")),
            (
                words.pick("期限届满", "Term ends"),
                life.term_end.to_string(),
            ),
            (words.pick("已终止于", "Lapsed as of"), lapse),
        ]);
        format!("{rows}\n\n{foot}")
    }
}

/// The head of the table of years.
fn head(words: Words) -> [&'static str; 8] {
    [
        words.pick("年度", "Year"),
        words.pick("状态", "Status"),
        words.pick("缴费期限", "Pay by"),
        words.pick("年费", "Annuity"),
        words.pick("滞纳期截止", "Last day with late fee"),
        words.pick("最高滞纳金", "Highest late fee"),
        words.pick("恢复所需", "With restoration"),
        words.pick("今日缴纳", "If paid today"),
    ]
}

/// A year as cells; what does not apply is empty.
fn cells(plan: &YearPlan<'_>, words: Words) -> [String; 8] {
    let known = plan.line.outcome != Outcome::Unknown;
    let unknown = words.pick("未知", "unknown").to_owned();
    let day = |pick: fn(&ip_fees::annuity::Window) -> chrono::NaiveDate| {
        plan.due
            .as_ref()
            .map_or_else(String::new, |window| pick(window).to_string())
    };
    let money = |amount: Option<ip_core::money::Money>| {
        amount.map_or_else(String::new, |amount| amount.to_string())
    };
    [
        plan.year.to_string(),
        status(plan.status, words).to_owned(),
        day(|window| window.due.date),
        if known {
            plan.line.amount.to_string()
        } else {
            unknown
        },
        day(|window| window.last.date),
        money(plan.bands.last().map(|band| band.late)),
        money(plan.restoration),
        money(plan.pay_today),
    ]
}

/// A status for eyes.
pub(super) const fn status(status: YearStatus, words: Words) -> &'static str {
    match status {
        YearStatus::Paid => words.pick("已缴", "paid"),
        YearStatus::WithRegistration => words.pick("随登记缴纳", "paid with the grant"),
        YearStatus::Upcoming => words.pick("未到期", "upcoming"),
        YearStatus::Grace => words.pick("宽限中，无滞纳金", "in grace, no late fee"),
        YearStatus::Late => words.pick("滞纳中", "LATE"),
        YearStatus::Lapsed => words.pick("逾期，权利终止", "LAPSED"),
    }
}
