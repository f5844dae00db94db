//! Editions by filing date, titles of every class, full lists loaded at run time.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::NaiveDate;
use ip_core::class::{Classification, List, Scheme};
use ip_core::id::{Kind, Verdict, check};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn every_class_has_a_title_in_both_languages_and_no_edition_leaves_a_gap() {
    let sizes = [
        (Scheme::Nice, 45),
        (Scheme::Locarno, 32),
        (Scheme::Ipc, 8),
        (Scheme::Vienna, 29),
    ];
    for (scheme, size) in sizes {
        let classification = Classification::builtin(scheme).unwrap();
        assert_eq!(classification.scheme(), scheme);
        assert_eq!(classification.classes().len(), size);
        for class in classification.classes() {
            assert!(!class.title.zh.is_empty() && !class.title.en.is_empty());
            assert_eq!(classification.title(&class.symbol), Some(&class.title));
        }
        let editions = classification.editions();
        for pair in editions.windows(2) {
            assert_eq!(pair[0].days.to.unwrap().succ_opt(), pair[1].days.from);
        }
        assert_eq!(editions.last().unwrap().days.to, None);
    }
}

#[test]
fn the_edition_is_that_of_the_filing_date() {
    let edition = |scheme, date: &str| {
        let classification = Classification::builtin(scheme).unwrap();
        classification.edition_on(day(date)).map(|e| e.name.clone())
    };
    assert_eq!(edition(Scheme::Nice, "2025-12-31").as_deref(), Some("12"));
    assert_eq!(edition(Scheme::Nice, "2026-01-01").as_deref(), Some("13"));
    assert_eq!(
        edition(Scheme::Locarno, "2024-12-31").as_deref(),
        Some("14")
    );
    assert_eq!(
        edition(Scheme::Locarno, "2026-11-21").as_deref(),
        Some("15")
    );
    assert_eq!(
        edition(Scheme::Ipc, "2026-06-01").as_deref(),
        Some("2026.01")
    );
    assert_eq!(edition(Scheme::Vienna, "2022-12-31").as_deref(), Some("8"));
    assert_eq!(edition(Scheme::Nice, "1990-01-01"), None);
}

#[test]
fn titles_and_symbols_name_the_same_classes() {
    let ask = |kind, text: &str| check(Some(kind), text, None).verdict;
    for class in Classification::builtin(Scheme::Nice).unwrap().classes() {
        assert_eq!(ask(Kind::NiceClass, &class.symbol), Verdict::Valid);
    }
    for class in Classification::builtin(Scheme::Locarno).unwrap().classes() {
        assert_eq!(
            ask(Kind::LocarnoClass, &format!("{}-01", class.symbol)),
            Verdict::Valid
        );
    }
    for class in Classification::builtin(Scheme::Ipc).unwrap().classes() {
        assert_eq!(
            ask(Kind::Ipc, &format!("{}01B", class.symbol)),
            Verdict::Valid
        );
    }
    for class in Classification::builtin(Scheme::Vienna).unwrap().classes() {
        assert_eq!(
            ask(Kind::Vienna, &format!("{}.1.1", class.symbol)),
            Verdict::Valid
        );
    }
}

#[test]
fn a_full_list_is_loaded_and_asked() {
    let text = "# own\nsymbol,zh,en\n250045,鞋,footwear\n090658,\"计算机软件, 已录制\",\"software, \"\"recorded\"\"\"\n090001,甲,a\n";
    let list = List::from_csv(Scheme::Nice, "13", text).unwrap();
    assert_eq!(list.len(), 3);
    assert_eq!(list.get("090658").unwrap().en, "software, \"recorded\"");
    let of_class_9: Vec<_> = list.starting_with("09").map(|(symbol, _)| symbol).collect();
    assert_eq!(of_class_9, ["090001", "090658"]);
    let symbol = list.symbol("250045").unwrap();
    assert_eq!(
        (symbol.edition.as_str(), symbol.scheme),
        ("13", Scheme::Nice)
    );
    assert_eq!(list.symbol("999999"), None);
}

#[test]
fn a_damaged_list_is_refused_with_its_line() {
    for damaged in [
        "250045,鞋",
        "250045,,",
        ",鞋,shoe",
        "250045,\"鞋,shoe",
        "250045,\"鞋\"x,shoe",
        "1,a,b\n1,a,b",
    ] {
        let text = format!("symbol,zh,en\n{damaged}\n");
        let problem = List::from_csv(Scheme::Nice, "13", &text).unwrap_err();
        assert_eq!(problem.code, "core.class.list-line");
        assert!(problem.pointer == "/2" || problem.pointer == "/3");
    }
}
