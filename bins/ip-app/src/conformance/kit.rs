//! The tools of the kit: its projector, its events, its ways to say what is wrong.

use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use ip_core::record::{Entry, Record};
use serde::{Deserialize, Serialize};

use crate::port::{Doc, Page, Projector, Store, StoreError, ViewQuery, Views};

/// Why an adapter does not have a behaviour.
pub struct Failure(pub String);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(format!("unexpected error {}: {error}", error.code()))
    }
}

pub type Verdict = Result<(), Failure>;
pub type Behaviour =
    for<'a> fn(&'a dyn Store) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// A list of behaviours by their function's name.
macro_rules! behaviours {
    ($($name:ident),* $(,)?) => {
        pub const ALL: &[(&str, super::kit::Behaviour)] =
            &[$((stringify!($name), |store| Box::pin($name(store)))),*];
    };
}
pub(super) use behaviours;

/// Two values that must be the same.
pub fn same<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Verdict {
    if found == expected {
        return Ok(());
    }
    Err(Failure(format!(
        "{what}: found {found:?}, expected {expected:?}"
    )))
}

/// Something that must be refused with this code.
pub fn refused<T: Debug>(what: &str, result: Result<T, StoreError>, code: &str) -> Verdict {
    match result {
        Ok(value) => Err(Failure(format!("{what}: accepted as {value:?}"))),
        Err(error) => same(what, error.code(), code),
    }
}

/// Waits for all of the futures, all of them under way at once.
pub async fn all<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(|f| Some(Box::pin(f))).collect();
    let mut done: Vec<_> = waiting.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, done) in waiting.iter_mut().zip(&mut done) {
            if let Some(running) = future
                && let Poll::Ready(value) = running.as_mut().poll(context)
            {
                *done = Some(value);
                *future = None;
            }
        }
        if waiting.iter().all(Option::is_none) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// An event that changes no view but the count of its stream's records.
pub fn event(stream: &str, body: &str) -> Entry {
    Entry {
        stream: stream.to_owned(),
        at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
        actor: "kit".to_owned(),
        kind: "kit.noted".to_owned(),
        body: body.to_owned(),
    }
}

/// What [`put`] says of a document.
#[derive(Serialize, Deserialize)]
struct Put {
    key: String,
    sort: String,
    facets: Vec<(String, String)>,
}

/// An event that puts a document into the view `docs`.
pub fn put(stream: &str, key: &str, sort: &str, facets: &[(&str, &str)]) -> Entry {
    let facets = facets
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let put = Put {
        key: key.to_owned(),
        sort: sort.to_owned(),
        facets,
    };
    Entry {
        kind: "kit.put".to_owned(),
        body: serde_json::to_string(&put).unwrap_or_default(),
        ..event(stream, "")
    }
}

/// An event that removes a document from the view `docs`.
pub fn delete(stream: &str, key: &str) -> Entry {
    Entry {
        kind: "kit.deleted".to_owned(),
        ..event(stream, key)
    }
}

/// An event that the projector refuses.
pub fn refusal(stream: &str) -> Entry {
    Entry {
        kind: "kit.refused".to_owned(),
        ..event(stream, "")
    }
}

/// Feeds `docs` from the events above, and `counts`, which has a document a stream.
pub struct KitProjector;

impl Projector for KitProjector {
    fn version(&self) -> u32 {
        1
    }

    fn project(&self, record: &Record, views: &mut dyn Views) -> Result<(), StoreError> {
        let Entry {
            stream, kind, body, ..
        } = &record.entry;
        let wrong = |reason: String| StoreError::projection(record.position, reason);
        let count = match views.get("counts", stream)? {
            Some(doc) => doc.body.parse::<u64>().map_err(|e| wrong(e.to_string()))?,
            None => 0,
        };
        views.put(Doc::new("counts", stream, (count + 1).to_string()))?;
        match kind.as_str() {
            "kit.put" => {
                let put: Put = serde_json::from_str(body).map_err(|e| wrong(e.to_string()))?;
                views.put(Doc {
                    view: "docs".to_owned(),
                    key: put.key,
                    sort: put.sort,
                    facets: put.facets,
                    body: record.position.to_string(),
                })
            }
            "kit.deleted" => views.delete("docs", body),
            "kit.refused" => Err(wrong("the kit asked for it".to_owned())),
            _ => Ok(()),
        }
    }
}

/// How many records the view `counts` has for a stream.
pub async fn counted(store: &dyn Store, stream: &str) -> Result<String, Failure> {
    let doc = store.view("counts", stream).await?;
    Ok(doc.map_or_else(|| "0".to_owned(), |doc| doc.body))
}

/// The keys of a page.
pub fn keys(page: &Page) -> Vec<&str> {
    page.docs.iter().map(|doc| doc.key.as_str()).collect()
}

/// Every document of a query, page by page.
pub async fn every(store: &dyn Store, query: ViewQuery) -> Result<Vec<Doc>, Failure> {
    let mut query = query;
    let mut docs = Vec::new();
    loop {
        let page = store.list(&query).await?;
        docs.extend(page.docs);
        // A cursor that does not move would never end.
        match page.next {
            Some(next) if Some(&next) != query.after.as_ref() => query.after = Some(next),
            Some(_) => return Err(Failure("a page ends where it began".to_owned())),
            None => return Ok(docs),
        }
    }
}
