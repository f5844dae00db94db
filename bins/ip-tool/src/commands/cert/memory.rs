//! What a verifier keeps from run to run, one a line: the newest status list of every address, and the
//! newest checkpoint of every log.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ip_certs::canon::{self, Object, Value};
use ip_certs::log::{Checkpoint, Growth, Hash, LogError, LogPolicy, LogProof, LogView};
use ip_certs::status::{SignedList, StatusBook};
use ip_certs::trust::TrustList;
use ip_certs::verify::Policy;
use ip_core::problem::Problem;

use crate::exit::Failure;

/// Status lists and checkpoints as learnt in this run and before.
pub struct Memory {
    path: Option<PathBuf>,
    /// The lists known now.
    pub book: StatusBook,
    /// What is known of each log, by its origin.
    logs: BTreeMap<String, LogView>,
}

impl Memory {
    /// What was kept, and then these lists, each believed by its signatures or refused.
    ///
    /// A list that was kept and whose keys are not believed any more is forgotten.
    pub fn recall(
        path: Option<&Path>,
        lists: Vec<SignedList>,
        trust: &TrustList,
        policy: Policy,
    ) -> Result<Self, Failure> {
        let mut memory = Self {
            path: path.map(Path::to_path_buf),
            book: StatusBook::default(),
            logs: BTreeMap::new(),
        };
        let kept = match path.map(std::fs::read_to_string).transpose() {
            Ok(kept) => kept.unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Failure::unreadable(path, &error)),
        };
        for line in kept.lines() {
            match Kept::read(line)? {
                Kept::List(list) => drop(memory.book.accept(*list, trust, policy)),
                Kept::Checkpoint(checkpoint) => {
                    let origin = checkpoint.origin.clone();
                    memory.logs.insert(origin, LogView::restore(checkpoint));
                }
            }
        }
        for list in lists {
            memory.book.accept(list, trust, policy)?;
        }
        Ok(memory)
    }

    /// Whether anything is kept for the next run.
    pub const fn lasts(&self) -> bool {
        self.path.is_some()
    }

    /// How a believed checkpoint relates to what is known of its log; the newest is remembered.
    pub fn look(
        &mut self,
        checkpoint: &Checkpoint,
        proof: Option<&[Hash]>,
        policy: &LogPolicy,
    ) -> Result<Growth, LogError> {
        let view = self.logs.entry(checkpoint.origin.clone()).or_default();
        view.look(checkpoint.clone(), proof, policy)
    }

    /// Keeps what is known for the next run; the file is replaced as a whole.
    pub fn keep(&self) -> Result<(), Failure> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let lists = self.book.lists().map(line_of_list);
        let logs = self.logs.values().filter_map(LogView::last);
        let lines = lists.chain(logs.map(line_of_checkpoint));
        let mut new = path.clone().into_os_string();
        new.push(".new");
        std::fs::write(&new, lines.collect::<String>())
            .and_then(|()| std::fs::rename(&new, path))
            .map_err(|error| Failure::unwritable(&error))
    }
}

/// A line: a list as published, `{"proof": …, "statusList": …}` for one with its place in a log, or
/// `{"checkpoint": …}`.
enum Kept {
    List(Box<SignedList>),
    Checkpoint(Checkpoint),
}

impl Kept {
    fn read(line: &str) -> Result<Self, Problem> {
        let log = |e: LogError| Problem::new(e.code());
        let value = canon::parse(line.as_bytes()).map_err(|e| Problem::new(e.code()))?;
        let member = |name: &str| value.as_object().and_then(|object| object.get(name));
        if let Some(note) = member("checkpoint").and_then(Value::as_text) {
            return Ok(Self::Checkpoint(Checkpoint::from_note(note).map_err(log)?));
        }
        let published = member("statusList").unwrap_or(&value);
        let list = SignedList::from_json(published.to_canonical().as_bytes())?;
        let proof = member("proof").and_then(Value::as_text);
        let proof = match (member("statusList"), proof) {
            (Some(_), Some(text)) => Some(LogProof::from_text(text).map_err(log)?),
            _ => None,
        };
        Ok(Self::List(Box::new(list.with_proof(proof))))
    }
}

fn line_of_list(list: &SignedList) -> String {
    match list.proof() {
        None => list.to_json() + "\n",
        Some(proof) => {
            let proof = Value::Text(proof.to_text()).to_canonical();
            format!("{{\"proof\":{proof},\"statusList\":{}}}\n", list.to_json())
        }
    }
}

fn line_of_checkpoint(checkpoint: &Checkpoint) -> String {
    let mut line = Object::default();
    line.insert("checkpoint", Value::Text(checkpoint.to_note()));
    Value::Object(line).to_canonical() + "\n"
}
