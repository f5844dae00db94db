//! Reading a certificate file from a stranger.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use ip_core::problem::Problem;

use super::Certificate;
use crate::canon::{self, Object, Value};
use crate::credential::{Disclosure, Document, Secured};
use crate::digest::DigestPair;
use crate::encode::base64;

/// More disclosures than any type standard has fields.
const MAX_DISCLOSURES: usize = 64;

impl Certificate {
    /// Reads a file as [`Certificate::to_json`] writes it, in any spacing and order, or the credential alone
    /// ([`Certificate::credential_json`]), which opens nothing.
    ///
    /// The document inside must be exactly what its own record renders to, so that nothing can
    /// be signed along that no reader looks at.
    ///
    /// # Errors
    ///
    /// A code of [`canon::CanonError`]; `certs.file.form` for missing, unknown or ill-typed
    /// members; `certs.file.not-canonical` for a document that says something twice in different
    /// ways; `certs.disclosure.…`; `certs.proof.…`.
    pub fn from_json(json: &[u8]) -> Result<Self, Problem> {
        let value = canon::parse(json).map_err(|e| Problem::new(e.code()).found(e))?;
        let Value::Object(mut file) = value else {
            return Err(form(""));
        };
        let bare = file.get("credential").is_none() && file.get("credentialSubject").is_some();
        let (credential, disclosures) = if bare {
            (file, Vec::new())
        } else {
            let Some(Value::Object(credential)) = file.remove("credential") else {
                return Err(form("/credential"));
            };
            let disclosures = disclosures(file.remove("disclosures").as_ref())?;
            if let Some((name, _)) = file.iter().next() {
                return Err(form(&ip_core::problem::pointer_step(name)));
            }
            (credential, disclosures)
        };
        let (document, qr) = base(&credential)?;
        let base = document.to_canonical();
        let secured = Secured::from_object(credential).map_err(|p| p.under("/credential"))?;
        let document: Document = document
            .read("certs.file.form")
            .map_err(|p| p.under("/credential"))?;
        let digests = document.digests().to_vec();
        let texts = disclosures.iter().map(Disclosure::to_string);
        let mut opened: Vec<String> = texts.map(|text| Disclosure::digest(&text)).collect();
        opened.sort_unstable();
        let once = opened.windows(2).all(|pair| pair[0] != pair[1]);
        if !once || !opened.iter().all(|digest| digests.contains(digest)) {
            return Err(Problem::new("certs.disclosure.foreign").at("/disclosures"));
        }
        let record = document.record(&disclosures)?;
        let rendered = canon::of(&Document::of(&record, &disclosures, &digests));
        if rendered.as_deref() != Ok(base.as_str()) {
            return Err(Problem::new("certs.file.not-canonical").at("/credential"));
        }
        Ok(Self {
            record,
            secured,
            base_digests: DigestPair::of(base.as_bytes()),
            disclosures,
            digests,
            qr,
        })
    }
}

fn form(pointer: &str) -> Problem {
    Problem::new("certs.file.form").at(pointer)
}

/// The document without proofs and QR code, and the text of the latter.
fn base(credential: &Object) -> Result<(Value, String), Problem> {
    let mut document = credential.clone();
    document.remove("proof");
    match document.remove("qr") {
        Some(Value::Text(qr)) => Ok((Value::Object(document), qr)),
        _ => Err(form("/credential/qr")),
    }
}

fn disclosures(value: Option<&Value>) -> Result<Vec<Disclosure>, Problem> {
    let bad = || form("/disclosures");
    let items = value.and_then(Value::as_list).ok_or_else(bad)?;
    if items.len() > MAX_DISCLOSURES {
        return Err(bad());
    }
    items
        .iter()
        .map(|item| {
            let text = item.as_text().ok_or_else(bad)?;
            let bytes = base64::decode_url(text).map_err(|_| bad())?;
            Disclosure::read(&bytes)
        })
        .collect()
}
