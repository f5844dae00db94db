//! PDF/A under other programs: Apache PDFBox Preflight (PDF/A-1b), qpdf and poppler, all from
//! Debian. Where one is not installed its part is skipped and says so; in CI they must be there.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod common;

use std::path::Path;

use common::*;
use ip_certs::certificate::{Certificate, FieldValue};
use ip_certs::share::{AnnotatedCopy, Annotation};
use ip_core::text::Lang;
use ip_face::pdf::{self, ATTACHMENT, Level};
use ip_face::{Opened, Sheet, Typeface};
use miniz_oxide::deflate::compress_to_vec_zlib;

/// Where Debian's `libpdfbox2-java` and what it needs lie.
const JARS: &str = "/usr/share/java";

fn sheet(certificate: &Certificate) -> Sheet {
    Sheet::of(certificate, &kinds(), Lang::Zh).unwrap()
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn preflight_finds_pdf_a_1b() {
    let Some(typeface) = typeface() else { return };
    let jars = [
        "preflight",
        "pdfbox2",
        "fontbox2",
        "xmpbox",
        "commons-logging",
        "commons-io",
        "javax.activation",
        "jaxb-api",
    ];
    let jars: Vec<String> = jars.iter().map(|jar| format!("{JARS}/{jar}.jar")).collect();
    if let Some(jar) = jars.iter().find(|jar| !Path::new(jar).exists()) {
        return absent(jar);
    }
    let folder = tempfile::tempdir().unwrap();
    for (n, certificate) in certificates().iter().enumerate() {
        let bytes = sheet(certificate).to_pdf(&typeface, Level::A1b).unwrap();
        let path = keep(folder.path(), &format!("{n}.pdf"), &bytes);
        let class = "org.apache.pdfbox.preflight.Validator_A1b";
        let Some(output) = other(
            "java",
            &["-cp", &jars.join(":"), class, path.to_str().unwrap()],
        ) else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("is a valid PDF/A-1b file"), "{said}");
    }
}

#[test]
fn poppler_reads_every_value_and_the_attached_certificate() {
    let Some(typeface) = typeface() else { return };
    let folder = tempfile::tempdir().unwrap();
    for certificate in certificates() {
        let bytes = sheet(&certificate).to_pdf(&typeface, Level::A3u).unwrap();
        let path = keep(folder.path(), "a3u.pdf", &bytes);
        let path = path.to_str().unwrap();
        let Some(read) = other("pdftotext", &["-raw", path, "-"]) else {
            return;
        };
        let pages = without_spaces(&String::from_utf8_lossy(&read.stdout));
        let record = certificate.record();
        let mut texts: Vec<String> = record.holders.iter().map(|h| h.name.clone()).collect();
        texts.push(record.number.clone());
        for value in record.fields.values() {
            texts.extend(match value {
                FieldValue::Text(text) => vec![text.clone()],
                FieldValue::List(items) => items.clone(),
                FieldValue::Table(_) => Vec::new(),
            });
        }
        for text in texts {
            assert!(pages.contains(&without_spaces(&text)), "{text} in {pages}");
        }
        let attached = folder.path().join(ATTACHMENT);
        let saved = other(
            "pdfdetach",
            &[
                "-savefile",
                ATTACHMENT,
                "-o",
                attached.to_str().unwrap(),
                path,
            ],
        );
        assert!(saved.unwrap().status.success());
        let attached = std::fs::read(attached).unwrap();
        assert_eq!(Certificate::from_json(&attached).unwrap(), certificate);
    }
}

#[test]
fn qpdf_finds_no_fault_and_equal_sheets_give_equal_bytes() {
    let Some(typeface) = typeface() else { return };
    let folder = tempfile::tempdir().unwrap();
    for level in [Level::A1b, Level::A3u] {
        let bytes = sheet(&trademark()).to_pdf(&typeface, level).unwrap();
        assert_eq!(bytes, sheet(&trademark()).to_pdf(&typeface, level).unwrap());
        // A part of the font, not the font.
        assert!(bytes.len() < 400_000, "{}", bytes.len());
        let path = keep(folder.path(), "sheet.pdf", &bytes);
        let Some(checked) = other("qpdf", &["--check", path.to_str().unwrap()]) else {
            return;
        };
        assert!(
            checked.status.success(),
            "{}",
            String::from_utf8_lossy(&checked.stderr)
        );
    }
}

#[test]
fn a_character_without_a_glyph_is_an_error_never_a_box() {
    let Some(typeface) = typeface() else { return };
    let mut record = record();
    // An unassigned character, which no font has.
    record
        .fields
        .insert("title".into(), "一种\u{3ffff}鞋帮".into());
    let problem = sheet(&issue(record))
        .to_pdf(&typeface, Level::A3u)
        .unwrap_err();
    assert_eq!(problem.code, "certs.face.glyph");
}

#[test]
fn a_watermark_without_a_glyph_is_an_error_too() {
    let Some(typeface) = typeface() else { return };
    let annotation = Annotation {
        recipient: "样本\u{3ffff}银行".into(),
        ..copy().annotation().clone()
    };
    let copy = AnnotatedCopy::make(&issue(record()), annotation, &[&signers().0]).unwrap();
    let sheet = Sheet::of_copy(&copy, &kinds(), Lang::Zh).unwrap();
    let problem = sheet.to_pdf(&typeface, Level::A3u).unwrap_err();
    assert_eq!(problem.code, "certs.face.glyph");
}

#[test]
fn a_pdf_drawn_with_another_font_is_not_compared() {
    let Some(typeface) = typeface() else { return };
    let bytes = sheet(&issue(record()))
        .to_pdf(&typeface, Level::A3u)
        .unwrap();
    // The digest of the font, as the file names it.
    let mark = b", font ";
    let at = bytes.windows(mark.len()).position(|w| w == mark).unwrap() + mark.len();
    let mut other = bytes.clone();
    for place in 0..bytes.len() - 64 {
        if bytes[place..place + 64] == bytes[at..at + 64] {
            other[place..place + 64].fill(b'0');
        }
    }
    let opened = open(&other, Some(&typeface));
    assert_eq!(opened.drawing, None, "nothing is known of its pages");
    assert_eq!(opened.file, sheet(&issue(record())).file());
}

#[test]
fn what_is_no_font_is_refused() {
    for bytes in [Vec::new(), b"ttcf".to_vec(), vec![0; 4096]] {
        let problem = Typeface::new(bytes).err().unwrap();
        assert_eq!(problem.code, "certs.face.font");
    }
    let problem = Typeface::read(Path::new("/no/such/font.ttf"))
        .err()
        .unwrap();
    assert_eq!(problem.code, "certs.face.font");
}

fn open(bytes: &[u8], typeface: Option<&Typeface>) -> Opened {
    pdf::open(bytes, &kinds(), typeface).unwrap()
}

/// The code of a drawing that departs.
fn departs(opened: &Opened) -> Option<&str> {
    let outcome = opened.drawing.as_ref()?;
    outcome.as_ref().err().map(|problem| &*problem.code)
}

#[test]
fn a_pdf_is_read_back_and_compared_with_its_certificate() {
    let Some(typeface) = typeface() else { return };
    let mut sheets: Vec<Sheet> = certificates().iter().map(sheet).collect();
    sheets.push(Sheet::of(&issue(record()), &kinds(), Lang::En).unwrap());
    sheets.push(Sheet::of_copy(&copy(), &kinds(), Lang::Zh).unwrap());
    for sheet in sheets {
        let bytes = sheet.to_pdf(&typeface, Level::A3u).unwrap();
        let opened = open(&bytes, Some(&typeface));
        assert_eq!(opened.file, sheet.file());
        assert_eq!(opened.drawing, Some(Ok(())));
        assert_eq!(open(&bytes, None).drawing, None, "nothing to draw with");
        // A page, a comment, an update behind the end: another file.
        for more in ["%", "\n1 0 obj << >> endobj"] {
            let changed = [bytes.as_slice(), more.as_bytes()].concat();
            assert_eq!(
                departs(&open(&changed, Some(&typeface))),
                Some("certs.face.mismatch")
            );
        }
    }
}

#[test]
fn a_pdf_of_one_certificate_with_the_file_of_another_is_found_out() {
    let Some(typeface) = typeface() else { return };
    let mut record = record();
    record.number = "第7654322号".into();
    let (one, other) = (sheet(&issue(common::record())), sheet(&issue(record)));
    let pdf = |sheet: &Sheet| sheet.to_pdf(&typeface, Level::A3u).unwrap();
    // The pages of one; what stands behind the attachment is kept as it is.
    let mut swapped = attach(&pdf(&one), other.file().as_bytes(), true);
    let opened = open(&swapped, Some(&typeface));
    assert_eq!(opened.file, other.file());
    assert_eq!(opened.drawing, None, "it does not say what drew it");
    let pages = pdf(&one);
    let mark = b", font ";
    let at = pages.windows(mark.len()).position(|w| w == mark).unwrap();
    swapped.extend(&pages[at - "ip-face 1".len()..at + mark.len() + 64]);
    let opened = open(&swapped, Some(&typeface));
    assert_eq!(departs(&opened), Some("certs.face.mismatch"));
    let plain = attach(&pdf(&one), other.file().as_bytes(), false);
    assert_eq!(open(&plain, Some(&typeface)).file, other.file());
}

/// A file with one attachment and these bytes before it.
fn attach(before: &[u8], content: &[u8], packed: bool) -> Vec<u8> {
    let at = before.windows(13).position(|w| w == b"/EmbeddedFile");
    let mut bytes = before[..at.unwrap_or(before.len())].to_vec();
    let (filter, content) = if packed {
        ("/Filter /FlateDecode", compress_to_vec_zlib(content, 6))
    } else {
        ("", content.to_vec())
    };
    bytes.extend(format!("<< /Type /EmbeddedFile {filter} >>\nstream\n").bytes());
    bytes.extend(content);
    bytes.extend(b"\nendstream\nendobj\n");
    bytes
}

#[test]
fn what_holds_no_certificate_is_refused_within_bounds() {
    let code = |bytes: &[u8]| pdf::open(bytes, &kinds(), None).unwrap_err().code;
    let none = "certs.face.attachment";
    assert_eq!(code(b"%PDF-1.7"), none);
    assert_eq!(code(b"%PDF-1.7 /EmbeddedFile stream"), none);
    assert_eq!(code(&vec![b' '; 5 << 20]), none);
    // A bomb, and two attachments of which only one would be looked at.
    assert_eq!(
        code(&attach(b"%PDF-1.7 ", &vec![b' '; 64 << 20], true)),
        none
    );
    let one = attach(b"%PDF-1.7 ", b"{}", true);
    let two = [one.as_slice(), &one].concat();
    assert_eq!(code(&two), none);
    assert_ne!(
        code(&one),
        none,
        "it is no certificate, which its reader says"
    );
    if let Some(typeface) = typeface() {
        let archive = sheet(&issue(record()))
            .to_pdf(&typeface, Level::A1b)
            .unwrap();
        assert_eq!(code(&archive), none);
    }
}
