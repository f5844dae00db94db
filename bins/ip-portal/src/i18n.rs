//! Texts in Chinese and English from Fluent files, embedded in the program.

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use ip_core::text::Lang;
use unic_langid::LanguageIdentifier;

use crate::failure::Failure;

/// The Fluent files of each language; a test proves that both have the same keys.
const ZH: &str = concat!(
    include_str!("../locale/zh-CN/api.ftl"),
    include_str!("../locale/zh-CN/desk.ftl"),
    include_str!("../locale/zh-CN/fees.ftl"),
    include_str!("../locale/zh-CN/keys.ftl"),
    include_str!("../locale/zh-CN/lists.ftl"),
    include_str!("../locale/zh-CN/matters.ftl"),
    include_str!("../locale/zh-CN/portal.ftl"),
    include_str!("../locale/zh-CN/service.ftl"),
    include_str!("../locale/zh-CN/sharing.ftl"),
    include_str!("../locale/zh-CN/reviews.ftl"),
    include_str!("../locale/zh-CN/tools.ftl"),
);
const EN: &str = concat!(
    include_str!("../locale/en/api.ftl"),
    include_str!("../locale/en/desk.ftl"),
    include_str!("../locale/en/fees.ftl"),
    include_str!("../locale/en/keys.ftl"),
    include_str!("../locale/en/lists.ftl"),
    include_str!("../locale/en/matters.ftl"),
    include_str!("../locale/en/portal.ftl"),
    include_str!("../locale/en/service.ftl"),
    include_str!("../locale/en/sharing.ftl"),
    include_str!("../locale/en/reviews.ftl"),
    include_str!("../locale/en/tools.ftl"),
);

/// Every text of the portal in both languages.
pub struct Texts {
    zh: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl Texts {
    /// The texts that are part of the program.
    ///
    /// # Errors
    ///
    /// A Fluent file is damaged, which a test excludes.
    pub fn builtin() -> Result<Self, Failure> {
        Ok(Self {
            zh: bundle(Lang::Zh, ZH)?,
            en: bundle(Lang::En, EN)?,
        })
    }

    /// The phrase of a key; the key itself where there is none.
    pub fn t<'a>(&'a self, lang: Lang, key: &'a str) -> Phrase<'a> {
        Phrase {
            bundle: match lang {
                Lang::Zh => &self.zh,
                Lang::En => &self.en,
            },
            key,
            args: None,
        }
    }

    /// Whether the language has this key.
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        match lang {
            Lang::Zh => self.zh.has_message(key),
            Lang::En => self.en.has_message(key),
        }
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").finish_non_exhaustive()
    }
}

/// A text of the portal with its arguments; written by `Display`.
pub struct Phrase<'a> {
    bundle: &'a FluentBundle<FluentResource>,
    key: &'a str,
    args: Option<FluentArgs<'a>>,
}

impl<'a> Phrase<'a> {
    /// The same phrase with a named value: a number (so that plurals work) or a text.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: impl Into<FluentValue<'a>>) -> Self {
        self.args
            .get_or_insert_with(FluentArgs::new)
            .set(name, value);
        self
    }
}

impl fmt::Display for Phrase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pattern = self.bundle.get_message(self.key).and_then(|m| m.value());
        match pattern {
            Some(pattern) => {
                let mut errors = Vec::new();
                let args = self.args.as_ref();
                f.write_str(&self.bundle.format_pattern(pattern, args, &mut errors))
            }
            None => f.write_str(self.key),
        }
    }
}

impl From<Phrase<'_>> for String {
    fn from(phrase: Phrase<'_>) -> Self {
        phrase.to_string()
    }
}

fn bundle(lang: Lang, source: &str) -> Result<FluentBundle<FluentResource>, Failure> {
    let damaged = |why: String| Failure::BuiltIn {
        what: "text file",
        why,
    };
    let tag: LanguageIdentifier = lang.tag().parse().map_err(|e| damaged(format!("{e:?}")))?;
    let resource = FluentResource::try_new(source.to_owned())
        .map_err(|(_, errors)| damaged(format!("{tag}: {errors:?}")))?;
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks would be copied along with case numbers.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .map_err(|errors| damaged(format!("{errors:?}")))?;
    Ok(bundle)
}
