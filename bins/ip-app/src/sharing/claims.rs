//! What an organisation claims of a certificate, by the names of its face and of GB/T 36903: nothing that is not
//! understood is answered, for a "no" would be taken for an answer.

use std::collections::BTreeMap;

use ip_certs::metadata;
use ip_certs::share::Authorisation;
use ip_core::id::CertificateId;
use ip_core::problem::{Problem, Problems, pointer_step};

use super::{HOLDER_CODES, Wanted};
use crate::app::App;

/// Elements that are known only with the holder's code.
const OF_THE_CODE: [&str; 3] = [
    HOLDER_CODES,
    "certificateHolderTypeCode",
    "certificateHolderTypeName",
];

impl App {
    /// The claims by the JSON names of a certificate's face; the pinyin names of its files are understood too.
    pub(super) fn understood(
        &self,
        identifier: &CertificateId,
        claims: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, Problems> {
        let kind = self.kind_of(identifier);
        let elements = metadata::elements();
        let mut known = BTreeMap::new();
        for element in &elements {
            known.insert(element.json.as_str(), element.json.as_str());
            known.insert(element.pinyin.as_str(), element.json.as_str());
        }
        for field in kind.map(|kind| kind.fields.as_slice()).unwrap_or_default() {
            known.insert(field.key.as_str(), field.key.as_str());
            known.insert(field.pinyin.as_str(), field.key.as_str());
        }
        let mut read = BTreeMap::new();
        let mut problems = Problems::default();
        for (name, claim) in claims {
            let twice = match known.get(name.trim()) {
                Some(json) => read.insert((*json).to_owned(), claim.clone()).is_some(),
                None => {
                    let at = format!("/fields/claims{}", pointer_step(name));
                    problems.push(Problem::new("app.share.unknown-claim").at(at).found(name));
                    continue;
                }
            };
            if twice {
                let at = format!("/fields/claims{}", pointer_step(name));
                problems.push(Problem::new("app.share.claim-twice").at(at).found(name));
            }
        }
        problems.or(read)
    }

    /// The hidden fields that a use needs opened.
    pub(super) fn fields_of(
        &self,
        identifier: &CertificateId,
        authorisation: &Authorisation,
        wanted: &Wanted,
    ) -> Vec<String> {
        match wanted {
            Wanted::Compare(claims) => {
                let kind = self.kind_of(identifier);
                let mut hidden = Vec::new();
                for name in claims.keys() {
                    let field = kind.and_then(|kind| kind.field(name));
                    let name = if OF_THE_CODE.contains(&name.as_str()) {
                        HOLDER_CODES
                    } else if field.is_some_and(|field| field.disclosable) {
                        name
                    } else {
                        continue;
                    };
                    if !hidden.iter().any(|known| known == name) {
                        hidden.push(name.to_owned());
                    }
                }
                hidden
            }
            Wanted::Query(fields) | Wanted::Download { fields, .. } => {
                fields.as_ref().unwrap_or(&authorisation.fields).clone()
            }
        }
    }
}
