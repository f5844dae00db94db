//! `ip-tool id check`: whether a text is a valid identifier, and of which kind.

use chrono::NaiveDate;
use ip_app::wire;
use ip_core::id::{Kind, Report, Request, Verdict, check};
use ip_core::problem::{Problem, Problems};

use crate::answer::Answer;
use crate::cli::IdCheck;
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::output::{Output, Words};
use crate::serve::serve;
use crate::table;

/// Checks the texts among the arguments, or the requests of the source.
pub fn run(args: &IdCheck, output: &Output) -> Result<Exit, Failure> {
    let command = Check {
        today: clock::today(),
    };
    let reports: Vec<Report> = args
        .texts
        .iter()
        .map(|text| check(args.kind, text, Some(command.today)))
        .collect();
    match reports.as_slice() {
        [] => return serve(&command, &args.source, output),
        [one] => output.print(one, |one, words| command.table(one, words))?,
        many => output.print(&many, |many, words| overview(many, words))?,
    }
    let negative = reports.iter().any(|report| command.is_negative(report));
    Ok(if negative { Exit::Negative } else { Exit::Done })
}

/// Checks identifiers as of a day.
struct Check {
    today: NaiveDate,
}

impl Answer for Check {
    type Request = Request;
    type Response = Report;

    fn area(&self) -> &'static str {
        "core"
    }

    fn read(&self, bytes: &[u8]) -> Result<Request, Problems> {
        Ok(wire::read(self.area(), bytes)?)
    }

    fn answer(&self, request: Request) -> Result<Report, Problems> {
        let today = request.today.unwrap_or(self.today);
        Ok(check(request.kind, &request.text, Some(today)))
    }

    fn is_negative(&self, report: &Report) -> bool {
        report.verdict == Verdict::Invalid
    }

    fn table(&self, report: &Report, words: Words) -> String {
        let problems = report.problems.iter().map(|problem| told(problem, words));
        let others = report
            .candidates
            .iter()
            .filter(|c| Some(c.kind) != report.kind);
        table::pairs([
            (words.pick("文本", "Text"), report.text.clone()),
            (words.pick("种类", "Kind"), name(report.kind)),
            (
                words.pick("规范写法", "Canonical"),
                report.canonical.clone().unwrap_or_default(),
            ),
            (
                words.pick("结论", "Verdict"),
                verdict(report.verdict, words).to_owned(),
            ),
            (
                words.pick("问题", "Problems"),
                problems.collect::<Vec<_>>().join("\n"),
            ),
            (
                words.pick("也可能是", "Could also be"),
                others
                    .map(|c| c.kind.to_string())
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
        ])
    }
}

/// Several reports, one a line.
fn overview(reports: &[Report], words: Words) -> String {
    let head = [
        words.pick("文本", "Text"),
        words.pick("种类", "Kind"),
        words.pick("结论", "Verdict"),
        words.pick("问题", "Problems"),
    ];
    table::rows(
        head,
        reports.iter().map(|report| {
            let problems = report.problems.iter().map(|problem| told(problem, words));
            [
                report.text.clone(),
                name(report.kind),
                verdict(report.verdict, words).to_owned(),
                problems.collect::<Vec<_>>().join("\n"),
            ]
        }),
    )
}

fn name(kind: Option<Kind>) -> String {
    kind.map_or_else(String::new, |kind| kind.to_string())
}

fn verdict(verdict: Verdict, words: Words) -> &'static str {
    match verdict {
        Verdict::Valid => words.pick("有效", "valid"),
        Verdict::Warning => words.pick("可用，但有疑点", "usable, with a warning"),
        Verdict::Invalid => words.pick("无效", "INVALID"),
    }
}

/// A problem in one sentence, with its hint.
fn told(problem: &Problem, words: Words) -> String {
    match words.hint(problem) {
        Some(hint) => format!("{} {hint}", words.title(problem)),
        None => words.title(problem),
    }
}
