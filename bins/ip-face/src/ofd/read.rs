//! Reading a file from a stranger: within bounds, and only what this crate writes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use ip_certs::certificate::Certificate;
use ip_certs::kind::Kinds;
use ip_core::problem::Problem;
use ip_core::text::Lang;
use zip::ZipArchive;

use super::ATTACHED;
use crate::DRAWING;
use crate::open::{Opened, mismatch};
use crate::sheet::Sheet;

/// The longest file looked at, and the longest member.
const MAX_FILE: usize = 4 * 1024 * 1024;
const MAX_MEMBER: u64 = 4 * 1024 * 1024;
/// More members than a sheet of a hundred pages has.
const MAX_MEMBERS: usize = 128;

/// The certificate in an OFD file, where the file says exactly what the certificate says.
///
/// # Errors
///
/// As [`open`]; `certs.face.mismatch` with the member at which the file departs from what the
/// certificate is drawn to: a changed value, a page more, a foreign member, another version of the drawing.
pub fn read(bytes: &[u8], kinds: &Kinds) -> Result<Certificate, Problem> {
    let opened = open(bytes, kinds)?;
    opened.drawing.unwrap_or_else(|| Err(mismatch("OFD.xml")))?;
    Certificate::from_json(opened.file.as_bytes())
}

/// What an OFD file holds, see [`crate::open`].
///
/// # Errors
///
/// `certs.face.ofd` for a file that is too long, no ZIP, or holds a name twice or no certificate;
/// the problems of the certificate inside.
pub fn open(bytes: &[u8], kinds: &Kinds) -> Result<Opened, Problem> {
    let mut members = members(bytes)?;
    let file = members
        .get(ATTACHED)
        .ok_or_else(|| bad().expected(ATTACHED))?;
    let mut different: Option<String> = None;
    for lang in [Lang::Zh, Lang::En] {
        let sheet = Sheet::of_file(file.as_bytes(), kinds, lang)?;
        let drawn = sheet.members().map_err(|e| bad().found(e))?;
        match difference(&members, drawn) {
            None if sheet.to_ofd()? == bytes => {
                different = None;
                break;
            }
            // Names twice, comments, hidden stretches: a reader of the archive might not see them.
            None => different = Some("ZIP".into()),
            Some(name) => {
                different.get_or_insert(name);
            }
        }
    }
    // What another version drew cannot be compared with this one's pages.
    let version = format!("<ofd:CreatorVersion>{DRAWING}</ofd:CreatorVersion>");
    let ours = members
        .get("OFD.xml")
        .is_none_or(|root| root.contains(&version));
    Ok(Opened {
        file: members.remove(ATTACHED).unwrap_or_default(),
        drawing: match different {
            None => Some(Ok(())),
            Some(place) => ours.then(|| Err(mismatch(&place))),
        },
    })
}

fn bad() -> Problem {
    Problem::new("certs.face.ofd")
}

/// The first member that differs, is missing or too many.
fn difference(found: &BTreeMap<String, String>, drawn: Vec<(String, String)>) -> Option<String> {
    let drawn: BTreeMap<String, String> = drawn.into_iter().collect();
    let names = drawn.keys().chain(found.keys());
    names
        .into_iter()
        .find(|name| drawn.get(*name) != found.get(*name))
        .cloned()
}

/// Names are compared, never used as paths.
fn members(bytes: &[u8]) -> Result<BTreeMap<String, String>, Problem> {
    if bytes.len() > MAX_FILE {
        return Err(bad().found(bytes.len()));
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| bad().found(e))?;
    if zip.len() > MAX_MEMBERS {
        return Err(bad().found(zip.len()));
    }
    let mut members = BTreeMap::new();
    let mut left = MAX_MEMBER;
    for index in 0..zip.len() {
        let member = zip.by_index(index).map_err(|e| bad().found(e))?;
        let name = member.name().map_err(|e| bad().found(e))?.into_owned();
        let mut text = String::new();
        // The sum of all members stays within the bound, whatever their heads claim.
        let read = member.take(left + 1).read_to_string(&mut text);
        let length = read.map_err(|e| bad().found(e))? as u64;
        left = left.checked_sub(length).ok_or_else(bad)?;
        if members.insert(name.clone(), text).is_some() {
            return Err(bad().found(name));
        }
    }
    Ok(members)
}
