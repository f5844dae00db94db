//! Reading a TOML data file: a problem names the file, the line and what is wrong there.

use alloc::string::ToString;

use ip_core::problem::{Problem, Problems};
use serde::de::DeserializeOwned;

/// Reads `text`; on failure adds a problem with the file's name and line.
pub(crate) fn read<T: DeserializeOwned>(
    name: &str,
    text: &str,
    problems: &mut Problems,
) -> Option<T> {
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = error
                .span()
                .and_then(|span| text.get(..span.start))
                .map(|before| before.matches('\n').count() + 1);
            let mut problem = Problem::new("matters.data.unreadable")
                .found(error.message())
                .arg("file", name);
            if let Some(line) = line {
                problem = problem.arg("line", line.to_string());
            }
            problems.push(problem);
            None
        }
    }
}
