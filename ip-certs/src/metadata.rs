//! The metadata elements of GB/T 36903-2018: Chinese, pinyin and JSON names, and their values.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use ip_core::law::Mark;
use ip_core::text::Text;
use serde::Deserialize;

use crate::certificate::{FieldValue, HolderCode, Record};
use crate::holder_code::HolderCodeTypes;
use crate::share::Annotation;

/// A metadata element (元数据元素).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Element {
    /// Name on JSON interfaces.
    pub json: String,
    /// Name inside a file: initials of the pinyin.
    pub pinyin: String,
    /// What people read.
    pub label: Text,
    /// How well the entry is proved.
    pub mark: Mark,
}

/// All elements in the order of the standard (`data/metadata.toml`).
pub fn elements() -> Vec<Element> {
    #[derive(Default, Deserialize)]
    struct File {
        element: Vec<Element>,
    }
    // A test reads the file; damaged data would show as no elements at all.
    toml::from_str::<File>(include_str!("../data/metadata.toml"))
        .unwrap_or_default()
        .element
}

impl Element {
    /// The element's value in a record; `None` where the record has none.
    pub fn value(&self, record: &Record) -> Option<FieldValue> {
        let text = |t: &str| Some(FieldValue::Text(t.into()));
        let day = |d: NaiveDate| FieldValue::Text(d.to_string());
        // One place for every holder, in the order of the names; empty for one without a code.
        let codes = |part: &dyn Fn(&HolderCode) -> Option<String>| {
            let codes = record.holders.iter().map(|h| h.code.as_ref());
            let known: Vec<_> = codes.map(|code| code.and_then(part)).collect();
            let any = known.iter().any(Option::is_some);
            any.then(|| {
                FieldValue::List(known.into_iter().map(Option::unwrap_or_default).collect())
            })
        };
        match self.json.as_str() {
            "certificateName" => text(&record.name),
            "certificateTypeCode" => text(record.identifier.kind()),
            "certificateNumber" => text(&record.number),
            "certificateIdentifier" => text(&record.identifier.to_string()),
            "certificateIssuingAuthorityName" => text(&record.issuer.name),
            "certificateIssuingAuthorityCode" => text(&record.issuer.code),
            "certificateIssuedDate" => Some(day(record.issued)),
            "certificateHolderName" => Some(FieldValue::List(
                record.holders.iter().map(|h| h.name.clone()).collect(),
            )),
            "certificateHolderCode" => codes(&|code| Some(code.value.clone())),
            "certificateHolderTypeCode" => codes(&|code| Some(code.kind.clone())),
            "certificateHolderTypeName" => {
                let types = HolderCodeTypes::builtin().unwrap_or_default();
                codes(&|code| Some(types.get(&code.kind)?.label.zh.clone()))
            }
            "certificateEffectiveDate" => record.valid_from.map(day),
            "certificateExpiringDate" => record.valid_until.map(day),
            "associatedCertificateIdentifier" => record
                .predecessor
                .as_ref()
                .and_then(|id| text(&id.to_string())),
            "certificateAreaCode" => record.area.as_deref().and_then(text),
            _ => None,
        }
    }

    /// The element's value on an annotated copy (加注件), where it is one of its four.
    pub fn of_annotation(&self, annotation: &Annotation) -> Option<String> {
        let time = |at: DateTime<FixedOffset>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        match self.json.as_str() {
            "certificateCopyCreationTime" => Some(time(annotation.made_at)),
            "certificateCopyCreator" => Some(annotation.maker.clone()),
            "certificateCopyCause" => Some(annotation.purpose.clone()),
            "certificateCopyExpiringTime" => Some(time(annotation.expires_at)),
            _ => None,
        }
    }
}
