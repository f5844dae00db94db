//! `ip-tool errors`: every stable code with its meaning.

use ip_app::speech::{Speech, codes};
use ip_core::problem::Problem;
use ip_core::text::{Lang, Text};
use serde::Serialize;

use crate::cli::Errors;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::table;

/// A code with its meaning; `{$name}` stands for a value of the problem.
#[derive(Serialize)]
struct Entry {
    code: String,
    title: Text,
}

/// Prints the codes that begin with the prefix; none is a "no".
pub fn run(args: &Errors, output: &Output) -> Result<Exit, Failure> {
    let prefix = args.prefix.as_deref().unwrap_or_default();
    let speech = Speech::builtin();
    let entries: Vec<Entry> = codes()
        .into_iter()
        .filter(|code| code.starts_with(prefix))
        .map(|code| {
            let problem = Problem::new(code.clone());
            let title = |lang| speech.title(lang, &problem);
            Entry {
                title: Text::new(title(Lang::Zh), title(Lang::En)),
                code,
            }
        })
        .collect();
    output.print(&entries, |entries, words| {
        table::rows(
            [words.pick("代码", "Code"), words.pick("含义", "Meaning")],
            entries
                .iter()
                .map(|entry| [entry.code.as_str(), words.label(&entry.title)]),
        )
    })?;
    Ok(if entries.is_empty() {
        Exit::Negative
    } else {
        Exit::Done
    })
}
