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
//! | OFD (GB/T 33190-2016) with GB/T 36903 metadata, written and read | [`ofd`] | `tests/ofd.rs` |
//! | the square code | `qr` | `tests/same.rs` |
//!
//! No font is shipped: PDF/A embeds the part it needs of a font that the caller names or that is
//! installed; a character without a glyph is an error, never an empty box. HTML, SVG and OFD name
//! fonts and fix the places of the characters instead.
//!
//! Not here: seals (GB/T 38540) and signatures inside PDF; trust lies in the square code and the
//! attached certificate.

mod html;
mod layout;
mod measure;
pub mod ofd;
pub mod pdf;
mod qr;
mod sheet;
mod svg;
mod typeface;

pub use sheet::Sheet;
pub use typeface::Typeface;

/// Every code of a problem that this crate can answer, in alphabetical order.
pub const CODES: &[&str] = &[
    "certs.face.control",
    "certs.face.font",
    "certs.face.glyph",
    "certs.face.mismatch",
    "certs.face.ofd",
    "certs.face.pdf",
];
