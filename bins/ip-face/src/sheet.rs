//! The sheet: what every drawing of a certificate says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ip_certs::certificate::{Certificate, FieldValue, Record};
use ip_certs::face::Face;
use ip_certs::kind::{Kind, Kinds};
use ip_certs::metadata;
use ip_certs::share::AnnotatedCopy;
use ip_core::problem::Problem;
use ip_core::text::{Lang, Text};

use crate::qr::Qr;

/// What a drawing of a certificate says, in the order people read it.
///
/// ```no_run
/// # fn example(certificate: &ip_certs::certificate::Certificate) -> Result<(), ip_core::problem::Problem> {
/// use ip_core::text::Lang;
/// let kinds = ip_certs::kind::Kinds::builtin()?;
/// let sheet = ip_face::Sheet::of(certificate, &kinds, Lang::Zh)?;
/// let (page, file) = (sheet.to_html(), sheet.to_ofd()?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Sheet {
    pub(crate) lang: Lang,
    pub(crate) title: Text,
    pub(crate) identifier: String,
    pub(crate) issuer: String,
    pub(crate) issued: NaiveDate,
    pub(crate) rows: Vec<Row>,
    /// Names and values of the custom data of a file (GB/T 36903), several of one name where the
    /// element repeats.
    pub(crate) metadata: Vec<(String, String)>,
    pub(crate) qr: Qr,
    /// What is printed across an annotated copy.
    pub(crate) watermark: Option<String>,
    /// The signed file that travels along.
    pub(crate) file: String,
}

/// A labelled value.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) label: String,
    /// Without lines the value is kept hidden.
    pub(crate) lines: Vec<String>,
}

impl Sheet {
    /// The sheet of a certificate, with labels in `lang`.
    ///
    /// # Errors
    ///
    /// `certs.record.kind` for an unknown type standard, `certs.face.control` for a value with
    /// control characters, which have no place on paper.
    pub fn of(certificate: &Certificate, kinds: &Kinds, lang: Lang) -> Result<Self, Problem> {
        let record = certificate.record();
        let kind = kinds.get(&record.kind).ok_or_else(|| {
            Problem::new("certs.record.kind")
                .at("/kind")
                .found(&record.kind)
        })?;
        let face = Face::of(record, kind, certificate.hidden() > 0);
        let rows = face.lines.iter().map(|line| Row {
            key: line.key.clone(),
            label: line.label.in_lang(lang).to_owned(),
            lines: line.value.as_ref().map(lines).unwrap_or_default(),
        });
        let sheet = Self {
            lang,
            title: face.name.clone(),
            identifier: record.identifier.to_string(),
            issuer: record.issuer.name.clone(),
            issued: record.issued,
            rows: rows.collect(),
            metadata: custom_data(record, kind),
            qr: Qr::of(certificate.qr_text())?,
            watermark: None,
            file: certificate.to_json(),
        };
        sheet.printable()
    }

    /// The sheet of an annotated copy (加注件): its recipient, purpose and end stand across it.
    ///
    /// # Errors
    ///
    /// As [`Sheet::of`].
    pub fn of_copy(copy: &AnnotatedCopy, kinds: &Kinds, lang: Lang) -> Result<Self, Problem> {
        let mut sheet = Self::of(copy.certificate(), kinds, lang)?;
        let annotation = copy.annotation();
        for element in metadata::elements() {
            if let Some(value) = element.of_annotation(annotation) {
                sheet.metadata.push((element.pinyin, value));
            }
        }
        sheet.watermark = Some(annotation.watermark());
        sheet.file = copy.to_json();
        sheet.printable()
    }

    /// The sheet of a signed file: of an annotated copy, or of a certificate.
    ///
    /// # Errors
    ///
    /// As [`Sheet::of`] and [`Certificate::from_json`].
    pub fn of_file(json: &[u8], kinds: &Kinds, lang: Lang) -> Result<Self, Problem> {
        match AnnotatedCopy::from_json(json) {
            Ok(copy) => Self::of_copy(&copy, kinds, lang),
            Err(_) => Self::of(&Certificate::from_json(json)?, kinds, lang),
        }
    }

    /// The signed file that the sheet was drawn from: what [`Certificate::to_json`] or
    /// [`AnnotatedCopy::to_json`] wrote.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// One of two wordings.
    pub(crate) const fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The name of the certificate in the language of the sheet, and in the other one.
    pub(crate) fn titles(&self) -> (&str, &str) {
        match self.lang {
            Lang::Zh => (&self.title.zh, &self.title.en),
            Lang::En => (self.title.in_lang(Lang::En), &self.title.zh),
        }
    }

    /// What stands in place of a value that this file does not show: it is hidden, or was never there.
    pub(crate) const fn not_disclosed(&self) -> &'static str {
        self.pick("（未出示）", "(not shown)")
    }

    /// What stands beside the square code.
    pub(crate) const fn caption(&self) -> &'static str {
        self.pick("扫描二维码，可离线核验", "Scan to verify without a network")
    }

    /// Day of issue as people write it.
    pub(crate) fn day(&self) -> String {
        let pattern = self.pick("%Y年%-m月%-d日", "%-d %B %Y");
        self.issued.format(pattern).to_string()
    }

    fn printable(self) -> Result<Self, Problem> {
        // What XML has no way to write.
        let foreign = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}');
        let control = |text: &&String| text.contains(foreign);
        let metadata = self.metadata.iter().map(|(_, value)| value);
        let texts = self.rows.iter().flat_map(|row| &row.lines);
        let others = [&self.issuer].into_iter().chain(&self.watermark);
        let found = texts.chain(metadata).chain(others).find(control).cloned();
        match found {
            Some(text) => Err(Problem::new("certs.face.control").found(text.escape_debug())),
            None => Ok(self),
        }
    }
}

/// A value as lines of text: an item or a row of a table begins its own.
fn lines(value: &FieldValue) -> Vec<String> {
    let items = items(value);
    let lines = items.iter().flat_map(|item| item.split('\n'));
    lines.map(str::to_owned).collect()
}

/// A value as texts: the items of a list, the rows of a table.
fn items(value: &FieldValue) -> Vec<String> {
    match value {
        FieldValue::Text(text) => vec![text.clone()],
        FieldValue::List(items) => items.clone(),
        FieldValue::Table(rows) => {
            let row = |row: &BTreeMap<String, String>| {
                let cells = row.iter().map(|(name, text)| format!("{name}: {text}"));
                cells.collect::<Vec<_>>().join("; ")
            };
            rows.iter().map(row).collect()
        }
    }
}

/// The elements of GB/T 36903 and, as extension items, the fields of the kind.
fn custom_data(record: &Record, kind: &Kind) -> Vec<(String, String)> {
    let elements = metadata::elements().into_iter();
    let common = elements.filter_map(|e| Some((e.pinyin.clone(), e.value(record)?)));
    let face = kind.fields.iter();
    let own = face.filter_map(|f| Some((f.pinyin.clone(), record.fields.get(&f.key)?.clone())));
    common
        .chain(own)
        .flat_map(|(name, value)| {
            items(&value)
                .into_iter()
                .map(move |item| (name.clone(), item))
        })
        .collect()
}
