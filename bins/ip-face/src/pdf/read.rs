//! Reading a PDF from a stranger: only the attachment is looked for, then the file is drawn anew.
//!
//! A stream never stands inside another object of a PDF, so the attached file is found in the plain bytes
//! without a reader of the whole format; what else the file holds is settled by the comparison. Bytes can
//! only be compared with a drawing of the same version with the same font; the file names both.

use ip_certs::kind::Kinds;
use ip_core::problem::Problem;
use ip_core::text::Lang;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::write::maker;
use super::{ATTACHMENT, Level};
use crate::open::{Opened, mismatch};
use crate::sheet::Sheet;
use crate::typeface::Typeface;

/// The longest file looked at, and the longest attachment.
const MAX_FILE: usize = 4 * 1024 * 1024;
const MAX_ATTACHED: usize = 1024 * 1024;
/// The longest dictionary before a stream.
const MAX_DICTIONARY: usize = 1024;

/// What a PDF holds, see [`crate::open`]; PDF/A-1b holds no attachment.
///
/// # Errors
///
/// `certs.face.attachment` for a file that is too long or has not the one attachment; the problems of
/// the signed file inside.
pub fn open(bytes: &[u8], kinds: &Kinds, typeface: Option<&Typeface>) -> Result<Opened, Problem> {
    let bad = || Problem::new("certs.face.attachment");
    if bytes.len() > MAX_FILE {
        return Err(bad().found(bytes.len()));
    }
    let file = attached(bytes).ok_or_else(|| bad().found(ATTACHMENT))?;
    let [chinese, english] = [Lang::Zh, Lang::En].map(|lang| Sheet::of_file(&file, kinds, lang));
    let sheets = [chinese?, english?];
    let drawing = typeface.map(|typeface| {
        let same = |sheet: &Sheet| {
            let drawn = sheet.to_pdf(typeface, Level::A3u);
            drawn.is_ok_and(|drawn| drawn == bytes)
        };
        if sheets.iter().any(same) {
            return Some(Ok(()));
        }
        // Drawn by another version, or with another font: other bytes say nothing.
        let ours = position(bytes, maker(typeface).as_bytes()).is_some();
        ours.then(|| Err(mismatch("PDF")))
    });
    Ok(Opened {
        file: String::from_utf8(file).map_err(|_| bad().found(ATTACHMENT))?,
        drawing: drawing.flatten(),
    })
}

/// The content of the one embedded file; `None` where there is none, or more than one.
fn attached(bytes: &[u8]) -> Option<Vec<u8>> {
    let mark = b"/EmbeddedFile";
    let mut places = bytes.windows(mark.len() + 1).enumerate();
    let mut found = places.by_ref().filter_map(|(at, window)| {
        // Not `/EmbeddedFiles`, the tree of names.
        let whole = window.starts_with(mark) && !window.ends_with(b"s");
        whole.then_some(at + mark.len())
    });
    let (at, None) = (found.next()?, found.next()) else {
        return None;
    };
    let rest = bytes.get(at..)?;
    let dictionary = rest.get(..rest.len().min(MAX_DICTIONARY))?;
    let length = position(dictionary, b"stream")?;
    let (dictionary, stream) = (rest.get(..length)?, rest.get(length + b"stream".len()..)?);
    let stream = stream.strip_prefix(b"\r").unwrap_or(stream);
    let stream = stream.strip_prefix(b"\n")?;
    // The dictionary may name its filter before its type.
    let before = bytes.get(at.saturating_sub(MAX_DICTIONARY)..at)?;
    let before = before.rsplit(|byte| *byte == b'<').next()?;
    let packed = [before, dictionary]
        .iter()
        .any(|part| position(part, b"/FlateDecode").is_some());
    if packed {
        return decompress_to_vec_zlib_with_limit(stream, MAX_ATTACHED).ok();
    }
    let plain = stream.get(..position(stream, b"endstream")?)?;
    let plain = plain.strip_suffix(b"\n").unwrap_or(plain);
    let plain = plain.strip_suffix(b"\r").unwrap_or(plain);
    (plain.len() <= MAX_ATTACHED).then(|| plain.to_vec())
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
