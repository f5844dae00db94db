#![forbid(unsafe_code)]
//! The face of a certificate (证照版式): one sheet, drawn as HTML, SVG, PDF/A and OFD.
//!
//! Every drawing comes from one [`Sheet`], and the sheet from one signed certificate, so that no
//! drawing says more, less or anything else. What the holder keeps hidden appears nowhere.
//!
//! | idea | module | test |
//! |---|---|---|
//! | what stands on the sheet | [`Sheet`] | `tests/same.rs` |
//! | where it stands on A4 | `layout`, `measure` | `tests/same.rs` |
//! | a page for browsers and printers | `html` | `tests/same.rs` |
//! | one drawing | `svg` | `tests/same.rs` |
//! | PDF/A-1b and PDF/A-3u (ISO 19005) with the certificate attached | [`pdf`] | `tests/pdf.rs` |
//! | OFD (GB/T 33190-2016) with GB/T 36903 metadata | [`ofd`] | `tests/ofd.rs` |
//! | a drawn file read back, and compared with what its certificate is drawn to | [`open`] | `tests/ofd.rs`, `tests/pdf.rs` |
//! | the square code | `qr` | `tests/same.rs` |
//!
//! No font is shipped: PDF/A embeds the part it needs of a font that the caller names or that is
//! installed; a character without a glyph is an error, never an empty box. HTML, SVG and OFD name
//! fonts and fix the places of the characters instead.
//!
//! Not here: electronic seals (GB/T 38540) in OFD and signatures inside PDF. A seal says something only
//! when its maker's certificate chain, its picture and its revocation can be checked, and neither the
//! roots nor a seal of an office exist outside the offices; half a seal would look like a whole one. Trust
//! lies in the square code and in the attached certificate, which carry the same SM2 signature.

mod html;
mod layout;
mod measure;
pub mod ofd;
mod open;
pub mod pdf;
mod qr;
mod sheet;
mod svg;
mod typeface;

/// The version of the drawing, which every file names: raise it when equal sheets give other pages.
const DRAWING: &str = "1";

pub use open::{Opened, open};
pub use sheet::Sheet;
pub use typeface::Typeface;

/// Every code of a problem that this crate can answer, in alphabetical order.
pub const CODES: &[&str] = &[
    "certs.face.attachment",
    "certs.face.control",
    "certs.face.font",
    "certs.face.glyph",
    "certs.face.mismatch",
    "certs.face.ofd",
    "certs.face.pdf",
];
