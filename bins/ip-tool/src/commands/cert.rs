//! `ip-tool cert`: issue, verify, inspect, present, draw and export electronic certificates.

mod issue;
mod memory;
mod render;
mod status;
mod verify;
mod witness;

use std::path::{Path, PathBuf};

use ip_certs::canon;
use ip_certs::certificate::{Certificate, Record};
use ip_certs::command::{MerkleRequest, StatusBitRequest};
use ip_certs::digest::DigestPair;
use ip_certs::encode::hex;
use ip_certs::face::{Face, QR_PREFIX, QrPayload};
use ip_certs::kind::Kinds;
use ip_certs::log::LogProof;
use ip_certs::share::{AnnotatedCopy, Annotation};
use ip_certs::status::SignedList;
use ip_certs::verify::Bundle;
use ip_core::problem::{Problem, Problems};
use ip_face::{Opened, Typeface};
use serde::Serialize;

use crate::answer::{Answer, plain};
use crate::cli::{self, Cert, CertFormat, Export, OneFile, Present};
use crate::exit::{Exit, Failure};
use crate::input::Input;
use crate::output::{Output, Words};
use crate::serve::serve;
use crate::table;

/// Every code of this area begins with it.
const AREA: &str = "certs";

/// Runs a command of certificates.
pub fn run(command: Cert, output: &Output) -> Result<Exit, Failure> {
    match command {
        Cert::Issue(args) => issue::run(&args, output),
        Cert::Verify(args) => verify::run(&args, output),
        Cert::Inspect(source) => serve(&Inspect, &source, output),
        Cert::Present(args) => present(&args, output),
        Cert::Bundle(args) => bundle(&args, output),
        Cert::Status(args) => status::run(&args, output),
        Cert::Witness(args) => witness::run(&args, output),
        Cert::StatusBit(source) => {
            let answer = |request: StatusBitRequest| request.run().map_err(Problems::from);
            serve(&plain(AREA, answer), &source, output)
        }
        Cert::Merkle(source) => {
            let answer = |request: MerkleRequest| request.run().map_err(Problems::from);
            serve(&plain(AREA, answer), &source, output)
        }
        Cert::Export(args) => export(&args, output),
        Cert::Render(args) => render::run(&args, output),
    }
}

/// What a stranger hands over: a certificate file or an annotated copy, alone, inside OFD or PDF or
/// in a bundle, or the text of a QR code.
enum Shown {
    File(Box<Certificate>),
    Copy(Box<AnnotatedCopy>),
    /// What a drawn file holds, and whether its pages say the same.
    Drawn(Box<Self>, Option<Result<(), Problem>>),
    Bundle(Box<Bundle>),
    Qr(Box<QrPayload>),
}

impl Shown {
    fn read(bytes: &[u8], font: Option<&Path>) -> Result<Self, Problem> {
        if bytes.starts_with(b"PK") || bytes.starts_with(b"%PDF-") {
            let typeface = match font {
                Some(path) => Some(Typeface::read(path)?),
                None => Typeface::installed().ok(),
            };
            if let Some(opened) = ip_face::open(bytes, &Kinds::builtin()?, typeface.as_ref()) {
                let Opened { file, drawing } = opened?;
                let inside = Self::read(file.as_bytes(), None)?;
                return Ok(Self::Drawn(Box::new(inside), drawing));
            }
        }
        if !bytes.starts_with(QR_PREFIX.as_bytes()) {
            let file = canon::parse(bytes).map_err(|e| Problem::new(e.code()).found(e))?;
            if file
                .as_object()
                .is_some_and(|o| o.get("statusLists").is_some())
            {
                return Ok(Self::Bundle(Box::new(Bundle::from_json(bytes)?)));
            }
            if let Ok(copy) = AnnotatedCopy::from_json(bytes) {
                return Ok(Self::Copy(Box::new(copy)));
            }
            return Ok(Self::File(Box::new(Certificate::from_json(bytes)?)));
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Problem::new("certs.qr.malformed"))?
            .trim_end_matches(['\r', '\n']);
        Ok(Self::Qr(Box::new(QrPayload::from_text(text)?)))
    }
}

impl Shown {
    /// The certificate inside; a QR code holds none.
    fn into_certificate(self) -> Result<Certificate, Problem> {
        match self {
            Self::File(certificate) => Ok(*certificate),
            Self::Copy(copy) => Ok(copy.certificate().clone()),
            Self::Bundle(bundle) => Ok(bundle.certificate),
            Self::Drawn(inside, _) => inside.into_certificate(),
            Self::Qr(payload) => Err(Problem::new("certs.file.form").found(&payload.identifier)),
        }
    }
}

/// Says what a certificate states.
struct Inspect;

/// What a certificate states, believed or not.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Inspection {
    /// A file.
    #[serde(rename_all = "camelCase")]
    Certificate {
        record: Box<Record>,
        /// Names of fields that this copy opens and that its holder may close again.
        disclosed: Vec<String>,
        /// How many fields stay hidden in this copy.
        hidden: usize,
        /// Digests of the signed bytes, in hexadecimal.
        digests: Digests,
        /// The verification methods that are said to have signed.
        signed_by: Vec<String>,
    },
    /// An annotated copy, and the certificate inside it.
    AnnotatedCopy {
        annotation: Annotation,
        certificate: Box<Self>,
    },
    /// The text of a QR code.
    Qr(Box<QrPayload>),
}

/// Both digests of the signed bytes.
#[derive(Serialize)]
struct Digests {
    sm3: String,
    sha256: String,
}

impl Answer for Inspect {
    type Request = Shown;
    type Response = Inspection;

    fn area(&self) -> &'static str {
        AREA
    }

    fn read(&self, bytes: &[u8]) -> Result<Shown, Problems> {
        Ok(Shown::read(bytes, None)?)
    }

    fn answer(&self, shown: Shown) -> Result<Inspection, Problems> {
        let certificate = match shown {
            Shown::Drawn(inside, _) => return self.answer(*inside),
            Shown::File(certificate) => certificate,
            Shown::Copy(copy) => {
                let inside = Box::new(copy.certificate().clone());
                return Ok(Inspection::AnnotatedCopy {
                    annotation: copy.annotation().clone(),
                    certificate: Box::new(self.answer(Shown::File(inside))?),
                });
            }
            Shown::Bundle(bundle) => Box::new(bundle.certificate),
            Shown::Qr(payload) => return Ok(Inspection::Qr(payload)),
        };
        Ok(Inspection::Certificate {
            record: Box::new(certificate.record().clone()),
            disclosed: certificate.disclosed().map(str::to_owned).collect(),
            hidden: certificate.hidden(),
            digests: {
                let DigestPair { sm3, sha256 } = certificate.digests();
                Digests {
                    sm3: hex::encode(&sm3),
                    sha256: hex::encode(&sha256),
                }
            },
            signed_by: certificate
                .proofs()
                .iter()
                .map(|proof| proof.verification_method.clone())
                .collect(),
        })
    }

    fn table(&self, inspection: &Inspection, _: Words) -> String {
        table::of(inspection)
    }
}

/// The type standards of a file, or those shipped with this tool.
fn kinds(path: Option<&Path>) -> Result<Kinds, Failure> {
    let Some(path) = path else {
        return Ok(Kinds::builtin()?);
    };
    let text = String::from_utf8(Input::open(Some(path))?.whole(AREA)?)
        .map_err(|_| Problem::new("certs.kind.unreadable").found(path.display()))?;
    Ok(Kinds::from_toml(&text)?)
}

/// The one certificate of a command that turns a file into another, however it was handed over.
fn certificate(source: &OneFile) -> Result<Certificate, Failure> {
    let bytes = Input::open(source.input.as_deref())?.whole(AREA)?;
    Ok(Shown::read(&bytes, None)?.into_certificate()?)
}

/// Writes a copy that opens only the named fields.
fn present(args: &Present, output: &Output) -> Result<Exit, Failure> {
    let certificate = certificate(&args.source)?;
    let may: Vec<&str> = certificate.disclosed().collect();
    let names: Vec<&str> = args.open.iter().map(String::as_str).collect();
    if let Some(name) = names.iter().find(|name| !may.contains(name)) {
        let problem = Problem::new("certs.present.unknown-field");
        return Err(problem.found(name).expected(may.join(", ")).into());
    }
    output.write(certificate.present(&names).to_json().as_bytes())?;
    Ok(Exit::Done)
}

/// Puts a certificate and what proves it into one file.
fn bundle(args: &cli::Bundle, output: &Output) -> Result<Exit, Failure> {
    let proof = args.log_proof.as_deref().map(log_proof).transpose()?;
    let lists = status_lists(&args.status_list, &args.status_proof)?;
    let certificate = certificate(&args.source)?;
    let bundle = Bundle {
        certificate,
        proof,
        lists,
    };
    output.write(bundle.to_json().as_bytes())?;
    Ok(Exit::Done)
}

/// A proof of inclusion in a log.
fn log_proof(path: &Path) -> Result<LogProof, Failure> {
    let problem = |code: &'static str| Problem::new(code).found(path.display());
    let bytes = Input::open(Some(path))?.whole(AREA)?;
    let text = String::from_utf8(bytes).map_err(|_| problem("certs.log.form"))?;
    Ok(LogProof::from_text(&text).map_err(|e| problem(e.code()))?)
}

/// Published status lists, each with its place in a log where one of the proofs is of it.
fn status_lists(lists: &[PathBuf], proofs: &[PathBuf]) -> Result<Vec<SignedList>, Failure> {
    let mut read = Vec::new();
    for path in lists {
        read.push(SignedList::from_json(
            &Input::open(Some(path))?.whole(AREA)?,
        )?);
    }
    for path in proofs {
        let proof = log_proof(path)?;
        let of = read.iter_mut().find(|list| proof.proves(&list.log_entry()));
        let Some(list) = of else {
            return Err(Problem::new("certs.log.proof").found(path.display()).into());
        };
        *list = list.clone().with_proof(Some(proof));
    }
    Ok(read)
}

/// Writes a certificate in another form.
fn export(args: &Export, output: &Output) -> Result<Exit, Failure> {
    let certificate = certificate(&args.source)?;
    match args.format {
        CertFormat::Credential => output.write(certificate.credential_json().as_bytes())?,
        CertFormat::Qr => output.write(format!("{}\n", certificate.qr_text()).as_bytes())?,
        CertFormat::Face => {
            let record = certificate.record();
            let kinds = Kinds::builtin()?;
            let kind = kinds
                .get(&record.kind)
                .ok_or_else(|| Problem::new("certs.record.kind").found(&record.kind))?;
            let face = Face::of(record, kind, certificate.hidden() > 0);
            output.print(&face, |face, words| {
                let value = |line: &ip_certs::face::Line| match &line.value {
                    Some(value) => table::of(value).trim().to_owned(),
                    None => words.pick("（未出示）", "(not shown)").to_owned(),
                };
                table::pairs(
                    face.lines
                        .iter()
                        .map(|line| (words.label(&line.label), value(line))),
                )
            })?;
        }
    }
    Ok(Exit::Done)
}
