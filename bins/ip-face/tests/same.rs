//! Every drawing says what the certificate says: the fields are read back from each and compared.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::collections::BTreeMap;

use common::*;
use ip_certs::certificate::{Certificate, FieldValue, Record};
use ip_certs::characters::RefusedCharacters;
use ip_certs::face::{Face, QrPayload};
use ip_certs::share::{AnnotatedCopy, Annotation};
use ip_core::text::Lang;
use ip_face::{Sheet, ofd};
use proptest::prelude::*;
use roxmltree::{Document, Node, ParsingOptions};

/// Values by key, each in lines.
type Fields = BTreeMap<String, Vec<String>>;

/// What a record says, written down without help of the crate under test.
fn expected(certificate: &Certificate) -> Fields {
    let kinds = kinds();
    let kind = kinds.get(&certificate.record().kind).unwrap();
    let face = Face::of(certificate.record(), kind, certificate.hidden() > 0);
    let lines = |value: FieldValue| match value {
        FieldValue::Text(text) => vec![text],
        FieldValue::List(items) => items,
        FieldValue::Table(rows) => rows
            .into_iter()
            .map(|row| {
                let cells: Vec<String> = row.iter().map(|(k, v)| format!("{k}: {v}")).collect();
                cells.join("; ")
            })
            .collect(),
    };
    face.lines
        .into_iter()
        .filter_map(|line| Some((line.key, lines(line.value?))))
        .collect()
}

fn xml(text: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).unwrap()
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter_map(|n| n.text().filter(|_| n.is_text()))
        .collect()
}

fn from_html(html: &str) -> Fields {
    let document = xml(html);
    let rows = document
        .descendants()
        .filter(|n| n.has_attribute("data-field"));
    let row = |node: Node<'_, '_>| {
        let values = node.children().filter(|n| n.has_tag_name("dd"));
        let open = values.filter(|n| n.attribute("class").is_none());
        (
            node.attribute("data-field").unwrap().to_owned(),
            open.map(text).collect(),
        )
    };
    rows.map(row)
        .filter(|(_, lines): &(_, Vec<String>)| !lines.is_empty())
        .collect()
}

fn from_svg(svg: &str) -> Fields {
    let document = xml(svg);
    let mut fields = Fields::new();
    for node in document
        .descendants()
        .filter(|n| n.has_attribute("data-field"))
    {
        let lines = fields
            .entry(node.attribute("data-field").unwrap().into())
            .or_default();
        let line: usize = node.attribute("data-line").unwrap().parse().unwrap();
        if lines.len() <= line {
            lines.push(String::new());
        }
        lines[line].push_str(&text(node));
    }
    fields
}

#[test]
fn html_and_svg_say_what_the_certificate_says() {
    for certificate in certificates() {
        for lang in [Lang::Zh, Lang::En] {
            let sheet = Sheet::of(&certificate, &kinds(), lang).unwrap();
            assert_eq!(from_html(&sheet.to_html()), expected(&certificate));
            assert_eq!(from_svg(&sheet.to_svg()), expected(&certificate));
        }
    }
}

#[test]
fn what_is_hidden_stands_in_no_drawing() {
    let certificate = issue(record()).present(&[]);
    let sheet = Sheet::of(&certificate, &kinds(), Lang::Zh).unwrap();
    let ofd = String::from_utf8(
        sheet
            .to_ofd()
            .unwrap()
            .into_iter()
            .filter(u8::is_ascii)
            .collect(),
    );
    assert!(ofd.is_ok());
    for drawing in [sheet.to_html(), sheet.to_svg(), sheet.file().to_owned()] {
        assert!(!drawing.contains("李四") && !drawing.contains("测试路"));
    }
    let ofd = sheet.to_ofd().unwrap();
    let hidden = "李四".as_bytes();
    assert!(!ofd.windows(hidden.len()).any(|part| part == hidden));
    assert!(sheet.to_html().contains("未出示"));
}

#[test]
fn the_credential_and_the_square_code_say_what_the_record_says() {
    for certificate in certificates() {
        let record: &Record = certificate.record();
        let read = Certificate::from_json(certificate.to_json().as_bytes()).unwrap();
        assert_eq!(read.record(), record);
        let credential: serde_json::Value =
            serde_json::from_str(&certificate.credential_json()).unwrap();
        let subject = &credential["credentialSubject"];
        for (key, value) in expected(&certificate) {
            let plain = &subject[&key];
            if let Some(text) = plain.as_str() {
                assert_eq!(vec![text.to_owned()], value, "{key}");
            }
        }
        let qr = QrPayload::from_text(certificate.qr_text()).unwrap();
        assert_eq!(qr.identifier, record.identifier);
        assert_eq!((&qr.name, &qr.number), (&record.name, &record.number));
        let holders: Vec<&String> = record.holders.iter().map(|h| &h.name).collect();
        assert_eq!(qr.holders.iter().collect::<Vec<_>>(), holders);
        assert_eq!(
            (qr.issued, qr.valid_until),
            (record.issued, record.valid_until)
        );
    }
}

/// The dark modules of a path of `M x y h n v1 h-n z` stretches.
fn modules(path: &str, side: usize) -> Vec<bool> {
    let mut dark = vec![false; side * side];
    for stretch in path.split('M').skip(1) {
        let (at, rest) = stretch.split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let n: usize = rest.split_once('v').unwrap().0.parse().unwrap();
        dark[y * side + x..y * side + x + n].fill(true);
    }
    dark
}

#[test]
fn the_drawn_square_code_scans_to_the_certificate_s_text() {
    let certificate = issue(record());
    let sheet = Sheet::of(&certificate, &kinds(), Lang::Zh).unwrap();
    let html = sheet.to_html();
    let document = xml(&html);
    let svg = document
        .descendants()
        .find(|n| n.has_tag_name(("http://www.w3.org/2000/svg", "svg")));
    let svg = svg.unwrap();
    let side: usize = svg
        .attribute("viewBox")
        .unwrap()
        .rsplit(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let path = svg.children().find_map(|n| n.attribute("d")).unwrap();
    let dark = modules(path, side);
    let scale = 4;
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(side * scale, side * scale, |x, y| {
            if dark[y / scale * side + x / scale] {
                0
            } else {
                255
            }
        });
    let grids = image.detect_grids();
    let (_, text) = grids[0].decode().unwrap();
    assert_eq!(text, certificate.qr_text());
}

#[test]
fn a_copy_says_for_whom_and_until_when() {
    let copy = copy();
    let sheet = Sheet::of_copy(&copy, &kinds(), Lang::Zh).unwrap();
    let watermark = copy.annotation().watermark();
    assert!(sheet.to_html().contains(&watermark));
    assert!(sheet.to_svg().contains(&watermark));
    assert_eq!(sheet.file(), copy.to_json());
    assert_eq!(from_html(&sheet.to_html()), expected(copy.certificate()));
}

#[test]
fn control_characters_have_no_place_on_paper() {
    // No certificate is issued with them; whoever makes a copy may still write what they like on it.
    for purpose in ["备\u{7}案", "备\r案", "备\u{ffff}案"] {
        let annotation = Annotation {
            purpose: purpose.into(),
            ..copy().annotation().clone()
        };
        let made = AnnotatedCopy::make(&issue(record()), annotation, &[&signers().0]).unwrap();
        let problem = Sheet::of_copy(&made, &kinds(), Lang::Zh).unwrap_err();
        assert_eq!(problem.code, "certs.face.control");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_is_said_the_same_everywhere(title in "[\\PC\n]{1,120}", people in prop::collection::vec("\\PC{1,30}", 1..4)) {
        prop_assume!(!title.trim().is_empty());
        let refused = RefusedCharacters::builtin().unwrap();
        prop_assume!(people.iter().chain([&title]).all(|text| refused.first_in(text).is_none()));
        let mut record = record();
        record.fields.insert("title".into(), title.into());
        record.fields.insert("inventors".into(), people.into());
        let certificate = issue(record);
        let sheet = Sheet::of(&certificate, &kinds(), Lang::Zh).unwrap();
        let mut expected = expected(&certificate);
        for lines in expected.values_mut() {
            *lines = lines.iter().flat_map(|line| line.split('\n')).map(str::to_owned).collect();
        }
        prop_assert_eq!(from_html(&sheet.to_html()), expected.clone());
        prop_assert_eq!(from_svg(&sheet.to_svg()), expected);
        prop_assert_eq!(ofd::read(&sheet.to_ofd().unwrap(), &kinds()).unwrap(), certificate);
    }
}
