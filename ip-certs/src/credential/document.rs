//! The signed document: a record in the words of W3C VC 2.0 and of GB/T 36903.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use chrono::NaiveDate;
use ip_core::problem::Problem;
use serde::{Deserialize, Serialize};

use super::disclosure::open_holder_codes;
use super::{CONTEXTS, Disclosure};
use crate::certificate::{
    AsOf, FieldValue, HOLDER_CODES, Holder, Issuer, Record, StatusPurpose, StatusRef,
};
use crate::id::CertificateId;

/// A credential without its proofs.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Document {
    #[serde(rename = "@context")]
    pub(crate) context: Vec<String>,
    id: String,
    #[serde(rename = "type")]
    kinds: Vec<String>,
    issuer: IssuerNode,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    credential_status: Vec<StatusNode>,
    credential_subject: Subject,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuerNode {
    id: String,
    name: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StatusNode {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    status_purpose: StatusPurpose,
    status_list_index: String,
    status_list_credential: String,
}

/// The names of GB/T 36903 as JSON interfaces write them, and the face of the kind.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Subject {
    kind: String,
    standard: String,
    certificate_name: String,
    certificate_type_code: String,
    certificate_number: String,
    certificate_identifier: CertificateId,
    certificate_issuing_authority_name: String,
    certificate_issuing_authority_code: String,
    certificate_issued_date: NaiveDate,
    certificate_holder_name: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_effective_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_expiring_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_certificate_identifier: Option<CertificateId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_area_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<AsOf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_decision: Option<String>,
    face: BTreeMap<String, FieldValue>,
    #[serde(rename = "_sd")]
    hidden: Vec<String>,
    #[serde(rename = "_sd_alg")]
    hidden_by: String,
}

impl Document {
    /// The document of a record in which the disclosed fields are only digests.
    pub(crate) fn of(record: &Record, disclosures: &[Disclosure], digests: &[String]) -> Self {
        let hidden = |name: &str| disclosures.iter().any(|d| d.name() == name);
        let open = record.fields.iter().filter(|(name, _)| !hidden(name));
        let status = record.status.iter().map(|entry| StatusNode {
            id: format!("{}#{}", entry.list, entry.index),
            kind: "BitstringStatusListEntry".into(),
            status_purpose: entry.purpose,
            status_list_index: entry.index.to_string(),
            status_list_credential: entry.list.clone(),
        });
        let first = record.valid_from.unwrap_or(record.issued);
        Self {
            context: CONTEXTS.map(String::from).to_vec(),
            id: format!("urn:gbt36904:{}", record.identifier),
            kinds: vec![
                "VerifiableCredential".into(),
                "ElectronicCertificate".into(),
            ],
            issuer: IssuerNode {
                id: record.issuer.id.clone(),
                name: record.issuer.name.clone(),
            },
            valid_from: format!("{first}T00:00:00+08:00"),
            valid_until: record
                .valid_until
                .map(|day| format!("{day}T23:59:59+08:00")),
            credential_status: status.collect(),
            credential_subject: Subject {
                kind: record.kind.clone(),
                standard: record.standard.clone(),
                certificate_name: record.name.clone(),
                certificate_type_code: record.identifier.kind().into(),
                certificate_number: record.number.clone(),
                certificate_identifier: record.identifier.clone(),
                certificate_issuing_authority_name: record.issuer.name.clone(),
                certificate_issuing_authority_code: record.issuer.code.clone(),
                certificate_issued_date: record.issued,
                certificate_holder_name: record.holders.iter().map(|h| h.name.clone()).collect(),
                certificate_effective_date: record.valid_from,
                certificate_expiring_date: record.valid_until,
                associated_certificate_identifier: record.predecessor.clone(),
                certificate_area_code: record.area.clone(),
                as_of: record.as_of.clone(),
                source_decision: record.source.clone(),
                face: open.map(|(n, v)| (n.clone(), v.clone())).collect(),
                hidden: digests.to_vec(),
                hidden_by: "sm3".into(),
            },
        }
    }

    /// The salted digests of the disclosable fields.
    pub(crate) fn digests(&self) -> &[String] {
        &self.credential_subject.hidden
    }

    /// The record that the document and its openings state.
    pub(crate) fn record(self, disclosures: &[Disclosure]) -> Result<Record, Problem> {
        let subject = self.credential_subject;
        let status = self.credential_status.into_iter().map(|node| {
            let index = node.status_list_index.parse();
            Ok(StatusRef {
                list: node.status_list_credential,
                purpose: node.status_purpose,
                index: index.map_err(|_| {
                    Problem::new("certs.file.form").at("/credential/credentialStatus")
                })?,
            })
        });
        let holders = subject.certificate_holder_name.into_iter();
        let mut record = Record {
            identifier: subject.certificate_identifier,
            kind: subject.kind,
            standard: subject.standard,
            name: subject.certificate_name,
            number: subject.certificate_number,
            issuer: Issuer {
                id: self.issuer.id,
                name: self.issuer.name,
                code: subject.certificate_issuing_authority_code,
            },
            issued: subject.certificate_issued_date,
            holders: holders.map(|name| Holder { name, code: None }).collect(),
            valid_from: subject.certificate_effective_date,
            valid_until: subject.certificate_expiring_date,
            predecessor: subject.associated_certificate_identifier,
            area: subject.certificate_area_code,
            as_of: subject.as_of,
            source: subject.source_decision,
            fields: subject.face,
            status: status.collect::<Result<_, Problem>>()?,
        };
        for opening in disclosures {
            if opening.name() == HOLDER_CODES {
                open_holder_codes(&mut record, opening.value())?;
            } else {
                let name = opening.name().to_string();
                if record
                    .fields
                    .insert(name, opening.value().clone())
                    .is_some()
                {
                    return Err(Problem::new("certs.disclosure.twice").at("/disclosures"));
                }
            }
        }
        Ok(record)
    }
}
