#![no_std]
#![forbid(unsafe_code)]
//! Electronic certificates of intellectual property (知识产权电子证照): issued once, verified by anyone
//! without a network, shown by their holder no further than needed.
//!
//! A certificate is a W3C credential in the words of GB/T 36903, signed with SM2 and with Ed25519 over the same bytes.
//! Keys, salts, clocks and trust lists are arguments; nothing here reads or draws them.
//!
//! ```
//! # #[path = "../tests/common/mod.rs"] mod common;
//! # use common::*;
//! use ip_certs::certificate::{Certificate, Issuance};
//! use ip_certs::verify::{Policy, StatusSource, Verdict, Verifier};
//!
//! let (kinds, trust, (sm2, ed25519)) = (kinds(), trust(), signers());
//! let issuance = Issuance { kinds: &kinds, signers: &[&sm2, &ed25519], at: instant(ISSUED_AT), entropy: &[3; 32] };
//! let certificate = Certificate::issue(record(), &issuance)?;
//! // The holder shows the inventors and keeps everything else that may be kept.
//! let shown = certificate.present(&["inventors"]).to_json();
//!
//! let read = Certificate::from_json(shown.as_bytes())?;
//! let verifier = Verifier {
//!     trust: &trust, kinds: &kinds, policy: Policy::RequireBoth, status: StatusSource::None, log: None,
//!     now: instant(NOW),
//! };
//! // Genuine; but nobody was asked whether it still stands, and so it is not called valid.
//! assert_eq!(verifier.certificate(&read).verdict, Verdict::ValidButStatusUnknown);
//! # Ok::<(), ip_core::problem::Problems>(())
//! ```
//!
//! | rule or standard | module | test |
//! |---|---|---|
//! | GB/T 36904-2018 identifier | [`id`] | `tests/attacks/documents.rs`, ip-core |
//! | GB/T 36903-2018 metadata, names | [`metadata`] | `tests/data.rs` |
//! | type standards, eleven kinds and more | [`kind`], `data/kinds-*.toml` | `tests/data.rs` |
//! | types of holders' codes, GB/T 36903 Annex A | [`holder_code`] | `tests/data.rs` |
//! | characters that no text may have | [`characters`], `data/characters.toml` | `tests/records.rs` |
//! | record, issue, present; states and operations | [`certificate`] | `tests/walk.rs`, `tests/life.rs` |
//! | RFC 8785, RFC 7493 | [`canon`] | `tests/vectors.rs`, `tests/cases/canon.toml`, `tests/interop.rs` |
//! | GB/T 32918, GB/T 32905, RFC 8032 | [`sign`], [`digest`] | `tests/vectors.rs`, `tests/openssl.rs` |
//! | W3C VC 2.0, `eddsa-jcs-2022`, salted disclosures | [`credential`] | `tests/vectors.rs`, `tests/interop.rs` |
//! | QR: RFC 8949, RFC 9285 | [`face`] | `tests/attacks/qr.rs` |
//! | W3C Bitstring Status List 1.0, with sequence and random places | [`status`] | `tests/attacks/lists.rs`, `places.rs` |
//! | RFC 6962, C2SP checkpoint, cosignature, tlog-proof | [`log`] | `tests/attacks/lists.rs`, `bundle.rs` |
//! | trust list, verdicts | [`trust`], [`verify`] | `tests/attacks/proofs.rs`, `tests/walk.rs` |
//! | how long what was learnt counts | [`status`], [`verify::RegisterAnswer`], `data/verification.toml` | `tests/attacks/memory.rs` |
//! | offline bundle, the log and its witnesses in the report | [`verify::Bundle`] | `tests/attacks/bundle.rs`, `places.rs` |
//! | GB/T 36906-2018 sharing, annotated copies | [`share`], [`verify::Verifier::copy`] | `tests/share.rs`, `tests/attacks/copies.rs` |
//!
//! `tests/cases/attacks.toml` names every attack of the model of threats and the tests that make it.
//!
//! Not here: HTML, SVG, PDF/A and OFD, which the crate `ip-face` draws and reads; electronic seals
//! (GB/T 38540), X.509 chains, time stamps: they rest on the roots and the seals of real offices, and a seal
//! that nobody can check would look like one that was. A holder's presentation has no nonce and no key of the
//! holder: it shows what was signed, not who shows it; an annotated copy names its recipient instead.

extern crate alloc;

pub mod canon;
pub mod certificate;
pub mod characters;
mod codes;
pub mod command;
pub mod credential;
pub mod digest;
pub mod encode;
pub mod face;
pub use ip_core::id;
pub mod holder_code;
pub mod kind;
pub mod log;
pub mod metadata;
pub mod share;
pub mod sign;
pub mod status;
pub mod trust;
pub mod verify;

pub use codes::CODES;
