//! What the operations answer, under the names of the national interface beside those of this one.

use ip_app::sharing::{Released, Used};
use ip_certs::certificate::{Certificate, FieldValue};
use ip_certs::encode::base64;
use ip_certs::face::Face;
use ip_certs::kind::{Kind, Shape};
use ip_certs::sign::Algorithm;
use ip_core::text::Lang;
use serde_json::{Value, json};

use crate::faces::Format;
use crate::fault::Fault;
use crate::pages::desk;
use crate::state::AppState;

/// The national interface speaks Chinese.
const LANG: Lang = Lang::Zh;

/// What a recorded use released.
///
/// # Errors
///
/// This process ends.
pub(super) async fn released(app: &AppState, used: &Used, format: Format) -> Result<Value, Fault> {
    let mut answer = json!({
        "certificateIdentifier": used.certificate.as_str(),
        "certificateState": used.state,
        "useRecord": used.record,
    });
    match &used.released {
        Released::Compared(same) => {
            answer["result"] = json!(same);
            answer["message"] = json!(message(app, *same));
        }
        Released::Fields(certificate) => fields(app, certificate, &mut answer),
        Released::Copy(copy) => {
            let drawn = app.faces.draw_or_give(copy.to_json(), format, LANG);
            let (format, bytes) = drawn.await?;
            answer["contentType"] = json!("base64");
            answer["fileFormat"] = json!(desk::json(&format));
            answer["mediaType"] = json!(format.media().0);
            answer["content"] = json!(base64::encode(&bytes));
        }
    }
    Ok(answer)
}

/// Yes or no in words.
pub(super) fn message(app: &AppState, result: bool) -> String {
    let key = if result {
        "sharing-agrees"
    } else {
        "sharing-differs"
    };
    app.texts.t(LANG, key).to_string()
}

/// The elements of the certificate by the names of `queryCertInfoByQRcode`, its face, and its tables.
fn fields(app: &AppState, certificate: &Certificate, answer: &mut Value) {
    let record = certificate.record();
    let holders = || record.holders.iter();
    let joined = |all: Vec<&str>| all.join(",");
    let codes = || holders().filter_map(|holder| holder.code.as_ref());
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let proofs = certificate.proofs().iter();
    let sm2 = proofs.filter(|proof| proof.cryptosuite.algorithm() == Algorithm::Sm2);
    let sm2 = sm2.map(|proof| proof.proof_value.as_str()).next();
    let elements = json!({
        "certificateType": record.identifier.kind(),
        "certificateName": record.name,
        "certificateNumber": record.number,
        "certificateHolder": joined(holders().map(|h| h.name.as_str()).collect()),
        "certificateHolderCode": joined(codes().map(|code| code.value.as_str()).collect()),
        "certificateHolderType": joined(codes().map(|code| code.kind.as_str()).collect()),
        "issueDept": record.issuer.name,
        "issueDeptCode": record.issuer.code,
        "issueDate": day(Some(record.issued)),
        "certificateValidateStart": day(record.valid_from),
        "certificateValidateEnd": day(record.valid_until),
        "digitalSign": sm2,
    });
    if let (Value::Object(answer), Value::Object(elements)) = (&mut *answer, elements) {
        answer.extend(elements);
    }
    let Some(kind) = app.office.rules.kinds.get(&record.kind) else {
        return;
    };
    let face = Face::of(record, kind, false);
    let (mut surface, mut detail, mut data) = (Vec::new(), Vec::new(), serde_json::Map::new());
    for line in &face.lines {
        data.insert(line.key.clone(), json!(line.value));
        surface.push(json!({
            "name": line.label.zh,
            "columnName": line.key,
            "value": line.value,
            "valueType": value_type(kind, &line.key, line.value.as_ref()),
        }));
        if let Some(FieldValue::Table(rows)) = &line.value {
            detail.extend(rows.iter().map(|row| {
                let cells = row.iter();
                let cells = cells.map(|(name, value)| {
                    json!({"name": name, "columnName": name, "value": value, "valueType": "text"})
                });
                cells.collect::<Vec<_>>()
            }));
        }
    }
    answer["certData"] = Value::Object(data);
    answer["surface"] = json!(surface);
    answer["detail"] = json!(detail);
}

/// The form of a value: that of its type standard, or as it stands.
fn value_type(kind: &Kind, key: &str, value: Option<&FieldValue>) -> &'static str {
    match (kind.field(key).map(|field| field.shape), value) {
        (Some(shape), _) => shape_name(shape),
        (None, Some(FieldValue::List(_))) => "list",
        (None, Some(FieldValue::Table(_))) => "table",
        (None, Some(FieldValue::Text(_)) | None) => "text",
    }
}

const fn shape_name(shape: Shape) -> &'static str {
    match shape {
        // Numbers of rights are texts to whoever looks them up.
        Shape::Text
        | Shape::PatentNumber
        | Shape::ApplicationNumber
        | Shape::PublicationNumber
        | Shape::TrademarkNumber
        | Shape::LayoutDesignNumber => "text",
        Shape::Date => "date",
        Shape::List => "list",
        Shape::Table => "table",
        Shape::Digest => "digest",
        Shape::Count => "count",
    }
}

/// The field dictionary of a type's face (getCertRemarkInfo), which holds nothing of any holder; `None` for a
/// type that is not known, or has another name.
pub(super) fn remark(app: &AppState, type_code: &str, name: &str) -> Option<Value> {
    let kind = app.office.rules.kinds.of_type(type_code.trim())?;
    let name = name.trim();
    // Several results share a type, each under its own name.
    let rules = &app.office.rules;
    let mut results = rules.pack.entries.iter().map(|entry| &entry.matter);
    let named = name.is_empty()
        || kind.name.zh == name
        || results.any(|matter| {
            matter.result.name.zh == name && rules.results.kind(matter.id.as_str()) == kind.key
        });
    if !named {
        return None;
    }
    let fields = kind.fields.iter().map(|field| {
        json!({
            "name": field.label.zh,
            "columnName": field.key,
            "pinyin": field.pinyin,
            "valueType": shape_name(field.shape),
            "required": field.need == ip_certs::kind::Need::Always,
            "hidden": field.disclosable,
        })
    });
    Some(json!({
        "certName": kind.name.zh,
        "certTypeCode": type_code.trim(),
        "version": kind.version,
        "surface": fields.collect::<Vec<_>>(),
    }))
}
