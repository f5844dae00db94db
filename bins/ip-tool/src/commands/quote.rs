//! `ip-tool quote`: what acts cost on a day, line by line, with the law each line rests on.

use ip_app::wire;
use ip_core::law::Registry;
use ip_core::problem::Problems;
use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::quote::{Outcome, Quote, Total};
use ip_fees::request::Request;
use ip_fees::what_if::Alternative;
use serde::{Serialize, Serializer};

use super::rules;
use crate::answer::Answer;
use crate::cite::Citations;
use crate::cli;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Words};
use crate::serve::serve;
use crate::table;

/// Quotes the requests of the source.
pub fn run(args: &cli::Quote, output: &Output) -> Result<Exit, Failure> {
    let engine = rules::engine(&args.rules)?;
    let command = Quoting {
        engine: &engine,
        citations: Citations::builtin()?,
        lang: output.words.lang,
        what_if: args.what_if,
    };
    if args.text {
        return in_words(&command, &args.source, output);
    }
    serve(&command, &args.source, output)
}

/// Prints one quote in words.
fn in_words(command: &Quoting<'_>, source: &cli::Source, output: &Output) -> Result<Exit, Failure> {
    let bytes = Input::open(source.input.as_deref())?.whole(command.area())?;
    let told = command.answer(command.read(&bytes)?)?;
    let laws = Registry::builtin()?;
    let mut text = told.quote.spoken(command.lang).citing(&laws).to_string();
    for one in told.what_if.iter().flatten() {
        text += &format!("? {}: {}\n", one.title, change(one, output.words));
    }
    output.write(text.as_bytes())?;
    Ok(Exit::Done)
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
    what_if: bool,
}

/// A quote with the language it is told in, and what would change it.
struct Told<'e> {
    quote: Quote<'e>,
    what_if: Option<Vec<Alternative>>,
    lang: Lang,
}

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut told = self.quote.in_lang(self.lang);
        told.what_if = self.what_if.as_deref();
        told.serialize(serializer)
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
        let what_if = self
            .what_if
            .then(|| self.engine.what_if(&request, self.lang));
        Ok(Told {
            quote: self.engine.quote(&request)?,
            what_if: what_if.transpose()?,
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
            _ => sums(quote.totals()),
        };
        let mut text = format!(
            "{}\n\n{} {total}",
            table::rows(head, lines),
            words.pick("合计", "Total")
        );
        if let Some(all) = told.what_if.as_deref().filter(|all| !all.is_empty()) {
            let head = [
                words.pick("如果", "What if"),
                words.pick("合计", "Total"),
                words.pick("节省", "Saved"),
            ];
            let rows = all.iter().map(|one| {
                [
                    one.title.clone(),
                    change(one, words),
                    sums(one.saved.iter().copied()),
                ]
            });
            text += &format!("\n\n{}", table::rows(head, rows));
        }
        text
    }
}

/// What an alternative would cost.
fn change(one: &Alternative, words: Words) -> String {
    match one.outcome {
        Outcome::Unknown => words.pick("未知", "unknown").to_owned(),
        _ => sums(one.totals.iter().copied()),
    }
}

/// Sums by currency, side by side.
fn sums(totals: impl Iterator<Item = Total>) -> String {
    let each = totals.map(|total| {
        let code = table::of(&total.currency);
        format!("{} {}", total.amount, code.trim())
    });
    each.collect::<Vec<_>>().join(" + ")
}
