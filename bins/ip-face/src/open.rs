//! Opening a drawn file from a stranger: the signed file inside, and whether the pages say the same.

use ip_certs::kind::Kinds;
use ip_core::problem::Problem;

use crate::typeface::Typeface;
use crate::{ofd, pdf};

/// What a drawn file holds.
///
/// Whether the certificate inside is to be believed is another question, see [`ip_certs::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The signed file inside, a certificate or an annotated copy, as it was attached.
    pub file: String,
    /// Whether the file is the very one that the signed file is drawn to; `certs.face.mismatch` names
    /// where it departs. `None` where that cannot be known: the file names another version of the drawing, or is a
    /// PDF made with a font that is not at hand.
    pub drawing: Option<Result<(), Problem>>,
}

/// Opens an OFD or PDF file; `None` for anything else, which may still be a certificate.
///
/// A PDF can only be compared with the font it was made with: `typeface` draws it anew.
///
/// # Errors
///
/// `certs.face.ofd` and `certs.face.attachment` for files that hold no signed file or are out of bounds;
/// the problems of the signed file itself.
pub fn open(
    bytes: &[u8],
    kinds: &Kinds,
    typeface: Option<&Typeface>,
) -> Option<Result<Opened, Problem>> {
    if bytes.starts_with(b"PK") {
        Some(ofd::open(bytes, kinds))
    } else if bytes.starts_with(b"%PDF-") {
        Some(pdf::open(bytes, kinds, typeface))
    } else {
        None
    }
}

pub(crate) fn mismatch(place: &str) -> Problem {
    Problem::new("certs.face.mismatch").found(place)
}
