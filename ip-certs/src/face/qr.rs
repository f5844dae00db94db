//! The text of the QR code: a small signed statement that a phone can check without a network.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use ip_core::problem::{Problem, Problems};
use serde::Serialize;

use super::cbor::Cbor;
use crate::certificate::{Record, StatusPurpose, StatusRef};
use crate::digest::DigestPair;
use crate::encode::base45;
use crate::id::CertificateId;
use crate::sign::{Algorithm, Signature, Signer};

/// What the text begins with: the format and its version.
pub const QR_PREFIX: &str = "IPC1:";

/// The longest text looked at; a QR code of the largest version and level M holds 3391
/// alphanumeric characters.
const MAX_TEXT: usize = 3391;

/// A longer title is left to the certificate file, which the digests bind.
const MAX_TITLE: usize = 240;

/// More holders are counted, not named.
const MAX_HOLDERS: usize = 4;

/// Names of holders beyond so many bytes together are left to the file, too: four ordinary names fit, and a
/// long one does not keep a certificate from having a code.
const MAX_NAMES: usize = 480;

/// What the QR code of a certificate states.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QrPayload {
    /// The certificate's identifier.
    pub identifier: CertificateId,
    /// Name of the certificate (证照名称).
    pub name: String,
    /// The number on the face.
    pub number: String,
    /// The title on the face, where it has a short one.
    pub title: Option<String>,
    /// The first holders, as many as there is room for; perhaps none.
    pub holders: Vec<String>,
    /// How many holders there are.
    pub holder_count: u32,
    /// Day of issue.
    pub issued: NaiveDate,
    /// First day of validity.
    pub valid_from: NaiveDate,
    /// Last day of validity; absent for long-term.
    pub valid_until: Option<NaiveDate>,
    /// Where the status stands.
    pub status: Vec<StatusRef>,
    /// Signing time.
    pub created: DateTime<FixedOffset>,
    /// Digests of the certificate's credential without proofs and QR code.
    #[serde(skip)]
    pub digests: DigestPair,
    /// The signatures.
    #[serde(skip)]
    pub signatures: Vec<QrSignature>,
}

/// A signature over the payload.
#[derive(Debug, Clone, PartialEq)]
pub struct QrSignature {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The part of the verification method after `#`; the issuer is known by the identifier.
    pub key: String,
    /// The signature.
    pub signature: Signature,
}

impl QrPayload {
    /// Signs the statement of a record; the answer is the text of its QR code.
    pub(crate) fn seal(
        record: &Record,
        digests: DigestPair,
        at: DateTime<FixedOffset>,
        signers: &[&dyn Signer],
    ) -> Result<String, Problems> {
        let body = Self::of(record, digests, at).body();
        let message = message(&body);
        let mut signatures = Vec::new();
        for signer in signers {
            let signature = signer.sign(&message).map_err(|e| Problem::new(e.code()))?;
            signatures.push(QrSignature {
                algorithm: signer.public_key().algorithm(),
                key: fragment(signer.key_id()).into(),
                signature,
            });
        }
        let text = text(body, &signatures);
        if text.len() > MAX_TEXT {
            return Err(Problem::new("certs.qr.too-long").into());
        }
        Ok(text)
    }

    /// The unsigned statement of a record.
    fn of(record: &Record, digests: DigestPair, created: DateTime<FixedOffset>) -> Self {
        let title = match record.fields.get("title") {
            Some(crate::certificate::FieldValue::Text(text)) => Some(text),
            _ => None,
        };
        let mut room = MAX_NAMES;
        let names = record.holders.iter().take(MAX_HOLDERS).map(|h| &h.name);
        let names = names.map_while(|name| {
            room = room.checked_sub(name.len())?;
            Some(name.clone())
        });
        Self {
            identifier: record.identifier.clone(),
            name: record.name.clone(),
            number: record.number.clone(),
            title: title.filter(|text| text.len() <= MAX_TITLE).cloned(),
            holders: names.collect(),
            holder_count: u32::try_from(record.holders.len()).unwrap_or(u32::MAX),
            issued: record.issued,
            valid_from: record.valid_from.unwrap_or(record.issued),
            valid_until: record.valid_until,
            status: record.status.clone(),
            created,
            digests,
            signatures: Vec::new(),
        }
    }

    /// Whether the QR code belongs to this record with these digests.
    pub(crate) fn states(&self, record: &Record, digests: DigestPair) -> bool {
        let mut own = Self::of(record, digests, self.created);
        own.signatures.clone_from(&self.signatures);
        *self == own
    }

    /// The text: prefix, then base45 of the CBOR.
    pub fn to_text(&self) -> String {
        text(self.body(), &self.signatures)
    }

    /// Reads the text of a QR code.
    ///
    /// # Errors
    ///
    /// `certs.qr.prefix`, `certs.qr.too-long`, or `certs.qr.malformed` for anything that
    /// [`QrPayload::to_text`] would not write.
    pub fn from_text(text: &str) -> Result<Self, Problem> {
        let bad = || Problem::new("certs.qr.malformed");
        if text.len() > MAX_TEXT {
            return Err(Problem::new("certs.qr.too-long"));
        }
        let encoded = text
            .strip_prefix(QR_PREFIX)
            .ok_or_else(|| Problem::new("certs.qr.prefix").expected(QR_PREFIX))?;
        let bytes = base45::decode(encoded).map_err(|_| bad())?;
        let payload = read_envelope(&bytes).ok_or_else(bad)?;
        // One spelling only: what was read must be written the same way.
        if payload.to_text() == text {
            Ok(payload)
        } else {
            Err(bad())
        }
    }

    /// The bytes that the signatures cover.
    pub(crate) fn message(&self) -> Vec<u8> {
        message(&self.body())
    }

    fn body(&self) -> Vec<u8> {
        let text = |t: &str| Cbor::Text(t.into());
        let day = |d: NaiveDate| Cbor::Text(d.to_string());
        let status = self.status.iter().map(|entry| {
            Cbor::Array(alloc::vec![
                text(&entry.list),
                Cbor::Uint(match entry.purpose {
                    StatusPurpose::Revocation => 1,
                    StatusPurpose::Suspension => 2,
                    StatusPurpose::Supersession => 3,
                }),
                Cbor::Uint(entry.index.into()),
            ])
        });
        let created = self.created.to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut members = alloc::vec![
            (1, text(&self.identifier.to_string())),
            (2, text(&self.name)),
            (3, text(&self.number)),
        ];
        members.extend(self.title.as_deref().map(|title| (4, text(title))));
        members.push((
            5,
            Cbor::Array(self.holders.iter().map(|h| text(h)).collect()),
        ));
        members.push((6, Cbor::Uint(self.holder_count.into())));
        members.push((7, day(self.issued)));
        members.push((8, day(self.valid_from)));
        members.extend(self.valid_until.map(|until| (9, day(until))));
        members.push((10, Cbor::Array(status.collect())));
        members.push((11, text(&created)));
        members.push((12, Cbor::Bytes(self.digests.sm3.to_vec())));
        members.push((13, Cbor::Bytes(self.digests.sha256.to_vec())));
        Cbor::Map(members).encode()
    }
}

/// The bytes that the signatures cover.
fn message(body: &[u8]) -> Vec<u8> {
    [QR_PREFIX.as_bytes(), body].concat()
}

/// Prefix, then base45 of body and signatures in CBOR.
fn text(body: Vec<u8>, signatures: &[QrSignature]) -> String {
    let signatures = signatures.iter().map(|s| {
        Cbor::Array(alloc::vec![
            Cbor::Uint(match s.algorithm {
                Algorithm::Sm2 => 1,
                Algorithm::Ed25519 => 2,
            }),
            Cbor::Text(s.key.clone()),
            Cbor::Bytes(s.signature.as_bytes().to_vec()),
        ])
    });
    let envelope = Cbor::Array(alloc::vec![
        Cbor::Bytes(body),
        Cbor::Array(signatures.collect()),
    ]);
    format!("{QR_PREFIX}{}", base45::encode(&envelope.encode()))
}

/// The part of a verification method after `#`.
pub(crate) fn fragment(key_id: &str) -> &str {
    key_id.rsplit_once('#').map_or(key_id, |(_, name)| name)
}

fn read_envelope(bytes: &[u8]) -> Option<QrPayload> {
    let Cbor::Array(envelope) = Cbor::decode(bytes)? else {
        return None;
    };
    let [Cbor::Bytes(body), Cbor::Array(signatures)] = envelope.as_slice() else {
        return None;
    };
    let mut payload = read_body(body)?;
    for item in signatures {
        let Cbor::Array(parts) = item else {
            return None;
        };
        let [Cbor::Uint(code), Cbor::Text(key), Cbor::Bytes(bytes)] = parts.as_slice() else {
            return None;
        };
        let algorithm = match code {
            1 => Algorithm::Sm2,
            2 => Algorithm::Ed25519,
            _ => return None,
        };
        if payload.signatures.iter().any(|s| s.algorithm == algorithm) {
            return None;
        }
        payload.signatures.push(QrSignature {
            algorithm,
            key: key.clone(),
            signature: Signature::from_raw(bytes.as_slice().try_into().ok()?),
        });
    }
    Some(payload)
}

fn read_body(bytes: &[u8]) -> Option<QrPayload> {
    let Cbor::Map(members) = Cbor::decode(bytes)? else {
        return None;
    };
    let get = |key: u64| members.iter().find(|(k, _)| *k == key).map(|(_, v)| v);
    let text = |item: &Cbor| match item {
        Cbor::Text(text) => Some(text.clone()),
        _ => None,
    };
    let items = |item: &Cbor| match item {
        Cbor::Array(items) => Some(items.clone()),
        _ => None,
    };
    let digest = |item: &Cbor| match item {
        Cbor::Bytes(bytes) => <[u8; 32]>::try_from(bytes.as_slice()).ok(),
        _ => None,
    };
    let day = |item: &Cbor| text(item)?.parse::<NaiveDate>().ok();
    Some(QrPayload {
        identifier: text(get(1)?)?.parse().ok()?,
        name: text(get(2)?)?,
        number: text(get(3)?)?,
        title: get(4).and_then(text),
        holders: items(get(5)?)?.iter().map(text).collect::<Option<_>>()?,
        holder_count: match get(6)? {
            Cbor::Uint(n) => u32::try_from(*n).ok()?,
            _ => return None,
        },
        issued: day(get(7)?)?,
        valid_from: day(get(8)?)?,
        valid_until: get(9).and_then(day),
        status: items(get(10)?)?
            .iter()
            .map(read_status)
            .collect::<Option<_>>()?,
        created: DateTime::parse_from_rfc3339(&text(get(11)?)?).ok()?,
        digests: DigestPair {
            sm3: digest(get(12)?)?,
            sha256: digest(get(13)?)?,
        },
        signatures: Vec::new(),
    })
}

fn read_status(item: &Cbor) -> Option<StatusRef> {
    let Cbor::Array(parts) = item else {
        return None;
    };
    let [Cbor::Text(list), Cbor::Uint(purpose), Cbor::Uint(index)] = parts.as_slice() else {
        return None;
    };
    Some(StatusRef {
        list: list.clone(),
        purpose: match purpose {
            1 => StatusPurpose::Revocation,
            2 => StatusPurpose::Suspension,
            3 => StatusPurpose::Supersession,
            _ => return None,
        },
        index: u32::try_from(*index).ok()?,
    })
}
