//! What a verifier keeps from run to run: the newest status list of every address, one a line.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ip_certs::status::{SignedList, StatusBook};
use ip_certs::trust::TrustList;
use ip_certs::verify::Policy;

use super::AREA;
use crate::exit::Failure;
use crate::input::Input;

/// Status lists as learnt in this run and before.
pub struct Memory {
    path: Option<PathBuf>,
    /// What is known now.
    pub book: StatusBook,
}

impl Memory {
    /// What was kept, and then the lists of these files, each believed by its signatures or refused.
    ///
    /// A list that was kept and whose keys are not believed any more is forgotten.
    pub fn recall(
        path: Option<&Path>,
        lists: &[PathBuf],
        trust: &TrustList,
        policy: Policy,
    ) -> Result<Self, Failure> {
        let mut book = StatusBook::default();
        let kept = match path.map(std::fs::read_to_string).transpose() {
            Ok(kept) => kept.unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Failure::unreadable(path, &error)),
        };
        for line in kept.lines() {
            let list = SignedList::from_json(line.as_bytes())?;
            let _ = book.accept(list, trust, policy);
        }
        for path in lists {
            let list = SignedList::from_json(&Input::open(Some(path))?.whole(AREA)?)?;
            book.accept(list, trust, policy)?;
        }
        Ok(Self {
            path: path.map(Path::to_path_buf),
            book,
        })
    }

    /// Keeps what is known for the next run; the file is replaced as a whole.
    pub fn keep(&self) -> Result<(), Failure> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let lines = self.book.lists().map(|list| list.to_json() + "\n");
        let mut new = path.clone().into_os_string();
        new.push(".new");
        std::fs::write(&new, lines.collect::<String>())
            .and_then(|()| std::fs::rename(&new, path))
            .map_err(|error| Failure::unwritable(&error))
    }
}
