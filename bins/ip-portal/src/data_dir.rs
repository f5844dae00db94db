//! The data folder: everything the portal keeps, with secrets that only its owner can read.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// An open data folder, locked against a second portal for as long as this value lives.
#[derive(Debug)]
pub struct DataDir {
    root: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Opens the folder, creating it for its owner alone when it is missing.
    ///
    /// # Errors
    ///
    /// The folder cannot be created or written, or another portal holds it.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(root).map_err(Failure::folder(root))?;
        let path = root.join("lock");
        let lock = private_options()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Failure::folder(root))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                root: root.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(Failure::InUse {
                path: root.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(Failure::Folder { path, source }),
        }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A folder inside, created for its owner alone when it is missing.
    ///
    /// # Errors
    ///
    /// The folder cannot be created.
    pub fn folder(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.root.join(name);
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(Failure::folder(&path))?;
        Ok(path)
    }

    /// The content of a file, or `None` when there is none.
    ///
    /// # Errors
    ///
    /// The file is there and cannot be read.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let path = self.path(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Failure::Folder { path, source }),
        }
    }

    /// Writes a file that its owner alone can read; after a crash it holds the old content or the
    /// new one, never a part.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path(name);
        let draft = self.root.join(format!(".{name}.new"));
        let write = || {
            let mut file = private_options().create(true).truncate(true).open(&draft)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&draft, &path)?;
            File::open(&self.root)?.sync_all()
        };
        write().map_err(Failure::folder(&path))
    }

    /// A secret of `N` random bytes, made and kept on the first call.
    ///
    /// # Errors
    ///
    /// The file cannot be read or written, or has another length.
    pub fn secret<const N: usize>(&self, name: &str) -> Result<[u8; N], Failure> {
        if let Some(bytes) = self.read(name)? {
            return bytes.try_into().map_err(|bytes: Vec<u8>| {
                Failure::damaged(
                    self.path(name),
                    format!("expected {N} bytes, found {}", bytes.len()),
                )
            });
        }
        let secret = random()?;
        self.write(name, &secret)?;
        Ok(secret)
    }
}

/// `N` random bytes from the system.
///
/// # Errors
///
/// The system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Failure::System {
        what: "randomness",
        why: e.to_string(),
    })?;
    Ok(bytes)
}

/// Options for a file that only its owner may read or write.
fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
