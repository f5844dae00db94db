//! `ip-tool quote`: what acts cost on a day, line by line, with the law each line rests on.

use ip_app::wire;
use ip_core::problem::Problems;
use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::quote::{Outcome, Quote};
use ip_fees::request::Request;
use serde::{Serialize, Serializer};

use crate::answer::Answer;
use crate::cite::Citations;
use crate::cli::Source;
use crate::exit::{Exit, Failure};
use crate::output::{Output, Words};
use crate::serve::serve;
use crate::table;

/// Quotes the requests of the source with the tariffs shipped with the fees.
pub fn run(source: &Source, output: &Output) -> Result<Exit, Failure> {
    let engine = Engine::builtin()?;
    let command = Quoting {
        engine: &engine,
        citations: Citations::builtin()?,
        lang: output.words.lang,
    };
    serve(&command, source, output)
}

/// Reads a request of fees: one JSON value first, then everything the fees want of it.
pub fn read(bytes: &[u8]) -> Result<Request, Problems> {
    wire::check("fees", bytes)?;
    Request::from_json(bytes)
        .map_err(|problems| Problems(problems.0.into_iter().map(wire::with_suggestion).collect()))
}

/// Quotes in one language.
struct Quoting<'e> {
    engine: &'e Engine,
    citations: Citations,
    lang: Lang,
}

/// A quote with the language it is told in.
struct Told<'e> {
    quote: Quote<'e>,
    lang: Lang,
}

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.quote.in_lang(self.lang).serialize(serializer)
    }
}

impl<'e> Answer for Quoting<'e> {
    type Request = Request;
    type Response = Told<'e>;

    fn area(&self) -> &'static str {
        "fees"
    }

    fn read(&self, bytes: &[u8]) -> Result<Request, Problems> {
        read(bytes)
    }

    fn answer(&self, request: Request) -> Result<Told<'e>, Problems> {
        Ok(Told {
            quote: self.engine.quote(&request)?,
            lang: self.lang,
        })
    }

    fn table(&self, told: &Told<'e>, words: Words) -> String {
        let quote = &told.quote;
        let unknown = words.pick("未知", "unknown");
        let lines = quote.lines.iter().map(|line| {
            let is_known = line.outcome != Outcome::Unknown;
            [
                line.title(words.lang).to_owned(),
                if is_known {
                    line.figures().to_string()
                } else {
                    String::new()
                },
                if is_known {
                    line.amount.to_string()
                } else {
                    unknown.to_owned()
                },
                self.citations.all(line.basis(), words),
                line.due
                    .map_or_else(String::new, |due| due.effective.to_string()),
            ]
        });
        let head = [
            words.pick("费用", "Fee"),
            words.pick("计算", "Calculation"),
            words.pick("金额", "Amount"),
            words.pick("依据", "Basis"),
            words.pick("缴费期限", "Pay by"),
        ];
        let total = match quote.outcome {
            Outcome::Unknown => unknown.to_owned(),
            _ => {
                let totals = quote
                    .totals()
                    .map(|total| format!("{} {}", total.amount, code(total.currency)));
                totals.collect::<Vec<_>>().join(" + ")
            }
        };
        format!(
            "{}\n\n{} {total}",
            table::rows(head, lines),
            words.pick("合计", "Total")
        )
    }
}

/// The code of a currency.
fn code(currency: impl Serialize) -> String {
    table::of(&currency).trim().to_owned()
}
