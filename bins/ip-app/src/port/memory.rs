//! The storage in memory: for tests, and the reference for other adapters.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ip_core::record::{Hash, Record};

use super::{
    Batch, CheckReport, Doc, Fault, Head, Page, Projector, Store, StoreError, VaultKey, ViewQuery,
    Views, Walk, compare_views,
};

/// Views in memory: a replay to compare with, and the views of [`Memory`].
#[derive(Debug, Clone, Default)]
pub struct MemoryViews {
    docs: BTreeMap<(String, String), Doc>,
}

impl MemoryViews {
    /// All documents by view and key.
    pub const fn docs(&self) -> &BTreeMap<(String, String), Doc> {
        &self.docs
    }

    fn list(&self, query: &ViewQuery) -> Page {
        let mut docs: Vec<&Doc> = self
            .docs
            .range((query.view.clone(), String::new())..)
            .map(|(_, doc)| doc)
            .take_while(|doc| doc.view == query.view)
            .filter(|doc| query.facet.as_ref().is_none_or(|f| doc.facets.contains(f)))
            .collect();
        docs.sort_by(|a, b| (&a.sort, &a.key).cmp(&(&b.sort, &b.key)));
        if query.newest_first {
            docs.reverse();
        }
        let rest = docs.into_iter().filter(|doc| match &query.after {
            None => true,
            Some(after) if query.newest_first => doc.cursor() < *after,
            Some(after) => doc.cursor() > *after,
        });
        Page::cut(
            rest.take(query.limit.saturating_add(1)).cloned().collect(),
            query.limit,
        )
    }
}

impl Views for MemoryViews {
    fn get(&mut self, view: &str, key: &str) -> Result<Option<Doc>, StoreError> {
        Ok(self.docs.get(&(view.to_owned(), key.to_owned())).cloned())
    }

    fn put(&mut self, doc: Doc) -> Result<(), StoreError> {
        let doc = doc.checked()?;
        self.docs.insert((doc.view.clone(), doc.key.clone()), doc);
        Ok(())
    }

    fn delete(&mut self, view: &str, key: &str) -> Result<(), StoreError> {
        self.docs.remove(&(view.to_owned(), key.to_owned()));
        Ok(())
    }
}

/// Changes to views that are not yet sure to be kept.
struct Staged<'a> {
    base: &'a MemoryViews,
    changes: BTreeMap<(String, String), Option<Doc>>,
}

impl Views for Staged<'_> {
    fn get(&mut self, view: &str, key: &str) -> Result<Option<Doc>, StoreError> {
        let name = (view.to_owned(), key.to_owned());
        Ok(match self.changes.get(&name) {
            Some(changed) => changed.clone(),
            None => self.base.docs.get(&name).cloned(),
        })
    }

    fn put(&mut self, doc: Doc) -> Result<(), StoreError> {
        let doc = doc.checked()?;
        self.changes
            .insert((doc.view.clone(), doc.key.clone()), Some(doc));
        Ok(())
    }

    fn delete(&mut self, view: &str, key: &str) -> Result<(), StoreError> {
        self.changes.insert((view.to_owned(), key.to_owned()), None);
        Ok(())
    }
}

#[derive(Default)]
struct State {
    log: Vec<Record>,
    /// Indexes into `log`, in order, by stream.
    streams: BTreeMap<String, Vec<usize>>,
    views: MemoryViews,
    vault: BTreeMap<VaultKey, String>,
    files: BTreeMap<[u8; 32], Vec<u8>>,
}

impl State {
    fn head(&self) -> Head {
        self.log.last().map_or(Head::ORIGIN, Head::of)
    }

    /// Gives every entry its place, or names the conflict; changes nothing.
    fn seal(&self, batch: &Batch) -> Result<Vec<Record>, StoreError> {
        let mut head = self.head();
        let mut sequences = BTreeMap::new();
        let mut records = Vec::new();
        for append in &batch.appends {
            let sequence = sequences.entry(append.stream.as_str()).or_insert_with(|| {
                self.streams
                    .get(&append.stream)
                    .map_or(0, |places| places.len() as u64)
            });
            if *sequence != append.expected {
                return Err(StoreError::Conflict {
                    stream: append.stream.clone(),
                    expected: append.expected,
                    actual: *sequence,
                });
            }
            for entry in &append.entries {
                *sequence += 1;
                records.push(head.seal(*sequence, entry.clone()));
            }
        }
        Ok(records)
    }
}

/// A store that lives as long as the value.
pub struct Memory {
    projector: Arc<dyn Projector>,
    state: Mutex<State>,
}

impl Memory {
    /// An empty store.
    pub fn new(projector: Arc<dyn Projector>) -> Self {
        Self {
            projector,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn replay(&self, log: &[Record]) -> Result<MemoryViews, StoreError> {
        let mut views = MemoryViews::default();
        log.iter()
            .try_for_each(|record| self.projector.project(record, &mut views))?;
        Ok(views)
    }
}

#[async_trait]
impl Store for Memory {
    async fn append(&self, batch: Batch) -> Result<Vec<Record>, StoreError> {
        batch.validate()?;
        let mut state = self.state();
        let records = state.seal(&batch)?;
        let mut staged = Staged {
            base: &state.views,
            changes: BTreeMap::new(),
        };
        for record in &records {
            self.projector.project(record, &mut staged)?;
        }
        let changes = staged.changes;
        // Nothing below can fail: the batch is kept whole.
        for (name, change) in changes {
            match change {
                Some(doc) => drop(state.views.docs.insert(name, doc)),
                None => drop(state.views.docs.remove(&name)),
            }
        }
        for record in &records {
            let place = state.log.len();
            let stream = record.entry.stream.clone();
            state.streams.entry(stream).or_default().push(place);
            state.log.push(record.clone());
        }
        state.vault.extend(batch.keep);
        for key in &batch.forget {
            state.vault.remove(key);
        }
        Ok(records)
    }

    async fn stream(&self, stream: &str, after: u64) -> Result<Vec<Record>, StoreError> {
        let state = self.state();
        let places = state.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        let places = places.iter().skip(after);
        Ok(places.filter_map(|&i| state.log.get(i).cloned()).collect())
    }

    async fn log(&self, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        let state = self.state();
        Ok(state.log.iter().skip(after).take(limit).cloned().collect())
    }

    async fn head(&self) -> Result<Head, StoreError> {
        Ok(self.state().head())
    }

    async fn view(&self, view: &str, key: &str) -> Result<Option<Doc>, StoreError> {
        self.state().views.get(view, key)
    }

    async fn list(&self, query: &ViewQuery) -> Result<Page, StoreError> {
        Ok(self.state().views.list(query))
    }

    async fn rebuild(&self) -> Result<u64, StoreError> {
        let mut state = self.state();
        state.views = self.replay(&state.log)?;
        Ok(state.log.len() as u64)
    }

    async fn put_file(&self, bytes: Vec<u8>) -> Result<Hash, StoreError> {
        let hash = Hash::of(&bytes);
        self.state().files.insert(*hash.as_bytes(), bytes);
        Ok(hash)
    }

    async fn file(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.state().files.get(hash.as_bytes()).cloned())
    }

    async fn forget_file(&self, hash: &Hash) -> Result<bool, StoreError> {
        Ok(self.state().files.remove(hash.as_bytes()).is_some())
    }

    async fn vault(&self, key: &VaultKey) -> Result<Option<String>, StoreError> {
        Ok(self.state().vault.get(key).cloned())
    }

    async fn check(&self) -> Result<CheckReport, StoreError> {
        let state = self.state();
        let mut walk = Walk::default();
        let mut faults = Vec::new();
        for (record, position) in state.log.iter().zip(1..) {
            if let Err(reason) = walk.step(record) {
                faults.push(Fault::Chain { position, reason });
                break;
            }
        }
        match self.replay(&state.log) {
            Ok(replayed) => faults.extend(compare_views(
                state.views.docs.values().cloned(),
                replayed.docs(),
            )),
            Err(error) => faults.push(Fault::Replay(error)),
        }
        let files = state.files.iter();
        faults.extend(
            files
                .filter(|(hash, bytes)| Hash::of(bytes).as_bytes() != *hash)
                .map(|(hash, _)| Fault::File {
                    hash: Hash::from(*hash),
                }),
        );
        Ok(CheckReport {
            head: walk.head(),
            streams: walk.streams() as u64,
            docs: state.views.docs.len() as u64,
            files: state.files.len() as u64,
            faults,
        })
    }
}
