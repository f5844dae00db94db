//! The fields of a form, from which the page is drawn and to which errors are tied.

use crate::form::date::DateText;
use crate::form::upload::size;

/// What a field asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One line of text; `hint` for the browser's keyboard and memory.
    Line {
        /// HTML `type`, such as `text`, `tel`, `email`, `password`.
        input: &'static str,
        /// HTML `autocomplete`.
        autocomplete: &'static str,
    },
    /// Several lines of text, at most so many characters.
    Area {
        /// The limit, said before writing.
        limit: usize,
    },
    /// One of few: all are shown.
    Radio(Vec<Choice>),
    /// One of many: a list to open.
    Select(Vec<Choice>),
    /// Any of these.
    Checks(Vec<Choice>),
    /// A day in three boxes.
    Date,
    /// A file; what may be sent is said before choosing.
    File {
        /// Media types and endings for the file chooser.
        accept: String,
        /// Largest size in bytes.
        limit: u64,
        /// Whether several may be chosen.
        many: bool,
    },
}

/// One choice of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// More about it.
    pub hint: String,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
        }
    }
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name in the form, and id on the page.
    pub name: String,
    /// The question.
    pub label: String,
    /// What helps to answer it.
    pub hint: String,
    /// What it asks for.
    pub kind: Kind,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What was typed or chosen, as it was sent.
    pub values: Vec<String>,
    /// The three boxes of a date.
    pub date: DateText,
    /// What is wrong and what to do, if anything.
    pub error: Option<String>,
}

impl Field {
    /// A question that must be answered.
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            kind,
            optional: false,
            values: Vec::new(),
            date: DateText::default(),
            error: None,
        }
    }

    /// One line of text.
    pub fn line(name: impl Into<String>, label: impl Into<String>) -> Self {
        let kind = Kind::Line {
            input: "text",
            autocomplete: "off",
        };
        Self::new(name, label, kind)
    }

    /// The same question with help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The same question, which may stay unanswered.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The same question with an answer to begin with.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.values = vec![value.into()];
        self
    }

    /// What was typed: the first value.
    pub fn typed(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// Whether this choice was made.
    pub fn chose(&self, value: &str) -> bool {
        self.values.iter().any(|chosen| chosen == value)
    }

    /// Id of the element that the error summary leads to: the field, its first choice, or the
    /// first wrong box of its date.
    pub fn focus_id(&self) -> String {
        match &self.kind {
            Kind::Radio(_) | Kind::Checks(_) => format!("{}-1", self.name),
            Kind::Date => format!("{}-{}", self.name, self.date.wrong_box()),
            _ => self.name.clone(),
        }
    }

    /// The limit of the field as people read it: characters of a text, size of a file.
    pub fn limit(&self) -> String {
        match self.kind {
            Kind::Area { limit } => limit.to_string(),
            Kind::File { limit, .. } => size(limit),
            _ => String::new(),
        }
    }

    /// Ids of the texts that describe the field, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        let says_limit = matches!(self.kind, Kind::Area { .. } | Kind::File { .. });
        [
            (!self.hint.is_empty(), "hint"),
            (says_limit, "limit"),
            (self.error.is_some(), "error"),
        ]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{}-{part}", self.name))
        .collect::<Vec<_>>()
        .join(" ")
    }
}

/// A form: its fields in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// The questions.
    pub fields: Vec<Field>,
}

impl Form {
    /// A form of these questions.
    pub const fn new(fields: Vec<Field>) -> Self {
        Self { fields }
    }

    /// Puts back what was sent, so that nothing typed is lost; passwords and files cannot be.
    pub fn fill(&mut self, pairs: &[(String, String)]) {
        for field in &mut self.fields {
            match field.kind {
                Kind::Line {
                    input: "password", ..
                }
                | Kind::File { .. } => {}
                Kind::Date => field.date = DateText::read(pairs, &field.name),
                _ => {
                    field.values = pairs
                        .iter()
                        .filter(|(name, _)| *name == field.name)
                        .map(|(_, value)| value.clone())
                        .collect();
                }
            }
        }
    }

    /// As [`Form::fill`] for the fields that were sent; the others keep what stands in them, so that an
    /// address may name a few. Dates in three boxes are not looked for.
    pub fn fill_named(&mut self, pairs: &[(String, String)]) {
        let named = self.fields.iter().filter(|field| {
            let mut names = pairs.iter().map(|(name, _)| name);
            names.any(|name| *name == field.name)
        });
        let mut sent = Self::new(named.cloned().collect());
        sent.fill(pairs);
        for field in sent.fields {
            if let Some(own) = self.fields.iter_mut().find(|own| own.name == field.name) {
                *own = field;
            }
        }
    }

    /// Ties an error to a field; the first error of a field stays.
    pub fn refuse(&mut self, name: &str, error: impl Into<String>) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.error.get_or_insert_with(|| error.into());
        }
    }

    /// The field with this name.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// What was typed in a field, without spaces around it.
    pub fn typed(&self, name: &str) -> &str {
        self.get(name).map_or("", Field::typed).trim()
    }

    /// The fields with errors, in the order of the page.
    pub fn refused(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.error.is_some())
    }

    /// Whether no field has an error.
    pub fn is_sound(&self) -> bool {
        self.refused().next().is_none()
    }

    /// Refuses every field that must be answered and is empty, with `error` made from its label.
    pub fn require(&mut self, error: impl Fn(&Field) -> String) {
        for at in 0..self.fields.len() {
            let Some(field) = self.fields.get_mut(at) else {
                continue;
            };
            let empty = match field.kind {
                Kind::Date => field.date.is_empty(),
                // Passwords and files are checked where they are read.
                Kind::Line {
                    input: "password", ..
                }
                | Kind::File { .. } => false,
                _ => field.values.iter().all(|value| value.trim().is_empty()),
            };
            if empty && !field.optional && field.error.is_none() {
                field.error = Some(error(field));
            }
        }
    }
}
