//! `ip-tool annuities`: the life of a patent in fees, as JSON, table, spreadsheet or calendar file.

use std::fs;

use ip_app::{annuities, wire};
use ip_core::problem::Problems;
use ip_core::text::Lang;
use ip_fees::annuity::{Life, LifeRequest};
use ip_fees::engine::Engine;
use ip_fees::label::Labels;
use serde::{Serialize, Serializer};

use crate::answer::Answer;
use crate::cli;
use crate::commands::rules;
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Words};
use crate::serve::serve;
use crate::table;

/// Every code of this area begins with it.
const AREA: &str = "fees";

/// Answers in the form that the arguments ask for.
pub fn run(args: &cli::Annuities, output: &Output) -> Result<Exit, Failure> {
    let engine = rules::engine(&args.rules)?;
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
    let lang = output.words.lang;
    let unwritable = |error| Failure::unwritable(&error);
    if args.ics {
        let text = annuities::calendar("ip-tool", &request, &life, lang);
        output.write(text.as_bytes())?;
    } else if args.csv {
        output.write(&annuities::csv(&life, lang).map_err(unwritable)?)?;
    } else if let Some(path) = &args.xlsx {
        let book = annuities::xlsx(&life, lang).map_err(unwritable)?;
        fs::write(path, book).map_err(unwritable)?;
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
            annuities::head(words.lang),
            life.years
                .iter()
                .map(|plan| annuities::cells(plan, words.lang)),
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
            (
                words.pick("如未缴则终止于", "Lapsed, unless paid, as of"),
                lapse,
            ),
        ]);
        format!("{rows}\n\n{foot}")
    }
}
