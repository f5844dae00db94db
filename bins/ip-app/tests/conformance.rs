//! The memory store conforms; a store with a flaw does not, and the report says where.

use std::sync::Arc;

use async_trait::async_trait;
use ip_app::conformance;
use ip_app::port::{
    Batch, CheckReport, Doc, Head, Memory, Page, Projector, Store, StoreError, VaultKey, ViewQuery,
};
use ip_core::record::{Hash, Record};

#[tokio::test]
async fn the_memory_store_conforms() {
    let report = conformance::run(async |projector: Arc<dyn Projector>| {
        Ok(Arc::new(Memory::new(projector)) as Arc<dyn Store>)
    })
    .await;
    assert!(report.passed(), "{report}");
    assert!(report.0.len() >= 20);
}

#[derive(Clone, Copy, PartialEq)]
enum Flaw {
    LastWriterWins,
    StreamByStream,
    VaultFirst,
    EndlessPages,
    AcceptsAnything,
    LosesFiles,
    RebuildsNothing,
}

/// The memory store with one thing wrong.
struct Flawed {
    inner: Memory,
    flaw: Flaw,
}

#[async_trait]
impl Store for Flawed {
    async fn append(&self, mut batch: Batch) -> Result<Vec<Record>, StoreError> {
        match self.flaw {
            Flaw::LastWriterWins => {
                for append in &mut batch.appends {
                    append.expected = self.inner.stream(&append.stream, 0).await?.len() as u64;
                }
            }
            Flaw::StreamByStream => {
                let mut records = Vec::new();
                for append in std::mem::take(&mut batch.appends) {
                    let one = Batch::new().append(append.stream, append.expected, append.entries);
                    records.extend(self.inner.append(one).await?);
                }
                self.inner.append(batch).await?;
                return Ok(records);
            }
            Flaw::VaultFirst => {
                let vault = Batch {
                    appends: Vec::new(),
                    ..batch.clone()
                };
                self.inner.append(vault).await?;
            }
            Flaw::AcceptsAnything if batch.validate().is_err() => return Ok(Vec::new()),
            _ => {}
        }
        self.inner.append(batch).await
    }

    async fn stream(&self, stream: &str, after: u64) -> Result<Vec<Record>, StoreError> {
        self.inner.stream(stream, after).await
    }

    async fn log(&self, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.inner.log(after, limit).await
    }

    async fn head(&self) -> Result<Head, StoreError> {
        self.inner.head().await
    }

    async fn view(&self, view: &str, key: &str) -> Result<Option<Doc>, StoreError> {
        self.inner.view(view, key).await
    }

    async fn list(&self, query: &ViewQuery) -> Result<Page, StoreError> {
        let mut page = self.inner.list(query).await?;
        if self.flaw == Flaw::EndlessPages {
            page.next = page.docs.last().map(Doc::cursor);
        }
        Ok(page)
    }

    async fn rebuild(&self) -> Result<u64, StoreError> {
        if self.flaw == Flaw::RebuildsNothing {
            return Ok(0);
        }
        self.inner.rebuild().await
    }

    async fn put_file(&self, bytes: Vec<u8>) -> Result<Hash, StoreError> {
        if self.flaw == Flaw::LosesFiles {
            return Ok(Hash::of(&bytes));
        }
        self.inner.put_file(bytes).await
    }

    async fn file(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        self.inner.file(hash).await
    }

    async fn forget_file(&self, hash: &Hash) -> Result<bool, StoreError> {
        self.inner.forget_file(hash).await
    }

    async fn vault(&self, key: &VaultKey) -> Result<Option<String>, StoreError> {
        self.inner.vault(key).await
    }

    async fn check(&self) -> Result<CheckReport, StoreError> {
        self.inner.check().await
    }
}

#[tokio::test]
async fn a_flaw_is_found_and_named() {
    for (flaw, named) in [
        (
            Flaw::LastWriterWins,
            "a_conflict_names_the_stream_and_leaves_nothing",
        ),
        (
            Flaw::LastWriterWins,
            "of_concurrent_appends_to_a_stream_exactly_one_wins",
        ),
        (
            Flaw::StreamByStream,
            "a_batch_over_two_streams_is_kept_whole_or_not_at_all",
        ),
        (
            Flaw::VaultFirst,
            "an_event_that_the_projector_refuses_is_not_kept",
        ),
        (Flaw::VaultFirst, "an_erasure_and_its_event_are_one_step"),
        (
            Flaw::EndlessPages,
            "a_list_is_cut_into_pages_without_gap_or_repetition",
        ),
        (Flaw::AcceptsAnything, "what_no_storage_can_keep_is_refused"),
        (Flaw::LosesFiles, "files_are_found_by_their_digest"),
        (Flaw::RebuildsNothing, "a_rebuild_gives_the_same_views"),
    ] {
        let report = conformance::run(async |projector: Arc<dyn Projector>| {
            let inner = Memory::new(projector);
            Ok(Arc::new(Flawed { inner, flaw }) as Arc<dyn Store>)
        })
        .await;
        let failures: Vec<_> = report.failures().map(|outcome| outcome.name).collect();
        assert!(failures.contains(&named), "{named} passed:\n{report}");
    }
}
