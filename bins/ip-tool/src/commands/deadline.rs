//! `ip-tool deadline`: the last day of a period or of a named limit, with the trace and the articles.

use ip_app::wire;
use ip_core::calendar::Calendar;
use ip_core::limit::{Limits, Listing};
use ip_core::period::{Base, Deadline, Request};
use ip_core::problem::Problems;

use crate::answer::Answer;
use crate::cite::Citations;
use crate::cli;
use crate::exit::{Exit, Failure};
use crate::output::{Output, Words};
use crate::serve::serve;
use crate::table;

/// Answers the requests of the source, or lists the named limits.
pub fn run(args: &cli::Deadline, output: &Output) -> Result<Exit, Failure> {
    let command = Deadlines {
        limits: Limits::builtin()?,
        calendar: Calendar::builtin()?,
        citations: Citations::builtin()?,
    };
    if !args.list {
        return serve(&command, &args.source, output);
    }
    let all: Vec<Listing<'_>> = command.limits.list().collect();
    output.print(&all, |all, words| command.listing(all, words))?;
    Ok(Exit::Done)
}

/// Counts by the rules of the core on its calendar.
struct Deadlines {
    limits: Limits,
    calendar: Calendar,
    citations: Citations,
}

impl Deadlines {
    /// The named limits, one a line.
    fn listing(&self, all: &[Listing<'_>], words: Words) -> String {
        let head = [
            words.pick("名称", "Name"),
            words.pick("期限", "Limit"),
            words.pick("事实", "Facts"),
            words.pick("长度", "Length"),
            words.pick("依据", "Basis"),
        ];
        table::rows(
            head,
            all.iter().map(|one| {
                let facts: Vec<&str> = one.facts.iter().map(|fact| fact.name.as_str()).collect();
                [
                    one.limit.to_owned(),
                    words.label(&one.entry.title).to_owned(),
                    facts.join(", "),
                    one.length.clone(),
                    self.citations.all(&one.entry.basis, words),
                ]
            }),
        )
    }
}

impl Answer for Deadlines {
    type Request = Request;
    type Response = Deadline;

    fn area(&self) -> &'static str {
        "core"
    }

    fn read(&self, bytes: &[u8]) -> Result<Request, Problems> {
        Ok(wire::read(self.area(), bytes)?)
    }

    fn answer(&self, request: Request) -> Result<Deadline, Problems> {
        self.limits.deadline(&request, &self.calendar)
    }

    fn table(&self, deadline: &Deadline, words: Words) -> String {
        let notes: Vec<String> = deadline
            .notes
            .iter()
            .map(|note| words.title(note))
            .collect();
        let head = table::pairs([
            (
                words.pick("起算日", "Trigger"),
                deadline.trigger.to_string(),
            ),
            (
                words.pick("计算届满日", "Nominal end"),
                deadline.nominal.to_string(),
            ),
            (
                words.pick("实际届满日", "Last day"),
                deadline.effective.to_string(),
            ),
            (
                words.pick("暂定", "Provisional"),
                words.yes(deadline.provisional),
            ),
            (
                words.pick("另一种起算", "Counted otherwise"),
                deadline.alternative.map_or_else(String::new, |other| {
                    let base = match other.base {
                        Base::Rolled => {
                            words.pick("从实际届满日起算", "from the real end before it")
                        }
                        Base::Nominal => {
                            words.pick("从计算届满日起算", "from the nominal end before it")
                        }
                    };
                    format!("{} ({base})", other.effective)
                }),
            ),
            (words.pick("说明", "Notes"), notes.join("\n")),
        ]);
        let columns = [
            words.pick("步骤", "Step"),
            words.pick("日期", "Day"),
            words.pick("依据", "Basis"),
        ];
        let titles = self.limits.rules();
        let steps = deadline.steps.iter().map(|step| {
            [
                match titles.step_title(&step.rule) {
                    Some(title) => words.label(title).to_owned(),
                    None => step.rule.to_string(),
                },
                step.date.to_string(),
                self.citations.all(&step.basis, words),
            ]
        });
        format!("{head}\n\n{}", table::rows(columns, steps))
    }
}
