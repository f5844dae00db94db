//! Behaviours of the log: appending, reading, conflicts, the chain.

use chrono::DateTime;
use ip_core::record::Entry;

use super::kit::{Failure, Verdict, all, behaviours, counted, event, put, refused, same};
use crate::port::{Batch, Head, Store, StoreError, VaultKey, Walk};

behaviours![
    an_empty_store_is_empty,
    what_was_appended_is_read_unchanged,
    reading_starts_after_the_place_that_was_read,
    the_log_has_the_order_of_acknowledgement,
    a_conflict_names_the_stream_and_leaves_nothing,
    a_batch_over_two_streams_is_kept_whole_or_not_at_all,
    a_stream_named_twice_goes_on_where_it_was,
    an_append_without_entries_only_guards_its_stream,
    what_no_storage_can_keep_is_refused,
    of_concurrent_appends_to_a_stream_exactly_one_wins,
    concurrent_appends_to_many_streams_are_all_kept,
    the_chain_holds_and_a_forged_copy_does_not,
];

async fn an_empty_store_is_empty(store: &dyn Store) -> Verdict {
    same("head", store.head().await?, Head::ORIGIN)?;
    same("log", store.log(0, 10).await?, vec![])?;
    same("stream", store.stream("case/1", 0).await?, vec![])?;
    same("view", store.view("docs", "a").await?, None)?;
    same("rebuilt", store.rebuild().await?, 0)?;
    same("faults", store.check().await?.faults, vec![])
}

async fn what_was_appended_is_read_unchanged(store: &dyn Store) -> Verdict {
    let at = |text| DateTime::parse_from_rfc3339(text).map_err(|e| Failure(e.to_string()));
    let bodies = [
        "{}".to_owned(),
        "{ \"b\":1,  \"a\" : [1.0, 1e3]}\n".to_owned(),
        "\"知识产权 🏛 '\\\"%_ \u{feff}é e\u{301}\"".to_owned(),
        format!("\"{}\"", "长".repeat(400_000)),
        String::new(),
    ];
    let entries: Vec<Entry> = bodies
        .into_iter()
        .map(|body| Entry {
            stream: "案件/一".to_owned(),
            at: DateTime::UNIX_EPOCH.fixed_offset(),
            actor: "窗口-7".to_owned(),
            kind: "case.received".to_owned(),
            body,
        })
        .chain([
            Entry {
                at: at("2025-03-03T09:00:00.000001+08:00")?,
                ..event("案件/一", "1")
            },
            Entry {
                at: at("1999-12-31T23:59:60-03:30")?,
                ..event("案件/一", "2")
            },
        ])
        .collect();
    let batch = Batch::new().append("案件/一", 0, entries.clone());
    let records = store.append(batch).await?;
    let returned: Vec<_> = records.iter().map(|r| r.entry.clone()).collect();
    same("entries", returned, entries)?;
    same("stream", store.stream("案件/一", 0).await?, records.clone())?;
    same("log", store.log(0, 100).await?, records)?;

    // Finer than a microsecond is not kept, and what is returned says so.
    let fine = Entry {
        at: at("2025-03-03T09:00:00.123456789+08:00")?,
        ..event("fine", "3")
    };
    let records = store.append(Batch::new().append("fine", 0, [fine])).await?;
    same("fine time", store.stream("fine", 0).await?, records)
}

async fn reading_starts_after_the_place_that_was_read(store: &dyn Store) -> Verdict {
    let entries = (1..=5).map(|n| event("a", &n.to_string()));
    let records = store.append(Batch::new().append("a", 0, entries)).await?;
    let tail = records.get(3..).unwrap_or_default().to_vec();
    same("stream after 3", store.stream("a", 3).await?, tail.clone())?;
    same("stream after 5", store.stream("a", 5).await?, vec![])?;
    same(
        "stream after the end",
        store.stream("a", u64::MAX).await?,
        vec![],
    )?;
    same("log after 3", store.log(3, 10).await?, tail.clone())?;
    let one = tail.get(..1).unwrap_or_default().to_vec();
    same("one of the log", store.log(3, 1).await?, one)?;
    same("none of the log", store.log(3, 0).await?, vec![])?;
    same("all of the log", store.log(0, usize::MAX).await?, records)?;
    same("log after the end", store.log(u64::MAX, 10).await?, vec![])
}

async fn the_log_has_the_order_of_acknowledgement(store: &dyn Store) -> Verdict {
    let mut expected = Vec::new();
    for n in 0..4 {
        for stream in ["b", "a", "c"] {
            let batch = Batch::new().append(stream, n, [event(stream, "1")]);
            expected.extend(store.append(batch).await?);
        }
    }
    same("log", store.log(0, 100).await?, expected.clone())?;
    let positions: Vec<_> = expected.iter().map(|r| r.position).collect();
    same("positions", positions, (1..=12).collect())?;
    let last = expected.last().map_or(Head::ORIGIN, Head::of);
    same("head", store.head().await?, last)
}

async fn a_conflict_names_the_stream_and_leaves_nothing(store: &dyn Store) -> Verdict {
    let entries = [event("a", "1"), event("a", "2")];
    store.append(Batch::new().append("a", 0, entries)).await?;
    for (expected, actual, stream) in [(0, 2, "a"), (1, 2, "a"), (3, 2, "a"), (1, 0, "new")] {
        let batch = Batch::new().append(stream, expected, [event(stream, "late")]);
        let conflict = StoreError::Conflict {
            stream: stream.to_owned(),
            expected,
            actual,
        };
        same("conflict", store.append(batch).await, Err(conflict))?;
    }
    same("head", store.head().await?.position, 2)?;
    same("count", counted(store, "a").await?.as_str(), "2")
}

async fn a_batch_over_two_streams_is_kept_whole_or_not_at_all(store: &dyn Store) -> Verdict {
    let key = VaultKey::new("party/1");
    let both = |expected| {
        Batch::new()
            .append("a", 0, [put("a", "doc", "", &[])])
            .append("b", expected, [event("b", "1")])
            .keep(key.clone(), "{}")
    };
    refused(
        "the second",
        store.append(both(7)).await,
        "store.append.conflict",
    )?;
    same("log", store.log(0, 10).await?, vec![])?;
    same("view", store.view("docs", "doc").await?, None)?;
    same("vault", store.vault(&key).await?, None)?;

    let records = store.append(both(0)).await?;
    let places: Vec<_> = records
        .iter()
        .map(|r| (r.position, r.entry.stream.as_str(), r.sequence))
        .collect();
    same("places", places, vec![(1, "a", 1), (2, "b", 1)])?;
    same("vault", store.vault(&key).await?.as_deref(), Some("{}"))
}

async fn a_stream_named_twice_goes_on_where_it_was(store: &dyn Store) -> Verdict {
    let batch = Batch::new()
        .append("a", 0, [event("a", "1"), event("a", "2")])
        .append("b", 0, [event("b", "1")])
        .append("a", 2, [event("a", "3")]);
    let sequences: Vec<_> = store
        .append(batch)
        .await?
        .iter()
        .map(|r| r.sequence)
        .collect();
    same("sequences", sequences, vec![1, 2, 1, 3])?;
    let batch = Batch::new()
        .append("a", 3, [event("a", "4")])
        .append("a", 3, [event("a", "5")]);
    refused(
        "read too early",
        store.append(batch).await,
        "store.append.conflict",
    )?;
    same("head", store.head().await?.position, 4)
}

async fn an_append_without_entries_only_guards_its_stream(store: &dyn Store) -> Verdict {
    store
        .append(Batch::new().append("guide", 0, [event("guide", "1")]))
        .await?;
    let guarded = |seen| {
        Batch::new()
            .append("guide", seen, [])
            .append("case", 0, [event("case", "1")])
    };
    refused(
        "guide moved",
        store.append(guarded(0)).await,
        "store.append.conflict",
    )?;
    same("records", store.append(guarded(1)).await?.len(), 1)?;
    same("nothing", store.append(Batch::new()).await?, vec![])?;
    same("head", store.head().await?.position, 2)
}

async fn what_no_storage_can_keep_is_refused(store: &dyn Store) -> Verdict {
    let one = |entry: Entry| Batch::new().append(entry.stream.clone(), 0, [entry]);
    let invalid = [
        ("a body with NUL", one(event("a", "\0"))),
        ("a stream with NUL", one(event("a\0", "1"))),
        ("an empty stream", one(event("", "1"))),
        (
            "another stream",
            Batch::new().append("a", 0, [event("b", "1")]),
        ),
        (
            "vault text with NUL",
            Batch::new().keep(VaultKey::new("a"), "\0"),
        ),
        (
            "an empty vault key",
            Batch::new().keep(VaultKey::new(""), "1"),
        ),
        ("a document without key", one(put("a", "", "", &[]))),
        ("a facet with NUL", one(put("a", "b", "", &[("c", "\0")]))),
    ];
    for (what, batch) in invalid {
        refused(what, store.append(batch).await, "store.append.invalid")?;
    }
    same("head", store.head().await?, Head::ORIGIN)?;
    same("count", counted(store, "a").await?.as_str(), "0")
}

async fn of_concurrent_appends_to_a_stream_exactly_one_wins(store: &dyn Store) -> Verdict {
    for round in 0..5 {
        let rivals = (0..16)
            .map(|n| Batch::new().append("a", round, [event("a", &n.to_string())]))
            .map(|batch| store.append(batch));
        let results = all(rivals.collect()).await;
        let won = results.iter().flatten().flatten().count();
        same("winners", won, 1)?;
        for lost in results.into_iter().filter(Result::is_err) {
            refused("a loser", lost, "store.append.conflict")?;
        }
    }
    same("records", store.stream("a", 0).await?.len(), 5)?;
    same("count", counted(store, "a").await?.as_str(), "5")
}

async fn concurrent_appends_to_many_streams_are_all_kept(store: &dyn Store) -> Verdict {
    let streams: Vec<String> = (0..40).map(|n| format!("s/{n}")).collect();
    let appends = streams.iter().map(async |stream| {
        for n in 0..3 {
            let batch = Batch::new().append(stream, n, [event(stream, "1")]);
            store.append(batch).await?;
        }
        Ok::<_, StoreError>(())
    });
    all(appends.collect())
        .await
        .into_iter()
        .collect::<Result<(), _>>()?;
    for stream in &streams {
        same("records", store.stream(stream, 0).await?.len(), 3)?;
        same("count", counted(store, stream).await?.as_str(), "3")?;
    }
    let report = store.check().await?;
    same("faults", report.faults, vec![])?;
    same("checked", (report.head.position, report.streams), (120, 40))
}

async fn the_chain_holds_and_a_forged_copy_does_not(store: &dyn Store) -> Verdict {
    for n in 0..6 {
        let batch = Batch::new().append("a", n, [event("a", &n.to_string())]);
        store.append(batch).await?;
    }
    let log = store.log(0, 100).await?;
    let proved = |log: &[_]| {
        let mut walk = Walk::default();
        log.iter()
            .take_while(|record| walk.step(record).is_ok())
            .count()
    };
    same("proved", proved(&log), 6)?;
    let mut changed = log.clone();
    let mut swapped = log.clone();
    let mut dropped = log;
    if let Some(record) = changed.get_mut(3) {
        record.entry.actor.push('x');
    }
    swapped.swap(2, 4);
    dropped.remove(1);
    same("proved when changed", proved(&changed), 3)?;
    same("proved when swapped", proved(&swapped), 2)?;
    same("proved when dropped", proved(&dropped), 1)
}
