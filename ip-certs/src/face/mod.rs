//! What a person sees of a certificate, and what its QR code carries.

mod cbor;
mod qr;
mod view;

pub(crate) use qr::fragment;
pub use qr::{QR_PREFIX, QrPayload, QrSignature};
pub use view::{Face, Line};
