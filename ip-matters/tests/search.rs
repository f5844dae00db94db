//! Search finds matters by words, numbers and codes, and explains each hit.
#![allow(clippy::unwrap_used)]

use ip_matters::catalogue::Catalogue;
use ip_matters::search::{How, Index, Place};

fn first(query: &str) -> Option<String> {
    let catalogue = Catalogue::baseline().unwrap();
    let hits = Index::of_matters(catalogue.matters()).find(query, 10);
    hits.first().map(|hit| hit.matter.to_string())
}

#[test]
fn words_of_both_languages_numbers_and_ids_find_the_matter() {
    for (query, matter) in [
        ("著录项目变更", "cn.patent.bibliographic-change"),
        ("专利 无效", "cn.patent.invalidation"),
        ("bibliographic", "cn.patent.bibliographic-change"),
        ("AGENCY licence", "cn.patent.agency-licence"),
        ("p10", "cn.patent.fee-reduction"),
        ("Ｐ４０", "cn.patent.agency-licence"),
        ("cn.layout.review", "cn.layout.review"),
        ("执业许可证", "cn.patent.agency-licence"),
    ] {
        assert_eq!(first(query).as_deref(), Some(matter), "{query}");
    }
}

#[test]
fn a_slip_of_the_pen_still_finds_it_and_says_so() {
    let catalogue = Catalogue::baseline().unwrap();
    let index = Index::of_matters(catalogue.matters());
    let hits = index.find("著录项木变更", 3);
    assert_eq!(hits[0].matter.as_str(), "cn.patent.bibliographic-change");
    assert_eq!(hits[0].reasons[0].how, How::Sound);
    assert_eq!(
        index.find("reexaminaton", 3)[0].matter.as_str(),
        "cn.patent.reexamination"
    );
    let exact = index.find("专利优先审查", 1);
    assert_eq!(
        (exact[0].reasons[0].how, exact[0].reasons[0].place),
        (How::Exact, Place::NameZh)
    );
}

#[test]
fn sounds_and_initials_find_the_matter() {
    for (query, matter, place, how) in [
        (
            "zhulu",
            "cn.patent.bibliographic-change",
            Place::Pinyin,
            How::Prefix,
        ),
        (
            "zlxmbg",
            "cn.patent.bibliographic-change",
            Place::Initials,
            How::Prefix,
        ),
        (
            "tiaojie",
            "cn.local.patent-mediation",
            Place::Pinyin,
            How::Inside,
        ),
        (
            "zhuluxiangmubiangen",
            "cn.patent.bibliographic-change",
            Place::Pinyin,
            How::Prefix,
        ),
        (
            "著录项木变更申报",
            "cn.patent.bibliographic-change",
            Place::Pinyin,
            How::Sound,
        ),
        (
            "zhuluxiangmubianggengshenbao",
            "cn.patent.bibliographic-change",
            Place::Pinyin,
            How::Near,
        ),
    ] {
        let catalogue = Catalogue::baseline().unwrap();
        let hits = Index::of_matters(catalogue.matters()).find(query, 5);
        assert_eq!(hits[0].matter.as_str(), matter, "{query}");
        assert_eq!(
            (hits[0].reasons[0].place, hits[0].reasons[0].how),
            (place, how),
            "{query}"
        );
    }
    // A syllable is found where it begins, not inside another.
    let catalogue = Catalogue::baseline().unwrap();
    let hits = Index::of_matters(catalogue.matters()).find("uanli", 5);
    assert!(hits.iter().all(|hit| hit.reasons[0].place != Place::Pinyin));
}

#[test]
fn one_character_is_enough() {
    assert_eq!(first("异").as_deref(), Some("cn.trademark.opposition"));
}

#[test]
fn nothing_is_found_for_nothing_and_for_nonsense() {
    assert_eq!(first(""), None);
    assert_eq!(first("   "), None);
    assert_eq!(first("qqqq"), None);
    assert_eq!(first("专利 qqqq"), None);
}

#[test]
fn everyday_words_and_situations_find_the_matter() {
    for (query, matter, place) in [
        ("费减", "cn.patent.fee-reduction", Place::Everyday),
        (
            "地址变更",
            "cn.patent.bibliographic-change",
            Place::Everyday,
        ),
        ("权利转移", "cn.patent.bibliographic-change", Place::Detail),
        ("撤三", "cn.trademark.non-use-cancellation", Place::Everyday),
    ] {
        let catalogue = Catalogue::baseline().unwrap();
        let hits = Index::of_matters(catalogue.matters()).find(query, 10);
        let hit = hits.iter().find(|hit| hit.matter.as_str() == matter);
        assert_eq!(hit.map(|hit| hit.reasons[0].place), Some(place), "{query}");
    }
}

#[test]
fn swapped_letters_are_a_slip_and_scattered_ones_are_not() {
    let catalogue = Catalogue::baseline().unwrap();
    let index = Index::of_matters(catalogue.matters());
    let slip = index.find("patnet", 200);
    for matter in [
        "cn.patent.filing",
        "cn.patent.pledge-registration",
        "cn.patent.agency-licence",
    ] {
        let hit = slip.iter().find(|hit| hit.matter.as_str() == matter);
        assert_eq!(
            hit.map(|hit| (hit.reasons[0].how, hit.reasons[0].place)),
            Some((How::Near, Place::NameEn)),
            "{matter}"
        );
    }
    // Letters of other words do not make one.
    let licence = index.find("licence", 200);
    let other = |id: &str| licence.iter().any(|hit| hit.matter.as_str() == id);
    assert!(!other("cn.local.consultation") && !other("cn.local.training"));
}
