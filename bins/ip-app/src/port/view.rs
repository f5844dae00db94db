//! Read models: documents fed from the log, found by key or listed by a facet.

use std::fmt;
use std::str::FromStr;

use ip_core::record::Record;

use super::StoreError;
use super::batch::{name, text};

/// One document of a view.
///
/// ```
/// use ip_app::port::Doc;
/// let doc = Doc::new("cases", "C-1", "{}").sort("2025-03-03").facet("status", "received");
/// assert_eq!(doc.facets, [("status".to_owned(), "received".to_owned())]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// The view it belongs to.
    pub view: String,
    /// Its name in the view.
    pub key: String,
    /// Where it stands in a list: compared byte by byte, before `key`.
    pub sort: String,
    /// What it can be listed by: names and values; a name may have several values.
    pub facets: Vec<(String, String)>,
    /// The content as JSON text.
    pub body: String,
}

impl Doc {
    /// A document without sort text and facets.
    pub fn new(view: impl Into<String>, key: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            view: view.into(),
            key: key.into(),
            sort: String::new(),
            facets: Vec::new(),
            body: body.into(),
        }
    }

    /// Sets its place in lists.
    #[must_use]
    pub fn sort(mut self, sort: impl Into<String>) -> Self {
        self.sort = sort.into();
        self
    }

    /// Adds something it can be listed by.
    #[must_use]
    pub fn facet(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facets.push((name.into(), value.into()));
        self
    }

    /// What every storage refuses, and facets in order without repetition: adapters keep the result.
    ///
    /// # Errors
    /// [`StoreError::Invalid`].
    pub fn checked(mut self) -> Result<Self, StoreError> {
        name("view", &self.view)?;
        name("key", &self.key)?;
        text("sort text", &self.sort)?;
        text("body", &self.body)?;
        for (facet, value) in &self.facets {
            name("facet", facet)?;
            text("facet value", value)?;
        }
        self.facets.sort();
        self.facets.dedup();
        Ok(self)
    }

    /// Where a list goes on after this document.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            sort: self.sort.clone(),
            key: self.key.clone(),
        }
    }
}

/// A place in a list, just after a document; as text it fits a URL once percent-encoded.
///
/// ```
/// use ip_app::port::{Cursor, Doc};
/// let cursor = Doc::new("cases", "C-1", "{}").sort("2025").cursor();
/// assert_eq!(cursor.to_string(), "4.2025C-1");
/// assert_eq!("4.2025C-1".parse(), Ok(cursor));
/// assert!("9.2025".parse::<Cursor>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The document's sort text.
    pub sort: String,
    /// The document's key.
    pub key: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}{}", self.sort.len(), self.sort, self.key)
    }
}

/// The text is no cursor of this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct BadCursor;

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(s: &str) -> Result<Self, BadCursor> {
        let (length, rest) = s.split_once('.').ok_or(BadCursor)?;
        let length = length.parse().map_err(|_| BadCursor)?;
        let (sort, key) = rest.split_at_checked(length).ok_or(BadCursor)?;
        if s.contains('\0') {
            return Err(BadCursor);
        }
        Ok(Self {
            sort: sort.to_owned(),
            key: key.to_owned(),
        })
    }
}

/// Which documents of a view, and how many.
///
/// ```
/// use ip_app::port::ViewQuery;
/// let query = ViewQuery::of("cases").facet("status", "received").newest_first().limit(20);
/// assert_eq!(query.after, None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewQuery {
    /// The view.
    pub view: String,
    /// Only documents with this facet.
    pub facet: Option<(String, String)>,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many documents at most.
    pub limit: usize,
    /// Last in order first.
    pub newest_first: bool,
}

impl ViewQuery {
    /// The first fifty documents of a view.
    pub fn of(view: impl Into<String>) -> Self {
        Self {
            view: view.into(),
            facet: None,
            after: None,
            limit: 50,
            newest_first: false,
        }
    }

    /// Only documents with this facet.
    #[must_use]
    pub fn facet(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facet = Some((name.into(), value.into()));
        self
    }

    /// Goes on where a page ended.
    #[must_use]
    pub fn after(mut self, cursor: Option<Cursor>) -> Self {
        self.after = cursor;
        self
    }

    /// At most this many documents.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Last in order first.
    #[must_use]
    pub fn newest_first(mut self) -> Self {
        self.newest_first = true;
        self
    }
}

/// Some documents, and where to go on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// The documents in order.
    pub docs: Vec<Doc>,
    /// Where the next page starts; none when this is the last.
    pub next: Option<Cursor>,
}

impl Page {
    /// A page of at most `limit` documents, from documents read with one more than that.
    pub fn cut(mut docs: Vec<Doc>, limit: usize) -> Self {
        let more = docs.len() > limit;
        docs.truncate(limit);
        let next = docs.last().filter(|_| more).map(Doc::cursor);
        Self { docs, next }
    }
}

/// The views as the projector sees them: inside the step that appends the event.
pub trait Views {
    /// A document as it stands now, earlier events of the same batch included.
    ///
    /// # Errors
    /// The storage's own failures.
    fn get(&mut self, view: &str, key: &str) -> Result<Option<Doc>, StoreError>;

    /// Puts a document in its place, instead of the one with the same view and key.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] and the storage's own failures.
    fn put(&mut self, doc: Doc) -> Result<(), StoreError>;

    /// Removes a document, if it is there.
    ///
    /// # Errors
    /// The storage's own failures.
    fn delete(&mut self, view: &str, key: &str) -> Result<(), StoreError>;
}

/// Feeds the views from the log: a function of the events alone, so that a replay gives the same.
pub trait Projector: Send + Sync {
    /// Which shape the views have. With another number than the views were made with, opening a
    /// store rebuilds them.
    fn version(&self) -> u32;

    /// Follows one event; events of unknown kinds are passed over.
    ///
    /// # Errors
    /// [`StoreError::projection`] when the event cannot be followed: its batch is then refused.
    fn project(&self, record: &Record, views: &mut dyn Views) -> Result<(), StoreError>;
}

/// A projector for a store without views.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoViews;

impl Projector for NoViews {
    fn version(&self) -> u32 {
        0
    }

    fn project(&self, _: &Record, _: &mut dyn Views) -> Result<(), StoreError> {
        Ok(())
    }
}
