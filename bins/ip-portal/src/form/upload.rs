//! What a form with files sent: files stream to the data folder, and one that is too large is
//! answered at its field while everything else is kept.

use std::io;
use std::path::{Path, PathBuf};

use axum::extract::Multipart;
use axum::extract::multipart::Field as Part;
use sha2::{Digest, Sha256};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use crate::data_dir::random;
use crate::fault::Fault;
use crate::form::sent::{TOKEN_FIELD, check_token};
use crate::session::hex;
use crate::state::AppState;
use crate::viewer::Viewer;

/// How much a form with files may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one file.
    pub file: u64,
    /// Most bytes of all files.
    pub total: u64,
    /// Most files.
    pub files: usize,
}

/// Most bytes of all text fields together.
const TEXT_LIMIT: usize = 256 * 1024;

/// A file that arrived whole.
#[derive(Debug)]
pub struct Upload {
    /// The field it was chosen in.
    pub field: String,
    /// Its name at the sender's, without folders and control characters.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// What it is by its first bytes, whatever its name says.
    pub media: Media,
    path: PathBuf,
}

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Portable Document Format.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// An OFD document or an office file: both are ZIP packages.
    Zip,
    /// Something else.
    Other,
}

/// Why a file was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The file at this field is larger than one file may be.
    TooLarge(String),
    /// With the file at this field, all files together are too large.
    TotalTooLarge(String),
    /// The file at this field is one too many.
    TooMany(String),
    /// The file at this field is empty.
    Empty(String),
}

impl Refused {
    /// The field to put the error at.
    pub fn field(&self) -> &str {
        match self {
            Self::TooLarge(field)
            | Self::TotalTooLarge(field)
            | Self::TooMany(field)
            | Self::Empty(field) => field,
        }
    }

    /// Stable code, for a problem at the field.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) | Self::TotalTooLarge(_) => "app.form.file-too-large",
            Self::TooMany(_) => "app.form.too-many-files",
            Self::Empty(_) => "app.form.file-empty",
        }
    }

    /// Key of what to tell the person; `limit` is its argument.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "file-error-too-large",
            Self::TotalTooLarge(_) => "file-error-total",
            Self::TooMany(_) => "file-error-too-many",
            Self::Empty(_) => "file-error-empty",
        }
    }

    /// The limit that was passed, written for people.
    pub fn limit(&self, limits: &Limits) -> String {
        match self {
            Self::TooLarge(_) => size(limits.file),
            Self::TotalTooLarge(_) => size(limits.total),
            Self::TooMany(_) | Self::Empty(_) => limits.files.to_string(),
        }
    }
}

/// Everything a form with files sent.
#[derive(Debug, Default)]
pub struct Received {
    /// Names and values of the other fields.
    pub pairs: Vec<(String, String)>,
    /// Files that arrived whole; they are deleted unless moved away.
    pub files: Vec<Upload>,
    /// Files that were not taken.
    pub refused: Vec<Refused>,
}

/// Reads a form with files. The token must be sent before any file, as the macros place it.
///
/// # Errors
///
/// The token is wrong, the body is no form, or the disk fails. Files beyond the limits are no
/// error here but stand in [`Received::refused`].
pub async fn receive(
    app: &AppState,
    viewer: &Viewer,
    mut body: Multipart,
    limits: Limits,
) -> Result<Received, Fault> {
    let folder = app.data.folder("incoming").map_err(Fault::internal)?;
    let mut received = Received::default();
    let mut trusted = false;
    let mut text_left = TEXT_LIMIT;
    while let Some(part) = body.next_part().await? {
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(plain_name) {
            None => {
                let text = part.text().await.map_err(unreadable)?;
                text_left = text_left.checked_sub(text.len()).ok_or(Fault::TooLarge)?;
                if field == TOKEN_FIELD {
                    check_token(app, viewer, &text)?;
                    trusted = true;
                } else {
                    received.pairs.push((field, text));
                }
            }
            // A file field left empty sends a part without name and content.
            Some(name) if name.is_empty() => {}
            Some(name) => {
                if !trusted {
                    return Err(Fault::StaleForm);
                }
                take(&folder, &mut received, part, field, name, limits).await?;
            }
        }
    }
    if trusted {
        Ok(received)
    } else {
        Err(Fault::StaleForm)
    }
}

/// Streams one file to the folder; a file beyond a limit is read to its end and dropped, because a
/// browser shows no answer before it has sent everything.
async fn take(
    folder: &Path,
    received: &mut Received,
    mut part: Part<'_>,
    field: String,
    name: String,
    limits: Limits,
) -> Result<(), Fault> {
    let before: u64 = received.files.iter().map(|file| file.size).sum();
    let path = folder.join(hex(&random::<16>().map_err(Fault::internal)?));
    let mut upload = Upload {
        field,
        name,
        size: 0,
        sha256: [0; 32],
        media: Media::Other,
        path,
    };
    let mut refused =
        (received.files.len() >= limits.files).then(|| Refused::TooMany(upload.field.clone()));
    let mut file = create(&upload.path).await.map_err(Fault::internal)?;
    let mut hash = Sha256::new();
    let mut head = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
        upload.size = upload.size.saturating_add(chunk.len() as u64);
        if refused.is_none() && upload.size > limits.file {
            refused = Some(Refused::TooLarge(upload.field.clone()));
        }
        if refused.is_none() && before.saturating_add(upload.size) > limits.total {
            refused = Some(Refused::TotalTooLarge(upload.field.clone()));
        }
        if refused.is_none() {
            if head.len() < 8 {
                head.extend(chunk.iter().take(8));
            }
            hash.update(&chunk);
            file.write_all(&chunk).await.map_err(Fault::internal)?;
        }
    }
    if refused.is_none() && upload.size == 0 {
        refused = Some(Refused::Empty(upload.field.clone()));
    }
    match refused {
        Some(refused) => received.refused.push(refused),
        None => {
            file.sync_all().await.map_err(Fault::internal)?;
            upload.sha256 = hash.finalize().into();
            upload.media = Media::of(&head);
            received.files.push(upload);
        }
    }
    Ok(())
}

async fn create(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Fault {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Fault::TooLarge
    } else {
        Fault::BadRequest(error.body_text())
    }
}

/// The next part of a body, with its errors as ours.
trait NextPart {
    async fn next_part(&mut self) -> Result<Option<Part<'_>>, Fault>;
}

impl NextPart for Multipart {
    async fn next_part(&mut self) -> Result<Option<Part<'_>>, Fault> {
        self.next_field().await.map_err(unreadable)
    }
}

impl Upload {
    /// The content.
    ///
    /// # Errors
    ///
    /// The disk fails.
    pub async fn bytes(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path).await
    }

    /// Moves the file to its place, which must be on the same disk.
    ///
    /// # Errors
    ///
    /// The disk fails.
    pub async fn move_to(self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target).await
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // It may have been moved away; what is left is nobody's.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Media {
    /// The kind of a file that begins with these bytes.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', ..] => Self::Png,
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            _ => Self::Other,
        }
    }

    /// The media type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Zip => "application/zip",
            Self::Other => "application/octet-stream",
        }
    }
}

/// A size as people read it: `20 MB`, `1.5 MB`, `300 KB`.
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * 1024;
    if bytes >= MB {
        let tenths = bytes.saturating_mul(10) / MB;
        match tenths % 10 {
            0 => format!("{} MB", tenths / 10),
            part => format!("{}.{part} MB", tenths / 10),
        }
    } else {
        format!("{} KB", bytes.div_ceil(KB))
    }
}

/// The last step of a path, without control characters, at most 120 characters.
fn plain_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_folders_and_control_characters() {
        assert_eq!(plain_name("C:\\docs\\申请书.pdf"), "申请书.pdf");
        assert_eq!(plain_name("../../etc/pass\u{0}wd"), "passwd");
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(size(20 * 1024 * 1024), "20 MB");
        assert_eq!(size(1_572_864), "1.5 MB");
        assert_eq!(size(1), "1 KB");
    }
}
