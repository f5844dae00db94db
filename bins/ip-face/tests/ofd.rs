//! OFD: structure, metadata, text, and what a changed file comes to.
//!
//! The structure is checked here by an XML reader and the rules of GB/T 33190 that concern these
//! files; with two independent readers (`easyofd`, `ofdkit`) files were opened by hand.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};

use common::*;
use ip_certs::certificate::{Certificate, FieldValue};
use ip_certs::metadata;
use ip_core::text::Lang;
use ip_face::{Sheet, ofd};
use roxmltree::Document;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Names and texts of an archive's members, in order.
type Members = Vec<(String, String)>;

const NAMESPACE: &str = "http://www.ofdspec.org/2016";

fn drawn(certificate: &Certificate) -> Vec<u8> {
    Sheet::of(certificate, &kinds(), Lang::Zh)
        .unwrap()
        .to_ofd()
        .unwrap()
}

fn members(bytes: &[u8]) -> Members {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut member = zip.by_index(i).unwrap();
            let mut text = String::new();
            member.read_to_string(&mut text).unwrap();
            (member.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn packed(members: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in members {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn outcome(bytes: &[u8]) -> Result<(), String> {
    ofd::read(bytes, &kinds())
        .map(drop)
        .map_err(|p| p.code.into_owned())
}

#[test]
fn a_file_opens_and_holds_the_certificate() {
    for certificate in certificates() {
        let read = ofd::read(&drawn(&certificate), &kinds()).unwrap();
        assert_eq!(read, certificate);
        let english = Sheet::of(&certificate, &kinds(), Lang::En).unwrap();
        assert_eq!(
            ofd::read(&english.to_ofd().unwrap(), &kinds()).unwrap(),
            certificate
        );
    }
}

#[test]
fn the_custom_data_are_the_metadata_of_the_record() {
    for certificate in certificates() {
        let files: BTreeMap<_, _> = members(&drawn(&certificate)).into_iter().collect();
        let root = Document::parse(&files["OFD.xml"]).unwrap();
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for node in root
            .descendants()
            .filter(|n| n.has_tag_name((NAMESPACE, "CustomData")))
        {
            let values = found
                .entry(node.attribute("Name").unwrap().into())
                .or_default();
            values.push(node.text().unwrap_or_default().into());
        }
        let record = certificate.record();
        let kinds = kinds();
        let kind = kinds.get(&record.kind).unwrap();
        let elements = metadata::elements();
        let common = elements
            .iter()
            .filter_map(|e| Some((&e.pinyin, e.value(record)?)));
        let own = kind.fields.iter();
        let own = own.filter_map(|f| Some((&f.pinyin, record.fields.get(&f.key)?.clone())));
        let expected: BTreeMap<String, Vec<String>> = common
            .chain(own)
            .map(|(name, value)| {
                let values = match value {
                    FieldValue::Text(text) => vec![text],
                    FieldValue::List(items) => items,
                    FieldValue::Table(rows) => rows
                        .iter()
                        .map(|row| format!("class: {}; goods: {}", row["class"], row["goods"]))
                        .collect(),
                };
                (name.clone(), values)
            })
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn the_pages_show_every_value() {
    for certificate in certificates() {
        let pages: String = members(&drawn(&certificate))
            .iter()
            .filter(|(name, _)| name.ends_with("Content.xml"))
            .map(|(_, text)| {
                let page = Document::parse(text).unwrap();
                let codes = page
                    .descendants()
                    .filter(|n| n.has_tag_name((NAMESPACE, "TextCode")));
                codes.filter_map(|n| n.text()).collect::<String>()
            })
            .collect();
        let record = certificate.record();
        for value in record.fields.values() {
            let texts = match value {
                FieldValue::Text(text) => vec![text.clone()],
                FieldValue::List(items) => items.clone(),
                FieldValue::Table(rows) => rows.iter().map(|row| row["goods"].clone()).collect(),
            };
            for text in texts {
                // A value may run over two lines, between which its label's second line stands.
                let start: String = text.chars().take(24).collect();
                assert!(pages.contains(&start), "{start}");
            }
        }
        assert!(pages.contains(&record.holders[0].name) && pages.contains(&record.issuer.name));
    }
}

#[test]
fn numbers_are_unique_and_references_lead_somewhere() {
    let files = members(&drawn(&trademark()));
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), files.len());
    assert_eq!(files[0].0, "OFD.xml");
    let (mut ids, mut most) = (BTreeSet::new(), 0);
    for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".xml")) {
        let document = Document::parse(text).unwrap();
        let root = document.root_element();
        assert_eq!(root.tag_name().namespace(), Some(NAMESPACE));
        for node in root.descendants().filter(|n| n.is_element()) {
            if let Some(id) = node.attribute("ID") {
                let is_page = node.has_tag_name((NAMESPACE, "Page"));
                assert!(ids.insert(id.to_owned()) || is_page, "{name}: {id}");
                most = most.max(id.parse::<usize>().unwrap());
            }
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let leads = |place: &str| {
                let path = if folder.is_empty() {
                    place.to_owned()
                } else {
                    format!("{folder}/{place}")
                };
                assert!(names.contains(path.as_str()), "{name} names {path}");
            };
            match node.tag_name().name() {
                "DocRoot" | "PublicRes" | "Attachments" | "FileLoc" => {
                    if let Some(place) = node.text().filter(|t| !t.trim().is_empty()) {
                        leads(place);
                    }
                }
                "Page" if node.has_attribute("BaseLoc") => {
                    leads(node.attribute("BaseLoc").unwrap())
                }
                "TextCode" => {
                    let steps = node.attribute("DeltaX").unwrap_or_default();
                    let steps = steps.split(' ').filter(|s| !s.is_empty()).count();
                    assert_eq!(steps + 1, node.text().unwrap().chars().count());
                }
                _ => {}
            }
        }
    }
    let document = &files
        .iter()
        .find(|(name, _)| name == "Doc_0/Document.xml")
        .unwrap()
        .1;
    let document = Document::parse(document).unwrap();
    let bound = document
        .descendants()
        .find(|n| n.has_tag_name((NAMESPACE, "MaxUnitID")))
        .unwrap();
    assert!(bound.text().unwrap().parse::<usize>().unwrap() >= most);
}

#[test]
fn a_changed_page_value_or_member_is_refused() {
    let bytes = drawn(&issue(record()));
    let whole = members(&bytes);
    assert_eq!(packed(&whole), bytes);
    let changed = |change: &dyn Fn(&mut Members)| {
        let mut files = whole.clone();
        change(&mut files);
        assert_ne!(files, whole, "the change does nothing");
        outcome(&packed(&files))
    };
    let mismatch = Err("certs.face.mismatch".to_owned());
    // Another value on the page, in the metadata.
    for part in ["Content.xml", "OFD.xml"] {
        let outcome = changed(&|files| {
            for (name, text) in files {
                if name.ends_with(part) {
                    *text = text.replace("7654321", "7654322");
                }
            }
        });
        assert_eq!(outcome, mismatch);
    }
    // A page more, a member that nothing names, a way out of the archive.
    for name in [
        "Doc_0/Pages/Page_9/Content.xml",
        "Doc_0/unnamed.xml",
        "../../etc/passwd",
    ] {
        let more = (name.to_owned(), "<x/>".to_owned());
        assert_eq!(
            changed(&|files| files.push(more.clone())),
            mismatch,
            "{name}"
        );
    }
    // The certificate of another under the same face.
    let other = drawn(&trademark());
    let other = members(&other).pop().unwrap();
    assert_eq!(
        changed(&|files| *files.last_mut().unwrap() = other.clone()),
        mismatch
    );
    // A member less; without the certificate it is no file of ours.
    assert_eq!(changed(&|files| drop(files.remove(2))), mismatch);
    let none = Err("certs.face.ofd".to_owned());
    assert_eq!(changed(&|files| drop(files.pop())), none);
    // A changed byte of the signed file is found by the certificate's own reader.
    let outcome = changed(&|files| {
        let text = &mut files.last_mut().unwrap().1;
        *text = text.replace("第7654321号", "第7654322号");
    });
    assert_eq!(outcome, mismatch);
}

#[test]
fn a_file_of_another_version_is_not_compared() {
    let mut files = members(&drawn(&issue(record())));
    let root = &mut files.first_mut().unwrap().1;
    *root = root.replace("CreatorVersion>1<", "CreatorVersion>2<");
    let opened = ofd::open(&packed(&files), &kinds()).unwrap();
    assert_eq!(opened.drawing, None);
    assert_eq!(
        outcome(&packed(&files)),
        Err("certs.face.mismatch".to_owned())
    );
}

#[test]
fn hidden_bytes_and_bombs_are_refused() {
    let bytes = drawn(&issue(record()));
    let mismatch = Err("certs.face.mismatch".to_owned());
    // Something before, behind or between that a reader of archives does not see.
    assert_eq!(outcome(&[b"MZ", bytes.as_slice()].concat()), mismatch);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in members(&bytes) {
        zip.start_file(name, deflated).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.set_comment("seen by few").unwrap();
    assert_eq!(outcome(&zip.finish().unwrap().into_inner()), mismatch);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..200 {
        zip.start_file(format!("{n}"), deflated).unwrap();
    }
    let none = Err("certs.face.ofd".to_owned());
    assert_eq!(outcome(&zip.finish().unwrap().into_inner()), none);
    for text in [&b""[..], b"PK", b"PK\x05\x06", &vec![0; 5 << 20]] {
        assert_eq!(outcome(text), none);
    }
}

#[test]
fn a_copy_names_its_recipient_in_the_metadata() {
    let copy = copy();
    let sheet = Sheet::of_copy(&copy, &kinds(), Lang::Zh).unwrap();
    let files: BTreeMap<_, _> = members(&sheet.to_ofd().unwrap()).into_iter().collect();
    for part in [
        "Name=\"JZJZZSY\">专利费用减缴备案<",
        "Name=\"JZJYXQJZSJ\">2026-12-20T09:00:00+08:00<",
        "Name=\"JZJZZZ\">示例市知识产权局<",
    ] {
        assert!(files["OFD.xml"].contains(part), "{part}");
    }
    assert!(files["Doc_0/Pages/Page_0/Content.xml"].contains("样本银行 · 专利费用减缴备案"));
    let opened = ofd::open(&sheet.to_ofd().unwrap(), &kinds()).unwrap();
    assert_eq!(
        (opened.file, opened.drawing),
        (copy.to_json(), Some(Ok(())))
    );
}
