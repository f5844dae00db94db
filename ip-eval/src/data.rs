//! Reads data files.

use ip_core::problem::Problem;
use serde::de::DeserializeOwned;

/// Reads a TOML data file.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|e| Problem::new("eval.data.unreadable").found(e))
}
