//! Printed guides: what stands on them, in both languages, and that nothing on them is markup.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod world;

use ip_core::law::Registry;
use ip_core::text::{Lang, Text};
use ip_matters::exchange::{Labels, Printed};
use ip_matters::guide::Guide;
use world::World;

fn day() -> chrono::NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn printed<'a>(guide: &'a Guide, world: &'a World) -> Printed<'a> {
    let cost = vec!["申请费: 1.00".into()];
    Printed::new(guide, &world.pack.outlets, day(), cost)
}

#[test]
fn a_guide_prints_in_both_languages_and_escapes_what_it_shows() {
    let world = World::new();
    let labels = Labels::builtin().unwrap();
    let registry = Registry::builtin().unwrap();
    let entry = world.pack.entry("cn.patent.agency-licence").unwrap();
    let mut guide = Guide::new(entry, &world.rules, &registry, day());
    let zh = labels.markdown(&printed(&guide, &world), Lang::Zh);
    assert!(
        zh.contains("- 法定时限: 20个工作日\n- 承诺时限: 10个工作日\n"),
        "{zh}"
    );
    assert!(zh.contains("- 经营场所证明: 可容缺后补; 可上传 "), "{zh}");
    for line in [
        "- 实施主体: 示例市知识产权局\n",
        "1号窗口：专利业务",
        "周一至周五 09:00–12:00",
    ] {
        assert!(zh.contains(line), "{line}: {zh}");
    }
    let en = labels.markdown(&printed(&guide, &world), Lang::En);
    assert!(
        en.contains("- Patent Agency Regulations, article 8\n"),
        "{en}"
    );
    assert!(en.contains("## Fields not yet verified\n"), "{en}");
    for heading in [
        "## Who may apply",
        "## What it costs\n\n- free\n",
        "## If you disagree",
    ] {
        assert!(en.contains(heading), "{heading}: {en}");
    }
    guide.name = Text::new("<b>甲</b>", "<b>A</b>");
    let one = printed(&guide, &world);
    let html = labels.html(&[one.clone(), one], Lang::En);
    assert!(
        html.contains("<h1>&lt;b&gt;A&lt;/b&gt;</h1>") && html.contains("lang=\"en\""),
        "{html}"
    );
    for once in ["<!doctype", "<html", "<main>", "<nav>"] {
        assert_eq!(html.matches(once).count(), 1, "{once}");
    }
}

#[test]
fn every_entry_of_the_city_prints_without_a_bare_key() {
    let world = World::new();
    let labels = Labels::builtin().unwrap();
    let registry = Registry::builtin().unwrap();
    for entry in &world.pack.entries {
        let guide = Guide::new(entry, &world.rules, &registry, day());
        for lang in [Lang::Zh, Lang::En] {
            let printed = Printed::new(&guide, &world.pack.outlets, day(), Vec::new());
            for section in labels.sections(&printed, lang) {
                assert!(
                    !section.lines.iter().any(String::is_empty),
                    "{}",
                    entry.matter.id
                );
            }
        }
        let printed = Printed::new(&guide, &world.pack.outlets, day(), Vec::new());
        let zh = labels.markdown(&printed, Lang::Zh);
        for key in [
            "guide.",
            "weekday",
            "natural-person",
            "working-day",
            "from-service",
            "waivable",
        ] {
            assert!(!zh.contains(key), "{key} in {zh}");
        }
    }
}
