//! The arguments of `ip-tool cert`.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use clap::{Args, Subcommand, ValueEnum};

use super::{OneFile, Source};

/// Commands of certificates.
#[derive(Debug, Subcommand)]
pub enum Cert {
    /// Sign a record; the answer is the certificate file
    Issue(Issue),
    /// Check a certificate file, a bundle, an OFD or PDF/A-3 file or the text of a QR code, and say
    /// what each check found
    Verify(Verify),
    /// Say what a certificate states, without believing it
    Inspect(Source),
    /// A copy that opens only some of the fields that may be hidden
    Present(Present),
    /// A certificate with its log proof and status lists in one file, for verifying offline
    Bundle(Bundle),
    /// What published status lists say of a certificate
    Status(Status),
    /// Write a certificate in another form
    Export(Export),
    /// Draw a certificate for people: a page, a drawing, PDF/A, OFD; what it says never differs
    Render(Render),
    /// Cosign the checkpoint of a log that only grew since the last one seen (C2SP tlog-cosignature)
    Witness(Witness),
    /// One bit of an encoded status list
    StatusBit(Source),
    /// Root and proof of a small Merkle log
    Merkle(Source),
}

/// Arguments of `cert issue`.
#[derive(Debug, Args)]
pub struct Issue {
    /// Where the record comes from
    #[command(flatten)]
    pub source: Source,
    /// File with an SM2 private key: 32 bytes, or 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    pub sm2_key: Option<PathBuf>,
    /// File with an Ed25519 private key: 32 bytes, or 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    pub ed25519_key: Option<PathBuf>,
    /// Verification method of the SM2 key, after the issuer's URL
    #[arg(long, value_name = "NAME", default_value = "sm2-1")]
    pub sm2_name: String,
    /// Verification method of the Ed25519 key, after the issuer's URL
    #[arg(long, value_name = "NAME", default_value = "ed25519-1")]
    pub ed25519_name: String,
    /// Type standards in place of the built-in ones, in the form of ip-certs/data/kinds-*.toml
    #[arg(long, value_name = "FILE")]
    pub kinds: Option<PathBuf>,
    /// Signing time [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub at: Option<DateTime<FixedOffset>>,
}

/// Arguments of `cert verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Where the certificate or QR text comes from
    #[command(flatten)]
    pub source: Source,
    /// Trust list: issuers, their keys and what they may issue; without it nobody is believed
    #[arg(long, value_name = "FILE")]
    pub trust: Option<PathBuf>,
    /// What the issuer's register says of the certificate; without it, or a status list, the
    /// status stays unknown
    #[arg(long, value_name = "FILE", conflicts_with_all = ["status_list", "memory"])]
    pub register: Option<PathBuf>,
    /// A published status list; may be given several times
    #[arg(long, value_name = "FILE")]
    pub status_list: Vec<PathBuf>,
    /// The place of a status list in a log (C2SP tlog-proof); may be given several times
    #[arg(long, value_name = "FILE", requires = "log_policy")]
    pub status_proof: Vec<PathBuf>,
    /// Where the status lists and the checkpoints of logs that were believed are kept from run to run, so
    /// that no older list and no other past is believed after them; the file is made and kept up to date
    #[arg(long, value_name = "FILE")]
    pub memory: Option<PathBuf>,
    /// Which log must hold the certificate and its status lists, and how many witnesses must have seen
    /// them; only a bundle can prove it for a certificate
    #[arg(long, value_name = "FILE")]
    pub log_policy: Option<PathBuf>,
    /// The proof that the log only grew between the remembered checkpoint and that of the bundle, as the
    /// log gives it: {"hashes": ["hex"…]}
    #[arg(long, value_name = "FILE", requires_all = ["memory", "log_policy"])]
    pub consistency: Option<PathBuf>,
    /// Type standards in place of the built-in ones, in the form of ip-certs/data/kinds-*.toml
    #[arg(long, value_name = "FILE")]
    pub kinds: Option<PathBuf>,
    /// Which signatures must be good
    #[arg(long, value_enum, default_value_t)]
    pub policy: Policy,
    /// Who was shown an annotated copy: the code that must stand on it as its recipient
    #[arg(long, value_name = "CODE")]
    pub recipient: Option<String>,
    /// Font file that a PDF was made with [default: one that is installed]
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// The instant for which the answer holds [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub at: Option<DateTime<FixedOffset>>,
}

/// Arguments of `cert witness`.
#[derive(Debug, Args)]
pub struct Witness {
    /// File with the checkpoint instead of standard input
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    /// Whose log it is: its origin and key, as the log publishes them
    #[arg(long, value_name = "FILE")]
    pub log_policy: PathBuf,
    /// The checkpoint that this witness cosigned last; without it, this is the first
    #[arg(long, value_name = "FILE", requires = "consistency")]
    pub last: Option<PathBuf>,
    /// The proof that the log only grew since then, as the log gives it: {"hashes": ["hex"…]}
    #[arg(long, value_name = "FILE", requires = "last")]
    pub consistency: Option<PathBuf>,
    /// Name of the witness, a URL without scheme
    #[arg(long)]
    pub name: String,
    /// File with its Ed25519 private key: 32 bytes, or 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    pub ed25519_key: PathBuf,
    /// The instant of the cosignature [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub at: Option<DateTime<FixedOffset>>,
}

/// Arguments of `cert bundle`.
#[derive(Debug, Args)]
pub struct Bundle {
    /// Where the certificate comes from
    #[command(flatten)]
    pub source: OneFile,
    /// Its proof of inclusion in a log (C2SP tlog-proof)
    #[arg(long, value_name = "FILE")]
    pub log_proof: Option<PathBuf>,
    /// A published status list; may be given several times
    #[arg(long, value_name = "FILE")]
    pub status_list: Vec<PathBuf>,
    /// The place of one of the lists in a log (C2SP tlog-proof); may be given several times
    #[arg(long, value_name = "FILE")]
    pub status_proof: Vec<PathBuf>,
}

/// Which signatures must be there and good.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Policy {
    /// SM2; another may stand beside it
    #[default]
    RequireSm2,
    /// SM2 and Ed25519
    RequireBoth,
    /// At least one
    Any,
}

/// Arguments of `cert status`.
#[derive(Debug, Args)]
pub struct Status {
    /// Where the certificate comes from
    #[command(flatten)]
    pub source: OneFile,
    /// A published status list; may be given several times
    #[arg(long, value_name = "FILE", required_unless_present = "memory")]
    pub status_list: Vec<PathBuf>,
    /// Where the status lists that were believed are kept from run to run
    #[arg(long, value_name = "FILE")]
    pub memory: Option<PathBuf>,
    /// Trust list: whose status lists are believed
    #[arg(long, value_name = "FILE")]
    pub trust: PathBuf,
    /// Which signatures of a list must be good
    #[arg(long, value_enum, default_value_t)]
    pub policy: Policy,
    /// The instant for which the answer holds [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub at: Option<DateTime<FixedOffset>>,
}

/// Arguments of `cert present`.
#[derive(Debug, Args)]
pub struct Present {
    /// Where the certificate comes from
    #[command(flatten)]
    pub source: OneFile,
    /// Names of the fields to open, parted by commas; all others that may be hidden are
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub open: Vec<String>,
}

/// Arguments of `cert export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Where the certificate comes from
    #[command(flatten)]
    pub source: OneFile,
    /// The form
    #[arg(long, value_enum)]
    pub format: CertFormat,
}

/// Forms of a certificate.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum CertFormat {
    /// W3C Verifiable Credential 2.0
    Credential,
    /// The lines that a person reads on the face
    Face,
    /// The text of the QR code
    Qr,
}

/// Arguments of `cert render`.
#[derive(Debug, Args)]
pub struct Render {
    /// Where the certificate or the annotated copy comes from
    #[command(flatten)]
    pub source: OneFile,
    /// The form
    #[arg(long, value_enum)]
    pub format: RenderFormat,
    /// Font file that PDF embeds; it must have every character [default: one that is installed]
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Which part of ISO 19005 a PDF keeps
    #[arg(long, value_enum, default_value_t)]
    pub level: PdfLevel,
}

/// Drawings of a certificate, and the two forms that machines read.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RenderFormat {
    /// A page for browsers and printers
    Html,
    /// One drawing
    Svg,
    /// PDF/A (ISO 19005) with the certificate attached
    Pdf,
    /// OFD (GB/T 33190) with the metadata of GB/T 36903 and the certificate attached
    Ofd,
    /// The text of the QR code
    Qr,
    /// W3C Verifiable Credential 2.0
    Vc,
}

/// Parts of ISO 19005.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum PdfLevel {
    /// PDF/A-1b, without attachment
    A1b,
    /// PDF/A-3u
    #[default]
    A3u,
}
