//! Behaviours of the views: fed with the append, listed in order, made anew.

use super::kit::{
    Verdict, behaviours, counted, delete, event, every, keys, put, refusal, refused, same,
};
use crate::port::{Batch, Cursor, Head, Page, Store, VaultKey, ViewQuery};

behaviours![
    views_are_fed_before_the_append_is_acknowledged,
    the_projector_sees_what_the_batch_did_before,
    an_event_that_the_projector_refuses_is_not_kept,
    a_list_is_in_byte_order_either_way_round,
    a_list_is_cut_into_pages_without_gap_or_repetition,
    a_list_by_facet_finds_each_document_once,
    a_document_moves_with_its_facets_and_goes_with_its_deletion,
    a_rebuild_gives_the_same_views,
];

async fn views_are_fed_before_the_append_is_acknowledged(store: &dyn Store) -> Verdict {
    for n in 0..20 {
        let entry = put("a", "doc", &format!("{n:02}"), &[("n", &n.to_string())]);
        store.append(Batch::new().append("a", n, [entry])).await?;
        let doc = store.view("docs", "doc").await?;
        let body = doc.map(|doc| doc.body).unwrap_or_default();
        same("body", body, (n + 1).to_string())?;
        let found = ViewQuery::of("docs").facet("n", n.to_string());
        same("listed", store.list(&found).await?.docs.len(), 1)?;
    }
    same("another view", store.view("other", "doc").await?, None)?;
    same(
        "another list",
        store.list(&ViewQuery::of("other")).await?,
        Page::default(),
    )
}

async fn the_projector_sees_what_the_batch_did_before(store: &dyn Store) -> Verdict {
    let batch = Batch::new()
        .append("a", 0, [event("a", "1"), event("a", "2")])
        .append("b", 0, [event("b", "1")])
        .append("a", 2, [event("a", "3")]);
    store.append(batch).await?;
    same("count", counted(store, "a").await?.as_str(), "3")
}

async fn an_event_that_the_projector_refuses_is_not_kept(store: &dyn Store) -> Verdict {
    let key = VaultKey::new("party/1");
    let batch = Batch::new()
        .append("a", 0, [put("a", "doc", "", &[]), refusal("a")])
        .keep(key.clone(), "{}");
    refused(
        "refused event",
        store.append(batch).await,
        "store.view.projection",
    )?;
    same("head", store.head().await?, Head::ORIGIN)?;
    same("view", store.view("docs", "doc").await?, None)?;
    same("vault", store.vault(&key).await?, None)
}

/// Documents whose order differs between bytes, letters and languages, with equal sort texts.
async fn shelf(
    store: &dyn Store,
) -> Result<Vec<(&'static str, &'static str)>, super::kit::Failure> {
    let places = [
        ("", "k"),
        ("A", "k1"),
        ("A", "k2"),
        ("B", "a"),
        ("_", "k"),
        ("a", "K"),
        ("a", "k"),
        ("a b", "k"),
        ("a-b", "k"),
        ("ab", "k"),
        ("é", "k"),
        ("专", "k"),
        ("利", "k"),
        ("🏛", "k"),
    ];
    let entries = places.iter().rev().map(|(sort, key)| {
        let facets = [("all", "yes"), ("sort", *sort)];
        put("a", &format!("{sort}/{key}"), sort, &facets)
    });
    store.append(Batch::new().append("a", 0, entries)).await?;
    Ok(places.to_vec())
}

async fn a_list_is_in_byte_order_either_way_round(store: &dyn Store) -> Verdict {
    let mut expected: Vec<String> = shelf(store)
        .await?
        .iter()
        .map(|(sort, key)| format!("{sort}/{key}"))
        .collect();
    let page = store.list(&ViewQuery::of("docs")).await?;
    same(
        "order",
        keys(&page),
        expected.iter().map(String::as_str).collect(),
    )?;
    same("next", page.next.clone(), None)?;
    expected.reverse();
    let page = store.list(&ViewQuery::of("docs").newest_first()).await?;
    same(
        "reverse",
        keys(&page),
        expected.iter().map(String::as_str).collect(),
    )
}

async fn a_list_is_cut_into_pages_without_gap_or_repetition(store: &dyn Store) -> Verdict {
    let count = shelf(store).await?.len();
    for query in [
        ViewQuery::of("docs"),
        ViewQuery::of("docs").newest_first(),
        ViewQuery::of("docs").facet("all", "yes"),
        ViewQuery::of("docs").facet("all", "yes").newest_first(),
    ] {
        let whole = store.list(&query).await?.docs;
        same("documents", whole.len(), count)?;
        for limit in [1, 2, 3, count - 1, count, count + 1] {
            let paged = every(store, query.clone().limit(limit)).await?;
            same("pages", &paged, &whole)?;
        }
        let full = store.list(&query.clone().limit(count)).await?;
        same("no page after the last document", full.next, None)?;
    }
    // A place where no document stands any more is a place all the same.
    let gone = Cursor {
        sort: "A".to_owned(),
        key: "A/k1x".to_owned(),
    };
    let rest = ViewQuery::of("docs").after(Some(gone)).limit(1);
    same("after a gap", keys(&store.list(&rest).await?), vec!["A/k2"])
}

async fn a_list_by_facet_finds_each_document_once(store: &dyn Store) -> Verdict {
    let entries = [
        put(
            "a",
            "1",
            "1",
            &[("status", "open"), ("office", "x"), ("office", "y")],
        ),
        put(
            "a",
            "2",
            "2",
            &[("status", "open"), ("office", "y"), ("office", "y")],
        ),
        put("a", "3", "3", &[("status", "shut"), ("office", "")]),
    ];
    store.append(Batch::new().append("a", 0, entries)).await?;
    for (name, value, expected) in [
        ("status", "open", vec!["1", "2"]),
        ("status", "shut", vec!["3"]),
        ("office", "x", vec!["1"]),
        ("office", "y", vec!["1", "2"]),
        ("office", "", vec!["3"]),
        ("status", "x", vec![]),
        ("x", "open", vec![]),
    ] {
        let page = store
            .list(&ViewQuery::of("docs").facet(name, value))
            .await?;
        same(&format!("{name}={value}"), keys(&page), expected)?;
    }
    Ok(())
}

async fn a_document_moves_with_its_facets_and_goes_with_its_deletion(store: &dyn Store) -> Verdict {
    let open = ViewQuery::of("docs").facet("status", "open");
    let shut = ViewQuery::of("docs").facet("status", "shut");
    let entries = [
        put("a", "1", "5", &[("status", "open")]),
        put("a", "2", "4", &[("status", "open")]),
    ];
    store.append(Batch::new().append("a", 0, entries)).await?;
    same("at first", keys(&store.list(&open).await?), vec!["2", "1"])?;
    let entry = put("a", "1", "3", &[("status", "open")]);
    store.append(Batch::new().append("a", 2, [entry])).await?;
    same(
        "sorted anew",
        keys(&store.list(&open).await?),
        vec!["1", "2"],
    )?;
    let entry = put("a", "1", "3", &[("status", "shut")]);
    store.append(Batch::new().append("a", 3, [entry])).await?;
    same("left", keys(&store.list(&open).await?), vec!["2"])?;
    same("arrived", keys(&store.list(&shut).await?), vec!["1"])?;
    let entries = [delete("a", "1"), delete("a", "never there")];
    store.append(Batch::new().append("a", 4, entries)).await?;
    same("deleted", store.view("docs", "1").await?, None)?;
    same(
        "deleted from the list",
        keys(&store.list(&shut).await?),
        vec![],
    )?;
    same("faults", store.check().await?.faults, vec![])
}

async fn a_rebuild_gives_the_same_views(store: &dyn Store) -> Verdict {
    shelf(store).await?;
    let entries = [delete("b", "A/k1"), put("b", "x", "y", &[("all", "yes")])];
    store.append(Batch::new().append("b", 0, entries)).await?;
    let query = ViewQuery::of("docs").facet("all", "yes");
    let before = (
        every(store, query.clone()).await?,
        counted(store, "a").await?,
    );
    same(
        "replayed",
        store.rebuild().await?,
        store.head().await?.position,
    )?;
    let after = (every(store, query).await?, counted(store, "a").await?);
    same("views", after, before)?;
    let report = store.check().await?;
    same("faults", report.faults, vec![])?;
    // The shelf without one and with another, and the counts of two streams.
    same("documents checked", report.docs, 16)
}
