//! Files by their digest, in a folder.
//!
//! Not in the database: a scan of twenty megabytes would make everyone who appends wait for its
//! sync, and fill the write-ahead log. A folder also is copied and inspected with common tools:
//! the name of a file is its SHA-256, as `sha256sum` prints it.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ip_app::port::StoreError;
use ip_core::record::Hash;

/// A file that was never finished is removed when it is this old: nobody writes it any more.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder of files; two levels, so that no folder grows too large.
pub struct Folder {
    root: PathBuf,
    unfinished: PathBuf,
    counter: AtomicU64,
}

impl Folder {
    /// Opens the folder, made when missing, for its owner only.
    pub fn open(root: &Path) -> Result<Self, StoreError> {
        let unfinished = root.join("unfinished");
        make(&unfinished).map_err(|error| translate(&unfinished, &error))?;
        tidy(&unfinished).map_err(|error| translate(&unfinished, &error))?;
        Ok(Self {
            root: root.to_path_buf(),
            unfinished,
            counter: AtomicU64::new(0),
        })
    }

    fn place(&self, hash: &Hash) -> PathBuf {
        let name = hash.to_string();
        let shelf = name.get(..2).unwrap_or_default();
        self.root.join(shelf).join(name)
    }

    /// Keeps a file; durable when this returns. What is there already is read and, when it was
    /// damaged, written again.
    pub fn put(&self, bytes: &[u8]) -> Result<Hash, StoreError> {
        let hash = Hash::of(bytes);
        let place = self.place(&hash);
        self.keep(&hash, &place, bytes)
            .map_err(|error| translate(&place, &error))?;
        Ok(hash)
    }

    /// Written aside, synced, then moved to its place, so that a crash leaves no half file there.
    fn keep(&self, hash: &Hash, place: &Path, bytes: &[u8]) -> io::Result<()> {
        let shelf = place.parent().unwrap_or(&self.root);
        if !fs::read(place).is_ok_and(|kept| kept == bytes) {
            if !shelf.is_dir() {
                make(shelf)?;
                sync_folder(&self.root)?;
            }
            let number = self.counter.fetch_add(1, Ordering::Relaxed);
            let process = std::process::id();
            let aside = self.unfinished.join(format!("{hash}.{process}.{number}"));
            let mut file = File::create_new(&aside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&aside, place)?;
        }
        // Also when it was there: whoever put it may not have come this far yet.
        sync_folder(shelf)
    }

    /// The file with this digest.
    pub fn get(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let place = self.place(hash);
        match fs::read(&place) {
            Ok(bytes) if Hash::of(&bytes) == *hash => Ok(Some(bytes)),
            Ok(_) => Err(StoreError::Damaged(format!("file {hash} was changed"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(translate(&place, &error)),
        }
    }

    /// Removes a file; whether there was one.
    pub fn forget(&self, hash: &Hash) -> Result<bool, StoreError> {
        let place = self.place(hash);
        match fs::remove_file(&place) {
            Ok(()) => sync_folder(place.parent().unwrap_or(&self.root))
                .map(|()| true)
                .map_err(|error| translate(&place, &error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(translate(&place, &error)),
        }
    }

    /// Reads every file: how many there are, and those whose content was changed.
    pub fn check(&self) -> Result<(u64, Vec<Hash>), StoreError> {
        let mut count = 0;
        let mut damaged = Vec::new();
        for shelf in self.names(&self.root)? {
            // The two digits of a shelf; not the folder of unfinished files.
            if shelf.len() != 2 {
                continue;
            }
            for name in self.names(&self.root.join(shelf))? {
                let Ok(hash) = name.parse::<Hash>() else {
                    continue;
                };
                count += 1;
                if matches!(self.get(&hash), Err(StoreError::Damaged(_))) {
                    damaged.push(hash);
                }
            }
        }
        Ok((count, damaged))
    }

    fn names(&self, folder: &Path) -> Result<Vec<String>, StoreError> {
        let list = || {
            let mut names: Vec<_> = fs::read_dir(folder)?
                .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
                .collect::<io::Result<_>>()?;
            names.sort();
            Ok(names)
        };
        list().map_err(|error: io::Error| translate(folder, &error))
    }
}

/// Makes a folder when it is missing, for its owner only.
pub fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn tidy(unfinished: &Path) -> io::Result<()> {
    for entry in fs::read_dir(unfinished)? {
        let entry = entry?;
        let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
        if age > ABANDONED {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Makes the names in a folder durable; Windows does that by itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The port's error for one of the file system.
pub fn translate(path: &Path, error: &io::Error) -> StoreError {
    let text = format!("{}: {error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full(text),
        _ => StoreError::Io(text),
    }
}
