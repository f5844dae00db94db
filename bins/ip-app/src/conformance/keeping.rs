//! Behaviours of the vault and of files.

use ip_core::record::Hash;

use super::kit::{Verdict, all, behaviours, event, refused, same};
use crate::port::{Batch, Store, VaultKey};

behaviours![
    personal_data_are_kept_replaced_and_erased,
    an_erasure_and_its_event_are_one_step,
    files_are_found_by_their_digest,
    the_same_file_is_kept_once,
];

async fn personal_data_are_kept_replaced_and_erased(store: &dyn Store) -> Verdict {
    let (one, two) = (VaultKey::new("party/1"), VaultKey::new("party/2"));
    let name = r#"{"name": "张三"}"#;
    let batch = Batch::new().keep(one.clone(), name).keep(two.clone(), "2");
    same("records", store.append(batch).await?, vec![])?;
    same("kept", store.vault(&one).await?.as_deref(), Some(name))?;
    store.append(Batch::new().keep(one.clone(), "1")).await?;
    same("replaced", store.vault(&one).await?.as_deref(), Some("1"))?;
    store.forget(&one).await?;
    store.forget(&one).await?;
    same("erased", store.vault(&one).await?, None)?;
    same("the other", store.vault(&two).await?.as_deref(), Some("2"))?;
    store
        .append(Batch::new().keep(one.clone(), "again"))
        .await?;
    same(
        "kept again",
        store.vault(&one).await?.as_deref(),
        Some("again"),
    )
}

async fn an_erasure_and_its_event_are_one_step(store: &dyn Store) -> Verdict {
    let key = VaultKey::new("party/1");
    store.append(Batch::new().keep(key.clone(), "1")).await?;
    let erase = |expected| {
        Batch::new()
            .append("party/1", expected, [event("party/1", "\"erased\"")])
            .forget(key.clone())
    };
    refused(
        "read too early",
        store.append(erase(1)).await,
        "store.append.conflict",
    )?;
    same(
        "still there",
        store.vault(&key).await?.as_deref(),
        Some("1"),
    )?;
    store.append(erase(0)).await?;
    same("erased", store.vault(&key).await?, None)
}

async fn files_are_found_by_their_digest(store: &dyn Store) -> Verdict {
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    for bytes in [b"".to_vec(), b"\0\xff form".to_vec(), large] {
        let hash = store.put_file(bytes.clone()).await?;
        same("digest", hash, Hash::of(&bytes))?;
        same(
            "size",
            store.file(&hash).await?.map(|b| b.len()),
            Some(bytes.len()),
        )?;
        same("content", store.file(&hash).await? == Some(bytes), true)?;
    }
    same("unknown", store.file(&Hash::of(b"unknown")).await?, None)?;
    same("log", store.head().await?.position, 0)?;
    same("files checked", store.check().await?.files, 3)
}

async fn the_same_file_is_kept_once(store: &dyn Store) -> Verdict {
    let puts = (0..8).map(|_| store.put_file(b"form".to_vec()));
    for hash in all(puts.collect()).await {
        same("digest", hash?, Hash::of(b"form"))?;
    }
    same("files", store.check().await?.files, 1)?;
    let hash = Hash::of(b"form");
    same("forgotten", store.forget_file(&hash).await?, true)?;
    same("forgotten twice", store.forget_file(&hash).await?, false)?;
    same("gone", store.file(&hash).await?, None)?;
    store.put_file(b"form".to_vec()).await?;
    same(
        "put again",
        store.file(&hash).await?.as_deref(),
        Some(&b"form"[..]),
    )
}
