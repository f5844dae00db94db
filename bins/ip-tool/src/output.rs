//! Where answers go: JSON for programs, tables for eyes, problems in the reader's language.

use std::io::{self, IsTerminal, Write};

use ip_app::speech::Speech;
use ip_app::wire::{Refusal, Told};
use ip_core::problem::Problem;
use ip_core::text::{Lang, Text};
use serde::Serialize;

use crate::cli::Global;
use crate::exit::{Exit, Failure};

/// How answers are written.
pub struct Output {
    /// JSON rather than tables.
    pub json: bool,
    /// The reader's language.
    pub words: Words,
}

/// The reader's language, and what is said in it.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The language.
    pub lang: Lang,
}

impl Words {
    /// One of two wordings.
    pub const fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A yes, or nothing: a "no" is not worth a line.
    pub fn yes(self, yes: bool) -> String {
        if yes {
            self.pick("是", "yes").to_owned()
        } else {
            String::new()
        }
    }

    /// A label of data.
    pub fn label(self, text: &Text) -> &str {
        text.in_lang(self.lang)
    }

    /// What a problem says, in one sentence.
    pub fn title(self, problem: &Problem) -> String {
        Speech::builtin().title(self.lang, problem)
    }

    /// What to do about a problem.
    pub fn hint(self, problem: &Problem) -> Option<String> {
        Speech::builtin().hint(self.lang, problem)
    }

    /// The body that refuses with these problems.
    pub fn refuse(self, problems: Vec<Problem>) -> Option<Refusal> {
        Refusal::new(Speech::builtin(), self.lang, problems)
    }
}

impl Output {
    /// The output that the arguments, the locale and the terminal ask for.
    pub fn new(global: Global) -> Self {
        Self {
            json: global.json || !(global.table || io::stdout().is_terminal()),
            words: Words {
                lang: global.lang.unwrap_or_else(lang_of_locale),
            },
        }
    }

    /// Prints one answer: JSON, or what `table` makes of it.
    pub fn print<T: Serialize>(
        &self,
        value: &T,
        table: impl FnOnce(&T, Words) -> String,
    ) -> Result<(), Failure> {
        let mut text = if self.json {
            serde_json::to_string_pretty(value)
                .map_err(|e| Failure::unwritable(&io::Error::other(e)))?
        } else {
            table(value, self.words)
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        self.write(text.as_bytes())
    }

    /// Writes bytes as they are.
    pub fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(bytes)
            .and_then(|()| out.flush())
            .map_err(|error| Failure::unwritable(&error))
    }

    /// Tells why there is no answer, and gives the status to end with.
    pub fn fail(&self, failure: Failure) -> Exit {
        if let Some(refusal) = self.words.refuse(failure.problems) {
            let told = if self.json {
                self.print(&refusal, |_, _| String::new()).is_ok()
            } else {
                io::stderr()
                    .write_all(self.plain(&refusal).as_bytes())
                    .is_ok()
            };
            if !told {
                return Exit::Environment;
            }
        }
        failure.exit
    }

    /// A refusal for eyes.
    fn plain(&self, refusal: &Refusal) -> String {
        let all = if refusal.errors.is_empty() {
            std::slice::from_ref(&refusal.error)
        } else {
            &refusal.errors
        };
        let mut text = String::new();
        for told in all {
            text += &format!("{}: {}\n", self.words.pick("错误", "error"), told.title);
            let place = place(told);
            if !place.is_empty() {
                text += &format!("  {} {place}\n", self.words.pick("位置", "at"));
            }
            if let Some(hint) = &told.hint {
                text += &format!("  {hint}\n");
            }
            text += &format!("  [{}]\n", told.code);
        }
        text
    }
}

/// Where a problem is: `FILE:LINE POINTER`, as far as each is known.
fn place(told: &Told) -> String {
    let arg = |name: &str| told.args.get(name).map(String::as_str);
    let file = match (arg("file"), arg("line")) {
        (Some(file), Some(line)) => format!("{file}:{line} "),
        (Some(file), None) => format!("{file} "),
        (None, _) => String::new(),
    };
    format!("{file}{}", told.pointer).trim_end().to_owned()
}

/// Chinese in a Chinese locale, else English.
fn lang_of_locale() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| value.parse().ok())
        .unwrap_or(Lang::En)
}
