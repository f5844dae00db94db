//! Titles and hints of problems in Chinese and English, kept in Fluent files.
//!
//! The message of a code stands under the code with `.` written as `-`; its attribute `.hint` says
//! what to do, and `.hint-else` is said where a value that `.hint` speaks of is missing. A code `AREA.request.REASON` without a message of its own takes `request-REASON`.
//! A text missing in one language is taken from the other, and last of all the code itself is shown.

mod codes;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use ip_core::problem::Problem;
use ip_core::text::Lang;

pub use codes::{codes, message_id};

/// The texts of both languages.
pub struct Speech {
    zh: FluentBundle<Arc<FluentResource>>,
    en: FluentBundle<Arc<FluentResource>>,
}

static BUILTIN: LazyLock<Speech> = LazyLock::new(|| {
    Speech::new(
        &[include_str!("../locale/zh-CN/problems.ftl")],
        &[include_str!("../locale/en/problems.ftl")],
    )
});

impl Speech {
    /// The texts of every problem of this project.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Texts from Fluent files; an entry that cannot be read is left out, and a later entry replaces
    /// an earlier one of the same name, so that a locality may change a wording.
    pub fn new(zh: &[&str], en: &[&str]) -> Self {
        Self {
            zh: bundle(Lang::Zh, zh),
            en: bundle(Lang::En, en),
        }
    }

    /// What is wrong, in one sentence.
    pub fn title(&self, lang: Lang, problem: &Problem) -> String {
        let args = arguments(problem);
        self.said(lang, &problem.code, None, &args)
            .unwrap_or_else(|| problem.code.to_string())
    }

    /// What to do about it, where there is something to say.
    pub fn hint(&self, lang: Lang, problem: &Problem) -> Option<String> {
        let args = arguments(problem);
        ["hint", "hint-else"]
            .into_iter()
            .find_map(|attribute| self.said(lang, &problem.code, Some(attribute), &args))
    }

    /// Whether `lang` itself has a text for the code.
    pub fn speaks(&self, lang: Lang, code: &str) -> bool {
        let bundle = self.bundle(lang);
        ids(code).into_iter().any(|id| bundle.has_message(&id))
    }

    fn bundle(&self, lang: Lang) -> &FluentBundle<Arc<FluentResource>> {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    fn said(
        &self,
        lang: Lang,
        code: &str,
        attribute: Option<&str>,
        args: &FluentArgs<'_>,
    ) -> Option<String> {
        let other = match lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        };
        [lang, other].into_iter().find_map(|lang| {
            let bundle = self.bundle(lang);
            let message = ids(code)
                .into_iter()
                .find_map(|id| bundle.get_message(&id))?;
            let pattern = match attribute {
                None => message.value()?,
                Some(name) => message.get_attribute(name)?.value(),
            };
            let mut missing = Vec::new();
            let said = bundle.format_pattern(pattern, Some(args), &mut missing);
            // A sentence with a hole in it helps nobody: a hint that lacks a value stays unsaid.
            (attribute.is_none() || missing.is_empty()).then(|| said.into_owned())
        })
    }
}

/// The message names to try for a code.
fn ids(code: &str) -> [String; 2] {
    let shared = match code.split_once('.') {
        Some((_, rest)) if rest.starts_with("request.") => message_id(rest),
        _ => String::new(),
    };
    [message_id(code), shared]
}

fn bundle(lang: Lang, sources: &[&str]) -> FluentBundle<Arc<FluentResource>> {
    let tag = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    for source in sources {
        let resource =
            FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(Arc::new(resource));
    }
    bundle
}

/// The values of a problem that a text may speak of.
fn arguments(problem: &Problem) -> FluentArgs<'_> {
    let mut args = FluentArgs::new();
    let fixed = [
        ("pointer", Some(&problem.pointer)),
        ("expected", problem.expected.as_ref()),
        ("found", problem.found.as_ref()),
    ];
    for (name, value) in fixed {
        if let Some(value) = value {
            args.set(name, value.as_str());
        }
    }
    for (name, value) in &problem.args {
        args.set(Cow::Borrowed(name.as_ref()), chosen(value));
    }
    args
}

/// A count as a number, so that a text can choose its plural; everything else as it stands.
fn chosen(value: &str) -> FluentValue<'_> {
    match value.parse::<u16>() {
        Ok(count) if !value.starts_with('0') || value == "0" => {
            FluentValue::Number(FluentNumber::from(count))
        }
        _ => FluentValue::from(value),
    }
}
